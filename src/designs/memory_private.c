// SPDX-License-Identifier: GPL-2.0-only
/*
 * RFC v4: N_MEMORY_PRIVATE, opened by __GFP_PRIVATE, with services by opt-in.
 *
 * A driver registers the node, says which services of mm/ may touch it, and
 * adds its memory. Without the flag no zone of the node is ever used; policies
 * of users get the flag when the node has MEMPOLICY.
 *
 * Mirrors: the series 20260222084842.1824063-1 on v6.12.
 * Differs: of the callbacks into the driver only those of a compressed device are
 * modelled (pressure, free_folio, handle_fault); a node counts as having those that its
 * features need.
 */
#include "designs/designs.h"

#include <errno.h>

#include "alloc/page_alloc.h"
#include "cpuset/cpuset.h"
#include "designs/private_node.h"
#include "mempolicy/mempolicy.h"

#define __GFP_PRIVATE DESIGN_GFP_BIT(0)

static const struct design_gfp_bit gfp_bits[] = {
	{ "__GFP_PRIVATE", "private nodes may be used" },
};

enum { IRQ_AS_CODED, IRQ_AS_TEXT };

static const char *const irq_values[] = { "allowed", "refused", NULL };

static const struct design_switch switches[] = {
	{ "irq", irq_values,
	  "a flagged request in an interrupt: allowed as the code has it, or refused as the "
	  "text promises" },
};

/* H1: a private node falls back to itself and to nodes with ordinary memory. */
static void build_zonelists(const struct machine *m, int owner, enum zonelist_kind kind,
			    nodemask_t *nodes)
{
	if (kind == ZONELIST_FALLBACK && is_private(m, owner))
		node_set(owner, nodes);
}

/* H4: the flag first, cpusets or not; then the cpuset test of mainline. */
static enum verdict zone_ok(const struct machine *m, const struct alloc_request *req,
			    const struct alloc_pass *pass, int nid)
{
	if (is_private(m, nid)) {
		if (!(pass->gfp & __GFP_PRIVATE))
			return VERDICT_SPM;
		if (ctx_in_interrupt(req->ctx) && design_switch_value(m, "irq") == IRQ_AS_TEXT)
			return VERDICT_SPM_IRQ;
	}
	if ((pass->alloc_flags & ALLOC_CPUSET) && !cpuset_zone_allowed(m, req, pass->gfp, nid))
		return VERDICT_CPUSET;
	return VERDICT_PASS;
}

/* H10: slab and the pool of huge pages ask H4; contiguous ranges were not looked at. */
static enum verdict contig_ok(const struct machine *m, enum contig_user user,
			      const struct alloc_request *req, int nid)
{
	const struct alloc_pass pass = { .gfp = req->gfp, .alloc_flags = ALLOC_CPUSET };

	if (user == CONTIG_SLAB_PARTIAL || user == CONTIG_HUGETLB_DEQUEUE)
		return zone_ok(m, req, &pass, nid);
	return mainline_contig_ok(m, user, req, nid);
}

/* ---- policies ---- */

/*
 * H11: private nodes of the task are candidates; one without MEMPOLICY among the
 * nodes that are named makes the call fail, and drops out when a cpuset changes.
 */
static int mpol_trim(const struct machine *m, const struct mpol_question *q, nodemask_t *allowed,
		     enum verdict *why)
{
	nodemask_t own, opted, closed;

	nodes_and(&own, &q->task->mems_allowed, private_nodes(m));
	private_nodes_with(m, FEATURE_USER_NUMA, &opted);
	if (q->rebind)
		nodes_and(&own, allowed, private_nodes(m));
	nodes_andnot(&closed, &own, &opted);
	if (!q->rebind && nodes_intersects(&closed, q->user_nodes)) {
		*why = VERDICT_MPOL_SPM;
		return -EINVAL;
	}
	nodes_and(&opted, &opted, &own);
	nodes_or(allowed, allowed, &opted);
	nodes_andnot(allowed, allowed, &closed);
	return 0;
}

