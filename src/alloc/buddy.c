// SPDX-License-Identifier: GPL-2.0-only
/*
 * The buddy allocator: split, merge, and which end of a list a block goes to.
 *
 * Responsible for free lists, state bytes of free blocks, and the free counters.
 * Not responsible for which type a request may take from (fallback.c), per-cpu
 * lists (pcp.c) and watermarks (watermark.c).
 *
 * Mirrors: mm/page_alloc.c __free_one_page(), __rmqueue_smallest(), expand(),
 * split_large_buddy(), __move_freepages_block(), v6.12.
 * Differs: no guard pages, no page reporting, and free lists are not shuffled
 * (shuffling is off unless the command line asks for it).
 */
#include "alloc/buddy.h"

static uint32_t buddy_of(uint32_t idx, unsigned order)
{
	return idx ^ (1u << order);
}

/* Mirrors: account_freepages(). Isolated pages are not free for anybody. */
void account_freepages(struct zone *zone, int64_t nr, enum migratetype mt)
{
	if (mt == MIGRATE_ISOLATE) {
		zone->nr_isolated += (uint64_t)nr;
		return;
	}
	zone->nr_free_pages += (uint64_t)nr;
	if (mt == MIGRATE_HIGHATOMIC)
		zone->nr_free_highatomic += (uint64_t)nr;
}

void add_to_free_list(struct zone *zone, uint32_t idx, unsigned order, enum migratetype mt,
		      bool tail)
{
	struct free_area *area = &zone->free_area[order];

	set_page_state(zone->meta, idx, PAGE_BUDDY | order);
	if (tail)
		free_list_add_tail(&area->free_list[mt], zone->meta, idx);
	else
		free_list_add_head(&area->free_list[mt], zone->meta, idx);
	area->nr_free++;
}

void del_from_free_list(struct zone *zone, uint32_t idx, unsigned order, enum migratetype mt)
{
	struct free_area *area = &zone->free_area[order];

	free_list_del(&area->free_list[mt], zone->meta, idx);
	set_page_state(zone->meta, idx, PAGE_NONE);
	area->nr_free--;
}

uint32_t take_first_free(struct zone *zone, unsigned order, enum migratetype mt)
{
	struct free_list *fl = zone_free_list(zone, order, mt);
	uint32_t idx;

	assert(!free_list_empty(fl));
	if (free_list_starts_implied(fl)) {
		zone->free_area[order].nr_free--;
		return free_list_take_implied(fl);
	}
	idx = fl->head;
	del_from_free_list(zone, idx, order, mt);
	return idx;
}

/* Mirrors: expand(). */
uint32_t expand(struct zone *zone, uint32_t idx, unsigned low, unsigned high, enum migratetype mt)
{
	uint32_t nr_added = 0;

	while (high > low) {
		high--;
		add_to_free_list(zone, idx + (1u << high), high, mt, false);
		nr_added += 1u << high;
	}
	return nr_added;
}

/* Mirrors: __rmqueue_smallest(), page_del_and_expand(). */
uint32_t rmqueue_smallest(struct zone *zone, unsigned order, enum migratetype mt)
{
	for (unsigned current = order; current < NR_PAGE_ORDERS; current++) {
		uint32_t idx;

		if (free_list_empty(zone_free_list(zone, current, mt)))
			continue;
		idx = take_first_free(zone, current, mt);
		expand(zone, idx, order, current, mt);
		account_freepages(zone, -(INT64_C(1) << order), mt);
		return idx;
	}
	return PAGE_IDX_NONE;
}

/*
 * True when the block two levels up would become free with one more free: then
 * it is better off at the tail, where it has time to merge.
 *
 * Mirrors: buddy_merge_likely().
 */
static bool buddy_merge_likely(const struct zone *zone, uint32_t idx, unsigned order)
{
	uint32_t higher;

	if (order >= MAX_PAGE_ORDER - 1)
		return false;
	higher = idx & buddy_of(idx, order);
	return page_is_free_block(zone, buddy_of(higher, order + 1), order + 1);
}

/*
 * Free blocks of at least a pageblock may belong to pageblocks of different
 * types; they merge only when both types fall back to others. The partner then
 * takes our type, so that a later split puts its parts on the right lists.
 *
 * Return: the type of the partner's list, or -1 when they must stay apart.
 */
static int match_buddy_type(struct zone *zone, uint32_t buddy, unsigned order, enum migratetype mt)
{
	enum migratetype buddy_mt = page_migratetype(zone, buddy);

	if (buddy_mt == mt)
		return (int)mt;
	if (!migratetype_is_mergeable(mt) || !migratetype_is_mergeable(buddy_mt))
		return -1;
	change_pageblock_range(zone, buddy, order, mt);
	return (int)buddy_mt;
}

