/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The buddy allocator of one zone: free lists by order and migratetype, blocks
 * split when taken and merged when given back. Every function keeps the order
 * of the lists as the kernel does.
 *
 * Mirrors: mm/page_alloc.c __free_one_page(), __rmqueue_smallest(), expand(),
 * split_large_buddy(), account_freepages(), v6.12.
 */
#ifndef NW_ALLOC_BUDDY_H
#define NW_ALLOC_BUDDY_H

#include "alloc/free_list.h"
#include "alloc/pageblock.h"

static inline struct free_list *zone_free_list(struct zone *zone, unsigned order,
					       enum migratetype mt)
{
	return &zone->free_area[order].free_list[mt];
}

static inline bool page_is_free_block(const struct zone *zone, uint32_t idx, unsigned order)
{
	return page_state(zone->meta, idx) == (PAGE_BUDDY | order);
}

/*
 * Is the page the first one of an explicit free block? (Implied blocks are of
 * MAX_PAGE_ORDER and are nobody's merge partner.)
 */
static inline bool page_is_free_head(const struct zone *zone, uint32_t idx)
{
	return (page_state(zone->meta, idx) & ~PAGE_ORDER_MASK) == PAGE_BUDDY;
}

/* NR_FREE_PAGES and its relatives change by @nr pages of type @mt. */
void account_freepages(struct zone *zone, int64_t nr, enum migratetype mt);

/* Put a block on / take an explicit block off its list, without accounting. */
void add_to_free_list(struct zone *zone, uint32_t idx, unsigned order, enum migratetype mt,
		      bool tail);
void del_from_free_list(struct zone *zone, uint32_t idx, unsigned order, enum migratetype mt);
/* Take the first block off a non-empty list, without accounting. */
uint32_t take_first_free(struct zone *zone, unsigned order, enum migratetype mt);

/*
 * Split a block of order @high, which is on no list, down to @low: its lower
 * end is the caller's, the upper halves go to the head of the lists of @mt.
 * Return: pages put on lists.
 */
uint32_t expand(struct zone *zone, uint32_t idx, unsigned low, unsigned high, enum migratetype mt);

/*
 * Take 2^order pages from the smallest block of type @mt that holds them.
 * Return: page index, or PAGE_IDX_NONE.
 */
uint32_t rmqueue_smallest(struct zone *zone, unsigned order, enum migratetype mt);

/* Give back one block within one pageblock type, merging as far as it goes. */
void free_one_block(struct zone *zone, uint32_t idx, unsigned order, enum migratetype mt,
		    bool to_tail);
/* The same for any block: pageblock by pageblock, each to its own type. */
void free_large_block(struct zone *zone, uint32_t idx, unsigned order, bool to_tail);

/*
 * Give the pageblock of @idx to @new_mt and move its free blocks to the tail of
 * the lists of @new_mt. No block reaches beyond the pageblock. Return: false,
 * nothing done, when the pageblock is not wholly in the zone.
 */
bool move_freepages_block(struct zone *zone, uint32_t idx, enum migratetype old_mt,
			  enum migratetype new_mt);
/* Free pages in the pageblock of @idx; -1 when it is not wholly in the zone. */
int pageblock_free_pages(const struct zone *zone, uint32_t idx);

#endif
