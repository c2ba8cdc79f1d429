// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is the tree what the rules say it must be?
 *
 * Responsible for: recomputing what operations keep up to date: masks, counts,
 * lists, the key.
 *
 * Mirrors: nothing in the kernel.
 */
#include <stdio.h>

#include "cpuset/internal.h"

/* One finding; the first one ends the check. */
struct finding {
	char *buf;
	size_t len;
};

static const char *found(const struct finding *f, const struct cgroup *cg, const char *what)
{
	snprintf(f->buf, f->len, "%s: %s", cg->path, what);
	return f->buf;
}

/*
 * A task's mask may lag behind its cpuset's: smaller after -cpuset (cpuset_attach()),
 * and anything while a design lets its nodes come from an ancestor
 * (update_nodemasks_hier()) or on its way out of a cpuset that hot-plug emptied
 * (cgroup_transfer_tasks()).
 */
static const char *check_tasks(const struct cgroup_tree *t, const struct cgroup *cg,
			       const struct finding *f)
{
	nodemask_t mems;

	guarantee_online_mems(t->m, cg->cs, &mems, NULL);
	for (size_t i = 0; i < cg->nr_tasks; i++) {
		const struct task *task = cg->tasks[i];

		if (task->cgroup != cg || task->cs != cg->cs)
			return found(f, cg, "a task is not where it is listed");
		if (!t->m->design->cpuset_derive && !nodes_empty(&cg->cs->effective_mems) &&
		    !nodes_subset(&task->mems_allowed, &mems))
			return found(f, cg, "a task has nodes that its cpuset does not give");
		if (nodes_empty(&cg->cs->effective_mems) && !(task->flags & PF_EXITING))
			return found(f, cg, "a task was left in a cpuset without nodes");
		if (nodes_intersects(&task->mems_allowed, &task->mems_withheld))
			return found(f, cg, "a task has nodes that are withheld from it");
	}
	return NULL;
}

static const char *check_cpuset(const struct cgroup_tree *t, const struct cgroup *cg,
				const struct finding *f)
{
	const struct cpuset *cs = cg->cs;
	struct cpuset_masks masks;

	if (cgroup_has_cpuset(cg) != !!(cgroup_control(t, cg) & CTL_CPUSET) && cg->parent)
		return found(f, cg, "a cpuset without its controller, or the other way round");
	if (!cgroup_has_cpuset(cg))
		return NULL;
	if (cs->parent != (cg->parent ? cg->parent->cs : NULL) || cs->path != cg->path)
		return found(f, cg, "the cpuset belongs to another cgroup");
	cpuset_compute_masks(t->m, cs, &masks);
	if (t->m->cpuset_v1 && t->m->design->cpuset1_hotplug_forgets_derived)
		masks.derived = cs->derived_mems;
	if (cpuset_masks_differ(cs, &masks))
		return found(f, cg, "effective masks are out of date");
	if (t->m->cpuset_v1 && !nodes_equal(&cs->mems_allowed, &cs->effective_mems))
		return found(f, cg, "the nodes written and the effective ones differ");
	if (t->m->cpuset_v1 && cpuset_validate_change(t->m, cg, cs, NULL))
		return found(f, cg, "the cpuset does not fit into the tree");
	if (cg->losing_tasks)
		return found(f, cg, "it is marked as losing its tasks");
	if (!nodes_subset(&cs->mems_allowed, &t->m->node_states[N_POSSIBLE]))
		return found(f, cg, "cpuset.mems names an impossible node");
	return NULL;
}

static const char *check_counts(const struct cgroup *cg, const struct finding *f)
{
	unsigned nr_domain = 0, nr_threaded_populated = 0, nr_threaded = 0, subtree = 0;
	const struct cgroup *child;

	for (child = cg->first_child; child; child = child->next_sibling) {
		bool populated = cgroup_is_populated(child);

		if (child->parent != cg)
			return found(f, child, "child of another cgroup");
		nr_threaded += cgroup_is_threaded(child);
		nr_threaded_populated += populated && cgroup_is_threaded(child);
		nr_domain += populated && !cgroup_is_threaded(child);
		subtree |= child->subtree_control;
	}
	if (nr_domain != cg->nr_populated_domain_children ||
	    nr_threaded_populated != cg->nr_populated_threaded_children)
		return found(f, cg, "wrong number of populated children");
	if (nr_threaded != cg->nr_threaded_children)
		return found(f, cg, "wrong number of threaded children");
	if (subtree & ~cg->subtree_control)
		return found(f, cg, "a child passes on a controller that it does not have");
	return NULL;
}

static const char *check_populated_list(const struct cgroup_tree *t, size_t nr_populated,
					const struct finding *f)
{
	const struct cgroup *cg;

	for (cg = t->root.next_populated; cg; cg = cg->next_populated) {
		if (cg->nr_tasks == 0 || cg->prev_populated->next_populated != cg)
			return found(f, cg, "the list of populated cgroups is wrong");
		nr_populated--;
	}
	return nr_populated ? found(f, &t->root, "a populated cgroup is not listed") : NULL;
}

const char *cgroup_check(const struct cgroup_tree *t, char *buf, size_t len)
{
	struct cgroup *root = (struct cgroup *)&t->root;
	struct finding f = { buf, len };
	size_t nr_populated = 0;
	unsigned nr_cpusets = 0;
	struct cgroup *cg = root;
	const char *wrong;

	snprintf(buf, len, "%s", "nothing");
	do {
		wrong = check_cpuset(t, cg, &f);
		if (!wrong)
			wrong = check_tasks(t, cg, &f);
		if (!wrong)
			wrong = check_counts(cg, &f);
		if (wrong)
			return wrong;
		nr_cpusets += cg->parent && cgroup_has_cpuset(cg);
		nr_populated += cg->parent && cg->nr_tasks;
		cg = cgroup_next_pre(cg, root);
	} while (cg);
	if (nr_cpusets != t->m->nr_cpusets)
		return found(&f, root, "the count of cpusets is wrong");
	return check_populated_list(t, nr_populated, &f);
}
