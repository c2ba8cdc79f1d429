// SPDX-License-Identifier: GPL-2.0-only
/* Limits of per-cpu lists; numbers of whole machines are a real kernel's. */
#include "alloc/reserves.h"
#include "unit/unit.h"

#include "unit/tiny_machine.h"

static void has_pageset(struct machine *m, int nid, enum zone_type type, int high_min,
			int high_max, int batch)
{
	const struct zone *zone = tiny_zone_of(m, nid, type);

	assert_int_equal(zone->pageset_high_min, high_min);
	assert_int_equal(zone->pageset_high_max, high_max);
	assert_int_equal(zone->pageset_batch, batch);
}

static void limits_follow_the_low_mark_and_an_eighth_of_the_zone(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	m->sysctl.min_free_kbytes = 65536;
	setup_per_zone_wmarks(m);
	has_pageset(m, 0, ZONE_DMA, 566, 480, 1);
	has_pageset(m, 0, ZONE_DMA32, 12248, 10375, 15);
	has_pageset(m, 1, ZONE_DMA32, 4792, 4060, 7);
	tiny_free(m);
}

static void a_node_without_cpus_is_shared_by_all(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	m->sysctl.min_free_kbytes = 65536;
	setup_per_zone_wmarks(m);
	has_pageset(m, 3, ZONE_MOVABLE, 1727 / 3, 2360, 15);
	tiny_free(m);
}

static void the_cpus_of_a_node_share_its_zones(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	tiny_add_cpu(m, 0);
	m->sysctl.min_free_kbytes = 65536;
	setup_per_zone_wmarks(m);
	has_pageset(m, 0, ZONE_DMA32, 12248 / 2, 10375 / 2, 15);
	tiny_free(m);
}

static void limits_are_at_least_four_batches(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	m->sysctl.min_free_kbytes = 0;
	setup_per_zone_wmarks(m);
	has_pageset(m, 0, ZONE_DMA, 4, 480, 1);
	has_pageset(m, 3, ZONE_MOVABLE, 60, 2360, 15);
	tiny_free(m);
}

static void a_fraction_sets_both_limits(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	m->sysctl.percpu_pagelist_high_fraction = 100;
	setup_per_zone_pageset(m);
	has_pageset(m, 0, ZONE_DMA32, 830, 830, 15);
	has_pageset(m, 3, ZONE_MOVABLE, 188, 188, 15);
	tiny_free(m);
}

static void batch_is_at_most_63(void **state)
{
	struct machine *m = tiny_machine(1);

	(void)state;
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_NORMAL, UINT64_C(1) << 30 });
	setup_per_zone_pageset(m);
	assert_int_equal(tiny_zone_of(m, 0, ZONE_NORMAL)->pageset_batch, 63);
	tiny_free(m);
}

static void lists_that_exist_get_the_new_limits(void **state)
{
	struct machine *m = tiny_kernelcore();
	struct zone *zone = tiny_zone_of(m, 0, ZONE_DMA32);
	struct per_cpu_pages pcp = { .high = 99 };
	struct per_cpu_pages *lists[2] = { NULL, &pcp };

	(void)state;
	zone->pcp = lists;
	zone->nr_pcp = 2;
	setup_per_zone_wmarks(m);
	assert_int_equal(pcp.batch, zone->pageset_batch);
	assert_int_equal(pcp.high_min, zone->pageset_high_min);
	assert_int_equal(pcp.high_max, zone->pageset_high_max);
	assert_int_equal(pcp.high, 99);
	tiny_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits_follow_the_low_mark_and_an_eighth_of_the_zone),
		cmocka_unit_test(a_node_without_cpus_is_shared_by_all),
		cmocka_unit_test(the_cpus_of_a_node_share_its_zones),
		cmocka_unit_test(limits_are_at_least_four_batches),
		cmocka_unit_test(a_fraction_sets_both_limits),
		cmocka_unit_test(batch_is_at_most_63),
		cmocka_unit_test(lists_that_exist_get_the_new_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
