/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pageblocks of type MIGRATE_ISOLATE: their free pages serve nobody, so that a
 * range can be emptied and then taken as a whole.
 */
#ifndef NW_ALLOC_ZONE_ISOLATE_H
#define NW_ALLOC_ZONE_ISOLATE_H

#include "model/zone.h"

/*
 * Move the free pages of the pageblock at @idx (its first page) to the lists of
 * MIGRATE_ISOLATE. -EBUSY, nothing changed, when it is isolated already or not
 * wholly in the zone. Pages in use are the caller's concern.
 */
int isolate_pageblock(struct zone *zone, uint32_t idx);
/* The way back, to type @mt; a pageblock that is not isolated stays as it is. */
void unisolate_pageblock(struct zone *zone, uint32_t idx, enum migratetype mt);

/* Is every page of [start, end) on a free list of MIGRATE_ISOLATE? */
bool range_is_isolated(const struct zone *zone, uint32_t start, uint32_t end);
/* Take the pages of such a range, whole pageblocks, off the free lists. */
void take_isolated_range(struct zone *zone, uint32_t start, uint32_t end);

#endif
