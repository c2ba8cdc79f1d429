// SPDX-License-Identifier: GPL-2.0-only
/* Demotion targets. */
#include "tiers/demotion.h"

#include "node_machine.h"

/*
 *	tier 4:   0 [CPU]   1 [CPU]
 *	            |30       |30
 *	tier 108: 2         3
 */
static const uint8_t pairs[] = {
	10, 20, 30, 40, 20, 10, 40, 30, 30, 40, 10, 40, 40, 30, 40, 10,
};
static int slow23[] = { 0, 0, 576 * 24, 576 * 24 };

static void setup(struct node_machine *nm, struct memory_tiers *t, const uint8_t *dist,
		  int *adistance)
{
	node_machine_init(nm, 4, "0-3", "0-1", dist);
	nm->desc.has_adistance = true;
	nm->desc.adistance = adistance;
	memory_tiers_init(t, &nm->m, &nm->desc);
}

static void teardown(struct node_machine *nm, struct memory_tiers *t)
{
	memory_tiers_destroy(t);
	node_machine_destroy(nm);
}

static void each_node_demotes_to_the_nearest_node_of_the_next_tier(void **state)
{
	struct node_machine nm;
	struct memory_tiers t;

	(void)state;
	setup(&nm, &t, pairs, slow23);
	memory_tiers_sync(&t, &nm.m);
	assert_nodes(demotion_preferred(&t, 0), "2");
	assert_nodes(demotion_preferred(&t, 1), "3");
	assert_nodes(demotion_preferred(&t, 2), "");
	assert_int_equal(next_demotion_node(&t, 3, 0), NUMA_NO_NODE);
	teardown(&nm, &t);
}

static void nodes_at_the_same_distance_are_all_preferred(void **state)
{
	static const uint8_t equal[] = {
		10, 20, 30, 30, 20, 10, 30, 30, 30, 30, 10, 20, 30, 30, 20, 10,
	};
	struct node_machine nm;
	struct memory_tiers t;

	(void)state;
	setup(&nm, &t, equal, slow23);
	memory_tiers_sync(&t, &nm.m);
	assert_nodes(demotion_preferred(&t, 0), "2-3");
	assert_int_equal(next_demotion_node(&t, 0, 4), 2);
	assert_int_equal(next_demotion_node(&t, 0, 5), 3);
	teardown(&nm, &t);
}

static void the_fallback_of_a_tier_is_every_slower_node(void **state)
{
	static int three_tiers[] = { 0, 0, 576 * 24, 576 * 200 };
	struct node_machine nm;
	struct memory_tiers t;
	nodemask_t targets;

	(void)state;
	setup(&nm, &t, pairs, three_tiers);
	memory_tiers_sync(&t, &nm.m);
	node_get_allowed_targets(&t, 0, &targets);
	assert_nodes(&targets, "2-3");
	node_get_allowed_targets(&t, 2, &targets);
	assert_nodes(&targets, "3");
	node_get_allowed_targets(&t, 3, &targets);
	assert_nodes(&targets, "");
	/* Only the next tier is searched for preferred nodes, however near others are. */
	assert_nodes(demotion_preferred(&t, 1), "2");
	teardown(&nm, &t);
}

static void with_one_tier_nobody_demotes(void **state)
{
	struct node_machine nm;
	struct memory_tiers t;

	(void)state;
	setup(&nm, &t, pairs, NULL);
	memory_tiers_sync(&t, &nm.m);
	for (int nid = 0; nid < 4; nid++)
		assert_nodes(demotion_preferred(&t, nid), "");
	teardown(&nm, &t);
}

static enum demotion_answer only_sysram_and_stop(const struct machine *m, int src, int dst)
{
	if (dst == NUMA_NO_NODE)
		return node_isset(src, &m->dstate.sysram) ? DEMOTION_OK : DEMOTION_SKIP;
	return node_isset(dst, &m->dstate.sysram) ? DEMOTION_OK : DEMOTION_STOP;
}

static enum demotion_answer only_sysram_and_skip(const struct machine *m, int src, int dst)
{
	enum demotion_answer answer = only_sysram_and_stop(m, src, dst);

	return answer == DEMOTION_STOP ? DEMOTION_SKIP : answer;
}

/*
 * Node 2 (30 away) is special, node 3 (40 away) is plain: a design that stops at
 * a special node leaves node 0 without any target, one that skips finds node 3.
 */
static void stopping_at_a_special_node_hides_the_plain_node_behind_it(void **state)
{
	struct node_machine nm;
	struct memory_tiers t;

	(void)state;
	setup(&nm, &t, pairs, slow23);
	nm.m.dstate.sysram = nodes("0-1,3");
	nm.design.demotion_ok = only_sysram_and_stop;
	memory_tiers_sync(&t, &nm.m);
	assert_nodes(demotion_preferred(&t, 0), "");
	assert_nodes(demotion_preferred(&t, 1), "3");
	nm.design.demotion_ok = only_sysram_and_skip;
	establish_demotion_targets(&t, &nm.m);
	assert_nodes(demotion_preferred(&t, 0), "3");
	teardown(&nm, &t);
}

static void a_special_source_does_not_demote(void **state)
{
	struct node_machine nm;
	struct memory_tiers t;

	(void)state;
	setup(&nm, &t, pairs, slow23);
	nm.m.dstate.sysram = nodes("1-3");
	nm.design.demotion_ok = only_sysram_and_skip;
	memory_tiers_sync(&t, &nm.m);
	assert_nodes(demotion_preferred(&t, 0), "");
	assert_nodes(demotion_preferred(&t, 1), "3");
	teardown(&nm, &t);
}

/*
 * Node 2 is 30 away and has CPUs, node 3 is 30 away without: the score of node 3
 * is lower, both are at the same distance and both are preferred.
 */
static void cpus_change_the_order_not_the_set(void **state)
{
	static const uint8_t equal[] = {
		10, 20, 30, 30, 20, 10, 30, 30, 30, 30, 10, 20, 30, 30, 20, 10,
	};
	struct node_machine nm;
	struct memory_tiers t;

	(void)state;
	setup(&nm, &t, equal, slow23);
	nm.m.nr_cpus_of_node[2] = 4;
	memory_tiers_sync(&t, &nm.m);
	assert_nodes(demotion_preferred(&t, 0), "2-3");
	teardown(&nm, &t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_node_demotes_to_the_nearest_node_of_the_next_tier),
		cmocka_unit_test(nodes_at_the_same_distance_are_all_preferred),
		cmocka_unit_test(the_fallback_of_a_tier_is_every_slower_node),
		cmocka_unit_test(with_one_tier_nobody_demotes),
		cmocka_unit_test(stopping_at_a_special_node_hides_the_plain_node_behind_it),
		cmocka_unit_test(a_special_source_does_not_demote),
		cmocka_unit_test(cpus_change_the_order_not_the_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
