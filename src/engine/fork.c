// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copying an address space: the child shares the private pages of its parent, both
 * without the right to write; pages of files and shared memory it finds by itself.
 *
 * Responsible for which page tables the child gets at once, and for pages that
 * cannot be shared because they are pinned. Not responsible for the fault that
 * separates the two (fault.c).
 *
 * Mirrors: kernel/fork.c dup_mmap(), mm/memory.c copy_page_range(), vma_needs_copy(),
 * copy_present_ptes(), copy_present_page(), copy_nonpresent_pte(), mm/huge_memory.c
 * copy_huge_pmd(), v6.12.
 * Differs: whether a mapping ever had a private page is known for the whole mapping,
 * not for each vma. A pinned huge page is not split: the child gets a small copy.
 */
#include "engine/fork.h"

#include <errno.h>

#include "engine/charge.h"
#include "engine/fault.h"
#include "engine/file.h"
#include "engine/pgtable.h"

/* One mapping on its way to the child. */
struct copy {
	struct engine *e;
	struct task *parent;
	struct mm *mm;			/* the child's */
	struct mapping *from, *to;
	struct alloc_result *failed;
};

/* A page that a device may be writing to stays the parent's alone. */
static int copy_pinned(const struct copy *c, uint64_t slot)
{
	struct alloc_result result;
	struct mpol_use use;
	struct folio *folio;

	mm_fault_use(c->parent, c->from, slot_addr(c->from, slot), GFP_HIGHUSER_MOVABLE, 0, &use);
	result = engine_policy_alloc(c->e, c->parent, &use);
	if (!result.block.zone) {
		*c->failed = result;
		return -ENOMEM;
	}
	folio = folio_create(&c->e->m, result.block, FOLIO_ANON);
	if (engine_charge(c->e, c->parent, folio, GFP_KERNEL, c->failed))
		return -ENOMEM;
	folio->content = c->from->ptes[slot].folio->content;
	folio_map_pte(folio, c->to, slot, PTE_WRITE | PTE_DIRTY);
	folio_add_lru(&c->e->m, folio);
	return 0;
}

static int copy_slot(const struct copy *c, uint64_t slot)
{
	struct pte *pte = &c->from->ptes[slot];

	if (pte->swap) {
		swap_duplicate(&c->e->m, pte->swap - 1);
		c->to->ptes[slot].swap = pte->swap;
		return 0;
	}
	if (!pte->folio) {
		c->to->ptes[slot].flags = (uint8_t)(pte->flags & ~PTE_YOUNG);
		return 0;
	}
	if (pte->folio->kind == FOLIO_ANON && pte->folio->nr_pins)
		return copy_pinned(c, slot);
	pte->flags &= (uint8_t)~PTE_WRITE;
	folio_map_pte(pte->folio, c->to, slot, pte->flags & ~PTE_YOUNG);
	return 0;
}

/* Where the parent has a page table, the child needs one, for whatever is in it. */
static int copy_table(const struct copy *c, uint64_t start)
{
	uint64_t addr = start > c->from->start ? start : c->from->start;
	uint64_t end = start + HPAGE_PMD_BYTES;

	for (int level = PUD_LEVEL; level >= PTE_LEVEL; level--) {
		if (pgtable_ensure(c->e, c->parent, c->mm, level, addr, c->failed))
			return -ENOMEM;
	}
	if (end > mapping_end(c->from))
		end = mapping_end(c->from);
	for (; addr < end; addr += c->from->slot_bytes) {
		if (copy_slot(c, (addr - c->from->start) / c->from->slot_bytes))
			return -ENOMEM;
	}
	return 0;
}

static int copy_mapping(const struct copy *c)
{
	uint64_t addr = c->from->start, start;

	if (!c->from->anon_vma)
		return 0;
	while (addr < mapping_end(c->from) &&
	       pgtable_next(c->parent->mm, PTE_LEVEL, addr, &start) &&
	       start < mapping_end(c->from)) {
		if (copy_table(c, start))
			return -ENOMEM;
		addr = start + HPAGE_PMD_BYTES;
	}
	return 0;
}

int engine_dup_mm(struct engine *e, struct task *parent, struct task *child,
		  struct alloc_result *failed)
{
	struct copy c = { .e = e, .parent = parent, .failed = failed };
	int err = 0;

	if (!parent->mm)
		return 0;
	/* Nobody sees it before it is complete, also not the OOM killer. */
	c.mm = mm_create();
	c.mm->next_ino = parent->mm->next_ino;
	for (c.from = parent->mm->maps; c.from && !err; c.from = c.from->next) {
		c.to = mm_dup_mapping(c.mm, c.from);
		engine_file_dup(e, c.from, c.to);
		err = copy_mapping(&c);
	}
	child->mm = c.mm;
	return err;
}
