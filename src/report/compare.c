// SPDX-License-Identifier: GPL-2.0-only
/*
 * From results to a table of steps and designs.
 *
 * Responsible for rows, columns, what differs, and what failed expectations say
 * about a design. Not responsible for any form of the table.
 */
#include "report/compare.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/nodelist.h"

static size_t design_column(struct comparison *c, const struct design_result *result)
{
	for (size_t i = 0; i < c->nr_designs; i++)
		if (c->designs[i].design == result->design)
			return i;
	c->designs = xrealloc(c->designs, (c->nr_designs + 1) * sizeof(*c->designs));
	c->designs[c->nr_designs] =
		(struct compare_design){ .design = result->design, .any = result };
	return c->nr_designs++;
}

static void find_designs(struct comparison *c, const struct report *report)
{
	for (size_t i = 0; i < report->nr_scenarios; i++)
		for (size_t d = 0; d < report->scenarios[i]->nr_designs; d++)
			design_column(c, &report->scenarios[i]->designs[d]);
}

/* ---- rows ---- */

/* Setup entries count as rows only where one of them went another way than planned. */
static bool setup_row_is_needed(const struct scenario_result *s, size_t i)
{
	for (size_t d = 0; d < s->nr_designs; d++) {
		const struct step_result *step;

		if (i >= s->designs[d].nr_setup)
			continue;
		step = &s->designs[d].setup[i];
		if (step->outcome == OUTCOME_PASS)
			continue;
		/* Under a design that nothing is stated about, success says nothing. */
		if (step->outcome != OUTCOME_SHOWN || step->err)
			return true;
	}
	return false;
}

static void add_row(struct comparison *c, const struct scenario_result *s, bool setup, size_t i)
{
	const struct step_result **cells;
	struct compare_row *row;

	c->rows = xrealloc(c->rows, (c->nr_rows + 1) * sizeof(*c->rows));
	c->cells = xrealloc(c->cells, (c->nr_rows + 1) * c->nr_designs * sizeof(*c->cells));
	row = &c->rows[c->nr_rows];
	cells = &c->cells[c->nr_rows * c->nr_designs];
	c->nr_rows++;
	*row = (struct compare_row){ .scenario = s };
	memset(cells, 0, c->nr_designs * sizeof(*cells));
	for (size_t d = 0; d < s->nr_designs; d++) {
		const struct design_result *result = &s->designs[d];
		const struct step_result *step;

		if (i >= (setup ? result->nr_setup : result->nr_steps))
			continue;
		step = setup ? &result->setup[i] : &result->steps[i];
		cells[design_column(c, result)] = step;
		row->number = step->number;
		row->name = step->name ? step->name : step->kind;
		row->unexpected |= !outcome_is_expected(step->outcome);
	}
}

static void add_scenario(struct comparison *c, const struct scenario_result *s)
{
	size_t nr_setup = 0, nr_steps = 0;

	for (size_t d = 0; d < s->nr_designs; d++) {
		if (s->designs[d].nr_setup > nr_setup)
			nr_setup = s->designs[d].nr_setup;
		if (s->designs[d].nr_steps > nr_steps)
			nr_steps = s->designs[d].nr_steps;
	}
	for (size_t i = 0; i < nr_setup; i++)
		if (setup_row_is_needed(s, i))
			add_row(c, s, true, i);
	for (size_t i = 0; i < nr_steps; i++)
		add_row(c, s, false, i);
}

const char *compare_cell(const struct comparison *c, size_t row, size_t design)
{
	const struct step_result *step = c->cells[row * c->nr_designs + design];

	return step && step->cell.text ? step->cell.text : "-";
}

const char *compare_mark(const struct comparison *c, size_t row, size_t design)
{
	const struct step_result *step = c->cells[row * c->nr_designs + design];

	if (!step)
		return "";
	if (!outcome_is_expected(step->outcome))
		return "x";
	if (step->outcome == OUTCOME_UNDECIDED)
		return "?";
	return step->outcome == OUTCOME_XFAIL ? "~" : "";
}

