// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which controllers a cgroup's children have: cgroup.subtree_control, cgroup.type.
 *
 * Responsible for: the rules of switching controllers, the coming and going of
 * cpusets with them, and moving the tasks below to the cpuset that is theirs then.
 * Not responsible for: what is in a cpuset.
 *
 * Mirrors: kernel/cgroup/cgroup.c cgroup_subtree_control_write(),
 * cgroup_apply_control(), cgroup_update_dfl_csses(), cgroup_enable_threaded(), v6.12.
 * Differs: cpuset and memory are the only controllers.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cpuset/internal.h"

/*
 * Controllers that @cg itself has: on cgroup v1 those of the hierarchy.
 *
 * Mirrors: kernel/cgroup/cgroup.c cgroup_control(), cgroup_create(), v6.12.
 */
unsigned cgroup_control(const struct cgroup_tree *t, const struct cgroup *cg)
{
	if (t->m->cpuset_v1)
		return CTL_CPUSET;
	if (!cg->parent)
		return t->m->no_cpusets ? CTL_MEMORY : CTL_CPUSET | CTL_MEMORY;
	if (cgroup_is_threaded(cg))
		return cg->parent->subtree_control & CTL_THREADED;
	return cg->parent->subtree_control;
}

/* Who had the parent's cpuset has the new one from now on. */
static void set_cpuset(struct cgroup *top, struct cpuset *cs)
{
	struct cgroup *cg;

	for (cg = top; cg; cg = cgroup_next_pre(cg, top)) {
		assert(cg == top || !(cg->parent->subtree_control & CTL_CPUSET));
		cg->cs = cs;
	}
}

/* Mirrors: kernel/cgroup/cgroup.c cgroup_apply_control_enable(), v6.12. */
void cgroup_create_cpusets(struct cgroup_tree *t, struct cgroup *top)
{
	struct cgroup *cg;

	for (cg = top; cg; cg = cgroup_next_pre(cg, top)) {
		if (cgroup_has_cpuset(cg) || !(cgroup_control(t, cg) & CTL_CPUSET))
			continue;
		set_cpuset(cg, cpuset_create(t->m, cg->parent->cs, cg->path));
		t->m->nr_cpusets++;
	}
}

/* Mirrors: kernel/cgroup/cgroup.c cgroup_apply_control_disable(), v6.12. */
static void drop_cpusets(struct cgroup_tree *t, struct cgroup *parent)
{
	struct cgroup *cg;

	for (cg = parent->first_child; cg; cg = cg->next_sibling) {
		struct cpuset *cs = cg->cs;

		if (!cgroup_has_cpuset(cg) || (cgroup_control(t, cg) & CTL_CPUSET))
			continue;
		set_cpuset(cg, parent->cs);
		cpuset_destroy(cs);
		t->m->nr_cpusets--;
	}
}

/*
 * All tasks below @top get new css_sets; where the cpuset controller was switched
 * they change their cpuset, as one set of tasks that moves together.
 *
 * Mirrors: kernel/cgroup/cgroup.c cgroup_update_dfl_csses(), v6.12.
 */
static void update_tasks_below(struct cgroup_tree *t, struct cgroup *top, unsigned toggled,
			       bool enable, struct consequences *out)
{
	struct task **tasks = NULL;
	struct cpuset *first_old = NULL;
	size_t nr = 0;
	struct cgroup *cg;

	for (cg = cgroup_next_pre(top, top); cg; cg = cgroup_next_pre(cg, top)) {
		if (cg->nr_tasks == 0)
			continue;
		cgroup_renew_css_set(t, cg);
		if (!(toggled & CTL_CPUSET))
			continue;
		tasks = xrealloc(tasks, (nr + cg->nr_tasks) * sizeof(struct task *));
		for (size_t i = 0; i < cg->nr_tasks; i++) {
			struct task *task = cg->tasks[i];

			if (!first_old)
				first_old = task->cs;
			task->cs = enable ? cg->cs : top->cs;
			tasks[nr++] = task;
		}
	}
	if (nr)
		cpuset_attach(t, tasks[0]->cs, first_old, tasks, nr, out);
	free(tasks);
}

/* Which controller a word without its sign names, or 0. */
static unsigned controller_bit(const struct cgroup_tree *t, const char *name, size_t len)
{
	for (unsigned i = 0; i < NR_CONTROLLERS; i++) {
		const char *known = controller_names[i];

		if (strlen(known) != len || memcmp(known, name, len) != 0)
			continue;
		return (1u << i) & cgroup_control(t, &t->root);
	}
	return 0;
}

