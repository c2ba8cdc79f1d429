// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks held by label: a growing array of runs per label, from whose ends blocks
 * are given back.
 *
 * Mirrors: nothing; a kernel test module would keep such a list.
 */
#include "engine/held.h"

#include <assert.h>
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

static bool continues(const struct held_run *run, const struct page_block *block)
{
	return run->zone == block->zone && run->order == block->order &&
	       run->pfn + (run->nr << run->order) == block->pfn;
}

void held_add(struct held_set *set, struct page_block block)
{
	set->nr++;
	if (set->nr_runs > set->first_run && continues(&set->runs[set->nr_runs - 1], &block)) {
		set->runs[set->nr_runs - 1].nr++;
		return;
	}
	if (set->nr_runs == set->cap_runs) {
		set->cap_runs = set->cap_runs ? 2 * set->cap_runs : 16;
		set->runs = xrealloc(set->runs, set->cap_runs * sizeof(*set->runs));
	}
	set->runs[set->nr_runs++] = (struct held_run){
		.zone = block.zone,
		.pfn = block.pfn,
		.nr = 1,
		.order = block.order,
	};
}

static struct page_block run_block(const struct held_run *run, uint64_t i)
{
	return (struct page_block){ .zone = run->zone,
				    .pfn = run->pfn + (i << run->order),
				    .order = run->order };
}

struct page_block held_take_newest(struct held_set *set)
{
	struct held_run *run = &set->runs[set->nr_runs - 1];
	struct page_block block;

	assert(set->nr > 0 && set->nr_runs > set->first_run);
	block = run_block(run, --run->nr);
	set->nr--;
	if (!run->nr)
		set->nr_runs--;
	return block;
}

struct page_block held_take_oldest(struct held_set *set)
{
	struct held_run *run = &set->runs[set->first_run];
	struct page_block block;

	assert(set->nr > 0 && set->nr_runs > set->first_run);
	block = run_block(run, 0);
	set->nr--;
	run->pfn += UINT64_C(1) << run->order;
	if (!--run->nr)
		set->first_run++;
	return block;
}

void held_for_each(const struct held_set *set, void (*visit)(void *arg, struct page_block block),
		   void *arg)
{
	for (size_t r = set->first_run; r < set->nr_runs; r++)
		for (uint64_t i = 0; i < set->runs[r].nr; i++)
			visit(arg, run_block(&set->runs[r], i));
}

void held_clear(struct held_blocks *held)
{
	for (size_t i = 0; i < held->nr_sets; i++) {
		free(held->sets[i].label);
		free(held->sets[i].runs);
	}
	free(held->sets);
	*held = (struct held_blocks){ 0 };
}
