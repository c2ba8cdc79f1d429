// SPDX-License-Identifier: GPL-2.0-only
#include "unit/zone_fixture.h"

static const struct pageblock_run movable[] = { { 0, 4, MIGRATE_MOVABLE } };

/* What is asked and what is done must agree. */
static bool get(struct fixture *f, unsigned order, unsigned flags, enum migratetype mt,
		uint64_t *pfn)
{
	bool would = rmqueue_would_succeed(&f->m, &f->zone, order, flags, mt, 0);
	bool got = rmqueue(&f->m, &f->zone, order, flags, mt, 0, pfn);

	assert_int_equal(would, got);
	return got;
}

static void a_block_comes_from_the_own_type_and_is_marked_as_used(void **state)
{
	struct fixture *f = fixture_free_zone(1024, 1024);
	uint64_t pfn;

	(void)state;
	assert_true(get(f, 4, 0, MIGRATE_MOVABLE, &pfn));
	assert_int_equal(pfn, 1024);
	assert_int_equal(page_state(f->zone.meta, zone_page_idx(&f->zone, pfn)), PAGE_USED | 4);
	free_pages_to_zone(&f->m, &f->zone, pfn, 4, 0);
	assert_string_equal(lists(f), "10M: 1024");
	fixture_end(f);
}

static void untouched_blocks_leave_as_if_taken_one_by_one(void **state)
{
	struct fixture *f = fixture_free_zone(1024, 4096), *g = fixture_free_zone(1024, 4096);
	uint64_t pfn, one;

	(void)state;
	assert_int_equal(rmqueue_untouched(&f->zone, 3, &pfn), 3);
	for (uint64_t i = 0; i < 3; i++) {
		assert_true(get(g, MAX_PAGE_ORDER, 0, MIGRATE_MOVABLE, &one));
		assert_int_equal(one, pfn + i * 1024);
	}
	assert_string_equal(lists(f), "10M: 4096");
	assert_string_equal(lists(g), "10M: 4096");
	assert_int_equal(f->zone.nr_free_pages, g->zone.nr_free_pages);
	assert_int_equal(rmqueue_untouched(&f->zone, 9, &pfn), 1);
	assert_int_equal(rmqueue_untouched(&f->zone, 9, &pfn), 0);
	free_pages_to_zone(&f->m, &f->zone, pfn, MAX_PAGE_ORDER, 0);
	assert_string_equal(lists(f), "10M: 4096");
	/* It was used: it is on the list as every other block. */
	assert_int_equal(rmqueue_untouched(&f->zone, 9, &pfn), 0);
	fixture_end(f);
	fixture_end(g);
}

static void an_empty_zone_gives_nothing(void **state)
{
	struct fixture *f = fixture_used(0, 1024);
	uint64_t pfn;

	(void)state;
	assert_false(get(f, 0, 0, MIGRATE_MOVABLE, &pfn));
	assert_false(get(f, 4, ALLOC_OOM, MIGRATE_MOVABLE, &pfn));
	fixture_end(f);
}

static void highatomic_requests_take_from_the_reserve_first(void **state)
{
	static const struct list_literal start[] = { { 4, MIGRATE_MOVABLE, { 1024 } },
						     { 5, MIGRATE_HIGHATOMIC, { 512 } } };
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_HIGHATOMIC },
						     { 1024, 2, MIGRATE_MOVABLE } };
	struct fixture *f = fixture_used(0, 2048);
	uint64_t pfn;

	(void)state;
	LOAD(f, start, runs);
	assert_true(get(f, 4, ALLOC_HIGHATOMIC, MIGRATE_MOVABLE, &pfn));
	assert_int_equal(pfn, 512);
	assert_int_equal(f->zone.nr_free_highatomic, 16);
	assert_true(get(f, 4, 0, MIGRATE_MOVABLE, &pfn));
	assert_int_equal(pfn, 1024);
	fixture_end(f);
}

/*
 * Only the reserve has free pages. OOM victims and non-blocking requests may fall
 * back to it, nobody else; neither may a request without watermarks.
 */
