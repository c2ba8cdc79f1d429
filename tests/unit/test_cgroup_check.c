// SPDX-License-Identifier: GPL-2.0-only
#include "unit/cpuset_fixture.h"

static void assert_finds(struct fixture *f, const char *expected)
{
	char buf[100];
	const char *wrong = cgroup_check(f->t, buf, sizeof(buf));

	assert_string_equal(wrong ? wrong : "nothing", expected);
}

static void a_sound_tree_has_no_findings(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", "1");
	spawn(f, "/a");
	assert_finds(f, "nothing");
}

static void an_effective_mask_that_nobody_updated_is_found(void **state)
{
	struct fixture *f = *state;
	struct cpuset *cs;

	make(f, "/a", "0-1");
	cs = cgroup_cpuset(f->t, "/a");
	cs->effective_mems = set("1");
	assert_finds(f, "/a: effective masks are out of date");
	cs->effective_mems = set("0-1");
}

static void a_task_with_too_many_nodes_is_found(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "1");
	task = spawn(f, "/a");
	task->mems_allowed = set("0-1");
	assert_finds(f, "/a: a task has nodes that its cpuset does not give");
	task->mems_allowed = set("1");
	task->mems_withheld = set("1");
	assert_finds(f, "/a: a task has nodes that are withheld from it");
	task->mems_withheld = set("");
}

static void a_task_in_the_wrong_place_is_found(void **state)
{
	struct fixture *f = *state;
	struct task *task;

	make(f, "/a", "1");
	task = spawn(f, "/a");
	task->cs = f->m.top_cpuset;
	assert_finds(f, "/a: a task is not where it is listed");
	task->cs = cgroup_cpuset(f->t, "/a");
}

static void a_wrong_key_is_found(void **state)
{
	struct fixture *f = *state;

	f->m.nr_cpusets++;
	assert_finds(f, "/: the count of cpusets is wrong");
	f->m.nr_cpusets--;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_sound_tree_has_no_findings, setup, teardown),
		cmocka_unit_test_setup_teardown(
			an_effective_mask_that_nobody_updated_is_found, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_task_with_too_many_nodes_is_found, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_task_in_the_wrong_place_is_found, setup,
			teardown),
		cmocka_unit_test_setup_teardown(a_wrong_key_is_found, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
