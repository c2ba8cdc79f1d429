/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a zone worth compacting? Asked by compaction itself, by reclaim, which then
 * leaves the work to it, and by the slow path, which goes round once more.
 *
 * Mirrors: mm/compaction.c compaction_suitable(), mm/vmstat.c fragmentation_index(), v6.12.
 */
#ifndef NW_ALLOC_COMPACT_SUIT_H
#define NW_ALLOC_COMPACT_SUIT_H

#include "model/machine.h"

/* What must be free on top of the mark: targets, twice, as both ends are held at a time. */
static inline uint64_t compact_gap(unsigned order)
{
	return UINT64_C(2) << order;
}

/*
 * Why a block of @order is missing: towards 0 for lack of memory, towards 1000
 * for fragmentation; -1000 when there is one.
 */
int fragmentation_index(const struct zone *zone, unsigned order);
/* Percent of the free pages that lie in blocks below @order. */
unsigned extfrag_for_order(const struct zone *zone, unsigned order);

/* Mirrors: mm/compaction.c __compaction_suitable(), v6.12; @free stands for NR_FREE_PAGES. */
bool compaction_suitable_at(const struct zone *zone, unsigned order, enum zone_type highest_zoneidx,
			    uint64_t free);
bool compaction_suitable(const struct machine *m, const struct zone *zone, unsigned order,
			 enum zone_type highest_zoneidx);
/* Mirrors: mm/compaction.c compaction_zonelist_suitable(), v6.12. */
bool compaction_zonelist_suitable(const struct machine *m, const struct alloc_context *ac,
				  unsigned order);

#endif
