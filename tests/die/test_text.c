// SPDX-License-Identifier: GPL-2.0-only
/* Allocation failures abort the process; each test runs in a child. */
#include "base/text.h"

#include <check.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>

/* Volatile: the compiler must not see that this can never be had. */
static volatile size_t too_much = SIZE_MAX / 2;

START_TEST(xmalloc_that_fails_aborts)
{
	free(xmalloc(too_much));
}
END_TEST

START_TEST(xcalloc_whose_product_overflows_aborts)
{
	free(xcalloc(too_much, 16));
}
END_TEST

START_TEST(xrealloc_that_fails_aborts)
{
	free(xrealloc(NULL, too_much));
}
END_TEST

START_TEST(text_longer_than_memory_aborts)
{
	struct text t = TEXT_INIT;

	text_add_bytes(&t, "", SIZE_MAX);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("text");
	TCase *tc = tcase_create("out of memory");
	SRunner *runner;
	int failed;

	tcase_add_test_raise_signal(tc, xmalloc_that_fails_aborts, SIGABRT);
	tcase_add_test_raise_signal(tc, xcalloc_whose_product_overflows_aborts, SIGABRT);
	tcase_add_test_raise_signal(tc, xrealloc_that_fails_aborts, SIGABRT);
	tcase_add_test_raise_signal(tc, text_longer_than_memory_aborts, SIGABRT);
	suite_add_tcase(suite, tc);

	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
