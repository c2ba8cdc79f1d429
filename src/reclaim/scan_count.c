// SPDX-License-Identifier: GPL-2.0-only
/*
 * How much of each list is scanned: anonymous memory against files, active against
 * inactive pages, protected cgroups less than others.
 *
 * Mirrors: mm/vmscan.c prepare_scan_control(), get_scan_count(), inactive_is_low(),
 * can_reclaim_anon_pages(), can_age_anon_pages(), zone_reclaimable_pages(), v6.12.
 */
#include "reclaim/private.h"

#include "alloc/reserves.h"

bool can_reclaim_anon_pages(const struct machine *m, const struct mem_cgroup *memcg, int nid,
			    const struct scan_control *sc)
{
	return swap_pages_free(m, memcg) > 0 || can_demote(m, nid, sc);
}

bool can_age_anon_pages(const struct machine *m, int nid, const struct scan_control *sc)
{
	return swap_exists(m) || can_demote(m, nid, sc);
}

/* With nothing on its lists a zone counts with what is free, so that it is not passed over. */
uint64_t zone_reclaimable_pages(const struct machine *m, const struct zone *zone)
{
	uint64_t nr = zone_lru_pages(m, zone, LRU_INACTIVE_FILE) +
		      zone_lru_pages(m, zone, LRU_ACTIVE_FILE);

	if (can_reclaim_anon_pages(m, NULL, zone->nid, NULL))
		nr += zone_lru_pages(m, zone, LRU_INACTIVE_ANON) +
		      zone_lru_pages(m, zone, LRU_ACTIVE_ANON);
	return nr ? nr : zone->nr_free_pages;
}

/* Up to 1 GiB of pages one in two should be inactive, with more memory a smaller part. */
bool inactive_is_low(const struct machine *m, const struct mem_cgroup *memcg, int nid,
		     enum lru_list inactive_lru)
{
	uint64_t inactive = lruvec_page_state(m, memcg, nid, inactive_lru);
	uint64_t active = lruvec_page_state(m, memcg, nid, inactive_lru + 1);
	uint64_t gb = (inactive + active) >> (30 - PAGE_SHIFT);
	uint64_t ratio = gb ? int_sqrt(10 * gb) : 1;

	return inactive * ratio < active;
}

static uint64_t activations(struct mem_cgroup *top, int nid, int file)
{
	uint64_t sum = 0;

	for (struct mem_cgroup *pos = top; pos; pos = memcg_next(pos, top)) {
		if (pos->lruvecs)
			sum += pos->lruvecs[nid].activated[file];
	}
	return sum;
}

void snapshot_refaults(const struct machine *m, struct mem_cgroup *target, int nid)
{
	struct mem_cgroup *top = target ? target : m->root_memcg;
	struct lruvec *lruvec = memcg_lruvec(m, top, nid);

	lruvec->refaults[ANON] = activations(top, nid, ANON);
	lruvec->refaults[FILE_LRU] = activations(top, nid, FILE_LRU);
}

/* Pages come off the active list when it is too long, or when evicted ones came back. */
static bool should_deactivate(const struct scan_control *sc, int nid, int file)
{
	struct mem_cgroup *top = sc->target ? sc->target : sc->m->root_memcg;
	enum lru_list inactive = file ? LRU_INACTIVE_FILE : LRU_INACTIVE_ANON;

	return sc->force_deactivate ||
	       activations(top, nid, file) != memcg_lruvec(sc->m, top, nid)->refaults[file] ||
	       inactive_is_low(sc->m, top, nid, inactive);
}

/*
 * So little file cache that taking more of it cannot help: (a) with what is free it does
 * not make up the high marks, (b) anonymous pages are not under pressure themselves,
 * (c) and there are enough of them.
 */
static bool file_is_tiny(const struct scan_control *sc, int nid)
{
	const struct machine *m = sc->m;
	uint64_t file =
		node_lru_pages(m, nid, LRU_ACTIVE_FILE) + node_lru_pages(m, nid, LRU_INACTIVE_FILE);
	uint64_t free = 0, high = 0;

	for (int z = 0; z < MAX_NR_ZONES; z++) {
		const struct zone *zone = &m->pgdat[nid]->node_zones[z];

		if (!managed_zone(zone))
			continue;
		free += zone->nr_free_pages;
		high += wmark_pages(zone, WMARK_HIGH);
	}
	return file + free <= high && /* (a) */
	       !sc->may_deactivate[ANON] && /* (b) */
	       node_lru_pages(m, nid, LRU_INACTIVE_ANON) >> sc->priority; /* (c) */
}

