// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading and writing files through the page cache.
 *
 * Responsible for the allocations that this makes. They follow the policy of the
 * task, never that of a mapping: a page of a file belongs to nobody.
 * Not responsible for the index of pages and the counts of dirty ones (pagecache/).
 *
 * Mirrors: mm/filemap.c filemap_read(), filemap_create_folio(), __filemap_get_folio(),
 * filemap_add_folio(), mm/readahead.c page_cache_ra_unbounded(), mm/truncate.c
 * mapping_try_invalidate(), mm/swap.c lru_deactivate_file(), v6.12.
 * Differs: no readahead: a page is brought in when it is needed, by itself, asked for
 * as readahead does first and without its restraint next. A file has no end. Data
 * comes and goes at once, so nothing waits for a device.
 */
#include "engine/file.h"

#include <assert.h>
#include <errno.h>

#include "engine/charge.h"
#include "engine/fault.h"

/* Mirrors: fs/inode.c inode_init_always(), v6.12. */
#define MAPPING_GFP GFP_HIGHUSER_MOVABLE
/* Mirrors: include/linux/pagemap.h readahead_gfp_mask(), v6.12. */
#define READAHEAD_GFP (MAPPING_GFP | __GFP_NORETRY | __GFP_NOWARN)

static struct mpol_use file_use(const struct task *task, gfp_t gfp)
{
	return (struct mpol_use){
		.task = task,
		.ctx = CTX_TASK,
		.cpu = task->cpu,
		.gfp = gfp | __GFP_COMP,
	};
}

void engine_file_use(const struct task *task, struct mpol_use *use)
{
	*use = file_use(task, READAHEAD_GFP);
}

/* The file of a driver: its pages are asked for by the design's way of opting in. */
static struct alloc_result alloc_wanted(struct engine *e, const struct file_range *range,
					gfp_t gfp)
{
	const struct request_spec spec = {
		.task = range->task,
		.ctx = CTX_TASK,
		.cpu = range->task->cpu,
		.gfp = gfp | __GFP_COMP,
		.nid = NUMA_NO_NODE,
		.wanted = range->wanted,
	};
	struct request_storage storage;
	struct alloc_request req;
	enum verdict why = engine_request(e, &spec, &req, &storage);

	if (why != VERDICT_PASS)
		return (struct alloc_result){ .block = PAGE_BLOCK_NONE, .verdict = why };
	return engine_alloc(e, &req);
}

/* A task of a cpuset that spreads pages takes turns over its nodes, without a policy. */
static struct alloc_result alloc_page(struct engine *e, const struct file_range *range, gfp_t gfp)
{
	const struct mpol_use use = file_use(range->task, gfp);
	struct alloc_request req = {
		.gfp = use.gfp,
		.mask = MASK_REF_NONE,
		.ctx = use.ctx,
		.task = range->task,
		.cpu = use.cpu,
	};

	if (range->wanted)
		return alloc_wanted(e, range, gfp);
	if (!cpuset_do_page_mem_spread(range->task))
		return engine_policy_alloc(e, range->task, &use);
	req.nid = cpuset_mem_spread_node(&e->m, range->task);
	return engine_alloc(e, &req);
}

/* filemap_alloc_folio() and filemap_add_folio(). */
static struct folio *add_folio(struct engine *e, const struct file_range *range, uint64_t index,
			       gfp_t gfp, struct alloc_result *failed)
{
	const struct cache_slot *slot = page_cache_slot(range->cache, index);
	uint64_t shadow = slot ? slot->shadow : 0;
	struct alloc_result result = alloc_page(e, range, gfp);
	struct folio *folio;

	if (!result.block.zone) {
		*failed = result;
		return NULL;
	}
	folio = folio_create(&e->m, result.block, FOLIO_FILE);
	if (engine_charge(e, range->task, folio, gfp, failed))
		return NULL;
	page_cache_add(range->cache, index, folio);
	if (shadow && !(gfp & __GFP_WRITE))
		workingset_refault(&e->m, folio, shadow);
	folio_add_lru(&e->m, folio);
	return folio;
}

static struct folio *fill(struct engine *e, const struct file_range *range, uint64_t index,
			  struct alloc_result *failed)
{
	struct folio *folio = add_folio(e, range, index, READAHEAD_GFP, failed);

	return folio ? folio : add_folio(e, range, index, MAPPING_GFP, failed);
}

struct folio *engine_file_fill(struct engine *e, struct task *task, struct page_cache *cache,
			       uint64_t index, struct alloc_result *failed)
{
	const struct file_range range = { .task = task, .cache = cache };

	return fill(e, &range, index, failed);
}

