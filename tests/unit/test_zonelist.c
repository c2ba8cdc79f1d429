// SPDX-License-Identifier: GPL-2.0-only
/* Node order and zonelists, on machines made of distances and CPU counts only. */
#include "alloc/zonelist.h"
#include "unit/unit.h"

#include "unit/tiny_machine.h"

/* @n nodes with one page each in zone Normal, distance 20, no CPUs. */
static struct machine *new_machine(int n)
{
	struct machine *m = tiny_machine(n);

	for (int nid = 0; nid < n; nid++)
		tiny_set_zone(m, (struct tiny_zone){ nid, ZONE_NORMAL, 1 });
	return m;
}

static void set_distances(struct machine *m, const uint8_t *distance)
{
	memcpy(m->distance, distance, (size_t)m->nr_node_ids * (size_t)m->nr_node_ids);
}

static void drop_memory(struct machine *m, int nid)
{
	node_clear(nid, &m->node_states[N_MEMORY]);
	for (int z = 0; z < MAX_NR_ZONES; z++)
		m->pgdat[nid]->node_zones[z].present_pages = 0;
}

static void shows_order(const struct machine *m, int nid, const char *expected)
{
	int order[MAX_NUMNODES];
	int nr = fallback_order(m, nid, order);
	struct text out = TEXT_INIT;

	for (int i = 0; i < nr; i++)
		text_addf(&out, "%s%d", i ? " " : "", order[i]);
	assert_string_equal(text_str(&out), expected);
	text_free(&out);
}

static void shows_zones(const struct machine *m, int nid, enum zonelist_kind kind,
			const char *expected)
{
	const struct zonelist *zl = &m->pgdat[nid]->node_zonelists[kind];
	struct text out = TEXT_INIT;

	for (uint32_t i = 0; i < zl->nr_refs; i++)
		text_addf(&out, "%s%d/%s", i ? " " : "", zl->refs[i].nid,
			  zone_names[zl->refs[i].zone_idx]);
	assert_string_equal(text_str(&out), expected);
	text_free(&out);
}

/*
 *	0 --- 1
 *	|     |		neighbours 20, across 30: each node starts with its higher
 *	3 --- 2		neighbour; 3 has none, and 0 leads fewer lists than 2
 */
static void a_ring_prefers_higher_neighbours(void **state)
{
	static const uint8_t ring[] = {
		10, 20, 30, 20, /* */
		20, 10, 20, 30, /* */
		30, 20, 10, 20, /* */
		20, 30, 20, 10, /* */
	};
	struct machine *m = new_machine(4);

	(void)state;
	set_distances(m, ring);
	build_all_zonelists(m);
	shows_order(m, 0, "0 1 3 2");
	shows_order(m, 1, "1 2 0 3");
	shows_order(m, 2, "2 3 1 0");
	shows_order(m, 3, "3 0 2 1");
	tiny_free(m);
}

static void equal_distances_go_round(void **state)
{
	struct machine *m = new_machine(5);

	(void)state;
	build_all_zonelists(m);
	shows_order(m, 2, "2 3 4 0 1");
	shows_order(m, 4, "4 0 1 2 3");
	tiny_free(m);
}

/* Two near and two far nodes: the far ones share the lists that reach them first. */
static void load_spreads_the_first_node_of_a_distance(void **state)
{
	static const uint8_t two_tier[] = {
		10, 12, 20, 20, /* */
		12, 10, 20, 20, /* */
		20, 20, 10, 12, /* */
		20, 20, 12, 10, /* */
	};
	struct machine *m = new_machine(4);

	(void)state;
	set_distances(m, two_tier);
	build_all_zonelists(m);
	shows_order(m, 0, "0 1 2 3");
	shows_order(m, 1, "1 0 3 2");
	shows_order(m, 2, "2 3 0 1");
	shows_order(m, 3, "3 2 1 0");
	tiny_free(m);
}

/* Node 3 has no CPUs. At first nobody's CPUs count, so ids decide; then 3 comes first. */
static void cpus_count_from_the_second_build_on(void **state)
{
	struct machine *m = new_machine(4);

	(void)state;
	for (int nid = 0; nid < 3; nid++)
		m->nr_cpus_of_node[nid] = 1;
	build_all_zonelists(m);
	shows_order(m, 0, "0 1 2 3");
	m->cpus_known = true;
	build_all_zonelists(m);
	shows_order(m, 0, "0 3 1 2");
	tiny_free(m);
}

static void next_best_counts_cpus_before_the_lists_do(void **state)
{
	struct machine *m = new_machine(3);
	int order[MAX_NUMNODES];

	(void)state;
	m->nr_cpus_of_node[0] = 1;
	m->nr_cpus_of_node[1] = 1;
	build_all_zonelists(m);
	m->cpus_known = true;
	assert_int_equal(next_best_nodes(m, 0, order), 3);
	assert_int_equal(order[0], 0);
	assert_int_equal(order[1], 2);
	assert_int_equal(order[2], 1);
	shows_order(m, 0, "0 1 2");
	tiny_free(m);
}

