// SPDX-License-Identifier: GPL-2.0-only
/*
 * The free scanner: from the end of the zone down, it collects free blocks to move
 * pages into. It looks at the free lists first, then pageblock by pageblock.
 *
 * Responsible for isolating free blocks and for handing them out as targets. Not
 * responsible for taking them off the lists (alloc/isolate_free.c).
 *
 * Mirrors: mm/compaction.c isolate_freepages(), isolate_freepages_block(),
 * fast_isolate_freepages(), fast_isolate_around(), suitable_migration_target(),
 * compaction_alloc(), compaction_free(), release_free_list(), v6.12.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc/page_alloc.h"
#include "base/text.h"
#include "compaction/private.h"

/* ---- the blocks in hand ---- */

static void list_room(struct isolated_list *list)
{
	if (list->first + list->nr < list->cap)
		return;
	list->cap = list->cap ? 2 * list->cap : 32;
	list->idx = xrealloc(list->idx, list->cap * sizeof(*list->idx));
}

static void list_add_tail(struct isolated_list *list, uint32_t idx)
{
	list_room(list);
	list->idx[list->first + list->nr++] = idx;
}

static void list_add_head(struct isolated_list *list, uint32_t idx)
{
	if (list->first) {
		list->first--;
	} else {
		list_room(list);
		memmove(&list->idx[1], &list->idx[0], list->nr * sizeof(*list->idx));
	}
	list->idx[list->first] = idx;
	list->nr++;
}

static uint32_t list_take(struct isolated_list *list)
{
	list->nr--;
	return list->idx[list->first++];
}

/* Isolate the free block at @idx. Return: its pages, or 0 at the watermark. */
static uint32_t isolate_block(struct compact_control *cc, uint32_t idx, unsigned order)
{
	uint32_t nr = isolate_free_page(cc->zone, idx, order);

	if (nr) {
		cc->nr_freepages += nr;
		list_add_tail(&cc->freepages[order], idx);
	}
	return nr;
}

uint64_t release_free_list(struct compact_control *cc)
{
	uint64_t high_pfn = 0;

	for (unsigned order = 0; order < NR_PAGE_ORDERS; order++) {
		struct isolated_list *list = &cc->freepages[order];

		while (list->nr) {
			uint64_t pfn = zone_page_pfn(cc->zone, list_take(list));

			free_pages_to_zone(cc->m, cc->zone, pfn, order, cc->cpu);
			if (pfn > high_pfn)
				high_pfn = pfn;
		}
		free(list->idx);
		*list = (struct isolated_list){ 0 };
	}
	cc->nr_freepages = 0;
	return high_pfn;
}

/* ---- one pageblock ---- */

/* Pages to step over at @pfn when it is no free block: a huge page is passed as a whole. */
static uint64_t pages_in_use(const struct compact_control *cc, uint64_t pfn, uint64_t end_pfn)
{
	const struct folio *folio = folio_starting_at(cc->m, cc->zone, pfn);

	if (folio && folio->block.order && folio->block.order <= MAX_PAGE_ORDER &&
	    pfn + folio_nr_pages(folio) <= end_pfn)
		return folio_nr_pages(folio);
	return 1;
}

/*
 * Isolate free blocks of [*@start_pfn, @end_pfn), looking at every @stride-th page,
 * until there are as many as pages to move. *@start_pfn: how far it came.
 * Return: pages isolated.
 */
static uint64_t isolate_freepages_block(struct compact_control *cc, uint64_t *start_pfn,
					uint64_t end_pfn, unsigned stride)
{
	uint64_t pfn = *start_pfn, total = 0;

	for (; pfn < end_pfn; pfn += stride) {
		uint32_t idx = zone_page_idx(cc->zone, pfn), nr;
		int order = free_block_order(cc->zone, idx);

		cc->stats.free_scanned++;
		if (order < 0) {
			pfn += pages_in_use(cc, pfn, end_pfn) - 1;
			continue;
		}
		/* Blocks of MAX_PAGE_ORDER are never targets, so this one is explicit. */
		nr = order < MAX_PAGE_ORDER ? isolate_block(cc, idx, (unsigned)order) : 0;
		if (!nr)
			break;
		total += nr;
		if (cc->nr_migratepages <= cc->nr_freepages) {
			pfn += nr;
			break;
		}
		pfn += nr - 1;
	}
	*start_pfn = pfn < end_pfn ? pfn : end_pfn;
	return total;
}

/* Not where large free blocks are, and not among pages that stay for ever. */
static bool suitable_migration_target(const struct compact_control *cc, uint64_t pfn)
{
	uint32_t idx = zone_page_idx(cc->zone, pfn);

	if (free_block_order(cc->zone, idx) >= (cc->order > 0 ? cc->order : pageblock_order))
		return false;
	return cc->ignore_block_suitable || page_migratetype(cc->zone, idx) == MIGRATE_MOVABLE;
}

static bool isolation_suitable(const struct compact_control *cc, uint64_t pfn)
{
	return cc->ignore_skip_hint || !get_pageblock_skip(cc, pfn);
}

