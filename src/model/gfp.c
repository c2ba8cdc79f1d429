// SPDX-License-Identifier: GPL-2.0-only
/*
 * GFP flags as text, both ways.
 *
 * Responsible for the name table, for reading expressions of flags, and for
 * showing a flag word as the kernel does. Not responsible for what flags mean
 * to a request (alloc/), except for combinations that nobody may ask for.
 *
 * Mirrors: include/linux/gfp.h GFP_ZONE_BAD, include/trace/events/mmflags.h
 * show_gfp_flags(), lib/vsprintf.c format_flags(), v6.12.
 */
#include "model/gfp.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "model/design.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Names in decode order, then those that are only read. */
static const struct gfp_name gfp_names[] = {
#define GFP_NAME(flag) { #flag, flag },
#define GFP_ALIAS(flag)
#include "model/gfp.def"
#undef GFP_NAME
#undef GFP_ALIAS
#define GFP_NAME(flag)
#define GFP_ALIAS(flag) { #flag, flag },
#include "model/gfp.def"
#undef GFP_NAME
#undef GFP_ALIAS
};

#define GFP_NAME(flag) +1
#define GFP_ALIAS(flag)
static const size_t nr_decoded_names = 0
#include "model/gfp.def"
	;
#undef GFP_NAME
#undef GFP_ALIAS

const struct gfp_name *gfp_name_table(size_t *nr)
{
	*nr = nr_decoded_names;
	return gfp_names;
}

bool gfp_zone_is_bad(gfp_t gfp)
{
	return __builtin_popcountll(gfp & (__GFP_DMA | __GFP_DMA32 | __GFP_HIGHMEM)) > 1;
}

/* ---- showing ---- */

/* Append a word and a separator before it, where there is something before it. */
static void add_word(struct text *out, bool *any, const char *word)
{
	if (*any)
		text_add(out, "|");
	text_add(out, word);
	*any = true;
}

void gfp_format(gfp_t gfp, const struct isolation_design *design, struct text *out)
{
	unsigned nr_design_bits = design ? design->nr_gfp_bits : 0;
	gfp_t left = gfp;
	bool any = false;

	if (!gfp) {
		text_add(out, "0");
		return;
	}
	for (size_t i = 0; i < nr_decoded_names; i++) {
		if ((left & gfp_names[i].bits) != gfp_names[i].bits)
			continue;
		add_word(out, &any, gfp_names[i].name);
		left &= ~gfp_names[i].bits;
	}
	for (unsigned i = 0; i < nr_design_bits; i++) {
		if (!(left & DESIGN_GFP_BIT(i)))
			continue;
		add_word(out, &any, design->gfp_bits[i].name);
		left &= ~DESIGN_GFP_BIT(i);
	}
	if (left)
		text_addf(out, "%s0x%llx", any ? "|" : "", (unsigned long long)left);
}

/* ---- reading ---- */

/* A stretch of the text that is read; not terminated. */
struct word {
	const char *start;
	size_t len;
};

static bool word_is(struct word w, const char *name)
{
	return strlen(name) == w.len && !memcmp(w.start, name, w.len);
}

/* The bits of a name; false when nobody knows it. Some names have no bits. */
static bool find_name(struct word w, const struct isolation_design *design, gfp_t *bits)
{
	for (size_t i = 0; i < ARRAY_SIZE(gfp_names); i++) {
		if (word_is(w, gfp_names[i].name)) {
			*bits = gfp_names[i].bits;
			return true;
		}
	}
	for (unsigned i = 0; design && i < design->nr_gfp_bits; i++) {
		if (word_is(w, design->gfp_bits[i].name)) {
			*bits = DESIGN_GFP_BIT(i);
			return true;
		}
	}
	return false;
}

gfp_t gfp_by_name(const char *name, const struct isolation_design *design)
{
	gfp_t bits = 0;

	find_name((struct word){ name, strlen(name) }, design, &bits);
	return bits;
}

static const char *suggest_name(struct word w, const struct isolation_design *design)
{
	const char *words[ARRAY_SIZE(gfp_names) + (64 - ___GFP_DESIGN_BIT0)];
	size_t nr_words = 0;
	const char *nearest;
	char *got;

	for (size_t i = 0; i < ARRAY_SIZE(gfp_names); i++)
		words[nr_words++] = gfp_names[i].name;
	for (unsigned i = 0; design && i < design->nr_gfp_bits; i++)
		words[nr_words++] = design->gfp_bits[i].name;
	got = xstrndup(w.start, w.len);
	nearest = suggest(got, words, nr_words);
	free(got);
	return nearest;
}

