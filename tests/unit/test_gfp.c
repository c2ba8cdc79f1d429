// SPDX-License-Identifier: GPL-2.0-only
#include "model/gfp.h"
#include "unit/unit.h"

#include <errno.h>
#include <string.h>

#include "model/design.h"

static const struct design_gfp_bit spm_bits[] = {
	{ "__GFP_SPM_NODE", "special purpose nodes may serve" },
	{ "__GFP_OTHER", "a second flag" },
};

static const struct isolation_design with_flags = {
	.name = "with-flags",
	.gfp_bits = spm_bits,
	.nr_gfp_bits = 2,
};

static gfp_t parsed(const char *text)
{
	gfp_t gfp = 0;

	assert_int_equal(gfp_parse(text, &with_flags, &gfp, NULL), 0);
	return gfp;
}

static void shows(gfp_t gfp, const char *expected)
{
	struct text out = TEXT_INIT;

	gfp_format(gfp, &with_flags, &out);
	assert_string_equal(text_str(&out), expected);
	text_free(&out);
}

static void refuses(const char *text, size_t offset, size_t len, const char *suggestion)
{
	struct gfp_parse_error bad = { 0 };
	gfp_t gfp = 0x77;

	assert_int_equal(gfp_parse(text, &with_flags, &gfp, &bad), -EINVAL);
	assert_int_equal(gfp, 0x77);
	assert_int_equal(bad.offset, offset);
	assert_int_equal(bad.len, len);
	if (suggestion)
		assert_string_equal(bad.suggestion, suggestion);
	else
		assert_null(bad.suggestion);
}

/* The number that an OOM report of the reference kernel printed for a user fault. */
static void bits_stand_where_the_reference_kernel_has_them(void **state)
{
	(void)state;
	assert_int_equal(GFP_HIGHUSER_MOVABLE | __GFP_COMP | __GFP_ZERO, 0x140dca);
	shows(0x140dca, "GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO");
	assert_int_equal(GFP_KERNEL, 0xcc0);
	assert_int_equal(__GFP_NO_OBJ_EXT, 0x1000000);
}

/*
 * Decode order: of any two rows, one that holds all bits of the other and more
 * stands first.
 */
static void wide_masks_stand_before_what_they_contain(void **state)
{
	const struct gfp_name *names;
	size_t nr;

	(void)state;
	names = gfp_name_table(&nr);
	assert_true(nr > 30);
	for (size_t i = 0; i < nr; i++) {
		assert_true(names[i].bits != 0);
		for (size_t k = i + 1; k < nr; k++) {
			bool later_contains = (names[k].bits & names[i].bits) == names[i].bits;

			assert_false(later_contains && names[k].bits != names[i].bits);
			assert_string_not_equal(names[i].name, names[k].name);
		}
	}
}

static void every_pair_of_names_survives_showing_and_reading(void **state)
{
	const struct gfp_name *names;
	size_t nr;

	(void)state;
	names = gfp_name_table(&nr);
	for (size_t i = 0; i < nr; i++) {
		for (size_t k = 0; k < nr; k++) {
			gfp_t gfp = names[i].bits | names[k].bits;
			struct text out = TEXT_INIT;

			gfp_format(gfp, NULL, &out);
			assert_null(strstr(text_str(&out), "0x"));
			assert_int_equal(parsed(text_str(&out)), gfp);
			text_free(&out);
		}
	}
}

static void every_single_bit_has_a_name(void **state)
{
	(void)state;
	for (unsigned bit = 0; bit < ___GFP_LAST_BIT; bit++) {
		struct text out = TEXT_INIT;

		if (bit == ___GFP_UNUSED_BIT)
			continue;
		gfp_format(UINT64_C(1) << bit, NULL, &out);
		assert_null(strstr(text_str(&out), "0x"));
		text_free(&out);
	}
}

static void composites_are_shown_whole(void **state)
{
	(void)state;
	shows(GFP_USER, "GFP_USER");
	shows(GFP_TRANSHUGE | __GFP_NORETRY, "GFP_TRANSHUGE|__GFP_NORETRY");
	shows(GFP_KERNEL & ~__GFP_FS, "GFP_NOFS");
	shows(GFP_KERNEL | __GFP_DMA32, "GFP_KERNEL|GFP_DMA32");
}

static void no_flags_are_0(void **state)
{
	(void)state;
	shows(0, "0");
	assert_int_equal(parsed("0"), 0);
}

static void bits_without_a_name_are_a_number_at_the_end(void **state)
{
	(void)state;
	shows(GFP_KERNEL | 0x200, "GFP_KERNEL|0x200");
	shows(0x200, "0x200");
	assert_int_equal(parsed("GFP_KERNEL|0x200"), GFP_KERNEL | 0x200);
}

static void flags_of_a_design_live_above_bit_31(void **state)
{
	(void)state;
	assert_true(parsed("__GFP_SPM_NODE") == UINT64_C(1) << 32);
	assert_true(gfp_by_name("__GFP_OTHER", &with_flags) == UINT64_C(1) << 33);
	shows(GFP_KERNEL | DESIGN_GFP_BIT(0), "GFP_KERNEL|__GFP_SPM_NODE");
}

static void flags_of_a_design_are_unknown_without_it(void **state)
{
	struct text out = TEXT_INIT;
	gfp_t gfp;

	(void)state;
	assert_int_equal(gfp_parse("__GFP_SPM_NODE", NULL, &gfp, NULL), -EINVAL);
	assert_int_equal(gfp_by_name("__GFP_SPM_NODE", NULL), 0);
	gfp_format(DESIGN_GFP_BIT(0), NULL, &out);
	assert_string_equal(text_str(&out), "0x100000000");
	text_free(&out);
}

