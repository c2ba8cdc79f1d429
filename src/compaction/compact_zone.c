// SPDX-License-Identifier: GPL-2.0-only
/*
 * One run over one zone: isolate, move, look whether it is enough.
 *
 * Responsible for when a run starts and ends. Not responsible for the scanners
 * (scan_migrate.c, scan_free.c).
 *
 * Mirrors: mm/compaction.c compact_zone(), compact_finished(),
 * compaction_suit_allocation_order(), v6.12.
 * Differs: nobody contends for locks and nobody sends signals, so a run only ends
 * early when it finds no target; no proactive compaction.
 */
#include <errno.h>
#include <stdlib.h>

#include "alloc/compact_suit.h"
#include "alloc/fallback.h"
#include "alloc/pcp.h"
#include "alloc/watermark.h"
#include "compaction/private.h"

enum compact_result compaction_suit_allocation_order(const struct machine *m,
						     const struct zone *zone, unsigned order,
						     enum zone_type highest, unsigned alloc_flags)
{
	uint64_t mark = wmark_pages(zone, (enum wmark)(alloc_flags & ALLOC_WMARK_MASK));

	if (zone_watermark_ok(zone, order, mark, highest, alloc_flags,
			      (int64_t)zone->nr_free_pages) == VERDICT_PASS)
		return COMPACT_SUCCESS;
	if (!compaction_suitable(m, zone, order, highest))
		return COMPACT_SKIPPED;
	return COMPACT_CONTINUE;
}

/* ---- is it enough? ---- */

static enum compact_result scanners_met(struct compact_control *cc)
{
	reset_cached_positions(cc);
	if (cc->direct_compaction)
		cc->zc->blockskip_flush = true;
	return cc->whole_zone ? COMPACT_COMPLETE : COMPACT_PARTIAL_SKIPPED;
}

/* Mirrors: mm/compaction.c __compact_finished(), v6.12. A pageblock is always finished. */
static enum compact_result compact_finished(struct compact_control *cc)
{
	const struct zone *zone = cc->zone;

	if (compact_scanners_met(cc))
		return scanners_met(cc);
	if (cc->order == COMPACT_WHOLE_NODE || !pageblock_aligned(cc->migrate_pfn))
		return COMPACT_CONTINUE;
	for (unsigned order = (unsigned)cc->order; order < NR_PAGE_ORDERS; order++) {
		const struct free_area *area = &zone->free_area[order];

		if (!free_list_empty(&area->free_list[cc->migratetype]) ||
		    has_claimable_block(zone, order, cc->migratetype))
			return COMPACT_SUCCESS;
	}
	return COMPACT_CONTINUE;
}

/* ---- the run ---- */

static void start_scanners(struct compact_control *cc)
{
	const struct zone *zone = cc->zone;
	struct compact_memory *known = &cc->zc->known;
	uint64_t last = pageblock_start_pfn(zone_end_pfn(zone) - 1);

	if (cc->whole_zone) {
		cc->migrate_pfn = zone->zone_start_pfn;
		cc->free_pfn = last;
		return;
	}
	if (!zone_spans_pfn(zone, known->free_pfn))
		known->free_pfn = last;
	if (!zone_spans_pfn(zone, known->migrate_pfn[cc->mode != MIGRATE_ASYNC]))
		known->migrate_pfn[0] = known->migrate_pfn[1] = zone->zone_start_pfn;
	cc->migrate_pfn = known->migrate_pfn[cc->mode != MIGRATE_ASYNC];
	cc->free_pfn = known->free_pfn;
	if (cc->migrate_pfn <= cc->zc->init_migrate_pfn)
		cc->whole_zone = true;
}

/* Pages parked on this CPU hide what has become free. */
static void drain_local_pages(struct compact_control *cc)
{
	struct per_cpu_pages *pcp = zone_pcp_find(cc->zone, cc->cpu);

	if (pcp)
		drain_pages_zone(cc->zone, pcp);
}

/* What a run keeps from one round to the next. */
struct compact_run {
	uint64_t last_migrated_pfn;	/* pageblock; 0: nothing moved since the last drain */
	bool update_cached;		/* the scanner of sync runs follows */
};

/* What the round of isolating and moving ends with. */
enum round_end { ROUND_DONE, ROUND_RESCAN, ROUND_CONTENDED };

