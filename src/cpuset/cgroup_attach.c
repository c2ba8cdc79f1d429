// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks in the tree: birth, fork, moving, exit.
 *
 * Responsible for: in which cgroup a task is and which nodes it has from there.
 * Not responsible for: its pages and policies, which follow by consequences.
 *
 * Mirrors: kernel/cgroup/cgroup.c __cgroup_procs_write(), cgroup_css_set_fork(),
 * cgroup_exit(), kernel/cgroup/cpuset.c cpuset_fork(), v6.12.
 * Differs: a task is a whole process, never one of several threads.
 */
#include <assert.h>
#include <errno.h>

#include "cpuset/internal.h"

/*
 * The first user task had the nodes with memory at boot; later ones inherit what it
 * has by then.
 *
 * Mirrors: init/main.c kernel_init_freeable() set_mems_allowed(), v6.12.
 */
void cgroup_task_init(struct cgroup_tree *t, struct task *task)
{
	cgroup_add_task(t, &t->root, task);
	guarantee_online_mems(t->m, task->cs, &task->mems_allowed, &task->mems_withheld);
	task->mems_allowed_seq = 0;
}

/*
 * Mirrors: kernel/cgroup/cpuset.c cpuset_fork(), v6.12.
 *
 * A child that starts in another cpuset has nothing yet that could move, but its
 * mempolicy is a copy and has to be rebound.
 */
int cgroup_fork(struct cgroup_tree *t, struct task *child, const struct task *parent,
		const char *clone_into, struct consequences *out, enum verdict *why)
{
	struct cgroup *cg = clone_into ? cgroup_lookup(t, clone_into) : parent->cgroup;
	nodemask_t mems, withheld;
	int err;

	assert(parent->cgroup);
	if (!cg)
		return cgroup_refuse(why, VERDICT_CGROUP_MISSING, -ENOENT);
	err = clone_into ? cgroup_migrate_vet_dst(cg, why) : 0;
	if (err)
		return err;

	cgroup_add_task(t, cg, child);
	child->mems_allowed = parent->mems_allowed;
	child->mems_withheld = parent->mems_withheld;
	child->mems_allowed_seq = 0;
	if (child->cs != parent->cs) {
		guarantee_online_mems(t->m, child->cs, &mems, &withheld);
		cpuset_change_task_nodemask(child, &mems, &withheld, out);
	}
	return 0;
}

/* Mirrors: kernel/cgroup/cgroup.c __cgroup_procs_write(), cgroup_attach_task(), v6.12. */
int cgroup_attach(struct cgroup_tree *t, struct task *task, const char *path,
		  struct consequences *out, enum verdict *why)
{
	struct cgroup *cg = cgroup_lookup(t, path);
	struct cpuset *oldcs = task->cs;
	int err;

	assert(task->cgroup);
	if (!cg)
		return cgroup_refuse(why, VERDICT_CGROUP_MISSING, -ENOENT);
	err = cgroup_migrate_vet_dst(cg, why);
	if (err || cg == task->cgroup)
		return err;

	cgroup_remove_task(t, task->cgroup, task);
	cgroup_add_task(t, cg, task);
	if (task->cs != oldcs)
		cpuset_attach(t, task->cs, oldcs, &task, 1, out);
	return 0;
}

/* Mirrors: kernel/cgroup/cgroup.c cgroup_exit(): to the top cpuset, out of every list, v6.12. */
void cgroup_task_exit(struct cgroup_tree *t, struct task *task)
{
	if (!task->cgroup)
		return;
	cgroup_remove_task(t, task->cgroup, task);
	task->cs = t->root.cs;
}
