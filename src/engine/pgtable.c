// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables of address spaces: they are allocated as an address needs them, under
 * the policy of whoever runs, and go with the address space.
 *
 * Mirrors: mm/memory.c __pud_alloc(), __pmd_alloc(), __pte_alloc(), free_pgtables(),
 * v6.12.
 * Differs: the top level is not allocated; tables that munmap() leaves empty stay
 * until the end.
 */
#include "engine/pgtable.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/charge.h"
#include "engine/fault.h"
#include "memcg/memcg.h"

#define GFP_PGTABLE_USER (GFP_KERNEL_ACCOUNT | __GFP_ZERO)

/* Bytes that one page of tables maps: 2 MiB, 1 GiB, 512 GiB. */
static uint64_t table_span(int level)
{
	return UINT64_C(1) << (PAGE_SHIFT + 9 * level);
}

static bool table_before(const struct page_table *table, int level, uint64_t start)
{
	return table->level != level ? table->level < level : table->start < start;
}

/* Where the table that covers @start is, or would be inserted. */
static size_t table_position(const struct mm *mm, int level, uint64_t start)
{
	size_t low = 0, high = mm->nr_tables;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table_before(&mm->tables[middle], level, start))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool table_exists(const struct mm *mm, int level, uint64_t addr)
{
	uint64_t start = addr & ~(table_span(level) - 1);
	size_t i = table_position(mm, level, start);

	return i < mm->nr_tables && mm->tables[i].level == level && mm->tables[i].start == start;
}

static void table_insert(struct mm *mm, struct page_table table)
{
	size_t i = table_position(mm, table.level, table.start);

	if (mm->nr_tables == mm->cap_tables) {
		mm->cap_tables = mm->cap_tables ? 2 * mm->cap_tables : 8;
		mm->tables = xrealloc(mm->tables, mm->cap_tables * sizeof(*mm->tables));
	}
	memmove(&mm->tables[i + 1], &mm->tables[i], (mm->nr_tables - i) * sizeof(*mm->tables));
	mm->tables[i] = table;
	mm->nr_tables++;
}

/* @mm is the task's own, or that of a child it forks. */
int pgtable_ensure(struct engine *e, struct task *task, struct mm *mm, int level, uint64_t addr,
		   struct alloc_result *failed)
{
	const struct mpol_use use = {
		.task = task,
		.ctx = CTX_TASK,
		.cpu = task->cpu,
		.gfp = GFP_PGTABLE_USER | __GFP_COMP,
	};
	const struct explain_ops *listener = e->listener;
	struct alloc_result result;
	struct mem_cgroup *memcg;

	if (table_exists(mm, level, addr))
		return 0;
	e->listener = NULL;
	result = engine_policy_alloc(e, task, &use);
	e->listener = listener;
	if (!result.block.zone) {
		*failed = result;
		return -ENOMEM;
	}
	if (engine_charge_kmem(e, task, result.block, use.gfp, &memcg, failed))
		return -ENOMEM;
	table_insert(mm, (struct page_table){ .start = addr & ~(table_span(level) - 1),
					      .level = level,
					      .block = result.block,
					      .memcg = memcg });
	return 0;
}

bool pgtable_next(const struct mm *mm, int level, uint64_t addr, uint64_t *start)
{
	size_t i = table_position(mm, level, addr & ~(table_span(level) - 1));

	if (i == mm->nr_tables || mm->tables[i].level != level)
		return false;
	*start = mm->tables[i].start;
	return true;
}

void pgtable_free_all(struct engine *e, struct mm *mm, int cpu)
{
	for (size_t i = 0; i < mm->nr_tables; i++) {
		memcg_uncharge(mm->tables[i].memcg, 1);
		free_pages(&e->m, mm->tables[i].block, cpu);
	}
	mm->nr_tables = 0;
}
