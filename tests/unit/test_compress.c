// SPDX-License-Identifier: GPL-2.0-only
/* Real compressors on described pages. */
#include "zswap/compress.h"

#include <errno.h>
#include <string.h>

#include "unit.h"
#include "zswap/contents.h"

static unsigned length_of(enum compressor c, const char *text)
{
	struct page_content content;
	uint8_t page[PAGE_SIZE], dst[PAGE_SIZE], back[PAGE_SIZE];
	unsigned len;

	assert_int_equal(content_parse(text, &content), 0);
	content_fill(&content, page);
	len = compress_page(c, page, dst);
	if (len) {
		assert_int_equal(decompress_page(c, dst, len, back), 0);
		assert_memory_equal(page, back, PAGE_SIZE);
	}
	return len;
}

static void noise_does_not_compress(void **state)
{
	(void)state;
	for (int c = 0; c < NR_COMPRESSORS; c++)
		assert_int_equal(length_of((enum compressor)c, "random:3"), 0);
}

static void one_byte_over_and_over_compresses_best(void **state)
{
	(void)state;
	for (int c = 0; c < NR_COMPRESSORS; c++)
		assert_true(length_of((enum compressor)c, "same:0x41") <= PAGE_SIZE / 8);
}

static void text_compresses_to_less_than_three_quarters(void **state)
{
	(void)state;
	for (int c = 0; c < NR_COMPRESSORS; c++)
		assert_in_range(length_of((enum compressor)c, "text:5"), PAGE_SIZE / 8,
				PAGE_SIZE / 4 * 3);
}

static void a_ratio_is_met_within_a_tenth(void **state)
{
	static const char *const texts[] = { "ratio:1.5", "ratio:2", "ratio:4", "ratio:8" };
	static const double ratios[] = { 1.5, 2, 4, 8 };

	(void)state;
	for (int c = 0; c < NR_COMPRESSORS; c++) {
		for (int i = 0; i < 4; i++) {
			double ratio = (double)PAGE_SIZE / length_of((enum compressor)c, texts[i]);

			assert_true(ratio > 0.9 * ratios[i] && ratio < 1.1 * ratios[i]);
		}
	}
}

static void garbage_does_not_decompress(void **state)
{
	uint8_t garbage[64], page[PAGE_SIZE];

	(void)state;
	memset(garbage, 0xff, sizeof(garbage));
	for (int c = 0; c < NR_COMPRESSORS; c++)
		assert_int_equal(
			decompress_page((enum compressor)c, garbage, sizeof(garbage), page), -EIO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(noise_does_not_compress),
		cmocka_unit_test(one_byte_over_and_over_compresses_best),
		cmocka_unit_test(text_compresses_to_less_than_three_quarters),
		cmocka_unit_test(a_ratio_is_met_within_a_tenth),
		cmocka_unit_test(garbage_does_not_decompress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
