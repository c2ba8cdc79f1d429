// SPDX-License-Identifier: GPL-2.0-only
/*
 * A policy meets an allocation: which requests reach the page allocator.
 *
 * Responsible for node, mask, flags and order of the attempts, and for the
 * interleave state of the task after them.
 * Not responsible for making the requests, nor for the policy's nodes.
 *
 * Mirrors: mm/mempolicy.c alloc_pages_mpol_noprof(), policy_nodemask(),
 * alloc_pages_preferred_many(), alloc_pages_noprof(), apply_policy_zone(),
 * interleave_nodes(), weighted_interleave_nodes(), v6.12.
 * Differs: a missing policy is "local"; the kernel's per-node PREFERRED policies
 * differ from that in NUMA balancing only.
 */
#include "mempolicy/mempolicy.h"

#include <assert.h>

/* The policy in force; NULL = local allocation. */
static const struct mempolicy *policy_of(const struct mpol_use *use)
{
	if (use->pol)
		return use->pol;
	if (use->ctx == CTX_KTHREAD)
		return NULL;
	if (!use->has_index && (ctx_in_interrupt(use->ctx) || use->gfp & __GFP_THISNODE))
		return NULL;
	return use->task->mempolicy;
}

/* Mirrors: mm/mempolicy.c policy_zone as check_highest_zone() leaves it, v6.12. */
enum zone_type mpol_policy_zone(const struct machine *m)
{
	int nid;

	for (int type = ZONE_NORMAL; type > ZONE_DMA; type--)
		for_each_node_mask(nid, &m->node_states[N_MEMORY])
			if (managed_zone(&m->pgdat[nid]->node_zones[type]))
				return (enum zone_type)type;
	return ZONE_DMA;
}

/* Mirrors: mm/mempolicy.c apply_policy_zone(), v6.12. */
static bool bind_filters(const struct machine *m, const struct mempolicy *pol, gfp_t gfp)
{
	enum zone_type lowest = mpol_policy_zone(m);

	if (!nodes_intersects(&pol->nodes, &m->node_states[N_NORMAL_MEMORY]))
		lowest = ZONE_MOVABLE;
	return gfp_zone(gfp) >= lowest;
}

/*
 * The next node of the task's own round. A round of weighted interleave stays on
 * a node for its weight, unless the policy lost that node meanwhile.
 */
static int interleave_step(const struct mpol_weights *w, const struct mempolicy *pol,
			   struct mpol_plan *plan)
{
	bool weighted = pol->mode == MPOL_WEIGHTED_INTERLEAVE;

	plan->moves_interleave = true;
	if (weighted && plan->il_weight && node_isset(plan->il_prev, &pol->nodes)) {
		plan->il_weight--;
		return plan->il_prev;
	}
	plan->il_prev = next_node_in(plan->il_prev, &pol->nodes);
	if (weighted)
		plan->il_weight = mpol_weight(w, plan->il_prev) - 1;
	return plan->il_prev;
}

/*
 * Node and mask of the policy. Return: true when @pol->nodes filter the request.
 * Mirrors: mm/mempolicy.c policy_nodemask(), v6.12.
 */
static bool policy_nodemask(const struct machine *m, const struct mpol_weights *w,
			    const struct mpol_use *use, const struct mempolicy *pol,
			    struct mpol_plan *plan)
{
	switch (pol->mode) {
	case MPOL_PREFERRED:
		plan->nid = first_node(&pol->nodes);
		return false;
	case MPOL_BIND:
	case MPOL_PREFERRED_MANY:
		if (pol->home_node != NUMA_NO_NODE)
			plan->nid = pol->home_node;
		if (pol->mode == MPOL_PREFERRED_MANY)
			return true;
		return bind_filters(m, pol, use->gfp) &&
		       nodes_intersects(&pol->nodes, &use->task->mems_allowed);
	case MPOL_INTERLEAVE:
		plan->nid = use->has_index ? interleave_nid(&pol->nodes, use->index) :
					     interleave_step(w, pol, plan);
		return false;
	case MPOL_WEIGHTED_INTERLEAVE:
		plan->nid = use->has_index ? weighted_interleave_nid(w, &pol->nodes, use->index) :
					     interleave_step(w, pol, plan);
		return false;
	default:
		return false;
	}
}

static void add_attempt(const struct machine *m, const struct mpol_use *use,
			const struct mempolicy *pol, gfp_t gfp, bool filter,
			struct mpol_plan *plan)
{
	struct alloc_request *req = &plan->attempts[plan->nr_attempts++];

	assert(plan->nr_attempts <= MPOL_MAX_ATTEMPTS);
	*req = (struct alloc_request){
		.gfp = gfp,
		.order = use->order,
		.nid = plan->nid,
		.mask = MASK_REF_NONE,
		.ctx = use->ctx,
		.task = use->task,
		.cpu = use->cpu,
	};
	if (filter)
		req->mask = (struct mask_ref){
			.nodes = &pol->nodes,
			.withheld = nodes_empty(&pol->withheld) ? NULL : &pol->withheld,
			.from = use->pol ? MASK_FROM_VMA_POLICY : MASK_FROM_MEMPOLICY,
			.loc = pol->loc,
		};
	if (pol && m->design->mpol_request) {
		const struct mpol_request_info info = {
			.mode = (int)pol->mode,
			.flags = pol->flags,
			.nodes = &pol->nodes,
			.of_vma = use->pol != NULL,
			.below_policy_zone = !bind_filters(m, pol, gfp),
			.shared = use->shared,
			.user = use->has_index,
		};

		m->design->mpol_request(m, &info, req);
	}
}

/* A huge page of a fault tries its own node alone first. */
static bool huge_page_first_try(const struct mpol_use *use, const struct mempolicy *pol,
				bool filter, int nid)
{
	if (use->order != HPAGE_PMD_ORDER || !use->has_index)
		return false;
	if (pol && (pol->mode == MPOL_INTERLEAVE || pol->mode == MPOL_WEIGHTED_INTERLEAVE))
		return false;
	return !filter || node_isset(nid, &pol->nodes);
}

void mpol_resolve(const struct machine *m, const struct mpol_weights *w,
		  const struct mpol_use *use, struct mpol_plan *plan)
{
	const struct mempolicy *pol = policy_of(use);
	bool filter = false;

	assert(use->cpu >= 0 && use->cpu < m->nr_cpus);
	assert(m->cpu_to_node[use->cpu] >= 0);
	*plan = (struct mpol_plan){
		.nid = m->cpu_to_node[use->cpu],
		.il_prev = use->task->il_prev,
		.il_weight = use->task->il_weight,
	};
	if (pol)
		filter = policy_nodemask(m, w, use, pol, plan);

	if (pol && pol->mode == MPOL_PREFERRED_MANY) {
		gfp_t light = (use->gfp | __GFP_NOWARN) & ~(__GFP_DIRECT_RECLAIM | __GFP_NOFAIL);

		add_attempt(m, use, pol, light, true, plan);
		add_attempt(m, use, pol, use->gfp, false, plan);
		return;
	}
	if (huge_page_first_try(use, pol, filter, plan->nid)) {
		add_attempt(m, use, pol, use->gfp | __GFP_THISNODE | __GFP_NORETRY, false, plan);
		if (!(use->gfp & __GFP_DIRECT_RECLAIM))
			return;
	}
	add_attempt(m, use, pol, use->gfp, filter, plan);
}

void mpol_commit(struct task *task, const struct mpol_plan *plan)
{
	if (!plan->moves_interleave)
		return;
	task->il_prev = plan->il_prev;
	task->il_weight = plan->il_weight;
}
