/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of this room share among themselves. */
#ifndef NW_CONTIG_PRIVATE_H
#define NW_CONTIG_PRIVATE_H

#include "contig/contig.h"
#include "folio/folio.h"

/* What a page in use is to somebody who wants its place. */
enum contig_page {
	CONTIG_PAGE_UNMOVABLE,
	CONTIG_PAGE_MOVABLE,		/* on an LRU list */
	CONTIG_PAGE_HUGETLB		/* could move; searches pass it by */
};

/* range.c: the page in use at @idx; *@end is where its folio ends. */
enum contig_page contig_page_at(const struct machine *m, const struct zone *zone, uint32_t idx,
				uint32_t *end);
/*
 * migrate.c: move the folios of [start, end), which is isolated, away on behalf of
 * @req. 0, also when some could not be moved, or -ENOMEM: no place for one.
 */
int contig_migrate_range(struct machine *m, struct zone *zone, uint32_t start, uint32_t end,
			 const struct alloc_request *req);

#endif
