// SPDX-License-Identifier: GPL-2.0-only
/*
 * Watermarks and min_free_kbytes.
 *
 * Responsible for _watermark[] of all zones and for the rule that sets
 * min_free_kbytes. Not responsible for boosting a mark (rmqueue.c) or for the
 * test against it (watermark.c).
 *
 * Mirrors: mm/page_alloc.c __setup_per_zone_wmarks(), setup_per_zone_wmarks(),
 * calculate_min_free_kbytes(), init_per_zone_wmark_min(), nr_free_buffer_pages(),
 * mm/khugepaged.c set_recommended_min_free_kbytes(), lib/math/int_sqrt.c, v6.12.
 * Differs: no stat thresholds, min_unmapped_ratio and min_slab_ratio; nothing
 * here reads them.
 */
#include "alloc/reserves.h"

#include "alloc/zonelist.h"

#define KB_PER_PAGE (PAGE_SIZE / 1024)
#define SWAP_CLUSTER_MAX 32
#define MOVABLE_MIN_PAGES_MAX 128
#define MIN_FREE_KBYTES_MIN 128
#define MIN_FREE_KBYTES_MAX 262144

static uint64_t clamp_u64(uint64_t value, uint64_t low, uint64_t high)
{
	assert(low <= high);
	return value < low ? low : value > high ? high : value;
}

/* Pages that min_free_kbytes is spread over: all but those of Movable zones. */
static uint64_t lowmem_pages(const struct machine *m)
{
	uint64_t pages = 0;
	int nid;

	for_each_node_state(m, nid, N_ONLINE)
		for (int z = 0; z < MAX_NR_ZONES; z++)
			if (z != ZONE_MOVABLE)
				pages += m->pgdat[nid]->node_zones[z].managed_pages;
	return pages;
}

/*
 * Marks of one zone, @share being its part of min_free_kbytes:
 *
 *	0 ------ min ------ low ------ high ------ promo
 *	              gap        gap         gap
 *
 * Requests that may use the reserves do not need a Movable zone, so its min is
 * capped; its gap, which paces reclaim, still comes from the whole share.
 */
static void set_marks(struct zone *zone, uint64_t share, uint64_t scale_factor)
{
	uint64_t managed = zone->managed_pages;
	uint64_t scaled = managed / 10000 * scale_factor + managed % 10000 * scale_factor / 10000;
	uint64_t gap = share / 4 > scaled ? share / 4 : scaled;
	uint64_t min = share;

	if (zone->type == ZONE_MOVABLE)
		min = clamp_u64(managed / 1024, SWAP_CLUSTER_MAX, MOVABLE_MIN_PAGES_MAX);
	zone->watermark_boost = 0;
	zone->_watermark[WMARK_MIN] = min;
	zone->_watermark[WMARK_LOW] = min + gap;
	zone->_watermark[WMARK_HIGH] = min + 2 * gap;
	zone->_watermark[WMARK_PROMO] = min + 3 * gap;
}

/*
 * Mirrors: mm/page_alloc.c setup_per_zone_wmarks(), v6.12.
 * Differs: a machine of Movable zones only (the kernel could not boot) gets no
 * share of min_free_kbytes anywhere.
 */
void setup_per_zone_wmarks(struct machine *m)
{
	uint64_t min_pages = (uint64_t)m->sysctl.min_free_kbytes / KB_PER_PAGE;
	uint64_t lowmem = lowmem_pages(m);
	int nid;

	assert(m->sysctl.min_free_kbytes >= 0);
	assert(m->sysctl.watermark_scale_factor >= 1);
	for_each_node_state(m, nid, N_ONLINE) {
		for (int z = 0; z < MAX_NR_ZONES; z++) {
			struct zone *zone = &m->pgdat[nid]->node_zones[z];
			uint64_t share = lowmem ? min_pages * zone->managed_pages / lowmem : 0;

			set_marks(zone, share, (uint64_t)m->sysctl.watermark_scale_factor);
		}
	}
	calculate_totalreserve_pages(m);
	setup_per_zone_pageset(m);
}

/* ---- the rule for min_free_kbytes ---- */

