// SPDX-License-Identifier: GPL-2.0-only
/*
 * Free blocks by place.
 *
 * Responsible for taking one block out of the middle of a list. Not responsible
 * for choosing it (compaction/).
 *
 * Mirrors: mm/page_alloc.c __isolate_free_page(), mm/compaction.c
 * move_freelist_head(), move_freelist_tail(), v6.12.
 */
#include "alloc/isolate_free.h"

#include "alloc/watermark.h"

static const struct block_interval *implied_at(const struct zone *zone, uint32_t idx)
{
	return free_list_find_interval(&zone->free_area[MAX_PAGE_ORDER].free_list[MIGRATE_MOVABLE],
				       idx);
}

int free_block_order(const struct zone *zone, uint32_t idx)
{
	if (page_is_free_head(zone, idx))
		return page_state(zone->meta, idx) & PAGE_ORDER_MASK;
	if ((idx & (MAX_ORDER_PAGES - 1)) == 0 && implied_at(zone, idx))
		return MAX_PAGE_ORDER;
	return -1;
}

/* As if the block had been allocated: its order is emulated by a higher mark. */
static bool may_isolate(const struct zone *zone, unsigned order)
{
	return zone_watermark_ok(zone, 0, zone->_watermark[WMARK_MIN] + (UINT64_C(1) << order),
				 ZONE_DMA, 0, (int64_t)zone->nr_free_pages) == VERDICT_PASS;
}

uint32_t isolate_free_page(struct zone *zone, uint32_t idx, unsigned order)
{
	enum migratetype mt = page_migratetype(zone, idx);

	assert(page_is_free_block(zone, idx, order));
	if (mt != MIGRATE_ISOLATE && !may_isolate(zone, order))
		return 0;
	del_from_free_list(zone, idx, order, mt);
	account_freepages(zone, -(INT64_C(1) << order), mt);
	set_page_state(zone->meta, idx, PAGE_USED | order);
	if (order + 1 < pageblock_order)
		return 1u << order;
	/* Half a pageblock or more becomes movable, and its free blocks go to the tail. */
	for (uint32_t i = idx; i < idx + (1u << order); i += (uint32_t)pageblock_nr_pages) {
		mt = page_migratetype(zone, i);
		if (migratetype_is_mergeable(mt))
			move_freepages_block(zone, i, mt, MIGRATE_MOVABLE);
	}
	return 1u << order;
}

/* [head, last] and (last, tail] change places. */
static void rotate(struct free_list *fl, struct page_meta *meta, uint32_t last)
{
	uint32_t first = page_link(meta, last)->next;

	assert(!fl->nr_intervals && first != PAGE_IDX_NONE);
	page_link(meta, fl->tail)->next = fl->head;
	page_link(meta, fl->head)->prev = fl->tail;
	page_link(meta, last)->next = PAGE_IDX_NONE;
	page_link(meta, first)->prev = PAGE_IDX_NONE;
	fl->head = first;
	fl->tail = last;
}

void free_list_rotate_before(struct free_list *fl, struct page_meta *meta, uint32_t idx)
{
	if (fl->head != idx)
		rotate(fl, meta, page_link(meta, idx)->prev);
}

void free_list_rotate_after(struct free_list *fl, struct page_meta *meta, uint32_t idx)
{
	if (fl->tail != idx)
		rotate(fl, meta, idx);
}
