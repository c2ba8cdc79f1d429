// SPDX-License-Identifier: GPL-2.0-only
/*
 * v5: private nodes stand in a zonelist of their own and in no other.
 *
 * No flag and no test: a request has to select ZONELIST_PRIVATE, which only
 * interfaces for folios can, or be made under a policy that names a node with
 * USER_NUMA. Cpusets neither grant nor deny private nodes.
 *
 * Mirrors: the documentation of 20260720193431.3841992-1 ("Private Memory NUMA
 * Nodes"), on v6.12.
 * Differs: the patches were not read. A nodemask that names private nodes is
 * not given up for missing the task's mems_allowed, because cpusets have no say.
 */
#include "designs/designs.h"

#include <errno.h>

#include "alloc/page_alloc.h"
#include "cpuset/cpuset.h"
#include "designs/private_node.h"
#include "mempolicy/mempolicy.h"

#define ZONELIST_PRIVATE ZONELIST_EXTRA0

enum { WHOLE_LIST, OWN_NODE };
enum { DRAM_REFUSED, DRAM_JOINS };

static const char *const list_values[] = { "all", "own_node", NULL };
static const char *const dram_values[] = { "refuse", "join", NULL };

static const struct design_switch switches[] = {
	{ "null_mask_private_list", list_values,
	  "what of the private list a request without nodemask may use: all of it, or no "
	  "private node but its own" },
	{ "dram_on_private_node", dram_values,
	  "ordinary memory added to a private node: refused, or private as well" },
};

static const char *const lists[] = { "ZONELIST_PRIVATE" };

/* H1: N_MEMORY has no private node; NOFALLBACK of a private node is empty. */
static void build_zonelists(const struct machine *m, int owner, enum zonelist_kind kind,
			    nodemask_t *nodes)
{
	if (kind == ZONELIST_NOFALLBACK && is_private(m, owner))
		node_clear(owner, nodes);
	if (kind == ZONELIST_PRIVATE)
		nodes_or(nodes, &m->node_states[N_MEMORY], private_nodes(m));
}

/* May the request select the private list? Services: if the node has the feature. */
static bool selects_private(const struct machine *m, const struct alloc_request *req)
{
	switch (req->reason) {
	case REASON_OPT_IN:
	case REASON_USER_POLICY:
		return true;
	case REASON_DEMOTION:
		return node_caps(m, req->nid) & FEATURE_DEMOTION;
	case REASON_RECLAIM:
		return node_caps(m, req->nid) & FEATURE_RECLAIM;
	default:
		return false;
	}
}

/* H2 */
static enum zonelist_kind select_zonelist(const struct machine *m, const struct alloc_request *req)
{
	if (selects_private(m, req))
		return ZONELIST_PRIVATE;
	return req->gfp & __GFP_THISNODE ? ZONELIST_NOFALLBACK : ZONELIST_FALLBACK;
}

/* H3: the task's nodes are ordinary ones and do not stand for NULL on the private list. */
static struct mask_choice default_mask(const struct machine *m, const struct alloc_request *req)
{
	if (!selects_private(m, req))
		return mainline_default_mask(m, req);
	return (struct mask_choice){ .mask = req->mask, .alloc_cpuset = cpusets_enabled(m) };
}

/* The cpuset test: private nodes are none of its business. */
static bool cpuset_ok(const struct machine *m, const struct alloc_request *req, gfp_t gfp, int nid)
{
	return is_private(m, nid) || cpuset_node_allowed(m, req->task, req->ctx, gfp, nid);
}

/* H4: the cpuset test; on the private list THISNODE confines to the node without a list. */
static enum verdict zone_ok(const struct machine *m, const struct alloc_request *req,
			    const struct alloc_pass *pass, int nid)
{
	if ((pass->alloc_flags & ALLOC_CPUSET) && !cpuset_zone_allowed(m, req, pass->gfp, nid))
		return VERDICT_CPUSET;
	if (pass->ac.zonelist_kind != ZONELIST_PRIVATE || nid == req->nid)
		return VERDICT_PASS;
	if (pass->gfp & __GFP_THISNODE)
		return VERDICT_UNLISTED_THISNODE;
	if (is_private(m, nid) && !pass->ac.mask.nodes &&
	    design_switch_value(m, "null_mask_private_list") == OWN_NODE)
		return VERDICT_SPM;
	return VERDICT_PASS;
}

/* H10: a guard of its own keeps contiguous ranges off private nodes. */
static enum verdict contig_ok(const struct machine *m, enum contig_user user,
			      const struct alloc_request *req, int nid)
{
	if (user == CONTIG_RANGE && is_private(m, nid))
		return VERDICT_SPM;
	return mainline_contig_ok(m, user, req, nid);
}

/* H7 */
static bool mask_missed(const struct machine *m, const struct alloc_request *req,
			const nodemask_t *mask)
{
	if (selects_private(m, req) && nodes_intersects(mask, private_nodes(m)))
		return false;
	return !nodes_intersects(mask, &req->task->mems_allowed);
}

