// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults on pages that are in swap, and pages that are told to go there.
 *
 * Responsible for which page a fault maps and who keeps the slot. Not responsible
 * for slots and contents (swap/).
 *
 * Mirrors: mm/memory.c do_swap_page(), should_try_to_free_swap(); mm/swap_state.c
 * __read_swap_cache_async(); mm/madvise.c madvise_pageout(), v6.12.
 * Differs: no readahead; pte_swp_exclusive() is not kept, so a page that is read in
 * and still has its slot is mapped read-only. Pages of files and of shared memory
 * objects are not told to go.
 */
#include "engine/fault_swap.h"

#include <assert.h>
#include <errno.h>

#include "engine/charge.h"
#include "engine/fault.h"

/* A page for @slot, filled, on its list; NULL with *@failed when there is no memory. */
static struct folio *read_slot(struct engine *e, struct task *task, struct mapping *map,
			       uint64_t pte_slot, uint64_t slot, struct alloc_result *failed)
{
	/* With one user on a synchronous device the swap cache is skipped. */
	bool bypass = swap_area_of(&e->m, slot)->synchronous &&
		      swap_slot_at(&e->m, slot)->count == 1;
	uint64_t shadow = swap_slot_at(&e->m, slot)->shadow;
	struct alloc_result result;
	struct mpol_use use;
	struct folio *folio;

	mm_fault_use(task, map, slot_addr(map, pte_slot), GFP_HIGHUSER_MOVABLE, 0, &use);
	result = engine_policy_alloc(e, task, &use);
	if (!result.block.zone) {
		*failed = result;
		return NULL;
	}
	folio = folio_create(&e->m, result.block, FOLIO_ANON);
	if (engine_charge(e, task, folio, GFP_KERNEL, failed))
		return NULL;
	if (!bypass)
		add_to_swap_cache(&e->m, folio, slot);
	workingset_refault(&e->m, folio, shadow);
	folio_add_lru(&e->m, folio);
	swap_read_folio(&e->m, folio, slot, task->cpu);
	return folio;
}

/* Only when the slots run short, or the writer is likely to be the only user. */
static bool should_try_to_free_swap(const struct machine *m, const struct folio *folio, bool write)
{
	if (!(folio->flags & PG_SWAPCACHE))
		return false;
	if (memcg_swap_full(m, folio) || folio->flags & PG_MLOCKED)
		return true;
	return write && !folio->mapcount;
}

int engine_swap_in(struct engine *e, struct task *task, struct mapping *map, uint64_t pte_slot,
		   bool write, struct alloc_result *failed)
{
	uint64_t slot = map->ptes[pte_slot].swap - 1;
	struct folio *folio = swap_cache_get_folio(&e->m, slot);
	unsigned flags = PTE_YOUNG;

	if (!folio)
		folio = read_slot(e, task, map, pte_slot, slot, failed);
	if (!folio)
		return -ENOMEM;
	swap_free(&e->m, slot, task->cpu);
	if (should_try_to_free_swap(&e->m, folio, write))
		folio_free_swap(&e->m, folio, task->cpu);
	if (!folio->mapcount && !(folio->flags & PG_SWAPCACHE))
		flags |= write ? PTE_WRITE | PTE_DIRTY : PTE_WRITE;
	folio_map_pte(folio, map, pte_slot, flags);
	return 0;
}

/* madvise(MADV_PAGEOUT) leaves shared pages alone. */
static bool may_page_out(const struct folio *folio)
{
	return folio && folio->kind == FOLIO_ANON && folio->mapcount == 1;
}

uint64_t engine_page_out(struct engine *e, struct task *task, struct mapping *map, uint64_t first,
			 uint64_t nr)
{
	const struct alloc_request who = {
		.nid = e->m.cpu_to_node[task->cpu],
		.task = task,
		.cpu = task->cpu,
		.ctx = CTX_TASK_MEMALLOC,
	};
	uint64_t nr_out = 0;

	assert(first + nr <= map->nr_slots);
	for (uint64_t i = first; i < first + nr; i++) {
		struct folio *folio = map->ptes[i].folio;

		if (!may_page_out(folio) || !folio_isolate_lru(&e->m, folio))
			continue;
		if (swap_out(&e->m, folio, &who) == 0) {
			folio_free(&e->m, folio, task->cpu);
			nr_out++;
		} else {
			folio_add_lru(&e->m, folio);
		}
		zswap_run_worker(&e->zswap, &e->m);
	}
	return nr_out;
}
