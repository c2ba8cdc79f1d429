// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which node's pages go where when a whole task is moved, and who may ask.
 *
 * Responsible for the pairs of source and target nodes and their order, and for
 * the permission checks of migrate_pages(2) and move_pages(2).
 * Not responsible for moving pages (engine/migrate.c).
 *
 * Mirrors: mm/mempolicy.c do_migrate_pages(), kernel_migrate_pages();
 * mm/migrate.c do_pages_move(), v6.12.
 * Differs: the caller acts on itself, with CAP_SYS_NICE.
 */
#include "mempolicy/mm.h"

#include <assert.h>
#include <errno.h>

/*
 * A pair whose target is not itself still waiting to be emptied is taken first;
 * otherwise the last pair that moves at all. With unequal numbers of nodes the
 * sources that are also targets stay where they are.
 */
bool migrate_next_pair(const nodemask_t *from, const nodemask_t *to, nodemask_t *left,
		       int *source, int *dest)
{
	bool keep_common = nodes_weight(from) != nodes_weight(to);
	int s;

	*source = NUMA_NO_NODE;
	for_each_node_mask(s, left) {
		int d;

		if (keep_common && node_isset(s, to))
			continue;
		d = node_remap(s, from, to);
		if (d == s)
			continue;
		*source = s;
		*dest = d;
		if (!node_isset(d, left))
			break;
	}
	if (*source == NUMA_NO_NODE)
		return false;
	node_clear(*source, left);
	return true;
}

static int refuse(enum verdict *why, enum verdict verdict, int err)
{
	if (why)
		*why = verdict;
	return err;
}

/* MPOL_SPM when only the design keeps the task from the node. */
static enum verdict why_not(const struct task *task, int nid)
{
	return node_isset(nid, &task->mems_withheld) ? VERDICT_MPOL_SPM : VERDICT_MPOL_EMPTY;
}

int move_pages_check(const struct machine *m, const struct task *task, int nid, enum verdict *why)
{
	int err;

	if (nid < 0 || nid >= MAX_NUMNODES)
		return refuse(why, VERDICT_MPOL_INVALID, -ENODEV);
	if (m->design->migrate_ok) {
		err = m->design->migrate_ok(m, task, nid);
		return err ? refuse(why, VERDICT_MPOL_SPM, err) : 0;
	}
	if (!node_state(m, nid, N_MEMORY))
		return refuse(why, VERDICT_MPOL_INVALID, -ENODEV);
	if (!node_isset(nid, &task->mems_allowed))
		return refuse(why, why_not(task, nid), -EACCES);
	return 0;
}

int migrate_pages_check(const struct machine *m, const struct task *task, nodemask_t *to,
			enum verdict *why)
{
	enum verdict reason = VERDICT_MPOL_EMPTY;
	nodemask_t kept = NODE_MASK_NONE;
	int nid;

	for_each_node_mask(nid, to) {
		bool ok = m->design->migrate_ok ? !m->design->migrate_ok(m, task, nid) :
						  node_isset(nid, &task->mems_allowed);

		if (ok)
			node_set(nid, &kept);
		else if (m->design->migrate_ok || why_not(task, nid) == VERDICT_MPOL_SPM)
			reason = VERDICT_MPOL_SPM;
	}
	*to = kept;
	return nodes_empty(&kept) ? refuse(why, reason, -EINVAL) : 0;
}
