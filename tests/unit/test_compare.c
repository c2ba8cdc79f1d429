// SPDX-License-Identifier: GPL-2.0-only
/* The table of steps and designs, from results made by hand. */
#include "unit/unit.h"

#include "report/compare.h"
#include "unit/report_fixture.h"

static void rows_are_steps_and_columns_are_designs(void **state)
{
	struct comparison c;
	struct results r;

	(void)state;
	make_results(&r);
	comparison_make(&c, &r.report, NULL);
	assert_int_equal(c.nr_designs, 2);
	assert_int_equal(c.nr_rows, 3);
	assert_string_equal(compare_cell(&c, 1, 0), "2");
	assert_string_equal(compare_mark(&c, 1, 0), "x");
	assert_string_equal(compare_mark(&c, 1, 1), "");
	assert_string_equal(compare_mark(&c, 2, 0), "~");
	comparison_free(&c);
}

static void a_skipped_step_differs_from_nothing(void **state)
{
	struct comparison c;
	struct results r;

	(void)state;
	make_results(&r);
	comparison_make(&c, &r.report, NULL);
	assert_false(c.rows[0].differs);
	assert_true(c.rows[1].differs);
	assert_false(c.rows[2].differs);
	assert_int_equal(c.nr_identical, 2);
	comparison_free(&c);
}

static void memory_that_went_astray_is_one_leak(void **state)
{
	struct comparison c;
	struct results r;

	(void)state;
	make_results(&r);
	comparison_make(&c, &r.report, NULL);
	assert_int_equal(c.designs[0].nr_leaks, 2); /* the step, and the one announced */
	assert_int_equal(c.designs[0].nr_overblocked, 0);
	assert_int_equal(c.designs[0].nr_expected, 2);
	assert_int_equal(c.designs[1].nr_leaks, 0);
	assert_int_equal(c.designs[1].nr_steps, 2);
	comparison_free(&c);
}

static void an_opt_in_without_effect_is_no_over_blocking(void **state)
{
	struct comparison c;
	struct results r;

	(void)state;
	make_results(&r);
	r.failures[0].got = (char *)"";
	comparison_make(&c, &r.report, NULL);
	assert_int_equal(c.designs[0].nr_overblocked, 1);
	comparison_free(&c);
	r.steps[0][1].request.want = (char *)"2";
	comparison_make(&c, &r.report, NULL);
	assert_int_equal(c.designs[0].nr_overblocked, 0);
	assert_int_equal(c.designs[0].nr_unreachable, 1);
	comparison_free(&c);
}

static void equal_steps_can_be_hidden_but_never_failed_ones(void **state)
{
	const struct compare_options options = { .only_different = true };
	struct comparison c;
	struct results r;

	(void)state;
	make_results(&r);
	comparison_make(&c, &r.report, NULL);
	assert_false(compare_row_is_shown(&c, 0, &options));
	assert_true(compare_row_is_shown(&c, 1, &options));
	c.rows[0].unexpected = true;
	assert_true(compare_row_is_shown(&c, 0, &options));
	comparison_free(&c);
}

static void the_table_shows_the_baseline_as_dots(void **state)
{
	const struct compare_options options = { .baseline = "rfc-v2" };
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	report_compare_text(&r.report, &options, &out);
	assert_non_null(strstr(text_str(&out), "\n  1 reach             .         0-1\n"));
	assert_non_null(strstr(text_str(&out), "\n* 2 spill             2 x       1\n"));
	assert_non_null(strstr(text_str(&out), ". = as under rfc-v2\n"));
	text_free(&out);
}

static void bars_in_markdown_do_not_end_a_cell(void **state)
{
	const struct compare_options options = { 0 };
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	r.steps[0][0].name = r.steps[1][0].name = (char *)"GFP_KERNEL|X";
	report_compare_markdown(&r.report, &options, &out);
	assert_non_null(strstr(text_str(&out), "| spm/a: 1 GFP\\_KERNEL\\|X | 0-1 | 0-1 |\n"));
	text_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_steps_and_columns_are_designs),
		cmocka_unit_test(a_skipped_step_differs_from_nothing),
		cmocka_unit_test(memory_that_went_astray_is_one_leak),
		cmocka_unit_test(an_opt_in_without_effect_is_no_over_blocking),
		cmocka_unit_test(equal_steps_can_be_hidden_but_never_failed_ones),
		cmocka_unit_test(the_table_shows_the_baseline_as_dots),
		cmocka_unit_test(bars_in_markdown_do_not_end_a_cell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
