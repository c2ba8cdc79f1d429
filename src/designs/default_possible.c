// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two masks per cpuset: what is used by default, and what is possible.
 *
 * A request without a nodemask uses the default mask, one with a nodemask may
 * use what is possible; no flag. Both masks narrow down the tree, and a cgroup
 * may choose its own default within what is possible for it.
 *
 * Mirrors: a mail of 25 Nov 2025 in the thread of RFC v2, on v6.12.
 * Differs: never written as patches. cpuset.mems.effective is the possible mask
 * and cpuset.mems.default (on cgroup v1 cpuset.mems_default), which can be written,
 * the default one; explicit masks are bounded zone by zone and never loosened.
 */
#include "designs/designs.h"

#include <errno.h>

#include "alloc/page_alloc.h"
#include "cpuset/cpuset.h"
#include "designs/rfc_v2.h"
#include "hotplug/role.h"
#include "mempolicy/mempolicy.h"

enum { THISNODE_EXPLICIT, THISNODE_NOT_EXPLICIT };
enum { INTERLEAVE_DEFAULT, INTERLEAVE_POSSIBLE };

static const char *const bool_values[] = { "true", "false", NULL };
static const char *const interleave_values[] = { "default", "possible", NULL };

static const struct design_switch switches[] = {
	{ "thisnode_is_explicit", bool_values,
	  "does __GFP_THISNODE on a node outside the default mask name it?" },
	{ "interleave_all", interleave_values,
	  "interleaving over all nodes: over the default mask, or over all that is possible" },
};

/*
 * Does the request name a node outside the system's default mask, and no mask? By
 * THISNODE, or by a policy that comes to the node.
 */
static bool names_node_only(const struct machine *m, const struct alloc_request *req)
{
	bool thisnode = (req->gfp & __GFP_THISNODE) &&
			design_switch_value(m, "thisnode_is_explicit") == THISNODE_EXPLICIT;

	return !req->mask.nodes && !is_sysram(m, req->nid) &&
	       (thisnode || req->reason == REASON_USER_POLICY);
}

/* H3: the task's default; without a task, or without cpusets, the root's. */
static struct mask_choice default_mask(const struct machine *m, const struct alloc_request *req)
{
	bool by_task = cpusets_enabled(m) && ctx_in_task(req->ctx) && !req->mask.nodes;

	if (names_node_only(m, req))
		return (struct mask_choice){ .alloc_cpuset = cpusets_enabled(m) };
	if (by_task)
		return mainline_default_mask(m, req);
	return (struct mask_choice){
		.mask = mask_or_sysram(m, req->mask),
		.alloc_cpuset = cpusets_enabled(m),
	};
}

/* H5: the kernel's own memory may come from the root's default, a user's may not. */
static struct mask_ref slow_mask(const struct machine *m, const struct alloc_request *req)
{
	if (names_node_only(m, req))
		return MASK_REF_NONE;
	if (!req->mask.nodes && cpusets_enabled(m) && ctx_in_task(req->ctx) &&
	    (req->gfp & __GFP_HARDWALL))
		return mainline_default_mask(m, req).mask;
	return mask_or_sysram(m, req->mask);
}

/* H6, H7 */
static struct mask_ref root_default(const struct machine *m, const struct alloc_request *req)
{
	return names_node_only(m, req) ? MASK_REF_NONE : sysram_mask(m);
}

static bool mask_missed(const struct machine *m, const struct alloc_request *req,
			const nodemask_t *mask)
{
	(void)m;
	(void)req;
	(void)mask;
	return false;
}

/* The cpuset test asks what is possible; beyond that only the root's default. */
static bool cpuset_ok(const struct machine *m, const struct alloc_request *req, gfp_t gfp, int nid)
{
	if (ctx_in_interrupt(req->ctx) || node_isset(nid, &req->task->cs->effective_mems))
		return true;
	return is_sysram(m, nid) && cpuset_node_allowed(m, req->task, req->ctx, gfp, nid);
}

/*
 * H4: possible is a bound in every pass for nodes outside the root's default. Who
 * names a node and no mask means that one beside the default ones.
 */
static enum verdict zone_ok(const struct machine *m, const struct alloc_request *req,
			    const struct alloc_pass *pass, int nid)
{
	bool bounded = !is_sysram(m, nid) || (pass->alloc_flags & ALLOC_CPUSET);

	if (bounded && !cpuset_zone_allowed(m, req, pass->gfp, nid))
		return VERDICT_CPUSET;
	if (nid != req->nid && names_node_only(m, req) && !is_sysram(m, nid) &&
	    !node_isset(nid, &req->task->mems_allowed))
		return VERDICT_SPM;
	return VERDICT_PASS;
}

/* H10: a pool that nobody asked to be anywhere is made of the root's default. */
static void hugetlb_nodes(const struct machine *m, nodemask_t *nodes)
{
	nodes_and(nodes, nodes, &m->dstate.sysram);
}

