// SPDX-License-Identifier: GPL-2.0-only
#include "alloc/page_meta.h"
#include "unit/unit.h"

#include <sys/mman.h>
#include <sys/resource.h>

#define TIB (UINT64_C(1) << (40 - PAGE_SHIFT))

static void the_base_is_the_section_below_the_first_page(void **state)
{
	struct page_meta *meta = page_meta_create(SECTION_PAGES + 5, 2 * SECTION_PAGES + 1);

	(void)state;
	assert_int_equal(meta->base_pfn, SECTION_PAGES);
	assert_int_equal(meta->nr_pages, 2 * SECTION_PAGES);
	page_meta_destroy(meta);
}

static void fresh_metadata_reads_as_never_touched(void **state)
{
	struct page_meta *meta = page_meta_create(0, SECTION_PAGES);

	(void)state;
	assert_int_equal(page_state(meta, 0), PAGE_NONE);
	assert_int_equal(page_state(meta, SECTION_PAGES - 1), PAGE_NONE);
	assert_int_equal(meta->pageblock_mt[0], 0);
	page_meta_destroy(meta);
}

/* The whole machine of the design goal, less one page: only address space. */
static void eight_tebibytes_cost_no_memory_before_the_first_write(void **state)
{
	struct page_meta *meta = page_meta_create(0, 8 * TIB);
	unsigned char resident[16] = { 0 };

	(void)state;
	if (!meta->reservation) {
		page_meta_destroy(meta);
		skip();
	}
	assert_int_equal(mincore(meta->reservation, 16 * 4096, resident), 0);
	for (int i = 0; i < 16; i++)
		assert_int_equal(resident[i] & 1, 0);
	page_meta_destroy(meta);
}

/* Both ways of keeping the arrays must look the same from outside. */
static void check_store(struct page_meta *meta)
{
	set_page_state(meta, SECTION_PAGES + 3, PAGE_BUDDY | 2);
	page_link(meta, SECTION_PAGES + 3)->next = 77;
	assert_int_equal(page_state(meta, SECTION_PAGES + 3), PAGE_BUDDY | 2);
	assert_int_equal(page_link(meta, SECTION_PAGES + 3)->next, 77);
	assert_int_equal(page_state(meta, 3), PAGE_NONE);
	page_meta_reset(meta);
	assert_int_equal(page_state(meta, SECTION_PAGES + 3), PAGE_NONE);
}

static void a_reservation_keeps_what_is_stored_until_it_is_reset(void **state)
{
	struct page_meta *meta = page_meta_create(0, 2 * SECTION_PAGES);

	(void)state;
	check_store(meta);
	page_meta_destroy(meta);
}

static void sections_keep_what_is_stored_until_they_are_reset(void **state)
{
	struct page_meta *meta = page_meta_create_sections(0, 2 * SECTION_PAGES);

	(void)state;
	assert_null(meta->links);
	check_store(meta);
	assert_null(meta->sections[0]);
	page_meta_destroy(meta);
}

static void clearing_the_state_of_an_untouched_section_does_not_make_it(void **state)
{
	struct page_meta *meta = page_meta_create_sections(0, SECTION_PAGES);

	(void)state;
	set_page_state(meta, 9, PAGE_NONE);
	assert_null(meta->sections[0]);
	page_meta_destroy(meta);
}

/*
 *   before      |  section 4  |  section 5  |
 *   after | sec 3 |  section 4  |  section 5  | sec 6 |
 */
static void check_grow(struct page_meta *meta)
{
	set_page_state(meta, SECTION_PAGES + 1, PAGE_PCP | 3);
	page_link(meta, SECTION_PAGES + 1)->prev = 42;
	meta->pageblock_mt[65] = 3;
	meta->pageblock_mt_written = true;
	meta = page_meta_grow(meta, 3 * SECTION_PAGES, 7 * SECTION_PAGES);
	assert_int_equal(meta->base_pfn, 3 * SECTION_PAGES);
	assert_int_equal(page_state(meta, 2 * SECTION_PAGES + 1), PAGE_PCP | 3);
	assert_int_equal(page_link(meta, 2 * SECTION_PAGES + 1)->prev, 42);
	assert_int_equal(meta->pageblock_mt[64 + 65], 3);
	assert_int_equal(page_state(meta, SECTION_PAGES + 1), PAGE_NONE);
	page_meta_destroy(meta);
}

static void growing_a_reservation_moves_what_was_stored(void **state)
{
	(void)state;
	check_grow(page_meta_create(4 * SECTION_PAGES, 6 * SECTION_PAGES));
}

static void growing_sections_moves_what_was_stored(void **state)
{
	(void)state;
	check_grow(page_meta_create_sections(4 * SECTION_PAGES, 6 * SECTION_PAGES));
}

/* A limit on address space below what is mapped already: every reservation is refused. */
static void sections_take_over_where_address_space_is_refused(void **state)
{
	struct rlimit old, tight;
	struct page_meta *meta;

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip(); /* the sanitizer itself needs address space */
#endif
	assert_int_equal(getrlimit(RLIMIT_AS, &old), 0);
	tight = old;
	tight.rlim_cur = UINT64_C(1) << 30;
	assert_int_equal(setrlimit(RLIMIT_AS, &tight), 0);
	meta = page_meta_create(0, 8 * TIB);
	assert_int_equal(setrlimit(RLIMIT_AS, &old), 0);
	assert_null(meta->reservation);
	set_page_state(meta, 5, PAGE_USED);
	assert_int_equal(page_state(meta, 5), PAGE_USED);
	page_meta_destroy(meta);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_base_is_the_section_below_the_first_page),
		cmocka_unit_test(fresh_metadata_reads_as_never_touched),
		cmocka_unit_test(eight_tebibytes_cost_no_memory_before_the_first_write),
		cmocka_unit_test(a_reservation_keeps_what_is_stored_until_it_is_reset),
		cmocka_unit_test(sections_keep_what_is_stored_until_they_are_reset),
		cmocka_unit_test(clearing_the_state_of_an_untouched_section_does_not_make_it),
		cmocka_unit_test(growing_a_reservation_moves_what_was_stored),
		cmocka_unit_test(growing_sections_moves_what_was_stored),
		cmocka_unit_test(sections_take_over_where_address_space_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
