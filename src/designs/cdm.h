/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the two ways of 2017 to isolate coherent device memory have in common:
 * N_COHERENT_DEVICE, a state in addition to N_MEMORY.
 *
 * Mirrors: 20170130033602.12275-1 ("mm: Define coherent device memory (CDM) node").
 */
#ifndef NW_DESIGNS_CDM_H
#define NW_DESIGNS_CDM_H

#include "hotplug/role.h"
#include "model/machine.h"

static inline bool is_cdm_node(const struct machine *m, int nid)
{
	return node_state(m, nid, N_SPM);
}

/* H10: the pool of huge pages is made of ordinary nodes. */
static inline void cdm_hugetlb_nodes(const struct machine *m, nodemask_t *nodes)
{
	nodes_andnot(nodes, nodes, &m->node_states[N_SPM]);
}

/*
 * H13: the architecture knows which node is coherent device memory, at boot and
 * when memory comes; whatever memory the node gets joins both states.
 */
static inline struct hotplug_answer cdm_hotplug(const struct machine *m,
						const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);

	if (q->role != ROLE_SPM && !is_cdm_node(m, q->nid) &&
	    !node_isset(q->nid, &m->spm_declared))
		return answer;
	answer.joins_memory = true;
	answer.joins_spm = true;
	answer.starts_daemons = true;
	return answer;
}

#endif
