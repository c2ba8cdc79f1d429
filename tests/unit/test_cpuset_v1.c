// SPDX-License-Identifier: GPL-2.0-only
#include "unit/cpuset_fixture.h"

static void offline(struct fixture *f, int nid)
{
	node_clear(nid, &f->m.node_states[N_MEMORY]);
	consequences_free(&f->out);
	cpuset_hotplug(f->t, &f->out);
}

static void online(struct fixture *f, int nid)
{
	node_set(nid, &f->m.node_states[N_MEMORY]);
	consequences_free(&f->out);
	cpuset_hotplug(f->t, &f->out);
}

static void assert_refused(const struct fixture *f, int err, int wanted, enum verdict why)
{
	assert_int_equal(err, wanted);
	assert_int_equal(f->why, why);
}

/* ---- lists ---- */

static void the_root_has_the_nodes_with_memory_and_is_exclusive(void **state)
{
	struct fixture *f = *state;

	assert_file(f, "/", "cpuset.mems", "0-2");
	assert_file(f, "/", "cpuset.effective_mems", "0-2");
	assert_file(f, "/", "cpuset.mem_exclusive", "1");
	assert_file(f, "/", "cpuset.cpu_exclusive", "1");
	assert_file(f, "/", "cpuset.mem_hardwall", "0");
	assert_file(f, "/", "cpuset.memory_migrate", "0");
}

static void a_new_cpuset_has_nothing(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_file(f, "/a", "cpuset.mems", "");
	assert_file(f, "/a", "cpuset.effective_mems", "");
	assert_file(f, "/a", "cpuset.effective_cpus", "");
	assert_file(f, "/a", "cpuset.memory_migrate", "0");
	assert_file(f, "/a", "cpuset.sched_load_balance", "1");
}

static void the_root_is_not_written_to(void **state)
{
	struct fixture *f = *state;

	assert_refused(f, do_write(f, "/", "cpuset.mems", "0"), -EACCES, VERDICT_CPUSET_ROOT);
	assert_refused(f, do_write(f, "/", "cpuset.cpus", "0"), -EACCES, VERDICT_CPUSET_ROOT);
}

static void a_list_is_not_wider_than_the_parents(void **state)
{
	struct fixture *f = *state;

	make_v1(f, "/a", "0");
	make(f, "/a/b", NULL);
	assert_refused(f, do_write(f, "/a/b", "cpuset.mems", "0-1"), -EACCES,
		       VERDICT_CPUSET_PARENT);
	assert_int_equal(do_write(f, "/a", "cpuset.cpus", "0-1"), 0);
	assert_refused(f, do_write(f, "/a/b", "cpuset.cpus", "2"), -EACCES,
		       VERDICT_CPUSET_PARENT);
}

static void a_list_is_not_narrower_than_a_childs(void **state)
{
	struct fixture *f = *state;

	make_v1(f, "/a", "0-1");
	make_v1(f, "/a/b", "1");
	assert_refused(f, do_write(f, "/a", "cpuset.mems", "0"), -EBUSY, VERDICT_CPUSET_CHILD);
	assert_refused(f, do_write(f, "/a", "cpuset.cpus", "0-2"), -EBUSY, VERDICT_CPUSET_CHILD);
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1-2"), 0);
	assert_file(f, "/a/b", "cpuset.effective_mems", "1");
}

static void a_node_without_memory_cannot_be_named(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_refused(f, do_write(f, "/a", "cpuset.mems", "3"), -EINVAL, VERDICT_CPUSET_INVALID);
}

static void what_is_written_is_effective(void **state)
{
	struct fixture *f = *state;

	make_v1(f, "/a", "1");
	assert_file(f, "/a", "cpuset.effective_mems", "1");
	assert_file(f, "/a", "cpuset.effective_cpus", "0-3");
}

/* ---- tasks ---- */

