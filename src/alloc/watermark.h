/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The watermark test.
 *
 * Mirrors: mm/page_alloc.c zone_watermark_fast(), __zone_watermark_ok(),
 * __zone_watermark_unusable_free(), v6.12.
 */
#ifndef NW_ALLOC_WATERMARK_H
#define NW_ALLOC_WATERMARK_H

#include "model/machine.h"

/* VERDICT_PASS, VERDICT_WATERMARK or VERDICT_NO_BLOCK. Hot. */
enum verdict zone_watermark_fast(const struct zone *zone, unsigned order, uint64_t mark,
				 enum zone_type highest_zoneidx, unsigned alloc_flags);
/* The slow form on a given number of free pages. */
enum verdict zone_watermark_ok(const struct zone *zone, unsigned order, uint64_t mark,
			       enum zone_type highest_zoneidx, unsigned alloc_flags,
			       int64_t free_pages);
/* Fill free, unusable, mark, deduction and reserve of @rec. */
void zone_watermark_record(const struct zone *zone, unsigned order, uint64_t mark,
			   enum zone_type highest_zoneidx, unsigned alloc_flags,
			   struct zone_record *rec);

#endif
