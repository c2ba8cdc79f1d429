// SPDX-License-Identifier: GPL-2.0-only
#include "unit/cpuset_fixture.h"

#define CONTROL "cgroup.subtree_control"

static void words_are_switched_together_and_the_last_one_counts(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", CONTROL, "  +memory  +cpuset -memory "), 0);
	assert_file(f, "/a", CONTROL, "cpuset");
	assert_int_equal(do_write(f, "/a", CONTROL, ""), 0);
}

static void words_without_sign_or_of_unknown_controllers_are_invalid(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", CONTROL, "cpuset"), -EINVAL);
	assert_int_equal(do_write(f, "/a", CONTROL, "+cpu"), -EINVAL);
	assert_int_equal(do_write(f, "/a", CONTROL, "+memory +"), -EINVAL);
	assert_int_equal(f->why, VERDICT_CGROUP_INVALID);
	assert_file(f, "/a", CONTROL, "");
}

static void a_controller_that_the_parent_does_not_pass_on_is_missing(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	make(f, "/a/b", NULL);
	assert_int_equal(do_write(f, "/a/b", CONTROL, "+cpuset"), -ENOENT);
	assert_int_equal(f->why, VERDICT_CGROUP_MISSING);
	assert_int_equal(do_write(f, "/a/b", CONTROL, "-cpuset"), 0);
}

static void a_controller_that_a_child_passes_on_stays(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", CONTROL, "+cpuset"), 0);
	make(f, "/a/b", NULL);
	assert_int_equal(do_write(f, "/a/b", CONTROL, "+cpuset"), 0);
	assert_int_equal(do_write(f, "/a", CONTROL, "-cpuset"), -EBUSY);
	assert_int_equal(do_write(f, "/a/b", CONTROL, "-cpuset"), 0);
	assert_int_equal(do_write(f, "/a", CONTROL, "-cpuset"), 0);
}

static void children_that_get_the_controller_back_start_afresh(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", CONTROL, "+cpuset"), 0);
	make(f, "/a/b", "1");
	assert_int_equal(do_write(f, "/a", CONTROL, "-cpuset"), 0);
	assert_file(f, "/a/b", "cpuset.mems", "ENOENT");
	assert_int_equal(do_write(f, "/a", CONTROL, "+cpuset"), 0);
	assert_file(f, "/a/b", "cpuset.mems", "");
}

static void tasks_of_children_that_lose_the_controller_get_the_parents_nodes(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "0-1");
	assert_int_equal(do_write(f, "/a", CONTROL, "+cpuset"), 0);
	make(f, "/a/b", "1");
	make(f, "/a/b/c", NULL);
	task = spawn(f, "/a/b/c");
	assert_set(&task->mems_allowed, "1");
	assert_int_equal(do_write(f, "/a", CONTROL, "-cpuset"), 0);
	assert_ptr_equal(task->cs, cgroup_cpuset(f->t, "/a"));
	assert_set(&task->mems_allowed, "0-1");
	assert_follows(f, "0 rebind 1>0-1\n0 mm 1>0-1\n0 migrate 1>0-1\n");
}

/*
 *	/a 0-1    /a/x never written: task 0    /a/y 1: task 1
 *
 * The kernel looks at task 0 only, finds nothing to do, and leaves task 1 on node 1.
 */
static void the_first_tasks_cpuset_speaks_for_all_that_lose_theirs(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "0-1");
	assert_int_equal(do_write(f, "/a", CONTROL, "+cpuset"), 0);
	make(f, "/a/x", NULL);
	make(f, "/a/y", "1");
	spawn(f, "/a/x");
	spawn(f, "/a/y");
	assert_int_equal(do_write(f, "/a", CONTROL, "-cpuset"), 0);
	assert_follows(f, "");
	assert_set(&f->tasks[1].mems_allowed, "1");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "0"), 0);
	assert_set(&f->tasks[1].mems_allowed, "0");
}

static void switching_the_root_off_and_on_again_counts(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1");
	make(f, "/b", NULL);
	assert_int_equal(do_write(f, "/", CONTROL, "-cpuset"), 0);
	assert_false(cpusets_enabled(&f->m));
	assert_int_equal(do_write(f, "/", CONTROL, "+cpuset"), 0);
	assert_int_equal(f->m.nr_cpusets, 2);
}

static void a_cgroup_with_tasks_cannot_pass_memory_on(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", CONTROL, "+memory"), -EBUSY);
	assert_int_equal(do_write(f, "/a", CONTROL, "+cpuset"), 0);
	assert_int_equal(do_write(f, "/a", CONTROL, "+memory"), -EOPNOTSUPP);
}

static void a_cgroup_with_tasks_and_populated_children_cannot_pass_cpuset_on(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	make(f, "/a/b", NULL);
	spawn(f, "/a");
	spawn(f, "/a/b");
	assert_int_equal(do_write(f, "/a", CONTROL, "+cpuset"), -EBUSY);
}

static void below_a_thread_root_no_domain_passes_anything_on(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", CONTROL, "+cpuset"), 0);
	make(f, "/a/b", NULL);
	assert_int_equal(do_write(f, "/a/b", CONTROL, "+cpuset"), -EOPNOTSUPP);
	assert_int_equal(do_write(f, "/a/b", "cgroup.type", "threaded"), 0);
	assert_int_equal(do_write(f, "/a/b", CONTROL, "+cpuset"), 0);
}

static void a_type_is_only_ever_made_threaded(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "cgroup.type", "domain"), -EINVAL);
	assert_int_equal(do_write(f, "/", "cgroup.type", "threaded"), -ENOENT);
	assert_int_equal(do_write(f, "/a", "cgroup.type", "threaded"), 0);
	assert_int_equal(do_write(f, "/a", "cgroup.type", "threaded"), 0);
	assert_file(f, "/a", "cgroup.controllers", "cpuset");
}

static void a_populated_cgroup_cannot_be_made_threaded(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", "cgroup.type", "threaded"), -EOPNOTSUPP);
	assert_int_equal(f->why, VERDICT_CGROUP_DOMAIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			words_are_switched_together_and_the_last_one_counts, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			words_without_sign_or_of_unknown_controllers_are_invalid, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_controller_that_the_parent_does_not_pass_on_is_missing, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_controller_that_a_child_passes_on_stays, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			children_that_get_the_controller_back_start_afresh, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			tasks_of_children_that_lose_the_controller_get_the_parents_nodes, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			the_first_tasks_cpuset_speaks_for_all_that_lose_theirs, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			switching_the_root_off_and_on_again_counts, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_cgroup_with_tasks_cannot_pass_memory_on, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_cgroup_with_tasks_and_populated_children_cannot_pass_cpuset_on, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			below_a_thread_root_no_domain_passes_anything_on, setup,
			teardown),
		cmocka_unit_test_setup_teardown(a_type_is_only_ever_made_threaded, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_populated_cgroup_cannot_be_made_threaded, setup,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
