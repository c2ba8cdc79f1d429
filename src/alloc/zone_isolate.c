// SPDX-License-Identifier: GPL-2.0-only
/*
 * Isolating pageblocks, undoing it, and taking what is isolated.
 *
 * Responsible for free lists and their order, which a failed attempt changes as
 * in the kernel. Not responsible for pages in use: who may be moved is known in
 * contig/.
 *
 * Mirrors: mm/page_isolation.c set_migratetype_isolate(), unset_migratetype_isolate(),
 * test_pages_isolated(), mm/page_alloc.c move_freepages_block_isolate(),
 * mm/compaction.c isolate_freepages_range(), v6.12.
 */
#include "alloc/zone_isolate.h"

#include <errno.h>

#include "alloc/buddy.h"
#include "alloc/page_find.h"

/* A free block reaches beyond the pageblock at @idx: take it apart, so that none does. */
static void split_around(struct zone *zone, uint32_t block, unsigned order, uint32_t idx,
			 enum migratetype mt)
{
	enum migratetype old_mt = page_migratetype(zone, block);

	del_from_free_list(zone, block, order, old_mt);
	account_freepages(zone, -(INT64_C(1) << order), old_mt);
	set_pageblock_mt(zone, idx, (int)mt);
	free_large_block(zone, block, order, false);
}

/* The same for a block that an interval implies. */
static void split_implied(struct zone *zone, uint32_t idx, enum migratetype mt)
{
	uint32_t block = idx & ~(MAX_ORDER_PAGES - 1);

	free_list_cut(zone_free_list(zone, MAX_PAGE_ORDER, MIGRATE_MOVABLE), block,
		      block + MAX_ORDER_PAGES);
	zone->free_area[MAX_PAGE_ORDER].nr_free--;
	account_freepages(zone, -(int64_t)MAX_ORDER_PAGES, MIGRATE_MOVABLE);
	set_pageblock_mt(zone, idx, (int)mt);
	free_large_block(zone, block, MAX_PAGE_ORDER, false);
}

/* Mirrors: move_freepages_block_isolate(). */
static bool move_pageblock(struct zone *zone, uint32_t idx, enum migratetype mt)
{
	unsigned order = 0;
	uint32_t block;

	if (pageblock_free_pages(zone, idx) < 0)
		return false;
	if (find_implied_block(zone, idx)) {
		split_implied(zone, idx, mt);
		return true;
	}
	block = find_large_buddy(zone, idx, &order);
	if (block != PAGE_IDX_NONE && order > pageblock_order) {
		split_around(zone, block, order, idx, mt);
		return true;
	}
	return move_freepages_block(zone, idx, page_migratetype(zone, idx), mt);
}

int isolate_pageblock(struct zone *zone, uint32_t idx)
{
	assert((idx & (pageblock_nr_pages - 1)) == 0);
	if (pageblock_mt(zone, idx) == MIGRATE_ISOLATE)
		return -EBUSY;
	return move_pageblock(zone, idx, MIGRATE_ISOLATE) ? 0 : -EBUSY;
}

/*
 * A whole free pageblock whose buddy is free and serves others: it has to merge.
 * Mirrors: unset_migratetype_isolate() with find_buddy_page_pfn().
 */
static bool merges_when_back(const struct zone *zone, uint32_t idx)
{
	uint32_t buddy = idx ^ (uint32_t)pageblock_nr_pages;

	return page_is_free_block(zone, idx, pageblock_order) &&
	       page_is_free_block(zone, buddy, pageblock_order) &&
	       pageblock_mt(zone, buddy) != MIGRATE_ISOLATE;
}

void unisolate_pageblock(struct zone *zone, uint32_t idx, enum migratetype mt)
{
	if (pageblock_mt(zone, idx) != MIGRATE_ISOLATE)
		return;
	if (!merges_when_back(zone, idx)) {
		move_pageblock(zone, idx, mt);
		return;
	}
	del_from_free_list(zone, idx, pageblock_order, MIGRATE_ISOLATE);
	account_freepages(zone, -(int64_t)pageblock_nr_pages, MIGRATE_ISOLATE);
	set_pageblock_mt(zone, idx, (int)mt);
	free_one_block(zone, idx, pageblock_order, mt, true);
}

bool range_is_isolated(const struct zone *zone, uint32_t start, uint32_t end)
{
	uint32_t idx = start;

	for (uint32_t block = start; block < end; block += (uint32_t)pageblock_nr_pages) {
		if (pageblock_mt(zone, block) != MIGRATE_ISOLATE)
			return false;
	}
	while (idx < end) {
		unsigned order = 0;
		uint32_t block = find_large_buddy(zone, idx, &order);

		if (block == PAGE_IDX_NONE)
			return false;
		idx = block + (1u << order);
	}
	return true;
}

void take_isolated_range(struct zone *zone, uint32_t start, uint32_t end)
{
	uint32_t idx = start;

	assert(range_is_isolated(zone, start, end));
	while (idx < end) {
		unsigned order = page_state(zone->meta, idx) & PAGE_ORDER_MASK;

		assert(page_is_free_head(zone, idx));
		del_from_free_list(zone, idx, order, MIGRATE_ISOLATE);
		account_freepages(zone, -(INT64_C(1) << order), MIGRATE_ISOLATE);
		idx += 1u << order;
	}
	assert(idx == end);
}
