// SPDX-License-Identifier: GPL-2.0-only
/*
 * RFC v3: N_PRIVATE, a state of its own, opened by __GFP_THISNODE.
 *
 * A driver registers the node before its memory comes. The node is not in
 * N_MEMORY and stands in nobody's lists but its own NOFALLBACK; cpusets hold it,
 * tasks get the sysram part.
 *
 * Mirrors: the series 20260108203755.1163107-1 on v6.12.
 * Differs: the callbacks (a veto after the allocation) and the types of nodes
 * are not modelled: every private node serves zswap. A node has one registration.
 * Once it is gone cpusets keep the node while its memory is on line; there the next
 * change of memory anywhere takes it out.
 */
#include "designs/designs.h"

#include <errno.h>

#include "alloc/page_alloc.h"
#include "cpuset/cpuset.h"
#include "designs/private_node.h"
#include "hotplug/role.h"

static bool in_memory(const struct machine *m, int nid)
{
	return node_state(m, nid, N_MEMORY);
}

/*
 * numa_zone_allowed(): the cpuset test where it applies, else THISNODE is the key. It
 * asks for N_MEMORY, not for N_PRIVATE: a node that is in neither stays closed to all
 * others, and open to THISNODE.
 */
static enum verdict zone_ok(const struct machine *m, const struct alloc_request *req,
			    const struct alloc_pass *pass, int nid)
{
	if ((pass->alloc_flags & ALLOC_CPUSET) && cpusets_enabled(m)) {
		if (cpuset_zone_allowed(m, req, pass->gfp, nid))
			return VERDICT_PASS;
		return !in_memory(m, nid) && ctx_in_interrupt(req->ctx) ? VERDICT_SPM_IRQ :
									  VERDICT_CPUSET;
	}
	if ((pass->gfp & __GFP_THISNODE) || in_memory(m, nid))
		return VERDICT_PASS;
	return VERDICT_SPM;
}

/*
 * The cpuset test. (a) Interrupts get N_MEMORY only. (b) THISNODE asks the
 * effective mems, (c) everybody else the task's. (d) The tail as mainline, but
 * beyond the cpuset too nodes outside N_MEMORY need THISNODE.
 */
static bool cpuset_ok(const struct machine *m, const struct alloc_request *req, gfp_t gfp, int nid)
{
	const struct task *task = req->task;
	bool key = gfp & __GFP_THISNODE;

	if (ctx_in_interrupt(req->ctx)) /* (a) */
		return in_memory(m, nid);
	if (key && node_isset(nid, &task->cs->effective_mems)) /* (b) */
		return true;
	if (!key && node_isset(nid, &task->mems_allowed)) /* (c) */
		return true;
	if (task->oom_victim) /* (d) */
		return true;
	if (gfp & __GFP_HARDWALL)
		return false;
	if (task->flags & PF_EXITING)
		return true;
	return node_isset(nid, &nearest_hardwall_ancestor(task->cs)->mems_allowed) &&
	       (key || in_memory(m, nid));
}

/* H10: slab asks H4 for lists of partial slabs; the rest of it uses THISNODE all the time. */
static enum verdict contig_ok(const struct machine *m, enum contig_user user,
			      const struct alloc_request *req, int nid)
{
	const struct alloc_pass pass = { .gfp = req->gfp, .alloc_flags = ALLOC_CPUSET };

	if (user == CONTIG_SLAB_PARTIAL)
		return zone_ok(m, req, &pass, nid);
	return mainline_contig_ok(m, user, req, nid);
}

/* H12: cpusets hold private nodes, and hear of no unregistration; tasks get the sysram part. */
static void cpuset_top(const struct machine *m, nodemask_t *nodes)
{
	nodes_or(nodes, nodes, private_nodes(m));
	nodes_or(nodes, nodes, &m->dstate.stranded);
}

static void cpuset_derive(const struct machine *m, const nodemask_t *effective, nodemask_t *derived)
{
	nodes_and(derived, effective, &m->node_states[N_MEMORY]);
}

static bool any_features(uint32_t features)
{
	(void)features;
	return true;
}

