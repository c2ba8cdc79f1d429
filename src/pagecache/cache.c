// SPDX-License-Identifier: GPL-2.0-only
/*
 * The index of cached pages: a file or object, and its pages by their place in it.
 *
 * Responsible for which folio is which page. Not responsible for allocating,
 * charging or listing folios, nor for whether one may be dropped.
 *
 * Mirrors: mm/filemap.c filemap_get_entry(), __filemap_add_folio(),
 * filemap_remove_folio(), v6.12.
 * Differs: an array of leaves in place of the xarray; its nodes cost no memory.
 */
#include "pagecache/pagecache.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* ---- files and objects ---- */

static struct page_cache *add(struct machine *m, const char *name)
{
	struct page_cache *cache = xcalloc(1, sizeof(*cache));
	struct page_cache **last = &m->page_caches;

	cache->name = name ? xstrdup(name) : NULL;
	cache->shmem = !name;
	while (*last)
		last = &(*last)->next;
	*last = cache;
	return cache;
}

struct page_cache *file_find(const struct machine *m, const char *name)
{
	for (struct page_cache *cache = m->page_caches; cache; cache = cache->next)
		if (cache->name && !strcmp(cache->name, name))
			return cache;
	return NULL;
}

struct page_cache *file_open(struct machine *m, const char *name)
{
	struct page_cache *cache = file_find(m, name);

	return cache ? cache : add(m, name);
}

struct page_cache *shmem_create(struct machine *m)
{
	struct page_cache *cache = add(m, NULL);

	cache->nr_maps = 1;
	return cache;
}

void page_cache_get(struct page_cache *cache)
{
	cache->nr_maps++;
}

bool page_cache_put(struct page_cache *cache)
{
	assert(cache->nr_maps);
	cache->nr_maps--;
	return cache->shmem && !cache->nr_maps;
}

static void cache_free(struct page_cache *cache)
{
	assert(!cache->nr_present);
	for (size_t i = 0; i < cache->nr_leaves; i++)
		free(cache->leaves[i]);
	free(cache->leaves);
	free(cache->name);
	free(cache);
}

void page_cache_end(struct machine *m, struct page_cache *cache)
{
	struct page_cache **link = &m->page_caches;

	assert(!cache->nr_maps);
	while (*link != cache)
		link = &(*link)->next;
	*link = cache->next;
	cache_free(cache);
}

void page_cache_destroy_all(struct machine *m)
{
	while (m->page_caches) {
		struct page_cache *cache = m->page_caches;

		m->page_caches = cache->next;
		cache_free(cache);
	}
}

/* ---- pages ---- */

struct cache_slot *page_cache_slot(const struct page_cache *cache, uint64_t index)
{
	size_t leaf = (size_t)(index / CACHE_LEAF_SLOTS);

	if (leaf >= cache->nr_leaves || !cache->leaves[leaf])
		return NULL;
	return &cache->leaves[leaf][index % CACHE_LEAF_SLOTS];
}

struct folio *page_cache_find(const struct page_cache *cache, uint64_t index)
{
	struct cache_slot *slot = page_cache_slot(cache, index);

	return slot ? slot->folio : NULL;
}

static struct cache_slot *make_slot(struct page_cache *cache, uint64_t index)
{
	size_t leaf = (size_t)(index / CACHE_LEAF_SLOTS);

	assert(index < CACHE_MAX_INDEX);
	if (leaf >= cache->nr_leaves) {
		size_t nr = 2 * leaf + 8;

		cache->leaves = xrealloc(cache->leaves, nr * sizeof(*cache->leaves));
		memset(cache->leaves + cache->nr_leaves, 0,
		       (nr - cache->nr_leaves) * sizeof(*cache->leaves));
		cache->nr_leaves = nr;
	}
	if (!cache->leaves[leaf])
		cache->leaves[leaf] = xcalloc(CACHE_LEAF_SLOTS, sizeof(**cache->leaves));
	return &cache->leaves[leaf][index % CACHE_LEAF_SLOTS];
}

void page_cache_add(struct page_cache *cache, uint64_t index, struct folio *folio)
{
	struct cache_slot *slot = make_slot(cache, index);

	assert(!slot->folio);
	assert(!folio->cache);
	*slot = (struct cache_slot){ .folio = folio };
	folio->cache = cache;
	folio->index = index;
	cache->nr_present++;
}

