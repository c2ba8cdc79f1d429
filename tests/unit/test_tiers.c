// SPDX-License-Identifier: GPL-2.0-only
/* Memory tiers as nodes get and lose memory. */
#include "tiers/tiers.h"

#include "node_machine.h"

/*
 *	0: [CPU, DRAM]  1: [CPU, DRAM]  2: [no CPU, slow]  3: [no CPU, slower]
 */
static const uint8_t dist4[] = {
	10, 20, 30, 40, 20, 10, 40, 30, 30, 40, 10, 50, 40, 30, 50, 10,
};
static int stated4[] = { 0, 0, 576 * 24, 576 * 200 };

static void setup(struct node_machine *nm, struct memory_tiers *t, const char *memory)
{
	node_machine_init(nm, 4, memory, "0-1", dist4);
	nm->desc.has_adistance = true;
	nm->desc.adistance = stated4;
	memory_tiers_init(t, &nm->m, &nm->desc);
}

static void teardown(struct node_machine *nm, struct memory_tiers *t)
{
	memory_tiers_destroy(t);
	node_machine_destroy(nm);
}

static void before_the_first_sync_no_node_is_in_a_tier(void **state)
{
	struct node_machine nm;
	struct memory_tiers t;

	(void)state;
	setup(&nm, &t, "0-3");
	assert_int_equal(t.nr_tiers, 0);
	assert_int_equal(node_memory_tier_id(&t, 0), -1);
	assert_true(node_is_toptier(&t, 2));
	teardown(&nm, &t);
}

static void nodes_are_grouped_by_distance_fastest_first(void **state)
{
	struct node_machine nm;
	struct memory_tiers t;

	(void)state;
	setup(&nm, &t, "0-3");
	assert_true(memory_tiers_sync(&t, &nm.m));
	assert_int_equal(t.nr_tiers, 3);
	assert_int_equal(memory_tier_id(&t.tiers[0]), 4);
	assert_nodes(&t.tiers[0].nodes, "0-1");
	assert_int_equal(memory_tier_id(&t.tiers[1]), 108);
	assert_int_equal(node_memory_tier_id(&t, 3), 900);
	teardown(&nm, &t);
}

static void a_tier_goes_away_with_its_last_node(void **state)
{
	struct node_machine nm;
	struct memory_tiers t;

	(void)state;
	setup(&nm, &t, "0-3");
	memory_tiers_sync(&t, &nm.m);
	nm.m.node_states[N_MEMORY] = nodes("0-1,3");
	assert_true(memory_tiers_sync(&t, &nm.m));
	assert_int_equal(t.nr_tiers, 2);
	assert_int_equal(node_memory_tier_id(&t, 2), -1);
	assert_int_equal(node_memory_tier_id(&t, 3), 900);
	teardown(&nm, &t);
}

static void a_node_that_comes_back_gets_its_tier_again(void **state)
{
	struct node_machine nm;
	struct memory_tiers t;

	(void)state;
	setup(&nm, &t, "0-1");
	memory_tiers_sync(&t, &nm.m);
	nm.m.node_states[N_MEMORY] = nodes("0-2");
	memory_tiers_sync(&t, &nm.m);
	assert_int_equal(node_memory_tier_id(&t, 2), 108);
	assert_false(memory_tiers_sync(&t, &nm.m));
	teardown(&nm, &t);
}

static void the_slowest_tier_with_cpus_is_the_top(void **state)
{
	struct node_machine nm;
	struct memory_tiers t;

	(void)state;
	setup(&nm, &t, "0-3");
	memory_tiers_sync(&t, &nm.m);
	assert_true(node_is_toptier(&t, 0));
	assert_false(node_is_toptier(&t, 2));
	assert_false(node_is_toptier(&t, 3));
	teardown(&nm, &t);
}

static enum demotion_answer always(const struct machine *m, int src, int dst)
{
	(void)m;
	(void)src;
	(void)dst;
	return DEMOTION_OK;
}

static void a_special_node_outside_n_memory_enters_only_if_the_design_demotes(void **state)
{
	struct node_machine nm;
	struct memory_tiers t;

	(void)state;
	setup(&nm, &t, "0-1");
	nm.m.node_states[N_SPM] = nodes("2");
	memory_tiers_sync(&t, &nm.m);
	assert_int_equal(node_memory_tier_id(&t, 2), -1);
	nm.design.demotion_ok = always;
	memory_tiers_sync(&t, &nm.m);
	assert_int_equal(node_memory_tier_id(&t, 2), 108);
	teardown(&nm, &t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_the_first_sync_no_node_is_in_a_tier),
		cmocka_unit_test(nodes_are_grouped_by_distance_fastest_first),
		cmocka_unit_test(a_tier_goes_away_with_its_last_node),
		cmocka_unit_test(a_node_that_comes_back_gets_its_tier_again),
		cmocka_unit_test(the_slowest_tier_with_cpus_is_the_top),
		cmocka_unit_test(a_special_node_outside_n_memory_enters_only_if_the_design_demotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
