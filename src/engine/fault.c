// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of address spaces: faulted in under a policy, given back at exit.
 *
 * Responsible for which allocations a touch makes and in what order; page tables
 * count, because they take turns in the task's interleave round.
 * Not responsible for choosing nodes (mempolicy/) or for moving pages (migrate.c).
 *
 * Mirrors: mm/memory.c __handle_mm_fault(), do_anonymous_page(), __do_fault();
 * mm/huge_memory.c do_huge_pmd_anonymous_page(), vma_thp_gfp_mask() with defrag
 * "madvise"; mm/mempolicy.c alloc_pages_mpol_noprof(), v6.12.
 * Differs: every touch writes; slab objects that a fault needs (anon_vma, xarray
 * nodes) are not allocated; no memcg charge; shared memory has small pages only.
 */
#include "engine/fault.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/fault_swap.h"

#define GFP_PGTABLE_USER (GFP_KERNEL_ACCOUNT | __GFP_ZERO)

enum { PTE_LEVEL = 1, PMD_LEVEL, PUD_LEVEL };

struct mm *engine_mm(struct engine *e, struct task *task)
{
	(void)e;
	if (!task->mm)
		task->mm = mm_create();
	return task->mm;
}

struct alloc_result engine_policy_alloc(struct engine *e, struct task *task,
					const struct mpol_use *use)
{
	const struct explain_ops *listener = e->listener;
	void *arg = e->listener_arg;
	struct alloc_result result;
	struct mpol_plan plan;

	mpol_resolve(&e->m, &e->weights, use, &plan);
	mpol_commit(task, &plan);
	result = engine_alloc(e, &plan.attempts[0]);
	for (unsigned i = 1; i < plan.nr_attempts && !result.block.zone; i++) {
		engine_listen(e, listener, arg);
		result = engine_alloc(e, &plan.attempts[i]);
	}
	engine_listen(e, NULL, NULL);
	return result;
}

/* ---- page tables ---- */

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

/* Make sure that the table of @level over @addr exists. */
static int ensure_table(struct engine *e, struct task *task, int level, uint64_t addr,
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

	if (table_exists(task->mm, level, addr))
		return 0;
	e->listener = NULL;
	result = engine_policy_alloc(e, task, &use);
	e->listener = listener;
	if (!result.block.zone) {
		*failed = result;
		return -ENOMEM;
	}
	table_insert(task->mm, (struct page_table){ .start = addr & ~(table_span(level) - 1),
						    .level = level,
						    .block = result.block });
	return 0;
}

/* ---- faults ---- */

static bool slot_may_be_huge(const struct engine *e, const struct mapping *map, uint64_t addr)
{
	const struct vma *vma = mapping_vma(map, addr);

	return e->m.thp_enabled && !map->shared && map->slot_bytes == HPAGE_PMD_BYTES &&
	       vma->start <= addr && addr + HPAGE_PMD_BYTES <= vma->end;
}

/* A new page of the task at @slot: written to, and on its list. */
static void add_new_anon(struct engine *e, struct mapping *map, uint64_t slot,
			 struct page_block block)
{
	enum folio_kind kind = map->shared ? FOLIO_SHMEM : FOLIO_ANON;
	struct folio *folio = folio_create(&e->m, block, kind);

	folio->content = (struct page_content){ .kind = CONTENT_TEXT,
						.value = e->options.seed + ++e->nr_written };
	folio_map_pte(folio, map, slot, PTE_WRITE | PTE_DIRTY | PTE_YOUNG);
	folio_add_lru(&e->m, folio);
}

int engine_fault_begin(struct engine *e, struct task *task, struct mapping *map, uint64_t slot,
		       struct mpol_use *use, struct alloc_result *failed)
{
	bool zeroed = !map->shared && !map->ptes[slot].swap;
	gfp_t gfp = zeroed ? GFP_HIGHUSER_MOVABLE | __GFP_ZERO : GFP_HIGHUSER_MOVABLE;
	uint64_t addr = slot_addr(map, slot);

