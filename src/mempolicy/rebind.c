// SPDX-License-Identifier: GPL-2.0-only
/*
 * A cpuset got other nodes: its tasks' policies follow.
 *
 * Responsible for the nodes of a policy after such a change.
 * Not responsible for who has to be rebound (cpuset/) or for moving pages.
 *
 * Mirrors: mm/mempolicy.c mpol_rebind_policy(), mpol_rebind_nodemask(),
 * mpol_rebind_preferred(), mpol_rebind_task(), mpol_rebind_mm(), v6.12.
 */
#include "mempolicy/internal.h"

#include <assert.h>

/*
 * Nodes that the design grants beyond the cpuset stay in the policy, and what it
 * takes out leaves it. Without a design nothing changes.
 */
static void apply_design(const struct machine *m, const struct mempolicy *pol,
			 const nodemask_t *new, const nodemask_t *may, const nodemask_t *named,
			 nodemask_t *nodes)
{
	nodemask_t granted;

	if (!m->design->mpol_trim)
		return;
	nodes_andnot(&granted, may, new);
	nodes_and(&granted, &granted, named);
	nodes_and(nodes, nodes, may);
	if (!(pol->flags & MPOL_F_RELATIVE_NODES))
		nodes_or(nodes, nodes, &granted);
}

/*
 * Mirrors: mm/mempolicy.c mpol_rebind_nodemask(), v6.12. With a flag that is
 * neither STATIC nor RELATIVE (NUMA_BALANCING) the old mask of the remapping is
 * what the user passed: the union of struct mempolicy.
 */
static void rebind_nodemask(const struct machine *m, const struct task *task,
			    struct mempolicy *pol, const nodemask_t *new)
{
	const struct mpol_question question = {
		.task = task,
		.mode = (int)pol->mode,
		.flags = pol->flags,
		.user_nodes = pol->flags ? &pol->w.user_nodemask : &pol->nodes,
		.rebind = true,
	};
	nodemask_t named = *question.user_nodes;
	nodemask_t may = *new, nodes;

	if (mpol_allowed_nodes(m, &question, &may, NULL))
		may = *new;
	if (pol->flags & MPOL_F_STATIC_NODES) {
		nodes_and(&nodes, &pol->w.user_nodemask, new);
	} else if (pol->flags & MPOL_F_RELATIVE_NODES) {
		mpol_relative_nodes(&pol->w.user_nodemask, new, &nodes);
	} else {
		nodes_remap(&nodes, &pol->nodes, &pol->w.cpuset_mems_allowed, new);
		pol->w.cpuset_mems_allowed = *new;
	}
	apply_design(m, pol, new, &may, &named, &nodes);
	if (nodes_empty(&nodes))
		nodes = *new;
	pol->nodes = nodes;
	nodes_or(&named, &named, &pol->withheld);
	mpol_withheld_nodes(m, task, &named, &nodes, &pol->withheld);
}

void mpol_rebind_policy(const struct machine *m, const struct task *task, struct mempolicy *pol,
			const nodemask_t *new)
{
	if (!pol || pol->mode == MPOL_LOCAL)
		return;
	if (!pol->flags && nodes_equal(&pol->w.cpuset_mems_allowed, new))
		return;
	if (pol->mode == MPOL_PREFERRED || pol->mode == MPOL_PREFERRED_MANY)
		pol->w.cpuset_mems_allowed = *new;
	else
		rebind_nodemask(m, task, pol, new);
	assert(!nodes_empty(&pol->nodes));
}

void mpol_rebind_task(const struct machine *m, struct task *task, const nodemask_t *new)
{
	mpol_rebind_policy(m, task, task->mempolicy, new);
}

/* Policies of shared objects belong to nobody's cpuset and are left alone. */
void mpol_rebind_mm(const struct machine *m, struct task *task, const nodemask_t *new)
{
	if (!task->mm)
		return;
	for (struct mapping *map = task->mm->maps; map; map = map->next)
		for (size_t i = 0; i < map->nr_vmas; i++)
			if (!map->shared)
				mpol_rebind_policy(m, task, map->vmas[i].policy, new);
}
