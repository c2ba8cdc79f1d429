// SPDX-License-Identifier: GPL-2.0-only
/*
 * The nodemasks of a request, pass by pass.
 *
 * Responsible for asking the design, and for mainline's answer where it has
 * none. Not responsible for when a mask changes: passes.c.
 *
 * Mirrors: mm/page_alloc.c prepare_alloc_pages(), check_retry_cpuset(), v6.12.
 */
#include "alloc/request.h"

#include "cpuset/cpuset.h"

struct source_loc task_mems_loc(const struct task *task)
{
	for (const struct cpuset *cs = task->cs; cs; cs = cs->parent)
		if (cs->loc.line)
			return cs->loc;
	return task->loc;
}

/*
 * Mirrors: mm/page_alloc.c prepare_alloc_pages(), v6.12.
 * A process without a nodemask gets its own mems_allowed as nodemask, which
 * spares the test of every zone; everybody else keeps the mask and is tested.
 */
struct mask_choice mainline_default_mask(const struct machine *m, const struct alloc_request *req)
{
	struct mask_choice choice = { .mask = req->mask };

	if (!cpusets_enabled(m))
		return choice;
	if (task_mems_are_the_mask(m, req))
		choice.mask = (struct mask_ref){
			.nodes = &req->task->mems_allowed,
			.withheld = &req->task->mems_withheld,
			.from = MASK_FROM_TASK,
		};
	else
		choice.alloc_cpuset = true;
	return choice;
}

struct mask_ref request_slow_mask(const struct machine *m, const struct alloc_request *req)
{
	if (m->design->slow_mask)
		return m->design->slow_mask(m, req);
	return req->mask;
}

struct mask_ref request_reset_mask(const struct machine *m, const struct alloc_request *req)
{
	if (m->design->reset_mask)
		return m->design->reset_mask(m, req);
	return (struct mask_ref){ .from = MASK_FROM_DROPPED };
}

bool request_mask_missed(const struct machine *m, const struct alloc_request *req,
			 const nodemask_t *mask)
{
	if (m->design->mask_missed)
		return m->design->mask_missed(m, req, mask);
	return !nodes_intersects(mask, &req->task->mems_allowed);
}

struct mask_ref request_retry_mask(const struct machine *m, const struct alloc_request *req)
{
	if (m->design->retry_mask)
		return m->design->retry_mask(m, req);
	return (struct mask_ref){ .from = MASK_FROM_RETRY };
}
