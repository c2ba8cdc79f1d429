// SPDX-License-Identifier: GPL-2.0-only
/*
 * One range: isolate its pageblocks, empty them, take them; undo on failure.
 *
 * Responsible for the order of these and for who counts as unmovable.
 * Not responsible for finding the range (search.c) and for moving pages
 * (migrate.c).
 *
 * Mirrors: mm/page_alloc.c alloc_contig_range_noprof(), mm/page_isolation.c
 * start_isolate_page_range(), has_unmovable_pages(), v6.12.
 * Differs: pages that boot reserved count as unmovable kernel pages, and nobody
 * races with the isolation.
 */
#include <errno.h>

#include "alloc/buddy.h"
#include "alloc/page_find.h"
#include "alloc/pcp.h"
#include "alloc/zone_isolate.h"
#include "contig/private.h"

#define BLOCK_PAGES ((uint32_t)pageblock_nr_pages)

struct range {
	struct machine *m;
	struct zone *zone;
	uint32_t start, end; /* page indexes, multiples of BLOCK_PAGES */
};

enum contig_page contig_page_at(const struct machine *m, const struct zone *zone, uint32_t idx,
				uint32_t *end)
{
	const struct folio *folio = folio_at(m, zone_page_pfn(zone, idx));

	if (!folio) {
		*end = used_block_end(zone, idx);
		return CONTIG_PAGE_UNMOVABLE;
	}
	*end = zone_page_idx(zone, folio->block.pfn) + (uint32_t)folio_nr_pages(folio);
	if (folio->kind == FOLIO_HUGETLB)
		return CONTIG_PAGE_HUGETLB;
	return folio->flags & PG_LRU ? CONTIG_PAGE_MOVABLE : CONTIG_PAGE_UNMOVABLE;
}

/* Mirrors: has_unmovable_pages(): in ZONE_MOVABLE nothing is said to be. */
static bool block_is_movable(const struct range *r, uint32_t idx)
{
	uint32_t end = idx + BLOCK_PAGES;

	if (r->zone->type == ZONE_MOVABLE)
		return true;
	for (idx = first_page_in_use(r->zone, idx, end); idx < end;
	     idx = first_page_in_use(r->zone, idx, end)) {
		if (contig_page_at(r->m, r->zone, idx, &idx) == CONTIG_PAGE_UNMOVABLE)
			return false;
	}
	return true;
}

static int isolate_one(const struct range *r, uint32_t idx)
{
	if (pageblock_mt(r->zone, idx) == PAGEBLOCK_HOLE || !block_is_movable(r, idx))
		return -EBUSY;
	return isolate_pageblock(r->zone, idx);
}

static void undo_isolation(const struct range *r, uint32_t start, uint32_t end)
{
	for (uint32_t idx = start; idx < end; idx += BLOCK_PAGES)
		unisolate_pageblock(r->zone, idx, MIGRATE_MOVABLE);
}

/* Mirrors: start_isolate_page_range(): both ends first, then what lies between. */
static int isolate_range(const struct range *r)
{
	uint32_t last = r->end - BLOCK_PAGES;

	if (isolate_one(r, r->start))
		return -EBUSY;
	if (last == r->start)
		return 0;
	if (isolate_one(r, last)) {
		unisolate_pageblock(r->zone, r->start, MIGRATE_MOVABLE);
		return -EBUSY;
	}
	for (uint32_t idx = r->start + BLOCK_PAGES; idx < last; idx += BLOCK_PAGES) {
		if (isolate_one(r, idx)) {
			undo_isolation(r, r->start, idx);
			unisolate_pageblock(r->zone, last, MIGRATE_MOVABLE);
			return -EBUSY;
		}
	}
	return 0;
}

/* Move what is in use; pages that did not move show in the last test. */
static int empty_range(const struct range *r, const struct alloc_request *req)
{
	int err;

	if (first_page_in_use(r->zone, r->start, r->end) == r->end)
		return 0;
	if (contig_allowed(r->m, CONTIG_DISPLACE, req, r->zone->nid) != VERDICT_PASS)
		return -EPERM;
	err = contig_migrate_range(r->m, r->zone, r->start, r->end, req);
	zone_drain(r->zone);
	return err;
}

int alloc_contig_range(struct machine *m, struct zone *zone, uint64_t start_pfn,
		       uint64_t nr_pages, const struct alloc_request *req)
{
	struct range r = { .m = m, .zone = zone };
	int err;

	assert(zone_spans_pfn(zone, start_pfn) && zone_spans_pfn(zone, start_pfn + nr_pages - 1));
	r.start = zone_page_idx(zone, start_pfn);
	r.end = r.start + (uint32_t)nr_pages;
	assert((r.start | r.end) % BLOCK_PAGES == 0);
	err = isolate_range(&r);
	if (err)
		return err;
	zone_drain(zone);
	err = empty_range(&r, req);
	if (!err && !range_is_isolated(zone, r.start, r.end))
		err = -EBUSY;
	if (!err)
		take_isolated_range(zone, r.start, r.end);
	undo_isolation(&r, r.start, r.end);
	return err;
}

/* Mirrors: mm/page_alloc.c free_contig_range() of one large folio, v6.12. */
void free_contig_range(struct zone *zone, uint64_t start_pfn, uint64_t nr_pages)
{
	uint32_t idx = zone_page_idx(zone, start_pfn);

	assert(nr_pages % BLOCK_PAGES == 0);
	for (uint64_t i = 0; i < nr_pages; i += BLOCK_PAGES)
		free_large_block(zone, idx + (uint32_t)i, pageblock_order, false);
}
