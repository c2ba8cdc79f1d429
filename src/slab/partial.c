// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of partial slabs: of nodes, and the chain of a CPU.
 *
 * Responsible for which list is searched in what order, and for the tests on the
 * way (cpuset, H10). Not responsible for new slabs (grow.c).
 *
 * Mirrors: mm/slub.c get_partial(), get_partial_node(), get_any_partial(),
 * put_cpu_partial(), __put_partials(), v6.12.
 */
#include "alloc/alloc_flags.h"
#include "alloc/request.h"
#include "slab/private.h"

void add_partial(struct slab *slab, bool tail)
{
	struct kmem_cache_node *n = slab_node(slab);

	assert(!slab->on_node_partial);
	slab->prev = tail ? n->tail : NULL;
	slab->next = tail ? NULL : n->head;
	if (slab->prev)
		slab->prev->next = slab;
	else
		n->head = slab;
	if (slab->next)
		slab->next->prev = slab;
	else
		n->tail = slab;
	slab->on_node_partial = true;
	n->nr_partial++;
}

void remove_partial(struct slab *slab)
{
	struct kmem_cache_node *n = slab_node(slab);

	assert(slab->on_node_partial);
	if (slab->prev)
		slab->prev->next = slab->next;
	else
		n->head = slab->next;
	if (slab->next)
		slab->next->prev = slab->prev;
	else
		n->tail = slab->prev;
	slab->prev = slab->next = NULL;
	slab->on_node_partial = false;
	n->nr_partial--;
}

/* May the request use a slab made from reserves? */
bool pfmemalloc_match(const struct slab_ctx *ctx, const struct slab *slab, gfp_t gfp)
{
	const struct alloc_request req = {
		.gfp = gfp,
		.task = ctx->use->task,
		.ctx = ctx->use->ctx,
		.cpu = ctx->use->cpu,
	};

	return !slab->pfmemalloc || gfp_pfmemalloc_flags(&req);
}

/* The first slab for the caller; some more for the CPU's chain, as far as it may fill up. */
static struct slab *get_partial_node(const struct slab_ctx *ctx, struct kmem_cache_node *n,
				     gfp_t gfp)
{
	unsigned most = ctx->s->cpu_partial_slabs, nr_chained = 0;
	struct slab *slab = n ? n->head : NULL, *found = NULL, *next;

	for (; slab && (!found || (most && nr_chained <= most / 2)); slab = next) {
		next = slab->next;
		if (!pfmemalloc_match(ctx, slab, gfp))
			continue;
		remove_partial(slab);
		if (!found) {
			found = slab;
			continue;
		}
		put_cpu_partial(ctx->m, ctx->s, slab, ctx->use->cpu, false);
		nr_chained++;
	}
	return found;
}

/*
 * Other nodes, in the order of the list where the task's policy starts: those that
 * have more partial slabs than they keep, and that the cpuset allows.
 */
static struct slab *get_any_partial(const struct slab_ctx *ctx, gfp_t gfp)
{
	const struct machine *m = ctx->m;
	const struct zonelist *zl;
	struct alloc_request req = {
		.gfp = gfp,
		.task = ctx->use->task,
		.ctx = ctx->use->ctx,
		.cpu = ctx->use->cpu,
	};

	if (!ctx->s->remote_defrag)
		return NULL;
	req.nid = mempolicy_slab_node(ctx);
	zl = &m->pgdat[req.nid]->node_zonelists[request_zonelist_kind(m, &req)];
	for (uint32_t i = next_zones_zonelist(zl, 0, gfp_zone(gfp), NULL); i < zl->nr_refs;
	     i = next_zones_zonelist(zl, i + 1, gfp_zone(gfp), NULL)) {
		int nid = zl->refs[i].nid;
		struct kmem_cache_node *n = cache_node(m, ctx->s, nid);
		struct slab *slab;

		if (!n || contig_allowed(m, CONTIG_SLAB_PARTIAL, &req, nid) != VERDICT_PASS ||
		    n->nr_partial <= ctx->s->min_partial)
			continue;
		slab = get_partial_node(ctx, n, gfp);
		if (slab)
			return slab;
	}
	return NULL;
}

struct slab *get_partial(const struct slab_ctx *ctx, gfp_t gfp)
{
	int nid = ctx->nid == NUMA_NO_NODE ? ctx->m->cpu_to_node[ctx->use->cpu] : ctx->nid;
	struct slab *slab = get_partial_node(ctx, cache_node(ctx->m, ctx->s, nid), gfp);

	if (slab) {
		ctx->s->stats.nr_partial_local++;
		return slab;
	}
	if (ctx->nid != NUMA_NO_NODE && (gfp & __GFP_THISNODE))
		return NULL;
	slab = get_any_partial(ctx, gfp);
	if (slab)
		ctx->s->stats.nr_partial_any++;
	return slab;
}

/* ---- the chain of a CPU ---- */

void put_partials(struct machine *m, struct slab *chain, int cpu)
{
	struct slab *empty = NULL;

	while (chain) {
		struct slab *slab = chain;

		chain = slab->next;
		slab->next = NULL;
		if (slab->inuse || slab_node(slab)->nr_partial < slab->cache->min_partial) {
			add_partial(slab, true);
			continue;
		}
		slab->next = empty;
		empty = slab;
	}
	while (empty) {
		struct slab *slab = empty;

		empty = slab->next;
		slab_discard(m, slab, cpu);
	}
}

void put_cpu_partial(struct machine *m, struct kmem_cache *s, struct slab *slab, int cpu,
		     bool drain)
{
	struct kmem_cache_cpu *c = &s->cpu[cpu];
	struct slab *full = NULL;

	if (c->partial && drain && c->partial->nr_chained >= s->cpu_partial_slabs) {
		full = c->partial;
		c->partial = NULL;
	}
	slab->nr_chained = c->partial ? c->partial->nr_chained + 1 : 1;
	slab->next = c->partial;
	c->partial = slab;
	put_partials(m, full, cpu);
}
