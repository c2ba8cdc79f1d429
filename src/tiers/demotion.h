/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where pages of a node are demoted to.
 *
 * Mirrors: mm/memory-tiers.c establish_demotion_targets(), next_demotion_node(),
 * node_get_allowed_targets(), v6.12.
 */
#ifndef NW_TIERS_DEMOTION_H
#define NW_TIERS_DEMOTION_H

#include "tiers/tiers.h"

/* Runs at each memory_tiers_sync() that changed something. Asks design hook H9. */
void establish_demotion_targets(struct memory_tiers *t, const struct machine *m);

/* Nodes of the next slower tier nearest to @nid; empty = @nid does not demote. */
const nodemask_t *demotion_preferred(const struct memory_tiers *t, int nid);
/*
 * One preferred target, or NUMA_NO_NODE. @random picks among several: any number
 * from the caller's seeded generator.
 */
int next_demotion_node(const struct memory_tiers *t, int nid, uint64_t random);
/* Every node of every slower tier: the fallback when the preferred target is full. */
void node_get_allowed_targets(const struct memory_tiers *t, int nid, nodemask_t *targets);

#endif
