// SPDX-License-Identifier: GPL-2.0-only
/* What the killer does for whom: panic, the one who asks, the worst, one that is dying anyway. */
#include "oom/private.h"

#include "mm_machine.h"

struct fixture {
	struct mm_machine mm;
	struct task other;
	struct alloc_request req;
	struct oom_report report;
	unsigned nr_ended;
	const struct task *ended;
};

static void end_mm(void *arg, struct task *task)
{
	struct fixture *f = arg;

	f->nr_ended++;
	f->ended = task;
}

/* The machine's task asks; the other one has one page more. */
static void setup(struct fixture *f)
{
	struct machine *m = &f->mm.e.m;
	struct mapping *map;

	*f = (struct fixture){ 0 };
	mm_machine_init(&f->mm, &mainline_design, ZONE_NORMAL);
	map = mm_machine_map(&f->mm, 8, PAGE_SIZE);
	mm_machine_touch(&f->mm, map, 0, 4);
	f->mm.task->name = (char *)"asks";
	f->mm.task->pid = 2;
	f->other = *f->mm.task;
	f->other.name = (char *)"other";
	f->other.pid = 3;
	f->other.next = NULL;
	f->other.oom_score_adj = 1;
	f->mm.task->next = &f->other;
	m->tasks = f->mm.task;
	m->init_task = &f->mm.s.init;
	f->req = (struct alloc_request){ .gfp = GFP_USER, .task = f->mm.task };
	f->report = (struct oom_report){ .reached = true, .totalpages = 1000 };
	oom_init(m, &(struct oom_callbacks){ .end_mm = end_mm, .arg = f });
}

static void teardown(struct fixture *f)
{
	oom_destroy(&f->mm.e.m);
	f->mm.task->next = NULL;
	f->mm.task->name = NULL;
	f->mm.e.m.tasks = NULL;
	mm_machine_destroy(&f->mm);
}

static bool kill_for(struct fixture *f, bool has_report)
{
	return f->mm.e.m.ops.oom_kill(&f->mm.e.m, &f->req, has_report ? &f->report : NULL);
}

static const char *log_of(const struct fixture *f)
{
	return text_str(&oom_history(&f->mm.e.m)->log);
}

static void the_worst_is_killed_and_its_memory_ends(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	assert_true(kill_for(&f, true));
	assert_int_equal(f.nr_ended, 1);
	assert_ptr_equal(f.ended, &f.other);
	assert_true(f.other.killed && f.other.oom_victim && f.other.oom_skip);
	assert_int_equal(oom_history(&f.mm.e.m)->nr_kills, 1);
	assert_string_equal(oom_history(&f.mm.e.m)->kills[0].task, "other");
	assert_non_null(strstr(log_of(&f), "Out of memory: Killed process 3 (other)"));
	teardown(&f);
}

static void who_asks_and_is_the_worst_goes_on_as_a_victim(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.other.oom_score_adj = 0;
	f.mm.task->oom_score_adj = 1;
	assert_true(kill_for(&f, true));
	assert_int_equal(f.nr_ended, 0);
	assert_true(f.mm.task->killed && f.mm.task->oom_victim);
	assert_false(kill_for(&f, true));
	assert_int_equal(oom_history(&f.mm.e.m)->nr_kills, 1);
	f.mm.task->oom_score_adj = 0;
	teardown(&f);
}

static void a_panic_kills_nobody(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.report.panics = true;
	f.mm.e.m.sysctl.panic_on_oom = 2;
	assert_false(kill_for(&f, true));
	assert_int_equal(f.nr_ended, 0);
	assert_non_null(strstr(log_of(&f), "compulsory panic_on_oom is enabled"));
	teardown(&f);
}

static void the_one_who_asks_may_be_killed_by_order(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.mm.e.m.sysctl.oom_kill_allocating_task = 1;
	assert_true(kill_for(&f, true));
	assert_true(f.mm.task->killed);
	assert_false(f.other.killed);
	teardown(&f);
}

static void a_task_that_is_dying_is_let_go_on_without_a_word(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.mm.task->flags = PF_EXITING;
	assert_true(kill_for(&f, false));
	assert_true(f.mm.task->oom_victim);
	assert_string_equal(log_of(&f), "");
	assert_false(kill_for(&f, false));
	f.mm.task->flags = 0;
	f.mm.task->oom_victim = false;
	teardown(&f);
}

static void nobody_is_killed_for_a_request_of_the_wrong_kind(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	assert_false(kill_for(&f, false));
	assert_int_equal(f.nr_ended, 0);
	teardown(&f);
}

static void the_log_of_a_step_ends_with_it(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	kill_for(&f, true);
	oom_begin_step(&f.mm.e.m);
	assert_string_equal(log_of(&f), "");
	assert_int_equal(oom_history(&f.mm.e.m)->nr_kills, 0);
	teardown(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_worst_is_killed_and_its_memory_ends),
		cmocka_unit_test(who_asks_and_is_the_worst_goes_on_as_a_victim),
		cmocka_unit_test(a_panic_kills_nobody),
		cmocka_unit_test(the_one_who_asks_may_be_killed_by_order),
		cmocka_unit_test(a_task_that_is_dying_is_let_go_on_without_a_word),
		cmocka_unit_test(nobody_is_killed_for_a_request_of_the_wrong_kind),
		cmocka_unit_test(the_log_of_a_step_ends_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
