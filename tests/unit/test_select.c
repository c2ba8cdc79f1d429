// SPDX-License-Identifier: GPL-2.0-only
/* The points of a task, and who may be chosen for whom. */
#include "oom/private.h"

#include "mm_machine.h"

struct fixture {
	struct mm_machine mm;
	struct task other;
	struct alloc_request req;
	struct oom_report report;
	struct oom_control oc;
};

/* Two tasks: the machine's, which asks and has four pages, and another without any. */
static void setup(struct fixture *f, const struct isolation_design *design)
{
	struct machine *m = &f->mm.e.m;
	struct mapping *map;

	*f = (struct fixture){ 0 };
	mm_machine_init(&f->mm, design, ZONE_NORMAL);
	map = mm_machine_map(&f->mm, 8, PAGE_SIZE);
	mm_machine_touch(&f->mm, map, 0, 4);
	f->other = *f->mm.task;
	f->other.mm = mm_create();
	f->other.next = NULL;
	f->mm.task->next = &f->other;
	m->tasks = f->mm.task;
	m->init_task = &f->mm.s.init;
	f->req = (struct alloc_request){ .gfp = GFP_USER, .task = f->mm.task };
	f->report = (struct oom_report){ .reached = true, .totalpages = 10000 };
	f->oc = (struct oom_control){ .m = m, .req = &f->req, .report = &f->report };
}

static void teardown(struct fixture *f)
{
	mm_destroy(f->other.mm);
	f->mm.task->next = NULL;
	f->mm.e.m.tasks = NULL;
	mm_machine_destroy(&f->mm);
}

/* Four pages and the three tables that lead to them. */
static void points_are_pages_and_page_tables(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, &mainline_design);
	assert_int_equal(oom_badness(f.oc.m, f.mm.task, 10000), 4 + 3);
	f.mm.task->oom_score_adj = 500;
	assert_int_equal(oom_badness(f.oc.m, f.mm.task, 10000), 7 + 500 * 10);
	f.mm.task->oom_score_adj = -999;
	assert_int_equal(oom_badness(f.oc.m, f.mm.task, 10999), 7 - 999 * 10);
	f.mm.task->oom_score_adj = 0;
	teardown(&f);
}

static void some_tasks_are_never_killed(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, &mainline_design);
	f.mm.task->oom_score_adj = -1000;
	assert_int_equal(oom_badness(f.oc.m, f.mm.task, 10000), OOM_BADNESS_NEVER);
	f.mm.task->oom_score_adj = 0;
	f.mm.task->oom_skip = true;
	assert_int_equal(oom_badness(f.oc.m, f.mm.task, 10000), OOM_BADNESS_NEVER);
	f.mm.task->oom_skip = false;
	f.mm.task->flags = PF_KTHREAD;
	assert_int_equal(oom_badness(f.oc.m, f.mm.task, 10000), OOM_BADNESS_NEVER);
	f.mm.task->flags = 0;
	f.oc.m->init_task = f.mm.task;
	assert_int_equal(oom_badness(f.oc.m, f.mm.task, 10000), OOM_BADNESS_NEVER);
	teardown(&f);
}

/* Of two with the same points it is the later one. */
static void the_last_of_the_worst_is_chosen(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, &mainline_design);
	select_bad_process(&f.oc);
	assert_ptr_equal(f.oc.chosen, f.mm.task);
	f.mm.task->oom_score_adj = f.other.oom_score_adj = 1;
	f.report.totalpages = 7000;
	f.other.oom_score_adj = 2;
	select_bad_process(&f.oc);
	assert_ptr_equal(f.oc.chosen, &f.other);
	assert_int_equal(f.oc.chosen_points, 14);
	f.mm.task->oom_score_adj = 0;
	teardown(&f);
}

static void a_victim_that_still_has_memory_ends_the_search(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, &mainline_design);
	f.other.oom_victim = true;
	select_bad_process(&f.oc);
	assert_true(f.oc.aborted);
	assert_ptr_equal(f.oc.chosen, &f.other);
	f.other.oom_skip = true;
	f.oc.aborted = false;
	select_bad_process(&f.oc);
	assert_false(f.oc.aborted);
	assert_ptr_equal(f.oc.chosen, f.mm.task);
	teardown(&f);
}

static void without_a_nodemask_cpusets_decide(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, &mainline_design);
	f.mm.task->mems_allowed = nodemask_of_node(0);
	f.other.mems_allowed = nodemask_of_node(1);
	assert_false(oom_eligible(&f.oc, &f.other));
	node_set(0, &f.other.mems_allowed);
	assert_true(oom_eligible(&f.oc, &f.other));
	teardown(&f);
}

/* the mask of a policy is not asked of cpusets, only of bindings. */
static void with_a_nodemask_only_a_binding_spares(void **state)
{
	struct mempolicy pol = { .mode = MPOL_BIND, .nodes = nodemask_of_node(1) };
	struct fixture f;

	(void)state;
	setup(&f, &mainline_design);
	f.report.has_nodemask = true;
	f.report.nodemask = nodemask_of_node(0);
	f.mm.task->mems_allowed = nodemask_of_node(0);
	f.other.mems_allowed = nodemask_of_node(1);
	assert_true(oom_eligible(&f.oc, &f.other));
	f.other.mempolicy = &pol;
	assert_false(oom_eligible(&f.oc, &f.other));
	pol.mode = MPOL_INTERLEAVE;
	assert_true(oom_eligible(&f.oc, &f.other));
	teardown(&f);
}

/* a private node that two tasks share makes neither a victim for the other. */
static void a_design_may_leave_its_nodes_out_of_what_tasks_share(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, &memory_private_design);
	node_clear(SMALL_SPM, &f.oc.m->node_states[N_MEMORY]);
	f.mm.task->mems_allowed = nodemask_of_node(SMALL_SPM);
	f.other.mems_allowed = nodemask_of_node(SMALL_SPM);
	assert_false(oom_eligible(&f.oc, &f.other));
	node_set(1, &f.mm.task->mems_allowed);
	node_set(1, &f.other.mems_allowed);
	assert_true(oom_eligible(&f.oc, &f.other));
	node_set(SMALL_SPM, &f.oc.m->node_states[N_MEMORY]);
	teardown(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_are_pages_and_page_tables),
		cmocka_unit_test(some_tasks_are_never_killed),
		cmocka_unit_test(the_last_of_the_worst_is_chosen),
		cmocka_unit_test(a_victim_that_still_has_memory_ends_the_search),
		cmocka_unit_test(without_a_nodemask_cpusets_decide),
		cmocka_unit_test(with_a_nodemask_only_a_binding_spares),
		cmocka_unit_test(a_design_may_leave_its_nodes_out_of_what_tasks_share),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
