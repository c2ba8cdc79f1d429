// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the pages of reclaim go: swap, their file, or nowhere.
 *
 * Responsible for what the rooms of swap, page cache and slab are asked, and in what
 * order. Not responsible for whether a page may go (shrink_folio.c).
 *
 * Mirrors: mm/vmscan.c pageout(), __remove_mapping(), mm/rmap.c try_to_unmap(), v6.12.
 */
#include "pagecache/pagecache.h"
#include "reclaim/private.h"
#include "swap/swap.h"

uint64_t swap_pages_free(const struct machine *m, const struct mem_cgroup *memcg)
{
	return memcg_nr_swap_pages(m, memcg);
}

bool swap_exists(const struct machine *m)
{
	return m->total_swap_pages > 0;
}

bool give_swap_slot(struct scan_control *sc, struct folio *folio)
{
	return add_to_swap(sc->m, folio) == 0;
}

/* A dirty entry makes the page dirty. */
static void unmap_file(struct machine *m, struct folio *folio)
{
	while (folio->maps) {
		if (folio_unmap_pte(folio->maps->map, folio->maps->slot) & PTE_DIRTY)
			folio_mark_dirty(m, folio);
	}
}

bool unmap_folio(struct scan_control *sc, struct folio *folio)
{
	if (folio->flags & PG_SWAPCACHE)
		swap_unmap(sc->m, folio);
	else if (folio->kind == FOLIO_FILE)
		unmap_file(sc->m, folio);
	return !folio->mapcount;
}

/* File systems of 6.12 have no ->writepage: a page of a file is left to the flushers. */
enum pageout pageout(struct scan_control *sc, struct folio *folio)
{
	if (!(folio->flags & PG_SWAPCACHE))
		return PAGE_ACTIVATE;
	switch (swap_writepage(sc->m, folio, &sc->who, NULL)) {
	case SWAP_WRITE_ACTIVATE:
		return PAGE_ACTIVATE;
	case SWAP_WRITE_FREED:
		folio->flags &= ~PG_DIRTY; /* nobody will read it again */
		return PAGE_CLEAN;
	default:
		return PAGE_SUCCESS;
	}
}

/* The file remembers when the page went. */
static void remove_from_file(struct scan_control *sc, struct folio *folio)
{
	struct page_cache *cache = folio->cache;
	uint64_t index = folio->index;
	uint64_t shadow = workingset_eviction(sc->m, folio, sc->target);

	page_cache_remove(sc->m, folio);
	page_cache_slot(cache, index)->shadow = shadow;
}

bool remove_mapping(struct scan_control *sc, struct folio *folio)
{
	if (folio->flags & PG_DIRTY)
		return false;
	if (folio->flags & PG_SWAPCACHE)
		delete_from_swap_cache(sc->m, folio, workingset_eviction(sc->m, folio, sc->target),
				       sc->who.cpu);
	else if (folio->kind == FOLIO_FILE)
		remove_from_file(sc, folio);
	return true;
}

void drop_swap_slot(struct scan_control *sc, struct folio *folio)
{
	if (folio->flags & PG_SWAPCACHE &&
	    (memcg_swap_full(sc->m, folio) || folio->flags & PG_MLOCKED))
		folio_free_swap(sc->m, folio, sc->who.cpu);
}

void free_reclaimed(struct scan_control *sc, struct folio *folio)
{
	folio_free(sc->m, folio, sc->who.cpu);
}

static void write_back(void *arg, struct folio *folio)
{
	if (!(folio->flags & PG_DIRTY))
		return;
	folio_start_writeback(arg, folio);
	folio_end_writeback(arg, folio);
}

void wake_flushers(struct machine *m)
{
	for (struct page_cache *cache = m->page_caches; cache; cache = cache->next) {
		if (!cache->shmem)
			page_cache_for_each(cache, 0, CACHE_MAX_INDEX, write_back, m);
	}
}
