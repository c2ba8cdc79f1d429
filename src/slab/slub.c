// SPDX-License-Identifier: GPL-2.0-only
/*
 * One object: from the CPU's slab, a partial one or a new one; and back.
 *
 * Responsible for the order in which these are tried, above all for the two
 * rounds of a caller that names a node: first that node alone and without
 * effort, then as the caller said.
 * Not responsible for the searches (partial.c) and the pages (grow.c).
 *
 * Mirrors: mm/slub.c __slab_alloc_node(), ___slab_alloc(), deactivate_slab(),
 * do_slab_free(), __slab_free(), v6.12.
 */
#include "alloc/rmqueue.h"
#include "slab/private.h"

static bool node_match(const struct slab *slab, int nid)
{
	return nid == NUMA_NO_NODE || slab->block.zone->nid == nid;
}

/* Mirrors: get_freelist(), freeze_slab(): all that is on the slab's own list. */
static unsigned take_freelist(struct slab *slab)
{
	unsigned nr = slab->objects - slab->inuse;

	slab->inuse = slab->objects;
	slab->frozen = nr > 0;
	return nr;
}

/* The CPU gives the slab up; @freelist objects of it are still ready. */
static void deactivate_slab(struct machine *m, struct slab *slab, unsigned freelist, int cpu)
{
	/* Objects that others freed meanwhile send it to the tail. */
	bool tail = slab->inuse < slab->objects;
	struct kmem_cache_node *n = slab_node(slab);

	slab->frozen = false;
	slab->inuse -= freelist;
	if (!slab->inuse && n->nr_partial >= slab->cache->min_partial)
		slab_discard(m, slab, cpu);
	else if (slab->inuse < slab->objects)
		add_partial(slab, tail);
}

static void flush_cpu_slab(struct machine *m, struct kmem_cache_cpu *c, int cpu)
{
	struct slab *slab = c->slab;
	unsigned freelist = c->freelist;

	c->slab = NULL;
	c->freelist = 0;
	if (slab)
		deactivate_slab(m, slab, freelist, cpu);
}

/* One object of the CPU's slab, which has some ready. */
static struct slab *take_object(struct kmem_cache_cpu *c)
{
	assert(c->freelist > 0);
	c->freelist--;
	return c->slab;
}

/* @slab becomes the CPU's with @freelist objects ready. */
static struct slab *load_slab(const struct slab_ctx *ctx, struct slab *slab, unsigned freelist)
{
	struct kmem_cache_cpu *c = &ctx->s->cpu[ctx->use->cpu];

	flush_cpu_slab(ctx->m, c, ctx->use->cpu);
	c->slab = slab;
	c->freelist = freelist;
	return take_object(c);
}

/* The CPU's slab, if it will do; else the CPU is left without one. */
static struct slab *from_cpu_slab(const struct slab_ctx *ctx)
{
	struct kmem_cache_cpu *c = &ctx->s->cpu[ctx->use->cpu];

	if (!c->slab)
		return NULL;
	if (!node_match(c->slab, ctx->nid)) {
		ctx->s->stats.nr_mismatch++;
		flush_cpu_slab(ctx->m, c, ctx->use->cpu);
		return NULL;
	}
	if (!pfmemalloc_match(ctx, c->slab, ctx->use->gfp)) {
		flush_cpu_slab(ctx->m, c, ctx->use->cpu);
		return NULL;
	}
	if (!c->freelist)
		c->freelist = take_freelist(c->slab);
	if (c->freelist)
		return take_object(c);
	c->slab = NULL;
	return NULL;
}

/* The chain of the CPU; what does not fit goes to the list of its node. */
static struct slab *from_cpu_chain(const struct slab_ctx *ctx)
{
	struct kmem_cache_cpu *c = &ctx->s->cpu[ctx->use->cpu];

