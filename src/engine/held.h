/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Blocks that steps hold: every allocation that a scenario keeps is under a
 * label, so that a later step can free it. Order of allocation is kept.
 *
 * Blocks that follow each other in memory are one run: a node that is taken page by
 * page would need more room here than its metadata.
 */
#ifndef NW_ENGINE_HELD_H
#define NW_ENGINE_HELD_H

#include "model/alloc_context.h"

/* @nr blocks of 2^order pages, in the order of their pfn. */
struct held_run {
	struct zone *zone;
	uint64_t pfn;
	uint64_t nr;
	unsigned order;
};

struct held_set {
	char *label;
	struct held_run *runs;
	size_t first_run; /* older ones were given back */
	size_t nr_runs, cap_runs; /* first_run included */
	uint64_t nr; /* blocks */
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
/* The block added last, or first, is no longer of the set, which is not empty. */
struct page_block held_take_newest(struct held_set *set);
struct page_block held_take_oldest(struct held_set *set);
/* Oldest first. */
void held_for_each(const struct held_set *set, void (*visit)(void *arg, struct page_block block),
		   void *arg);
/* Forget all sets (the blocks are not freed). */
void held_clear(struct held_blocks *held);

#endif
