// SPDX-License-Identifier: GPL-2.0-only
/*
 * Results as JSON: runs[] > steps[] > { request, walk[], result, failures[] }.
 *
 * Key order and numbers are the same on every run, so that two results can be
 * compared with diff. Masks are { nodes, from, loc }; sizes are whole pages.
 */
#include <stdlib.h>
#include <string.h>

#include "base/errname.h"
#include "base/nodelist.h"
#include "report/compare.h"
#include "report/parting.h"
#include "report/private.h"

static json_t *nodes_json(const nodemask_t *nodes)
{
	char list[NODELIST_MAX];

	return json_string(nodelist_print(nodes, list));
}

static json_t *text_json(const char *s)
{
	return s ? json_string(s) : json_null();
}

static json_t *loc_json(const struct source_loc *loc)
{
	if (loc->line <= 0)
		return json_null();
	return json_pack("{s:s?,s:i,s:i}", "file", loc->file, "line", loc->line, "column",
			 loc->column);
}

static json_t *mask_json(const struct mask_result *mask)
{
	const char *from = mask->from_text ? mask->from_text : mask_from_texts[mask->from];

	return json_pack("{s:o,s:o,s:s,s:o}", "nodes",
			 mask->any ? json_null() : nodes_json(&mask->nodes), "withheld",
			 nodes_json(&mask->withheld), "from", from, "loc", loc_json(&mask->loc));
}

static json_t *request_json(const struct request_result *r)
{
	return json_pack("{s:s?,s:s?,s:s?,s:i,s:i,s:b,s:s?,s:s?,s:i,s:s,s:s?,s:s?,s:o,s:s,s:s}",
			 "call", r->call, "gfp", r->gfp, "gfp_resolved", r->gfp_resolved, "order",
			 (int)r->order, "node", r->nid, "node_is_local", r->nid_local, "task",
			 r->task, "cgroup", r->cgroup, "cpu", r->cpu, "context",
			 alloc_ctx_names[r->ctx], "mempolicy", r->policy, "want", r->want,
			 "nodemask", mask_json(&r->mask), "highest_zone",
			 zone_names[r->highest_zone], "preferred", r->preferred);
}

/* ---- walk ---- */

static json_t *zone_json(const struct zone_result *z)
{
	const struct verdict_info *info = verdict_info(z->verdict);

	return json_pack("{s:s,s:s,s:s,s:s?,s:s,s:I,s:I,s:I,s:I,s:I}", "zone", z->label, "verdict",
			 info->code, "class", verdict_class_name(z->class), "because", z->because,
			 "by", info->by, "free_pages", (json_int_t)z->free, "unusable_pages",
			 (json_int_t)z->unusable, "mark_pages", (json_int_t)z->mark,
			 "deduction_pages", (json_int_t)z->deduction, "reserve_pages",
			 (json_int_t)z->reserve);
}

static json_t *pass_json(const struct pass_result *pass)
{
	json_t *zones = json_array();

	for (size_t i = 0; i < pass->nr_zones; i++)
		json_array_append_new(zones, zone_json(&pass->zones[i]));
	return json_pack("{s:s,s:s,s:i,s:s?,s:o,s:s?,s:s?,s:s?,s:o}", "pass",
			 pass_names[pass->kind], "when", pass_whens[pass->kind], "round",
			 pass->round, "zonelist", pass->zonelist, "nodemask",
			 mask_json(&pass->mask), "gfp", pass->gfp, "alloc_flags",
			 pass->alloc_flags_text, "mark", pass->mark, "zones", zones);
}

static json_t *walk_json(const struct walk_result *walk)
{
	json_t *passes = json_array();

	for (size_t i = 0; i < walk->nr_passes; i++)
		json_array_append_new(passes, pass_json(&walk->passes[i]));
	return passes;
}

static json_t *notes_json(const struct walk_result *walk)
{
	json_t *notes = json_array();

	for (size_t i = 0; i < walk->nr_notes; i++)
		json_array_append_new(notes,
				      json_pack("{s:s,s:s?,s:I}", "what", walk->notes[i].what,
						"by", walk->notes[i].by, "before_pass",
						(json_int_t)walk->notes[i].before_pass));
	return notes;
}

/* ---- result ---- */

static void add_may(json_t *out, const struct may_result *may)
{
	json_t *zones = json_array();

	for (size_t i = 0; i < may->nr_zones; i++)
		json_array_append_new(zones, json_string(may->zones[i].label));
	json_object_set_new(out, "may_use", nodes_json(&may->nodes));
	json_object_set_new(out, "first", nodes_json(&may->first));
	json_object_set_new(out, "zones", zones);
}