static void a_memoryless_node_starts_at_its_nearest(void **state)
{
	static const uint8_t distance[] = {
		10, 30, 20, /* */
		30, 10, 20, /* */
		20, 20, 10, /* */
	};
	struct machine *m = new_machine(3);

	(void)state;
	set_distances(m, distance);
	drop_memory(m, 0);
	build_all_zonelists(m);
	shows_order(m, 0, "2 1");
	shows_zones(m, 0, ZONELIST_NOFALLBACK, "");
	tiny_free(m);
}

static void zones_of_a_node_stand_highest_first_and_empty_ones_are_left_out(void **state)
{
	struct machine *m = new_machine(2);

	(void)state;
	m->pgdat[0]->node_zones[ZONE_DMA].present_pages = 3998;
	m->pgdat[0]->node_zones[ZONE_DMA32].present_pages = 100000;
	m->pgdat[1]->node_zones[ZONE_MOVABLE].present_pages = 1;
	build_all_zonelists(m);
	shows_zones(m, 0, ZONELIST_FALLBACK, "0/Normal 0/DMA32 0/DMA 1/Movable 1/Normal");
	shows_zones(m, 1, ZONELIST_FALLBACK, "1/Movable 1/Normal 0/Normal 0/DMA32 0/DMA");
	shows_zones(m, 1, ZONELIST_NOFALLBACK, "1/Movable 1/Normal");
	tiny_free(m);
}

static void lists_shrink_and_grow_with_the_zones(void **state)
{
	struct machine *m = new_machine(2);

	(void)state;
	build_all_zonelists(m);
	drop_memory(m, 1);
	build_all_zonelists(m);
	shows_zones(m, 1, ZONELIST_FALLBACK, "0/Normal");
	drop_memory(m, 0);
	build_all_zonelists(m);
	shows_zones(m, 1, ZONELIST_FALLBACK, "");
	tiny_free(m);
}

/* Node 2 is added while it has nothing online: only its own lists are made. */
static void a_new_node_gets_lists_while_others_keep_theirs(void **state)
{
	struct machine *m = new_machine(3);

	(void)state;
	node_clear(2, &m->node_states[N_ONLINE]);
	drop_memory(m, 2);
	m->nr_cpus_of_node[0] = 1;
	build_all_zonelists(m);
	shows_order(m, 2, "0 1");
	m->cpus_known = true;
	build_new_node_zonelists(m, 2);
	shows_order(m, 2, "1 0");
	shows_order(m, 1, "1 0");
	assert_int_equal(m->node_load[1], 1);
	assert_int_equal(m->node_load[0], 0);
	tiny_free(m);
}

static void ids_that_are_not_possible_have_no_lists(void **state)
{
	struct machine *m = new_machine(3);

	(void)state;
	drop_memory(m, 1);
	free(m->pgdat[1]);
	m->pgdat[1] = NULL;
	build_all_zonelists(m);
	shows_order(m, 0, "0 2");
	tiny_free(m);
}

/* ---- the walk ---- */

static void the_walk_skips_zones_by_type_and_by_node(void **state)
{
	struct machine *m = new_machine(3);
	nodemask_t only_2 = nodemask_of_node(2);
	const struct zonelist *zl;

	(void)state;
	m->pgdat[0]->node_zones[ZONE_MOVABLE].present_pages = 1;
	m->pgdat[0]->node_zones[ZONE_DMA32].present_pages = 1;
	build_all_zonelists(m);
	/* 0/Movable 0/Normal 0/DMA32 1/Normal 2/Normal */
	zl = &m->pgdat[0]->node_zonelists[ZONELIST_FALLBACK];
	assert_int_equal(next_zones_zonelist(zl, 0, ZONE_MOVABLE, NULL), 0);
	assert_int_equal(next_zones_zonelist(zl, 0, ZONE_NORMAL, NULL), 1);
	assert_int_equal(next_zones_zonelist(zl, 0, ZONE_DMA32, NULL), 2);
	assert_int_equal(next_zones_zonelist(zl, 3, ZONE_DMA32, NULL), zl->nr_refs);
	assert_int_equal(next_zones_zonelist(zl, 0, ZONE_MOVABLE, &only_2), 4);
	assert_int_equal(next_zones_zonelist(zl, 5, ZONE_MOVABLE, NULL), zl->nr_refs);
	tiny_free(m);
}

/* ---- designs ---- */

/* Node 1 is in nobody's FALLBACK but its own, and in the further list of all. */
static void hide_node_1(const struct machine *m, int owner, enum zonelist_kind kind,
			nodemask_t *nodes)
{
	(void)m;
	if (kind == ZONELIST_FALLBACK && owner != 1)
		node_clear(1, nodes);
	if (kind == ZONELIST_EXTRA0) {
		assert_true(nodes_empty(nodes));
		node_set(0, nodes);
		node_set(1, nodes);
	}
}

