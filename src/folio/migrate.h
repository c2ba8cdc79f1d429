/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * New pages for a folio that moves.
 *
 * Mirrors: mm/internal.h struct migration_target_control, mm/migrate.c
 * alloc_migration_target(), v6.12.
 */
#ifndef NW_FOLIO_MIGRATE_H
#define NW_FOLIO_MIGRATE_H

#include "folio/folio.h"

struct migration_target {
	gfp_t gfp;			/* of an order-0 page; a huge one has its own */
	int nid;
	const nodemask_t *nodemask;	/* NULL: none */
	enum alloc_reason reason;
};

/* @who: task, context and CPU that move it. zone NULL: there are none. */
struct page_block alloc_migration_target(struct machine *m, const struct folio *src,
					 const struct migration_target *to,
					 const struct alloc_request *who);
/* Can it be moved at all? Pins, writeback and its driver hold it where it is. */
static inline bool folio_may_migrate(const struct folio *folio)
{
	return !folio->nr_pins && !folio_is_zone_device(folio) &&
	       !(folio->flags & (PG_WRITEBACK | PG_HWPOISON));
}

#endif
