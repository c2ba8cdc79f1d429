// SPDX-License-Identifier: GPL-2.0-only
#include "model/verdict.h"
#include "unit/unit.h"

#include <string.h>

static void every_verdict_has_all_columns(void **state)
{
	(void)state;
	for (int v = 0; v < NR_VERDICTS; v++) {
		const struct verdict_info *info = verdict_info((enum verdict)v);

		assert_non_null(info->code);
		assert_non_null(info->short_name);
		assert_non_null(info->by);
		assert_true(strlen(info->text) > 0);
		assert_true(info->class < NR_VCLASSES);
	}
}

static void a_code_leads_back_to_its_verdict(void **state)
{
	(void)state;
	for (int v = 0; v < NR_VERDICTS; v++)
		assert_int_equal(verdict_parse(verdict_info((enum verdict)v)->code), v);
}

static void a_short_name_leads_to_the_first_verdict_that_has_it(void **state)
{
	(void)state;
	assert_int_equal(verdict_parse("watermark"), VERDICT_WATERMARK);
	assert_int_equal(verdict_parse("unlisted"), VERDICT_UNLISTED);
}

static void an_unknown_verdict_is_minus_one(void **state)
{
	(void)state;
	assert_int_equal(verdict_parse("watermarks"), -1);
	assert_int_equal(verdict_parse(""), -1);
}

static void class_names_lead_back_to_their_class(void **state)
{
	(void)state;
	for (int c = 0; c < NR_VCLASSES; c++)
		assert_int_equal(verdict_class_parse(verdict_class_name((enum verdict_class)c)), c);
	assert_int_equal(verdict_class_parse("Isolation"), -1);
}

static void refusals_by_a_design_are_of_class_isolation(void **state)
{
	(void)state;
	for (int v = 0; v < NR_VERDICTS; v++) {
		const struct verdict_info *info = verdict_info((enum verdict)v);

		if (!strcmp(info->by, "design hook"))
			assert_int_equal(info->class, VCLASS_isolation);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_verdict_has_all_columns),
		cmocka_unit_test(a_code_leads_back_to_its_verdict),
		cmocka_unit_test(a_short_name_leads_to_the_first_verdict_that_has_it),
		cmocka_unit_test(an_unknown_verdict_is_minus_one),
		cmocka_unit_test(class_names_lead_back_to_their_class),
		cmocka_unit_test(refusals_by_a_design_are_of_class_isolation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
