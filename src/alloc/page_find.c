// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looking for the block that a page belongs to.
 *
 * Mirrors: mm/page_alloc.c find_large_buddy(), mm/page_isolation.c
 * __test_page_isolated_in_pageblock(), v6.12.
 */
#include "alloc/page_find.h"

#include "alloc/buddy.h"
#include "alloc/pcp.h"

uint32_t find_large_buddy(const struct zone *zone, uint32_t idx, unsigned *order)
{
	for (unsigned o = 0; o < NR_PAGE_ORDERS; o++) {
		uint32_t start = idx & ~((1u << o) - 1);

		if (!page_is_free_head(zone, start))
			continue;
		*order = page_state(zone->meta, start) & PAGE_ORDER_MASK;
		if (start + (1u << *order) > idx)
			return start;
	}
	return PAGE_IDX_NONE;
}

const struct block_interval *find_implied_block(const struct zone *zone, uint32_t idx)
{
	return free_list_find_interval(&zone->free_area[MAX_PAGE_ORDER].free_list[MIGRATE_MOVABLE],
				       idx);
}

/* A parked block that holds page @idx: end of it, or @idx. */
static uint32_t parked_end(const struct zone *zone, uint32_t idx)
{
	for (unsigned o = 0; o <= pageblock_order; o++) {
		uint32_t start = idx & ~((1u << o) - 1);
		uint8_t state = page_state(zone->meta, start);

		if ((state & ~PAGE_ORDER_MASK) != PAGE_PCP)
			continue;
		start += 1u << (state & PAGE_ORDER_MASK);
		return start > idx ? start : idx;
	}
	return idx;
}

uint32_t free_or_parked_end(const struct zone *zone, uint32_t idx)
{
	const struct block_interval *in = find_implied_block(zone, idx);
	unsigned order = 0;
	uint32_t start;

	if (in)
		return in->end;
	start = find_large_buddy(zone, idx, &order);
	return start != PAGE_IDX_NONE ? start + (1u << order) : parked_end(zone, idx);
}

uint32_t first_page_in_use(const struct zone *zone, uint32_t idx, uint32_t end)
{
	while (idx < end) {
		uint32_t next = free_or_parked_end(zone, idx);

		if (next == idx)
			return idx;
		idx = next;
	}
	return end;
}

uint32_t used_block_end(const struct zone *zone, uint32_t idx)
{
	uint8_t state = page_state(zone->meta, idx);

	if ((state & ~PAGE_ORDER_MASK) != PAGE_USED)
		return idx + 1;
	return idx + (1u << (state & PAGE_ORDER_MASK));
}
