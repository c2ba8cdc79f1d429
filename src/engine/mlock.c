// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a task may do with its memory, and memory that must stay.
 *
 * Mirrors: mm/mprotect.c change_pte_range(), mm/mlock.c mlock_folio(),
 * munlock_folio(), mm/gup.c populate_vma_page_range(), v6.12.
 * Differs: no RLIMIT_MEMLOCK, no MLOCK_ONFAULT. How many locked vmas map a page is
 * counted when somebody asks.
 */
#include "engine/mlock.h"

#include <errno.h>

#include "engine/fault.h"

/* Making it writable again is left to the next write. */
void engine_mprotect(struct mapping *map, uint64_t first, uint64_t nr, bool write)
{
	mapping_set_flags(map, first, nr, write ? VMA_WRITE : 0, write ? 0 : VMA_WRITE);
	for (uint64_t i = first; !write && i < first + nr; i++)
		map->ptes[i].flags &= (uint8_t)~PTE_WRITE;
}

void engine_mlock_slot(struct engine *e, struct mapping *map, uint64_t slot)
{
	struct folio *folio = map->ptes[slot].folio;
	bool on_lru;

	if (!folio || folio_is_zone_device(folio) || folio->flags & PG_MLOCKED)
		return;
	on_lru = folio_isolate_lru(&e->m, folio);
	folio->flags |= PG_MLOCKED;
	if (on_lru)
		folio_putback_lru(&e->m, folio);
}

static bool is_locked(const struct folio *folio)
{
	const struct folio_map *pos;

	for_each_folio_map(pos, folio)
	{
		if (mapping_vma(pos->map, slot_addr(pos->map, pos->slot))->flags & VMA_LOCKED)
			return true;
	}
	return false;
}

void engine_munlock_folio(struct engine *e, struct folio *folio)
{
	bool on_lru;

	if (!(folio->flags & PG_MLOCKED) || is_locked(folio))
		return;
	on_lru = folio_isolate_lru(&e->m, folio);
	folio->flags &= ~(PG_MLOCKED | PG_UNEVICTABLE);
	if (on_lru)
		folio_putback_lru(&e->m, folio);
}

/* Private memory that may be written is written to, so that no copy is needed later. */
int engine_mlock(struct engine *e, struct task *task, struct mapping *map, uint64_t first,
		 uint64_t nr, struct alloc_result *failed)
{
	mapping_set_flags(map, first, nr, VMA_LOCKED, 0);
	for (uint64_t i = first; i < first + nr; i++)
		engine_mlock_slot(e, map, i);
	for (uint64_t i = first; i < first + nr; i++) {
		const struct vma *vma = mapping_vma(map, slot_addr(map, i));
		bool write = vma->flags & VMA_WRITE && !map->shared;

		if (engine_access(e, task, map, i, write ? ACCESS_WRITE : ACCESS_READ, failed))
			return -EAGAIN;
	}
	return 0;
}

void engine_munlock(struct engine *e, struct mapping *map, uint64_t first, uint64_t nr)
{
	mapping_set_flags(map, first, nr, 0, VMA_LOCKED);
	for (uint64_t i = first; i < first + nr; i++) {
		if (map->ptes[i].folio)
			engine_munlock_folio(e, map->ptes[i].folio);
	}
}
