// SPDX-License-Identifier: GPL-2.0-only
/*
 * One step under two designs, side by side: what is alike is said once, what
 * differs stands in two columns with a star in front. Zones are aligned by zone.
 *
 * Responsible for layout in 100 columns. Where they part says parting.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/columns.h"
#include "report/parting.h"

struct versus {
	const struct design_result *const *designs;
	const struct step_result *steps[2];
	struct text *out;
};

static void add_requests(struct versus *v)
{
	struct side_fields f[2] = { 0 };

	for (int i = 0; i < 2; i++) {
		struct field_sink sink = report_side_sink(&f[i]);

		if (v->steps[i]->has_request)
			report_request(v->steps[i], v->steps[i]->loc.file, &sink);
	}
	report_side_fields(v->out, f);
}

static void add_results(struct versus *v)
{
	struct side_fields f[2] = { 0 };

	for (int i = 0; i < 2; i++) {
		struct field_sink sink = report_side_sink(&f[i]);

		report_notes(&v->steps[i]->walk, v->steps[i]->walk.nr_passes, &sink);
		report_result(v->steps[i], &sink);
		if (v->steps[i]->text)
			sink.add(sink.arg, "note", v->steps[i]->text);
		if (v->steps[i]->hint)
			sink.add(sink.arg, "hint", v->steps[i]->hint);
	}
	report_side_fields(v->out, f);
}

/* ---- zones ---- */

struct zone_row {
	const struct zone_result *zones[2]; /* NULL: that side has no such zone */
	size_t places[2]; /* in walk order, from 1; 0 = never visited */
};

struct zone_rows {
	struct zone_row *rows;
	size_t nr;
};

static size_t find_row(const struct zone_rows *rows, const char *label)
{
	for (size_t i = 0; i < rows->nr; i++)
		if (rows->rows[i].zones[0] && !strcmp(rows->rows[i].zones[0]->label, label))
			return i;
	return rows->nr;
}

/* The zones of the left pass in its order, those of the right one where they fit in. */
static struct zone_rows align_zones(const struct pass_result *const pass[2])
{
	size_t max = (pass[0] ? pass[0]->nr_zones : 0) + (pass[1] ? pass[1]->nr_zones : 0);
	struct zone_rows rows = { .rows = xcalloc(max + 1, sizeof(*rows.rows)) };
	size_t at = 0;

	for (int side = 0; side < 2; side++) {
		size_t place = 0;

		if (!pass[side])
			continue;
		for (size_t i = report_last_walk(pass[side]); i < pass[side]->nr_zones; i++) {
			const struct zone_result *z = &pass[side]->zones[i];
			size_t row = side ? find_row(&rows, z->label) : rows.nr;

			if (row == rows.nr) {
				row = side ? at : rows.nr;
				memmove(&rows.rows[row + 1], &rows.rows[row],
					(rows.nr++ - row) * sizeof(*rows.rows));
				rows.rows[row] = (struct zone_row){ 0 };
			}
			rows.rows[row].zones[side] = z;
			rows.rows[row].places[side] = report_never_listed(z) ? 0 : ++place;
			at = row + 1;
		}
	}
	return rows;
}

static bool same_zone(const struct zone_result *a, const struct zone_result *b)
{
	if (!a || !b)
		return a == b;
	return a->verdict == b->verdict && a->class == b->class &&
	       !strcmp(a->because ? a->because : "", b->because ? b->because : "");
}

/* "3 nofragment  would go remote: ... (get_page_from_freelist)" */
static void add_verdict(const struct versus *v, int side, const struct zone_row *row,
			size_t verdict_columns, struct text *out)
{
	const struct zone_result *z = row->zones[side];
	char *because;
	char by[64];

	if (!z)
		return;
	because = report_because(v->designs[side], z);
	if (row->places[side])
		text_addf(out, "%zu ", row->places[side]);
	else
		text_add(out, "- ");
	text_addf(out, "%-*s  %s", (int)verdict_columns, verdict_info(z->verdict)->short_name,
		  because);
	if (!same_zone(z, row->zones[!side]) && *report_by(v->designs[side], z, by))
		text_addf(out, " (%s)", report_by(v->designs[side], z, by));
	free(because);
}

static void add_zone_row(struct versus *v, const struct zone_row *row, size_t verdict_columns)
{
	const struct zone_result *z = row->zones[0] ? row->zones[0] : row->zones[1];
	struct text cells[2] = { TEXT_INIT, TEXT_INIT };

	for (int side = 0; side < 2; side++)
		add_verdict(v, side, row, verdict_columns, &cells[side]);
	text_addf(v->out, "%c %s", same_zone(row->zones[0], row->zones[1]) ? ' ' : '*', z->label);
	if (strlen(z->label) + 3 > LABEL_COLUMN)
		text_add(v->out, "\n");
	report_columns(v->out, text_str(&cells[0]), text_str(&cells[1]), verdict_columns + 4);
	text_free(&cells[0]);
	text_free(&cells[1]);
}