static void add_landings(json_t *out, const struct step_result *step)
{
	json_t *landings = json_array();
	json_t *runs = json_array();

	for (size_t i = 0; i < step->nr_landings; i++)
		json_array_append_new(landings,
				      json_pack("{s:i,s:I}", "node", step->landings[i].nid,
						"pages", (json_int_t)step->landings[i].nr_pages));
	for (size_t i = 0; i < step->nr_runs; i++)
		json_array_append_new(runs, json_pack("{s:s,s:I}", "zone", step->runs[i].label,
						      "blocks",
						      (json_int_t)step->runs[i].nr_blocks));
	json_object_set_new(out, "landed", landings);
	json_object_set_new(out, "runs", runs);
	json_object_set_new(out, "pass", text_json(step->served ? pass_names[step->pass] : NULL));
}

/* The parts of a text between @separator, without empty ones. */
static json_t *parts_json(const char *text, const char *separator)
{
	json_t *parts = json_array();

	while (*text) {
		size_t len = strcspn(text, separator);

		if (len)
			json_array_append_new(parts, json_stringn(text, len));
		text += len;
		text += strspn(text, separator);
	}
	return parts;
}

static json_t *oom_json(const struct oom_report *oom)
{
	if (!oom->reached)
		return json_null();
	return json_pack("{s:s,s:o,s:I,s:b}", "constraint", oom_constraint_names[oom->constraint],
			 "nodemask", oom->has_nodemask ? nodes_json(&oom->nodemask) : json_null(),
			 "total_pages", (json_int_t)oom->totalpages, "panics", oom->panics);
}

static json_t *verdict_json(const struct step_result *step)
{
	const struct verdict_info *info = verdict_info(step->verdict);

	if (!step->has_verdict)
		return json_null();
	return json_pack("{s:s,s:s,s:s,s:s}", "verdict", info->code, "class",
			 verdict_class_name(step->class), "by", info->by, "text", info->text);
}

static json_t *result_json(const struct step_result *step)
{
	json_t *out = json_object();

	if (step->has_may)
		add_may(out, &step->may);
	else if (step->has_request)
		add_landings(out, step);
	json_object_set_new(out, "errno", text_json(step->has_errno ? errname(step->err) : NULL));
	json_object_set_new(out, "refused", verdict_json(step));
	json_object_set_new(out, "oom", oom_json(&step->oom));
	if (step->victims)
		json_object_set_new(out, "victims", parts_json(step->victims, " "));
	if (step->cycle)
		json_object_set_new(out, "livelock", json_string(step->cycle));
	if (step->log)
		json_object_set_new(out, "kernel_log", parts_json(step->log, "\n"));
	json_object_set_new(out, "text", text_json(step->text));
	json_object_set_new(out, "cell", text_json(step->cell.text));
	return out;
}

static json_t *states_json(const struct step_result *step)
{
	json_t *states = json_array();

	for (size_t i = 0; i < step->nr_states; i++)
		json_array_append_new(states,
				      json_pack("{s:s,s:s?,s:s?,s:b}", "what",
						step->states[i].what, "wanted",
						step->states[i].wanted, "got", step->states[i].got,
						"ok", step->states[i].ok));
	return states;
}

static json_t *failures_json(const struct step_result *step)
{
	json_t *failures = json_array();

	for (size_t i = 0; i < step->nr_failures; i++) {
		const struct failure *f = &step->failures[i];

		json_array_append_new(failures,
				      json_pack("{s:s,s:s?,s:s?,s:o}", "message", f->message,
						"wanted", f->wanted, "got", f->got, "loc",
						loc_json(&f->loc)));
	}
	return failures;
}

/* ---- events ---- */

static json_t *events_json(const struct step_result *step)
{
	json_t *events = json_array();

	for (size_t i = 0; i < step->nr_events; i++) {
		const struct event_result *e = &step->events[i];

		const struct event_kind_info *kind = &event_kind_infos[e->kind];
		json_t *event = json_pack("{s:s,s:s,s:i,s:I}", "event", kind->word, "zone",
					  e->label, "order", (int)e->order, "times",
					  (json_int_t)e->times);

		if (kind->unit)
			json_object_set_new(event, kind->unit, json_integer((json_int_t)e->nr));
		json_array_append_new(events, event);
	}
	return events;
}

/* ---- levels ---- */

