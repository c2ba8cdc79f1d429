/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of this room share: the tree's nodes, and the steps that an
 * operation is made of. Nobody else includes it.
 */
#ifndef NW_CPUSET_INTERNAL_H
#define NW_CPUSET_INTERNAL_H

#include "cpuset/cgroup.h"

/* Controllers. The others of a real kernel are unknown names here. */
#define CTL_CPUSET 0x1u
#define CTL_MEMORY 0x2u
#define CTL_THREADED CTL_CPUSET	/* controllers that a threaded cgroup can have */
#define NR_CONTROLLERS 2

extern const char *const controller_names[NR_CONTROLLERS];	/* bit order, and sorted */

/*
 * One cgroup. A cgroup has its own cpuset exactly when its parent's
 * subtree_control has CTL_CPUSET (and controllers exist): @cs is then its own,
 * otherwise the nearest ancestor's.
 */
struct cgroup {
	struct cgroup *parent;		/* NULL for the root */
	struct cgroup *first_child, *last_child;	/* in creation order */
	struct cgroup *prev_sibling, *next_sibling;
	char *path;			/* "/a/b"; "/" for the root */
	const char *name;		/* last component of @path */

	unsigned subtree_control;	/* CTL_* that the children have */
	bool clone_children;		/* v1: new children start with its lists */
	bool losing_tasks;		/* v1: hot-plug emptied it, its tasks are about to go */
	struct cgroup *dom_cgrp;	/* itself, or the thread root of a threaded cgroup */
	struct cpuset *cs;
	struct mem_cgroup *memcg;	/* its own, or the nearest ancestor's; NULL: not modelled */
	bool own_memcg;

	struct task **tasks;		/* in the order of their arrival */
	size_t nr_tasks, cap_tasks;
	/* Cgroups that hold tasks, oldest css_set first; the root is always in it. */
	struct cgroup *prev_populated, *next_populated;
	unsigned nr_populated_domain_children;
	unsigned nr_populated_threaded_children;
	unsigned nr_threaded_children;
};

struct cgroup_tree {
	struct machine *m;
	const struct cgroup_memory_ops *memory;	/* NULL: no memory controller */
	struct cgroup root;		/* also the head of the populated list */
	struct cgroup *last_populated;
};

/* cgroup.c: finding and walking. */
struct cgroup *cgroup_lookup(const struct cgroup_tree *t, const char *path);
/* Parents first; NULL after the last one of the subtree of @top. */
struct cgroup *cgroup_next_pre(struct cgroup *pos, const struct cgroup *top);
/* The same without what is below @pos. */
struct cgroup *cgroup_next_skip(struct cgroup *pos, const struct cgroup *top);
/* Store a verdict when the caller wants one; returns @err. */
int cgroup_refuse(enum verdict *why, enum verdict v, int err);

/* cgroup_attach.c */
/* v1: all tasks of @from that are not on their way out go to @to, one by one. */
void cgroup_transfer_tasks(struct cgroup_tree *t, struct cgroup *to, struct cgroup *from,
			   struct consequences *out);

static inline bool cgroup_has_cpuset(const struct cgroup *cg)
{
	return !cg->parent || cg->cs != cg->parent->cs;
}

/* cgroup_domain.c: threaded domains, and who is populated. */
bool cgroup_is_threaded(const struct cgroup *cg);
bool cgroup_is_populated(const struct cgroup *cg);
bool cgroup_is_valid_domain(const struct cgroup *cg);
bool cgroup_is_thread_root(const struct cgroup *cg);
bool cgroup_can_be_thread_root(const struct cgroup *cg);
/* May tasks move in? 0, -EOPNOTSUPP or -EBUSY. */
int cgroup_migrate_vet_dst(const struct machine *m, const struct cgroup *cg, enum verdict *why);
void cgroup_add_task(struct cgroup_tree *t, struct cgroup *cg, struct task *task);
void cgroup_remove_task(struct cgroup_tree *t, struct cgroup *cg, struct task *task);
/* Its tasks get a new css_set, which is the youngest then. */
void cgroup_renew_css_set(struct cgroup_tree *t, struct cgroup *cg);

/* cgroup_file.c */
bool cgroup_has_file(const struct cgroup_tree *t, const struct cgroup *cg, const char *name,
		     size_t len);

/* cgroup_memory.c: the memory controller follows what is switched on in @top and below. */
void cgroup_update_memcgs(struct cgroup_tree *t, struct cgroup *top);
void cgroup_drop_memcg(struct cgroup_tree *t, struct cgroup *cg);
bool cgroup_has_memory_file(const struct cgroup_tree *t, const struct cgroup *cg,
			    const char *name, size_t len);
/* @value: stripped. */
int cgroup_write_memory(struct cgroup_tree *t, struct cgroup *cg, const char *name,
			const char *value, enum verdict *why);
int cgroup_read_memory(const struct cgroup_tree *t, const struct cgroup *cg, const char *name,
		       struct text *out);