	while (c->partial) {
		struct slab *slab = c->partial;

		c->partial = slab->next;
		slab->next = NULL;
		if (node_match(slab, ctx->nid) && pfmemalloc_match(ctx, slab, ctx->use->gfp))
			return load_slab(ctx, slab, take_freelist(slab));
		put_partials(ctx->m, slab, ctx->use->cpu);
	}
	return NULL;
}

/* A new slab is the CPU's, unless its like is not for this caller. */
static struct slab *first_object(const struct slab_ctx *ctx, struct slab *slab)
{
	unsigned freelist = take_freelist(slab);

	if (pfmemalloc_match(ctx, slab, ctx->use->gfp))
		return load_slab(ctx, slab, freelist);
	deactivate_slab(ctx->m, slab, freelist - 1, ctx->use->cpu);
	return slab;
}

/*
 * A partial or a new slab. Who names a node without insisting has two rounds: (a)
 * __GFP_THISNODE and no effort, for lists and pages; (b) as the caller said.
 */
static struct slab *new_objects(const struct slab_ctx *ctx)
{
	gfp_t gfp = ctx->use->gfp;
	bool two_rounds = ctx->nid != NUMA_NO_NODE && !(gfp & __GFP_THISNODE);

	for (int round = two_rounds ? 0 : 1; round < 2; round++) {
		gfp_t flags = round == 0 ? GFP_NOWAIT | __GFP_THISNODE : gfp;
		struct slab *slab = get_partial(ctx, flags);

		if (slab)
			return load_slab(ctx, slab, take_freelist(slab));
		slab = new_slab(ctx, flags);
		if (slab)
			return first_object(ctx, slab);
	}
	return NULL;
}

struct slab *slab_alloc(struct slab_caches *caches, struct machine *m, struct kmem_cache *s,
			const struct slab_use *use)
{
	struct slab_ctx ctx = { .caches = caches, .m = m, .s = s, .use = use, .nid = use->nid };
	struct kmem_cache_cpu *c = &s->cpu[use->cpu];
	struct slab *slab;

	if (c->slab && c->freelist && node_match(c->slab, use->nid))
		return take_object(c);
	if (ctx.nid != NUMA_NO_NODE && !slab_node_exists(m, ctx.nid))
		ctx.nid = NUMA_NO_NODE;
	slab = from_cpu_slab(&ctx);
	if (!slab)
		slab = from_cpu_chain(&ctx);
	return slab ? slab : new_objects(&ctx);
}

/* Mirrors: __slab_free(): not the slab of this CPU. */
static void free_slow(struct machine *m, struct slab *slab, int cpu)
{
	bool was_full = slab->inuse == slab->objects;

	slab->inuse--;
	if (slab->frozen)
		return;
	if (was_full) {
		put_cpu_partial(m, slab->cache, slab, cpu, true);
		return;
	}
	/* On some CPU's chain: it is found empty when that is emptied. */
	if (slab->inuse || !slab->on_node_partial ||
	    slab_node(slab)->nr_partial < slab->cache->min_partial)
		return;
	remove_partial(slab);
	slab_discard(m, slab, cpu);
}

void slab_free(struct machine *m, struct slab *slab, int cpu)
{
	struct kmem_cache_cpu *c = &slab->cache->cpu[cpu];

	if (c->slab == slab)
		c->freelist++;
	else
		free_slow(m, slab, cpu);
}

struct slab *slab_place(struct machine *m, struct kmem_cache *s, int nid)
{
	struct page_block block = { .order = s->order };
	struct slab *slab;

	if (!cache_node(m, s, nid))
		return NULL;
	for (int type = ZONE_NORMAL; type >= 0 && !block.zone; type--) {
		struct zone *zone = &m->pgdat[nid]->node_zones[type];

		if (managed_zone(zone) && rmqueue(m, zone, s->order, 0,
						  gfp_migratetype(s->allocflags), 0, &block.pfn))
			block.zone = zone;
	}
	if (!block.zone)
		return NULL;
	slab = slab_born(s, block, s->objects);
	slab->inuse = 1;
	if (slab->inuse < slab->objects)
		add_partial(slab, true);
	return slab;
}