static void tell(const struct file_range *range, const struct folio *folio)
{
	if (range->added)
		range->added(range->arg, folio);
}

int engine_file_read(struct engine *e, const struct file_range *range,
		     struct alloc_result *failed)
{
	for (uint64_t i = range->first; i < range->first + range->nr; i++) {
		struct folio *folio = page_cache_find(range->cache, i);

		if (!folio) {
			folio = fill(e, range, i, failed);
			if (!folio)
				return -ENOMEM;
			tell(range, folio);
		}
		folio_mark_accessed(&e->m, folio);
		engine_return_to_user(e, range->task);
	}
	return 0;
}

int engine_file_write(struct engine *e, const struct file_range *range,
		      struct alloc_result *failed)
{
	for (uint64_t i = range->first; i < range->first + range->nr; i++) {
		struct folio *folio = page_cache_find(range->cache, i);

		if (!folio) {
			folio = add_folio(e, range, i, MAPPING_GFP | __GFP_WRITE, failed);
			if (!folio)
				return -ENOMEM;
			tell(range, folio);
		}
		folio_mark_dirty(&e->m, folio);
		engine_return_to_user(e, range->task);
	}
	return 0;
}

static void write_out(void *arg, struct folio *folio)
{
	struct engine *e = arg;

	if (!(folio->flags & PG_DIRTY))
		return;
	folio_start_writeback(&e->m, folio);
	folio_end_writeback(&e->m, folio);
}

void engine_file_sync(struct engine *e, const struct file_range *range)
{
	page_cache_for_each(range->cache, range->first, range->nr, write_out, e);
}

struct drop {
	struct engine *e;
	int cpu;
	uint64_t nr_dropped;
};

/* What could not be dropped is at least out of the way. */
static void deactivate(struct machine *m, struct folio *folio)
{
	if (!(folio->flags & PG_LRU) || folio->flags & PG_UNEVICTABLE || folio->mapcount)
		return;
	folio_del_lru(m, folio);
	folio->flags &= ~(PG_ACTIVE | PG_REFERENCED);
	folio->flags |= PG_RECLAIM;
	folio_add_lru(m, folio);
}

static void drop_folio(void *arg, struct folio *folio)
{
	struct drop *drop = arg;

	if (folio->flags & (PG_DIRTY | PG_WRITEBACK) || folio->mapcount || folio->nr_pins) {
		deactivate(&drop->e->m, folio);
		return;
	}
	page_cache_remove(&drop->e->m, folio);
	engine_free_folio(drop->e, folio, drop->cpu);
	drop->nr_dropped++;
}

uint64_t engine_file_drop(struct engine *e, const struct file_range *range)
{
	struct drop drop = { .e = e, .cpu = range->task->cpu };

	page_cache_for_each(range->cache, range->first, range->nr, drop_folio, &drop);
	return drop.nr_dropped;
}

/* ---- mappings ---- */

void engine_file_map(struct mapping *map, struct page_cache *cache, uint64_t pgoff)
{
	assert(!map->cache);
	map->file = true;
	map->cache = cache;
	map->pgoff = pgoff;
	page_cache_get(cache);
}

/* An object comes into being with its first page, or when somebody wants to share it. */
void engine_file_dup(struct engine *e, struct mapping *map, struct mapping *copy)
{
	if (map->shared && !map->cache)
		map->cache = shmem_create(&e->m);
	copy->cache = map->cache;
	if (copy->cache)
		page_cache_get(copy->cache);
}

static void remove_folio(void *arg, struct folio *folio)
{
	struct drop *drop = arg;

	page_cache_remove(&drop->e->m, folio);
	engine_free_folio(drop->e, folio, drop->cpu);
}

/* Mirrors: mm/shmem.c shmem_evict_inode(), v6.12. */
void engine_file_unmap(struct engine *e, struct mapping *map, int cpu)
{
	struct drop drop = { .e = e, .cpu = cpu };
	struct page_cache *cache = map->cache;

	map->cache = NULL;
	if (!cache || !page_cache_put(cache))
		return;
	page_cache_for_each(cache, 0, CACHE_MAX_INDEX, remove_folio, &drop);
	page_cache_end(&e->m, cache);
}

void engine_file_exit(struct engine *e)
{
	struct drop drop = { .e = e };

	for (struct page_cache *cache = e->m.page_caches; cache; cache = cache->next)
		page_cache_for_each(cache, 0, CACHE_MAX_INDEX, remove_folio, &drop);
	page_cache_destroy_all(&e->m);
}
