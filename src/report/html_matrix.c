// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of the page: designs with their counts, steps and designs.
 *
 * Both can be read without the script, which only adds what a cell opens. Every
 * cell is a link to itself, so that it can be reached and opened by keyboard, and
 * its address can be passed on.
 */
#include <string.h>

#include "report/html.h"

#define NARROW_COLUMNS_MIN 7 /* from here on the names of designs are set upright */

/* What a mark means; NULL for none. */
static const char *mark_text(const char *mark)
{
	if (*mark == 'x')
		return "not as expected";
	if (*mark == '?')
		return "the sources leave it open";
	return *mark == '~' ? "failed as announced" : NULL;
}

static const char *outcome_class(enum outcome o)
{
	if (!outcome_is_expected(o))
		return " fail";
	if (o == OUTCOME_XFAIL)
		return " xfail";
	if (o == OUTCOME_UNDECIDED)
		return " undecided";
	return o == OUTCOME_SKIP ? " skip" : "";
}

/* ---- designs ---- */

static void add_switches(const struct design_result *design, struct text *out)
{
	for (size_t i = 0; i < design->nr_switches; i++) {
		const struct switch_result *s = &design->switches[i];

		text_add(out, i ? "<br>" : "");
		text_add(out, "<code>");
		html_text(s->name, out);
		text_add(out, "=");
		html_text(s->value, out);
		text_add(out, "</code>");
		if (!s->is_default)
			text_add(out, " (set)");
	}
}

static void add_design(const struct comparison *c, size_t d, struct text *out)
{
	const struct compare_design *design = &c->designs[d];

	text_addf(out, "<tr id=\"design-%zu\"><th scope=\"row\"><code>", d + 1);
	html_text(design->design->name, out);
	text_add(out, "</code>");
	if (d == c->baseline)
		text_add(out, " <small>(baseline)</small>");
	text_add(out, "</th><td>");
	html_text(design->design->title, out);
	text_addf(out,
		  "</td><td class=\"n\">%zu of %zu</td><td class=\"n\">%zu</td>"
		  "<td class=\"n\">%zu</td><td class=\"n\">%zu</td><td>",
		  design->nr_expected, design->nr_steps, design->nr_leaks, design->nr_overblocked,
		  design->nr_unreachable);
	add_switches(design->any, out);
	text_add(out, "</td></tr>\n");
}

void html_summary(const struct comparison *c, struct text *out)
{
	text_add(out, "<section id=\"designs\" aria-labelledby=\"designs-title\">\n"
		      "<h2 id=\"designs-title\">Designs</h2>\n"
		      "<p>Leaks: memory came, or could come, from a node it should not come from. "
		      "Over-blocks: a node that should serve does not. Unreachable: an opt-in that "
		      "did not get there. All three count expectations that failed.</p>\n"
		      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
		      "aria-labelledby=\"designs-title\">"
		      "<table class=\"plain\">\n<thead><tr><th scope=\"col\">design</th>"
		      "<th scope=\"col\">what it is</th><th scope=\"col\">as expected</th>"
		      "<th scope=\"col\">leaks</th><th scope=\"col\">over-blocks</th>"
		      "<th scope=\"col\">unreachable</th><th scope=\"col\">open points, as decided"
		      "</th></tr></thead>\n<tbody>\n");
	for (size_t d = 0; d < c->nr_designs; d++)
		add_design(c, d, out);
	text_add(out, "</tbody></table></div>\n</section>\n");
}

/* ---- steps and designs ---- */

static void add_header(const struct comparison *c, struct text *out)
{
	text_addf(out, "<table id=\"grid\"%s>\n<thead><tr><th scope=\"col\">step</th>",
		  c->nr_designs >= NARROW_COLUMNS_MIN ? " class=\"narrow\"" : "");
	for (size_t d = 0; d < c->nr_designs; d++) {
		text_add(out, "<th scope=\"col\" class=\"d\"><a href=\"#design-");
		text_addf(out, "%zu\"><span>", d + 1);
		html_text(c->designs[d].design->name, out);
		text_add(out, "</span></a></th>");
	}
	text_add(out, "</tr></thead>\n");
}

static void add_cell(const struct comparison *c, size_t row, size_t d, struct text *out)
{
	const struct step_result *step = c->cells[row * c->nr_designs + d];
	const char *mark = compare_mark(c, row, d);
	bool differs = strcmp(compare_cell(c, row, d), compare_cell(c, row, c->baseline)) != 0;

	if (!step) {
		text_add(out, "<td class=\"skip\">-</td>");
		return;
	}
	text_addf(out, "<td id=\"cell-%zu-%zu\"", row + 1, d + 1);
	if (differs || *outcome_class(step->outcome))
		text_addf(out, " class=\"%s%s\"", differs ? "differs" : "",
			  outcome_class(step->outcome));
	text_add(out, "><a>");
	html_text(compare_cell(c, row, d), out);
	if (*mark)
		text_addf(out, " <abbr title=\"%s\">%s</abbr>", mark_text(mark), mark);
	text_add(out, "</a></td>");
}

