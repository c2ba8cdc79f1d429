/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Contiguous ranges of pages.
 *
 * Mirrors: mm/page_alloc.c alloc_contig_pages(), alloc_contig_range(),
 * free_contig_range(), mm/page_isolation.c start_isolate_page_range(), v6.12.
 */
#ifndef NW_CONTIG_CONTIG_H
#define NW_CONTIG_CONTIG_H

#include "alloc/page_alloc.h"

/*
 * The pages of @req, whose order is at least pageblock_order, from the first zone of
 * its list that has an aligned range for them. No watermark and no cpuset is looked
 * at. @to (may be NULL) is told of one pass, with every zone of the list. Return: the
 * block; zone NULL = none.
 */
struct page_block alloc_contig_pages(struct machine *m, const struct alloc_request *req,
				     const struct request_listener *to);
/*
 * Take [start_pfn, + nr_pages), whole pageblocks of one zone. 0, -EBUSY, -ENOMEM,
 * or -EPERM (H10: the design does not let pages be moved out of the way there).
 */
int alloc_contig_range(struct machine *m, struct zone *zone, uint64_t start_pfn,
		       uint64_t nr_pages, const struct alloc_request *req);
/* Give a range of such pages back, pageblock by pageblock. */
void free_contig_range(struct zone *zone, uint64_t start_pfn, uint64_t nr_pages);

#endif
