/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the designs with registered private nodes (v3 and later) have in common:
 * the node state, the claim that a driver lays to a node, and services that work
 * on a node only when its driver asked for them.
 */
#ifndef NW_DESIGNS_PRIVATE_NODE_H
#define NW_DESIGNS_PRIVATE_NODE_H

#include "model/machine.h"

static inline const nodemask_t *private_nodes(const struct machine *m)
{
	return &m->node_states[N_SPM];
}

static inline bool is_private(const struct machine *m, int nid)
{
	return node_isset(nid, private_nodes(m));
}

/* Private nodes that have @feature. */
void private_nodes_with(const struct machine *m, uint32_t feature, nodemask_t *nodes);

/*
 * H13 for a driver that registers its node: -EINVAL when @valid turns the
 * features down, -EBUSY when the node has ordinary memory or was claimed with
 * other features. Accepted: the node and its features are remembered until its
 * last block goes offline, or until a later step of the add fails. Unregistering is
 * -EBUSY while memory is on line.
 */
struct hotplug_answer private_claim(const struct machine *m, const struct hotplug_question *q,
				    bool (*valid)(uint32_t features));
/* Is the block in question, or will its node be, private memory? */
bool private_memory(const struct machine *m, const struct hotplug_question *q);
/* A tiering target that nothing reclaims would only fill up. */
bool demotion_needs_reclaim(uint32_t features);

/* H11: pages of private nodes without FEATURE_LTPIN are not pinned (v5 and later). */
enum longterm_pin private_longterm_pin(const struct machine *m, int nid);
/* H8: private nodes with FEATURE_RECLAIM, whatever the cpuset; others as mainline. */
enum verdict private_reclaim_ok(const struct machine *m, const struct alloc_request *req, int nid,
				bool kswapd);
/* H8: nobody moves pages of a private node without FEATURE_RECLAIM (v5 and later). */
enum verdict private_compact_ok(const struct machine *m, int nid);
/* H9: private nodes with FEATURE_DEMOTION are part of the hierarchy, others are not. */
enum demotion_answer private_demotion_ok(const struct machine *m, int src, int dst);

/* H9: pages leave a private node by promotion when it has FEATURE_NUMA_BALANCING. */
enum verdict private_numa_balancing_ok(const struct machine *m, const struct task *task, int nid);

#endif
