// SPDX-License-Identifier: GPL-2.0-only
#include "unit/zone_fixture.h"

#define ENOUGH (512 * 100) /* 1 % is one pageblock */

static void a_zone_of_which_one_percent_is_no_pageblock_reserves_nothing(void **state)
{
	struct fixture *f = fixture_free_zone(0, ENOUGH - 1024);

	(void)state;
	reserve_highatomic_pageblock(&f->m, &f->zone, take(f, 1, MIGRATE_MOVABLE), 1);
	assert_int_equal(f->zone.nr_reserved_highatomic, 0);
	fixture_end(f);
}

static void the_pageblock_of_the_block_is_reserved_with_its_free_pages(void **state)
{
	struct fixture *f = fixture_free_zone(0, ENOUGH);
	uint64_t pfn = take(f, 3, MIGRATE_MOVABLE);

	(void)state;
	reserve_highatomic_pageblock(&f->m, &f->zone, pfn, 3);
	assert_int_equal(f->zone.nr_reserved_highatomic, 512);
	assert_int_equal(f->zone.nr_free_highatomic, 512 - 8);
	assert_int_equal(pageblock_mt(&f->zone, 0), MIGRATE_HIGHATOMIC);
	assert_int_equal(pageblock_mt(&f->zone, 512), MIGRATE_MOVABLE);
	assert_int_equal(f->log.events[0].kind, EVENT_HIGHATOMIC);
	fixture_end(f);
}

/* 1 % rounded up: 66617 managed pages may reserve two pageblocks, as a kernel did. */
static void the_reserve_ends_at_one_percent_rounded_up(void **state)
{
	struct fixture *f = fixture_free_zone(0, 66617);

	(void)state;
	for (int i = 0; i < 5; i++)
		reserve_highatomic_pageblock(&f->m, &f->zone, take(f, 9, MIGRATE_MOVABLE), 9);
	assert_int_equal(f->zone.nr_reserved_highatomic, 1024);
	fixture_end(f);
}

static void a_reserved_pageblock_is_not_reserved_twice(void **state)
{
	struct fixture *f = fixture_free_zone(0, 2 * ENOUGH);
	uint64_t pfn = take(f, 3, MIGRATE_MOVABLE);

	(void)state;
	reserve_highatomic_pageblock(&f->m, &f->zone, pfn, 3);
	reserve_highatomic_pageblock(&f->m, &f->zone, pfn, 3);
	assert_int_equal(f->zone.nr_reserved_highatomic, 512);
	fixture_end(f);
}

static void the_last_pageblock_is_given_back_only_by_force(void **state)
{
	struct fixture *f = fixture_free_zone(0, ENOUGH);

	(void)state;
	reserve_highatomic_pageblock(&f->m, &f->zone, take(f, 3, MIGRATE_MOVABLE), 3);
	assert_false(unreserve_highatomic_zone(&f->zone, MIGRATE_UNMOVABLE, false));
	assert_true(unreserve_highatomic_zone(&f->zone, MIGRATE_UNMOVABLE, true));
	assert_int_equal(f->zone.nr_reserved_highatomic, 0);
	assert_int_equal(f->zone.nr_free_highatomic, 0);
	assert_int_equal(pageblock_mt(&f->zone, 0), MIGRATE_UNMOVABLE);
	fixture_end(f);
}

static void a_reserve_without_free_pages_cannot_be_given_back(void **state)
{
	struct fixture *f = fixture_free_zone(0, ENOUGH);

	(void)state;
	reserve_highatomic_pageblock(&f->m, &f->zone, take(f, 9, MIGRATE_MOVABLE), 9);
	assert_false(unreserve_highatomic_zone(&f->zone, MIGRATE_MOVABLE, true));
	assert_int_equal(f->zone.nr_reserved_highatomic, 512);
	fixture_end(f);
}

static void a_free_max_order_block_of_the_reserve_goes_back_whole(void **state)
{
	struct fixture *f = fixture_free_zone(0, 2 * ENOUGH);
	uint64_t pfn = take(f, 10, MIGRATE_MOVABLE);

	(void)state;
	reserve_highatomic_pageblock(&f->m, &f->zone, pfn, 10);
	give(f, pfn, 10);
	assert_int_equal(f->zone.nr_free_highatomic, 1024);
	assert_true(unreserve_highatomic_zone(&f->zone, MIGRATE_RECLAIMABLE, false));
	assert_int_equal(f->zone.nr_reserved_highatomic, 0);
	assert_int_equal(pageblock_mt(&f->zone, 512), MIGRATE_RECLAIMABLE);
	fixture_end(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zone_of_which_one_percent_is_no_pageblock_reserves_nothing),
		cmocka_unit_test(the_pageblock_of_the_block_is_reserved_with_its_free_pages),
		cmocka_unit_test(the_reserve_ends_at_one_percent_rounded_up),
		cmocka_unit_test(a_reserved_pageblock_is_not_reserved_twice),
		cmocka_unit_test(the_last_pageblock_is_given_back_only_by_force),
		cmocka_unit_test(a_reserve_without_free_pages_cannot_be_given_back),
		cmocka_unit_test(a_free_max_order_block_of_the_reserve_goes_back_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
