// SPDX-License-Identifier: GPL-2.0-only
/*
 * The explanation of one request: what it resolved to, where its masks come
 * from, and one row for every zone in walk order.
 *
 * Responsible for layout in 100 columns. Reasons, numbers and verdicts are the
 * result's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/private.h"

#define BECAUSE_COLUMNS_MIN 16

static void add_field(void *arg, const char *label, const char *value)
{
	struct text *out = arg;
	size_t at = LABEL_COLUMN;

	text_addf(out, "  %s ", label);
	text_pad(out, LABEL_COLUMN);
	while (*value) {
		size_t len = strcspn(value, " \n");

		if (at > LABEL_COLUMN && at + 1 + len > REPORT_COLUMNS) {
			text_add(out, "\n");
			text_pad(out, LABEL_COLUMN);
			at = LABEL_COLUMN;
		} else if (at > LABEL_COLUMN) {
			text_add(out, " ");
			at++;
		}
		text_add_bytes(out, value, len);
		at += len;
		value += len;
		if (*value == '\n' && value[1]) {
			text_add(out, "\n");
			text_pad(out, LABEL_COLUMN);
			at = LABEL_COLUMN;
		}
		value += *value != '\0';
	}
	text_add(out, "\n");
}

struct field_sink report_text_fields(struct text *out)
{
	return (struct field_sink){ .add = add_field, .arg = out };
}

void report_field(struct text *out, const char *label, const char *value)
{
	add_field(out, label, value);
}

/* ---- rows ---- */

bool report_never_listed(const struct zone_result *z)
{
	return z->verdict == VERDICT_UNLISTED || z->verdict == VERDICT_UNLISTED_THISNODE ||
	       z->verdict == VERDICT_NO_MEMORY;
}

struct columns {
	size_t zone, verdict, because, by;
};

const char *report_by(const struct design_result *design, const struct zone_result *z, char buf[64])
{
	const char *by = verdict_info(z->verdict)->by;

	if (z->verdict == VERDICT_NOT_REACHED)
		return "";
	if (strcmp(by, "design hook"))
		return by;
	snprintf(buf, 64, "hook of %s", design->design->name);
	return buf;
}

char *report_because(const struct design_result *design, const struct zone_result *z)
{
	struct text out = TEXT_INIT;

	if (z->verdict == VERDICT_NOT_REACHED)
		text_add(&out, "not reached");
	else
		text_add(&out, z->because ? z->because : verdict_info(z->verdict)->text);
	/* A mask or list refused it, but the design is what took the node out. */
	if (z->class == VCLASS_isolation && verdict_info(z->verdict)->class != VCLASS_isolation)
		text_addf(&out, ", kept out by %s", design->design->name);
	return out.bytes;
}

/* The rows of one pass with their reasons. */
struct rows {
	const struct design_result *design;
	const struct zone_result *zones;
	char **because;
	size_t nr;
};

static size_t wider(size_t a, size_t b)
{
	return a > b ? a : b;
}

static struct columns measure(const struct rows *rows)
{
	struct columns c = { strlen("zone"), strlen("verdict"), strlen("because"),
			     strlen("kernel") };
	size_t rest;

	for (size_t i = 0; i < rows->nr; i++) {
		const struct zone_result *z = &rows->zones[i];
		char buf[64];

		c.zone = wider(c.zone, strlen(z->label));
		c.verdict = wider(c.verdict, strlen(verdict_info(z->verdict)->short_name));
		c.because = wider(c.because, strlen(rows->because[i]));
		c.by = wider(c.by, strlen(report_by(rows->design, z, buf)));
	}
	/* "   #  zone  verdict  because  kernel" */
	rest = 6 + c.zone + 2 + c.verdict + 2 + 2 + c.by;
	if (rest + c.because > REPORT_COLUMNS)
		c.because = rest + BECAUSE_COLUMNS_MIN < REPORT_COLUMNS ? REPORT_COLUMNS - rest :
									  BECAUSE_COLUMNS_MIN;
	return c;
}

size_t report_wrap(const char *s, size_t width)
{
	size_t len = strlen(s), at = width;

	if (len <= width)
		return len;
	while (at > 0 && s[at] != ' ')
		at--;
	return at ? at : width;
}

static void add_row(struct text *out, const struct columns *c, const char *number, const char *zone,
		    const char *verdict, const char *because, const char *by)
{
	size_t len = report_wrap(because, c->because);

	text_addf(out, "%4s  %-*s  %-*s  %-*.*s", number, (int)c->zone, zone, (int)c->verdict,
		  verdict, *by ? (int)c->because : 0, (int)len, because);
	if (*by)
		text_addf(out, "  %s", by);
	text_add(out, "\n");
	for (because += len; *because; because += len) {
		because += *because == ' ';
		len = report_wrap(because, c->because);
		text_pad(out, 6 + c->zone + 2 + c->verdict + 2);
		text_addf(out, "%.*s\n", (int)len, because);
	}
}