/* online_pages() asks for N_PRIVATE alone: what nobody registered any more is N_MEMORY. */
static bool online_unregistered(const struct machine *m, const struct hotplug_question *q)
{
	return (q->moment == HP_ONLINE_FIRST || q->moment == HP_ONLINE_MORE) &&
	       !node_isset(q->nid, &m->dstate.spm) && !is_private(m, q->nid);
}

/*
 * H13: registered before it has memory, and on line like any other node, daemons and
 * all. The last registration takes N_PRIVATE with it, whether memory is on line or not.
 */
static struct hotplug_answer hotplug(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = private_claim(m, q, any_features);

	if (online_unregistered(m, q))
		return hotplug_baseline_answer(q);
	if (q->moment == HP_UNREGISTER)
		return (struct hotplug_answer){
			.why = VERDICT_PASS,
			.edit = { .clear_spm = true, .set_caps = true },
			.leaves_spm = true,
		};
	if (answer.joins_spm)
		answer.starts_daemons = true;
	if (q->moment == HP_OFFLINE_LAST)
		answer.edit = (struct role_edit){ .set_caps = true };
	return answer;
}

/* page_allocated() may veto, page_freed() scrubs; nothing else knows of the device. */
static unsigned device_services(const struct machine *m, int nid)
{
	return is_private(m, nid) ? DEVICE_VETO | DEVICE_SCRUB : 0;
}

/* H16: the first wanted node that is registered, by THISNODE and by mask. */
static enum verdict opt_in(const struct machine *m, const nodemask_t *wanted,
			   struct alloc_request *req, nodemask_t *storage)
{
	nodemask_t both;

	nodes_and(&both, wanted, private_nodes(m));
	*storage = nodes_empty(&both) ? *wanted : nodemask_of_node(first_node(&both));
	if (!nodes_empty(&both))
		req->gfp |= __GFP_THISNODE;
	req->nid = first_node(storage);
	req->mask = (struct mask_ref){ .nodes = storage, .from = MASK_FROM_CALLER };
	req->reason = REASON_OPT_IN;
	return VERDICT_PASS;
}

/* zswap: a registered node, raw; THISNODE keeps DRAM from being taken for it. */
static bool zswap_direct(const struct machine *m, struct alloc_request *req, nodemask_t *storage)
{
	if (nodes_empty(private_nodes(m)))
		return false;
	*storage = nodemask_of_node(first_node(private_nodes(m)));
	req->gfp = GFP_NOWAIT | __GFP_NORETRY | __GFP_HIGHMEM | __GFP_MOVABLE | __GFP_THISNODE;
	req->order = 0;
	req->nid = first_node(storage);
	req->mask = MASK_REF_NONE;
	req->reason = REASON_OPT_IN;
	return true;
}

static const char *const quirks[] = {
	"THISNODE is used innocently by slab, hugetlb and loops over nodes (X-33, X-36)",
	"while cpusets are in use a task without a mask reaches the node in the slow path only",
	"without cpusets an interrupt reaches the node, with them it does not",
	"reclaim, kswapd and compaction treat the node like any other",
	"the last driver may unregister while memory is on line (X-37)",
	NULL
};

static const char *const sysfs_files[] = { "has_private_memory", NULL };

const struct isolation_design n_private_design = {
	.name = "n-private",
	.section = "D10a",
	.title = "RFC v3: registered private nodes, opened by __GFP_THISNODE",
	.idea = "Private nodes are in N_PRIVATE and not in N_MEMORY; only their own NOFALLBACK "
		"list holds them. __GFP_THISNODE is the key, within the effective mems of the "
		"cpuset.",
	.sources = "20260108203755.1163107-1..9-gourry@gourry.net",
	.quirks = quirks,
	.node_state_name = "N_PRIVATE",
	.cpuset_derived_file = "cpuset.mems.sysram",
	.cpuset_derived_file_v1 = "cpuset.mems_sysram",
	.sysfs_files = sysfs_files,
	.zone_ok = zone_ok,
	.cpuset_ok = cpuset_ok,
	.contig_ok = contig_ok,
	.cpuset_top = cpuset_top,
	.cpuset_derive = cpuset_derive,
	.hotplug = hotplug,
	.opt_in = opt_in,
	.zswap_direct = zswap_direct,
	.device_services = device_services,
};
