// SPDX-License-Identifier: GPL-2.0-only
/*
 * Laying out a captured zone of which the number of free blocks by order and
 * type is known, but not their places.
 *
 * Every place found is a *region*: an aligned power-of-two range within
 * pageblocks of one type. A region may or may not be free as a whole; it may not
 * where its buddy is free, since the two would have merged. Splitting either
 * kind gives one half that may be free as a whole and one that may not:
 *
 *	|        region of order 3        |	one free block of order 2 at most,
 *	| may be free    | may not        |	or it would be a block of order 3
 *
 * Blocks are placed from the largest order down. How many blocks of an order
 * still fit does not depend on which region is split, so that a layout is found
 * whenever there is one within a type (two types that share a max-order block
 * are served first come, first served).
 *
 * Mirrors: nothing; the kernel knows where its blocks are.
 */
#include "alloc/zone_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/buddy.h"
#include "alloc/zone_state.h"
#include "base/text.h"

/* Regions of one order and kind, first in, first out: ascending as far as possible. */
struct region_queue {
	uint32_t *idx;
	size_t first, nr, cap;
};

/* The regions of one migratetype: [0] not free as a whole, [1] maybe. */
struct regions {
	struct region_queue queue[NR_PAGE_ORDERS][2];
};

static void push_region(struct regions *r, uint32_t idx, unsigned order, bool whole)
{
	struct region_queue *q = &r->queue[order][whole];

	if (q->nr == q->cap) {
		q->cap = q->cap ? 2 * q->cap : 16;
		q->idx = xrealloc(q->idx, q->cap * sizeof(*q->idx));
	}
	q->idx[q->nr++] = idx;
}

static bool queue_empty(const struct region_queue *q)
{
	return q->first == q->nr;
}

static uint32_t pop_region(struct regions *r, unsigned order, bool whole)
{
	struct region_queue *q = &r->queue[order][whole];

	return q->idx[q->first++];
}

static void free_regions(struct regions *r)
{
	for (unsigned order = 0; order < NR_PAGE_ORDERS; order++) {
		free(r->queue[order][0].idx);
		free(r->queue[order][1].idx);
	}
}

/* A place for a free block of @order, or PAGE_IDX_NONE. */
static uint32_t find_place(struct regions *r, unsigned order)
{
	unsigned from = order;
	bool whole = true;
	uint32_t idx;

	while (queue_empty(&r->queue[from][whole])) {
		whole = !whole;
		if (!whole)
			from++; /* after [n][1] comes [n + 1][0] */
		if (from == NR_PAGE_ORDERS)
			return PAGE_IDX_NONE;
	}
	idx = pop_region(r, from, whole);
	while (from > order) {
		from--;
		push_region(r, idx + (1u << from), from, false);
	}
	return idx;
}

/* ---- regions of the zone ---- */

static bool whole_in_zone(const struct zone *zone, uint32_t idx, unsigned order)
{
	return zone_spans_pfn(zone, zone_page_pfn(zone, idx)) &&
	       zone_spans_pfn(zone, zone_page_pfn(zone, idx) + (1u << order) - 1);
}

/* The pageblock @idx is cut by an end of the zone: its largest aligned pieces. */
static void add_cut_pageblock(const struct zone *zone, struct regions *r, uint32_t idx)
{
	uint64_t first = zone_page_pfn(zone, idx), last = first + pageblock_nr_pages;
	uint32_t at, end;

	if (first < zone->zone_start_pfn)
		first = zone->zone_start_pfn;
	if (last > zone_end_pfn(zone))
		last = zone_end_pfn(zone);
	at = zone_page_idx(zone, first);
	end = zone_page_idx(zone, last);
	while (at < end) {
		unsigned order = (unsigned)__builtin_ctz(at | 1u << pageblock_order);

		while ((1u << order) > end - at)
			order--;
		push_region(r, at, order, true);
		at += 1u << order;
	}
}

static void add_pageblock(const struct zone *zone, struct regions *by_mt, uint32_t idx, bool whole)
{
	int mt = pageblock_mt(zone, idx);

	if (mt == PAGEBLOCK_HOLE)
		return;
	if (whole_in_zone(zone, idx, pageblock_order))
		push_region(&by_mt[mt], idx, pageblock_order, whole);
	else
		add_cut_pageblock(zone, &by_mt[mt], idx);
}

/* Free blocks of exactly one pageblock that the capture has of a type. */
static bool has_pageblock_blocks(const struct zone_desc *desc, int mt)
{
	for (size_t i = 0; i < desc->nr_free_blocks; i++) {
		if (desc->free_blocks[i].order == pageblock_order &&
		    (int)desc->free_blocks[i].mt == mt && desc->free_blocks[i].nr)
			return true;
	}
	return false;
}

/*
 * Two whole pageblocks of different types that would merge all the same: only
 * one of them may be free as a whole. Return: is it the first?
 */
static bool first_may_be_whole(const struct zone_desc *desc, int first_mt, int second_mt)
{
	return has_pageblock_blocks(desc, first_mt) || !has_pageblock_blocks(desc, second_mt);
}

static bool mergeable(int mt)
{
	return mt != PAGEBLOCK_HOLE && migratetype_is_mergeable((enum migratetype)mt);
}