/*
 * Mirrors: compaction_capture(). A small unmovable request does not get a whole part
 * of a movable pageblock that way.
 */
static bool compaction_capture(struct zone *zone, uint32_t idx, unsigned order,
			       enum migratetype mt)
{
	struct capture_control *capture = zone->capture;

	if (capture->idx != PAGE_IDX_NONE || order != capture->order || mt == MIGRATE_ISOLATE)
		return false;
	if (order < pageblock_order && mt == MIGRATE_MOVABLE && capture->mt != MIGRATE_MOVABLE)
		return false;
	capture->idx = idx;
	set_page_state(zone->meta, idx, PAGE_USED | order);
	account_freepages(zone, -(INT64_C(1) << order), mt);
	return true;
}

/* Mirrors: __free_one_page(). */
void free_one_block(struct zone *zone, uint32_t idx, unsigned order, enum migratetype mt,
		    bool to_tail)
{
	assert((idx & ((1u << order) - 1)) == 0);
	account_freepages(zone, INT64_C(1) << order, mt);
	while (order < MAX_PAGE_ORDER) {
		uint32_t buddy = buddy_of(idx, order);
		int buddy_mt = (int)mt;

		if (__builtin_expect(zone->capture != NULL, 0) &&
		    compaction_capture(zone, idx, order, mt))
			return;
		if (!page_is_free_block(zone, buddy, order))
			break;
		if (__builtin_expect(order >= pageblock_order, 0)) {
			buddy_mt = match_buddy_type(zone, buddy, order, mt);
			if (buddy_mt < 0)
				break;
		}
		del_from_free_list(zone, buddy, order, (enum migratetype)buddy_mt);
		idx &= buddy;
		order++;
	}
	add_to_free_list(zone, idx, order, mt, to_tail || buddy_merge_likely(zone, idx, order));
}

/* Mirrors: split_large_buddy(). */
void free_large_block(struct zone *zone, uint32_t idx, unsigned order, bool to_tail)
{
	uint32_t nr_pages = 1u << order;
	unsigned part = order > pageblock_order ? pageblock_order : order;

	for (uint32_t i = 0; i < nr_pages; i += 1u << part)
		free_one_block(zone, idx + i, part, page_migratetype(zone, idx + i), to_tail);
}

static bool pageblock_in_zone(const struct zone *zone, uint32_t idx)
{
	uint32_t start = idx & ~(uint32_t)(pageblock_nr_pages - 1);

	return zone_spans_pfn(zone, zone_page_pfn(zone, start)) &&
	       zone_spans_pfn(zone, zone_page_pfn(zone, start) + pageblock_nr_pages - 1);
}

/* Mirrors: __move_freepages_block(), move_to_free_list(). */
bool move_freepages_block(struct zone *zone, uint32_t idx, enum migratetype old_mt,
			  enum migratetype new_mt)
{
	uint32_t start = idx & ~(uint32_t)(pageblock_nr_pages - 1);
	uint32_t end = start + (uint32_t)pageblock_nr_pages;

	if (!pageblock_in_zone(zone, idx))
		return false;
	for (uint32_t i = start; i < end;) {
		unsigned order;

		if (!page_is_free_head(zone, i)) {
			i++;
			continue;
		}
		order = page_state(zone->meta, i) & PAGE_ORDER_MASK;
		assert(i + (1u << order) <= end);
		del_from_free_list(zone, i, order, old_mt);
		add_to_free_list(zone, i, order, new_mt, true);
		account_freepages(zone, -(INT64_C(1) << order), old_mt);
		account_freepages(zone, INT64_C(1) << order, new_mt);
		i += 1u << order;
	}
	set_pageblock_mt(zone, start, (int)new_mt);
	return true;
}

/* Mirrors: prep_move_freepages_block(), its num_free. */
int pageblock_free_pages(const struct zone *zone, uint32_t idx)
{
	uint32_t start = idx & ~(uint32_t)(pageblock_nr_pages - 1);
	uint32_t end = start + (uint32_t)pageblock_nr_pages;
	uint32_t nr_free = 0;

	if (!pageblock_in_zone(zone, idx))
		return -1;
	for (uint32_t i = start; i < end;) {
		uint32_t nr = 1;

		if (page_is_free_head(zone, i)) {
			nr = 1u << (page_state(zone->meta, i) & PAGE_ORDER_MASK);
			nr_free += nr;
		}
		i += nr;
	}
	return (int)nr_free;
}
