// SPDX-License-Identifier: GPL-2.0-only
/* Where memory is. */
#include <stdlib.h>

#include "hotplug/private.h"
#include "unit.h"

static void touching_ranges_become_one(void **state)
{
	struct hotplug h = { 0 };

	(void)state;
	ram_add(&h, 100, 200);
	ram_add(&h, 300, 400);
	ram_add(&h, 200, 300);
	assert_int_equal(h.nr_ram, 1);
	assert_true(ram_covers(&h, 100, 400));
	free(h.ram);
}

static void overlap_counts_from_the_first_to_the_last_page(void **state)
{
	struct hotplug h = { 0 };

	(void)state;
	ram_add(&h, 100, 200);
	assert_false(ram_overlaps(&h, 0, 100));
	assert_true(ram_overlaps(&h, 0, 101));
	assert_true(ram_overlaps(&h, 199, 300));
	assert_false(ram_overlaps(&h, 200, 300));
	free(h.ram);
}

/* [100 ... 400) minus [200, 300) leaves two ranges with a hole. */
static void removing_the_middle_leaves_two_ranges(void **state)
{
	struct hotplug h = { 0 };

	(void)state;
	ram_add(&h, 100, 400);
	ram_remove(&h, 200, 300);
	assert_int_equal(h.nr_ram, 2);
	assert_true(ram_covers(&h, 100, 200));
	assert_true(ram_covers(&h, 300, 400));
	assert_false(ram_covers(&h, 150, 350));
	free(h.ram);
}

static void removing_reaches_over_several_ranges(void **state)
{
	struct hotplug h = { 0 };

	(void)state;
	ram_add(&h, 0, 100);
	ram_add(&h, 200, 300);
	ram_add(&h, 400, 500);
	ram_remove(&h, 50, 450);
	assert_int_equal(h.nr_ram, 2);
	assert_true(ram_covers(&h, 0, 50));
	assert_true(ram_covers(&h, 450, 500));
	free(h.ram);
}

static void holes_at_boot_are_where_the_page_blocks_say(void **state)
{
	struct pageblock_run runs[] = {
		{ .start_pfn = 4096, .nr_blocks = 4, .mt = MIGRATE_MOVABLE },
		{ .start_pfn = 6144, .nr_blocks = 2, .mt = -1 },
		{ .start_pfn = 7168, .nr_blocks = 1, .mt = MIGRATE_UNMOVABLE },
	};
	struct zone_desc zone = { .start_pfn = 4096,
				  .spanned = 3584,
				  .present = 2560,
				  .managed = 2560,
				  .pageblocks = runs,
				  .nr_pageblocks = 3 };
	struct machine_desc desc = { .zones = &zone, .nr_zones = 1 };
	struct hotplug h = { 0 };

	(void)state;
	ram_init(&h, &desc);
	assert_true(ram_covers(&h, 4096, 6144));
	assert_false(ram_overlaps(&h, 6144, 7168));
	assert_true(ram_covers(&h, 7168, 7680));
	free(h.ram);
}

static void without_page_blocks_the_hole_is_at_the_end(void **state)
{
	struct zone_desc zone = {
		.start_pfn = 1, .spanned = 4095, .present = 3998, .managed = 3840
	};
	struct machine_desc desc = { .zones = &zone, .nr_zones = 1 };
	struct hotplug h = { 0 };

	(void)state;
	ram_init(&h, &desc);
	assert_true(ram_covers(&h, 1, 3999));
	assert_false(ram_overlaps(&h, 3999, 4096));
	free(h.ram);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(touching_ranges_become_one),
		cmocka_unit_test(overlap_counts_from_the_first_to_the_last_page),
		cmocka_unit_test(removing_the_middle_leaves_two_ranges),
		cmocka_unit_test(removing_reaches_over_several_ranges),
		cmocka_unit_test(holes_at_boot_are_where_the_page_blocks_say),
		cmocka_unit_test(without_page_blocks_the_hole_is_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
