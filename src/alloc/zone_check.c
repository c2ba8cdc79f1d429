// SPDX-License-Identifier: GPL-2.0-only
/*
 * The invariants of a zone's free memory, all of them, slowly.
 *
 * Responsible for finding what is wrong and for saying where.
 * Not responsible for invariants between zones and nodes (engine/).
 *
 * Mirrors: mm/page_alloc.c bad_range(), page_is_buddy(), and the VM_WARN_ONs of
 * the free lists, v6.12.
 */
#include "alloc/zone_memory.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "alloc/buddy.h"
#include "alloc/pcp.h"
#include "alloc/rmqueue.h"

struct check {
	const struct zone *zone;
	char *buf;
	size_t len;
	uint64_t nr_free, nr_free_highatomic, nr_isolated;
	bool failed;
};

static void __attribute__((format(printf, 2, 3))) fail(struct check *c, const char *fmt, ...)
{
	va_list ap;

	if (c->failed)
		return; /* the first one counts */
	c->failed = true;
	va_start(ap, fmt);
	vsnprintf(c->buf, c->len, fmt, ap);
	va_end(ap);
}

static bool block_in_span(const struct zone *zone, uint32_t idx, unsigned order)
{
	uint64_t pfn = zone_page_pfn(zone, idx);

	return zone_spans_pfn(zone, pfn) && zone_spans_pfn(zone, pfn + (1u << order) - 1);
}

/* No page inside the block may be a block of its own, of whatever kind. */
static void check_inside(struct check *c, uint32_t idx, unsigned order)
{
	for (uint32_t i = 1; i < 1u << order; i++) {
		if (page_state(c->zone->meta, idx + i) != PAGE_NONE) {
			fail(c, "page 0x%" PRIx64 " has a state inside a block of order %u",
			     zone_page_pfn(c->zone, idx + i), order);
			return;
		}
	}
}

/* (a) In the span, (b) of its list's type, (c) not mergeable, (d) nothing inside. */
static void check_block(struct check *c, uint32_t idx, unsigned order, enum migratetype mt)
{
	const struct zone *zone = c->zone;
	uint64_t pfn = zone_page_pfn(zone, idx);
	uint32_t buddy = idx ^ (1u << order);

	if (idx & ((1u << order) - 1) || !block_in_span(zone, idx, order)) {
		fail(c, "block 0x%" PRIx64 " of order %u is not aligned or not in the zone", pfn,
		     order);
		return;
	}
	for (uint32_t i = 0; i < 1u << order; i += (uint32_t)pageblock_nr_pages) {
		if (pageblock_mt(zone, idx + i) != (int)mt)
			fail(c, "block 0x%" PRIx64 " of order %u on list %c, its pageblock is not",
			     pfn, order, migratetype_letters[mt]);
	}
	/* From a pageblock on, buddies that a reserve kept apart are not merged afterwards. */
	if (order < pageblock_order && page_is_free_block(zone, buddy, order))
		fail(c, "block 0x%" PRIx64 " of order %u and its buddy are both free", pfn, order);
	check_inside(c, idx, order);
}

static void check_intervals(struct check *c, const struct free_list *fl, unsigned order,
			    enum migratetype mt)
{
	uint32_t end = 0;

	if (fl->nr_intervals && (order != MAX_PAGE_ORDER || mt != MIGRATE_MOVABLE))
		fail(c, "order %u list %c has intervals", order, migratetype_letters[mt]);
	for (uint32_t i = 0; i < fl->nr_intervals && !c->failed; i++) {
		const struct block_interval *in = &fl->intervals[i];

		if (in->start >= in->end || in->start < end || in->start % MAX_ORDER_PAGES ||
		    in->end % MAX_ORDER_PAGES)
			fail(c, "interval %u of order %u list %c is not sorted or not aligned", i,
			     order, migratetype_letters[mt]);
		else if (!block_in_span(c->zone, in->start, 0) ||
			 !block_in_span(c->zone, in->end - 1, 0))
			fail(c, "interval %u is not in the zone", i);
		end = in->end;
	}
}

/* Explicit blocks linked both ways, each marked with the list's order. */
static uint64_t check_explicit(struct check *c, const struct free_list *fl, unsigned order,
			       enum migratetype mt)
{
	uint32_t prev = PAGE_IDX_NONE;
	uint64_t nr = 0;

	for (uint32_t idx = fl->head; idx != PAGE_IDX_NONE && !c->failed;
	     idx = page_link(c->zone->meta, idx)->next) {
		if (page_link(c->zone->meta, idx)->prev != prev ||
		    !page_is_free_block(c->zone, idx, order) || ++nr > fl->nr_blocks) {
			fail(c, "order %u list %c is broken at 0x%" PRIx64, order,
			     migratetype_letters[mt], zone_page_pfn(c->zone, idx));
			return nr;
		}
		if (order == MAX_PAGE_ORDER && free_list_find_interval(fl, idx))
			fail(c, "block 0x%" PRIx64 " is linked and implied",
			     zone_page_pfn(c->zone, idx));
		check_block(c, idx, order, mt);
		prev = idx;
	}
	if (!c->failed && fl->tail != prev)
		fail(c, "order %u list %c has a wrong tail", order, migratetype_letters[mt]);
	return nr;
}

