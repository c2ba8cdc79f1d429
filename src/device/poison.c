// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages that hardware reports as broken.
 *
 * Responsible for taking such a page from whoever has it. Not responsible for why it
 * broke.
 *
 * Mirrors: mm/memory-failure.c memory_failure_queue(), memory_failure(),
 * hwpoison_user_mappings(), me_pagecache_clean(), me_swapcache_dirty(),
 * mm/page_alloc.c free_pages_prepare() (PageHWPoison), v6.12.
 * Differs: a huge page is lost as a whole; nobody is killed before the next access; a
 * page of the kernel (zswap, page tables) is only kept once it is freed.
 */
#include <assert.h>
#include <stdlib.h>

#include "base/text.h"
#include "device/private.h"
#include "pagecache/pagecache.h"
#include "swap/swap.h"

void memory_failure_queue(struct machine *m, uint64_t pfn)
{
	struct device_state *state = m->devices;

	if (state->nr_queued == state->cap_queue) {
		state->cap_queue = state->cap_queue ? 2 * state->cap_queue : 16;
		state->queue = xrealloc(state->queue, state->cap_queue * sizeof(*state->queue));
	}
	state->queue[state->nr_queued++] = pfn;
}

void poison_keep(struct machine *m, struct page_block block)
{
	struct device_state *state = m->devices;

	if (state->nr_poisoned == state->cap_poisoned) {
		state->cap_poisoned = state->cap_poisoned ? 2 * state->cap_poisoned : 16;
		state->poisoned =
			xrealloc(state->poisoned, state->cap_poisoned * sizeof(*state->poisoned));
	}
	state->poisoned[state->nr_poisoned++] = block;
}

void poison_for_each_page(const struct machine *m,
			  void (*visit)(void *arg, struct page_block block), void *arg)
{
	for (size_t i = 0; m->devices && i < m->devices->nr_poisoned; i++)
		visit(arg, m->devices->poisoned[i]);
}

/* The only copy was there: whoever maps it finds that out at the next access. */
static void unmap_lost(struct folio *folio, bool lost)
{
	while (folio->maps) {
		struct mapping *map = folio->maps->map;
		uint64_t slot = folio->maps->slot;

		folio_unmap_pte(map, slot);
		if (lost)
			map->ptes[slot].flags = PTE_HWPOISON;
	}
}

/*
 * Clean pages of a file are read again; of what was dirty or anonymous nothing is
 * left. Swap entries that name a dirty page's slot find its poisoned page in the cache
 * in the kernel; here the slot keeps what was last written to it.
 */
static void take_folio(struct machine *m, struct folio *folio)
{
	bool clean = folio->kind == FOLIO_FILE && !(folio->flags & PG_DIRTY);

	folio_isolate_lru(m, folio);
	unmap_lost(folio, !clean);
	if (folio->cache)
		page_cache_remove(m, folio);
	if (folio->flags & PG_SWAPCACHE)
		delete_from_swap_cache(m, folio, 0, 0);
	poison_keep(m, folio_forget(m, folio));
}

static void memory_failure(struct machine *m, uint64_t pfn)
{
	struct folio *folio = folio_at(m, pfn);

	if (!folio)
		return;	/* already taken, or the kernel's */
	event_add_nr(m, EVENT_POISON, folio->block.zone, folio->block.order, 1);
	/* A pinned page cannot be taken from who pins it; it stays as it is. */
	folio->flags |= PG_HWPOISON;
	if (!folio->nr_pins)
		take_folio(m, folio);
}

void memory_failure_work(struct machine *m)
{
	struct device_state *state = m->devices;

	for (size_t i = 0; state && i < state->nr_queued; i++)
		memory_failure(m, state->queue[i]);
	if (state)
		state->nr_queued = 0;
}
