/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cgroup tree with its cpuset controller, on v2 or, where the machine says so, on
 * a v1 hierarchy of its own: mkdir, rmdir, writes, attach, fork, hotplug propagation.
 * A write validates, changes this room's own state and returns what must follow; it
 * never moves a page and knows no allocator.
 *
 * Mirrors: kernel/cgroup/cgroup.c, cgroup-v1.c (tree rules and errors),
 * kernel/cgroup/cpuset.c, cpuset-v1.c (update_nodemask, hotplug), v6.12.
 */
#ifndef NW_CPUSET_CGROUP_H
#define NW_CPUSET_CGROUP_H

#include "base/text.h"
#include "cpuset/cpuset.h"

struct cgroup_tree;	/* opaque */
struct cgroup;		/* opaque */

/*
 * Something that the engine has to do after a write, in this order. The task's
 * mems_allowed is @to already when it gets a CONSEQ_REBIND.
 */
enum consequence_kind {
	CONSEQ_REBIND,		/* mpol_rebind_task(): the task's mempolicy, old -> new mask */
	CONSEQ_REBIND_MM,	/* mpol_rebind_mm(): the policies of its mappings */
	CONSEQ_MIGRATE		/* do_migrate_pages(): move its pages: old -> new mask */
};

struct consequence {
	enum consequence_kind kind;
	struct task *task;
	nodemask_t from, to;
};

struct consequences {
	struct consequence *items;
	size_t nr, cap;
};

#define CONSEQUENCES_INIT ((struct consequences){0})
void consequences_free(struct consequences *c);

/* @m: gets top_cpuset; the tree lives as long as the machine. */
struct cgroup_tree *cgroup_tree_create(struct machine *m);
void cgroup_tree_destroy(struct cgroup_tree *t);

/* The memory controller, which this room does not know. All of it borrowed. */
struct mem_cgroup;
struct cgroup_memory_ops {
	struct mem_cgroup *(*create)(struct machine *m, struct mem_cgroup *parent,
				     const char *path);
	void (*offline)(struct machine *m, struct mem_cgroup *memcg);
	bool (*has_file)(const struct mem_cgroup *memcg, const char *name, size_t len);
	int (*write)(struct machine *m, struct mem_cgroup *memcg, const char *name,
		     const char *value);
	int (*read)(struct machine *m, struct mem_cgroup *memcg, const char *name,
		    struct text *out);
};
/* From now on the tree has it; m->root_memcg is the root's. */
void cgroup_set_memory(struct cgroup_tree *t, const struct cgroup_memory_ops *ops);
/* Who pays for what the task allocates; NULL: nobody. */
struct mem_cgroup *cgroup_memcg(const struct task *task);

/* All return 0 or -errno; @why (may be NULL) gets the verdict of a refusal. */
int cgroup_mkdir(struct cgroup_tree *t, const char *path, enum verdict *why);
int cgroup_rmdir(struct cgroup_tree *t, const char *path, enum verdict *why);
int cgroup_write(struct cgroup_tree *t, const char *path, const char *file, const char *value,
		 struct source_loc loc, struct consequences *out, enum verdict *why);
/* -ENOENT: no such cgroup or file. @out gets the value without its newline. */
int cgroup_read(const struct cgroup_tree *t, const char *path, const char *file,
		struct text *out);

/* Tasks. A new task starts in the root; fork copies the parent's cgroup and mask. */
void cgroup_task_init(struct cgroup_tree *t, struct task *task);
/*
 * @clone_into (may be NULL): CLONE_INTO_CGROUP, which cgroup v1 does not have; @out may
 * then get a rebind of the child.
 */
int cgroup_fork(struct cgroup_tree *t, struct task *child, const struct task *parent,
		const char *clone_into, struct consequences *out, enum verdict *why);
int cgroup_attach(struct cgroup_tree *t, struct task *task, const char *path,
		  struct consequences *out, enum verdict *why);
/* A task that is in no cgroup (its fork failed) is left alone. */
void cgroup_task_exit(struct cgroup_tree *t, struct task *task);
const char *cgroup_path_of(const struct cgroup_tree *t, const struct task *task);
/* The cpuset of a cgroup (its own or the nearest ancestor's); NULL: no such cgroup. */
struct cpuset *cgroup_cpuset(const struct cgroup_tree *t, const char *path);

/* N_MEMORY (or the design's sets) changed: recompute every cpuset and task. */
void cpuset_hotplug(struct cgroup_tree *t, struct consequences *out);

/* Visit all cgroups, parents first, children in creation order. */
struct cgroup_info {
	const char *path;
	bool has_cpuset;		/* root: true */
	const struct cpuset *cs;	/* own; NULL without */
	const char *const *subtree_control;	/* sorted, NULL-terminated */
};
void cgroup_for_each(const struct cgroup_tree *t,
		     void (*visit)(void *arg, const struct cgroup_info *info), void *arg);

/* Is every mask, count and list of the tree consistent? NULL, or what is wrong, in @buf. */
const char *cgroup_check(const struct cgroup_tree *t, char *buf, size_t len);

#endif
