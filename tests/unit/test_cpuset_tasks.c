// SPDX-License-Identifier: GPL-2.0-only
#include "unit/cpuset_fixture.h"

static void a_write_rebinds_and_moves_task_by_task(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "0-1");
	spawn(f, "/a");
	spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1-2"), 0);
	assert_follows(f, "0 rebind 0-1>1-2\n"
			  "0 mm 0-1>1-2\n"
			  "0 migrate 0-1>1-2\n"
			  "1 rebind 0-1>1-2\n"
			  "1 mm 0-1>1-2\n"
			  "1 migrate 0-1>1-2\n");
}

static void pages_move_from_where_the_write_before_put_them(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "0");
	spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1"), 0);
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "2"), 0);
	assert_follows(f, "0 rebind 1>2\n0 mm 1>2\n0 migrate 1>2\n");
}

static void a_write_that_changes_nothing_has_no_consequences(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "0-1");
	spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "0,1"), 0);
	assert_follows(f, "");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "0,1,3"), 0);
	assert_follows(f, "");
}

static void a_kernel_thread_has_a_policy_but_nothing_to_move(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "0");
	spawn(f, "/a")->mm = NULL;
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1"), 0);
	assert_follows(f, "0 rebind 0>1\n");
}

static void the_cgroup_whose_tasks_came_first_goes_first(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "0");
	make(f, "/a/x", NULL);
	make(f, "/a/y", NULL);
	spawn(f, "/a/y");
	spawn(f, "/a/x");
	spawn(f, "/a/y");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1"), 0);
	assert_follows(f, "0 rebind 0>1\n0 mm 0>1\n0 migrate 0>1\n"
			  "2 rebind 0>1\n2 mm 0>1\n2 migrate 0>1\n"
			  "1 rebind 0>1\n1 mm 0>1\n1 migrate 0>1\n");
}

/* Switching a controller gives all tasks below new css_sets, in the order of the tree. */
static void switching_a_controller_puts_tasks_in_the_order_of_the_tree(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "0");
	make(f, "/a/x", NULL);
	make(f, "/a/y", NULL);
	spawn(f, "/a/y")->mm = NULL;
	spawn(f, "/a/x")->mm = NULL;
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+memory"), 0);
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1"), 0);
	assert_follows(f, "1 rebind 0>1\n0 rebind 0>1\n");
}

/* /a/b is threaded, so that both may hold tasks. */
static void a_parents_cpuset_goes_before_its_childs(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "0");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	make(f, "/a/b", NULL);
	assert_int_equal(do_write(f, "/a/b", "cgroup.type", "threaded"), 0);
	spawn(f, "/a/b")->mm = NULL;
	spawn(f, "/a")->mm = NULL;
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1"), 0);
	assert_follows(f, "1 rebind 0>1\n"
			  "0 rebind 0>1\n");
}

/* The top cpuset was never told to move pages from less than every possible node. */
static void moving_in_from_the_root_moves_pages_from_every_possible_node(void **state)
{
	struct fixture *f = *state;
	struct task *task = spawn(f, "/");

	make(f, "/a", "1");
	assert_int_equal(do_attach(f, task, "/a"), 0);
	assert_set(&task->mems_allowed, "1");
	assert_follows(f, "0 rebind 0-2>1\n0 mm 0-3>1\n0 migrate 0-3>1\n");
}

static void moving_to_the_root_leaves_pages_where_they_are(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "1");
	task = spawn(f, "/a");
	assert_int_equal(do_attach(f, task, "/"), 0);
	assert_follows(f, "0 rebind 1>0-2\n0 mm 1>0-2\n");
}

static void moving_to_the_root_with_its_nodes_leaves_mappings_alone(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "cpuset.cpus", "3"), 0);
	task = spawn(f, "/a");
	assert_int_equal(do_attach(f, task, "/"), 0);
	assert_follows(f, "0 rebind 0-2>0-2\n");
}

static void moving_between_equal_cpusets_has_no_consequences(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "1");
	make(f, "/b", "1,3");
	task = spawn(f, "/a");
	assert_int_equal(do_attach(f, task, "/b"), 0);
	assert_follows(f, "");
	assert_ptr_equal(task->cs, cgroup_cpuset(f->t, "/b"));
}

static void moving_to_other_cpus_rebinds_although_the_nodes_are_the_same(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "1");
	make(f, "/b", "1");
	assert_int_equal(do_write(f, "/b", "cpuset.cpus", "3"), 0);
	task = spawn(f, "/a");
	assert_int_equal(do_attach(f, task, "/b"), 0);
	assert_follows(f, "0 rebind 1>1\n0 mm 1>1\n");
}

/*
 * cpuset_attach() notes where pages are for the first task's cpuset only. The other
 * one has never been told: a write moves its pages from nowhere, which moves none.
 */
static void of_cpusets_that_appear_together_one_knows_old_nodes(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "0-1");
	make(f, "/a/x", NULL);
	make(f, "/a/y", NULL);
	spawn(f, "/a/x");
	spawn(f, "/a/y");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	assert_follows(f, "");
	assert_int_equal(do_write(f, "/a/x", "cpuset.mems", "1"), 0);
	assert_follows(f, "0 rebind 0-1>1\n0 mm 0-1>1\n0 migrate 0-1>1\n");
	assert_int_equal(do_write(f, "/a/y", "cpuset.mems", "1"), 0);
	assert_follows(f, "1 rebind 0-1>1\n1 mm >1\n1 migrate >1\n");
}

static void under_a_design_mappings_follow_even_an_empty_derived_mask(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "0,2");
	spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "2"), 0);
	assert_follows(f, "0 rebind 0>0-1\n0 mm 0>\n0 migrate 0>0-1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_write_rebinds_and_moves_task_by_task, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			pages_move_from_where_the_write_before_put_them, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_write_that_changes_nothing_has_no_consequences, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_kernel_thread_has_a_policy_but_nothing_to_move, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			the_cgroup_whose_tasks_came_first_goes_first, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			switching_a_controller_puts_tasks_in_the_order_of_the_tree, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_parents_cpuset_goes_before_its_childs, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			moving_in_from_the_root_moves_pages_from_every_possible_node, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			moving_to_the_root_leaves_pages_where_they_are, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			moving_to_the_root_with_its_nodes_leaves_mappings_alone, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			moving_between_equal_cpusets_has_no_consequences, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			moving_to_other_cpus_rebinds_although_the_nodes_are_the_same, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			of_cpusets_that_appear_together_one_knows_old_nodes, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			under_a_design_mappings_follow_even_an_empty_derived_mask, setup_spm,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
