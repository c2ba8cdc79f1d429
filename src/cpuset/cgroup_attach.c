// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks in the tree: birth, fork, moving, exit.
 *
 * Responsible for: in which cgroup a task is and which nodes it has from there.
 * Not responsible for: its pages and policies, which follow by consequences.
 *
 * Mirrors: kernel/cgroup/cgroup.c __cgroup_procs_write(), cgroup_css_set_fork(),
 * cgroup_exit(), kernel/cgroup/cgroup-v1.c cgroup_transfer_tasks(),
 * kernel/cgroup/cpuset.c cpuset_can_attach(), cpuset_can_fork(), cpuset_fork(), v6.12.
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
	int err = 0;

	assert(parent->cgroup);
	if (!cg)
		return cgroup_refuse(why, VERDICT_CGROUP_MISSING, -ENOENT);
	if (clone_into && t->m->cpuset_v1)
		return cgroup_refuse(why, VERDICT_CGROUP_INVALID, -EBADF);
	if (clone_into)
		err = cgroup_migrate_vet_dst(t->m, cg, why);
	if (!err && cg->cs != parent->cs)
		err = cpuset_can_attach_check(t->m, cg->cs, why);
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

/* @task, not in @cg yet, goes there. */
static void move_task(struct cgroup_tree *t, struct task *task, struct cgroup *cg,
		      struct consequences *out)
{
	struct cpuset *oldcs = task->cs;

	cgroup_remove_task(t, task->cgroup, task);
	cgroup_add_task(t, cg, task);
	if (task->cs != oldcs)
		cpuset_attach(t, task->cs, oldcs, &task, 1, out);
}

/* Mirrors: kernel/cgroup/cgroup.c __cgroup_procs_write(), cgroup_attach_task(), v6.12. */
int cgroup_attach(struct cgroup_tree *t, struct task *task, const char *path,
		  struct consequences *out, enum verdict *why)
{
	struct cgroup *cg = cgroup_lookup(t, path);
	int err;

	assert(task->cgroup);
	if (!cg)
		return cgroup_refuse(why, VERDICT_CGROUP_MISSING, -ENOENT);
	err = cgroup_migrate_vet_dst(t->m, cg, why);
	if (err || cg == task->cgroup)
		return err;
	if (task->cs != cg->cs)
		err = cpuset_can_attach_check(t->m, cg->cs, why);
	if (!err)
		move_task(t, task, cg, out);
	return err;
}

/* Mirrors: kernel/cgroup/cgroup-v1.c cgroup_transfer_tasks(), v6.12. */
void cgroup_transfer_tasks(struct cgroup_tree *t, struct cgroup *to, struct cgroup *from,
			   struct consequences *out)
{
	size_t nr_left = 0;

	assert(!cpuset_can_attach_check(t->m, to->cs, NULL));
	while (nr_left < from->nr_tasks) {
		if (from->tasks[nr_left]->flags & PF_EXITING)
			nr_left++;
		else
			move_task(t, from->tasks[nr_left], to, out);
	}
}

/* Mirrors: kernel/cgroup/cgroup.c cgroup_exit(): to the top cpuset, out of every list, v6.12. */
void cgroup_task_exit(struct cgroup_tree *t, struct task *task)
{
	if (!task->cgroup)
		return;
	cgroup_remove_task(t, task->cgroup, task);
	task->cs = t->root.cs;
}