/* A step that was not run under a design tells nothing about it. */
static bool row_differs(const struct comparison *c, size_t row)
{
	const char *first = NULL;

	for (size_t d = 0; d < c->nr_designs; d++) {
		const struct step_result *step = c->cells[row * c->nr_designs + d];

		if (!step || step->outcome == OUTCOME_SKIP)
			continue;
		if (first && strcmp(first, compare_cell(c, row, d)))
			return true;
		first = compare_cell(c, row, d);
	}
	return false;
}

bool compare_row_is_shown(const struct comparison *c, size_t row,
			  const struct compare_options *options)
{
	return !options->only_different || options->verbosity > 0 || c->rows[row].differs ||
	       c->rows[row].unexpected;
}

/* ---- what failures say ---- */

enum error_kind { ERROR_LEAK = 1, ERROR_OVERBLOCK = 2 };

static bool parse_nodes(const char *list, nodemask_t *nodes)
{
	return !nodelist_parse(list, strlen(list), MAX_NUMNODES, nodes);
}

/* Compare a wanted ("0-1", "not 2") and a got node list; 0 when they are something else. */
static unsigned judge_lists(const struct failure *f)
{
	static const char not [] = "not ";
	nodemask_t wanted, got;
	bool never;

	if (!f->wanted || !f->got || !parse_nodes(f->got, &got))
		return 0;
	never = !strncmp(f->wanted, not, strlen(not));
	if (!parse_nodes(f->wanted + (never ? strlen(not) : 0), &wanted))
		return 0;
	if (never)
		return nodes_intersects(&got, &wanted) ? ERROR_LEAK : 0;
	return (nodes_subset(&got, &wanted) ? 0u : ERROR_LEAK) |
	       (nodes_subset(&wanted, &got) ? 0u : ERROR_OVERBLOCK);
}

static unsigned judge_step(const struct step_result *step)
{
	unsigned errors = 0;

	if (!step->has_request && !step->has_may)
		return 0;
	for (size_t i = 0; i < step->nr_failures; i++)
		errors |= judge_lists(&step->failures[i]);
	/* Memory that went astray is missing elsewhere; that is one error. */
	if (!step->has_may && (errors & ERROR_LEAK))
		errors = ERROR_LEAK;
	if (!errors && step->nr_failures && step->has_errno && step->err)
		errors = ERROR_OVERBLOCK;
	return errors;
}

static void count_step(struct compare_design *d, const struct step_result *step)
{
	unsigned errors;

	if (step->outcome == OUTCOME_SKIP || step->outcome == OUTCOME_SHOWN ||
	    step->outcome == OUTCOME_UNDECIDED)
		return;
	d->nr_steps++;
	d->nr_expected += outcome_is_expected(step->outcome);
	if (step->outcome != OUTCOME_FAIL && step->outcome != OUTCOME_XFAIL)
		return;
	errors = judge_step(step);
	d->nr_leaks += (errors & ERROR_LEAK) != 0;
	if (!(errors & ERROR_OVERBLOCK))
		return;
	if (step->request.want)
		d->nr_unreachable++;
	else
		d->nr_overblocked++;
}

static void count_cells(struct comparison *c)
{
	for (size_t row = 0; row < c->nr_rows; row++)
		for (size_t d = 0; d < c->nr_designs; d++)
			if (c->cells[row * c->nr_designs + d])
				count_step(&c->designs[d], c->cells[row * c->nr_designs + d]);
}

void comparison_make(struct comparison *c, const struct report *report, const char *baseline)
{
	*c = (struct comparison){ 0 };
	find_designs(c, report);
	for (size_t i = 0; i < report->nr_scenarios; i++)
		add_scenario(c, report->scenarios[i]);
	for (size_t row = 0; row < c->nr_rows; row++) {
		c->rows[row].differs = row_differs(c, row);
		c->nr_identical += !c->rows[row].differs;
	}
	for (size_t d = 0; d < c->nr_designs && baseline; d++)
		if (!strcmp(c->designs[d].design->name, baseline))
			c->baseline = d;
	count_cells(c);
}

void comparison_free(struct comparison *c)
{
	free(c->designs);
	free(c->rows);
	free(c->cells);
	*c = (struct comparison){ 0 };
}
