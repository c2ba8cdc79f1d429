// SPDX-License-Identifier: GPL-2.0-only
#include "unit/mempolicy.h"

#include <errno.h>

static void interleaving_starts_at_the_first_node(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.task.il_prev = 2;
	f.task.il_weight = 1;
	assert_int_equal(set_policy(&f, MPOL_INTERLEAVE, "1-3", NULL), 0);
	assert_int_equal(mpol_next_node(&f.task), 1);
	f.task.il_prev = 0;
	f.task.il_weight = 1;
	assert_int_equal(set_policy(&f, MPOL_WEIGHTED_INTERLEAVE, "2-3", NULL), 0);
	assert_int_equal(mpol_next_node(&f.task), 2);
	fixture_end(&f);
}

static void a_weighted_round_shows_the_node_it_is_on(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_int_equal(set_policy(&f, MPOL_WEIGHTED_INTERLEAVE, "0-3", NULL), 0);
	f.task.il_prev = 1;
	f.task.il_weight = 2;
	assert_int_equal(mpol_next_node(&f.task), 1);
	f.task.il_weight = 0;
	assert_int_equal(mpol_next_node(&f.task), 2);
	fixture_end(&f);
}

static void only_interleaving_has_a_next_node(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_int_equal(mpol_next_node(&f.task), -EINVAL);
	assert_int_equal(set_policy(&f, MPOL_BIND, "1", NULL), 0);
	assert_int_equal(mpol_next_node(&f.task), -EINVAL);
	fixture_end(&f);
}

static void default_drops_the_policy(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_int_equal(set_policy(&f, MPOL_BIND, "1", NULL), 0);
	assert_int_equal(set_policy(&f, MPOL_DEFAULT, "", NULL), 0);
	assert_null(f.task.mempolicy);
	assert_shows(&f, MPOL_DEFAULT, 0, "");
	fixture_end(&f);
}

static void a_child_gets_its_own_copy(void **state)
{
	struct task child = { 0 };
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_int_equal(set_policy(&f, MPOL_INTERLEAVE, "1-2", NULL), 0);
	f.task.il_prev = 1;
	mpol_fork(&child, &f.task);
	assert_int_equal(set_policy(&f, MPOL_BIND, "0", NULL), 0);
	assert_int_equal(child.mempolicy->mode, MPOL_INTERLEAVE);
	assert_int_equal(mpol_next_node(&child), 2);
	mpol_task_exit(&child);
	assert_null(child.mempolicy);
	fixture_end(&f);
}

static void only_bind_keeps_a_task_out_of_an_oom_domain(void **state)
{
	const nodemask_t low = nodes("0-1");
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_true(mempolicy_in_oom_domain(&f.task, &low));
	assert_int_equal(set_policy(&f, MPOL_INTERLEAVE, "2-3", NULL), 0);
	assert_true(mempolicy_in_oom_domain(&f.task, &low));
	assert_int_equal(set_policy(&f, MPOL_BIND, "2-3", NULL), 0);
	assert_false(mempolicy_in_oom_domain(&f.task, &low));
	assert_true(mempolicy_in_oom_domain(&f.task, NULL));
	fixture_end(&f);
}

static void policies_differ_by_home_node_and_by_what_the_user_passed(void **state)
{
	struct mempolicy a = { .mode = MPOL_BIND, .flags = MPOL_F_STATIC_NODES }, b;

	(void)state;
	a.nodes = nodes("1");
	a.w.user_nodemask = nodes("1,9");
	b = a;
	assert_true(mpol_equal(&a, &b));
	b.home_node = 1;
	assert_false(mpol_equal(&a, &b));
	b = a;
	b.w.user_nodemask = nodes("1");
	assert_false(mpol_equal(&a, &b));
	assert_false(mpol_equal(&a, NULL));
	assert_true(mpol_equal(NULL, NULL));
}

static void every_mode_name_reads_back(void **state)
{
	(void)state;
	for (int mode = 0; mode < MPOL_MAX; mode++)
		assert_int_equal(mpol_mode_parse(mpol_mode_name(mode)), mode);
	assert_int_equal(mpol_mode_parse("prefer (many)"), MPOL_PREFERRED_MANY);
	assert_int_equal(mpol_mode_parse("bound"), -1);
	assert_int_equal(mpol_flag_parse("numab"), MPOL_F_NUMA_BALANCING);
	assert_string_equal(mpol_flag_name(MPOL_F_RELATIVE_NODES), "relative");
	assert_null(mpol_flag_name(1u << 12));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interleaving_starts_at_the_first_node),
		cmocka_unit_test(a_weighted_round_shows_the_node_it_is_on),
		cmocka_unit_test(only_interleaving_has_a_next_node),
		cmocka_unit_test(default_drops_the_policy),
		cmocka_unit_test(a_child_gets_its_own_copy),
		cmocka_unit_test(only_bind_keeps_a_task_out_of_an_oom_domain),
		cmocka_unit_test(policies_differ_by_home_node_and_by_what_the_user_passed),
		cmocka_unit_test(every_mode_name_reads_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
