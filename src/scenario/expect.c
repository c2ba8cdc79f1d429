// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of expectations: which hold under which design.
 *
 * Mirrors: nothing.
 */
#include "scenario/expect.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const expect_keys[NR_EXPECT_KINDS] = {
#define X(code, key, about) [EXPECT_##code] = key,
	EXPECT_MAP(X)
#undef X
};

const char *const expect_marks[NR_EXPECT_MARKS] = { "none", "min", "low", "high" };

const char *const expect_device_facts[NR_EXPECT_DEVICE_FACTS] = { "pressure", "ratio", "overflows",
								  "vetoed", "blocked" };

const char *const expect_swap_counts[NR_EXPECT_SWAP_COUNTS] = { "used",    "free", "cached",
								"written", "read", "stored" };

const char *expect_key(enum expect_kind kind)
{
	assert(kind < NR_EXPECT_KINDS);
	return expect_keys[kind];
}

static void list_free(struct expect_list *list)
{
	for (size_t i = 0; i < list->nr; i++)
		free(list->items[i].owned);
	free(list->items);
}

void expect_free(struct expect *expect)
{
	list_free(&expect->common);
	for (size_t i = 0; i < expect->nr_designs; i++)
		list_free(&expect->designs[i].list);
	free(expect->designs);
	*expect = (struct expect){ 0 };
}

static bool says(const struct expect *expect, const char *design, enum expect_kind kind)
{
	for (size_t d = 0; d < expect->nr_designs; d++) {
		const struct design_expect *own = &expect->designs[d];

		if (strcmp(own->design, design) != 0)
			continue;
		for (size_t i = 0; i < own->list.nr; i++) {
			if (own->list.items[i].kind == kind)
				return true;
		}
	}
	return false;
}

size_t expect_for_design(const struct expect *expect, const char *design,
			 const struct expect_item ***items)
{
	size_t nr = 0, cap = expect->common.nr;

	for (size_t d = 0; d < expect->nr_designs; d++)
		cap += expect->designs[d].list.nr;
	*items = xcalloc(cap, sizeof(**items));
	for (size_t i = 0; i < expect->common.nr; i++) {
		if (!says(expect, design, expect->common.items[i].kind))
			(*items)[nr++] = &expect->common.items[i];
	}
	for (size_t d = 0; d < expect->nr_designs; d++) {
		const struct expect_list *own = &expect->designs[d].list;

		if (strcmp(expect->designs[d].design, design) != 0)
			continue;
		for (size_t i = 0; i < own->nr; i++)
			(*items)[nr++] = &own->items[i];
	}
	assert(nr <= cap);
	return nr;
}

bool expect_names_design(const struct expect *expect, const char *design)
{
	for (size_t d = 0; d < expect->nr_designs; d++) {
		if (strcmp(expect->designs[d].design, design) == 0)
			return true;
	}
	return false;
}

const struct expect_item *expect_find(const struct expect_item *const *items, size_t nr,
				      enum expect_kind kind)
{
	for (size_t i = 0; i < nr; i++) {
		if (items[i]->kind == kind)
			return items[i];
	}
	return NULL;
}
