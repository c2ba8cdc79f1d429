// SPDX-License-Identifier: GPL-2.0-only
/*
 * Timelines on the page: a drawing per zone with one column a step, and a table
 * with the same numbers and the events.
 *
 *	      |####|####|      |	the zone, top is all of it: owners from below,
 *	 high |----|----|------|	free memory above; the dashes are where free
 *	      |#xx#|#xx#|xx    |	memory is down to the high mark
 *	       1    2    3		steps
 *
 * A part of a column carries the letter of its owner, so colour says nothing alone.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/html.h"
#include "report/private.h"

#define COLUMN_WIDTH 22
#define COLUMN_HEIGHT 96
#define LEFT 8
#define TOP 6
#define LETTER_HEIGHT 11 /* a part must be as high to hold its letter */

static double height_of(const struct zone_level *level, uint64_t pages)
{
	return (double)pages * COLUMN_HEIGHT / (double)level->managed;
}

static const struct zone_level *find_level(const struct levels *levels, const char *label)
{
	for (size_t i = 0; i < levels->nr; i++) {
		if (!strcmp(levels->zones[i].label, label))
			return &levels->zones[i];
	}
	return NULL;
}

/* A part of a column that ends at @bottom; returns where the next one does. */
static double add_part(const struct zone_level *level, int x, double bottom, uint64_t pages,
		       const char *class, char letter, const char *name, struct text *out)
{
	double height = height_of(level, pages);

	if (!pages)
		return bottom;
	text_addf(out,
		  "<rect class=\"%s\" x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\">"
		  "<title>%s %" PRIu64 "</title></rect>",
		  class, x, bottom - height, COLUMN_WIDTH - 2, height, name, pages);
	if (height >= LETTER_HEIGHT)
		text_addf(out, "<text x=\"%d\" y=\"%.1f\">%c</text>", x + COLUMN_WIDTH / 2 - 1,
			  bottom - height / 2 + 4, letter);
	return bottom - height;
}

static void add_column(const struct zone_level *level, size_t column, struct text *out)
{
	int x = LEFT + (int)column * COLUMN_WIDTH;
	double bottom = TOP + COLUMN_HEIGHT;
	double high = TOP + height_of(level, level->wmark[WMARK_HIGH]);

	for (int i = 0; i < NR_PAGE_OWNERS; i++) {
		char class[16];

		snprintf(class, sizeof(class), "own own%d", i);
		bottom = add_part(level, x, bottom, level->owned[i], class, page_owner_letters[i],
				  page_owner_names[i], out);
	}
	add_part(level, x, bottom, level->other + level->parked + level->isolated, "own other", '-',
		 "parked or the kernel's", out);
	text_addf(out, "<path class=\"high\" d=\"M%d %.1fh%d\"/>", x, high, COLUMN_WIDTH - 2);
}

static void add_zone(const struct design_result *d, const char *label, struct text *out)
{
	int width = 2 * LEFT + (int)(d->nr_steps + 1) * COLUMN_WIDTH;
	int height = TOP + COLUMN_HEIGHT + 18;

	text_addf(out,
		  "<figure><svg class=\"levels\" role=\"img\" aria-label=\"%s over the steps\" "
		  "width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\"><rect class=\"zone\" x=\"%d\" "
		  "y=\"%d\" width=\"%d\" height=\"%d\"/>",
		  label, width, height, width, height, LEFT - 1, TOP,
		  (int)(d->nr_steps + 1) * COLUMN_WIDTH, COLUMN_HEIGHT);
	for (size_t i = 0; i <= d->nr_steps; i++) {
		const struct levels *levels = i ? &d->steps[i - 1].levels : &d->levels;
		const struct zone_level *level = find_level(levels, label);

		if (level)
			add_column(level, i, out);
		text_addf(out, "<text class=\"step\" x=\"%d\" y=\"%d\">%zu</text>",
			  LEFT + (int)i * COLUMN_WIDTH + COLUMN_WIDTH / 2 - 1, height - 4, i);
	}
	text_addf(out, "</svg><figcaption>%s</figcaption></figure>\n", label);
}

static void add_level_text(const struct zone_level *level, struct text *out)
{
	text_addf(out, "%s ", level->label);
	level_against_marks(level, out);
	for (int i = 0; i < NR_PAGE_OWNERS; i++) {
		if (level->owned[i])
			text_addf(out, ", %s %" PRIu64, page_owner_names[i], level->owned[i]);
	}
}

static void add_levels(const struct levels *levels, struct text *out)
{
	struct text plain = TEXT_INIT;

	for (size_t i = 0; i < levels->nr; i++) {
		plain.len = 0;
		add_level_text(&levels->zones[i], &plain);
		text_add(out, i ? "<br>" : "");
		html_text(text_str(&plain), out);
	}
	text_free(&plain);
}

static void add_step(const struct step_result *step, struct text *out)
{
	struct text plain = TEXT_INIT;

	text_addf(out, "<tr><th scope=\"row\">%zu ", step->number);
	html_text(step->name, out);
	text_add(out, "</th><td>");
	add_levels(&step->levels, out);
	text_add(out, "</td><td>");
	for (size_t i = 0; i < step->nr_events; i++) {
		plain.len = 0;
		event_text(&step->events[i], &plain);
		text_add(out, i ? "<br>" : "");
		html_text(text_str(&plain), out);
	}
	text_add(out, "</td></tr>\n");
	text_free(&plain);
}

static void add_table(const struct design_result *d, struct text *out)
{
	text_add(out, "<table class=\"levels\"><thead><tr><th>step</th><th>zones, in pages</th>"
		      "<th>events</th></tr></thead><tbody>\n<tr><th scope=\"row\">0 before the "
		      "first step</th><td>");
	add_levels(&d->levels, out);
	text_add(out, "</td><td></td></tr>\n");
	for (size_t i = 0; i < d->nr_steps; i++)
		add_step(&d->steps[i], out);
	text_add(out, "</tbody></table>\n");
}

static void add_design(const struct scenario_result *s, const struct design_result *d,
		       struct text *out)
{
	if (!d->levels.nr)
		return;
	text_add(out, "<details class=\"timeline\"><summary>");
	html_text(s->name ? s->name : s->file, out);
	text_addf(out, " under %s</summary>\n<div class=\"zones-over-time\">\n", d->design->name);
	for (size_t i = 0; i < d->levels.nr; i++)
		add_zone(d, d->levels.zones[i].label, out);
	text_add(out, "</div>\n");
	add_table(d, out);
	text_add(out, "</details>\n");
}

void html_timelines(const struct report *report, struct text *out)
{
	struct text all = TEXT_INIT;

	for (size_t i = 0; i < report->nr_scenarios; i++) {
		for (size_t d = 0; d < report->scenarios[i]->nr_designs; d++)
			add_design(report->scenarios[i], &report->scenarios[i]->designs[d], &all);
	}
	if (all.len)
		text_addf(out,
			  "<section id=\"timelines\"><h2>Memory over the steps</h2>\n<p>A column "
			  "a step: owners from below, free memory above them; the dashed line is "
			  "where free memory is down to the high watermark.</p>\n%s</section>\n",
			  text_str(&all));
	text_free(&all);
}
