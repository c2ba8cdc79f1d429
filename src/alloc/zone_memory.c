// SPDX-License-Identifier: GPL-2.0-only
/*
 * A zone's span, and pages that arrive in it.
 *
 * Responsible for the extent of a zone and its metadata, for handing fresh pages
 * to the buddy, and for walking over what the zone holds.
 * Not responsible for loading given states (zone_load.c, zone_capture.c) and for
 * taking pages away (zone_offline.c).
 *
 * Mirrors: mm/memory_hotplug.c resize_zone_range(), shrink_zone_span(),
 * mm/memblock.c __free_pages_memory(), mm/page_alloc.c __free_pages_core(), v6.12.
 */
#include "alloc/zone_memory.h"

#include "alloc/buddy.h"
#include "alloc/pcp.h"
#include "alloc/rmqueue.h"

void zone_init(struct zone *zone, int nid, enum zone_type type)
{
	zone->nid = nid;
	zone->type = type;
	for (unsigned order = 0; order < NR_PAGE_ORDERS; order++) {
		for (int mt = 0; mt < MIGRATE_TYPES; mt++)
			free_list_init(zone_free_list(zone, order, (enum migratetype)mt));
	}
}

static void destroy_free_lists(struct zone *zone)
{
	for (unsigned order = 0; order < NR_PAGE_ORDERS; order++) {
		for (int mt = 0; mt < MIGRATE_TYPES; mt++)
			free_list_destroy(zone_free_list(zone, order, (enum migratetype)mt));
	}
}

static void set_meta(struct zone *zone, struct page_meta *meta)
{
	zone->meta = meta;
	zone->pageblock_mt = meta ? meta->pageblock_mt : NULL;
}

void zone_destroy(struct zone *zone)
{
	destroy_free_lists(zone);
	zone_pcp_destroy(zone);
	page_meta_destroy(zone->meta);
	set_meta(zone, NULL);
	zone->spanned_pages = 0;
}

static void shift_pcp(struct per_cpu_pages *pcp, struct page_meta *meta, uint32_t delta)
{
	for (unsigned i = 0; i < NR_PCP_LISTS; i++) {
		struct free_list as_list = {
			.head = pcp->list_head[i],
			.tail = pcp->list_tail[i],
			.middle_prev = PAGE_IDX_NONE,
		};

		free_list_shift(&as_list, meta, delta);
		pcp->list_head[i] = as_list.head;
		pcp->list_tail[i] = as_list.tail;
	}
}

/* Page indexes count from a lower pfn now: every stored index moves up by @delta. */
static void shift_lists(struct zone *zone, uint32_t delta)
{
	for (unsigned order = 0; order < NR_PAGE_ORDERS; order++) {
		for (int mt = 0; mt < MIGRATE_TYPES; mt++)
			free_list_shift(zone_free_list(zone, order, (enum migratetype)mt),
					zone->meta, delta);
	}
	for (int cpu = 0; cpu < zone->nr_pcp; cpu++) {
		if (zone->pcp[cpu])
			shift_pcp(zone->pcp[cpu], zone->meta, delta);
	}
}

/*
 * So small a zone gets its metadata from malloc(), section by section: thousands of
 * reservations that come and go cost more in the host's kernel than they save.
 */
#define SMALL_ZONE_PAGES (2 * SECTION_PAGES)

/*
 * The end of a reservation that has to reach @end_pfn: twice as far as the one
 * before, since memory comes block by block, and address space costs nothing.
 */
static uint64_t roomy_end(const struct page_meta *old, uint64_t start_pfn, uint64_t end_pfn)
{
	uint64_t last = start_pfn + MAX_ZONE_PAGES - 2 * SECTION_PAGES;
	uint64_t end = old->base_pfn + 2 * old->nr_pages;

	if (end > last)
		end = last;
	return end > end_pfn ? end : end_pfn;
}

/* Make the metadata cover [start_pfn, end_pfn) as well. */
static void grow_meta(struct zone *zone, uint64_t start_pfn, uint64_t end_pfn)
{
	struct page_meta *meta = zone->meta;
	uint64_t base, meta_end;

	if (!meta) {
		if (end_pfn - start_pfn <= SMALL_ZONE_PAGES)
			set_meta(zone, page_meta_create_sections(start_pfn, end_pfn));
		else
			set_meta(zone, page_meta_create(start_pfn, end_pfn));
		return;
	}
	base = meta->base_pfn;
	meta_end = base + meta->nr_pages;
	if (start_pfn >= base && end_pfn <= meta_end)
		return;
	if (start_pfn > base)
		start_pfn = base;
	end_pfn = end_pfn > meta_end ? roomy_end(meta, start_pfn, end_pfn) : meta_end;
	meta = page_meta_grow(meta, start_pfn, end_pfn);
	set_meta(zone, meta);
	if (meta->base_pfn != base)
		shift_lists(zone, (uint32_t)(base - meta->base_pfn));
}

void zone_grow_span(struct zone *zone, uint64_t start_pfn, uint64_t nr_pages)
{
	uint64_t end_pfn = start_pfn + nr_pages;

	assert(nr_pages > 0);
	grow_meta(zone, start_pfn, end_pfn);
	if (zone->spanned_pages) {
		if (zone->zone_start_pfn < start_pfn)
			start_pfn = zone->zone_start_pfn;
		if (zone_end_pfn(zone) > end_pfn)
			end_pfn = zone_end_pfn(zone);
	}
	zone->zone_start_pfn = start_pfn;
	zone->spanned_pages = end_pfn - start_pfn;
}

