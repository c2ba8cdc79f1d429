// SPDX-License-Identifier: GPL-2.0-only
/*
 * The runner: one machine per design, the stage, the steps, the outcomes.
 *
 * A walk is recorded before its step is carried out, since afterwards the
 * machine is another one. Whether a step will fail is not known then: where only
 * failures are to be explained, the other walks are dropped at the end.
 *
 * Mirrors: nothing.
 */
#include "scenario/run.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/errname.h"
#include "scenario/topology_result.h"

static const run_fn runners[NR_STEP_KINDS] = {
	[STEP_MAY] = run_may,	      [STEP_ALLOC] = run_alloc,
	[STEP_FREE] = run_free,	      [STEP_FILL] = run_fill,
	[STEP_MAP] = run_map,	      [STEP_TOUCH] = run_touch,
	[STEP_MBIND] = run_mbind,     [STEP_MIGRATE] = run_migrate,
	[STEP_SET] = run_set,	      [STEP_MKDIR] = run_mkdir,
	[STEP_RMDIR] = run_rmdir,     [STEP_WRITE] = run_write,
	[STEP_ATTACH] = run_attach,   [STEP_FORK] = run_fork,
	[STEP_KILL] = run_kill,	      [STEP_HOTPLUG] = run_hotplug,
	[STEP_ZSWAP] = run_zswap,     [STEP_DRAIN] = run_drain,
	[STEP_DRIVER] = run_driver,   [STEP_COMPACT] = run_compact,
	[STEP_SWAPON] = run_swapon,   [STEP_PAGEOUT] = run_pageout,
	[STEP_NOTE] = run_note,	      [STEP_CGROUP] = run_cgroup,
	[STEP_TASK] = run_task,	      [STEP_FILE] = run_file_op,
	[STEP_RECLAIM] = run_reclaim, [STEP_NUMA_SCAN] = run_numa_scan,
	[STEP_SLAB] = run_slab,	      [STEP_HUGETLB] = run_hugetlb,
	[STEP_MPROTECT] = run_mprotect, [STEP_MLOCK] = run_mlock,
	[STEP_MUNLOCK] = run_munlock, [STEP_MUNMAP] = run_munmap,
	[STEP_PIN] = run_pin,	      [STEP_UNPIN] = run_unpin,
	[STEP_DEMOTE] = run_demote,   [STEP_DEVICE] = run_device,
};

/* ---- small helpers that all runners share ---- */

struct task *run_find_task(struct run *run, const char *name, const struct plan_step *step,
			   struct step_result *out)
{
	struct task *task = engine_task(run->e, name);

	if (!task)
		run_fail(run, out, step->loc, "there is no task \"%s\": %s", name,
			 engine_was_killed(run->e, name) ? "the OOM killer ended it" :
							   "an earlier fork failed");
	return task;
}

void run_set_errno(struct step_result *out, int err, enum verdict why)
{
	assert(err <= 0);
	out->has_errno = true;
	out->err = -err;
	if (err && why != VERDICT_PASS) {
		out->has_verdict = true;
		out->verdict = why;
		out->class = verdict_info(why)->class;
	}
}

static void add_run(struct step_result *out, const struct zone *zone, uint64_t nr_blocks)
{
	struct landing_run *last = out->nr_runs ? &out->runs[out->nr_runs - 1] : NULL;

	if (last && last->nid == zone->nid && last->zone == zone->type) {
		last->nr_blocks += nr_blocks;
		return;
	}
	if ((out->nr_runs & (out->nr_runs - 1)) == 0)
		out->runs = xrealloc(out->runs, (out->nr_runs ? 2 * out->nr_runs : 1) *
							sizeof(*out->runs));
	assert(out->runs);
	last = &out->runs[out->nr_runs++];
	*last = (struct landing_run){
		.nid = zone->nid,
		.zone = zone->type,
		.nr_blocks = nr_blocks,
	};
	zone_label(zone, last->label);
}

