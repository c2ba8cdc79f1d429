// SPDX-License-Identifier: GPL-2.0-only
/*
 * "All of it": a node state, the list of sysram nodes and a GFP flag together.
 *
 * Special nodes leave N_MEMORY, which protects whoever iterates it; the flag
 * means "special nodes instead of ordinary ones" and protects against whoever
 * iterates possible nodes.
 *
 * Mirrors: a mail of 3 Dec 2025 in the thread of RFC v2, on v6.12.
 * Differs: never written as patches. Two readings are switches; cpusets govern
 * special nodes by their effective mems, as the author's next version had it.
 */
#include "designs/designs.h"

#include <errno.h>

#include "alloc/page_alloc.h"
#include "cpuset/cpuset.h"
#include "designs/rfc_v2.h"
#include "hotplug/role.h"

#define GFP_SP_NODE DESIGN_GFP_BIT(0)

static const struct design_gfp_bit gfp_bits[] = {
	{ "GFP_SP_NODE", "special purpose nodes instead of nodes with ordinary memory" },
};

enum { NULL_MASK_SPM, NULL_MASK_SYSRAM };
enum { EXPLICIT_INTERSECTS, EXPLICIT_AS_GIVEN };

static const char *const null_mask_values[] = { "spm", "sysram", NULL };
static const char *const explicit_mask_values[] = { "intersect", "as_given", NULL };

static const struct design_switch switches[] = {
	{ "null_mask_with_flag", null_mask_values,
	  "what a flagged request without nodemask may use: the special nodes, or sysram" },
	{ "explicit_mask_with_flag", explicit_mask_values,
	  "what the flag makes of a nodemask: its special nodes only, or all of it" },
};

static const nodemask_t *spm_nodes(const struct machine *m)
{
	return &m->node_states[N_SPM];
}

static bool is_spm(const struct machine *m, int nid)
{
	return node_isset(nid, spm_nodes(m));
}

static bool is_flagged(const struct alloc_request *req)
{
	return req->gfp & GFP_SP_NODE;
}

/* H1: as the node state of 2017: a special owner falls back to itself, RAM and its like. */
static void build_zonelists(const struct machine *m, int owner, enum zonelist_kind kind,
			    nodemask_t *nodes)
{
	if (is_spm(m, owner) && kind == ZONELIST_FALLBACK)
		nodes_or(nodes, nodes, spm_nodes(m));
}

/* What stands for a NULL mask, in every pass. */
static struct mask_ref default_nodes(const struct machine *m, const struct alloc_request *req)
{
	if (is_flagged(req) && design_switch_value(m, "null_mask_with_flag") == NULL_MASK_SPM)
		return (struct mask_ref){ .nodes = spm_nodes(m), .from = MASK_FROM_DESIGN };
	return sysram_mask(m);
}

/* H5 */
static struct mask_ref slow_mask(const struct machine *m, const struct alloc_request *req)
{
	return req->mask.nodes ? req->mask : default_nodes(m, req);
}

/* H3: the task's own nodes are ordinary ones, so they stand for NULL without the flag only. */
static struct mask_choice default_mask(const struct machine *m, const struct alloc_request *req)
{
	bool task_nodes = !req->mask.nodes && !is_flagged(req) && ctx_in_task(req->ctx);

	if (cpusets_enabled(m) && task_nodes)
		return mainline_default_mask(m, req);
	return (struct mask_choice){
		.mask = slow_mask(m, req),
		.alloc_cpuset = cpusets_enabled(m),
	};
}

/* The cpuset test: special nodes by effective mems, with the tail of RFC v2. */
static bool cpuset_ok(const struct machine *m, const struct alloc_request *req, gfp_t gfp, int nid)
{
	if (!is_spm(m, nid))
		return cpuset_node_allowed(m, req->task, req->ctx, gfp, nid);
	if (!is_flagged(req) || ctx_in_interrupt(req->ctx))
		return false;
	if (node_isset(nid, &req->task->cs->effective_mems) || req->task->oom_victim)
		return true;
	return !(gfp & __GFP_HARDWALL);
}