static void the_reserve_is_the_last_resort_of_oom_and_non_block(void **state)
{
	static const struct list_literal start[] = { { 6, MIGRATE_HIGHATOMIC, { 512 } } };
	static const struct pageblock_run runs[] = { { 0, 2, MIGRATE_HIGHATOMIC } };
	struct fixture *f = fixture_used(0, 1024);
	uint64_t pfn;

	(void)state;
	LOAD(f, start, runs);
	assert_false(get(f, 0, 0, MIGRATE_MOVABLE, &pfn));
	assert_false(get(f, 0, ALLOC_NO_WATERMARKS, MIGRATE_MOVABLE, &pfn));
	assert_false(get(f, 4, ALLOC_MIN_RESERVE, MIGRATE_MOVABLE, &pfn));
	assert_true(get(f, 4, ALLOC_OOM, MIGRATE_MOVABLE, &pfn));
	assert_true(get(f, 0, ALLOC_NON_BLOCK, MIGRATE_MOVABLE, &pfn));
	fixture_end(f);
}

static void a_parked_page_serves_when_the_buddy_is_empty(void **state)
{
	static const struct list_literal start[] = { { 0, MIGRATE_MOVABLE, { 7 } } };
	struct fixture *f = fixture_used(0, 2048);
	uint64_t pfn;

	(void)state;
	f->zone.pageset_high_min = f->zone.pageset_high_max = 64;
	f->zone.pageset_batch = 8;
	LOAD(f, start, movable);
	assert_true(get(f, 0, 0, MIGRATE_MOVABLE, &pfn));
	free_pages_to_zone(&f->m, &f->zone, pfn, 0, 0);
	assert_int_equal(f->zone.nr_free_pages, 0);
	assert_true(get(f, 0, 0, MIGRATE_MOVABLE, &pfn));
	assert_int_equal(pfn, 7);
	fixture_end(f);
}

static void pages_of_the_reserve_are_parked_as_movable(void **state)
{
	static const struct list_literal start[] = { { 3, MIGRATE_HIGHATOMIC, { 8 } } };
	static const struct pageblock_run runs[] = { { 0, 4, MIGRATE_HIGHATOMIC } };
	struct fixture *f = fixture_used(0, 2048);
	uint64_t pfn;

	(void)state;
	f->zone.pageset_high_min = f->zone.pageset_high_max = 64;
	f->zone.pageset_batch = 8;
	LOAD(f, start, runs);
	assert_true(get(f, 0, ALLOC_NON_BLOCK, MIGRATE_UNMOVABLE, &pfn));
	free_pages_to_zone(&f->m, &f->zone, pfn, 0, 0);
	assert_int_equal(zone_pcp(&f->m, &f->zone, 0)->list_len[1], 1);
	fixture_end(f);
}

static void pages_of_an_isolated_pageblock_are_not_parked(void **state)
{
	static const struct list_literal start[] = { { 3, MIGRATE_MOVABLE, { 8 } } };
	struct fixture *f = fixture_used(0, 2048);
	uint64_t pfn;

	(void)state;
	LOAD(f, start, movable);
	assert_true(get(f, 3, 0, MIGRATE_MOVABLE, &pfn));
	set_pageblock_mt(&f->zone, 0, MIGRATE_ISOLATE);
	free_pages_to_zone(&f->m, &f->zone, pfn, 3, 0);
	assert_int_equal(zone_pcp_pages(&f->zone), 0);
	assert_int_equal(f->zone.nr_isolated, 8);
	fixture_end(f);
}

static void bulk_takes_as_many_pages_as_there_are(void **state)
{
	static const struct list_literal start[] = { { 2, MIGRATE_MOVABLE, { 8 } } };
	struct fixture *f = fixture_used(0, 2048);
	uint64_t pfns[8];

	(void)state;
	LOAD(f, start, movable);
	assert_int_equal(rmqueue_bulk_order0(&f->m, &f->zone, 3, 0, MIGRATE_MOVABLE, 0, pfns), 3);
	assert_int_equal(pfns[0], 8);
	assert_int_equal(pfns[2], 10);
	assert_int_equal(rmqueue_bulk_order0(&f->m, &f->zone, 8, 0, MIGRATE_MOVABLE, 0, pfns), 1);
	fixture_end(f);
}

