// SPDX-License-Identifier: GPL-2.0-only
/*
 * The author's tree after v5: private nodes are memory, but not public memory.
 *
 * The lists of v5, with N_MEMORY split into public nodes and others. The features
 * of a node are claimed when its memory comes; cpusets govern all nodes; only a
 * binding policy may name private ones. Three gates, each on its own: zonelist,
 * cpuset, USER_NUMA.
 *
 * Mirrors: Documentation/mm/numa_private_nodes.rst of gourryinverse/linux, autumn
 * 2026, on v6.12.
 * Differs: the code was not read; what the document leaves open is a switch.
 */
#include "designs/designs.h"

#include <errno.h>

#include "alloc/page_alloc.h"
#include "cpuset/cpuset.h"
#include "designs/private_node.h"
#include "mempolicy/mempolicy.h"

#define ZONELIST_PRIVATE ZONELIST_EXTRA0
#define ZONELIST_PRIVATE_NOFALLBACK ZONELIST_EXTRA1

enum { SELECTOR_IGNORES_CPUSET, SELECTOR_ASKS_CPUSET };

static const char *const selector_values[] = { "ignored", "asked", NULL };

static const struct design_switch switches[] = {
	{ "kernel_selector_vs_cpuset", selector_values,
	  "the cpuset of a kernel caller that selects the private list; demotion asks it always" },
};

static const char *const lists[] = { "ZONELIST_PRIVATE", "ZONELIST_PRIVATE_NOFALLBACK" };

static void public_nodes(const struct machine *m, nodemask_t *nodes)
{
	nodes_andnot(nodes, &m->node_states[N_MEMORY], private_nodes(m));
}

/* H1 */
static void build_zonelists(const struct machine *m, int owner, enum zonelist_kind kind,
			    nodemask_t *nodes)
{
	if (kind == ZONELIST_FALLBACK || kind == ZONELIST_NOFALLBACK)
		nodes_andnot(nodes, nodes, private_nodes(m));
	else if (kind == ZONELIST_PRIVATE)
		*nodes = m->node_states[N_MEMORY];
	else if (node_state(m, owner, N_MEMORY))
		node_set(owner, nodes);
}

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
	case REASON_HUGETLB:
		return node_caps(m, req->nid) & FEATURE_USER_NUMA;
	default:
		return false;
	}
}

/* H2 */
static enum zonelist_kind select_zonelist(const struct machine *m, const struct alloc_request *req)
{
	bool thisnode = req->gfp & __GFP_THISNODE;

	if (selects_private(m, req))
		return thisnode ? ZONELIST_PRIVATE_NOFALLBACK : ZONELIST_PRIVATE;
	return thisnode ? ZONELIST_NOFALLBACK : ZONELIST_FALLBACK;
}

static bool cpuset_is_ignored(const struct machine *m, const struct alloc_request *req)
{
	return req->reason == REASON_OPT_IN &&
	       design_switch_value(m, "kernel_selector_vs_cpuset") == SELECTOR_IGNORES_CPUSET;
}

/* H3: who selected the list is tested zone by zone. */
static struct mask_choice default_mask(const struct machine *m, const struct alloc_request *req)
{
	if (!selects_private(m, req))
		return mainline_default_mask(m, req);
	return (struct mask_choice){ .mask = req->mask, .alloc_cpuset = cpusets_enabled(m) };
}

/* The cpuset test: private nodes by membership, without mainline's way to the root. */
static bool cpuset_ok(const struct machine *m, const struct alloc_request *req, gfp_t gfp, int nid)
{
	if (!is_private(m, nid))
		return cpuset_node_allowed(m, req->task, req->ctx, gfp, nid);
	return cpuset_is_ignored(m, req) || node_isset(nid, &req->task->cs->effective_mems);
}

/* H7 */
static bool mask_missed(const struct machine *m, const struct alloc_request *req,
			const nodemask_t *mask)
{
	if (cpuset_is_ignored(m, req) && nodes_intersects(mask, private_nodes(m)))
		return false;
	return !nodes_intersects(mask, &req->task->mems_allowed);
}

/*
 * H10: a search for a contiguous range avoids private nodes unless it was meant for
 * them; to move pages out of the way there, the node needs RECLAIM.
 */
static enum verdict contig_ok(const struct machine *m, enum contig_user user,
			      const struct alloc_request *req, int nid)
{
	if (is_private(m, nid) && user == CONTIG_RANGE)
		return selects_private(m, req) ? VERDICT_PASS : VERDICT_SPM;
	if (is_private(m, nid) && user == CONTIG_DISPLACE)
		return node_caps(m, nid) & FEATURE_RECLAIM ? VERDICT_PASS : VERDICT_SPM;
	return mainline_contig_ok(m, user, req, nid);
}

/* H10: private nodes take their share of the pool when they have USER_NUMA. */
static void hugetlb_nodes(const struct machine *m, nodemask_t *nodes)
{
	nodemask_t opted;

	private_nodes_with(m, FEATURE_USER_NUMA, &opted);
	nodes_andnot(nodes, nodes, private_nodes(m));
	nodes_or(nodes, nodes, &opted);
}

/* H11: a binding may name private nodes with USER_NUMA, all other modes are narrowed. */
static int mpol_trim(const struct machine *m, const struct mpol_question *q, nodemask_t *allowed,
		     enum verdict *why)
{
	nodemask_t closed = *private_nodes(m), opted;

