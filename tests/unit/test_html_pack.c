// SPDX-License-Identifier: GPL-2.0-only
/* Text made short for the page comes back as it was. */
#include "unit/unit.h"

#include <string.h>

#include "report/html.h"
#include "unit/unpack.h"

static size_t check_round_trip(const struct text *from)
{
	struct text packed = TEXT_INIT, back;
	size_t len;

	html_pack(from, &packed);
	back = unpack(text_str(&packed), packed.len);
	assert_int_equal(back.len, from->len);
	assert_memory_equal(text_str(&back), text_str(from), from->len);
	len = packed.len;
	text_free(&packed);
	text_free(&back);
	return len;
}

static void what_repeats_is_named_once(void **state)
{
	struct text s = TEXT_INIT;

	(void)state;
	for (int i = 0; i < 1000; i++)
		text_addf(&s, "{\"zone\":\"%d/Normal\",\"verdict\":\"watermark\"}", i % 7);
	assert_true(check_round_trip(&s) < s.len / 8);
	text_free(&s);
}

static void short_texts_and_escapes_stay_as_they_are(void **state)
{
	static const char *const texts[] = { "",
					     "a",
					     "`",
					     "``````````````",
					     "abcdefabcde",
					     "abcdefabcdef",
					     "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct text s = TEXT_INIT;

		text_add(&s, texts[i]);
		check_round_trip(&s);
		text_free(&s);
	}
}

static void repetitions_far_back_are_written_again(void **state)
{
	struct text s = TEXT_INIT;
	unsigned random = 1;

	(void)state;
	text_add(&s, "only at both ends");
	for (int i = 0; i < 300000; i++) {
		random = random * 1103515245u + 12345u;
		text_addf(&s, "%c", 'a' + (int)(random >> 16) % 26);
	}
	text_add(&s, "only at both ends");
	check_round_trip(&s);
	text_free(&s);
}

static void a_packed_text_holds_no_tag_that_was_not_there(void **state)
{
	struct text s = TEXT_INIT, packed = TEXT_INIT;

	(void)state;
	for (int i = 0; i < 5000; i++)
		text_addf(&s, "%d %d ", i * i, i % 91);
	html_pack(&s, &packed);
	assert_null(strchr(text_str(&packed), '<'));
	text_free(&s);
	text_free(&packed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_repeats_is_named_once),
		cmocka_unit_test(short_texts_and_escapes_stay_as_they_are),
		cmocka_unit_test(repetitions_far_back_are_written_again),
		cmocka_unit_test(a_packed_text_holds_no_tag_that_was_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
