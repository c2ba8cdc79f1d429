// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a zone remembers between runs: skip hints of pageblocks, where the
 * scanners stopped, and for how long compaction is put off after failures.
 *
 * Mirrors: mm/compaction.c defer_compaction(), compaction_deferred(),
 * __reset_isolation_suitable(), include/linux/mmzone.h compact_* of struct zone, v6.12.
 * Differs: exists from the first run on, not from boot.
 */
#include "compaction/private.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Compaction is put off at most 64 times in a row. */
#define COMPACT_MAX_DEFER_SHIFT 6u

/* ---- life ---- */

void compaction_destroy(struct machine *m)
{
	struct compaction_state *state = m->compaction;

	if (!state)
		return;
	for (int nid = 0; nid < m->nr_node_ids; nid++) {
		for (int type = 0; state->nodes[nid] && type < MAX_NR_ZONES; type++)
			free(state->nodes[nid]->zones[type].skip);
		free(state->nodes[nid]);
	}
	free(state->nodes);
	free(state);
	m->compaction = NULL;
}

struct node_compaction *node_compaction(struct machine *m, int nid)
{
	struct node_compaction **nc = &m->compaction->nodes[nid];

	if (!*nc) {
		*nc = xcalloc(1, sizeof(**nc));
		(*nc)->kcompactd_highest_zoneidx = MAX_NR_ZONES - 1;
	}
	return *nc;
}

/* The hints cover the span as it is now; another span starts without any. */
struct zone_compaction *zone_compaction(struct machine *m, const struct zone *zone)
{
	struct zone_compaction *zc = &node_compaction(m, zone->nid)->zones[zone->type];
	uint64_t first = zone->zone_start_pfn >> pageblock_order;
	uint64_t nr = ((zone_end_pfn(zone) - 1) >> pageblock_order) - first + 1;

	if (zc->skip && zc->skip_first == first && zc->nr_skip == nr)
		return zc;
	free(zc->skip);
	zc->skip_first = first;
	zc->nr_skip = nr;
	zc->skip = xcalloc(nr, 1);
	return zc;
}

/* ---- skip hints ---- */

static uint8_t *skip_of(const struct zone_compaction *zc, uint64_t pfn)
{
	uint64_t block = pfn >> pageblock_order;

	assert(block - zc->skip_first < zc->nr_skip);
	return &zc->skip[block - zc->skip_first];
}

bool get_pageblock_skip(const struct compact_control *cc, uint64_t pfn)
{
	return *skip_of(cc->zc, pfn);
}

void set_pageblock_skip(struct compact_control *cc, uint64_t pfn)
{
	*skip_of(cc->zc, pfn) = 1;
}

const struct compact_memory *compact_memory(const struct machine *m, const struct zone *zone)
{
	const struct node_compaction *nc = m->compaction->nodes[zone->nid];

	return nc ? &nc->zones[zone->type].known : NULL;
}

void reset_cached_positions(struct compact_control *cc)
{
	struct compact_memory *known = &cc->zc->known;

	known->migrate_pfn[0] = known->migrate_pfn[1] = cc->zone->zone_start_pfn;
	known->free_pfn = pageblock_start_pfn(zone_end_pfn(cc->zone) - 1);
}

/* The zone whose hints are reset, and where the scanners will start. */
struct hint_reset {
	struct machine *m;
	struct zone *zone;
	struct zone_compaction *zc;
	uint64_t migrate_pfn, free_pfn;
	bool source_set, free_set;
};

/* A huge page is never a source, and its pageblock has no room for others. */
static bool skip_is_persistent(const struct hint_reset *reset, uint64_t pfn)
{
	const struct folio *folio = folio_starting_at(reset->m, reset->zone, pfn);

	return folio && folio->block.order >= pageblock_order;
}

/*
 * Is the pageblock of @pfn worth another look? Samples say whether it has a page on
 * an LRU list (source) or a free one (target).
 * Mirrors: mm/compaction.c __reset_isolation_pfn(), v6.12.
 */
