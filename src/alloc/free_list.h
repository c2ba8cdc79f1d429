/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One list of free blocks in the kernel's order (struct free_list, model/zone.h).
 *
 * Blocks are explicit (linked through their page_meta) or implied by an interval
 * of never-touched memory; the intervals stand between an explicit head part and
 * an explicit tail part:
 *
 *	head -> a -> b | [0x400, 0x8000) [0x9000, 0xa000) | c -> d <- tail
 *	             ^ middle_prev
 *
 * The functions keep links and nr_blocks; state bytes and counters of the zone
 * are the business of buddy.c.
 */
#ifndef NW_ALLOC_FREE_LIST_H
#define NW_ALLOC_FREE_LIST_H

#include "alloc/page_meta.h"

#define MAX_ORDER_PAGES (1u << MAX_PAGE_ORDER)

void free_list_init(struct free_list *fl);
/* Empty, and the interval array given back. */
void free_list_destroy(struct free_list *fl);

/*
 * Append the implied blocks of [start, end). Return: false when the list has an
 * explicit tail part or a higher interval, so that they would not come last.
 */
bool free_list_add_tail_interval(struct free_list *fl, uint32_t start, uint32_t end);
/* Interval that holds the page @idx, or NULL. */
const struct block_interval *free_list_find_interval(const struct free_list *fl, uint32_t idx);
/* Cut [start, end), which lies inside one interval and is block-aligned, out of the list. */
void free_list_cut(struct free_list *fl, uint32_t start, uint32_t end);
/* Take the first implied block; the list must start with one. */
uint32_t free_list_take_implied(struct free_list *fl);
/* All links and intervals move up by @delta indexes (the zone grew downward). */
void free_list_shift(struct free_list *fl, struct page_meta *meta, uint32_t delta);

/* Walk: first block, and the one after @idx; PAGE_IDX_NONE at the end. */
uint32_t free_list_next(const struct free_list *fl, struct page_meta *meta, uint32_t idx);
/* Last block of the list; PAGE_IDX_NONE when empty. */
uint32_t free_list_last(const struct free_list *fl);

/* The list starts with an implied block. */
static inline bool free_list_starts_implied(const struct free_list *fl)
{
	return __builtin_expect(fl->nr_intervals != 0, 0) && fl->middle_prev == PAGE_IDX_NONE;
}

/* First block or PAGE_IDX_NONE. */
static inline uint32_t free_list_first(const struct free_list *fl)
{
	return free_list_starts_implied(fl) ? fl->intervals[0].start : fl->head;
}

static inline bool free_list_empty(const struct free_list *fl)
{
	return fl->nr_blocks == 0;
}

static inline void free_list_add_head(struct free_list *fl, struct page_meta *meta, uint32_t idx)
{
	*page_link(meta, idx) = (struct page_link){ .next = fl->head, .prev = PAGE_IDX_NONE };
	if (fl->head != PAGE_IDX_NONE)
		page_link(meta, fl->head)->prev = idx;
	else
		fl->tail = idx;
	fl->head = idx;
	if (free_list_starts_implied(fl))
		fl->middle_prev = idx;
	fl->nr_blocks++;
}

static inline void free_list_add_tail(struct free_list *fl, struct page_meta *meta, uint32_t idx)
{
	*page_link(meta, idx) = (struct page_link){ .next = PAGE_IDX_NONE, .prev = fl->tail };
	if (fl->tail != PAGE_IDX_NONE)
		page_link(meta, fl->tail)->next = idx;
	else
		fl->head = idx;
	fl->tail = idx;
	fl->nr_blocks++;
}

/* Unlink an explicit block. */
static inline void free_list_del(struct free_list *fl, struct page_meta *meta, uint32_t idx)
{
	struct page_link link = *page_link(meta, idx);

	if (link.prev != PAGE_IDX_NONE)
		page_link(meta, link.prev)->next = link.next;
	else
		fl->head = link.next;
	if (link.next != PAGE_IDX_NONE)
		page_link(meta, link.next)->prev = link.prev;
	else
		fl->tail = link.prev;
	if (__builtin_expect(fl->nr_intervals != 0, 0) && fl->middle_prev == idx)
		fl->middle_prev = link.prev;
	fl->nr_blocks--;
}

#endif
