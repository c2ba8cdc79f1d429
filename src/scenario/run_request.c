// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running may and alloc: from the words of a step to requests, and what they
 * lead to.
 *
 * Responsible for choosing between the three ways to ask: as the caller says
 * (node, nodemask), by opting in, or under the task's memory policy.
 *
 * Mirrors: include/linux/gfp.h alloc_pages() (policy), alloc_pages_node() and
 * __alloc_pages() (none), v6.12.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/nodelist.h"
#include "engine/fault.h"
#include "scenario/run.h"

/* Room that is left when blocks are taken in bulk up to the end of a node. */
#define UNTIL_SLACK_PAGES 8192
#define UNTIL_BULK_BLOCKS 64

/* The requests that one allocation amounts to, in the order in which they are tried. */
struct attempts {
	struct alloc_request requests[MPOL_MAX_ATTEMPTS];
	unsigned nr;
	bool by_policy;
	struct mpol_use use;
	struct mpol_plan plan;
	struct request_storage storage;
	nodemask_t wanted;
};

void run_wanted(const struct run *run, const struct want *want, nodemask_t *nodes)
{
	*nodes = want->kind == WANT_SPM ? run->e->m.spm_declared : want->nodes;
}

bool run_parse_gfp(struct run *run, const char *text, struct step_result *out, gfp_t *gfp)
{
	struct gfp_parse_error bad;
	struct text reason = TEXT_INIT;

	if (gfp_parse(text, run->design, gfp, &bad) == 0)
		return true;
	text_addf(&reason, "%s has no %.*s", run->design->name, (int)bad.len, text + bad.offset);
	out->outcome = OUTCOME_SKIP;
	out->reason = reason.bytes;
	return false;
}

/* By opting in or as the caller says. */
static enum verdict plain_request(struct run *run, const struct request_args *args,
				  const struct task *task, gfp_t gfp, struct attempts *a)
{
	struct request_spec spec = {
		.task = task,
		.ctx = args->ctx,
		.cpu = args->cpu,
		.gfp = gfp,
		.order = args->order,
		.nid = args->nid,
		.nodemask = args->has_mask ? &args->mask : NULL,
		.mask_loc = args->mask_loc,
	};
	enum verdict verdict;

	if (args->want.kind != WANT_NONE) {
		run_wanted(run, &args->want, &a->wanted);
		if (nodes_empty(&a->wanted))
			return VERDICT_NO_OPT_IN;
		spec.wanted = &a->wanted;
	}
	a->nr = 1;
	verdict = engine_request(run->e, &spec, &a->requests[0], &a->storage);
	if (args->unmasked)
		a->requests[0].mask = MASK_REF_NONE;
	return verdict;
}

static void policy_requests(struct run *run, const struct request_args *args,
			    const struct task *task, gfp_t gfp, struct attempts *a)
{
	a->by_policy = true;
	a->use = (struct mpol_use){
		.task = task,
		.ctx = args->ctx,
		.cpu = args->cpu >= 0 ? args->cpu : task->cpu,
		.gfp = gfp,
		.order = args->order,
	};
	mpol_resolve(&run->e->m, &run->e->weights, &a->use, &a->plan);
	a->nr = a->plan.nr_attempts;
	for (unsigned i = 0; i < a->nr; i++)
		a->requests[i] = a->plan.attempts[i];
}

static void describe(struct run *run, const struct plan_step *step, const struct attempts *a,
		     struct step_result *out)
{
	const struct request_args *args = &step->args.request;
	struct request_result *r = &out->request;
	char list[NODELIST_MAX];