static enum round_end isolate_and_move(struct compact_control *cc, struct compact_run *run)
{
	struct compact_memory *known = &cc->zc->known;
	int err;

	if (!isolate_migratepages(cc)) {
		if (run->update_cached)
			known->migrate_pfn[1] = known->migrate_pfn[0];
		return ROUND_DONE;
	}
	run->update_cached = false;
	run->last_migrated_pfn = pageblock_start_pfn(cc->migrate_pfn - 1);
	if (run->last_migrated_pfn < cc->zone->zone_start_pfn)
		run->last_migrated_pfn = cc->zone->zone_start_pfn;
	err = migrate_isolated(cc);
	cc->nr_migratepages = 0;
	if (!err)
		return ROUND_DONE;
	putback_movable_pages(cc);
	if (err == -ENOMEM && !compact_scanners_met(cc))
		return ROUND_CONTENDED;
	if (pageblock_aligned(cc->migrate_pfn) || cc->ignore_skip_hint || cc->finish_pageblock ||
	    cc->mode == MIGRATE_SYNC)
		return ROUND_DONE;
	/* Some page stays: go through the rest of the pageblock at once, and mark it. */
	cc->finish_pageblock = true;
	if (cc->order == COMPACTION_HPAGE_ORDER)
		run->last_migrated_pfn = 0;
	return ROUND_RESCAN;
}

/* Has the scanner left the block where pages moved away? Then let it become whole. */
static void check_drain(struct compact_control *cc, struct compact_run *run)
{
	if (cc->order <= 0 || !run->last_migrated_pfn)
		return;
	if (run->last_migrated_pfn >= cc->migrate_pfn >> cc->order << cc->order)
		return;
	drain_local_pages(cc);
	run->last_migrated_pfn = 0;
}

static bool captured(const struct compact_control *cc)
{
	return cc->zone->capture && cc->zone->capture->idx != PAGE_IDX_NONE;
}

static enum compact_result run_scanners(struct compact_control *cc)
{
	const struct compact_memory *known = &cc->zc->known;
	struct compact_run run = {
		.update_cached = cc->mode == MIGRATE_ASYNC &&
				 known->migrate_pfn[0] == known->migrate_pfn[1],
	};
	enum compact_result ret;

	while ((ret = compact_finished(cc)) == COMPACT_CONTINUE) {
		enum round_end end;

		cc->finish_pageblock = run.last_migrated_pfn &&
				       pageblock_start_pfn(run.last_migrated_pfn) ==
					       pageblock_start_pfn(cc->migrate_pfn);
		do
			end = isolate_and_move(cc, &run);
		while (end == ROUND_RESCAN);
		if (end == ROUND_CONTENDED)
			return COMPACT_CONTENDED;
		if (captured(cc))
			return COMPACT_SUCCESS;
		check_drain(cc, &run);
	}
	return ret;
}

enum compact_result compact_zone(struct compact_control *cc)
{
	uint64_t free_pfn, before = cc->stats.nr_migrated;
	enum compact_result ret;

	cc->zc = zone_compaction(cc->m, cc->zone);
	cc->migratetype = gfp_migratetype(cc->gfp);
	if (cc->order != COMPACT_WHOLE_NODE) {
		ret = compaction_suit_allocation_order(cc->m, cc->zone, (unsigned)cc->order,
						       cc->highest_zoneidx, cc->alloc_flags);
		if (ret != COMPACT_CONTINUE)
			return ret;
		if (compaction_restarting(cc->zc, (unsigned)cc->order))
			reset_zone_isolation(cc->m, cc->zone);
	}
	start_scanners(cc);
	ret = run_scanners(cc);
	free_pfn = pageblock_start_pfn(release_free_list(cc));
	if (free_pfn > cc->zc->known.free_pfn)
		cc->zc->known.free_pfn = free_pfn;
	free(cc->migratepages);
	cc->migratepages = NULL;
	cc->cap_folios = 0;
	if (cc->stats.nr_migrated > before)
		event_add_nr(cc->m, EVENT_COMPACT, cc->zone,
			     cc->order == COMPACT_WHOLE_NODE ? 0 : (unsigned)cc->order,
			     cc->stats.nr_migrated - before);
	return ret;
}
