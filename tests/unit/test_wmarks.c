// SPDX-License-Identifier: GPL-2.0-only
/* Watermarks and min_free_kbytes; numbers of whole machines are a real kernel's. */
#include "alloc/reserves.h"
#include "unit/unit.h"

#include "unit/tiny_machine.h"

static void has_marks(struct machine *m, int nid, enum zone_type type, uint64_t min, uint64_t low,
		      uint64_t high, uint64_t promo)
{
	const struct zone *zone = tiny_zone_of(m, nid, type);

	assert_int_equal(zone->_watermark[WMARK_MIN], min);
	assert_int_equal(zone->_watermark[WMARK_LOW], low);
	assert_int_equal(zone->_watermark[WMARK_HIGH], high);
	assert_int_equal(zone->_watermark[WMARK_PROMO], promo);
}

static void min_free_kbytes_is_spread_over_zones_by_size(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	m->sysctl.min_free_kbytes = 65536;
	setup_per_zone_wmarks(m);
	has_marks(m, 0, ZONE_DMA, 453, 566, 679, 792);
	has_marks(m, 0, ZONE_DMA32, 9799, 12248, 14697, 17146);
	has_marks(m, 1, ZONE_NORMAL, 846, 1057, 1268, 1479);
	tiny_free(m);
}

static void the_min_of_a_movable_zone_is_capped_but_not_its_gap(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	m->sysctl.min_free_kbytes = 65536;
	setup_per_zone_wmarks(m);
	has_marks(m, 1, ZONE_MOVABLE, 32, 754, 1476, 2198);
	has_marks(m, 2, ZONE_MOVABLE, 56, 1775, 3494, 5213);
	tiny_set_zone(m, (struct tiny_zone){ 2, ZONE_MOVABLE, 1 << 20 });
	setup_per_zone_wmarks(m);
	assert_int_equal(tiny_zone_of(m, 2, ZONE_MOVABLE)->_watermark[WMARK_MIN], 128);
	tiny_free(m);
}

static void the_scale_factor_sets_the_least_gap(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	m->sysctl.min_free_kbytes = 0;
	setup_per_zone_wmarks(m);
	has_marks(m, 0, ZONE_DMA32, 0, 83, 166, 249);
	m->sysctl.watermark_scale_factor = 3000;
	setup_per_zone_wmarks(m);
	has_marks(m, 0, ZONE_DMA32, 0, 24900, 49800, 74700);
	tiny_free(m);
}

static void new_marks_end_a_boost(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	tiny_zone_of(m, 0, ZONE_DMA)->watermark_boost = 512;
	setup_per_zone_wmarks(m);
	assert_int_equal(tiny_zone_of(m, 0, ZONE_DMA)->watermark_boost, 0);
	has_marks(m, 0, ZONE_DMA, 7, 10, 13, 16);
	tiny_free(m);
}

static void a_huge_machine_does_not_overflow(void **state)
{
	struct machine *m = tiny_machine(1);

	(void)state;
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_NORMAL, MAX_ZONE_PAGES - 1 });
	m->sysctl.min_free_kbytes = 262144;
	m->sysctl.watermark_scale_factor = 3000;
	setup_per_zone_wmarks(m);
	has_marks(m, 0, ZONE_NORMAL, 65536, 65536 + 1288490188, 65536 + 2 * 1288490188ull,
		  65536 + 3 * 1288490188ull);
	tiny_free(m);
}

static void only_movable_memory_has_no_share(void **state)
{
	struct machine *m = tiny_machine(1);

	(void)state;
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_MOVABLE, 1 << 20 });
	setup_per_zone_wmarks(m);
	has_marks(m, 0, ZONE_MOVABLE, 128, 128 + 1048, 128 + 2096, 128 + 3144);
	tiny_free(m);
}

static void nodes_that_are_not_online_keep_their_marks(void **state)
{
	struct machine *m = tiny_kernelcore();

	(void)state;
	node_clear(3, &m->node_states[N_ONLINE]);
	setup_per_zone_wmarks(m);
	has_marks(m, 3, ZONE_NORMAL, 0, 0, 0, 0);
	tiny_free(m);
}

/* ---- the rule ---- */

/* 1 GiB in one zone, no marks yet: sqrt(16 * 1048576 kB) = 4096 kB. */
static void min_free_kbytes_is_four_times_the_root_of_lowmem(void **state)
{
	struct machine *m = tiny_machine(1);

	(void)state;
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_NORMAL, 1 << 18 });
	build_all_zonelists(m);
	init_per_zone_wmark_min(m);
	assert_int_equal(m->sysctl.min_free_kbytes, 4096);
	has_marks(m, 0, ZONE_NORMAL, 1024, 1286, 1548, 1810);
	tiny_free(m);
}

static void the_rule_has_limits(void **state)
{
	struct machine *m = tiny_machine(1);

	(void)state;
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_NORMAL, 16 });
	build_all_zonelists(m);
	init_per_zone_wmark_min(m);
	assert_int_equal(m->sysctl.min_free_kbytes, 128);
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_NORMAL, UINT64_C(1) << 31 });
	init_per_zone_wmark_min(m);
	assert_int_equal(m->sysctl.min_free_kbytes, 262144);
	tiny_free(m);
}