/* ---- by the free lists ---- */

unsigned freelist_scan_limit(const struct compact_control *cc)
{
	unsigned shift = cc->fast_search_fail < 31 ? cc->fast_search_fail : 31;

	return (COMPACT_CLUSTER_MAX >> shift) + 1;
}

/* The state of one fast search. */
struct fast_search {
	unsigned limit;
	uint64_t low_pfn, min_pfn;	/* where a block is preferred, and the least */
	uint64_t highest;		/* pageblock of the highest block seen */
	bool scan_start;
};

/* Orders in turn, from the one that last had a block. -1: all were tried. */
static int next_search_order(struct compact_control *cc, int order)
{
	order--;
	if (order < 0)
		order = cc->order - 1;
	if (order != cc->search_order)
		return order;
	cc->search_order--;
	if (cc->search_order < 0)
		cc->search_order = cc->order - 1;
	return -1;
}

/*
 * The last blocks of one list: one above low_pfn, or else the highest above
 * min_pfn. What was looked at goes out of the way. PAGE_IDX_NONE: neither.
 * @nr_looked_at: blocks.
 */
static uint32_t search_list(struct compact_control *cc, struct fast_search *search, int order,
			    unsigned *nr_looked_at)
{
	struct zone *zone = cc->zone;
	struct free_list *fl = &zone->free_area[order].free_list[MIGRATE_MOVABLE];
	uint32_t found = PAGE_IDX_NONE, stopped = PAGE_IDX_NONE;
	uint64_t high_pfn = 0;

	for (uint32_t idx = fl->tail; idx != PAGE_IDX_NONE;
	     idx = page_link(zone->meta, idx)->prev) {
		uint64_t pfn = zone_page_pfn(zone, idx);

		++*nr_looked_at;
		cc->stats.free_scanned++;
		if (pfn >= search->highest) {
			search->highest = pageblock_start_pfn(pfn);
			if (search->highest < zone->zone_start_pfn)
				search->highest = zone->zone_start_pfn;
		}
		if (pfn >= search->low_pfn) {
			cc->fast_search_fail = 0;
			cc->search_order = order;
			found = stopped = idx;
			break;
		}
		if (pfn >= search->min_pfn && pfn > high_pfn) {
			high_pfn = pfn;
			search->limit >>= 1;
		}
		if (*nr_looked_at >= search->limit) {
			stopped = idx;
			break;
		}
	}
	if (found == PAGE_IDX_NONE && high_pfn)
		found = stopped = zone_page_idx(zone, high_pfn);
	if (stopped != PAGE_IDX_NONE)
		free_list_rotate_before(fl, zone->meta, stopped);
	return found;
}

/* Where a search that found nothing lets the scan of pageblocks begin. */
static uint64_t fall_back_to(struct compact_control *cc, const struct fast_search *search)
{
	uint64_t end = pageblock_end_pfn(search->min_pfn);

	if (!search->scan_start)
		return 0;
	if (search->highest >= search->min_pfn) {
		cc->free_pfn = search->highest;
		return search->highest;
	}
	if (!cc->direct_compaction || !zone_spans_pfn(cc->zone, search->min_pfn))
		return 0;
	cc->free_pfn = search->min_pfn;
	if (end > zone_end_pfn(cc->zone))
		end = zone_end_pfn(cc->zone);
	if (!pageblock_in_one_zone(cc->zone, search->min_pfn, end) ||
	    !suitable_migration_target(cc, search->min_pfn))
		return 0;
	return search->min_pfn;
}

/* The rest of the pageblock of @pfn as well, unless the request is in a hurry. */
static void fast_isolate_around(struct compact_control *cc, uint64_t pfn)
{
	uint64_t start = pageblock_start_pfn(pfn), end = pageblock_end_pfn(pfn);
	uint64_t block = start;

	if (cc->nr_freepages >= cc->nr_migratepages ||
	    (cc->direct_compaction && cc->mode == MIGRATE_ASYNC))
		return;
	if (start < cc->zone->zone_start_pfn)
		start = block = cc->zone->zone_start_pfn;
	if (end > zone_end_pfn(cc->zone))
		end = zone_end_pfn(cc->zone);
	if (!pageblock_in_one_zone(cc->zone, start, end))
		return;
	isolate_freepages_block(cc, &start, end, 1);
	if (start == end)
		set_pageblock_skip(cc, block);
}

/* Return: pfn of the last block that was found, or 0. */
static uint64_t fast_search_orders(struct compact_control *cc, struct fast_search *search)
{
	uint32_t page = PAGE_IDX_NONE;

	for (int order = cc->search_order; page == PAGE_IDX_NONE && order >= 0;
	     order = next_search_order(cc, order)) {
		unsigned looked_at = 0;

		if (!cc->zone->free_area[order].nr_free)
			continue;
		page = search_list(cc, search, order, &looked_at);
		if (page != PAGE_IDX_NONE && !isolate_block(cc, page, (unsigned)order)) {
			/* At the watermark: the search ends. */
			order = cc->search_order + 1;
			page = PAGE_IDX_NONE;
		}
		if (cc->nr_freepages >= cc->nr_migratepages)
			break;
		if (looked_at >= search->limit)
			search->limit = search->limit >> 1 ? search->limit >> 1 : 1;
	}
	return page == PAGE_IDX_NONE ? 0 : zone_page_pfn(cc->zone, page);
}

