// SPDX-License-Identifier: GPL-2.0-only
#include "base/text.h"
#include "unit/mempolicy.h"

#include <errno.h>

/* The pairs in the order they are moved, as "0>2 1>3". */
static void assert_pairs(const char *from_list, const char *to_list, const char *expected)
{
	const nodemask_t from = nodes(from_list), to = nodes(to_list);
	nodemask_t left = from;
	struct text out = TEXT_INIT;
	int source, dest;

	while (migrate_next_pair(&from, &to, &left, &source, &dest))
		text_addf(&out, "%s%d>%d", out.len ? " " : "", source, dest);
	assert_string_equal(text_str(&out), expected);
	text_free(&out);
}

static void disjoint_sets_move_by_position(void **state)
{
	(void)state;
	assert_pairs("0-1", "2-3", "0>2 1>3");
	assert_pairs("0", "3", "0>3");
}

/* 2 would land on 3, which has not been emptied yet: 4 goes first. */
static void a_target_that_still_waits_is_emptied_first(void **state)
{
	(void)state;
	assert_pairs("2-4", "3-5", "4>5 3>4 2>3");
}

static void a_node_that_stays_is_no_pair(void **state)
{
	(void)state;
	assert_pairs("0-3", "0-3", "");
	assert_pairs("0-1", "0,2", "1>2");
}

/* 3-5 keep their pages, so no target is ever free of waiting ones: the last pair first. */
static void with_unequal_numbers_common_nodes_stay(void **state)
{
	(void)state;
	assert_pairs("0-7", "3-5", "7>4 6>3 2>5 1>4 0>3");
	assert_pairs("0-3", "3", "2>3 1>3 0>3");
	assert_pairs("0-2", "1-2", "0>1");
}

static void move_pages_wants_memory_and_permission(void **state)
{
	enum verdict why = VERDICT_PASS;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.task.mems_allowed = nodes("0-1");
	f.m.node_states[N_MEMORY] = nodes("0-2");
	assert_int_equal(move_pages_check(&f.m, &f.task, 1, &why), 0);
	assert_int_equal(move_pages_check(&f.m, &f.task, 2, &why), -EACCES);
	assert_int_equal(why, VERDICT_MPOL_EMPTY);
	assert_int_equal(move_pages_check(&f.m, &f.task, 3, &why), -ENODEV);
	assert_int_equal(move_pages_check(&f.m, &f.task, 99, &why), -ENODEV);
	assert_int_equal(move_pages_check(&f.m, &f.task, -1, &why), -ENODEV);
	f.task.mems_withheld = nodes("2");
	assert_int_equal(move_pages_check(&f.m, &f.task, 2, &why), -EACCES);
	assert_int_equal(why, VERDICT_MPOL_SPM);
	fixture_end(&f);
}

static void migrate_pages_keeps_the_allowed_targets(void **state)
{
	nodemask_t to = nodes("1-3");
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.task.mems_allowed = nodes("0-1");
	assert_int_equal(migrate_pages_check(&f.m, &f.task, &to, NULL), 0);
	assert_nodes(&to, "1");
	to = nodes("2-3");
	assert_int_equal(migrate_pages_check(&f.m, &f.task, &to, NULL), -EINVAL);
	fixture_end(&f);
}

/* A design of the tests: pages may go to node 3 and nowhere else. */
static int only_node_3(const struct machine *m, const struct task *task, int nid)
{
	(void)m;
	(void)task;
	return nid == 3 ? 0 : -EPERM;
}

static void the_design_decides_about_targets(void **state)
{
	enum verdict why = VERDICT_PASS;
	nodemask_t to = nodes("1-3");
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.design.migrate_ok = only_node_3;
	f.task.mems_allowed = nodes("0-1");
	assert_int_equal(migrate_pages_check(&f.m, &f.task, &to, &why), 0);
	assert_nodes(&to, "3");
	assert_int_equal(move_pages_check(&f.m, &f.task, 0, &why), -EPERM);
	assert_int_equal(why, VERDICT_MPOL_SPM);
	fixture_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(disjoint_sets_move_by_position),
		cmocka_unit_test(a_target_that_still_waits_is_emptied_first),
		cmocka_unit_test(a_node_that_stays_is_no_pair),
		cmocka_unit_test(with_unequal_numbers_common_nodes_stay),
		cmocka_unit_test(move_pages_wants_memory_and_permission),
		cmocka_unit_test(migrate_pages_keeps_the_allowed_targets),
		cmocka_unit_test(the_design_decides_about_targets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
