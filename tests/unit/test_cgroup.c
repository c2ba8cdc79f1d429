// SPDX-License-Identifier: GPL-2.0-only
#include "unit/cpuset_fixture.h"

static void a_cgroup_needs_its_parent(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(do_mkdir(f, "/a/b"), -ENOENT);
	assert_int_equal(f->why, VERDICT_CGROUP_MISSING);
	make(f, "/a", NULL);
	make(f, "/a/b", NULL);
}

static void a_name_can_be_used_once(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_int_equal(do_mkdir(f, "/a"), -EEXIST);
	assert_int_equal(do_mkdir(f, "/a/"), -EEXIST);
	assert_int_equal(do_mkdir(f, "/"), -EEXIST);
	assert_int_equal(f->why, VERDICT_CGROUP_EXISTS);
	make(f, "/ab", NULL);
}

static void a_file_of_the_parent_has_its_name_already(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(do_mkdir(f, "/cgroup.subtree_control"), -EEXIST);
	make(f, "/cpuset.mems", NULL);
}

static void a_name_holds_no_newline_and_at_most_255_bytes(void **state)
{
	struct fixture *f = *state;
	char name[258];

	assert_int_equal(do_mkdir(f, "/a\nb"), -EINVAL);
	assert_int_equal(f->why, VERDICT_CGROUP_INVALID);
	memset(name, 'x', sizeof(name));
	name[0] = '/';
	name[257] = '\0';
	assert_int_equal(do_mkdir(f, name), -ENAMETOOLONG);
	name[256] = '\0';
	assert_int_equal(do_mkdir(f, name), 0);
}

static void a_path_is_absolute(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(do_mkdir(f, "a"), -ENOENT);
	assert_null(cgroup_cpuset(f->t, ""));
}

static void a_cgroup_with_children_stays(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	make(f, "/a/b", NULL);
	assert_int_equal(do_rmdir(f, "/a"), -EBUSY);
	assert_int_equal(f->why, VERDICT_CGROUP_BUSY);
	assert_int_equal(do_rmdir(f, "/a/b"), 0);
	assert_int_equal(do_rmdir(f, "/a"), 0);
	assert_int_equal(do_rmdir(f, "/a"), -ENOENT);
}

static void a_cgroup_with_tasks_stays(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", NULL);
	task = spawn(f, "/a");
	assert_int_equal(do_rmdir(f, "/a"), -EBUSY);
	cgroup_task_exit(f->t, task);
	assert_int_equal(do_rmdir(f, "/a"), 0);
}

static void the_root_cannot_be_removed(void **state)
{
	assert_int_equal(do_rmdir(*state, "/"), -EBUSY);
}

static void the_key_counts_the_cpusets_below_the_root(void **state)
{
	struct fixture *f = *state;

	assert_false(cpusets_enabled(&f->m));
	make(f, "/a", NULL);
	assert_true(cpusets_enabled(&f->m));
	make(f, "/a/b", NULL);
	assert_int_equal(f->m.nr_cpusets, 1);
	assert_int_equal(do_rmdir(f, "/a/b"), 0);
	assert_int_equal(do_rmdir(f, "/a"), 0);
	assert_false(cpusets_enabled(&f->m));
}

static void below_a_cgroup_that_passes_nothing_on_the_ancestors_cpuset_counts(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1");
	make(f, "/a/b", NULL);
	assert_ptr_equal(cgroup_cpuset(f->t, "/a/b"), cgroup_cpuset(f->t, "/a"));
	assert_file(f, "/a/b", "cpuset.mems", "ENOENT");
}

static void add_line(void *arg, const struct cgroup_info *info)
{
	text_addf(arg, "%s %s", info->path, info->has_cpuset ? "cpuset" : "-");
	for (const char *const *name = info->subtree_control; *name; name++)
		text_addf(arg, " +%s", *name);
	text_add(arg, "\n");
}

static void a_walk_visits_parents_first_and_children_in_order_of_creation(void **state)
{
	struct fixture *f = *state;
	struct text text = TEXT_INIT;

	make(f, "/b", NULL);
	make(f, "/a", NULL);
	make(f, "/b/z", NULL);
	make(f, "/b/c", NULL);
	make(f, "/d", NULL);
	assert_int_equal(do_rmdir(f, "/a"), 0);
	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+memory"), 0);
	cgroup_for_each(f->t, add_line, &text);
	assert_string_equal(text_str(&text), "/ cpuset +cpuset +memory\n"
					     "/b cpuset\n"
					     "/b/z -\n"
					     "/b/c -\n"
					     "/d cpuset\n"
					     "/a cpuset +memory\n");
	text_free(&text);
}

static void without_the_controller_no_cgroup_has_a_cpuset(void **state)
{
	struct fixture *f = *state;

	cgroup_tree_destroy(f->t);
	f->m.no_cpusets = true;
	f->t = cgroup_tree_create(&f->m);
	make(f, "/a", NULL);
	assert_false(cpusets_enabled(&f->m));
	assert_file(f, "/a", "cpuset.mems", "ENOENT");
	assert_file(f, "/", "cpuset.mems.effective", "ENOENT");
	assert_file(f, "/", "cgroup.controllers", "memory");
	assert_int_equal(do_write(f, "/", "cgroup.subtree_control", "+cpuset"), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_cgroup_needs_its_parent, setup, teardown),
		cmocka_unit_test_setup_teardown(a_name_can_be_used_once, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_file_of_the_parent_has_its_name_already, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_name_holds_no_newline_and_at_most_255_bytes, setup,
			teardown),
		cmocka_unit_test_setup_teardown(a_path_is_absolute, setup, teardown),
		cmocka_unit_test_setup_teardown(a_cgroup_with_children_stays, setup, teardown),
		cmocka_unit_test_setup_teardown(a_cgroup_with_tasks_stays, setup, teardown),
		cmocka_unit_test_setup_teardown(the_root_cannot_be_removed, setup, teardown),
		cmocka_unit_test_setup_teardown(
			the_key_counts_the_cpusets_below_the_root, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			below_a_cgroup_that_passes_nothing_on_the_ancestors_cpuset_counts, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_walk_visits_parents_first_and_children_in_order_of_creation, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			without_the_controller_no_cgroup_has_a_cpuset, setup,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