/* Neighbours from @i on that differ in their zone only. */
static size_t equal_rows(const struct rows *rows, size_t i)
{
	const struct zone_result *first = &rows->zones[i];
	size_t n = 1;

	while (i + n < rows->nr && rows->zones[i + n].verdict == first->verdict &&
	       rows->zones[i + n].class == first->class &&
	       !strcmp(rows->because[i + n], rows->because[i]))
		n++;
	return n;
}

bool report_starts_over(const struct zone_result *zones, size_t i)
{
	return i && zones[i - 1].verdict == VERDICT_NOFRAGMENT && !report_never_listed(&zones[i]);
}

static void add_rows(const struct rows *rows, struct text *out)
{
	struct columns c = measure(rows);
	size_t number = 0;

	add_row(out, &c, "#", "zone", "verdict", "because", "kernel");
	for (size_t i = 0; i < rows->nr; i++) {
		const struct zone_result *z = &rows->zones[i];
		size_t equal = equal_rows(rows, i);
		char buf[64], place[24] = "-";

		if (report_starts_over(rows->zones, i)) {
			text_add(out, "      again, without ALLOC_NOFRAGMENT:\n");
			number = 0;
		}
		if (!report_never_listed(z))
			snprintf(place, sizeof(place), "%zu", ++number);
		add_row(out, &c, place, z->label, verdict_info(z->verdict)->short_name,
			rows->because[i], report_by(rows->design, z, buf));
		if (equal < FOLD_ROWS_MIN)
			continue;
		text_pad(out, 6);
		text_addf(out, "... and %zu more zones likewise, the last is %s\n", equal - 1,
			  rows->zones[i + equal - 1].label);
		number += report_never_listed(z) ? 0 : equal - 1;
		i += equal - 1;
	}
}

static void add_zones(const struct design_result *design, const struct pass_result *pass,
		      struct text *out)
{
	struct rows rows = { .design = design, .zones = pass->zones, .nr = pass->nr_zones };

	if (!pass->nr_zones) {
		text_add(out, "   -  there is no zone to look at\n");
		return;
	}
	rows.because = xcalloc(rows.nr, sizeof(*rows.because));
	for (size_t i = 0; i < rows.nr; i++)
		rows.because[i] = report_because(design, &pass->zones[i]);
	add_rows(&rows, out);
	for (size_t i = 0; i < rows.nr; i++)
		free(rows.because[i]);
	free(rows.because);
}

/* ---- passes ---- */

bool report_zones_equal(const struct pass_result *a, const struct pass_result *b)
{
	if (a->nr_zones != b->nr_zones)
		return false;
	for (size_t i = 0; i < a->nr_zones; i++) {
		const struct zone_result *x = &a->zones[i], *y = &b->zones[i];

		if (x->nid != y->nid || x->zone != y->zone || x->verdict != y->verdict ||
		    x->class != y->class ||
		    strcmp(x->because ? x->because : "", y->because ? y->because : ""))
			return false;
	}
	return true;
}

static bool texts_equal(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

size_t report_equal_passes(const struct walk_result *walk, size_t i)
{
	const struct pass_result *first = &walk->passes[i];
	size_t n = 0;

	while (i + n + 1 < walk->nr_passes) {
		const struct pass_result *next = &walk->passes[i + n + 1];

		if (next->kind != first->kind || next->alloc_flags != first->alloc_flags ||
		    !report_masks_equal(&next->mask, &first->mask) ||
		    !texts_equal(next->zonelist, first->zonelist) ||
		    !report_zones_equal(next, first))
			break;
		n++;
	}
	return n;
}

void report_walk(const struct design_result *design, const struct walk_result *walk,
		 const char *file, struct text *out)
{
	struct field_sink fields = report_text_fields(out);

	for (size_t i = 0; i < walk->nr_passes; i++) {
		size_t equal = report_equal_passes(walk, i);

		report_notes(walk, i, &fields);
		if (i)
			text_add(out, "\n");
		report_pass(walk, i, file, &fields);
		if (i && report_zones_equal(&walk->passes[i], &walk->passes[i - 1])) {
			text_add(out, "            every zone as in the pass before\n");
		} else {
			text_add(out, "\n");
			add_zones(design, &walk->passes[i], out);
		}
		if (equal)
			text_addf(out, "      and the same in %zu more rounds\n", equal);
		i += equal;
	}
	if (walk->nr_passes)
		text_add(out, "\n");
	report_notes(walk, walk->nr_passes, &fields);
}
