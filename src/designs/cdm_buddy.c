// SPDX-License-Identifier: GPL-2.0-only
/*
 * Coherent device memory that the walk steps over unless the request means it.
 *
 * The lists stay as they are. A zone of a coherent node is skipped, except for
 * __GFP_THISNODE and for requests that bring a nodemask; the three versions of
 * the series differ in which nodemasks count.
 *
 * Mirrors: the series 20170210100640.26927-1 (V2) and 20170215120726.9011-1 (V3)
 * on v6.12.
 */
#include "designs/designs.h"

#include "alloc/page_alloc.h"
#include "designs/cdm.h"

enum { VERSION_3, VERSION_2, VERSION_1 };

static const char *const versions[] = { "v3", "v2", "v1", NULL };

static const struct design_switch switches[] = {
	{ "version", versions,
	  "which nodemask opens coherent nodes: v3 the caller's own, v2 any, v1 one that names "
	  "a coherent node" },
};

/*
 * Is the mask of this pass an opt-in? V1 and V2 take the mask that a cpuset put
 * in place of NULL for one of the caller's.
 */
static bool mask_opens(const struct machine *m, const struct mask_ref *mask)
{
	if (!mask->nodes)
		return false;
	switch (design_switch_value(m, "version")) {
	case VERSION_1:
		return nodes_intersects(mask->nodes, &m->node_states[N_SPM]);
	case VERSION_2:
		return true;
	default:
		return mask->from != MASK_FROM_TASK;
	}
}

/* H4 */
static enum verdict zone_ok(const struct machine *m, const struct alloc_request *req,
			    const struct alloc_pass *pass, int nid)
{
	if ((pass->alloc_flags & ALLOC_CPUSET) && !cpuset_zone_allowed(m, req, pass->gfp, nid))
		return VERDICT_CPUSET;
	if (!is_cdm_node(m, nid) || (pass->gfp & __GFP_THISNODE))
		return VERDICT_PASS;
	return mask_opens(m, &pass->ac.mask) ? VERDICT_PASS : VERDICT_SPM;
}

static const char *const quirks[] = {
	"a mask that names every node with memory is an opt-in (X-27)",
	"v1, v2: the cpuset's mask in place of NULL is taken for one of the caller's (X-26)",
	"an interleaving policy names the node in vain: its share goes to the neighbours",
	"a cpuset with nothing but coherent nodes leaves its tasks without memory", NULL
};

static const char *const sysfs_files[] = { "is_coherent_device", NULL };

const struct isolation_design cdm_buddy_design = {
	.name = "cdm-buddy",
	.section = "D4b",
	.title = "coherent device memory skipped unless a nodemask asks for it",
	.idea = "Coherent nodes are in N_MEMORY, in N_COHERENT_DEVICE and in every list. The "
		"walk skips them unless the request is for one node only or brings a nodemask of "
		"its own.",
	.sources = "20170210100640.26927-1, 20170215120726.9011-1 @linux.vnet.ibm.com",
	.quirks = quirks,
	.node_state_name = "N_COHERENT_DEVICE",
	.sysfs_files = sysfs_files,
	.switches = switches,
	.nr_switches = sizeof(switches) / sizeof(switches[0]),
	.zone_ok = zone_ok,
	.hugetlb_nodes = cdm_hugetlb_nodes,
	.hotplug = cdm_hotplug,
};
