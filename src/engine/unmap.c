// SPDX-License-Identifier: GPL-2.0-only
/*
 * The end of mapped pages: entries that are cleared, mappings and address spaces that go.
 *
 * Mirrors: mm/memory.c zap_present_folio_ptes(), mm/mmap.c exit_mmap(), mm/swap.c
 * __folio_put(), mm/memremap.c free_zone_device_folio(), v6.12.
 */
#include "engine/fault.h"
#include "engine/file.h"
#include "engine/mlock.h"
#include "engine/pgtable.h"
#include "engine/private.h"

/* Who pinned it keeps it until it is unpinned. */
void engine_free_folio(struct engine *e, struct folio *folio, int cpu)
{
	if (folio->nr_pins)
		return;
	folio_isolate_lru(&e->m, folio);
	if (folio_is_zone_device(folio))
		device_page_free(&e->hotplug.device, folio_forget(&e->m, folio).pfn);
	else
		folio_free(&e->m, folio, cpu);
}

/* Nobody maps it any more. Swap entries that still name its slot keep it in the swap cache. */
void engine_put_anon(struct engine *e, struct folio *folio, int cpu)
{
	if (folio->nr_pins)
		return;
	folio_isolate_lru(&e->m, folio);
	if (folio->flags & PG_SWAPCACHE && !folio_free_swap(&e->m, folio, cpu))
		folio_add_lru(&e->m, folio);
	else
		engine_free_folio(e, folio, cpu);
}

/* What the entry knew of a cached page is the page's own from now on. */
void engine_unmap_slot(struct engine *e, struct mapping *map, uint64_t slot, int cpu)
{
	struct folio *folio = map->ptes[slot].folio;
	unsigned flags = folio_unmap_pte(map, slot);

	engine_munlock_folio(e, folio);
	if (folio->kind != FOLIO_ANON) {
		if (flags & PTE_DIRTY)
			folio_mark_dirty(&e->m, folio);
		if (flags & PTE_YOUNG)
			folio_mark_accessed(&e->m, folio);
	} else if (!folio->mapcount) {
		engine_put_anon(e, folio, cpu);
	}
}

static void unmap_swap(struct engine *e, struct mapping *map, uint64_t slot, int cpu)
{
	uint64_t swap = map->ptes[slot].swap - 1;

	map->ptes[slot].swap = 0;
	free_swap_and_cache(&e->m, swap, cpu);
}

static void zap_mapping(struct engine *e, struct mapping *map, int cpu)
{
	for (uint64_t i = 0; i < map->nr_slots; i++) {
		if (map->ptes[i].folio)
			engine_unmap_slot(e, map, i, cpu);
		else if (map->ptes[i].swap)
			unmap_swap(e, map, i, cpu);
		map->ptes[i].flags = 0;
	}
}

void engine_munmap(struct engine *e, struct task *task, struct mapping *map)
{
	zap_mapping(e, map, task->cpu);
	engine_file_unmap(e, map, task->cpu);
	mm_unmap(task->mm, map);
}

/* Mirrors: mm/mmap.c exit_mmap(), v6.12: pages by address, then their tables. */
static void zap_mm(struct engine *e, struct task *task)
{
	for (struct mapping *map = task->mm->maps; map; map = map->next)
		zap_mapping(e, map, task->cpu);
	pgtable_free_all(e, task->mm, task->cpu);
}

void engine_mm_reap(void *arg, struct task *task)
{
	zap_mm(arg, task);
}

void engine_mm_exit(struct engine *e, struct task *task)
{
	struct mm *mm = task->mm;

	if (!mm)
		return;
	zap_mm(e, task);
	for (struct mapping *map = mm->maps; map; map = map->next)
		engine_file_unmap(e, map, task->cpu);
	mm_destroy(mm);
	task->mm = NULL;
}