	run_describe_request(run, &a->requests[0], r);
	r->call = a->by_policy		    ? "alloc_pages" :
		  args->nid == NUMA_NO_NODE ? "__alloc_pages" :
					      "alloc_pages_node";
	r->gfp = xstrdup(args->gfp);
	r->nid_local = args->nid == NUMA_NO_NODE && args->want.kind == WANT_NONE && !a->by_policy;
	r->use_policy = a->by_policy;
	r->nr_blocks_wanted = args->amount == AMOUNT_BLOCKS ? args->nr_blocks : 0;
	if (args->want.kind != WANT_NONE)
		r->want = xstrdup(nodelist_print(&a->wanted, list));
	out->has_request = true;
}

/* Resolve the request of a step; false when it came to nothing, and @out says why. */
static bool resolve(struct run *run, const struct plan_step *step, struct task *task,
		    struct attempts *a, struct step_result *out)
{
	const struct request_args *args = &step->args.request;
	enum verdict verdict = VERDICT_PASS;
	gfp_t gfp;

	memset(a, 0, sizeof(*a));
	if (!run_parse_gfp(run, args->gfp, out, &gfp))
		return false;
	if (args->no_policy)
		verdict = plain_request(run, args, task, gfp, a);
	else
		policy_requests(run, args, task, gfp, a);
	if (verdict != VERDICT_PASS) {
		run_set_errno(out, -EOPNOTSUPP, verdict);
		return false;
	}
	describe(run, step, a, out);
	return true;
}

/* The walk of the request that nobody makes: of a question, or of none at all. */
static void record_question(struct run *run, const struct attempts *a, struct step_result *out)
{
	out->has_walk = true;
	for (unsigned i = 0; i < a->nr; i++)
		run_record_walk(run, &a->requests[i], &out->walk);
}

/* ---- may ---- */

static void add_may_zones(const struct machine *m, const struct may_answer *answer,
			  struct may_result *may)
{
	int nid;

	for_each_node_mask(nid, &answer->nodes) {
		for (int type = 0; type < MAX_NR_ZONES; type++) {
			struct landing_run zone = { .nid = nid, .zone = (enum zone_type)type };
			bool known = false;

			if (!(answer->zones[nid] & 1u << type))
				continue;
			for (size_t i = 0; i < may->nr_zones && !known; i++)
				known = may->zones[i].nid == nid && may->zones[i].zone == zone.zone;
			if (known)
				continue;
			zone_label(&m->pgdat[nid]->node_zones[type], zone.label);
			may->zones =
				xrealloc(may->zones, (may->nr_zones + 1) * sizeof(*may->zones));
			may->zones[may->nr_zones++] = zone;
		}
	}
}

void run_may(struct run *run, const struct plan_step *step, struct step_result *out)
{
	struct task *task = run_find_task(run, step->args.task, step, out);
	struct attempts a;

	if (!task)
		return;
	out->has_may = true;
	if (!resolve(run, step, task, &a, out))
		return;
	if (run->record_walk)
		record_question(run, &a, out);
	for (unsigned i = 0; i < a.nr; i++) {
		struct may_answer answer;

		alloc_may_use(&run->e->m, &a.requests[i], &answer);
		nodes_or(&out->may.nodes, &out->may.nodes, &answer.nodes);
		if (i == 0)
			out->may.first = answer.first;
		add_may_zones(&run->e->m, &answer, &out->may);
	}
}

/* ---- alloc ---- */

static void take_result(struct step_result *out, const struct alloc_result *result)
{
	if (result->block.zone) {
		out->served = true;
		out->pass = result->pass;
		out->round = result->round;
	} else {
		out->has_verdict = true;
		out->verdict = result->verdict;
		out->class = verdict_info(result->verdict)->class;
		if (result->verdict == VERDICT_LIVELOCK)
			out->cycle = result->cycle;
	}
	if (result->oom.reached)
		out->oom = result->oom;
}

