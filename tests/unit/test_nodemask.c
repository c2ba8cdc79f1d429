// SPDX-License-Identifier: GPL-2.0-only
#include "base/nodelist.h"
#include "unit/unit.h"

#include <string.h>

/* Sets are written as node lists: shorter to read than bits. */
static nodemask_t set(const char *list)
{
	nodemask_t mask;

	assert_int_equal(nodelist_parse(list, strlen(list), MAX_NUMNODES, &mask), 0);
	return mask;
}

static void assert_set(const nodemask_t *mask, const char *list)
{
	char buf[NODELIST_MAX];

	assert_string_equal(nodelist_print(mask, buf), list);
}

static void a_node_is_in_the_set_after_node_set_and_not_after_node_clear(void **state)
{
	nodemask_t mask = NODE_MASK_NONE;

	(void)state;
	node_set(1023, &mask);
	assert_true(node_isset(1023, &mask));
	assert_false(node_isset(1022, &mask));
	node_clear(1023, &mask);
	assert_true(nodes_empty(&mask));
}

static void ids_outside_the_range_are_in_no_set(void **state)
{
	nodemask_t all = set("all");

	(void)state;
	assert_false(node_isset(NUMA_NO_NODE, &all));
	assert_false(node_isset(MAX_NUMNODES, &all));
}

static void and_or_andnot_are_set_algebra(void **state)
{
	nodemask_t a = set("0-3,700"), b = set("2-5,700,1023"), dst;

	(void)state;
	nodes_and(&dst, &a, &b);
	assert_set(&dst, "2-3,700");
	nodes_or(&dst, &a, &b);
	assert_set(&dst, "0-5,700,1023");
	nodes_andnot(&dst, &a, &b);
	assert_set(&dst, "0-1");
}

static void subset_intersects_equal_compare_sets(void **state)
{
	nodemask_t small = set("64"), big = set("63-65"), other = set("1");

	(void)state;
	assert_true(nodes_subset(&small, &big));
	assert_false(nodes_subset(&big, &small));
	assert_true(nodes_intersects(&small, &big));
	assert_false(nodes_intersects(&small, &other));
	assert_true(nodes_equal(&big, &big));
	assert_false(nodes_equal(&big, &small));
}

static void the_empty_set_is_a_subset_of_every_set(void **state)
{
	nodemask_t none = NODE_MASK_NONE;

	(void)state;
	assert_true(nodes_subset(&none, &none));
	assert_int_equal(nodes_weight(&none), 0);
}

static void weight_counts_all_words(void **state)
{
	nodemask_t mask = set("0,63-64,1023");

	(void)state;
	assert_int_equal(nodes_weight(&mask), 4);
}

static void iteration_visits_nodes_in_ascending_order(void **state)
{
	const int want[] = { 0, 63, 64, 500, 1023 };
	nodemask_t mask = set("0,63-64,500,1023");
	int nid, i = 0;

	(void)state;
	for_each_node_mask(nid, &mask)
		assert_int_equal(nid, want[i++]);
	assert_int_equal(i, 5);
}

static void next_node_in_wraps_to_the_first_node(void **state)
{
	nodemask_t mask = set("2,5"), none = NODE_MASK_NONE;

	(void)state;
	assert_int_equal(next_node_in(2, &mask), 5);
	assert_int_equal(next_node_in(5, &mask), 2);
	assert_int_equal(next_node_in(NUMA_NO_NODE, &mask), 2);
	assert_int_equal(next_node_in(1023, &mask), 2);
	assert_int_equal(next_node_in(0, &none), MAX_NUMNODES);
}

static void next_node_from_starts_at_zero_for_negative_ids(void **state)
{
	nodemask_t mask = set("0,9");

	(void)state;
	assert_int_equal(next_node_from(-5, &mask), 0);
	assert_int_equal(next_node_from(MAX_NUMNODES, &mask), MAX_NUMNODES);
}

static void nth_node_counts_from_zero_across_words(void **state)
{
	nodemask_t mask = set("1,70,71,900");

	(void)state;
	assert_int_equal(nth_node(0, &mask), 1);
	assert_int_equal(nth_node(2, &mask), 71);
	assert_int_equal(nth_node(3, &mask), 900);
	assert_int_equal(nth_node(4, &mask), MAX_NUMNODES);
}

/*
 * old: 4 5 6 7		positions 0 1 2 3
 * new: 12 13 14	4 -> 12, 5 -> 13, 6 -> 14, 7 -> 12 again
 */
static void remap_moves_by_position_and_wraps_in_a_smaller_set(void **state)
{
	nodemask_t old = set("4-7"), new = set("12-14"), src = set("1,5,7"), dst;

	(void)state;
	nodes_remap(&dst, &src, &old, &new);
	assert_set(&dst, "1,12-13");
	assert_int_equal(node_remap(7, &old, &new), 12);
	assert_int_equal(node_remap(1, &old, &new), 1);
}

static void remap_to_an_empty_set_moves_nothing(void **state)
{
	nodemask_t old = set("0-3"), none = NODE_MASK_NONE, src = set("2"), dst;

	(void)state;
	nodes_remap(&dst, &src, &old, &none);
	assert_set(&dst, "2");
}

static void remap_counts_positions_across_words(void **state)
{
	nodemask_t old = set("0,64,128,1023"), new = set("500-503");

	(void)state;
	assert_int_equal(node_remap(64, &old, &new), 501);
	assert_int_equal(node_remap(1023, &old, &new), 503);
	assert_int_equal(node_remap(NUMA_NO_NODE, &old, &new), NUMA_NO_NODE);
}

static void remap_may_write_into_its_source(void **state)
{
	nodemask_t old = set("0-1"), new = set("2-3"), mask = set("0-1");

	(void)state;
	nodes_remap(&mask, &mask, &old, &new);
	assert_set(&mask, "2-3");
}

static void fold_takes_ids_modulo_the_width(void **state)
{
	nodemask_t src = set("0,5,9"), dst;

	(void)state;
	nodes_fold(&dst, &src, 4);
	assert_set(&dst, "0-1");
}

static void onto_picks_nodes_of_the_map_by_position(void **state)
{
	nodemask_t orig = set("0,2,9"), relmap = set("30,40,50,60"), dst;

	(void)state;
	nodes_onto(&dst, &orig, &relmap);
	assert_set(&dst, "30,50");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_node_is_in_the_set_after_node_set_and_not_after_node_clear),
		cmocka_unit_test(ids_outside_the_range_are_in_no_set),
		cmocka_unit_test(and_or_andnot_are_set_algebra),
		cmocka_unit_test(subset_intersects_equal_compare_sets),
		cmocka_unit_test(the_empty_set_is_a_subset_of_every_set),
		cmocka_unit_test(weight_counts_all_words),
		cmocka_unit_test(iteration_visits_nodes_in_ascending_order),
		cmocka_unit_test(next_node_in_wraps_to_the_first_node),
		cmocka_unit_test(next_node_from_starts_at_zero_for_negative_ids),
		cmocka_unit_test(nth_node_counts_from_zero_across_words),
		cmocka_unit_test(remap_moves_by_position_and_wraps_in_a_smaller_set),
		cmocka_unit_test(remap_to_an_empty_set_moves_nothing),
		cmocka_unit_test(remap_counts_positions_across_words),
		cmocka_unit_test(remap_may_write_into_its_source),
		cmocka_unit_test(fold_takes_ids_modulo_the_width),
		cmocka_unit_test(onto_picks_nodes_of_the_map_by_position),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
