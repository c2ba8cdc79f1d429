/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small machine for the tests of policies: nodes 0-3 with ZONE_NORMAL, node 0
 * with ZONE_DMA32 as well, CPU n on node n, and one task on CPU 0.
 */
#ifndef NW_UNIT_MEMPOLICY_H
#define NW_UNIT_MEMPOLICY_H

#include "base/nodelist.h"
#include "mempolicy/mm.h"
#include "unit/unit.h"

#include <string.h>

struct fixture {
	struct isolation_design design;
	struct machine m;
	pg_data_t pgdat[4];
	int16_t cpu_to_node[4];
	struct task task;
};

static inline nodemask_t nodes(const char *list)
{
	nodemask_t mask;

	assert_int_equal(nodelist_parse(list, strlen(list), MAX_NUMNODES, &mask), 0);
	return mask;
}

static inline void fixture_init(struct fixture *f)
{
	const nodemask_t all = nodes("0-3");

	memset(f, 0, sizeof(*f));
	f->m.design = &f->design;
	f->m.nr_node_ids = 4;
	f->m.nr_cpus = 4;
	f->m.cpu_to_node = f->cpu_to_node;
	f->m.node_states[N_POSSIBLE] = f->m.node_states[N_ONLINE] = all;
	f->m.node_states[N_MEMORY] = f->m.node_states[N_NORMAL_MEMORY] = all;
	for (int i = 0; i < 4; i++) {
		f->cpu_to_node[i] = (int16_t)i;
		f->pgdat[i].node_id = i;
		f->pgdat[i].node_zones[ZONE_NORMAL].nid = i;
		f->pgdat[i].node_zones[ZONE_NORMAL].managed_pages = 1000;
		f->m.pgdat[i] = &f->pgdat[i];
	}
	f->pgdat[0].node_zones[ZONE_DMA32].managed_pages = 1000;
	f->task.mems_allowed = all;
}

static inline void fixture_end(struct fixture *f)
{
	mpol_task_exit(&f->task);
	mm_destroy(f->task.mm);
	f->task.mm = NULL;
}

/* set_mempolicy() of @mode with flags over a list of nodes. */
static inline int set_policy(struct fixture *f, unsigned mode, const char *list, enum verdict *why)
{
	const nodemask_t mask = nodes(list);
	const struct mpol_args args = { .mode = mode, .nodemask = &mask, .maxnode = 1025 };

	return mpol_set(&f->m, &f->task, &args, why);
}

static inline void assert_nodes(const nodemask_t *mask, const char *list)
{
	char buf[NODELIST_MAX];

	assert_string_equal(nodelist_print(mask, buf), list);
}

/* What get_mempolicy() of the task shows. */
static inline void assert_shows(const struct fixture *f, enum mpol_mode mode, unsigned flags,
				const char *list)
{
	struct mpol_info info;

	mpol_get(&f->task, &info);
	assert_int_equal(info.mode, mode);
	assert_int_equal(info.flags, flags);
	assert_nodes(&info.nodes, list);
}

#endif
