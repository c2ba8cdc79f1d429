// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files that only a legacy hierarchy (cgroup v1) has.
 *
 * Responsible for: reading and writing the flags of a cpuset, cgroup.clone_children
 * and the list of tasks.
 * Not responsible for: what a flag means (cpuset_v1.c), and moving tasks
 * (cgroup_attach.c).
 *
 * Mirrors: kernel/cgroup/cgroup-v1.c cgroup_clone_children_write(),
 * __cgroup1_procs_write(), cgroup_pidlist_start(), kernel/cgroup/cpuset-v1.c
 * cpuset_write_u64(), v6.12.
 * Differs: a task has a name and no number, and is a whole process, so that tasks and
 * cgroup.procs are the same; they list in the order of creation.
 */
#include <errno.h>
#include <string.h>

#include "cpuset/cgroup_file.h"

/* The kernel hands the number on as an int. */
int cpuset1_write_flag(const struct file_write *w, unsigned flag, uint64_t value)
{
	return cpuset1_update_flag(w->t->m, w->cg, flag, (uint32_t)value, w->why);
}

uint64_t cpuset1_read_flag(const struct cgroup *cg, unsigned flag)
{
	return !!(cg->cs->flags & flag);
}

int cgroup1_write_clone_children(const struct file_write *w, unsigned arg, uint64_t value)
{
	(void)arg;
	w->cg->clone_children = value;
	return 0;
}

uint64_t cgroup1_read_clone_children(const struct cgroup *cg, unsigned arg)
{
	(void)arg;
	return cg->clone_children;
}

int cgroup1_write_tasks(const struct file_write *w)
{
	struct task *task = w->t->m->tasks;

	while (task && strcmp(task->name, w->value) != 0)
		task = task->next;
	if (!task)
		return cgroup_refuse(w->why, VERDICT_CGROUP_INVALID, -ESRCH);
	return cgroup_attach(w->t, task, w->cg->path, w->out, w->why);
}

void cgroup1_show_tasks(const struct cgroup_tree *t, const struct cgroup *cg, struct text *out)
{
	const char *newline = "";

	for (const struct task *task = t->m->tasks; task; task = task->next) {
		if (task->cgroup != cg)
			continue;
		text_addf(out, "%s%s", newline, task->name);
		newline = "\n";
	}
}
