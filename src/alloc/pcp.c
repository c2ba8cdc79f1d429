// SPDX-License-Identifier: GPL-2.0-only
/*
 * Per-cpu lists: refill, flush, and the tuning of how much of either.
 *
 * Responsible for what stands on per-cpu lists and for high, alloc_factor and
 * free_count of a list set while it is used.
 * Not responsible for high_min, high_max and batch (pcp_limits.c), nor for
 * ZONE_BELOW_HIGH being set (the zone walk does).
 *
 * Mirrors: mm/page_alloc.c rmqueue_bulk(), free_pcppages_bulk(), nr_pcp_alloc(),
 * nr_pcp_free(), nr_pcp_high(), free_unref_page_commit(), drain_pages_zone(), v6.12.
 * Differs: lists are not decayed by time (decay_pcp_high), and CPU caches are of
 * unknown size, so that PCPF_FREE_HIGH_BATCH is never set.
 */
#include "alloc/pcp.h"

#include <stdlib.h>

#include "alloc/fallback.h"
#include "alloc/rmqueue.h"
#include "alloc/watermark.h"
#include "base/text.h"

/* A list set that nobody configured holds nothing: the kernel's boot pagesets. */
#define BOOT_PAGESET_HIGH 0
#define BOOT_PAGESET_BATCH 1

static int min_int(int a, int b)
{
	return a < b ? a : b;
}

static int max_int(int a, int b)
{
	return a > b ? a : b;
}

static int clamp_int(int value, int low, int high)
{
	return min_int(max_int(value, low), high);
}

static bool pcp_configured(const struct zone *zone)
{
	return zone->pageset_batch != 0;
}

/* Mirrors: per_cpu_pages_init(), pageset_update(). */
static struct per_cpu_pages *pcp_new(const struct zone *zone)
{
	struct per_cpu_pages *pcp = xcalloc(1, sizeof(*pcp));

	pcp->flags = PCPF_NEW_LIMITS;
	pcp->high_min = pcp_configured(zone) ? zone->pageset_high_min : BOOT_PAGESET_HIGH;
	pcp->high_max = pcp_configured(zone) ? zone->pageset_high_max : BOOT_PAGESET_HIGH;
	pcp->batch = pcp_configured(zone) ? zone->pageset_batch : BOOT_PAGESET_BATCH;
	for (unsigned i = 0; i < NR_PCP_LISTS; i++)
		pcp->list_head[i] = pcp->list_tail[i] = PAGE_IDX_NONE;
	return pcp;
}

struct per_cpu_pages *zone_pcp(struct machine *m, struct zone *zone, int cpu)
{
	struct per_cpu_pages *pcp = zone_pcp_find(zone, cpu);

	if (pcp)
		return pcp;
	assert(cpu >= 0 && cpu < m->nr_cpus);
	if (zone->nr_pcp < m->nr_cpus) {
		zone->pcp = xrealloc(zone->pcp, (size_t)m->nr_cpus * sizeof(*zone->pcp));
		while (zone->nr_pcp < m->nr_cpus)
			zone->pcp[zone->nr_pcp++] = NULL;
	}
	return zone->pcp[cpu] = pcp_new(zone);
}

void zone_pcp_destroy(struct zone *zone)
{
	for (int cpu = 0; cpu < zone->nr_pcp; cpu++)
		free(zone->pcp[cpu]);
	free(zone->pcp);
	zone->pcp = NULL;
	zone->nr_pcp = 0;
}

uint64_t zone_pcp_pages(const struct zone *zone)
{
	uint64_t nr_pages = 0;

	for (int cpu = 0; cpu < zone->nr_pcp; cpu++) {
		if (zone->pcp[cpu])
			nr_pages += (uint64_t)zone->pcp[cpu]->count;
	}
	return nr_pages;
}

