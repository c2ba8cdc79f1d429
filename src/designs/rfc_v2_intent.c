// SPDX-License-Identifier: GPL-2.0-only
/*
 * RFC v2 as its cover letter describes it, not as its patches do it.
 *
 * Who asks with the flag and names the node (by mask or by preferred node) gets
 * it or nothing; everybody else gets sysram. A cpuset governs special nodes in
 * every task context; an interrupt has none.
 *
 * Responsible for the promises only; where the cover letter is silent the
 * series as posted holds.
 *
 * Mirrors: the claims of 20251112192936.2574429-1 and of its author's replies, on v6.12.
 */
#include "designs/designs.h"

#include <errno.h>

#include "alloc/page_alloc.h"
#include "cpuset/cpuset.h"
#include "designs/rfc_v2.h"
#include "hotplug/role.h"

#define __GFP_SPM_NODE DESIGN_GFP_BIT(0)

static bool is_spm(const struct machine *m, int nid)
{
	return node_isset(nid, &m->dstate.spm);
}

/* "From the provided node": the flag with a special node and no mask names special nodes. */
static bool names_node_only(const struct machine *m, const struct alloc_request *req)
{
	return !req->mask.nodes && (req->gfp & __GFP_SPM_NODE) && is_spm(m, req->nid);
}

/* The mask that a request keeps in every pass: the caller's, or what stands for NULL. */
static struct mask_ref promised_mask(const struct machine *m, const struct alloc_request *req)
{
	if (names_node_only(m, req))
		return (struct mask_ref){ .nodes = &m->dstate.spm, .from = MASK_FROM_DESIGN };
	return mask_or_sysram(m, req->mask);
}

/* H3 */
static struct mask_choice default_mask(const struct machine *m, const struct alloc_request *req)
{
	struct mask_choice choice = { .mask = promised_mask(m, req) };

	if (!cpusets_enabled(m))
		return choice;
	if (!req->mask.nodes && !names_node_only(m, req) && ctx_in_task(req->ctx))
		return mainline_default_mask(m, req);
	choice.alloc_cpuset = true;
	return choice;
}

/* Special nodes: never in an interrupt, and only with the flag and the cpuset's consent. */
static enum verdict spm_verdict(const struct machine *m, const struct alloc_request *req, gfp_t gfp,
				int nid)
{
	if (!(gfp & __GFP_SPM_NODE))
		return VERDICT_SPM;
	if (ctx_in_interrupt(req->ctx))
		return VERDICT_SPM_IRQ;
	if (cpusets_enabled(m) && !node_isset(nid, &req->task->cs->effective_mems))
		return VERDICT_CPUSET;
	return VERDICT_PASS;
}

/* The cpuset test of mainline; for special nodes the one above, which HARDWALL does not change. */
static bool cpuset_ok(const struct machine *m, const struct alloc_request *req, gfp_t gfp, int nid)
{
	if (!filter_off(m) && !is_sysram(m, nid))
		return spm_verdict(m, req, gfp, nid) == VERDICT_PASS;
	return cpuset_node_allowed(m, req->task, req->ctx, gfp, nid);
}

/* H4: no pass, whatever its flags, lets a special node slip through. */
static enum verdict zone_ok(const struct machine *m, const struct alloc_request *req,
			    const struct alloc_pass *pass, int nid)
{
	if (!filter_off(m) && !is_sysram(m, nid))
		return spm_verdict(m, req, pass->gfp, nid);
	if ((pass->alloc_flags & ALLOC_CPUSET) && !cpuset_zone_allowed(m, req, pass->gfp, nid))
		return VERDICT_CPUSET;
	return VERDICT_PASS;
}

/* H6: who asked for special nodes keeps its mask; everybody else goes on with sysram. */
static struct mask_ref reset_mask(const struct machine *m, const struct alloc_request *req)
{
	if (req->gfp & __GFP_SPM_NODE)
		return promised_mask(m, req);
	return rfc_v2_reset_mask(m, req);
}

