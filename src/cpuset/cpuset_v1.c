// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpusets on a legacy hierarchy (cgroup v1).
 *
 * There a cpuset has exactly what was written: lists never widen beyond the parent's,
 * an empty one means that no task can enter, and nodes that leave the machine leave the
 * lists for good. Flags make a cpuset exclusive, a wall for kernel memory, or spread.
 *
 * Responsible for: what differs from the default hierarchy.
 * Not responsible for: the files (cgroup_v1.c), and what both have in common.
 *
 * Mirrors: kernel/cgroup/cpuset-v1.c, and kernel/cgroup/cpuset.c cpuset_update_flag()
 * and the clone_children part of cpuset_css_online(), v6.12.
 * Differs: no scheduling domains and no memory_pressure.
 */
#include <assert.h>
#include <errno.h>

#include "cpuset/internal.h"

/* Mirrors: kernel/cgroup/cpuset-v1.c is_cpuset_subset(), v6.12. */
static bool is_cpuset_subset(const struct machine *m, const struct cpuset *p,
			     const struct cpuset *q)
{
	const unsigned exclusive = CS_CPU_EXCLUSIVE | CS_MEM_EXCLUSIVE;

	return cpumask_subset(m, p->cpus_allowed, q->cpus_allowed) &&
	       nodes_subset(&p->mems_allowed, &q->mems_allowed) &&
	       !(p->flags & ~q->flags & exclusive);
}

/* Mirrors: kernel/cgroup/cpuset-v1.c cpuset1_validate_change(), v6.12. */
int cpuset1_validate_change(const struct machine *m, const struct cgroup *cg,
			    const struct cpuset *trial, enum verdict *why)
{
	for (const struct cgroup *child = cg->first_child; child; child = child->next_sibling)
		if (!is_cpuset_subset(m, child->cs, trial))
			return cgroup_refuse(why, VERDICT_CPUSET_CHILD, -EBUSY);
	if (cg->parent && !is_cpuset_subset(m, trial, cg->parent->cs))
		return cgroup_refuse(why, VERDICT_CPUSET_PARENT, -EACCES);
	return 0;
}

/* ---- flags ---- */

/* Mirrors: kernel/cgroup/cpuset-v1.c cpuset1_update_task_spread_flags(), v6.12. */
void cpuset1_update_task_spread_flags(const struct machine *m, const struct cpuset *cs,
				      struct task *task)
{
	if (!m->cpuset_v1)
		return;
	task->atomic_flags &= ~(PFA_SPREAD_PAGE | PFA_SPREAD_SLAB);
	if (cs->flags & CS_SPREAD_PAGE)
		task->atomic_flags |= PFA_SPREAD_PAGE;
	if (cs->flags & CS_SPREAD_SLAB)
		task->atomic_flags |= PFA_SPREAD_SLAB;
}

/*
 * Mirrors: kernel/cgroup/cpuset.c cpuset_update_flag(),
 * kernel/cgroup/cpuset-v1.c cpuset1_update_tasks_flags(), v6.12.
 */
int cpuset1_update_flag(const struct machine *m, struct cgroup *cg, unsigned flag, bool on,
			enum verdict *why)
{
	struct cpuset trial = *cg->cs;
	int err;

	trial.flags = on ? trial.flags | flag : trial.flags & ~flag;
	err = cpuset_validate_change(m, cg, &trial, why);
	if (err)
		return err;
	cg->cs->flags = trial.flags;
	for (size_t i = 0; i < cg->nr_tasks; i++)
		cpuset1_update_task_spread_flags(m, cg->cs, cg->tasks[i]);
	return 0;
}

/* Mirrors: kernel/cgroup/cpuset.c cpuset_css_online(), v6.12. */
void cpuset1_clone_parent(const struct machine *m, struct cgroup *cg)
{
	const struct cpuset *parent = cg->parent->cs;
	struct cpuset *cs = cg->cs;
	struct cpuset_masks masks;

	for (const struct cgroup *other = cg->parent->first_child; other;
	     other = other->next_sibling)
		if (other->cs->flags & (CS_CPU_EXCLUSIVE | CS_MEM_EXCLUSIVE))
			return;
	cs->mems_allowed = parent->mems_allowed;
	cpumask_copy(m, cs->cpus_allowed, parent->cpus_allowed);
	cpumask_copy(m, cs->effective_cpus, parent->cpus_allowed);
	cpuset_compute_masks(m, cs, &masks);
	cpuset_set_masks(cs, &masks);
}

/* ---- nodes that come and go ---- */

/*
 * Mirrors: kernel/cgroup/cpuset.c cpuset_hotplug_update_tasks(),
 * kernel/cgroup/cpuset-v1.c cpuset1_hotplug_update_tasks(), v6.12.
 *
 * Only what leaves the parent changes anything; a node that comes back does not.
 * A cpuset that becomes empty keeps the masks of its tasks, as they are about to go.
 */
void cpuset1_hotplug_update_tasks(struct cgroup_tree *t, struct cgroup *cg,
				  struct consequences *out)
{
	struct cpuset *cs = cg->cs;
	struct cpuset_masks masks;

	cpuset_compute_masks(t->m, cs, &masks);
	if (t->m->design->cpuset1_hotplug_forgets_derived)
		masks.derived = cs->derived_mems;
	if (!cpuset_masks_differ(cs, &masks))
		return;
	check_insane_mems_config(t->m, &masks.effective);
	cpuset_set_masks(cs, &masks);
	cs->mems_allowed = cs->effective_mems;
	if (!nodes_empty(&cs->mems_allowed))
		cpuset_update_tasks_nodemask(t, cs, out);
	else
		cg->losing_tasks = true;
}

static struct cgroup *nearest_with_resources(const struct machine *m, struct cgroup *cg)
{
	do {
		cg = cg->parent;
		assert(cg);	/* the top cpuset has CPUs and nodes */
	} while (cpumask_empty(m, cg->cs->cpus_allowed) || nodes_empty(&cg->cs->mems_allowed));
	return cg;
}

/*
 * Mirrors: kernel/cgroup/cpuset-v1.c remove_tasks_in_empty_cpuset(), v6.12: one work
 * item for each cpuset, in the order in which they became empty.
 */
void cpuset1_remove_tasks_in_empty_cpusets(struct cgroup_tree *t, struct consequences *out)
{
	for (struct cgroup *cg = &t->root; cg; cg = cgroup_next_pre(cg, &t->root)) {
		if (!cg->losing_tasks)
			continue;
		cg->losing_tasks = false;
		if (cg->nr_tasks)
			cgroup_transfer_tasks(t, nearest_with_resources(t->m, cg), cg, out);
	}
}
