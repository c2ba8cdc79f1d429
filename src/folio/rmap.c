// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which page table entries map a folio.
 *
 * Mirrors: mm/rmap.c folio_add_anon_rmap_ptes(), folio_remove_rmap_ptes(), v6.12.
 * Differs: the entries are listed, where the kernel finds them through anon_vma
 * and i_mmap.
 */
#include <assert.h>
#include <stdlib.h>

#include "base/text.h"
#include "folio/folio.h"

void folio_map_pte(struct folio *folio, struct mapping *map, uint64_t slot, unsigned pte_flags)
{
	struct folio_map *entry = xcalloc(1, sizeof(*entry));
	struct pte *pte = &map->ptes[slot];

	assert(slot < map->nr_slots);
	assert(!pte->folio);
	*pte = (struct pte){ .folio = folio, .flags = (uint8_t)pte_flags };
	*entry = (struct folio_map){ .next = folio->maps, .map = map, .slot = slot };
	folio->maps = entry;
	folio->mapcount++;
}

unsigned folio_unmap_pte(struct mapping *map, uint64_t slot)
{
	struct pte *pte = &map->ptes[slot];
	struct folio *folio = pte->folio;
	struct folio_map **link = &folio->maps, *entry;
	unsigned flags = pte->flags;

	while ((*link)->map != map || (*link)->slot != slot)
		link = &(*link)->next;
	entry = *link;
	*link = entry->next;
	free(entry);
	folio->mapcount--;
	*pte = (struct pte){ .folio = NULL };
	return flags;
}