static void expressions_read_as_in_C(void **state)
{
	(void)state;
	assert_int_equal(parsed("GFP_KERNEL|__GFP_THISNODE"), GFP_KERNEL | __GFP_THISNODE);
	assert_int_equal(parsed(" GFP_USER & ~__GFP_IO "), GFP_USER & ~__GFP_IO);
	assert_int_equal(parsed("GFP_USER | __GFP_COMP & ~__GFP_COMP"), GFP_USER);
	assert_int_equal(parsed("(GFP_USER | __GFP_COMP) & ~(__GFP_COMP | __GFP_FS)"),
			 GFP_USER & ~__GFP_FS);
	assert_int_equal(parsed("((GFP_DMA))"), __GFP_DMA);
	assert_int_equal(parsed("~~__GFP_ZERO"), __GFP_ZERO);
}

static void numbers_are_hexadecimal(void **state)
{
	(void)state;
	assert_int_equal(parsed("0xcc0"), GFP_KERNEL);
	assert_int_equal(parsed("0XCC0"), GFP_KERNEL);
	refuses("0x", 0, 2, NULL);
	refuses("0xcg0", 0, 5, NULL);
	refuses("12", 0, 2, NULL);
	refuses("0x10000000000000000", 0, 19, NULL);
}

static void flags_that_this_configuration_lacks_have_no_bits(void **state)
{
	(void)state;
	assert_int_equal(parsed("GFP_KERNEL|__GFP_NOLOCKDEP"), GFP_KERNEL);
}

static void an_unknown_name_is_located_and_a_near_one_offered(void **state)
{
	(void)state;
	refuses("GFP_KERNEL|__GFP_THISNOD", 11, 13, "__GFP_THISNODE");
	refuses("__GFP_SPM", 0, 9, NULL);
	refuses("__GFP_SPM_NODES", 0, 15, "__GFP_SPM_NODE");
}

static void an_expression_that_stops_early_is_located_at_its_end(void **state)
{
	(void)state;
	refuses("", 0, 0, NULL);
	refuses("GFP_KERNEL |", 12, 0, NULL);
	refuses("(GFP_KERNEL", 11, 0, NULL);
}

static void operators_must_stand_between_operands(void **state)
{
	(void)state;
	refuses("GFP_KERNEL GFP_USER", 11, 8, NULL);
	refuses("|GFP_KERNEL", 0, 1, NULL);
	refuses("GFP_KERNEL)", 10, 1, NULL);
	refuses("GFP_KERNEL,GFP_USER", 10, 1, NULL);
	refuses("()", 1, 1, NULL);
	refuses("((((((((((((((((0", 15, 1, NULL);
}

/* All 16 combinations of the zone modifiers, against the rule in words. */
static void the_zone_follows_from_the_zone_modifiers(void **state)
{
	(void)state;
	for (unsigned slot = 0; slot < 16; slot++) {
		gfp_t gfp = slot;
		enum zone_type expected = ZONE_NORMAL;
		gfp_t where = gfp & ~__GFP_MOVABLE;

		if (gfp_zone_is_bad(gfp) || where == __GFP_DMA)
			expected = ZONE_DMA;
		else if (where == __GFP_DMA32)
			expected = ZONE_DMA32;
		else if (gfp == (__GFP_HIGHMEM | __GFP_MOVABLE))
			expected = ZONE_MOVABLE;
		assert_int_equal(gfp_zone(gfp | GFP_KERNEL), expected);
	}
}

static void more_than_one_zone_is_bad(void **state)
{
	unsigned nr_bad = 0;

	(void)state;
	for (unsigned slot = 0; slot < 16; slot++)
		nr_bad += gfp_zone_is_bad(slot);
	assert_int_equal(nr_bad, 8);
	assert_true(gfp_zone_is_bad(__GFP_DMA | __GFP_DMA32));
	assert_false(gfp_zone_is_bad(__GFP_DMA | __GFP_MOVABLE));
}

static void the_migratetype_follows_from_the_mobility_flags(void **state)
{
	(void)state;
	assert_int_equal(gfp_migratetype(GFP_KERNEL), MIGRATE_UNMOVABLE);
	assert_int_equal(gfp_migratetype(GFP_HIGHUSER_MOVABLE), MIGRATE_MOVABLE);
	assert_int_equal(gfp_migratetype(GFP_KERNEL | __GFP_RECLAIMABLE), MIGRATE_RECLAIMABLE);
	assert_int_equal(gfp_migratetype(GFP_MOVABLE_MASK), MIGRATE_RECLAIMABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bits_stand_where_the_reference_kernel_has_them),
		cmocka_unit_test(wide_masks_stand_before_what_they_contain),
		cmocka_unit_test(every_pair_of_names_survives_showing_and_reading),
		cmocka_unit_test(every_single_bit_has_a_name),
		cmocka_unit_test(composites_are_shown_whole),
		cmocka_unit_test(no_flags_are_0),
		cmocka_unit_test(bits_without_a_name_are_a_number_at_the_end),
		cmocka_unit_test(flags_of_a_design_live_above_bit_31),
		cmocka_unit_test(flags_of_a_design_are_unknown_without_it),
		cmocka_unit_test(expressions_read_as_in_C),
		cmocka_unit_test(numbers_are_hexadecimal),
		cmocka_unit_test(flags_that_this_configuration_lacks_have_no_bits),
		cmocka_unit_test(an_unknown_name_is_located_and_a_near_one_offered),
		cmocka_unit_test(an_expression_that_stops_early_is_located_at_its_end),
		cmocka_unit_test(operators_must_stand_between_operands),
		cmocka_unit_test(the_zone_follows_from_the_zone_modifiers),
		cmocka_unit_test(more_than_one_zone_is_bad),
		cmocka_unit_test(the_migratetype_follows_from_the_mobility_flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
