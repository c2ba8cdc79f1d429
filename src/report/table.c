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
#include <stdlib.h>
#include <string.h>

#include "report/compare.h"
#include "report/private.h"

#define NAME_COLUMNS_MAX 60
#define NAME_COLUMNS_GOOD 44 /* with these, names of designs are worth more */
#define NAME_COLUMNS_MIN 20
#define CELL_COLUMNS_MAX 16 /* a cell that holds a zonelist, say, loses its end */

struct layout {
	size_t name; /* width of the first column */
	size_t cell; /* of each other column */
	size_t gap; /* in front of it */
	bool letters;
};

static size_t wider(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* @s to the width of a column; what is longer loses its end. */
static void add_clipped(const char *s, size_t width, struct text *out)
{
	size_t len = strlen(s);

	if (len > width)
		text_addf(out, "%.*s...", (int)width - 3, s);
	else
		text_add(out, s);
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

/* A cell with its mark: "2 x"; the caller frees it. */
static char *marked_cell(const struct comparison *c, const struct compare_options *options,
			 size_t row, size_t d)
{
	const char *mark = compare_mark(c, row, d);
	struct text cell = TEXT_INIT;

	add_clipped(shown_cell(c, options, row, d), CELL_COLUMNS_MAX - 2, &cell);
	text_addf(&cell, "%s%s", *mark ? " " : "", mark);
	return cell.bytes;
}

static size_t table_width(const struct comparison *c, const struct layout *l)
{
	return l->name + c->nr_designs * (l->gap + l->cell);
}

static void measure_columns(const struct comparison *c, const struct compare_options *options,
			    struct layout *l)
{
	for (size_t row = 0; row < c->nr_rows; row++) {
		if (!compare_row_is_shown(c, row, options))
			continue;
		l->name = wider(l->name, 7 + strlen(c->rows[row].name));
		l->name = wider(l->name, strlen(c->rows[row].scenario->name));
		for (size_t d = 0; d < c->nr_designs; d++) {
			char *cell = marked_cell(c, options, row, d);

			l->cell = wider(l->cell, strlen(cell));
			free(cell);
		}
	}
	if (l->name > NAME_COLUMNS_MAX)
		l->name = NAME_COLUMNS_MAX;
}

/* Shorten the names of steps, down to @least columns, until the table fits. */
static bool shorten_names(const struct comparison *c, struct layout *l, size_t least)
{
	size_t name = l->name;

	while (table_width(c, l) > REPORT_COLUMNS && l->name > least)
		l->name--;
	if (table_width(c, l) <= REPORT_COLUMNS)
		return true;
	l->name = name;
	return false;
}

/* Names over the columns; where that is too wide, letters, then shorter names of steps. */
static struct layout measure(const struct comparison *c, const struct compare_options *options)
{
	struct layout l = { .name = NAME_COLUMNS_MIN, .cell = 1, .gap = 2 };
	size_t cell;

	measure_columns(c, options, &l);
	cell = l.cell;
	for (size_t d = 0; d < c->nr_designs; d++)
		l.cell = wider(l.cell, strlen(c->designs[d].design->name));
	if (shorten_names(c, &l, NAME_COLUMNS_GOOD))
		return l;
	l.letters = true;
	l.cell = cell;
	if (table_width(c, &l) > REPORT_COLUMNS)
		l.gap = 1;
	if (!shorten_names(c, &l, NAME_COLUMNS_MIN))
		l.name = NAME_COLUMNS_MIN;
	return l;
}

static char letter_of(size_t d)
{
	return (char)(d < 26 ? 'a' + d : 'A' + (d - 26) % 26);
}

/* One column after the other; blanks at the end of the line are taken away again. */
static void add_cell(const char *s, const struct layout *l, struct text *out)
{
	text_addf(out, "%*s%-*s", (int)l->gap, "", (int)l->cell, s);
}

static void end_line(struct text *out)
{
	while (out->len && out->bytes[out->len - 1] == ' ')
		out->bytes[--out->len] = '\0';
	text_add(out, "\n");
}

static void add_header(const struct comparison *c, const struct layout *l, struct text *out)
{
	text_pad(out, l->name);
	for (size_t d = 0; d < c->nr_designs; d++) {
		char letter[2] = { letter_of(d), 0 };

		add_cell(l->letters ? letter : c->designs[d].design->name, l, out);
	}
	end_line(out);
}

static void add_cells(const struct comparison *c, const struct layout *l,
		      const struct compare_options *options, size_t row, struct text *out)
{
	for (size_t d = 0; d < c->nr_designs; d++) {
		char *cell = marked_cell(c, options, row, d);

		add_cell(cell, l, out);
		free(cell);
	}
	end_line(out);
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

/* @s behind two blanks, in lines of a page. */
static void add_wrapped(const char *s, struct text *out)
{
	size_t at = 2;

	while (*s) {
		size_t len = strcspn(s, " ");

		if (at > 2 && at + 1 + len > REPORT_COLUMNS) {
			text_add(out, "\n      ");
			at = 6;
		} else if (at > 2) {
			text_add(out, " ");
			at++;
		}
		text_add_bytes(out, s, len);
		at += len;
		s += len + (s[len] == ' ');
	}
	text_add(out, "\n");
}

static void add_design_line(const struct comparison *c, size_t d, bool letters, struct text *out)
{
	const struct compare_design *design = &c->designs[d];
	struct text line = TEXT_INIT;

	if (letters)
		text_addf(&line, "%c  ", letter_of(d));
	text_addf(&line, "%s (%s)", design->design->name, design->design->section);
	if (design->nr_steps)
		text_addf(&line, ", %zu of %zu as expected", design->nr_expected,
			  design->nr_steps);
	text_addf(&line, ": %s", design->design->title);
	for (size_t i = 0; i < design->any->nr_switches; i++)
		text_addf(&line, "%s%s=%s", i ? ", " : "; ", design->any->switches[i].name,
			  design->any->switches[i].value);
	text_add(out, "  ");
	add_wrapped(text_str(&line), out);
	text_free(&line);
}

static bool has_undecided(const struct comparison *c)
{
	for (size_t i = 0; i < c->nr_rows * c->nr_designs; i++) {
		if (c->cells[i] && c->cells[i]->outcome == OUTCOME_UNDECIDED)
			return true;
	}
	return false;
}

static void add_footer(const struct comparison *c, const struct layout *l,
		       const struct compare_options *options, size_t nr_hidden, struct text *out)
{
	size_t width = table_width(c, l);

	for (size_t i = 0; i < width && i < REPORT_COLUMNS; i++)
		text_add(out, "-");
	text_add(out, "\n");
	text_add(out, "x = expectation failed, ~ = failed as announced, * = designs differ, "
		      "- = not run\n");
	if (has_undecided(c))
		text_add(out, "? = the sources of the design leave it open\n");
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
