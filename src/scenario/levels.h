/* SPDX-License-Identifier: GPL-2.0-only */
/* What every zone holds at one moment, for timelines. A plain record: no machine behind it. */
#ifndef NW_SCENARIO_LEVELS_H
#define NW_SCENARIO_LEVELS_H

#include "engine/owners.h"

/* Pages. @free is NR_FREE_PAGES, @wmark with boost; everything adds up to @managed. */
struct zone_level {
	int nid;
	enum zone_type zone;
	char label[16];		/* "0/Normal" */
	uint64_t managed;
	uint64_t free, parked, isolated;
	uint64_t owned[NR_PAGE_OWNERS];
	uint64_t other;		/* boot's own, or lost */
	uint64_t wmark[NR_WMARK];
};

/* Zones with memory, by node, from the lowest zone up. */
struct levels {
	struct zone_level *zones;
	size_t nr;
};

void levels_take(const struct engine *e, struct levels *levels);
void levels_free(struct levels *levels);

#endif
