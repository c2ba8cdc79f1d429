// SPDX-License-Identifier: GPL-2.0-only
/*
 * Results as text: what did not come out as expected, in full, then a line for
 * each scenario and one for all of them.
 *
 * The first line about a step stands alone: FILE:LINE:COL: FAIL [DESIGN] NAME.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/private.h"

static const char *const color_codes[NR_OUTCOMES] = {
	[OUTCOME_PASS] = "32",	  [OUTCOME_FAIL] = "1;31", [OUTCOME_XFAIL] = "33",
	[OUTCOME_XPASS] = "1;31", [OUTCOME_SKIP] = "36",   [OUTCOME_SHOWN] = "36",
	[OUTCOME_UNDECIDED] = "35", [OUTCOME_ERROR] = "1;31",
};

static void add_outcome(enum outcome outcome, bool color, struct text *out)
{
	if (color)
		text_addf(out, "\033[%sm", color_codes[outcome]);
	text_add(out, outcome == OUTCOME_PASS ? "PASS" : outcome_names[outcome]);
	if (color)
		text_add(out, "\033[0m");
}

enum outcome report_outcome(const struct report *report)
{
	struct outcome_counts counts = { { 0 } };

	for (size_t i = 0; i < report->nr_scenarios; i++)
		outcome_count(&counts, report->scenarios[i]->outcome);
	return outcome_of(&counts);
}

bool step_is_shown(const struct step_result *step, const struct report_options *options)
{
	if (options->step && step->number != options->step)
		return false;
	switch (options->walks) {
	case WALKS_ALL:
		return true;
	case WALKS_FAILED:
		return !outcome_is_expected(step->outcome);
	case WALKS_NONE:
		return false;
	}
	return false;
}

/* ---- one step ---- */

/* The place to name: that of the first thing that failed, else of the step. */
static const struct source_loc *step_place(const struct step_result *step)
{
	return step->nr_failures && step->failures[0].loc.line ? &step->failures[0].loc :
								 &step->loc;
}

static void add_first_line(const struct scenario_result *scenario,
			   const struct design_result *design, const struct step_result *step,
			   bool color, struct text *out)
{
	const struct source_loc *loc = step_place(step);

	text_addf(out, "%s:", loc->file ? loc->file : scenario->file);
	if (loc->line)
		text_addf(out, "%d:", loc->line);
	if (loc->line && loc->column)
		text_addf(out, "%d:", loc->column);
	text_add(out, " ");
	add_outcome(step->outcome, color, out);
	text_addf(out, " [%s] %s", design->design->name, step->name ? step->name : step->kind);
	if (step->reason)
		text_addf(out, ": %s", step->reason);
	text_add(out, "\n");
}

static void add_failures(const struct step_result *step, struct text *out)
{
	if (step->outcome == OUTCOME_XPASS)
		text_add(out, "      = expected to fail, but everything held\n");
	for (size_t i = 0; i < step->nr_failures; i++)
		diag_excerpt(&step->failures[i].loc, step->failures[i].source_line,
			     step->failures[i].message, out);
}

/* The same step under another design; NULL when that one was not run. */
static const struct step_result *other_step(const struct design_result *other,
					    const struct step_result *step)
{
	for (size_t i = 0; i < other->nr_steps; i++)
		if (other->steps[i].number == step->number && step->number)
			return &other->steps[i];
	return NULL;
}

/* What the other designs of the run answer; returns one that does as expected. */
static const char *add_others(const struct scenario_result *scenario,
			      const struct design_result *design, const struct step_result *step,
			      struct text *out)
{
	struct text line = TEXT_INIT;
	const char *good = NULL;

	for (size_t d = 0; d < scenario->nr_designs; d++) {
		const struct design_result *other = &scenario->designs[d];
		const struct step_result *there = other_step(other, step);

		if (other == design || !there || there->outcome == OUTCOME_SKIP)
			continue;
		text_addf(&line, "%s%s: %s", line.len ? ", " : "", other->design->name,
			  there->cell.text ? there->cell.text : "-");
		if (!good && there->outcome == OUTCOME_PASS)
			good = other->design->name;
	}
	if (line.len)
		report_field(out, "others", text_str(&line));
	text_free(&line);
	return good;
}

static void add_replay(const struct scenario_result *scenario, const struct design_result *design,
		       const struct step_result *step, struct text *out)
{
	struct text line = TEXT_INIT;
	const char *vs =
		outcome_is_expected(step->outcome) ? NULL : add_others(scenario, design, step, out);

	text_addf(&line, "nodewall explain %s:%d -d %s", scenario->file, step->loc.line,
		  design->design->name);
	if (vs)
		text_addf(&line, " --vs %s", vs);
	for (size_t i = 0; i < design->nr_switches; i++)
		if (!design->switches[i].is_default)
			text_addf(&line, " -s %s=%s", design->switches[i].name,
				  design->switches[i].value);
	if (scenario->seed != 1)
		text_addf(&line, " --seed %" PRIu64, scenario->seed);
	report_field(out, "replay", text_str(&line));
	text_free(&line);
}

/* All of it, as an explanation shows it; a result has its headlines. */
static void add_kernel_log(const struct step_result *step, struct text *out)
{
	const char *line = step->log;

	text_add(out, "\n  kernel log\n");
	while (*line) {
		size_t len = strcspn(line, "\n");

		text_add(out, "    ");
		text_add_bytes(out, line, len);
		text_add(out, "\n");
		line += len + (line[len] == '\n');
	}
}

