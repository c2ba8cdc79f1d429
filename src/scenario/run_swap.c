// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running the steps of swap: zswap, swapon, pageout.
 *
 * Mirrors: nothing of its own.
 */
#include <assert.h>
#include <stdlib.h>

#include "engine/fault_swap.h"
#include "scenario/run.h"

/* ---- zswap ---- */

/* A slot of the step's own: nobody is charged; its page lies where the task runs. */
static struct zswap_result store_raw(struct engine *e, uint64_t slot, const uint8_t page[PAGE_SIZE],
				     const struct alloc_request *who)
{
	const struct zswap_page raw = { .slot = slot, .bytes = page, .nid = who->nid };

	return zswap_store(&e->zswap, &e->m, &raw, who);
}

static struct zswap_result zswap_once(struct run *run, const struct step_args *args,
				      const struct task *task, uint64_t i)
{
	struct engine *e = run->e;
	uint8_t page[PAGE_SIZE];
	struct alloc_request who = {
		.nid = e->m.cpu_to_node[task->cpu],
		.task = task,
		.cpu = task->cpu,
		.ctx = CTX_TASK,
	};
	struct page_content content = args->content;

	switch (args->zswap) {
	case ZSWAP_OP_STORE:
		if (content.kind != CONTENT_ZERO && content.kind != CONTENT_SAME)
			content.value += i; /* pages of one kind, not copies */
		content_fill(&content, page);
		return store_raw(e, args->slot + i, page, &who);
	case ZSWAP_OP_LOAD:
		return zswap_load(&e->zswap, &e->m, args->slot + i, !args->bypass_swapcache,
				  task->cpu, page);
	default:
		assert(args->zswap == ZSWAP_OP_INVALIDATE);
		return zswap_invalidate(&e->zswap, &e->m, args->slot + i, task->cpu);
	}
}

static void zswap_settings(struct run *run, const struct step_args *args)
{
	struct zswap *z = &run->e->zswap;

	if (args->has_compressor)
		z->compressor = args->compressor;
	if (args->has_percent)
		z->max_pool_percent = args->max_pool_percent;
	if (args->has_accept_percent)
		z->accept_threshold_percent = args->accept_percent;
	if (args->has_shrinker)
		z->shrinker_enabled = args->shrinker;
	if (args->has_enabled)
		z->enabled = args->enabled;
}

/* The outcomes of all pages, each named once: "stored", "direct, rejected". */
static void add_outcome(struct text *text, enum zswap_outcome outcome, unsigned *seen)
{
	if (*seen & 1u << outcome)
		return;
	*seen |= 1u << outcome;
	text_addf(text, "%s%s", text->len ? ", " : "", zswap_outcome_names[outcome]);
}

static void add_zswap_landing(struct step_result *out, int nid)
{
	for (size_t i = 0; i < out->nr_landings; i++) {
		if (out->landings[i].nid == nid) {
			out->landings[i].nr_pages++;
			return;
		}
	}
	out->landings = xrealloc(out->landings, (out->nr_landings + 1) * sizeof(*out->landings));
	out->landings[out->nr_landings++] = (struct landing){ .nid = nid, .nr_pages = 1 };
}

void run_zswap(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct step_args *args = &step->args;
	struct task *task = run_find_task(run, args->task, step, out);
	struct text text = TEXT_INIT;
	unsigned seen = 0;

	if (!task)
		return;
	run_set_errno(out, 0, VERDICT_PASS);
	if (args->zswap == ZSWAP_OP_SETTINGS) {
		zswap_settings(run, args);
		return;
	}
	for (uint64_t i = 0; i < args->count; i++) {
		struct zswap_result result = zswap_once(run, args, task, i);

		zswap_run_worker(&run->e->zswap, &run->e->m);
		add_outcome(&text, result.outcome, &seen);
		if (result.outcome == ZSWAP_STORED || result.outcome == ZSWAP_DIRECT)
			add_zswap_landing(out, result.nid);
		if (result.outcome == ZSWAP_REJECTED) {
			out->has_verdict = true;
			out->verdict = result.why;
			out->class = verdict_info(result.why)->class;
		}
	}
	out->text = text.bytes;
}

/* ---- swap ---- */

void run_swapon(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct step_args *args = &step->args;

	run_set_errno(out,
		      swap_on(&run->e->m, args->label ? args->label : step->name, args->swap_pages,
			      args->synchronous),
		      VERDICT_PASS);
}

void run_pageout(struct run *run, const struct plan_step *step, struct step_result *out)
{
	struct task *task = run_find_task(run, step->args.task, step, out);
	uint64_t first, nr;
	struct mapping *map = task ? run_find_map(run, task, step, &first, &nr, out) : NULL;

	if (!map)
		return;
	out->has_returned = true;
	out->returned = (int64_t)engine_page_out(run->e, task, map, first, nr);
	run_set_errno(out, 0, VERDICT_PASS);
}
