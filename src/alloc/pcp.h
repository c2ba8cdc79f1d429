/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Per-cpu lists: blocks of orders 0-3 and 9 parked on a CPU, taken and given
 * back at the head, exchanged with the buddy in batches.
 *
 * The two fast paths are inline: list not empty, list not too long.
 *
 * Mirrors: mm/page_alloc.c order_to_pindex(), __rmqueue_pcplist(),
 * free_unref_page_commit(), v6.12.
 */
#ifndef NW_ALLOC_PCP_H
#define NW_ALLOC_PCP_H

#include "alloc/buddy.h"
#include "model/machine.h"

#define PCP_BATCH_SCALE_MAX 5
#define NR_LOWORDER_PCP_LISTS (MIGRATE_PCPTYPES * (PAGE_ALLOC_COSTLY_ORDER + 1))
/*
 * per_cpu_pages.flags: the last block freed was of order 1-3; the limits were set
 * from outside, so that high may lie out of its bounds until it is next looked at.
 */
#define PCPF_PREV_FREE_HIGH_ORDER 0x1u
#define PCPF_NEW_LIMITS 0x2u

static_assert(NR_LOWORDER_PCP_LISTS + 2 == NR_PCP_LISTS, "two lists for huge pages");

static inline bool pcp_allowed_order(unsigned order)
{
	return order <= PAGE_ALLOC_COSTLY_ORDER || order == HPAGE_PMD_ORDER;
}

static inline unsigned order_to_pindex(enum migratetype mt, unsigned order)
{
	if (order > PAGE_ALLOC_COSTLY_ORDER)
		return NR_LOWORDER_PCP_LISTS + (mt == MIGRATE_MOVABLE);
	return MIGRATE_PCPTYPES * order + mt;
}

static inline unsigned pindex_to_order(unsigned pindex)
{
	return pindex >= NR_LOWORDER_PCP_LISTS ? HPAGE_PMD_ORDER : pindex / MIGRATE_PCPTYPES;
}

/* The lists of @cpu if they exist. */
static inline struct per_cpu_pages *zone_pcp_find(const struct zone *zone, int cpu)
{
	return cpu < zone->nr_pcp ? zone->pcp[cpu] : NULL;
}

/* Put a block at the head / tail of list @pindex; count is kept. */
void pcp_push_tail(struct per_cpu_pages *pcp, struct page_meta *meta, unsigned pindex, uint32_t idx,
		   unsigned order);

static inline void pcp_push(struct per_cpu_pages *pcp, struct page_meta *meta, unsigned pindex,
			    uint32_t idx, unsigned order)
{
	uint32_t head = pcp->list_head[pindex];

	*page_link(meta, idx) = (struct page_link){ .next = head, .prev = PAGE_IDX_NONE };
	if (head != PAGE_IDX_NONE)
		page_link(meta, head)->prev = idx;
	else
		pcp->list_tail[pindex] = idx;
	pcp->list_head[pindex] = idx;
	pcp->list_len[pindex]++;
	pcp->count += 1 << order;
	set_page_state(meta, idx, PAGE_PCP | order);
}

/* Take the head of a list that is not empty; it is the caller's (PAGE_USED). */
static inline uint32_t pcp_pop(struct per_cpu_pages *pcp, struct page_meta *meta, unsigned pindex,
			       unsigned order)
{
	uint32_t idx = pcp->list_head[pindex];
	uint32_t next = page_link(meta, idx)->next;

	pcp->list_head[pindex] = next;
	if (next != PAGE_IDX_NONE)
		page_link(meta, next)->prev = PAGE_IDX_NONE;
	else
		pcp->list_tail[pindex] = PAGE_IDX_NONE;
	pcp->list_len[pindex]--;
	pcp->count -= 1 << order;
	set_page_state(meta, idx, PAGE_USED | order);
	return idx;
}

/* Take the tail of a list that is not empty; its state is PAGE_NONE then. */
uint32_t pcp_pop_tail(struct per_cpu_pages *pcp, struct page_meta *meta, unsigned pindex);

/*
 * Take a block of @mt through the lists of @pcp, refilling an empty one.
 * Mirrors: rmqueue_pcplist(). Return: page index or PAGE_IDX_NONE.
 */
uint32_t pcp_alloc_refill(struct machine *m, struct zone *zone, struct per_cpu_pages *pcp,
			  unsigned order, enum migratetype mt, unsigned alloc_flags);

