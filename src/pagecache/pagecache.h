/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cached pages of files and of shared memory objects.
 *
 * Mirrors: mm/filemap.c __filemap_add_folio(), filemap_remove_folio(),
 * mm/page-writeback.c folio_account_dirtied(), node_dirty_ok(), v6.12.
 * Differs: every folio of a file is one page; the nodes of the index (xarray) are
 * not allocated.
 */
#ifndef NW_PAGECACHE_PAGECACHE_H
#define NW_PAGECACHE_PAGECACHE_H

#include "folio/folio.h"

#define CACHE_LEAF_SLOTS 512u
#define CACHE_MAX_INDEX (UINT64_C(1) << 26)	/* 256 GiB; the index has a visible bound */

/* What is known of one page of a file. Not present: @shadow and @swap may be set. */
struct cache_slot {
	struct folio *folio;
	uint64_t shadow;	/* what reclaim remembers of the eviction; 0 = nothing */
	uint32_t swap;		/* shmem: swap slot + 1; 0 = none */
};

/*
 * A file, or a shared memory object. Lifetime: a file from its first mention to
 * the end of the machine; an object until its last mapping is gone.
 * Owner: this room; reclaim and swap set @shadow and @swap of slots.
 */
struct page_cache {
	char *name;		/* NULL: a shared memory object */
	bool shmem;
	uint64_t nr_present;
	unsigned nr_maps;	/* mappings of it, in all address spaces */
	struct cache_slot **leaves;
	size_t nr_leaves;
	struct page_cache *next;	/* all of the machine, in creation order */
};

/* ---- files and objects (cache.c) ---- */

struct page_cache *file_find(const struct machine *m, const char *name);	/* NULL: none */
/* The file @name, made when there is none. */
struct page_cache *file_open(struct machine *m, const char *name);
/* A new object with one mapping; page_cache_unmap() of the last one ends it. */
struct page_cache *shmem_create(struct machine *m);
void page_cache_get(struct page_cache *cache);
/* One mapping less: true when the caller has to remove the pages and page_cache_end() it. */
bool page_cache_put(struct page_cache *cache);
/* Forget it; asserts that it has no page. */
void page_cache_end(struct machine *m, struct page_cache *cache);
/* All of them, at the end of the machine. */
void page_cache_destroy_all(struct machine *m);

/* The slot of a page; NULL when nothing was ever there. */
struct cache_slot *page_cache_slot(const struct page_cache *cache, uint64_t index);
struct folio *page_cache_find(const struct page_cache *cache, uint64_t index);
/* @folio, which is new, is page @index from now on; what the slot remembered goes. */
void page_cache_add(struct page_cache *cache, uint64_t index, struct folio *folio);
/* Take it out, dirty or not: it must be unmapped and becomes the caller's to free. */
void page_cache_remove(struct machine *m, struct folio *folio);
/*
 * Present folios of @cache in [first, first + nr), ascending. @visit may remove the
 * folio that it gets.
 */
void page_cache_for_each(struct page_cache *cache, uint64_t first, uint64_t nr,
			 void (*visit)(void *arg, struct folio *folio), void *arg);
/* Are slots, counts and folios consistent? NULL, or what is wrong, in @buf. */
const char *page_cache_check(const struct machine *m, char *buf, size_t len);

/* ---- dirty pages (dirty.c) ---- */

/*
 * PG_DIRTY and PG_WRITEBACK of a file's folio change only through these, because the
 * node counts them (NR_FILE_DIRTY, NR_WRITEBACK). Other folios: only the flag.
 */
void folio_mark_dirty(struct machine *m, struct folio *folio);
bool folio_clear_dirty(struct machine *m, struct folio *folio);	/* was it? */
void folio_start_writeback(struct machine *m, struct folio *folio);	/* not dirty any more */
void folio_end_writeback(struct machine *m, struct folio *folio);
/* ops.node_dirty_ok: may @task dirty another page of the node? */
bool node_dirty_ok(const struct machine *m, int nid, const struct task *task);

#endif
