// SPDX-License-Identifier: GPL-2.0-only
/*
 * Can this page go? Accessed, dirty, mapped, pinned, without a place to go to: each is
 * a reason to stay.
 *
 * Responsible for the judgement of pages that are off their lists. Not responsible for
 * the lists (shrink_list.c), for swap, page cache and page tables (backing.c), or for
 * lower tiers (demote.c).
 *
 * Mirrors: mm/vmscan.c shrink_folio_list(), folio_check_references(),
 * folio_check_dirty_writeback(), may_enter_fs(), mm/rmap.c folio_referenced(), v6.12.
 * Differs: shared memory is not swapped, it becomes active; a huge page that cannot be
 * swapped as one is not split, it stays; references
 * by tasks of other memcgs count in a memcg's reclaim, too; no MADV_FREE; a file system
 * without ->writepage (ext4, xfs, btrfs): kswapd writes no file page itself.
 */
#include "reclaim/private.h"

enum folio_references {
	FOLIOREF_RECLAIM,
	FOLIOREF_RECLAIM_CLEAN,
	FOLIOREF_KEEP,
	FOLIOREF_ACTIVATE
};

/* What becomes of the page. */
enum fate { FATE_KEEP, FATE_ACTIVATE, FATE_DEMOTE, FATE_FREE };

/* Page table entries through which it was accessed; they begin anew. */
unsigned folio_referenced(struct folio *folio)
{
	struct folio_map *pos;
	unsigned nr = 0;

	for_each_folio_map(pos, folio)
	{
		struct pte *pte = &pos->map->ptes[pos->slot];

		nr += !!(pte->flags & PTE_YOUNG);
		pte->flags &= (uint8_t)~PTE_YOUNG;
	}
	return nr;
}

/* Every mapped page starts out accessed by its own fault, hence the second look. */
static enum folio_references folio_check_references(struct folio *folio)
{
	unsigned referenced_ptes = folio_referenced(folio);
	bool referenced_folio = folio->flags & PG_REFERENCED;

	folio->flags &= ~PG_REFERENCED;
	if (referenced_ptes) {
		folio->flags |= PG_REFERENCED;
		if (referenced_folio || referenced_ptes > 1)
			return FOLIOREF_ACTIVATE;
		return FOLIOREF_KEEP;
	}
	if (referenced_folio && folio_is_file_lru(folio))
		return FOLIOREF_RECLAIM_CLEAN;
	return FOLIOREF_RECLAIM;
}

static bool may_enter_fs(const struct folio *folio, gfp_t gfp)
{
	return gfp & __GFP_FS || (folio->flags & PG_SWAPCACHE && gfp & __GFP_IO);
}

/* Only pages of files wait for flushers; the others are written from here. */
static void count_dirty(const struct folio *folio, struct reclaim_stat *stat)
{
	uint64_t nr_pages = folio_nr_pages(folio);
	bool dirty = folio->flags & PG_DIRTY, writeback = folio->flags & PG_WRITEBACK;

	if (!folio_is_file_lru(folio))
		return;
	if (dirty || writeback)
		stat->nr_dirty += nr_pages;
	if (dirty && !writeback)
		stat->nr_unqueued_dirty += nr_pages;
	if (writeback && folio->flags & PG_RECLAIM)
		stat->nr_congested += nr_pages;
}

/* Being written: it comes back by itself, at the tail, once that is done. */
static enum fate under_writeback(const struct scan_control *sc, int nid, struct folio *folio,
				 struct reclaim_stat *stat)
{
	if (sc->reclaimer == RECLAIMER_KSWAPD && folio->flags & PG_RECLAIM &&
	    sc->m->reclaim->nodes[nid].writeback) {
		stat->nr_immediate += folio_nr_pages(folio);
		return FATE_ACTIVATE;
	}
	folio->flags |= PG_RECLAIM;
	stat->nr_writeback += folio_nr_pages(folio);
	return FATE_ACTIVATE;
}

/* A slot in swap: 0 when it has one or needs none, else what becomes of it. */
static enum fate get_swap_slot(struct scan_control *sc, struct folio *folio)
{
	if (folio->kind != FOLIO_ANON || folio->flags & PG_SWAPCACHE)
		return FATE_FREE;
	if (!(sc->gfp & __GFP_IO) || folio->nr_pins)
		return FATE_KEEP;
	return give_swap_slot(sc, folio) ? FATE_FREE : FATE_ACTIVATE;
}

/* A dirty page of a file is left to the flushers, but for kswapd that met it before. */
static bool left_to_flushers(const struct scan_control *sc, int nid, const struct folio *folio)
{
	return folio_is_file_lru(folio) &&
	       (sc->reclaimer != RECLAIMER_KSWAPD || !(folio->flags & PG_RECLAIM) ||
		!sc->m->reclaim->nodes[nid].dirty);
}

