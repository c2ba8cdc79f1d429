/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Free blocks for somebody who looks for them by place: which one is at a page,
 * taking it, and moving the part of a list that was looked at out of the way.
 *
 * Mirrors: mm/page_alloc.c __isolate_free_page(), mm/compaction.c
 * move_freelist_head(), move_freelist_tail(), v6.12.
 */
#ifndef NW_ALLOC_ISOLATE_FREE_H
#define NW_ALLOC_ISOLATE_FREE_H

#include "alloc/buddy.h"

/* Order of the free block that starts at @idx, explicit or implied; -1: none does. */
int free_block_order(const struct zone *zone, uint32_t idx);
/*
 * Take the explicit free block at @idx, as far as the min watermark allows it. It
 * is the caller's then, as if handed out. Return: its pages, or 0.
 */
uint32_t isolate_free_page(struct zone *zone, uint32_t idx, unsigned order);

/* The lists of blocks below MAX_PAGE_ORDER only: they have explicit blocks and no others. */

/* Blocks before @idx go to the tail: @idx comes first. */
void free_list_rotate_before(struct free_list *fl, struct page_meta *meta, uint32_t idx);
/* Blocks up to and with @idx go to the tail: the one after it comes first. */
void free_list_rotate_after(struct free_list *fl, struct page_meta *meta, uint32_t idx);

#endif