/* cgroup_control.c: which controllers where. */
unsigned cgroup_control(const struct cgroup_tree *t, const struct cgroup *cg);
void cgroup_create_cpusets(struct cgroup_tree *t, struct cgroup *top);
int cgroup_write_subtree_control(struct cgroup_tree *t, struct cgroup *cg, const char *value,
				 struct consequences *out, enum verdict *why);
int cgroup_write_type(struct cgroup_tree *t, struct cgroup *cg, const char *value,
		      enum verdict *why);

/* cpumask.c: sets of nr_cpus bits. */
size_t cpumask_words(const struct machine *m);
bool cpumask_empty(const struct machine *m, const uint64_t *mask);
bool cpumask_intersects(const struct machine *m, const uint64_t *a, const uint64_t *b);
bool cpumask_equal(const struct machine *m, const uint64_t *a, const uint64_t *b);
bool cpumask_subset(const struct machine *m, const uint64_t *sub, const uint64_t *super);
void cpumask_and(const struct machine *m, uint64_t *dst, const uint64_t *a, const uint64_t *b);
void cpumask_copy(const struct machine *m, uint64_t *dst, const uint64_t *src);
void cpumask_print(const struct machine *m, const uint64_t *mask, struct text *out);

/* cpuset.c: masks of one cpuset. */
struct cpuset *cpuset_create(const struct machine *m, struct cpuset *parent, const char *path);
void cpuset_destroy(struct cpuset *cs);
/* N_MEMORY as the design sees it for the top cpuset. */
void cpuset_top_mems(const struct machine *m, nodemask_t *mems);
/* What mems_allowed and the parent make of the other masks. */
struct cpuset_masks {
	nodemask_t effective, derived, mainline;
};
void cpuset_compute_masks(const struct machine *m, const struct cpuset *cs,
			  struct cpuset_masks *masks);
bool cpuset_masks_differ(const struct cpuset *cs, const struct cpuset_masks *masks);
void cpuset_set_masks(struct cpuset *cs, const struct cpuset_masks *masks);
/* Remember a cpuset that has no node for kernel allocations. */
void check_insane_mems_config(struct machine *m, const nodemask_t *nodes);

/* cpuset_tasks.c: what a changed mask does to tasks. */
void consequences_add(struct consequences *out, enum consequence_kind kind, struct task *task,
		      const nodemask_t *from, const nodemask_t *to);
void cpuset_change_task_nodemask(struct task *task, const nodemask_t *mems,
				 const nodemask_t *withheld, struct consequences *out);
void cpuset_update_tasks_nodemask(struct cgroup_tree *t, struct cpuset *cs,
				  struct consequences *out);
/* Tasks came to @cs; @oldcs is where the first one was. */
void cpuset_attach(struct cgroup_tree *t, struct cpuset *cs, struct cpuset *oldcs,
		   struct task *const *tasks, size_t nr_tasks, struct consequences *out);

/* 0, or -ENOSPC: no task can run there. */
int cpuset_can_attach_check(const struct machine *m, const struct cpuset *cs, enum verdict *why);

/* cpuset_v1.c: what is different on a legacy hierarchy. */
int cpuset1_validate_change(const struct machine *m, const struct cgroup *cg,
			    const struct cpuset *trial, enum verdict *why);
/* Set or clear one CS_* flag. */
int cpuset1_update_flag(const struct machine *m, struct cgroup *cg, unsigned flag, bool on,
			enum verdict *why);
void cpuset1_update_task_spread_flags(const struct machine *m, const struct cpuset *cs,
				      struct task *task);
/* cgroup.clone_children: the lists of the parent, unless a sibling is exclusive. */
void cpuset1_clone_parent(const struct machine *m, struct cgroup *cg);
void cpuset1_hotplug_update_tasks(struct cgroup_tree *t, struct cgroup *cg,
				  struct consequences *out);
/* Tasks of cpusets that became empty go to the nearest ancestor that is not. */
void cpuset1_remove_tasks_in_empty_cpusets(struct cgroup_tree *t, struct consequences *out);

/* cpuset_write.c: the writable files. @value is stripped. */
/* Can the cpuset of @cg become @trial? 0 or -errno. */
int cpuset_validate_change(const struct machine *m, const struct cgroup *cg,
			   const struct cpuset *trial, enum verdict *why);
int cpuset_write_mems(struct cgroup_tree *t, struct cgroup *cg, const char *value, size_t len,
		      struct source_loc loc, struct consequences *out, enum verdict *why);
int cpuset_write_derived(struct cgroup_tree *t, struct cgroup *cg, const char *value, size_t len,
			 struct consequences *out, enum verdict *why);
int cpuset_write_cpus(struct cgroup_tree *t, struct cgroup *cg, const char *value, size_t len,
		      enum verdict *why);
int cpuset_write_partition(struct cgroup *cg, const char *value, enum verdict *why);

#endif
