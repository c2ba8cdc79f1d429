// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fallback between migratetypes.
 *
 * Responsible for choosing the block of another type that an allocation takes,
 * and for what becomes of the rest of its pageblock: it changes sides as a whole
 * ("claim") or only the block is split ("steal").
 * Not responsible for splitting itself (buddy.c) or the highatomic reserve
 * (highatomic.c).
 *
 * Mirrors: mm/page_alloc.c __rmqueue(), __rmqueue_claim(), __rmqueue_steal(),
 * try_to_steal_block(), find_suitable_fallback(), can_steal_fallback(),
 * boost_watermark(), v6.12.117.
 * Differs: no CMA. Earlier 6.12 did both rounds in one; the sequences recorded on
 * 6.12.111 come out the same either way.
 */
#include "alloc/fallback.h"

#include <assert.h>

/* In the order in which they are tried. */
static const enum migratetype fallbacks[MIGRATE_PCPTYPES][MIGRATE_PCPTYPES - 1] = {
	[MIGRATE_UNMOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE },
	[MIGRATE_MOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
	[MIGRATE_RECLAIMABLE] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE },
};

/* May a request of this type take over the pageblock around a block of @order? */
static bool can_claim(unsigned order, enum migratetype mt)
{
	return order >= pageblock_order / 2 || mt != MIGRATE_MOVABLE;
}

/* The first fallback type of @mt with a free block of exactly @order, or -1. */
static int find_suitable_fallback(const struct zone *zone, unsigned order, enum migratetype mt)
{
	const struct free_area *area = &zone->free_area[order];

	assert(mt < MIGRATE_PCPTYPES);
	if (area->nr_free == 0)
		return -1;
	for (int i = 0; i < MIGRATE_PCPTYPES - 1; i++) {
		if (!free_list_empty(&area->free_list[fallbacks[mt][i]]))
			return (int)fallbacks[mt][i];
	}
	return -1;
}

bool has_claimable_block(const struct zone *zone, unsigned order, enum migratetype mt)
{
	return can_claim(order, mt) && find_suitable_fallback(zone, order, mt) >= 0;
}

/* Lowest order that may be taken from another type. */
static unsigned fallback_min_order(unsigned order, unsigned alloc_flags)
{
	if (order < pageblock_order && (alloc_flags & ALLOC_NOFRAGMENT))
		return pageblock_order;
	return order;
}

static void record(struct machine *m, enum event_kind kind, const struct zone *zone, unsigned order)
{
	if (m->log)
		event_add(m, kind, zone, order);
}

/*
 * Raise the watermarks after a mixing of types: reclaim that starts earlier
 * makes the next one less likely.
 *
 * Mirrors: boost_watermark(). Return: false when this zone is not boosted.
 */
static bool boost_watermark(const struct machine *m, struct zone *zone)
{
	uint64_t factor = (uint64_t)m->sysctl.watermark_boost_factor, max_boost;
	uint64_t high = zone->_watermark[WMARK_HIGH];

	if (factor == 0 || pageblock_nr_pages * 4 > zone->managed_pages)
		return false;
	max_boost = high / 10000 * factor + high % 10000 * factor / 10000;
	if (max_boost == 0)
		return false;
	if (max_boost < pageblock_nr_pages)
		max_boost = pageblock_nr_pages;
	zone->watermark_boost += pageblock_nr_pages;
	if (zone->watermark_boost > max_boost)
		zone->watermark_boost = max_boost;
	return true;
}

static void boost_for_fallback(const struct machine *m, struct zone *zone, unsigned alloc_flags)
{
	if (boost_watermark(m, zone) && (alloc_flags & ALLOC_KSWAPD))
		zone->flags |= ZONE_BOOSTED_WATERMARK;
}

/*
 * Does the pageblock of @idx go over to @mt? It does when half of it is free or
 * of a kind with the request. Nothing is known of the owners of used pages, so a
 * movable request counts none of them as its kind, the other types all of a
 * movable pageblock.
 *
 * Mirrors: the counting in try_to_steal_block().
 * Differs: no page is known to be movable (on the LRU).
 */
static bool pageblock_goes_over(const struct zone *zone, uint32_t idx, enum migratetype block_mt,
				enum migratetype mt)
{
	int nr_free = pageblock_free_pages(zone, idx);
	int nr_alike = 0;

	if (nr_free < 0)
		return false;
	if (mt != MIGRATE_MOVABLE && block_mt == MIGRATE_MOVABLE)
		nr_alike = (int)pageblock_nr_pages - nr_free;
	return nr_free + nr_alike >= 1 << (pageblock_order - 1);
}

