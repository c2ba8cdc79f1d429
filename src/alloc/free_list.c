// SPDX-License-Identifier: GPL-2.0-only
/*
 * The implied part of free lists: intervals of never-touched blocks.
 *
 * Responsible for intervals and for walking a list across its three parts.
 * Not responsible for the explicit blocks' hot operations (free_list.h).
 *
 * Mirrors: nothing; the kernel links every block.
 * Differs: a block of MAX_PAGE_ORDER that was never used has no metadata.
 */
#include "alloc/free_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

void free_list_init(struct free_list *fl)
{
	*fl = (struct free_list){
		.head = PAGE_IDX_NONE,
		.tail = PAGE_IDX_NONE,
		.middle_prev = PAGE_IDX_NONE,
	};
}

void free_list_destroy(struct free_list *fl)
{
	free(fl->intervals);
	free_list_init(fl);
}

/* Make room for one more interval at position @at. */
static struct block_interval *insert_interval(struct free_list *fl, uint32_t at)
{
	if (fl->nr_intervals == fl->cap_intervals) {
		fl->cap_intervals = fl->cap_intervals ? 2 * fl->cap_intervals : 4;
		fl->intervals = xrealloc(fl->intervals, fl->cap_intervals * sizeof(*fl->intervals));
	}
	memmove(&fl->intervals[at + 1], &fl->intervals[at],
		(fl->nr_intervals - at) * sizeof(*fl->intervals));
	fl->nr_intervals++;
	return &fl->intervals[at];
}

static void remove_interval(struct free_list *fl, uint32_t at)
{
	fl->nr_intervals--;
	memmove(&fl->intervals[at], &fl->intervals[at + 1],
		(fl->nr_intervals - at) * sizeof(*fl->intervals));
	if (fl->nr_intervals == 0)
		fl->middle_prev = PAGE_IDX_NONE;
}

bool free_list_add_tail_interval(struct free_list *fl, uint32_t start, uint32_t end)
{
	struct block_interval *last;

	assert(start < end && start % MAX_ORDER_PAGES == 0 && end % MAX_ORDER_PAGES == 0);
	if (fl->nr_intervals == 0) {
		fl->middle_prev = fl->tail;
		*insert_interval(fl, 0) = (struct block_interval){ start, end };
	} else {
		last = &fl->intervals[fl->nr_intervals - 1];
		if (fl->middle_prev != fl->tail || last->end > start)
			return false;
		if (last->end == start)
			last->end = end;
		else
			*insert_interval(fl, fl->nr_intervals) =
				(struct block_interval){ start, end };
	}
	fl->nr_blocks += (end - start) / MAX_ORDER_PAGES;
	return true;
}

const struct block_interval *free_list_find_interval(const struct free_list *fl, uint32_t idx)
{
	uint32_t low = 0, high = fl->nr_intervals;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (fl->intervals[mid].end <= idx)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == fl->nr_intervals || fl->intervals[low].start > idx)
		return NULL;
	return &fl->intervals[low];
}

void free_list_cut(struct free_list *fl, uint32_t start, uint32_t end)
{
	const struct block_interval *found = free_list_find_interval(fl, start);
	struct block_interval whole;
	uint32_t at;

	assert(found && start < end && end <= found->end);
	assert(start % MAX_ORDER_PAGES == 0 && end % MAX_ORDER_PAGES == 0);
	at = (uint32_t)(found - fl->intervals);
	whole = *found;
	fl->nr_blocks -= (end - start) / MAX_ORDER_PAGES;
	if (whole.start == start && whole.end == end) {
		remove_interval(fl, at);
	} else if (whole.start == start) {
		fl->intervals[at].start = end;
	} else {
		fl->intervals[at].end = start;
		if (whole.end != end)
			*insert_interval(fl, at + 1) = (struct block_interval){ end, whole.end };
	}
}

uint32_t free_list_take_implied(struct free_list *fl)
{
	uint32_t idx;

	assert(free_list_starts_implied(fl));
	idx = fl->intervals[0].start;
	fl->intervals[0].start += MAX_ORDER_PAGES;
	if (fl->intervals[0].start == fl->intervals[0].end)
		remove_interval(fl, 0);
	fl->nr_blocks--;
	return idx;
}

static void shift(uint32_t *idx, uint32_t delta)
{
	if (*idx != PAGE_IDX_NONE)
		*idx += delta;
}

void free_list_shift(struct free_list *fl, struct page_meta *meta, uint32_t delta)
{
	shift(&fl->head, delta);
	shift(&fl->tail, delta);
	shift(&fl->middle_prev, delta);
	for (uint32_t i = 0; i < fl->nr_intervals; i++) {
		fl->intervals[i].start += delta;
		fl->intervals[i].end += delta;
	}
	for (uint32_t idx = fl->head; idx != PAGE_IDX_NONE; idx = page_link(meta, idx)->next) {
		shift(&page_link(meta, idx)->next, delta);
		shift(&page_link(meta, idx)->prev, delta);
	}
}

/* First explicit block behind the intervals. */
static uint32_t middle_next(const struct free_list *fl, struct page_meta *meta)
{
	if (fl->middle_prev == PAGE_IDX_NONE)
		return fl->head;
	return page_link(meta, fl->middle_prev)->next;
}

uint32_t free_list_next(const struct free_list *fl, struct page_meta *meta, uint32_t idx)
{
	const struct block_interval *in = free_list_find_interval(fl, idx);

	if (!in) {
		if (fl->nr_intervals && idx == fl->middle_prev)
			return fl->intervals[0].start;
		return page_link(meta, idx)->next;
	}
	if (idx + MAX_ORDER_PAGES < in->end)
		return idx + MAX_ORDER_PAGES;
	if (in + 1 < fl->intervals + fl->nr_intervals)
		return in[1].start;
	return middle_next(fl, meta);
}

uint32_t free_list_last(const struct free_list *fl)
{
	if (fl->nr_intervals && fl->middle_prev == fl->tail)
		return fl->intervals[fl->nr_intervals - 1].end - MAX_ORDER_PAGES;
	return fl->tail;
}