static json_t *level_json(const struct zone_level *level)
{
	json_int_t other =
		(json_int_t)level->other + (json_int_t)level->parked + (json_int_t)level->isolated;
	json_t *owned = json_object();

	for (int i = 0; i < NR_PAGE_OWNERS; i++) {
		if (level->owned[i])
			json_object_set_new(owned, page_owner_names[i],
					    json_integer((json_int_t)level->owned[i]));
	}
	return json_pack("{s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:o}", "zone", level->label, "managed_pages",
			 (json_int_t)level->managed, "free_pages", (json_int_t)level->free,
			 "min_pages", (json_int_t)level->wmark[WMARK_MIN], "low_pages",
			 (json_int_t)level->wmark[WMARK_LOW], "high_pages",
			 (json_int_t)level->wmark[WMARK_HIGH], "other_pages",
			 other, "owned_pages", owned);
}

static json_t *levels_json(const struct levels *levels)
{
	json_t *array = json_array();

	for (size_t i = 0; i < levels->nr; i++)
		json_array_append_new(array, level_json(&levels->zones[i]));
	return array;
}

/* ---- steps, designs, scenarios ---- */

static const char *outcome_word(enum outcome outcome)
{
	static const char *const words[NR_OUTCOMES] = {
		[OUTCOME_PASS] = "pass",	   [OUTCOME_FAIL] = "fail",
		[OUTCOME_XFAIL] = "xfail",	   [OUTCOME_XPASS] = "xpass",
		[OUTCOME_SKIP] = "skip",	   [OUTCOME_SHOWN] = "shown",
		[OUTCOME_UNDECIDED] = "undecided", [OUTCOME_ERROR] = "error",
	};

	return words[outcome];
}

json_t *report_step_json(const struct step_result *step)
{
	json_t *out = json_pack("{s:I,s:s?,s:s,s:o,s:s,s:s?}", "step", (json_int_t)step->number,
				"name", step->name, "kind", step->kind, "loc",
				loc_json(&step->loc), "outcome", outcome_word(step->outcome),
				"reason", step->reason);

	json_object_set_new(out, "request",
			    step->has_request ? request_json(&step->request) : json_null());
	if (step->has_walk) {
		json_object_set_new(out, "walk", walk_json(&step->walk));
		json_object_set_new(out, "notes", notes_json(&step->walk));
	}
	json_object_set_new(out, "result", result_json(step));
	json_object_set_new(out, "states", states_json(step));
	json_object_set_new(out, "events", events_json(step));
	if (step->levels.nr)
		json_object_set_new(out, "levels", levels_json(&step->levels));
	json_object_set_new(out, "failures", failures_json(step));
	json_object_set_new(out, "hint", text_json(step->hint));
	return out;
}

static json_t *steps_json(const struct step_result *steps, size_t nr, size_t only)
{
	json_t *array = json_array();

	for (size_t i = 0; i < nr; i++)
		if (!only || steps[i].number == only)
			json_array_append_new(array, report_step_json(&steps[i]));
	return array;
}

static json_t *counts_json(const struct outcome_counts *counts)
{
	json_t *out = json_object();

	for (int o = 0; o < NR_OUTCOMES; o++)
		json_object_set_new(out, outcome_word((enum outcome)o),
				    json_integer((json_int_t)counts->nr[o]));
	return out;
}

static json_t *switches_json(const struct design_result *design)
{
	json_t *out = json_object();

	for (size_t i = 0; i < design->nr_switches; i++)
		json_object_set_new(out, design->switches[i].name,
				    json_string(design->switches[i].value));
	return out;
}

static json_t *run_json(const struct scenario_result *s, const struct design_result *d,
			const struct report_options *options)
{
	json_t *run = json_pack("{s:s,s:s?,s:s?,s:s,s:o,s:I,s:s,s:o,s:o}", "file", s->file,
				"scenario", s->name, "why", s->why, "design", d->design->name,
				"switches", switches_json(d), "seed", (json_int_t)s->seed,
				"outcome", outcome_word(d->outcome), "counts",
				counts_json(&d->counts), "setup",
				steps_json(d->setup, d->nr_setup, 0));

	if (d->levels.nr)
		json_object_set_new(run, "levels", levels_json(&d->levels));
	json_object_set_new(run, "steps", steps_json(d->steps, d->nr_steps, options->step));
	return run;
}

