// SPDX-License-Identifier: GPL-2.0-only
/* The booted machine as a result. */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/run.h"
#include "scenario/topology_result.h"

/*
 *   node 0: cpus 0-1,4   node 1: cpus 2-3   node 2: no cpus, special purpose
 *   |DMA32| Normal |     |   Normal   |     |  Movable  |
 *         10 <-- 21 --> 10      0 <- 17 -> 2      1 <- 28 -> 2
 */
static const char scenario[] = "nodewall: 1\n"
			       "name: t\n"
			       "topology:\n"
			       "  nodes:\n"
			       "    0: { cpus: [0-1, 4], zones: { DMA32: 1G, Normal: 1G } }\n"
			       "    1: { cpus: 2-3, zones: { Normal: 1G } }\n"
			       "    2: { zones: { Movable: 1G }, spm: gpu0 }\n"
			       "  distance:\n"
			       "    - [ 10, 21, 17 ]\n"
			       "    - [ 21, 10, 28 ]\n"
			       "    - [ 17, 28, 10 ]\n"
			       "designs: [ mainline, rfc-v2 ]\n"
			       "steps:\n"
			       "  - name: say something\n"
			       "    note: hello\n";

static void with_results(bool topology, void (*look)(const struct scenario_result *r))
{
	struct run_options options = { .check_level = 1, .seed = 1, .topology = topology };
	struct diag_list diags = DIAG_LIST_INIT;
	struct scenario_result r;
	struct scenario s;

	assert_true(scenario_load_bytes(&s, "t.yaml", scenario, strlen(scenario), &diags));
	assert_true(scenario_run(&s, &options, &r, &diags));
	look(&r);
	scenario_result_free(&r);
	scenario_free(&s);
	diag_list_free(&diags);
}

static void look_at_nodes(const struct scenario_result *r)
{
	const struct topology_result *t = r->designs[0].topology;

	assert_int_equal(t->nr_nodes, 3);
	assert_int_equal(t->nr_left_out, 0);
	assert_string_equal(t->nodes[0].cpus, "0-1,4");
	assert_null(t->nodes[0].spm);
	assert_int_equal(t->nodes[0].nr_zones, 2);
	assert_int_equal(t->nodes[0].zones[1].type, ZONE_NORMAL);
	assert_string_equal(t->nodes[2].cpus, "");
	assert_string_equal(t->nodes[2].spm, "gpu0");
	for (int mark = WMARK_MIN; mark < WMARK_HIGH; mark++)
		assert_true(t->nodes[0].zones[1].wmark[mark] <
			    t->nodes[0].zones[1].wmark[mark + 1]);
}

static void nodes_carry_cpus_zones_and_watermarks(void **state)
{
	(void)state;
	with_results(true, look_at_nodes);
}

static const struct topology_list *find_list(const struct topology_result *t, int owner,
					     enum zonelist_kind kind)
{
	for (size_t i = 0; i < t->nr_lists; i++)
		if (t->lists[i].owner == owner && t->lists[i].kind == kind)
			return &t->lists[i];
	return NULL;
}

static void look_at_lists(const struct scenario_result *r)
{
	const struct topology_list *mainline, *rfc_v2;

	mainline = find_list(r->designs[0].topology, 0, ZONELIST_FALLBACK);
	assert_int_equal(mainline->nr_nodes, 3);
	assert_int_equal(mainline->nodes[1], 2);
	assert_int_equal(mainline->distances[1], 17);
	assert_int_equal(mainline->nodes[2], 1);
	rfc_v2 = find_list(r->designs[1].topology, 0, ZONELIST_NOFALLBACK);
	assert_int_equal(rfc_v2->nr_nodes, 1);
	assert_int_equal(rfc_v2->nodes[0], 0);
}

static void each_design_has_its_lists_in_order(void **state)
{
	(void)state;
	with_results(true, look_at_lists);
}

static void look_for_nothing(const struct scenario_result *r)
{
	assert_null(r->designs[0].topology);
}

static void nothing_is_recorded_unless_asked_for(void **state)
{
	(void)state;
	with_results(false, look_for_nothing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nodes_carry_cpus_zones_and_watermarks),
		cmocka_unit_test(each_design_has_its_lists_in_order),
		cmocka_unit_test(nothing_is_recorded_unless_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
