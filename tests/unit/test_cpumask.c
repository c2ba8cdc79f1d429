// SPDX-License-Identifier: GPL-2.0-only
#include "cpuset/internal.h"
#include "unit/cpuset_fixture.h"

static void a_cpu_list_is_printed_in_canonical_form(void **state)
{
	struct fixture *f = *state;

	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "cpuset.cpus", " 3,0,1 "), 0);
	assert_file(f, "/a", "cpuset.cpus", "0-1,3");
}

/* 130 CPUs are three words: the last one is 129. */
static void sets_of_cpus_may_be_longer_than_a_word(void **state)
{
	struct fixture *f = *state;
	int16_t cpu_to_node[130] = { 0 };

	cgroup_tree_destroy(f->t);
	f->m.nr_cpus = 130;
	f->m.cpu_to_node = cpu_to_node;
	f->t = cgroup_tree_create(&f->m);
	assert_file(f, "/", "cpuset.cpus.effective", "0-129");
	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "cpuset.cpus", "63-64,129"), 0);
	assert_file(f, "/a", "cpuset.cpus.effective", "63-64,129");
	assert_int_equal(do_write(f, "/a", "cpuset.cpus", "130"), -ERANGE);
	f->m.cpu_to_node = f->cpu_to_node;
}

static void cpus_that_do_not_exist_are_in_no_set(void **state)
{
	struct fixture *f = *state;

	cgroup_tree_destroy(f->t);
	f->cpu_to_node[2] = -1;
	f->t = cgroup_tree_create(&f->m);
	assert_file(f, "/", "cpuset.cpus.effective", "0-1,3");
	make(f, "/a", NULL);
	assert_int_equal(do_write(f, "/a", "cpuset.cpus", "2"), -EINVAL);
}

static void sets_without_a_common_cpu_do_not_intersect(void **state)
{
	struct fixture *f = *state;
	const uint64_t a = 0x3, b = 0xc, c = 0x6;

	assert_false(cpumask_intersects(&f->m, &a, &b));
	assert_true(cpumask_intersects(&f->m, &a, &c));
	assert_true(cpumask_intersects(&f->m, &b, &c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_cpu_list_is_printed_in_canonical_form, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			sets_of_cpus_may_be_longer_than_a_word, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			cpus_that_do_not_exist_are_in_no_set, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			sets_without_a_common_cpu_do_not_intersect, setup,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