uint64_t int_sqrt(uint64_t x)
{
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 31; bit; bit >>= 1)
		if ((root + bit) * (root + bit) <= x)
			root += bit;
	return root;
}

/* Where boot runs, and with it everything that asks for "the" local zonelist. */
static int boot_nid(const struct machine *m)
{
	for (int cpu = 0; cpu < m->nr_cpus; cpu++)
		if (m->cpu_to_node[cpu] >= 0)
			return m->cpu_to_node[cpu];
	return first_node(&m->node_states[N_MEMORY]);
}

/*
 * Pages above the high mark that GFP_USER may have.
 * Mirrors: mm/page_alloc.c nr_free_zone_pages(), v6.12.
 */
static uint64_t nr_free_buffer_pages(const struct machine *m)
{
	int nid = boot_nid(m);
	enum zone_type highest = gfp_zone(GFP_USER);
	const struct zonelist *zl;
	uint64_t sum = 0;

	if (nid == MAX_NUMNODES)
		return 0;
	zl = &m->pgdat[nid]->node_zonelists[ZONELIST_FALLBACK];
	for (uint32_t i = next_zones_zonelist(zl, 0, highest, NULL); i < zl->nr_refs;
	     i = next_zones_zonelist(zl, i + 1, highest, NULL)) {
		const struct zone *zone = zoneref_zone(m, zl->refs[i]);
		uint64_t high = wmark_pages(zone, WMARK_HIGH);

		if (zone->managed_pages > high)
			sum += zone->managed_pages - high;
	}
	return sum;
}

/*
 * Grows with the root of memory; a larger value that a user wrote stays.
 * Mirrors: mm/page_alloc.c calculate_min_free_kbytes(), v6.12.
 */
static void calculate_min_free_kbytes(struct machine *m)
{
	uint64_t lowmem_kbytes = nr_free_buffer_pages(m) * KB_PER_PAGE;
	uint64_t kbytes = int_sqrt(lowmem_kbytes * 16);

	if ((int64_t)kbytes > m->sysctl.user_min_free_kbytes)
		m->sysctl.min_free_kbytes =
			(int64_t)clamp_u64(kbytes, MIN_FREE_KBYTES_MIN, MIN_FREE_KBYTES_MAX);
}

/* Zones that khugepaged wants to keep from fragmenting. */
static uint64_t nr_unmovable_zones(const struct machine *m)
{
	uint64_t nr_zones = 0;
	int nid;

	for_each_node_state(m, nid, N_ONLINE)
		for (int z = 0; z <= (int)gfp_zone(GFP_USER); z++)
			nr_zones += populated_zone(&m->pgdat[nid]->node_zones[z]);
	return nr_zones;
}

/*
 * Two free pageblocks a zone, and two more for each pair of migratetypes that
 * may fall back to each other; at most 5 % of lowmem. Only ever raises.
 *
 * Mirrors: mm/khugepaged.c set_recommended_min_free_kbytes(), v6.12.
 */
static void set_recommended_min_free_kbytes(struct machine *m)
{
	uint64_t pageblocks = 2 + MIGRATE_PCPTYPES * MIGRATE_PCPTYPES;
	uint64_t recommended = pageblock_nr_pages * nr_unmovable_zones(m) * pageblocks;
	uint64_t limit = nr_free_buffer_pages(m) / 20;
	int64_t kbytes;

	if (recommended > limit)
		recommended = limit;
	kbytes = (int64_t)(recommended * KB_PER_PAGE);
	if (kbytes > m->sysctl.min_free_kbytes)
		m->sysctl.min_free_kbytes = kbytes;
	setup_per_zone_wmarks(m);
}

/*
 * Mirrors: mm/page_alloc.c init_per_zone_wmark_min(), mm/khugepaged.c
 * khugepaged_min_free_kbytes_update(), v6.12.
 */
void init_per_zone_wmark_min(struct machine *m)
{
	calculate_min_free_kbytes(m);
	setup_per_zone_wmarks(m);
	setup_per_zone_lowmem_reserve(m);
	if (m->thp_enabled)
		set_recommended_min_free_kbytes(m);
}
