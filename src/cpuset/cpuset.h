/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpusets as the allocator and the designs see them: masks, and the test of one
 * node. The cgroup tree that carries them is cpuset/cgroup.h.
 *
 * Mirrors: kernel/cgroup/cpuset.c struct cpuset, cpuset_node_allowed(),
 * guarantee_online_mems(), v6.12 on the default hierarchy (cgroup v2).
 */
#ifndef NW_CPUSET_CPUSET_H
#define NW_CPUSET_CPUSET_H

#include "model/machine.h"

/*
 * mems_allowed: as written (empty = never written or cleared; top: N_POSSIBLE).
 * effective_mems: mems_allowed & parent's effective, or the parent's.
 * derived_mems: the design's derived set (effective_mems without a design);
 * task masks come from it.
 * derived_written: what was written to the design's file for derived_mems, if it
 * can be (empty = never, or cleared).
 * mainline_mems: what effective_mems would be if every node with memory were in
 * N_MEMORY and the design had no say; tells what a design withholds.
 * old_mems_allowed: where the pages of its tasks were last asked to be; empty
 * until the first attach or update.
 * Owner: cpuset/. Lifetime: from +cpuset in the parent (or mkdir below it) to
 * -cpuset or rmdir.
 */
struct cpuset {
	struct cpuset *parent;		/* nearest ancestor with a cpuset; NULL for the top */
	const char *path;		/* of its cgroup, borrowed */
	struct source_loc loc;		/* of the last write to cpuset.mems */
	nodemask_t mems_allowed;
	nodemask_t effective_mems;
	nodemask_t derived_mems;
	nodemask_t mainline_mems;
	nodemask_t derived_written;
	nodemask_t old_mems_allowed;
	uint64_t *cpus_allowed;		/* nr_cpus bits; empty = never written or cleared */
	uint64_t *effective_cpus;
	const char *partition;		/* as written to cpuset.cpus.partition */
	bool memory_migrate;		/* pages follow; false for the top cpuset only */
	bool mem_hardwall, mem_exclusive;	/* cgroup v1 only; false here */
};

/*
 * May the context use @nid? Asked only when cpusets_enabled().
 * Order: interrupt, mems_allowed, OOM victim, HARDWALL, exiting, hardwall ancestor.
 */
bool cpuset_node_allowed(const struct machine *m, const struct task *task,
			 enum alloc_ctx_kind ctx, gfp_t gfp, int nid);
/* Nearest ancestor (or itself) that is hardwall, exclusive or the top. */
const struct cpuset *nearest_hardwall_ancestor(const struct cpuset *cs);
/*
 * The nodes that tasks of @cs get: derived_mems & N_MEMORY of the nearest
 * cpuset upward where that is not empty. @withheld (may be NULL): nodes that
 * mainline would have given them and that only the design keeps out.
 */
void guarantee_online_mems(const struct machine *m, const struct cpuset *cs, nodemask_t *mems,
			   nodemask_t *withheld);
/* As the rule says now, which a cached task->mems_allowed may lag behind. */
void cpuset_mems_allowed(const struct machine *m, const struct task *task, nodemask_t *mems);

#endif
