// SPDX-License-Identifier: GPL-2.0-only
/*
 * New pages for a folio that moves: the request that asks for them.
 *
 * Responsible for its flags, which depend on the old pages. Not responsible for
 * who moves what where.
 *
 * Mirrors: mm/migrate.c alloc_migration_target(), v6.12.
 */
#include "folio/migrate.h"

#include "alloc/page_alloc.h"

struct page_block alloc_migration_target(struct machine *m, const struct folio *src,
					 const struct migration_target *to,
					 const struct alloc_request *who)
{
	struct alloc_request req = *who;
	nodemask_t storage;

	req.gfp = to->gfp | __GFP_COMP;
	req.order = src->block.order;
	req.nid = to->nid;
	req.mask = MASK_REF_NONE;
	req.reason = to->reason;
	if (to->nodemask)
		req.mask = (struct mask_ref){ .nodes = to->nodemask, .from = MASK_FROM_CALLER };
	if (req.order)
		req.gfp = (req.gfp & ~__GFP_RECLAIM) | GFP_TRANSHUGE;
	if (src->block.zone->type == ZONE_MOVABLE)
		req.gfp |= __GFP_HIGHMEM;
	if (to->reason == REASON_DEMOTION && m->design->demotion_request)
		m->design->demotion_request(m, &req, &storage);
	return alloc_pages(m, &req).block;
}
