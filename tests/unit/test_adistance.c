// SPDX-License-Identifier: GPL-2.0-only
/* Abstract distances: the DRAM reference and the formula. */
#include "tiers/adistance.h"

#include <errno.h>

#include "node_machine.h"

static const struct access_coordinate dram = { 10, 10, 20000, 20000 };

static int distance_of(struct access_coordinate perf)
{
	struct dram_perf ref = DRAM_PERF_INIT;
	int adist = -1;

	assert_int_equal(mt_set_default_dram_perf(&ref, 0, &dram), 0);
	assert_int_equal(mt_perf_to_adistance(&ref, &perf, &adist), 0);
	return adist;
}

static void dram_itself_is_576(void **state)
{
	(void)state;
	assert_int_equal(distance_of(dram), 576);
}

static void distance_grows_with_latency_and_shrinks_with_bandwidth(void **state)
{
	(void)state;
	assert_int_equal(distance_of((struct access_coordinate){ 200, 200, 2000, 2000 }),
			 576 * 200);
	assert_int_equal(distance_of((struct access_coordinate){ 60, 60, 5000, 5000 }), 576 * 24);
	assert_int_equal(distance_of((struct access_coordinate){ 300, 300, 1000, 1000 }),
			 576 * 600);
}

static void each_division_cuts_off(void **state)
{
	(void)state;
	/* 576 * 21 / 20 = 604 (.8), * 40000 / 30000 = 805 (.3) */
	assert_int_equal(distance_of((struct access_coordinate){ 10, 11, 15000, 15000 }), 805);
}

static void a_perf_of_zero_changes_nothing(void **state)
{
	struct dram_perf ref = DRAM_PERF_INIT;
	struct access_coordinate none = { 0 };
	int adist = 7;

	(void)state;
	mt_set_default_dram_perf(&ref, 0, &dram);
	assert_int_equal(mt_perf_to_adistance(&ref, &none, &adist), -EINVAL);
	assert_int_equal(adist, 7);
}

static void without_a_reference_there_is_no_distance(void **state)
{
	struct dram_perf ref = DRAM_PERF_INIT;
	int adist = 7;

	(void)state;
	assert_int_equal(mt_perf_to_adistance(&ref, &dram, &adist), -ENOENT);
}

static void dram_nodes_may_differ_by_a_tenth(void **state)
{
	struct dram_perf ref = DRAM_PERF_INIT;
	struct access_coordinate near = { 11, 9, 22000, 18000 }, far = { 12, 10, 20000, 20000 };
	int adist;

	(void)state;
	assert_int_equal(mt_set_default_dram_perf(&ref, 0, &dram), 0);
	assert_int_equal(mt_set_default_dram_perf(&ref, 1, &near), 0);
	assert_int_equal(mt_set_default_dram_perf(&ref, 2, &far), -EINVAL);
	assert_int_equal(mt_set_default_dram_perf(&ref, 3, &dram), -EIO);
	assert_int_equal(mt_perf_to_adistance(&ref, &dram, &adist), -EIO);
}

static const uint8_t equal3[] = { 10, 20, 20, 20, 10, 20, 20, 20, 10 };

static void without_hmat_every_node_is_dram(void **state)
{
	struct node_machine nm;
	int adist[3];

	(void)state;
	node_machine_init(&nm, 3, "0-2", "0", equal3);
	calc_adistances(&nm.m, &nm.desc, adist);
	for (int i = 0; i < 3; i++)
		assert_int_equal(adist[i], 576);
	node_machine_destroy(&nm);
}

static void a_stated_distance_wins_over_hmat(void **state)
{
	struct node_machine nm;
	struct hmat_desc rows[] = {
		{ 0, 0, 10, 10, 20000, 20000 },
		{ 0, 1, 200, 200, 2000, 2000 },
		{ 0, 2, 200, 200, 2000, 2000 },
	};
	int stated[3] = { 0, 1000, 0 }, adist[3];

	(void)state;
	node_machine_init(&nm, 3, "0-2", "0", equal3);
	nm.desc.hmat = rows;
	nm.desc.nr_hmat = 3;
	nm.desc.has_adistance = true;
	nm.desc.adistance = stated;
	calc_adistances(&nm.m, &nm.desc, adist);
	assert_int_equal(adist[0], 576);
	assert_int_equal(adist[1], 1000);
	assert_int_equal(adist[2], 576 * 200);
	node_machine_destroy(&nm);
}

/* CPU nodes that disagree switch the algorithm off: the slow node counts as DRAM. */
static void dram_nodes_that_disagree_switch_hmat_off(void **state)
{
	struct node_machine nm;
	struct hmat_desc rows[] = {
		{ 0, 0, 10, 10, 20000, 20000 },
		{ 1, 1, 50, 50, 20000, 20000 },
		{ 0, 2, 200, 200, 2000, 2000 },
	};
	int adist[3];

	(void)state;
	node_machine_init(&nm, 3, "0-2", "0-1", equal3);
	nm.desc.hmat = rows;
	nm.desc.nr_hmat = 3;
	calc_adistances(&nm.m, &nm.desc, adist);
	assert_int_equal(adist[2], 576);
	node_machine_destroy(&nm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dram_itself_is_576),
		cmocka_unit_test(distance_grows_with_latency_and_shrinks_with_bandwidth),
		cmocka_unit_test(each_division_cuts_off),
		cmocka_unit_test(a_perf_of_zero_changes_nothing),
		cmocka_unit_test(without_a_reference_there_is_no_distance),
		cmocka_unit_test(dram_nodes_may_differ_by_a_tenth),
		cmocka_unit_test(without_hmat_every_node_is_dram),
		cmocka_unit_test(a_stated_distance_wins_over_hmat),
		cmocka_unit_test(dram_nodes_that_disagree_switch_hmat_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