/* The two pageblocks of the max-order block @idx, either of which may lie outside. */
static void add_pair(const struct zone *zone, const struct zone_desc *desc, struct regions *by_mt,
		     uint32_t idx)
{
	uint32_t second = idx + (uint32_t)pageblock_nr_pages;
	uint64_t pfn = zone_page_pfn(zone, idx);
	bool has_first = pfn + pageblock_nr_pages > zone->zone_start_pfn;
	bool has_second = pfn + pageblock_nr_pages < zone_end_pfn(zone);
	int first_mt = has_first ? pageblock_mt(zone, idx) : PAGEBLOCK_HOLE;
	int second_mt = has_second ? pageblock_mt(zone, second) : PAGEBLOCK_HOLE;
	bool pair = whole_in_zone(zone, idx, MAX_PAGE_ORDER);
	bool first_whole = true, second_whole = true;

	if (pair && first_mt == second_mt) {
		if (first_mt != PAGEBLOCK_HOLE)
			push_region(&by_mt[first_mt], idx, MAX_PAGE_ORDER, true);
		return;
	}
	if (pair && mergeable(first_mt) && mergeable(second_mt)) {
		first_whole = first_may_be_whole(desc, first_mt, second_mt);
		second_whole = !first_whole;
	}
	if (has_first)
		add_pageblock(zone, by_mt, idx, first_whole);
	if (has_second)
		add_pageblock(zone, by_mt, second, second_whole);
}

static void collect_regions(const struct zone *zone, const struct zone_desc *desc,
			    struct regions *by_mt)
{
	uint64_t pfn = zone->zone_start_pfn & ~(uint64_t)(MAX_ORDER_PAGES - 1);

	for (; pfn < zone_end_pfn(zone); pfn += MAX_ORDER_PAGES)
		add_pair(zone, desc, by_mt, zone_page_idx(zone, pfn));
}

/* ---- blocks into regions ---- */

static int compare_idx(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void add_free_blocks(struct zone *zone, unsigned order, enum migratetype mt,
			    const uint32_t *idx, uint64_t nr)
{
	struct free_list *fl = zone_free_list(zone, order, mt);

	for (uint64_t i = 0; i < nr; i++) {
		if (order == MAX_PAGE_ORDER && mt == MIGRATE_MOVABLE &&
		    free_list_add_tail_interval(fl, idx[i], idx[i] + MAX_ORDER_PAGES))
			zone->free_area[order].nr_free++;
		else
			add_to_free_list(zone, idx[i], order, mt, true);
	}
	account_freepages(zone, (int64_t)nr << order, mt);
}

static int place_blocks(struct zone *zone, struct regions *r, const struct free_blocks *blocks)
{
	uint32_t *idx;
	uint64_t nr = 0;

	if (blocks->nr > zone->spanned_pages)
		return -EINVAL;
	idx = xmalloc((blocks->nr + 1) * sizeof(*idx));
	while (nr < blocks->nr && (idx[nr] = find_place(r, blocks->order)) != PAGE_IDX_NONE)
		nr++;
	qsort(idx, nr, sizeof(*idx), compare_idx);
	add_free_blocks(zone, blocks->order, blocks->mt, idx, nr);
	free(idx);
	return nr == blocks->nr ? 0 : -EINVAL;
}

static int place_all(struct zone *zone, const struct zone_desc *desc)
{
	struct regions *by_mt = xcalloc(MIGRATE_TYPES, sizeof(*by_mt));
	int err = 0;

	collect_regions(zone, desc, by_mt);
	for (unsigned order = NR_PAGE_ORDERS; order-- > 0;) {
		for (size_t i = 0; i < desc->nr_free_blocks && !err; i++) {
			const struct free_blocks *blocks = &desc->free_blocks[i];

			if (blocks->order == order)
				err = place_blocks(zone, &by_mt[blocks->mt], blocks);
		}
	}
	for (int mt = 0; mt < MIGRATE_TYPES; mt++)
		free_regions(&by_mt[mt]);
	free(by_mt);
	return err;
}

static bool free_blocks_are_sound(const struct zone_desc *desc)
{
	for (size_t i = 0; i < desc->nr_free_blocks; i++) {
		if (desc->free_blocks[i].order >= NR_PAGE_ORDERS ||
		    desc->free_blocks[i].mt >= MIGRATE_TYPES)
			return false;
	}
	return true;
}

int zone_load_capture(struct zone *zone, const struct zone_desc *desc)
{
	assert(zone->spanned_pages == 0);
	if (desc->managed > desc->present || desc->present > desc->spanned)
		return -EINVAL;
	if (desc->spanned == 0)
		return 0;
	zone_grow_span(zone, desc->start_pfn, desc->spanned);
	zone->present_pages = desc->present;
	if (desc->has_wm) {
		memcpy(zone->_watermark, desc->wm, sizeof(zone->_watermark));
		memcpy(zone->lowmem_reserve, desc->lowmem_reserve, sizeof(zone->lowmem_reserve));
	}
	if (!desc->has_free) {
		/* What boot kept for itself is taken to be at the start. */
		if (desc->managed)
			zone_free_range(zone, desc->start_pfn + desc->present - desc->managed,
					desc->managed);
		return 0;
	}
	zone->managed_pages = desc->managed;
	if (!pageblock_runs_are_sound(zone, desc->pageblocks, desc->nr_pageblocks) ||
	    !free_blocks_are_sound(desc))
		return -EINVAL;
	zone_load_pageblocks(zone, desc->pageblocks, desc->nr_pageblocks);
	zone_count_highatomic(zone);
	return place_all(zone, desc);
}
