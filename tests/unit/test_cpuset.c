// SPDX-License-Identifier: GPL-2.0-only
#include "unit/cpuset_fixture.h"

static bool allowed(const struct fixture *f, const struct task *task, enum alloc_ctx_kind ctx,
		    gfp_t gfp, int nid)
{
	return cpuset_node_allowed(&f->m, task, ctx, gfp, nid);
}

static void a_task_may_use_the_nodes_of_its_mask(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1");
	assert_true(allowed(f, spawn(f, "/a"), CTX_TASK, GFP_USER, 1));
}

static void hardwall_keeps_a_task_within_its_mask(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1");
	assert_false(allowed(f, spawn(f, "/a"), CTX_TASK, GFP_USER, 0));
}

static void kernel_memory_escapes_to_every_possible_node(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "1");
	task = spawn(f, "/a");
	assert_true(allowed(f, task, CTX_TASK, GFP_KERNEL, 0));
	assert_true(allowed(f, task, CTX_TASK, GFP_KERNEL, 3));
	assert_false(allowed(f, task, CTX_TASK, GFP_KERNEL, 4));
}

static void a_hardwall_ancestor_stops_the_escape_of_kernel_memory(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "0-1");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	make(f, "/a/b", "1");
	cgroup_cpuset(f->t, "/a")->flags |= CS_MEM_HARDWALL;
	task = spawn(f, "/a/b");
	assert_true(allowed(f, task, CTX_TASK, GFP_KERNEL, 0));
	assert_false(allowed(f, task, CTX_TASK, GFP_KERNEL, 2));
}

static void interrupts_are_not_held_to_the_task_below_them(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "1");
	task = spawn(f, "/a");
	assert_true(allowed(f, task, CTX_HARDIRQ, GFP_USER, 0));
	assert_true(allowed(f, task, CTX_SOFTIRQ, GFP_USER, 0));
	assert_true(allowed(f, task, CTX_BH_DISABLED, GFP_USER, 0));
	assert_false(allowed(f, task, CTX_KTHREAD, GFP_USER, 0));
}

static void an_oom_victim_may_use_every_node_even_with_hardwall(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "1");
	task = spawn(f, "/a");
	task->oom_victim = true;
	assert_true(allowed(f, task, CTX_TASK, GFP_USER, 0));
}

static void an_exiting_task_escapes_but_not_from_hardwall(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "1");
	cgroup_cpuset(f->t, "/a")->flags |= CS_MEM_HARDWALL;
	task = spawn(f, "/a");
	assert_false(allowed(f, task, CTX_TASK, GFP_KERNEL, 0));
	task->flags |= PF_EXITING;
	assert_true(allowed(f, task, CTX_TASK, GFP_KERNEL, 0));
	assert_false(allowed(f, task, CTX_TASK, GFP_USER, 0));
}

static void a_new_task_in_the_root_gets_the_nodes_with_memory(void **state)
{
	struct fixture *f = *state;
	struct task *task = spawn(f, "/");

	assert_set(&task->mems_allowed, "0-2");
	assert_set(&task->mems_withheld, "");
}

static void without_the_controller_allowed_means_possible(void **state)
{
	struct fixture *f = *state;
	struct task *task = spawn(f, "/");
	nodemask_t mems;

	cpuset_mems_allowed(&f->m, task, &mems);
	assert_set(&mems, "0-2");
	f->m.no_cpusets = true;
	cpuset_mems_allowed(&f->m, task, &mems);
	assert_set(&mems, "0-3");
	f->m.no_cpusets = false;
}

static void only_nodes_without_kernel_zones_are_an_insane_config_for_good(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1-2");
	assert_false(f->m.cpusets_insane_config);
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "2"), 0);
	assert_true(f->m.cpusets_insane_config);
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1"), 0);
	assert_true(f->m.cpusets_insane_config);
}

static void under_a_design_what_tasks_do_not_get_is_withheld(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "1-2");
	task = spawn(f, "/a");
	assert_set(&task->mems_allowed, "1");
	assert_set(&task->mems_withheld, "2");
}

/*
 *	/a    effective 0,2   derived 0
 *	/a/b  effective 2     derived (none)  ->  its tasks use /a's
 */
static void under_a_design_an_empty_derived_mask_means_the_ancestors(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "0,2");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	make(f, "/a/b", "2");
	task = spawn(f, "/a/b");
	assert_set(&task->mems_allowed, "0");
	assert_set(&task->mems_withheld, "2");
}

static void mainline_top(const struct machine *m, nodemask_t *nodes)
{
	(void)m;
	node_clear(2, nodes);
}

static void under_a_design_what_the_top_lacks_is_withheld(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	f->design.cpuset_derive = NULL;
	f->design.cpuset_top = mainline_top;
	cpuset_hotplug(f->t, &f->out);
	make(f, "/a", "0,2");
	make(f, "/b", "0");
	task = spawn(f, "/a");
	assert_set(&task->mems_allowed, "0");
	assert_set(&task->mems_withheld, "2");
	assert_set(&spawn(f, "/b")->mems_withheld, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_task_may_use_the_nodes_of_its_mask, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			hardwall_keeps_a_task_within_its_mask, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			kernel_memory_escapes_to_every_possible_node, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_hardwall_ancestor_stops_the_escape_of_kernel_memory, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			interrupts_are_not_held_to_the_task_below_them, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			an_oom_victim_may_use_every_node_even_with_hardwall, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			an_exiting_task_escapes_but_not_from_hardwall, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_new_task_in_the_root_gets_the_nodes_with_memory, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			without_the_controller_allowed_means_possible, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			only_nodes_without_kernel_zones_are_an_insane_config_for_good, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			under_a_design_what_tasks_do_not_get_is_withheld, setup_spm,
			teardown),
		cmocka_unit_test_setup_teardown(
			under_a_design_an_empty_derived_mask_means_the_ancestors, setup_spm,
			teardown),
		cmocka_unit_test_setup_teardown(
			under_a_design_what_the_top_lacks_is_withheld, setup_spm,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
