// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes to cpuset.mems, cpuset.cpus and cpuset.cpus.partition.
 *
 * Responsible for: what may be written, and carrying a change down the tree.
 * Not responsible for: which files exist where (cgroup_file.c).
 *
 * Mirrors: kernel/cgroup/cpuset.c update_nodemask(), update_nodemasks_hier(),
 * update_cpumask(), sched_partition_write(), validate_change(), v6.12. What cgroup v1
 * adds is in cpuset_v1.c.
 * Differs: no CPU partitions. cpuset.cpus.partition keeps the word and changes
 * nothing; effective CPUs are those of plain members; there is no
 * cpuset.cpus.exclusive. A design may refuse nodes and derive a mask of its own.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/nodelist.h"
#include "cpuset/internal.h"

/*
 * Mirrors: kernel/cgroup/cpuset.c update_nodemasks_hier(), v6.12.
 *
 * Where nothing changes, nothing below can: that part of the tree is left out.
 * Tasks whose nodes come from an ancestor (a design may derive an empty mask) are
 * therefore not updated when only the ancestor changes.
 */
static void update_nodemasks_hier(struct cgroup_tree *t, struct cgroup *top,
				  struct consequences *out)
{
	struct cgroup *cg = top;

	while (cg) {
		struct cpuset_masks masks;

		if (cgroup_has_cpuset(cg))
			cpuset_compute_masks(t->m, cg->cs, &masks);
		if (!cgroup_has_cpuset(cg) || !cpuset_masks_differ(cg->cs, &masks)) {
			cg = cgroup_next_skip(cg, top);
			continue;
		}
		cpuset_set_masks(cg->cs, &masks);
		cpuset_update_tasks_nodemask(t, cg->cs, out);
		cg = cgroup_next_pre(cg, top);
	}
}

static int max_nodes(const struct machine *m)
{
	return m->max_numnodes ? m->max_numnodes : MAX_NUMNODES;
}

/* What cpuset.mems may say, whatever it says now. */
static int parse_mems(const struct machine *m, const char *value, size_t len, nodemask_t *mems,
		      enum verdict *why)
{
	enum verdict v = VERDICT_CPUSET_INVALID;
	int err;

	nodes_clear(mems);
	if (len == 0)
		return 0;
	err = nodelist_parse(value, len, max_nodes(m), mems);
	if (!err && !nodes_subset(mems, &m->top_cpuset->mems_allowed))
		err = -EINVAL;
	if (!err && m->design->cpuset_write)
		err = m->design->cpuset_write(m, mems, &v);
	return err ? cgroup_refuse(why, v, err) : 0;
}

/*
 * Siblings are kept apart where one of them is exclusive. On cgroup v2 only partitions
 * have that flag, and there are none.
 */
static bool meets_sibling(const struct machine *m, const struct cgroup *cg,
			  const struct cpuset *trial)
{
	for (const struct cgroup *other = cg->parent->first_child; other;
	     other = other->next_sibling) {
		const struct cpuset *cs = other->cs;
		unsigned flags = trial->flags | cs->flags;

		if (other == cg)
			continue;
		if ((flags & CS_CPU_EXCLUSIVE) &&
		    cpumask_intersects(m, trial->cpus_allowed, cs->cpus_allowed))
			return true;
		if ((flags & CS_MEM_EXCLUSIVE) &&
		    nodes_intersects(&trial->mems_allowed, &cs->mems_allowed))
			return true;
	}
	return false;
}

/*
 * Mirrors: kernel/cgroup/cpuset.c validate_change(), v6.12.
 * Differs: no deadline tasks, which need room on exclusive CPUs.
 */
int cpuset_validate_change(const struct machine *m, const struct cgroup *cg,
			   const struct cpuset *trial, enum verdict *why)
{
	const struct cpuset *cs = cg->cs;
	int err = m->cpuset_v1 ? cpuset1_validate_change(m, cg, trial, why) : 0;

	if (err || !cg->parent)
		return err;
	if (cgroup_is_populated(cg) &&
	    ((!cpumask_empty(m, cs->cpus_allowed) && cpumask_empty(m, trial->cpus_allowed)) ||
	     (!nodes_empty(&cs->mems_allowed) && nodes_empty(&trial->mems_allowed))))
		return cgroup_refuse(why, VERDICT_CPUSET_POPULATED, -ENOSPC);
	if (meets_sibling(m, cg, trial))
		return cgroup_refuse(why, VERDICT_CPUSET_EXCLUSIVE, -EINVAL);
	return 0;
}

/* Mirrors: kernel/cgroup/cpuset.c update_nodemask(), v6.12. */
int cpuset_write_mems(struct cgroup_tree *t, struct cgroup *cg, const char *value, size_t len,
		      struct source_loc loc, struct consequences *out, enum verdict *why)
{
	struct cpuset *cs = cg->cs;
	struct cpuset trial = *cs;
	int err;

