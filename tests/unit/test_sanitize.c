// SPDX-License-Identifier: GPL-2.0-only
#include "unit/mempolicy.h"

#include <errno.h>

#define STATIC MPOL_F_STATIC_NODES
#define RELATIVE MPOL_F_RELATIVE_NODES
#define NUMAB MPOL_F_NUMA_BALANCING

static void assert_refused(unsigned mode, const char *list, enum verdict expected)
{
	enum verdict why = VERDICT_PASS;
	struct fixture f;

	fixture_init(&f);
	assert_int_equal(set_policy(&f, mode, list, &why), -EINVAL);
	assert_int_equal(why, expected);
	assert_null(f.task.mempolicy);
	fixture_end(&f);
}

static void assert_set(unsigned mode, const char *list, enum mpol_mode shown, unsigned flags,
		       const char *shown_list)
{
	struct fixture f;

	fixture_init(&f);
	assert_int_equal(set_policy(&f, mode, list, NULL), 0);
	assert_shows(&f, shown, flags, shown_list);
	fixture_end(&f);
}

static void modes_that_do_not_exist_are_invalid(void **state)
{
	(void)state;
	assert_refused(MPOL_MAX, "0", VERDICT_MPOL_INVALID);
	assert_refused(4096, "0", VERDICT_MPOL_INVALID);
	assert_refused(MPOL_BIND | 1u << 31, "0", VERDICT_MPOL_INVALID);
}

static void static_and_relative_exclude_each_other(void **state)
{
	(void)state;
	assert_refused(MPOL_BIND | STATIC | RELATIVE, "0", VERDICT_MPOL_INVALID);
}

static void numa_balancing_goes_with_bind_and_preferred_many_only(void **state)
{
	(void)state;
	assert_set(MPOL_BIND | NUMAB, "1", MPOL_BIND, NUMAB, "1");
	assert_set(MPOL_PREFERRED_MANY | NUMAB, "1", MPOL_PREFERRED_MANY, NUMAB, "1");
	assert_refused(MPOL_PREFERRED | NUMAB, "1", VERDICT_MPOL_INVALID);
	assert_refused(MPOL_INTERLEAVE | NUMAB, "1", VERDICT_MPOL_INVALID);
	assert_refused(MPOL_DEFAULT | NUMAB, "", VERDICT_MPOL_INVALID);
}

static void default_and_local_want_no_nodes(void **state)
{
	(void)state;
	assert_refused(MPOL_DEFAULT, "0", VERDICT_MPOL_INVALID);
	assert_refused(MPOL_LOCAL, "0", VERDICT_MPOL_INVALID);
	assert_set(MPOL_LOCAL, "", MPOL_LOCAL, 0, "");
	assert_set(MPOL_DEFAULT, "", MPOL_DEFAULT, 0, "");
}

static void default_forgets_its_flags_and_local_refuses_them(void **state)
{
	(void)state;
	assert_set(MPOL_DEFAULT | STATIC, "", MPOL_DEFAULT, 0, "");
	assert_refused(MPOL_LOCAL | STATIC, "", VERDICT_MPOL_INVALID);
	assert_refused(MPOL_LOCAL | RELATIVE, "", VERDICT_MPOL_INVALID);
}

static void preferred_without_nodes_is_local_unless_flagged(void **state)
{
	(void)state;
	assert_set(MPOL_PREFERRED, "", MPOL_LOCAL, 0, "");
	assert_refused(MPOL_PREFERRED | STATIC, "", VERDICT_MPOL_INVALID);
}

static void preferred_keeps_the_lowest_node(void **state)
{
	(void)state;
	assert_set(MPOL_PREFERRED, "2-3", MPOL_PREFERRED, 0, "2");
	assert_set(MPOL_PREFERRED | STATIC, "2-3", MPOL_PREFERRED, STATIC, "2-3");
}

static void other_modes_want_nodes(void **state)
{
	(void)state;
	assert_refused(MPOL_BIND, "", VERDICT_MPOL_INVALID);
	assert_refused(MPOL_INTERLEAVE, "", VERDICT_MPOL_INVALID);
	assert_refused(MPOL_WEIGHTED_INTERLEAVE, "", VERDICT_MPOL_INVALID);
	assert_refused(MPOL_PREFERRED_MANY, "", VERDICT_MPOL_INVALID);
}

static void nodes_without_memory_are_dropped_while_one_node_is_left(void **state)
{
	(void)state;
	assert_set(MPOL_BIND, "1,9", MPOL_BIND, 0, "1");
	assert_set(MPOL_BIND | STATIC, "1,9", MPOL_BIND, STATIC, "1,9");
	assert_refused(MPOL_BIND, "9", VERDICT_MPOL_EMPTY);
	assert_refused(MPOL_BIND | STATIC, "9", VERDICT_MPOL_EMPTY);
}

/* 0-3 has four nodes, so 9 folds to 1. */
static void relative_nodes_wrap_around_the_allowed_ones(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_int_equal(set_policy(&f, MPOL_BIND | RELATIVE, "9", NULL), 0);
	assert_nodes(&f.task.mempolicy->nodes, "1");
	f.task.mems_allowed = nodes("1,3");
	assert_int_equal(set_policy(&f, MPOL_BIND | RELATIVE, "0,3,5", NULL), 0);
	assert_nodes(&f.task.mempolicy->nodes, "1,3");
	fixture_end(&f);
}

