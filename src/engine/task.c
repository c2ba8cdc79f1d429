// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks of the simulated machine: spawn, fork, move, exit.
 *
 * Mirrors: kernel/fork.c copy_process() (the parts that memory placement sees:
 * mems_allowed, cpuset, mempolicy), kernel/exit.c do_exit(), v6.12.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/engine.h"
#include "engine/fault.h"
#include "engine/fork.h"
#include "engine/private.h"

struct task *engine_task(const struct engine *e, const char *name)
{
	for (struct task *task = e->m.tasks; task; task = task->next)
		if (!strcmp(task->name, name))
			return task;
	return NULL;
}

static struct task *task_new(struct engine *e, const char *name, int cpu, struct source_loc loc)
{
	struct task *task = xcalloc(1, sizeof(*task));
	struct task **last = &e->m.tasks;

	task->name = xstrdup(name);
	task->cpu = cpu;
	task->loc = loc;
	task->pid = ++e->last_pid;
	task->cpuset_mem_spread_rotor = NUMA_NO_NODE;
	while (*last)
		last = &(*last)->next;
	*last = task;
	return task;
}

static void task_free(struct engine *e, struct task *task)
{
	hugetlb_task_exit(&e->hugetlb, &e->m, task);
	engine_mm_exit(e, task);
	mpol_task_exit(task);
	free(task->name);
	free(task);
}

/* The copy of the address space comes before the child has a cgroup. */
int engine_fork(struct engine *e, struct task *parent, const char *name, const char *clone_into,
		struct task **child, enum verdict *why)
{
	struct task *task = task_new(e, name, parent->cpu, parent->loc);
	struct consequences follow = CONSEQUENCES_INIT;
	struct alloc_result failed;
	int err;

	task->flags = parent->flags & PF_KTHREAD;
	task->atomic_flags = parent->atomic_flags;
	task->rt = parent->rt;
	task->oom_score_adj = parent->oom_score_adj;
	mpol_fork(task, parent);
	err = engine_dup_mm(e, parent, task, &failed);
	if (err && why)
		*why = failed.verdict;
	if (!err)
		err = cgroup_fork(e->cgroups, task, parent, clone_into, &follow, why);
	engine_apply(e, &follow);
	if (err) {
		engine_kill(e, task);
		task = NULL;
	}
	*child = task;
	return err;
}

int engine_spawn(struct engine *e, const char *name, const char *cgroup, int cpu,
		 struct source_loc loc, struct task **task, enum verdict *why)
{
	assert(cpu >= 0 && cpu < e->m.nr_cpus);
	*task = task_new(e, name, cpu, loc);
	cgroup_task_init(e->cgroups, *task);
	if (!cgroup || !strcmp(cgroup, "/"))
		return 0;
	return engine_attach(e, *task, cgroup, why);
}

int engine_attach(struct engine *e, struct task *task, const char *cgroup, enum verdict *why)
{
	struct consequences follow = CONSEQUENCES_INIT;
	int err = cgroup_attach(e->cgroups, task, cgroup, &follow, why);

	engine_apply(e, &follow);
	return err;
}

void engine_kill(struct engine *e, struct task *task)
{
	struct task **link = &e->m.tasks;

	assert(task != e->m.init_task);
	while (*link != task)
		link = &(*link)->next;
	*link = task->next;
	cgroup_task_exit(e->cgroups, task);
	task_free(e, task);
}

void engine_bury_killed(struct engine *e)
{
	struct task *task = e->m.tasks, *next;

	for (; task; task = next) {
		next = task->next;
		if (!task->killed)
			continue;
		e->killed = xrealloc(e->killed, (e->nr_killed + 1) * sizeof(*e->killed));
		e->killed[e->nr_killed++] = xstrdup(task->name);
		engine_kill(e, task);
	}
}

bool engine_was_killed(const struct engine *e, const char *name)
{
	for (size_t i = 0; i < e->nr_killed; i++) {
		if (strcmp(e->killed[i], name) == 0)
			return true;
	}
	return false;
}

/* The first task: everybody's ancestor, in the root. */
void engine_init_task(struct engine *e)
{
	e->m.init_task = task_new(e, "init", 0, (struct source_loc){ 0 });
	cgroup_task_init(e->cgroups, e->m.init_task);
}

void engine_free_tasks(struct engine *e)
{
	while (e->m.tasks) {
		struct task *task = e->m.tasks;

		e->m.tasks = task->next;
		task_free(e, task);
	}
	e->m.init_task = NULL;
	while (e->nr_killed)
		free(e->killed[--e->nr_killed]);
	free(e->killed);
}
