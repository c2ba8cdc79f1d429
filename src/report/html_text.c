// SPDX-License-Identifier: GPL-2.0-only
/*
 * Foreign text inside a page, and values that many cells share.
 *
 * Responsible for everything that keeps a text from being read as markup.
 */
#include <stdlib.h>
#include <string.h>

#include "report/html.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* Smallest code point of a sequence of @len bytes. */
static unsigned utf8_least(size_t len)
{
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	return least[len];
}

/* Length of the UTF-8 character at @s and its code point; 0 when there is none. */
static size_t utf8_char(const char *s, unsigned *code)
{
	unsigned char first = (unsigned char)*s;
	size_t len = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	if (len == 0 || first > 0xf4)
		return 0;
	*code = len == 1 ? first : first & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		unsigned char next = (unsigned char)s[i];

		if ((next & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (next & 0x3fu);
	}
	if (*code < utf8_least(len) || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return len;
}

static const char *html_entity(unsigned code)
{
	switch (code) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static bool is_control(unsigned code)
{
	return (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7f && code < 0xa0);
}

void html_text(const char *s, struct text *out)
{
	unsigned code;

	while (*s) {
		size_t len = utf8_char(s, &code);
		const char *entity = len ? html_entity(code) : REPLACEMENT;

		if (len && is_control(code))
			entity = REPLACEMENT;
		if (entity)
			text_add(out, entity);
		else
			text_add_bytes(out, s, len);
		s += len ? len : 1;
	}
}

/* Characters that end a script, a comment, a string or a line of JavaScript. */
static bool needs_escape(unsigned code)
{
	return code < 0x20 || code == 0x7f || code == '"' || code == '\\' || code == '<' ||
	       code == '>' || code == '&' || code == 0x2028 || code == 0x2029;
}

void html_json(const char *s, struct text *out)
{
	unsigned code;

	if (!s) {
		text_add(out, "null");
		return;
	}
	text_add(out, "\"");
	while (*s) {
		size_t len = utf8_char(s, &code);

		if (!len)
			text_add(out, "\\ufffd");
		else if (needs_escape(code))
			text_addf(out, "\\u%04x", code);
		else
			text_add_bytes(out, s, len);
		s += len ? len : 1;
	}
	text_add(out, "\"");
}

/* ---- pools ---- */

size_t html_pool_add(struct html_pool *pool, const char *value)
{
	json_t *place;

	if (!pool->index)
		pool->index = json_object();
	place = json_object_get(pool->index, value);
	if (place)
		return (size_t)json_integer_value(place);
	json_object_set_new_nocheck(pool->index, value, json_integer((json_int_t)pool->nr));
	if (pool->nr)
		text_add(&pool->list, ",\n");
	text_add(&pool->list, value);
	return pool->nr++;
}

size_t html_pool_take(struct html_pool *pool, struct text *value)
{
	size_t place = html_pool_add(pool, text_str(value));

	text_free(value);
	return place;
}

void html_pool_free(struct html_pool *pool)
{
	json_decref(pool->index);
	text_free(&pool->list);
	*pool = (struct html_pool){ 0 };
}
