// SPDX-License-Identifier: GPL-2.0-only
#include "unit/cpuset_fixture.h"

static struct task *fork_into(struct fixture *f, const struct task *parent, const char *clone_into)
{
	struct task *child = &f->tasks[f->nr_tasks++];

	child->mm = (struct mm *)child;
	consequences_free(&f->out);
	assert_int_equal(cgroup_fork(f->t, child, parent, clone_into, &f->out, &f->why), 0);
	return child;
}

static void a_child_starts_where_its_parent_is(void **state)
{
	struct fixture *f = *state;
	struct task *child;

	make(f, "/a", "1");
	child = fork_into(f, spawn(f, "/a"), NULL);
	assert_string_equal(cgroup_path_of(f->t, child), "/a");
	assert_set(&child->mems_allowed, "1");
	assert_follows(f, "");
}

static void a_child_cloned_into_another_cpuset_has_its_policy_rebound(void **state)
{
	struct fixture *f = *state;
	struct task *child;

	make(f, "/a", "1");
	make(f, "/b", "2");
	child = fork_into(f, spawn(f, "/a"), "/b");
	assert_string_equal(cgroup_path_of(f->t, child), "/b");
	assert_set(&child->mems_allowed, "2");
	assert_follows(f, "1 rebind 1>2\n");
}

static void a_clone_into_a_cgroup_obeys_the_rules_of_moving_there(void **state)
{
	struct fixture *f = *state;
	struct task *parent = spawn(f, "/"), child = { 0 };

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+memory"), 0);
	assert_int_equal(cgroup_fork(f->t, &child, parent, "/a", &f->out, &f->why), -EBUSY);
	assert_int_equal(cgroup_fork(f->t, &child, parent, "/x", &f->out, &f->why), -ENOENT);
	assert_null(child.cgroup);
	cgroup_task_exit(f->t, &child);
}

/* Forking is not moving: a thread root may fill up with its own children. */
static void a_fork_within_a_cgroup_is_always_possible(void **state)
{
	struct fixture *f = *state;
	struct task *parent;

	make(f, "/a", NULL);
	parent = spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	fork_into(f, parent, NULL);
}

static void a_task_moves_to_the_nodes_of_its_new_cgroup(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "1");
	make(f, "/b", "0");
	make(f, "/b/c", NULL);
	task = spawn(f, "/a");
	assert_int_equal(do_attach(f, task, "/b/c"), 0);
	assert_set(&task->mems_allowed, "0");
	assert_ptr_equal(task->cs, cgroup_cpuset(f->t, "/b"));
	assert_follows(f, "0 rebind 1>0\n0 mm 1>0\n0 migrate 1>0\n");
}

static void a_task_that_cannot_move_stays(void **state)
{
	struct fixture *f = *state;
	struct task *task = spawn(f, "/");

	assert_int_equal(do_attach(f, task, "/a"), -ENOENT);
	assert_int_equal(f->why, VERDICT_CGROUP_MISSING);
	assert_string_equal(cgroup_path_of(f->t, task), "/");
}

static void moving_to_where_it_is_does_not_even_change_the_order(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "1");
	task = spawn(f, "/a");
	spawn(f, "/a")->mm = NULL;
	task->mm = NULL;
	assert_int_equal(do_attach(f, task, "/a"), 0);
	assert_follows(f, "");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "0"), 0);
	assert_follows(f, "0 rebind 1>0\n1 rebind 1>0\n");
}

static void under_a_design_a_child_inherits_what_is_withheld(void **state)
{
	struct fixture *f = *state;

	assert_set(&fork_into(f, spawn(f, "/"), NULL)->mems_withheld, "2");
}

static void an_exit_may_be_told_twice(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", NULL);
	task = spawn(f, "/a");
	cgroup_task_exit(f->t, task);
	cgroup_task_exit(f->t, task);
	assert_null(task->cgroup);
	assert_ptr_equal(task->cs, f->m.top_cpuset);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_child_starts_where_its_parent_is, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_child_cloned_into_another_cpuset_has_its_policy_rebound, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_clone_into_a_cgroup_obeys_the_rules_of_moving_there, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_fork_within_a_cgroup_is_always_possible, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_task_moves_to_the_nodes_of_its_new_cgroup, setup,
			teardown),
		cmocka_unit_test_setup_teardown(a_task_that_cannot_move_stays, setup, teardown),
		cmocka_unit_test_setup_teardown(
			moving_to_where_it_is_does_not_even_change_the_order, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			under_a_design_a_child_inherits_what_is_withheld, setup_spm,
			teardown),
		cmocka_unit_test_setup_teardown(an_exit_may_be_told_twice, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
