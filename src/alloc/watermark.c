// SPDX-License-Identifier: GPL-2.0-only
/*
 * The watermark test beyond its shortcut, and its numbers for explanations.
 *
 * Responsible for whether a zone has enough free memory of the right shape.
 * Not responsible for which mark a pass uses (alloc_flags) or how marks come
 * about (wmarks.c).
 *
 * Mirrors: mm/page_alloc.c zone_watermark_fast(), __zone_watermark_ok(), v6.12.
 */
#include "alloc/watermark.h"

/*
 * How far below the mark these rights reach. In the kernel's order, each share
 * is taken from what the one before left:
 *   (a) __GFP_HIGH: half,
 *   (b) __GFP_HIGH that does not block (GFP_ATOMIC): another quarter,
 *   (c) victims of the OOM killer: another half.
 * ALLOC_NON_BLOCK alone (GFP_NOWAIT) gives nothing.
 */
static uint64_t reserve_deduction(uint64_t mark, unsigned alloc_flags)
{
	uint64_t left = mark;

	if (alloc_flags & ALLOC_MIN_RESERVE) {
		left -= left / 2;
		if (alloc_flags & ALLOC_NON_BLOCK)
			left -= left / 4;
	}
	if (alloc_flags & ALLOC_OOM)
		left -= left / 2;
	return mark - left;
}

/* Is there a block of @order or above on a list that these rights open? */
static bool block_available(const struct zone *zone, unsigned order, unsigned alloc_flags)
{
	bool may_highatomic = alloc_flags & (ALLOC_HIGHATOMIC | ALLOC_OOM);

	for (unsigned o = order; o < NR_PAGE_ORDERS; o++) {
		const struct free_area *area = &zone->free_area[o];

		if (!area->nr_free)
			continue;
		for (int mt = 0; mt < MIGRATE_PCPTYPES; mt++)
			if (area->free_list[mt].nr_blocks)
				return true;
		if (may_highatomic && area->free_list[MIGRATE_HIGHATOMIC].nr_blocks)
			return true;
	}
	return false;
}

/* Mirrors: mm/page_alloc.c __zone_watermark_ok(), v6.12. */
enum verdict zone_watermark_ok(const struct zone *zone, unsigned order, uint64_t mark,
			       enum zone_type highest_zoneidx, unsigned alloc_flags,
			       int64_t free_pages)
{
	uint64_t unusable = zone_watermark_unusable_free(zone, order, alloc_flags);
	uint64_t needed =
		mark - reserve_deduction(mark, alloc_flags) + zone->lowmem_reserve[highest_zoneidx];

	assert(order <= MAX_PAGE_ORDER);
	if (free_pages - (int64_t)unusable <= (int64_t)needed)
		return VERDICT_WATERMARK;
	if (order && !block_available(zone, order, alloc_flags))
		return VERDICT_NO_BLOCK;
	return VERDICT_PASS;
}

/*
 * A boosted min mark does not hold back order-0 requests with access to the min
 * reserve: boosting wants kswapd to run early, not atomic requests to fail.
 */
static bool boost_ignored(const struct zone *zone, unsigned order, unsigned alloc_flags)
{
	return !order && (alloc_flags & ALLOC_MIN_RESERVE) && zone->watermark_boost &&
	       (alloc_flags & ALLOC_WMARK_MASK) == ALLOC_WMARK_MIN;
}

/* Mirrors: mm/page_alloc.c zone_watermark_fast(), v6.12. */
enum verdict zone_watermark_slow(const struct zone *zone, unsigned order, uint64_t mark,
				 enum zone_type highest_zoneidx, unsigned alloc_flags)
{
	int64_t free_pages = (int64_t)zone->nr_free_pages;
	enum verdict v =
		zone_watermark_ok(zone, order, mark, highest_zoneidx, alloc_flags, free_pages);

	if (v == VERDICT_PASS || !boost_ignored(zone, order, alloc_flags))
		return v;
	return zone_watermark_ok(zone, order, zone->_watermark[WMARK_MIN], highest_zoneidx,
				 alloc_flags, free_pages);
}

void zone_watermark_record(const struct zone *zone, unsigned order, uint64_t mark,
			   enum zone_type highest_zoneidx, unsigned alloc_flags,
			   struct zone_record *rec)
{
	if (boost_ignored(zone, order, alloc_flags))
		mark = zone->_watermark[WMARK_MIN];
	rec->free = zone->nr_free_pages;
	rec->unusable = zone_watermark_unusable_free(zone, order, alloc_flags);
	rec->mark = mark;
	rec->deduction = reserve_deduction(mark, alloc_flags);
	rec->reserve = zone->lowmem_reserve[highest_zoneidx];
}
