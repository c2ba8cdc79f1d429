// SPDX-License-Identifier: GPL-2.0-only
/*
 * The request path: alloc_pages(), free_pages(), alloc_pages_bulk().
 *
 * Responsible for carrying out passes and the actions between them. Not
 * responsible for their order (passes.c), for the judgement of a zone (walk.h,
 * zone_test.c), or for taking blocks (rmqueue.c). Read this file first.
 *
 * Mirrors: mm/page_alloc.c __alloc_pages_noprof(), wake_all_kswapds(),
 * unreserve_highatomic_pageblock(), alloc_pages_bulk_noprof(), v6.12.
 * Differs: no memcg charge, no page flags; what frees memory (kswapd, reclaim,
 * compaction, the OOM killer) is asked through machine.ops and runs to its end
 * at once.
 */
#include "alloc/page_alloc.h"

#include "alloc/explain.h"
#include "alloc/oom_scope.h"
#include "alloc/pcp.h"
#include "alloc/wakeup.h"

/* Keep the compiler from working out again, from its parts, a pointer that it has. */
#define OPTIMIZER_HIDE_VAR(var) __asm__("" : "+r"(var))

/*
 * Walk one pass for real.
 * Mirrors: mm/page_alloc.c get_page_from_freelist(), v6.12, with its last step,
 * which keeps the pageblock of a high-order atomic request for its like.
 */
static inline __attribute__((always_inline)) bool attempt_pass(struct machine *m,
							       const struct alloc_request *req,
							       const struct alloc_pass *pass,
							       struct page_block *block)
{
	struct walk_end end = { .pfn = 0 };

	if (!walk_zones(m, m, req, pass, NULL, &end))
		return false;
	block->zone = zoneref_zone(m, pass->ac.zonelist->refs[end.ref_idx]);
	block->pfn = end.pfn;
	block->order = req->order;
	if (__builtin_expect(end.alloc_flags & ALLOC_HIGHATOMIC, 0))
		reserve_highatomic_pageblock(m, block->zone, end.pfn, req->order);
	return true;
}

/*
 * Mirrors: mm/page_alloc.c unreserve_highatomic_pageblock(), v6.12.
 * Return: true when a zone of the list gave a pageblock back.
 */
static bool unreserve_highatomic(struct machine *m, const struct alloc_context *ac, bool force)
{
	for (uint32_t i = next_zoneref(ac, 0); i < ac->zonelist->nr_refs;
	     i = next_zoneref(ac, i + 1)) {
		struct zone *zone = zoneref_zone(m, ac->zonelist->refs[i]);

		if (unreserve_highatomic_zone(zone, ac->migratetype, force))
			return true;
	}
	return false;
}

/* What it is about is said here; who is killed for it, in oom/. */
static bool out_of_memory(struct machine *m, const struct alloc_request *req,
			  const struct alloc_pass *pass, struct oom_report *report)
{
	const struct zone *zone = ac_preferred_zone(m, &pass->ac);

	if (oom_looks_for_victim(req)) {
		*report = oom_report_for(m, req, pass->ac.mask);
		if (zone)
			event_add(m, EVENT_OOM, zone, req->order);
	}
	return m->ops.oom_kill && m->ops.oom_kill(m, req, report->reached ? report : NULL);
}

/* Mirrors: mm/page_alloc.c __alloc_pages_direct_compact(), v6.12, without its walk. */
static enum compact_result direct_compact(struct machine *m, const struct passes *p,
					  struct page_block *capture)
{
	if (!m->ops.direct_compact)
		return COMPACT_SKIPPED;
	return m->ops.direct_compact(m, p->req, &p->pass, p->compact_try, capture);
}

/* Carry out what lies between two passes. */
static void act(struct machine *m, struct passes *p, enum alloc_step step, struct alloc_result *res)
{
	const struct alloc_request *req = p->req;

	switch (step) {
	case STEP_WAKE_KSWAPD:
		wake_all_kswapds(m, req, &p->pass.ac);
		break;
	case STEP_COMPACT:
		p->answer = direct_compact(m, p, &res->block);
		p->captured = res->block.zone;
		break;
	case STEP_RECLAIM:
		p->answer = m->ops.direct_reclaim ? m->ops.direct_reclaim(m, req, &p->pass) : 0;
		break;
	case STEP_DRAIN:
		unreserve_highatomic(m, &p->pass.ac, false);
		drain_all_pages(m);
		break;
	case STEP_UNRESERVE:
		p->answer = unreserve_highatomic(m, &p->pass.ac, true);
		break;
	case STEP_OOM:
		p->answer = out_of_memory(m, req, &p->pass, &res->oom);
		break;
	default:
		assert(!"not an action");
	}
}