static void check_list(struct check *c, unsigned order, enum migratetype mt)
{
	const struct free_list *fl = &c->zone->free_area[order].free_list[mt];
	uint64_t nr = check_explicit(c, fl, order, mt);

	check_intervals(c, fl, order, mt);
	for (uint32_t i = 0; i < fl->nr_intervals; i++)
		nr += (fl->intervals[i].end - fl->intervals[i].start) / MAX_ORDER_PAGES;
	if (nr != fl->nr_blocks)
		fail(c, "order %u list %c counts %" PRIu64 " blocks, holds %" PRIu64, order,
		     migratetype_letters[mt], fl->nr_blocks, nr);
	if (mt == MIGRATE_ISOLATE)
		c->nr_isolated += nr << order;
	else
		c->nr_free += nr << order;
	if (mt == MIGRATE_HIGHATOMIC)
		c->nr_free_highatomic += nr << order;
}

static void check_counts(struct check *c)
{
	const struct zone *zone = c->zone;

	for (unsigned order = 0; order < NR_PAGE_ORDERS; order++) {
		uint64_t nr = 0;

		for (int mt = 0; mt < MIGRATE_TYPES; mt++)
			nr += zone->free_area[order].free_list[mt].nr_blocks;
		if (nr != zone->free_area[order].nr_free)
			fail(c, "order %u counts %" PRIu64 " blocks, its lists hold %" PRIu64,
			     order, zone->free_area[order].nr_free, nr);
	}
	if (c->nr_free != zone->nr_free_pages)
		fail(c, "nr_free_pages is %" PRIu64 ", lists hold %" PRIu64, zone->nr_free_pages,
		     c->nr_free);
	if (c->nr_free_highatomic != zone->nr_free_highatomic)
		fail(c, "nr_free_highatomic is %" PRIu64 ", lists hold %" PRIu64,
		     zone->nr_free_highatomic, c->nr_free_highatomic);
	if (c->nr_isolated != zone->nr_isolated)
		fail(c, "nr_isolated is %" PRIu64 ", lists hold %" PRIu64, zone->nr_isolated,
		     c->nr_isolated);
	if (c->nr_free + c->nr_isolated + zone_pcp_pages(zone) > zone->managed_pages)
		fail(c, "%" PRIu64 " free pages of %" PRIu64 " managed ones", c->nr_free,
		     zone->managed_pages);
}

static void check_pcp(struct check *c, const struct per_cpu_pages *pcp, int cpu)
{
	int64_t count = 0;

	for (unsigned i = 0; i < NR_PCP_LISTS && !c->failed; i++) {
		unsigned order = pindex_to_order(i);
		uint32_t nr = 0;

		for (uint32_t idx = pcp->list_head[i]; idx != PAGE_IDX_NONE;
		     idx = page_link(c->zone->meta, idx)->next) {
			if (page_state(c->zone->meta, idx) != (PAGE_PCP | order) ||
			    ++nr > pcp->list_len[i]) {
				fail(c, "cpu %d list %u is broken at 0x%" PRIx64, cpu, i,
				     zone_page_pfn(c->zone, idx));
				return;
			}
		}
		if (nr != pcp->list_len[i])
			fail(c, "cpu %d list %u counts %u blocks, holds %u", cpu, i,
			     pcp->list_len[i], nr);
		count += (int64_t)nr << order;
	}
	if (!(pcp->flags & PCPF_NEW_LIMITS) && pcp->high_min <= pcp->high_max &&
	    (pcp->high < pcp->high_min || pcp->high > pcp->high_max))
		fail(c, "cpu %d has high %d outside %d..%d", cpu, pcp->high, pcp->high_min,
		     pcp->high_max);
	if (count != pcp->count)
		fail(c, "cpu %d counts %d pages, its lists hold %" PRId64, cpu, pcp->count, count);
}

const char *zone_check(const struct zone *zone, char *buf, size_t len)
{
	struct check c = { .zone = zone, .buf = buf, .len = len };

	assert(len > 0);
	if (zone->spanned_pages == 0)
		return zone->nr_free_pages ? "free pages in a zone that spans nothing" : NULL;
	for (unsigned order = 0; order < NR_PAGE_ORDERS; order++) {
		for (int mt = 0; mt < MIGRATE_TYPES; mt++)
			check_list(&c, order, (enum migratetype)mt);
	}
	for (int cpu = 0; cpu < zone->nr_pcp; cpu++) {
		if (zone->pcp[cpu])
			check_pcp(&c, zone->pcp[cpu], cpu);
	}
	check_counts(&c);
	return c.failed ? buf : NULL;
}
