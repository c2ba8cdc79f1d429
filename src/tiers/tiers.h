/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory tiers: nodes with memory, grouped by abstract distance.
 *
 * Produces sets; knows no allocator. Tiers follow node_states[N_MEMORY]: after
 * anything that may have changed it, call memory_tiers_sync(). A design that
 * answers H9 also gets the nodes of N_SPM into the tiers, because they may be
 * demotion targets without being in N_MEMORY.
 *
 * Mirrors: mm/memory-tiers.c, v6.12.
 */
#ifndef NW_TIERS_TIERS_H
#define NW_TIERS_TIERS_H

#include "tiers/adistance.h"

struct memory_tier {
	int adistance_start; /* multiple of MEMTIER_CHUNK_SIZE */
	nodemask_t nodes; /* never empty */
	nodemask_t lower_tier_mask; /* nodes of all slower tiers; see tiers/demotion.h */
};

/*
 * Lifetime: from memory_tiers_init() to memory_tiers_destroy(). Written only by
 * tiers/: adistance once, the rest at each sync.
 */
struct memory_tiers {
	int nr_node_ids;
	int *adistance; /* [nr_node_ids] */
	bool *in_tier; /* [nr_node_ids] */
	struct memory_tier *tiers; /* fastest first */
	size_t nr_tiers, cap_tiers;
	nodemask_t *preferred; /* [nr_node_ids] demotion targets */
	int top_tier_adistance;
};

/* No node is in a tier yet: that comes with the first sync (the kernel's late init). */
void memory_tiers_init(struct memory_tiers *t, const struct machine *m,
		       const struct machine_desc *desc);
void memory_tiers_destroy(struct memory_tiers *t);

/*
 * Nodes that lost their memory leave their tier (an empty tier goes away), nodes
 * that got memory enter theirs, then demotion targets are found anew.
 * Return: true when any node entered or left.
 */
bool memory_tiers_sync(struct memory_tiers *t, const struct machine *m);

/* N of the "memory_tierN" that the node is in, or -1. */
int node_memory_tier_id(const struct memory_tiers *t, int nid);
static inline int memory_tier_id(const struct memory_tier *tier)
{
	return tier->adistance_start >> MEMTIER_CHUNK_BITS;
}
/* The tier of a node, or NULL. Valid until the next sync. */
const struct memory_tier *node_memory_tier(const struct memory_tiers *t, int nid);

/* Is the node in the slowest tier that has CPUs, or a faster one (or in none)? */
bool node_is_toptier(const struct memory_tiers *t, int nid);

#endif