void zone_shrink_span(struct zone *zone, uint64_t start_pfn, uint64_t end_pfn)
{
	if (start_pfn < end_pfn) {
		assert(start_pfn >= zone->zone_start_pfn && end_pfn <= zone_end_pfn(zone));
		zone->zone_start_pfn = start_pfn;
		zone->spanned_pages = end_pfn - start_pfn;
		return;
	}
	assert(zone->nr_free_pages == 0 && zone->nr_isolated == 0 && zone_pcp_pages(zone) == 0);
	page_meta_destroy(zone->meta);
	set_meta(zone, NULL);
	zone->zone_start_pfn = 0;
	zone->spanned_pages = 0;
}

/* The largest order that alignment of @idx and the end of the range allow. */
static unsigned fitting_order(uint32_t idx, uint32_t end)
{
	unsigned order = idx ? (unsigned)__builtin_ctz(idx) : MAX_PAGE_ORDER;

	if (order > MAX_PAGE_ORDER)
		order = MAX_PAGE_ORDER;
	while ((1u << order) > end - idx)
		order--;
	return order;
}

/* Free whole max-order blocks [idx, end): as an interval where the list's order allows. */
static void free_max_order_blocks(struct zone *zone, uint32_t idx, uint32_t end)
{
	struct free_list *fl = zone_free_list(zone, MAX_PAGE_ORDER, MIGRATE_MOVABLE);

	if (free_list_add_tail_interval(fl, idx, end)) {
		zone->free_area[MAX_PAGE_ORDER].nr_free += (end - idx) / MAX_ORDER_PAGES;
		account_freepages(zone, end - idx, MIGRATE_MOVABLE);
		return;
	}
	for (; idx < end; idx += MAX_ORDER_PAGES)
		free_one_block(zone, idx, MAX_PAGE_ORDER, MIGRATE_MOVABLE, true);
}

/* Mirrors: __free_pages_memory(). */
static void free_to_tail(struct zone *zone, uint32_t idx, uint32_t end)
{
	while (idx < end) {
		unsigned order = fitting_order(idx, end);
		uint32_t next = idx + (1u << order);

		if (order == MAX_PAGE_ORDER) {
			next = end / MAX_ORDER_PAGES * MAX_ORDER_PAGES;
			free_max_order_blocks(zone, idx, next);
		} else {
			free_one_block(zone, idx, order, page_migratetype(zone, idx), true);
		}
		idx = next;
	}
}

/* The pageblocks of [idx, end) become movable: zero. What reads as zero is not written. */
static void clear_pageblock_types(struct zone *zone, uint32_t idx, uint32_t end)
{
	uint8_t *first = &zone->pageblock_mt[idx >> pageblock_order];
	uint8_t *last = &zone->pageblock_mt[(end - 1) >> pageblock_order];

	if (!zone->meta->pageblock_mt_written)
		return;
	for (uint8_t *mt = first; mt <= last; mt++) {
		if (*mt)
			*mt = 0;
	}
}

void zone_free_range(struct zone *zone, uint64_t start_pfn, uint64_t nr_pages)
{
	uint32_t idx = zone_page_idx(zone, start_pfn);
	uint32_t end = idx + (uint32_t)nr_pages;

	assert(nr_pages > 0 && start_pfn >= zone->zone_start_pfn);
	assert(start_pfn + nr_pages <= zone_end_pfn(zone));
	clear_pageblock_types(zone, idx, end);
	free_to_tail(zone, idx, end);
	zone->managed_pages += nr_pages;
}

void zone_for_each_free(const struct zone *zone,
			void (*visit)(void *arg, unsigned order, enum migratetype mt, uint64_t pfn),
			void *arg)
{
	for (unsigned order = 0; order < NR_PAGE_ORDERS; order++) {
		for (int mt = 0; mt < MIGRATE_TYPES; mt++) {
			const struct free_list *fl = &zone->free_area[order].free_list[mt];

			for (uint32_t idx = free_list_first(fl); idx != PAGE_IDX_NONE;
			     idx = free_list_next(fl, zone->meta, idx))
				visit(arg, order, (enum migratetype)mt, zone_page_pfn(zone, idx));
		}
	}
}

void zone_for_each_pageblock_run(const struct zone *zone,
				 void (*visit)(void *arg, uint64_t start_pfn, uint64_t nr, int mt),
				 void *arg)
{
	uint64_t pfn, run_start;
	int run_mt;

	if (zone->spanned_pages == 0)
		return;
	run_start = zone->zone_start_pfn & ~(uint64_t)(pageblock_nr_pages - 1);
	run_mt = pageblock_mt(zone, zone_page_idx(zone, run_start));
	for (pfn = run_start + pageblock_nr_pages; pfn < zone_end_pfn(zone);
	     pfn += pageblock_nr_pages) {
		int mt = pageblock_mt(zone, zone_page_idx(zone, pfn));

		if (mt == run_mt)
			continue;
		visit(arg, run_start, (pfn - run_start) >> pageblock_order, run_mt);
		run_start = pfn;
		run_mt = mt;
	}
	visit(arg, run_start, (pfn - run_start) >> pageblock_order, run_mt);
}