	if (!cg->parent)
		return cgroup_refuse(why, VERDICT_CPUSET_ROOT, -EACCES);
	err = parse_mems(t->m, value, len, &trial.mems_allowed, why);
	if (err)
		return err;
	if (!nodes_equal(&trial.mems_allowed, &cs->mems_allowed)) {
		err = cpuset_validate_change(t->m, cg, &trial, why);
		if (err)
			return err;
		check_insane_mems_config(t->m, &trial.mems_allowed);
		cs->mems_allowed = trial.mems_allowed;
		update_nodemasks_hier(t, cg, out);
	}
	cs->loc = loc;
	return 0;
}

/*
 * The design's own file of nodes, where a cgroup may choose: a part of its effective
 * mems, or nothing, which leaves the choice to the design. Mainline has no such file.
 */
int cpuset_write_derived(struct cgroup_tree *t, struct cgroup *cg, const char *value, size_t len,
			 struct consequences *out, enum verdict *why)
{
	struct cpuset *cs = cg->cs;
	nodemask_t mems = NODE_MASK_NONE;
	int err = 0;

	if (!t->m->design->cpuset_derived_writable)
		return cgroup_refuse(why, VERDICT_CGROUP_INVALID, -EINVAL);
	if (len)
		err = nodelist_parse(value, len, max_nodes(t->m), &mems);
	if (!err && !nodes_subset(&mems, &cs->effective_mems))
		err = -EINVAL;
	if (err)
		return cgroup_refuse(why, VERDICT_CPUSET_INVALID, err);
	cs->derived_written = mems;
	update_nodemasks_hier(t, cg, out);
	return 0;
}

/* Mirrors: kernel/cgroup/cpuset.c update_cpumasks_hier() without partitions, v6.12. */
static void update_cpumasks_hier(struct cgroup_tree *t, struct cgroup *top)
{
	uint64_t *cpus = xcalloc(cpumask_words(t->m), sizeof(*cpus));
	struct cgroup *cg = top;

	while (cg) {
		struct cpuset *cs = cg->cs;

		if (cgroup_has_cpuset(cg)) {
			cpumask_and(t->m, cpus, cs->cpus_allowed, cs->parent->effective_cpus);
			if (!t->m->cpuset_v1 && cpumask_empty(t->m, cpus))
				cpumask_copy(t->m, cpus, cs->parent->effective_cpus);
		}
		if (!cgroup_has_cpuset(cg) || cpumask_equal(t->m, cpus, cs->effective_cpus)) {
			cg = cgroup_next_skip(cg, top);
			continue;
		}
		cpumask_copy(t->m, cs->effective_cpus, cpus);
		cg = cgroup_next_pre(cg, top);
	}
	free(cpus);
}

static int set_cpus(struct cgroup_tree *t, struct cgroup *cg, uint64_t *cpus, enum verdict *why)
{
	struct cpuset *cs = cg->cs;
	struct cpuset trial = *cs;
	int err;

	if (!cpumask_subset(t->m, cpus, t->m->top_cpuset->cpus_allowed))
		return cgroup_refuse(why, VERDICT_CPUSET_INVALID, -EINVAL);
	if (cpumask_equal(t->m, cpus, cs->cpus_allowed))
		return 0;
	trial.cpus_allowed = cpus;
	err = cpuset_validate_change(t->m, cg, &trial, why);
	if (err)
		return err;
	cpumask_copy(t->m, cs->cpus_allowed, cpus);
	update_cpumasks_hier(t, cg);
	return 0;
}

/* Mirrors: kernel/cgroup/cpuset.c update_cpumask() without partitions, v6.12. */
int cpuset_write_cpus(struct cgroup_tree *t, struct cgroup *cg, const char *value, size_t len,
		      enum verdict *why)
{
	uint64_t *cpus;
	uint32_t nbits = t->m->nr_cpus ? (uint32_t)t->m->nr_cpus : 1;
	int err;

	if (!cg->parent)
		return cgroup_refuse(why, VERDICT_CPUSET_ROOT, -EACCES);
	cpus = xcalloc(cpumask_words(t->m), sizeof(*cpus));
	err = len ? bitmap_parselist(value, len, nbits, cpus) : 0;
	if (err)
		cgroup_refuse(why, VERDICT_CPUSET_INVALID, err);
	else
		err = set_cpus(t, cg, cpus, why);
	free(cpus);
	return err;
}

/* Mirrors: kernel/cgroup/cpuset.c sched_partition_write(), the words only, v6.12. */
int cpuset_write_partition(struct cgroup *cg, const char *value, enum verdict *why)
{
	static const char *const words[] = { "member", "root", "isolated" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(value, words[i]) != 0)
			continue;
		cg->cs->partition = words[i];
		return 0;
	}
	return cgroup_refuse(why, VERDICT_CPUSET_INVALID, -EINVAL);
}