/* H11: a policy keeps the private nodes that it names if they have USER_NUMA. */
static int mpol_trim(const struct machine *m, const struct mpol_question *q, nodemask_t *allowed,
		     enum verdict *why)
{
	nodemask_t named;

	(void)why;
	if (!q->user_nodes)
		return 0;
	private_nodes_with(m, FEATURE_USER_NUMA, &named);
	nodes_and(&named, &named, q->user_nodes);
	nodes_or(allowed, allowed, &named);
	return 0;
}

/*
 * H11: faults and migrations under such a policy use the private list; no cpuset
 * has the nodes, so the binding is put back. What is no folio (page tables) stays
 * with ordinary memory.
 */
static void mpol_request(const struct machine *m, const struct mpol_request_info *info,
			 struct alloc_request *req)
{
	if (!info->user || !nodes_intersects(info->nodes, private_nodes(m)))
		return;
	req->reason = REASON_USER_POLICY;
	if (info->mode == MPOL_BIND && !info->below_policy_zone && !req->mask.nodes)
		req->mask = (struct mask_ref){
			.nodes = info->nodes,
			.from = info->of_vma ? MASK_FROM_VMA_POLICY : MASK_FROM_MEMPOLICY,
		};
}

static int migrate_ok(const struct machine *m, const struct task *task, int nid)
{
	if (is_private(m, nid))
		return node_caps(m, nid) & FEATURE_USER_NUMA ? 0 : -ENODEV;
	if (!node_state(m, nid, N_MEMORY))
		return -ENODEV;
	return node_isset(nid, &task->mems_allowed) ? 0 : -EACCES;
}

/* H13 */
static struct hotplug_answer hotplug(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = private_claim(m, q, demotion_needs_reclaim);

	if (q->moment == HP_ADD && q->role == ROLE_SYSRAM && private_memory(m, q) &&
	    design_switch_value(m, "dram_on_private_node") == DRAM_REFUSED) {
		answer.err = -EBUSY;
		answer.why = VERDICT_HOTPLUG_ROLE;
	}
	return answer;
}

/* H16: the selector, which nothing that runs in an interrupt can reach. */
/* H9: the private list knows no THISNODE, so a mask says that the node is meant. */
static void demotion_request(const struct machine *m, struct alloc_request *req,
			     nodemask_t *storage)
{
	if (!(req->gfp & __GFP_THISNODE) || !is_private(m, req->nid))
		return;
	*storage = nodemask_of_node(req->nid);
	req->mask = (struct mask_ref){ .nodes = storage, .from = MASK_FROM_DESIGN };
}

static enum verdict opt_in(const struct machine *m, const nodemask_t *wanted,
			   struct alloc_request *req, nodemask_t *storage)
{
	if (nodes_intersects(wanted, private_nodes(m))) {
		if (ctx_in_interrupt(req->ctx))
			return VERDICT_NO_OPT_IN;
		req->reason = REASON_OPT_IN;
	}
	*storage = *wanted;
	req->nid = first_node(wanted);
	req->mask = (struct mask_ref){ .nodes = storage, .from = MASK_FROM_CALLER };
	return VERDICT_PASS;
}

static const char *const quirks[] = {
	"taking the node out of a cgroup changes nothing (X-49)",
	"a request without nodemask falls from one private node to the next", NULL
};

static const char *const sysfs_files[] = { "has_private_memory", NULL };

const struct isolation_design private_zonelist_design = {
	.name = "private-zonelist",
	.section = "D10c",
	.title = "v5: private nodes in a zonelist of their own",
	.idea = "No list that an ordinary request walks holds a private node, not even its own. "
		"ZONELIST_PRIVATE holds all nodes and has to be selected, by a folio allocation "
		"of the kernel or by a policy that names a node with user_numa.",
	.sources = "20260720193431.3841992-1-gourry@gourry.net",
	.quirks = quirks,
	.node_features = FEATURE_RECLAIM | FEATURE_USER_NUMA | FEATURE_HOTUNPLUG |
			 FEATURE_DEMOTION | FEATURE_NUMA_BALANCING | FEATURE_LTPIN,
	.node_state_name = "N_MEMORY_PRIVATE",
	.sysfs_files = sysfs_files,
	.switches = switches,
	.nr_switches = sizeof(switches) / sizeof(switches[0]),
	.extra_zonelist_names = lists,
	.nr_extra_zonelists = sizeof(lists) / sizeof(lists[0]),
	.build_zonelists = build_zonelists,
	.select_zonelist = select_zonelist,
	.default_mask = default_mask,
	.zone_ok = zone_ok,
	.cpuset_ok = cpuset_ok,
	.mask_missed = mask_missed,
	.longterm_pin = private_longterm_pin,
	.reclaim_ok = private_reclaim_ok,
	.compact_ok = private_compact_ok,
	.demotion_ok = private_demotion_ok,
	.numa_balancing_ok = private_numa_balancing_ok,
	.demotion_request = demotion_request,
	.contig_ok = contig_ok,
	.mpol_trim = mpol_trim,
	.mpol_request = mpol_request,
	.migrate_ok = migrate_ok,
	.hotplug = hotplug,
	.opt_in = opt_in,
};
