// SPDX-License-Identifier: GPL-2.0-only
/* A block goes offline, or does not. */
#include <errno.h>

#include "alloc/rmqueue.h"
#include "hotplug_machine.h"

static void the_last_block_takes_the_node_out_of_n_memory(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;

	(void)state;
	hotplug_machine_boot(&hm);
	r = store(&hm, 34, MMOP_OFFLINE);
	assert_int_equal(r.err, 0);
	assert_true(r.effects.memory_nodes_changed && r.effects.zonelists_rebuilt);
	assert_true(node_isset(1, &r.effects.left));
	assert_state(&hm, N_MEMORY, "0");
	assert_state(&hm, N_NORMAL_MEMORY, "0");
	assert_state(&hm, N_ONLINE, "0-1");
	assert_int_equal(zone_at(&hm, 1, ZONE_NORMAL)->spanned_pages, 0);
	assert_false(hm.m.pgdat[1]->kswapd_started);
	hotplug_machine_destroy(&hm);
}

/* |32 offline|33| -> the span starts at 33 */
static void the_span_shrinks_at_the_end_that_left(void **state)
{
	struct hotplug_machine hm;
	struct zone *zone;

	(void)state;
	hotplug_machine_boot(&hm);
	zone = zone_at(&hm, 0, ZONE_NORMAL);
	assert_int_equal(store(&hm, 32, MMOP_OFFLINE).err, 0);
	assert_int_equal(zone->zone_start_pfn, BLOCK_PFN(33));
	assert_int_equal(zone->spanned_pages, BLOCK_PAGES);
	assert_int_equal(zone->present_pages, BLOCK_PAGES);
	assert_int_equal(zone->managed_pages, BLOCK_PAGES);
	hotplug_machine_destroy(&hm);
}

/* |36|37 offline|38| keeps its span; |36 offline|37 offline|38| starts at 38 */
static void a_block_in_the_middle_leaves_a_hole_until_the_end_follows(void **state)
{
	struct hotplug_machine hm;
	struct zone *zone;

	(void)state;
	hotplug_machine_boot(&hm);
	add_blocks(&hm, 2, 36, 3, MMOP_ONLINE_MOVABLE);
	zone = zone_at(&hm, 2, ZONE_MOVABLE);
	store(&hm, 37, MMOP_OFFLINE);
	assert_int_equal(zone->spanned_pages, 3 * BLOCK_PAGES);
	/* The hole is inside Movable: that is where the block belongs. */
	assert_valid_zones(&hm, 37, "Movable Normal");
	store(&hm, 36, MMOP_OFFLINE);
	assert_int_equal(zone->zone_start_pfn, BLOCK_PFN(38));
	hotplug_machine_destroy(&hm);
}

static void a_page_in_use_keeps_the_block_online(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;
	struct zone *zone;
	uint64_t pfn;

	(void)state;
	hotplug_machine_boot(&hm);
	zone = zone_at(&hm, 1, ZONE_NORMAL);
	assert_true(rmqueue(&hm.m, zone, 4, 0, MIGRATE_UNMOVABLE, 0, &pfn));
	r = store(&hm, 34, MMOP_OFFLINE);
	assert_int_equal(r.err, -EBUSY);
	assert_int_equal(r.why, VERDICT_HOTPLUG_BUSY);
	assert_true(r.pfn >= pfn && r.pfn < pfn + 16);
	assert_int_equal(find_memory_block(&hm.h.table, 34)->state, BLOCK_ONLINE);
	assert_int_equal(zone->managed_pages, BLOCK_PAGES);
	free_pages_to_zone(&hm.m, zone, pfn, 4, 0);
	assert_int_equal(store(&hm, 34, MMOP_OFFLINE).err, 0);
	hotplug_machine_destroy(&hm);
}

