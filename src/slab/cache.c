// SPDX-License-Identifier: GPL-2.0-only
/*
 * Caches and their slabs: how big a slab is, and its coming and going.
 *
 * Mirrors: mm/slub.c calculate_sizes(), calculate_order(), calc_slab_order(),
 * set_cpu_partial(), do_kmem_cache_create(), free_slab(); the sizes of kmalloc() in
 * mm/slab_common.c kmalloc_info[], v6.12.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "slab/private.h"

#define SLUB_MAX_ORDER 3u	/* PAGE_ALLOC_COSTLY_ORDER */
#define MIN_PARTIAL 5u
#define MAX_PARTIAL 10u
#define MAX_OBJS_PER_PAGE 32767u

/* ---- sizes ---- */

static unsigned order_of(uint64_t bytes)
{
	unsigned order = 0;

	while (((uint64_t)PAGE_SIZE << order) < bytes)
		order++;
	return order;
}

static unsigned order_objects(unsigned order, unsigned size)
{
	return (unsigned)(((uint64_t)PAGE_SIZE << order) / size);
}

static unsigned fls_of(unsigned x)
{
	return x ? 32u - (unsigned)__builtin_clz(x) : 0;
}

/* Objects that a slab should hold at least: more on machines with more CPUs. */
static unsigned min_objects_of(const struct machine *m)
{
	unsigned nr_cpus = 0;

	for (int cpu = 0; cpu < m->nr_cpus; cpu++)
		nr_cpus += m->cpu_to_node[cpu] >= 0;
	if (nr_cpus <= 1)
		nr_cpus = (unsigned)m->nr_cpus;
	return 4 * (fls_of(nr_cpus) + 1);
}

static unsigned calc_slab_order(unsigned size, unsigned min_order, unsigned fraction)
{
	unsigned order = min_order;

	for (; order <= SLUB_MAX_ORDER; order++) {
		uint64_t bytes = (uint64_t)PAGE_SIZE << order;

		if (bytes % size <= bytes / fraction)
			break;
	}
	return order;
}

/* The smallest order with enough objects and not too much waste. */
static unsigned calculate_order(const struct machine *m, unsigned size)
{
	unsigned most = order_objects(SLUB_MAX_ORDER, size);
	unsigned wanted = min_objects_of(m);
	unsigned min_order;

	if (wanted > (most ? most : 1))
		wanted = most ? most : 1;
	min_order = order_of((uint64_t)wanted * size);
	if (order_objects(min_order, size) > MAX_OBJS_PER_PAGE)
		return order_of((uint64_t)size * MAX_OBJS_PER_PAGE) - 1;
	for (unsigned fraction = 16; fraction > 1; fraction /= 2) {
		unsigned order = calc_slab_order(size, min_order, fraction);

		if (order <= SLUB_MAX_ORDER)
			return order;
	}
	return order_of(size);
}

static unsigned default_min_partial(unsigned size)
{
	unsigned half_log = (fls_of(size) - 1) / 2;

	if (half_log > MAX_PARTIAL)
		half_log = MAX_PARTIAL;
	return half_log < MIN_PARTIAL ? MIN_PARTIAL : half_log;
}

static unsigned default_cpu_partial(unsigned size)
{
	return size >= PAGE_SIZE ? 6 : size >= 1024 ? 24 : size >= 256 ? 52 : 120;
}

static void set_sizes(struct kmem_cache *s, const struct machine *m,
		      const struct kmem_cache_args *args)
{
	s->object_size = args->object_size;
	s->size = (args->object_size + 7) & ~7u;
	s->order = calculate_order(m, s->size);
	s->objects = order_objects(s->order, s->size);
	s->min_order = order_of(s->size);
	s->min_objects = order_objects(s->min_order, s->size);
	s->min_partial = args->min_partial < 0 ? default_min_partial(s->size) :
						 (unsigned)args->min_partial;
	s->cpu_partial = args->cpu_partial < 0 ? default_cpu_partial(s->size) :
						 (unsigned)args->cpu_partial;
	/* Slabs on a CPU's chain are taken to be half full. */
	s->cpu_partial_slabs = (s->cpu_partial * 2 + s->objects - 1) / s->objects;
}

/* ---- caches ---- */

static struct kmem_cache *find(const struct slab_caches *caches, const char *name)
{
	struct kmem_cache *s = caches->first;

	while (s && strcmp(s->name, name) != 0)
		s = s->next;
	return s;
}

struct kmem_cache *kmem_cache_create(struct slab_caches *caches, const struct machine *m,
				     const struct kmem_cache_args *args)
{
	struct kmem_cache **last = &caches->first;
	struct kmem_cache *s;

	assert(args->object_size > 0 && args->object_size <= SLAB_MAX_OBJECT_SIZE);
	if (find(caches, args->name))
		return NULL;
	s = xcalloc(1, sizeof(*s));
	s->name = xstrdup(args->name);
	s->flags = args->flags;
	s->allocflags = __GFP_COMP;
	if (args->flags & SLAB_CACHE_DMA)
		s->allocflags |= GFP_DMA;
	if (args->flags & SLAB_CACHE_DMA32)
		s->allocflags |= GFP_DMA32;
	if (args->flags & SLAB_RECLAIM_ACCOUNT)
		s->allocflags |= __GFP_RECLAIMABLE;
	s->remote_defrag = !args->no_remote_defrag;
	set_sizes(s, m, args);
	s->nr_nodes = m->nr_node_ids;
	s->node = xcalloc((size_t)s->nr_nodes, sizeof(struct kmem_cache_node *));
	s->nr_cpus = m->nr_cpus;
	s->cpu = xcalloc((size_t)s->nr_cpus, sizeof(*s->cpu));
	while (*last)
		last = &(*last)->next;
	*last = s;
	return s;
}

