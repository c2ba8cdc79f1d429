// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a cell shows when it is opened, as compact JSON for the script of the page.
 *
 * Most designs answer most steps alike, and the passes of a walk resemble each
 * other: every text, zone row, pass, walk and answer is kept once, and named by
 * its place. The names of the keys are those that html/page.js reads.
 */
#include <inttypes.h>
#include <string.h>

#include "report/html.h"
#include "report/private.h"

struct data {
	struct html_pool strings, rows, passes, walks, steps;
};

/* A string's place as JSON; null for NULL. */
static void add_ref(struct data *data, const char *s, struct text *out)
{
	struct text value = TEXT_INIT;

	if (!s) {
		text_add(out, "null");
		return;
	}
	html_json(s, &value);
	text_addf(out, "%zu", html_pool_take(&data->strings, &value));
}

/* ---- labelled values: [label, value, label, value, ...] ---- */

struct fields {
	struct data *data;
	struct text list;
};

static void add_field(void *arg, const char *label, const char *value)
{
	struct fields *fields = arg;

	if (fields->list.len)
		text_add(&fields->list, ",");
	add_ref(fields->data, label, &fields->list);
	text_add(&fields->list, ",");
	add_ref(fields->data, value, &fields->list);
}

/* ,"KEY":[...]; nothing when there is no field. */
static void put_fields(struct fields *fields, const char *key, struct text *out)
{
	if (fields->list.len)
		text_addf(out, ",\"%s\":[%s]", key, text_str(&fields->list));
	text_free(&fields->list);
}

/* ---- walks ---- */

/* Neighbours from @i on that differ in their zone only. */
static size_t equal_zones(const struct pass_result *pass, size_t i)
{
	const struct zone_result *first = &pass->zones[i];
	size_t n = 1;

	for (; i + n < pass->nr_zones; n++) {
		const struct zone_result *next = &pass->zones[i + n];

		if (next->verdict != first->verdict || next->class != first->class ||
		    strcmp(next->because ? next->because : "",
			   first->because ? first->because : ""))
			break;
	}
	return n;
}

/* [label, verdict, class, because], followed by [number, last label] of zones likewise. */
static size_t zone_row(struct data *data, const struct zone_result *z, size_t equal)
{
	struct text row = TEXT_INIT;
	bool listed = !report_never_listed(z);

	text_add(&row, "[");
	add_ref(data, z->label, &row);
	text_addf(&row, ",%d,%d,", (int)z->verdict, (int)z->class);
	add_ref(data, z->because ? z->because : verdict_info(z->verdict)->text, &row);
	text_addf(&row, ",%d", listed);
	if (equal >= FOLD_ROWS_MIN) {
		text_addf(&row, ",%zu,", equal);
		add_ref(data, (z + equal - 1)->label, &row);
	}
	text_add(&row, "]");
	return html_pool_take(&data->rows, &row);
}

static void add_zones(struct data *data, const struct pass_result *pass, struct text *out)
{
	text_add(out, ",\"zones\":[");
	for (size_t i = 0; i < pass->nr_zones; i++) {
		size_t equal = equal_zones(pass, i);

		text_addf(out, "%s%zu", i ? "," : "", zone_row(data, &pass->zones[i], equal));
		if (equal >= FOLD_ROWS_MIN)
			i += equal - 1;
	}
	text_add(out, "]");
}

static size_t pass_value(struct data *data, const struct walk_result *walk, size_t i,
			 const char *file)
{
	struct fields notes = { .data = data }, head = { .data = data };
	struct field_sink note_sink = { .add = add_field, .arg = &notes };
	struct field_sink head_sink = { .add = add_field, .arg = &head };
	size_t equal = report_equal_passes(walk, i);
	struct text value = TEXT_INIT;

	text_addf(&value, "{\"name\":");
	add_ref(data, pass_names[walk->passes[i].kind], &value);
	report_notes(walk, i, &note_sink);
	put_fields(&notes, "notes", &value);
	report_pass(walk, i, file, &head_sink);
	put_fields(&head, "head", &value);
	if (i && report_zones_equal(&walk->passes[i], &walk->passes[i - 1]))
		text_add(&value, ",\"same\":1");
	else
		add_zones(data, &walk->passes[i], &value);
	if (equal)
		text_addf(&value, ",\"again\":%zu", equal);
	text_add(&value, "}");
	return html_pool_take(&data->passes, &value);
}

