// SPDX-License-Identifier: GPL-2.0-only
/*
 * Results as JUnit XML: a suite for each scenario and design, a case for each
 * step, with file and line. The body of a failure is the text of the report.
 */
#include <stdlib.h>
#include <string.h>

#include "report/private.h"

/* Bytes of the well-formed UTF-8 character at @s, 0 when there is none. */
static size_t character_len(const unsigned char *s)
{
	size_t len = *s < 0x80 ? 1 : *s < 0xc2 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : 4;

	if (*s > 0xf4)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

/* @s with what XML gives a meaning written as entities, and nothing that it forbids. */
static void add_escaped(const char *s, struct text *out)
{
	while (*s) {
		size_t len = character_len((const unsigned char *)s);

		switch (*s) {
		case '&':
			text_add(out, "&amp;");
			break;
		case '<':
			text_add(out, "&lt;");
			break;
		case '>':
			text_add(out, "&gt;");
			break;
		case '"':
			text_add(out, "&quot;");
			break;
		case '\t':
		case '\n':
			text_add_bytes(out, s, 1);
			break;
		default:
			if (!len || (unsigned char)*s < ' ' || *s == 0x7f)
				text_add(out, "?");
			else
				text_add_bytes(out, s, len);
		}
		s += len ? len : 1;
	}
}

static void add_attribute(const char *name, const char *value, struct text *out)
{
	text_addf(out, " %s=\"", name);
	add_escaped(value, out);
	text_add(out, "\"");
}

/* "spm/leak" and "rfc-v2" -> "spm.leak.rfc-v2" */
static void add_classname(const struct scenario_result *scenario,
			  const struct design_result *design, struct text *out)
{
	struct text name = TEXT_INIT;

	text_addf(&name, "%s.%s", scenario->name ? scenario->name : scenario->file,
		  design->design->name);
	for (size_t i = 0; i < name.len; i++)
		if (name.bytes[i] == '/')
			name.bytes[i] = '.';
	add_attribute("classname", text_str(&name), out);
	text_free(&name);
}

static void add_failure(const struct scenario_result *scenario,
			const struct design_result *design, const struct step_result *step,
			struct text *out)
{
	static const struct report_options plain = { .walks = WALKS_FAILED };
	const char *element = step->outcome == OUTCOME_ERROR ? "error" : "failure";
	struct text body = TEXT_INIT;

	report_step(scenario, design, step, &plain, &body);
	text_addf(out, "      <%s", element);
	add_attribute("type", outcome_names[step->outcome], out);
	add_attribute("message",
		      step->nr_failures			? step->failures[0].message :
		      step->outcome == OUTCOME_XPASS	? "expected to fail, but everything held" :
		      step->reason			? step->reason :
							  "unexpected",
		      out);
	text_add(out, ">");
	add_escaped(text_str(&body), out);
	text_addf(out, "</%s>\n", element);
	text_free(&body);
}

static void add_case(const struct scenario_result *scenario, const struct design_result *design,
		     const struct step_result *step, struct text *out)
{
	const struct source_loc *loc = &step->loc;
	struct text name = TEXT_INIT, line = TEXT_INIT;

	if (step->nr_failures && step->failures[0].loc.line)
		loc = &step->failures[0].loc;
	if (step->number)
		text_addf(&name, "%zu ", step->number);
	text_add(&name, step->name ? step->name : step->kind);
	text_addf(&line, "%d", loc->line);
	text_add(out, "    <testcase");
	add_classname(scenario, design, out);
	add_attribute("name", text_str(&name), out);
	add_attribute("file", loc->file ? loc->file : scenario->file, out);
	add_attribute("line", text_str(&line), out);
	text_free(&name);
	text_free(&line);
	if (!outcome_is_expected(step->outcome)) {
		text_add(out, ">\n");
		add_failure(scenario, design, step, out);
		text_add(out, "    </testcase>\n");
	} else if (step->outcome != OUTCOME_PASS) {
		text_add(out, ">\n      <skipped");
		add_attribute("type", outcome_names[step->outcome], out);
		add_attribute("message", step->reason ? step->reason : "", out);
		text_add(out, "/>\n    </testcase>\n");
	} else {
		text_add(out, "/>\n");
	}
}

struct totals {
	size_t tests, failures, errors, skipped;
};

static void count(const struct design_result *design, struct totals *t)
{
	const size_t *nr = design->counts.nr;

	for (int o = 0; o < NR_OUTCOMES; o++)
		t->tests += nr[o];
	t->failures += nr[OUTCOME_FAIL] + nr[OUTCOME_XPASS];
	t->errors += nr[OUTCOME_ERROR];
	t->skipped +=
		nr[OUTCOME_SKIP] + nr[OUTCOME_SHOWN] + nr[OUTCOME_UNDECIDED] + nr[OUTCOME_XFAIL];
}

static void add_totals(const struct totals *t, struct text *out)
{
	text_addf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"0\"",
		  t->tests, t->failures, t->errors, t->skipped);
}

static void add_suite(const struct scenario_result *scenario, const struct design_result *design,
		      struct text *out)
{
	struct totals t = { 0 };
	struct text name = TEXT_INIT;

	count(design, &t);
	text_addf(&name, "%s [%s]", scenario->name ? scenario->name : scenario->file,
		  design->design->name);
	text_add(out, "  <testsuite");
	add_attribute("name", text_str(&name), out);
	text_free(&name);
	add_totals(&t, out);
	text_add(out, ">\n");
	for (size_t i = 0; i < design->nr_setup; i++)
		if (design->setup[i].outcome != OUTCOME_PASS)
			add_case(scenario, design, &design->setup[i], out);
	for (size_t i = 0; i < design->nr_steps; i++)
		add_case(scenario, design, &design->steps[i], out);
	text_add(out, "  </testsuite>\n");
}

void report_junit(const struct report *report, struct text *out)
{
	struct totals all = { 0 };

	for (size_t i = 0; i < report->nr_scenarios; i++)
		for (size_t d = 0; d < report->scenarios[i]->nr_designs; d++)
			count(&report->scenarios[i]->designs[d], &all);
	text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"nodewall\"");
	add_totals(&all, out);
	text_add(out, ">\n");
	for (size_t i = 0; i < report->nr_scenarios; i++)
		for (size_t d = 0; d < report->scenarios[i]->nr_designs; d++)
			add_suite(report->scenarios[i], &report->scenarios[i]->designs[d], out);
	text_add(out, "</testsuites>\n");
}