static const char *const extra_names[] = { "ZONELIST_PRIVATE" };
static const struct isolation_design hiding = {
	.name = "hiding",
	.build_zonelists = hide_node_1,
	.extra_zonelist_names = extra_names,
	.nr_extra_zonelists = 1,
};

static void a_design_edits_the_nodes_of_each_list(void **state)
{
	struct machine *m = new_machine(3);

	(void)state;
	m->design = &hiding;
	build_all_zonelists(m);
	shows_zones(m, 0, ZONELIST_FALLBACK, "0/Normal 2/Normal");
	shows_zones(m, 1, ZONELIST_FALLBACK, "1/Normal 2/Normal 0/Normal");
	shows_zones(m, 1, ZONELIST_NOFALLBACK, "1/Normal");
	shows_zones(m, 0, ZONELIST_EXTRA0, "0/Normal 1/Normal");
	tiny_free(m);
}

static void withheld_are_the_nodes_that_the_design_keeps_out(void **state)
{
	struct machine *m = new_machine(3);
	nodemask_t withheld, only_1 = nodemask_of_node(1), only_2 = nodemask_of_node(2);

	(void)state;
	m->design = &hiding;
	zonelist_withheld(m, 0, ZONELIST_FALLBACK, &withheld);
	assert_true(nodes_equal(&withheld, &only_1));
	zonelist_withheld(m, 1, ZONELIST_FALLBACK, &withheld);
	assert_true(nodes_empty(&withheld));
	zonelist_withheld(m, 0, ZONELIST_NOFALLBACK, &withheld);
	assert_true(nodes_empty(&withheld));
	zonelist_withheld(m, 0, ZONELIST_EXTRA0, &withheld);
	assert_true(nodes_equal(&withheld, &only_2));
	tiny_free(m);
}

static void mainline_withholds_nothing_but_nodes_kept_out_of_n_memory(void **state)
{
	struct machine *m = new_machine(3);
	nodemask_t withheld, only_2 = nodemask_of_node(2);

	(void)state;
	drop_memory(m, 1);
	node_clear(2, &m->node_states[N_MEMORY]);
	zonelist_withheld(m, 0, ZONELIST_FALLBACK, &withheld);
	assert_true(nodes_equal(&withheld, &only_2));
	tiny_free(m);
}

/* ---- size ---- */

/* A small generator, so that the cases are the same everywhere. */
static unsigned next_random(unsigned *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 16;
}

static void a_thousand_nodes_are_built_exactly(void **state)
{
	struct machine *m = new_machine(MAX_NUMNODES);
	unsigned seed = 7;

	(void)state;
	for (int i = 0; i < MAX_NUMNODES * MAX_NUMNODES; i++)
		m->distance[i] = (uint8_t)(10 + next_random(&seed) % 200);
	build_all_zonelists(m);
	for (int nid = 0; nid < MAX_NUMNODES; nid += 97) {
		const struct zonelist *zl = &m->pgdat[nid]->node_zonelists[ZONELIST_FALLBACK];
		nodemask_t seen = NODE_MASK_NONE;

		assert_int_equal(zl->nr_refs, MAX_NUMNODES);
		assert_int_equal(zl->refs[0].nid, nid);
		for (uint32_t i = 0; i < zl->nr_refs; i++)
			node_set(zl->refs[i].nid, &seen);
		assert_int_equal(nodes_weight(&seen), MAX_NUMNODES);
		for (uint32_t i = 2; i < zl->nr_refs; i++)
			assert_true(node_distance(m, nid, zl->refs[i - 1].nid) <=
				    node_distance(m, nid, zl->refs[i].nid) + 1);
	}
	tiny_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ring_prefers_higher_neighbours),
		cmocka_unit_test(equal_distances_go_round),
		cmocka_unit_test(load_spreads_the_first_node_of_a_distance),
		cmocka_unit_test(cpus_count_from_the_second_build_on),
		cmocka_unit_test(next_best_counts_cpus_before_the_lists_do),
		cmocka_unit_test(a_memoryless_node_starts_at_its_nearest),
		cmocka_unit_test(zones_of_a_node_stand_highest_first_and_empty_ones_are_left_out),
		cmocka_unit_test(lists_shrink_and_grow_with_the_zones),
		cmocka_unit_test(a_new_node_gets_lists_while_others_keep_theirs),
		cmocka_unit_test(ids_that_are_not_possible_have_no_lists),
		cmocka_unit_test(the_walk_skips_zones_by_type_and_by_node),
		cmocka_unit_test(a_design_edits_the_nodes_of_each_list),
		cmocka_unit_test(withheld_are_the_nodes_that_the_design_keeps_out),
		cmocka_unit_test(mainline_withholds_nothing_but_nodes_kept_out_of_n_memory),
		cmocka_unit_test(a_thousand_nodes_are_built_exactly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