void run_add_landing(struct step_result *out, const struct zone *zone, uint64_t nr_blocks,
		     unsigned order)
{
	uint64_t pages = nr_blocks << order;

	out->nr_blocks += nr_blocks;
	add_run(out, zone, nr_blocks);
	for (size_t i = 0; i < out->nr_landings; i++) {
		if (out->landings[i].nid == zone->nid) {
			out->landings[i].nr_pages += pages;
			return;
		}
	}
	out->landings = xrealloc(out->landings, (out->nr_landings + 1) * sizeof(*out->landings));
	out->landings[out->nr_landings++] = (struct landing){
		.nid = zone->nid,
		.nr_pages = pages,
	};
}

/* ---- one step ---- */

static void take_events(const struct engine *e, struct step_result *out)
{
	const struct event_log *log = &e->log;

	out->nr_events_dropped = log->nr_dropped;
	out->events = xcalloc(log->nr_events + 1, sizeof(*out->events));
	assert(out->events);
	for (unsigned i = 0; i < log->nr_events; i++) {
		const struct event *event = &log->events[i];
		struct event_result *got = &out->events[out->nr_events++];

		*got = (struct event_result){
			.kind = event->kind,
			.order = event->order,
			.times = event->times,
			.nr = event->nr,
		};
		zone_label(&e->m.pgdat[event->nid]->node_zones[event->zone], got->label);
	}
}

/* Is an expectation about the walk? */
static bool expects_walk(const struct plan_step *step, const struct isolation_design *design)
{
	const struct expect_item **items;
	size_t nr = expect_for_design(&step->expect, design->name, &items);
	bool found = expect_find(items, nr, EXPECT_SKIPPED);

	free(items);
	return found;
}

static void check_machine(struct run *run, struct step_result *out)
{
	char buf[256];
	const char *wrong = machine_check(run->e, buf, sizeof(buf));

	if (!wrong)
		return;
	out->outcome = OUTCOME_ERROR;
	free(out->reason);
	out->reason = xstrdup(wrong);
}

static void run_step(struct run *run, const struct plan_step *step, bool walk,
		     struct step_result *out)
{
	*out = (struct step_result){
		.number = step->number,
		.name = xstrdup(step->name),
		.kind = step_kind_name(step->kind),
		.loc = step->loc,
	};
	if (!plan_step_applies(step, run->design->name)) {
		out->outcome = OUTCOME_SKIP;
		out->reason = xstrdup("not meant for this design");
		run_cell(step, out);
		return;
	}
	engine_begin_step(run->e);
	run->record_walk = walk || expects_walk(step, run->design);
	run->question = step->kind == STEP_MAY;
	if (runners[step->kind])
		runners[step->kind](run, step, out);
	run_take_oom(run, out);
	engine_end_step(run->e);
	engine_bury_killed(run->e);
	take_events(run->e, out);
	if (run->options->levels)
		levels_take(run->e, &out->levels);
	if (out->outcome != OUTCOME_SKIP) {
		run_judge(run, step, out);
		run_hint(run, out);
		check_machine(run, out);
	}
	run_cell(step, out);
}

/* ---- one design ---- */

/* Memory that a driver adds at the end of boot: a refusal is a result. */
static void add_late_results(struct run *run, const struct late_results *late,
			     struct design_result *d)
{
	for (size_t i = 0; i < late->nr; i++) {
		const struct late_result *item = &late->items[i];
		struct step_result *out;
		struct text name = TEXT_INIT;

		if (!item->result.err)
			continue;
		out = &d->setup[d->nr_setup++];
		text_addf(&name, "memory of node %d", item->range->nid);
		*out = (struct step_result){
			.name = name.bytes,
			.kind = "boot",
			.loc = item->range->loc,
			.outcome = run->stated ? OUTCOME_FAIL : OUTCOME_SHOWN,
		};
		run_set_errno(out, item->result.err, item->result.why);
		run_fail(run, out, out->loc, "node %d could not be added: %s (%s)",
			 item->range->nid, errname(item->result.err),
			 verdict_info(item->result.why)->text);
		out->cell.text = xstrdup(errname(item->result.err));
	}
}

