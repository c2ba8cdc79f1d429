// SPDX-License-Identifier: GPL-2.0-only
/*
 * One node: the lists of each memcg in turn, by the shares that were worked out for
 * them, again while that helps a large block.
 *
 * Responsible for the order of lists and memcgs and for when a node is left. Not
 * responsible for the choice of nodes (direct.c, kswapd.c).
 *
 * Mirrors: mm/vmscan.c shrink_lruvec(), shrink_list(), shrink_node_memcgs(),
 * shrink_node(), should_continue_reclaim(), in_reclaim_compaction(), v6.12.
 * Differs: no vmpressure, no throttling; a congested node slows nobody down.
 */
#include "reclaim/private.h"

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t shrink_list(const struct lru_scan *scan, enum lru_list lru, uint64_t nr_to_scan)
{
	if (!is_active_list(lru))
		return shrink_inactive_list(scan, nr_to_scan, lru);
	if (scan->sc->may_deactivate[is_file_list(lru)])
		shrink_active_list(scan, nr_to_scan, lru);
	else
		scan->sc->skipped_deactivate = true;
	return 0;
}

/* One batch of each list that has something left to scan. */
static uint64_t shrink_batches(const struct lru_scan *scan, uint64_t nr[NR_LRU_LISTS])
{
	uint64_t nr_reclaimed = 0;

	for_each_evictable_lru(lru)
	{
		uint64_t nr_to_scan = smaller(nr[lru], SWAP_CLUSTER_MAX);

		if (!nr_to_scan)
			continue;
		nr[lru] -= nr_to_scan;
		nr_reclaimed += shrink_list(scan, lru, nr_to_scan);
	}
	return nr_reclaimed;
}

/* What is left of a list's target when @percentage of the other kind was not scanned. */
static uint64_t rest_of_target(uint64_t target, uint64_t left, uint64_t percentage)
{
	uint64_t share = target * (100 - percentage) / 100;
	uint64_t scanned = target - left;

	return share - smaller(share, scanned);
}

/*
 * Enough was reclaimed. The kind (anonymous, file) with less left to scan is left alone
 * from here on; the other goes on until it was scanned in the same proportion. False:
 * there is only one kind left.
 */
static bool level_out(uint64_t nr[NR_LRU_LISTS], const uint64_t targets[NR_LRU_LISTS])
{
	uint64_t nr_file = nr[LRU_INACTIVE_FILE] + nr[LRU_ACTIVE_FILE];
	uint64_t nr_anon = nr[LRU_INACTIVE_ANON] + nr[LRU_ACTIVE_ANON];
	enum lru_list stop = nr_file > nr_anon ? LRU_INACTIVE_ANON : LRU_INACTIVE_FILE;
	enum lru_list go_on = stop == LRU_INACTIVE_ANON ? LRU_INACTIVE_FILE : LRU_INACTIVE_ANON;
	uint64_t percentage;

	if (!nr_file || !nr_anon)
		return false;
	percentage = smaller(nr_file, nr_anon) * 100 / (targets[stop] + targets[stop + 1] + 1);
	/* Of two equal ones the files stop, as in the kernel. */
	nr[stop] = nr[stop + 1] = 0;
	nr[go_on] = rest_of_target(targets[go_on], nr[go_on], percentage);
	nr[go_on + 1] = rest_of_target(targets[go_on + 1], nr[go_on + 1], percentage);
	return true;
}

/* Direct reclaim at the lowest pressure does a whole batch of work at once. */
static bool takes_all(const struct scan_control *sc)
{
	return !cgroup_reclaim(sc) && sc->reclaimer != RECLAIMER_KSWAPD &&
	       sc->priority == DEF_PRIORITY;
}

void shrink_lruvec(const struct lru_scan *scan)
{
	struct scan_control *sc = scan->sc;
	const bool proportional = takes_all(sc);
	uint64_t nr[NR_LRU_LISTS], targets[NR_LRU_LISTS];
	uint64_t nr_reclaimed = 0;

	get_scan_count(scan, nr);
	for_each_evictable_lru(lru) targets[lru] = nr[lru];
	while (nr[LRU_INACTIVE_ANON] || nr[LRU_ACTIVE_FILE] || nr[LRU_INACTIVE_FILE]) {
		nr_reclaimed += shrink_batches(scan, nr);
		if (nr_reclaimed < sc->nr_to_reclaim || proportional)
			continue;
		if (!level_out(nr, targets))
			break;
	}
	sc->nr_reclaimed += nr_reclaimed;
	/* Also when no anonymous page was looked at, their lists keep their proportion. */
	if (can_age_anon_pages(sc->m, scan->nid, sc) &&
	    inactive_is_low(sc->m, scan->memcg, scan->nid, LRU_INACTIVE_ANON))
		shrink_active_list(scan, SWAP_CLUSTER_MAX, LRU_ACTIVE_ANON);
}