static bool names_all_nodes(const struct machine *m, const struct mpol_question *q)
{
	return q->user_nodes && nodes_subset(&m->node_states[N_MEMORY], q->user_nodes);
}

/* H11: a policy may name what is possible; "all nodes" means the default ones. */
static int mpol_trim(const struct machine *m, const struct mpol_question *q, nodemask_t *allowed,
		     enum verdict *why)
{
	bool interleaves = q->mode == MPOL_INTERLEAVE || q->mode == MPOL_WEIGHTED_INTERLEAVE;

	(void)why;
	if (interleaves && names_all_nodes(m, q) &&
	    design_switch_value(m, "interleave_all") == INTERLEAVE_DEFAULT)
		return 0;
	nodes_and(allowed, &q->task->cs->effective_mems, &m->node_states[N_MEMORY]);
	return 0;
}

/* H11: what a policy names beyond the default is explicit, whatever its mode. */
static void mpol_request(const struct machine *m, const struct mpol_request_info *info,
			 struct alloc_request *req)
{
	bool beyond = !nodes_subset(info->nodes, &req->task->mems_allowed);

	(void)m;
	if (req->mask.nodes || !beyond)
		return;
	if (info->mode == MPOL_BIND && !info->below_policy_zone)
		req->mask = (struct mask_ref){
			.nodes = info->nodes,
			.from = info->of_vma ? MASK_FROM_VMA_POLICY : MASK_FROM_MEMPOLICY,
		};
	else if (info->mode != MPOL_BIND && !node_isset(req->nid, &req->task->mems_allowed))
		req->reason = REASON_USER_POLICY;
}

static int migrate_ok(const struct machine *m, const struct task *task, int nid)
{
	if (!node_state(m, nid, N_MEMORY))
		return -ENODEV;
	return node_isset(nid, &task->cs->effective_mems) ? 0 : -EACCES;
}

/* H13: the root's default is chosen per node, and stays. */
static struct hotplug_answer hotplug(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);
	bool spm = q->role == ROLE_SPM;

	if (q->moment != HP_BOOT && q->moment != HP_ADD && q->moment != HP_SET_TYPE)
		return answer;
	if (node_isset(q->nid, spm ? &m->dstate.sysram : &m->dstate.spm)) {
		answer.err = -EINVAL;
		answer.why = VERDICT_HOTPLUG_ROLE;
		return answer;
	}
	answer.edit.set_sysram = !spm;
	answer.edit.set_spm = spm;
	return answer;
}

/* H14: a default mask is no shortage of a policy's. */
static struct mask_ref oom_scope(const struct machine *m, struct mask_ref mask,
				 enum oom_constraint constraint, bool after_constraint)
{
	(void)m;
	(void)constraint;
	(void)after_constraint;
	return mask.from == MASK_FROM_DESIGN ? MASK_REF_NONE : mask;
}

static enum oom_node oom_node(const struct machine *m, const struct alloc_request *req, int nid)
{
	if (is_sysram(m, nid) || node_isset(nid, &req->task->mems_allowed))
		return OOM_NODE_COUNTS;
	return OOM_NODE_IGNORED;
}

static const char *const quirks[] = {
	"a mask with all possible nodes is an opt-in, also by mistake",
	"an interrupt may name any node: the root's possible mask is everything", NULL
};

const struct isolation_design default_possible_design = {
	.name = "default-possible",
	.section = "D7",
	.title = "a default and a possible mask per cpuset, no flag",
	.idea = "Requests without a nodemask use the default mask of their cpuset; a nodemask may "
		"name what is possible there. Both are hierarchical, and a cgroup chooses its "
		"default within what is possible.",
	.sources = "a reply of 25 Nov 2025 to 20251112192936.2574429-1-gourry@gourry.net",
	.quirks = quirks,
	.cpuset_derived_file = "cpuset.mems.default",
	.cpuset_derived_file_v1 = "cpuset.mems_default",
	.cpuset_derived_writable = true,
	.switches = switches,
	.nr_switches = sizeof(switches) / sizeof(switches[0]),
	.default_mask = default_mask,
	.zone_ok = zone_ok,
	.cpuset_ok = cpuset_ok,
	.slow_mask = slow_mask,
	.reset_mask = root_default,
	.retry_mask = root_default,
	.mask_missed = mask_missed,
	.hugetlb_nodes = hugetlb_nodes,
	.mpol_trim = mpol_trim,
	.mpol_request = mpol_request,
	.migrate_ok = migrate_ok,
	.cpuset_derive = rfc_v2_cpuset_derive,
	.hotplug = hotplug,
	.oom_scope = oom_scope,
	.oom_node = oom_node,
	.zswap_direct = zswap_direct_by_mask,
	.zswap_keeps_page = true,
};
