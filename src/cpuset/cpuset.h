/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpusets as the allocator and the designs see them: masks, and the test of one
 * node. The cgroup tree that carries them is cpuset/cgroup.h.
 *
 * Mirrors: kernel/cgroup/cpuset.c struct cpuset, cpuset_node_allowed(),
 * guarantee_online_mems(), v6.12 on the default hierarchy (cgroup v2) and, where the
 * machine says so, on a legacy one (cgroup v1).
 */
#ifndef NW_CPUSET_CPUSET_H
#define NW_CPUSET_CPUSET_H

#include "model/machine.h"

/* Flags of a cpuset. On the default hierarchy they stay as they were made. */
#define CS_CPU_EXCLUSIVE 0x02u
#define CS_MEM_EXCLUSIVE 0x04u
#define CS_MEM_HARDWALL 0x08u
#define CS_MEMORY_MIGRATE 0x10u		/* pages follow */
#define CS_SCHED_LOAD_BALANCE 0x20u
#define CS_SPREAD_PAGE 0x40u
#define CS_SPREAD_SLAB 0x80u

/*
 * mems_allowed: as written (empty = never written or cleared; top: N_POSSIBLE). On
 * cgroup v1 always the same as effective_mems.
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
	unsigned flags;			/* CS_* */
};

static inline bool is_memory_migrate(const struct cpuset *cs)
{
	return cs->flags & CS_MEMORY_MIGRATE;
}

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

/* ---- spreading: the next page starts its search at the next node of the task ---- */

/* Is it so for pages of files (cgroup v1, cpuset.memory_spread_page)? */
static inline bool cpuset_do_page_mem_spread(const struct task *task)
{
	return task->atomic_flags & PFA_SPREAD_PAGE;
}

/* Where the search starts; turns the task's rotor. */
int cpuset_mem_spread_node(struct machine *m, struct task *task);

#endif
