// SPDX-License-Identifier: GPL-2.0-only
/*
 * kswapd: from the wake-up until its node is balanced or hopeless.
 *
 * Responsible for one node's balance and for when kswapd runs at all: at once when it
 * is woken, after whoever reclaims just now, or not while a scenario holds it. Not
 * responsible for who wakes it (alloc/wakeup.c).
 *
 * Mirrors: mm/vmscan.c kswapd(), kswapd_try_to_sleep(), prepare_kswapd_sleep(),
 * balance_pgdat(), kswapd_shrink_node(), kswapd_age_node(), update_reclaim_active(),
 * v6.12.
 * Differs: it runs to its end before whoever woke it goes on, on the first CPU of its
 * node; no soft limits; no process waits for it.
 */
#include "reclaim/private.h"

/* A visible end: each run frees something, or fails for the MAX_RECLAIM_RETRIES-th time. */
#define MAX_KSWAPD_RUNS (1 << 24)

static int kswapd_cpu(const struct machine *m, int nid)
{
	for (int cpu = 0; cpu < m->nr_cpus; cpu++) {
		if (m->cpu_to_node[cpu] == nid)
			return cpu;
	}
	for (int cpu = 0; cpu < m->nr_cpus; cpu++) {
		if (m->cpu_to_node[cpu] >= 0)
			return cpu;
	}
	return 0;
}

static void set_reclaim_active(pg_data_t *pgdat, enum zone_type highest, bool active)
{
	for (int z = 0; z <= (int)highest; z++) {
		struct zone *zone = &pgdat->node_zones[z];

		if (!managed_zone(zone))
			continue;
		if (active)
			zone->flags |= ZONE_RECLAIM_ACTIVE;
		else
			zone->flags &= ~ZONE_RECLAIM_ACTIVE;
	}
}

/* Some of the active anonymous pages of every memcg become inactive, if these are few. */
static void kswapd_age_node(struct scan_control *sc, int nid)
{
	struct machine *m = sc->m;

	if (!can_age_anon_pages(m, nid, sc) || !inactive_is_low(m, NULL, nid, LRU_INACTIVE_ANON))
		return;
	for (struct mem_cgroup *pos = m->root_memcg; pos; pos = memcg_next(pos, NULL)) {
		const struct lru_scan scan = { sc, pos, nid, memcg_lruvec(m, pos, nid) };

		shrink_active_list(&scan, SWAP_CLUSTER_MAX, LRU_ACTIVE_ANON);
	}
}

/* True when as much was scanned as would do at the best. */
static bool kswapd_shrink_node(struct scan_control *sc, pg_data_t *pgdat)
{
	uint64_t before = sc->nr_reclaimed, progress;

	sc->nr_to_reclaim = 0;
	for (int z = 0; z <= (int)sc->reclaim_idx; z++) {
		const struct zone *zone = &pgdat->node_zones[z];
		uint64_t high = wmark_pages(zone, WMARK_HIGH);

		if (managed_zone(zone))
			sc->nr_to_reclaim += high > SWAP_CLUSTER_MAX ? high : SWAP_CLUSTER_MAX;
	}
	shrink_node(sc, pgdat->node_id);
	/* Twice the block is free in pieces: the rest is compaction's. */
	if (sc->order && sc->nr_reclaimed >= compact_gap(sc->order))
		sc->order = 0;
	progress = sc->nr_reclaimed - before;
	return (sc->nr_scanned > progress ? sc->nr_scanned : progress) >= sc->nr_to_reclaim;
}

/* One run of balance_pgdat(). */
struct balance {
	struct scan_control sc;
	pg_data_t *pgdat;
	enum zone_type highest;
	uint64_t nr_boost_reclaim;	/* what is still to be freed for boosted marks */
	uint64_t zone_boosts[MAX_NR_ZONES];
};

enum balance_end { BALANCE_DONE, BALANCE_IN_VAIN, BALANCE_RESTART };

/*
 * Ever larger parts of the lists. A node that is not balanced forgets about boosts; for
 * a boost alone nothing is written or swapped, and little pressure is applied.
 */
