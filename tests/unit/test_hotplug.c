// SPDX-License-Identifier: GPL-2.0-only
/* Ranges of memory come and go; boot blocks; roles. */
#include "hotplug/hotplug.h"

#include <errno.h>

#include "alloc/rmqueue.h"
#include "hotplug_machine.h"

static void boot_memory_has_online_blocks(void **state)
{
	struct hotplug_machine hm;

	(void)state;
	hotplug_machine_boot(&hm);
	assert_int_equal(hm.h.table.nr_blocks, 3);
	assert_int_equal(find_memory_block(&hm.h.table, 34)->nid, 1);
	assert_int_equal(find_memory_block(&hm.h.table, 34)->state, BLOCK_ONLINE);
	assert_valid_zones(&hm, 32, "Normal");
	hotplug_machine_destroy(&hm);
}

/* Node 1 reaches into block 33: | 32: node 0 | 33: node 0, node 1 | 34: node 1 | */
static void a_boot_block_of_two_nodes_has_no_zone_and_stays(void **state)
{
	struct hotplug_machine hm;

	(void)state;
	hotplug_machine_init(&hm);
	zone_shrink_span(zone_at(&hm, 0, ZONE_NORMAL), BLOCK_PFN(32), BLOCK_PFN(33) + 4096);
	zone_grow_span(zone_at(&hm, 1, ZONE_NORMAL), BLOCK_PFN(33) + 4096, BLOCK_PAGES - 4096);
	hotplug_boot(&hm.h, &hm.m, &hm.desc);
	assert_valid_zones(&hm, 33, "none");
	assert_valid_zones(&hm, 34, "Normal");
	assert_int_equal(store(&hm, 33, MMOP_OFFLINE).err, -EINVAL);
	hotplug_machine_destroy(&hm);
}

static void memory_that_is_there_cannot_be_added(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;

	(void)state;
	hotplug_machine_boot(&hm);
	r = add_blocks(&hm, 2, 34, 2, MMOP_ONLINE);
	assert_int_equal(r.err, -EEXIST);
	assert_int_equal(r.why, VERDICT_HOTPLUG_EXISTS);
	assert_state(&hm, N_ONLINE, "0-1");
	assert_int_equal(hm.h.table.nr_blocks, 3);
	hotplug_machine_destroy(&hm);
}

static void a_range_must_be_made_of_whole_blocks(void **state)
{
	struct hotplug_machine hm;
	struct add_memory_args args = { .nid = 2, .start_pfn = BLOCK_PFN(36) };

	(void)state;
	hotplug_machine_boot(&hm);
	assert_int_equal(add_memory(&hm.h, &hm.m, &args).err, -EINVAL);
	args.nr_pages = BLOCK_PAGES - 1;
	assert_int_equal(add_memory(&hm.h, &hm.m, &args).err, -EINVAL);
	args.start_pfn++;
	args.nr_pages = BLOCK_PAGES;
	assert_int_equal(add_memory(&hm.h, &hm.m, &args).err, -EINVAL);
	args.start_pfn = UINT64_MAX - 5;
	assert_int_equal(add_memory(&hm.h, &hm.m, &args).err, -E2BIG);
	hotplug_machine_destroy(&hm);
}

static void a_node_must_be_possible(void **state)
{
	struct hotplug_machine hm;

	(void)state;
	hotplug_machine_boot(&hm);
	assert_int_equal(add_blocks(&hm, 3, 36, 1, MMOP_ONLINE).err, -EINVAL);
	assert_int_equal(add_blocks(&hm, -1, 36, 1, MMOP_ONLINE).err, -EINVAL);
	assert_int_equal(node_set_type(&hm.h, &hm.m, 77, ROLE_SPM).err, -EINVAL);
	hotplug_machine_destroy(&hm);
}

