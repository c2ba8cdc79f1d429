/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Falling back to another migratetype when the lists of the wanted one are empty.
 *
 * Mirrors: mm/page_alloc.c __rmqueue(), __rmqueue_claim(), __rmqueue_steal(), v6.12.
 */
#ifndef NW_ALLOC_FALLBACK_H
#define NW_ALLOC_FALLBACK_H

#include "alloc/buddy.h"
#include "model/machine.h"

/*
 * Where the last one of a batch was found. As nobody else takes in between, a
 * batch that came down to stealing need not look elsewhere again.
 */
enum rmqueue_mode { RMQUEUE_NORMAL, RMQUEUE_STEAL };

/*
 * Take 2^order pages for type @mt: from its own lists, else from the fallback
 * types as far as @alloc_flags allow. Never from MIGRATE_HIGHATOMIC. @mode is
 * RMQUEUE_NORMAL for the first block of a batch, and kept until its last.
 * Return: page index, or PAGE_IDX_NONE; nothing was taken then.
 */
uint32_t rmqueue_any_type(struct machine *m, struct zone *zone, unsigned order, enum migratetype mt,
			  unsigned alloc_flags, enum rmqueue_mode *mode);
/* Would a request of @mt take over the pageblock of some free block of exactly @order? */
bool has_claimable_block(const struct zone *zone, unsigned order, enum migratetype mt);
/* Would rmqueue_any_type() find something? */
bool rmqueue_any_type_possible(const struct zone *zone, unsigned order, enum migratetype mt,
			       unsigned alloc_flags);

#endif