/* H4 */
static enum verdict zone_ok(const struct machine *m, const struct alloc_request *req,
			    const struct alloc_pass *pass, int nid)
{
	if (is_spm(m, nid) && !is_flagged(req))
		return VERDICT_SPM;
	if (!is_spm(m, nid) && is_flagged(req) && req->mask.nodes &&
	    design_switch_value(m, "explicit_mask_with_flag") == EXPLICIT_INTERSECTS)
		return VERDICT_SPM_ONLY;
	if ((pass->alloc_flags & ALLOC_CPUSET) && !cpuset_zone_allowed(m, req, pass->gfp, nid))
		return is_spm(m, nid) && ctx_in_interrupt(req->ctx) ? VERDICT_SPM_IRQ :
								      VERDICT_CPUSET;
	return VERDICT_PASS;
}

/* H10: as H4, special nodes need the flag. */
static enum verdict contig_ok(const struct machine *m, enum contig_user user,
			      const struct alloc_request *req, int nid)
{
	if (is_spm(m, nid) && !is_flagged(req))
		return VERDICT_SPM;
	return mainline_contig_ok(m, user, req, nid);
}

/* H12: cpusets hold special nodes; what tasks get of them is sysram. */
static void cpuset_top(const struct machine *m, nodemask_t *nodes)
{
	nodes_or(nodes, nodes, spm_nodes(m));
}

static void cpuset_derive(const struct machine *m, const nodemask_t *effective, nodemask_t *derived)
{
	nodes_and(derived, effective, &m->node_states[N_MEMORY]);
}

/* H13: the latch of RFC v2, and special memory goes to its own state. */
static struct hotplug_answer hotplug(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = rfc_v2_hotplug(m, q);

	if (q->moment != HP_BOOT && (q->role == ROLE_SPM || is_spm(m, q->nid))) {
		answer.joins_memory = false;
		answer.joins_spm = true;
	}
	return answer;
}

/* H14: the list of sysram nodes is no shortage of a policy's. */
static struct mask_ref oom_scope(const struct machine *m, struct mask_ref mask,
				 enum oom_constraint constraint, bool after_constraint)
{
	(void)m;
	(void)constraint;
	(void)after_constraint;
	return mask.from == MASK_FROM_DESIGN ? MASK_REF_NONE : mask;
}

static const char *const quirks[] = {
	"from an ordinary node a flagged request finds no special node: lists lack them", NULL
};

const struct isolation_design all_of_it_design = {
	.name = "all-of-it",
	.section = "D5",
	.title = "node state, sysram mask and GFP flag together",
	.idea = "Special nodes have a state of their own instead of N_MEMORY, NULL masks mean "
		"sysram, and GFP_SP_NODE means special nodes instead of ordinary ones.",
	.sources = "a reply of 3 Dec 2025 to 20251112192936.2574429-1-gourry@gourry.net",
	.quirks = quirks,
	.node_state_name = "N_SPM_NODE_MEMORY",
	.cpuset_derived_file = "cpuset.mems.sysram",
	.cpuset_derived_file_v1 = "cpuset.mems_sysram",
	.gfp_bits = gfp_bits,
	.nr_gfp_bits = sizeof(gfp_bits) / sizeof(gfp_bits[0]),
	.switches = switches,
	.nr_switches = sizeof(switches) / sizeof(switches[0]),
	.build_zonelists = build_zonelists,
	.default_mask = default_mask,
	.zone_ok = zone_ok,
	.cpuset_ok = cpuset_ok,
	.slow_mask = slow_mask,
	.reset_mask = default_nodes,
	.retry_mask = default_nodes,
	.contig_ok = contig_ok,
	.cpuset_top = cpuset_top,
	.cpuset_derive = cpuset_derive,
	.hotplug = hotplug,
	.oom_scope = oom_scope,
	.opt_in = rfc_v2_opt_in,
	.zswap_direct = rfc_v2_zswap_direct,
	.zswap_keeps_page = true,
};
