// SPDX-License-Identifier: GPL-2.0-only
/*
 * Coherent memory as a node state of its own: N_COHERENT_MEMORY (2017), called
 * N_SPM in the discussion of 2025.
 *
 * Special nodes are not in N_MEMORY. Other nodes' lists lack them because lists
 * are built from N_MEMORY, so the allocator needs no test at all; cpusets do not
 * know them, policies may name them, the kernel asks with __GFP_THISNODE.
 *
 * Mirrors: the series 20170419075242.29929-1 on v6.12.
 * Differs: 6.12 drops a nodemask that misses the task's mems_allowed, which the
 * kernel of 2017 did not; a full special node under a binding policy therefore
 * ends in DRAM while cpusets are in use.
 */
#include "designs/designs.h"

#include <errno.h>

#include "alloc/page_alloc.h"
#include "cpuset/cpuset.h"
#include "hotplug/role.h"
#include "mempolicy/mempolicy.h"

static const nodemask_t *coherent(const struct machine *m)
{
	return &m->node_states[N_SPM];
}

static bool is_coherent(const struct machine *m, int nid)
{
	return node_state(m, nid, N_SPM);
}

/* H1: a coherent owner falls back to itself, RAM and other coherent nodes. */
static void build_zonelists(const struct machine *m, int owner, enum zonelist_kind kind,
			    nodemask_t *nodes)
{
	if (!is_coherent(m, owner))
		return;
	if (kind == ZONELIST_FALLBACK)
		nodes_or(nodes, nodes, coherent(m));
	else
		node_set(owner, nodes);
}

/* The cpuset test: coherent nodes are none of its business. */
static bool cpuset_ok(const struct machine *m, const struct alloc_request *req, gfp_t gfp, int nid)
{
	return is_coherent(m, nid) || cpuset_node_allowed(m, req->task, req->ctx, gfp, nid);
}

/* H11: a policy may name coherent nodes beside what the cpuset allows. */
static int mpol_trim(const struct machine *m, const struct mpol_question *q, nodemask_t *allowed,
		     enum verdict *why)
{
	nodemask_t named;

	(void)why;
	if (!q->user_nodes)
		return 0;
	nodes_and(&named, q->user_nodes, coherent(m));
	nodes_or(allowed, allowed, &named);
	return 0;
}

/*
 * H11: under a policy that names a coherent node the walk starts at the *first*
 * coherent node of the system, not at the one that is named, and the binding
 * stays although no cpuset has it. Kernel memory of too low a zone is not bound.
 */
static void mpol_request(const struct machine *m, const struct mpol_request_info *info,
			 struct alloc_request *req)
{
	if (!nodes_intersects(info->nodes, coherent(m)))
		return;
	if (info->mode != MPOL_BIND && info->mode != MPOL_PREFERRED)
		return;
	req->nid = first_node(coherent(m));
	if (info->mode == MPOL_BIND && !info->below_policy_zone && !req->mask.nodes)
		req->mask = (struct mask_ref){
			.nodes = info->nodes,
			.from = info->of_vma ? MASK_FROM_VMA_POLICY : MASK_FROM_MEMPOLICY,
		};
}

/* H11: "move_pages() just works" is the stated consequence; else as mainline. */
static int migrate_ok(const struct machine *m, const struct task *task, int nid)
{
	if (is_coherent(m, nid))
		return 0;
	if (!node_state(m, nid, N_MEMORY))
		return -ENODEV;
	return node_isset(nid, &task->mems_allowed) ? 0 : -EACCES;
}

/* H12: cpuset.mems cannot name what mems_allowed may never contain. */
static int cpuset_write(const struct machine *m, const nodemask_t *nodes, enum verdict *why)
{
	if (!nodes_intersects(nodes, coherent(m)))
		return 0;
	*why = VERDICT_CPUSET_SPM;
	return -EINVAL;
}

/* The node as a whole is coherent from now on: movable memory that no daemon serves. */
static void join_coherent(struct hotplug_answer *answer, const struct hotplug_question *q)
{
	answer->joins_memory = false;
	answer->joins_spm = true;
	answer->starts_daemons = false;
	if (q->online_type != MMOP_OFFLINE)
		answer->online_type = MMOP_ONLINE_MOVABLE;
}

/*
 * H13: one block that is onlined coherent turns the whole node, whatever its
 * other blocks hold by then; ordinary blocks added to a coherent node join it.
 */
static struct hotplug_answer hotplug(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);

	if (q->role == ROLE_SPM || is_coherent(m, q->nid))
		join_coherent(&answer, q);
	return answer;
}

/* H16: one node at a time, by __GFP_THISNODE. */
static enum verdict opt_in(const struct machine *m, const nodemask_t *wanted,
			   struct alloc_request *req, nodemask_t *storage)
{
	nodemask_t both;

	req->reason = REASON_OPT_IN;
	req->nid = first_node(wanted);
	nodes_and(&both, wanted, coherent(m));
	if (!nodes_empty(&both)) {
		req->nid = first_node(&both);
		req->gfp |= __GFP_THISNODE;
		req->mask = MASK_REF_NONE;
		return VERDICT_PASS;
	}
	*storage = *wanted;
	req->mask = (struct mask_ref){ .nodes = storage, .from = MASK_FROM_CALLER };
	return VERDICT_PASS;
}

/* H9: neither kswapd nor balancing works on coherent nodes. */
static enum verdict numa_balancing_ok(const struct machine *m, const struct task *task, int nid)
{
	(void)task;
	return nid != NUMA_NO_NODE && is_coherent(m, nid) ? VERDICT_NUMAB_SPM : VERDICT_PASS;
}

const struct isolation_design n_spm_design = {
	.name = "n-spm",
	.section = "D4c",
	.title = "a node state instead of N_MEMORY",
	.idea = "Special nodes are in N_COHERENT_MEMORY and not in N_MEMORY, so that nothing that "
		"iterates memory nodes finds them. The kernel asks with __GFP_THISNODE, users by "
		"policy; cpusets have no say.",
	.sources = "20170419075242.29929-1..5",
	.node_state_name = "N_COHERENT_MEMORY",
	.build_zonelists = build_zonelists,
	.cpuset_ok = cpuset_ok,
	.mpol_trim = mpol_trim,
	.mpol_request = mpol_request,
	.migrate_ok = migrate_ok,
	.cpuset_write = cpuset_write,
	.numa_balancing_ok = numa_balancing_ok,
	.hotplug = hotplug,
	.opt_in = opt_in,
};