static void contig_zones_keeps_a_block_with_its_neighbours(void **state)
{
	struct hotplug_machine hm;

	(void)state;
	hotplug_machine_boot(&hm);
	add_blocks(&hm, 2, 36, 3, MMOP_OFFLINE);
	store(&hm, 36, MMOP_ONLINE_MOVABLE);
	assert_valid_zones(&hm, 37, "Normal Movable"); /* a neighbour is not enough */
	store(&hm, 38, MMOP_ONLINE_MOVABLE);
	assert_valid_zones(&hm, 37, "Movable Normal"); /* inside the span is */
	assert_int_equal(store(&hm, 37, MMOP_ONLINE).err, 0);
	assert_valid_zones(&hm, 37, "Movable");
	hotplug_machine_destroy(&hm);
}

static void memory_can_go_only_when_it_is_offline(void **state)
{
	struct hotplug_machine hm;

	(void)state;
	hotplug_machine_boot(&hm);
	add_blocks(&hm, 2, 36, 2, MMOP_ONLINE);
	assert_int_equal(remove_memory(&hm.h, &hm.m, BLOCK_PFN(36), 2 * BLOCK_PAGES).err, -EBUSY);
	store(&hm, 36, MMOP_OFFLINE);
	store(&hm, 37, MMOP_OFFLINE);
	assert_int_equal(remove_memory(&hm.h, &hm.m, BLOCK_PFN(36), 2 * BLOCK_PAGES).err, 0);
	assert_state(&hm, N_ONLINE, "0-1");
	assert_null(find_memory_block(&hm.h.table, 36));
	assert_int_equal(add_blocks(&hm, 2, 36, 2, MMOP_ONLINE).err, 0);
	hotplug_machine_destroy(&hm);
}

static void a_node_with_cpus_stays_online_without_memory(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;

	(void)state;
	hotplug_machine_boot(&hm);
	r = offline_and_remove_memory(&hm.h, &hm.m, BLOCK_PFN(32), 2 * BLOCK_PAGES);
	assert_int_equal(r.err, 0);
	assert_false(r.effects.online_nodes_changed);
	assert_state(&hm, N_ONLINE, "0-1");
	assert_state(&hm, N_MEMORY, "1");
	hotplug_machine_destroy(&hm);
}

/* |36 free|37 pinned|: neither goes, and block 36 is as it was. */
static void removing_is_all_or_nothing(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;
	uint64_t min;

	(void)state;
	hotplug_machine_boot(&hm);
	add_blocks(&hm, 2, 36, 2, MMOP_ONLINE);
	min = zone_at(&hm, 2, ZONE_NORMAL)->_watermark[WMARK_MIN];
	hotplug_pin(&hm.h, BLOCK_PFN(37) + 1);
	r = offline_and_remove_memory(&hm.h, &hm.m, BLOCK_PFN(36), 2 * BLOCK_PAGES);
	assert_int_equal(r.err, -EBUSY);
	assert_int_equal(r.effects.nr_offlined, 0);
	assert_int_equal(find_memory_block(&hm.h.table, 36)->state, BLOCK_ONLINE);
	assert_int_equal(zone_at(&hm, 2, ZONE_NORMAL)->_watermark[WMARK_MIN], min);
	assert_int_equal(zone_at(&hm, 2, ZONE_NORMAL)->managed_pages, 2 * BLOCK_PAGES);
	hotplug_machine_destroy(&hm);
}

static struct hotplug_answer latch(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);
	bool spm = q->role == ROLE_SPM;

	if (q->moment != HP_BOOT && q->moment != HP_ADD && q->moment != HP_SET_TYPE)
		return answer;
	if (node_isset(q->nid, node_role_list(m, spm ? ROLE_SYSRAM : ROLE_SPM))) {
		answer.err = -EBUSY;
		answer.why = VERDICT_HOTPLUG_ROLE;
		return answer;
	}
	answer.edit.set_spm = spm;
	answer.edit.set_sysram = !spm;
	return answer;
}

