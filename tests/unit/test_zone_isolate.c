// SPDX-License-Identifier: GPL-2.0-only
#include "unit/zone_fixture.h"

#include <errno.h>

#include "alloc/page_find.h"
#include "alloc/zone_isolate.h"

/*   0 | 512  1024 ...	the first pageblock of a never-touched block   */
static void a_pageblock_is_cut_out_of_an_implied_block(void **state)
{
	struct fixture *f = fixture_free_zone(0, 2048);

	(void)state;
	assert_int_equal(isolate_pageblock(&f->zone, 0), 0);
	assert_string_equal(lists(f), "9M: 512; 9I: 0; 10M: 1024");
	assert_int_equal(f->zone.nr_free_pages, 1536);
	assert_int_equal(f->zone.nr_isolated, 512);
	fixture_end(f);
}

/* Back it merges, and goes to the tail: it was not to be used first. */
static void it_merges_again_when_it_comes_back(void **state)
{
	struct fixture *f = fixture_free_zone(0, 2048);

	(void)state;
	assert_int_equal(isolate_pageblock(&f->zone, 0), 0);
	unisolate_pageblock(&f->zone, 0, MIGRATE_MOVABLE);
	assert_string_equal(lists(f), "10M: 1024 0");
	assert_int_equal(f->zone.nr_isolated, 0);
	fixture_end(f);
}

static void the_second_half_is_cut_out_as_well(void **state)
{
	struct fixture *f = fixture_free_zone(0, 2048);

	(void)state;
	assert_int_equal(isolate_pageblock(&f->zone, 1536), 0);
	assert_string_equal(lists(f), "9M: 1024; 9I: 1536; 10M: 0");
	fixture_end(f);
}

static void a_pageblock_is_isolated_once(void **state)
{
	struct fixture *f = fixture_free_zone(0, 1024);

	(void)state;
	assert_int_equal(isolate_pageblock(&f->zone, 512), 0);
	assert_int_equal(isolate_pageblock(&f->zone, 512), -EBUSY);
	fixture_end(f);
}

/* A page that is freed meanwhile joins the isolated ones and serves nobody. */
static void a_range_is_taken_once_its_last_page_is_free(void **state)
{
	struct fixture *f = fixture_free_zone(0, 1024);
	uint64_t page = take(f, 0, MIGRATE_MOVABLE);

	(void)state;
	assert_int_equal(isolate_pageblock(&f->zone, 0), 0);
	assert_false(range_is_isolated(&f->zone, 0, 512));
	give(f, page, 0);
	assert_true(range_is_isolated(&f->zone, 0, 512));
	assert_string_equal(lists(f), "9M: 512; 9I: 0");
	take_isolated_range(&f->zone, 0, 512);
	unisolate_pageblock(&f->zone, 0, MIGRATE_MOVABLE);
	assert_string_equal(lists(f), "9M: 512");
	assert_int_equal(f->zone.nr_isolated, 0);
	assert_int_equal(f->zone.managed_pages, 1024);
	fixture_end(f);
}

static void the_first_page_in_use_is_found_behind_blocks_of_all_kinds(void **state)
{
	struct fixture *f = fixture_free_zone(0, 4096);
	uint64_t first = take(f, 3, MIGRATE_MOVABLE);

	(void)state;
	assert_int_equal(first, 0);
	assert_int_equal(first_page_in_use(&f->zone, 0, 4096), 0);
	assert_int_equal(first_page_in_use(&f->zone, 8, 4096), 4096);
	set_page_state(f->zone.meta, 0, PAGE_USED | 3);
	assert_int_equal(used_block_end(&f->zone, 0), 8);
	assert_int_equal(used_block_end(&f->zone, 1), 2);
	fixture_end(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pageblock_is_cut_out_of_an_implied_block),
		cmocka_unit_test(it_merges_again_when_it_comes_back),
		cmocka_unit_test(the_second_half_is_cut_out_as_well),
		cmocka_unit_test(a_pageblock_is_isolated_once),
		cmocka_unit_test(a_range_is_taken_once_its_last_page_is_free),
		cmocka_unit_test(the_first_page_in_use_is_found_behind_blocks_of_all_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
