// SPDX-License-Identifier: GPL-2.0-only
/*
 * The policy of a task: set, read, copied at fork, dropped at exit.
 *
 * Responsible for task.mempolicy and the interleave state next to it.
 * Not responsible for argument rules (sanitize.c), rebinding (rebind.c) or
 * policies of mappings (mbind.c).
 *
 * Mirrors: mm/mempolicy.c do_set_mempolicy(), do_get_mempolicy(), __mpol_dup(),
 * __mpol_equal(), mempolicy_in_oom_domain(), v6.12.
 */
#include "base/text.h"
#include "mempolicy/mempolicy.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

/*
 * Interleaving starts at the first node of a new policy's mask.
 * Mirrors: mm/mempolicy.c do_set_mempolicy(), v6.12.
 */
int mpol_set(const struct machine *m, struct task *task, const struct mpol_args *args,
	     enum verdict *why)
{
	struct mempolicy *pol;
	nodemask_t user_nodes;
	int err;

	err = mpol_create(m, task, args, &pol, &user_nodes, why);
	if (err)
		return err;
	free(task->mempolicy);
	task->mempolicy = pol;
	if (pol && (pol->mode == MPOL_INTERLEAVE || pol->mode == MPOL_WEIGHTED_INTERLEAVE)) {
		task->il_prev = MAX_NUMNODES - 1;
		task->il_weight = 0;
	}
	return 0;
}

/*
 * With a mode flag the user's own mask is shown, or what rebinding made of it.
 * Mirrors: mm/mempolicy.c do_get_mempolicy(), get_policy_nodemask(), v6.12.
 */
void mpol_describe(const struct mempolicy *pol, struct mpol_info *info)
{
	*info = (struct mpol_info){ .mode = MPOL_DEFAULT };
	if (!pol)
		return;
	info->mode = pol->mode;
	info->flags = pol->flags;
	if (pol->flags)
		info->nodes = pol->w.user_nodemask;
	else if (pol->mode != MPOL_LOCAL)
		info->nodes = pol->nodes;
}

void mpol_get(const struct task *task, struct mpol_info *info)
{
	mpol_describe(task->mempolicy, info);
}

/* Mirrors: mm/mempolicy.c do_get_mempolicy() with MPOL_F_NODE, v6.12. */
int mpol_next_node(const struct task *task)
{
	const struct mempolicy *pol = task->mempolicy;

	if (!pol)
		return -EINVAL;
	if (pol->mode == MPOL_WEIGHTED_INTERLEAVE && task->il_weight)
		return task->il_prev;
	if (pol->mode == MPOL_INTERLEAVE || pol->mode == MPOL_WEIGHTED_INTERLEAVE)
		return next_node_in(task->il_prev, &pol->nodes);
	return -EINVAL;
}

void mpol_fork(struct task *child, const struct task *parent)
{
	assert(!child->mempolicy);
	child->mempolicy = mpol_dup(parent->mempolicy);
	child->il_prev = parent->il_prev;
	child->il_weight = parent->il_weight;
}

void mpol_task_exit(struct task *task)
{
	free(task->mempolicy);
	task->mempolicy = NULL;
}

bool mempolicy_in_oom_domain(const struct task *task, const nodemask_t *mask)
{
	const struct mempolicy *pol = task->mempolicy;

	if (!mask || !pol || pol->mode != MPOL_BIND)
		return true;
	return nodes_intersects(&pol->nodes, mask);
}

struct mempolicy *mpol_dup(const struct mempolicy *pol)
{
	struct mempolicy *copy;

	if (!pol)
		return NULL;
	copy = xmalloc(sizeof(*copy));
	*copy = *pol;
	return copy;
}

/* Mirrors: mm/mempolicy.c __mpol_equal(), v6.12. */
bool mpol_equal(const struct mempolicy *a, const struct mempolicy *b)
{
	if (a == b)
		return true;
	if (!a || !b)
		return false;
	if (a->mode != b->mode || a->flags != b->flags || a->home_node != b->home_node)
		return false;
	if (a->flags && !nodes_equal(&a->w.user_nodemask, &b->w.user_nodemask))
		return false;
	return a->mode == MPOL_LOCAL || nodes_equal(&a->nodes, &b->nodes);
}
