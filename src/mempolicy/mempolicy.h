/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory policies: setting and reading them, rebinding them when a cpuset
 * changes, and turning an allocation under a policy into the requests that the
 * kernel would make, in order.
 *
 * Nothing here allocates a page. A policy belongs to one task or one mapping; it
 * is freed with it (mpol_task_exit(), mm_destroy()).
 *
 * Mirrors: mm/mempolicy.c, include/uapi/linux/mempolicy.h, v6.12.
 */
#ifndef NW_MEMPOLICY_MEMPOLICY_H
#define NW_MEMPOLICY_MEMPOLICY_H

#include "model/machine.h"

enum mpol_mode {
	MPOL_DEFAULT,
	MPOL_PREFERRED,
	MPOL_BIND,
	MPOL_INTERLEAVE,
	MPOL_LOCAL,
	MPOL_PREFERRED_MANY,
	MPOL_WEIGHTED_INTERLEAVE,
	MPOL_MAX
};

/* Mode flags: or-ed into the mode argument. A design may add bits (mpol_mode_flags). */
#define MPOL_F_STATIC_NODES (1u << 15)
#define MPOL_F_RELATIVE_NODES (1u << 14)
#define MPOL_F_NUMA_BALANCING (1u << 13)
#define MPOL_MODE_FLAGS (MPOL_F_STATIC_NODES | MPOL_F_RELATIVE_NODES | MPOL_F_NUMA_BALANCING)

/*
 * One policy. NULL instead of a pointer = MPOL_DEFAULT; @mode is never that.
 *
 * @w is a union on purpose: with a mode flag it holds what the user passed,
 * without one the mems_allowed that @nodes were made for. Rebinding PREFERRED and
 * PREFERRED_MANY overwrites it either way, which get_mempolicy() then shows.
 * @withheld: nodes that the user named and the task could use, had the design not
 * taken them out; a refusal of such a node is of class isolation.
 * Written at creation, by mpol_rebind_*() and (home_node) mm_set_home_node().
 */
struct mempolicy {
	enum mpol_mode mode;
	unsigned flags;			/* mode flags, also a design's */
	int home_node;			/* NUMA_NO_NODE = none */
	struct source_loc loc;		/* of the call that set it */
	nodemask_t nodes;
	nodemask_t withheld;
	union {
		nodemask_t cpuset_mems_allowed;
		nodemask_t user_nodemask;
	} w;
};

/* "preferred_many"; the names of the kernel's text form are understood as well. */
const char *mpol_mode_name(enum mpol_mode mode);
int mpol_mode_parse(const char *name);		/* -1: unknown */
/* "static", "relative", "numab" for one bit; NULL for a bit that has no name. */
const char *mpol_flag_name(unsigned flag);
unsigned mpol_flag_parse(const char *name);	/* 0: unknown */

/* ---- weights of weighted interleave, one table a machine ---- */

/* Zeroed = every node has the default weight, which is 1. Owner: the engine. */
struct mpol_weights {
	uint8_t *table;			/* [nr_node_ids], 0 = default; NULL until written */
};
/* A write to .../weighted_interleave/nodeN: 0, -EINVAL (value), -ENOENT (no such node). */
int mpol_weight_write(const struct machine *m, struct mpol_weights *w, int nid,
		      const char *value);
uint8_t mpol_weight(const struct mpol_weights *w, int nid);
void mpol_weights_free(struct mpol_weights *w);

/* ---- system calls on the task's policy (policy.c, sanitize.c) ---- */

/* Arguments as they reach the kernel. */
struct mpol_args {
	unsigned mode;			/* with mode flags or-ed in; any number */
	const nodemask_t *nodemask;	/* NULL = a NULL pointer */
	uint64_t maxnode;		/* bits + 1, as the ABI has it */
	struct source_loc loc;		/* where a scenario says so; line 0 = nowhere */
};

/* What get_mempolicy() shows. */
struct mpol_info {
	enum mpol_mode mode;
	unsigned flags;
	nodemask_t nodes;
};

/*
 * set_mempolicy(2). 0, or -EINVAL (or the design's errno) with *@why (may be
 * NULL) MPOL_INVALID, MPOL_EMPTY, MPOL_SPM or the design's; the old policy stays.
 */
