// SPDX-License-Identifier: GPL-2.0-only
#include "unit/zone_fixture.h"

#include <errno.h>

static const struct pageblock_run movable[] = { { 0, 4, MIGRATE_MOVABLE } };

static void a_dump_comes_back_as_it_was_loaded(void **state)
{
	static const struct list_literal start[] = {
		{ 0, MIGRATE_UNMOVABLE, { 1030, 1025 } },
		{ 4, MIGRATE_MOVABLE, { 64, 16, 512 } },
		{ 9, MIGRATE_UNMOVABLE, { 1536 } },
	};
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_MOVABLE },
						     { 1024, 2, MIGRATE_UNMOVABLE } };
	struct fixture *f = fixture_free_zone(0, 2048);

	(void)state;
	LOAD(f, start, runs);
	assert_string_equal(lists(f), "0U: 1030 1025; 4M: 64 16 512; 9U: 1536");
	assert_int_equal(f->zone.nr_free_pages, 2 + 48 + 512);
	fixture_end(f);
}

static void expect_refused(const struct list_literal *start, size_t nr)
{
	struct fixture *f = fixture_free_zone(0, 2048);

	assert_int_equal(load(f, start, nr, movable, 1), -EINVAL);
	assert_string_equal(lists(f), "10M: 0 1024");
	fixture_end(f);
}

static void overlapping_misaligned_and_foreign_blocks_are_refused(void **state)
{
	static const struct list_literal overlap[] = { { 3, MIGRATE_MOVABLE, { 8 } },
						       { 0, MIGRATE_MOVABLE, { 15 } } };
	static const struct list_literal misaligned[] = { { 3, MIGRATE_MOVABLE, { 12 } } };
	static const struct list_literal outside[] = { { 3, MIGRATE_MOVABLE, { 2048 } } };
	static const struct list_literal order[] = { { 11, MIGRATE_MOVABLE, { 1024 } } };
	static const struct list_literal mixed[] = { { 0, MIGRATE_MOVABLE, { 8 } },
						     { 0, MIGRATE_UNMOVABLE, { 100 } } };

	(void)state;
	expect_refused(overlap, 2);
	expect_refused(misaligned, 1);
	expect_refused(outside, 1);
	expect_refused(order, 1);
	expect_refused(mixed, 2);
}

static void runs_outside_the_zone_are_refused(void **state)
{
	static const struct pageblock_run bad[][1] = { { { 2048, 1, MIGRATE_MOVABLE } },
						       { { 0, 5, MIGRATE_MOVABLE } },
						       { { 100, 1, MIGRATE_MOVABLE } },
						       { { 0, 1, MIGRATE_TYPES } },
						       { { 0, 1, -2 } } };
	struct fixture *f = fixture_free_zone(0, 2048);

	(void)state;
	for (size_t i = 0; i < NR(bad); i++)
		assert_int_equal(load(f, NULL, 0, bad[i], 1), -EINVAL);
	fixture_end(f);
}

static void where_a_list_and_a_run_disagree_the_list_is_right(void **state)
{
	static const struct list_literal start[] = { { 10, MIGRATE_UNMOVABLE, { 1024 } } };
	struct fixture *f = fixture_used(0, 2048);

	(void)state;
	LOAD(f, start, movable);
	assert_int_equal(pageblock_mt(&f->zone, 1536), MIGRATE_UNMOVABLE);
	fixture_end(f);
}

static void parked_pages_are_loaded_with_the_tuning(void **state)
{
	static const uint64_t pfns[] = { 40, 33 };
	static const struct pcp_list_dump parked[] = { { 0, pfns, 2 } };
	static const struct pcp_dump dump = { .cpu = 1,
					      .high = 70,
					      .high_min = 60,
					      .high_max = 80,
					      .batch = 15,
					      .alloc_factor = 2,
					      .free_count = 9,
					      .lists = parked,
					      .nr_lists = 1 };
	struct fixture *f = fixture_used(0, 2048);
	const struct per_cpu_pages *pcp;
	uint64_t pfn = 0;

	(void)state;
	assert_int_equal(load(f, NULL, 0, movable, 1), 0);
	assert_int_equal(zone_load_pcp(&f->m, &f->zone, &dump), 0);
	pcp = zone_pcp(&f->m, &f->zone, 1);
	assert_int_equal(pcp->count, 2);
	assert_int_equal(pcp->high_max, 80);
	assert_int_equal(pcp->free_count, 9);
	assert_true(rmqueue(&f->m, &f->zone, 0, 0, MIGRATE_UNMOVABLE, 1, &pfn));
	assert_int_equal(pfn, 40);
	fixture_end(f);
}