	if (ensure_table(e, task, PUD_LEVEL, addr, failed) ||
	    ensure_table(e, task, PMD_LEVEL, addr, failed))
		return -ENOMEM;
	if (slot_may_be_huge(e, map, addr)) {
		mm_fault_use(task, map, addr, GFP_TRANSHUGE, HPAGE_PMD_ORDER, use);
		return 0;
	}
	if (ensure_table(e, task, PTE_LEVEL, addr, failed))
		return -ENOMEM;
	mm_fault_use(task, map, addr, gfp, 0, use);
	return 0;
}

/*
 * A huge page, and the page table that is kept ready for splitting it.
 * Return: 0, -ENOMEM, or -EAGAIN: go on with a small page.
 */
static int fault_huge(struct engine *e, struct task *task, struct mapping *map, uint64_t slot,
		      const struct mpol_use *use, struct alloc_result *failed)
{
	struct alloc_result result = engine_policy_alloc(e, task, use);

	if (!result.block.zone)
		return -EAGAIN;
	if (ensure_table(e, task, PTE_LEVEL, slot_addr(map, slot), failed)) {
		free_pages(&e->m, result.block, task->cpu);
		return -ENOMEM;
	}
	add_new_anon(e, map, slot, result.block);
	return 0;
}

static int fault_small(struct engine *e, struct task *task, struct mapping *map, uint64_t slot,
		       const struct mpol_use *use, struct alloc_result *failed)
{
	struct alloc_result result = engine_policy_alloc(e, task, use);

	if (!result.block.zone) {
		*failed = result;
		return -ENOMEM;
	}
	add_new_anon(e, map, slot, result.block);
	return 0;
}

int engine_touch(struct engine *e, struct task *task, struct mapping *map, uint64_t slot,
		 struct alloc_result *failed)
{
	uint64_t addr = slot_addr(map, slot);
	struct alloc_result ignored;
	struct mpol_use use;
	int err;

	assert(task->mm);
	assert(slot < map->nr_slots);
	if (map->ptes[slot].folio)
		return 0;
	if (!failed)
		failed = &ignored;
	if (map->ptes[slot].swap)
		return engine_swap_in(e, task, map, slot, true, failed);
	if (engine_fault_begin(e, task, map, slot, &use, failed))
		return -ENOMEM;
	if (use.order) {
		err = fault_huge(e, task, map, slot, &use, failed);
		if (err != -EAGAIN)
			return err;
		if (ensure_table(e, task, PTE_LEVEL, addr, failed))
			return -ENOMEM;
		mm_fault_use(task, map, addr, GFP_HIGHUSER_MOVABLE | __GFP_ZERO, 0, &use);
	}
	return fault_small(e, task, map, slot, &use, failed);
}

int engine_page_node(const struct mapping *map, uint64_t slot)
{
	assert(slot < map->nr_slots);
	return map->ptes[slot].folio ? folio_nid(map->ptes[slot].folio) : -2;
}

void engine_unmap_slot(struct engine *e, struct mapping *map, uint64_t slot, int cpu)
{
	struct folio *folio = map->ptes[slot].folio;

	folio_unmap_pte(map, slot);
	if (folio->mapcount)
		return;
	folio_isolate_lru(&e->m, folio);
	if (folio->flags & PG_SWAPCACHE && !folio_free_swap(&e->m, folio, cpu)) {
		folio_add_lru(&e->m, folio);
		return;
	}
	folio_free(&e->m, folio, cpu);
}

static void unmap_swap(struct engine *e, struct mapping *map, uint64_t slot, int cpu)
{
	uint64_t swap = map->ptes[slot].swap - 1;

	map->ptes[slot].swap = 0;
	free_swap_and_cache(&e->m, swap, cpu);
}

/* Mirrors: mm/mmap.c exit_mmap(), v6.12: pages by address, then their tables. */
void engine_mm_exit(struct engine *e, struct task *task)
{
	struct mm *mm = task->mm;

	if (!mm)
		return;
	for (struct mapping *map = mm->maps; map; map = map->next) {
		for (uint64_t i = 0; i < map->nr_slots; i++) {
			if (map->ptes[i].folio)
				engine_unmap_slot(e, map, i, task->cpu);
			else if (map->ptes[i].swap)
				unmap_swap(e, map, i, task->cpu);
		}
	}
	for (size_t i = 0; i < mm->nr_tables; i++)
		free_pages(&e->m, mm->tables[i].block, task->cpu);
	mm->nr_tables = 0;
	mm_destroy(mm);
	task->mm = NULL;
}
