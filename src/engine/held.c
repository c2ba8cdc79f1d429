// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks held by label. A plain growing array per label: scenarios hold at most
 * millions of blocks, are read in order, and free from the end or all at once.
 *
 * Mirrors: nothing; a kernel test module would keep such a list.
 */
#include "engine/held.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

struct held_set *held_find(const struct held_blocks *held, const char *label)
{
	for (size_t i = 0; i < held->nr_sets; i++)
		if (!strcmp(held->sets[i].label, label))
			return &held->sets[i];
	return NULL;
}

struct held_set *held_get(struct held_blocks *held, const char *label)
{
	struct held_set *set = held_find(held, label);

	if (set)
		return set;
	if (held->nr_sets == held->cap_sets) {
		held->cap_sets = held->cap_sets ? 2 * held->cap_sets : 8;
		held->sets = xrealloc(held->sets, held->cap_sets * sizeof(*held->sets));
	}
	set = &held->sets[held->nr_sets++];
	*set = (struct held_set){ .label = xstrdup(label) };
	return set;
}

void held_add(struct held_set *set, struct page_block block)
{
	if (set->nr == set->cap) {
		set->cap = set->cap ? 2 * set->cap : 16;
		set->blocks = xrealloc(set->blocks, set->cap * sizeof(*set->blocks));
	}
	set->blocks[set->nr++] = block;
}

void held_clear(struct held_blocks *held)
{
	for (size_t i = 0; i < held->nr_sets; i++) {
		free(held->sets[i].label);
		free(held->sets[i].blocks);
	}
	free(held->sets);
	*held = (struct held_blocks){ 0 };
}
