/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Object caches.
 *
 * Mirrors: mm/slub.c, mm/slab.h struct kmem_cache and struct slab, v6.12.
 * Differs: an object is known by the slab that it is in, not by its address. No
 * debugging, no merging of caches, no memcg charge, no sheaf or array of objects
 * allocated ahead. The draw of remote_node_defrag_ratio always comes out in favour
 * of other nodes (in the kernel 1001 times of 1024), or against them when it is 0.
 */
#ifndef NW_SLAB_SLAB_H
#define NW_SLAB_SLAB_H

#include "alloc/page_alloc.h"
#include "mempolicy/mempolicy.h"

#define SLAB_RECLAIM_ACCOUNT (1u << 0)	/* objects can be shrunk: __GFP_RECLAIMABLE pages */
#define SLAB_ACCOUNT (1u << 1)		/* charged to a memcg, if there were one */
#define SLAB_CACHE_DMA (1u << 2)
#define SLAB_CACHE_DMA32 (1u << 3)

/*
 * Pages cut into objects. @inuse as the kernel counts: objects handed out or on a
 * CPU's list; the others are on the slab's own list. @frozen: a CPU's slab.
 */
struct slab {
	struct kmem_cache *cache;
	struct page_block block;
	unsigned objects, inuse;
	bool frozen;
	bool on_node_partial;
	bool pfmemalloc;	/* made from reserves, for users of reserves */
	unsigned nr_chained;	/* slabs in the CPU's chain from here on */
	struct slab *prev, *next;	/* of the node's list; next alone: of a CPU's chain */
	struct slab *all_prev, *all_next;	/* of the cache */
};

/* @lru: unused objects, oldest first; only caches with SLAB_RECLAIM_ACCOUNT have any. */
struct kmem_cache_node {
	struct slab *head, *tail;	/* partial slabs */
	unsigned nr_partial;
	uint64_t nr_slabs;
	struct slab **lru;
	size_t nr_lru, cap_lru;
};

struct kmem_cache_cpu {
	struct slab *slab;
	unsigned freelist;		/* objects of it that this CPU has ready */
	struct slab *partial;		/* chain */
};

struct slab_stats {
	uint64_t nr_grown;		/* new slabs */
	uint64_t nr_grown_min;		/* of these, of the smallest order after a failure */
	uint64_t nr_partial_local;	/* slabs taken from the list of the node asked for */
	uint64_t nr_partial_any;	/* slabs taken from other lists */
	uint64_t nr_mismatch;		/* ALLOC_NODE_MISMATCH: CPU's slab on another node */
	uint64_t nr_discarded;
};

struct kmem_cache {
	char *name;
	unsigned object_size, size;
	unsigned flags;			/* SLAB_* */
	gfp_t allocflags;
	unsigned order, objects;	/* of a slab as it should be */
	unsigned min_order, min_objects;	/* as small as it can be */
	unsigned min_partial;
	unsigned cpu_partial, cpu_partial_slabs;
	bool remote_defrag;
	struct kmem_cache_node **node;	/* [nr_nodes], made on first use */
	int nr_nodes;
	struct kmem_cache_cpu *cpu;	/* [nr_cpus] */
	int nr_cpus;
	struct slab *all;		/* every slab */
	struct slab_stats stats;
	struct kmem_cache *next;
};

/* Objects that somebody keeps under a label, in order of allocation. */
struct slab_set {
	char *label;
	struct slab **objects;
	size_t nr, cap;
};

/* Zeroed = no cache. Owner: the engine. @weights: of the machine, borrowed. */
struct slab_caches {
	struct kmem_cache *first;
	const struct mpol_weights *weights;
	struct slab_set *sets;
	size_t nr_sets, cap_sets;
};

/* ---- caches (cache.c) ---- */

/* -1 = by the kernel's rule. */
struct kmem_cache_args {
	const char *name;
	unsigned object_size;		/* bytes */
	unsigned flags;			/* SLAB_* */
	int min_partial, cpu_partial;	/* slabs; objects */
	bool no_remote_defrag;
};

#define KMALLOC_MAX_CACHE_SIZE 8192u
#define SLAB_MAX_OBJECT_SIZE (PAGE_SIZE << MAX_PAGE_ORDER)

/* NULL: the name is taken. object_size is 1 to SLAB_MAX_OBJECT_SIZE. */
struct kmem_cache *kmem_cache_create(struct slab_caches *caches, const struct machine *m,
				     const struct kmem_cache_args *args);
/* Also "kmalloc-192" and its kin, which come into being here. NULL: there is none. */
struct kmem_cache *kmem_cache_find(struct slab_caches *caches, const struct machine *m,
				   const char *name);
/* The name of a cache of kmalloc(): its object size and flags; false: it is none. */
bool kmalloc_cache_name(const char *name, unsigned *size, unsigned *flags);
void slab_caches_destroy(struct slab_caches *caches);

/* ---- objects (slub.c) ---- */

/* Who allocates. @listener (may be NULL) follows the requests for pages. */
struct slab_use {
	struct task *task;
	enum alloc_ctx_kind ctx;
	int cpu;
	gfp_t gfp;
	int nid;			/* kmem_cache_alloc_node(); NUMA_NO_NODE = anywhere */
	const struct request_listener *listener;
};

/* The slab of one new object; NULL: no memory. */
struct slab *slab_alloc(struct slab_caches *caches, struct machine *m, struct kmem_cache *s,
			const struct slab_use *use);
void slab_free(struct machine *m, struct slab *slab, int cpu);

/*
 * A half-used slab on @nid that is there for reasons of its own: one object of it
 * in use, the slab on the node's partial list. The pages come from that node
 * without asking any rule. NULL: the node cannot have slabs, or no page free.
 */
struct slab *slab_place(struct machine *m, struct kmem_cache *s, int nid);

/* Is the node one of slab_nodes: has it memory that is not only movable? */
bool slab_node_exists(const struct machine *m, int nid);
/* Slabs of the cache on the node. */
uint64_t slab_node_slabs(const struct kmem_cache *s, int nid);

/* ---- sets of objects (objects.c) ---- */

struct slab_set *slab_set_get(struct slab_caches *caches, const char *label);
struct slab_set *slab_set_find(const struct slab_caches *caches, const char *label);
void slab_set_add(struct slab_set *set, struct slab *object);
/* Take up to @nr objects out, from one end, and free them / leave them unused to the shrinker. */
uint64_t slab_set_free(struct machine *m, struct slab_set *set, uint64_t nr, bool newest_first,
		       int cpu);
uint64_t slab_set_unuse(struct slab_set *set, uint64_t nr, bool newest_first);

/* ---- for the account of pages (check.c) ---- */

void slab_for_each_page(const struct slab_caches *caches,
			void (*visit)(void *arg, struct page_block block), void *arg);
/* NULL, or what is wrong, in @buf. */
const char *slab_check(const struct slab_caches *caches, char *buf, size_t len);

#endif
