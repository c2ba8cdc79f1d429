// SPDX-License-Identifier: GPL-2.0-only
#include "alloc/fallback.h"
#include "unit/zone_fixture.h"

static uint64_t any_type(struct fixture *f, unsigned order, enum migratetype mt, unsigned flags)
{
	enum rmqueue_mode mode = RMQUEUE_NORMAL;
	bool possible = rmqueue_any_type_possible(&f->zone, order, mt, flags);
	uint32_t idx = rmqueue_any_type(&f->m, &f->zone, order, mt, flags, &mode);

	assert_int_equal(possible, idx != PAGE_IDX_NONE);
	return idx == PAGE_IDX_NONE ? UINT64_MAX : zone_page_pfn(&f->zone, idx);
}

static void the_own_type_is_taken_first(void **state)
{
	static const struct list_literal start[] = {
		{ 4, MIGRATE_UNMOVABLE, { 512 } },
		{ 9, MIGRATE_MOVABLE, { 1024 } },
	};
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_UNMOVABLE },
						     { 1024, 2, MIGRATE_MOVABLE } };
	struct fixture *f = fixture_used(0, 2048);

	(void)state;
	LOAD(f, start, runs);
	assert_int_equal(any_type(f, 4, MIGRATE_UNMOVABLE, 0), 512);
	assert_int_equal(f->log.nr_events, 0);
	fixture_end(f);
}

/* A block of at least a pageblock goes over as a whole, with its pageblocks. */
static void a_large_block_is_claimed_with_its_pageblocks(void **state)
{
	struct fixture *f = fixture_free_zone(0, 2048);

	(void)state;
	assert_int_equal(any_type(f, 8, MIGRATE_UNMOVABLE, 0), 0);
	assert_string_equal(lists(f), "8U: 256; 9U: 512; 10M: 1024");
	assert_int_equal(pageblock_mt(&f->zone, 0), MIGRATE_UNMOVABLE);
	assert_int_equal(pageblock_mt(&f->zone, 512), MIGRATE_UNMOVABLE);
	assert_int_equal(f->log.events[0].kind, EVENT_CLAIM);
	fixture_end(f);
}

/* Unmovable: reclaimable before movable; movable: reclaimable before unmovable; ... */
static void each_type_has_its_order_of_fallbacks(void **state)
{
	static const struct list_literal start[] = {
		{ 9, MIGRATE_UNMOVABLE, { 1024 } },
		{ 9, MIGRATE_MOVABLE, { 2048 } },
		{ 9, MIGRATE_RECLAIMABLE, { 3072 } },
	};
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_HIGHATOMIC },
						     { 1024, 2, MIGRATE_UNMOVABLE },
						     { 2048, 2, MIGRATE_MOVABLE },
						     { 3072, 2, MIGRATE_RECLAIMABLE } };
	static const struct {
		enum migratetype mt;
		uint64_t pfn;
	} expected[] = {
		{ MIGRATE_UNMOVABLE, 3072 }, /* reclaimable, movable */
		{ MIGRATE_MOVABLE, 3072 }, /* reclaimable, unmovable */
		{ MIGRATE_RECLAIMABLE, 1024 }, /* unmovable, movable */
	};

	(void)state;
	for (size_t i = 0; i < NR(expected); i++) {
		struct fixture *f = fixture_used(0, 4096);

		LOAD(f, start, runs);
		take(f, 9, expected[i].mt);
		assert_int_equal(any_type(f, 9, expected[i].mt, 0), expected[i].pfn);
		fixture_end(f);
	}
}

static void the_highatomic_reserve_is_no_fallback(void **state)
{
	static const struct list_literal start[] = { { 9, MIGRATE_HIGHATOMIC, { 512 } } };
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_HIGHATOMIC } };
	struct fixture *f = fixture_used(0, 1024);

	(void)state;
	LOAD(f, start, runs);
	assert_int_equal(any_type(f, 0, MIGRATE_MOVABLE, 0), UINT64_MAX);
	fixture_end(f);
}

/*
 *   0   8    16         256        512
 *   |used|free| used     |   free   |	264 of 512 pages are free: it goes over
 */
static void a_half_free_pageblock_is_claimed(void **state)
{
	static const struct list_literal start[] = { { 3, MIGRATE_RECLAIMABLE, { 8 } },
						     { 8, MIGRATE_RECLAIMABLE, { 256 } } };
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_RECLAIMABLE } };
	struct fixture *f = fixture_used(0, 1024);

	(void)state;
	LOAD(f, start, runs);
	assert_int_equal(any_type(f, 3, MIGRATE_UNMOVABLE, 0), 8);
	assert_string_equal(lists(f), "8U: 256");
	assert_int_equal(pageblock_mt(&f->zone, 0), MIGRATE_UNMOVABLE);
	fixture_end(f);
}

/* Of a reclaimable pageblock less than half is free: only the block is split. */
static void a_used_pageblock_keeps_its_type_and_the_rest_of_the_block(void **state)
{
	static const struct list_literal start[] = { { 5, MIGRATE_RECLAIMABLE, { 32 } },
						     { 6, MIGRATE_RECLAIMABLE, { 128 } } };
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_RECLAIMABLE } };
	struct fixture *f = fixture_used(0, 1024);

	(void)state;
	LOAD(f, start, runs);
	assert_int_equal(any_type(f, 4, MIGRATE_UNMOVABLE, 0), 32);
	assert_string_equal(lists(f), "4R: 48; 6R: 128");
	assert_int_equal(f->log.events[0].kind, EVENT_STEAL);
	fixture_end(f);
}