/* ---- the memcgs of a node ---- */

/* memory.min is kept whatever happens, memory.low as long as there is something else. */
static bool passed_over(struct scan_control *sc, struct mem_cgroup *memcg)
{
	memcg_calculate_protection(sc->m, sc->target, memcg);
	if (memcg_below_min(sc->m, sc->target, memcg))
		return true;
	if (!memcg_below_low(sc->m, sc->target, memcg))
		return false;
	if (!sc->memcg_low_reclaim) {
		sc->memcg_low_skipped = true;
		return true;
	}
	memcg_memory_event(memcg, MEMCG_LOW);
	return false;
}

static void shrink_memcg(struct scan_control *sc, struct mem_cgroup *memcg, int nid)
{
	const struct lru_scan scan = {
		.sc = sc,
		.memcg = memcg,
		.nid = nid,
		.lruvec = memcg_lruvec(sc->m, memcg, nid),
	};
	uint64_t freed;

	if (passed_over(sc, memcg))
		return;
	shrink_lruvec(&scan);
	freed = shrink_slab(sc, nid, memcg);
	if (root_reclaim(sc))
		sc->nr_reclaimed += freed;
}

/*
 * kswapd walks all of them. Others may stop once they have enough; the next one goes
 * on from there.
 */
static void shrink_node_memcgs(struct scan_control *sc, int nid)
{
	struct mem_cgroup *top = sc->target ? sc->target : sc->m->root_memcg;
	bool partial = sc->reclaimer != RECLAIMER_KSWAPD && !sc->memcg_full_walk;
	struct mem_cgroup *pos = partial ? memcg_next_shared(sc->m, top, nid, NULL) : top;

	while (pos) {
		shrink_memcg(sc, pos, nid);
		if (partial && sc->nr_reclaimed >= sc->nr_to_reclaim)
			break;
		pos = partial ? memcg_next_shared(sc->m, top, nid, pos) : memcg_next(pos, top);
	}
}

/* ---- the node ---- */

/* Costly blocks, and others once it gets hard, need more room than they are large. */
static bool in_reclaim_compaction(const struct scan_control *sc)
{
	return sc->gfp & __GFP_IO && sc->order &&
	       (sc->order > PAGE_ALLOC_COSTLY_ORDER || sc->priority < DEF_PRIORITY - 2);
}

bool zone_has_block(const struct scan_control *sc, const struct zone *zone)
{
	return zone_watermark_ok(zone, sc->order, wmark_pages(zone, WMARK_MIN), sc->reclaim_idx,
				 0, (int64_t)zone->nr_free_pages) == VERDICT_PASS;
}

static bool should_continue_reclaim(const struct scan_control *sc, int nid, uint64_t nr_reclaimed)
{
	const struct machine *m = sc->m;
	uint64_t inactive;

	if (!in_reclaim_compaction(sc) || !nr_reclaimed)
		return false;
	for (int z = 0; z <= (int)sc->reclaim_idx; z++) {
		const struct zone *zone = &m->pgdat[nid]->node_zones[z];

		if (!managed_zone(zone))
			continue;
		if (zone_has_block(sc, zone) ||
		    compaction_suitable(m, zone, sc->order, sc->reclaim_idx))
			return false;
	}
	inactive = node_lru_pages(m, nid, LRU_INACTIVE_FILE);
	if (can_reclaim_anon_pages(m, NULL, nid, sc))
		inactive += node_lru_pages(m, nid, LRU_INACTIVE_ANON);
	return inactive > compact_gap(sc->order);
}

/* What kswapd saw tells it how to treat dirty pages from here on. */
static void note_dirty_node(const struct scan_control *sc, int nid)
{
	struct node_reclaim *node = &sc->m->reclaim->nodes[nid];

	if (sc->reclaimer != RECLAIMER_KSWAPD)
		return;
	if (sc->nr.writeback && sc->nr.writeback == sc->nr.taken)
		node->writeback = true;
	if (sc->nr.unqueued_dirty == sc->nr.file_taken)
		node->dirty = true;
}

void shrink_node(struct scan_control *sc, int nid)
{
	bool reclaimable = false;
	uint64_t before, nr_reclaimed;

	do {
		sc->nr = (__typeof__(sc->nr)){ 0 };
		before = sc->nr_reclaimed;
		prepare_scan_control(sc, nid);
		shrink_node_memcgs(sc, nid);
		nr_reclaimed = sc->nr_reclaimed - before;
		reclaimable |= nr_reclaimed != 0;
		note_dirty_node(sc, nid);
	} while (should_continue_reclaim(sc, nid, nr_reclaimed));
	/* Progress brings a kswapd back that had given up. */
	if (reclaimable)
		sc->m->pgdat[nid]->kswapd_failures = 0;
	else if (sc->cache_trim_mode)
		sc->cache_trim_mode_failed = true;
}
