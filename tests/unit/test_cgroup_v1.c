// SPDX-License-Identifier: GPL-2.0-only
#include "unit/cpuset_fixture.h"

static void only_files_of_v1_are_there(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_file(f, "/a", "cpuset.mems.effective", "ENOENT");
	assert_file(f, "/a", "cgroup.subtree_control", "ENOENT");
	assert_file(f, "/a", "cgroup.type", "ENOENT");
	assert_file(f, "/a", "cpuset.cpus.partition", "ENOENT");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), -ENOENT);
}

static void files_of_v1_are_not_there_on_v2(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_file(f, "/a", "cpuset.effective_mems", "ENOENT");
	assert_file(f, "/a", "cpuset.mem_hardwall", "ENOENT");
	assert_file(f, "/a", "tasks", "ENOENT");
	assert_file(f, "/", "cpuset.mems", "ENOENT");
}

static void a_flag_is_a_number_and_nothing_around_it(void **state)
{
	struct fixture *f = *state;
	static const char *const good[] = { "1", "+1", "0x1", "01", "1\n", "7" };
	static const char *const bad[] = { "", " 1", "1 ", "yes", "-1", "+", "1x", "0x", "1\n\n" };

	make(f, "/a", NULL);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(do_write(f, "/a", "cpuset.mem_hardwall", "0"), 0);
		assert_int_equal(do_write(f, "/a", "cpuset.mem_hardwall", good[i]), 0);
		assert_file(f, "/a", "cpuset.mem_hardwall", "1");
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(do_write(f, "/a", "cpuset.mem_hardwall", bad[i]), -EINVAL);
	assert_int_equal(do_write(f, "/a", "cpuset.mem_hardwall", "99999999999999999999"),
			 -ERANGE);
	assert_file(f, "/a", "cpuset.mem_hardwall", "1");
}

/* cpuset_update_flag() takes an int. */
static void the_upper_half_of_the_number_is_lost(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "cpuset.mem_hardwall", "1"), 0);
	assert_int_equal(do_write(f, "/a", "cpuset.mem_hardwall", "0x100000000"), 0);
	assert_file(f, "/a", "cpuset.mem_hardwall", "0");
	assert_int_equal(do_write(f, "/a", "cgroup.clone_children", "0x100000000"), 0);
	assert_file(f, "/a", "cgroup.clone_children", "1");
}

static void tasks_are_listed_and_moved_by_name(void **state)
{
	struct fixture *f = *state;
	struct task *one = spawn(f, "/"), *two = spawn(f, "/");

	one->name = (char *)"one";
	two->name = (char *)"two";
	f->m.tasks = one;
	one->next = two;
	make_v1(f, "/a", "1");
	assert_file(f, "/", "tasks", "one\ntwo");
	assert_int_equal(do_write(f, "/a", "tasks", " two\n"), 0);
	assert_follows(f, "1 rebind 0-2>1\n1 mm 0-3>1\n");
	assert_file(f, "/a", "cgroup.procs", "two");
	assert_file(f, "/", "tasks", "one");
	assert_int_equal(do_write(f, "/a", "tasks", "three"), -ESRCH);
	assert_int_equal(do_write(f, "/a", "cgroup.procs", "one"), 0);
	assert_file(f, "/a", "tasks", "one\ntwo");
	assert_int_equal(do_rmdir(f, "/a"), -EBUSY);
}

static void a_refused_move_leaves_the_task(void **state)
{
	struct fixture *f = *state;
	struct task *one = spawn(f, "/");

	one->name = (char *)"one";
	f->m.tasks = one;
	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "tasks", "one"), -ENOSPC);
	assert_int_equal(f->why, VERDICT_CPUSET_EMPTY);
	assert_file(f, "/", "tasks", "one");
}

static void a_directory_cannot_have_the_name_of_a_file(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(do_mkdir(f, "/tasks"), -EEXIST);
	assert_int_equal(do_mkdir(f, "/cpuset.mem_exclusive"), -EEXIST);
	assert_int_equal(do_mkdir(f, "/cgroup.type"), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup_v1, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(only_files_of_v1_are_there),
		cmocka_unit_test_setup_teardown(files_of_v1_are_not_there_on_v2, setup, teardown),
		T(a_flag_is_a_number_and_nothing_around_it),
		T(the_upper_half_of_the_number_is_lost),
		T(tasks_are_listed_and_moved_by_name),
		T(a_refused_move_leaves_the_task),
		T(a_directory_cannot_have_the_name_of_a_file),
	};

	return cmocka_run_group_tests_name("cgroup_v1", tests, NULL, NULL);
}