/* The oom part is left alone: the hot path has no use for it. */
static inline __attribute__((always_inline)) void set_served(struct alloc_result *res,
							     enum pass_kind pass, int round)
{
	res->pass = pass;
	res->round = round;
	res->verdict = VERDICT_TAKEN;
	res->oom.reached = false;
}

/* The walk of @pass, or the block that compaction captured for the request on the way to it. */
static bool attempt_or_captured(struct machine *m, const struct passes *p, struct alloc_result *res)
{
	const struct alloc_pass *pass = &p->pass;

	if (!p->captured && !attempt_pass(m, p->req, pass, &res->block))
		return false;
	if ((pass->kind == PASS_DIRECT_COMPACT || pass->kind == PASS_COMPACT) &&
	    m->ops.compact_succeeded)
		m->ops.compact_succeeded(m, res->block.zone, p->req->order);
	return true;
}

static uint64_t free_pages_of_all(const struct machine *m)
{
	uint64_t nr = 0;
	int nid;

	for_each_node_state(m, nid, N_POSSIBLE) {
		for (int type = 0; type < MAX_NR_ZONES; type++)
			nr += m->pgdat[nid]->node_zones[type].nr_free_pages;
	}
	return nr;
}

/* Walk or carry out @step, and tell @to, if there is one. True when the request is served. */
static bool do_step(struct machine *m, struct passes *p, enum alloc_step step,
		    const struct alloc_listener *to, struct alloc_result *res)
{
	struct walk_end end;
	uint64_t before;

	if (step == STEP_PASS) {
		if (to && !p->captured)
			explain_pass(m, p->req, &p->pass, to, &end);
		return attempt_or_captured(m, p, res);
	}
	before = to ? free_pages_of_all(m) : 0;
	act(m, p, step, res);
	if (to)
		explain_done(p, step, (int64_t)(free_pages_of_all(m) - before), to);
	return false;
}

/* Mirrors: mm/page_alloc.c __alloc_pages_slowpath(), v6.12: the order is in passes.c. */
static __attribute__((noinline, cold)) void alloc_pages_slowpath(struct machine *m,
								 const struct alloc_request *req,
								 const struct alloc_pass *fast,
								 const struct alloc_listener *to,
								 struct alloc_result *res)
{
	struct passes p;
	enum alloc_step step;

	*res = (struct alloc_result){ .block = PAGE_BLOCK_NONE };
	passes_begin_after_fast(&p, m, req, fast);
	while ((step = passes_next(&p)) != STEP_FAIL && step != STEP_LIVELOCK) {
		if (do_step(m, &p, step, to, res)) {
			set_served(res, p.pass.kind, p.pass.round);
			return;
		}
	}
	if (to)
		explain_step(&p, step, to);
	if (m->ops.warn_alloc)
		m->ops.warn_alloc(m, req, &p.pass);
	res->pass = p.pass.kind;
	res->round = p.pass.round;
	res->verdict = failure_verdict(step, &res->oom);
	res->cycle = step == STEP_LIVELOCK ? p.cycle : NULL;
}

/*
 * One page from the zone that the walk tries first, if that is above its high mark
 * and has a page parked on this CPU: what walk_zones() comes to then. Or changes
 * nothing and returns PAGE_IDX_NONE.
 */
static inline __attribute__((always_inline)) uint32_t
alloc_page_first_zone(struct zone *zone, const struct alloc_request *req, enum zone_type highest)
{
	const unsigned special = ZONE_BELOW_HIGH | ZONE_BOOSTED_WATERMARK;

	if (zone->flags & special)
		return PAGE_IDX_NONE;
	if (!zone_is_above(zone, wmark_pages(zone, WMARK_HIGH), highest, ALLOC_WMARK_LOW))
		return PAGE_IDX_NONE;
	return pcp_alloc_page_fast(zone, gfp_migratetype(req->gfp), req->cpu);
}

/*
 * The usual request: one page, no test node by node, the first zone of the list
 * will do. Does what request_prepare() and walk_zones() come to then, without
 * writing down a pass; or changes nothing and returns PAGE_IDX_NONE.
 */
