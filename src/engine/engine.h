/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The engine: a machine with its tasks, cgroups, blocks and pages. It does one
 * step at a time, applies what follows from it in the kernel's order, and
 * answers questions. Scenario, ask and the library only translate to it.
 *
 * Errors: functions that mirror a system call or a write return 0 or -errno and
 * set *@why (which may be NULL) to the verdict of a refusal. They never print.
 */
#ifndef NW_ENGINE_ENGINE_H
#define NW_ENGINE_ENGINE_H

#include "alloc/page_alloc.h"
#include "base/diag.h"
#include "cpuset/cgroup.h"
#include "engine/held.h"
#include "hotplug/hotplug.h"
#include "hugetlb/hugetlb.h"
#include "mempolicy/mempolicy.h"
#include "model/machine.h"
#include "model/machine_desc.h"
#include "slab/slab.h"
#include "swap/swap.h"
#include "tiers/demotion.h"
#include "tiers/tiers.h"
#include "zswap/zswap.h"

struct engine_options {
	const struct isolation_design *design; /* never NULL */
	int switch_values[DESIGN_MAX_SWITCHES];
	int check_level; /* 1, 2 or 3 */
	uint64_t seed;
};

/*
 * Everything of one simulated machine. Owner of all the pointers; @desc and the
 * design are borrowed and must outlive it.
 */
struct engine {
	const struct machine_desc *desc;
	struct engine_options options;
	struct machine m;
	struct cgroup_tree *cgroups;
	struct hotplug hotplug;
	struct memory_tiers tiers;
	struct mpol_weights weights;
	struct zswap zswap;
	struct slab_caches slab;
	struct hugetlb hugetlb;
	struct held_blocks held; /* blocks that steps hold by label */
	struct pin_set *pins; /* pages that devices hold by label (pin.c) */
	uint64_t *boot_pages; /* [nr_node_ids] in use when boot ended */
	/* Who is told of the next page that somebody asks for; ops NULL = nobody. */
	const struct explain_ops *listener;
	void *listener_arg;
	uint64_t nr_written; /* pages that tasks wrote first: each gets a text of its own */
	/* Blocks in the hands of who uses the engine; NULL = none. Calls @visit for each. */
	void (*user_blocks)(void *user, void (*visit)(void *arg, struct page_block block),
			    void *arg);
	void *user;
	struct event_log log; /* of the current step */
	int last_pid;
	char **killed; /* names of tasks that the OOM killer ended */
	size_t nr_killed;
};

/* ---- life ---- */

/*
 * Boot a machine: zones, lists, watermarks, cpusets, tiers, then the ranges that
 * come late (SPM) through the design's own way of adding them.
 * @late: receives what became of each late range (may be NULL): a refusal there
 * is a result, not an error. Return: NULL with a diagnostic in @diags when the
 * description is impossible.
 */
struct late_result {
	const struct mem_range *range;
	struct hotplug_result result;
};
struct late_results {
	struct late_result *items;
	size_t nr;
};
struct engine *engine_create(const struct machine_desc *desc, const struct engine_options *options,
			     struct late_results *late, struct diag_list *diags);
void engine_destroy(struct engine *e);
void late_results_free(struct late_results *late);

/* Invariants of every room at engine's check level; NULL or what is wrong. */
const char *machine_check(const struct engine *e, char *buf, size_t len);
/* Forget the events of the step before. Call at the start of every step. */
void engine_begin_step(struct engine *e);
/* What the kernel leaves to workqueues. Call when a step has done what it says. */
void engine_end_step(struct engine *e);

/* ---- tasks ---- */

struct task *engine_task(const struct engine *e, const char *name); /* NULL: none */
/*
 * A new task of init, in @cgroup, on @cpu. When the attach fails the task exists
 * in the root and the errno is returned.
 */
int engine_spawn(struct engine *e, const char *name, const char *cgroup, int cpu,
		 struct source_loc loc, struct task **task, enum verdict *why);