static void a_cpuset_without_cpus_or_nodes_takes_no_task(void **state)
{
	struct fixture *f = *state;
	struct task *task = spawn(f, "/");

	make(f, "/a", "0");
	make(f, "/b", NULL);
	assert_int_equal(do_write(f, "/b", "cpuset.cpus", "0"), 0);
	assert_refused(f, do_attach(f, task, "/a"), -ENOSPC, VERDICT_CPUSET_EMPTY);
	assert_refused(f, do_attach(f, task, "/b"), -ENOSPC, VERDICT_CPUSET_EMPTY);
	assert_string_equal(cgroup_path_of(f->t, task), "/");
}

static void with_tasks_neither_list_can_be_emptied(void **state)
{
	struct fixture *f = *state;

	make_v1(f, "/a", "0");
	spawn(f, "/a");
	assert_refused(f, do_write(f, "/a", "cpuset.mems", ""), -ENOSPC, VERDICT_CPUSET_POPULATED);
	assert_refused(f, do_write(f, "/a", "cpuset.cpus", ""), -ENOSPC, VERDICT_CPUSET_POPULATED);
}

static void tasks_may_be_anywhere_in_the_tree(void **state)
{
	struct fixture *f = *state;

	make_v1(f, "/a", "0-1");
	make_v1(f, "/a/b", "0");
	spawn(f, "/a/b");
	assert_string_equal(cgroup_path_of(f->t, spawn(f, "/a")), "/a");
}

static void nobody_is_born_into_another_cgroup(void **state)
{
	struct fixture *f = *state;
	struct task *parent = spawn(f, "/"), child = { 0 };

	make_v1(f, "/a", "0");
	assert_int_equal(cgroup_fork(f->t, &child, parent, "/a", &f->out, &f->why), -EBADF);
	assert_null(child.cgroup);
}

static void pages_stay_when_the_list_changes(void **state)
{
	struct fixture *f = *state;

	make_v1(f, "/a", "0");
	spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1"), 0);
	assert_follows(f, "0 rebind 0>1\n0 mm 0>1\n");
}

static void pages_follow_from_where_they_were_last_asked_to_be(void **state)
{
	struct fixture *f = *state;

	make_v1(f, "/a", "0");
	spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "1"), 0);
	assert_int_equal(do_write(f, "/a", "cpuset.memory_migrate", "1"), 0);
	assert_follows(f, "");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "0"), 0);
	assert_follows(f, "0 rebind 1>0\n0 mm 1>0\n0 migrate 1>0\n");
}

static void on_a_move_the_flag_of_the_target_counts(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make_v1(f, "/stay", "0");
	make_v1(f, "/follow", "1");
	assert_int_equal(do_write(f, "/follow", "cpuset.memory_migrate", "1"), 0);
	task = spawn(f, "/stay");
	assert_int_equal(do_attach(f, task, "/follow"), 0);
	assert_follows(f, "0 rebind 0>1\n0 mm 0>1\n0 migrate 0>1\n");
	assert_int_equal(do_attach(f, task, "/stay"), 0);
	assert_follows(f, "0 rebind 1>0\n0 mm 1>0\n");
}

/* On v2 nothing follows from a move between cpusets with the same masks. */
static void a_move_to_equal_nodes_rebinds_the_task_only(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make_v1(f, "/a", "0");
	make_v1(f, "/b", "0");
	task = spawn(f, "/a");
	assert_int_equal(do_attach(f, task, "/b"), 0);
	assert_follows(f, "0 rebind 0>0\n");
}

/* ---- exclusive, hardwall ---- */

static void an_exclusive_cpuset_shares_with_no_sibling(void **state)
{
	struct fixture *f = *state;

	make_v1(f, "/a", "0-1");
	make(f, "/b", "2");
	assert_int_equal(do_write(f, "/a", "cpuset.mem_exclusive", "1"), 0);
	assert_refused(f, do_write(f, "/b", "cpuset.mems", "1-2"), -EINVAL,
		       VERDICT_CPUSET_EXCLUSIVE);
	assert_int_equal(do_write(f, "/b", "cpuset.cpus", "0"), 0);
	assert_refused(f, do_write(f, "/a", "cpuset.cpu_exclusive", "1"), -EINVAL,
		       VERDICT_CPUSET_EXCLUSIVE);
	assert_int_equal(do_write(f, "/b", "cpuset.cpus", ""), 0);
	assert_int_equal(do_write(f, "/a", "cpuset.cpu_exclusive", "1"), 0);
	assert_refused(f, do_write(f, "/b", "cpuset.cpus", "3"), -EINVAL,
		       VERDICT_CPUSET_EXCLUSIVE);
}

