// SPDX-License-Identifier: GPL-2.0-only
/*
 * The soft guardrail: special nodes are left out of default masks, and that is all.
 *
 * No flag. Who names the node, by nodemask, by a policy or by __GFP_THISNODE,
 * may have it; who names nothing gets sysram.
 *
 * Mirrors: a mail of 24 Nov 2025 in the thread of RFC v2, on v6.12.
 * Differs: never written as patches. Where it is silent, masks change between
 * passes as in RFC v2; the open points are switches.
 */
#include "designs/designs.h"

#include <errno.h>

#include "alloc/page_alloc.h"
#include "cpuset/cpuset.h"
#include "designs/rfc_v2.h"
#include "hotplug/role.h"
#include "mempolicy/mempolicy.h"

enum { IN_MEM, NOT_IN_MEM };
enum { IRQ_ALLOWED, IRQ_REFUSED };

static const char *const bool_values[] = { "true", "false", NULL };
static const char *const irq_values[] = { "allowed", "refused", NULL };

static const struct design_switch switches[] = {
	{ "spm_in_mem", bool_values, "are special nodes in N_MEMORY?" },
	{ "irq_explicit", irq_values,
	  "does an explicit choice of the node count in an interrupt?" },
};

static bool is_spm(const struct machine *m, int nid)
{
	return node_isset(nid, &m->dstate.spm);
}

/* __GFP_THISNODE, or a policy that comes to a special node, names it like a nodemask. */
static bool names_node_only(const struct machine *m, const struct alloc_request *req)
{
	return !req->mask.nodes && is_spm(m, req->nid) &&
	       ((req->gfp & __GFP_THISNODE) || req->reason == REASON_USER_POLICY);
}

/* H1: lists are what they would be, whatever the state of special nodes is. */
static void build_zonelists(const struct machine *m, int owner, enum zonelist_kind kind,
			    nodemask_t *nodes)
{
	(void)owner;
	if (kind == ZONELIST_FALLBACK)
		nodes_or(nodes, nodes, &m->node_states[N_SPM]);
}

/* H3: as in RFC v2, so an interrupt without a mask has none while cpusets are in use. */
static struct mask_choice default_mask(const struct machine *m, const struct alloc_request *req)
{
	if (names_node_only(m, req))
		return (struct mask_choice){ .alloc_cpuset = cpusets_enabled(m) };
	return rfc_v2_default_mask(m, req);
}

/* H5 */
static struct mask_ref slow_mask(const struct machine *m, const struct alloc_request *req)
{
	return names_node_only(m, req) ? MASK_REF_NONE : mask_or_sysram(m, req->mask);
}

/* H6 */
static struct mask_ref reset_mask(const struct machine *m, const struct alloc_request *req)
{
	return names_node_only(m, req) ? MASK_REF_NONE : rfc_v2_reset_mask(m, req);
}

/* The cpuset test asks what the cpuset holds, not what is default in it. */
static bool cpuset_ok(const struct machine *m, const struct alloc_request *req, gfp_t gfp, int nid)
{
	return node_isset(nid, &req->task->cs->effective_mems) ||
	       cpuset_node_allowed(m, req->task, req->ctx, gfp, nid);
}

/*
 * H4: nothing but the cpuset test, except for interrupts where they are told
 * apart. Who names a node and no mask means this special node and no other.
 */
static enum verdict zone_ok(const struct machine *m, const struct alloc_request *req,
			    const struct alloc_pass *pass, int nid)
{
	if ((pass->alloc_flags & ALLOC_CPUSET) && !cpuset_zone_allowed(m, req, pass->gfp, nid))
		return VERDICT_CPUSET;
	if (is_spm(m, nid) && ctx_in_interrupt(req->ctx) &&
	    design_switch_value(m, "irq_explicit") == IRQ_REFUSED)
		return VERDICT_SPM_IRQ;
	if (is_spm(m, nid) && nid != req->nid && names_node_only(m, req))
		return VERDICT_SPM;
	return VERDICT_PASS;
}

/* H7: what the cpuset holds counts here too. */
static bool mask_missed(const struct machine *m, const struct alloc_request *req,
			const nodemask_t *mask)
{
	(void)m;
	return !nodes_intersects(mask, &req->task->mems_allowed) &&
	       !nodes_intersects(mask, &req->task->cs->effective_mems);
}

/* H11: a policy may name what the cpuset holds. */
static int mpol_trim(const struct machine *m, const struct mpol_question *q, nodemask_t *allowed,
		     enum verdict *why)
{
	nodemask_t spm;

	(void)why;
	nodes_and(&spm, &q->task->cs->effective_mems, &m->dstate.spm);
	nodes_or(allowed, allowed, &spm);
	return 0;
}