/* fork(2); @clone_into: path for CLONE_INTO_CGROUP, or NULL. */
int engine_fork(struct engine *e, struct task *parent, const char *name, const char *clone_into,
		struct task **child, enum verdict *why);
int engine_attach(struct engine *e, struct task *task, const char *cgroup, enum verdict *why);
void engine_kill(struct engine *e, struct task *task);
/* Those that the OOM killer killed go; not while anybody holds on to a task. */
void engine_bury_killed(struct engine *e);
bool engine_was_killed(const struct engine *e, const char *name);

/* ---- cgroups ---- */

int engine_cgroup_mkdir(struct engine *e, const char *path, enum verdict *why);
int engine_cgroup_rmdir(struct engine *e, const char *path, enum verdict *why);
int engine_cgroup_write(struct engine *e, const char *path, const char *file, const char *value,
			struct source_loc loc, enum verdict *why);
/* Carry out what a cgroup or hotplug change brought about; frees the list. */
void engine_apply(struct engine *e, struct consequences *c);

/* ---- requests ---- */

/*
 * A request as a person says it. @nid NUMA_NO_NODE = local to @cpu.
 * @nodemask NULL = none. @use_policy: resolve through the task's mempolicy
 * (alloc_pages()), else the node and mask are used as they are
 * (__alloc_pages()). @wanted non-NULL: opt in (H16) for these nodes.
 */
struct request_spec {
	const struct task *task;
	enum alloc_ctx_kind ctx;
	int cpu; /* -1 = the task's */
	gfp_t gfp;
	unsigned order;
	int nid;
	const nodemask_t *nodemask;
	struct source_loc mask_loc;
	const nodemask_t *wanted;
};

/*
 * Resolve a spec. @storage keeps masks that the request points to; it and
 * @spec's pointers must outlive @req. VERDICT_PASS, or why the design offers no
 * way to ask (NO_OPT_IN).
 */
struct request_storage {
	nodemask_t mask;
	nodemask_t withheld;
};
enum verdict engine_request(const struct engine *e, const struct request_spec *spec,
			    struct alloc_request *req, struct request_storage *storage);

struct alloc_result engine_alloc(struct engine *e, const struct alloc_request *req);
/* Tell @ops of the next allocation; page tables, and what reclaim allocates, do not count. */
void engine_listen(struct engine *e, const struct explain_ops *ops, void *arg);
void engine_free(struct engine *e, struct page_block block);

/*
 * Allocate until it fails or @max_blocks are taken, all under @label of e->held.
 * runs: adjacent blocks of one zone joined, in order.
 */
struct alloc_run {
	struct zone *zone;
	uint64_t nr_blocks;
};
struct alloc_runs {
	struct alloc_run *runs;
	size_t nr, cap;
	uint64_t nr_blocks; /* all of them */
	struct alloc_result last; /* the one that failed, or the last success */
	enum pass_kind last_pass; /* of the last success; nothing without one */
	int last_round;
};
void engine_alloc_many(struct engine *e, const struct alloc_request *req, uint64_t max_blocks,
		       const char *label, struct alloc_runs *out);
void alloc_runs_free(struct alloc_runs *runs);

/* ---- memory that comes and goes ---- */

/* As hotplug/hotplug.h; cpusets, tasks and tiers have followed when these return, but the last. */
struct hotplug_result engine_mem_add(struct engine *e, const struct add_memory_args *args);
struct hotplug_result engine_mem_remove(struct engine *e, uint64_t start_pfn, uint64_t nr_pages);
struct hotplug_result engine_block_set(struct engine *e, uint64_t block_id, enum online_type type);
struct hotplug_result engine_set_node_type(struct engine *e, int nid, enum node_role role);
/* No notifier is called: cpusets, tasks and tiers do not follow. */
struct hotplug_result engine_node_unregister(struct engine *e, int nid);

/* ---- settings ---- */

int engine_sysctl_write(struct engine *e, const char *name, const char *value);
int engine_weight_write(struct engine *e, int nid, const char *value);

#endif
