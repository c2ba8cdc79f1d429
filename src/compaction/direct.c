// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who compacts: a request, zone by zone of its list; kcompactd of a node; somebody
 * who wants a whole node compacted.
 *
 * Mirrors: mm/compaction.c try_to_compact_pages(), compact_zone_order(),
 * kcompactd_do_work(), wakeup_kcompactd(), compact_node(), v6.12.
 * Differs: kcompactd runs to its end when it is woken, and never of its own accord
 * (vm.compaction_proactiveness is 0).
 */
#include "alloc/compact_suit.h"
#include "alloc/pcp.h"
#include "alloc/request.h"
#include "alloc/zone_test.h"
#include "base/text.h"
#include "compaction/private.h"

/* The design's part: does anybody but the owner move pages of the node? */
static bool node_is_compacted(const struct machine *m, int nid)
{
	return !m->design->compact_ok || m->design->compact_ok(m, nid) == VERDICT_PASS;
}

/* ---- for a request ---- */

/*
 * One zone. A block of the order that becomes whole meanwhile is kept for the request.
 * Mirrors: mm/compaction.c compact_zone_order(), v6.12.
 */
static enum compact_result compact_zone_order(struct machine *m, const struct alloc_request *req,
					      const struct alloc_pass *pass, struct zone *zone,
					      enum compact_priority prio,
					      struct page_block *capture)
{
	bool hardest = prio == COMPACT_PRIO_SYNC_FULL;
	struct capture_control capc = {
		.order = req->order,
		.mt = gfp_migratetype(req->gfp),
		.idx = PAGE_IDX_NONE,
	};
	struct compact_control cc = {
		.m = m,
		.zone = zone,
		.cpu = req->cpu,
		.gfp = req->gfp,
		.order = (int)req->order,
		.search_order = (int)req->order,
		.alloc_flags = pass->alloc_flags,
		.highest_zoneidx = pass->ac.highest_zoneidx,
		.mode = prio == COMPACT_PRIO_ASYNC ? MIGRATE_ASYNC : MIGRATE_SYNC_LIGHT,
		.direct_compaction = true,
		.whole_zone = hardest,
		.ignore_skip_hint = hardest,
		.ignore_block_suitable = hardest,
	};
	enum compact_result ret;

	if (req->ctx != CTX_KTHREAD && !(req->task->flags & PF_KTHREAD))
		zone->capture = &capc;
	ret = compact_zone(&cc);
	zone->capture = NULL;
	if (capc.idx == PAGE_IDX_NONE)
		return ret;
	*capture = (struct page_block){
		.zone = zone,
		.pfn = zone_page_pfn(zone, capc.idx),
		.order = req->order,
	};
	return COMPACT_SUCCESS;
}

enum compact_result try_to_compact_pages(struct machine *m, const struct alloc_request *req,
					 const struct alloc_pass *pass,
					 enum compact_priority prio, struct page_block *capture)
{
	const struct alloc_context *ac = &pass->ac;
	const bool test_nodes = pass_tests_nodes(m, pass);
	enum compact_result rc = COMPACT_SKIPPED;

	for (uint32_t i = next_zoneref(ac, 0); i < ac->zonelist->nr_refs;
	     i = next_zoneref(ac, i + 1)) {
		struct zone *zone = zoneref_zone(m, ac->zonelist->refs[i]);
		struct zone_compaction *zc = zone_compaction(m, zone);
		enum compact_result status;

		if (test_nodes && zone_allowed(m, req, pass, zone->nid) != VERDICT_PASS)
			continue;
		if (!node_is_compacted(m, zone->nid))
			continue;
		if (prio > COMPACT_PRIO_SYNC_FULL && compaction_deferred(zc, req->order)) {
			rc = rc > COMPACT_DEFERRED ? rc : COMPACT_DEFERRED;
			continue;
		}
		status = compact_zone_order(m, req, pass, zone, prio, capture);
		rc = rc > status ? rc : status;
		if (status == COMPACT_SUCCESS) {
			compaction_defer_reset(zc, req->order, false);
			break;
		}
		if (prio != COMPACT_PRIO_ASYNC &&
		    (status == COMPACT_COMPLETE || status == COMPACT_PARTIAL_SKIPPED))
			defer_compaction(zc, req->order);
	}
	return rc;
}

static void compact_succeeded(struct machine *m, struct zone *zone, unsigned order)
{
	struct zone_compaction *zc = zone_compaction(m, zone);

	zc->blockskip_flush = false;
	compaction_defer_reset(zc, order, true);
}

/* ---- for nobody in particular ---- */

/* Where a kernel thread of the node runs: on its first CPU, or anywhere. */
static int cpu_of_node(const struct machine *m, int nid)
{
	for (int cpu = 0; cpu < m->nr_cpus; cpu++) {
		if (m->cpu_to_node[cpu] == nid)
			return cpu;
	}
	return 0;
}