static void at_boot_the_design_hears_of_every_node_with_memory(void **state)
{
	struct hotplug_machine hm;
	char buf[NODELIST_MAX];

	(void)state;
	hotplug_machine_init(&hm);
	hm.design.hotplug = latch;
	node_set(1, &hm.m.spm_declared);
	assert_true(hotplug_boot(&hm.h, &hm.m, &hm.desc).effects.roles_changed);
	assert_string_equal(nodelist_print(&hm.m.dstate.sysram, buf), "0");
	assert_string_equal(nodelist_print(&hm.m.dstate.spm, buf), "1");
	hotplug_machine_destroy(&hm);
}

static struct hotplug_answer special_at_boot(const struct machine *m,
					     const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);

	(void)m;
	answer.joins_spm = q->moment == HP_BOOT && q->role == ROLE_SPM;
	answer.joins_memory = !answer.joins_spm;
	return answer;
}

static void at_boot_a_design_can_move_a_node_to_its_own_state(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;

	(void)state;
	hotplug_machine_init(&hm);
	hm.design.hotplug = special_at_boot;
	node_set(1, &hm.m.spm_declared);
	r = hotplug_boot(&hm.h, &hm.m, &hm.desc);
	assert_true(r.effects.memory_nodes_changed && r.effects.zonelists_rebuilt);
	assert_state(&hm, N_MEMORY, "0");
	assert_state(&hm, N_SPM, "1");
	assert_int_equal(find_memory_block(&hm.h.table, 34)->role, ROLE_SPM);
	assert_int_equal(find_memory_block(&hm.h.table, 33)->role, ROLE_SYSRAM);
	hotplug_machine_destroy(&hm);
}

static void special_memory_that_is_added_makes_its_node_special(void **state)
{
	struct hotplug_machine hm;
	struct add_memory_args args = { .nid = 2,
					.start_pfn = BLOCK_PFN(36),
					.nr_pages = BLOCK_PAGES,
					.role = ROLE_SPM,
					.online = MMOP_OFFLINE,
					.inject_err = -ENOMEM };

	(void)state;
	hotplug_machine_boot(&hm);
	add_memory(&hm.h, &hm.m, &args);
	assert_false(node_isset(2, &hm.m.spm_declared));
	args.inject_err = 0;
	add_memory(&hm.h, &hm.m, &args);
	assert_true(node_isset(2, &hm.m.spm_declared));
	hotplug_machine_destroy(&hm);
}

static void a_range_that_is_removed_must_be_whole_blocks_too(void **state)
{
	struct hotplug_machine hm;

	(void)state;
	hotplug_machine_boot(&hm);
	assert_int_equal(remove_memory(&hm.h, &hm.m, BLOCK_PFN(36), 0).err, -EINVAL);
	assert_int_equal(remove_memory(&hm.h, &hm.m, 5, BLOCK_PAGES).err, -EINVAL);
	assert_int_equal(offline_and_remove_memory(&hm.h, &hm.m, BLOCK_PFN(34), 9).err, -EINVAL);
	assert_int_equal(remove_memory(&hm.h, &hm.m, BLOCK_PFN(36), BLOCK_PAGES).err, 0);
	hotplug_machine_destroy(&hm);
}

static void of_a_partly_offline_range_the_online_part_goes_offline_first(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;

	(void)state;
	hotplug_machine_boot(&hm);
	add_blocks(&hm, 2, 36, 3, MMOP_ONLINE);
	store(&hm, 37, MMOP_OFFLINE);
	r = offline_and_remove_memory(&hm.h, &hm.m, BLOCK_PFN(36), 3 * BLOCK_PAGES);
	assert_int_equal(r.err, 0);
	assert_int_equal(r.effects.nr_offlined, 2);
	assert_true(r.effects.online_nodes_changed);
	assert_state(&hm, N_ONLINE, "0-1");
	hotplug_machine_destroy(&hm);
}