/* Words with + or - in front, separated by blanks; for one controller the last one counts. */
static int parse_controls(const struct cgroup_tree *t, const char *value, unsigned *enable,
			  unsigned *disable)
{
	*enable = 0;
	*disable = 0;
	while (*value) {
		size_t len = strcspn(value, " ");
		unsigned bit;

		if (len == 0) {
			value++;
			continue;
		}
		bit = controller_bit(t, value + 1, len - 1);
		if (!bit || (*value != '+' && *value != '-'))
			return -EINVAL;
		*enable &= ~bit;
		*disable &= ~bit;
		*(*value == '+' ? enable : disable) |= bit;
		value += len;
	}
	return 0;
}

static bool child_has_enabled(const struct cgroup *cg, unsigned bit)
{
	const struct cgroup *child;

	for (child = cg->first_child; child; child = child->next_sibling)
		if (child->subtree_control & bit)
			return true;
	return false;
}

/* Drop what is so already; an error for what is not there or still in use below. */
static int filter_controls(const struct cgroup_tree *t, const struct cgroup *cg,
			   unsigned *enable, unsigned *disable, enum verdict *why)
{
	*enable &= ~cg->subtree_control;
	*disable &= cg->subtree_control;
	for (unsigned bit = 1; bit < 1u << NR_CONTROLLERS; bit <<= 1) {
		if ((*enable & bit) && !(cgroup_control(t, cg) & bit))
			return cgroup_refuse(why, VERDICT_CGROUP_MISSING, -ENOENT);
		if ((*disable & bit) && child_has_enabled(cg, bit))
			return cgroup_refuse(why, VERDICT_CGROUP_BUSY, -EBUSY);
	}
	return 0;
}

/* Mirrors: kernel/cgroup/cgroup.c cgroup_vet_subtree_control_enable(), v6.12. */
static int vet_enable(const struct cgroup *cg, unsigned enable, enum verdict *why)
{
	if (!enable)
		return 0;
	if (!cgroup_is_valid_domain(cg->dom_cgrp))
		return cgroup_refuse(why, VERDICT_CGROUP_DOMAIN, -EOPNOTSUPP);
	if (!cg->parent)
		return 0;
	if (enable & ~CTL_THREADED) {
		if (cgroup_is_thread_root(cg) || cgroup_is_threaded(cg))
			return cgroup_refuse(why, VERDICT_CGROUP_DOMAIN, -EOPNOTSUPP);
	} else if (cgroup_can_be_thread_root(cg) || cgroup_is_threaded(cg)) {
		return 0;
	}
	if (cg->nr_tasks)
		return cgroup_refuse(why, VERDICT_CGROUP_BUSY, -EBUSY);
	return 0;
}

/* Mirrors: kernel/cgroup/cgroup.c cgroup_subtree_control_write(), v6.12. */
int cgroup_write_subtree_control(struct cgroup_tree *t, struct cgroup *cg, const char *value,
				 struct consequences *out, enum verdict *why)
{
	unsigned enable, disable;
	int err = parse_controls(t, value, &enable, &disable);

	if (err)
		return cgroup_refuse(why, VERDICT_CGROUP_INVALID, err);
	err = filter_controls(t, cg, &enable, &disable, why);
	if (!err)
		err = vet_enable(cg, enable, why);
	if (err || !(enable | disable))
		return err;

	cg->subtree_control = (cg->subtree_control | enable) & ~disable;
	cgroup_create_cpusets(t, cg);
	update_tasks_below(t, cg, enable | disable, enable & CTL_CPUSET, out);
	drop_cpusets(t, cg);
	cgroup_update_memcgs(t, cg);
	return 0;
}

/*
 * cgroup.type takes one word. The cgroup loses the controllers that are not threaded;
 * no task is below it, and nothing there has them.
 *
 * Mirrors: kernel/cgroup/cgroup.c cgroup_type_write(), cgroup_enable_threaded(), v6.12.
 */
int cgroup_write_type(struct cgroup_tree *t, struct cgroup *cg, const char *value,
		      enum verdict *why)
{
	struct cgroup *domain = cg->parent->dom_cgrp;
	struct cgroup *pos;

	if (strcmp(value, "threaded") != 0)
		return cgroup_refuse(why, VERDICT_CGROUP_INVALID, -EINVAL);
	if (cgroup_is_threaded(cg))
		return 0;
	if (cgroup_is_populated(cg) || (cg->subtree_control & ~CTL_THREADED) ||
	    !cgroup_is_valid_domain(domain) || !cgroup_can_be_thread_root(domain))
		return cgroup_refuse(why, VERDICT_CGROUP_DOMAIN, -EOPNOTSUPP);

	for (pos = cg; pos; pos = cgroup_next_pre(pos, cg))
		if (pos == cg || cgroup_is_threaded(pos))
			pos->dom_cgrp = domain;
	assert(!(cg->subtree_control & ~cgroup_control(t, cg)));
	cg->parent->nr_threaded_children++;
	cgroup_update_memcgs(t, cg);
	return 0;
}
