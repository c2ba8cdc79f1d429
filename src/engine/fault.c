// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of address spaces: faulted in under a policy, made writable.
 *
 * Responsible for which allocations an access makes and in what order; page tables
 * count, because they take turns in the task's interleave round.
 * Not responsible for choosing nodes (mempolicy/), for moving pages (migrate.c), for
 * pages of files that are not cached (file.c), or for giving pages back (unmap.c).
 *
 * Mirrors: mm/memory.c __handle_mm_fault(), do_anonymous_page(), do_read_fault(),
 * do_cow_fault(), do_shared_fault(), do_wp_page(), wp_page_copy();
 * mm/huge_memory.c do_huge_pmd_anonymous_page(),
 * do_huge_pmd_wp_page(), vma_thp_gfp_mask() with defrag "madvise"; mm/mempolicy.c
 * alloc_pages_mpol_noprof(), v6.12.
 * Differs: no fault-around: an access maps its own page only. Slab objects that a
 * fault needs (anon_vma, xarray nodes) are not allocated. Shared memory has small
 * pages only, and no huge zero page is mapped. A shared huge page that is written to
 * is not split: the writer gets a small page for the slot's first address.
 */
#include "engine/fault.h"

#include <assert.h>
#include <errno.h>

#include "balancing/balancing.h"
#include "base/text.h"
#include "device/device.h"
#include "engine/charge.h"
#include "engine/device.h"
#include "engine/fault_swap.h"
#include "engine/file.h"
#include "engine/migrate_device.h"
#include "engine/mlock.h"
#include "engine/pgtable.h"
#include "engine/private.h"

/* So often reclaim may take a page away before it is copied; the kernel goes on for ever. */
#define MAX_FAULT_TRIES 16

/* One fault on its way. */
struct fault {
	struct engine *e;
	struct task *task;
	struct mapping *map;
	uint64_t slot, addr;
	bool write;
	struct alloc_result *failed;
};

struct mm *engine_mm(struct engine *e, struct task *task)
{
	(void)e;
	if (!task->mm)
		task->mm = mm_create();
	return task->mm;
}

/* Mirrors: include/linux/sched/mm.h current_gfp_context(), v6.12, of long-term pins. */
static gfp_t current_gfp_context(const struct task *task, gfp_t gfp)
{
	return task->flags & PF_MEMALLOC_PIN ? gfp & ~__GFP_MOVABLE : gfp;
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
	for (unsigned i = 0; i < plan.nr_attempts; i++)
		plan.attempts[i].gfp = current_gfp_context(task, plan.attempts[i].gfp);
	result = engine_alloc(e, &plan.attempts[0]);
	for (unsigned i = 1; i < plan.nr_attempts && !result.block.zone; i++) {
		engine_listen(e, listener, arg);
		result = engine_alloc(e, &plan.attempts[i]);
	}
	engine_listen(e, NULL, NULL);
	return result;
}

static struct fault fault_at(struct engine *e, struct task *task, struct mapping *map,
			     uint64_t slot, enum access access, struct alloc_result *failed)
{
	return (struct fault){
		.e = e,
		.task = task,
		.map = map,
		.slot = slot,
		.addr = slot_addr(map, slot),
		.write = access == ACCESS_WRITE,
		.failed = failed,
	};
}

static int ensure_table(const struct fault *f, int level)
{
	return pgtable_ensure(f->e, f->task, f->task->mm, level, f->addr, f->failed);
}

/* ---- new pages ---- */

/* Mirrors: mm/memory.c folio_prealloc(), mm/shmem.c shmem_alloc_and_add_folio(), v6.12. */
static gfp_t charge_gfp(enum folio_kind kind, gfp_t gfp, unsigned order)
{
	return kind == FOLIO_ANON && !order ? GFP_KERNEL : gfp;
}

/* A new folio for the address, charged, under the policy there; NULL: none to be had. */
static struct folio *alloc_folio(const struct fault *f, gfp_t gfp, unsigned order,
				 enum folio_kind kind)
{
	struct alloc_result result;
	struct mpol_use use;
	struct folio *folio;

	mm_fault_use(f->task, f->map, f->addr, gfp, order, &use);
	result = engine_policy_alloc(f->e, f->task, &use);
	if (!result.block.zone) {
		*f->failed = result;
		return NULL;
	}
	folio = folio_create(&f->e->m, result.block, kind);
	if (engine_charge(f->e, f->task, folio, charge_gfp(kind, gfp, order), f->failed))
		return NULL;
	return folio;
}

/* What a program writes differs from page to page. */
static void write_something(struct engine *e, struct folio *folio)
{
	const struct page_content content = { .kind = CONTENT_TEXT,
					      .value = e->options.seed + ++e->nr_written };

	folio_write(&e->m, folio, &content);
}

