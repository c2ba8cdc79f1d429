// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looking for a range: zone by zone in the order of the list, in each the aligned
 * ranges from the lowest pfn on, until one can be taken.
 *
 * Responsible for which zones and ranges are tried. No watermark is looked at
 * and no cpuset, because get_page_from_freelist() is not on the way.
 *
 * Mirrors: mm/page_alloc.c alloc_contig_pages_noprof(), pfn_range_valid_contig(),
 * zone_spans_last_pfn(), v6.12.
 */
#include "alloc/buddy.h"
#include "alloc/page_find.h"
#include "alloc/request.h"
#include "alloc/zone_test.h"
#include "contig/private.h"

struct search {
	struct machine *m;
	const struct alloc_request *req;
	struct alloc_pass pass; /* what is told of it */
	uint64_t nr_pages;
	const struct request_listener *to;
};

/* Mirrors: pfn_range_valid_contig(). */
static bool range_is_valid(const struct search *s, const struct zone *zone, uint64_t start_pfn)
{
	uint32_t start = zone_page_idx(zone, start_pfn), end = start + (uint32_t)s->nr_pages;

	for (uint32_t idx = start; idx < end; idx += (uint32_t)pageblock_nr_pages) {
		if (pageblock_mt(zone, idx) == PAGEBLOCK_HOLE)
			return false;
	}
	for (uint32_t idx = first_page_in_use(zone, start, end); idx < end;
	     idx = first_page_in_use(zone, idx, end)) {
		if (contig_page_at(s->m, zone, idx, &idx) == CONTIG_PAGE_HUGETLB)
			return false;
	}
	return true;
}

static enum verdict search_zone(const struct search *s, struct zone *zone, uint64_t *found)
{
	enum verdict verdict = VERDICT_RANGE_NONE;
	uint64_t pfn = (zone->zone_start_pfn + s->nr_pages - 1) & ~(s->nr_pages - 1);

	for (; zone_spans_pfn(zone, pfn + s->nr_pages - 1); pfn += s->nr_pages) {
		if (!range_is_valid(s, zone, pfn))
			continue;
		verdict = VERDICT_RANGE_BUSY;
		if (alloc_contig_range(s->m, zone, pfn, s->nr_pages, s->req))
			continue;
		*found = pfn;
		return VERDICT_TAKEN;
	}
	return verdict;
}

static enum verdict zone_verdict(const struct search *s, struct zoneref ref)
{
	const struct alloc_context *ac = &s->pass.ac;

	if (ref.zone_idx > ac->highest_zoneidx)
		return VERDICT_ZONEIDX;
	if (ac->mask.nodes && !node_isset(ref.nid, ac->mask.nodes))
		return VERDICT_NODEMASK;
	return contig_allowed(s->m, CONTIG_RANGE, s->req, ref.nid);
}

static void tell_zone(const struct search *s, struct zoneref ref, enum verdict verdict)
{
	const struct zone_record rec = {
		.ref = ref,
		.verdict = verdict,
		.class = verdict_record_class(s->m, s->req, &s->pass, ref.nid, verdict),
		.free = zoneref_zone(s->m, ref)->nr_free_pages,
	};

	s->to->ops->zone(s->to->arg, &rec);
}

struct page_block alloc_contig_pages(struct machine *m, const struct alloc_request *req,
				     const struct request_listener *to)
{
	struct search s = { .m = m, .req = req, .nr_pages = UINT64_C(1) << req->order, .to = to };
	struct page_block block = { .order = req->order };
	struct alloc_context *ac = &s.pass.ac;
	bool told = to && to->ops;

	assert(req->order >= pageblock_order);
	ac->zonelist_kind = request_zonelist_kind(m, req);
	ac->zonelist = &m->pgdat[req->nid]->node_zonelists[ac->zonelist_kind];
	ac->highest_zoneidx = gfp_zone(req->gfp);
	ac->mask = req->mask;
	s.pass.kind = PASS_CONTIG;
	s.pass.gfp = req->gfp;
	s.pass.alloc_flags = ALLOC_NO_WATERMARKS;
	if (to)
		to->request(to->arg, req);
	if (told)
		to->ops->pass(to->arg, &s.pass);
	for (uint32_t i = 0; i < ac->zonelist->nr_refs; i++) {
		struct zoneref ref = ac->zonelist->refs[i];
		enum verdict verdict = block.zone ? VERDICT_NOT_REACHED : zone_verdict(&s, ref);

		if (verdict == VERDICT_PASS)
			verdict = search_zone(&s, zoneref_zone(m, ref), &block.pfn);
		if (verdict == VERDICT_TAKEN)
			block.zone = zoneref_zone(m, ref);
		if (told)
			tell_zone(&s, ref, verdict);
	}
	return block;
}
