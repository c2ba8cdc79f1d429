// SPDX-License-Identifier: GPL-2.0-only
/*
 * Swap areas and their slots.
 *
 * Responsible for which slots are in use and by how many page table entries. Not
 * responsible for what is in them (page_io.c) or in the cache (swap_state.c).
 *
 * Mirrors: mm/swapfile.c swapon(2), scan_swap_map_slots(), swap_duplicate(),
 * swap_free(), free_swap_and_cache(), vm_swap_full(); mm/memcontrol.c
 * mem_cgroup_get_nr_swap_pages(), mem_cgroup_swap_full(), v6.12.
 * Differs: areas are used in the order of their swapon; slots one after the other.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "memcg/memcg.h"
#include "swap/private.h"

void swap_init(struct machine *m, struct zswap *z)
{
	m->swap = xcalloc(1, sizeof(*m->swap));
	m->swap->zswap = z;
	z->writeback = &swap_zswap_ops;
}

static void drop_cache(struct machine *m, struct swap_slot *slot)
{
	struct folio *folio = slot->folio;

	folio_isolate_lru(m, folio);
	delete_from_swap_cache(m, folio, 0, 0);
	swap_folio_free(m, folio, 0);
}

void swap_destroy(struct machine *m)
{
	struct swap_state *swap = m->swap;

	for (unsigned a = 0; a < swap->nr_areas; a++) {
		struct swap_area *area = &swap->areas[a];

		for (uint64_t i = 0; i < area->nr_slots && swap->nr_cached; i++) {
			if (area->slots[i].folio)
				drop_cache(m, &area->slots[i]);
		}
		assert(area->nr_used == 0);
		free(area->slots);
		free(area->name);
	}
	free(swap);
	m->swap = NULL;
}

int swap_on(struct machine *m, const char *name, uint64_t nr_pages, bool synchronous)
{
	struct swap_state *swap = m->swap;
	struct swap_area *area;

	if (!nr_pages)
		return -EINVAL;
	for (unsigned a = 0; a < swap->nr_areas; a++) {
		if (!strcmp(swap->areas[a].name, name))
			return -EBUSY;
	}
	if (swap->nr_areas == MAX_SWAP_AREAS || nr_pages > MAX_SWAP_PAGES - m->total_swap_pages)
		return -EPERM;
	area = &swap->areas[swap->nr_areas++];
	*area = (struct swap_area){
		.name = xstrdup(name),
		.first = m->total_swap_pages,
		.nr_slots = nr_pages,
		.synchronous = synchronous,
		.slots = xcalloc(nr_pages, sizeof(*area->slots)),
	};
	m->total_swap_pages += nr_pages;
	m->nr_swap_pages += nr_pages;
	return 0;
}

static struct swap_area *area_of(const struct machine *m, uint64_t slot)
{
	struct swap_area *area = m->swap->areas;

	while (slot >= area->first + area->nr_slots)
		area++;
	assert(area < m->swap->areas + m->swap->nr_areas);
	return area;
}

const struct swap_area *swap_area_of(const struct machine *m, uint64_t slot)
{
	return area_of(m, slot);
}

struct swap_slot *swap_slot_at(const struct machine *m, uint64_t slot)
{
	struct swap_area *area = area_of(m, slot);

	return &area->slots[slot - area->first];
}

uint64_t memcg_nr_swap_pages(const struct machine *m, const struct mem_cgroup *memcg)
{
	uint64_t nr = m->nr_swap_pages;

	for (; memcg && memcg->parent; memcg = memcg->parent) {
		uint64_t left = memcg->swap.max > memcg->swap.usage ?
					memcg->swap.max - memcg->swap.usage :
					0;

		if (left < nr)
			nr = left;
	}
	return nr;
}

bool vm_swap_full(const struct machine *m)
{
	return m->nr_swap_pages * 2 < m->total_swap_pages;
}

bool memcg_swap_full(const struct machine *m, const struct folio *folio)
{
	if (vm_swap_full(m))
		return true;
	for (const struct mem_cgroup *memcg = folio->memcg; memcg && memcg->parent;
	     memcg = memcg->parent) {
		if (memcg->swap.usage * 2 >= memcg->swap.high ||
		    memcg->swap.usage * 2 >= memcg->swap.max)
			return true;
	}
	return false;
}

/* ---- the life of a slot ---- */

static bool slot_in_use(const struct swap_slot *slot)
{
	return slot->count || slot->folio;
}

/* The next free slot of the area, round and round. */
static uint64_t take_slot(struct swap_area *area)
{
	uint64_t i = area->next;

	assert(area->nr_used < area->nr_slots);
	while (slot_in_use(&area->slots[i]))
		i = i + 1 == area->nr_slots ? 0 : i + 1;
	area->next = i + 1 == area->nr_slots ? 0 : i + 1;
	area->nr_used++;
	return area->first + i;
}

int folio_alloc_swap(struct machine *m, const struct folio *folio, uint64_t *slot)
{
	struct swap_area *area = m->swap->areas;

	if (!m->nr_swap_pages)
		return -ENOSPC;
	if (!memcg_try_charge_swap(folio->memcg, 1))
		return -ENOMEM;
	while (area->nr_used == area->nr_slots)
		area++;
	*slot = take_slot(area);
	m->nr_swap_pages--;
	swap_slot_at(m, *slot)->memcg = folio->memcg;
	return 0;
}

/* Nobody names it and it is not cached: zswap and the counters let it go. */
void swap_slot_put(struct machine *m, uint64_t nr, int cpu)
{
	struct swap_area *area = area_of(m, nr);
	struct swap_slot *slot = &area->slots[nr - area->first];

	if (slot_in_use(slot))
		return;
	zswap_invalidate(m->swap->zswap, m, zswap_slot(nr), cpu);
	memcg_uncharge_swap(slot->memcg, 1);
	*slot = (struct swap_slot){ .count = 0 };
	area->nr_used--;
	m->nr_swap_pages++;
}

void swap_duplicate(struct machine *m, uint64_t slot)
{
	struct swap_slot *s = swap_slot_at(m, slot);

	assert(slot_in_use(s));
	s->count++;
}

void swap_free(struct machine *m, uint64_t slot, int cpu)
{
	struct swap_slot *s = swap_slot_at(m, slot);

	assert(s->count > 0);
	s->count--;
	swap_slot_put(m, slot, cpu);
}

/* Mirrors: mm/swapfile.c __try_to_reclaim_swap() with TTRS_UNMAPPED | TTRS_FULL, v6.12. */
void free_swap_and_cache(struct machine *m, uint64_t slot, int cpu)
{
	struct folio *folio;

	swap_free(m, slot, cpu);
	folio = swap_slot_at(m, slot)->folio;
	if (!folio || (folio->mapcount && !memcg_swap_full(m, folio)) ||
	    !folio_free_swap(m, folio, cpu) || folio->mapcount)
		return;
	folio_isolate_lru(m, folio);
	swap_folio_free(m, folio, cpu);
}