static void fast_isolate_freepages(struct compact_control *cc)
{
	struct zone_compaction *zc = cc->zc;
	uint64_t distance = cc->free_pfn - cc->migrate_pfn, page;
	struct fast_search search = { .limit = freelist_scan_limit(cc) >> 1 };

	if (cc->order <= 0)
		return;
	if (!search.limit)
		search.limit = 1;
	if (cc->free_pfn >= zc->init_free_pfn) {
		search.limit = pageblock_nr_pages >> 1;
		search.scan_start = true;
	}
	search.low_pfn = pageblock_start_pfn(cc->free_pfn - (distance >> 2));
	search.min_pfn = pageblock_start_pfn(cc->free_pfn - (distance >> 1));
	if (cc->search_order > cc->order - 1)
		cc->search_order = cc->order - 1;
	page = fast_search_orders(cc, &search);
	if (!page) {
		cc->fast_search_fail++;
		page = fall_back_to(cc, &search);
	}
	if (search.highest && search.highest >= zc->known.free_pfn)
		zc->known.free_pfn = search.highest - pageblock_nr_pages;
	if (page)
		fast_isolate_around(cc, page);
}

/* ---- pageblock by pageblock ---- */

/* One pageblock; true: enough, or as much as may be had. *@isolate_start: where to go on. */
static bool scan_pageblock(struct compact_control *cc, uint64_t block_start, uint64_t block_end,
			   uint64_t *isolate_start, unsigned *stride)
{
	uint64_t nr;

	if (!pageblock_in_one_zone(cc->zone, block_start, block_end) ||
	    !suitable_migration_target(cc, block_start) || !isolation_suitable(cc, block_start))
		return false;
	nr = isolate_freepages_block(cc, isolate_start, block_end, *stride);
	if (*isolate_start == block_end) {
		set_pageblock_skip(cc, block_start);
		if (block_start - pageblock_nr_pages < cc->zc->known.free_pfn)
			cc->zc->known.free_pfn = block_start - pageblock_nr_pages;
	}
	if (cc->nr_freepages >= cc->nr_migratepages) {
		if (*isolate_start >= block_end)
			*isolate_start = block_start - pageblock_nr_pages;
		return true;
	}
	if (*isolate_start < block_end)
		return true;
	*stride = nr ? 1 : 2 * *stride < COMPACT_CLUSTER_MAX ? 2 * *stride : COMPACT_CLUSTER_MAX;
	return false;
}

static void isolate_freepages(struct compact_control *cc)
{
	uint64_t isolate_start, block_start, block_end, low_pfn;
	unsigned stride = cc->mode == MIGRATE_ASYNC ? COMPACT_CLUSTER_MAX : 1;

	fast_isolate_freepages(cc);
	if (cc->nr_freepages)
		return;
	isolate_start = cc->free_pfn;
	block_start = pageblock_start_pfn(isolate_start);
	block_end = block_start + pageblock_nr_pages;
	if (block_end > zone_end_pfn(cc->zone))
		block_end = zone_end_pfn(cc->zone);
	low_pfn = pageblock_end_pfn(cc->migrate_pfn);
	for (; block_start >= low_pfn; block_end = block_start, block_start -= pageblock_nr_pages,
				       isolate_start = block_start) {
		if (scan_pageblock(cc, block_start, block_end, &isolate_start, &stride))
			break;
	}
	cc->free_pfn = isolate_start;
}

/* ---- targets ---- */

struct page_block compaction_alloc(struct compact_control *cc, unsigned order)
{
	unsigned found = order;
	bool scanned = false;
	uint32_t idx;

	for (;;) {
		for (found = order; found < NR_PAGE_ORDERS && !cc->freepages[found].nr; found++)
			;
		if (found < NR_PAGE_ORDERS)
			break;
		if (scanned)
			return PAGE_BLOCK_NONE;
		isolate_freepages(cc);
		scanned = true;
	}
	idx = list_take(&cc->freepages[found]);
	while (found > order) {
		found--;
		set_page_state(cc->zone->meta, idx + (1u << found), PAGE_USED | found);
		list_add_head(&cc->freepages[found], idx + (1u << found));
	}
	set_page_state(cc->zone->meta, idx, PAGE_USED | order);
	cc->nr_freepages -= UINT64_C(1) << order;
	cc->nr_migratepages -= UINT64_C(1) << order;
	return (struct page_block){
		.zone = cc->zone,
		.pfn = zone_page_pfn(cc->zone, idx),
		.order = order,
	};
}

void compaction_free(struct compact_control *cc, struct page_block block)
{
	list_add_head(&cc->freepages[block.order], zone_page_idx(cc->zone, block.pfn));
	cc->nr_freepages += UINT64_C(1) << block.order;
	cc->nr_migratepages += UINT64_C(1) << block.order;
}
