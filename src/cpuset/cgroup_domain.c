// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who holds tasks, and what follows for where tasks and controllers may go.
 *
 * Responsible for: the predicates of threaded domains, the no-internal-process rule,
 * and the counts that they read.
 * Not responsible for: the operations that ask (cgroup_control.c, cgroup_attach.c).
 *
 * Mirrors: kernel/cgroup/cgroup.c cgroup_is_valid_domain() and its neighbours,
 * cgroup_update_populated(), cgroup_migrate_vet_dst(), v6.12.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "cpuset/internal.h"

bool cgroup_is_threaded(const struct cgroup *cg)
{
	return cg->dom_cgrp != cg;
}

/* The root may hold tasks next to domain and threaded children. */
static bool cgroup_is_mixable(const struct cgroup *cg)
{
	return !cg->parent;
}

bool cgroup_is_populated(const struct cgroup *cg)
{
	return cg->nr_tasks || cg->nr_populated_domain_children ||
	       cg->nr_populated_threaded_children;
}

/* Mirrors: kernel/cgroup/cgroup.c cgroup_can_be_thread_root(), v6.12. */
bool cgroup_can_be_thread_root(const struct cgroup *cg)
{
	if (cgroup_is_mixable(cg))
		return true;
	if (cgroup_is_threaded(cg))
		return false;
	return !cg->nr_populated_domain_children && !(cg->subtree_control & ~CTL_THREADED);
}

/* Mirrors: kernel/cgroup/cgroup.c cgroup_is_thread_root(), v6.12. */
bool cgroup_is_thread_root(const struct cgroup *cg)
{
	if (cgroup_is_threaded(cg))
		return false;
	return cg->nr_threaded_children || (cg->nr_tasks && (cg->subtree_control & CTL_THREADED));
}

/*
 * Below a thread root only threaded cgroups are of use.
 *
 * Mirrors: kernel/cgroup/cgroup.c cgroup_is_valid_domain(), v6.12.
 */
bool cgroup_is_valid_domain(const struct cgroup *cg)
{
	if (cgroup_is_threaded(cg))
		return false;
	for (cg = cg->parent; cg; cg = cg->parent) {
		if (!cgroup_is_mixable(cg) && cgroup_is_thread_root(cg))
			return false;
		if (cgroup_is_threaded(cg))
			return false;
	}
	return true;
}

/* Mirrors: kernel/cgroup/cgroup.c cgroup_migrate_vet_dst(), v6.12. */
int cgroup_migrate_vet_dst(const struct machine *m, const struct cgroup *cg, enum verdict *why)
{
	if (m->cpuset_v1)
		return 0;
	if (!cgroup_is_valid_domain(cg->dom_cgrp))
		return cgroup_refuse(why, VERDICT_CGROUP_DOMAIN, -EOPNOTSUPP);
	if (cgroup_can_be_thread_root(cg) || cgroup_is_threaded(cg))
		return 0;
	if (cg->subtree_control)
		return cgroup_refuse(why, VERDICT_CGROUP_BUSY, -EBUSY);
	return 0;
}

/* Tell the ancestors, as far up as it makes a difference. */
static void update_populated_parents(struct cgroup *cg, bool populated)
{
	for (; cg->parent; cg = cg->parent) {
		struct cgroup *parent = cg->parent;
		bool was_populated = cgroup_is_populated(parent);
		unsigned *nr = cgroup_is_threaded(cg) ? &parent->nr_populated_threaded_children :
							&parent->nr_populated_domain_children;

		assert(populated || *nr > 0);
		*nr += populated ? 1 : -1u;
		if (was_populated == cgroup_is_populated(parent))
			return;
	}
}

/* The root's css_set is there from boot to the end: it stays at the head. */
static void link_populated(struct cgroup_tree *t, struct cgroup *cg)
{
	if (!cg->parent)
		return;
	cg->prev_populated = t->last_populated;
	cg->next_populated = NULL;
	t->last_populated->next_populated = cg;
	t->last_populated = cg;
}

static void unlink_populated(struct cgroup_tree *t, struct cgroup *cg)
{
	if (!cg->parent)
		return;
	cg->prev_populated->next_populated = cg->next_populated;
	if (cg->next_populated)
		cg->next_populated->prev_populated = cg->prev_populated;
	else
		t->last_populated = cg->prev_populated;
	cg->prev_populated = NULL;
	cg->next_populated = NULL;
}

void cgroup_renew_css_set(struct cgroup_tree *t, struct cgroup *cg)
{
	assert(cg->nr_tasks);
	unlink_populated(t, cg);
	link_populated(t, cg);
}

void cgroup_add_task(struct cgroup_tree *t, struct cgroup *cg, struct task *task)
{
	bool was_populated = cgroup_is_populated(cg);

	assert(!task->cgroup);
	if (cg->nr_tasks == cg->cap_tasks) {
		cg->cap_tasks = cg->cap_tasks ? 2 * cg->cap_tasks : 4;
		cg->tasks = xrealloc(cg->tasks, cg->cap_tasks * sizeof(struct task *));
	}
	if (cg->nr_tasks == 0)
		link_populated(t, cg);
	cg->tasks[cg->nr_tasks++] = task;
	task->cgroup = cg;
	task->cs = cg->cs;
	if (!was_populated)
		update_populated_parents(cg, true);
}

void cgroup_remove_task(struct cgroup_tree *t, struct cgroup *cg, struct task *task)
{
	size_t i = 0;

	assert(task->cgroup == cg);
	while (cg->tasks[i] != task) {
		i++;
		assert(i < cg->nr_tasks);
	}
	cg->nr_tasks--;
	memmove(&cg->tasks[i], &cg->tasks[i + 1], (cg->nr_tasks - i) * sizeof(struct task *));
	task->cgroup = NULL;
	if (cg->nr_tasks == 0)
		unlink_populated(t, cg);
	if (!cgroup_is_populated(cg))
		update_populated_parents(cg, false);
}
