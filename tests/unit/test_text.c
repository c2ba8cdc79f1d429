// SPDX-License-Identifier: GPL-2.0-only
#include "base/text.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

static void an_unused_text_is_the_empty_string(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	assert_string_equal(text_str(&t), "");
	text_free(&t);
}

static void additions_follow_each_other(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_add(&t, "node ");
	text_addf(&t, "%d of %s", 3, "web");
	text_add_bytes(&t, ": yes", 2);
	assert_string_equal(text_str(&t), "node 3 of web: ");
	text_free(&t);
}

static void a_formatted_piece_may_be_longer_than_the_room_left(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_addf(&t, "%0500d", 7);
	text_addf(&t, "%s", "");
	assert_int_equal(t.len, 500);
	assert_string_equal(text_str(&t) + 498, "07");
	text_free(&t);
}

static void a_text_grows_over_many_small_additions(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	for (int i = 0; i < 10000; i++)
		text_addf(&t, "%d,", i % 10);
	assert_int_equal(t.len, 20000);
	assert_string_equal(text_str(&t) + 19996, "8,9,");
	text_free(&t);
}

static void bytes_may_contain_nul(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_add_bytes(&t, "a\0b", 3);
	assert_int_equal(t.len, 3);
	assert_memory_equal(t.bytes, "a\0b", 4);
	text_free(&t);
}

static void padding_counts_from_the_last_newline(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_add(&t, "long first line\nab");
	text_pad(&t, 4);
	text_add(&t, "|");
	assert_string_equal(text_str(&t), "long first line\nab  |");
	text_free(&t);
}

static void padding_a_wide_line_adds_nothing(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_add(&t, "abcdef");
	text_pad(&t, 4);
	assert_string_equal(text_str(&t), "abcdef");
	text_free(&t);
}

static void padding_counts_a_utf8_character_once(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_add(&t, "\xc3\xa4\xe2\x82\xac");
	text_pad(&t, 3);
	assert_string_equal(text_str(&t), "\xc3\xa4\xe2\x82\xac ");
	text_free(&t);
}

static void a_freed_text_can_be_used_again(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_add(&t, "one");
	text_free(&t);
	text_add(&t, "two");
	assert_string_equal(text_str(&t), "two");
	text_free(&t);
}

static void xstrndup_stops_at_the_end_of_the_string(void **state)
{
	char *copy = xstrndup("abc", 10), *start = xstrndup("abc", 2), *all = xstrdup("abc");

	(void)state;
	assert_string_equal(copy, "abc");
	assert_string_equal(start, "ab");
	assert_string_equal(all, "abc");
	free(copy);
	free(start);
	free(all);
}

static void zero_bytes_are_an_allocation_too(void **state)
{
	void *a = xmalloc(0), *b = xcalloc(0, 8), *c = xrealloc(NULL, 0);

	(void)state;
	assert_non_null(a);
	assert_non_null(b);
	assert_non_null(c);
	free(a);
	free(b);
	free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unused_text_is_the_empty_string),
		cmocka_unit_test(additions_follow_each_other),
		cmocka_unit_test(a_formatted_piece_may_be_longer_than_the_room_left),
		cmocka_unit_test(a_text_grows_over_many_small_additions),
		cmocka_unit_test(bytes_may_contain_nul),
		cmocka_unit_test(padding_counts_from_the_last_newline),
		cmocka_unit_test(padding_a_wide_line_adds_nothing),
		cmocka_unit_test(padding_counts_a_utf8_character_once),
		cmocka_unit_test(a_freed_text_can_be_used_again),
		cmocka_unit_test(xstrndup_stops_at_the_end_of_the_string),
		cmocka_unit_test(zero_bytes_are_an_allocation_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