static void parked_pages_that_are_free_or_foreign_are_refused(void **state)
{
	static const struct list_literal start[] = { { 0, MIGRATE_MOVABLE, { 8 } } };
	static const uint64_t free_pfn[] = { 8 }, foreign[] = { 5000 }, misaligned[] = { 3 };
	static const struct pcp_list_dump parked[] = {
		{ 1, free_pfn, 1 }, { 1, foreign, 1 }, { 4, misaligned, 1 }, { 14, free_pfn, 1 }
	};
	struct fixture *f = fixture_used(0, 2048);

	(void)state;
	LOAD(f, start, movable);
	for (size_t i = 0; i < NR(parked); i++) {
		struct pcp_dump dump = { .lists = &parked[i], .nr_lists = 1 };

		assert_int_equal(zone_load_pcp(&f->m, &f->zone, &dump), -EINVAL);
	}
	assert_int_equal(zone_load_pcp(&f->m, &f->zone, &(struct pcp_dump){ .cpu = 2 }), -EINVAL);
	fixture_end(f);
}

static void set_free_reaches_every_number_and_comes_back(void **state)
{
	struct fixture *f = fixture_free_zone(1, 5000);

	(void)state;
	for (uint64_t nr = 0; nr <= 5000; nr += 357) {
		assert_int_equal(zone_set_free(&f->zone, nr), nr);
		assert_zone_ok(&f->zone);
		assert_int_equal(zone_set_free(&f->zone, 5000 - nr), 5000 - nr);
		assert_zone_ok(&f->zone);
	}
	assert_int_equal(zone_set_free(&f->zone, 5000), 5000);
	assert_string_equal(lists(f), "0M: 1 5000; 1M: 2; 2M: 4; 3M: 8 4992; 4M: 16; 5M: 32; "
				      "6M: 64; 7M: 128 4864; 8M: 256 4608; 9M: 512 4096; "
				      "10M: 1024 2048 3072");
	fixture_end(f);
}

static void set_free_takes_from_the_end_of_the_movable_list(void **state)
{
	struct fixture *f = fixture_free_zone(0, 4096);

	(void)state;
	assert_int_equal(zone_set_free(&f->zone, 2048), 2048);
	assert_string_equal(lists(f), "10M: 0 1024");
	fixture_end(f);
}

static void set_free_does_not_touch_what_was_allocated(void **state)
{
	struct fixture *f = fixture_free_zone(0, 2048);
	uint64_t pfn = 0;

	(void)state;
	assert_true(rmqueue(&f->m, &f->zone, 4, 0, MIGRATE_MOVABLE, 0, &pfn));
	assert_int_equal(zone_set_free(&f->zone, 100), 100);
	assert_int_equal(zone_set_free(&f->zone, 2048), 2048 - 16);
	free_pages_to_zone(&f->m, &f->zone, pfn, 4, 0);
	assert_int_equal(f->zone.nr_free_pages, 2048);
	fixture_end(f);
}

static void set_highatomic_reserves_and_gives_back(void **state)
{
	struct fixture *f = fixture_free_zone(0, 4096);

	(void)state;
	assert_int_equal(zone_set_highatomic(&f->zone, 1536), 1536);
	assert_int_equal(f->zone.nr_free_highatomic, 1536);
	assert_int_equal(f->zone.nr_free_pages, 4096);
	assert_zone_ok(&f->zone);
	assert_int_equal(zone_set_highatomic(&f->zone, 0), 0);
	assert_int_equal(f->zone.nr_free_highatomic, 0);
	fixture_end(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dump_comes_back_as_it_was_loaded),
		cmocka_unit_test(overlapping_misaligned_and_foreign_blocks_are_refused),
		cmocka_unit_test(runs_outside_the_zone_are_refused),
		cmocka_unit_test(where_a_list_and_a_run_disagree_the_list_is_right),
		cmocka_unit_test(parked_pages_are_loaded_with_the_tuning),
		cmocka_unit_test(parked_pages_that_are_free_or_foreign_are_refused),
		cmocka_unit_test(set_free_reaches_every_number_and_comes_back),
		cmocka_unit_test(set_free_takes_from_the_end_of_the_movable_list),
		cmocka_unit_test(set_free_does_not_touch_what_was_allocated),
		cmocka_unit_test(set_highatomic_reserves_and_gives_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
