// SPDX-License-Identifier: GPL-2.0-only
#include "unit/zone_fixture.h"

#include <errno.h>

static struct fixture *fixture_unspanned(void)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	f->m.nr_cpus = 1;
	zone_init(&f->zone, 0, ZONE_DMA);
	return f;
}

/*
 * The DMA zone of a captured machine: it starts at page 1, so that the first
 * pageblock is cut, and the second may be free as a whole.
 */
static void a_captured_dma_zone_finds_its_places(void **state)
{
	struct free_blocks blocks[] = { { 6, MIGRATE_UNMOVABLE, 1 },
					{ 7, MIGRATE_UNMOVABLE, 1 },
					{ 9, MIGRATE_MOVABLE, 1 },
					{ 10, MIGRATE_MOVABLE, 3 } };
	struct pageblock_run runs[] = { { 0, 1, MIGRATE_UNMOVABLE }, { 512, 7, MIGRATE_MOVABLE } };
	struct zone_desc desc = { .start_pfn = 1,
				  .spanned = 4095,
				  .present = 3998,
				  .managed = 3840,
				  .has_wm = true,
				  .wm = { 190, 237, 284, 331 },
				  .lowmem_reserve = { 0, 257, 564, 564, 564 },
				  .has_free = true,
				  .free = 3776,
				  .free_blocks = blocks,
				  .nr_free_blocks = 4,
				  .pageblocks = runs,
				  .nr_pageblocks = 2 };
	struct fixture *f = fixture_unspanned();

	(void)state;
	assert_int_equal(zone_load_capture(&f->zone, &desc), 0);
	assert_string_equal(lists(f), "6U: 64; 7U: 128; 9M: 512; 10M: 1024 2048 3072");
	assert_int_equal(f->zone.nr_free_pages, 3776);
	assert_int_equal(f->zone.managed_pages, 3840);
	assert_int_equal(f->zone._watermark[WMARK_LOW], 237);
	assert_int_equal(f->zone.lowmem_reserve[2], 564);
	fixture_end(f);
}

/* One block of each order below a pageblock's: 511 pages without any two buddies. */
static void a_pageblock_is_filled_without_two_free_buddies(void **state)
{
	struct free_blocks blocks[9];
	struct pageblock_run runs[] = { { 0, 1, MIGRATE_MOVABLE }, { 512, 1, PAGEBLOCK_HOLE } };
	struct zone_desc desc = { .spanned = 1024,
				  .present = 512,
				  .managed = 512,
				  .has_free = true,
				  .free_blocks = blocks,
				  .nr_free_blocks = 9,
				  .pageblocks = runs,
				  .nr_pageblocks = 2 };
	struct fixture *f = fixture_unspanned();

	(void)state;
	for (unsigned i = 0; i < 9; i++)
		blocks[i] = (struct free_blocks){ i, MIGRATE_MOVABLE, 1 };
	assert_int_equal(zone_load_capture(&f->zone, &desc), 0);
	assert_int_equal(f->zone.nr_free_pages, 511);
	fixture_end(f);
}

static void more_blocks_than_fit_are_an_error(void **state)
{
	struct free_blocks blocks[] = { { 8, MIGRATE_MOVABLE, 2 } };
	struct pageblock_run runs[] = { { 0, 1, MIGRATE_MOVABLE }, { 512, 1, MIGRATE_UNMOVABLE } };
	struct zone_desc desc = { .spanned = 1024,
				  .present = 1024,
				  .managed = 1024,
				  .has_free = true,
				  .free_blocks = blocks,
				  .nr_free_blocks = 1,
				  .pageblocks = runs,
				  .nr_pageblocks = 2 };
	struct fixture *f = fixture_unspanned();

	(void)state;
	assert_int_equal(zone_load_capture(&f->zone, &desc), -EINVAL);
	fixture_end(f);
}

/* Only one pageblock of a mixed pair can be free: the one of which blocks were captured. */
static void the_whole_pageblock_of_a_mixed_pair_is_of_the_captured_type(void **state)
{
	struct free_blocks blocks[] = { { 9, MIGRATE_UNMOVABLE, 1 } };
	struct pageblock_run runs[] = { { 0, 1, MIGRATE_MOVABLE }, { 512, 1, MIGRATE_UNMOVABLE } };
	struct zone_desc desc = { .spanned = 1024,
				  .present = 1024,
				  .managed = 1024,
				  .has_free = true,
				  .free_blocks = blocks,
				  .nr_free_blocks = 1,
				  .pageblocks = runs,
				  .nr_pageblocks = 2 };
	struct fixture *f = fixture_unspanned();

	(void)state;
	assert_int_equal(zone_load_capture(&f->zone, &desc), 0);
	assert_string_equal(lists(f), "9U: 512");
	fixture_end(f);
}

static void free_max_order_blocks_of_a_capture_are_implied(void **state)
{
	struct free_blocks blocks[] = { { 10, MIGRATE_MOVABLE, 3 } };
	struct pageblock_run runs[] = { { 0, 8, MIGRATE_MOVABLE } };
	struct zone_desc desc = { .spanned = 4096,
				  .present = 4096,
				  .managed = 4096,
				  .has_free = true,
				  .free_blocks = blocks,
				  .nr_free_blocks = 1,
				  .pageblocks = runs,
				  .nr_pageblocks = 1 };
	struct fixture *f = fixture_unspanned();

	(void)state;
	assert_int_equal(zone_load_capture(&f->zone, &desc), 0);
	assert_int_equal(f->zone.free_area[10].free_list[MIGRATE_MOVABLE].nr_intervals, 1);
	assert_string_equal(lists(f), "10M: 0 1024 2048");
	fixture_end(f);
}

static void without_captured_blocks_all_managed_pages_are_free(void **state)
{
	struct zone_desc desc = {
		.start_pfn = 1024, .spanned = 4096, .present = 3072, .managed = 2048
	};
	struct fixture *f = fixture_unspanned();

	(void)state;
	assert_int_equal(zone_load_capture(&f->zone, &desc), 0);
	assert_string_equal(lists(f), "10M: 2048 3072");
	assert_int_equal(f->zone.present_pages, 3072);
	fixture_end(f);
}

static void contradicting_numbers_are_an_error(void **state)
{
	struct zone_desc more_managed = { .spanned = 10, .present = 5, .managed = 6 };
	struct zone_desc more_present = { .spanned = 10, .present = 11, .managed = 6 };
	struct fixture *f = fixture_unspanned();

	(void)state;
	assert_int_equal(zone_load_capture(&f->zone, &more_managed), -EINVAL);
	assert_int_equal(zone_load_capture(&f->zone, &more_present), -EINVAL);
	fixture_end(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_captured_dma_zone_finds_its_places),
		cmocka_unit_test(a_pageblock_is_filled_without_two_free_buddies),
		cmocka_unit_test(more_blocks_than_fit_are_an_error),
		cmocka_unit_test(the_whole_pageblock_of_a_mixed_pair_is_of_the_captured_type),
		cmocka_unit_test(free_max_order_blocks_of_a_capture_are_implied),
		cmocka_unit_test(without_captured_blocks_all_managed_pages_are_free),
		cmocka_unit_test(contradicting_numbers_are_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