static bool start(struct run *run, const struct scenario_design *sd, struct design_result *d,
		  struct diag_list *diags)
{
	struct engine_options options = {
		.design = sd->design,
		.check_level = run->options->check_level ? run->options->check_level : 1,
		.seed = run->options->seed,
	};
	struct late_results late = { 0 };

	memcpy(options.switch_values, sd->switch_values, sizeof(options.switch_values));
	run->design = sd->design;
	run->stated = sd->stated;
	run->next_pfn = run->s->desc.hotplug_start_pfn;
	run->e = engine_create(&run->s->desc, &options, &late, diags);
	if (!run->e) {
		late_results_free(&late);
		return false;
	}
	if (run->options->topology)
		d->topology = run_topology(&run->e->m);
	d->setup = xcalloc(late.nr + run->s->nr_stage, sizeof(*d->setup));
	add_late_results(run, &late, d);
	late_results_free(&late);
	return true;
}

static void add_switches(const struct scenario_design *sd, struct design_result *d)
{
	const struct isolation_design *design = sd->design;

	d->switches = xcalloc(design->nr_switches, sizeof(*d->switches));
	d->nr_switches = design->nr_switches;
	for (unsigned i = 0; i < design->nr_switches; i++) {
		d->switches[i] = (struct switch_result){
			.name = design->switches[i].name,
			.value = design->switches[i].values[sd->switch_values[i]],
			.is_default = sd->switch_values[i] == 0,
		};
	}
}

static void run_stage(struct run *run, struct design_result *d)
{
	for (size_t i = 0; i < run->s->nr_stage; i++)
		run_step(run, &run->s->stage[i], run->options->walk == RUN_WALK_ALL,
			 &d->setup[d->nr_setup++]);
}

static void count_outcomes(struct design_result *d)
{
	for (size_t i = 0; i < d->nr_setup; i++) {
		if (d->setup[i].outcome != OUTCOME_PASS)
			outcome_count(&d->counts, d->setup[i].outcome);
	}
	for (size_t i = 0; i < d->nr_steps; i++)
		outcome_count(&d->counts, d->steps[i].outcome);
	d->outcome = outcome_of(&d->counts);
}

static void skip_step(const struct plan_step *step, struct step_result *out)
{
	*out = (struct step_result){
		.number = step->number,
		.name = xstrdup(step->name),
		.kind = step_kind_name(step->kind),
		.loc = step->loc,
		.outcome = OUTCOME_SKIP,
		.reason = xstrdup("an earlier step failed"),
	};
	run_cell(step, out);
}

static bool run_design(struct run *run, const struct scenario_design *sd, struct design_result *d,
		       struct diag_list *diags)
{
	bool stop = false;

	*d = (struct design_result){ .design = sd->design };
	if (!start(run, sd, d, diags))
		return false;
	add_switches(sd, d);
	run_stage(run, d);
	if (run->options->levels)
		levels_take(run->e, &d->levels);
	d->steps = xcalloc(run->s->nr_steps, sizeof(*d->steps));
	for (size_t i = 0; i < run->s->nr_steps; i++) {
		struct step_result *out = &d->steps[d->nr_steps++];

		if (stop) {
			skip_step(&run->s->steps[i], out);
			continue;
		}
		run_step(run, &run->s->steps[i], run->options->walk != RUN_WALK_NONE, out);
		/* A machine that is broken has nothing more to say. */
		stop = out->outcome == OUTCOME_ERROR ||
		       (run->options->fail_fast && !outcome_is_expected(out->outcome));
	}
	count_outcomes(d);
	engine_destroy(run->e);
	run->e = NULL;
	return true;
}

/* Walks that nobody asked for: of what went as it should. */
static void drop_walks(const struct scenario *s, struct design_result *d)
{
	for (size_t i = 0; i < d->nr_steps; i++) {
		struct step_result *step = &d->steps[i];

		if (!step->nr_failures && !expects_walk(&s->steps[i], d->design))
			step_result_drop_walk(step);
	}
}