static void an_exclusive_cpuset_needs_an_exclusive_parent(void **state)
{
	struct fixture *f = *state;

	make_v1(f, "/a", "0-1");
	make(f, "/a/b", "0");
	assert_refused(f, do_write(f, "/a/b", "cpuset.mem_exclusive", "1"), -EACCES,
		       VERDICT_CPUSET_PARENT);
	assert_int_equal(do_write(f, "/a/b", "cpuset.mem_hardwall", "1"), 0);
	assert_int_equal(do_write(f, "/a", "cpuset.mem_exclusive", "1"), 0);
	assert_int_equal(do_write(f, "/a/b", "cpuset.mem_exclusive", "1"), 0);
	assert_refused(f, do_write(f, "/a", "cpuset.mem_exclusive", "0"), -EBUSY,
		       VERDICT_CPUSET_CHILD);
}

static void the_root_stops_being_exclusive_when_nobody_below_it_is(void **state)
{
	struct fixture *f = *state;

	make_v1(f, "/a", "0");
	assert_int_equal(do_write(f, "/a", "cpuset.mem_exclusive", "1"), 0);
	assert_refused(f, do_write(f, "/", "cpuset.mem_exclusive", "0"), -EBUSY,
		       VERDICT_CPUSET_CHILD);
	assert_int_equal(do_write(f, "/a", "cpuset.mem_exclusive", "0"), 0);
	assert_int_equal(do_write(f, "/", "cpuset.mem_exclusive", "0"), 0);
	assert_refused(f, do_write(f, "/a", "cpuset.mem_exclusive", "1"), -EACCES,
		       VERDICT_CPUSET_PARENT);
}

static bool kernel_may_use(const struct fixture *f, const struct task *task, int nid)
{
	return cpuset_node_allowed(&f->m, task, CTX_TASK, GFP_KERNEL, nid);
}

static void kernel_memory_stops_at_the_nearest_wall(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make_v1(f, "/a", "0-1");
	make_v1(f, "/a/b", "1");
	task = spawn(f, "/a/b");
	assert_true(kernel_may_use(f, task, 2));
	assert_int_equal(do_write(f, "/a", "cpuset.mem_hardwall", "1"), 0);
	assert_true(kernel_may_use(f, task, 0));
	assert_false(kernel_may_use(f, task, 2));
	assert_int_equal(do_write(f, "/a", "cpuset.mem_hardwall", "0"), 0);
	assert_int_equal(do_write(f, "/a", "cpuset.mem_exclusive", "1"), 0);
	assert_false(kernel_may_use(f, task, 2));
}

/* On v2 the root allows every possible node. */
static void the_root_allows_nodes_with_memory(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make_v1(f, "/a", "0");
	task = spawn(f, "/a");
	assert_true(kernel_may_use(f, task, 2));
	assert_false(kernel_may_use(f, task, 3));
	online(f, 3);
	assert_true(kernel_may_use(f, task, 3));
}

/* ---- spreading ---- */

static void spread_flags_come_with_the_cpuset(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make_v1(f, "/a", "0-1");
	task = spawn(f, "/a");
	assert_int_equal(do_write(f, "/a", "cpuset.memory_spread_page", "1"), 0);
	assert_true(cpuset_do_page_mem_spread(task));
	assert_int_equal(task->atomic_flags, PFA_SPREAD_PAGE);
	assert_int_equal(do_attach(f, task, "/"), 0);
	assert_int_equal(task->atomic_flags, 0);
	assert_int_equal(do_write(f, "/a", "cpuset.memory_spread_slab", "1"), 0);
	assert_int_equal(do_attach(f, task, "/a"), 0);
	assert_int_equal(task->atomic_flags, PFA_SPREAD_PAGE | PFA_SPREAD_SLAB);
}

