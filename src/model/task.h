/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the allocator sees of the running context: a task and the kind of
 * context that it (or an interrupt on top of it) runs in.
 *
 * Mirrors: include/linux/sched.h (the fields named), include/linux/preempt.h, v6.12.
 */
#ifndef NW_MODEL_TASK_H
#define NW_MODEL_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/nodemask.h"

struct cgroup;		/* cpuset/cgroup.h */
struct cpuset;		/* cpuset/cpuset.h */
struct mempolicy;	/* mempolicy/mempolicy.h */
struct mm;		/* mempolicy/mm.h */

#define PF_EXITING 0x00000004u
#define PF_MEMALLOC 0x00000800u
#define PF_DUMPCORE 0x00000200u
#define PF_KTHREAD 0x00200000u
#define PF_MEMALLOC_PIN 0x10000000u	/* pages for long-term pins: never movable ones */

/* task->atomic_flags: where the pages of files and some slab objects are searched for. */
#define PFA_SPREAD_PAGE 0x2u
#define PFA_SPREAD_SLAB 0x4u

/*
 * Contexts by what in_task(), in_interrupt() and in_serving_softirq() answer:
 *                 in_task  in_interrupt  serving_softirq
 *   task             yes       no             no
 *   bh_disabled      yes       yes            no     (process context, bottom halves off)
 *   softirq          no        yes            yes
 *   hardirq          no        yes            no
 *   kthread          yes       no             no     (the running task is in the root cpuset)
 *   task_memalloc    yes       no             no     (PF_MEMALLOC set)
 */
enum alloc_ctx_kind {
	CTX_TASK,
	CTX_BH_DISABLED,
	CTX_SOFTIRQ,
	CTX_HARDIRQ,
	CTX_KTHREAD,
	CTX_TASK_MEMALLOC,
	NR_CTX_KINDS
};

extern const char *const alloc_ctx_names[NR_CTX_KINDS];	/* "task", "bh_disabled", ... */

static inline bool ctx_in_task(enum alloc_ctx_kind c)
{
	return c != CTX_SOFTIRQ && c != CTX_HARDIRQ;
}

static inline bool ctx_in_interrupt(enum alloc_ctx_kind c)
{
	return c == CTX_BH_DISABLED || c == CTX_SOFTIRQ || c == CTX_HARDIRQ;
}

/*
 * A task. Owner: engine/task.c creates and ends it; mems_allowed, cs and cgroup
 * are written only by cpuset/ (attach, fork, mask updates); mempolicy and il_* only
 * by mempolicy/.
 */
struct task {
	char *name;
	struct source_loc loc;		/* where a scenario declares it */
	int cpu;
	struct cpuset *cs;		/* never NULL */
	struct cgroup *cgroup;		/* NULL before it is in the tree and after its exit */
	/*
	 * The cached node set of the task, called mems_allowed (a design may show
	 * it under another name). @mems_withheld: nodes that mainline's rules would
	 * put in and that the design keeps out; empty without a design.
	 */
	nodemask_t mems_allowed;
	nodemask_t mems_withheld;
	unsigned mems_allowed_seq;	/* counts changes */
	unsigned flags;			/* PF_* */
	unsigned atomic_flags;		/* PFA_*; written only by cpuset/ and fork */
	int cpuset_mem_spread_rotor;	/* NUMA_NO_NODE until first used */
	int pid;			/* 1 is init's */
	int oom_score_adj;		/* -1000..1000 */
	bool oom_victim;		/* tsk_is_oom_victim() */
	bool killed;			/* SIGKILL is on its way: it ends with the step */
	bool oom_skip;			/* MMF_OOM_SKIP: nothing more to be had of its memory */
	bool rt;			/* rt_or_dl_task() */
	struct mempolicy *mempolicy;	/* NULL = default */
	int il_prev;
	int il_weight;
	struct mm *mm;			/* NULL for kernel threads and until first mapping */
	struct task *next;		/* all tasks of a machine, in creation order */
};

#endif
