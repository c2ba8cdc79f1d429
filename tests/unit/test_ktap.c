// SPDX-License-Identifier: GPL-2.0-only
/* KTAP lines of results made by hand. */
#include "unit/unit.h"

#include "unit/report_fixture.h"

static void three_levels_with_a_plan_each(void **state)
{
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	report_ktap(&r.report, &out);
	assert_string_equal(text_str(&out),
			    "KTAP version 1\n"
			    "1..1\n"
			    "  KTAP version 1\n"
			    "  1..2\n"
			    "    KTAP version 1\n"
			    "    1..3\n"
			    "    ok 1 reach\n"
			    "    # a.yaml:12:14: page 1 of 512 landed on node 2, expected 1\n"
			    "    not ok 2 spill\n"
			    "    # a.yaml:13:14: node 2 may serve\n"
			    "    ok 3 question # XFAIL no rule   yet\n"
			    "  not ok 1 mainline\n"
			    "    KTAP version 1\n"
			    "    1..3\n"
			    "    ok 1 reach\n"
			    "    ok 2 spill\n"
			    "    ok 3 question # SKIP\n"
			    "  ok 2 rfc-v2\n"
			    "not ok 1 spm/a\n");
	text_free(&out);
}

static void an_unexpected_pass_fails_with_a_word_why(void **state)
{
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	r.steps[1][0].outcome = OUTCOME_XPASS;
	r.designs[1].outcome = OUTCOME_XPASS;
	report_ktap(&r.report, &out);
	assert_non_null(strstr(text_str(&out), "    # expected to fail, but everything held\n"
					       "    not ok 1 reach # XPASS\n"));
	assert_non_null(strstr(text_str(&out), "  not ok 2 rfc-v2\n"));
	text_free(&out);
}

static void a_stage_that_failed_is_a_test_of_its_own(void **state)
{
	struct step_result setup = { .name = (char *)"cgroup /job", .outcome = OUTCOME_FAIL };
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	r.designs[1].setup = &setup;
	r.designs[1].nr_setup = 1;
	report_ktap(&r.report, &out);
	assert_non_null(strstr(text_str(&out), "    1..4\n    not ok 1 cgroup /job\n"
					       "    ok 2 reach\n"));
	text_free(&out);
}

static void no_name_holds_a_hash(void **state)
{
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	r.steps[1][0].name = (char *)"issue #7\tagain";
	report_ktap(&r.report, &out);
	assert_non_null(strstr(text_str(&out), "    ok 1 issue  7 again\n"));
	text_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_levels_with_a_plan_each),
		cmocka_unit_test(an_unexpected_pass_fails_with_a_word_why),
		cmocka_unit_test(a_stage_that_failed_is_a_test_of_its_own),
		cmocka_unit_test(no_name_holds_a_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
