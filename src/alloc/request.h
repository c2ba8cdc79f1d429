/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a request resolves to: zonelist, first nodemask, preferred zone.
 *
 * Mirrors: mm/page_alloc.c prepare_alloc_pages(), include/linux/mmzone.h
 * first_zones_zonelist(), v6.12.
 */
#ifndef NW_ALLOC_REQUEST_H
#define NW_ALLOC_REQUEST_H

#include "alloc/alloc_flags.h"
#include "alloc/page_alloc.h"
#include "alloc/zonelist.h"

/* First position at or after @from that zone index and nodemask let through. Hot. */
static inline uint32_t next_zoneref(const struct alloc_context *ac, uint32_t from)
{
	return next_zones_zonelist(ac->zonelist, from, ac->highest_zoneidx, ac->mask.nodes);
}

static inline bool ac_has_zone(const struct alloc_context *ac)
{
	return ac->preferred_idx < ac->zonelist->nr_refs;
}

/* The preferred zone, NULL when no zone of the list qualifies. */
static inline struct zone *ac_preferred_zone(const struct machine *m,
					     const struct alloc_context *ac)
{
	if (!ac_has_zone(ac))
		return NULL;
	return zoneref_zone(m, ac->zonelist->refs[ac->preferred_idx]);
}

/* Mainline's rule for a process that names no nodes while cpusets are in use. */
static inline bool task_mems_are_the_mask(const struct machine *m, const struct alloc_request *req)
{
	return cpusets_enabled(m) && ctx_in_task(req->ctx) && !req->mask.nodes;
}

static inline enum zonelist_kind request_zonelist_kind(const struct machine *m,
						       const struct alloc_request *req)
{
	if (m->design->select_zonelist)
		return m->design->select_zonelist(m, req);
	return req->gfp & __GFP_THISNODE ? ZONELIST_NOFALLBACK : ZONELIST_FALLBACK;
}

/*
 * Resolve @req and set up the pass of the fast path: watermark low, HARDWALL
 * added while cpusets are enabled, the design's (or mainline's) default mask.
 *
 * Mirrors: mm/page_alloc.c prepare_alloc_pages(), v6.12.
 * Differs: no fault injection.
 */
static inline __attribute__((always_inline)) void
request_prepare(const struct machine *m, const struct alloc_request *req, struct alloc_pass *pass)
{
	struct alloc_context *ac = &pass->ac;

	assert(req->order <= MAX_PAGE_ORDER);
	assert(req->task);
	assert(m->pgdat[req->nid]);

	ac->zonelist_kind = request_zonelist_kind(m, req);
	ac->zonelist = &m->pgdat[req->nid]->node_zonelists[ac->zonelist_kind];
	ac->migratetype = gfp_migratetype(req->gfp);
	ac->highest_zoneidx = gfp_zone(req->gfp);
	ac->spread_dirty_pages = req->gfp & __GFP_WRITE;
	pass->kind = PASS_FAST;
	pass->round = 0;
	pass->gfp = req->gfp;
	pass->alloc_flags = ALLOC_WMARK_LOW;
	if (__builtin_expect(m->design->default_mask || cpusets_enabled(m), 0)) {
		struct mask_choice choice = m->design->default_mask ?
						    m->design->default_mask(m, req) :
						    mainline_default_mask(m, req);

		ac->mask = choice.mask;
		if (choice.alloc_cpuset)
			pass->alloc_flags |= ALLOC_CPUSET;
		if (cpusets_enabled(m))
			pass->gfp |= __GFP_HARDWALL;
	} else {
		ac->mask = req->mask;
	}
	ac->preferred_idx = next_zoneref(ac, 0);
	pass->alloc_flags |= alloc_flags_nofragment(m, ac_preferred_zone(m, ac), req->gfp);
}

/* Mask on entering the slow path (H5), without cpuset limits (H6), after a miss (H7). */
struct mask_ref request_slow_mask(const struct machine *m, const struct alloc_request *req);
struct mask_ref request_reset_mask(const struct machine *m, const struct alloc_request *req);
bool request_mask_missed(const struct machine *m, const struct alloc_request *req,
			 const nodemask_t *mask);
struct mask_ref request_retry_mask(const struct machine *m, const struct alloc_request *req);

#endif
