// SPDX-License-Identifier: GPL-2.0-only
/*
 * The migrate scanner: from the start of the zone up, it isolates pages that can
 * move, one pageblock at a time.
 *
 * Responsible for which pages are tried. Not responsible for moving them
 * (migrate.c) nor for where to (scan_free.c).
 *
 * Mirrors: mm/compaction.c isolate_migratepages(), isolate_migratepages_block(),
 * fast_find_migrateblock(), suitable_migration_source(), v6.12.
 * Differs: nothing isolates pages at the same time, so there are never too many; a
 * page that is no folio on an LRU list cannot move (no driver offers movable pages).
 */
#include <stdlib.h>

#include "base/text.h"
#include "compaction/private.h"

static bool isolation_suitable(const struct compact_control *cc, uint64_t pfn)
{
	return cc->ignore_skip_hint || !get_pageblock_skip(cc, pfn);
}

/* ---- one page ---- */

/* Folios of the size that is wanted, or as large as a pageblock, gain nothing. */
static bool skip_isolation_on_order(const struct compact_control *cc, unsigned order)
{
	return (cc->order != COMPACT_WHOLE_NODE && (int)order >= cc->order) ||
	       order >= pageblock_order;
}

/*
 * Can it move, as far as can be said before it is tried? (a) anonymous and pinned,
 * (b) of a file, which a request without __GFP_FS leaves alone, (c) under writeback,
 * for which nobody waits here.
 */
static bool may_isolate(const struct compact_control *cc, const struct folio *folio)
{
	bool has_mapping = folio->kind != FOLIO_ANON || (folio->flags & PG_SWAPCACHE);

	if (!(folio->flags & PG_LRU))
		return false;
	if (!has_mapping && folio->nr_pins) /* (a) */
		return false;
	if (has_mapping && !(cc->gfp & __GFP_FS)) /* (b) */
		return false;
	return cc->mode == MIGRATE_SYNC || !(folio->flags & PG_WRITEBACK); /* (c) */
}

static void add_isolated(struct compact_control *cc, struct folio *folio)
{
	if (cc->nr_folios == cc->cap_folios) {
		cc->cap_folios = cc->cap_folios ? 2 * cc->cap_folios : COMPACT_CLUSTER_MAX;
		cc->migratepages =
			xrealloc(cc->migratepages, cc->cap_folios * sizeof(*cc->migratepages));
	}
	cc->migratepages[cc->nr_folios++] = folio;
	cc->nr_migratepages += folio_nr_pages(folio);
}

void putback_movable_pages(struct compact_control *cc)
{
	while (cc->nr_folios)
		folio_add_lru(cc->m, cc->migratepages[--cc->nr_folios]);
	cc->nr_migratepages = 0;
}

/* ---- one pageblock ---- */

/* What became of the page at a pfn. */
enum isolated { ISOLATED_FREE, ISOLATED_FAILED, ISOLATED_TAKEN };

/* The scan of one pageblock. */
struct block_scan {
	uint64_t pfn, end_pfn;
	uint64_t valid_pfn;		/* first page of the pageblock, or 0: not seen */
	uint64_t next_skip_pfn;
	bool skip_on_failure, skip_updated;
	uint64_t nr_isolated;
};

/*
 * The first page that is isolated marks the pageblock, so that it is not gone
 * through again soon. False: it was marked, and the scan of it ends.
 */
static bool mark_pageblock(struct compact_control *cc, struct block_scan *scan)
{
	bool was_set;

	if (scan->skip_updated || !scan->valid_pfn)
		return true;
	scan->skip_updated = true;
	if (cc->ignore_skip_hint)
		return true;
	was_set = get_pageblock_skip(cc, scan->valid_pfn);
	set_pageblock_skip(cc, scan->valid_pfn);
	return !was_set || cc->finish_pageblock;
}

/* Look at scan->pfn, and leave it at the last page of what was found there. */
static enum isolated isolate_page(struct compact_control *cc, struct block_scan *scan)
{
	int order = free_block_order(cc->zone, zone_page_idx(cc->zone, scan->pfn));
	struct folio *folio;

	if (order >= 0) {
		scan->pfn += (UINT64_C(1) << order) - 1;
		return ISOLATED_FREE;
	}
	folio = folio_starting_at(cc->m, cc->zone, scan->pfn);
	if (!folio)
		return ISOLATED_FAILED;
	if (folio->kind == FOLIO_HUGETLB ||
	    (folio->block.order && skip_isolation_on_order(cc, folio->block.order))) {
		if (folio->block.order <= MAX_PAGE_ORDER)
			scan->pfn += folio_nr_pages(folio) - 1;
		return ISOLATED_FAILED;
	}
	if (!may_isolate(cc, folio))
		return ISOLATED_FAILED;
	if (!mark_pageblock(cc, scan)) {
		scan->pfn = scan->end_pfn;
		return ISOLATED_FAILED;
	}
	folio_isolate_lru(cc->m, folio);
	add_isolated(cc, folio);
	scan->nr_isolated += folio_nr_pages(folio);
	scan->pfn += folio_nr_pages(folio) - 1;
	return ISOLATED_TAKEN;
}