/* A new private page of the task at the slot: written to, and on its list. */
static void map_new_anon(const struct fault *f, struct folio *folio)
{
	f->map->anon_vma = true;
	write_something(f->e, folio);
	folio_map_pte(folio, f->map, f->slot, PTE_WRITE | PTE_DIRTY | PTE_YOUNG);
	folio_add_lru(&f->e->m, folio);
}

static bool slot_may_be_huge(const struct fault *f)
{
	const struct vma *vma = mapping_vma(f->map, f->addr);

	return f->e->m.thp_enabled && !f->map->shared && !f->map->file &&
	       f->map->slot_bytes == HPAGE_PMD_BYTES && vma->start <= f->addr &&
	       f->addr + HPAGE_PMD_BYTES <= vma->end;
}

/*
 * A huge page, and the page table that is kept ready for splitting it.
 * Return: 0, -ENOMEM, or -EAGAIN: go on with a small page.
 */
static int fault_huge(const struct fault *f)
{
	struct folio *folio = alloc_folio(f, GFP_TRANSHUGE, HPAGE_PMD_ORDER, FOLIO_ANON);

	if (!folio)
		return -EAGAIN;
	if (ensure_table(f, PTE_LEVEL)) {
		engine_free_folio(f->e, folio, f->task->cpu);
		return -ENOMEM;
	}
	map_new_anon(f, folio);
	return 0;
}

/* Who only reads gets the one page of zeroes that everybody shares. */
static int fault_anon(const struct fault *f)
{
	struct folio *folio;

	if (ensure_table(f, PTE_LEVEL))
		return -ENOMEM;
	if (!f->write) {
		f->map->ptes[f->slot].flags = PTE_ZERO | PTE_YOUNG;
		return 0;
	}
	folio = alloc_folio(f, GFP_HIGHUSER_MOVABLE | __GFP_ZERO, 0, FOLIO_ANON);
	if (!folio)
		return -ENOMEM;
	map_new_anon(f, folio);
	return 0;
}

/* ---- pages of files and objects ---- */

/* Mirrors: mm/shmem.c shmem_get_folio_gfp(), v6.12. */
static struct folio *shmem_folio(const struct fault *f, uint64_t index)
{
	struct folio *folio = alloc_folio(f, GFP_HIGHUSER_MOVABLE, 0, FOLIO_SHMEM);

	if (!folio)
		return NULL;
	write_something(f->e, folio);
	page_cache_add(f->map->cache, index, folio);
	folio_add_lru(&f->e->m, folio);
	return folio;
}

/* The page behind the address, brought in when it is not cached. */
static struct folio *cached_folio(const struct fault *f)
{
	uint64_t index = mapping_pgoff(f->map, f->addr);
	struct folio *folio;

	if (!f->map->cache)
		f->map->cache = shmem_create(&f->e->m);
	folio = page_cache_find(f->map->cache, index);
	if (folio)
		return folio;
	if (!f->map->file)
		return shmem_folio(f, index);
	return engine_file_fill(f->e, f->task, f->map->cache, index, f->failed);
}

/* May an entry that was only read be writable? Not where writing has to be noticed. */
static unsigned shared_pte_flags(const struct fault *f)
{
	if (f->write)
		return PTE_WRITE | PTE_DIRTY | PTE_YOUNG;
	if (f->map->shared && !f->map->file && mapping_vma(f->map, f->addr)->flags & VMA_WRITE)
		return PTE_WRITE | PTE_YOUNG;
	return PTE_YOUNG;
}

/* do_read_fault() and do_shared_fault(). */
static int fault_cached(const struct fault *f)
{
	struct folio *folio;

	if (ensure_table(f, PTE_LEVEL))
		return -ENOMEM;
	folio = cached_folio(f);
	if (!folio)
		return -ENOMEM;
	folio_map_pte(folio, f->map, f->slot, shared_pte_flags(f));
	if (f->write)
		folio_mark_dirty(&f->e->m, folio);
	return 0;
}

/* A write to a private mapping of a file: the copy comes first, then the page itself. */
static int fault_cow(const struct fault *f)
{
	struct folio *copy = alloc_folio(f, GFP_HIGHUSER_MOVABLE, 0, FOLIO_ANON);

	if (!copy)
		return -ENOMEM;
	if (ensure_table(f, PTE_LEVEL) || !cached_folio(f)) {
		engine_free_folio(f->e, copy, f->task->cpu);
		return -ENOMEM;
	}
	map_new_anon(f, copy);
	return 0;
}

