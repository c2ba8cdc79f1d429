// SPDX-License-Identifier: GPL-2.0-only
#include "base/suggest.h"
#include "unit/unit.h"

#include <string.h>

static const char *const zones[] = { "DMA", "DMA32", "Normal", "Movable", "Device" };

static const char *suggest_zone(const char *got)
{
	return suggest(got, zones, sizeof(zones) / sizeof(zones[0]));
}

static void an_inserted_letter_is_one_edit(void **state)
{
	(void)state;
	assert_string_equal(suggest_zone("Moveable"), "Movable");
}

static void two_edits_are_the_limit(void **state)
{
	(void)state;
	assert_string_equal(suggest_zone("Nrmel"), "Normal");
	assert_null(suggest_zone("Nrme"));
}

static void swapped_letters_are_one_edit(void **state)
{
	const char *const words[] = { "mayx", "may" };

	(void)state;
	assert_string_equal(suggest("mya", words, 2), "may");
}

static void case_costs_nothing(void **state)
{
	(void)state;
	assert_string_equal(suggest_zone("normal"), "Normal");
	assert_string_equal(suggest_zone("dma32"), "DMA32");
}

static void a_short_word_allows_only_one_edit(void **state)
{
	const char *const words[] = { "all" };

	(void)state;
	assert_string_equal(suggest("al", words, 1), "all");
	assert_null(suggest("ask", words, 1));
}

static void the_first_of_equals_wins(void **state)
{
	const char *const words[] = { "rung", "rune" };

	(void)state;
	assert_string_equal(suggest("runx", words, 2), "rung");
}

static void nothing_near_is_null(void **state)
{
	(void)state;
	assert_null(suggest_zone("HighMem"));
	assert_null(suggest_zone(""));
	assert_null(suggest("x", NULL, 0));
}

static void words_beyond_the_limit_are_not_compared(void **state)
{
	char longest[66];
	const char *const words[] = { longest };

	(void)state;
	memset(longest, 'a', sizeof(longest) - 1);
	longest[65] = '\0';
	assert_null(suggest(longest, zones, 5));
	assert_null(suggest(longest + 1, words, 1));
	longest[64] = '\0';
	assert_string_equal(suggest(longest, words, 1), longest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_inserted_letter_is_one_edit),
		cmocka_unit_test(two_edits_are_the_limit),
		cmocka_unit_test(swapped_letters_are_one_edit),
		cmocka_unit_test(case_costs_nothing),
		cmocka_unit_test(a_short_word_allows_only_one_edit),
		cmocka_unit_test(the_first_of_equals_wins),
		cmocka_unit_test(nothing_near_is_null),
		cmocka_unit_test(words_beyond_the_limit_are_not_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
