// SPDX-License-Identifier: GPL-2.0-only
/*
 * From what a person asks to a request that the allocator takes: the local
 * node, the caller's mask with its origin, and the design's way of opting in.
 *
 * Mirrors: include/linux/gfp.h alloc_pages_node() (NUMA_NO_NODE), v6.12.
 * Differs: x86 has no CONFIG_HAVE_MEMORYLESS_NODES, so the local memory node of
 * a CPU on a memory-less node is that node itself.
 */
#include <assert.h>

#include "engine/engine.h"

/* Without a hook every design lets a caller name the nodes: first one, and all as mask. */
static void baseline_opt_in(const nodemask_t *wanted, struct alloc_request *req,
			    nodemask_t *storage)
{
	*storage = *wanted;
	req->nid = first_node(wanted);
	req->mask.nodes = storage;
	req->mask.from = MASK_FROM_CALLER;
	req->reason = REASON_OPT_IN;
}

enum verdict engine_request(const struct engine *e, const struct request_spec *spec,
			    struct alloc_request *req, struct request_storage *storage)
{
	const struct machine *m = &e->m;
	int cpu = spec->cpu >= 0 ? spec->cpu : spec->task->cpu;

	assert(spec->task);
	assert(cpu >= 0 && cpu < m->nr_cpus);
	*req = (struct alloc_request){
		.gfp = spec->gfp,
		.order = spec->order,
		.nid = spec->nid == NUMA_NO_NODE ? m->cpu_to_node[cpu] : spec->nid,
		.mask = MASK_REF_NONE,
		.ctx = spec->ctx,
		.task = spec->task,
		.cpu = cpu,
		.reason = REASON_NORMAL,
	};
	if (spec->nodemask) {
		storage->mask = *spec->nodemask;
		req->mask = (struct mask_ref){
			.nodes = &storage->mask,
			.from = MASK_FROM_CALLER,
			.loc = spec->mask_loc,
		};
	}
	if (!spec->wanted)
		return VERDICT_PASS;
	if (m->design->opt_in)
		return m->design->opt_in(m, spec->wanted, req, &storage->mask);
	baseline_opt_in(spec->wanted, req, &storage->mask);
	return VERDICT_PASS;
}