static json_t *results_json(const struct report *report, const struct report_options *options)
{
	const char *model = report->nr_scenarios ? report->scenarios[0]->kernel_model : "6.12";
	json_t *runs = json_array();

	for (size_t i = 0; i < report->nr_scenarios; i++) {
		const struct scenario_result *s = report->scenarios[i];

		for (size_t d = 0; d < s->nr_designs; d++)
			json_array_append_new(runs, run_json(s, &s->designs[d], options));
	}
	return json_pack("{s:s?,s:s,s:o}", "kernel_model", model, "outcome",
			 outcome_word(report_outcome(report)), "runs", runs);
}

void report_json(const struct report *report, const struct report_options *options,
		 struct text *out)
{
	report_json_object("results", results_json(report, options), options->pretty, out);
}

/* ---- one step under two designs ---- */

static json_t *parting_json(const struct design_result *const designs[2])
{
	const struct step_result *steps[2] = { &designs[0]->steps[0], &designs[1]->steps[0] };
	json_t *out = json_object(), *answers = json_object();
	struct parting p;

	parting_find(designs, steps, &p);
	for (int i = 0; i < 2; i++)
		json_object_set_new(answers, designs[i]->design->name, text_json(p.answers[i]));
	json_object_set_new(out, "step", json_integer((json_int_t)steps[0]->number));
	json_object_set_new(out, "differs", json_boolean(p.differs));
	json_object_set_new(out, "hook", text_json(p.hook ? hook_number(p.hook) : NULL));
	json_object_set_new(out, "name", text_json(p.hook ? hook_name(p.hook) : NULL));
	json_object_set_new(out, "what", text_json(p.what));
	json_object_set_new(out, "answers", answers);
	json_object_set_new(out, "since", text_json(p.since));
	parting_free(&p);
	return out;
}

void report_explain_json(const struct report *report, const struct report_options *options,
			 const struct design_result *vs, struct text *out)
{
	const struct scenario_result *s = report->scenarios[0];
	json_t *results = results_json(report, options), *partings = json_array();

	for (size_t d = 0; vs && d < s->nr_designs; d++)
		if (&s->designs[d] != vs)
			json_array_append_new(partings,
					      parting_json((const struct design_result *[2]){
						      &s->designs[d], vs }));
	if (vs)
		json_object_set(results, "partings", partings);
	json_decref(partings);
	report_json_object("results", results, options->pretty, out);
}

/* ---- compare ---- */

static json_t *compare_cells_json(const struct comparison *c, size_t row)
{
	json_t *cells = json_object();

	for (size_t d = 0; d < c->nr_designs; d++) {
		const struct step_result *step = c->cells[row * c->nr_designs + d];

		json_object_set_new(cells, c->designs[d].design->name,
				    step ? json_pack("{s:s,s:s}", "cell",
						     compare_cell(c, row, d), "outcome",
						     outcome_word(step->outcome)) :
					   json_null());
	}
	return cells;
}

static json_t *compare_designs_json(const struct comparison *c)
{
	json_t *designs = json_array();

	for (size_t d = 0; d < c->nr_designs; d++) {
		const struct compare_design *design = &c->designs[d];

		json_array_append_new(
			designs,
			json_pack("{s:s,s:s,s:s,s:o,s:I,s:I,s:I,s:I,s:I}", "design",
				  design->design->name, "section", design->design->section,
				  "title", design->design->title, "switches",
				  switches_json(design->any), "steps",
				  (json_int_t)design->nr_steps, "expected",
				  (json_int_t)design->nr_expected, "leaks",
				  (json_int_t)design->nr_leaks, "over_blocks",
				  (json_int_t)design->nr_overblocked, "unreachable_opt_ins",
				  (json_int_t)design->nr_unreachable));
	}
	return designs;
}

void report_compare_json(const struct report *report, const struct compare_options *options,
			 struct text *out)
{
	struct comparison c;
	json_t *rows = json_array();

	comparison_make(&c, report, options->baseline);
	for (size_t row = 0; row < c.nr_rows; row++) {
		const struct compare_row *r = &c.rows[row];

		if (!options->summary && compare_row_is_shown(&c, row, options))
			json_array_append_new(rows,
					      json_pack("{s:s,s:s,s:I,s:s,s:b,s:o}", "scenario",
							r->scenario->name, "file",
							r->scenario->file, "step",
							(json_int_t)r->number, "name", r->name,
							"differs", r->differs, "cells",
							compare_cells_json(&c, row)));
	}
	report_json_object("comparison",
			   json_pack("{s:s?,s:o,s:o}", "baseline",
				     c.nr_designs ? c.designs[c.baseline].design->name : NULL,
				     "designs", compare_designs_json(&c), "rows", rows),
			   options->pretty, out);
	comparison_free(&c);
}
