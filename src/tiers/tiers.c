// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory tiers: which node is in which, as nodes get and lose memory.
 *
 * Responsible for the list of tiers, fastest first, and for which node is the
 * top tier. Not responsible for distances (adistance.c) and targets (demotion.c).
 *
 * Mirrors: mm/memory-tiers.c find_create_memory_tier(), set_node_memory_tier(),
 * clear_node_memory_tier(), memory_tier_late_init(), memtier_hotplug_callback(),
 * node_is_toptier(), v6.12.
 * Differs: no memory types between node and tier (a node's type never changes
 * here, so the tier follows from its distance); a tier is known by where its
 * range of distances starts.
 */
#include "tiers/tiers.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tiers/demotion.h"

void memory_tiers_init(struct memory_tiers *t, const struct machine *m,
		       const struct machine_desc *desc)
{
	size_t nr = (size_t)m->nr_node_ids;

	*t = (struct memory_tiers){ .nr_node_ids = m->nr_node_ids };
	t->adistance = xcalloc(nr, sizeof(*t->adistance));
	t->in_tier = xcalloc(nr, sizeof(*t->in_tier));
	t->preferred = xcalloc(nr, sizeof(*t->preferred));
	calc_adistances(m, desc, t->adistance);
}

void memory_tiers_destroy(struct memory_tiers *t)
{
	free(t->adistance);
	free(t->in_tier);
	free(t->preferred);
	free(t->tiers);
	*t = (struct memory_tiers){ 0 };
}

static int adistance_start(const struct memory_tiers *t, int nid)
{
	return t->adistance[nid] & ~(MEMTIER_CHUNK_SIZE - 1);
}

/* Index of the tier that starts at @start, or of the first slower one. */
static size_t tier_slot(const struct memory_tiers *t, int start)
{
	size_t i = 0;

	while (i < t->nr_tiers && t->tiers[i].adistance_start < start)
		i++;
	return i;
}

static struct memory_tier *find_tier(const struct memory_tiers *t, int nid)
{
	size_t i = tier_slot(t, adistance_start(t, nid));

	assert(t->in_tier[nid]);
	assert(i < t->nr_tiers && t->tiers[i].adistance_start == adistance_start(t, nid));
	return &t->tiers[i];
}

static void set_node_memory_tier(struct memory_tiers *t, int nid)
{
	int start = adistance_start(t, nid);
	size_t i = tier_slot(t, start);

	if (i == t->nr_tiers || t->tiers[i].adistance_start != start) {
		if (t->nr_tiers == t->cap_tiers) {
			t->cap_tiers = t->cap_tiers ? 2 * t->cap_tiers : 4;
			t->tiers = xrealloc(t->tiers, t->cap_tiers * sizeof(*t->tiers));
		}
		memmove(&t->tiers[i + 1], &t->tiers[i], (t->nr_tiers - i) * sizeof(*t->tiers));
		t->tiers[i] = (struct memory_tier){ .adistance_start = start };
		t->nr_tiers++;
	}
	node_set(nid, &t->tiers[i].nodes);
	t->in_tier[nid] = true;
}

static void clear_node_memory_tier(struct memory_tiers *t, int nid)
{
	struct memory_tier *tier = find_tier(t, nid);
	size_t i = (size_t)(tier - t->tiers);

	t->in_tier[nid] = false;
	node_clear(nid, &tier->nodes);
	if (!nodes_empty(&tier->nodes))
		return;
	memmove(tier, tier + 1, (t->nr_tiers - i - 1) * sizeof(*tier));
	t->nr_tiers--;
}

/*
 * The nodes that belong into tiers: N_MEMORY, but nodes in the design's own state
 * by its answer to H9, if it has one.
 */
static nodemask_t tier_members(const struct machine *m)
{
	nodemask_t members = m->node_states[N_MEMORY];
	int nid;

	if (!m->design->demotion_ok)
		return members;
	for_each_node_state(m, nid, N_SPM) {
		if (m->design->demotion_ok(m, nid, NUMA_NO_NODE) == DEMOTION_OK)
			node_set(nid, &members);
		else
			node_clear(nid, &members);
	}
	return members;
}

bool memory_tiers_sync(struct memory_tiers *t, const struct machine *m)
{
	nodemask_t members = tier_members(m);
	bool changed = false;

	assert(t->nr_node_ids == m->nr_node_ids);
	for (int nid = 0; nid < t->nr_node_ids; nid++) {
		bool belongs = node_isset(nid, &members);

		if (belongs == t->in_tier[nid])
			continue;
		if (belongs)
			set_node_memory_tier(t, nid);
		else
			clear_node_memory_tier(t, nid);
		changed = true;
	}
	if (changed)
		establish_demotion_targets(t, m);
	return changed;
}

const struct memory_tier *node_memory_tier(const struct memory_tiers *t, int nid)
{
	if (nid < 0 || nid >= t->nr_node_ids || !t->in_tier[nid])
		return NULL;
	return find_tier(t, nid);
}

int node_memory_tier_id(const struct memory_tiers *t, int nid)
{
	const struct memory_tier *tier = node_memory_tier(t, nid);

	return tier ? memory_tier_id(tier) : -1;
}

bool node_is_toptier(const struct memory_tiers *t, int nid)
{
	const struct memory_tier *tier = node_memory_tier(t, nid);

	return !tier || tier->adistance_start <= t->top_tier_adistance;
}
