// SPDX-License-Identifier: GPL-2.0-only
/* A block goes online: zones, states, lists, watermarks. */
#include <errno.h>

#include "hotplug_machine.h"

static void a_new_node_is_online_before_it_has_memory(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;

	(void)state;
	hotplug_machine_boot(&hm);
	r = add_blocks(&hm, 2, 36, 2, MMOP_OFFLINE);
	assert_int_equal(r.err, 0);
	assert_true(r.effects.online_nodes_changed);
	assert_false(r.effects.memory_nodes_changed);
	assert_state(&hm, N_ONLINE, "0-2");
	assert_state(&hm, N_MEMORY, "0-1");
	assert_valid_zones(&hm, 36, "Normal Movable");
	hotplug_machine_destroy(&hm);
}

static void the_first_movable_block_joins_n_memory_only(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;

	(void)state;
	hotplug_machine_boot(&hm);
	add_blocks(&hm, 2, 36, 2, MMOP_OFFLINE);
	r = store(&hm, 36, MMOP_ONLINE_MOVABLE);
	assert_int_equal(r.err, 0);
	assert_true(r.effects.memory_nodes_changed && r.effects.zonelists_rebuilt);
	assert_true(node_isset(2, &r.effects.joined));
	assert_state(&hm, N_MEMORY, "0-2");
	assert_state(&hm, N_NORMAL_MEMORY, "0-1");
	r = store(&hm, 37, MMOP_ONLINE_KERNEL);
	assert_false(r.effects.memory_nodes_changed);
	assert_true(r.effects.zonelists_rebuilt); /* a zone is new */
	assert_state(&hm, N_NORMAL_MEMORY, "0-2");
	hotplug_machine_destroy(&hm);
}

static void a_further_block_of_a_zone_rebuilds_no_list(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;

	(void)state;
	hotplug_machine_boot(&hm);
	add_blocks(&hm, 2, 36, 2, MMOP_OFFLINE);
	store(&hm, 36, MMOP_ONLINE);
	r = store(&hm, 37, MMOP_ONLINE);
	assert_int_equal(r.effects.nr_onlined, 1);
	assert_false(r.effects.zonelists_rebuilt || r.effects.memory_nodes_changed);
	hotplug_machine_destroy(&hm);
}

static void the_pages_are_present_managed_and_free(void **state)
{
	struct hotplug_machine hm;
	struct zone *zone;

	(void)state;
	hotplug_machine_boot(&hm);
	add_blocks(&hm, 2, 38, 1, MMOP_ONLINE_MOVABLE);
	zone = zone_at(&hm, 2, ZONE_MOVABLE);
	assert_int_equal(zone->zone_start_pfn, BLOCK_PFN(38));
	assert_int_equal(zone->spanned_pages, BLOCK_PAGES);
	assert_int_equal(zone->present_pages, BLOCK_PAGES);
	assert_int_equal(zone->managed_pages, BLOCK_PAGES);
	assert_int_equal(zone->nr_free_pages, BLOCK_PAGES);
	assert_true(zone->_watermark[WMARK_LOW] > 0);
	assert_true(zone->pageset_batch > 0);
	hotplug_machine_destroy(&hm);
}

static void writing_online_to_an_online_block_is_invalid(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;

	(void)state;
	hotplug_machine_boot(&hm);
	r = store(&hm, 33, MMOP_ONLINE_MOVABLE);
	assert_int_equal(r.err, -EINVAL);
	assert_int_equal(r.why, VERDICT_HOTPLUG_INVALID);
	assert_valid_zones(&hm, 33, "Normal");
	assert_int_equal(store(&hm, 99, MMOP_ONLINE).err, -ENODEV);
	hotplug_machine_destroy(&hm);
}

/*
 * At boot lists are built before CPUs are known: node 2, at 20 from both, prefers
 * node 0. The first rebuild counts CPUs: node 1 without any comes first.
 */
static void the_first_rebuild_knows_about_cpus(void **state)
{
	struct hotplug_machine hm;
	const struct zonelist *zl;

	(void)state;
	hotplug_machine_boot(&hm);
	zl = &hm.m.pgdat[2]->node_zonelists[ZONELIST_FALLBACK];
	assert_int_equal(zl->refs[0].nid, 0);
	add_blocks(&hm, 1, 36, 1, MMOP_ONLINE_MOVABLE);
	zl = &hm.m.pgdat[2]->node_zonelists[ZONELIST_FALLBACK];
	assert_int_equal(zl->refs[0].nid, 1);
	hotplug_machine_destroy(&hm);
}

static struct hotplug_answer to_spm(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);

	(void)m;
	if (q->role == ROLE_SPM && q->moment == HP_ONLINE_FIRST) {
		answer.joins_memory = false;
		answer.joins_spm = true;
		answer.starts_daemons = false;
	}
	return answer;
}

