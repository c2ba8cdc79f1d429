// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocation and release on the engine's machine, one block or a whole run.
 *
 * Mirrors: nothing of its own; alloc/page_alloc.h does the work.
 */
#include <assert.h>
#include <stdlib.h>

#include "alloc/page_meta.h"
#include "base/text.h"
#include "engine/engine.h"

void engine_listen(struct engine *e, const struct explain_ops *ops, void *arg)
{
	e->listener = ops;
	e->listener_arg = arg;
}

struct alloc_result engine_alloc(struct engine *e, const struct alloc_request *req)
{
	struct alloc_result result = { .block = PAGE_BLOCK_NONE };

	if (!e->listener)
		return alloc_pages(&e->m, req);
	alloc_pages_told(&e->m, req, e->listener, e->listener_arg, &result);
	engine_listen(e, NULL, NULL);
	return result;
}

void engine_free(struct engine *e, struct page_block block)
{
	if (page_freed(&e->m, block))
		free_pages(&e->m, block, 0);
}

/* Pages from which on a zone's metadata is asked for in huge pages of the host. */
#define EXPECT_USE_PAGES (UINT64_C(1) << 18)

/* Up to @nr_pages more will come from @zone, as far as they last. */
static void expect_use(struct zone *zone, uint64_t nr_pages)
{
	if (nr_pages >= EXPECT_USE_PAGES && zone->nr_free_pages >= EXPECT_USE_PAGES)
		page_meta_expect_use(zone->meta);
}

/* True when @zone begins a new run. */
static bool runs_add(struct alloc_runs *runs, struct zone *zone)
{
	runs->nr_blocks++;
	if (runs->nr && runs->runs[runs->nr - 1].zone == zone) {
		runs->runs[runs->nr - 1].nr_blocks++;
		return false;
	}
	if (runs->nr == runs->cap) {
		runs->cap = runs->cap ? 2 * runs->cap : 16;
		runs->runs = xrealloc(runs->runs, runs->cap * sizeof(*runs->runs));
	}
	runs->runs[runs->nr++] = (struct alloc_run){ .zone = zone, .nr_blocks = 1 };
	return true;
}

void engine_alloc_many(struct engine *e, const struct alloc_request *req, uint64_t max_blocks,
		       const char *label, struct alloc_runs *out)
{
	struct held_set *set = held_get(&e->held, label);

	assert(max_blocks > 0);
	*out = (struct alloc_runs){ 0 };
	while (out->nr_blocks < max_blocks) {
		if (e->listener)
			out->last = engine_alloc(e, req);
		else
			alloc_pages_into(&e->m, req, &out->last);
		if (!out->last.block.zone)
			return;
		/* A caller that opted in asks the driver of what it got. */
		if (req->reason == REASON_OPT_IN && !page_allocated(&e->m, out->last.block)) {
			free_pages(&e->m, out->last.block, req->cpu);
			out->last.block = PAGE_BLOCK_NONE;
			out->last.verdict = VERDICT_DEVICE_VETO;
			return;
		}
		held_add(set, out->last.block);
		if (runs_add(out, out->last.block.zone))
			expect_use(out->last.block.zone, max_blocks - out->nr_blocks);
		out->last_pass = out->last.pass;
		out->last_round = out->last.round;
	}
}

void alloc_runs_free(struct alloc_runs *runs)
{
	free(runs->runs);
	*runs = (struct alloc_runs){ 0 };
}
