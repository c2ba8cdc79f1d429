// SPDX-License-Identifier: GPL-2.0-only
/*
 * Located messages, as compilers print them:
 *
 *	x.yaml:9:16: error: unknown zone "Moveable" in node 2
 *	    9 |     2: { zones: { Moveable: 16G } }
 *	      |                   ^~~~~~~~ did you mean "Movable"?
 *	      = zones: DMA DMA32 Normal Movable Device
 *
 * Responsible for the layout only: who finds an error knows its place and words.
 *
 * Mirrors: nothing.
 */
#include "base/diag.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define OUTPUT_COLUMNS 100
#define GUTTER_COLUMNS 8	/* "%5d | " */
#define SOURCE_COLUMNS (OUTPUT_COLUMNS - GUTTER_COLUMNS)
#define TAB_COLUMNS 8
#define CUT_MARK "..."
#define CUT_COLUMNS 3

static const char *const level_names[] = {
	[DIAG_ERROR] = "error",
	[DIAG_WARNING] = "warning",
	[DIAG_NOTE] = "note",
};

/*
 * A source line made printable, and where its marked part is in it. Columns here
 * are what a terminal shows, from 0: a tab is several, a UTF-8 character is one.
 */
struct excerpt {
	struct text line;
	size_t columns;
	size_t mark;		/* first marked column */
	size_t mark_end;	/* one behind the last; > mark */
};

static bool continues_character(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Append byte @c as it may be shown; a terminal must not act on what a file contains. */
static void excerpt_add_byte(struct excerpt *ex, char c)
{
	if (c == '\t') {
		size_t stop = (ex->columns / TAB_COLUMNS + 1) * TAB_COLUMNS;

		text_pad(&ex->line, stop);
		ex->columns = stop;
		return;
	}
	if ((unsigned char)c < ' ' || c == 0x7f)
		c = '?';
	text_add_bytes(&ex->line, &c, 1);
	ex->columns += !continues_character(c);
}

static struct excerpt excerpt_make(const char *source, const struct source_loc *loc)
{
	struct excerpt ex = { .line = TEXT_INIT };
	size_t mark = (size_t)loc->column - 1;
	size_t mark_end = mark + (loc->width > 0 ? (size_t)loc->width : 1);
	size_t len = strlen(source);

	for (size_t i = 0; i < len; i++) {
		if (i == mark)
			ex.mark = ex.columns;
		excerpt_add_byte(&ex, source[i]);
		if (i + 1 == mark_end)
			ex.mark_end = ex.columns;
	}
	/* What is missing is often missing at the end of the line. */
	if (mark >= len)
		ex.mark = ex.columns;
	if (ex.mark_end <= ex.mark)
		ex.mark_end = ex.columns > ex.mark && mark_end > len ? ex.columns : ex.mark + 1;
	return ex;
}

/* Append the columns [from, to) of the line. */
static void excerpt_show(const struct excerpt *ex, size_t from, size_t to, struct text *out)
{
	const char *bytes = text_str(&ex->line);
	size_t column = 0;

	for (size_t i = 0; i < ex->line.len; i++) {
		column += !continues_character(bytes[i]);
		if (column > from && column <= to)
			text_add_bytes(out, bytes + i, 1);
	}
}

/*
 * Append the part of the line that fits, and return the column its text starts
 * with. A line that is too long is shown around the mark.
 */
static size_t show_source(const struct excerpt *ex, struct text *out)
{
	size_t half = SOURCE_COLUMNS / 2;
	size_t room = SOURCE_COLUMNS;
	size_t from = 0;

	if (ex->columns > room && ex->mark > half) {
		from = ex->mark - half;
		room -= CUT_COLUMNS;
		text_add(out, CUT_MARK);
	}
	if (ex->columns > from + room) {
		room -= CUT_COLUMNS;
		excerpt_show(ex, from, from + room, out);
		text_add(out, CUT_MARK);
	} else {
		excerpt_show(ex, from, ex->columns, out);
	}
	text_add(out, "\n");
	return from;
}

/* "did you mean ...?", or nothing. */
static void format_suggestion(const struct diag *d, struct text *out)
{
	if (d->suggestion)
		text_addf(out, "did you mean \"%s\"?", d->suggestion);
}

/* Print the source line, the caret and @note behind it; false when the note did not fit. */
static bool format_excerpt(const struct source_loc *loc, const char *source_line,
			   const char *note, struct text *out)
{
	struct excerpt ex = excerpt_make(source_line, loc);
	size_t from, indent, width;
	bool fits;

	text_addf(out, "%5d | ", loc->line);
	from = show_source(&ex, out);
	indent = ex.mark - from + (from ? CUT_COLUMNS : 0);
	width = ex.mark_end - ex.mark;
	if (indent + width > SOURCE_COLUMNS)
		width = SOURCE_COLUMNS - indent;

	text_add(out, "      | ");
	text_pad(out, GUTTER_COLUMNS + indent);
	text_add(out, "^");
	for (size_t i = 1; i < width; i++)
		text_add(out, "~");

	fits = indent + width + 1 + strlen(note) <= SOURCE_COLUMNS;
	if (fits && *note)
		text_addf(out, " %s", note);
	text_add(out, "\n");
	text_free(&ex.line);
	return fits;
}

void diag_excerpt(const struct source_loc *loc, const char *source_line, const char *note,
		  struct text *out)
{
	bool noted = false;

	if (source_line && loc->line > 0 && loc->column > 0)
		noted = format_excerpt(loc, source_line, note, out);
	if (!noted && *note)
		text_addf(out, "      = %s\n", note);
}

static void format_location(const struct source_loc *loc, struct text *out)
{
	if (!loc->file)
		return;
	text_addf(out, "%s:", loc->file);
	if (loc->line > 0)
		text_addf(out, "%d:", loc->line);
	if (loc->line > 0 && loc->column > 0)
		text_addf(out, "%d:", loc->column);
	text_add(out, " ");
}

struct diag *diag_add(struct diag_list *list, enum diag_level level, struct source_loc loc,
		      const char *fmt, ...)
{
	struct text message = TEXT_INIT;
	struct diag *d;
	va_list ap;

	va_start(ap, fmt);
	text_vaddf(&message, fmt, ap);
	va_end(ap);

	list->diags = xrealloc(list->diags, (list->nr_diags + 1) * sizeof(*list->diags));
	d = &list->diags[list->nr_diags++];
	*d = (struct diag){ .level = level, .loc = loc, .message = message.bytes };
	if (level == DIAG_ERROR)
		list->nr_errors++;
	assert(list->nr_errors <= list->nr_diags);
	return d;
}

void diag_format(const struct diag *d, struct text *out)
{
	struct text note = TEXT_INIT;

	format_location(&d->loc, out);
	text_addf(out, "%s: %s\n", level_names[d->level], d->message);
	format_suggestion(d, &note);
	diag_excerpt(&d->loc, d->source_line, text_str(&note), out);
	text_free(&note);
	if (d->extra)
		text_addf(out, "      = %s\n", d->extra);
}

void diag_list_format(const struct diag_list *list, struct text *out)
{
	for (size_t i = 0; i < list->nr_diags; i++)
		diag_format(&list->diags[i], out);
}

void diag_list_free(struct diag_list *list)
{
	for (size_t i = 0; i < list->nr_diags; i++) {
		free(list->diags[i].message);
		free(list->diags[i].suggestion);
		free(list->diags[i].extra);
		free(list->diags[i].source_line);
	}
	free(list->diags);
	*list = DIAG_LIST_INIT;
}