/* "0" or "0x" and up to 16 digits. */
static bool find_number(struct word w, gfp_t *bits)
{
	gfp_t value = 0;

	if (word_is(w, "0")) {
		*bits = 0;
		return true;
	}
	if (w.len < 3 || w.len > 2 + 16 || w.start[0] != '0' || (w.start[1] | 0x20) != 'x')
		return false;
	for (size_t i = 2; i < w.len; i++) {
		unsigned char c = (unsigned char)w.start[i];

		if (!isxdigit(c))
			return false;
		value = value << 4 | (gfp_t)(isdigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	*bits = value;
	return true;
}

#define GFP_PARSE_DEPTH 16	/* nested parentheses */

/*
 * What is known of one level of parentheses: the operands of | so far, the
 * product of & that the next operand joins, and how many ~ stand before it.
 */
struct level {
	gfp_t sum;
	gfp_t product;
	bool invert;
};

static const struct level level_empty = { .sum = 0, .product = ~UINT64_C(0) };

static void add_operand(struct level *level, gfp_t bits)
{
	level->product &= level->invert ? ~bits : bits;
	level->invert = false;
}

static void end_product(struct level *level)
{
	level->sum |= level->product;
	level->product = ~UINT64_C(0);
}

struct parser {
	const char *text;
	const char *at;
	const struct isolation_design *design;
	struct level levels[GFP_PARSE_DEPTH];
	unsigned depth;
	bool want_operand;	/* an operand comes next, else an operator */
};

/* The word or the single character at the parser's place; empty at the end. */
static struct word next_word(struct parser *p)
{
	struct word w;

	while (*p->at == ' ' || *p->at == '\t')
		p->at++;
	w = (struct word){ p->at, 0 };
	while (isalnum((unsigned char)w.start[w.len]) || w.start[w.len] == '_')
		w.len++;
	if (!w.len && *w.start)
		w.len = 1;
	return w;
}

static bool take_operand(struct parser *p, struct word w)
{
	struct level *level = &p->levels[p->depth];
	gfp_t bits;

	if (word_is(w, "~")) {
		level->invert = !level->invert;
		return true;
	}
	if (word_is(w, "(")) {
		if (p->depth + 1 == GFP_PARSE_DEPTH)
			return false;
		p->levels[++p->depth] = level_empty;
		return true;
	}
	if (!find_number(w, &bits) && !find_name(w, p->design, &bits))
		return false;
	add_operand(level, bits);
	p->want_operand = false;
	return true;
}

static bool take_operator(struct parser *p, struct word w)
{
	struct level *level = &p->levels[p->depth];

	if (word_is(w, ")")) {
		if (!p->depth)
			return false;
		end_product(level);
		add_operand(&p->levels[--p->depth], level->sum);
		return true;
	}
	if (word_is(w, "|"))
		end_product(level);
	else if (!word_is(w, "&"))
		return false;
	p->want_operand = true;
	return true;
}

static int refuse(const struct parser *p, struct word w, struct gfp_parse_error *bad)
{
	bool is_name = w.len && (isalpha((unsigned char)*w.start) || *w.start == '_');

	if (bad) {
		bad->offset = (size_t)(w.start - p->text);
		bad->len = w.len;
		bad->suggestion = p->want_operand && is_name ? suggest_name(w, p->design) : NULL;
	}
	return -EINVAL;
}

int gfp_parse(const char *text, const struct isolation_design *design, gfp_t *gfp,
	      struct gfp_parse_error *bad)
{
	struct parser p = { .text = text, .at = text, .design = design, .want_operand = true };
	struct word w;

	p.levels[0] = level_empty;
	for (w = next_word(&p); w.len; w = next_word(&p)) {
		if (!(p.want_operand ? take_operand(&p, w) : take_operator(&p, w)))
			return refuse(&p, w, bad);
		p.at = w.start + w.len;
	}
	if (p.want_operand || p.depth)
		return refuse(&p, w, bad);
	end_product(&p.levels[0]);
	*gfp = p.levels[0].sum;
	return 0;
}