/* Take the block that heads list (@current, @block_mt) whole and retype its pageblocks. */
static uint32_t claim_whole(struct zone *zone, unsigned current, unsigned order,
			    enum migratetype block_mt, enum migratetype mt)
{
	uint32_t idx = take_first_free(zone, current, block_mt);
	uint32_t nr_added;

	change_pageblock_range(zone, idx, current, mt);
	nr_added = expand(zone, idx, order, current, mt);
	account_freepages(zone, -(INT64_C(1) << current), block_mt);
	account_freepages(zone, nr_added, mt);
	return idx;
}

/* Split the block that heads list (@current, @block_mt); the rest keeps its type. */
static uint32_t steal_block(struct zone *zone, unsigned current, unsigned order,
			    enum migratetype block_mt)
{
	uint32_t idx = take_first_free(zone, current, block_mt);

	expand(zone, idx, order, current, block_mt);
	account_freepages(zone, -(INT64_C(1) << order), block_mt);
	return idx;
}

/*
 * Try to get the pageblock around the block that heads list (@current, @block_mt).
 * Mirrors: try_to_steal_block().
 */
static uint32_t try_claim(struct machine *m, struct zone *zone, unsigned current, unsigned order,
			  enum migratetype block_mt, enum migratetype mt, unsigned alloc_flags)
{
	uint32_t idx;

	if (current >= pageblock_order)
		return claim_whole(zone, current, order, block_mt, mt);
	boost_for_fallback(m, zone, alloc_flags);
	idx = free_list_first(zone_free_list(zone, current, block_mt));
	if (!pageblock_goes_over(zone, idx, block_mt, mt))
		return PAGE_IDX_NONE;
	move_freepages_block(zone, idx, block_mt, mt);
	return rmqueue_smallest(zone, order, mt);
}

/*
 * First round: from the largest block down, which is the likeliest to have a
 * mostly free pageblock around it.
 * Mirrors: __rmqueue_claim().
 */
static uint32_t rmqueue_claim(struct machine *m, struct zone *zone, unsigned order,
			      enum migratetype mt, unsigned alloc_flags)
{
	unsigned min_order = fallback_min_order(order, alloc_flags);

	for (unsigned current = NR_PAGE_ORDERS; current-- > min_order;) {
		int block_mt = find_suitable_fallback(zone, current, mt);
		uint32_t idx;

		if (block_mt < 0)
			continue;
		if (!can_claim(current, mt))
			break;
		idx = try_claim(m, zone, current, order, (enum migratetype)block_mt, mt,
				alloc_flags);
		if (idx != PAGE_IDX_NONE) {
			record(m, EVENT_CLAIM, zone, order);
			return idx;
		}
	}
	return PAGE_IDX_NONE;
}

/*
 * Second round: the smallest block that is large enough.
 * Mirrors: __rmqueue_steal().
 */
static uint32_t rmqueue_steal(struct machine *m, struct zone *zone, unsigned order,
			      enum migratetype mt)
{
	for (unsigned current = order; current < NR_PAGE_ORDERS; current++) {
		int block_mt = find_suitable_fallback(zone, current, mt);

		if (block_mt < 0)
			continue;
		record(m, EVENT_STEAL, zone, order);
		return steal_block(zone, current, order, (enum migratetype)block_mt);
	}
	return PAGE_IDX_NONE;
}

/* Mirrors: __rmqueue(). */
uint32_t rmqueue_any_type(struct machine *m, struct zone *zone, unsigned order, enum migratetype mt,
			  unsigned alloc_flags, enum rmqueue_mode *mode)
{
	uint32_t idx;

	if (*mode == RMQUEUE_NORMAL) {
		idx = rmqueue_smallest(zone, order, mt);
		if (idx != PAGE_IDX_NONE)
			return idx;
		idx = rmqueue_claim(m, zone, order, mt, alloc_flags);
		if (idx != PAGE_IDX_NONE)
			return idx;
	}
	if (alloc_flags & ALLOC_NOFRAGMENT)
		return PAGE_IDX_NONE;
	*mode = RMQUEUE_STEAL;
	return rmqueue_steal(m, zone, order, mt);
}

bool rmqueue_any_type_possible(const struct zone *zone, unsigned order, enum migratetype mt,
			       unsigned alloc_flags)
{
	for (unsigned current = order; current < NR_PAGE_ORDERS; current++) {
		if (!free_list_empty(&zone->free_area[current].free_list[mt]))
			return true;
	}
	for (unsigned current = fallback_min_order(order, alloc_flags); current < NR_PAGE_ORDERS;
	     current++) {
		if (find_suitable_fallback(zone, current, mt) >= 0)
			return true;
	}
	return false;
}