static void a_movable_pageblock_in_use_is_claimed_by_unmovable(void **state)
{
	static const struct list_literal start[] = { { 2, MIGRATE_MOVABLE, { 4 } } };
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_MOVABLE } };
	struct fixture *f = fixture_used(0, 1024);

	(void)state;
	LOAD(f, start, runs);
	assert_int_equal(any_type(f, 0, MIGRATE_UNMOVABLE, 0), 4);
	assert_string_equal(lists(f), "0U: 5; 1U: 6");
	fixture_end(f);
}

/* Orders below half a pageblock's: a movable request does not even try to claim. */
static void a_small_movable_request_steals_the_smallest_block(void **state)
{
	static const struct list_literal start[] = { { 1, MIGRATE_UNMOVABLE, { 512 } },
						     { 3, MIGRATE_UNMOVABLE, { 8 } } };
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_UNMOVABLE } };
	struct fixture *f = fixture_used(0, 1024);

	(void)state;
	LOAD(f, start, runs);
	assert_int_equal(any_type(f, 0, MIGRATE_MOVABLE, 0), 512);
	assert_string_equal(lists(f), "0U: 513; 3U: 8");
	fixture_end(f);
}

static void nofragment_takes_whole_pageblocks_only(void **state)
{
	static const struct list_literal start[] = { { 8, MIGRATE_MOVABLE, { 256 } } };
	static const struct list_literal large[] = { { 9, MIGRATE_MOVABLE, { 512 } } };
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_MOVABLE } };
	struct fixture *f = fixture_used(0, 1024);

	(void)state;
	LOAD(f, start, runs);
	assert_int_equal(any_type(f, 0, MIGRATE_UNMOVABLE, ALLOC_NOFRAGMENT), UINT64_MAX);
	assert_string_equal(lists(f), "8M: 256");
	LOAD(f, large, runs);
	assert_int_equal(any_type(f, 0, MIGRATE_UNMOVABLE, ALLOC_NOFRAGMENT), 512);
	fixture_end(f);
}

/* After one theft a batch goes on stealing, whatever may look claimable. */
static void a_batch_that_stole_does_not_claim_again(void **state)
{
	static const struct list_literal start[] = { { 0, MIGRATE_RECLAIMABLE, { 9, 77 } } };
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_RECLAIMABLE } };
	enum rmqueue_mode mode = RMQUEUE_NORMAL;
	struct fixture *f = fixture_used(0, 1024);

	(void)state;
	LOAD(f, start, runs);
	assert_int_equal(rmqueue_any_type(&f->m, &f->zone, 0, MIGRATE_UNMOVABLE, 0, &mode), 9);
	assert_int_equal(mode, RMQUEUE_STEAL);
	assert_int_equal(rmqueue_any_type(&f->m, &f->zone, 0, MIGRATE_UNMOVABLE, 0, &mode), 77);
	assert_int_equal(rmqueue_any_type(&f->m, &f->zone, 0, MIGRATE_UNMOVABLE, 0, &mode),
			 PAGE_IDX_NONE);
	fixture_end(f);
}

static void boost_grows_by_a_pageblock_up_to_its_limit(void **state)
{
	static const struct list_literal start[] = { { 0, MIGRATE_MOVABLE, { 9, 77, 99 } } };
	static const struct pageblock_run runs[] = { { 0, 8, MIGRATE_MOVABLE } };
	struct fixture *f = fixture_used(0, 4096);

	(void)state;
	LOAD(f, start, runs);
	f->m.sysctl.watermark_boost_factor = 15000;
	f->zone._watermark[WMARK_HIGH] = 400; /* limit: 600 pages */
	any_type(f, 0, MIGRATE_UNMOVABLE, ALLOC_KSWAPD);
	assert_int_equal(f->zone.watermark_boost, 512);
	assert_true(f->zone.flags & ZONE_BOOSTED_WATERMARK);
	/* The attempt to get the pageblock back mixes types again. */
	any_type(f, 0, MIGRATE_RECLAIMABLE, 0);
	assert_int_equal(f->zone.watermark_boost, 600);
	fixture_end(f);
}

static void without_a_boost_factor_nothing_is_boosted(void **state)
{
	static const struct list_literal start[] = { { 0, MIGRATE_MOVABLE, { 9 } } };
	static const struct pageblock_run runs[] = { { 0, 8, MIGRATE_MOVABLE } };
	struct fixture *f = fixture_used(0, 4096);

	(void)state;
	LOAD(f, start, runs);
	f->zone._watermark[WMARK_HIGH] = 400;
	any_type(f, 0, MIGRATE_UNMOVABLE, ALLOC_KSWAPD);
	assert_int_equal(f->zone.watermark_boost, 0);
	assert_int_equal(f->zone.flags, 0);
	fixture_end(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_own_type_is_taken_first),
		cmocka_unit_test(a_large_block_is_claimed_with_its_pageblocks),
		cmocka_unit_test(each_type_has_its_order_of_fallbacks),
		cmocka_unit_test(the_highatomic_reserve_is_no_fallback),
		cmocka_unit_test(a_half_free_pageblock_is_claimed),
		cmocka_unit_test(a_used_pageblock_keeps_its_type_and_the_rest_of_the_block),
		cmocka_unit_test(a_movable_pageblock_in_use_is_claimed_by_unmovable),
		cmocka_unit_test(a_small_movable_request_steals_the_smallest_block),
		cmocka_unit_test(nofragment_takes_whole_pageblocks_only),
		cmocka_unit_test(a_batch_that_stole_does_not_claim_again),
		cmocka_unit_test(boost_grows_by_a_pageblock_up_to_its_limit),
		cmocka_unit_test(without_a_boost_factor_nothing_is_boosted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
