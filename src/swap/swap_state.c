// SPDX-License-Identifier: GPL-2.0-only
/*
 * The swap cache: folios that have a slot.
 *
 * Responsible for the link between a folio and its slot, in both directions. Not
 * responsible for the count of a slot's users (swapfile.c).
 *
 * Mirrors: mm/swap_state.c add_to_swap(), add_to_swap_cache(),
 * delete_from_swap_cache(); mm/swapfile.c folio_free_swap(); mm/rmap.c
 * try_to_unmap_one() for anonymous pages, v6.12.
 * Differs: the cache takes no memory (xarray nodes).
 */
#include <assert.h>
#include <errno.h>

#include "memcg/memcg.h"
#include "swap/private.h"

struct folio *swap_cache_get_folio(const struct machine *m, uint64_t slot)
{
	return swap_slot_at(m, slot)->folio;
}

void add_to_swap_cache(struct machine *m, struct folio *folio, uint64_t slot)
{
	struct swap_slot *s = swap_slot_at(m, slot);

	assert(!s->folio && !(folio->flags & PG_SWAPCACHE));
	s->folio = folio;
	s->shadow = 0;
	folio->swap = slot;
	folio->flags |= PG_SWAPCACHE;
	m->swap->nr_cached++;
}

int add_to_swap(struct machine *m, struct folio *folio)
{
	uint64_t slot;
	int err;

	assert(folio->flags & PG_SWAPBACKED);
	if (folio->block.order)
		return -EINVAL;
	err = folio_alloc_swap(m, folio, &slot);
	if (err)
		return err;
	add_to_swap_cache(m, folio, slot);
	folio->flags |= PG_DIRTY;
	return 0;
}

void delete_from_swap_cache(struct machine *m, struct folio *folio, uint64_t shadow, int cpu)
{
	struct swap_slot *slot = swap_slot_at(m, folio->swap);

	assert(folio->flags & PG_SWAPCACHE);
	assert(slot->folio == folio);
	slot->folio = NULL;
	slot->shadow = shadow;
	folio->flags &= ~PG_SWAPCACHE;
	m->swap->nr_cached--;
	swap_slot_put(m, folio->swap, cpu);
}

bool folio_free_swap(struct machine *m, struct folio *folio, int cpu)
{
	if (!(folio->flags & PG_SWAPCACHE) || folio->flags & PG_WRITEBACK)
		return false;
	if (swap_slot_at(m, folio->swap)->count)
		return false;
	delete_from_swap_cache(m, folio, 0, cpu);
	folio->flags |= PG_DIRTY;
	return true;
}

void swap_unmap(struct machine *m, struct folio *folio)
{
	assert(folio->flags & PG_SWAPCACHE);
	while (folio->maps) {
		struct mapping *map = folio->maps->map;
		uint64_t slot = folio->maps->slot;

		if (folio_unmap_pte(map, slot) & PTE_DIRTY)
			folio->flags |= PG_DIRTY;
		assert(folio->swap < UINT32_MAX);
		map->ptes[slot].swap = (uint32_t)folio->swap + 1;
		swap_duplicate(m, folio->swap);
	}
}

void swap_folio_free(struct machine *m, struct folio *folio, int cpu)
{
	folio_free(m, folio, cpu);
}