static inline uint32_t pcp_alloc(struct machine *m, struct zone *zone, struct per_cpu_pages *pcp,
				 unsigned order, enum migratetype mt, unsigned alloc_flags)
{
	unsigned pindex = order_to_pindex(mt, order);

	pcp->free_count >>= 1;
	if (__builtin_expect(pcp->list_head[pindex] == PAGE_IDX_NONE, 0))
		return pcp_alloc_refill(m, zone, pcp, order, mt, alloc_flags);
	return pcp_pop(pcp, zone->meta, pindex, order);
}

/* What a free leads to besides the push. Mirrors: the rest of free_unref_page_commit(). */
void pcp_free_commit(struct zone *zone, struct per_cpu_pages *pcp, unsigned pindex, unsigned order);

/*
 * True when freeing one more page changes no limit and fills no list: the limit
 * in force lies within its bounds, is not reached, and nothing presses. No flag
 * is set then.
 */
static inline bool pcp_has_room(const struct zone *zone, const struct per_cpu_pages *pcp)
{
	return pcp->count + 1 < pcp->high && !pcp->flags &&
	       !(zone->flags & (ZONE_RECLAIM_ACTIVE | ZONE_BELOW_HIGH));
}

/* Park a block whose pageblock type is @mt (one of MIGRATE_PCPTYPES). */
static inline void pcp_free(struct zone *zone, struct per_cpu_pages *pcp, uint32_t idx,
			    unsigned order, enum migratetype mt)
{
	unsigned pindex = order_to_pindex(mt, order);

	pcp->alloc_factor >>= 1;
	pcp_push(pcp, zone->meta, pindex, idx, order);
	pcp_free_commit(zone, pcp, pindex, order);
}

/*
 * The two calls that everything else is slower than: one page to and from a
 * list that needs neither refill nor flush, metadata reserved in one piece. They
 * do what pcp_alloc() and pcp_free() would do, or nothing and answer no.
 */
static inline uint32_t pcp_alloc_page_fast(struct zone *zone, enum migratetype mt, int cpu)
{
	struct per_cpu_pages *pcp = zone_pcp_find(zone, cpu);
	struct page_link *links;
	uint32_t idx, next;

	if (!pcp)
		return PAGE_IDX_NONE;
	idx = pcp->list_head[mt];
	if (idx == PAGE_IDX_NONE)
		return PAGE_IDX_NONE;
	links = zone->meta->links;
	if (!links)
		return PAGE_IDX_NONE;
	next = links[idx].next;
	pcp->free_count >>= 1;
	pcp->count--;
	pcp->list_len[mt]--;
	pcp->list_head[mt] = next;
	if (next != PAGE_IDX_NONE)
		links[next].prev = PAGE_IDX_NONE;
	else
		pcp->list_tail[mt] = PAGE_IDX_NONE;
	zone->meta->state[idx] = PAGE_USED;
	return idx;
}

static inline bool pcp_free_page_fast(struct zone *zone, struct per_cpu_pages *pcp, uint32_t idx)
{
	enum migratetype mt = page_migratetype(zone, idx);
	struct page_link *links;
	uint8_t *state;
	uint32_t head;

	if (mt >= MIGRATE_PCPTYPES || !pcp_has_room(zone, pcp))
		return false;
	links = zone->meta->links;
	if (!links)
		return false;
	state = zone->meta->state + idx;
	if (*state != PAGE_USED)
		return false;
	head = pcp->list_head[mt];
	links[idx] = (struct page_link){ .next = head, .prev = PAGE_IDX_NONE };
	if (head != PAGE_IDX_NONE)
		links[head].prev = idx;
	else
		pcp->list_tail[mt] = idx;
	pcp->list_head[mt] = idx;
	pcp->list_len[mt]++;
	pcp->count++;
	pcp->alloc_factor >>= 1;
	if (pcp->free_count < pcp->batch << PCP_BATCH_SCALE_MAX)
		pcp->free_count++;
	*state = PAGE_PCP;
	return true;
}

/* Give back up to @count pages to the buddy, round robin from list @pindex on. */
void free_pcppages_bulk(struct zone *zone, int count, struct per_cpu_pages *pcp, unsigned pindex);
/* Empty one CPU's lists. Mirrors: drain_pages_zone(). */
void drain_pages_zone(struct zone *zone, struct per_cpu_pages *pcp);
/* Empty all CPUs' lists of the zone. */
void zone_drain(struct zone *zone);
void zone_pcp_destroy(struct zone *zone);

#endif