static void a_design_can_put_the_node_into_its_own_state(void **state)
{
	struct hotplug_machine hm;
	struct add_memory_args args = { .nid = 2,
					.start_pfn = BLOCK_PFN(36),
					.nr_pages = 2 * BLOCK_PAGES,
					.role = ROLE_SPM,
					.online = MMOP_ONLINE };
	struct hotplug_result r;

	(void)state;
	hotplug_machine_boot(&hm);
	hm.design.hotplug = to_spm;
	r = add_memory(&hm.h, &hm.m, &args);
	assert_int_equal(r.effects.nr_onlined, 2);
	assert_true(r.effects.memory_nodes_changed);
	assert_state(&hm, N_MEMORY, "0-1");
	assert_state(&hm, N_NORMAL_MEMORY, "0-1");
	assert_state(&hm, N_SPM, "2");
	assert_false(hm.m.pgdat[2]->kswapd_started);
	r = offline_and_remove_memory(&hm.h, &hm.m, args.start_pfn, args.nr_pages);
	assert_int_equal(r.err, 0);
	assert_true(node_isset(2, &r.effects.left));
	assert_state(&hm, N_SPM, "");
	hotplug_machine_destroy(&hm);
}

static struct hotplug_answer flips_at_the_second(const struct machine *m,
						 const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);

	(void)m;
	if (q->moment == HP_ONLINE_MORE) {
		answer.joins_memory = false;
		answer.joins_spm = true;
	}
	return answer;
}

static void one_more_block_can_turn_the_whole_node(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;

	(void)state;
	hotplug_machine_boot(&hm);
	hm.design.hotplug = flips_at_the_second;
	add_blocks(&hm, 2, 36, 2, MMOP_OFFLINE);
	store(&hm, 36, MMOP_ONLINE);
	assert_state(&hm, N_MEMORY, "0-2");
	r = store(&hm, 37, MMOP_ONLINE);
	assert_true(r.effects.memory_nodes_changed && r.effects.zonelists_rebuilt);
	assert_true(nodes_empty(&r.effects.joined) && nodes_empty(&r.effects.left));
	assert_state(&hm, N_MEMORY, "0-1");
	assert_state(&hm, N_NORMAL_MEMORY, "0-1");
	assert_state(&hm, N_SPM, "2");
	hotplug_machine_destroy(&hm);
}

/* 16 TiB and a block between the lowest and the highest page of the zone. */
static void a_zone_cannot_become_wider_than_a_page_index(void **state)
{
	struct hotplug_machine hm;
	uint64_t far = 36 + MAX_ZONE_PAGES / BLOCK_PAGES;
	struct hotplug_result r;

	(void)state;
	hotplug_machine_boot(&hm);
	add_blocks(&hm, 2, 36, 1, MMOP_ONLINE);
	assert_int_equal(add_blocks(&hm, 2, far, 1, MMOP_OFFLINE).err, 0);
	r = store(&hm, far, MMOP_ONLINE_KERNEL);
	assert_int_equal(r.err, -E2BIG);
	assert_int_equal(r.why, VERDICT_HOTPLUG_INVALID);
	assert_int_equal(zone_at(&hm, 2, ZONE_NORMAL)->spanned_pages, BLOCK_PAGES);
	assert_int_equal(store(&hm, far, MMOP_ONLINE_MOVABLE).err, 0);
	hotplug_machine_destroy(&hm);
}

static struct hotplug_answer never_online(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);

	(void)m;
	if (q->moment == HP_ONLINE_FIRST) {
		answer.err = -EPERM;
		answer.why = VERDICT_HOTPLUG_ROLE;
	}
	return answer;
}

static void a_block_that_the_design_refuses_stays_offline_and_nothing_changes(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;

	(void)state;
	hotplug_machine_boot(&hm);
	hm.design.hotplug = never_online;
	r = add_blocks(&hm, 2, 36, 1, MMOP_ONLINE);
	assert_int_equal(r.err, 0);
	assert_int_equal(r.effects.nr_onlined, 0);
	assert_int_equal(find_memory_block(&hm.h.table, 36)->state, BLOCK_OFFLINE);
	r = store(&hm, 36, MMOP_ONLINE);
	assert_int_equal(r.err, -EPERM);
	assert_int_equal(r.why, VERDICT_HOTPLUG_ROLE);
	assert_int_equal(zone_at(&hm, 2, ZONE_NORMAL)->spanned_pages, 0);
	assert_state(&hm, N_MEMORY, "0-1");
	hotplug_machine_destroy(&hm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_node_is_online_before_it_has_memory),
		cmocka_unit_test(the_first_movable_block_joins_n_memory_only),
		cmocka_unit_test(a_further_block_of_a_zone_rebuilds_no_list),
		cmocka_unit_test(the_pages_are_present_managed_and_free),
		cmocka_unit_test(writing_online_to_an_online_block_is_invalid),
		cmocka_unit_test(the_first_rebuild_knows_about_cpus),
		cmocka_unit_test(a_design_can_put_the_node_into_its_own_state),
		cmocka_unit_test(one_more_block_can_turn_the_whole_node),
		cmocka_unit_test(a_zone_cannot_become_wider_than_a_page_index),
		cmocka_unit_test(a_block_that_the_design_refuses_stays_offline_and_nothing_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
