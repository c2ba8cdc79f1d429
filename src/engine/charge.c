// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who pays for what a task allocates: its memory cgroup, at the time of the charge.
 *
 * Mirrors: mm/memcontrol.c mem_cgroup_charge(), __memcg_kmem_charge_page(),
 * include/linux/resume_user_mode.h, v6.12.
 * Differs: blocks that steps of a scenario hold are charged to nobody. Kernel pages are
 * charged to the cgroup itself, not to an object cgroup that its parent inherits.
 */
#include "engine/charge.h"

#include "engine/fault.h"
#include "memcg/memcg.h"

#define MEMCG_CHARGE_BATCH 64

static struct alloc_request request_of(const struct engine *e, const struct task *task, gfp_t gfp,
				       unsigned order)
{
	return (struct alloc_request){
		.gfp = gfp,
		.order = order,
		.nid = e->m.cpu_to_node[task->cpu],
		.mask = MASK_REF_NONE,
		.ctx = CTX_TASK,
		.task = task,
		.cpu = task->cpu,
	};
}

static int refused(struct alloc_result *failed, int err)
{
	*failed = (struct alloc_result){ .verdict = VERDICT_MEMCG_MAX };
	return err;
}

int engine_charge(struct engine *e, const struct task *task, struct folio *folio, gfp_t gfp,
		  struct alloc_result *failed)
{
	const struct alloc_request req = request_of(e, task, gfp, folio->block.order);
	int err = folio_charge(&e->m, folio, cgroup_memcg(task), &req);

	if (!err)
		return 0;
	engine_free_folio(e, folio, task->cpu);
	return refused(failed, err);
}

int engine_charge_kmem(struct engine *e, const struct task *task, struct page_block block,
		       gfp_t gfp, struct mem_cgroup **memcg, struct alloc_result *failed)
{
	const struct alloc_request req = request_of(e, task, gfp, block.order);
	int err;

	*memcg = cgroup_memcg(task);
	err = memcg_try_charge(&e->m, *memcg, UINT64_C(1) << block.order, &req);
	if (!err)
		return 0;
	free_pages(&e->m, block, task->cpu);
	return refused(failed, err);
}

void engine_return_to_user(struct engine *e, const struct task *task)
{
	const struct alloc_request req = request_of(e, task, GFP_KERNEL, 0);

	memcg_handle_over_high(&e->m, cgroup_memcg(task), MEMCG_CHARGE_BATCH, &req);
}