static int nr_wakes;

static void count_wake(struct machine *m, int nid)
{
	(void)m;
	(void)nid;
	nr_wakes++;
}

static void a_boosted_zone_wakes_kswapd_once(void **state)
{
	struct fixture *f = fixture_free_zone(0, 2048);
	pg_data_t *pgdat = xcalloc(1, sizeof(*pgdat));
	uint64_t pfn;

	(void)state;
	nr_wakes = 0;
	pgdat->kswapd_started = true;
	pgdat->node_zones[ZONE_NORMAL] =
		(struct zone){ .managed_pages = 2048, .watermark_boost = 512 };
	f->m.pgdat[0] = pgdat;
	f->m.ops.wake_kswapd = count_wake;
	f->zone.flags = ZONE_BOOSTED_WATERMARK;
	assert_true(get(f, 4, 0, MIGRATE_MOVABLE, &pfn));
	assert_int_equal(nr_wakes, 0); /* not by a request without ALLOC_KSWAPD */
	assert_true(get(f, 4, ALLOC_KSWAPD, MIGRATE_MOVABLE, &pfn));
	assert_true(get(f, 4, ALLOC_KSWAPD, MIGRATE_MOVABLE, &pfn));
	assert_int_equal(nr_wakes, 1);
	free(pgdat);
	fixture_end(f);
}

/* Small scope, all of it: every flag combination, type and order on four states. */
static void would_succeed_and_rmqueue_agree_on_every_combination(void **state)
{
	static const struct list_literal states[4][2] = {
		{ { 2, MIGRATE_UNMOVABLE, { 8 } }, { 9, MIGRATE_UNMOVABLE, { 512 } } },
		{ { 3, MIGRATE_HIGHATOMIC, { 8 } }, { 0, MIGRATE_RECLAIMABLE, { 600 } } },
		{ { 8, MIGRATE_MOVABLE, { 256 } }, { 0, MIGRATE_HIGHATOMIC, { 513 } } },
		{ { 10, MIGRATE_RECLAIMABLE, { 1024 } }, { 4, MIGRATE_MOVABLE, { 16 } } },
	};
	static const unsigned flags[] = { ALLOC_NOFRAGMENT, ALLOC_HIGHATOMIC, ALLOC_OOM,
					  ALLOC_NON_BLOCK };

	(void)state;
	for (unsigned s = 0; s < 4; s++)
		for (unsigned bits = 0; bits < 16; bits++)
			for (unsigned order = 0; order < NR_PAGE_ORDERS; order++)
				for (unsigned mt = 0; mt < MIGRATE_PCPTYPES; mt++) {
					struct fixture *f = fixture_used(0, 2048);
					unsigned alloc_flags = 0;
					uint64_t pfn;

					for (unsigned i = 0; i < 4; i++)
						alloc_flags |= bits >> i & 1 ? flags[i] : 0;
					LOAD(f, states[s], movable);
					get(f, order, alloc_flags, (enum migratetype)mt, &pfn);
					fixture_end(f);
				}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_block_comes_from_the_own_type_and_is_marked_as_used),
		cmocka_unit_test(untouched_blocks_leave_as_if_taken_one_by_one),
		cmocka_unit_test(an_empty_zone_gives_nothing),
		cmocka_unit_test(highatomic_requests_take_from_the_reserve_first),
		cmocka_unit_test(the_reserve_is_the_last_resort_of_oom_and_non_block),
		cmocka_unit_test(a_parked_page_serves_when_the_buddy_is_empty),
		cmocka_unit_test(pages_of_the_reserve_are_parked_as_movable),
		cmocka_unit_test(pages_of_an_isolated_pageblock_are_not_parked),
		cmocka_unit_test(bulk_takes_as_many_pages_as_there_are),
		cmocka_unit_test(a_boosted_zone_wakes_kswapd_once),
		cmocka_unit_test(would_succeed_and_rmqueue_agree_on_every_combination),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