static size_t walk_value(struct data *data, const struct walk_result *walk, const char *file)
{
	struct fields notes = { .data = data };
	struct field_sink sink = { .add = add_field, .arg = &notes };
	struct text value = TEXT_INIT;

	text_add(&value, "{\"passes\":[");
	for (size_t i = 0; i < walk->nr_passes; i += 1 + report_equal_passes(walk, i))
		text_addf(&value, "%s%zu", i ? "," : "", pass_value(data, walk, i, file));
	text_add(&value, "]");
	report_notes(walk, walk->nr_passes, &sink);
	put_fields(&notes, "notes", &value);
	text_add(&value, "}");
	return html_pool_take(&data->walks, &value);
}

/* ---- steps ---- */

/* [message, source line, line, column, width] */
static void add_failures(struct data *data, const struct step_result *step, struct text *out)
{
	if (!step->nr_failures)
		return;
	text_add(out, ",\"failures\":[");
	for (size_t i = 0; i < step->nr_failures; i++) {
		const struct failure *f = &step->failures[i];

		text_add(out, i ? ",[" : "[");
		add_ref(data, f->message, out);
		text_add(out, ",");
		add_ref(data, f->source_line, out);
		text_addf(out, ",%d,%d,%d]", f->loc.line, f->loc.column, f->loc.width);
	}
	text_add(out, "]");
}

static void add_text(struct data *data, const char *key, const char *s, struct text *out)
{
	if (!s)
		return;
	text_addf(out, ",\"%s\":", key);
	add_ref(data, s, out);
}

static size_t step_value(struct data *data, const struct step_result *step)
{
	struct fields request = { .data = data }, result = { .data = data };
	struct field_sink request_sink = { .add = add_field, .arg = &request };
	struct field_sink result_sink = { .add = add_field, .arg = &result };
	struct text value = TEXT_INIT;

	text_addf(&value, "{\"outcome\":%d", (int)step->outcome);
	add_text(data, "cell", step->cell.text, &value);
	add_text(data, "reason", step->reason, &value);
	add_failures(data, step, &value);
	if (step->has_request) {
		text_addf(&value, ",\"node\":%d", step->request.nid);
		report_request(step, step->loc.file, &request_sink);
	}
	put_fields(&request, "request", &value);
	if (step->has_walk)
		text_addf(&value, ",\"walk\":%zu", walk_value(data, &step->walk, step->loc.file));
	report_result(step, &result_sink);
	put_fields(&result, "result", &value);
	add_text(data, "note", step->text, &value);
	add_text(data, "hint", step->hint, &value);
	text_add(&value, "}");
	return html_pool_take(&data->steps, &value);
}

/* { scenario, number, name, kind, line, cells: [place or null] } */
static void add_row(struct data *data, const struct report *report, const struct comparison *c,
		    size_t row, struct text *out)
{
	const struct step_result *const *cells = (const struct step_result *const *)c->cells;
	const struct compare_row *r = &c->rows[row];
	const struct step_result *any = NULL;
	size_t scenario = 0;

	while (report->scenarios[scenario] != r->scenario)
		scenario++;
	text_addf(out, "%s{\"scenario\":%zu,\"number\":%zu,\"name\":", row ? ",\n" : "", scenario,
		  r->number);
	add_ref(data, r->name, out);
	text_add(out, ",\"cells\":[");
	for (size_t d = 0; d < c->nr_designs; d++) {
		const struct step_result *step = cells[row * c->nr_designs + d];

		text_add(out, d ? "," : "");
		if (step)
			text_addf(out, "%zu", step_value(data, step));
		else
			text_add(out, "null");
		any = step ? step : any;
	}
	text_add(out, "],\"kind\":");
	add_ref(data, any ? any->kind : NULL, out);
	text_addf(out, ",\"line\":%d}", any ? any->loc.line : 0);
}

