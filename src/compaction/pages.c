// SPDX-License-Identifier: GPL-2.0-only
/*
 * What lies at a pfn, as the scanners ask for it.
 *
 * Mirrors: mm/page_alloc.c __pageblock_pfn_to_page(), v6.12.
 * Differs: a page that nobody owns through folio/ (a block that a step holds, slab,
 * page tables, memory of boot) is known to be in use, and no more.
 */
#include "compaction/private.h"

bool pageblock_in_one_zone(const struct zone *zone, uint64_t start_pfn, uint64_t end_pfn)
{
	if (!zone_spans_pfn(zone, start_pfn) || !zone_spans_pfn(zone, end_pfn - 1))
		return false;
	return pageblock_mt(zone, zone_page_idx(zone, start_pfn)) != PAGEBLOCK_HOLE;
}

/* Only the first page of a block that was handed out is marked as such. */
struct folio *folio_starting_at(const struct machine *m, const struct zone *zone, uint64_t pfn)
{
	uint8_t state = page_state(zone->meta, zone_page_idx(zone, pfn));
	struct folio *folio;

	if ((state & ~PAGE_ORDER_MASK) != PAGE_USED || !folio_count(m))
		return NULL;
	folio = folio_at(m, pfn);
	return folio && folio->block.pfn == pfn ? folio : NULL;
}