static bool reset_isolation_pfn(struct hint_reset *reset, uint64_t pfn, bool check_source,
				bool check_target)
{
	const struct zone *zone = reset->zone;
	uint64_t start = pageblock_start_pfn(pfn), end = pageblock_end_pfn(pfn);
	uint8_t *skip = skip_of(reset->zc, pfn);

	if (start < zone->zone_start_pfn)
		start = zone->zone_start_pfn;
	if (end > zone_end_pfn(zone))
		end = zone_end_pfn(zone);
	if (!pageblock_in_one_zone(zone, start, end) || skip_is_persistent(reset, pfn))
		return false;
	if (check_source && check_target && !*skip)
		return true;
	if (!check_source && check_target &&
	    page_migratetype(zone, zone_page_idx(zone, pfn)) != MIGRATE_MOVABLE)
		return false;
	for (pfn = start; pfn < end; pfn += 1 << PAGE_ALLOC_COSTLY_ORDER) {
		const struct folio *folio = folio_starting_at(reset->m, zone, pfn);

		if ((check_source && folio && (folio->flags & PG_LRU)) ||
		    (check_target && free_block_order(zone, zone_page_idx(zone, pfn)) >= 0)) {
			*skip = 0;
			return true;
		}
	}
	return false;
}

/* Mirrors: mm/compaction.c __reset_isolation_suitable(), v6.12: from both ends inwards. */
static void reset_from_both_ends(struct hint_reset *reset)
{
	struct zone_compaction *zc = reset->zc;
	uint64_t migrate_pfn = reset->zone->zone_start_pfn;
	uint64_t free_pfn = zone_end_pfn(reset->zone) - 1;

	reset->migrate_pfn = free_pfn;
	reset->free_pfn = migrate_pfn;
	for (; migrate_pfn < free_pfn;
	     migrate_pfn += pageblock_nr_pages, free_pfn -= pageblock_nr_pages) {
		if (reset_isolation_pfn(reset, migrate_pfn, true, reset->source_set) &&
		    migrate_pfn < reset->migrate_pfn) {
			reset->source_set = true;
			reset->migrate_pfn = zc->init_migrate_pfn = migrate_pfn;
			zc->known.migrate_pfn[0] = zc->known.migrate_pfn[1] = migrate_pfn;
		}
		if (reset_isolation_pfn(reset, free_pfn, reset->free_set, true) &&
		    free_pfn > reset->free_pfn) {
			reset->free_set = true;
			reset->free_pfn = zc->init_free_pfn = free_pfn;
			zc->known.free_pfn = free_pfn;
		}
	}
	if (reset->migrate_pfn < reset->free_pfn)
		return;
	zc->known.migrate_pfn[0] = zc->known.migrate_pfn[1] = migrate_pfn;
	zc->known.free_pfn = free_pfn;
}

void reset_zone_isolation(struct machine *m, struct zone *zone)
{
	struct hint_reset reset = { .m = m, .zone = zone, .zc = zone_compaction(m, zone) };

	if (!reset.zc->blockskip_flush)
		return;
	reset.zc->blockskip_flush = false;
	reset_from_both_ends(&reset);
}

/* ---- putting off ---- */

void defer_compaction(struct zone_compaction *zc, unsigned order)
{
	struct compact_memory *known = &zc->known;

	known->considered = 0;
	if (known->defer_shift < COMPACT_MAX_DEFER_SHIFT)
		known->defer_shift++;
	if (order < known->order_failed)
		known->order_failed = order;
}

bool compaction_deferred(struct zone_compaction *zc, unsigned order)
{
	struct compact_memory *known = &zc->known;
	unsigned limit = 1u << known->defer_shift;

	if (order < known->order_failed)
		return false;
	if (++known->considered < limit)
		return true;
	known->considered = limit;
	return false;
}

void compaction_defer_reset(struct zone_compaction *zc, unsigned order, bool alloc_success)
{
	struct compact_memory *known = &zc->known;

	if (alloc_success) {
		known->considered = 0;
		known->defer_shift = 0;
	}
	if (order >= known->order_failed)
		known->order_failed = order + 1;
}

bool compaction_restarting(const struct zone_compaction *zc, unsigned order)
{
	const struct compact_memory *known = &zc->known;

	return order >= known->order_failed && known->defer_shift == COMPACT_MAX_DEFER_SHIFT &&
	       known->considered >= 1u << known->defer_shift;
}
