// SPDX-License-Identifier: GPL-2.0-only
#include "unit/reclaim_machine.h"

static void wake(struct reclaim_machine *r)
{
	struct alloc_request req = rm_request(r);

	wakeup_kswapd(rm_machine(r), &req, rm_zone(r), 0, ZONE_NORMAL);
}

static pg_data_t *node(struct reclaim_machine *r)
{
	return rm_machine(r)->pgdat[RM_NODE];
}

/* Node 0 has a DMA32 zone, too; it is full and cannot be helped. */
static void fill_node(struct reclaim_machine *r, uint64_t nr_free)
{
	zone_set_free(small_zone_of(&r->s, RM_NODE, ZONE_DMA32), 0);
	rm_leave_free(r, nr_free);
}

static void it_stops_above_the_high_mark(void **state)
{
	struct reclaim_machine *r = rm_create(0);

	(void)state;
	for (int i = 0; i < 1000; i++)
		rm_file_page(r, 0);
	fill_node(r, 100);
	wake(r);
	assert_true(rm_zone(r)->nr_free_pages > 192);
	assert_int_equal(node(r)->kswapd_state, KSWAPD_ASLEEP);
	assert_int_equal(node(r)->kswapd_failures, 0);
	assert_false(rm_zone(r)->flags & ZONE_RECLAIM_ACTIVE);
	rm_destroy(r);
}

static void a_balanced_node_is_not_woken(void **state)
{
	struct reclaim_machine *r = rm_create(0);

	(void)state;
	rm_file_page(r, 0);
	wake(r);
	assert_int_equal(node(r)->nr_kswapd_wakeups, 0);
	assert_int_equal(rm_pages(r, LRU_INACTIVE_FILE), 1);
	rm_destroy(r);
}

static void with_nothing_to_take_it_gives_up_for_good(void **state)
{
	struct reclaim_machine *r = rm_create(0);

	(void)state;
	fill_node(r, 100);
	wake(r);
	assert_int_equal(node(r)->kswapd_failures, MAX_RECLAIM_RETRIES);
	wake(r);
	assert_int_equal(node(r)->nr_kswapd_wakeups, 1);
	rm_destroy(r);
}

static void held_it_stays_woken_and_is_woken_once(void **state)
{
	struct reclaim_machine *r = rm_create(0);

	(void)state;
	for (int i = 0; i < 1000; i++)
		rm_file_page(r, 0);
	fill_node(r, 100);
	kswapd_hold(rm_machine(r), RM_NODE, true);
	wake(r);
	wake(r);
	assert_int_equal(node(r)->nr_kswapd_wakeups, 1);
	assert_int_equal(rm_pages(r, LRU_INACTIVE_FILE), 1000);
	kswapd_hold(rm_machine(r), RM_NODE, false);
	assert_true(rm_zone(r)->nr_free_pages > 192);
	rm_destroy(r);
}

static void who_reclaims_already_is_not_interrupted(void **state)
{
	struct reclaim_machine *r = rm_create(0);

	(void)state;
	for (int i = 0; i < 1000; i++)
		rm_file_page(r, 0);
	fill_node(r, 100);
	assert_true(reclaim_begin(rm_machine(r)));
	wake(r);
	assert_int_equal(rm_pages(r, LRU_INACTIVE_FILE), 1000);
	reclaim_end(rm_machine(r));
	assert_true(rm_zone(r)->nr_free_pages > 192);
	rm_destroy(r);
}

/*
 * The node has its marks, a boost of 300 pages is on top. A boost is worth the lowest
 * pressure only, 1 page of 4096: expect nothing of lists of 1000, no swap, no more boost.
 */
static void a_boost_is_worth_little_and_ends(void **state)
{
	struct reclaim_machine *r = rm_create(1024);

	(void)state;
	for (int i = 0; i < 1000; i++) {
		rm_file_page(r, 0);
		rm_anon_page(r, 0);
	}
	rm_zone(r)->watermark_boost = 300;
	wake(r);
	assert_int_equal(node(r)->nr_kswapd_wakeups, 1);
	assert_int_equal(rm_zone(r)->watermark_boost, 0);
	assert_int_equal(rm_pages(r, LRU_INACTIVE_FILE), 1000);
	assert_int_equal(rm_machine(r)->nr_swap_pages, 1024);
	assert_int_equal(node(r)->kswapd_failures, 1);
	rm_destroy(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_stops_above_the_high_mark),
		cmocka_unit_test(a_balanced_node_is_not_woken),
		cmocka_unit_test(with_nothing_to_take_it_gives_up_for_good),
		cmocka_unit_test(held_it_stays_woken_and_is_woken_once),
		cmocka_unit_test(who_reclaims_already_is_not_interrupted),
		cmocka_unit_test(a_boost_is_worth_little_and_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
