// SPDX-License-Identifier: GPL-2.0-only
/*
 * The comparison as text. Cells show where it landed, not a tick.
 *
 *	                             mainline  rfc-v2
 *	spm/fallback-leak
 *	* 3 next anon fault           2 x       1
 *
 * A star marks steps that the designs answer differently. Where the table would
 * be wider than a page, columns get letters.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/compare.h"
#include "report/private.h"

#define NAME_COLUMNS_MAX 60

struct layout {
	size_t name; /* width of the first column */
	size_t cell; /* of each other column, its gap included */
	bool letters;
};

static size_t wider(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* As the table shows it: "." for what is as under the baseline. */
static const char *shown_cell(const struct comparison *c, const struct compare_options *options,
			      size_t row, size_t d)
{
	const char *text = compare_cell(c, row, d);

	if (options->baseline && d != c->baseline && c->cells[row * c->nr_designs + d] &&
	    !strcmp(text, compare_cell(c, row, c->baseline)))
		return ".";
	return text;
}

static struct layout measure(const struct comparison *c, const struct compare_options *options)
{
	struct layout l = { .name = 20 };
	size_t header = 0, cell = 1;

	for (size_t row = 0; row < c->nr_rows; row++) {
		if (!compare_row_is_shown(c, row, options))
			continue;
		l.name = wider(l.name, 7 + strlen(c->rows[row].name));
		l.name = wider(l.name, strlen(c->rows[row].scenario->name));
		for (size_t d = 0; d < c->nr_designs; d++)
			cell = wider(cell, strlen(shown_cell(c, options, row, d)) + 2);
	}
	if (l.name > NAME_COLUMNS_MAX)
		l.name = NAME_COLUMNS_MAX;
	for (size_t d = 0; d < c->nr_designs; d++)
		header = wider(header, strlen(c->designs[d].design->name));
	l.letters = l.name + c->nr_designs * (wider(header, cell) + 2) > REPORT_COLUMNS &&
		    header > cell;
	l.cell = 2 + (l.letters ? cell : wider(header, cell));
	return l;
}

static char letter_of(size_t d)
{
	return (char)(d < 26 ? 'a' + d : 'A' + (d - 26) % 26);
}

/* @s to the width of a column; a name that is too long loses its end. */
static void add_clipped(const char *s, size_t width, struct text *out)
{
	size_t len = strlen(s);

	if (len > width)
		text_addf(out, "%.*s...", (int)width - 3, s);
	else
		text_add(out, s);
}

/* Append @s and blanks up to @width; nothing behind the last column. */
static void add_cell(const char *s, size_t width, bool last, struct text *out)
{
	text_addf(out, "  %s", s);
	for (size_t i = strlen(s) + 2; !last && i < width; i++)
		text_add(out, " ");
}

static void add_header(const struct comparison *c, const struct layout *l, struct text *out)
{
	text_pad(out, l->name);
	for (size_t d = 0; d < c->nr_designs; d++) {
		char letter[2] = { letter_of(d), 0 };

		add_cell(l->letters ? letter : c->designs[d].design->name, l->cell,
			 d + 1 == c->nr_designs, out);
	}
	text_add(out, "\n");
}

static void add_cells(const struct comparison *c, const struct layout *l,
		      const struct compare_options *options, size_t row, struct text *out)
{
	struct text cells = TEXT_INIT;

	for (size_t d = 0; d < c->nr_designs; d++) {
		const char *mark = compare_mark(c, row, d);
		char text[256];

		snprintf(text, sizeof(text), "%s%s%s", shown_cell(c, options, row, d),
			 *mark ? " " : "", mark);
		add_cell(text, l->cell, false, &cells);
	}
	while (cells.len && cells.bytes[cells.len - 1] == ' ')
		cells.bytes[--cells.len] = '\0';
	text_add(out, text_str(&cells));
	text_add(out, "\n");
	text_free(&cells);
}

static void add_row(const struct comparison *c, const struct layout *l,
		    const struct compare_options *options, size_t row, struct text *out)
{
	const struct compare_row *r = &c->rows[row];
	struct text name = TEXT_INIT;

	if (r->number)
		text_addf(&name, "%zu ", r->number);
	else
		text_add(&name, "- ");
	text_add(&name, r->name);
	text_add(out, r->differs ? "* " : "  ");
	add_clipped(text_str(&name), l->name - 2, out);
	text_free(&name);
	text_pad(out, l->name);
	add_cells(c, l, options, row, out);
}

static void add_design_line(const struct comparison *c, size_t d, bool letters, struct text *out)
{
	const struct compare_design *design = &c->designs[d];

	text_add(out, "  ");
	if (letters)
		text_addf(out, "%c ", letter_of(d));
	text_addf(out, "%s (%s): %s", design->design->name, design->design->section,
		  design->design->title);
	for (size_t i = 0; i < design->any->nr_switches; i++)
		text_addf(out, "%s%s=%s", i ? ", " : "; ", design->any->switches[i].name,
			  design->any->switches[i].value);
	text_add(out, "\n");
}

static void add_expected(const struct comparison *c, struct text *out)
{
	text_add(out, "as expected:");
	for (size_t d = 0; d < c->nr_designs; d++)
		text_addf(out, "%s %zu of %zu", d ? " /" : "", c->designs[d].nr_expected,
			  c->designs[d].nr_steps);
	text_add(out, "\n");
}

static void add_footer(const struct comparison *c, const struct layout *l,
		       const struct compare_options *options, size_t nr_hidden, struct text *out)
{
	size_t width = l->name + c->nr_designs * l->cell;

	for (size_t i = 0; i < width && i < REPORT_COLUMNS; i++)
		text_add(out, "-");
	text_add(out, "\n");
	add_expected(c, out);
	text_add(out, "x = expectation failed, ~ = failed as announced, * = designs differ, "
		      "- = not run\n");
	if (options->baseline)
		text_addf(out, ". = as under %s\n", c->designs[c->baseline].design->name);
	if (nr_hidden)
		text_addf(out, "%zu identical steps hidden; -v shows them\n", nr_hidden);
	text_add(out, "designs:\n");
	for (size_t d = 0; d < c->nr_designs; d++)
		add_design_line(c, d, l->letters, out);
}

static void add_table(const struct comparison *c, const struct compare_options *options,
		      struct text *out)
{
	const struct scenario_result *scenario = NULL;
	struct layout l = measure(c, options);
	size_t nr_hidden = 0;

	add_header(c, &l, out);
	for (size_t row = 0; row < c->nr_rows; row++) {
		if (!compare_row_is_shown(c, row, options)) {
			nr_hidden++;
			continue;
		}
		if (c->rows[row].scenario != scenario) {
			scenario = c->rows[row].scenario;
			text_addf(out, "%s\n", scenario->name);
		}
		add_row(c, &l, options, row, out);
	}
	add_footer(c, &l, options, nr_hidden, out);
}

static void add_summary(const struct comparison *c, struct text *out)
{
	size_t name = strlen("design");

	for (size_t d = 0; d < c->nr_designs; d++)
		name = wider(name, strlen(c->designs[d].design->name));
	text_addf(out, "%-*s  as expected   leaks  over-blocks  unreachable opt-ins\n", (int)name,
		  "design");
	for (size_t d = 0; d < c->nr_designs; d++) {
		const struct compare_design *design = &c->designs[d];

		text_addf(out, "%-*s  %5zu of %-5zu %5zu  %11zu  %19zu\n", (int)name,
			  design->design->name, design->nr_expected, design->nr_steps,
			  design->nr_leaks, design->nr_overblocked, design->nr_unreachable);
	}
	text_addf(out, "%zu steps, %zu of them answered differently\n", c->nr_rows,
		  c->nr_rows - c->nr_identical);
}

void report_compare_text(const struct report *report, const struct compare_options *options,
			 struct text *out)
{
	struct comparison c;

	comparison_make(&c, report, options->baseline);
	if (options->summary)
		add_summary(&c, out);
	else
		add_table(&c, options, out);
	comparison_free(&c);
}