void prepare_scan_control(struct scan_control *sc, int nid)
{
	const struct lruvec *lruvec = memcg_lruvec(sc->m, sc->target, nid);
	uint64_t file = lruvec_page_state(sc->m, sc->target, nid, LRU_INACTIVE_FILE);

	sc->anon_cost = lruvec->anon_cost;
	sc->file_cost = lruvec->file_cost;
	sc->may_deactivate[ANON] = should_deactivate(sc, nid, ANON);
	sc->may_deactivate[FILE_LRU] = should_deactivate(sc, nid, FILE_LRU);
	sc->cache_trim_mode = file >> sc->priority && !sc->may_deactivate[FILE_LRU] &&
			      !sc->no_cache_trim_mode;
	if (!cgroup_reclaim(sc))
		sc->file_is_tiny = file_is_tiny(sc, nid);
}

/* ---- get_scan_count() ---- */

enum scan_balance { SCAN_EQUAL, SCAN_FRACT, SCAN_ANON, SCAN_FILE };

static int sc_swappiness(const struct scan_control *sc)
{
	if (sc->proactive && sc->proactive_swappiness >= 0)
		return sc->proactive_swappiness;
	return sc->m->sysctl.swappiness;
}

static enum scan_balance choose_balance(const struct lru_scan *scan, int swappiness)
{
	const struct scan_control *sc = scan->sc;

	if (!sc->may_swap || !can_reclaim_anon_pages(sc->m, scan->memcg, scan->nid, sc))
		return SCAN_FILE;
	if (cgroup_reclaim(sc) && !swappiness)
		return SCAN_FILE;
	if (!sc->priority && swappiness)
		return SCAN_EQUAL;
	if (sc->file_is_tiny)
		return SCAN_ANON;
	return sc->cache_trim_mode ? SCAN_FILE : SCAN_FRACT;
}

/*
 * Pressure is the inverse of what a kind of page has cost so far, times what swappiness
 * says of the cost of its I/O. @fraction: anon, file. Return: their sum.
 */
static uint64_t balance_fractions(const struct scan_control *sc, int swappiness,
				  uint64_t fraction[2])
{
	uint64_t sum = sc->anon_cost + sc->file_cost;
	uint64_t anon_cost = sum + sc->anon_cost, file_cost = sum + sc->file_cost;
	uint64_t total = anon_cost + file_cost;

	fraction[ANON] = (uint64_t)swappiness * (total + 1) / (anon_cost + 1);
	fraction[FILE_LRU] =
		(uint64_t)(MAX_SWAPPINESS - swappiness) * (total + 1) / (file_cost + 1);
	return fraction[ANON] + fraction[FILE_LRU];
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* What of a list is not protected, but never less than one batch. */
static uint64_t unprotected_size(const struct lru_scan *scan, uint64_t lruvec_size)
{
	struct scan_control *sc = scan->sc;
	uint64_t min, low, protection, size, nr;

	memcg_protection(sc->m, sc->target, scan->memcg, &min, &low);
	if (!min && !low)
		return lruvec_size;
	protection = min;
	if (!sc->memcg_low_reclaim && low > min) {
		protection = low;
		sc->memcg_low_skipped = true;
	}
	size = larger(scan->memcg->memory.usage, protection);
	nr = lruvec_size - lruvec_size * protection / (size + 1);
	return larger(nr, SWAP_CLUSTER_MAX);
}

static uint64_t scan_of_list(const struct lru_scan *scan, enum lru_list lru,
			     enum scan_balance balance, const uint64_t fraction[2],
			     uint64_t denominator)
{
	const struct scan_control *sc = scan->sc;
	uint64_t lruvec_size = lruvec_lru_size(scan->lruvec, lru, sc->reclaim_idx);
	uint64_t nr = unprotected_size(scan, lruvec_size) >> sc->priority;
	bool file = is_file_list(lru);

	if (!nr && !scan->memcg->online)
		nr = lruvec_size < SWAP_CLUSTER_MAX ? lruvec_size : SWAP_CLUSTER_MAX;
	switch (balance) {
	case SCAN_EQUAL:
		return nr;
	case SCAN_FRACT:
		nr *= fraction[file];
		return (nr + (scan->memcg->online ? 0 : denominator - 1)) / denominator;
	default:
		return (balance == SCAN_FILE) == file ? nr : 0;
	}
}

void get_scan_count(const struct lru_scan *scan, uint64_t nr[NR_LRU_LISTS])
{
	int swappiness = sc_swappiness(scan->sc);
	enum scan_balance balance = choose_balance(scan, swappiness);
	uint64_t fraction[2] = { 0, 0 };
	uint64_t denominator = balance_fractions(scan->sc, swappiness, fraction);

	nr[LRU_UNEVICTABLE] = 0;
	for_each_evictable_lru(lru)
		nr[lru] = scan_of_list(scan, lru, balance, fraction, denominator);
}