/* Neighbours from @i on that differ in their zone only. */
static size_t equal_zone_rows(const struct zone_rows *rows, size_t i)
{
	const struct zone_row *first = &rows->rows[i];
	size_t n = 1;

	while (i + n < rows->nr && same_zone(rows->rows[i + n].zones[0], first->zones[0]) &&
	       same_zone(rows->rows[i + n].zones[1], first->zones[1]))
		n++;
	return n;
}

static size_t widest_verdict(const struct zone_rows *rows)
{
	size_t widest = 0;

	for (size_t i = 0; i < rows->nr; i++)
		for (int side = 0; side < 2; side++) {
			const struct zone_result *z = rows->rows[i].zones[side];
			size_t len = z ? strlen(verdict_info(z->verdict)->short_name) : 0;

			widest = len > widest ? len : widest;
		}
	return widest;
}

static void add_zones(struct versus *v, const struct pass_result *const pass[2])
{
	struct zone_rows rows = align_zones(pass);
	size_t verdict_columns = widest_verdict(&rows);

	if (!rows.nr)
		text_add(v->out, "  -         there is no zone to look at\n");
	for (size_t i = 0; i < rows.nr; i++) {
		size_t equal = equal_zone_rows(&rows, i);
		const struct zone_row *last = &rows.rows[i + equal - 1];

		add_zone_row(v, &rows.rows[i], verdict_columns);
		if (equal < FOLD_ROWS_MIN)
			continue;
		text_pad(v->out, LABEL_COLUMN);
		text_addf(v->out, "... and %zu more zones likewise, the last is %s\n", equal - 1,
			  (last->zones[0] ? last->zones[0] : last->zones[1])->label);
		i += equal - 1;
	}
	free(rows.rows);
}

/* ---- passes ---- */

/* The passes of one side; rounds that repeat the one before are left out. */
struct side_passes {
	const struct walk_result *walk;
	size_t next, before; /* nr_passes = none */
};

static void step_on(struct side_passes *s)
{
	s->before = s->next;
	s->next += 1 + report_equal_passes(s->walk, s->next);
}

static const struct pass_result *pass_at(const struct side_passes *s, size_t i)
{
	return i < s->walk->nr_passes ? &s->walk->passes[i] : NULL;
}

/* Does @a come before @b in a request's life? A fast pass begins another attempt. */
static int pass_order(const struct pass_result *a, const struct pass_result *b)
{
	if (a->round != b->round)
		return a->round - b->round;
	return (int)a->kind - (int)b->kind;
}

static void add_pass_fields(struct versus *v, const struct side_passes sides[2],
			    const struct pass_result *const pass[2])
{
	struct text masks[2] = { TEXT_INIT, TEXT_INIT }, lists[2] = { TEXT_INIT, TEXT_INIT };
	struct text flags[2] = { TEXT_INIT, TEXT_INIT };
	bool changed[2] = { false, false };

	for (int i = 0; i < 2; i++) {
		const struct pass_result *before = pass_at(&sides[i], sides[i].before);

		if (!pass[i])
			text_add(&flags[i], "not tried");
		if (!pass[i])
			continue;
		text_addf(&flags[i], "%s",
			  pass[i]->alloc_flags_text ? pass[i]->alloc_flags_text : "0");
		report_mask(&pass[i]->mask, v->steps[i]->loc.file, &masks[i]);
		text_add(&lists[i], pass[i]->zonelist ? pass[i]->zonelist : "");
		changed[0] |= !before || !report_masks_equal(&before->mask, &pass[i]->mask);
		changed[1] |= !before ||
			      strcmp(before->zonelist ? before->zonelist : "", text_str(&lists[i]));
	}
	report_pair_of(v->out, "flags", flags);
	if (changed[1])
		report_pair_of(v->out, "zonelist", lists);
	if (changed[0])
		report_pair_of(v->out, "nodemask", masks);
	for (int i = 0; i < 2; i++) {
		text_free(&lists[i]);
		text_free(&masks[i]);
	}
}

static bool zones_as_before(const struct side_passes sides[2],
			    const struct pass_result *const pass[2])
{
	for (int i = 0; i < 2; i++) {
		const struct pass_result *before = pass_at(&sides[i], sides[i].before);

		if (pass[i] && (!before || !report_zones_equal(before, pass[i])))
			return false;
	}
	return true;
}