static int fault_in(const struct fault *f)
{
	int err = -EAGAIN;

	if (ensure_table(f, PUD_LEVEL) || ensure_table(f, PMD_LEVEL))
		return -ENOMEM;
	if (f->map->shared || f->map->file)
		return f->write && !f->map->shared ? fault_cow(f) : fault_cached(f);
	if (slot_may_be_huge(f))
		err = fault_huge(f);
	return err == -EAGAIN ? fault_anon(f) : err;
}

/* ---- writes to what may only be read ---- */

/* -EAGAIN: reclaim took the page to be copied while it made room for the copy. */
static int wp_page_copy(const struct fault *f)
{
	struct pte *pte = &f->map->ptes[f->slot];
	gfp_t gfp = pte->folio ? GFP_HIGHUSER_MOVABLE : GFP_HIGHUSER_MOVABLE | __GFP_ZERO;
	const struct folio *old = pte->folio;
	struct folio *copy = alloc_folio(f, gfp, 0, FOLIO_ANON);

	if (!copy)
		return -ENOMEM;
	if (pte->folio != old) {
		/* Reclaim took the old page meanwhile. */
		engine_free_folio(f->e, copy, f->task->cpu);
		return -EAGAIN;
	}
	if (old)
		engine_unmap_slot(f->e, f->map, f->slot, f->task->cpu);
	pte->flags = 0;
	map_new_anon(f, copy);
	return 0;
}

/*
 * Nobody else has it, also not by a swap slot.
 * Mirrors: mm/memory.c wp_can_reuse_anon_folio(), v6.12.
 */
static bool wp_can_reuse(const struct machine *m, const struct folio *folio)
{
	if (folio->kind != FOLIO_ANON || folio->mapcount != 1)
		return false;
	return !(folio->flags & PG_SWAPCACHE) || !swap_slot_at(m, folio->swap)->count;
}

static int do_wp_page(const struct fault *f)
{
	struct pte *pte = &f->map->ptes[f->slot];

	if (!f->map->shared && !(pte->folio && wp_can_reuse(&f->e->m, pte->folio)))
		return wp_page_copy(f);
	folio_free_swap(&f->e->m, pte->folio, f->task->cpu);
	pte->flags |= PTE_WRITE | PTE_DIRTY | PTE_YOUNG;
	if (f->map->shared)
		folio_mark_dirty(&f->e->m, pte->folio);
	return 0;
}

/* Mirrors: arch/x86/mm/fault.c access_error(), v6.12. */
static bool access_is_allowed(const struct fault *f)
{
	return !f->write || mapping_vma(f->map, f->addr)->flags & VMA_WRITE;
}

/* What the page of an access is asked for with; false: it asks for none. */
static bool page_use(const struct fault *f, struct mpol_use *use)
{
	const struct pte *pte = &f->map->ptes[f->slot];
	bool cow = f->write && !f->map->shared;
	gfp_t gfp = GFP_HIGHUSER_MOVABLE;
	unsigned order = 0;

	if (pte->flags & PTE_HWPOISON)
		return false;
	if (pte->flags & PTE_DEVICE) {
		mm_fault_use(f->task, f->map, f->addr, gfp, 0, use);
		return true;
	}
	if (pte->folio && (!cow || pte->flags & PTE_WRITE || wp_can_reuse(&f->e->m, pte->folio)))
		return false;
	if (!cow && (f->map->shared || f->map->file)) {
		if (f->map->cache &&
		    page_cache_find(f->map->cache, mapping_pgoff(f->map, f->addr)))
			return false;
		if (f->map->file) {
			engine_file_use(f->task, use);
			return true;
		}
	} else if (slot_may_be_huge(f) && !pte->folio && !pte->swap && !(pte->flags & PTE_ZERO)) {
		gfp = GFP_TRANSHUGE;
		order = HPAGE_PMD_ORDER;
	} else if (!f->write && !pte->swap) {
		return false;
	} else if (!f->map->file && !pte->folio && !pte->swap) {
		gfp |= __GFP_ZERO;
	}
	mm_fault_use(f->task, f->map, f->addr, gfp, order, use);
	return true;
}

/* A huge page and a private copy of a file's come before the lowest table. */
int engine_fault_begin(struct engine *e, struct task *task, struct mapping *map, uint64_t slot,
		       enum access access, struct mpol_use *use, struct alloc_result *failed)
{
	const struct fault f = fault_at(e, task, map, slot, access, failed);

	if (!access_is_allowed(&f) || !page_use(&f, use))
		return -ENODATA;
	if (ensure_table(&f, PUD_LEVEL) || ensure_table(&f, PMD_LEVEL))
		return -ENOMEM;
	if (use->order || (map->file && f.write && !map->shared))
		return 0;
	return ensure_table(&f, PTE_LEVEL);
}

