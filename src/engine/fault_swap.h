/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Faults on swapped pages, and madvise(MADV_PAGEOUT).
 *
 * Mirrors: mm/memory.c do_swap_page(), mm/madvise.c madvise_pageout(), v6.12.
 */
#ifndef NW_ENGINE_FAULT_SWAP_H
#define NW_ENGINE_FAULT_SWAP_H

#include "engine/engine.h"
#include "mempolicy/mm.h"

/*
 * Bring the page of entry @pte_slot, which is in swap, back and map it. 0, or -ENOMEM
 * with *@failed; nothing changed then.
 */
int engine_swap_in(struct engine *e, struct task *task, struct mapping *map, uint64_t pte_slot,
		   bool write, struct alloc_result *failed);
/* Reclaim what of [first, first + nr) is mapped here alone. Return: pages that went. */
uint64_t engine_page_out(struct engine *e, struct task *task, struct mapping *map, uint64_t first,
			 uint64_t nr);

#endif