static void a_pinned_page_keeps_the_block_online_until_it_is_unpinned(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;

	(void)state;
	hotplug_machine_boot(&hm);
	hotplug_pin(&hm.h, BLOCK_PFN(34) + 9);
	hotplug_pin(&hm.h, BLOCK_PFN(34) + 7);
	r = store(&hm, 34, MMOP_OFFLINE);
	assert_int_equal(r.err, -EBUSY);
	assert_int_equal(r.pfn, BLOCK_PFN(34) + 7);
	assert_int_equal(store(&hm, 33, MMOP_OFFLINE).err, 0);
	assert_int_equal(hotplug_unpin_all(&hm.h), 2);
	assert_int_equal(store(&hm, 34, MMOP_OFFLINE).err, 0);
	hotplug_machine_destroy(&hm);
}

static void one_pin_can_go_without_the_others(void **state)
{
	struct hotplug_machine hm;

	(void)state;
	hotplug_machine_boot(&hm);
	hotplug_pin(&hm.h, BLOCK_PFN(34));
	hotplug_pin(&hm.h, BLOCK_PFN(33));
	hotplug_unpin(&hm.h, BLOCK_PFN(34));
	assert_int_equal(store(&hm, 33, MMOP_OFFLINE).err, -EBUSY);
	assert_int_equal(store(&hm, 34, MMOP_OFFLINE).err, 0);
	assert_int_equal(hotplug_unpin_all(&hm.h), 1);
	hotplug_machine_destroy(&hm);
}

struct migration {
	struct zone *zone;
	uint64_t pfn;
	int calls;
};

static int free_instead_of_migrating(void *arg, struct machine *m, uint64_t start_pfn,
				     uint64_t nr_pages)
{
	struct migration *migration = arg;

	assert_in_range(migration->pfn, start_pfn, start_pfn + nr_pages - 1);
	free_pages_to_zone(m, migration->zone, migration->pfn, 4, 0);
	migration->calls++;
	return 0;
}

static void migration_gets_a_chance_to_empty_the_block(void **state)
{
	struct hotplug_machine hm;
	struct migration migration = { 0 };

	(void)state;
	hotplug_machine_boot(&hm);
	migration.zone = zone_at(&hm, 1, ZONE_NORMAL);
	hm.h.migrate_range = free_instead_of_migrating;
	hm.h.migrate_arg = &migration;
	assert_true(rmqueue(&hm.m, migration.zone, 4, 0, MIGRATE_MOVABLE, 0, &migration.pfn));
	assert_int_equal(store(&hm, 34, MMOP_OFFLINE).err, 0);
	assert_int_equal(migration.calls, 1);
	hotplug_machine_destroy(&hm);
}

static void writing_offline_to_an_offline_block_is_invalid(void **state)
{
	struct hotplug_machine hm;

	(void)state;
	hotplug_machine_boot(&hm);
	assert_int_equal(store(&hm, 34, MMOP_OFFLINE).err, 0);
	assert_int_equal(store(&hm, 34, MMOP_OFFLINE).err, -EINVAL);
	hotplug_machine_destroy(&hm);
}

static void a_block_with_holes_cannot_go_offline(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;

	(void)state;
	hotplug_machine_init(&hm);
	hm.zones[1].spanned = hm.zones[1].present = BLOCK_PAGES - 32;
	hotplug_boot(&hm.h, &hm.m, &hm.desc);
	r = store(&hm, 34, MMOP_OFFLINE);
	assert_int_equal(r.err, -EINVAL);
	assert_string_equal(r.what, "memory holes");
	hotplug_machine_destroy(&hm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_block_takes_the_node_out_of_n_memory),
		cmocka_unit_test(the_span_shrinks_at_the_end_that_left),
		cmocka_unit_test(a_block_in_the_middle_leaves_a_hole_until_the_end_follows),
		cmocka_unit_test(a_page_in_use_keeps_the_block_online),
		cmocka_unit_test(a_pinned_page_keeps_the_block_online_until_it_is_unpinned),
		cmocka_unit_test(one_pin_can_go_without_the_others),
		cmocka_unit_test(migration_gets_a_chance_to_empty_the_block),
		cmocka_unit_test(writing_offline_to_an_offline_block_is_invalid),
		cmocka_unit_test(a_block_with_holes_cannot_go_offline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
