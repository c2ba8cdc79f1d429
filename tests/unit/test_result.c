// SPDX-License-Identifier: GPL-2.0-only
/* Outcomes and what several of them amount to. */
#include "unit/unit.h"

#include "scenario/result.h"

static void announced_failures_are_as_good_as_passes(void **state)
{
	struct outcome_counts counts = { 0 };

	(void)state;
	outcome_count(&counts, OUTCOME_PASS);
	outcome_count(&counts, OUTCOME_XFAIL);
	assert_int_equal(outcome_of(&counts), OUTCOME_PASS);
	assert_true(outcome_is_expected(OUTCOME_XFAIL));
}

static void an_announced_failure_that_passes_spoils_the_run(void **state)
{
	struct outcome_counts counts = { 0 };

	(void)state;
	outcome_count(&counts, OUTCOME_PASS);
	outcome_count(&counts, OUTCOME_XPASS);
	assert_int_equal(outcome_of(&counts), OUTCOME_XPASS);
	assert_false(outcome_is_expected(OUTCOME_XPASS));
}

static void a_broken_invariant_outweighs_everything(void **state)
{
	struct outcome_counts counts = { 0 };

	(void)state;
	outcome_count(&counts, OUTCOME_FAIL);
	outcome_count(&counts, OUTCOME_ERROR);
	outcome_count(&counts, OUTCOME_XPASS);
	assert_int_equal(outcome_of(&counts), OUTCOME_ERROR);
}

static void nothing_run_is_skipped(void **state)
{
	struct outcome_counts counts = { 0 };

	(void)state;
	assert_int_equal(outcome_of(&counts), OUTCOME_SKIP);
	outcome_count(&counts, OUTCOME_SKIP);
	assert_int_equal(outcome_of(&counts), OUTCOME_SKIP);
	outcome_count(&counts, OUTCOME_PASS);
	assert_int_equal(outcome_of(&counts), OUTCOME_PASS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(announced_failures_are_as_good_as_passes),
		cmocka_unit_test(an_announced_failure_that_passes_spoils_the_run),
		cmocka_unit_test(a_broken_invariant_outweighs_everything),
		cmocka_unit_test(nothing_run_is_skipped),
	};

	return cmocka_run_group_tests_name("result", tests, NULL, NULL);
}