int mpol_set(const struct machine *m, struct task *task, const struct mpol_args *args,
	     enum verdict *why);
/* get_mempolicy(2) without flags; with a nodemask of at least nr_node_ids bits. */
void mpol_get(const struct task *task, struct mpol_info *info);
/* get_mempolicy(MPOL_F_NODE): the next interleave node, or -EINVAL for other modes. */
int mpol_next_node(const struct task *task);
/* get_mempolicy(MPOL_F_MEMS_ALLOWED) is task->mems_allowed. */

/* fork(2): @child gets a copy of the policy and of the interleave state. */
void mpol_fork(struct task *child, const struct task *parent);
void mpol_task_exit(struct task *task);
/* Could @task's policy be served from @mask? Only BIND says no. @mask NULL = all. */
bool mempolicy_in_oom_domain(const struct task *task, const nodemask_t *mask);

/* ---- rebinding (rebind.c): the consequence CONSEQ_REBIND ---- */

/* The task's own policy. @new: its new mems_allowed. */
void mpol_rebind_task(const struct machine *m, struct task *task, const nodemask_t *new);
/* The policies of all its mappings; nothing when it has none. */
void mpol_rebind_mm(const struct machine *m, struct task *task, const nodemask_t *new);

/* ---- an allocation under a policy (resolve.c, interleave.c) ---- */

/* One allocation. @pol NULL = the task's own policy (get_task_policy()). */
struct mpol_use {
	const struct task *task;
	enum alloc_ctx_kind ctx;
	int cpu;			/* running CPU: its node is "local" */
	gfp_t gfp;
	unsigned order;
	const struct mempolicy *pol;
	/*
	 * Faults and migration have an index; alloc_pages() on behalf of the task
	 * has none, takes the task's interleave state, and ignores the policy
	 * with __GFP_THISNODE or in interrupt.
	 */
	bool has_index;
	uint64_t index;
	bool shared;			/* page of a file or shared object */
};

#define MPOL_MAX_ATTEMPTS 2

/*
 * What the kernel would ask of the page allocator: try attempts[0], and when it
 * fails attempts[1]. Masks point into the policy: the plan ends with it.
 * @il_prev, @il_weight: the task's interleave state after the allocation.
 */
struct mpol_plan {
	unsigned nr_attempts;		/* 1 or 2 */
	struct alloc_request attempts[MPOL_MAX_ATTEMPTS];
	int nid;			/* node that the policy chose */
	bool moves_interleave;
	int il_prev, il_weight;
};

/* Changes nothing, so that questions can be answered from it. @w may be NULL. */
void mpol_resolve(const struct machine *m, const struct mpol_weights *w,
		  const struct mpol_use *use, struct mpol_plan *plan);
/* The allocation is made: keep its interleave state. Before the first attempt. */
void mpol_commit(struct task *task, const struct mpol_plan *plan);

/* The @index-th node of (weighted) interleaving over @nodes, which is not empty. */
int interleave_nid(const nodemask_t *nodes, uint64_t index);
int weighted_interleave_nid(const struct mpol_weights *w, const nodemask_t *nodes,
			    uint64_t index);
/*
 * Highest zone that BIND filters: the highest type but Movable that has memory.
 * Differs: the kernel never lowers it after hot-unplug.
 */
enum zone_type mpol_policy_zone(const struct machine *m);

/* ---- for mm.c ---- */

/*
 * Check arguments and make a policy: *@pol is NULL for MPOL_DEFAULT and on error.
 * @user_nodes receives the mask as the kernel read it. The caller frees *@pol.
 */
int mpol_create(const struct machine *m, const struct task *task, const struct mpol_args *args,
		struct mempolicy **pol, nodemask_t *user_nodes, enum verdict *why);
struct mempolicy *mpol_dup(const struct mempolicy *pol);	/* NULL -> NULL */
bool mpol_equal(const struct mempolicy *a, const struct mempolicy *b);
void mpol_describe(const struct mempolicy *pol, struct mpol_info *info);
void mpol_rebind_policy(const struct machine *m, const struct task *task, struct mempolicy *pol,
			const nodemask_t *new);

#endif
