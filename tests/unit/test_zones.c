// SPDX-License-Identifier: GPL-2.0-only
/* Which zone a block goes to, and what a zone spans after one left. */
#include <errno.h>

#include "hotplug_machine.h"

/*
 *	block       0          1       2       3      4
 *	      | DMA DMA32 | DMA32 | DMA32 | DMA32 | free
 */
static void boot_low_memory(struct hotplug_machine *hm)
{
	struct zone_desc zones[] = {
		whole_zone(0, ZONE_DMA, 1, PFN_DMA_END - 1),
		whole_zone(0, ZONE_DMA32, PFN_DMA_END, BLOCK_PFN(4) - PFN_DMA_END),
	};

	hotplug_machine_init_zones(hm, zones, 2);
	hotplug_boot(&hm->h, &hm->m, &hm->desc);
}

static void online_types_have_the_names_of_sysfs(void **state)
{
	(void)state;
	for (int i = MMOP_OFFLINE; i <= MMOP_ONLINE_MOVABLE; i++)
		assert_int_equal(online_type_parse(online_type_names[i]), i);
	assert_string_equal(online_type_names[MMOP_ONLINE_KERNEL], "online_kernel");
	assert_int_equal(online_type_parse("online_device"), -1);
}

static void a_boot_block_of_two_zones_belongs_to_none(void **state)
{
	struct hotplug_machine hm;
	struct hotplug_result r;

	(void)state;
	boot_low_memory(&hm);
	assert_valid_zones(&hm, 0, "none");
	assert_valid_zones(&hm, 1, "DMA32");
	r = store(&hm, 0, MMOP_OFFLINE);
	assert_int_equal(r.err, -EINVAL);
	assert_string_equal(r.by, "memory_block_offline");
	hotplug_machine_destroy(&hm);
}

static void inside_the_span_of_dma32_a_block_goes_back_to_it(void **state)
{
	struct hotplug_machine hm;

	(void)state;
	boot_low_memory(&hm);
	store(&hm, 2, MMOP_OFFLINE);
	assert_valid_zones(&hm, 2, "DMA32 Movable");
	assert_int_equal(store(&hm, 2, MMOP_ONLINE_KERNEL).err, 0);
	assert_valid_zones(&hm, 2, "DMA32");
	hotplug_machine_destroy(&hm);
}

/* The highest block leaves: DMA32 ends below it, and it would come back as Normal. */
static void outside_of_it_a_block_becomes_normal(void **state)
{
	struct hotplug_machine hm;

	(void)state;
	boot_low_memory(&hm);
	store(&hm, 3, MMOP_OFFLINE);
	assert_int_equal(zone_end_pfn(zone_at(&hm, 0, ZONE_DMA32)), BLOCK_PFN(3));
	assert_valid_zones(&hm, 3, "Normal Movable");
	hotplug_machine_destroy(&hm);
}

/* All but block 0 leave: what is left of DMA32 is its part of block 0. */
static void of_a_mixed_block_the_zone_keeps_its_part(void **state)
{
	struct hotplug_machine hm;
	const struct zone *zone;

	(void)state;
	boot_low_memory(&hm);
	for (uint64_t id = 3; id > 0; id--)
		assert_int_equal(store(&hm, id, MMOP_OFFLINE).err, 0);
	zone = zone_at(&hm, 0, ZONE_DMA32);
	assert_int_equal(zone->zone_start_pfn, PFN_DMA_END);
	assert_int_equal(zone_end_pfn(zone), BLOCK_PFN(1));
	assert_int_equal(zone_at(&hm, 0, ZONE_DMA)->spanned_pages, PFN_DMA_END - 1);
	hotplug_machine_destroy(&hm);
}

static void movable_node_prefers_movable_where_nothing_decides(void **state)
{
	struct hotplug_machine hm;

	(void)state;
	hotplug_machine_boot(&hm);
	hm.h.movable_node = true;
	add_blocks(&hm, 2, 36, 1, MMOP_ONLINE);
	assert_valid_zones(&hm, 36, "Movable");
	store(&hm, 36, MMOP_OFFLINE);
	assert_valid_zones(&hm, 36, "Movable Normal");
	hotplug_machine_destroy(&hm);
}

/*
 *	block  36       37         38      39       40
 *	     Movable  Normal    offline  Movable  Normal
 *
 * Both zones span block 38: the kernel zone wins.
 */
static void where_two_zones_meet_the_kernel_zone_wins(void **state)
{
	struct hotplug_machine hm;

	(void)state;
	hotplug_machine_boot(&hm);
	add_blocks(&hm, 2, 36, 5, MMOP_OFFLINE);
	store(&hm, 36, MMOP_ONLINE_MOVABLE);
	store(&hm, 39, MMOP_ONLINE_MOVABLE);
	assert_valid_zones(&hm, 38, "Movable Normal");
	store(&hm, 37, MMOP_ONLINE_KERNEL);
	store(&hm, 40, MMOP_ONLINE_KERNEL);
	assert_valid_zones(&hm, 38, "Normal Movable");
	hotplug_machine_destroy(&hm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(online_types_have_the_names_of_sysfs),
		cmocka_unit_test(a_boot_block_of_two_zones_belongs_to_none),
		cmocka_unit_test(inside_the_span_of_dma32_a_block_goes_back_to_it),
		cmocka_unit_test(outside_of_it_a_block_becomes_normal),
		cmocka_unit_test(of_a_mixed_block_the_zone_keeps_its_part),
		cmocka_unit_test(movable_node_prefers_movable_where_nothing_decides),
		cmocka_unit_test(where_two_zones_meet_the_kernel_zone_wins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
