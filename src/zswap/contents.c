// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page contents made from a description.
 *
 * Responsible for the bytes, which must be the same everywhere and in every
 * version: results quote what they compress to.
 *
 * Mirrors: nothing; the kernel gets its pages from programs.
 */
#include "zswap/contents.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* splitmix64: every seed, 0 too, gives an independent sequence. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static void fill_random(uint64_t seed, uint8_t *bytes, size_t len)
{
	uint64_t word = 0;

	for (size_t i = 0; i < len; i++) {
		if (i % 8 == 0)
			word = next_random(&seed);
		bytes[i] = (uint8_t)(word >> 8 * (i % 8)); /* any byte order */
	}
}

static void fill_same(uint64_t value, uint8_t page[PAGE_SIZE])
{
	for (size_t i = 0; i < PAGE_SIZE; i++)
		page[i] = (uint8_t)(value >> 8 * (i % 8));
}

#define WORD_BYTES 16 /* copied at once, whatever the length */

/* Lines of words drawn at random: compresses about as well as prose and logs do. */
static void fill_text(uint64_t seed, uint8_t page[PAGE_SIZE])
{
	static const struct {
		uint8_t len;
		char letters[WORD_BYTES];
	} words[] = {
#define W(word) { sizeof(word) - 1, word }
		W("memory"), W("node"),	     W("the"),	 W("of"),      W("zone"),   W("page"),
		W("is"),     W("free"),	     W("list"),	 W("and"),     W("order"),  W("request"),
		W("falls"),  W("back"),	     W("to"),	 W("distant"), W("each"),   W("block"),
		W("low"),    W("watermark"), W("is"),	 W("crossed"), W("before"), W("reserve"),
		W("cpu"),    W("local"),     W("a"),	 W("with"),    W("tier"),   W("slower"),
		W("target"), W("demoted"),
#undef W
	};
	size_t at = 0, column = 0;

	while (at < PAGE_SIZE) {
		size_t i = next_random(&seed) % (sizeof(words) / sizeof(words[0]));
		size_t left = PAGE_SIZE - at;
		size_t len = words[i].len < left ? words[i].len : left;

		if (left >= WORD_BYTES)
			memcpy(page + at, words[i].letters, WORD_BYTES);
		else
			memcpy(page + at, words[i].letters, len);
		at += len;
		column += len;
		if (at < PAGE_SIZE)
			page[at++] = column > 64 ? '\n' : ' ';
		column = column > 64 ? 0 : column + 1;
	}
}

/* Noise that nothing compresses, then one byte over and over. */
static void fill_ratio(double ratio, uint64_t seed, uint8_t page[PAGE_SIZE])
{
	size_t noise = (size_t)((double)PAGE_SIZE / ratio);

	if (noise > PAGE_SIZE)
		noise = PAGE_SIZE;
	fill_random(seed, page, noise);
	memset(page + noise, 0x5a, PAGE_SIZE - noise);
}

void content_fill(const struct page_content *content, uint8_t page[PAGE_SIZE])
{
	switch (content->kind) {
	case CONTENT_ZERO:
		memset(page, 0, PAGE_SIZE);
		break;
	case CONTENT_SAME:
		fill_same(content->value, page);
		break;
	case CONTENT_TEXT:
		fill_text(content->value, page);
		break;
	case CONTENT_RANDOM:
		fill_random(content->value, page, PAGE_SIZE);
		break;
	case CONTENT_RATIO:
		assert(content->ratio >= 1.0);
		fill_ratio(content->ratio, content->value, page);
		break;
	}
}

/* A whole number and nothing else: decimal, or hexadecimal after 0x. */
static int parse_number(const char *text, uint64_t *value)
{
	char *end;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	*value = strtoull(text, &end, text[0] == '0' && text[1] == 'x' ? 16 : 10);
	return errno || *end ? -EINVAL : 0;
}

static int parse_ratio(const char *text, struct page_content *content)
{
	char *end;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	content->ratio = strtod(text, &end);
	if (!(content->ratio >= 1.0 && content->ratio <= (double)PAGE_SIZE))
		return -EINVAL;
	if (*end == ':')
		return parse_number(end + 1, &content->value);
	return *end ? -EINVAL : 0;
}

int content_parse(const char *text, struct page_content *content)
{
	static const struct {
		const char *name;
		enum content_kind kind;
		uint64_t value;
	} kinds[] = {
		{ "zero", CONTENT_ZERO, 0 },
		{ "same", CONTENT_SAME, UINT64_C(0x4141414141414141) },
		{ "text", CONTENT_TEXT, 1 },
		{ "random", CONTENT_RANDOM, 1 },
		{ "ratio", CONTENT_RATIO, 1 },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t len = strlen(kinds[i].name);
		struct page_content parsed = { .kind = kinds[i].kind, .value = kinds[i].value };
		int err;

		if (strncmp(text, kinds[i].name, len) || (text[len] && text[len] != ':'))
			continue;
		if (parsed.kind == CONTENT_RATIO)
			err = text[len] ? parse_ratio(text + len + 1, &parsed) : -EINVAL;
		else if (parsed.kind == CONTENT_ZERO)
			err = text[len] ? -EINVAL : 0;
		else
			err = text[len] ? parse_number(text + len + 1, &parsed.value) : 0;
		if (!err)
			*content = parsed;
		return err;
	}
	return -EINVAL;
}

bool page_zero_filled(const uint8_t page[PAGE_SIZE])
{
	for (size_t i = 0; i < PAGE_SIZE; i++)
		if (page[i])
			return false;
	return true;
}