/* H11: a policy is an explicit choice, also in the modes that bring a node and no nodemask. */
static void mpol_request(const struct machine *m, const struct mpol_request_info *info,
			 struct alloc_request *req)
{
	if (req->mask.nodes || !nodes_intersects(info->nodes, &m->dstate.spm))
		return;
	if (info->mode == MPOL_BIND && !info->below_policy_zone)
		req->mask = (struct mask_ref){
			.nodes = info->nodes,
			.from = info->of_vma ? MASK_FROM_VMA_POLICY : MASK_FROM_MEMPOLICY,
		};
	else if (info->mode != MPOL_BIND && is_spm(m, req->nid))
		req->reason = REASON_USER_POLICY;
}

static int migrate_ok(const struct machine *m, const struct task *task, int nid)
{
	if (!node_state(m, nid, N_MEMORY) && !is_spm(m, nid))
		return -ENODEV;
	return node_isset(nid, is_spm(m, nid) ? &task->cs->effective_mems : &task->mems_allowed) ?
		       0 :
		       -EACCES;
}

/* H12 */
static void cpuset_top(const struct machine *m, nodemask_t *nodes)
{
	nodes_or(nodes, nodes, &m->node_states[N_SPM]);
}

/* H12: the default part; a cpuset without ordinary nodes has to live on what it holds. */
static void cpuset_derive(const struct machine *m, const nodemask_t *effective, nodemask_t *derived)
{
	rfc_v2_cpuset_derive(m, effective, derived);
	if (nodes_empty(derived))
		*derived = *effective;
}

/*
 * H13: special or not is a property of the node, set before its memory comes;
 * memory of the other kind is refused.
 */
static struct hotplug_answer hotplug(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);
	bool spm = q->role == ROLE_SPM;

	if (q->moment == HP_BOOT || q->moment == HP_ADD || q->moment == HP_SET_TYPE) {
		if (node_isset(q->nid, spm ? &m->dstate.sysram : &m->dstate.spm)) {
			answer.err = -EINVAL;
			answer.why = VERDICT_HOTPLUG_ROLE;
			return answer;
		}
		answer.edit.set_sysram = !spm;
		answer.edit.set_spm = spm;
	}
	if (spm && design_switch_value(m, "spm_in_mem") == NOT_IN_MEM) {
		answer.joins_memory = false;
		answer.joins_spm = true;
	}
	return answer;
}

/* H14: the default mask is no shortage of a policy's. */
static struct mask_ref oom_scope(const struct machine *m, struct mask_ref mask,
				 enum oom_constraint constraint, bool after_constraint)
{
	(void)m;
	(void)constraint;
	(void)after_constraint;
	return mask.from == MASK_FROM_DESIGN ? MASK_REF_NONE : mask;
}

/* H14: special memory is nothing that a request without a choice was short of. */
static enum oom_node oom_node(const struct machine *m, const struct alloc_request *req, int nid)
{
	(void)req;
	return is_spm(m, nid) ? OOM_NODE_IGNORED : OOM_NODE_COUNTS;
}

static const char *const quirks[] = {
	"interleaving over all nodes includes special ones (X-32)",
	"a mask with all nodes with memory, or all possible nodes, opens them",
	"loops over nodes with __GFP_THISNODE put kernel data there (X-33)",
	"in an interrupt, with cpusets in use, a NULL mask reaches them", NULL
};

const struct isolation_design soft_design = {
	.name = "soft",
	.section = "D6",
	.title = "special nodes left out of default masks only",
	.idea = "No flag: naming the node is enough, by nodemask, policy or __GFP_THISNODE. "
		"Requests that name nothing get sysram. cpuset.mems governs all nodes alike.",
	.sources = "replies of 24 Nov 2025 to 20251112192936.2574429-1-gourry@gourry.net",
	.quirks = quirks,
	.node_state_name = "N_SPM",
	.switches = switches,
	.nr_switches = sizeof(switches) / sizeof(switches[0]),
	.build_zonelists = build_zonelists,
	.default_mask = default_mask,
	.zone_ok = zone_ok,
	.cpuset_ok = cpuset_ok,
	.slow_mask = slow_mask,
	.reset_mask = reset_mask,
	.retry_mask = rfc_v2_retry_mask,
	.mask_missed = mask_missed,
	.mpol_trim = mpol_trim,
	.mpol_request = mpol_request,
	.migrate_ok = migrate_ok,
	.cpuset_top = cpuset_top,
	.cpuset_derive = cpuset_derive,
	.hotplug = hotplug,
	.oom_scope = oom_scope,
	.oom_node = oom_node,
	.zswap_direct = zswap_direct_by_mask,
	.zswap_keeps_page = true,
};