static enum fate write_dirty(struct scan_control *sc, int nid, struct folio *folio,
			     enum folio_references references, struct reclaim_stat *stat)
{
	if (left_to_flushers(sc, nid, folio)) {
		folio->flags |= PG_RECLAIM;
		return FATE_ACTIVATE;
	}
	if (references == FOLIOREF_RECLAIM_CLEAN || !may_enter_fs(folio, sc->gfp) ||
	    !sc->may_writepage)
		return FATE_KEEP;
	switch (pageout(sc, folio)) {
	case PAGE_KEEP:
		return FATE_KEEP;
	case PAGE_ACTIVATE:
		return FATE_ACTIVATE;
	case PAGE_SUCCESS:
		stat->nr_pageout += folio_nr_pages(folio);
		return folio->flags & (PG_DIRTY | PG_WRITEBACK) ? FATE_KEEP : FATE_FREE;
	default:
		return FATE_FREE;
	}
}

/* Nobody has accessed it lately: out of swap, page tables, cache, in this order. */
static enum fate evict(struct scan_control *sc, int nid, struct folio *folio,
		       enum folio_references references, struct reclaim_stat *stat)
{
	enum fate fate = get_swap_slot(sc, folio);

	if (fate != FATE_FREE)
		return fate;
	if (folio->mapcount && !unmap_folio(sc, folio))
		return FATE_ACTIVATE;
	if (folio->nr_pins)
		return FATE_ACTIVATE;
	if (folio->flags & PG_DIRTY) {
		fate = write_dirty(sc, nid, folio, references, stat);
		if (fate != FATE_FREE)
			return fate;
	}
	return remove_mapping(sc, folio) ? FATE_FREE : FATE_KEEP;
}

static enum fate shrink_folio(struct scan_control *sc, int nid, struct folio *folio, bool demote,
			      struct reclaim_stat *stat)
{
	enum folio_references references;

	sc->nr_scanned += folio_nr_pages(folio);
	if (folio->flags & PG_HWPOISON)
		return FATE_KEEP;
	if (!folio_evictable(folio))
		return FATE_ACTIVATE;
	if (!sc->may_unmap && folio->mapcount)
		return FATE_KEEP;
	count_dirty(folio, stat);
	if (folio->flags & PG_WRITEBACK)
		return under_writeback(sc, nid, folio, stat);
	references = folio_check_references(folio);
	if (references == FOLIOREF_ACTIVATE)
		return FATE_ACTIVATE;
	if (references == FOLIOREF_KEEP)
		return FATE_KEEP;
	return demote ? FATE_DEMOTE : evict(sc, nid, folio, references, stat);
}

static void activate(struct scan_control *sc, struct folio *folio)
{
	drop_swap_slot(sc, folio);
	if (!(folio->flags & PG_MLOCKED))
		folio->flags |= PG_ACTIVE;
}

static uint64_t report_freed(const struct scan_control *sc, int nid,
			     const uint64_t freed[MAX_NR_ZONES])
{
	uint64_t sum = 0;

	for (int z = 0; z < MAX_NR_ZONES; z++) {
		if (freed[z])
			event_add_nr(sc->m, sc->event, &sc->m->pgdat[nid]->node_zones[z], 0,
				     freed[z]);
		sum += freed[z];
	}
	return sum;
}

/* One round over @list, which is empty then: kept pages are on @kept, those to move on @demote. */
static uint64_t shrink_round(struct scan_control *sc, int nid, struct folio_list *list,
			     struct folio_list *kept, struct folio_list *demote,
			     struct reclaim_stat *stat)
{
	uint64_t freed[MAX_NR_ZONES] = { 0 };
	struct folio *folio;

	while ((folio = list->tail)) {
		enum zone_type type = folio->block.zone->type;
		uint64_t nr_pages = folio_nr_pages(folio);

		folio_list_del(list, folio);
		switch (shrink_folio(sc, nid, folio, demote, stat)) {
		case FATE_FREE:
			free_reclaimed(sc, folio);
			freed[type] += nr_pages;
			continue;
		case FATE_DEMOTE:
			folio_list_add(demote, folio);
			continue;
		case FATE_ACTIVATE:
			activate(sc, folio);
			break;
		case FATE_KEEP:
			break;
		}
		folio_list_add(kept, folio);
	}
	return report_freed(sc, nid, freed);
}

uint64_t shrink_folio_list(struct scan_control *sc, int nid, struct folio_list *list,
			   struct reclaim_stat *stat)
{
	struct folio_list kept = { 0 }, demote = { 0 };
	bool demotes = can_demote(sc->m, nid, sc);
	uint64_t nr_reclaimed;

	*stat = (struct reclaim_stat){ 0 };
	nr_reclaimed = shrink_round(sc, nid, list, &kept, demotes ? &demote : NULL, stat);
	stat->nr_demoted = demotes ? demote_folio_list(sc, nid, &demote) : 0;
	nr_reclaimed += stat->nr_demoted;
	/* What found no place below is reclaimed here, unless nothing is short of memory. */
	folio_list_splice(&demote, list);
	if (!sc->proactive)
		nr_reclaimed += shrink_round(sc, nid, list, &kept, NULL, stat);
	folio_list_splice(&kept, list);
	return nr_reclaimed;
}
