// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the arguments of a policy call to a policy.
 *
 * Responsible for the argument rules and their errors, for trimming the nodes to
 * what the task may use, and for what a design takes out or adds on the way.
 * Not responsible for installing the policy (policy.c, mbind.c).
 *
 * Mirrors: mm/mempolicy.c sanitize_mpol_flags(), get_nodes(), mpol_new(),
 * mpol_set_nodemask(), v6.12.
 */
#include "base/text.h"
#include "mempolicy/internal.h"

#include <errno.h>
#include <stdlib.h>

/* A nodemask of the ABI may be this many bits long, but only zeros past MAX_NUMNODES. */
#define MAX_USER_BITS (PAGE_SIZE * 8)

static int refuse(enum verdict *why, enum verdict verdict)
{
	if (why)
		*why = verdict;
	return -EINVAL;
}

/* Mirrors: mm/mempolicy.c sanitize_mpol_flags(), v6.12; a design's bits are allowed too. */
static int split_mode(const struct machine *m, unsigned raw, unsigned *mode, unsigned *flags)
{
	unsigned known = MPOL_MODE_FLAGS | m->design->mpol_mode_flags;

	*flags = raw & known;
	*mode = raw & ~known;
	if (*mode >= MPOL_MAX)
		return -EINVAL;
	if (*flags & MPOL_F_STATIC_NODES && *flags & MPOL_F_RELATIVE_NODES)
		return -EINVAL;
	if (*flags & MPOL_F_NUMA_BALANCING && *mode != MPOL_BIND && *mode != MPOL_PREFERRED_MANY)
		return -EINVAL;
	return 0;
}

/*
 * Mirrors: mm/mempolicy.c get_nodes(), v6.12.
 * Differs: a nodemask_t ends at MAX_NUMNODES, so the rest of a longer mask is zero.
 */
static int read_nodes(const struct mpol_args *args, nodemask_t *nodes)
{
	uint64_t nr_bits = args->maxnode - 1;	/* 0 wraps, as it does in the kernel */
	int nid;

	nodes_clear(nodes);
	if (nr_bits == 0 || !args->nodemask)
		return 0;
	if (nr_bits > MAX_USER_BITS)
		return -EINVAL;
	for_each_node_mask(nid, args->nodemask) {
		if ((uint64_t)nid >= nr_bits)
			break;
		node_set(nid, nodes);
	}
	return 0;
}

/*
 * Does the mode take this mask? May turn PREFERRED into LOCAL.
 * Mirrors: mm/mempolicy.c mpol_new(), v6.12.
 */
static int check_nodes(unsigned *mode, unsigned flags, const nodemask_t *nodes)
{
	bool empty = nodes_empty(nodes);
	bool placed = flags & (MPOL_F_STATIC_NODES | MPOL_F_RELATIVE_NODES);

	switch (*mode) {
	case MPOL_DEFAULT:
		return empty ? 0 : -EINVAL;
	case MPOL_LOCAL:
		return empty && !placed ? 0 : -EINVAL;
	case MPOL_PREFERRED:
		if (!empty)
			return 0;
		*mode = MPOL_LOCAL;
		return placed ? -EINVAL : 0;
	default:
		return empty ? -EINVAL : 0;
	}
}

int mpol_allowed_nodes(const struct machine *m, const struct mpol_question *q,
		       nodemask_t *allowed, enum verdict *why)
{
	enum verdict reason = VERDICT_MPOL_SPM;
	int err = 0;

	if (!m->design->mpol_trim)
		return 0;
	err = m->design->mpol_trim(m, q, allowed, &reason);
	if (err && why)
		*why = reason;
	return err;
}

void mpol_withheld_nodes(const struct machine *m, const struct task *task,
			 const nodemask_t *named, const nodemask_t *kept, nodemask_t *withheld)
{
	nodemask_t with_memory, usable;

	nodes_or(&with_memory, &m->node_states[N_MEMORY], &m->node_states[N_SPM]);
	nodes_or(&usable, &task->mems_allowed, &task->mems_withheld);
	nodes_and(&usable, &usable, &with_memory);
	nodes_and(withheld, named, &usable);
	nodes_andnot(withheld, withheld, kept);
}

void mpol_relative_nodes(const nodemask_t *user, const nodemask_t *relative_to, nodemask_t *nodes)
{
	nodemask_t folded;

	nodes_clear(nodes);
	if (nodes_empty(relative_to))
		return;
	nodes_fold(&folded, user, nodes_weight(relative_to));
	nodes_onto(nodes, &folded, relative_to);
}

/*
 * The nodes of a new policy, and what it remembers for rebinding.
 * Mirrors: mm/mempolicy.c mpol_set_nodemask(), mpol_new_nodemask(),
 * mpol_new_preferred(), v6.12.
 */
static int fill_nodes(const struct machine *m, const struct task *task, struct mempolicy *pol,
		      const nodemask_t *user, enum verdict *why)
{
	const struct mpol_question question = {
		.task = task,
		.mode = (int)pol->mode,
		.flags = pol->flags,
		.user_nodes = user,
	};
	nodemask_t allowed, nodes;
	int err;

	nodes_and(&allowed, &task->mems_allowed, &m->node_states[N_MEMORY]);
	err = mpol_allowed_nodes(m, &question, &allowed, why);
	if (err)
		return err;
	if (pol->flags & MPOL_F_RELATIVE_NODES) {
		mpol_relative_nodes(user, &allowed, &nodes);
	} else {
		nodes_and(&nodes, user, &allowed);
		mpol_withheld_nodes(m, task, user, &nodes, &pol->withheld);
	}
	if (nodes_empty(&nodes))
		return refuse(why, nodes_empty(&pol->withheld) ? VERDICT_MPOL_EMPTY :
								 VERDICT_MPOL_SPM);
	if (pol->flags)
		pol->w.user_nodemask = *user;
	else
		pol->w.cpuset_mems_allowed = task->mems_allowed;
	pol->nodes = pol->mode == MPOL_PREFERRED ? nodemask_of_node(first_node(&nodes)) : nodes;
	return 0;
}

int mpol_read_args(const struct machine *m, const struct mpol_args *args, struct mpol_call *call)
{
	if (split_mode(m, args->mode, &call->mode, &call->flags))
		return -EINVAL;
	return read_nodes(args, &call->nodes);
}

int mpol_create(const struct machine *m, const struct task *task, const struct mpol_args *args,
		struct mempolicy **pol, nodemask_t *user_nodes, enum verdict *why)
{
	struct mpol_call call;
	int err;

	*pol = NULL;
	if (mpol_read_args(m, args, &call) || check_nodes(&call.mode, call.flags, &call.nodes))
		return refuse(why, VERDICT_MPOL_INVALID);
	*user_nodes = call.nodes;
	if (call.mode == MPOL_DEFAULT)
		return 0;

	*pol = xcalloc(1, sizeof(**pol));
	(*pol)->mode = call.mode;
	(*pol)->flags = call.flags;
	(*pol)->home_node = NUMA_NO_NODE;
	(*pol)->loc = args->loc;
	if (call.mode == MPOL_LOCAL)
		return 0;
	err = fill_nodes(m, task, *pol, user_nodes, why);
	if (err) {
		free(*pol);
		*pol = NULL;
	}
	return err;
}
