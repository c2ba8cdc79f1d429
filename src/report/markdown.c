// SPDX-License-Identifier: GPL-2.0-only
/* The comparison as a Markdown table, for a mail or a pull request. */
#include <string.h>

#include "report/compare.h"

/* @s inside a cell: a bar would end it. */
static void add_cell_text(const char *s, struct text *out)
{
	for (; *s; s++) {
		if (*s == '|' || *s == '\\' || *s == '*' || *s == '_' || *s == '<' || *s == '`')
			text_add(out, "\\");
		text_add_bytes(out, *s == '\n' ? " " : s, 1);
	}
}

static void add_header(const struct comparison *c, struct text *out)
{
	text_add(out, "| step |");
	for (size_t d = 0; d < c->nr_designs; d++)
		text_addf(out, " %s |", c->designs[d].design->name);
	text_add(out, "\n|---|");
	for (size_t d = 0; d < c->nr_designs; d++)
		text_add(out, "---|");
	text_add(out, "\n");
}

static void add_row(const struct comparison *c, size_t row, struct text *out)
{
	const struct compare_row *r = &c->rows[row];

	text_add(out, "| ");
	add_cell_text(r->scenario->name, out);
	if (r->number)
		text_addf(out, ": %zu ", r->number);
	else
		text_add(out, ": ");
	add_cell_text(r->name, out);
	text_add(out, " |");
	for (size_t d = 0; d < c->nr_designs; d++) {
		const char *mark = compare_mark(c, row, d);

		text_add(out, r->differs ? " **" : " ");
		add_cell_text(compare_cell(c, row, d), out);
		text_addf(out, "%s%s%s |", r->differs ? "**" : "", *mark ? " " : "",
			  *mark == '~' ? "\\~" : mark);
	}
	text_add(out, "\n");
}

static void add_table(const struct comparison *c, const struct compare_options *options,
		      struct text *out)
{
	size_t nr_hidden = 0;

	add_header(c, out);
	for (size_t row = 0; row < c->nr_rows; row++) {
		if (compare_row_is_shown(c, row, options))
			add_row(c, row, out);
		else
			nr_hidden++;
	}
	text_add(out, "\nx: expectation failed; \\~: failed as announced; ?: left open by the "
		      "sources; bold: designs differ.\n");
	if (nr_hidden)
		text_addf(out, "%zu identical steps are left out.\n", nr_hidden);
}

static void add_summary(const struct comparison *c, struct text *out)
{
	text_add(out, "| design | as expected | leaks | over-blocks | unreachable opt-ins |\n"
		      "|---|---|---|---|---|\n");
	for (size_t d = 0; d < c->nr_designs; d++)
		text_addf(out, "| %s | %zu of %zu | %zu | %zu | %zu |\n",
			  c->designs[d].design->name, c->designs[d].nr_expected,
			  c->designs[d].nr_steps, c->designs[d].nr_leaks,
			  c->designs[d].nr_overblocked, c->designs[d].nr_unreachable);
}

void report_compare_markdown(const struct report *report, const struct compare_options *options,
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