static void add_row(const struct comparison *c, size_t row, struct text *out)
{
	const struct compare_row *r = &c->rows[row];

	text_add(out, "<tr");
	if (r->differs || r->unexpected)
		text_addf(out, " class=\"%s%s\"", r->differs ? "differ" : "",
			  r->unexpected ? " unexpected" : "");
	text_add(out, "><th scope=\"row\">");
	if (r->number)
		text_addf(out, "<b>%zu</b> ", r->number);
	html_text(r->name, out);
	if (r->differs)
		text_add(out, " <span class=\"ne\" title=\"the designs differ\">&ne;</span>");
	text_add(out, "</th>");
	for (size_t d = 0; d < c->nr_designs; d++)
		add_cell(c, row, d, out);
	text_add(out, "</tr>\n");
}

static void add_scenario(const struct scenario_result *s, size_t figure, size_t nr_designs,
			 struct text *out)
{
	text_addf(out, "<tr class=\"scenario\"><th scope=\"rowgroup\" colspan=\"%zu\"><div>",
		  nr_designs + 1);
	html_text(s->name, out);
	text_add(out, " <small>");
	html_text(s->file, out);
	if (figure)
		text_addf(out, " &middot; <a href=\"#machine-%zu\">machine %zu</a>", figure,
			  figure);
	text_add(out, "</small>");
	if (s->why) {
		text_add(out, "<p>");
		html_text(s->why, out);
		text_add(out, "</p>");
	}
	text_add(out, "</div></th></tr>\n");
}

static size_t figure_of(const struct report *report, const struct html_machines *machines,
			const struct scenario_result *s)
{
	for (size_t i = 0; i < report->nr_scenarios; i++)
		if (report->scenarios[i] == s)
			return machines->figure_of[i];
	return 0;
}

static size_t add_rows(const struct report *report, const struct comparison *c,
		       const struct html_machines *machines, const struct compare_options *options,
		       struct text *out)
{
	const struct scenario_result *last = NULL;
	size_t nr_hidden = 0;

	for (size_t row = 0; row < c->nr_rows; row++) {
		const struct scenario_result *s = c->rows[row].scenario;

		if (!compare_row_is_shown(c, row, options)) {
			nr_hidden++;
			continue;
		}
		if (s != last) {
			text_add(out, last ? "</tbody>\n<tbody>\n" : "<tbody>\n");
			add_scenario(s, figure_of(report, machines, s), c->nr_designs, out);
			last = s;
		}
		add_row(c, row, out);
	}
	text_add(out, last ? "</tbody>\n" : "");
	return nr_hidden;
}

void html_matrix(const struct report *report, const struct comparison *c,
		 const struct html_machines *machines, const struct compare_options *options,
		 struct text *out)
{
	size_t nr_hidden;

	text_add(out,
		 "<section id=\"steps\" aria-labelledby=\"steps-title\">\n"
		 "<h2 id=\"steps-title\">Steps and designs</h2>\n"
		 "<p>A cell shows the nodes that memory came from or may come from, else the errno "
		 "or the class of the refusal. <b>x</b>: not as expected; <b>~</b>: failed as "
		 "announced; <b>?</b>: left open by the design's sources; &ne;: the designs "
		 "differ; <b class=\"sample\">underlined</b>: not as "
		 "the baseline. <span class=\"js\">A cell opens the walk behind it: Tab into the "
		 "table, arrow keys, Enter; Escape closes.</span></p>\n"
		 "<noscript><p>Opening a cell needs JavaScript. The command <code>nodewall explain "
		 "FILE#STEP -d DESIGN</code> prints the same.</p></noscript>\n"
		 "<form id=\"filters\" class=\"js\" hidden>"
		 "<label>find <input id=\"find\" type=\"search\" autocomplete=\"off\"></label> "
		 "<label><input id=\"differ\" type=\"checkbox\"> only where designs differ</label> "
		 "<label><input id=\"unexpected\" type=\"checkbox\"> only what is not as expected"
		 "</label> <output id=\"found\"></output></form>\n"
		 "<div class=\"scroll\" id=\"matrix\">\n");
	add_header(c, out);
	nr_hidden = add_rows(report, c, machines, options, out);
	text_add(out, "</table>\n</div>\n");
	if (nr_hidden)
		text_addf(out, "<p>%zu identical steps are left out.</p>\n", nr_hidden);
	text_add(out, "</section>\n");
}