static void add_pass(struct versus *v, const struct side_passes sides[2],
		     const struct pass_result *const pass[2])
{
	const struct pass_result *any = pass[0] ? pass[0] : pass[1];
	struct text line = TEXT_INIT;

	text_addf(&line, "%s: %s", pass_names[any->kind], pass_whens[any->kind]);
	if (any->round)
		text_addf(&line, ", round %d", any->round);
	if (!pass[0] || !pass[1])
		text_addf(&line, ", under %s only", v->designs[!pass[0]]->design->name);
	text_add(v->out, "\n");
	report_field(v->out, "pass", text_str(&line));
	text_free(&line);
	add_pass_fields(v, sides, pass);
	if (zones_as_before(sides, pass)) {
		text_add(v->out, "            every zone as in the pass before\n");
		return;
	}
	text_add(v->out, "\n  zone");
	report_columns(v->out, v->designs[0]->design->name, v->designs[1]->design->name, 0);
	add_zones(v, pass);
}

static void add_walks(struct versus *v)
{
	struct side_passes sides[2];

	for (int i = 0; i < 2; i++) {
		sides[i].walk = &v->steps[i]->walk;
		sides[i].next = 0;
		sides[i].before = sides[i].walk->nr_passes;
	}
	for (;;) {
		const struct pass_result *pass[2] = { pass_at(&sides[0], sides[0].next),
						      pass_at(&sides[1], sides[1].next) };

		if (!pass[0] && !pass[1])
			break;
		if (pass[0] && pass[1]) {
			int order = pass_order(pass[0], pass[1]);

			if (order)
				pass[order < 0] = NULL;
		}
		add_pass(v, sides, pass);
		for (int i = 0; i < 2; i++)
			if (pass[i])
				step_on(&sides[i]);
	}
	if (v->steps[0]->walk.nr_passes || v->steps[1]->walk.nr_passes)
		text_add(v->out, "\n");
}

/* ---- the rest ---- */

static void add_earlier_steps(struct versus *v, const struct step_result *const steps[2], size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		struct text cells[2] = { TEXT_INIT, TEXT_INIT };
		const char *a = steps[0][i].cell.text, *b = steps[1][i].cell.text;

		if (!strcmp(a ? a : "-", b ? b : "-"))
			continue;
		for (int side = 0; side < 2; side++)
			text_addf(&cells[side], "%s: %s", steps[side][i].name,
				  steps[side][i].cell.text ? steps[side][i].cell.text : "-");
		report_pair_of(v->out, "before", cells);
	}
}

/* Entries and steps before this one that went another way. */
static void add_before(struct versus *v)
{
	const struct design_result *a = v->designs[0], *b = v->designs[1];

	if (a->nr_setup == b->nr_setup)
		add_earlier_steps(v, (const struct step_result *[2]){ a->setup, b->setup },
				  a->nr_setup);
	if (a->nr_before == b->nr_before)
		add_earlier_steps(v, (const struct step_result *[2]){ a->before, b->before },
				  a->nr_before);
}

static void add_parting(struct versus *v)
{
	struct text line = TEXT_INIT;
	struct parting p;

	parting_find(v->designs, (const struct step_result *[2]){ v->steps[0], v->steps[1] }, &p);
	if (p.hook)
		text_addf(&line, "%s %s: ", hook_number(p.hook), hook_name(p.hook));
	text_add(&line, p.what);
	report_field(v->out, "part at", text_str(&line));
	text_free(&line);
	if (p.differs)
		report_columns(v->out, p.answers[0], p.answers[1], 2);
	if (p.since) {
		text_addf(&line, "since %s", p.since);
		report_field(v->out, "", text_str(&line));
		text_free(&line);
	}
	parting_free(&p);
}

static void add_outcomes(struct versus *v)
{
	struct text names[2] = { TEXT_INIT, TEXT_INIT };

	for (int i = 0; i < 2; i++) {
		const struct isolation_design *design = v->designs[i]->design;
		const struct step_result *step = v->steps[i];

		text_addf(&names[i], "%s (%s): %s, %s", design->name, design->section,
			  step->outcome == OUTCOME_PASS ? "PASS" : outcome_names[step->outcome],
			  step->cell.text ? step->cell.text : "-");
		for (size_t j = 0; j < step->nr_failures; j++)
			text_addf(&names[i], "\nline %d: %s", step->failures[j].loc.line,
				  step->failures[j].message);
		if (step->reason)
			text_addf(&names[i], "\n%s", step->reason);
	}
	report_columns(v->out, text_str(&names[0]), text_str(&names[1]), 2);
	text_free(&names[0]);
	text_free(&names[1]);
}

void report_versus(const struct scenario_result *scenario,
		   const struct design_result *const designs[2], struct text *out)
{
	struct versus v = { .designs = designs,
			    .steps = { &designs[0]->steps[0], &designs[1]->steps[0] },
			    .out = out };
	const struct source_loc *loc = &v.steps[0]->loc;

	text_addf(out, "%s:%d:%d: %s\n\n", scenario->file, loc->line, loc->column,
		  v.steps[0]->name);
	add_outcomes(&v);
	text_add(out, "\n");
	add_parting(&v);
	add_before(&v);
	text_add(out, "\n");
	add_requests(&v);
	add_walks(&v);
	add_results(&v);
	text_add(out, "\n");
}