static enum balance_end balance_by_priority(struct balance *b)
{
	struct scan_control *sc = &b->sc;

	for (sc->priority = DEF_PRIORITY; sc->priority >= 1;) {
		bool balanced = pgdat_balanced(sc->m, b->pgdat, sc->order, b->highest);
		bool raise_priority = true;
		uint64_t before = sc->nr_reclaimed, nr_reclaimed;

		sc->reclaim_idx = b->highest;
		if (!balanced && b->nr_boost_reclaim) {
			b->nr_boost_reclaim = 0;
			return BALANCE_RESTART;
		}
		if (!b->nr_boost_reclaim && balanced)
			return BALANCE_DONE;
		if (b->nr_boost_reclaim && sc->priority == DEF_PRIORITY - 2)
			raise_priority = false;
		sc->may_writepage = sc->may_swap = !b->nr_boost_reclaim;
		kswapd_age_node(sc, b->pgdat->node_id);
		if (sc->priority < DEF_PRIORITY - 2)
			sc->may_writepage = true;
		sc->nr_scanned = 0;
		if (kswapd_shrink_node(sc, b->pgdat))
			raise_priority = false;
		nr_reclaimed = sc->nr_reclaimed - before;
		b->nr_boost_reclaim -= nr_reclaimed < b->nr_boost_reclaim ? nr_reclaimed :
									    b->nr_boost_reclaim;
		if (b->nr_boost_reclaim && !nr_reclaimed)
			break;
		if (raise_priority || !nr_reclaimed)
			sc->priority--;
	}
	return BALANCE_IN_VAIN;
}

static uint64_t note_boosts(struct balance *b)
{
	uint64_t sum = 0;

	for (int z = 0; z <= (int)b->highest; z++) {
		const struct zone *zone = &b->pgdat->node_zones[z];

		if (managed_zone(zone))
			sum += b->zone_boosts[z] = zone->watermark_boost;
	}
	b->nr_boost_reclaim = sum;
	return sum;
}

/* The boosts that it began with are used up, whatever came of them. */
static void end_boosts(struct machine *m, const struct balance *b)
{
	for (int z = 0; z <= (int)b->highest; z++) {
		struct zone *zone = &b->pgdat->node_zones[z];
		uint64_t used = b->zone_boosts[z];

		zone->watermark_boost -= used < zone->watermark_boost ? used :
									zone->watermark_boost;
	}
	if (m->ops.wake_kcompactd)
		m->ops.wake_kcompactd(m, b->pgdat->node_id, pageblock_order, b->highest);
}

/* Return: the order at which it stopped; 0 when fragmentation is what stands against more. */
static unsigned balance_pgdat(struct machine *m, pg_data_t *pgdat, unsigned order,
			      enum zone_type highest)
{
	const struct alloc_request req = {
		.gfp = GFP_KERNEL,
		.nid = pgdat->node_id,
		.task = m->init_task,
		.cpu = kswapd_cpu(m, pgdat->node_id),
	};
	struct balance b = {
		.sc = scan_control_for(m, &req),
		.pgdat = pgdat,
		.highest = highest,
	};
	struct scan_control *sc = &b.sc;
	bool boosted = note_boosts(&b);
	enum balance_end end;

	sc->reclaimer = RECLAIMER_KSWAPD;
	sc->event = EVENT_KSWAPD_RECLAIM;
	sc->order = order;
	for (;;) {
		set_reclaim_active(pgdat, highest, true);
		end = balance_by_priority(&b);
		if (end == BALANCE_DONE)
			break;
		if (end == BALANCE_RESTART)
			continue;
		/* Sparing anonymous pages for the sake of the cache came to nothing. */
		if (!sc->nr_reclaimed && sc->priority < 1 && !sc->no_cache_trim_mode &&
		    sc->cache_trim_mode_failed) {
			sc->no_cache_trim_mode = true;
			continue;
		}
		if (!sc->nr_reclaimed)
			pgdat->kswapd_failures++;
		break;
	}
	set_reclaim_active(pgdat, highest, false);
	if (boosted)
		end_boosts(m, &b);
	snapshot_refaults(m, NULL, pgdat->node_id);
	return sc->order;
}