static void memory_of_movable_zones_does_not_count(void **state)
{
	struct machine *m = tiny_machine(1);

	(void)state;
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_NORMAL, 1 << 18 });
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_MOVABLE, 1 << 20 });
	build_all_zonelists(m);
	init_per_zone_wmark_min(m);
	assert_int_equal(m->sysctl.min_free_kbytes, 4096);
	tiny_free(m);
}

static void a_larger_value_of_the_user_stays(void **state)
{
	struct machine *m = tiny_machine(1);

	(void)state;
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_NORMAL, 1 << 18 });
	build_all_zonelists(m);
	m->sysctl.min_free_kbytes = m->sysctl.user_min_free_kbytes = 5000;
	init_per_zone_wmark_min(m);
	assert_int_equal(m->sysctl.min_free_kbytes, 5000);
	m->sysctl.min_free_kbytes = m->sysctl.user_min_free_kbytes = 3000;
	init_per_zone_wmark_min(m);
	/* 4096 less what is now below the high mark of 1874 pages */
	assert_int_equal(m->sysctl.min_free_kbytes, 4081);
	tiny_free(m);
}

/* A small machine: 5 % of (managed - high), high being that of the plain rule. */
static void thp_raises_small_machines_to_a_twentieth(void **state)
{
	struct machine *m = tiny_machine(1);

	(void)state;
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_NORMAL, 1 << 16 });
	build_all_zonelists(m);
	m->thp_enabled = true;
	init_per_zone_wmark_min(m);
	/* plain: 2048 kB, marks 512 640 768; (65536 - 768) / 20 = 3238 pages */
	assert_int_equal(m->sysctl.min_free_kbytes, 3238 * 4);
	assert_int_equal(tiny_zone_of(m, 0, ZONE_NORMAL)->_watermark[WMARK_MIN], 3238);
	tiny_free(m);
}

/* A large one: 11 pageblocks for each zone that is not Movable. */
static void thp_asks_for_eleven_pageblocks_a_zone(void **state)
{
	struct machine *m = tiny_machine(2);

	(void)state;
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_NORMAL, 1 << 22 });
	tiny_set_zone(m, (struct tiny_zone){ 1, ZONE_NORMAL, 1 << 22 });
	tiny_set_zone(m, (struct tiny_zone){ 1, ZONE_MOVABLE, 1 << 22 });
	build_all_zonelists(m);
	m->thp_enabled = true;
	init_per_zone_wmark_min(m);
	assert_int_equal(m->sysctl.min_free_kbytes, 2 * 11 * 512 * 4);
	tiny_free(m);
}

/*
 * A captured machine: 256 MiB of node 2 go online, first 128 MiB as Movable. The
 * high marks that lowmem is counted from are those before.
 */
static void memory_that_goes_online_changes_all_marks(void **state)
{
	struct machine *m = tiny_machine(3);
	static const uint64_t boot_high[3] = { 284, 6048, 4614 };

	(void)state;
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_DMA, 3840 });
	tiny_set_zone(m, (struct tiny_zone){ 0, ZONE_DMA32, 83001 });
	tiny_set_zone(m, (struct tiny_zone){ 1, ZONE_DMA32, 62401 });
	tiny_zone_of(m, 0, ZONE_DMA)->_watermark[WMARK_HIGH] = boot_high[0];
	tiny_zone_of(m, 0, ZONE_DMA32)->_watermark[WMARK_HIGH] = boot_high[1];
	tiny_zone_of(m, 1, ZONE_DMA32)->_watermark[WMARK_HIGH] = boot_high[2];
	m->sysctl.min_free_kbytes = 29196;
	m->thp_enabled = true;
	tiny_set_zone(m, (struct tiny_zone){ 2, ZONE_MOVABLE, 32768 });
	build_all_zonelists(m);
	init_per_zone_wmark_min(m);
	has_marks(m, 0, ZONE_DMA, 190, 237, 284, 331);
	has_marks(m, 0, ZONE_DMA32, 4118, 5147, 6176, 7205);
	has_marks(m, 1, ZONE_DMA32, 3096, 3870, 4644, 5418);
	has_marks(m, 2, ZONE_MOVABLE, 32, 438, 844, 1250);
	tiny_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(min_free_kbytes_is_spread_over_zones_by_size),
		cmocka_unit_test(the_min_of_a_movable_zone_is_capped_but_not_its_gap),
		cmocka_unit_test(the_scale_factor_sets_the_least_gap),
		cmocka_unit_test(new_marks_end_a_boost),
		cmocka_unit_test(a_huge_machine_does_not_overflow),
		cmocka_unit_test(only_movable_memory_has_no_share),
		cmocka_unit_test(nodes_that_are_not_online_keep_their_marks),
		cmocka_unit_test(min_free_kbytes_is_four_times_the_root_of_lowmem),
		cmocka_unit_test(the_rule_has_limits),
		cmocka_unit_test(memory_of_movable_zones_does_not_count),
		cmocka_unit_test(a_larger_value_of_the_user_stays),
		cmocka_unit_test(thp_raises_small_machines_to_a_twentieth),
		cmocka_unit_test(thp_asks_for_eleven_pageblocks_a_zone),
		cmocka_unit_test(memory_that_goes_online_changes_all_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