void page_cache_remove(struct machine *m, struct folio *folio)
{
	struct page_cache *cache = folio->cache;
	struct cache_slot *slot = page_cache_slot(cache, folio->index);

	assert(slot->folio == folio);
	assert(!folio->mapcount);
	assert(!(folio->flags & PG_WRITEBACK));
	folio_clear_dirty(m, folio);
	slot->folio = NULL;
	folio->cache = NULL;
	cache->nr_present--;
}

void page_cache_for_each(struct page_cache *cache, uint64_t first, uint64_t nr,
			 void (*visit)(void *arg, struct folio *folio), void *arg)
{
	uint64_t end = first + nr;

	if (end > cache->nr_leaves * (uint64_t)CACHE_LEAF_SLOTS)
		end = cache->nr_leaves * (uint64_t)CACHE_LEAF_SLOTS;
	for (uint64_t index = first; index < end; index++) {
		struct cache_slot *slot = page_cache_slot(cache, index);

		if (!slot)
			index |= CACHE_LEAF_SLOTS - 1;	/* no leaf here: on to the next */
		else if (slot->folio)
			visit(arg, slot->folio);
	}
}

/* ---- the check ---- */

struct cache_check {
	const struct machine *m;
	const struct page_cache *cache;
	uint64_t nr_present;
	const char *wrong;
};

static void check_folio(void *arg, struct folio *folio)
{
	struct cache_check *check = arg;

	check->nr_present++;
	if (folio->cache != check->cache)
		check->wrong = "a folio of another file";
	else if (page_cache_find(check->cache, folio->index) != folio)
		check->wrong = "a folio at a wrong index";
	else if (folio_at(check->m, folio->block.pfn) != folio)
		check->wrong = "a folio that is not in the table";
	else if (folio->kind != (check->cache->shmem ? FOLIO_SHMEM : FOLIO_FILE))
		check->wrong = "a folio of another kind";
}

/* Pages that the nodes count as dirty and under writeback. */
struct dirty_check {
	uint64_t dirty[MAX_NUMNODES], writeback[MAX_NUMNODES];
};

static void count_dirty(void *arg, struct folio *folio)
{
	struct dirty_check *check = arg;

	if (folio->kind != FOLIO_FILE)
		return;
	if (folio->flags & PG_DIRTY)
		check->dirty[folio_nid(folio)] += folio_nr_pages(folio);
	if (folio->flags & PG_WRITEBACK)
		check->writeback[folio_nid(folio)] += folio_nr_pages(folio);
}

static const char *check_dirty(const struct machine *m, char *buf, size_t len)
{
	struct dirty_check *check = xcalloc(1, sizeof(*check));
	const char *wrong = NULL;
	int nid;

	folio_for_each(m, count_dirty, check);
	for_each_node_state(m, nid, N_POSSIBLE) {
		const pg_data_t *pgdat = m->pgdat[nid];

		if (pgdat->nr_file_dirty == check->dirty[nid] &&
		    pgdat->nr_writeback == check->writeback[nid])
			continue;
		snprintf(buf, len, "node %d: %llu dirty pages, counted %llu; %llu written, %llu",
			 nid, (unsigned long long)check->dirty[nid],
			 (unsigned long long)pgdat->nr_file_dirty,
			 (unsigned long long)check->writeback[nid],
			 (unsigned long long)pgdat->nr_writeback);
		wrong = buf;
	}
	free(check);
	return wrong;
}

const char *page_cache_check(const struct machine *m, char *buf, size_t len)
{
	for (struct page_cache *cache = m->page_caches; cache; cache = cache->next) {
		struct cache_check check = { .m = m, .cache = cache };

		page_cache_for_each(cache, 0, CACHE_MAX_INDEX, check_folio, &check);
		if (!check.wrong && check.nr_present != cache->nr_present)
			check.wrong = "a wrong count";
		if (check.wrong) {
			snprintf(buf, len, "%s %s: %s", cache->shmem ? "shmem" : "file",
				 cache->name ? cache->name : "object", check.wrong);
			return buf;
		}
	}
	return m->page_caches ? check_dirty(m, buf, len) : NULL;
}