/* The role that was latched survives the failure of what it was latched for. */
static void a_late_failure_leaves_the_role_behind(void **state)
{
	struct hotplug_machine hm;
	struct add_memory_args args = { .nid = 2,
					.start_pfn = BLOCK_PFN(36),
					.nr_pages = BLOCK_PAGES,
					.role = ROLE_SPM,
					.online = MMOP_ONLINE,
					.inject_err = -ENOMEM };
	struct hotplug_result r;

	(void)state;
	hotplug_machine_init(&hm);
	hm.design.hotplug = latch;
	hotplug_boot(&hm.h, &hm.m, &hm.desc);
	r = add_memory(&hm.h, &hm.m, &args);
	assert_int_equal(r.err, -ENOMEM);
	assert_true(r.effects.roles_changed);
	assert_null(find_memory_block(&hm.h.table, 36));
	assert_state(&hm, N_ONLINE, "0-1");
	args.role = ROLE_SYSRAM;
	args.inject_err = 0;
	r = add_memory(&hm.h, &hm.m, &args);
	assert_int_equal(r.err, -EBUSY);
	assert_int_equal(r.why, VERDICT_HOTPLUG_ROLE);
	hotplug_machine_destroy(&hm);
}

static void a_role_can_be_declared_without_memory(void **state)
{
	struct hotplug_machine hm;

	(void)state;
	hotplug_machine_init(&hm);
	hm.design.hotplug = latch;
	hotplug_boot(&hm.h, &hm.m, &hm.desc);
	assert_int_equal(node_set_type(&hm.h, &hm.m, 2, ROLE_SPM).err, 0);
	assert_int_equal(node_set_type(&hm.h, &hm.m, 2, ROLE_SPM).err, 0);
	assert_int_equal(node_set_type(&hm.h, &hm.m, 2, ROLE_SYSRAM).err, -EBUSY);
	assert_int_equal(node_set_type(&hm.h, &hm.m, 0, ROLE_SPM).err, -EBUSY);
	assert_true(node_isset(2, &hm.m.dstate.spm));
	hotplug_machine_destroy(&hm);
}

static void a_round_trip_leaves_sound_zones(void **state)
{
	struct hotplug_machine hm;
	char buf[256];

	(void)state;
	hotplug_machine_boot(&hm);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(add_blocks(&hm, 2, 40, 4, MMOP_ONLINE_MOVABLE).err, 0);
		store(&hm, 41, MMOP_OFFLINE);
		store(&hm, 41, MMOP_ONLINE_KERNEL);
		store(&hm, 43, MMOP_OFFLINE);
		assert_null(zone_check(zone_at(&hm, 2, ZONE_MOVABLE), buf, sizeof(buf)));
		assert_null(zone_check(zone_at(&hm, 2, ZONE_NORMAL), buf, sizeof(buf)));
		assert_int_equal(
			offline_and_remove_memory(&hm.h, &hm.m, BLOCK_PFN(40), 4 * BLOCK_PAGES).err,
			0);
	}
	assert_state(&hm, N_MEMORY, "0-1");
	assert_int_equal(hm.h.table.nr_blocks, 3);
	hotplug_machine_destroy(&hm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(boot_memory_has_online_blocks),
		cmocka_unit_test(a_boot_block_of_two_nodes_has_no_zone_and_stays),
		cmocka_unit_test(memory_that_is_there_cannot_be_added),
		cmocka_unit_test(a_range_must_be_made_of_whole_blocks),
		cmocka_unit_test(a_node_must_be_possible),
		cmocka_unit_test(contig_zones_keeps_a_block_with_its_neighbours),
		cmocka_unit_test(memory_can_go_only_when_it_is_offline),
		cmocka_unit_test(a_node_with_cpus_stays_online_without_memory),
		cmocka_unit_test(removing_is_all_or_nothing),
		cmocka_unit_test(at_boot_the_design_hears_of_every_node_with_memory),
		cmocka_unit_test(at_boot_a_design_can_move_a_node_to_its_own_state),
		cmocka_unit_test(special_memory_that_is_added_makes_its_node_special),
		cmocka_unit_test(a_range_that_is_removed_must_be_whole_blocks_too),
		cmocka_unit_test(of_a_partly_offline_range_the_online_part_goes_offline_first),
		cmocka_unit_test(a_late_failure_leaves_the_role_behind),
		cmocka_unit_test(a_role_can_be_declared_without_memory),
		cmocka_unit_test(a_round_trip_leaves_sound_zones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
