// SPDX-License-Identifier: GPL-2.0-only
/*
 * A growing string, and allocation that does not fail.
 *
 * Mirrors: nothing.
 */
#include "base/text.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_CAP_MIN 64

_Noreturn __attribute__((weak)) void host_memory_exhausted(size_t bytes)
{
	(void)bytes;
	abort();
}

static void *checked(void *p, size_t bytes)
{
	if (!p)
		host_memory_exhausted(bytes);
	return p;
}

/* malloc(0) may return NULL without having failed, hence never ask for 0 bytes. */
static size_t at_least_one(size_t bytes)
{
	return bytes ? bytes : 1;
}

void *xmalloc(size_t bytes)
{
	return checked(malloc(at_least_one(bytes)), bytes);
}

void *xcalloc(size_t n, size_t bytes)
{
	size_t total;

	if (__builtin_mul_overflow(n, bytes, &total))
		total = SIZE_MAX;
	return checked(calloc(at_least_one(n), at_least_one(bytes)), total);
}

void *xrealloc(void *p, size_t bytes)
{
	return checked(realloc(p, at_least_one(bytes)), bytes);
}

char *xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

char *xstrndup(const char *s, size_t len)
{
	size_t used = strnlen(s, len);
	char *copy = xmalloc(used + 1);

	memcpy(copy, s, used);
	copy[used] = '\0';
	return copy;
}

/* Make room for @more bytes and a terminator. */
static void text_reserve(struct text *t, size_t more)
{
	size_t need;
	size_t cap = t->cap ? t->cap : TEXT_CAP_MIN;

	if (__builtin_add_overflow(t->len + 1, more, &need))
		checked(NULL, SIZE_MAX);
	if (need <= t->cap)
		return;
	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	t->bytes = xrealloc(t->bytes, cap);
	t->cap = cap;
}

void text_add(struct text *t, const char *s)
{
	text_add_bytes(t, s, strlen(s));
}

void text_add_bytes(struct text *t, const char *s, size_t len)
{
	text_reserve(t, len);
	if (len)
		memcpy(t->bytes + t->len, s, len);
	t->len += len;
	t->bytes[t->len] = '\0';
}

void text_addf(struct text *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	text_vaddf(t, fmt, ap);
	va_end(ap);
}

void text_vaddf(struct text *t, const char *fmt, va_list ap)
{
	va_list again;
	size_t room;
	int len;

	text_reserve(t, 0);
	room = t->cap - t->len;

	va_copy(again, ap);
	len = vsnprintf(t->bytes + t->len, room, fmt, ap);
	assert(len >= 0);	/* only a wrong format string fails */
	if ((size_t)len >= room) {
		text_reserve(t, (size_t)len);
		vsnprintf(t->bytes + t->len, (size_t)len + 1, fmt, again);
	}
	va_end(again);
	t->len += (size_t)len;
}

/* Characters since the last newline; the later bytes of a UTF-8 character are not counted. */
static size_t line_width(const struct text *t)
{
	size_t width = 0;

	for (size_t i = t->len; i > 0 && t->bytes[i - 1] != '\n'; i--)
		width += ((unsigned char)t->bytes[i - 1] & 0xc0) != 0x80;
	return width;
}

void text_pad(struct text *t, size_t column)
{
	size_t width = line_width(t);

	if (width >= column)
		return;
	text_reserve(t, column - width);
	memset(t->bytes + t->len, ' ', column - width);
	t->len += column - width;
	t->bytes[t->len] = '\0';
}

const char *text_str(const struct text *t)
{
	return t->bytes ? t->bytes : "";
}

void text_free(struct text *t)
{
	free(t->bytes);
	*t = TEXT_INIT;
}
