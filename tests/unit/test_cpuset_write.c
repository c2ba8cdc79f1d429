// SPDX-License-Identifier: GPL-2.0-only
#include "unit/cpuset_fixture.h"

static void a_cpuset_that_was_never_written_has_its_parents_nodes(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_file(f, "/a", "cpuset.mems", "");
	assert_file(f, "/a", "cpuset.mems.effective", "0-2");
}

static void effective_is_what_is_written_within_the_parents(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "0-1");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	make(f, "/a/b", "1-2");
	assert_file(f, "/a/b", "cpuset.mems", "1-2");
	assert_file(f, "/a/b", "cpuset.mems.effective", "1");
}

static void effective_is_the_parents_when_nothing_written_is_within(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "0-1");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	make(f, "/a/b", "2");
	assert_file(f, "/a/b", "cpuset.mems.effective", "0-1");
}

static void a_write_reaches_descendants_and_their_tasks(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "0-1");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	make(f, "/a/b", NULL);
	task = spawn(f, "/a/b");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1"), 0);
	assert_set(&task->mems_allowed, "1");
	assert_int_equal(task->mems_allowed_seq, 2);
}

static void a_possible_node_without_memory_may_be_written(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1,3");
	assert_file(f, "/a", "cpuset.mems", "1,3");
	assert_file(f, "/a", "cpuset.mems.effective", "1");
}

static void nodes_that_are_not_possible_are_invalid(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "0-4"), -EINVAL);
	assert_int_equal(f->why, VERDICT_CPUSET_INVALID);
	assert_file(f, "/a", "cpuset.mems", "1");
}

static void the_range_of_node_ids_is_that_of_the_kernels_configuration(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1024"), -ERANGE);
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1023"), -EINVAL);
	f->m.max_numnodes = 16;
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "16"), -ERANGE);
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "15"), -EINVAL);
}

static void all_means_every_node_id_and_so_is_not_possible(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "all"), -EINVAL);
	f->m.max_numnodes = 4;
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "all"), 0);
}

static void blanks_around_a_list_do_not_count(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", " \t0,,2\n");
	assert_file(f, "/a", "cpuset.mems", "0,2");
}

static void a_list_cannot_be_cleared_while_the_cpuset_has_tasks(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1");
	spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", ""), -ENOSPC);
	assert_int_equal(f->why, VERDICT_CPUSET_POPULATED);
}

static void a_list_cannot_be_cleared_while_a_descendant_has_tasks(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1");
	make(f, "/a/b", NULL);
	spawn(f, "/a/b");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "\n"), -ENOSPC);
}

static void a_list_that_was_never_written_can_be_cleared_at_any_time(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", ""), 0);
}

static void clearing_gives_the_parents_nodes_back(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", ""), 0);
	assert_file(f, "/a", "cpuset.mems.effective", "0-2");
}

static void the_place_of_the_last_good_write_is_kept(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "9"), -EINVAL);
	assert_int_equal(cgroup_cpuset(f->t, "/a")->loc.line, 0);
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1"), 0);
	assert_int_equal(cgroup_cpuset(f->t, "/a")->loc.line, 7);
}

static void effective_cpus_follow_the_same_rule(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	make(f, "/a/b", NULL);
	assert_int_equal(do_write(f, "/a/b", "cpuset.cpus", "3"), 0);
	assert_file(f, "/a/b", "cpuset.cpus.effective", "3");
	assert_int_equal(do_write(f, "/a", "cpuset.cpus", "0-1"), 0);
	assert_file(f, "/a/b", "cpuset.cpus.effective", "0-1");
}

static void cpus_are_refused_like_nodes(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", "cpuset.cpus", "4"), -ERANGE);
	assert_int_equal(do_write(f, "/a", "cpuset.cpus", "1-"), -EINVAL);
	assert_int_equal(do_write(f, "/a", "cpuset.cpus", "1"), 0);
	assert_int_equal(do_write(f, "/a", "cpuset.cpus", ""), -ENOSPC);
}

static void a_partition_is_one_of_three_words(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_file(f, "/a", "cpuset.cpus.partition", "member");
	assert_int_equal(do_write(f, "/a", "cpuset.cpus.partition", "isolated\n"), 0);
	assert_int_equal(do_write(f, "/a", "cpuset.cpus.partition", "remote"), -EINVAL);
	assert_file(f, "/a", "cpuset.cpus.partition", "isolated");
}

static void under_a_design_derived_masks_follow_effective_ones(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1-2");
	assert_file(f, "/a", "cpuset.mems.effective", "1-2");
	assert_file(f, "/a", "cpuset.mems.sysram", "1");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "2"), 0);
	assert_file(f, "/a", "cpuset.mems.sysram", "");
}

/*
 * The task in /a/b lives on its ancestors' nodes. A write to /a does not change
 * /a/b, so nobody looks at the task: seen on a kernel with the RFC's patches.
 */
static void under_a_design_tasks_that_live_on_an_ancestor_do_not_follow_it(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "0-2");
	assert_int_equal(do_write(f, "/a", "cgroup.subtree_control", "+cpuset"), 0);
	make(f, "/a/b", "2");
	task = spawn(f, "/a/b");
	assert_set(&task->mems_allowed, "0-1");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "0,2"), 0);
	assert_set(&task->mems_allowed, "0-1");
}

static int no_spm(const struct machine *m, const nodemask_t *nodes, enum verdict *why)
{
	(void)m;
	if (!node_isset(2, nodes))
		return 0;
	*why = VERDICT_CPUSET_SPM;
	return -EINVAL;
}

static void under_a_design_a_refusal_carries_the_designs_verdict(void **state)
{
	struct fixture *f = *state;

	f->design.cpuset_write = no_spm;
	make(f, "/a", "1");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1-2"), -EINVAL);
	assert_int_equal(f->why, VERDICT_CPUSET_SPM);
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1-"), -EINVAL);
	assert_int_equal(f->why, VERDICT_CPUSET_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_cpuset_that_was_never_written_has_its_parents_nodes, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			effective_is_what_is_written_within_the_parents, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			effective_is_the_parents_when_nothing_written_is_within, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_write_reaches_descendants_and_their_tasks, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_possible_node_without_memory_may_be_written, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			nodes_that_are_not_possible_are_invalid, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			the_range_of_node_ids_is_that_of_the_kernels_configuration, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			all_means_every_node_id_and_so_is_not_possible, setup,
			teardown),
		cmocka_unit_test_setup_teardown(blanks_around_a_list_do_not_count, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_list_cannot_be_cleared_while_the_cpuset_has_tasks, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_list_cannot_be_cleared_while_a_descendant_has_tasks, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_list_that_was_never_written_can_be_cleared_at_any_time, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			clearing_gives_the_parents_nodes_back, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			the_place_of_the_last_good_write_is_kept, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			effective_cpus_follow_the_same_rule, setup,
			teardown),
		cmocka_unit_test_setup_teardown(cpus_are_refused_like_nodes, setup, teardown),
		cmocka_unit_test_setup_teardown(a_partition_is_one_of_three_words, setup, teardown),
		cmocka_unit_test_setup_teardown(
			under_a_design_derived_masks_follow_effective_ones, setup_spm,
			teardown),
		cmocka_unit_test_setup_teardown(
			under_a_design_tasks_that_live_on_an_ancestor_do_not_follow_it, setup_spm,
			teardown),
		cmocka_unit_test_setup_teardown(
			under_a_design_a_refusal_carries_the_designs_verdict, setup_spm,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