static inline __attribute__((always_inline)) uint32_t
alloc_page_usual(const struct machine *m, const struct alloc_request *req, struct zone **zone)
{
	const struct isolation_design *design = m->design;
	enum zone_type highest;
	const nodemask_t *nodes;
	const struct zonelist *zl;
	struct zoneref first;

	/* One test for order and dirty limit, one for three hooks. */
	if (req->order | (req->gfp & __GFP_WRITE))
		return PAGE_IDX_NONE;
	if (!(!design->default_mask & !design->select_zonelist & !design->zone_ok))
		return PAGE_IDX_NONE;
	nodes = req->mask.nodes;
	if (cpusets_enabled(m)) {
		if (!task_mems_are_the_mask(m, req))
			return PAGE_IDX_NONE;
		nodes = &req->task->mems_allowed;
	}
	zl = &m->pgdat[req->nid]->node_zonelists[request_zonelist_kind(m, req)];
	if (zl->nr_refs == 0)
		return PAGE_IDX_NONE;
	first = zl->refs[0];
	highest = gfp_zone(req->gfp);
	if (first.zone_idx > highest || (nodes && !zoneref_isset(first, nodes)))
		return PAGE_IDX_NONE;
	*zone = zoneref_zone(m, first);
	OPTIMIZER_HIDE_VAR(*zone);
	return alloc_page_first_zone(*zone, req, highest);
}

/* The same behind the masks and tests of a design, with the fast pass that came of them. */
static inline __attribute__((always_inline)) uint32_t
alloc_page_asked(const struct machine *m, const struct alloc_request *req,
		 const struct alloc_pass *fast, struct zone **zone)
{
	const struct alloc_context *ac = &fast->ac;
	struct zoneref first;

	if (req->order || ac->spread_dirty_pages || !ac_has_zone(ac))
		return PAGE_IDX_NONE;
	first = ac->zonelist->refs[ac->preferred_idx];
	if (pass_tests_nodes(m, fast) && zone_allowed(m, req, fast, first.nid) != VERDICT_PASS)
		return PAGE_IDX_NONE;
	*zone = zoneref_zone(m, first);
	OPTIMIZER_HIDE_VAR(*zone);
	return alloc_page_first_zone(*zone, req, ac->highest_zoneidx);
}

struct alloc_result alloc_pages_followed(struct machine *m, const struct alloc_request *req,
					 const struct request_listener *to)
{
	struct alloc_result res;

	if (to)
		to->request(to->arg, req);
	if (to && to->ops)
		alloc_pages_told(m, req, to->ops, to->arg, &res);
	else
		alloc_pages_into(m, req, &res);
	return res;
}

void alloc_pages_told(struct machine *m, const struct alloc_request *req,
		      const struct explain_ops *ops, void *arg, struct alloc_result *res)
{
	const struct alloc_listener to = { ops, arg };
	struct alloc_pass fast;
	struct walk_end end;

	request_prepare(m, req, &fast);
	explain_pass(m, req, &fast, &to, &end);
	if (attempt_pass(m, req, &fast, &res->block))
		set_served(res, PASS_FAST, 0);
	else
		alloc_pages_slowpath(m, req, &fast, &to, res);
}

static inline struct page_block order0_block(struct zone *zone, uint32_t idx)
{
	return (struct page_block){ .zone = zone, .pfn = zone_page_pfn(zone, idx) };
}

/* The whole walk; *@fast is prepared. */
static __attribute__((noinline)) void alloc_pages_by_walk(struct machine *m,
							  const struct alloc_request *req,
							  const struct alloc_pass *fast,
							  struct alloc_result *res)
{
	if (__builtin_expect(attempt_pass(m, req, fast, &res->block), 1))
		set_served(res, PASS_FAST, 0);
	else
		alloc_pages_slowpath(m, req, fast, NULL, res);
}

static __attribute__((noinline)) void
alloc_pages_asked(struct machine *m, const struct alloc_request *req, struct alloc_result *res)
{
	struct alloc_pass fast;
	struct zone *zone;
	uint32_t idx;

	request_prepare(m, req, &fast);
	idx = alloc_page_asked(m, req, &fast, &zone);
	if (idx == PAGE_IDX_NONE) {
		alloc_pages_by_walk(m, req, &fast, res);
		return;
	}
	res->block = order0_block(zone, idx);
	set_served(res, PASS_FAST, 0);
}

