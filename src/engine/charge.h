/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who pays for what a task allocates, and the files of memory cgroups.
 *
 * Mirrors: mm/memcontrol.c mem_cgroup_charge(), memory_files[], v6.12.
 */
#ifndef NW_ENGINE_CHARGE_H
#define NW_ENGINE_CHARGE_H

#include "engine/engine.h"
#include "folio/folio.h"

/*
 * Charge @folio, which @task allocated, to the task's memory cgroup. Return: 0, or
 * -ENOMEM with *@failed; the folio is given back then.
 */
int engine_charge(struct engine *e, const struct task *task, struct folio *folio, gfp_t gfp,
		  struct alloc_result *failed);
/* The same for pages of the kernel (__GFP_ACCOUNT); *@memcg: who pays, or NULL. */
int engine_charge_kmem(struct engine *e, const struct task *task, struct page_block block,
		       gfp_t gfp, struct mem_cgroup **memcg, struct alloc_result *failed);
/* The task goes back to user space: over memory.high it has to reclaim. */
void engine_return_to_user(struct engine *e, const struct task *task);

/* The memory controller of the cgroup tree (memcg_file.c). */
extern const struct cgroup_memory_ops engine_memory_ops;

#endif
