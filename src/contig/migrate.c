// SPDX-License-Identifier: GPL-2.0-only
/*
 * Moving folios out of a range that is wanted as a whole.
 *
 * Mirrors: mm/page_alloc.c __alloc_contig_migrate_range(), __alloc_contig_verify_gfp_mask(),
 * v6.12.
 * Differs: clean page cache is moved, not dropped; a huge page without a target is
 * not split.
 */
#include <errno.h>

#include "alloc/buddy.h"
#include "alloc/page_find.h"
#include "contig/private.h"
#include "folio/migrate.h"

/* A page for @folio, on its node if there is room: no nodemask, no mempolicy. */
static struct page_block migration_target(struct machine *m, const struct folio *folio,
					  const struct alloc_request *req)
{
	const gfp_t kept = __GFP_IO | __GFP_FS | __GFP_RECLAIM | __GFP_NOWARN;
	const struct migration_target to = {
		.gfp = (req->gfp & kept) | __GFP_HARDWALL | __GFP_MOVABLE | __GFP_RETRY_MAYFAIL,
		.nid = folio_nid(folio),
		.reason = REASON_NORMAL,
	};

	return alloc_migration_target(m, folio, &to, req);
}

static bool folio_can_move(const struct folio *folio)
{
	return folio && (folio->flags & PG_LRU) && !folio->nr_pins;
}

int contig_migrate_range(struct machine *m, struct zone *zone, uint32_t start, uint32_t end,
			 const struct alloc_request *req)
{
	uint32_t idx = first_page_in_use(zone, start, end);

	for (; idx < end; idx = first_page_in_use(zone, idx, end)) {
		struct folio *folio = folio_at(m, zone_page_pfn(zone, idx));
		struct page_block target;

		contig_page_at(m, zone, idx, &idx);
		if (!folio_can_move(folio))
			continue;
		target = migration_target(m, folio, req);
		if (!target.zone)
			return -ENOMEM;
		free_pages(m, folio_move(m, folio, target), req->cpu);
	}
	return 0;
}
