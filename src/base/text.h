/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A growing string. All output of the project is built in one of these and
 * written once, so that formatters are testable and a closed pipe is met in
 * one place.
 *
 * Memory: an allocation that fails does not return, see host_memory_exhausted(); nothing
 * in this project can go on without memory.
 */
#ifndef NW_BASE_TEXT_H
#define NW_BASE_TEXT_H

#include <stdarg.h>
#include <stddef.h>

struct text {
	char *bytes;	/* always terminated once anything was added; may be NULL */
	size_t len;
	size_t cap;
};

#define TEXT_INIT ((struct text){0})

void text_add(struct text *t, const char *s);
void text_add_bytes(struct text *t, const char *s, size_t len);
void text_addf(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void text_vaddf(struct text *t, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
/* Append blanks until the current line (since the last newline) is @column wide. */
void text_pad(struct text *t, size_t column);
/* The string, "" when nothing was added. Valid until the next change. */
const char *text_str(const struct text *t);
void text_free(struct text *t);

/*
 * Ends the process. A program may have a definition of its own (this one is weak);
 * the default, which the library uses, is abort(). @bytes: what was wanted, 0 =
 * unknown.
 */
_Noreturn void host_memory_exhausted(size_t bytes);

/* malloc and friends that do not return NULL (see above). */
void *xmalloc(size_t bytes);
void *xcalloc(size_t n, size_t bytes);
void *xrealloc(void *p, size_t bytes);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t len);

#endif
