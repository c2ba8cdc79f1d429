// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking the levels of all zones.
 *
 * Mirrors: nothing; /proc/zoneinfo shows most of it.
 */
#include "scenario/levels.h"

#include <stdlib.h>

#include "alloc/rmqueue.h"
#include "base/text.h"

static void take_zone(const struct zone *zone, const struct zone_owners *owners,
		      struct zone_level *level)
{
	uint64_t owned = 0;

	*level = (struct zone_level){
		.nid = zone->nid,
		.zone = zone->type,
		.managed = zone->managed_pages,
		.free = zone->nr_free_pages,
		.parked = zone_pcp_pages(zone),
		.isolated = zone->nr_isolated,
	};
	zone_label(zone, level->label);
	for (int i = 0; i < NR_PAGE_OWNERS; i++) {
		level->owned[i] = owners->nr_pages[i];
		owned += owners->nr_pages[i];
	}
	level->other = zone_pages_in_use(zone) - owned;
	for (int w = 0; w < NR_WMARK; w++)
		level->wmark[w] = wmark_pages(zone, (enum wmark)w);
}

void levels_take(const struct engine *e, struct levels *levels)
{
	size_t nr_nodes = (size_t)e->m.nr_node_ids;
	struct zone_owners(*owners)[MAX_NR_ZONES] = xcalloc(nr_nodes, sizeof(*owners));
	int nid;

	levels->zones = xcalloc(nr_nodes * MAX_NR_ZONES, sizeof(*levels->zones));
	levels->nr = 0;
	owners_count(e, owners);
	for_each_node_state(&e->m, nid, N_POSSIBLE) {
		for (int type = 0; type < MAX_NR_ZONES; type++) {
			const struct zone *zone = &e->m.pgdat[nid]->node_zones[type];

			if (managed_zone(zone))
				take_zone(zone, &owners[nid][type], &levels->zones[levels->nr++]);
		}
	}
	free(owners);
}

void levels_free(struct levels *levels)
{
	free(levels->zones);
	*levels = (struct levels){ 0 };
}
