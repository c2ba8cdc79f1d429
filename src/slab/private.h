/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of this room share among themselves. */
#ifndef NW_SLAB_PRIVATE_H
#define NW_SLAB_PRIVATE_H

#include "slab/slab.h"

/* Of the caller's flags, those that reach the page allocator. */
#define GFP_RECLAIM_MASK                                                                           \
	(__GFP_RECLAIM | __GFP_HIGH | __GFP_IO | __GFP_FS | __GFP_NOWARN | __GFP_RETRY_MAYFAIL |   \
	 __GFP_NOFAIL | __GFP_NORETRY | __GFP_MEMALLOC | __GFP_NOMEMALLOC | __GFP_NOLOCKDEP)
#define GFP_CONSTRAINT_MASK (__GFP_HARDWALL | __GFP_THISNODE)

/* One call of the slow path. */
struct slab_ctx {
	struct slab_caches *caches;
	struct machine *m;
	struct kmem_cache *s;
	const struct slab_use *use;
	int nid;		/* use->nid, or NUMA_NO_NODE when that node has no slabs */
};

/* cache.c: NULL when the node cannot have slabs; made on first use. */
struct kmem_cache_node *cache_node(const struct machine *m, struct kmem_cache *s, int nid);
struct kmem_cache_node *slab_node(const struct slab *slab);
/* cache.c: the slab belongs to its cache from now on / its pages are given back. */
struct slab *slab_born(struct kmem_cache *s, struct page_block block, unsigned objects);
void slab_discard(struct machine *m, struct slab *slab, int cpu);

/* partial.c */
void add_partial(struct slab *slab, bool tail);
void remove_partial(struct slab *slab);
/* A partial slab, off its list; NULL: none may be used. @gfp: flags of the search. */
struct slab *get_partial(const struct slab_ctx *ctx, gfp_t gfp);
bool pfmemalloc_match(const struct slab_ctx *ctx, const struct slab *slab, gfp_t gfp);
/* Put a slab on the CPU's chain; a full chain goes to the nodes' lists first if @drain. */
void put_cpu_partial(struct machine *m, struct kmem_cache *s, struct slab *slab, int cpu,
		     bool drain);
/* Put a chain of slabs on the lists of their nodes, or give them back. */
void put_partials(struct machine *m, struct slab *chain, int cpu);

/* grow.c: a new slab, of the order it should have or of the smallest; NULL: no memory. */
struct slab *new_slab(const struct slab_ctx *ctx, gfp_t gfp);
/* grow.c: mempolicy_slab_node() */
int mempolicy_slab_node(const struct slab_ctx *ctx);

#endif
