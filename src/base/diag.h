/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Located messages: FILE:LINE:COL: error: TEXT, the source line, a caret, a
 * suggestion. One engine for the parser, the checker and failing expectations.
 */
#ifndef NW_BASE_DIAG_H
#define NW_BASE_DIAG_H

#include "base/text.h"

/* A place in a source file. Lines and columns count from 1; 0 = unknown. */
struct source_loc {
	const char *file;	/* borrowed; lives as long as the loaded file */
	int line;
	int column;
	int width;		/* characters to underline, at least 1 when line is set */
};

enum diag_level { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };

struct diag {
	enum diag_level level;
	struct source_loc loc;
	char *message;		/* one sentence fragment, no newline */
	char *suggestion;	/* a word X, shown as: did you mean "X"? ; or NULL */
	char *extra;		/* printed on a line "= EXTRA"; or NULL */
	char *source_line;	/* text of loc.line without newline; or NULL */
};

struct diag_list {
	struct diag *diags;
	size_t nr_diags;
	size_t nr_errors;
};

#define DIAG_LIST_INIT ((struct diag_list){0})

/*
 * Append a message; returns it so that suggestion, extra and source_line can be
 * set (they are freed with the list, so they must be malloc'ed: xstrdup()). The
 * pointer is valid until the next diag_add().
 */
struct diag *diag_add(struct diag_list *list, enum diag_level level, struct source_loc loc,
		      const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Format one message as the header comment shows, tabs expanded, 100 columns kept. */
void diag_format(const struct diag *d, struct text *out);
/* The part below the first line: source line (may be NULL), caret, and @note where it fits. */
void diag_excerpt(const struct source_loc *loc, const char *source_line, const char *note,
		  struct text *out);
void diag_list_format(const struct diag_list *list, struct text *out);
void diag_list_free(struct diag_list *list);

#endif
