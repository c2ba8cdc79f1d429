// SPDX-License-Identifier: GPL-2.0-only
/* Page contents from a description. */
#include "zswap/contents.h"

#include <errno.h>
#include <string.h>

#include "unit.h"

static void fill(const char *text, uint8_t page[PAGE_SIZE])
{
	struct page_content content;

	assert_int_equal(content_parse(text, &content), 0);
	content_fill(&content, page);
}

static void the_same_description_gives_the_same_bytes(void **state)
{
	static const char *const texts[] = { "text:7", "random:7", "ratio:4:7", "same:0x55" };
	uint8_t a[PAGE_SIZE], b[PAGE_SIZE];

	(void)state;
	for (int i = 0; i < 4; i++) {
		fill(texts[i], a);
		fill(texts[i], b);
		assert_memory_equal(a, b, PAGE_SIZE);
	}
}

static void another_seed_gives_other_bytes(void **state)
{
	uint8_t a[PAGE_SIZE], b[PAGE_SIZE];

	(void)state;
	fill("text:1", a);
	fill("text:2", b);
	assert_memory_not_equal(a, b, PAGE_SIZE);
	fill("random", a);
	fill("random:1", b);
	assert_memory_equal(a, b, PAGE_SIZE);
}

/* These bytes must never change: results quote what they compress to. */
static void the_bytes_are_fixed_for_good(void **state)
{
	static const uint8_t noise[8] = { 0xc1, 0x5c, 0x02, 0x89, 0xec, 0x2d, 0x0a, 0x91 };
	uint8_t page[PAGE_SIZE];

	(void)state;
	fill("random:1", page);
	assert_memory_equal(page, noise, sizeof(noise));
	fill("same:0x0102", page);
	assert_int_equal(page[0], 2);
	assert_int_equal(page[1], 1);
	assert_int_equal(page[8], 2);
}

static void a_same_page_of_zeros_is_a_zero_page(void **state)
{
	uint8_t page[PAGE_SIZE];

	(void)state;
	fill("zero", page);
	assert_true(page_zero_filled(page));
	fill("same:0", page);
	assert_true(page_zero_filled(page));
	page[PAGE_SIZE - 1] = 1;
	assert_false(page_zero_filled(page));
}

static void text_is_printable(void **state)
{
	uint8_t page[PAGE_SIZE];

	(void)state;
	fill("text", page);
	for (size_t i = 0; i < PAGE_SIZE; i++)
		assert_true(page[i] == '\n' || (page[i] >= ' ' && page[i] < 127));
}

static void what_is_not_understood_is_refused_and_changes_nothing(void **state)
{
	static const char *const bad[] = { "",		"zeros",
					   "zero:1",	"text:",
					   "text:x",	"text:1 ",
					   "ratio",	"ratio:",
					   "ratio:0.5", "ratio:nan",
					   "ratio:-2",	"ratio:4097",
					   "ratio:2:",	"random:99999999999999999999",
					   "same:-1",	"same: 1" };
	struct page_content content = { .kind = CONTENT_TEXT, .value = 42 };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(content_parse(bad[i], &content), -EINVAL);
		assert_int_equal(content.value, 42);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_description_gives_the_same_bytes),
		cmocka_unit_test(another_seed_gives_other_bytes),
		cmocka_unit_test(the_bytes_are_fixed_for_good),
		cmocka_unit_test(a_same_page_of_zeros_is_a_zero_page),
		cmocka_unit_test(text_is_printable),
		cmocka_unit_test(what_is_not_understood_is_refused_and_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