/* ---- the rest ---- */

/* What a command line needs to run this design of this scenario again. */
static void add_arguments(struct data *data, const struct comparison *c,
			  const struct scenario_result *s, struct text *out)
{
	text_add(out, "\"args\":[");
	for (size_t column = 0; column < c->nr_designs; column++) {
		struct text args = TEXT_INIT;

		for (size_t d = 0; d < s->nr_designs; d++) {
			const struct design_result *design = &s->designs[d];

			if (design->design != c->designs[column].design)
				continue;
			for (size_t i = 0; i < design->nr_switches; i++)
				if (!design->switches[i].is_default)
					text_addf(&args, " -s %s=%s", design->switches[i].name,
						  design->switches[i].value);
		}
		if (s->seed != 1)
			text_addf(&args, " --seed %" PRIu64, s->seed);
		text_add(out, column ? "," : "");
		add_ref(data, text_str(&args), out);
		text_free(&args);
	}
	text_add(out, "]");
}

static void add_scenarios(struct data *data, const struct report *report,
			  const struct comparison *c, const struct html_machines *machines,
			  struct text *out)
{
	text_add(out, "\"scenarios\":[");
	for (size_t i = 0; i < report->nr_scenarios; i++) {
		const struct scenario_result *s = report->scenarios[i];

		text_addf(out, "%s{\"name\":", i ? ",\n" : "");
		add_ref(data, s->name, out);
		text_add(out, ",\"file\":");
		add_ref(data, s->file, out);
		text_addf(out, ",\"figure\":%zu,", machines->figure_of[i]);
		add_arguments(data, c, s, out);
		text_add(out, "}");
	}
	text_add(out, "]");
}

static void add_constants(const struct comparison *c, struct text *out)
{
	text_add(out, "\"designs\":[");
	for (size_t d = 0; d < c->nr_designs; d++) {
		text_add(out, d ? "," : "");
		html_json(c->designs[d].design->name, out);
	}
	text_add(out, "],\n\"outcomes\":[");
	for (int o = 0; o < NR_OUTCOMES; o++) {
		text_add(out, o ? "," : "");
		html_json(outcome_names[o], out);
	}
	text_add(out, "],\n\"classes\":[");
	for (int class = 0; class < NR_VCLASSES; class ++) {
		text_add(out, class ? "," : "");
		html_json(verdict_class_name((enum verdict_class) class), out);
	}
	text_add(out, "],\n\"verdicts\":[");
	for (int v = 0; v < NR_VERDICTS; v++) {
		const struct verdict_info *info = verdict_info((enum verdict)v);

		text_add(out, v ? ",\n[" : "[");
		html_json(info->short_name, out);
		text_addf(out, ",%d,", (int)info->class);
		html_json(v == VERDICT_NOT_REACHED ? "" : info->by, out);
		text_add(out, ",");
		html_json(info->text, out);
		text_add(out, "]");
	}
	text_add(out, "]");
}

static void put_pool(const char *name, struct html_pool *pool, struct text *out)
{
	text_addf(out, ",\n\"%s\":[%s]", name, text_str(&pool->list));
	html_pool_free(pool);
}

void html_data(const struct report *report, const struct comparison *c,
	       const struct html_machines *machines, struct text *out)
{
	struct data data = { 0 };

	text_add(out, "{");
	add_constants(c, out);
	text_add(out, ",\n");
	add_scenarios(&data, report, c, machines, out);
	text_add(out, ",\n\"table\":[");
	for (size_t row = 0; row < c->nr_rows; row++)
		add_row(&data, report, c, row, out);
	text_add(out, "]");
	put_pool("steps", &data.steps, out);
	put_pool("walks", &data.walks, out);
	put_pool("passes", &data.passes, out);
	put_pool("rows", &data.rows, out);
	put_pool("strings", &data.strings, out);
	text_add(out, "}\n");
}
