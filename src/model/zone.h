/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Zones and their free memory.
 *
 * A page is an index relative to its zone, a u32: pfn - zone->meta->base_pfn, the
 * start of the section that zone_start_pfn was in when the metadata was made.
 * Per-page metadata is 9 bytes in three arrays (alloc/page_meta.h); a block of
 * MAX_PAGE_ORDER that was never touched has none, it is implied by an interval
 * of its free list (alloc/free_list.h).
 *
 * Mirrors: include/linux/mmzone.h struct zone, free_area, per_cpu_pages, v6.12.
 * Differs: vmstat counters are exact, not folded lazily from per-cpu deltas.
 */
#ifndef NW_MODEL_ZONE_H
#define NW_MODEL_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/limits.h"

#define PAGE_IDX_NONE UINT32_MAX

/* A run of never-touched free blocks of MAX_PAGE_ORDER: page indexes [start, end). */
struct block_interval {
	uint32_t start;
	uint32_t end;
};

/*
 * One list of free blocks, in the kernel's order. Blocks are linked through
 * page_meta. Only lists of MAX_PAGE_ORDER have intervals; they stand between
 * the explicit blocks at the head and those at the tail:
 *	head -> ... -> middle_prev | intervals ascending | middle_next -> ... -> tail
 * Owner: alloc/free_list.c, nobody else writes.
 */
struct free_list {
	uint32_t head, tail;		/* PAGE_IDX_NONE when no explicit block */
	uint32_t middle_prev;		/* last explicit block before the intervals, or NONE */
	uint32_t nr_intervals;
	uint32_t cap_intervals;
	uint64_t nr_blocks;		/* explicit and implied */
	struct block_interval *intervals;	/* sorted; first one is next to be used */
};

struct free_area {
	struct free_list free_list[MIGRATE_TYPES];
	uint64_t nr_free;		/* blocks on all lists */
};

/* Lists: order * MIGRATE_PCPTYPES + migratetype for orders 0-3; 12, 13 = order 9 (13 movable). */
#define NR_PCP_LISTS 14

/*
 * Pages parked on one CPU, LIFO at the head of each list.
 * Owner: alloc/pcp.c; high_* and batch are set by alloc/pcp_limits.c.
 */
struct per_cpu_pages {
	int count;			/* pages on all lists */
	int high, high_min, high_max;
	int batch;
	int alloc_factor;
	int free_count;
	uint8_t flags;
	uint32_t list_head[NR_PCP_LISTS];	/* page index or NONE */
	uint32_t list_tail[NR_PCP_LISTS];
	uint32_t list_len[NR_PCP_LISTS];	/* blocks */
};

/*
 * Per-page metadata of one zone: address space is reserved for the whole span,
 * memory comes into being when a page is touched. Zero bytes = never touched.
 * Where the reservation is refused, the arrays exist per section of 128 MiB.
 * Owner: alloc/page_meta.c.
 */
struct page_meta;

/* A block of @order that becomes free is the compacting request's: mm/internal.h, v6.12. */
struct capture_control {
	unsigned order;
	enum migratetype mt;		/* of the request */
	uint32_t idx;			/* PAGE_IDX_NONE until one is captured */
};

#define ZONE_BELOW_HIGH (1u << 0)
#define ZONE_BOOSTED_WATERMARK (1u << 1)
#define ZONE_RECLAIM_ACTIVE (1u << 2)

struct zone {
	int nid;
	enum zone_type type;
	uint64_t zone_start_pfn;	/* valid when spanned_pages > 0 */
	uint64_t spanned_pages;
	uint64_t present_pages;
	uint64_t managed_pages;

	uint64_t nr_free_pages;		/* NR_FREE_PAGES: free lists only, not per-cpu lists */
	uint64_t nr_free_highatomic;	/* free pages on MIGRATE_HIGHATOMIC lists */
	uint64_t nr_reserved_highatomic;
	uint64_t nr_isolated;		/* free on MIGRATE_ISOLATE lists: not in nr_free_pages */

	/* Pages. _watermark without boost; mark in use = _watermark[w] + watermark_boost. */
	uint64_t _watermark[NR_WMARK];
	uint64_t watermark_boost;
	uint64_t lowmem_reserve[MAX_NR_ZONES];
	unsigned flags;			/* ZONE_* */

	struct free_area free_area[NR_PAGE_ORDERS];
	struct page_meta *meta;		/* NULL while the zone spans nothing */
	uint8_t *pageblock_mt;		/* one byte a pageblock, see alloc/pageblock.h */
	struct capture_control *capture;	/* while a request compacts the zone; else NULL */

	int nr_pcp;			/* CPUs; 0 until per-cpu lists exist */
	struct per_cpu_pages **pcp;	/* [cpu], created on first use */
	int pageset_high_min, pageset_high_max, pageset_batch;
};

static inline bool populated_zone(const struct zone *zone)
{
	return zone->present_pages != 0;
}

static inline bool managed_zone(const struct zone *zone)
{
	return zone->managed_pages != 0;
}

static inline uint64_t zone_end_pfn(const struct zone *zone)
{
	return zone->zone_start_pfn + zone->spanned_pages;
}

static inline uint64_t wmark_pages(const struct zone *zone, enum wmark w)
{
	return zone->_watermark[w] + zone->watermark_boost;
}

#endif
