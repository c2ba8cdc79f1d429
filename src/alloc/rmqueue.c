// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking blocks from a zone and giving them back.
 *
 * Responsible for the way of one block: per-cpu list or buddy, highatomic
 * reserve before and behind them.
 * Not responsible for watermarks (watermark.c), per-cpu tuning (pcp.c) or the
 * choice of the zone (page_alloc.c).
 *
 * Mirrors: mm/page_alloc.c rmqueue(), rmqueue_buddy(), free_unref_page(),
 * __free_pages_ok(), v6.12.
 */
#include "alloc/rmqueue.h"

#include "alloc/fallback.h"
#include "alloc/pcp.h"
#include "alloc/wakeup.h"

/* Mirrors: rmqueue_buddy(). */
static uint32_t rmqueue_buddy(struct machine *m, struct zone *zone, unsigned order,
			      unsigned alloc_flags, enum migratetype mt)
{
	enum rmqueue_mode mode = RMQUEUE_NORMAL;
	uint32_t idx = PAGE_IDX_NONE;

	if (alloc_flags & ALLOC_HIGHATOMIC)
		idx = rmqueue_smallest(zone, order, MIGRATE_HIGHATOMIC);
	if (idx == PAGE_IDX_NONE)
		idx = rmqueue_any_type(m, zone, order, mt, alloc_flags, &mode);
	/* Failing now is worse than failing a high-order atomic request later. */
	if (idx == PAGE_IDX_NONE && (alloc_flags & (ALLOC_OOM | ALLOC_NON_BLOCK)))
		idx = rmqueue_smallest(zone, order, MIGRATE_HIGHATOMIC);
	if (idx != PAGE_IDX_NONE)
		set_page_state(zone->meta, idx, PAGE_USED | order);
	return idx;
}

/* Wake kswapd for a zone whose watermarks were boosted meanwhile. */
static void wake_for_boost(struct machine *m, struct zone *zone)
{
	zone->flags &= ~ZONE_BOOSTED_WATERMARK;
	wakeup_kswapd(m, NULL, zone, 0, zone->type);
}

/* Whatever is not the usual case. Mirrors: rmqueue(). */
static __attribute__((noinline)) bool rmqueue_slow(struct machine *m, struct zone *zone,
						   unsigned order, unsigned alloc_flags,
						   enum migratetype mt, int cpu, uint64_t *pfn)
{
	uint32_t idx = PAGE_IDX_NONE;

	if (pcp_allowed_order(order))
		idx = pcp_alloc(m, zone, zone_pcp(m, zone, cpu), order, mt, alloc_flags);
	if (idx == PAGE_IDX_NONE)
		idx = rmqueue_buddy(m, zone, order, alloc_flags, mt);
	if ((zone->flags & ZONE_BOOSTED_WATERMARK) && (alloc_flags & ALLOC_KSWAPD))
		wake_for_boost(m, zone);
	if (idx == PAGE_IDX_NONE)
		return false;
	*pfn = zone_page_pfn(zone, idx);
	return true;
}

bool rmqueue(struct machine *m, struct zone *zone, unsigned order, unsigned alloc_flags,
	     enum migratetype mt, int cpu, uint64_t *pfn)
{
	if (order == 0 && !(zone->flags & ZONE_BOOSTED_WATERMARK)) {
		uint32_t idx = pcp_alloc_page_fast(zone, mt, cpu);

		if (__builtin_expect(idx != PAGE_IDX_NONE, 1)) {
			*pfn = zone_page_pfn(zone, idx);
			return true;
		}
	}
	return rmqueue_slow(m, zone, order, alloc_flags, mt, cpu, pfn);
}

uint64_t rmqueue_untouched(struct zone *zone, uint64_t max_blocks, uint64_t *pfn)
{
	struct free_list *fl = zone_free_list(zone, MAX_PAGE_ORDER, MIGRATE_MOVABLE);
	uint32_t start;
	uint64_t nr;

	if (!max_blocks || !free_list_starts_implied(fl))
		return 0;
	start = fl->intervals[0].start;
	nr = (fl->intervals[0].end - start) / MAX_ORDER_PAGES;
	if (nr > max_blocks)
		nr = max_blocks;
	free_list_cut(fl, start, start + (uint32_t)nr * MAX_ORDER_PAGES);
	zone->free_area[MAX_PAGE_ORDER].nr_free -= nr;
	account_freepages(zone, -(int64_t)(nr * MAX_ORDER_PAGES), MIGRATE_MOVABLE);
	*pfn = zone_page_pfn(zone, start);
	return nr;
}

