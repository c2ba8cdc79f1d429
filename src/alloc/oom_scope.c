// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an OOM is about: constraint, nodemask, memory in question.
 *
 * Responsible for the report. Not responsible for whether the killer is reached
 * (passes.c) nor for choosing a victim.
 *
 * Mirrors: mm/oom_kill.c constrained_alloc(), out_of_memory(), check_panic_on_oom(), v6.12.
 * Differs: a memcg's OOM has its scope in oom/.
 */
#include "alloc/oom_scope.h"

#include "alloc/zone_test.h"

static enum oom_node oom_node(const struct machine *m, const struct alloc_request *req, int nid)
{
	return m->design->oom_node ? m->design->oom_node(m, req, nid) : OOM_NODE_COUNTS;
}

/* Mirrors: mm/page_alloc.c totalram_pages: what all zones manage, as far as it counts. */
static uint64_t totalram_pages(const struct machine *m, const struct alloc_request *req)
{
	uint64_t nr = 0;
	int nid;

	for_each_node_state(m, nid, N_POSSIBLE) {
		if (oom_node(m, req, nid) != OOM_NODE_COUNTS)
			continue;
		for (int i = 0; i < MAX_NR_ZONES; i++)
			nr += m->pgdat[nid]->node_zones[i].managed_pages;
	}
	return nr;
}

static uint64_t node_present_pages(const struct machine *m, int nid)
{
	uint64_t nr = 0;

	if (!m->pgdat[nid])
		return 0;
	for (int i = 0; i < MAX_NR_ZONES; i++)
		nr += m->pgdat[nid]->node_zones[i].present_pages;
	return nr;
}

static uint64_t nodes_present_pages(const struct machine *m, const nodemask_t *nodes)
{
	uint64_t nr = 0;
	int nid;

	for_each_node_mask(nid, nodes)
		nr += node_present_pages(m, nid);
	return nr;
}

/* Does the cpuset keep the request from some zone that its list and mask offer? */
static bool cpuset_limits(const struct machine *m, const struct alloc_request *req,
			  const struct alloc_context *ac)
{
	for (uint32_t i = next_zoneref(ac, 0); i < ac->zonelist->nr_refs;
	     i = next_zoneref(ac, i + 1)) {
		int nid = ac->zonelist->refs[i].nid;
		enum oom_node counts = oom_node(m, req, nid);

		if (counts == OOM_NODE_LIMITS)
			return true;
		if (counts == OOM_NODE_COUNTS && !cpuset_zone_allowed(m, req, req->gfp, nid))
			return true;
	}
	return false;
}

/*
 * Mirrors: mm/oom_kill.c constrained_alloc(), v6.12.
 * (a) one node only: nobody knows whom to blame; (b) a nodemask that lacks
 * memory: a policy; (c) a zone that the cpuset refuses: the cpuset; (d) the
 * whole machine. @ac carries the mask to look at.
 */
static enum oom_constraint constrained_alloc(const struct machine *m,
					     const struct alloc_request *req,
					     const struct alloc_context *ac, uint64_t *totalpages)
{
	const nodemask_t *nodes = ac->mask.nodes;

	*totalpages = totalram_pages(m, req) + m->total_swap_pages;
	if (req->gfp & __GFP_THISNODE) /* (a) */
		return CONSTRAINT_NONE;
	if (nodes && !nodes_subset(&m->node_states[N_MEMORY], nodes)) { /* (b) */
		*totalpages = nodes_present_pages(m, nodes) + m->total_swap_pages;
		return CONSTRAINT_MEMORY_POLICY;
	}
	if (cpuset_limits(m, req, ac)) { /* (c) */
		*totalpages =
			nodes_present_pages(m, &req->task->mems_allowed) + m->total_swap_pages;
		return CONSTRAINT_CPUSET;
	}
	return CONSTRAINT_NONE; /* (d) */
}

/* H14; baseline: the mask as it is. */
static struct mask_ref oom_scope(const struct machine *m, struct mask_ref mask,
				 enum oom_constraint constraint, bool after_constraint)
{
	if (!m->design->oom_scope)
		return mask;
	return m->design->oom_scope(m, mask, constraint, after_constraint);
}

/* Mirrors: mm/oom_kill.c check_panic_on_oom(), v6.12: 1 spares local shortages, 2 does not. */
static bool panics(const struct machine *m, enum oom_constraint constraint)
{
	if (m->sysctl.panic_on_oom == 2)
		return true;
	return m->sysctl.panic_on_oom == 1 && constraint == CONSTRAINT_NONE;
}

struct oom_report oom_report_for(const struct machine *m, const struct alloc_request *req,
				 struct mask_ref mask)
{
	struct oom_report report = { .reached = true, .gfp = req->gfp, .order = req->order };
	struct alloc_pass pass;

	request_prepare(m, req, &pass);
	pass.ac.mask = oom_scope(m, mask, CONSTRAINT_NONE, false);
	report.constraint = constrained_alloc(m, req, &pass.ac, &report.totalpages);
	mask = report.constraint == CONSTRAINT_MEMORY_POLICY ? pass.ac.mask : MASK_REF_NONE;
	mask = oom_scope(m, mask, report.constraint, true);
	if (mask.nodes) {
		report.has_nodemask = true;
		report.nodemask = *mask.nodes;
	}
	report.panics = panics(m, report.constraint);
	return report;
}
