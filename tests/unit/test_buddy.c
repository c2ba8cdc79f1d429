// SPDX-License-Identifier: GPL-2.0-only
#include "unit/zone_fixture.h"

/*
 *   0       512     768  896 ...                 1024
 *   | taken |   9   | ...upper halves go to the lower lists
 */
static void a_split_keeps_the_lower_end_and_lists_the_upper_halves(void **state)
{
	struct fixture *f = fixture_free_zone(1024, 1024);

	(void)state;
	assert_int_equal(take(f, 7, MIGRATE_MOVABLE), 1024);
	assert_string_equal(lists(f), "7M: 1152; 8M: 1280; 9M: 1536");
	assert_int_equal(f->zone.nr_free_pages, 1024 - 128);
	fixture_end(f);
}

static void the_smallest_block_that_fits_is_split(void **state)
{
	static const struct list_literal start[] = {
		{ 2, MIGRATE_MOVABLE, { 64 } },
		{ 5, MIGRATE_MOVABLE, { 128 } },
	};
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_MOVABLE } };
	struct fixture *f = fixture_used(0, 1024);

	(void)state;
	LOAD(f, start, runs);
	assert_int_equal(take(f, 1, MIGRATE_MOVABLE), 64);
	assert_int_equal(take(f, 3, MIGRATE_MOVABLE), 128);
	assert_string_equal(lists(f), "1M: 66; 3M: 136; 4M: 144");
	fixture_end(f);
}

static void the_head_of_the_list_is_taken(void **state)
{
	static const struct list_literal start[] = { { 0, MIGRATE_MOVABLE, { 9, 4, 100 } } };
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_MOVABLE } };
	struct fixture *f = fixture_used(0, 1024);

	(void)state;
	LOAD(f, start, runs);
	assert_int_equal(take(f, 0, MIGRATE_MOVABLE), 9);
	assert_string_equal(lists(f), "0M: 4 100");
	fixture_end(f);
}

static void nothing_is_taken_from_another_type(void **state)
{
	struct fixture *f = fixture_free_zone(0, 1024);

	(void)state;
	assert_int_equal(rmqueue_smallest(&f->zone, 0, MIGRATE_UNMOVABLE), PAGE_IDX_NONE);
	assert_string_equal(lists(f), "10M: 0");
	fixture_end(f);
}

static void giving_everything_back_restores_the_max_order_block(void **state)
{
	struct fixture *f = fixture_free_zone(0, 1024);
	uint64_t a = take(f, 0, MIGRATE_MOVABLE), b = take(f, 6, MIGRATE_MOVABLE);

	(void)state;
	give(f, a, 0);
	give(f, b, 6);
	assert_string_equal(lists(f), "10M: 0");
	fixture_end(f);
}

static void blocks_do_not_merge_beyond_the_max_order(void **state)
{
	struct fixture *f = fixture_used(0, 2048);

	(void)state;
	f->zone.managed_pages = 2048;
	give(f, 0, 10);
	give(f, 1024, 10);
	assert_string_equal(lists(f), "10M: 1024 0");
	fixture_end(f);
}

/*
 *   0   1   2   3   4        page 1 is freed: its buddy 0 is in use, but 2-3 is
 *   |use|FREE| order 1 |     a free block of order 1, so that 0-3 would merge if
 *                            0 were freed as well: page 1 goes to the tail
 */
static void a_block_that_is_likely_to_merge_goes_to_the_tail(void **state)
{
	static const struct list_literal start[] = {
		{ 0, MIGRATE_MOVABLE, { 100 } },
		{ 1, MIGRATE_MOVABLE, { 2 } },
	};
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_MOVABLE } };
	struct fixture *f = fixture_used(0, 1024);

	(void)state;
	LOAD(f, start, runs);
	give(f, 1, 0);
	assert_string_equal(lists(f), "0M: 100 1; 1M: 2");
	give(f, 200, 0);
	assert_string_equal(lists(f), "0M: 200 100 1; 1M: 2");
	fixture_end(f);
}

static void a_block_one_below_the_max_order_always_goes_to_the_head(void **state)
{
	static const struct list_literal start[] = { { 9, MIGRATE_MOVABLE, { 2048 } } };
	static const struct pageblock_run runs[] = { { 0, 8, MIGRATE_MOVABLE } };
	struct fixture *f = fixture_used(0, 4096);

	(void)state;
	LOAD(f, start, runs);
	give(f, 512, 9);
	assert_string_equal(lists(f), "9M: 512 2048");
	fixture_end(f);
}

/* Two pageblocks of different, mergeable types: the partner takes the type of the freed one. */
static void merging_across_types_retypes_the_partner(void **state)
{
	static const struct list_literal start[] = { { 9, MIGRATE_UNMOVABLE, { 512 } } };
	static const struct pageblock_run runs[] = { { 0, 1, MIGRATE_MOVABLE },
						     { 512, 1, MIGRATE_UNMOVABLE } };
	struct fixture *f = fixture_used(0, 1024);

	(void)state;
	LOAD(f, start, runs);
	give(f, 0, 9);
	assert_string_equal(lists(f), "10M: 0");
	assert_int_equal(pageblock_mt(&f->zone, 512), MIGRATE_MOVABLE);
	fixture_end(f);
}

