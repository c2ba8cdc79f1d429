// SPDX-License-Identifier: GPL-2.0-only
#include "alloc/reserves.h"
#include "unit/unit.h"

#include <errno.h>

#include "unit/tiny_machine.h"

static int setup(void **state)
{
	*state = tiny_kernelcore();
	return 0;
}

static int teardown(void **state)
{
	tiny_free(*state);
	return 0;
}

static void reads(struct machine *m, const char *name, const char *expected)
{
	struct text out = TEXT_INIT;

	assert_int_equal(sysctl_read(m, name, &out), 0);
	assert_string_equal(text_str(&out), expected);
	text_free(&out);
}

static uint64_t min_of_dma32(struct machine *m)
{
	return tiny_zone_of(m, 0, ZONE_DMA32)->_watermark[WMARK_MIN];
}

static void min_free_kbytes_sets_marks_and_is_remembered(void **state)
{
	struct machine *m = *state;

	assert_int_equal(sysctl_write(m, "vm.min_free_kbytes", "65536"), 0);
	assert_int_equal(min_of_dma32(m), 9799);
	assert_int_equal(m->sysctl.user_min_free_kbytes, 65536);
	reads(m, "vm.min_free_kbytes", "65536");
}

static void min_free_kbytes_may_be_zero_but_not_less(void **state)
{
	struct machine *m = *state;

	assert_int_equal(sysctl_write(m, "vm.min_free_kbytes", "0"), 0);
	assert_int_equal(min_of_dma32(m), 0);
	assert_int_equal(sysctl_write(m, "vm.min_free_kbytes", "-1"), -EINVAL);
	assert_int_equal(m->sysctl.user_min_free_kbytes, 0);
}

static void the_scale_factor_has_a_range(void **state)
{
	struct machine *m = *state;

	assert_int_equal(sysctl_write(m, "vm.watermark_scale_factor", "3000"), 0);
	assert_int_equal(sysctl_write(m, "vm.watermark_scale_factor", "0"), -EINVAL);
	assert_int_equal(sysctl_write(m, "vm.watermark_scale_factor", "3001"), -EINVAL);
	reads(m, "vm.watermark_scale_factor", "3000");
	assert_int_equal(tiny_zone_of(m, 0, ZONE_DMA32)->_watermark[WMARK_LOW], 195 - 42 + 24900);
}

static void a_fraction_below_eight_is_refused_and_the_old_one_stays(void **state)
{
	struct machine *m = *state;

	assert_int_equal(sysctl_write(m, "vm.percpu_pagelist_high_fraction", "100"), 0);
	assert_int_equal(tiny_zone_of(m, 0, ZONE_DMA32)->pageset_high_max, 830);
	assert_int_equal(sysctl_write(m, "vm.percpu_pagelist_high_fraction", "7"), -EINVAL);
	reads(m, "vm.percpu_pagelist_high_fraction", "100");
	assert_int_equal(sysctl_write(m, "vm.percpu_pagelist_high_fraction", "0"), 0);
	assert_int_equal(tiny_zone_of(m, 0, ZONE_DMA32)->pageset_high_max, 10375);
}

static void ratios_are_written_from_the_left(void **state)
{
	struct machine *m = *state;

	assert_int_equal(sysctl_write(m, "vm.lowmem_reserve_ratio", "8\t16"), 0);
	reads(m, "vm.lowmem_reserve_ratio", "8 16 32 0 0");
	assert_int_equal(tiny_zone_of(m, 0, ZONE_DMA)->lowmem_reserve[ZONE_DMA32], 83001 / 8);
}

static void ratios_before_a_bad_one_count_and_the_write_succeeds(void **state)
{
	struct machine *m = *state;

	assert_int_equal(sysctl_write(m, "vm.lowmem_reserve_ratio", "7 x 9"), 0);
	reads(m, "vm.lowmem_reserve_ratio", "7 256 32 0 0");
	assert_int_equal(sysctl_write(m, "vm.lowmem_reserve_ratio", "-5 6"), 0);
	reads(m, "vm.lowmem_reserve_ratio", "0 6 32 0 0");
}