/* Hopeless nodes are left to direct reclaim. */
static bool prepare_kswapd_sleep(struct machine *m, const pg_data_t *pgdat, unsigned order,
				 enum zone_type highest)
{
	struct node_reclaim *node = &m->reclaim->nodes[pgdat->node_id];

	if (pgdat->kswapd_failures >= MAX_RECLAIM_RETRIES)
		return true;
	if (!pgdat_balanced(m, pgdat, order, highest))
		return false;
	node->dirty = node->writeback = false;
	return true;
}

static bool try_to_sleep(struct machine *m, pg_data_t *pgdat, unsigned alloc_order,
			 unsigned reclaim_order, enum zone_type highest)
{
	if (!prepare_kswapd_sleep(m, pgdat, reclaim_order, highest))
		return false;
	if (m->ops.reset_isolation_suitable)
		m->ops.reset_isolation_suitable(m, pgdat->node_id);
	if (m->ops.wake_kcompactd)
		m->ops.wake_kcompactd(m, pgdat->node_id, alloc_order, highest);
	return prepare_kswapd_sleep(m, pgdat, reclaim_order, highest);
}

/* What it was asked for last, or as before. */
static enum zone_type take_highest(const pg_data_t *pgdat, enum zone_type before)
{
	return pgdat->kswapd_highest_zoneidx == MAX_NR_ZONES ? before :
							       pgdat->kswapd_highest_zoneidx;
}

static void kswapd(struct machine *m, pg_data_t *pgdat)
{
	enum zone_type *highest = &m->reclaim->nodes[pgdat->node_id].highest_zoneidx;
	unsigned alloc_order, reclaim_order;

	pgdat->kswapd_state = KSWAPD_RUNNING;
	for (int run = 0; run < MAX_KSWAPD_RUNS; run++) {
		alloc_order = pgdat->kswapd_order;
		*highest = take_highest(pgdat, *highest);
		pgdat->kswapd_order = 0;
		pgdat->kswapd_highest_zoneidx = MAX_NR_ZONES;
		reclaim_order = balance_pgdat(m, pgdat, alloc_order, *highest);
		/* At the order asked for it looks for new work; else it would rather sleep. */
		if (reclaim_order >= alloc_order) {
			alloc_order = reclaim_order = pgdat->kswapd_order;
			*highest = take_highest(pgdat, *highest);
		}
		if (try_to_sleep(m, pgdat, alloc_order, reclaim_order, *highest))
			break;
	}
	pgdat->kswapd_state = KSWAPD_ASLEEP;
}

void run_woken_kswapds(struct machine *m)
{
	for (int nid = 0; m->reclaim->nr_woken && nid < m->nr_node_ids; nid++) {
		pg_data_t *pgdat = m->pgdat[nid];

		if (!pgdat || pgdat->kswapd_state != KSWAPD_WOKEN || pgdat->kswapd_held)
			continue;
		m->reclaim->nr_woken--;
		pgdat->kswapd_state = KSWAPD_ASLEEP;
		if (!pgdat->kswapd_started)
			continue;
		m->reclaim->busy = true;
		kswapd(m, pgdat);
		m->reclaim->busy = false;
		nid = -1; /* it may have woken others */
	}
}

/* ops.wake_kswapd */
void wake_kswapd(struct machine *m, int nid)
{
	pg_data_t *pgdat = m->pgdat[nid];

	assert(pgdat->kswapd_state == KSWAPD_ASLEEP);
	pgdat->kswapd_state = KSWAPD_WOKEN;
	if (pgdat->kswapd_held)
		return;
	m->reclaim->nr_woken++;
	if (!m->reclaim->busy)
		run_woken_kswapds(m);
}

void kswapd_hold(struct machine *m, int nid, bool held)
{
	pg_data_t *pgdat = m->pgdat[nid];

	if (pgdat->kswapd_held == held)
		return;
	pgdat->kswapd_held = held;
	if (pgdat->kswapd_state != KSWAPD_WOKEN)
		return;
	m->reclaim->nr_woken += held ? -1u : 1u;
	if (!m->reclaim->busy)
		run_woken_kswapds(m);
}