void pcp_push_tail(struct per_cpu_pages *pcp, struct page_meta *meta, unsigned pindex, uint32_t idx,
		   unsigned order)
{
	uint32_t tail = pcp->list_tail[pindex];

	*page_link(meta, idx) = (struct page_link){ .next = PAGE_IDX_NONE, .prev = tail };
	if (tail != PAGE_IDX_NONE)
		page_link(meta, tail)->next = idx;
	else
		pcp->list_head[pindex] = idx;
	pcp->list_tail[pindex] = idx;
	pcp->list_len[pindex]++;
	pcp->count += 1 << order;
	set_page_state(meta, idx, PAGE_PCP | order);
}

uint32_t pcp_pop_tail(struct per_cpu_pages *pcp, struct page_meta *meta, unsigned pindex)
{
	uint32_t idx = pcp->list_tail[pindex];
	uint32_t prev = page_link(meta, idx)->prev;

	pcp->list_tail[pindex] = prev;
	if (prev != PAGE_IDX_NONE)
		page_link(meta, prev)->next = PAGE_IDX_NONE;
	else
		pcp->list_head[pindex] = PAGE_IDX_NONE;
	pcp->list_len[pindex]--;
	pcp->count -= 1 << pindex_to_order(pindex);
	set_page_state(meta, idx, PAGE_NONE);
	return idx;
}

static int clamp_high(struct per_cpu_pages *pcp)
{
	pcp->flags &= (uint8_t)~PCPF_NEW_LIMITS;
	return pcp->high = clamp_int(pcp->high, pcp->high_min, pcp->high_max);
}

/*
 * How many blocks to fetch for an empty list: more with every refill that no
 * free came between, within what the list set may hold.
 *
 * Mirrors: nr_pcp_alloc().
 */
static int nr_pcp_alloc(struct per_cpu_pages *pcp, const struct zone *zone, unsigned order)
{
	int base_batch = pcp->batch, batch, high;

	high = clamp_high(pcp);
	if (high < base_batch)
		return 1;
	batch = order ? base_batch : base_batch << pcp->alloc_factor;
	if (pcp->high_min != pcp->high_max && !(zone->flags & ZONE_BELOW_HIGH))
		high = pcp->high = min_int(high + batch, pcp->high_max);
	if (!order) {
		int max_nr_alloc = max_int(high - pcp->count - base_batch, base_batch);

		if (batch <= max_nr_alloc && pcp->alloc_factor < PCP_BATCH_SCALE_MAX)
			pcp->alloc_factor++;
		batch = min_int(batch, max_nr_alloc);
	}
	if (batch > 1)
		batch = max_int(batch >> order, 2);
	return batch;
}

/* Mirrors: __rmqueue_pcplist() with an empty list, rmqueue_bulk(). */
uint32_t pcp_alloc_refill(struct machine *m, struct zone *zone, struct per_cpu_pages *pcp,
			  unsigned order, enum migratetype mt, unsigned alloc_flags)
{
	unsigned pindex = order_to_pindex(mt, order);
	enum rmqueue_mode mode = RMQUEUE_NORMAL;
	int batch = nr_pcp_alloc(pcp, zone, order);

	for (int i = 0; i < batch; i++) {
		uint32_t idx = rmqueue_any_type(m, zone, order, mt, alloc_flags, &mode);

		if (idx == PAGE_IDX_NONE)
			break;
		pcp_push_tail(pcp, zone->meta, pindex, idx, order);
	}
	if (pcp->list_head[pindex] == PAGE_IDX_NONE)
		return PAGE_IDX_NONE;
	return pcp_pop(pcp, zone->meta, pindex, order);
}

