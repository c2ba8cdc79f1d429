// SPDX-License-Identifier: GPL-2.0-only
#include "unit/cpuset_fixture.h"

/* The first memory of node 3 goes online. */
static void online_3(struct fixture *f)
{
	node_set(3, &f->m.node_states[N_MEMORY]);
	consequences_free(&f->out);
	cpuset_hotplug(f->t, &f->out);
}

static void offline_1(struct fixture *f)
{
	node_clear(1, &f->m.node_states[N_MEMORY]);
	consequences_free(&f->out);
	cpuset_hotplug(f->t, &f->out);
}

static void a_new_node_comes_to_the_root_and_to_cpusets_that_name_it(void **state)
{
	struct fixture *f = *state;

	make(f, "/named", "1,3");
	make(f, "/other", "1");
	make(f, "/never", NULL);
	online_3(f);
	assert_file(f, "/", "cpuset.mems.effective", "0-3");
	assert_file(f, "/named", "cpuset.mems.effective", "1,3");
	assert_file(f, "/other", "cpuset.mems.effective", "1");
	assert_file(f, "/never", "cpuset.mems.effective", "0-3");
}

static void tasks_of_the_root_get_the_new_node_and_their_pages_stay(void **state)
{
	struct fixture *f = *state;
	struct task *task = spawn(f, "/");

	online_3(f);
	assert_set(&task->mems_allowed, "0-3");
	assert_follows(f, "0 rebind 0-2>0-3\n0 mm 0-3>0-3\n");
}

static void a_node_that_goes_leaves_what_was_written(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "0-1");
	task = spawn(f, "/a");
	offline_1(f);
	assert_file(f, "/a", "cpuset.mems", "0-1");
	assert_file(f, "/a", "cpuset.mems.effective", "0");
	assert_set(&task->mems_allowed, "0");
	assert_follows(f, "0 rebind 0-1>0\n0 mm 0-1>0\n0 migrate 0-1>0\n");
}

static void a_cpuset_that_loses_all_its_nodes_gets_its_parents(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "1");
	task = spawn(f, "/a");
	offline_1(f);
	assert_set(&task->mems_allowed, "0,2");
	assert_file(f, "/a", "cpuset.mems.effective", "0,2");
}

static void an_event_without_a_change_does_nothing(void **state)
{
	struct fixture *f = *state;

	spawn(f, "/");
	consequences_free(&f->out);
	cpuset_hotplug(f->t, &f->out);
	assert_follows(f, "");
}

/* Compared before the fallback to the parent's nodes: never equal. */
static void a_cpuset_that_names_no_usable_node_is_rebound_by_every_event(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "0-1");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	make(f, "/a/never", NULL);
	make(f, "/a/zero", "0");
	spawn(f, "/a/never");
	spawn(f, "/a/zero");
	online_3(f);
	assert_follows(f, "0 rebind 0-1>0-1\n0 mm 0-1>0-1\n");
}

static void a_cpuset_left_without_kernel_zones_is_an_insane_config(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1-2");
	assert_false(f->m.cpusets_insane_config);
	offline_1(f);
	assert_true(f->m.cpusets_insane_config);
}

static void without_the_controller_tasks_have_the_nodes_with_memory(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	cgroup_tree_destroy(f->t);
	f->m.no_cpusets = true;
	f->t = cgroup_tree_create(&f->m);
	task = spawn(f, "/");
	online_3(f);
	assert_set(&task->mems_allowed, "0-3");
	assert_follows(f, "");
}

static void under_a_design_a_new_special_node_changes_no_tasks_nodes(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", NULL);
	task = spawn(f, "/a");
	online_3(f);
	assert_file(f, "/a", "cpuset.mems.effective", "0-3");
	assert_set(&task->mems_allowed, "0-1");
	assert_set(&task->mems_withheld, "2-3");
}

static void under_a_design_a_change_of_its_sets_alone_reaches_tasks(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "1-2");
	task = spawn(f, "/a");
	node_set(2, &f->m.dstate.sysram);
	cpuset_hotplug(f->t, &f->out);
	assert_set(&task->mems_allowed, "1-2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_new_node_comes_to_the_root_and_to_cpusets_that_name_it, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			tasks_of_the_root_get_the_new_node_and_their_pages_stay, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_node_that_goes_leaves_what_was_written, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_cpuset_that_loses_all_its_nodes_gets_its_parents, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			an_event_without_a_change_does_nothing, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_cpuset_that_names_no_usable_node_is_rebound_by_every_event, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_cpuset_left_without_kernel_zones_is_an_insane_config, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			without_the_controller_tasks_have_the_nodes_with_memory, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			under_a_design_a_new_special_node_changes_no_tasks_nodes, setup_spm,
			teardown),
		cmocka_unit_test_setup_teardown(
			under_a_design_a_change_of_its_sets_alone_reaches_tasks, setup_spm,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
