// SPDX-License-Identifier: GPL-2.0-only
/*
 * Coherent device memory kept out of other nodes' fallback lists.
 *
 * The zones of a coherent node stand in its own lists and in nobody else's, so
 * that only who starts at the node finds it: by __GFP_THISNODE, by naming the
 * node, or by a binding policy whose first node it is.
 *
 * Mirrors: the series 20170130033602.12275-1 (RFC V2), its first set of
 * patches, on v6.12.
 * Differs: the second set, which its cover letter calls exclusive with the
 * first (cpusets without coherent nodes, THISNODE past cpusets), is not part of it.
 */
#include "designs/designs.h"

#include "designs/cdm.h"
#include "mempolicy/mempolicy.h"

/* H1: coherent nodes are in nobody's FALLBACK but their own. */
static void build_zonelists(const struct machine *m, int owner, enum zonelist_kind kind,
			    nodemask_t *nodes)
{
	if (kind != ZONELIST_FALLBACK)
		return;
	nodes_andnot(nodes, nodes, &m->node_states[N_SPM]);
	if (is_cdm_node(m, owner))
		node_set(owner, nodes);
}

/*
 * H11: a binding that lacks the local node starts at its first node, if that is
 * coherent. Of several coherent nodes only the first can be reached.
 */
static void mpol_request(const struct machine *m, const struct mpol_request_info *info,
			 struct alloc_request *req)
{
	int first = first_node(info->nodes);

	if (info->mode != MPOL_BIND || node_isset(req->nid, info->nodes))
		return;
	if (is_cdm_node(m, first))
		req->nid = first;
}

static const char *const quirks[] = {
	"a binding over several coherent nodes reaches only the first of them",
	"a binding that holds the local node too never reaches the coherent one",
	"a request that starts at the node, for whatever reason, is served by it", NULL
};

static const char *const sysfs_files[] = { "is_coherent_device", NULL };

const struct isolation_design cdm_zonelist_design = {
	.name = "cdm-zonelist",
	.section = "D4a",
	.title = "coherent device memory left out of other nodes' lists",
	.idea = "Coherent nodes are in N_MEMORY and in N_COHERENT_DEVICE. Only their own "
		"fallback list holds them, so that nobody arrives there by falling back; a "
		"binding policy starts at them.",
	.sources = "20170130033602.12275-1@linux.vnet.ibm.com",
	.quirks = quirks,
	.node_state_name = "N_COHERENT_DEVICE",
	.sysfs_files = sysfs_files,
	.build_zonelists = build_zonelists,
	.hugetlb_nodes = cdm_hugetlb_nodes,
	.mpol_request = mpol_request,
	.hotplug = cdm_hotplug,
};
