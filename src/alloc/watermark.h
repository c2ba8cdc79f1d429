/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The watermark test: may a zone with this much free memory serve a request?
 *
 *	free - unusable <= mark - deduction + reserve	-> refused
 *
 * free       NR_FREE_PAGES, without pages on per-cpu lists
 * unusable   the pages a block of this order would be the last of, and the free
 *            pages of the highatomic reserve for those who may not use it
 * mark       watermark of the pass, boost included
 * deduction  what a user of the reserves may go below the mark
 * reserve    lowmem_reserve of this zone against requests of higher zones
 *
 * Mirrors: mm/page_alloc.c zone_watermark_fast(), __zone_watermark_ok(),
 * __zone_watermark_unusable_free(), v6.12.
 * Differs: free counts are exact; the kernel's lag behind by per-cpu deltas.
 */
#ifndef NW_ALLOC_WATERMARK_H
#define NW_ALLOC_WATERMARK_H

#include "model/machine.h"

/* Free pages that a request of this order and these rights cannot have. */
static inline uint64_t zone_watermark_unusable_free(const struct zone *zone, unsigned order,
						    unsigned alloc_flags)
{
	uint64_t unusable = (UINT64_C(1) << order) - 1;

	if (!(alloc_flags & ALLOC_RESERVES))
		unusable += zone->nr_free_highatomic;
	return unusable;
}

/*
 * The slow form on a given number of free pages: reserve access counts, and an
 * order above 0 needs a block that is large enough on a list it may use.
 * VERDICT_PASS, VERDICT_WATERMARK or VERDICT_NO_BLOCK.
 */
enum verdict zone_watermark_ok(const struct zone *zone, unsigned order, uint64_t mark,
			       enum zone_type highest_zoneidx, unsigned alloc_flags,
			       int64_t free_pages);
/* zone_watermark_fast() behind its shortcut. */
enum verdict zone_watermark_slow(const struct zone *zone, unsigned order, uint64_t mark,
				 enum zone_type highest_zoneidx, unsigned alloc_flags);

/* Enough for one page without any access to reserves? The shortcut of the test. Hot. */
static inline bool zone_is_above(const struct zone *zone, uint64_t mark,
				 enum zone_type highest_zoneidx, unsigned alloc_flags)
{
	return zone->nr_free_pages > mark + zone->lowmem_reserve[highest_zoneidx] +
					     zone_watermark_unusable_free(zone, 0, alloc_flags);
}

/* The test of the walk; answers as zone_watermark_ok(). Hot. */
static inline enum verdict zone_watermark_fast(const struct zone *zone, unsigned order,
					       uint64_t mark, enum zone_type highest_zoneidx,
					       unsigned alloc_flags)
{
	if (!order && zone_is_above(zone, mark, highest_zoneidx, alloc_flags))
		return VERDICT_PASS;
	return zone_watermark_slow(zone, order, mark, highest_zoneidx, alloc_flags);
}

/*
 * Fill free, unusable, mark, deduction and reserve of @rec with the numbers that
 * zone_watermark_fast() decides by.
 */
void zone_watermark_record(const struct zone *zone, unsigned order, uint64_t mark,
			   enum zone_type highest_zoneidx, unsigned alloc_flags,
			   struct zone_record *rec);

#endif
