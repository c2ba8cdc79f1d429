// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a zone keeps from requests that could have been served by a higher zone
 * of the node, and the sum of all that cannot be had.
 *
 * Mirrors: mm/page_alloc.c setup_per_zone_lowmem_reserve(),
 * calculate_totalreserve_pages(), v6.12.
 */
#include "alloc/reserves.h"

/*
 * lowmem_reserve[j] of @zone, for requests whose highest zone is j: the managed
 * pages of the node's zones above @zone up to j, over the zone's ratio. A ratio
 * of 0 or an empty zone: nothing.
 */
static void set_lowmem_reserve(const pg_data_t *pgdat, struct zone *zone, int ratio)
{
	bool clear = !ratio || !managed_zone(zone);
	uint64_t managed = 0;

	assert(ratio >= 0);
	for (int j = zone->type + 1; j < MAX_NR_ZONES; j++) {
		managed += pgdat->node_zones[j].managed_pages;
		zone->lowmem_reserve[j] = clear ? 0 : managed / (uint64_t)ratio;
	}
}

/* Mirrors: mm/page_alloc.c setup_per_zone_lowmem_reserve(), v6.12. */
void setup_per_zone_lowmem_reserve(struct machine *m)
{
	int nid;

	for_each_node_state(m, nid, N_ONLINE) {
		pg_data_t *pgdat = m->pgdat[nid];

		for (int z = 0; z < MAX_NR_ZONES - 1; z++)
			set_lowmem_reserve(pgdat, &pgdat->node_zones[z],
					   m->sysctl.lowmem_reserve_ratio[z]);
	}
	calculate_totalreserve_pages(m);
}

/* The largest reserve of the zone and its high mark, at most all it has. */
static uint64_t zone_totalreserve(const struct zone *zone)
{
	uint64_t reserve = 0;

	for (int j = zone->type; j < MAX_NR_ZONES; j++)
		if (zone->lowmem_reserve[j] > reserve)
			reserve = zone->lowmem_reserve[j];
	reserve += wmark_pages(zone, WMARK_HIGH);
	return reserve < zone->managed_pages ? reserve : zone->managed_pages;
}

/* Mirrors: mm/page_alloc.c calculate_totalreserve_pages(), v6.12. */
void calculate_totalreserve_pages(struct machine *m)
{
	int nid;

	m->totalreserve_pages = 0;
	for_each_node_state(m, nid, N_ONLINE) {
		pg_data_t *pgdat = m->pgdat[nid];

		pgdat->totalreserve_pages = 0;
		for (int z = 0; z < MAX_NR_ZONES; z++)
			pgdat->totalreserve_pages += zone_totalreserve(&pgdat->node_zones[z]);
		m->totalreserve_pages += pgdat->totalreserve_pages;
	}
}