/* Up to @max blocks of the same request. Return: blocks taken. */
static uint64_t take_many(struct run *run, const struct alloc_request *req, uint64_t max,
			  const char *label, struct step_result *out)
{
	struct alloc_runs runs;
	uint64_t taken;

	engine_alloc_many(run->e, req, max, label, &runs);
	for (size_t i = 0; i < runs.nr; i++)
		run_add_landing(out, runs.runs[i].zone, runs.runs[i].nr_blocks, req->order);
	take_result(out, &runs.last);
	/* The last success counts even when a failure came after it. */
	if (runs.nr_blocks) {
		out->served = true;
		out->pass = runs.last_pass;
		out->round = runs.last_round;
	}
	taken = runs.nr_blocks;
	alloc_runs_free(&runs);
	return taken;
}

/* Under a policy whose next request may differ: one block. */
static bool take_by_policy(struct run *run, struct task *task, const struct attempts *a,
			   const char *label, struct step_result *out)
{
	struct alloc_result result = engine_policy_alloc(run->e, task, &a->use);

	take_result(out, &result);
	if (!result.block.zone)
		return false;
	held_add(held_get(&run->e->held, label), result.block);
	run_add_landing(out, result.block.zone, 1, result.block.order);
	return true;
}

/* Does every block of this step make the same single request? */
static bool is_constant(const struct attempts *a)
{
	return !a->by_policy || (a->nr == 1 && !a->plan.moves_interleave);
}

static uint64_t take_up_to(struct run *run, struct task *task, const struct attempts *a,
			   uint64_t max, const char *label, struct step_result *out)
{
	uint64_t taken = 0;

	if (is_constant(a))
		return take_many(run, &a->requests[0], max, label, out);
	while (taken < max && take_by_policy(run, task, a, label, out))
		taken++;
	return taken;
}

/* Blocks that the zone can surely give before it comes near its watermark. */
static uint64_t safe_blocks(const struct machine *m, struct zoneref ref, unsigned order)
{
	const struct zone *zone = zoneref_zone(m, ref);
	uint64_t keep = wmark_pages(zone, WMARK_HIGH) + UNTIL_SLACK_PAGES;

	for (int type = 0; type < MAX_NR_ZONES; type++) {
		if (zone->lowmem_reserve[type] > keep)
			keep = zone->lowmem_reserve[type] + UNTIL_SLACK_PAGES;
	}
	if (zone->nr_free_pages <= keep)
		return 0;
	return ((zone->nr_free_pages - keep) >> order) / 2;
}

/* As long as the request lands on @nid. */
static void take_until(struct run *run, struct task *task, const struct attempts *a, int nid,
		       const char *label, struct step_result *out)
{
	const struct alloc_request *req = &a->requests[0];

	for (;;) {
		struct lands_answer where = alloc_lands_on(&run->e->m, req);
		uint64_t blocks;

		if (!where.ok || where.ref.nid != nid)
			return;
		blocks = is_constant(a) ? safe_blocks(&run->e->m, where.ref, req->order) : 0;
		if (blocks < UNTIL_BULK_BLOCKS)
			blocks = 1;
		if (!take_up_to(run, task, a, blocks, label, out))
			return;
	}
}

void run_alloc(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct request_args *args = &step->args.request;
	struct task *task = run_find_task(run, step->args.task, step, out);
	const char *label = run_label(step);
	struct attempts a;
	uint64_t taken;

	if (!task || !resolve(run, step, task, &a, out))
		return;
	if (run->record_walk)
		run_listen(run, &a.requests[0], out);
	switch (args->amount) {
	case AMOUNT_BLOCKS:
		taken = take_up_to(run, task, &a, args->nr_blocks, label, out);
		out->err = taken < args->nr_blocks ? ENOMEM : 0;
		break;
	case AMOUNT_UNTIL_FAIL:
		taken = take_up_to(run, task, &a, UINT64_MAX, label, out);
		out->err = taken ? 0 : ENOMEM;
		break;
	case AMOUNT_UNTIL_NODE:
		take_until(run, task, &a, args->until_nid, label, out);
		break;
	}
	out->has_errno = true;
	if (run->record_walk && !run_listened(run, out))
		record_question(run, &a, out);
}