static void the_cpuset_trims_the_nodes(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.task.mems_allowed = nodes("0-1");
	assert_int_equal(set_policy(&f, MPOL_BIND, "1-2", NULL), 0);
	assert_shows(&f, MPOL_BIND, 0, "1");
	assert_int_equal(set_policy(&f, MPOL_BIND, "2-3", NULL), -EINVAL);
	assert_shows(&f, MPOL_BIND, 0, "1");
	fixture_end(&f);
}

static int set_with_maxnode(const nodemask_t *mask, uint64_t maxnode)
{
	const struct mpol_args args = { .mode = MPOL_BIND, .nodemask = mask, .maxnode = maxnode };
	struct fixture f;
	int err;

	fixture_init(&f);
	err = mpol_set(&f.m, &f.task, &args, NULL);
	fixture_end(&f);
	return err;
}

/* maxnode is one more than the number of bits: node 1 needs 3. */
static void maxnode_counts_one_more_than_the_bits(void **state)
{
	const nodemask_t mask = nodes("1");

	(void)state;
	assert_int_equal(set_with_maxnode(&mask, 0), -EINVAL);
	assert_int_equal(set_with_maxnode(&mask, 1), -EINVAL);
	assert_int_equal(set_with_maxnode(&mask, 2), -EINVAL);
	assert_int_equal(set_with_maxnode(&mask, 3), 0);
	assert_int_equal(set_with_maxnode(&mask, 32769), 0);
	assert_int_equal(set_with_maxnode(&mask, 32770), -EINVAL);
	assert_int_equal(set_with_maxnode(NULL, 0), -EINVAL);
}

/* A null pointer is an empty mask before its length is looked at. */
static void a_null_mask_is_empty_whatever_maxnode_says(void **state)
{
	const struct mpol_args args = { .mode = MPOL_DEFAULT,
					.nodemask = NULL,
					.maxnode = 1u << 20 };
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_int_equal(mpol_set(&f.m, &f.task, &args, NULL), 0);
	fixture_end(&f);
}

/* A design of the tests: node 3 is special, policies never get it. */
static int keep_off_node_3(const struct machine *m, const struct mpol_question *q,
			   nodemask_t *allowed, enum verdict *why)
{
	(void)m;
	(void)why;
	assert_non_null(q->task);
	node_clear(3, allowed);
	return 0;
}

static void a_node_that_the_design_takes_out_is_withheld(void **state)
{
	enum verdict why = VERDICT_PASS;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.design.mpol_trim = keep_off_node_3;
	assert_int_equal(set_policy(&f, MPOL_BIND, "2-3,9", NULL), 0);
	assert_nodes(&f.task.mempolicy->nodes, "2");
	assert_nodes(&f.task.mempolicy->withheld, "3");
	assert_int_equal(set_policy(&f, MPOL_BIND, "3", &why), -EINVAL);
	assert_int_equal(why, VERDICT_MPOL_SPM);
	fixture_end(&f);
}

/* The design thinned out the task's own mask: its cpuset would allow node 3. */
static void a_node_missing_from_the_task_through_the_design_is_withheld(void **state)
{
	enum verdict why = VERDICT_PASS;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.task.mems_allowed = nodes("0-2");
	f.task.mems_withheld = nodes("3");
	assert_int_equal(set_policy(&f, MPOL_BIND, "3", &why), -EINVAL);
	assert_int_equal(why, VERDICT_MPOL_SPM);
	fixture_end(&f);
}

static int refuse_all(const struct machine *m, const struct mpol_question *q, nodemask_t *allowed,
		      enum verdict *why)
{
	(void)m;
	(void)q;
	(void)allowed;
	*why = VERDICT_NO_OPT_IN;
	return -EPERM;
}

static void the_design_may_refuse_with_its_own_error(void **state)
{
	enum verdict why = VERDICT_PASS;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.design.mpol_trim = refuse_all;
	assert_int_equal(set_policy(&f, MPOL_BIND, "0", &why), -EPERM);
	assert_int_equal(why, VERDICT_NO_OPT_IN);
	fixture_end(&f);
}

static void a_mode_flag_of_the_design_is_accepted_and_shown(void **state)
{
	const unsigned flag = 1u << 12;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.design.mpol_mode_flags = flag;
	assert_int_equal(set_policy(&f, MPOL_BIND | STATIC | flag, "0", NULL), 0);
	assert_shows(&f, MPOL_BIND, STATIC | flag, "0");
	fixture_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modes_that_do_not_exist_are_invalid),
		cmocka_unit_test(static_and_relative_exclude_each_other),
		cmocka_unit_test(numa_balancing_goes_with_bind_and_preferred_many_only),
		cmocka_unit_test(default_and_local_want_no_nodes),
		cmocka_unit_test(default_forgets_its_flags_and_local_refuses_them),
		cmocka_unit_test(preferred_without_nodes_is_local_unless_flagged),
		cmocka_unit_test(preferred_keeps_the_lowest_node),
		cmocka_unit_test(other_modes_want_nodes),
		cmocka_unit_test(nodes_without_memory_are_dropped_while_one_node_is_left),
		cmocka_unit_test(relative_nodes_wrap_around_the_allowed_ones),
		cmocka_unit_test(the_cpuset_trims_the_nodes),
		cmocka_unit_test(maxnode_counts_one_more_than_the_bits),
		cmocka_unit_test(a_null_mask_is_empty_whatever_maxnode_says),
		cmocka_unit_test(a_node_that_the_design_takes_out_is_withheld),
		cmocka_unit_test(a_node_missing_from_the_task_through_the_design_is_withheld),
		cmocka_unit_test(the_design_may_refuse_with_its_own_error),
		cmocka_unit_test(a_mode_flag_of_the_design_is_accepted_and_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