static void the_highatomic_reserve_does_not_merge_with_other_types(void **state)
{
	static const struct list_literal start[] = { { 9, MIGRATE_HIGHATOMIC, { 512 } } };
	static const struct pageblock_run runs[] = { { 0, 1, MIGRATE_MOVABLE },
						     { 512, 1, MIGRATE_HIGHATOMIC } };
	struct fixture *f = fixture_used(0, 1024);

	(void)state;
	LOAD(f, start, runs);
	give(f, 0, 9);
	assert_string_equal(lists(f), "9M: 0; 9H: 512");
	assert_int_equal(f->zone.nr_free_highatomic, 512);
	fixture_end(f);
}

static void a_large_block_is_freed_to_the_type_of_each_of_its_pageblocks(void **state)
{
	static const struct list_literal start[] = { { 0, MIGRATE_MOVABLE, { 2000 } } };
	static const struct pageblock_run runs[] = { { 0, 1, MIGRATE_HIGHATOMIC },
						     { 512, 3, MIGRATE_MOVABLE } };
	struct fixture *f = fixture_used(0, 2048);

	(void)state;
	LOAD(f, start, runs);
	give(f, 0, 10);
	assert_string_equal(lists(f), "0M: 2000; 9M: 512; 9H: 0");
	fixture_end(f);
}

static void moving_a_pageblock_takes_its_free_blocks_to_the_tail(void **state)
{
	static const struct list_literal start[] = {
		{ 1, MIGRATE_MOVABLE, { 600, 8, 20 } },
		{ 1, MIGRATE_UNMOVABLE, { 1030 } },
		{ 3, MIGRATE_MOVABLE, { 0x40 } },
	};
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_MOVABLE },
						     { 1024, 2, MIGRATE_UNMOVABLE } };
	struct fixture *f = fixture_used(0, 2048);

	(void)state;
	LOAD(f, start, runs);
	assert_int_equal(pageblock_free_pages(&f->zone, 100), 12);
	assert_true(move_freepages_block(&f->zone, 100, MIGRATE_MOVABLE, MIGRATE_UNMOVABLE));
	assert_string_equal(lists(f), "1U: 1030 8 20; 1M: 600; 3U: 64");
	assert_int_equal(pageblock_mt(&f->zone, 0), MIGRATE_UNMOVABLE);
	fixture_end(f);
}

/* The zone starts at page 1: its first pageblock is not whole. */
static void a_pageblock_that_the_zone_cuts_is_not_moved(void **state)
{
	static const struct list_literal start[] = { { 1, MIGRATE_MOVABLE, { 8 } } };
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_MOVABLE } };
	struct fixture *f = fixture_used(1, 1023);

	(void)state;
	LOAD(f, start, runs);
	assert_int_equal(pageblock_free_pages(&f->zone, 8), -1);
	assert_false(move_freepages_block(&f->zone, 8, MIGRATE_MOVABLE, MIGRATE_UNMOVABLE));
	assert_string_equal(lists(f), "1M: 8");
	fixture_end(f);
}

static void isolated_pages_are_counted_apart(void **state)
{
	struct fixture *f = fixture_used(0, 1024);

	(void)state;
	f->zone.managed_pages = 1024;
	set_pageblock_mt(&f->zone, 0, MIGRATE_ISOLATE);
	give(f, 0, 9);
	assert_int_equal(f->zone.nr_free_pages, 0);
	assert_int_equal(f->zone.nr_isolated, 512);
	fixture_end(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_split_keeps_the_lower_end_and_lists_the_upper_halves),
		cmocka_unit_test(the_smallest_block_that_fits_is_split),
		cmocka_unit_test(the_head_of_the_list_is_taken),
		cmocka_unit_test(nothing_is_taken_from_another_type),
		cmocka_unit_test(giving_everything_back_restores_the_max_order_block),
		cmocka_unit_test(blocks_do_not_merge_beyond_the_max_order),
		cmocka_unit_test(a_block_that_is_likely_to_merge_goes_to_the_tail),
		cmocka_unit_test(a_block_one_below_the_max_order_always_goes_to_the_head),
		cmocka_unit_test(merging_across_types_retypes_the_partner),
		cmocka_unit_test(the_highatomic_reserve_does_not_merge_with_other_types),
		cmocka_unit_test(a_large_block_is_freed_to_the_type_of_each_of_its_pageblocks),
		cmocka_unit_test(moving_a_pageblock_takes_its_free_blocks_to_the_tail),
		cmocka_unit_test(a_pageblock_that_the_zone_cuts_is_not_moved),
		cmocka_unit_test(isolated_pages_are_counted_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
