// SPDX-License-Identifier: GPL-2.0-only
#include "unit/zone_fixture.h"

/* Lists that hold 64 to 640 pages and move 8 at a time. */
static struct fixture *fixture_pcp(void)
{
	struct fixture *f = fixture_free_zone(0, 8192);

	f->zone.pageset_high_min = 64;
	f->zone.pageset_high_max = 640;
	f->zone.pageset_batch = 8;
	return f;
}

static uint64_t get(struct fixture *f, unsigned order, enum migratetype mt)
{
	uint64_t pfn = 0;

	assert_true(rmqueue(&f->m, &f->zone, order, 0, mt, 0, &pfn));
	return pfn;
}

static void put(struct fixture *f, uint64_t pfn, unsigned order)
{
	free_pages_to_zone(&f->m, &f->zone, pfn, order, 0);
}

static void lists_are_numbered_by_order_and_type(void **state)
{
	(void)state;
	assert_int_equal(order_to_pindex(MIGRATE_MOVABLE, 0), 1);
	assert_int_equal(order_to_pindex(MIGRATE_RECLAIMABLE, 3), 11);
	assert_int_equal(order_to_pindex(MIGRATE_UNMOVABLE, 9), 12);
	assert_int_equal(order_to_pindex(MIGRATE_RECLAIMABLE, 9), 12);
	assert_int_equal(order_to_pindex(MIGRATE_MOVABLE, 9), 13);
	for (unsigned i = 0; i < NR_PCP_LISTS; i++)
		assert_int_equal(pindex_to_order(i), i < 12 ? i / 3 : 9);
	assert_true(pcp_allowed_order(3) && pcp_allowed_order(9));
	assert_false(pcp_allowed_order(4) || pcp_allowed_order(8) || pcp_allowed_order(10));
}

static void a_refill_fetches_a_batch_and_hands_it_out_in_ascending_order(void **state)
{
	struct fixture *f = fixture_pcp();

	(void)state;
	assert_int_equal(get(f, 0, MIGRATE_MOVABLE), 0);
	assert_int_equal(zone_pcp_pages(&f->zone), 7);
	assert_int_equal(get(f, 0, MIGRATE_MOVABLE), 1);
	assert_int_equal(get(f, 0, MIGRATE_MOVABLE), 2);
	assert_int_equal(f->zone.nr_free_pages, 8192 - 8);
	fixture_end(f);
}

static void every_refill_without_a_free_doubles_up_to_its_limit(void **state)
{
	struct fixture *f = fixture_pcp();
	struct per_cpu_pages *pcp = zone_pcp(&f->m, &f->zone, 0);
	int fetched[4];

	(void)state;
	for (int i = 0; i < 4; i++) {
		uint64_t before = f->zone.nr_free_pages;

		while (pcp->count)
			get(f, 0, MIGRATE_MOVABLE);
		get(f, 0, MIGRATE_MOVABLE);
		fetched[i] = (int)(before - f->zone.nr_free_pages);
	}
	assert_int_equal(fetched[0], 8);
	assert_int_equal(fetched[1], 16);
	assert_int_equal(fetched[2], 32);
	assert_int_equal(fetched[3], 64);
	assert_int_equal(pcp->alloc_factor, 4);
	put(f, 0, 0);
	assert_int_equal(pcp->alloc_factor, 2);
	fixture_end(f);
}

static void a_freed_page_is_the_next_to_be_taken(void **state)
{
	struct fixture *f = fixture_pcp();
	uint64_t a = get(f, 0, MIGRATE_MOVABLE), b = get(f, 0, MIGRATE_MOVABLE);

	(void)state;
	put(f, a, 0);
	put(f, b, 0);
	assert_int_equal(get(f, 0, MIGRATE_MOVABLE), b);
	assert_int_equal(get(f, 0, MIGRATE_MOVABLE), a);
	fixture_end(f);
}

static void higher_orders_fetch_at_least_two_blocks(void **state)
{
	struct fixture *f = fixture_pcp();

	(void)state;
	get(f, 3, MIGRATE_MOVABLE);
	assert_int_equal(zone_pcp_pages(&f->zone), 8);
	fixture_end(f);
}

static void lists_that_nobody_configured_hold_nothing(void **state)
{
	struct fixture *f = fixture_free_zone(0, 8192);
	uint64_t pfn = get(f, 0, MIGRATE_MOVABLE);

	(void)state;
	assert_int_equal(zone_pcp_pages(&f->zone), 0);
	put(f, pfn, 0);
	assert_int_equal(zone_pcp_pages(&f->zone), 0);
	assert_int_equal(f->zone.nr_free_pages, 8192);
	fixture_end(f);
}