	(void)why;
	if (q->mode == MPOL_BIND) {
		private_nodes_with(m, FEATURE_USER_NUMA, &opted);
		nodes_andnot(&closed, &closed, &opted);
	}
	nodes_andnot(allowed, allowed, &closed);
	return 0;
}

/*
 * H11: faults and migrations under a binding with private nodes use the private
 * list. What is no folio is not bound to nodes that its list lacks.
 */
static void mpol_request(const struct machine *m, const struct mpol_request_info *info,
			 struct alloc_request *req)
{
	nodemask_t public;

	if (info->mode != MPOL_BIND || !nodes_intersects(info->nodes, private_nodes(m)))
		return;
	public_nodes(m, &public);
	if (info->user)
		req->reason = REASON_USER_POLICY;
	else if (req->mask.nodes && !nodes_intersects(req->mask.nodes, &public))
		req->mask = MASK_REF_NONE;
}

static int migrate_ok(const struct machine *m, const struct task *task, int nid)
{
	if (!node_state(m, nid, N_MEMORY))
		return -ENODEV;
	if (is_private(m, nid) && !(node_caps(m, nid) & FEATURE_USER_NUMA))
		return -ENODEV;
	return node_isset(nid, &task->mems_allowed) ? 0 : -EACCES;
}

/* H12: a cpuset that holds anything holds a public node. */
static bool cpuset_suffices(const struct machine *m, const nodemask_t *nodes)
{
	nodemask_t public;

	public_nodes(m, &public);
	return nodes_intersects(nodes, &public);
}

static int cpuset_write(const struct machine *m, const nodemask_t *nodes, enum verdict *why)
{
	if (nodes_empty(nodes) || cpuset_suffices(m, nodes))
		return 0;
	*why = VERDICT_CPUSET_SPM;
	return -EINVAL;
}

/* Firmware's memory is private when the boot parameter says so, but not on nodes with CPUs. */
static void claim_at_boot(const struct machine *m, const struct hotplug_question *q,
			  struct hotplug_answer *answer)
{
	uint32_t features = q->features & m->design->node_features;

	if (q->role != ROLE_SPM || node_state(m, q->nid, N_CPU) ||
	    !demotion_needs_reclaim(features))
		return;
	answer->edit = (struct role_edit){ .set_spm = true, .set_caps = true, .caps = features };
	answer->joins_spm = true;
	answer->starts_daemons = features & FEATURE_RECLAIM;
}

/* H13: ordinary memory is another set of features, so the two do not mix. */
static struct hotplug_answer hotplug(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = private_claim(m, q, demotion_needs_reclaim);

	if (q->moment == HP_BOOT)
		claim_at_boot(m, q, &answer);
	if (q->moment == HP_ADD && q->role == ROLE_SYSRAM && private_memory(m, q)) {
		answer.err = -EBUSY;
		answer.why = VERDICT_HOTPLUG_FEATURES;
	}
	if (answer.joins_spm)
		answer.joins_memory = true;
	return answer;
}

/* Without USER_WRITE a user's write relocates the page. Callbacks are gone. */
static unsigned device_services(const struct machine *m, int nid)
{
	if (!is_private(m, nid) || node_caps(m, nid) & FEATURE_USER_WRITE)
		return 0;
	return DEVICE_WRITE_PROTECT;
}

/* H16: the selector, which nothing that runs in an interrupt can reach. */
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

static const char *const sysfs_files[] = { "has_user_memory", "has_public_memory", NULL };

const struct isolation_design private_features_design = {
	.name = "private-features",
	.section = "D10d",
	.title = "after v5: N_MEMORY_PUBLIC, a feature mask, and cpusets that govern",
	.idea = "Private nodes are in N_MEMORY but not in N_MEMORY_PUBLIC, and only in a zonelist "
		"of their own. The list decides who may allocate, cpuset.mems where a task may "
		"place, user_numa whether users may name the node.",
	.sources = "gourryinverse/linux, Documentation/mm/numa_private_nodes.rst",
	.node_features = FEATURE_RECLAIM | FEATURE_USER_NUMA | FEATURE_DEMOTION |
			 FEATURE_USER_WRITE,
	.node_state_name = "N_MEMORY without N_MEMORY_PUBLIC",
	.sysfs_files = sysfs_files,
	.switches = switches,
	.nr_switches = sizeof(switches) / sizeof(switches[0]),
	.extra_zonelist_names = lists,
	.nr_extra_zonelists = sizeof(lists) / sizeof(lists[0]),
	.build_zonelists = build_zonelists,
	.select_zonelist = select_zonelist,
	.default_mask = default_mask,
	.cpuset_ok = cpuset_ok,
	.mask_missed = mask_missed,
	.longterm_pin = private_longterm_pin,
	.reclaim_ok = private_reclaim_ok,
	.compact_ok = private_compact_ok,
	.demotion_ok = private_demotion_ok,
	.numa_balancing_ok = private_numa_balancing_ok,
	.contig_ok = contig_ok,
	.hugetlb_nodes = hugetlb_nodes,
	.mpol_trim = mpol_trim,
	.mpol_request = mpol_request,
	.migrate_ok = migrate_ok,
	.cpuset_write = cpuset_write,
	.cpuset_suffices = cpuset_suffices,
	.hotplug = hotplug,
	.opt_in = opt_in,
	.device_services = device_services,
};