/* The block of the wanted order cannot become free: its pages go back, on to the next. */
static void skip_failed_block(struct compact_control *cc, struct block_scan *scan)
{
	if (!scan->skip_on_failure)
		return;
	if (scan->nr_isolated)
		putback_movable_pages(cc);
	scan->nr_isolated = 0;
	if (scan->pfn < scan->next_skip_pfn) {
		scan->pfn = scan->next_skip_pfn - 1;
		scan->next_skip_pfn += UINT64_C(1) << cc->order;
	}
}

static uint64_t block_end_pfn(uint64_t pfn, int order)
{
	return ((pfn >> order) + 1) << order;
}

static void update_cached_migrate(struct compact_control *cc, uint64_t pfn)
{
	uint64_t *cached = cc->zc->known.migrate_pfn;

	pfn = pageblock_end_pfn(pfn);
	if (pfn > cached[0])
		cached[0] = pfn;
	if (cc->mode != MIGRATE_ASYNC && pfn > cached[1])
		cached[1] = pfn;
}

/* Page by page; false: the pageblock was marked to be skipped, nothing more of it. */
static bool scan_pages(struct compact_control *cc, struct block_scan *scan)
{
	for (; scan->pfn < scan->end_pfn; scan->pfn++) {
		enum isolated what;

		if (scan->skip_on_failure && scan->pfn >= scan->next_skip_pfn) {
			if (scan->nr_isolated)
				return true;
			scan->next_skip_pfn = block_end_pfn(scan->pfn, cc->order);
		}
		cc->stats.migrate_scanned++;
		if (!scan->valid_pfn &&
		    (pageblock_aligned(scan->pfn) || scan->pfn == cc->zone->zone_start_pfn)) {
			if (!isolation_suitable(cc, scan->pfn)) {
				scan->pfn = scan->end_pfn;
				return false;
			}
			scan->valid_pfn = scan->pfn;
		}
		what = isolate_page(cc, scan);
		if (scan->pfn == scan->end_pfn)
			return false;
		if (what == ISOLATED_FAILED)
			skip_failed_block(cc, scan);
		if (what == ISOLATED_TAKEN && cc->nr_migratepages >= COMPACT_CLUSTER_MAX &&
		    !cc->finish_pageblock) {
			scan->pfn++;
			return true;
		}
	}
	return true;
}

/* Mirrors: mm/compaction.c isolate_migratepages_block(), v6.12. */
static void isolate_migratepages_block(struct compact_control *cc, uint64_t low_pfn,
				       uint64_t end_pfn)
{
	struct block_scan scan = { .pfn = low_pfn, .end_pfn = end_pfn };

	if (cc->direct_compaction && cc->mode == MIGRATE_ASYNC) {
		scan.skip_on_failure = true;
		scan.next_skip_pfn = block_end_pfn(low_pfn, cc->order);
	}
	scan_pages(cc, &scan);
	/* A free block may reach beyond the pageblock. */
	if (scan.pfn > end_pfn)
		scan.pfn = end_pfn;
	if (scan.pfn == end_pfn && (!scan.nr_isolated || cc->finish_pageblock)) {
		if (scan.valid_pfn && !scan.skip_updated)
			set_pageblock_skip(cc, scan.valid_pfn);
		update_cached_migrate(cc, scan.pfn);
	}
	cc->migrate_pfn = scan.pfn;
}

/* ---- which pageblock ---- */

static uint64_t reinit_migrate_pfn(struct compact_control *cc)
{
	if (cc->fast_start_pfn && cc->fast_start_pfn != UINT64_MAX) {
		cc->migrate_pfn = cc->fast_start_pfn;
		cc->fast_start_pfn = UINT64_MAX;
	}
	return cc->migrate_pfn;
}

static void update_fast_start_pfn(struct compact_control *cc, uint64_t pfn)
{
	if (cc->fast_start_pfn == UINT64_MAX)
		return;
	if (!cc->fast_start_pfn || pfn < cc->fast_start_pfn)
		cc->fast_start_pfn = pfn;
}

/*
 * Is a look at the free lists of use? Not (a) when hints do not count, (b) in the
 * middle of a pageblock, (c) for small orders, (d) for a request that would take
 * an emptied movable pageblock for something else.
 */