/*
 * H11: faults and migrations under a policy with private nodes carry the flag.
 * Ordinary nodes' lists lack them, so a binding starts at its first node unless
 * the local one is part of it.
 */
static void mpol_request(const struct machine *m, const struct mpol_request_info *info,
			 struct alloc_request *req)
{
	if (!info->user || !nodes_intersects(info->nodes, private_nodes(m)))
		return;
	req->gfp |= __GFP_PRIVATE;
	if (info->mode == MPOL_BIND && !node_isset(req->nid, info->nodes))
		req->nid = first_node(info->nodes);
}

static int migrate_ok(const struct machine *m, const struct task *task, int nid)
{
	if (is_private(m, nid) ? !(node_caps(m, nid) & FEATURE_MIGRATION) :
				 !node_state(m, nid, N_MEMORY))
		return -ENODEV;
	return node_isset(nid, &task->mems_allowed) ? 0 : -EACCES;
}

/* ---- cpusets, hotplug ---- */

static void cpuset_top(const struct machine *m, nodemask_t *nodes)
{
	nodes_or(nodes, nodes, private_nodes(m));
}

/* H12: ordinary nodes, if need be of an ancestor, and the cpuset's own private ones. */
static void cpuset_task_mems(const struct machine *m, const struct cpuset *cs, nodemask_t *mems)
{
	nodemask_t own;

	nodes_and(&own, &cs->effective_mems, private_nodes(m));
	nodes_or(mems, mems, &own);
}

/* H12: pages of files are spread over ordinary nodes. */
static void cpuset_spread(const struct machine *m, nodemask_t *nodes)
{
	nodes_andnot(nodes, nodes, private_nodes(m));
}

static bool valid_features(uint32_t features)
{
	const uint32_t need_migration = FEATURE_USER_NUMA | FEATURE_NUMA_BALANCING |
					FEATURE_COMPACTION;

	if ((features & need_migration) && !(features & FEATURE_MIGRATION))
		return false;
	return !(features & FEATURE_USER_NUMA) || !(features & FEATURE_PROTECT_WRITE);
}

/* H13: ordinary memory that comes to a private node becomes private with it. */
static struct hotplug_answer hotplug(const struct machine *m, const struct hotplug_question *q)
{
	return private_claim(m, q, valid_features);
}

/* H8: compaction is a service of its own. */
static enum verdict compact_ok(const struct machine *m, int nid)
{
	if (is_private(m, nid) && !(node_caps(m, nid) & FEATURE_COMPACTION))
		return VERDICT_SPM;
	return VERDICT_PASS;
}

/* cram: pressure is its reclaim_policy(), free_folio() scrubs. */
static unsigned device_services(const struct machine *m, int nid)
{
	unsigned services = 0;

	if (!is_private(m, nid))
		return 0;
	if (node_caps(m, nid) & FEATURE_PROTECT_WRITE)
		services |= DEVICE_WRITE_PROTECT;
	if (node_caps(m, nid) & FEATURE_RECLAIM)
		services |= DEVICE_PRESSURE;
	return services | DEVICE_SCRUB;
}

/* ---- OOM, opting in ---- */

/* H14: the code asks for RECLAIM and DEMOTION; the cover letter says otherwise. */
static enum oom_node oom_node(const struct machine *m, const struct alloc_request *req, int nid)
{
	const uint32_t eligible = FEATURE_RECLAIM | FEATURE_DEMOTION;

	(void)req;
	if (!is_private(m, nid) || (node_caps(m, nid) & eligible) == eligible)
		return OOM_NODE_COUNTS;
	return OOM_NODE_LIMITS;
}

/* H14: whether a victim would help is asked of ordinary nodes only. */
static void oom_common_mems(const struct machine *m, nodemask_t *common)
{
	nodes_and(common, common, &m->node_states[N_MEMORY]);
}

