// SPDX-License-Identifier: GPL-2.0-only
#include "unit/cpuset_fixture.h"

static void a_cgroup_with_tasks_that_passes_cpuset_on_becomes_a_thread_root(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	spawn(f, "/a");
	assert_file(f, "/a", "cgroup.type", "domain");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	assert_file(f, "/a", "cgroup.type", "domain threaded");
}

static void below_a_thread_root_no_domain_takes_tasks(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", NULL);
	task = spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	make(f, "/a/b", NULL);
	assert_file(f, "/a/b", "cgroup.type", "domain invalid");
	assert_int_equal(do_attach(f, task, "/a/b"), -EOPNOTSUPP);
	assert_int_equal(f->why, VERDICT_CGROUP_DOMAIN);
	assert_string_equal(cgroup_path_of(f->t, task), "/a");
}

static void a_domain_is_valid_again_when_the_thread_root_has_lost_its_tasks(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", NULL);
	task = spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	make(f, "/a/b", NULL);
	assert_int_equal(do_attach(f, task, "/"), 0);
	assert_int_equal(do_attach(f, task, "/a/b"), 0);
}

static void a_cgroup_with_populated_children_and_controllers_takes_no_tasks(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", NULL);
	make(f, "/a/b", NULL);
	spawn(f, "/a/b");
	task = spawn(f, "/");
	assert_int_equal(do_attach(f, task, "/a"), 0);
	assert_int_equal(do_attach(f, task, "/"), 0);
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	assert_int_equal(do_attach(f, task, "/a"), -EBUSY);
	assert_int_equal(f->why, VERDICT_CGROUP_BUSY);
}

static void a_cgroup_that_passes_memory_on_takes_no_tasks(void **state)
{
	struct fixture *f = *state;
	struct task *task = spawn(f, "/");

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+memory"), 0);
	assert_int_equal(do_attach(f, task, "/a"), -EBUSY);
}

static void the_root_holds_tasks_and_passes_everything_on(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	spawn(f, "/a");
	spawn(f, "/");
	assert_file(f, "/", "cgroup.subtree_control", "cpuset memory");
}

/* Far below, the last task decides: cgroups in between are populated by their children. */
static void a_cgroup_is_populated_as_long_as_any_descendant_is(void **state)
{
	struct fixture *f = *state;
	struct task *one, *two;

	make(f, "/a", "1");
	make(f, "/a/b", NULL);
	make(f, "/a/b/c", NULL);
	one = spawn(f, "/a/b/c");
	two = spawn(f, "/a/b/c");
	cgroup_task_exit(f->t, one);
	assert_int_equal(do_write(f, "/a", "cpuset.mems", ""), -ENOSPC);
	cgroup_task_exit(f->t, two);
	assert_int_equal(do_write(f, "/a", "cpuset.mems", ""), 0);
}

static void a_threaded_cgroup_takes_tasks_next_to_its_populated_parent(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "0-1");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	make(f, "/a/t", "1");
	assert_int_equal(do_write(f, "/a/t", "cgroup.type", "threaded"), 0);
	assert_file(f, "/a/t", "cgroup.type", "threaded");
	assert_file(f, "/a", "cgroup.type", "domain threaded");
	task = spawn(f, "/a");
	assert_int_equal(do_attach(f, task, "/a/t"), 0);
	assert_set(&task->mems_allowed, "1");
	assert_int_equal(do_rmdir(f, "/a/t"), -EBUSY);
	cgroup_task_exit(f->t, task);
	assert_int_equal(do_rmdir(f, "/a/t"), 0);
	assert_file(f, "/a", "cgroup.type", "domain");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_cgroup_with_tasks_that_passes_cpuset_on_becomes_a_thread_root, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			below_a_thread_root_no_domain_takes_tasks, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_domain_is_valid_again_when_the_thread_root_has_lost_its_tasks, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_cgroup_with_populated_children_and_controllers_takes_no_tasks, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_cgroup_that_passes_memory_on_takes_no_tasks, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			the_root_holds_tasks_and_passes_everything_on, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_cgroup_is_populated_as_long_as_any_descendant_is, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_threaded_cgroup_takes_tasks_next_to_its_populated_parent, setup,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
