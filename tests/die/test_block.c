// SPDX-License-Identifier: GPL-2.0-only
/* An arrow that the block state machine does not have must stop the program. */
#include "hotplug/block.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>

START_TEST(a_block_cannot_jump_on_line)
{
	struct mem_block block = { .state = BLOCK_OFFLINE };

	block_set_state(&block, BLOCK_ONLINE);
}
END_TEST

START_TEST(an_online_block_cannot_go_online)
{
	struct mem_block block = { .state = BLOCK_ONLINE };

	block_set_state(&block, BLOCK_GOING_ONLINE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("block");
	TCase *tcase = tcase_create("assertions");
	SRunner *runner;
	int failed;

	tcase_add_test_raise_signal(tcase, a_block_cannot_jump_on_line, SIGABRT);
	tcase_add_test_raise_signal(tcase, an_online_block_cannot_go_online, SIGABRT);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
