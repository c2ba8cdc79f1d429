// SPDX-License-Identifier: GPL-2.0-only
/*
 * The highatomic reserve: pageblocks kept for atomic requests of order > 0.
 *
 * Responsible for how the reserve grows and shrinks.
 * Not responsible for who may take from it (rmqueue.c, watermark.c).
 *
 * Mirrors: mm/page_alloc.c reserve_highatomic_pageblock(),
 * unreserve_highatomic_pageblock(), v6.12.
 */
#include "alloc/buddy.h"
#include "alloc/rmqueue.h"

/* About 1 % of the zone, in pageblocks; nothing where that is less than one. */
static uint64_t highatomic_max(const struct zone *zone)
{
	uint64_t percent = zone->managed_pages / 100;

	if (percent < pageblock_nr_pages)
		return 0;
	return (percent + pageblock_nr_pages - 1) / pageblock_nr_pages * pageblock_nr_pages;
}

void reserve_highatomic_pageblock(struct machine *m, struct zone *zone, uint64_t pfn,
				  unsigned order)
{
	uint32_t idx = zone_page_idx(zone, pfn);
	enum migratetype mt = page_migratetype(zone, idx);

	if (zone->nr_reserved_highatomic >= highatomic_max(zone))
		return;
	if (!migratetype_is_mergeable(mt))
		return; /* it is reserved already */
	if (order < pageblock_order) {
		if (!move_freepages_block(zone, idx, mt, MIGRATE_HIGHATOMIC))
			return;
		zone->nr_reserved_highatomic += pageblock_nr_pages;
	} else {
		change_pageblock_range(zone, idx, order, MIGRATE_HIGHATOMIC);
		zone->nr_reserved_highatomic += UINT64_C(1) << order;
	}
	if (m->log)
		event_add(m, EVENT_HIGHATOMIC, zone, order);
}

/* Move a whole block of at least a pageblock to the tail of @mt's list. */
static void move_large_block(struct zone *zone, unsigned order, enum migratetype mt)
{
	uint32_t idx = take_first_free(zone, order, MIGRATE_HIGHATOMIC);

	change_pageblock_range(zone, idx, order, mt);
	add_to_free_list(zone, idx, order, mt, true);
	account_freepages(zone, -(INT64_C(1) << order), MIGRATE_HIGHATOMIC);
	account_freepages(zone, INT64_C(1) << order, mt);
}

bool unreserve_highatomic_zone(struct zone *zone, enum migratetype mt, bool force)
{
	assert(mt < MIGRATE_PCPTYPES);
	if (!force && zone->nr_reserved_highatomic <= pageblock_nr_pages)
		return false;
	for (unsigned order = 0; order < NR_PAGE_ORDERS; order++) {
		struct free_list *fl = zone_free_list(zone, order, MIGRATE_HIGHATOMIC);
		uint64_t size = pageblock_nr_pages;

		if (free_list_empty(fl))
			continue;
		if (order > pageblock_order)
			size = UINT64_C(1) << order;
		if (size > zone->nr_reserved_highatomic)
			size = zone->nr_reserved_highatomic;
		zone->nr_reserved_highatomic -= size;
		if (order < pageblock_order)
			move_freepages_block(zone, free_list_first(fl), MIGRATE_HIGHATOMIC, mt);
		else
			move_large_block(zone, order, mt);
		return true;
	}
	return false;
}