static void a_new_cpuset_spreads_as_its_parent_does(void **state)
{
	struct fixture *f = *state;

	make_v1(f, "/a", "0-1");
	assert_int_equal(do_write(f, "/a", "cpuset.memory_spread_page", "1"), 0);
	make_v1(f, "/a/b", "0");
	assert_file(f, "/a/b", "cpuset.memory_spread_page", "1");
	assert_file(f, "/a/b", "cpuset.memory_spread_slab", "0");
}

static void the_rotor_goes_round_the_nodes_of_the_task(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make_v1(f, "/a", "0,2");
	task = spawn(f, "/a");
	task->cpuset_mem_spread_rotor = 0;
	assert_int_equal(cpuset_mem_spread_node(&f->m, task), 2);
	assert_int_equal(cpuset_mem_spread_node(&f->m, task), 0);
	task->cpuset_mem_spread_rotor = 1;
	assert_int_equal(cpuset_mem_spread_node(&f->m, task), 2);
}

/* Where a rotor starts that was never turned. */
static int first_spread_node(struct fixture *f, struct task *task)
{
	task->cpuset_mem_spread_rotor = NUMA_NO_NODE;
	return cpuset_mem_spread_node(&f->m, task);
}

static void the_rotor_starts_anywhere(void **state)
{
	struct fixture *f = *state;
	struct task *task = spawn(f, "/");
	int seen[3] = { 0 };

	for (int i = 0; i < 64; i++)
		seen[first_spread_node(f, task)]++;
	assert_true(seen[0] && seen[1] && seen[2]);
}

static void the_seed_decides_where_the_rotor_starts(void **state)
{
	struct fixture *f = *state;
	struct task *task = spawn(f, "/");
	int first[8];

	f->m.random_state = 42;
	for (int i = 0; i < 8; i++)
		first[i] = first_spread_node(f, task);
	f->m.random_state = 42;
	for (int i = 0; i < 8; i++)
		assert_int_equal(first_spread_node(f, task), first[i]);
}

static void no_node_2(const struct machine *m, nodemask_t *nodes)
{
	(void)m;
	node_clear(2, nodes);
}

static void a_design_may_leave_nodes_out_of_spreading(void **state)
{
	struct fixture *f = *state;
	struct task *task = spawn(f, "/");

	f->design.cpuset_spread = no_node_2;
	task->cpuset_mem_spread_rotor = 1;
	assert_int_equal(cpuset_mem_spread_node(&f->m, task), 0);
}

/* ---- clone_children ---- */

static void a_clone_has_the_lists_of_its_parent(void **state)
{
	struct fixture *f = *state;

	make_v1(f, "/a", "0-1");
	assert_int_equal(do_write(f, "/a", "cgroup.clone_children", "1"), 0);
	make(f, "/a/b", NULL);
	assert_file(f, "/a/b", "cpuset.mems", "0-1");
	assert_file(f, "/a/b", "cpuset.effective_cpus", "0-3");
	assert_file(f, "/a/b", "cgroup.clone_children", "1");
	assert_string_equal(cgroup_path_of(f->t, spawn(f, "/a/b")), "/a/b");
}

static void beside_an_exclusive_sibling_nothing_is_cloned(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(do_write(f, "/", "cgroup.clone_children", "1"), 0);
	make(f, "/a", "2");
	assert_int_equal(do_write(f, "/a", "cpuset.mem_exclusive", "1"), 0);
	make(f, "/b", NULL);
	assert_file(f, "/b", "cpuset.mems", "");
}

/* ---- hot-plug ---- */

static void a_node_that_leaves_is_gone_from_the_lists_for_good(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make_v1(f, "/a", "0-1");
	task = spawn(f, "/a");
	offline(f, 1);
	assert_file(f, "/a", "cpuset.mems", "0");
	assert_set(&task->mems_allowed, "0");
	online(f, 1);
	assert_file(f, "/", "cpuset.mems", "0-2");
	assert_file(f, "/a", "cpuset.mems", "0");
	assert_set(&task->mems_allowed, "0");
	assert_follows(f, "");
}