/* H7: the same, where mainline finds that the mask misses the task's nodes. */
static bool mask_missed(const struct machine *m, const struct alloc_request *req,
			const nodemask_t *mask)
{
	(void)m;
	return !(req->gfp & __GFP_SPM_NODE) && !nodes_intersects(mask, &req->task->mems_allowed);
}

/* H9: special nodes are neither sources nor targets, and nothing hides behind them. */
static enum demotion_answer demotion_ok(const struct machine *m, int src, int dst)
{
	enum demotion_answer answer = rfc_v2_demotion_ok(m, src, dst);

	return answer == DEMOTION_STOP ? DEMOTION_SKIP : answer;
}

/* H10: gigantic pages are no opt-in either; nothing that searches is, without the flag. */
static enum verdict contig_ok(const struct machine *m, enum contig_user user,
			      const struct alloc_request *req, int nid)
{
	if (!filter_off(m) && !is_sysram(m, nid))
		return spm_verdict(m, req, req->gfp, nid);
	return mainline_contig_ok(m, user, req, nid);
}

/* H11: no policy of a user names a special node, also where there are no cpusets. */
static int mpol_trim(const struct machine *m, const struct mpol_question *q, nodemask_t *allowed,
		     enum verdict *why)
{
	(void)q;
	(void)why;
	if (!filter_off(m))
		nodes_and(allowed, allowed, &m->dstate.sysram);
	return 0;
}

/* H13: one role a node, -EINVAL for the other, and a failed add leaves no mark. */
static struct hotplug_answer hotplug(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = rfc_v2_hotplug(m, q);

	if (answer.why == VERDICT_HOTPLUG_ROLE)
		answer.err = -EINVAL;
	answer.edit.undone_on_failure = true;
	return answer;
}

/* H14: the sysram mask stands for the whole machine. */
static struct mask_ref oom_scope(const struct machine *m, struct mask_ref mask,
				 enum oom_constraint constraint, bool after_constraint)
{
	(void)constraint;
	if (after_constraint || filter_off(m))
		return mask;
	return mask.nodes && nodes_subset(&m->dstate.sysram, mask.nodes) ? MASK_REF_NONE : mask;
}

static enum oom_node oom_node(const struct machine *m, const struct alloc_request *req, int nid)
{
	(void)req;
	return filter_off(m) || is_sysram(m, nid) ? OOM_NODE_COUNTS : OOM_NODE_IGNORED;
}

const struct isolation_design rfc_v2_intent_design = {
	.name = "rfc-v2-intent",
	.section = "D3.9",
	.title = "a GFP flag and a list of sysram nodes, as the cover letter promises",
	.idea = "Only a kernel caller with __GFP_SPM_NODE reaches special nodes, by node or by "
		"mask, within its cpuset, never in an interrupt, and never gets DRAM instead. "
		"Everything else sees sysram only.",
	.sources =
		"20251112192936.2574429-1-gourry@gourry.net (cover letter), replies of its author",
	RFC_V2_SHOWN,
	.default_mask = default_mask,
	.zone_ok = zone_ok,
	.cpuset_ok = cpuset_ok,
	.slow_mask = promised_mask,
	.reset_mask = reset_mask,
	.retry_mask = rfc_v2_retry_mask,
	.mask_missed = mask_missed,
	.demotion_ok = demotion_ok,
	.numa_balancing_ok = rfc_v2_numa_balancing_ok,
	.contig_ok = contig_ok,
	.mpol_trim = mpol_trim,
	.cpuset_derive = rfc_v2_cpuset_derive,
	.hotplug = hotplug,
	.oom_scope = oom_scope,
	.oom_node = oom_node,
	.opt_in = rfc_v2_opt_in,
	.zswap_direct = rfc_v2_zswap_direct,
	.zswap_keeps_page = true,
};
