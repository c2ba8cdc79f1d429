// SPDX-License-Identifier: GPL-2.0-only
#include "unit/reclaim_machine.h"

static void pages(struct reclaim_machine *r, unsigned nr_anon, unsigned nr_file, unsigned flags)
{
	for (unsigned i = 0; i < nr_anon; i++)
		rm_anon_page(r, 0);
	for (unsigned i = 0; i < nr_file; i++)
		rm_file_page(r, flags);
}

static void counts(struct reclaim_machine *r, struct scan_control *sc, struct mem_cgroup *memcg,
		   uint64_t nr[NR_LRU_LISTS])
{
	const struct lru_scan scan = { sc, memcg, RM_NODE,
				       memcg_lruvec(rm_machine(r), memcg, RM_NODE) };

	get_scan_count(&scan, nr);
}

static struct scan_control control(struct reclaim_machine *r, int priority)
{
	struct alloc_request req = rm_request(r);
	struct scan_control sc = scan_control_for(rm_machine(r), &req);

	sc.priority = priority;
	return sc;
}

/* swappiness 60 and no costs: 60 parts of 200 for anonymous pages. */
static void swappiness_divides_the_pressure(void **state)
{
	struct reclaim_machine *r = rm_create(1024);
	struct scan_control sc = control(r, 2);
	uint64_t nr[NR_LRU_LISTS];

	(void)state;
	pages(r, 400, 400, 0);
	counts(r, &sc, rm_machine(r)->root_memcg, nr);
	assert_int_equal(nr[LRU_INACTIVE_ANON], 100 * 60 / 200);
	assert_int_equal(nr[LRU_INACTIVE_FILE], 100 * 140 / 200);
	rm_destroy(r);
}

/*
 * Files have cost 99, anonymous pages nothing. Expect ap = 100 * 298 / 100 and
 * fp = 100 * 298 / 199.
 */
static void what_was_expensive_is_looked_at_less(void **state)
{
	struct reclaim_machine *r = rm_create(1024);
	struct scan_control sc = control(r, 1);
	uint64_t nr[NR_LRU_LISTS];

	(void)state;
	rm_machine(r)->sysctl.swappiness = 100;
	pages(r, 400, 400, 0);
	sc.file_cost = 99;
	counts(r, &sc, rm_machine(r)->root_memcg, nr);
	assert_int_equal(nr[LRU_INACTIVE_ANON], 200 * 298 / (298 + 149));
	assert_int_equal(nr[LRU_INACTIVE_FILE], 200 * 149 / (298 + 149));
	rm_destroy(r);
}

static void without_swap_only_files_are_scanned(void **state)
{
	struct reclaim_machine *r = rm_create(0);
	struct scan_control sc = control(r, 0);
	uint64_t nr[NR_LRU_LISTS];

	(void)state;
	pages(r, 40, 40, 0);
	counts(r, &sc, rm_machine(r)->root_memcg, nr);
	assert_int_equal(nr[LRU_INACTIVE_ANON], 0);
	assert_int_equal(nr[LRU_INACTIVE_FILE], 40);
	rm_destroy(r);
}

static void at_the_last_priority_both_kinds_are_scanned_whole(void **state)
{
	struct reclaim_machine *r = rm_create(64);
	struct scan_control sc = control(r, 0);
	uint64_t nr[NR_LRU_LISTS];

	(void)state;
	pages(r, 40, 50, 0);
	counts(r, &sc, rm_machine(r)->root_memcg, nr);
	assert_int_equal(nr[LRU_INACTIVE_ANON], 40);
	assert_int_equal(nr[LRU_INACTIVE_FILE], 50);
	rm_destroy(r);
}

static void plenty_of_unused_cache_spares_anonymous_pages(void **state)
{
	struct reclaim_machine *r = rm_create(64);
	struct scan_control sc = control(r, 4);

	(void)state;
	pages(r, 20, 16, 0);
	prepare_scan_control(&sc, RM_NODE);
	assert_true(sc.cache_trim_mode);
	sc.priority = 5;
	prepare_scan_control(&sc, RM_NODE);
	assert_false(sc.cache_trim_mode);
	rm_destroy(r);
}

/* Of 400 pages 100 are protected: 400 - 400 * 100 / 401. */
static void protected_pages_take_pressure_off(void **state)
{
	struct reclaim_machine *r = rm_create(0);
	struct mem_cgroup *memcg = memcg_create(rm_machine(r)->root_memcg, "/job");
	struct scan_control sc = control(r, 0);
	uint64_t nr[NR_LRU_LISTS];

	(void)state;
	for (int i = 0; i < 400; i++) {
		struct folio *folio = rm_file_page(r, 0);

		folio_del_lru(rm_machine(r), folio);
		rm_charge(folio, memcg);
		folio_add_lru(rm_machine(r), folio);
	}
	memcg->memory.low = 100;
	memcg_calculate_protection(rm_machine(r), NULL, memcg);
	counts(r, &sc, memcg, nr);
	assert_int_equal(nr[LRU_INACTIVE_FILE], 400 - 400 * 100 / 401);
	assert_true(sc.memcg_low_skipped);
	sc.memcg_low_reclaim = true;
	counts(r, &sc, memcg, nr);
	assert_int_equal(nr[LRU_INACTIVE_FILE], 400);
	rm_destroy(r);
}

static void half_of_a_small_list_should_be_inactive(void **state)
{
	struct reclaim_machine *r = rm_create(0);
	const struct machine *m = rm_machine(r);

	(void)state;
	pages(r, 0, 3, 0);
	pages(r, 0, 3, PG_ACTIVE);
	assert_false(inactive_is_low(m, NULL, RM_NODE, LRU_INACTIVE_FILE));
	pages(r, 0, 1, PG_ACTIVE);
	assert_true(inactive_is_low(m, NULL, RM_NODE, LRU_INACTIVE_FILE));
	rm_destroy(r);
}

/* With nothing on its lists a zone counts with what is free there. */
static void reclaimable_pages_of_a_zone(void **state)
{
	struct reclaim_machine *r = rm_create(0);
	const struct machine *m = rm_machine(r);

	(void)state;
	assert_int_equal(zone_reclaimable_pages(m, rm_zone(r)), SMALL_ZONE_PAGES);
	pages(r, 5, 3, 0);
	assert_int_equal(zone_reclaimable_pages(m, rm_zone(r)), 3);
	assert_int_equal(swap_on(rm_machine(r), "swap", 8, false), 0);
	assert_int_equal(zone_reclaimable_pages(m, rm_zone(r)), 8);
	rm_destroy(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(swappiness_divides_the_pressure),
		cmocka_unit_test(what_was_expensive_is_looked_at_less),
		cmocka_unit_test(without_swap_only_files_are_scanned),
		cmocka_unit_test(at_the_last_priority_both_kinds_are_scanned_whole),
		cmocka_unit_test(plenty_of_unused_cache_spares_anonymous_pages),
		cmocka_unit_test(protected_pages_take_pressure_off),
		cmocka_unit_test(half_of_a_small_list_should_be_inactive),
		cmocka_unit_test(reclaimable_pages_of_a_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
