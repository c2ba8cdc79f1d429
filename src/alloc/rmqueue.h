/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Taking a block from a zone and giving it back: per-cpu lists in front of the
 * buddy, fallback between migratetypes, the highatomic reserve.
 *
 * Mirrors: mm/page_alloc.c rmqueue(), rmqueue_pcplist(), rmqueue_buddy(),
 * __free_pages_ok(), free_unref_page(), v6.12 (6.12.111 where stable updates differ).
 */
#ifndef NW_ALLOC_RMQUEUE_H
#define NW_ALLOC_RMQUEUE_H

#include "model/machine.h"

/*
 * Take 2^order pages. Watermarks are the caller's business. @cpu picks the
 * per-cpu lists. Events go to m->log if there is one. Return: false when no list
 * has a block that @mt may take with @alloc_flags; nothing but the tuning of the
 * per-cpu lists changed then.
 */
bool rmqueue(struct machine *m, struct zone *zone, unsigned order, unsigned alloc_flags,
	     enum migratetype mt, int cpu, uint64_t *pfn);
/*
 * Up to @max_blocks of MAX_PAGE_ORDER that were never used and follow each other from
 * *@pfn: what that many calls of rmqueue() for movable memory come to. Nothing is
 * written down about them: a node of terabytes costs nothing. 0 when another block is
 * first.
 */
uint64_t rmqueue_untouched(struct zone *zone, uint64_t max_blocks, uint64_t *pfn);
/* Would rmqueue() succeed? Changes nothing. */
bool rmqueue_would_succeed(const struct machine *m, const struct zone *zone, unsigned order,
			   unsigned alloc_flags, enum migratetype mt, int cpu);

/* Give back a block that rmqueue() returned, on @cpu. */
void free_pages_to_zone(struct machine *m, struct zone *zone, uint64_t pfn, unsigned order,
			int cpu);

/*
 * Up to @nr order-0 pages for one caller straight from the per-cpu list.
 * Return: the number stored in @pfns.
 */
unsigned rmqueue_bulk_order0(struct machine *m, struct zone *zone, unsigned nr,
			     unsigned alloc_flags, enum migratetype mt, int cpu, uint64_t *pfns);

/* After a successful ALLOC_HIGHATOMIC allocation: keep its pageblock for such requests. */
void reserve_highatomic_pageblock(struct machine *m, struct zone *zone, uint64_t pfn,
				  unsigned order);
/*
 * Give one reserved pageblock of the zone back, to type @mt (that of the request
 * in distress). The last one is kept unless @force. Return: true if one was.
 */
bool unreserve_highatomic_zone(struct zone *zone, enum migratetype mt, bool force);

/* Empty the per-cpu lists of one zone / of all zones into the free lists. */
void drain_zone_pages(struct machine *m, struct zone *zone);
void drain_all_pages(struct machine *m);

/* The per-cpu lists of @cpu, created (empty, with the zone's limits) on first use. */
struct per_cpu_pages *zone_pcp(struct machine *m, struct zone *zone, int cpu);
/* Pages parked on all CPUs. */
uint64_t zone_pcp_pages(const struct zone *zone);

#endif
