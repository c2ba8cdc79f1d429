// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's list format for node sets.
 *
 * A list is a sequence of regions. Regions are separated by blanks and commas,
 * any number of them. 9-38:4/10 takes the first 4 ids of each group of 10:
 *
 *	9   12     19  22     29  32          38
 *	****......****......****......
 *
 * Three surprises of the kernel's parser hold here too:
 *   (a) a newline behind an id or a range ends the list, at the start of a
 *       region or behind a group it is a blank;
 *   (b) nothing needs to separate a group from the next region ("0-3:1/2N");
 *   (c) arithmetic is 32 bits wide and wraps, so that 4294967295 is -EINVAL
 *       (its implied group has size 0) while 4294967294 is -ERANGE.
 *
 * Mirrors: lib/bitmap-str.c bitmap_parselist() and bitmap_print_to_pagebuf(), v6.12.
 */
#include "base/nodelist.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <strings.h>

/* One region: ids first..last, of each @group ids only the first @used. */
struct region {
	uint32_t first;
	uint32_t last;
	uint32_t used;
	uint32_t group;
};

struct cursor {
	const char *at;
	const char *end;
	uint32_t last_bit;	/* what "N" stands for */
};

/* The text behaves as if a NUL followed it. */
static char peek(const struct cursor *cur)
{
	return cur->at < cur->end ? *cur->at : '\0';
}

static bool ends_list(char c)
{
	return c == '\0' || c == '\n';
}

/* The kernel's own isspace(), which is Latin-1: 0xa0 is a blank. */
static bool separates_regions(char c)
{
	return c == ',' || c == ' ' || (c >= '\t' && c <= '\r') || (unsigned char)c == 0xa0;
}

static bool ends_region(char c)
{
	return ends_list(c) || separates_regions(c);
}

static int parse_number(struct cursor *cur, uint32_t *number)
{
	const char *start = cur->at;
	uint64_t n = 0;

	if (peek(cur) == 'N') {
		*number = cur->last_bit;
		cur->at++;
		return 0;
	}
	while (peek(cur) >= '0' && peek(cur) <= '9') {
		if (n <= UINT32_MAX)
			n = n * 10 + (uint64_t)(peek(cur) - '0');
		cur->at++;
	}
	if (cur->at == start)
		return -EINVAL;
	if (n > UINT32_MAX)
		return -EOVERFLOW;
	*number = (uint32_t)n;
	return 0;
}

static bool take_char(struct cursor *cur, char c)
{
	if (cur->at == cur->end || *cur->at != c)
		return false;
	cur->at++;
	return true;
}

/* Read "a", "a-b" or "all" into @region. @single: there was no '-', so no group may follow. */
static int parse_range(struct cursor *cur, struct region *region, bool *single)
{
	int err;

	*single = false;
	if (cur->end - cur->at >= 3 && strncasecmp(cur->at, "all", 3) == 0) {
		cur->at += 3;
		region->first = 0;
		region->last = cur->last_bit;
		return 0;
	}
	err = parse_number(cur, &region->first);
	if (err)
		return err;
	if (ends_region(peek(cur))) {
		*single = true;
		region->last = region->first;
		return 0;
	}
	if (!take_char(cur, '-'))
		return -EINVAL;
	return parse_number(cur, &region->last);
}

/* Read one region; @more is false when it was the last one. */
static int parse_region(struct cursor *cur, struct region *region, bool *more)
{
	bool single;
	int err;

	*more = true;
	err = parse_range(cur, region, &single);
	if (err)
		return err;

	if (single || ends_region(peek(cur))) {
		region->used = region->last + 1;
		region->group = region->last + 1;
		*more = !ends_list(peek(cur));
		return 0;
	}
	if (!take_char(cur, ':'))
		return -EINVAL;
	err = parse_number(cur, &region->used);
	if (err)
		return err;
	if (!take_char(cur, '/'))
		return -EINVAL;
	return parse_number(cur, &region->group);
}

static int check_region(const struct region *region, uint32_t last_bit)
{
	if (region->first > region->last)
		return -EINVAL;
	if (region->group == 0 || region->used > region->group)
		return -EINVAL;
	if (region->last > last_bit)
		return -ERANGE;
	return 0;
}

/*
 * Ends although it may wrap: a group of 2^32 - k ids steps back by k, below zero
 * at last, which is beyond any last id.
 */
static void set_region(const struct region *region, uint64_t *bits)
{
	for (uint32_t start = region->first; start <= region->last; start += region->group) {
		uint32_t left = region->last - start + 1;
		uint32_t used = region->used < left ? region->used : left;

		for (uint32_t bit = start; bit < start + used; bit++)
			bits[bit / 64] |= UINT64_C(1) << (bit % 64);
	}
}

int bitmap_parselist(const char *text, size_t len, uint32_t nbits, uint64_t *bits)
{
	struct cursor cur = { .at = text, .end = text + len, .last_bit = nbits - 1 };
	bool more = true;

	assert(nbits > 0);

	while (more) {
		struct region region;
		int err;

		while (separates_regions(peek(&cur)))
			cur.at++;
		if (ends_list(peek(&cur)))
			break;
		err = parse_region(&cur, &region, &more);
		if (!err)
			err = check_region(&region, cur.last_bit);
		if (err)
			return err;
		set_region(&region, bits);
	}
	return 0;
}

int nodelist_parse(const char *text, size_t len, int nbits, nodemask_t *mask)
{
	nodemask_t result = NODE_MASK_NONE;
	int err;

	assert(nbits > 0);
	assert(nbits <= MAX_NUMNODES);

	err = bitmap_parselist(text, len, (uint32_t)nbits, result.bits);
	if (!err)
		*mask = result;
	return err;
}

/* The last node of the run of neighbours that starts at @first. */
static int run_end(int first, const nodemask_t *mask)
{
	while (node_isset(first + 1, mask))
		first++;
	return first;
}

const char *nodelist_print(const nodemask_t *mask, char buf[NODELIST_MAX])
{
	size_t len = 0;
	int first, last;

	buf[0] = '\0';
	for (first = first_node(mask); first < MAX_NUMNODES; first = next_node(last, mask)) {
		last = run_end(first, mask);
		len += (size_t)snprintf(buf + len, NODELIST_MAX - len, "%s%d", len ? "," : "",
					first);
		if (last > first)
			len += (size_t)snprintf(buf + len, NODELIST_MAX - len, "-%d", last);
		assert(len < NODELIST_MAX);
	}
	return buf;
}
