/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page faults of a task's mappings, allocations under a policy, and the pages
 * that an address space holds.
 *
 * Mirrors: mm/memory.c handle_mm_fault(), do_anonymous_page(), do_fault(),
 * do_wp_page(), mm/huge_memory.c do_huge_pmd_anonymous_page(), mm/mempolicy.c
 * alloc_pages_mpol(), v6.12.
 */
#ifndef NW_ENGINE_FAULT_H
#define NW_ENGINE_FAULT_H

#include "engine/engine.h"
#include "folio/folio.h"
#include "mempolicy/mm.h"

/* The task's address space, created on first use. */
struct mm *engine_mm(struct engine *e, struct task *task);
/* The task ends: give back every page and page table of its mm, and the mm. */
void engine_mm_exit(struct engine *e, struct task *task);

/*
 * One allocation under the task's policy (or use->pol): resolve, commit the
 * interleave state, try the attempts in order. The last attempt's result.
 */
struct alloc_result engine_policy_alloc(struct engine *e, struct task *task,
					const struct mpol_use *use);

enum access { ACCESS_READ, ACCESS_WRITE };

/*
 * Access slot @slot of @map: fault it in when it is not present, with the page
 * tables that are missing, or make it writable. Return: 0; -ENOMEM with *@failed (may
 * be NULL) saying what the allocator answered; -EFAULT: a write where only reading is
 * allowed (SIGSEGV); -EHWPOISON: the page is lost (SIGBUS); -EAGAIN: a write for which
 * the page would have to leave its device, and there is no other memory. The entry is as
 * before after an error, but for lost pages.
 */
int engine_access(struct engine *e, struct task *task, struct mapping *map, uint64_t slot,
		  enum access access, struct alloc_result *failed);
/* A write that leaves @content in the page. */
int engine_write_page(struct engine *e, struct task *task, struct mapping *map, uint64_t slot,
		      const struct page_content *content, struct alloc_result *failed);
/* A write, as programs touch memory to have it. */
int engine_touch(struct engine *e, struct task *task, struct mapping *map, uint64_t slot,
		 struct alloc_result *failed);
/*
 * The first half of an access that allocates: the page tables that come before its
 * page, and in @use what that will be asked for with. Return: 0; -ENOMEM as above;
 * -ENODATA when no page will be asked for.
 */
int engine_fault_begin(struct engine *e, struct task *task, struct mapping *map, uint64_t slot,
		       enum access access, struct mpol_use *use, struct alloc_result *failed);
/* Clear a present entry; an anonymous page goes, on @cpu, when nobody else maps it. */
void engine_unmap_slot(struct engine *e, struct mapping *map, uint64_t slot, int cpu);
/* munmap(2) of the whole mapping. */
void engine_munmap(struct engine *e, struct task *task, struct mapping *map);
/* An anonymous folio that nobody maps any more: free it, unless swap or a pin has it. */
void engine_put_anon(struct engine *e, struct folio *folio, int cpu);
/* Give back a folio that is not mapped any more: off its list, then free. */
void engine_free_folio(struct engine *e, struct folio *folio, int cpu);
/* Node of the page of a slot, as move_pages(2) has it: -ENOENT when it is not present or
 * device memory, -EFAULT: the page of zeroes. */
int engine_page_node(const struct mapping *map, uint64_t slot);

#endif
