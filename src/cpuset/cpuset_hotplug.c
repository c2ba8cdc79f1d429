// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nodes that gain their first or lose their last memory, seen from the cpusets.
 *
 * Responsible for: bringing every cpuset and task up to the present N_MEMORY (and
 * the present sets of the design).
 *
 * Mirrors: kernel/cgroup/cpuset.c cpuset_handle_hotplug(),
 * cpuset_hotplug_update_tasks(), v6.12.
 * Differs: memory only, CPUs neither come nor go.
 */
#include <string.h>

#include "cpuset/internal.h"

/*
 * Mirrors: kernel/cgroup/cpuset.c cpuset_hotplug_update_tasks(), v6.12.
 *
 * The kernel compares before it falls back to the parent's mask, so a cpuset that
 * names no usable node is updated by every event, needed or not.
 */
static void hotplug_update_tasks(struct cgroup_tree *t, struct cpuset *cs,
				 struct consequences *out)
{
	struct cpuset_masks masks;
	nodemask_t named;

	nodes_and(&named, &cs->mems_allowed, &cs->parent->effective_mems);
	cpuset_compute_masks(t->m, cs, &masks);
	if (nodes_equal(&named, &cs->effective_mems) && !cpuset_masks_differ(cs, &masks))
		return;
	check_insane_mems_config(t->m, &named);
	cpuset_set_masks(cs, &masks);
	cpuset_update_tasks_nodemask(t, cs, out);
}

/* Without the controller a task has the nodes with memory, and nothing follows from that. */
static void follow_n_memory(struct cgroup_tree *t)
{
	struct cgroup *cg;

	for (cg = &t->root; cg; cg = cg->next_populated)
		for (size_t i = 0; i < cg->nr_tasks; i++)
			cg->tasks[i]->mems_allowed = t->m->node_states[N_MEMORY];
}

/* Mirrors: kernel/cgroup/cpuset.c cpuset_handle_hotplug(), v6.12. */
void cpuset_hotplug(struct cgroup_tree *t, struct consequences *out)
{
	struct cpuset *top = t->root.cs;
	struct cpuset_masks masks;
	struct cgroup *cg;

	cpuset_compute_masks(t->m, top, &masks);
	if (!cpuset_masks_differ(top, &masks))
		return;
	cpuset_set_masks(top, &masks);
	if (t->m->cpuset_v1)
		top->mems_allowed = top->effective_mems;
	if (t->m->no_cpusets) {
		follow_n_memory(t);
		return;
	}
	cpuset_update_tasks_nodemask(t, top, out);
	for (cg = cgroup_next_pre(&t->root, &t->root); cg; cg = cgroup_next_pre(cg, &t->root)) {
		if (t->m->cpuset_v1)
			cpuset1_hotplug_update_tasks(t, cg, out);
		else if (cgroup_has_cpuset(cg))
			hotplug_update_tasks(t, cg->cs, out);
	}
	if (t->m->cpuset_v1)
		cpuset1_remove_tasks_in_empty_cpusets(t, out);
}