struct compact_stats compact_node(struct machine *m, int nid)
{
	struct compact_control cc = {
		.m = m,
		.cpu = 0,
		.gfp = GFP_KERNEL,
		.order = COMPACT_WHOLE_NODE,
		.mode = MIGRATE_SYNC,
		.ignore_skip_hint = true,
		.whole_zone = true,
	};

	for (int type = 0; type < MAX_NR_ZONES && node_is_compacted(m, nid); type++) {
		cc.zone = &m->pgdat[nid]->node_zones[type];
		if (populated_zone(cc.zone))
			compact_zone(&cc);
	}
	return cc.stats;
}

/* ---- kcompactd ---- */

static bool zone_is_worth_it(const struct machine *m, const struct zone *zone, unsigned order,
			     enum zone_type highest)
{
	return populated_zone(zone) &&
	       compaction_suit_allocation_order(m, zone, order, highest, ALLOC_WMARK_MIN) ==
		       COMPACT_CONTINUE;
}

static bool kcompactd_node_suitable(const struct machine *m, int nid,
				    const struct node_compaction *nc)
{
	for (int type = 0; type <= (int)nc->kcompactd_highest_zoneidx; type++) {
		if (zone_is_worth_it(m, &m->pgdat[nid]->node_zones[type], nc->kcompactd_max_order,
				     nc->kcompactd_highest_zoneidx))
			return true;
	}
	return false;
}

static void kcompactd_compact_zone(struct compact_control *cc)
{
	struct zone_compaction *zc = zone_compaction(cc->m, cc->zone);
	unsigned order = (unsigned)cc->order;
	enum compact_result status;

	if (compaction_deferred(zc, order) ||
	    !zone_is_worth_it(cc->m, cc->zone, order, cc->zone->type))
		return;
	status = compact_zone(cc);
	if (status == COMPACT_SUCCESS) {
		compaction_defer_reset(zc, order, false);
	} else if (status == COMPACT_PARTIAL_SKIPPED || status == COMPACT_COMPLETE) {
		zone_drain(cc->zone);
		defer_compaction(zc, order);
	}
}

/* Mirrors: mm/compaction.c kcompactd_do_work(), v6.12. */
static void kcompactd_do_work(struct machine *m, int nid, struct node_compaction *nc)
{
	unsigned order = nc->kcompactd_max_order;
	enum zone_type highest = nc->kcompactd_highest_zoneidx;

	for (int type = 0; type <= (int)highest; type++) {
		struct compact_control cc = {
			.m = m,
			.zone = &m->pgdat[nid]->node_zones[type],
			.cpu = cpu_of_node(m, nid),
			.gfp = GFP_KERNEL,
			.order = (int)order,
			.search_order = (int)order,
			.alloc_flags = ALLOC_WMARK_MIN,
			.highest_zoneidx = highest,
			.mode = MIGRATE_SYNC_LIGHT,
		};

		if (populated_zone(cc.zone))
			kcompactd_compact_zone(&cc);
	}
	nc->kcompactd_max_order = 0;
	nc->kcompactd_highest_zoneidx = MAX_NR_ZONES - 1;
}

void wakeup_kcompactd(struct machine *m, int nid, unsigned order, enum zone_type highest_zoneidx)
{
	struct node_compaction *nc;

	if (!order || !m->pgdat[nid]->kcompactd_started || !node_is_compacted(m, nid))
		return;
	nc = node_compaction(m, nid);
	if (nc->kcompactd_max_order < order)
		nc->kcompactd_max_order = order;
	if (nc->kcompactd_highest_zoneidx > highest_zoneidx)
		nc->kcompactd_highest_zoneidx = highest_zoneidx;
	if (kcompactd_node_suitable(m, nid, nc))
		kcompactd_do_work(m, nid, nc);
}

static void reset_isolation_suitable(struct machine *m, int nid)
{
	for (int type = 0; type < MAX_NR_ZONES; type++) {
		struct zone *zone = &m->pgdat[nid]->node_zones[type];

		if (populated_zone(zone))
			reset_zone_isolation(m, zone);
	}
}

/* ---- wiring ---- */

void compaction_init(struct machine *m)
{
	m->compaction = xcalloc(1, sizeof(*m->compaction));
	m->compaction->nodes = xcalloc((size_t)m->nr_node_ids, sizeof(*m->compaction->nodes));
	m->ops.direct_compact = try_to_compact_pages;
	m->ops.compact_succeeded = compact_succeeded;
	m->ops.wake_kcompactd = wakeup_kcompactd;
	m->ops.reset_isolation_suitable = reset_isolation_suitable;
}
