// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text that repeats itself, made short enough to stand in a page: what was there
 * before is named instead of repeated. Plain characters stay as they are, so that
 * the page remains text; the same input gives the same bytes everywhere, which no
 * library of compression promises.
 *
 *	`LDDD  as L + MIN_MATCH characters that stand D back; digits of base 64, from '?'
 *	`!     the character ` itself
 *
 * page.js has the other half.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "report/html.h"

#define ESCAPE '`'
#define DIGIT0 '?' /* up to '~': no digit is a "<", which would matter in a script */
#define BASE 64u
#define MIN_MATCH 6
#define MAX_MATCH (MIN_MATCH + BASE - 1)
#define WINDOW (BASE * BASE * BASE - 1)
#define HASH_BITS 16

static uint32_t hash_of(const char *s)
{
	uint64_t v = 0;

	memcpy(&v, s, MIN_MATCH);
	return (uint32_t)((v * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - HASH_BITS));
}

static size_t match_length(const char *a, const char *b, const char *end)
{
	size_t n = 0;

	while (n < MAX_MATCH && b + n < end && a[n] == b[n])
		n++;
	return n;
}

static void add_match(size_t length, size_t back, struct text *out)
{
	char token[5] = { ESCAPE, (char)(DIGIT0 + (length - MIN_MATCH)),
			  (char)(DIGIT0 + back / (BASE * BASE)),
			  (char)(DIGIT0 + back / BASE % BASE), (char)(DIGIT0 + back % BASE) };

	text_add_bytes(out, token, sizeof(token));
}

void html_pack(const struct text *from, struct text *out)
{
	const char *s = text_str(from), *end = s + from->len, *p = s;
	uint32_t *last = xcalloc(1u << HASH_BITS, sizeof(*last)); /* place from 1; 0 = none */

	while (p < end) {
		uint32_t *slot = end - p >= MIN_MATCH ? &last[hash_of(p)] : NULL;
		const char *before = slot && *slot ? s + *slot - 1 : NULL;
		size_t length = 0;

		if (before && (size_t)(p - before) <= WINDOW)
			length = match_length(before, p, end);
		if (slot)
			*slot = (uint32_t)(p - s) + 1;
		if (length >= MIN_MATCH) {
			add_match(length, (size_t)(p - before), out);
			p += length;
			continue;
		}
		if (*p == ESCAPE)
			text_add(out, "`!");
		else
			text_add_bytes(out, p, 1);
		p++;
	}
	free(last);
}
