// SPDX-License-Identifier: GPL-2.0-only
#include "model/machine.h"
#include "unit/unit.h"

#include <string.h>

#include "base/text.h"
#include "model/machine_desc.h"

static void a_zone_is_called_by_node_and_name(void **state)
{
	struct zone zone = { .nid = 0, .type = ZONE_NORMAL };
	char buf[16];

	(void)state;
	assert_string_equal(zone_label(&zone, buf), "0/Normal");
	zone.nid = MAX_NUMNODES - 1;
	zone.type = ZONE_MOVABLE;
	assert_string_equal(zone_label(&zone, buf), "1023/Movable");
}

static void online_nodes_are_counted_across_holes(void **state)
{
	static struct machine m;

	(void)state;
	node_set(0, &m.node_states[N_ONLINE]);
	node_set(7, &m.node_states[N_ONLINE]);
	node_set(900, &m.node_states[N_ONLINE]);
	assert_int_equal(nr_online_nodes(&m), 3);
}

static void a_switch_is_found_by_name(void **state)
{
	static const char *const values[] = { "no", "yes", NULL };
	const struct design_switch switches[] = {
		{ "first", values, "" },
		{ "second", values, "" },
	};
	const struct isolation_design design = { .switches = switches, .nr_switches = 2 };
	static struct machine m;

	(void)state;
	m.design = &design;
	m.switch_values[0] = 0;
	m.switch_values[1] = 1;
	assert_int_equal(design_switch_value(&m, "first"), 0);
	assert_int_equal(design_switch_value(&m, "second"), 1);
}

static void an_event_tells_where_and_what(void **state)
{
	static struct event_log log;
	static struct machine m = { .log = &log };
	struct zone zone = { .nid = 3, .type = ZONE_DMA32 };

	(void)state;
	event_add(&m, EVENT_STEAL, &zone, 4);
	assert_int_equal(log.nr_events, 1);
	assert_int_equal(log.events[0].kind, EVENT_STEAL);
	assert_int_equal(log.events[0].nid, 3);
	assert_int_equal(log.events[0].zone, ZONE_DMA32);
	assert_int_equal(log.events[0].order, 4);
}

static void events_beyond_the_limit_are_counted(void **state)
{
	static struct event_log log;
	static struct machine m = { .log = &log };
	struct zone zone = { .nid = 0, .type = ZONE_NORMAL };

	(void)state;
	for (unsigned i = 0; i < MAX_EVENTS + 3; i++) {
		zone.nid = (int)i;
		event_add(&m, EVENT_CLAIM, &zone, 0);
	}
	assert_int_equal(log.nr_events, MAX_EVENTS);
	assert_int_equal(log.nr_dropped, 3);
}

static void equal_events_are_added_up_in_one_entry(void **state)
{
	static struct event_log log;
	static struct machine m = { .log = &log };
	struct zone zone = { .nid = 0, .type = ZONE_NORMAL };

	(void)state;
	event_add_nr(&m, EVENT_DIRECT_RECLAIM, &zone, 0, 32);
	event_add(&m, EVENT_KSWAPD_WAKE, &zone, 0);
	event_add_nr(&m, EVENT_DIRECT_RECLAIM, &zone, 0, 10);
	event_add_nr(&m, EVENT_DIRECT_RECLAIM, &zone, 9, 1);
	assert_int_equal(log.nr_events, 3);
	assert_int_equal(log.events[0].times, 2);
	assert_int_equal(log.events[0].nr, 42);
	assert_int_equal(log.events[2].order, 9);
}

static void without_a_log_events_go_nowhere(void **state)
{
	static struct machine m;
	struct zone zone = { .nid = 0, .type = ZONE_NORMAL };

	(void)state;
	event_add(&m, EVENT_OOM, &zone, 0);
	assert_null(m.log);
}

/* The leak checker of the sanitizer build sees what is forgotten. */
static void a_description_gives_everything_back(void **state)
{
	struct machine_desc desc = {
		.name = xstrdup("m"),
		.nodes = xcalloc(1, sizeof(struct node_desc)),
		.nr_nodes = 1,
		.zones = xcalloc(1, sizeof(struct zone_desc)),
		.nr_zones = 1,
		.late_ranges = xcalloc(1, sizeof(struct mem_range)),
		.distance = xcalloc(1, 1),
		.cpu_to_node = xcalloc(1, sizeof(int)),
		.hmat = xcalloc(1, sizeof(struct hmat_desc)),
		.adistance = xcalloc(1, sizeof(int)),
	};

	(void)state;
	desc.nodes[0].cpus = xcalloc(1, sizeof(int));
	desc.nodes[0].spm_name = xstrdup("hbm");
	desc.zones[0].free_blocks = xcalloc(1, sizeof(struct free_blocks));
	desc.zones[0].pageblocks = xcalloc(1, sizeof(struct pageblock_run));
	machine_desc_free(&desc);
	assert_null(desc.nodes);
	assert_int_equal(desc.nr_zones, 0);
	machine_desc_free(&desc);
}

static void names_of_the_model_are_the_kernels(void **state)
{
	(void)state;
	assert_string_equal(zone_names[ZONE_DMA32], "DMA32");
	assert_string_equal(migratetype_names[MIGRATE_HIGHATOMIC], "HighAtomic");
	assert_int_equal(migratetype_letters[MIGRATE_RECLAIMABLE], 'R');
	assert_string_equal(node_state_names[N_NORMAL_MEMORY], "N_NORMAL_MEMORY");
	assert_string_equal(oom_constraint_names[CONSTRAINT_MEMORY_POLICY],
			    "CONSTRAINT_MEMORY_POLICY");
	assert_string_equal(alloc_ctx_names[CTX_BH_DISABLED], "bh_disabled");
	assert_string_equal(pass_names[PASS_FAST], "fast");
}

static void every_name_table_is_complete(void **state)
{
	(void)state;
	for (int i = 0; i < NR_MASK_FROM; i++)
		assert_non_null(mask_from_texts[i]);
	for (int i = 0; i < NR_PASS_KINDS; i++)
		assert_true(pass_names[i] && pass_whens[i]);
	for (int i = 0; i < NR_CTX_KINDS; i++)
		assert_non_null(alloc_ctx_names[i]);
	for (int i = 0; i < NR_NODE_STATES; i++)
		assert_non_null(node_state_names[i]);
	for (int i = 0; i < MAX_NR_ZONES; i++)
		assert_non_null(zone_names[i]);
	assert_int_equal(strlen(migratetype_letters), MIGRATE_TYPES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zone_is_called_by_node_and_name),
		cmocka_unit_test(online_nodes_are_counted_across_holes),
		cmocka_unit_test(a_switch_is_found_by_name),
		cmocka_unit_test(an_event_tells_where_and_what),
		cmocka_unit_test(events_beyond_the_limit_are_counted),
		cmocka_unit_test(equal_events_are_added_up_in_one_entry),
		cmocka_unit_test(without_a_log_events_go_nowhere),
		cmocka_unit_test(a_description_gives_everything_back),
		cmocka_unit_test(names_of_the_model_are_the_kernels),
		cmocka_unit_test(every_name_table_is_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
