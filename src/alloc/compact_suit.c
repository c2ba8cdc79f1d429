// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is a zone worth compacting?
 *
 * Responsible for the two tests that come before any scan: enough free pages to
 * move others into, and, for costly orders, free memory that is in pieces. Not
 * responsible for compaction itself (compaction/).
 *
 * Mirrors: mm/compaction.c __compaction_suitable(), compaction_suitable(),
 * compaction_zonelist_suitable(), mm/vmstat.c __fragmentation_index(),
 * extfrag_for_order(), v6.12.
 */
#include "alloc/compact_suit.h"

#include "alloc/request.h"
#include "alloc/watermark.h"

struct contig_page_info {
	uint64_t free_pages, free_blocks_total, free_blocks_suitable;
};

static struct contig_page_info contig_page_info(const struct zone *zone, unsigned order)
{
	struct contig_page_info info = { 0 };

	for (unsigned o = 0; o < NR_PAGE_ORDERS; o++) {
		uint64_t blocks = zone->free_area[o].nr_free;

		info.free_blocks_total += blocks;
		info.free_pages += blocks << o;
		if (o >= order)
			info.free_blocks_suitable += blocks << (o - order);
	}
	return info;
}

int fragmentation_index(const struct zone *zone, unsigned order)
{
	struct contig_page_info info = contig_page_info(zone, order);

	if (!info.free_blocks_total)
		return 0;
	if (info.free_blocks_suitable)
		return -1000;
	return 1000 - (int)((1000 + (info.free_pages * 1000 >> order)) / info.free_blocks_total);
}

unsigned extfrag_for_order(const struct zone *zone, unsigned order)
{
	struct contig_page_info info = contig_page_info(zone, order);

	if (!info.free_pages)
		return 0;
	return (unsigned)((info.free_pages - (info.free_blocks_suitable << order)) * 100 /
			  info.free_pages);
}

/* The mark of the free scanner, not of the request, which may go lower. */
bool compaction_suitable_at(const struct zone *zone, unsigned order, enum zone_type highest_zoneidx,
			    uint64_t free)
{
	enum wmark mark = order > PAGE_ALLOC_COSTLY_ORDER ? WMARK_LOW : WMARK_MIN;

	return zone_watermark_ok(zone, 0, wmark_pages(zone, mark) + compact_gap(order),
				 highest_zoneidx, 0, (int64_t)free) == VERDICT_PASS;
}

bool compaction_suitable(const struct machine *m, const struct zone *zone, unsigned order,
			 enum zone_type highest_zoneidx)
{
	int index;

	if (!compaction_suitable_at(zone, order, highest_zoneidx, zone->nr_free_pages))
		return false;
	if (order <= PAGE_ALLOC_COSTLY_ORDER)
		return true;
	index = fragmentation_index(zone, order);
	return index < 0 || index > m->sysctl.extfrag_threshold;
}

bool compaction_zonelist_suitable(const struct machine *m, const struct alloc_context *ac,
				  unsigned order)
{
	for (uint32_t i = next_zoneref(ac, 0); i < ac->zonelist->nr_refs;
	     i = next_zoneref(ac, i + 1)) {
		const struct zone *zone = zoneref_zone(m, ac->zonelist->refs[i]);
		uint64_t available = zone->nr_free_pages;

		if (m->ops.zone_reclaimable_pages)
			available += m->ops.zone_reclaimable_pages(m, zone) / order;
		if (compaction_suitable_at(zone, order, ac->highest_zoneidx, available))
			return true;
	}
	return false;
}
