// SPDX-License-Identifier: GPL-2.0-only
/*
 * New slabs: the request that a cache makes to the page allocator.
 *
 * Mirrors: mm/slub.c new_slab(), allocate_slab(), alloc_slab_page(),
 * mm/mempolicy.c mempolicy_slab_node(), v6.12.
 */
#include "alloc/alloc_flags.h"
#include "alloc/request.h"
#include "slab/private.h"

/* Where a search that nobody bound to a node starts. */
int mempolicy_slab_node(const struct slab_ctx *ctx)
{
	struct task *task = ctx->use->task;
	const struct mempolicy *pol = task->mempolicy;
	int local = ctx->m->cpu_to_node[ctx->use->cpu];
	const struct zonelist *zl = &ctx->m->pgdat[local]->node_zonelists[ZONELIST_FALLBACK];
	const struct mpol_use use = {
		.task = task, .ctx = CTX_TASK, .cpu = ctx->use->cpu, .gfp = GFP_KERNEL
	};
	struct mpol_plan plan;
	uint32_t first;

	if (!ctx_in_task(ctx->use->ctx) || ctx->use->ctx == CTX_KTHREAD || !pol)
		return local;
	switch (pol->mode) {
	case MPOL_PREFERRED:
		return first_node(&pol->nodes);
	case MPOL_INTERLEAVE:
	case MPOL_WEIGHTED_INTERLEAVE:
		mpol_resolve(ctx->m, ctx->caches->weights, &use, &plan);
		mpol_commit(task, &plan);
		return plan.nid;
	case MPOL_BIND:
	case MPOL_PREFERRED_MANY:
		first = next_zones_zonelist(zl, 0, gfp_zone(GFP_KERNEL), &pol->nodes);
		return first < zl->nr_refs ? zl->refs[first].nid : local;
	default:
		return local;
	}
}

/* Anywhere: under the task's policy. */
static struct alloc_result alloc_by_policy(const struct slab_ctx *ctx, gfp_t gfp, unsigned order)
{
	const struct mpol_use use = { .task = ctx->use->task,
				      .ctx = ctx->use->ctx,
				      .cpu = ctx->use->cpu,
				      .gfp = gfp,
				      .order = order };
	struct alloc_result result;
	struct mpol_plan plan;

	mpol_resolve(ctx->m, ctx->caches->weights, &use, &plan);
	mpol_commit(ctx->use->task, &plan);
	result = alloc_pages_followed(ctx->m, &plan.attempts[0], ctx->use->listener);
	for (unsigned i = 1; i < plan.nr_attempts && !result.block.zone; i++)
		result = alloc_pages_followed(ctx->m, &plan.attempts[i], ctx->use->listener);
	return result;
}

static struct alloc_result alloc_slab_page(const struct slab_ctx *ctx, gfp_t gfp, unsigned order)
{
	const struct alloc_request req = { .gfp = gfp,
					   .order = order,
					   .nid = ctx->nid,
					   .ctx = ctx->use->ctx,
					   .task = ctx->use->task,
					   .cpu = ctx->use->cpu };

	return ctx->nid == NUMA_NO_NODE ? alloc_by_policy(ctx, gfp, order) :
					  alloc_pages_followed(ctx->m, &req, ctx->use->listener);
}

/* Was the block taken past all watermarks (PG_pfmemalloc)? */
static bool taken_from_reserves(const struct slab_ctx *ctx, gfp_t gfp,
				const struct alloc_result *result)
{
	const struct alloc_request req = {
		.gfp = gfp,
		.task = ctx->use->task,
		.ctx = ctx->use->ctx,
	};

	if (result->pass == PASS_NOFAIL_OOM || result->pass == PASS_NOFAIL_OOM_ANY)
		return true;
	return result->pass >= PASS_RETRY && gfp_pfmemalloc_flags(&req) == ALLOC_NO_WATERMARKS;
}

struct slab *new_slab(const struct slab_ctx *ctx, gfp_t gfp)
{
	struct kmem_cache *s = ctx->s;
	unsigned objects = s->objects;
	struct alloc_result result;
	struct slab *slab;
	gfp_t easy;

	gfp = (gfp & (GFP_RECLAIM_MASK | GFP_CONSTRAINT_MASK)) | s->allocflags;
	/* A block of high order is worth no effort. */
	easy = (gfp | __GFP_NOWARN | __GFP_NORETRY) & ~__GFP_NOFAIL;
	if ((easy & __GFP_DIRECT_RECLAIM) && s->order > s->min_order)
		easy = (easy | __GFP_NOMEMALLOC) & ~__GFP_RECLAIM;
	result = alloc_slab_page(ctx, easy, s->order);
	if (!result.block.zone) {
		objects = s->min_objects;
		result = alloc_slab_page(ctx, gfp, s->min_order);
		if (!result.block.zone)
			return NULL;
		s->stats.nr_grown_min++;
	}
	/* A page of a node that has no slabs would have nowhere to be listed. */
	cache_node(ctx->m, s, result.block.zone->nid);
	slab = slab_born(s, result.block, objects);
	slab->pfmemalloc = taken_from_reserves(ctx, gfp, &result);
	s->stats.nr_grown++;
	return slab;
}
