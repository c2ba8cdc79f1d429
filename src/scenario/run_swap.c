// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running the steps of swap and compressed memory: zswap, swapon, pageout, demote,
 * device.
 *
 * Mirrors: nothing of its own.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "device/device.h"
#include "engine/device.h"
#include "engine/fault_swap.h"
#include "scenario/run.h"

/* ---- zswap ---- */

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
		return zswap_store(&e->zswap, &e->m,
				   &(struct zswap_page){ .slot = args->slot + i,
							 .content = content,
							 .nid = who.nid },
				   &who);
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

/* ---- compressed memory ---- */

void run_demote(struct run *run, const struct plan_step *step, struct step_result *out)
{
	struct task *task = run_find_task(run, step->args.task, step, out);
	enum verdict why = VERDICT_PASS;
	uint64_t first, nr, moved;
	struct mapping *map = task ? run_find_map(run, task, step, &first, &nr, out) : NULL;
	int err;

	if (!map)
		return;
	err = engine_demote(run->e, task, map, first, nr, step->args.nid, &moved, &why);
	out->has_returned = true;
	out->returned = (int64_t)moved;
	run_add_placement(map, first, nr, out);
	run_set_errno(out, err, why);
}

void run_device(struct run *run, const struct plan_step *step, struct step_result *out)
{
	run_set_errno(out, engine_device_write(run->e, step->args.label, &step->args.content),
		      VERDICT_PASS);
}

/* ---- what expectations may look at ---- */

void run_got_swap(const struct run *run, const struct expect_item *item, struct text *got)
{
	const struct machine *m = &run->e->m;
	const struct swap_state *swap = m->swap;
	const uint64_t counts[NR_EXPECT_SWAP_COUNTS] = {
		m->total_swap_pages - m->nr_swap_pages,
		m->nr_swap_pages,
		swap->nr_cached,
		swap->nr_written,
		swap->nr_read,
		swap->zswap->count.stored_pages,
	};

	for (int i = 0; i < NR_EXPECT_SWAP_COUNTS; i++) {
		if (strcmp(expect_swap_counts[i], item->subject) == 0)
			text_addf(got, "%llu", (unsigned long long)counts[i]);
	}
}

void run_got_device(const struct run *run, const struct expect_item *item, struct text *got)
{
	int64_t nid = -1;
	const struct compressed_device *dev = NULL;
	unsigned long long facts[NR_EXPECT_DEVICE_FACTS];

	if (!parse_int(item->subject, strlen(item->subject), &nid) && nid >= 0 &&
	    nid < MAX_NUMNODES)
		dev = device_of(&run->e->m, (int)nid);
	if (!dev) {
		text_add(got, "no such device");
		return;
	}
	if (strcmp(item->detail, "ratio") == 0) {
		text_add(got, device_ratio(dev));
		return;
	}
	facts[0] = device_pressure(dev);
	facts[2] = dev->nr_overflows;
	facts[3] = dev->nr_vetoed;
	facts[4] = dev->nr_blocked;
	for (int i = 0; i < NR_EXPECT_DEVICE_FACTS; i++) {
		if (strcmp(expect_device_facts[i], item->detail) == 0)
			text_addf(got, "%llu", facts[i]);
	}
}

void run_got_poisoned(const struct run *run, const struct expect_item *item, struct text *got)
{
	const struct device_state *devices = run->e->m.devices;
	unsigned long long nr = 0;

	(void)item;
	for (size_t i = 0; devices && i < devices->nr_poisoned; i++)
		nr += 1ULL << devices->poisoned[i].order;
	text_addf(got, "%llu", nr);
}
