// SPDX-License-Identifier: GPL-2.0-only
/*
 * The yardstick of bench_compare. Mirrors: mm/page_alloc.c __free_one_page(),
 * buddy_merge_likely(), __rmqueue_smallest(), v6.12, for one type.
 */
#include "plain_buddy.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/text.h"

struct plain_page {
	struct plain_page *next, *prev;
	uint32_t free; /* first page of a free block */
	uint32_t order;
	uint64_t unused; /* stands for the rest of a struct page */
};

static_assert(sizeof(struct plain_page) == 32, "as small as it is likely to be");

struct plain_buddy {
	uint64_t nr_pages;
	struct plain_page *pages;
	struct plain_page lists[PLAIN_ORDERS]; /* heads */
};

static void insert(struct plain_page *page, struct plain_page *prev, struct plain_page *next)
{
	page->next = next;
	page->prev = prev;
	next->prev = page;
	prev->next = page;
}

static void link_free(struct plain_buddy *b, uint64_t idx, unsigned order, bool tail)
{
	struct plain_page *page = &b->pages[idx], *head = &b->lists[order];

	page->free = 1;
	page->order = order;
	if (tail)
		insert(page, head->prev, head);
	else
		insert(page, head, head->next);
}

static void unlink_free(struct plain_page *page)
{
	page->next->prev = page->prev;
	page->prev->next = page->next;
	page->free = 0;
}

static bool is_free(const struct plain_buddy *b, uint64_t idx, unsigned order)
{
	return b->pages[idx].free && b->pages[idx].order == order;
}

struct plain_buddy *plain_buddy_new(uint64_t nr_pages)
{
	struct plain_buddy *b = xcalloc(1, sizeof(*b));

	b->nr_pages = nr_pages;
	b->pages = xcalloc(nr_pages, sizeof(*b->pages));
	for (int order = 0; order < PLAIN_ORDERS; order++)
		b->lists[order].next = b->lists[order].prev = &b->lists[order];
	for (uint64_t idx = 0; idx < nr_pages; idx += 1u << (PLAIN_ORDERS - 1))
		link_free(b, idx, PLAIN_ORDERS - 1, true);
	return b;
}

void plain_buddy_free(struct plain_buddy *b)
{
	free(b->pages);
	free(b);
}

uint64_t plain_take(struct plain_buddy *b, unsigned order)
{
	for (unsigned high = order; high < PLAIN_ORDERS; high++) {
		struct plain_page *page = b->lists[high].next;
		uint64_t idx;

		if (page == &b->lists[high])
			continue;
		unlink_free(page);
		idx = (uint64_t)(page - b->pages);
		while (high > order) {
			high--;
			link_free(b, idx + (UINT64_C(1) << high), high, false);
		}
		return idx;
	}
	return PLAIN_NONE;
}

/* With one more free, would the block two levels up become one? */
static bool merge_likely(const struct plain_buddy *b, uint64_t idx, unsigned order)
{
	uint64_t higher = idx & ~(UINT64_C(1) << order);

	return order < PLAIN_ORDERS - 2 && is_free(b, higher ^ (UINT64_C(2) << order), order + 1);
}

void plain_give(struct plain_buddy *b, uint64_t idx, unsigned order)
{
	while (order < PLAIN_ORDERS - 1) {
		uint64_t buddy = idx ^ (UINT64_C(1) << order);

		if (!is_free(b, buddy, order))
			break;
		unlink_free(&b->pages[buddy]);
		idx &= buddy;
		order++;
	}
	link_free(b, idx, order, merge_likely(b, idx, order));
}
