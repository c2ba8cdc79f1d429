// SPDX-License-Identifier: GPL-2.0-only
#include "unit/zone_fixture.h"

#define TIB (UINT64_C(1) << (40 - PAGE_SHIFT))

/*
 *   1000  1008   1024     2048     3072  3088
 *   |  3  | 4    |   10   |   10   |  4  |
 */
static void a_range_is_freed_in_the_largest_aligned_blocks(void **state)
{
	struct fixture *f = fixture_free_zone(1000, 2088);

	(void)state;
	assert_string_equal(lists(f), "3M: 1000; 4M: 1008 3072; 10M: 1024 2048");
	assert_int_equal(f->zone.nr_free_pages, 2088);
	assert_int_equal(f->zone.managed_pages, 2088);
	fixture_end(f);
}

static void never_used_blocks_are_implied_and_come_into_being_when_split(void **state)
{
	struct fixture *f = fixture_free_zone(0, 15 * TIB);

	(void)state;
	assert_int_equal(f->zone.free_area[10].nr_free, 15 * TIB / 1024);
	assert_int_equal(f->zone.free_area[10].free_list[MIGRATE_MOVABLE].nr_intervals, 1);
	assert_int_equal(take(f, 0, MIGRATE_MOVABLE), 0);
	assert_int_equal(f->zone.free_area[10].nr_free, 15 * TIB / 1024 - 1);
	give(f, 0, 0);
	assert_int_equal(free_list_first(&f->zone.free_area[10].free_list[MIGRATE_MOVABLE]), 0);
	f->zone.managed_pages = f->zone.nr_free_pages;
	fixture_end(f);
}

static void ranges_freed_later_come_behind(void **state)
{
	struct fixture *f = fixture_used(0, 8192);

	(void)state;
	zone_free_range(&f->zone, 4096, 2048);
	zone_free_range(&f->zone, 0, 1024);
	zone_free_range(&f->zone, 7168, 1024);
	assert_string_equal(lists(f), "10M: 4096 5120 0 7168");
	fixture_end(f);
}

static void freshly_freed_pageblocks_are_movable(void **state)
{
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_UNMOVABLE } };
	struct fixture *f = fixture_used(0, 1024);

	(void)state;
	assert_int_equal(load(f, NULL, 0, runs, 1), 0);
	f->zone.managed_pages = 0;
	zone_free_range(&f->zone, 0, 1024);
	assert_string_equal(lists(f), "10M: 0");
	fixture_end(f);
}

/*
 *   the zone        |  free 40960..49152  |
 *   grows   |                             |          |
 *          1024                                   1 TiB
 */
static void growing_in_both_directions_keeps_lists_and_types(void **state)
{
	struct fixture *f = fixture_free_zone(40 * 1024, 8 * 1024);
	uint64_t a = take(f, 3, MIGRATE_MOVABLE), parked = 0;

	(void)state;
	f->zone.pageset_batch = f->zone.pageset_high_min = f->zone.pageset_high_max = 4;
	assert_true(rmqueue(&f->m, &f->zone, 0, 0, MIGRATE_MOVABLE, 0, &parked));
	set_pageblock_mt(&f->zone, zone_page_idx(&f->zone, 47 * 1024), MIGRATE_MOVABLE);
	zone_grow_span(&f->zone, 1024, 1024);
	zone_grow_span(&f->zone, TIB - 1024, 1024);
	assert_int_equal(f->zone.zone_start_pfn, 1024);
	assert_int_equal(zone_end_pfn(&f->zone), TIB);
	assert_zone_ok(&f->zone);
	free_pages_to_zone(&f->m, &f->zone, parked, 0, 0);
	drain_zone_pages(&f->m, &f->zone);
	give(f, a, 3);
	assert_string_equal(lists(f), "10M: 40960 41984 43008 44032 45056 46080 47104 48128");
	zone_free_range(&f->zone, 1024, 1024);
	assert_int_equal(f->zone.nr_free_pages, 9 * 1024);
	fixture_end(f);
}

/* The same where the metadata lives in sections. */
static void sections_serve_a_zone_as_a_reservation_does(void **state)
{
	struct fixture *f = fixture_used(40 * 1024, 8 * 1024);
	uint64_t a;

	(void)state;
	page_meta_destroy(f->zone.meta);
	f->zone.meta = page_meta_create_sections(40 * 1024, 48 * 1024);
	f->zone.pageblock_mt = f->zone.meta->pageblock_mt;
	zone_free_range(&f->zone, 40 * 1024, 8 * 1024);
	a = take(f, 3, MIGRATE_MOVABLE);
	zone_grow_span(&f->zone, 1024, 1024);
	assert_zone_ok(&f->zone);
	give(f, a, 3);
	assert_string_equal(lists(f), "10M: 40960 41984 43008 44032 45056 46080 47104 48128");
	fixture_end(f);
}

static void a_span_that_shrinks_to_nothing_forgets_its_pages(void **state)
{
	struct fixture *f = fixture_used(1024, 1024);

	(void)state;
	zone_shrink_span(&f->zone, 1100, 1200);
	assert_int_equal(f->zone.zone_start_pfn, 1100);
	assert_int_equal(f->zone.spanned_pages, 100);
	zone_shrink_span(&f->zone, 0, 0);
	assert_null(f->zone.meta);
	assert_int_equal(f->zone.spanned_pages, 0);
	zone_grow_span(&f->zone, 5 * 1024, 1024);
	zone_free_range(&f->zone, 5 * 1024, 1024);
	assert_string_equal(lists(f), "10M: 5120");
	fixture_end(f);
}

static void add_run(void *arg, uint64_t start_pfn, uint64_t nr, int mt)
{
	text_addf(arg, "%" PRIu64 "+%" PRIu64 "%c ", start_pfn, nr, mt < 0 ? '-' : "UMRHI"[mt]);
}

static void pageblock_runs_start_at_a_pageblock_and_join_equal_types(void **state)
{
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_UNMOVABLE },
						     { 1024, 1, PAGEBLOCK_HOLE },
						     { 1536, 1, MIGRATE_HIGHATOMIC } };
	struct fixture *f = fixture_used(1, 2999);
	struct text out = TEXT_INIT;

	(void)state;
	assert_int_equal(load(f, NULL, 0, runs, NR(runs)), 0);
	zone_for_each_pageblock_run(&f->zone, add_run, &out);
	assert_string_equal(text_str(&out), "0+2U 1024+1- 1536+1H 2048+2M ");
	assert_int_equal(f->zone.nr_reserved_highatomic, 512);
	text_free(&out);
	fixture_end(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_range_is_freed_in_the_largest_aligned_blocks),
		cmocka_unit_test(never_used_blocks_are_implied_and_come_into_being_when_split),
		cmocka_unit_test(ranges_freed_later_come_behind),
		cmocka_unit_test(freshly_freed_pageblocks_are_movable),
		cmocka_unit_test(growing_in_both_directions_keeps_lists_and_types),
		cmocka_unit_test(sections_serve_a_zone_as_a_reservation_does),
		cmocka_unit_test(a_span_that_shrinks_to_nothing_forgets_its_pages),
		cmocka_unit_test(pageblock_runs_start_at_a_pageblock_and_join_equal_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