void alloc_pages_into(struct machine *m, const struct alloc_request *req, struct alloc_result *res)
{
	struct zone *zone;
	uint32_t idx = alloc_page_usual(m, req, &zone);

	if (__builtin_expect(idx == PAGE_IDX_NONE, 0)) {
		alloc_pages_asked(m, req, res);
		return;
	}
	res->block = order0_block(zone, idx);
	set_served(res, PASS_FAST, 0);
}

static __attribute__((noinline)) struct page_block
alloc_block_by_walk(struct machine *m, const struct alloc_request *req,
		    const struct alloc_pass *fast)
{
	struct alloc_result res;

	alloc_pages_by_walk(m, req, fast, &res);
	return res.block;
}

static __attribute__((noinline)) struct page_block
alloc_block_asked(struct machine *m, const struct alloc_request *req)
{
	struct alloc_pass fast;
	struct zone *zone;
	uint32_t idx;

	request_prepare(m, req, &fast);
	idx = alloc_page_asked(m, req, &fast, &zone);
	if (__builtin_expect(idx == PAGE_IDX_NONE, 0))
		return alloc_block_by_walk(m, req, &fast);
	return order0_block(zone, idx);
}

struct page_block alloc_block(struct machine *m, const struct alloc_request *req)
{
	struct zone *zone;
	uint32_t idx = alloc_page_usual(m, req, &zone);

	if (__builtin_expect(idx == PAGE_IDX_NONE, 0))
		return alloc_block_asked(m, req);
	return order0_block(zone, idx);
}

/*
 * The zone that can give @nr pages at once and stay above its low mark: the
 * first one of the preferred node, or none.
 *
 * Mirrors: mm/page_alloc.c alloc_pages_bulk_noprof(), v6.12, including the
 * reserve that it takes for the preferred zone's index.
 */
static struct zone *bulk_zone(const struct machine *m, const struct alloc_request *req,
			      const struct alloc_pass *pass, unsigned nr)
{
	const struct alloc_context *ac = &pass->ac;
	const struct zonelist *zl = ac->zonelist;
	const bool test_nodes = pass_tests_nodes(m, pass);

	for (uint32_t i = ac->preferred_idx; i < zl->nr_refs; i = next_zoneref(ac, i + 1)) {
		struct zone *zone = zoneref_zone(m, zl->refs[i]);

		if (test_nodes && zone_allowed(m, req, pass, zone->nid) != VERDICT_PASS)
			continue;
		if (walk_goes_remote(m, ac, i))
			return NULL;
		if (zone_watermark_fast(zone, 0, wmark_pages(zone, WMARK_LOW) + nr,
					zl->refs[ac->preferred_idx].zone_idx,
					pass->alloc_flags) == VERDICT_PASS)
			return zone;
	}
	return NULL;
}

/* One page by the whole path; the bulk request's own gfp change stays, as in the kernel. */
static unsigned bulk_fallback(struct machine *m, const struct alloc_request *req, gfp_t gfp,
			      struct page_block *block)
{
	struct alloc_request one = *req;
	struct alloc_result res;

	one.gfp = gfp;
	res = alloc_pages(m, &one);
	*block = res.block;
	return res.block.zone ? 1 : 0;
}

unsigned alloc_pages_bulk(struct machine *m, const struct alloc_request *req, unsigned nr,
			  struct page_block *blocks)
{
	enum { BATCH = 64 };
	uint64_t pfns[BATCH];
	struct alloc_pass pass;
	struct zone *zone;
	unsigned stored = 0;

	assert(req->order == 0);
	if (nr == 0)
		return 0;
	if (nr == 1)
		return bulk_fallback(m, req, req->gfp, blocks);
	request_prepare(m, req, &pass);
	pass.alloc_flags &= ~(ALLOC_NOFRAGMENT | ALLOC_KSWAPD);
	zone = bulk_zone(m, req, &pass, nr);
	while (zone && stored < nr) {
		unsigned want = nr - stored < BATCH ? nr - stored : BATCH;
		unsigned got = rmqueue_bulk_order0(m, zone, want, pass.alloc_flags,
						   pass.ac.migratetype, req->cpu, pfns);

		for (unsigned i = 0; i < got; i++)
			blocks[stored++] = (struct page_block){ .zone = zone, .pfn = pfns[i] };
		if (got < want)
			break;
	}
	return stored ? stored : bulk_fallback(m, req, pass.gfp, blocks);
}
