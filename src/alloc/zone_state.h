/* SPDX-License-Identifier: GPL-2.0-only */
/* What zone_load.c and zone_capture.c share. */
#ifndef NW_ALLOC_ZONE_STATE_H
#define NW_ALLOC_ZONE_STATE_H

#include "model/machine_desc.h"

/* Are the runs inside the zone and of known types? */
bool pageblock_runs_are_sound(const struct zone *zone, const struct pageblock_run *runs,
			      size_t nr_runs);
/* Type the pageblocks of sound runs. */
void zone_load_pageblocks(struct zone *zone, const struct pageblock_run *runs, size_t nr_runs);
/* nr_reserved_highatomic from the types of the pageblocks. */
void zone_count_highatomic(struct zone *zone);

#endif
