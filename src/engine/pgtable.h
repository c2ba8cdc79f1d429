/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables of an address space.
 *
 * Mirrors: mm/memory.c __pud_alloc(), __pmd_alloc(), __pte_alloc(), v6.12.
 */
#ifndef NW_ENGINE_PGTABLE_H
#define NW_ENGINE_PGTABLE_H

#include "engine/engine.h"
#include "mempolicy/mm.h"

enum { PTE_LEVEL = 1, PMD_LEVEL, PUD_LEVEL };

/*
 * Make sure that the table of @level over @addr exists in @mm; @task asks for it.
 * Return: 0, or -ENOMEM with what the allocator said in *@failed.
 */
int pgtable_ensure(struct engine *e, struct task *task, struct mm *mm, int level, uint64_t addr,
		   struct alloc_result *failed);
/* Start of the first table of @level in @mm that covers @addr or more; false: none. */
bool pgtable_next(const struct mm *mm, int level, uint64_t addr, uint64_t *start);
void pgtable_free_all(struct engine *e, struct mm *mm, int cpu);

#endif
