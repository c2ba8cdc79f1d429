// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking a range of pages away from the allocator.
 *
 * Responsible for finding out whether a range is free and for removing it from
 * the free lists, cutting blocks and intervals that reach across its borders.
 * Not responsible for the state of memory blocks and for spans (hotplug/).
 *
 * Mirrors: mm/page_isolation.c start_isolate_page_range(), test_pages_isolated(),
 * move_freepages_block_isolate(), mm/memory_hotplug.c offline_pages(),
 * mm/page_alloc.c __offline_isolated_pages(), v6.12.
 * Differs: pages in use are not migrated away first; a failed attempt does not
 * reorder the lists of the range.
 */
#include "alloc/zone_memory.h"

#include <errno.h>

#include "alloc/buddy.h"
#include "alloc/page_find.h"
#include "alloc/pcp.h"

bool zone_range_is_free(const struct zone *zone, uint64_t start_pfn, uint64_t nr_pages)
{
	uint32_t idx, end;

	if (!zone_spans_pfn(zone, start_pfn) || !zone_spans_pfn(zone, start_pfn + nr_pages - 1))
		return false;
	idx = zone_page_idx(zone, start_pfn);
	end = idx + (uint32_t)nr_pages;
	return first_page_in_use(zone, idx, end) == end;
}

/* Put back what a removed block had outside [start, end): whole pageblocks. */
static void put_back_outside(struct zone *zone, uint32_t idx, unsigned order, uint32_t start,
			     uint32_t end)
{
	uint32_t step = (uint32_t)pageblock_nr_pages;

	for (uint32_t i = idx; i < idx + (1u << order); i += step) {
		if (i < start || i >= end)
			free_one_block(zone, i, pageblock_order, page_migratetype(zone, i), false);
	}
}

/*
 * Take the explicit block around @idx off its list, keeping what lies outside.
 * Mirrors: move_freepages_block_isolate().
 */
static uint32_t remove_explicit(struct zone *zone, uint32_t idx, uint32_t start, uint32_t end)
{
	unsigned order = 0;
	uint32_t block = find_large_buddy(zone, idx, &order);
	enum migratetype mt;

	assert(block != PAGE_IDX_NONE);
	mt = page_migratetype(zone, block);
	del_from_free_list(zone, block, order, mt);
	account_freepages(zone, -(INT64_C(1) << order), mt);
	if (block < start || block + (1u << order) > end)
		put_back_outside(zone, block, order, start, end);
	return block + (1u << order);
}

/* Cut [idx, end) as far as the interval @in goes; borders inside a block keep the rest. */
static uint32_t remove_implied(struct zone *zone, struct block_interval in, uint32_t idx,
			       uint32_t start, uint32_t end)
{
	struct free_list *fl = zone_free_list(zone, MAX_PAGE_ORDER, MIGRATE_MOVABLE);
	uint32_t cut_start = idx & ~(MAX_ORDER_PAGES - 1);
	uint32_t cut_end = end < in.end ? end : in.end;

	cut_end = (cut_end + MAX_ORDER_PAGES - 1) & ~(MAX_ORDER_PAGES - 1);
	free_list_cut(fl, cut_start, cut_end);
	zone->free_area[MAX_PAGE_ORDER].nr_free -= (cut_end - cut_start) / MAX_ORDER_PAGES;
	account_freepages(zone, -(int64_t)(cut_end - cut_start), MIGRATE_MOVABLE);
	if (cut_start < start)
		put_back_outside(zone, cut_start, MAX_PAGE_ORDER, start, end);
	if (cut_end > end && (cut_end - MAX_ORDER_PAGES != cut_start || cut_start >= start))
		put_back_outside(zone, cut_end - MAX_ORDER_PAGES, MAX_PAGE_ORDER, start, end);
	return cut_end;
}

/* The pageblocks read as fresh memory again; those of the reserve leave it. */
static void forget_pageblocks(struct zone *zone, uint32_t idx, uint32_t end)
{
	for (; idx < end; idx += (uint32_t)pageblock_nr_pages) {
		int mt = pageblock_mt(zone, idx);

		if (mt == MIGRATE_HIGHATOMIC)
			zone->nr_reserved_highatomic -= pageblock_nr_pages;
		if (mt != MIGRATE_MOVABLE)
			set_pageblock_mt(zone, idx, MIGRATE_MOVABLE);
	}
}

int zone_offline_range(struct zone *zone, uint64_t start_pfn, uint64_t nr_pages, uint64_t *busy_pfn)
{
	uint32_t start = zone_page_idx(zone, start_pfn);
	uint32_t end = start + (uint32_t)nr_pages;
	uint32_t busy;

	assert(nr_pages > 0 && (start | end) % pageblock_nr_pages == 0);
	assert(zone_spans_pfn(zone, start_pfn) && zone_spans_pfn(zone, start_pfn + nr_pages - 1));
	zone_drain(zone);
	busy = first_page_in_use(zone, start, end);
	if (busy != end) {
		if (busy_pfn)
			*busy_pfn = zone_page_pfn(zone, busy);
		return -EBUSY;
	}
	for (uint32_t idx = start; idx < end;) {
		const struct block_interval *in = find_implied_block(zone, idx);

		idx = in ? remove_implied(zone, *in, idx, start, end) :
			   remove_explicit(zone, idx, start, end);
	}
	forget_pageblocks(zone, start, end);
	zone->managed_pages -= nr_pages;
	return 0;
}
