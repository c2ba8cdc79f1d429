// SPDX-License-Identifier: GPL-2.0-only
/* Reserves against requests of higher zones; numbers of whole machines are a real kernel's. */
#include "alloc/reserves.h"
#include "unit/unit.h"

#include "unit/tiny_machine.h"

static void reserves(struct machine *m, int nid, enum zone_type type,
		     const uint64_t expected[MAX_NR_ZONES])
{
	const struct zone *zone = tiny_zone_of(m, nid, type);

	for (int j = 0; j < MAX_NR_ZONES; j++)
		assert_int_equal(zone->lowmem_reserve[j], expected[j]);
}

#define RESERVES(m, nid, type, ...)                                                                \
	reserves(m, nid, type, (const uint64_t[MAX_NR_ZONES]){ __VA_ARGS__ })

static void a_zone_reserves_a_part_of_the_zones_above_it(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	setup_per_zone_lowmem_reserve(m);
	RESERVES(m, 1, ZONE_DMA32, 0, 0, 28, 123, 123);
	RESERVES(m, 1, ZONE_NORMAL, 0, 0, 0, 764, 764);
	RESERVES(m, 1, ZONE_MOVABLE, 0, 0, 0, 0, 0);
	tiny_free(m);
}

static void empty_zones_above_change_nothing(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	setup_per_zone_lowmem_reserve(m);
	RESERVES(m, 0, ZONE_DMA, 0, 324, 324, 324, 324);
	RESERVES(m, 0, ZONE_DMA32, 0, 0, 0, 0, 0);
	tiny_free(m);
}

static void an_empty_zone_reserves_nothing(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	setup_per_zone_lowmem_reserve(m);
	RESERVES(m, 2, ZONE_DMA32, 0, 0, 0, 0, 0);
	tiny_free(m);
}

static void a_ratio_of_zero_reserves_nothing(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	setup_per_zone_lowmem_reserve(m);
	m->sysctl.lowmem_reserve_ratio[ZONE_NORMAL] = 0;
	setup_per_zone_lowmem_reserve(m);
	RESERVES(m, 1, ZONE_NORMAL, 0, 0, 0, 0, 0);
	RESERVES(m, 1, ZONE_DMA32, 0, 0, 28, 123, 123);
	tiny_free(m);
}

static void a_ratio_of_one_reserves_all_of_the_zones_above(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	for (int z = 0; z < MAX_NR_ZONES; z++)
		m->sysctl.lowmem_reserve_ratio[z] = 1;
	setup_per_zone_lowmem_reserve(m);
	RESERVES(m, 1, ZONE_DMA32, 0, 0, 7168, 31635, 31635);
	tiny_free(m);
}

/* high mark + largest reserve, zone by zone, never more than the zone has. */
static void totalreserve_is_what_nobody_can_have(void **state)
{
	struct machine *m = tiny_machine(2);

	(void)state;
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_DMA32, 10000 });
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_NORMAL, 25600 });
	tiny_set_zone(m, (struct tiny_zone){ 1, ZONE_NORMAL, 300 });
	tiny_zone_of(m, 0, ZONE_DMA32)->_watermark[WMARK_HIGH] = 50;
	tiny_zone_of(m, 0, ZONE_NORMAL)->_watermark[WMARK_HIGH] = 60;
	tiny_zone_of(m, 0, ZONE_NORMAL)->watermark_boost = 5;
	tiny_zone_of(m, 1, ZONE_NORMAL)->_watermark[WMARK_HIGH] = 400;
	setup_per_zone_lowmem_reserve(m);
	assert_int_equal(m->pgdat[0]->totalreserve_pages, (100 + 50) + (60 + 5));
	assert_int_equal(m->pgdat[1]->totalreserve_pages, 300);
	assert_int_equal(m->totalreserve_pages, 150 + 65 + 300);
	tiny_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zone_reserves_a_part_of_the_zones_above_it),
		cmocka_unit_test(empty_zones_above_change_nothing),
		cmocka_unit_test(an_empty_zone_reserves_nothing),
		cmocka_unit_test(a_ratio_of_zero_reserves_nothing),
		cmocka_unit_test(a_ratio_of_one_reserves_all_of_the_zones_above),
		cmocka_unit_test(totalreserve_is_what_nobody_can_have),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
