// SPDX-License-Identifier: GPL-2.0-only
#include "unit/cpuset_fixture.h"

static void the_root_has_effective_files_only(void **state)
{
	struct fixture *f = *state;

	assert_file(f, "/", "cpuset.mems.effective", "0-2");
	assert_file(f, "/", "cpuset.cpus.effective", "0-3");
	assert_file(f, "/", "cpuset.mems", "ENOENT");
	assert_file(f, "/", "cpuset.cpus.partition", "ENOENT");
	assert_file(f, "/", "cgroup.type", "ENOENT");
	assert_int_equal(do_write(f, "/", "cpuset.mems", "0"), -ENOENT);
}

static void unknown_cgroups_and_files_are_missing(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/b", "cpuset.mems", "0"), -ENOENT);
	assert_int_equal(do_write(f, "/a", "cpuset.mem", "0"), -ENOENT);
	assert_int_equal(f->why, VERDICT_CGROUP_MISSING);
	assert_file(f, "/a", "cpuset.memss", "ENOENT");
}

static void read_only_files_refuse_writes(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "cpuset.mems.effective", "0"), -EINVAL);
	assert_int_equal(f->why, VERDICT_CGROUP_INVALID);
}

static void controllers_are_what_the_parent_passes_on(void **state)
{
	struct fixture *f = *state;

	assert_file(f, "/", "cgroup.controllers", "cpuset memory");
	make(f, "/a", NULL);
	assert_file(f, "/a", "cgroup.controllers", "cpuset memory");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+memory"), 0);
	make(f, "/a/b", NULL);
	assert_file(f, "/a/b", "cgroup.controllers", "memory");
}

/* 100 bytes and 6 for every node id. */
static void a_write_longer_than_the_files_limit_is_too_big(void **state)
{
	struct fixture *f = *state;
	char value[100 + 6 * MAX_NUMNODES + 2];

	make(f, "/a", NULL);
	memset(value, ' ', sizeof(value));
	value[0] = '1';
	value[sizeof(value) - 1] = '\0';
	assert_int_equal(do_write(f, "/a", "cpuset.mems", value), -E2BIG);
	value[sizeof(value) - 2] = '\0';
	assert_int_equal(do_write(f, "/a", "cpuset.mems", value), 0);
}

static void the_derived_file_exists_under_a_design_that_names_it(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1-2");
	assert_file(f, "/a", "cpuset.mems.sysram", "ENOENT");
}

static void under_a_design_the_derived_file_is_read_only(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1-2");
	assert_file(f, "/a", "cpuset.mems.sysram", "1");
	assert_file(f, "/", "cpuset.mems.sysram", "0-1");
	assert_int_equal(do_write(f, "/a", "cpuset.mems.sysram", "1"), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_root_has_effective_files_only, setup, teardown),
		cmocka_unit_test_setup_teardown(
			unknown_cgroups_and_files_are_missing, setup,
			teardown),
		cmocka_unit_test_setup_teardown(read_only_files_refuse_writes, setup, teardown),
		cmocka_unit_test_setup_teardown(
			controllers_are_what_the_parent_passes_on, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_write_longer_than_the_files_limit_is_too_big, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			the_derived_file_exists_under_a_design_that_names_it, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			under_a_design_the_derived_file_is_read_only, setup_spm,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
