// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two columns in 100: values that are alike are said once, others stand next to each
 * other with a star in front.
 */
#include "report/columns.h"

#include <stdio.h>
#include <string.h>

#include "report/private.h"

#define SIDE_GAP 2
#define SIDE_COLUMNS ((REPORT_COLUMNS - LABEL_COLUMN - SIDE_GAP) / 2)

/* A word too long for a line: behind a "|" of a list of flags where there is one. */
static size_t cut_at_bar(const char *s, size_t width)
{
	size_t at = width;

	while (at > 0 && s[at - 1] != '|')
		at--;
	return at ? at : width;
}

/* The next line of @s, at most @width columns; moves @s on. */
static size_t next_line(const char **s, size_t width, const char **line)
{
	size_t len = report_wrap(*s, width), newline = strcspn(*s, "\n");

	if (len == width && (*s)[len] && (*s)[len] != ' ')
		len = cut_at_bar(*s, width);
	if (newline < len)
		len = newline;
	*line = *s;
	*s += len;
	*s += **s == ' ' || **s == '\n';
	return len;
}

void report_columns(struct text *out, const char *a, const char *b, size_t hang)
{
	size_t indent = 0;

	while (*a || *b) {
		const char *line;
		size_t len = next_line(&a, SIDE_COLUMNS - indent, &line);

		text_pad(out, LABEL_COLUMN + (len ? indent : 0));
		text_add_bytes(out, line, len);
		len = next_line(&b, SIDE_COLUMNS - indent, &line);
		if (len) {
			text_pad(out, LABEL_COLUMN + SIDE_COLUMNS + SIDE_GAP + indent);
			text_add_bytes(out, line, len);
		}
		text_add(out, "\n");
		indent = hang;
	}
}

void report_pair(struct text *out, const char *label, const char *a, const char *b)
{
	if (!strcmp(a, b)) {
		report_field(out, label, a);
		return;
	}
	text_addf(out, "* %s", label);
	if (strlen(label) + 3 > LABEL_COLUMN)
		text_add(out, "\n");
	report_columns(out, *a ? a : "-", *b ? b : "-", 0);
}

void report_pair_of(struct text *out, const char *label, struct text values[2])
{
	report_pair(out, label, text_str(&values[0]), text_str(&values[1]));
	for (int i = 0; i < 2; i++) {
		text_free(&values[i]);
		values[i] = TEXT_INIT;
	}
}

static void collect(void *arg, const char *label, const char *value)
{
	struct side_fields *f = arg;
	struct side_field *item;

	if (f->nr == sizeof(f->items) / sizeof(f->items[0]))
		return;
	item = &f->items[f->nr++];
	snprintf(item->label, sizeof(item->label), "%s", label);
	item->value = TEXT_INIT;
	text_add(&item->value, value);
}

struct field_sink report_side_sink(struct side_fields *f)
{
	return (struct field_sink){ .add = collect, .arg = f };
}

static void add_item(struct text *out, struct side_fields f[2], size_t i, size_t j)
{
	const char *a = i < f[0].nr ? text_str(&f[0].items[i].value) : "";
	const char *b = j < f[1].nr ? text_str(&f[1].items[j].value) : "";

	report_pair(out, i < f[0].nr ? f[0].items[i].label : f[1].items[j].label, a, b);
}

void report_side_fields(struct text *out, struct side_fields f[2])
{
	size_t i = 0, j = 0;

	while (i < f[0].nr || j < f[1].nr) {
		bool both = i < f[0].nr && j < f[1].nr &&
			    !strcmp(f[0].items[i].label, f[1].items[j].label);
		/* A continuation that only one side has belongs to what stands above. */
		bool left = !both && i < f[0].nr && (j >= f[1].nr || !*f[0].items[i].label);

		if (!both && !left && i < f[0].nr && *f[1].items[j].label)
			left = true;
		add_item(out, f, both || left ? i : f[0].nr, both || !left ? j : f[1].nr);
		i += both || left;
		j += both || !left;
	}
	for (int side = 0; side < 2; side++)
		for (size_t k = 0; k < f[side].nr; k++)
			text_free(&f[side].items[k].value);
}
