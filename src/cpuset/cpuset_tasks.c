// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a changed cpuset does to its tasks.
 *
 * Responsible for: the tasks' cached masks, and the list of what else must follow,
 * in the order in which the kernel does it.
 * Not responsible for: rebinding policies and moving pages; the engine does that.
 *
 * Mirrors: kernel/cgroup/cpuset.c cpuset_change_task_nodemask(),
 * cpuset_update_tasks_nodemask(), cpuset_attach(), v6.12.
 * Differs: every task leads its own thread group. Page migrations are listed where
 * the kernel queues them; it runs the queue at the end of the write.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "cpuset/internal.h"

void consequences_add(struct consequences *out, enum consequence_kind kind, struct task *task,
		      const nodemask_t *from, const nodemask_t *to)
{
	if (out->nr == out->cap) {
		out->cap = out->cap ? 2 * out->cap : 16;
		out->items = xrealloc(out->items, out->cap * sizeof(*out->items));
	}
	out->items[out->nr++] =
		(struct consequence){ .kind = kind, .task = task, .from = *from, .to = *to };
}

void consequences_free(struct consequences *c)
{
	free(c->items);
	*c = CONSEQUENCES_INIT;
}

/*
 * Mirrors: kernel/cgroup/cpuset.c cpuset_change_task_nodemask(), v6.12.
 * Differs: no moment in between at which the old and the new nodes are allowed.
 */
void cpuset_change_task_nodemask(struct task *task, const nodemask_t *mems,
				 const nodemask_t *withheld, struct consequences *out)
{
	nodemask_t old = task->mems_allowed;

	task->mems_allowed = *mems;
	task->mems_withheld = *withheld;
	task->mems_allowed_seq++;
	consequences_add(out, CONSEQ_REBIND, task, &old, mems);
}

/* The mm of a task follows: its policies to @to, its pages from @from to @pages_to. */
static void change_mm(struct task *task, bool migrate, const nodemask_t *from,
		      const nodemask_t *to, const nodemask_t *pages_to, struct consequences *out)
{
	if (!task->mm)
		return;
	consequences_add(out, CONSEQ_REBIND_MM, task, from, to);
	if (migrate && !nodes_equal(from, pages_to))
		consequences_add(out, CONSEQ_MIGRATE, task, from, pages_to);
}

/*
 * Mirrors: kernel/cgroup/cpuset.c cpuset_update_tasks_nodemask(), v6.12.
 *
 * Policies of mappings follow the cpuset's own mask, everything else the nodes
 * that its tasks get. The two are one in mainline; under a design the first may
 * be empty while the second comes from an ancestor.
 */
void cpuset_update_tasks_nodemask(struct cgroup_tree *t, struct cpuset *cs,
				  struct consequences *out)
{
	nodemask_t mems, withheld;

	guarantee_online_mems(t->m, cs, &mems, &withheld);
	for (struct cgroup *cg = &t->root; cg; cg = cg->next_populated) {
		if (cg->cs != cs)
			continue;
		for (size_t i = 0; i < cg->nr_tasks; i++) {
			struct task *task = cg->tasks[i];

			cpuset_change_task_nodemask(task, &mems, &withheld, out);
			change_mm(task, is_memory_migrate(cs), &cs->old_mems_allowed,
				  &cs->derived_mems, &mems, out);
		}
	}
	cs->old_mems_allowed = mems;
}

/*
 * Mirrors: kernel/cgroup/cpuset.c cpuset_can_attach_check(), v6.12. On cgroup v2 nodes
 * cannot run out, as those of the parent take their place.
 */
int cpuset_can_attach_check(const struct machine *m, const struct cpuset *cs, enum verdict *why)
{
	if (cpumask_empty(m, cs->effective_cpus) ||
	    (m->cpuset_v1 && nodes_empty(&cs->mems_allowed)))
		return cgroup_refuse(why, VERDICT_CPUSET_EMPTY, -ENOSPC);
	return 0;
}

/*
 * Mirrors: kernel/cgroup/cpuset.c cpuset_attach(), v6.12.
 *
 * Like there, the first task's old cpuset stands for that of all: when -cpuset
 * brings tasks of several cpusets together and the first one's masks were those of
 * @cs already, the others keep the masks they had. On cgroup v1 tasks move one by one,
 * and that is never left out.
 */
void cpuset_attach(struct cgroup_tree *t, struct cpuset *cs, struct cpuset *oldcs,
		   struct task *const *tasks, size_t nr_tasks, struct consequences *out)
{
	bool mems_updated = !nodes_equal(&cs->effective_mems, &oldcs->effective_mems);
	bool cpus_updated = !cpumask_equal(t->m, cs->effective_cpus, oldcs->effective_cpus);
	nodemask_t from = oldcs->old_mems_allowed;
	nodemask_t mems, withheld;

	assert(nr_tasks > 0);
	cs->old_mems_allowed = cs->derived_mems;
	if (!t->m->cpuset_v1 && !mems_updated && !cpus_updated)
		return;

	guarantee_online_mems(t->m, cs, &mems, &withheld);
	for (size_t i = 0; i < nr_tasks; i++) {
		cpuset_change_task_nodemask(tasks[i], &mems, &withheld, out);
		cpuset1_update_task_spread_flags(t->m, cs, tasks[i]);
	}
	if (!is_memory_migrate(cs) && !mems_updated)
		return;
	for (size_t i = 0; i < nr_tasks; i++)
		change_mm(tasks[i], is_memory_migrate(cs), &from, &cs->derived_mems,
			  &cs->derived_mems, out);
}