/* The designs to run: as asked for, with the scenario's settings where it has some. */
static struct scenario_design *chosen_designs(const struct scenario *s,
					      const struct run_options *options, size_t *nr)
{
	struct scenario_design *chosen;

	*nr = options->nr_designs ? options->nr_designs : s->nr_designs;
	chosen = xcalloc(*nr, sizeof(*chosen));
	for (size_t i = 0; i < *nr; i++) {
		if (!options->nr_designs) {
			chosen[i] = s->designs[i];
			continue;
		}
		chosen[i].design = options->designs[i];
		for (size_t j = 0; j < s->nr_designs; j++) {
			if (s->designs[j].design == chosen[i].design)
				chosen[i] = s->designs[j];
		}
	}
	return chosen;
}

void scenario_run_begin(const struct scenario *s, const struct run_options *options,
			struct scenario_result *result)
{
	*result = (struct scenario_result){
		.file = s->doc.path,
		.name = s->name,
		.why = s->why,
		.kernel_model = KERNEL_MODEL,
		.seed = options->seed,
	};
	result->nr_designs = options->nr_designs ? options->nr_designs : s->nr_designs;
	result->designs = xcalloc(result->nr_designs, sizeof(*result->designs));
}

bool scenario_run_design(const struct scenario *s, const struct run_options *options,
			 struct scenario_result *result, size_t design, struct diag_list *diags)
{
	struct run run = { .s = s, .options = options };
	size_t nr;
	struct scenario_design *chosen = chosen_designs(s, options, &nr);
	bool ok;

	assert(design < nr && nr == result->nr_designs);
	ok = run_design(&run, &chosen[design], &result->designs[design], diags);
	free(chosen);
	return ok;
}

void scenario_run_end(const struct scenario *s, const struct run_options *options,
		      struct scenario_result *result)
{
	for (size_t i = 0; i < result->nr_designs; i++)
		for (int o = 0; o < NR_OUTCOMES; o++)
			result->counts.nr[o] += result->designs[i].counts.nr[o];
	result->outcome = outcome_of(&result->counts);
	if (options->walk != RUN_WALK_NONE)
		run_ask_others(s, result);
	for (size_t i = 0; i < result->nr_designs && options->walk == RUN_WALK_FAILED; i++)
		drop_walks(s, &result->designs[i]);
}

bool scenario_run(const struct scenario *s, const struct run_options *options,
		  struct scenario_result *result, struct diag_list *diags)
{
	scenario_run_begin(s, options, result);
	for (size_t i = 0; i < result->nr_designs; i++)
		if (!scenario_run_design(s, options, result, i, diags))
			return false;
	scenario_run_end(s, options, result);
	return true;
}

bool scenario_explain(const struct scenario *s, const struct plan_step *step,
		      const struct isolation_design *design, const struct run_options *options,
		      struct design_result *design_result, struct diag_list *diags)
{
	struct run run = {
		.s = s,
		.options = options,
	};
	struct run_options one = *options;
	struct scenario_design *chosen;
	size_t nr;
	bool ok;

	one.designs = &design;
	one.nr_designs = 1;
	chosen = chosen_designs(s, &one, &nr);
	*design_result = (struct design_result){ .design = design };
	ok = start(&run, &chosen[0], design_result, diags);
	if (ok) {
		add_switches(&chosen[0], design_result);
		run_stage(&run, design_result);
		design_result->before = xcalloc(s->nr_steps, sizeof(*design_result->before));
		for (const struct plan_step *before = s->steps; before < step; before++)
			run_step(&run, before, false,
				 &design_result->before[design_result->nr_before++]);
		design_result->steps = xcalloc(1, sizeof(*design_result->steps));
		run_step(&run, step, true, &design_result->steps[design_result->nr_steps++]);
		count_outcomes(design_result);
		engine_destroy(run.e);
	}
	free(chosen);
	return ok;
}
