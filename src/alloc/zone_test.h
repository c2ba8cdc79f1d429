/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The judgement of one zone in one pass. The walk, the questions and bulk
 * allocation all ask here, so that they cannot disagree.
 */
#ifndef NW_ALLOC_ZONE_TEST_H
#define NW_ALLOC_ZONE_TEST_H

#include "alloc/page_alloc.h"
#include "alloc/watermark.h"

/* Does any zone of this pass need zone_allowed()? False on the usual hot path. */
static inline bool pass_tests_nodes(const struct machine *m, const struct alloc_pass *pass)
{
	return m->design->zone_ok || (cpusets_enabled(m) && (pass->alloc_flags & ALLOC_CPUSET));
}

/* The mark of a pass in one zone, pages. */
static inline uint64_t pass_mark(const struct zone *zone, unsigned alloc_flags)
{
	return wmark_pages(zone, (enum wmark)(alloc_flags & ALLOC_WMARK_MASK));
}

/*
 * Is there enough free memory above the mark? VERDICT_PASS, WATERMARK or
 * NO_BLOCK. ALLOC_NO_WATERMARKS passes always; what is left is then found out
 * by rmqueue().
 */
static inline enum verdict zone_capacity(const struct zone *zone, unsigned order,
					 unsigned alloc_flags, enum zone_type highest_zoneidx)
{
	if (alloc_flags & ALLOC_NO_WATERMARKS)
		return VERDICT_PASS;
	return zone_watermark_fast(zone, order, pass_mark(zone, alloc_flags), highest_zoneidx,
				   alloc_flags);
}

/* May reclaim (@kswapd: a wake-up; else direct reclaim) touch the node? H8. */
enum verdict reclaim_allowed(const struct machine *m, const struct alloc_request *req, gfp_t gfp,
			     int nid, bool kswapd);

/*
 * The class of a refusal once the design's part in it is known: a nodemask or
 * cpuset that lacks the node only because the design took it out, and a list
 * that would hold it without the design, refuse by isolation.
 */
enum verdict_class verdict_record_class(const struct machine *m, const struct alloc_request *req,
					const struct alloc_pass *pass, int nid, enum verdict v);

#endif
