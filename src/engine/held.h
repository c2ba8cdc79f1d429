/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Blocks that steps hold: every allocation that a scenario keeps is under a
 * label, so that a later step can free it. Order of allocation is kept.
 */
#ifndef NW_ENGINE_HELD_H
#define NW_ENGINE_HELD_H

#include "model/alloc_context.h"

struct held_set {
	char *label;
	struct page_block *blocks;
	size_t nr, cap;
};

struct held_blocks {
	struct held_set *sets;
	size_t nr_sets, cap_sets;
};

/* The set @label, created when missing. Valid until the next new label. */
struct held_set *held_get(struct held_blocks *held, const char *label);
/* NULL when there is none. */
struct held_set *held_find(const struct held_blocks *held, const char *label);
void held_add(struct held_set *set, struct page_block block);
/* Forget all sets (the blocks are not freed). */
void held_clear(struct held_blocks *held);

#endif