/* Is it mapped read-only because its memory is not to be written to? */
static bool write_protected(const struct fault *f)
{
	const struct folio *folio = f->map->ptes[f->slot].folio;

	return folio && device_protects_write(&f->e->m, folio_nid(folio));
}

/* After the move the write is tried again, on a page that may be written to. */
static int promote(const struct fault *f)
{
	int err = engine_promote_on_write(f->e, f->task, f->map, f->slot, f->failed);

	if (err || !f->map->ptes[f->slot].folio || write_protected(f))
		return -EAGAIN;
	return do_wp_page(f);
}

static int access_slot(const struct fault *f)
{
	struct pte *pte = &f->map->ptes[f->slot];

	if (pte->flags & PTE_HWPOISON)
		return -EHWPOISON;
	if (pte->swap && engine_swap_in(f->e, f->task, f->map, f->slot, f->write, f->failed))
		return -ENOMEM;
	if (!pte->folio && !(pte->flags & PTE_ZERO))
		return fault_in(f);
	if (pte->flags & PTE_DEVICE)
		return engine_migrate_to_ram(f->e, f->task, f->map, f->slot, f->failed);
	if (pte->flags & PTE_PROTNONE)
		numa_hint_fault(&f->e->m, &f->e->tiers, f->task, f->map, f->slot);
	if (f->write && !(pte->flags & PTE_WRITE))
		return write_protected(f) ? promote(f) : do_wp_page(f);
	pte->flags |= f->write ? PTE_YOUNG | PTE_DIRTY : PTE_YOUNG;
	return 0;
}

/* What is left of an access: hardware may have reported the page, or it went on for too long. */
static int end_access(const struct fault *f, int err)
{
	memory_failure_work(&f->e->m);
	if (f->map->ptes[f->slot].flags & PTE_HWPOISON) {
		f->failed->verdict = VERDICT_HWPOISON;
		return -EHWPOISON;
	}
	if (err == -EAGAIN && f->failed->verdict == VERDICT_PROMOTE)
		return -EAGAIN;
	if (err == -EAGAIN)
		f->failed->verdict = VERDICT_ENOMEM;
	return err ? -ENOMEM : 0;
}

int engine_access(struct engine *e, struct task *task, struct mapping *map, uint64_t slot,
		  enum access access, struct alloc_result *failed)
{
	struct alloc_result ignored = { .verdict = VERDICT_ENOMEM };
	const struct fault f = fault_at(e, task, map, slot, access, failed ? failed : &ignored);
	int err = -EAGAIN;

	assert(task->mm);
	assert(slot < map->nr_slots);
	if (!access_is_allowed(&f)) {
		*f.failed = (struct alloc_result){ .verdict = VERDICT_SEGV };
		return -EFAULT;
	}
	*f.failed = (struct alloc_result){ .verdict = VERDICT_PASS };
	for (int i = 0; i < MAX_FAULT_TRIES && err == -EAGAIN; i++)
		err = access_slot(&f);
	if (!err && mapping_vma(map, f.addr)->flags & VMA_LOCKED)
		engine_mlock_slot(e, map, slot);
	engine_return_to_user(e, task);
	err = end_access(&f, err);
	if (task->killed)
		engine_killed_on_return(e, task, map, slot, f.failed);
	else if (err == -ENOMEM)
		engine_pagefault_oom(f.failed);
	return task->killed ? -ENOMEM : err;
}

int engine_write_page(struct engine *e, struct task *task, struct mapping *map, uint64_t slot,
		      const struct page_content *content, struct alloc_result *failed)
{
	struct alloc_result ignored;
	const struct fault f =
		fault_at(e, task, map, slot, ACCESS_WRITE, failed ? failed : &ignored);
	int err = engine_access(e, task, map, slot, ACCESS_WRITE, f.failed);

	if (err)
		return err;
	folio_write(&e->m, map->ptes[slot].folio, content);
	return end_access(&f, 0);
}

int engine_touch(struct engine *e, struct task *task, struct mapping *map, uint64_t slot,
		 struct alloc_result *failed)
{
	return engine_access(e, task, map, slot, ACCESS_WRITE, failed);
}

int engine_page_node(const struct mapping *map, uint64_t slot)
{
	const struct folio *folio;

	assert(slot < map->nr_slots);
	folio = map->ptes[slot].folio;
	if (folio)
		return folio_is_zone_device(folio) ? -ENOENT : folio_nid(folio);
	return map->ptes[slot].flags & PTE_ZERO ? -EFAULT : -ENOENT;
}