/* H16: GFP_PRIVATE, which is the flag and THISNODE, on the first wanted private node. */
/* H9: the service's own way to its node; what no service takes goes to ordinary memory. */
static void demotion_request(const struct machine *m, struct alloc_request *req,
			     nodemask_t *storage)
{
	(void)storage;
	if (req->gfp & __GFP_THISNODE && is_private(m, req->nid))
		req->gfp |= __GFP_PRIVATE;
}

static enum verdict opt_in(const struct machine *m, const nodemask_t *wanted,
			   struct alloc_request *req, nodemask_t *storage)
{
	nodemask_t both;

	nodes_and(&both, wanted, private_nodes(m));
	*storage = *wanted;
	req->nid = first_node(wanted);
	if (!nodes_empty(&both)) {
		req->nid = first_node(&both);
		req->gfp |= __GFP_PRIVATE | __GFP_THISNODE;
	}
	req->mask = (struct mask_ref){ .nodes = storage, .from = MASK_FROM_CALLER };
	req->reason = REASON_OPT_IN;
	return VERDICT_PASS;
}

/* H11: not said where the page goes; its own fallback list leads to ordinary memory. */
static enum longterm_pin longterm_pin(const struct machine *m, int nid)
{
	if (!is_private(m, nid) || node_caps(m, nid) & FEATURE_LTPIN)
		return LONGTERM_PIN_BY_ZONE;
	return LONGTERM_PIN_MOVES;
}

static const char *const quirks[] = {
	"an interrupt with the flag reaches the node, against the text of the series (X-41)",
	"interleaving over all nodes is refused while the task has a node without user_numa (X-40)",
	"without HARDWALL a flagged request reaches beyond the cpuset",
	"who counts in an OOM differs between cover letter and code (X-42)", NULL
};

static const char *const sysfs_files[] = { "has_private_memory", NULL };

const struct isolation_design memory_private_design = {
	.name = "memory-private",
	.section = "D10b",
	.title = "RFC v4: private nodes with a GFP flag and services by opt-in",
	.idea = "Private nodes are in N_MEMORY_PRIVATE and not in N_MEMORY. __GFP_PRIVATE opens "
		"them within the cpuset; policies, reclaim, demotion and others work on a node "
		"only when its driver asked for them.",
	.sources = "20260222084842.1824063-1-gourry@gourry.net",
	.quirks = quirks,
	.node_features = FEATURE_MIGRATION | FEATURE_USER_NUMA | FEATURE_DEMOTION |
			 FEATURE_PROTECT_WRITE | FEATURE_RECLAIM | FEATURE_NUMA_BALANCING |
			 FEATURE_COMPACTION | FEATURE_LTPIN,
	.node_state_name = "N_MEMORY_PRIVATE",
	.sysfs_files = sysfs_files,
	.gfp_bits = gfp_bits,
	.nr_gfp_bits = sizeof(gfp_bits) / sizeof(gfp_bits[0]),
	.switches = switches,
	.nr_switches = sizeof(switches) / sizeof(switches[0]),
	.build_zonelists = build_zonelists,
	.zone_ok = zone_ok,
	.longterm_pin = longterm_pin,
	.reclaim_ok = private_reclaim_ok,
	.compact_ok = compact_ok,
	.demotion_ok = private_demotion_ok,
	.numa_balancing_ok = private_numa_balancing_ok,
	.demotion_request = demotion_request,
	.device_services = device_services,
	.contig_ok = contig_ok,
	.mpol_trim = mpol_trim,
	.mpol_request = mpol_request,
	.migrate_ok = migrate_ok,
	.cpuset_top = cpuset_top,
	.cpuset_task_mems = cpuset_task_mems,
	.cpuset_spread = cpuset_spread,
	.hotplug = hotplug,
	.oom_node = oom_node,
	.oom_common_mems = oom_common_mems,
	.opt_in = opt_in,
};
