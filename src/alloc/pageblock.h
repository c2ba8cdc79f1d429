/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Migratetypes of pageblocks: one byte each, coded so that memory nobody
 * touched reads as MIGRATE_MOVABLE, which is what boot and onlining make of it.
 *
 * Mirrors: mm/page_alloc.c get_pfnblock_flags_mask(), set_pageblock_migratetype(), v6.12.
 */
#ifndef NW_ALLOC_PAGEBLOCK_H
#define NW_ALLOC_PAGEBLOCK_H

#include "alloc/page_meta.h"

/* What a pageblock without memory is called in dumps and captures: "-". */
#define PAGEBLOCK_HOLE (-1)
#define PAGEBLOCK_HOLE_CODE 0xffu

static inline int pageblock_mt(const struct zone *zone, uint32_t idx)
{
	uint8_t code = zone->pageblock_mt[idx >> pageblock_order];

	return code == PAGEBLOCK_HOLE_CODE ? PAGEBLOCK_HOLE : code ^ MIGRATE_MOVABLE;
}

/* Of a page that exists. Hot. */
static inline enum migratetype page_migratetype(const struct zone *zone, uint32_t idx)
{
	return (enum migratetype)(zone->pageblock_mt[idx >> pageblock_order] ^ MIGRATE_MOVABLE);
}

static inline void set_pageblock_mt(struct zone *zone, uint32_t idx, int mt)
{
	zone->meta->pageblock_mt_written = true;
	zone->pageblock_mt[idx >> pageblock_order] =
		(uint8_t)(mt == PAGEBLOCK_HOLE ? (int)PAGEBLOCK_HOLE_CODE : mt ^ MIGRATE_MOVABLE);
}

/* All pageblocks of a block of at least pageblock_order. */
static inline void change_pageblock_range(struct zone *zone, uint32_t idx, unsigned order,
					  enum migratetype mt)
{
	for (uint32_t i = 0; i < 1u << (order - pageblock_order); i++)
		set_pageblock_mt(zone, idx + (i << pageblock_order), (int)mt);
}

/* Types whose free blocks may merge across pageblocks. */
static inline bool migratetype_is_mergeable(enum migratetype mt)
{
	return mt < MIGRATE_PCPTYPES;
}

#endif
