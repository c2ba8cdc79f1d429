/* SPDX-License-Identifier: GPL-2.0-only */
/* Two designs next to each other, in 100 columns (columns.c). */
#ifndef NW_REPORT_COLUMNS_H
#define NW_REPORT_COLUMNS_H

#include "report/private.h"

/* Two texts next to each other; continued lines are @hang columns to the right. */
void report_columns(struct text *out, const char *a, const char *b, size_t hang);
/* "  LABEL  VALUE" when both are alike, else "* LABEL  A  B". */
void report_pair(struct text *out, const char *label, const char *a, const char *b);
/* The same; frees and empties @values. */
void report_pair_of(struct text *out, const char *label, struct text values[2]);

/* Labelled values of one side, as fields.c gives them. */
struct side_field {
	char label[16];
	struct text value;
};
struct side_fields {
	struct side_field items[64]; /* further ones are left out */
	size_t nr;
};
struct field_sink report_side_sink(struct side_fields *f);
/* Print the values of both, equal labels next to each other; frees them. */
void report_side_fields(struct text *out, struct side_fields f[2]);

#endif