/* high is 64 and stays there: at 64 pages the list gives back what was freed in a row, 56. */
static void a_full_list_gives_back_its_oldest_pages(void **state)
{
	struct fixture *f = fixture_pcp();
	struct per_cpu_pages *pcp;
	uint64_t pfn[64];

	(void)state;
	f->zone.pageset_high_max = 64;
	pcp = zone_pcp(&f->m, &f->zone, 0);
	for (int i = 0; i < 64; i++)
		pfn[i] = get(f, 0, MIGRATE_MOVABLE);
	zone_drain(&f->zone);
	for (int i = 0; i < 63; i++)
		put(f, pfn[i], 0);
	assert_int_equal(pcp->count, 63);
	put(f, pfn[63], 0);
	assert_int_equal(pcp->count, 64 - 56);
	assert_int_equal(get(f, 0, MIGRATE_MOVABLE), pfn[63]);
	fixture_end(f);
}

static void small_high_orders_freed_in_a_row_flush_everything(void **state)
{
	struct fixture *f = fixture_pcp();
	uint64_t a = get(f, 3, MIGRATE_MOVABLE), b = get(f, 3, MIGRATE_MOVABLE);

	(void)state;
	get(f, 0, MIGRATE_UNMOVABLE);
	put(f, a, 3);
	assert_int_not_equal(zone_pcp_pages(&f->zone), 0);
	put(f, b, 3);
	assert_int_equal(zone_pcp_pages(&f->zone), 0);
	fixture_end(f);
}

static void below_the_high_mark_the_list_does_not_grow(void **state)
{
	struct fixture *f = fixture_pcp();
	struct per_cpu_pages *pcp = zone_pcp(&f->m, &f->zone, 0);

	(void)state;
	get(f, 0, MIGRATE_MOVABLE);
	assert_int_equal(pcp->high, 64 + 8);
	f->zone.flags |= ZONE_BELOW_HIGH;
	while (pcp->count)
		get(f, 0, MIGRATE_MOVABLE);
	get(f, 0, MIGRATE_MOVABLE);
	assert_int_equal(pcp->high, 72);
	fixture_end(f);
}

/* Lists: 0 = order 0 unmovable, 1 = order 0 movable. Two pages from list 1 on. */
static void bulk_freeing_starts_at_its_list_and_goes_round(void **state)
{
	struct fixture *f = fixture_pcp();
	struct per_cpu_pages *pcp = zone_pcp(&f->m, &f->zone, 0);

	(void)state;
	get(f, 0, MIGRATE_MOVABLE);
	get(f, 0, MIGRATE_UNMOVABLE);
	assert_int_equal(pcp->list_len[0], 7 + 8); /* 8 << 1 of the second refill, less one */
	assert_int_equal(pcp->list_len[1], 7);
	free_pcppages_bulk(&f->zone, 9, pcp, 1);
	assert_int_equal(pcp->list_len[1], 0);
	assert_int_equal(pcp->list_len[0], 13);
	fixture_end(f);
}

static void each_cpu_has_lists_of_its_own(void **state)
{
	struct fixture *f = fixture_pcp();
	uint64_t a = get(f, 0, MIGRATE_MOVABLE), b = 0;

	(void)state;
	free_pages_to_zone(&f->m, &f->zone, a, 0, 1);
	assert_int_equal(zone_pcp(&f->m, &f->zone, 1)->count, 1);
	assert_int_equal(zone_pcp(&f->m, &f->zone, 0)->count, 7);
	assert_true(rmqueue(&f->m, &f->zone, 0, 0, MIGRATE_MOVABLE, 1, &b));
	assert_int_equal(b, a);
	fixture_end(f);
}

static void draining_gives_everything_back(void **state)
{
	struct fixture *f = fixture_pcp();
	uint64_t a = get(f, 0, MIGRATE_MOVABLE), b = get(f, 9, MIGRATE_MOVABLE);

	(void)state;
	put(f, a, 0);
	put(f, b, 9);
	drain_zone_pages(&f->m, &f->zone);
	assert_int_equal(zone_pcp_pages(&f->zone), 0);
	assert_int_equal(f->zone.nr_free_pages, 8192);
	assert_int_equal(f->zone.free_area[10].nr_free, 8);
	fixture_end(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_are_numbered_by_order_and_type),
		cmocka_unit_test(a_refill_fetches_a_batch_and_hands_it_out_in_ascending_order),
		cmocka_unit_test(every_refill_without_a_free_doubles_up_to_its_limit),
		cmocka_unit_test(a_freed_page_is_the_next_to_be_taken),
		cmocka_unit_test(higher_orders_fetch_at_least_two_blocks),
		cmocka_unit_test(lists_that_nobody_configured_hold_nothing),
		cmocka_unit_test(a_full_list_gives_back_its_oldest_pages),
		cmocka_unit_test(small_high_orders_freed_in_a_row_flush_everything),
		cmocka_unit_test(below_the_high_mark_the_list_does_not_grow),
		cmocka_unit_test(bulk_freeing_starts_at_its_list_and_goes_round),
		cmocka_unit_test(each_cpu_has_lists_of_its_own),
		cmocka_unit_test(draining_gives_everything_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
