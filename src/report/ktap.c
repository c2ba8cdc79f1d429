// SPDX-License-Identifier: GPL-2.0-only
/*
 * Results as KTAP version 1, in three levels: scenario > design > step.
 *
 * A step that fails as announced is "ok # XFAIL": parsers of today count a
 * "not ok # XFAIL" as a failure. Names hold no '#', which starts a directive.
 *
 * Mirrors: Documentation/dev-tools/ktap.rst, as tools/testing/kunit/kunit_parser.py
 * reads it, v6.12.
 */
#include <string.h>

#include "report/private.h"

#define INDENT "  "

void report_plain_name(const char *name, struct text *out)
{
	for (const char *p = name; *p; p++) {
		char c = *p == '#' || *p == '\n' || *p == '\r' || *p == '\t' ? ' ' : *p;

		text_add_bytes(out, &c, 1);
	}
}

/* "# text" lines, each indented. */
static void add_diagnostic(const char *indent, const char *text, struct text *out)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		if (len)
			text_addf(out, "%s# %.*s\n", indent, (int)len, text);
		text += len + (text[len] == '\n');
	}
}

static void add_failures(const struct step_result *step, const char *indent, struct text *out)
{
	for (size_t i = 0; i < step->nr_failures; i++) {
		const struct failure *f = &step->failures[i];
		struct text line = TEXT_INIT;

		if (f->loc.file && f->loc.line)
			text_addf(&line, "%s:%d:%d: ", f->loc.file, f->loc.line, f->loc.column);
		text_add(&line, f->message);
		add_diagnostic(indent, text_str(&line), out);
		text_free(&line);
	}
	if (step->outcome == OUTCOME_XPASS)
		add_diagnostic(indent, "expected to fail, but everything held", out);
	if (step->outcome == OUTCOME_ERROR && step->reason)
		add_diagnostic(indent, step->reason, out);
}

static void add_line(const char *indent, size_t number, const char *name, enum outcome outcome,
		     const char *reason, struct text *out)
{
	text_addf(out, "%s%s %zu ", indent, outcome_is_expected(outcome) ? "ok" : "not ok",
		  number);
	report_plain_name(name, out);
	if (outcome == OUTCOME_SHOWN) {
		text_add(out, " # SKIP nothing is stated about this design");
	} else if (outcome == OUTCOME_XFAIL || outcome == OUTCOME_XPASS ||
		   outcome == OUTCOME_SKIP || outcome == OUTCOME_UNDECIDED) {
		text_add(out, outcome == OUTCOME_XFAIL ? " # XFAIL" :
			      outcome == OUTCOME_XPASS ? " # XPASS" :
							 " # SKIP");
		if (reason && *reason) {
			text_add(out, " ");
			report_plain_name(reason, out);
		}
	}
	text_add(out, "\n");
}

/* The result of what stands above it, on one level up; only a skip is worth a directive there. */
static void add_parent(const char *indent, size_t number, const char *name, enum outcome outcome,
		       struct text *out)
{
	if (outcome != OUTCOME_SKIP)
		outcome = outcome_is_expected(outcome) ? OUTCOME_PASS : OUTCOME_FAIL;
	add_line(indent, number, name, outcome, NULL, out);
}

static bool setup_counts(const struct step_result *step)
{
	return step->outcome != OUTCOME_PASS;
}

static size_t nr_tests(const struct design_result *design)
{
	size_t nr = design->nr_steps;

	for (size_t i = 0; i < design->nr_setup; i++)
		nr += setup_counts(&design->setup[i]);
	return nr;
}

static void add_step(const struct step_result *step, size_t number, struct text *out)
{
	add_failures(step, INDENT INDENT, out);
	add_line(INDENT INDENT, number, step->name ? step->name : step->kind, step->outcome,
		 step->reason, out);
}

static void add_design(const struct design_result *design, size_t number, struct text *out)
{
	size_t nr = 0;

	text_addf(out, INDENT INDENT "KTAP version 1\n" INDENT INDENT "1..%zu\n",
		  nr_tests(design));
	for (size_t i = 0; i < design->nr_setup; i++)
		if (setup_counts(&design->setup[i]))
			add_step(&design->setup[i], ++nr, out);
	for (size_t i = 0; i < design->nr_steps; i++)
		add_step(&design->steps[i], ++nr, out);
	add_parent(INDENT, number, design->design->name, design->outcome, out);
}

void report_ktap(const struct report *report, struct text *out)
{
	text_addf(out, "KTAP version 1\n1..%zu\n", report->nr_scenarios);
	for (size_t i = 0; i < report->nr_scenarios; i++) {
		const struct scenario_result *scenario = report->scenarios[i];

		text_addf(out, INDENT "KTAP version 1\n" INDENT "1..%zu\n", scenario->nr_designs);
		for (size_t d = 0; d < scenario->nr_designs; d++)
			add_design(&scenario->designs[d], d + 1, out);
		add_parent("", i + 1, scenario->name ? scenario->name : scenario->file,
			   scenario->outcome, out);
	}
}
