// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is another round of the slow path worth it? Could reclaim free enough; did
 * compaction come close?
 *
 * Mirrors: mm/page_alloc.c should_reclaim_retry(), should_compact_retry(), v6.12.
 */
#include "alloc/retry.h"

#include "alloc/compact_suit.h"
#include "alloc/watermark.h"
#include "alloc/zone_test.h"

#define MAX_COMPACT_RETRIES 16

/* What the zone would have free if reclaim left nothing there that it can take. */
static int64_t pages_available(const struct machine *m, const struct zone *zone)
{
	uint64_t available = zone->nr_free_pages;

	if (m->ops.zone_reclaimable_pages)
		available += m->ops.zone_reclaimable_pages(m, zone);
	return (int64_t)available;
}

/*
 * Mirrors: mm/page_alloc.c should_reclaim_retry(), v6.12, without its last step
 * (the highatomic reserve).
 * Differs: a question supposes that reclaim finds nothing, so it does not ask again.
 */
bool should_reclaim_retry(struct passes *p)
{
	const struct alloc_context *ac = &p->pass.ac;

	if (p->progress && !costly_order(p))
		p->nr_no_progress = 0;
	else
		p->nr_no_progress++;
	if (p->hypothetical || p->question || p->nr_no_progress > MAX_RECLAIM_RETRIES)
		return false;
	for (uint32_t i = ac->preferred_idx; i < ac->zonelist->nr_refs;
	     i = next_zoneref(ac, i + 1)) {
		const struct zone *zone = zoneref_zone(p->m, ac->zonelist->refs[i]);

		if (pass_tests_nodes(p->m, &p->pass) &&
		    zone_allowed(p->m, p->req, &p->pass, zone->nid) != VERDICT_PASS)
			continue;
		if (zone_watermark_ok(zone, p->req->order, wmark_pages(zone, WMARK_MIN),
				      ac->highest_zoneidx, p->alloc_flags,
				      pages_available(p->m, zone)) == VERDICT_PASS)
			return true;
	}
	return false;
}

/*
 * Mirrors: mm/page_alloc.c should_compact_retry(), v6.12.
 * (a) Nothing to move pages into: reclaim may help. (b) A block was made and is gone
 * again. (c) Compaction failed: once more, trying harder.
 */
bool should_compact_retry(struct passes *p)
{
	const int max_retries = costly_order(p) ? MAX_COMPACT_RETRIES / 4 : MAX_COMPACT_RETRIES;
	const enum compact_priority hardest = costly_order(p) ? COMPACT_PRIO_SYNC_LIGHT :
								COMPACT_PRIO_SYNC_FULL;

	if (!p->progress || !can_compact(p) || p->req->order == 0 || p->req->task->oom_victim)
		return false;
	if (p->compact_result == COMPACT_SKIPPED) /* (a) */
		return compaction_zonelist_suitable(p->m, &p->pass.ac, p->req->order);
	if (p->compact_result == COMPACT_SUCCESS && ++p->nr_compact_retries <= max_retries)
		return true; /* (b) */
	if (p->compact_priority <= hardest) /* (c) */
		return false;
	p->compact_priority--;
	p->nr_compact_retries = 0;
	return true;
}
