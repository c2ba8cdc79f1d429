// SPDX-License-Identifier: GPL-2.0-only
/*
 * Node states and reserves as memory of a node comes and goes.
 *
 * Mirrors: mm/memory_hotplug.c node_states_set_node(), node_states_clear_node(),
 * node_states_check_changes_*(), v6.12.
 */
#include "alloc/reserves.h"
#include "hotplug/private.h"

struct hotplug_result hotplug_refuse(int err, enum verdict why, const char *what, const char *by)
{
	assert(err < 0);
	return (struct hotplug_result){ .err = err, .why = why, .what = what, .by = by };
}

static uint64_t present_up_to(const struct machine *m, int nid, enum zone_type highest)
{
	uint64_t pages = 0;

	for (int type = 0; type <= (int)highest; type++)
		pages += m->pgdat[nid]->node_zones[type].present_pages;
	return pages;
}

uint64_t node_present_pages(const struct machine *m, int nid)
{
	return present_up_to(m, nid, ZONE_MOVABLE);
}

static bool put_state(struct machine *m, int nid, enum node_states state, bool on)
{
	if (node_state(m, nid, state) == on)
		return false;
	if (on)
		node_set(nid, &m->node_states[state]);
	else
		node_clear(nid, &m->node_states[state]);
	return true;
}

/* Note in @effects that the node has memory now, or none, if that is new. */
static void note_membership(const struct machine *m, int nid, bool had,
			    struct hotplug_effects *effects)
{
	bool has = node_state(m, nid, N_MEMORY) || node_state(m, nid, N_SPM);

	if (has && !had)
		node_set(nid, &effects->joined);
	if (!has && had)
		node_set(nid, &effects->left);
}

void node_join_states(struct machine *m, int nid, const struct hotplug_answer *answer,
		      struct hotplug_effects *effects)
{
	bool had = node_state(m, nid, N_MEMORY) || node_state(m, nid, N_SPM);
	bool normal = answer->joins_memory && present_up_to(m, nid, ZONE_NORMAL);
	bool changed = false;

	put_state(m, nid, N_NORMAL_MEMORY, normal);
	changed |= put_state(m, nid, N_MEMORY, answer->joins_memory);
	changed |= put_state(m, nid, N_SPM, answer->joins_spm);
	if (answer->joins_memory || answer->joins_spm)
		node_clear(nid, &m->dstate.stranded);
	effects->memory_nodes_changed |= changed;
	note_membership(m, nid, had, effects);
}

void node_leave_states(struct machine *m, int nid, struct hotplug_effects *effects)
{
	bool had = node_state(m, nid, N_MEMORY) || node_state(m, nid, N_SPM);
	bool changed = false;

	if (!present_up_to(m, nid, ZONE_NORMAL))
		put_state(m, nid, N_NORMAL_MEMORY, false);
	if (!node_present_pages(m, nid)) {
		changed |= put_state(m, nid, N_MEMORY, false);
		changed |= put_state(m, nid, N_SPM, false);
		node_clear(nid, &m->dstate.stranded);
	}
	effects->memory_nodes_changed |= changed;
	note_membership(m, nid, had, effects);
}

void node_leave_spm(struct machine *m, int nid)
{
	if (put_state(m, nid, N_SPM, false) && !node_state(m, nid, N_MEMORY))
		node_set(nid, &m->dstate.stranded);
}

void recompute_marks(struct machine *m)
{
	init_per_zone_wmark_min(m); /* per-cpu limits follow the marks */
}
