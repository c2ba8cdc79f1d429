// SPDX-License-Identifier: GPL-2.0-only
/* Timelines, from levels made by hand. */
#include "unit/unit.h"

#include "report/private.h"
#include "unit/report_fixture.h"

/*
 *	0/Normal, 320 pages, min 20, low 25, high 40:
 *	before      all free
 *	1 reach     the same: nothing to show
 *	2 spill     anon 100, page tables 10, other 10; kswapd woken twice
 */
struct timeline {
	struct results r;
	struct zone_level before, same, after;
	struct event_result event;
};

static struct zone_level level(uint64_t free)
{
	return (struct zone_level){
		.zone = ZONE_NORMAL,
		.label = "0/Normal",
		.managed = 320,
		.free = free,
		.wmark = { [WMARK_MIN] = 20, [WMARK_LOW] = 25, [WMARK_HIGH] = 40 },
	};
}

static void make(struct timeline *t)
{
	make_results(&t->r);
	t->r.scenario.nr_designs = 1;
	t->r.designs[0].nr_steps = 2;
	t->before = level(320);
	t->same = t->before;
	t->after = level(200);
	t->after.owned[OWNER_ANON] = 100;
	t->after.owned[OWNER_PGTABLE] = 10;
	t->after.other = 10;
	t->event = (struct event_result){
		.kind = EVENT_KSWAPD_WAKE,
		.label = "0/Normal",
		.times = 2,
	};
	t->r.designs[0].levels = (struct levels){ &t->before, 1 };
	t->r.steps[0][0].levels = (struct levels){ &t->same, 1 };
	t->r.steps[0][1].levels = (struct levels){ &t->after, 1 };
	t->r.steps[0][1].events = &t->event;
	t->r.steps[0][1].nr_events = 1;
}

static void only_zones_that_changed_are_shown(void **state)
{
	struct text out = TEXT_INIT;
	struct timeline t;

	(void)state;
	make(&t);
	report_timeline(&t.r.report, &out);
	assert_non_null(strstr(text_str(&out),
			       "  - before the first step\n"
			       "      0/Normal    [...........................|....]  "
			       "free 320 > high 40\n"
			       "  1 reach\n"
			       "  2 spill: FAIL\n"
			       "      0/Normal    [aaaaaaaaaat-...............|....]  "
			       "free 200 > high 40; a 100, t 10\n"
			       "      events      kswapd woken 0/Normal (2 times)\n"));
	text_free(&out);
}

static void the_legend_has_the_owners_that_occur(void **state)
{
	struct text out = TEXT_INIT;
	struct timeline t;

	(void)state;
	make(&t);
	report_timeline(&t.r.report, &out);
	assert_non_null(strstr(text_str(&out), "  legend  a anon, t page tables, - parked"));
	text_free(&out);
}

/* Free memory is compared as the allocator does: a mark that is reached is not passed. */
static void free_memory_is_told_by_the_mark_it_is_down_to(void **state)
{
	static const struct {
		uint64_t free;
		const char *text;
	} cases[] = { { 20, "free 20 <= min 20" },
		      { 21, "free 21 <= low 25" },
		      { 26, "free 26 <= high 40" },
		      { 41, "free 41 > high 40" } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct zone_level l = level(cases[i].free);
		struct text out = TEXT_INIT;

		level_against_marks(&l, &out);
		assert_string_equal(text_str(&out), cases[i].text);
		text_free(&out);
	}
}

static void an_event_tells_what_it_counts(void **state)
{
	const struct event_result event = {
		.kind = EVENT_DIRECT_RECLAIM, .label = "1/Normal", .order = 3, .times = 1, .nr = 32
	};
	struct text out = TEXT_INIT;

	(void)state;
	event_text(&event, &out);
	assert_string_equal(text_str(&out), "direct reclaim 1/Normal order 3: 32 pages");
	text_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_zones_that_changed_are_shown),
		cmocka_unit_test(the_legend_has_the_owners_that_occur),
		cmocka_unit_test(free_memory_is_told_by_the_mark_it_is_down_to),
		cmocka_unit_test(an_event_tells_what_it_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
