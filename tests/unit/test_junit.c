// SPDX-License-Identifier: GPL-2.0-only
/* JUnit XML of results made by hand. */
#include "unit/unit.h"

#include "unit/report_fixture.h"

static void suites_count_what_they_hold(void **state)
{
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	report_junit(&r.report, &out);
	assert_non_null(strstr(text_str(&out), "<testsuites name=\"nodewall\" tests=\"6\" "
					       "failures=\"1\" errors=\"0\" skipped=\"2\""));
	assert_non_null(strstr(text_str(&out), "<testsuite name=\"spm/a [mainline]\" tests=\"3\" "
					       "failures=\"1\" errors=\"0\" skipped=\"1\""));
	text_free(&out);
}

static void a_case_has_class_file_and_line(void **state)
{
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	report_junit(&r.report, &out);
	assert_non_null(strstr(text_str(&out), "<testcase classname=\"spm.a.rfc-v2\" "
					       "name=\"1 reach\" file=\"a.yaml\" line=\"10\"/>"));
	text_free(&out);
}

static void markup_and_control_characters_are_harmless(void **state)
{
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	r.failures[0].message = (char *)"a < b & \"c\" \x01\xff";
	report_junit(&r.report, &out);
	assert_non_null(strstr(text_str(&out),
			       "message=\"a &lt; b &amp; &quot;c&quot; ??\""));
	text_free(&out);
}

static void a_broken_invariant_is_an_error_not_a_failure(void **state)
{
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	r.steps[1][0].outcome = OUTCOME_ERROR;
	r.steps[1][0].reason = (char *)"free count is off";
	report_junit(&r.report, &out);
	assert_non_null(strstr(text_str(&out), "<error type=\"ERROR\" "
					       "message=\"free count is off\">"));
	text_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(suites_count_what_they_hold),
		cmocka_unit_test(a_case_has_class_file_and_line),
		cmocka_unit_test(markup_and_control_characters_are_harmless),
		cmocka_unit_test(a_broken_invariant_is_an_error_not_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
