/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One walk over the zonelist of a pass. The same code serves the real walk and
 * the questions: @live and @obs are constants where it is inlined, so that the
 * hot path carries no trace of the recording.
 *
 * Mirrors: mm/page_alloc.c get_page_from_freelist(), v6.12.
 * Differs: no deferred or unaccepted memory; a question, and what is told of a pass,
 * suppose that node_reclaim() (vm.zone_reclaim_mode) finds nothing.
 */
#ifndef NW_ALLOC_WALK_H
#define NW_ALLOC_WALK_H

#include "alloc/request.h"
#include "alloc/rmqueue.h"
#include "alloc/zone_test.h"

/* Where a walk ended. */
struct walk_end {
	uint32_t ref_idx; /* of the zone that served; nr_refs = none */
	unsigned alloc_flags; /* as they were then: ALLOC_NOFRAGMENT may be gone */
	uint64_t pfn; /* of the block; live walks only */
};

/* Receives the judgement of every zone of the list, in walk order. */
struct walk_observer {
	const struct machine *m;
	const struct alloc_request *req;
	const struct alloc_pass *pass;
	void (*zone)(void *arg, const struct zone_record *rec);
	void *arg;
	uint32_t next; /* first position that has no record in this round */
};

/* Records of the positions up to @ref_idx that the iterator stepped over, then its own. */
void walk_observe(struct walk_observer *obs, uint32_t ref_idx, enum verdict v,
		  unsigned alloc_flags);
/* Records of what lies behind the end of the walk. */
void walk_observe_rest(struct walk_observer *obs, const struct walk_end *end);

/*
 * zone_capacity() as the real walk asks it: a zone that is above its high mark
 * needs no further test, and one that is not is remembered, which makes the
 * free path give pages back to the buddy earlier.
 */
static inline enum verdict zone_capacity_live(struct zone *zone, unsigned order,
					      unsigned alloc_flags, enum zone_type highest_zoneidx)
{
	if (!(zone->flags & ZONE_BELOW_HIGH)) {
		if (zone_watermark_fast(zone, order, wmark_pages(zone, WMARK_HIGH), highest_zoneidx,
					alloc_flags) == VERDICT_PASS)
			return VERDICT_PASS;
		zone->flags |= ZONE_BELOW_HIGH;
	}
	return zone_capacity(zone, order, alloc_flags, highest_zoneidx);
}

/* Take a block (@live), or see whether one could be taken. */
static inline enum verdict zone_take(const struct machine *m, struct machine *live,
				     const struct alloc_request *req,
				     const struct alloc_pass *pass, struct zone *zone,
				     struct walk_end *end)
{
	const enum migratetype mt = pass->ac.migratetype;
	bool taken;

	if (live)
		taken = rmqueue(live, zone, req->order, end->alloc_flags, mt, req->cpu, &end->pfn);
	else
		taken = rmqueue_would_succeed(m, zone, req->order, end->alloc_flags, mt, req->cpu);
	return taken ? VERDICT_TAKEN : VERDICT_NO_PAGE;
}

/*
 * vm.zone_reclaim_mode: the zone at position @i was refused for @v; has it enough once
 * its node was reclaimed?
 */
bool walk_node_reclaim(struct machine *m, const struct alloc_request *req,
		       const struct alloc_pass *pass, uint32_t i, enum verdict v,
		       unsigned alloc_flags);

/* Capacity test, then zone_take(). */
static inline enum verdict zone_try(const struct machine *m, struct machine *live,
				    const struct alloc_request *req, const struct alloc_pass *pass,
				    struct zone *zone, struct walk_end *end)
{
	const struct alloc_context *ac = &pass->ac;
	unsigned flags = end->alloc_flags;
	enum verdict v;

	v = live ? zone_capacity_live(zone, req->order, flags, ac->highest_zoneidx) :
		   zone_capacity(zone, req->order, flags, ac->highest_zoneidx);
	if (v != VERDICT_PASS)
		return v;
	return zone_take(m, live, req, pass, zone, end);
}

/* Pages that will be written spread over the nodes, each within its share of dirty ones. */
static inline bool walk_dirty_ok(const struct machine *m, const struct alloc_request *req,
				 const struct alloc_context *ac, int nid)
{
	return !ac->spread_dirty_pages || !m->ops.node_dirty_ok ||
	       m->ops.node_dirty_ok(m, nid, req->task);
}

/* Would the walk leave the node where it started, with company to go to? */
static inline bool walk_goes_remote(const struct machine *m, const struct alloc_context *ac,
				    uint32_t i)
{
	const struct zoneref *refs = ac->zonelist->refs;

	return i != ac->preferred_idx && refs[i].nid != refs[ac->preferred_idx].nid &&
	       several_nodes_online(m);
}

/**
 * walk_zones - look for the first zone of @pass that serves @req
 * @live: the machine, to take the block; NULL: only look
 * @obs:  receives a record per zone; NULL: nobody listens
 * @end:  where the walk ended
 *
 * ALLOC_NOFRAGMENT holds as long as the walk stays on its first node: where it
 * would go elsewhere, or has seen everything, it starts over without.
 *
 * Mirrors: mm/page_alloc.c get_page_from_freelist(), v6.12.
 */
static inline __attribute__((always_inline)) bool
walk_zones(const struct machine *m, struct machine *live, const struct alloc_request *req,
	   const struct alloc_pass *pass, struct walk_observer *obs, struct walk_end *end)
{
	const struct alloc_context *ac = &pass->ac;
	const struct zonelist *zl = ac->zonelist;
	const bool test_nodes = pass_tests_nodes(m, pass);
	bool nofragment;

	end->alloc_flags = pass->alloc_flags;
retry:
	nofragment = end->alloc_flags & ALLOC_NOFRAGMENT;
	for (uint32_t i = ac->preferred_idx; i < zl->nr_refs; i = next_zoneref(ac, i + 1)) {
		struct zone *zone = zoneref_zone(m, zl->refs[i]);
		enum verdict v = VERDICT_PASS;

		if (test_nodes)
			v = zone_allowed(m, req, pass, zone->nid);
		if (v == VERDICT_PASS) {
			if (!walk_dirty_ok(m, req, ac, zone->nid))
				v = VERDICT_DIRTY_LIMIT;
			else if (nofragment && walk_goes_remote(m, ac, i))
				v = VERDICT_NOFRAGMENT;
			else
				v = zone_try(m, live, req, pass, zone, end);
			if (live && __builtin_expect(v != VERDICT_TAKEN, 0) &&
			    live->sysctl.zone_reclaim_mode &&
			    walk_node_reclaim(live, req, pass, i, v, end->alloc_flags))
				v = zone_take(m, live, req, pass, zone, end);
		}
		if (obs)
			walk_observe(obs, i, v, end->alloc_flags);
		if (v == VERDICT_TAKEN) {
			end->ref_idx = i;
			return true;
		}
		if (v == VERDICT_NOFRAGMENT)
			break;
	}
	if (nofragment) {
		end->alloc_flags &= ~ALLOC_NOFRAGMENT;
		if (obs)
			obs->next = ac->preferred_idx;
		goto retry;
	}
	end->ref_idx = zl->nr_refs;
	return false;
}

#endif