void report_step(const struct scenario_result *scenario, const struct design_result *design,
		 const struct step_result *step, const struct report_options *options,
		 struct text *out)
{
	add_first_line(scenario, design, step, options->color, out);
	add_failures(step, out);
	if (options->verbosity < 0)
		return;
	text_add(out, "\n");
	report_answer(design, step, out);
	if (step->text)
		report_field(out, "note", step->text);
	if (step->hint)
		report_field(out, "hint", step->hint);
	if (step->loc.line && step->number)
		add_replay(scenario, design, step, out);
	if (step->log && options->walks == WALKS_ALL)
		add_kernel_log(step, out);
	text_add(out, "\n");
}

void report_answer(const struct design_result *design, const struct step_result *step,
		   struct text *out)
{
	struct field_sink fields = report_text_fields(out);
	const char *file = step->loc.file;

	if (step->has_request)
		report_request(step, file, &fields);
	if (step->has_walk)
		report_walk(design, &step->walk, file, out);
	report_result(step, &fields);
}

/* ---- a run ---- */

static void add_steps(const struct scenario_result *scenario, const struct design_result *design,
		      const struct report_options *options, struct text *out)
{
	for (size_t i = 0; i < design->nr_setup; i++)
		if (design->setup[i].outcome != OUTCOME_PASS &&
		    step_is_shown(&design->setup[i], options))
			report_step(scenario, design, &design->setup[i], options, out);
	for (size_t i = 0; i < design->nr_steps; i++)
		if (step_is_shown(&design->steps[i], options))
			report_step(scenario, design, &design->steps[i], options, out);
}

static size_t nr_steps_of(const struct outcome_counts *counts)
{
	size_t nr = 0;

	for (int o = 0; o < NR_OUTCOMES; o++)
		nr += counts->nr[o];
	return nr;
}

static void add_design_count(const struct design_result *design, struct text *out)
{
	const size_t *nr = design->counts.nr;

	text_addf(out, "%s %zu/%zu", design->design->name, nr[OUTCOME_PASS],
		  nr_steps_of(&design->counts));
	if (nr[OUTCOME_XFAIL])
		text_addf(out, " %zu xfail", nr[OUTCOME_XFAIL]);
	if (nr[OUTCOME_SKIP])
		text_addf(out, " %zu skip", nr[OUTCOME_SKIP]);
	if (nr[OUTCOME_UNDECIDED])
		text_addf(out, " %zu undecided", nr[OUTCOME_UNDECIDED]);
	if (nr[OUTCOME_SHOWN])
		text_addf(out, " %zu shown", nr[OUTCOME_SHOWN]);
	for (size_t i = 0; i < design->nr_switches; i++)
		if (!design->switches[i].is_default)
			text_addf(out, " %s=%s", design->switches[i].name,
				  design->switches[i].value);
}

static void add_scenario_line(const struct scenario_result *scenario,
			      const struct report_options *options, struct text *out)
{
	add_outcome(scenario->outcome, options->color, out);
	text_addf(out, " %s:", scenario->name ? scenario->name : scenario->file);
	for (size_t i = 0; i < scenario->nr_designs; i++) {
		text_add(out, i ? ", " : " ");
		add_design_count(&scenario->designs[i], out);
	}
	text_add(out, "\n");
}

static void add_step_lines(const struct scenario_result *scenario, const struct report_options *o,
			   struct text *out)
{
	for (size_t d = 0; d < scenario->nr_designs; d++) {
		const struct design_result *design = &scenario->designs[d];

		for (size_t i = 0; i < design->nr_steps; i++) {
			const struct step_result *step = &design->steps[i];

			if (o->step && step->number != o->step)
				continue;
			text_add(out, "  ");
			add_outcome(step->outcome, o->color, out);
			text_addf(out, " [%s] %zu %s: %s", design->design->name, step->number,
				  step->name, step->cell.text ? step->cell.text : "-");
			if (step->reason)
				text_addf(out, " (%s)", step->reason);
			text_add(out, "\n");
		}
	}
}

static void add_total(const struct report *report, struct text *out)
{
	struct outcome_counts all = { { 0 } };

	for (size_t i = 0; i < report->nr_scenarios; i++)
		for (int o = 0; o < NR_OUTCOMES; o++)
			all.nr[o] += report->scenarios[i]->counts.nr[o];
	text_addf(out, "%zu scenario%s, %zu results: %zu passed, %zu failed", report->nr_scenarios,
		  report->nr_scenarios == 1 ? "" : "s", nr_steps_of(&all), all.nr[OUTCOME_PASS],
		  all.nr[OUTCOME_FAIL] + all.nr[OUTCOME_XPASS] + all.nr[OUTCOME_ERROR]);
	if (all.nr[OUTCOME_XFAIL])
		text_addf(out, ", %zu expected to fail", all.nr[OUTCOME_XFAIL]);
	if (all.nr[OUTCOME_SKIP])
		text_addf(out, ", %zu skipped", all.nr[OUTCOME_SKIP]);
	if (all.nr[OUTCOME_UNDECIDED])
		text_addf(out, ", %zu left open by the sources", all.nr[OUTCOME_UNDECIDED]);
	if (all.nr[OUTCOME_SHOWN])
		text_addf(out, ", %zu shown under designs that their scenario states nothing about",
			  all.nr[OUTCOME_SHOWN]);
	text_add(out, "\n");
}

void report_text(const struct report *report, const struct report_options *options,
		 struct text *out)
{
	for (size_t i = 0; i < report->nr_scenarios; i++) {
		const struct scenario_result *scenario = report->scenarios[i];

		for (size_t d = 0; d < scenario->nr_designs; d++)
			add_steps(scenario, &scenario->designs[d], options, out);
		if (options->verbosity < 0)
			continue;
		add_scenario_line(scenario, options, out);
		if (options->verbosity > 0)
			add_step_lines(scenario, options, out);
	}
	if (options->verbosity >= 0)
		add_total(report, out);
}
