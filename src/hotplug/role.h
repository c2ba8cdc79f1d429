/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The roles of nodes that a design remembers (sysram, spm), and the questions
 * of design hook H13.
 */
#ifndef NW_HOTPLUG_ROLE_H
#define NW_HOTPLUG_ROLE_H

#include "model/machine.h"

/* Do what a hotplug answer asks for. Return: true when a set changed. */
bool apply_role_edit(struct machine *m, int nid, struct role_edit edit);
/* The edit that brings back what the design remembers of the node now. */
struct role_edit role_edit_restoring(const struct machine *m, int nid);

/*
 * The answer of mainline: accepted, the node joins N_MEMORY and gets its
 * daemons, blocks become what was asked for. Designs start from it. For
 * HP_ONLINE_MORE it names no state at all, which means "as it is". There is no
 * registration, so HP_UNREGISTER is -EOPNOTSUPP.
 */
struct hotplug_answer hotplug_baseline_answer(const struct hotplug_question *q);
/* Ask H13 (baseline without a hook) and apply the edit. *@changed, if not NULL, is or-ed. */
struct hotplug_answer hotplug_ask(struct machine *m, const struct hotplug_question *q,
				  bool *changed);

/* FEATURE_* that the description of the machine gives the node's driver. */
static inline uint32_t declared_features(const struct machine *m, int nid)
{
	return m->spm_features ? m->spm_features[nid] : 0;
}

/* The design's set of nodes with this role (mt_sysram_nodelist, mt_spm_nodelist). */
static inline const nodemask_t *node_role_list(const struct machine *m, enum node_role role)
{
	return role == ROLE_SPM ? &m->dstate.spm : &m->dstate.sysram;
}

#endif