/* Mirrors: free_pcppages_bulk(). */
void free_pcppages_bulk(struct zone *zone, int count, struct per_cpu_pages *pcp, unsigned pindex)
{
	count = min_int(pcp->count, count);
	while (count > 0) {
		unsigned order;

		while (pcp->list_head[pindex] == PAGE_IDX_NONE)
			pindex = pindex + 1 < NR_PCP_LISTS ? pindex + 1 : 0;
		order = pindex_to_order(pindex);
		do {
			uint32_t idx = pcp_pop_tail(pcp, zone->meta, pindex);

			count -= 1 << order;
			free_one_block(zone, idx, order, page_migratetype(zone, idx), false);
		} while (count > 0 && pcp->list_head[pindex] != PAGE_IDX_NONE);
		pindex = pindex + 1 < NR_PCP_LISTS ? pindex + 1 : 0;
	}
}

/* How many pages may stay. Mirrors: nr_pcp_high(). */
static int nr_pcp_high(struct per_cpu_pages *pcp, const struct zone *zone, bool free_high)
{
	int high_min = pcp->high_min, high_max = pcp->high_max, batch = pcp->batch;
	int high = clamp_high(pcp);
	int freed = max_int(pcp->free_count, batch);

	if (high == 0)
		return 0;
	if (free_high) {
		pcp->high = max_int(high - (batch << PCP_BATCH_SCALE_MAX), high_min);
		return 0;
	}
	if (zone->flags & ZONE_RECLAIM_ACTIVE) {
		pcp->high = max_int(high - freed, high_min);
		return min_int(batch << 2, pcp->high);
	}
	if (high_min == high_max)
		return high;
	if (zone->flags & ZONE_BELOW_HIGH) {
		pcp->high = max_int(high - freed, high_min);
		high = max_int(pcp->count, high_min);
	} else if (pcp->count >= high) {
		int need_high = pcp->free_count + batch;

		if (pcp->high < need_high)
			pcp->high = clamp_int(need_high, high_min, high_max);
	}
	return high;
}

/* How many pages to give back. Mirrors: nr_pcp_free(). */
static int nr_pcp_free(const struct per_cpu_pages *pcp, int high, bool free_high)
{
	if (free_high)
		return min_int(pcp->count, pcp->batch << PCP_BATCH_SCALE_MAX);
	if (high < pcp->batch)
		return 1;
	return clamp_int(pcp->free_count, pcp->batch, high - pcp->batch);
}

static bool zone_above_high(const struct zone *zone)
{
	return zone_watermark_ok(zone, 0, wmark_pages(zone, WMARK_HIGH), ZONE_MOVABLE, 0,
				 (int64_t)zone->nr_free_pages) == VERDICT_PASS;
}

void pcp_free_commit(struct zone *zone, struct per_cpu_pages *pcp, unsigned pindex, unsigned order)
{
	bool free_high = false;
	int high;

	if (order && order <= PAGE_ALLOC_COSTLY_ORDER) {
		free_high = pcp->free_count >= pcp->batch &&
			    (pcp->flags & PCPF_PREV_FREE_HIGH_ORDER);
		pcp->flags |= PCPF_PREV_FREE_HIGH_ORDER;
	} else {
		pcp->flags &= (uint8_t)~PCPF_PREV_FREE_HIGH_ORDER;
	}
	if (pcp->free_count < pcp->batch << PCP_BATCH_SCALE_MAX)
		pcp->free_count += 1 << order;
	high = nr_pcp_high(pcp, zone, free_high);
	if (pcp->count < high)
		return;
	free_pcppages_bulk(zone, nr_pcp_free(pcp, high, free_high), pcp, pindex);
	if ((zone->flags & ZONE_BELOW_HIGH) && zone_above_high(zone))
		zone->flags &= ~ZONE_BELOW_HIGH;
}

void drain_pages_zone(struct zone *zone, struct per_cpu_pages *pcp)
{
	while (pcp->count > 0)
		free_pcppages_bulk(zone, pcp->batch << PCP_BATCH_SCALE_MAX, pcp, 0);
}

void zone_drain(struct zone *zone)
{
	for (int cpu = 0; cpu < zone->nr_pcp; cpu++) {
		if (zone->pcp[cpu])
			drain_pages_zone(zone, zone->pcp[cpu]);
	}
}