static void reading_the_ratios_recomputes_stale_reserves(void **state)
{
	struct machine *m = *state;
	struct zone *dma = tiny_zone_of(m, 0, ZONE_DMA);

	dma->lowmem_reserve[ZONE_DMA32] = 317;
	reads(m, "vm.min_free_kbytes", "1024");
	assert_int_equal(dma->lowmem_reserve[ZONE_DMA32], 317);
	reads(m, "vm.lowmem_reserve_ratio", "256 256 32 0 0");
	assert_int_equal(dma->lowmem_reserve[ZONE_DMA32], 324);
}

static void modes_without_consequences_have_ranges_too(void **state)
{
	struct machine *m = *state;

	assert_int_equal(sysctl_write(m, "vm.panic_on_oom", "2"), 0);
	assert_int_equal(sysctl_write(m, "vm.panic_on_oom", "3"), -EINVAL);
	reads(m, "vm.panic_on_oom", "2");
	assert_int_equal(sysctl_write(m, "vm.zone_reclaim_mode", "7"), 0);
	reads(m, "vm.zone_reclaim_mode", "7");
	assert_int_equal(sysctl_write(m, "vm.watermark_boost_factor", "-1"), -EINVAL);
	reads(m, "vm.watermark_boost_factor", "15000");
}

static void an_unknown_setting_is_enoent(void **state)
{
	struct machine *m = *state;
	struct text out = TEXT_INIT;

	assert_int_equal(sysctl_write(m, "vm.laptop_mode", "1"), -ENOENT);
	assert_int_equal(sysctl_read(m, "vm.laptop_mode", &out), -ENOENT);
	assert_int_equal(out.len, 0);
}

static void numbers_are_read_as_the_kernel_reads_them(void **state)
{
	static const struct {
		const char *text;
		const char *value;	/* NULL: EINVAL */
	} cases[] = {
		{ "12", "12" },
		{ "12\n", "12" },
		{ " \t12 ", "12" },
		{ "12 13", "12" },
		{ "12 x", "12" },
		{ "0x1f", "31" },
		{ "0X1F", "31" },
		{ "010", "8" },
		{ "2147483647", "2147483647" },
		{ "00000000000000000012", "10" },
		{ "2147483648", NULL },
		{ "99999999999999999999", NULL },
		{ "000000000000000000012", NULL },
		{ "12x", NULL },
		{ "08", NULL },
		{ "0x", NULL },
		{ "+1", NULL },
		{ "-", NULL },
		{ "-1", NULL },
		{ "x", NULL },
		{ "\n", NULL },
		{ "1,2", NULL },
	};
	struct machine *m = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int err;

		m->sysctl.zone_reclaim_mode = 77;
		err = sysctl_write(m, "vm.zone_reclaim_mode", cases[i].text);
		assert_int_equal(err, cases[i].value ? 0 : -EINVAL);
		reads(m, "vm.zone_reclaim_mode", cases[i].value ? cases[i].value : "77");
	}
}

static void writing_nothing_changes_nothing(void **state)
{
	struct machine *m = *state;

	assert_int_equal(sysctl_write(m, "vm.zone_reclaim_mode", ""), 0);
	reads(m, "vm.zone_reclaim_mode", "0");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(min_free_kbytes_sets_marks_and_is_remembered),
		T(min_free_kbytes_may_be_zero_but_not_less),
		T(the_scale_factor_has_a_range),
		T(a_fraction_below_eight_is_refused_and_the_old_one_stays),
		T(ratios_are_written_from_the_left),
		T(ratios_before_a_bad_one_count_and_the_write_succeeds),
		T(reading_the_ratios_recomputes_stale_reserves),
		T(modes_without_consequences_have_ranges_too),
		T(an_unknown_setting_is_enoent),
		T(numbers_are_read_as_the_kernel_reads_them),
		T(writing_nothing_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