bool kmalloc_cache_name(const char *name, unsigned *size, unsigned *flags)
{
	static const struct {
		const char *prefix;
		unsigned flags;
	} kinds[] = { { "kmalloc-rcl-", SLAB_RECLAIM_ACCOUNT },
		      { "kmalloc-cg-", SLAB_ACCOUNT },
		      { "dma-kmalloc-", SLAB_CACHE_DMA },
		      { "kmalloc-", 0 } };
	static const struct {
		const char *name;
		unsigned size;
	} sizes[] = { { "8", 8 },	{ "16", 16 },	{ "32", 32 },	{ "64", 64 },
		      { "96", 96 },	{ "128", 128 }, { "192", 192 }, { "256", 256 },
		      { "512", 512 },	{ "1k", 1024 }, { "2k", 2048 }, { "4k", 4096 },
		      { "8k", 8192 } };

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		size_t len = strlen(kinds[k].prefix);

		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			if (strncmp(name, kinds[k].prefix, len) != 0 ||
			    strcmp(name + len, sizes[i].name) != 0)
				continue;
			*size = sizes[i].size;
			*flags = kinds[k].flags;
			return true;
		}
	}
	return false;
}

struct kmem_cache *kmem_cache_find(struct slab_caches *caches, const struct machine *m,
				   const char *name)
{
	struct kmem_cache_args args = { .name = name, .min_partial = -1, .cpu_partial = -1 };
	struct kmem_cache *s = find(caches, name);

	if (s || !kmalloc_cache_name(name, &args.object_size, &args.flags))
		return s;
	return kmem_cache_create(caches, m, &args);
}

/* ---- nodes and slabs ---- */

/*
 * slab_nodes follows the memory notifier, which looks at zones and not at the
 * node's states: a node that a design keeps out of N_MEMORY is in it.
 */
bool slab_node_exists(const struct machine *m, int nid)
{
	const pg_data_t *pgdat = m->pgdat[nid];

	for (int type = 0; pgdat && type <= ZONE_NORMAL; type++) {
		if (populated_zone(&pgdat->node_zones[type]))
			return true;
	}
	return false;
}

struct kmem_cache_node *cache_node(const struct machine *m, struct kmem_cache *s, int nid)
{
	if (!s->node[nid] && slab_node_exists(m, nid))
		s->node[nid] = xcalloc(1, sizeof(*s->node[nid]));
	return s->node[nid];
}

struct kmem_cache_node *slab_node(const struct slab *slab)
{
	return slab->cache->node[slab->block.zone->nid];
}

uint64_t slab_node_slabs(const struct kmem_cache *s, int nid)
{
	return nid < s->nr_nodes && s->node[nid] ? s->node[nid]->nr_slabs : 0;
}

struct slab *slab_born(struct kmem_cache *s, struct page_block block, unsigned objects)
{
	struct slab *slab = xcalloc(1, sizeof(*slab));

	slab->cache = s;
	slab->block = block;
	slab->objects = objects;
	slab->all_next = s->all;
	if (s->all)
		s->all->all_prev = slab;
	s->all = slab;
	slab_node(slab)->nr_slabs++;
	return slab;
}

static void unlink_slab(struct slab *slab)
{
	if (slab->all_prev)
		slab->all_prev->all_next = slab->all_next;
	else
		slab->cache->all = slab->all_next;
	if (slab->all_next)
		slab->all_next->all_prev = slab->all_prev;
}

void slab_discard(struct machine *m, struct slab *slab, int cpu)
{
	assert(!slab->inuse && !slab->frozen && !slab->on_node_partial);
	slab_node(slab)->nr_slabs--;
	slab->cache->stats.nr_discarded++;
	unlink_slab(slab);
	free_pages(m, slab->block, cpu);
	free(slab);
}

static void cache_destroy(struct kmem_cache *s)
{
	struct slab *slab = s->all;

	while (slab) {
		struct slab *next = slab->all_next;

		free(slab);
		slab = next;
	}
	for (int nid = 0; nid < s->nr_nodes; nid++) {
		if (s->node[nid])
			free(s->node[nid]->lru);
		free(s->node[nid]);
	}
	free(s->node);
	free(s->cpu);
	free(s->name);
	free(s);
}

void slab_caches_destroy(struct slab_caches *caches)
{
	while (caches->first) {
		struct kmem_cache *s = caches->first;

		caches->first = s->next;
		cache_destroy(s);
	}
	for (size_t i = 0; i < caches->nr_sets; i++) {
		free(caches->sets[i].label);
		free(caches->sets[i].objects);
	}
	free(caches->sets);
	*caches = (struct slab_caches){ 0 };
}