bool rmqueue_would_succeed(const struct machine *m, const struct zone *zone, unsigned order,
			   unsigned alloc_flags, enum migratetype mt, int cpu)
{
	const struct per_cpu_pages *pcp = zone_pcp_find(zone, cpu);

	(void)m;
	if (pcp && pcp_allowed_order(order) &&
	    pcp->list_head[order_to_pindex(mt, order)] != PAGE_IDX_NONE)
		return true;
	if (rmqueue_any_type_possible(zone, order, mt, alloc_flags))
		return true;
	if (!(alloc_flags & (ALLOC_HIGHATOMIC | ALLOC_OOM | ALLOC_NON_BLOCK)))
		return false;
	for (; order < NR_PAGE_ORDERS; order++) {
		if (!free_list_empty(&zone->free_area[order].free_list[MIGRATE_HIGHATOMIC]))
			return true;
	}
	return false;
}

/* A block that rmqueue() gave out, or one that was in use from the start. */
static bool page_may_be_freed(const struct zone *zone, uint32_t idx, unsigned order)
{
	uint8_t state = page_state(zone->meta, idx);

	return state == (PAGE_USED | order) || state == PAGE_NONE;
}

/* Does a block of @mt go past the per-cpu lists? */
static bool free_bypasses_pcp(unsigned order, enum migratetype mt)
{
	return !pcp_allowed_order(order) || mt == MIGRATE_ISOLATE;
}

/* Whatever is not the usual case. @pcp is not looked at when the lists are bypassed. */
static void free_block_slow(struct zone *zone, struct per_cpu_pages *pcp, uint32_t idx,
			    unsigned order, enum migratetype mt)
{
	assert((idx & ((1u << order) - 1)) == 0);
	assert(page_may_be_freed(zone, idx, order));
	if (free_bypasses_pcp(order, mt)) {
		set_page_state(zone->meta, idx, PAGE_NONE);
		free_large_block(zone, idx, order, false);
		return;
	}
	/* Pages of the reserve are parked as movable ones, so that it can grow back. */
	if (mt >= MIGRATE_PCPTYPES)
		mt = MIGRATE_MOVABLE;
	pcp_free(zone, pcp, idx, order, mt);
}

static __attribute__((noinline)) void free_pages_slow(struct machine *m, struct zone *zone,
						      uint32_t idx, unsigned order, int cpu)
{
	enum migratetype mt = page_migratetype(zone, idx);
	bool bypass = free_bypasses_pcp(order, mt);

	free_block_slow(zone, bypass ? NULL : zone_pcp(m, zone, cpu), idx, order, mt);
}

static __attribute__((noinline)) void free_page_slow(struct zone *zone, struct per_cpu_pages *pcp,
						     uint32_t idx)
{
	free_block_slow(zone, pcp, idx, 0, page_migratetype(zone, idx));
}

/* Mirrors: free_unref_page(), __free_pages_ok(). */
void free_pages_to_zone(struct machine *m, struct zone *zone, uint64_t pfn, unsigned order, int cpu)
{
	uint32_t idx = zone_page_idx(zone, pfn);
	struct per_cpu_pages *pcp;

	assert(zone_spans_pfn(zone, pfn));
	if (order) {
		free_pages_slow(m, zone, idx, order, cpu);
		return;
	}
	pcp = zone_pcp_find(zone, cpu);
	if (!pcp)
		free_pages_slow(m, zone, idx, 0, cpu);
	else if (!pcp_free_page_fast(zone, pcp, idx))
		free_page_slow(zone, pcp, idx);
}

unsigned rmqueue_bulk_order0(struct machine *m, struct zone *zone, unsigned nr,
			     unsigned alloc_flags, enum migratetype mt, int cpu, uint64_t *pfns)
{
	struct per_cpu_pages *pcp = zone_pcp(m, zone, cpu);
	unsigned pindex = order_to_pindex(mt, 0);
	unsigned got = 0;

	while (got < nr) {
		uint32_t idx;

		if (pcp->list_head[pindex] != PAGE_IDX_NONE)
			idx = pcp_pop(pcp, zone->meta, pindex, 0);
		else
			idx = pcp_alloc_refill(m, zone, pcp, 0, mt, alloc_flags);
		if (idx == PAGE_IDX_NONE)
			break;
		pfns[got++] = zone_page_pfn(zone, idx);
	}
	return got;
}

void drain_zone_pages(struct machine *m, struct zone *zone)
{
	(void)m;
	zone_drain(zone);
}

void drain_all_pages(struct machine *m)
{
	int nid;

	for_each_node_state(m, nid, N_POSSIBLE) {
		for (int type = 0; type < MAX_NR_ZONES; type++)
			zone_drain(&m->pgdat[nid]->node_zones[type]);
	}
}