static void tasks_leave_an_emptied_cpuset_for_the_nearest_that_has_nodes(void **state)
{
	struct fixture *f = *state;
	struct task *task, *exiting;

	make_v1(f, "/a", "0-1");
	make_v1(f, "/a/b", "1");
	make_v1(f, "/a/b/c", "1");
	task = spawn(f, "/a/b/c");
	exiting = spawn(f, "/a/b/c");
	exiting->flags |= PF_EXITING;
	assert_int_equal(do_write(f, "/a", "cpuset.memory_migrate", "1"), 0);
	offline(f, 1);
	assert_string_equal(cgroup_path_of(f->t, task), "/a");
	assert_string_equal(cgroup_path_of(f->t, exiting), "/a/b/c");
	assert_set(&task->mems_allowed, "0");
	assert_follows(f, "0 rebind 1>0\n0 mm 1>0\n0 migrate 1>0\n");
	assert_file(f, "/a/b/c", "cpuset.mems", "");
}

static void an_ancestor_without_cpus_is_passed_over(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make_v1(f, "/a", "0-1");
	make_v1(f, "/a/b", "1");
	task = spawn(f, "/a/b");
	/* CPUs come and go in no scenario; the list is emptied by hand. */
	memset(cgroup_cpuset(f->t, "/a")->cpus_allowed, 0, sizeof(uint64_t));
	offline(f, 1);
	assert_string_equal(cgroup_path_of(f->t, task), "/");
	memset(cgroup_cpuset(f->t, "/a")->cpus_allowed, 0xf, 1);
}

static void start_with_a_derived_mask(struct fixture *f, bool forgets)
{
	cgroup_tree_destroy(f->t);
	f->design.cpuset_derive = sysram_only;
	f->design.cpuset_derived_file = "cpuset.mems.sysram";
	f->design.cpuset_derived_file_v1 = "cpuset.mems_sysram";
	f->design.cpuset1_hotplug_forgets_derived = forgets;
	f->t = cgroup_tree_create(&f->m);
	make_v1(f, "/a", "0-2");
}

static void the_derived_mask_follows_a_removal(void **state)
{
	struct fixture *f = *state;

	start_with_a_derived_mask(f, false);
	assert_file(f, "/a", "cpuset.mems_sysram", "0-1");
	assert_file(f, "/a", "cpuset.mems.sysram", "ENOENT");
	offline(f, 1);
	assert_file(f, "/a", "cpuset.mems_sysram", "0");
}

static void a_design_that_forgets_it_lets_the_node_back_in(void **state)
{
	struct fixture *f = *state;
	struct task *early, *late;

	start_with_a_derived_mask(f, true);
	early = spawn(f, "/a");
	offline(f, 1);
	assert_file(f, "/a", "cpuset.mems", "0,2");
	assert_file(f, "/a", "cpuset.mems_sysram", "0-1");
	assert_set(&early->mems_allowed, "0");
	online(f, 1);
	late = spawn(f, "/a");
	assert_set(&early->mems_allowed, "0");
	assert_set(&late->mems_allowed, "0-1");
	assert_int_equal(do_write(f, "/a", "cpuset.mems", "0"), 0);
	assert_file(f, "/a", "cpuset.mems_sysram", "0");
	assert_set(&late->mems_allowed, "0");
}

/* ---- any order of operations ---- */

static const char *pick(struct fixture *f, const char *const *words, uint32_t nr)
{
	return words[machine_random_below(&f->m, nr)];
}
#define PICK(words) pick(f, words, sizeof(words) / sizeof((words)[0]))

