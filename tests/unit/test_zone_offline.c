// SPDX-License-Identifier: GPL-2.0-only
#include "unit/zone_fixture.h"

#include <errno.h>

/*   0  1024  2048  3072  4096	all implied; the middle goes   */
static void the_middle_of_an_interval_goes_off_line(void **state)
{
	struct fixture *f = fixture_free_zone(0, 4096);

	(void)state;
	assert_int_equal(zone_offline_range(&f->zone, 1024, 2048, NULL), 0);
	assert_string_equal(lists(f), "10M: 0 3072");
	assert_int_equal(f->zone.managed_pages, 2048);
	assert_int_equal(f->zone.nr_free_pages, 2048);
	fixture_end(f);
}

/* One pageblock of a max-order block: the other half stays free. */
static void half_a_block_stays_when_the_other_half_goes(void **state)
{
	struct fixture *f = fixture_free_zone(0, 3072);

	(void)state;
	assert_int_equal(zone_offline_range(&f->zone, 1536, 512, NULL), 0);
	assert_string_equal(lists(f), "9M: 1024; 10M: 0 2048");
	assert_int_equal(zone_offline_range(&f->zone, 0, 512, NULL), 0);
	assert_string_equal(lists(f), "9M: 512 1024; 10M: 2048");
	fixture_end(f);
}

static void both_halves_stay_of_blocks_that_reach_over_the_borders(void **state)
{
	struct fixture *f = fixture_free_zone(0, 4096);

	(void)state;
	assert_int_equal(zone_offline_range(&f->zone, 512, 3072, NULL), 0);
	assert_string_equal(lists(f), "9M: 3584 0");
	fixture_end(f);
}

static void explicit_blocks_of_all_orders_go_off_line(void **state)
{
	struct fixture *f = fixture_free_zone(0, 2048);
	uint64_t a = take(f, 0, MIGRATE_MOVABLE), b = take(f, 0, MIGRATE_MOVABLE);

	(void)state;
	give(f, a, 0);
	assert_int_equal(zone_offline_range(&f->zone, 512, 512, NULL), 0);
	give(f, b, 0);
	assert_string_equal(lists(f), "9M: 0; 10M: 1024");
	assert_int_equal(zone_offline_range(&f->zone, 0, 512, NULL), 0);
	assert_string_equal(lists(f), "10M: 1024");
	fixture_end(f);
}

static void a_page_in_use_keeps_everything_and_is_named(void **state)
{
	static const struct pageblock_run runs[] = { { 0, 4, MIGRATE_MOVABLE } };
	static const struct list_literal start[] = { { 9, MIGRATE_MOVABLE, { 512 } },
						     { 8, MIGRATE_MOVABLE, { 1024 } } };
	struct fixture *f = fixture_used(0, 2048);
	uint64_t busy = 0;

	(void)state;
	LOAD(f, start, runs);
	assert_false(zone_range_is_free(&f->zone, 512, 1024));
	assert_int_equal(zone_offline_range(&f->zone, 512, 1024, &busy), -EBUSY);
	assert_int_equal(busy, 1280);
	assert_string_equal(lists(f), "8M: 1024; 9M: 512");
	assert_int_equal(f->zone.managed_pages, 2048);
	fixture_end(f);
}

static void parked_pages_count_as_free_and_are_drained(void **state)
{
	struct fixture *f = fixture_free_zone(0, 2048);
	uint64_t pfn = 0;

	(void)state;
	f->zone.pageset_batch = f->zone.pageset_high_min = f->zone.pageset_high_max = 64;
	assert_true(rmqueue(&f->m, &f->zone, 2, 0, MIGRATE_MOVABLE, 0, &pfn));
	assert_false(zone_range_is_free(&f->zone, 0, 1024));
	free_pages_to_zone(&f->m, &f->zone, pfn, 2, 0);
	assert_true(zone_range_is_free(&f->zone, 0, 1024));
	assert_true(zone_range_is_free(&f->zone, 3, 2));
	assert_int_equal(zone_offline_range(&f->zone, 0, 1024, NULL), 0);
	assert_string_equal(lists(f), "10M: 1024");
	fixture_end(f);
}

static void a_range_outside_the_span_is_not_free(void **state)
{
	struct fixture *f = fixture_free_zone(1024, 1024);

	(void)state;
	assert_true(zone_range_is_free(&f->zone, 1024, 1024));
	assert_false(zone_range_is_free(&f->zone, 1023, 2));
	assert_false(zone_range_is_free(&f->zone, 1024, 1025));
	fixture_end(f);
}

static void the_reserve_loses_the_pageblocks_that_go(void **state)
{
	struct fixture *f = fixture_free_zone(0, 4096);

	(void)state;
	zone_set_highatomic(&f->zone, 1024);
	assert_int_equal(zone_offline_range(&f->zone, 3072, 1024, NULL), 0);
	assert_int_equal(f->zone.nr_reserved_highatomic, 0);
	assert_int_equal(f->zone.nr_free_highatomic, 0);
	fixture_end(f);
}

static void what_went_off_line_comes_back_as_movable_memory(void **state)
{
	struct fixture *f = fixture_free_zone(0, 4096);

	(void)state;
	assert_int_equal(zone_offline_range(&f->zone, 1024, 1024, NULL), 0);
	zone_free_range(&f->zone, 1024, 1024);
	assert_string_equal(lists(f), "10M: 0 2048 3072 1024");
	assert_int_equal(f->zone.managed_pages, 4096);
	fixture_end(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_middle_of_an_interval_goes_off_line),
		cmocka_unit_test(half_a_block_stays_when_the_other_half_goes),
		cmocka_unit_test(both_halves_stay_of_blocks_that_reach_over_the_borders),
		cmocka_unit_test(explicit_blocks_of_all_orders_go_off_line),
		cmocka_unit_test(a_page_in_use_keeps_everything_and_is_named),
		cmocka_unit_test(parked_pages_count_as_free_and_are_drained),
		cmocka_unit_test(a_range_outside_the_span_is_not_free),
		cmocka_unit_test(the_reserve_loses_the_pageblocks_that_go),
		cmocka_unit_test(what_went_off_line_comes_back_as_movable_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
