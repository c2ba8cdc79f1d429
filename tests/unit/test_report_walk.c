// SPDX-License-Identifier: GPL-2.0-only
/* Explanations and their layout, from results made by hand. */
#include "unit/unit.h"

#include "report/private.h"
#include "unit/report_fixture.h"

static const struct report_options plain = { .walks = WALKS_FAILED };

static void the_first_line_stands_alone(void **state)
{
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	report_step(&r.scenario, &r.designs[0], &r.steps[0][1], &plain, &out);
	assert_true(starts_with(&out,
				"a.yaml:12:14: FAIL [mainline] spill\n"
				"   12 |       nodes: 1\n"
				"      |              ^ page 1 of 512 landed on node 2, "
				"expected 1\n"));
	text_free(&out);
}

static void zones_of_the_walk_are_numbered_and_unlisted_ones_are_not(void **state)
{
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	report_walk(&r.designs[0], &r.steps[0][1].walk, "a.yaml", &out);
	assert_non_null(strstr(
		text_str(&out),
		"   1  0/Normal  watermark  free 10 <= low 20 + reserve[Movable] 0  "
		"zone_watermark_fast\n"
		"   2  2/Normal  TAKEN      free 99 > low 20 + reserve[Movable] 0   rmqueue\n"
		"   -  4/Normal  unlisted   not in this list of node 0              "
		"build_zonelists\n"));
	text_free(&out);
}

static void a_refusal_by_mask_names_the_design_behind_it(void **state)
{
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	r.zones[0].verdict = VERDICT_NODEMASK;
	r.zones[0].class = VCLASS_isolation;
	r.zones[0].because = (char *)"node 0 not in 1";
	report_walk(&r.designs[1], &r.steps[0][1].walk, "a.yaml", &out);
	assert_non_null(strstr(text_str(&out), "node 0 not in 1, kept out by rfc-v2"));
	text_free(&out);
}

static void a_walk_that_starts_over_says_so(void **state)
{
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	r.zones[0].verdict = VERDICT_NOFRAGMENT;
	report_walk(&r.designs[0], &r.steps[0][1].walk, "a.yaml", &out);
	assert_non_null(strstr(text_str(&out), "      again, without ALLOC_NOFRAGMENT:\n   1  2/"));
	text_free(&out);
}

static void long_reasons_are_wrapped_at_100_columns(void **state)
{
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	r.zones[0].because = (char *)"one reason that is so long that no line of this table could "
				     "hold it beside the other columns of its row";
	report_walk(&r.designs[0], &r.steps[0][1].walk, "a.yaml", &out);
	for (const char *line = text_str(&out); *line; line += strcspn(line, "\n") + 1)
		assert_true(strcspn(line, "\n") <= REPORT_COLUMNS);
	assert_non_null(strstr(text_str(&out), "row\n"));
	text_free(&out);
}

static void equal_neighbours_are_listed_once(void **state)
{
	struct zone_result zones[20];
	struct pass_result pass = {
		.kind = PASS_FAST, .mask.any = true, .zones = zones, .nr_zones = 20
	};
	const struct walk_result walk = { .passes = &pass, .nr_passes = 1 };
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	for (int i = 0; i < 20; i++) {
		zones[i] = (struct zone_result){ .nid = i, .verdict = VERDICT_NOT_REACHED };
		snprintf(zones[i].label, sizeof(zones[i].label), "%d/DMA", i);
	}
	report_walk(&r.designs[0], &walk, "a.yaml", &out);
	assert_non_null(strstr(text_str(&out), "   1  0/DMA   -        not reached\n"
					       "      ... and 19 more zones likewise, the last is "
					       "19/DMA\n"));
	text_free(&out);
}

static void rounds_that_say_the_same_are_told_once(void **state)
{
	struct pass_result passes[3];
	const struct walk_result walk = { .passes = passes, .nr_passes = 3 };
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	for (int i = 0; i < 3; i++) {
		passes[i] = r.pass;
		passes[i].kind = PASS_RETRY;
		passes[i].round = i;
	}
	report_walk(&r.designs[0], &walk, "a.yaml", &out);
	assert_non_null(strstr(text_str(&out), "and the same in 2 more rounds\n"));
	assert_null(strstr(text_str(&out), "2 of 3"));
	text_free(&out);
}

static void quiet_is_the_first_line_and_the_caret(void **state)
{
	const struct report_options quiet = { .verbosity = -1 };
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	report_step(&r.scenario, &r.designs[0], &r.steps[0][1], &quiet, &out);
	assert_null(strstr(text_str(&out), "request"));
	assert_null(strstr(text_str(&out), "\n\n"));
	text_free(&out);
}

static void the_last_line_shows_it_again_beside_a_design_that_does_better(void **state)
{
	struct text out = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	r.scenario.seed = 7;
	report_step(&r.scenario, &r.designs[0], &r.steps[0][1], &plain, &out);
	assert_non_null(strstr(text_str(&out), "  others    rfc-v2: 1\n"
					       "  replay    nodewall explain a.yaml:11 -d mainline "
					       "--vs rfc-v2 --seed 7\n"));
	text_free(&out);
}

static void json_of_results_is_the_same_bytes_again(void **state)
{
	struct text first = TEXT_INIT, again = TEXT_INIT;
	struct results r;

	(void)state;
	make_results(&r);
	report_json(&r.report, &plain, &first);
	report_json(&r.report, &plain, &again);
	assert_string_equal(text_str(&first), text_str(&again));
	assert_true(starts_with(&first, "{\"format\":\"nodewall-results\",\"format_version\":"));
	text_free(&first);
	text_free(&again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_line_stands_alone),
		cmocka_unit_test(zones_of_the_walk_are_numbered_and_unlisted_ones_are_not),
		cmocka_unit_test(a_refusal_by_mask_names_the_design_behind_it),
		cmocka_unit_test(a_walk_that_starts_over_says_so),
		cmocka_unit_test(long_reasons_are_wrapped_at_100_columns),
		cmocka_unit_test(equal_neighbours_are_listed_once),
		cmocka_unit_test(rounds_that_say_the_same_are_told_once),
		cmocka_unit_test(quiet_is_the_first_line_and_the_caret),
		cmocka_unit_test(the_last_line_shows_it_again_beside_a_design_that_does_better),
		cmocka_unit_test(json_of_results_is_the_same_bytes_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