static bool fast_find_is_of_use(const struct compact_control *cc)
{
	uint64_t pfn = cc->migrate_pfn;

	if (cc->ignore_skip_hint || cc->finish_pageblock) /* (a) */
		return false;
	if (pfn != cc->zone->zone_start_pfn && !pageblock_aligned(pfn)) /* (b) */
		return false;
	if (cc->order <= PAGE_ALLOC_COSTLY_ORDER) /* (c) */
		return false;
	return !cc->direct_compaction || cc->migratetype == MIGRATE_MOVABLE; /* (d) */
}

/* The first block of a list below @high_pfn whose pageblock is not marked; or 0. */
static uint64_t find_in_list(struct compact_control *cc, int order, uint64_t high_pfn,
			     unsigned limit, unsigned *nr_scanned)
{
	struct zone *zone = cc->zone;
	struct free_list *fl = &zone->free_area[order].free_list[MIGRATE_MOVABLE];

	for (uint32_t idx = fl->head; idx != PAGE_IDX_NONE;
	     idx = page_link(zone->meta, idx)->next) {
		uint64_t pfn = zone_page_pfn(zone, idx);

		if ((*nr_scanned)++ >= limit) {
			free_list_rotate_after(fl, zone->meta, idx);
			return 0;
		}
		if (pfn >= high_pfn || get_pageblock_skip(cc, pfn))
			continue;
		free_list_rotate_after(fl, zone->meta, idx);
		return pfn;
	}
	return 0;
}

/*
 * A pageblock that has free pages already needs fewer moves: look for one in the
 * lower part of the zone. Mirrors: mm/compaction.c fast_find_migrateblock(), v6.12.
 */
static uint64_t fast_find_migrateblock(struct compact_control *cc)
{
	uint64_t distance = (cc->free_pfn - cc->migrate_pfn) >> 1, high_pfn;
	unsigned limit = freelist_scan_limit(cc), nr_scanned = 0;

	if (!fast_find_is_of_use(cc))
		return cc->migrate_pfn;
	if (cc->migrate_pfn != cc->zone->zone_start_pfn)
		distance >>= 2;
	high_pfn = pageblock_start_pfn(cc->migrate_pfn + distance);
	for (int order = cc->order - 1; order >= PAGE_ALLOC_COSTLY_ORDER && nr_scanned < limit;
	     order--) {
		uint64_t pfn = 0;

		if (cc->zone->free_area[order].nr_free)
			pfn = find_in_list(cc, order, high_pfn, limit, &nr_scanned);
		if (!pfn)
			continue;
		update_fast_start_pfn(cc, pfn);
		cc->fast_search_fail = 0;
		cc->stats.migrate_scanned += nr_scanned;
		pfn = pageblock_start_pfn(pfn);
		return pfn < cc->zone->zone_start_pfn ? cc->zone->zone_start_pfn : pfn;
	}
	cc->stats.migrate_scanned += nr_scanned;
	cc->fast_search_fail++;
	return reinit_migrate_pfn(cc);
}

/* A direct request in a hurry looks only at pageblocks of its own type. */
static bool suitable_migration_source(const struct compact_control *cc, uint64_t pfn)
{
	const struct folio *folio = folio_starting_at(cc->m, cc->zone, pfn);

	if (folio && folio->block.order >= pageblock_order)
		return false;
	if (cc->mode != MIGRATE_ASYNC || !cc->direct_compaction)
		return true;
	return page_migratetype(cc->zone, zone_page_idx(cc->zone, pfn)) == cc->migratetype;
}

bool isolate_migratepages(struct compact_control *cc)
{
	uint64_t low_pfn = fast_find_migrateblock(cc);
	bool fast_find_block = low_pfn != cc->migrate_pfn && !cc->fast_search_fail;
	uint64_t block_start = pageblock_start_pfn(low_pfn), block_end = pageblock_end_pfn(low_pfn);

	if (block_start < cc->zone->zone_start_pfn)
		block_start = cc->zone->zone_start_pfn;
	for (; block_end <= cc->free_pfn;
	     fast_find_block = false, cc->migrate_pfn = low_pfn = block_end,
	     block_start = block_end, block_end += pageblock_nr_pages) {
		bool at_start = pageblock_aligned(low_pfn) || low_pfn == cc->zone->zone_start_pfn;

		if (!pageblock_in_one_zone(cc->zone, block_start, block_end))
			continue;
		if (at_start && !fast_find_block && !isolation_suitable(cc, block_start))
			continue;
		if (!suitable_migration_source(cc, block_start)) {
			update_cached_migrate(cc, block_end);
			continue;
		}
		isolate_migratepages_block(cc, low_pfn, block_end);
		break;
	}
	return cc->nr_migratepages != 0;
}
