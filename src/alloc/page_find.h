/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is at a page index: a free block, implied or explicit, a parked block, or
 * a page in use. Changes nothing.
 */
#ifndef NW_ALLOC_PAGE_FIND_H
#define NW_ALLOC_PAGE_FIND_H

#include "model/zone.h"

/*
 * The explicit free block that holds page @idx, or PAGE_IDX_NONE.
 * Mirrors: mm/page_alloc.c find_large_buddy(), v6.12.
 */
uint32_t find_large_buddy(const struct zone *zone, uint32_t idx, unsigned *order);
/* The interval of never-touched blocks that holds page @idx, or NULL. */
const struct block_interval *find_implied_block(const struct zone *zone, uint32_t idx);
/* End of the free or parked block that holds page @idx; @idx when the page is in use. */
uint32_t free_or_parked_end(const struct zone *zone, uint32_t idx);
/* First page from @idx on that is in use, or @end. */
uint32_t first_page_in_use(const struct zone *zone, uint32_t idx, uint32_t end);
/* End of the block in use that page @idx is the first of; @idx + 1 when nothing is known. */
uint32_t used_block_end(const struct zone *zone, uint32_t idx);

#endif