/* Some of them are refused; what they leave behind must fit together. */
static void one_operation(struct fixture *f)
{
	static const char *const paths[] = { "/", "/a", "/b", "/a/c", "/a/d", "/a/c/e" };
	static const char *const nodes[] = { "0", "1", "2", "3", "0-1", "0-2", "0-3", "1-2", "" };
	static const char *const cpus[] = { "0", "0-3", "0-1", "2-3", "" };
	static const char *const flags[] = { "cpuset.mem_exclusive", "cpuset.cpu_exclusive",
					     "cpuset.mem_hardwall", "cpuset.memory_migrate",
					     "cpuset.memory_spread_page", "cgroup.clone_children" };
	static const char *const bits[] = { "0", "1" };
	const char *path = PICK(paths);

	switch (machine_random_below(&f->m, 8)) {
	case 0:
		do_mkdir(f, path);
		break;
	case 1:
		do_rmdir(f, path);
		break;
	case 2:
	case 3:
		do_write(f, path, "cpuset.mems", PICK(nodes));
		break;
	case 4:
		do_write(f, path, "cpuset.cpus", PICK(cpus));
		break;
	case 5:
		do_write(f, path, PICK(flags), PICK(bits));
		break;
	case 6:
		do_attach(f, &f->tasks[machine_random_below(&f->m, 4)], path);
		break;
	default:
		if (node_state(&f->m, 3, N_MEMORY))
			offline(f, 3);
		else
			online(f, 3);
	}
}

static void no_order_of_operations_breaks_the_tree(void **state)
{
	struct fixture *f = *state;
	char buf[200];

	for (int round = 0; round < 3; round++) {
		cgroup_tree_destroy(f->t);
		f->nr_tasks = 0;
		memset(f->tasks, 0, sizeof(f->tasks));
		f->design.cpuset_derive = round ? sysram_only : NULL;
		f->design.cpuset1_hotplug_forgets_derived = round == 2;
		f->t = cgroup_tree_create(&f->m);
		for (int i = 0; i < 4; i++)
			spawn(f, "/");
		for (int i = 0; i < 20000; i++) {
			one_operation(f);
			if (cgroup_check(f->t, buf, sizeof(buf)))
				fail_msg("round %d, operation %d: %s", round, i, buf);
		}
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup_v1, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_root_has_the_nodes_with_memory_and_is_exclusive),
		T(a_new_cpuset_has_nothing),
		T(the_root_is_not_written_to),
		T(a_list_is_not_wider_than_the_parents),
		T(a_list_is_not_narrower_than_a_childs),
		T(a_node_without_memory_cannot_be_named),
		T(what_is_written_is_effective),
		T(a_cpuset_without_cpus_or_nodes_takes_no_task),
		T(with_tasks_neither_list_can_be_emptied),
		T(tasks_may_be_anywhere_in_the_tree),
		T(nobody_is_born_into_another_cgroup),
		T(pages_stay_when_the_list_changes),
		T(pages_follow_from_where_they_were_last_asked_to_be),
		T(on_a_move_the_flag_of_the_target_counts),
		T(a_move_to_equal_nodes_rebinds_the_task_only),
		T(an_exclusive_cpuset_shares_with_no_sibling),
		T(an_exclusive_cpuset_needs_an_exclusive_parent),
		T(the_root_stops_being_exclusive_when_nobody_below_it_is),
		T(kernel_memory_stops_at_the_nearest_wall),
		T(the_root_allows_nodes_with_memory),
		T(spread_flags_come_with_the_cpuset),
		T(a_new_cpuset_spreads_as_its_parent_does),
		T(the_rotor_goes_round_the_nodes_of_the_task),
		T(the_rotor_starts_anywhere),
		T(the_seed_decides_where_the_rotor_starts),
		T(a_design_may_leave_nodes_out_of_spreading),
		T(a_clone_has_the_lists_of_its_parent),
		T(beside_an_exclusive_sibling_nothing_is_cloned),
		T(a_node_that_leaves_is_gone_from_the_lists_for_good),
		T(tasks_leave_an_emptied_cpuset_for_the_nearest_that_has_nodes),
		T(an_ancestor_without_cpus_is_passed_over),
		T(the_derived_mask_follows_a_removal),
		T(a_design_that_forgets_it_lets_the_node_back_in),
		T(no_order_of_operations_breaks_the_tree),
	};

	return cmocka_run_group_tests_name("cpuset_v1", tests, NULL, NULL);
}
