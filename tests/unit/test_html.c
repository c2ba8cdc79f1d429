// SPDX-License-Identifier: GPL-2.0-only
/* The page, from results made by hand. */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "report/html.h"
#include "unit/unpack.h"

#define EVIL "</script><script>alert(1)</script><!-- \" onload='x' & \xff"

static void text_becomes_no_markup(void **state)
{
	struct text out = TEXT_INIT;

	(void)state;
	html_text("<a href=\"x\" b='y'>&amp;", &out);
	assert_string_equal(text_str(&out), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
	text_free(&out);
}

static void bytes_that_are_no_utf8_are_replaced(void **state)
{
	/* lone continuation, cut sequence, overlong '/', surrogate, beyond the last plane */
	static const char *const wrong[] = { "\x80", "\xe2\x82", "\xc0\xaf", "\xed\xa0\x80",
					     "\xf4\x90\x80\x80" };
	struct text out = TEXT_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		html_text(wrong[i], &out);
		assert_memory_equal(text_str(&out), "\xef\xbf\xbd", 3);
		for (const char *p = text_str(&out); *p; p += 3)
			assert_memory_equal(p, "\xef\xbf\xbd", 3);
		text_free(&out);
		out = TEXT_INIT;
	}
	html_text("\xc3\xbc \xe2\x86\x92 \xf0\x9f\x90\xa7", &out);
	assert_string_equal(text_str(&out), "\xc3\xbc \xe2\x86\x92 \xf0\x9f\x90\xa7");
	text_free(&out);
}

static void control_characters_are_replaced_but_line_ends_stay(void **state)
{
	struct text out = TEXT_INIT;

	(void)state;
	html_text("a\n\tb\x01\x1b", &out);
	assert_string_equal(text_str(&out), "a\n\tb\xef\xbf\xbd\xef\xbf\xbd");
	text_free(&out);
}

static void a_json_string_cannot_end_its_script(void **state)
{
	struct text out = TEXT_INIT;

	(void)state;
	html_json(EVIL "\n\\\xe2\x80\xa8", &out);
	assert_null(strchr(text_str(&out), '<'));
	assert_null(strchr(text_str(&out), '>'));
	assert_null(strchr(text_str(&out), '&'));
	assert_null(strchr(text_str(&out), '\n'));
	assert_non_null(strstr(text_str(&out), "\\u003c/script\\u003e"));
	assert_non_null(strstr(text_str(&out), "\\ufffd"));
	assert_non_null(strstr(text_str(&out), "\\u2028"));
	text_free(&out);
	out = TEXT_INIT;
	html_json(NULL, &out);
	assert_string_equal(text_str(&out), "null");
	text_free(&out);
}

static void a_pool_keeps_equal_values_once(void **state)
{
	struct html_pool pool = { 0 };

	(void)state;
	assert_int_equal(html_pool_add(&pool, "\"a\""), 0);
	assert_int_equal(html_pool_add(&pool, "\"b\""), 1);
	assert_int_equal(html_pool_add(&pool, "\"a\""), 0);
	assert_int_equal(pool.nr, 2);
	assert_string_equal(text_str(&pool.list), "\"a\",\n\"b\"");
	html_pool_free(&pool);
}

/* ---- a page ---- */

static const struct isolation_design left = { .name = "left", .title = "one design" };
static const struct isolation_design right = { .name = "right", .title = "another one" };

/*
 *   node 0: cpus 0-1    node 1: no cpus, special    left: 0 1    right: 0
 *   |    Normal    |    |  Movable  |
 */
struct made {
	struct topology_zone zones[2];
	struct topology_node nodes[2];
	struct topology_list lists[2];
	struct topology_result machines[2];
	struct zone_result walked[1];
	struct pass_result passes[1];
	struct failure failures[1];
	struct step_result steps[4];
	struct design_result designs[2];
	struct scenario_result scenario;
	const struct scenario_result *all[1];
	struct report report;
};

static void make_machine(struct made *m)
{
	m->zones[0] = (struct topology_zone){
		.type = ZONE_NORMAL, .managed = 262144, .free = 262000, .wmark = { 100, 125, 150 }
	};
	m->zones[1] = (struct topology_zone){ .type = ZONE_MOVABLE, .managed = 1024 };
	m->nodes[0] = (struct topology_node){
		.nid = 0, .cpus = "0-1", .zones = &m->zones[0], .nr_zones = 1
	};
	m->nodes[1] = (struct topology_node){
		.nid = 1, .cpus = "", .spm = EVIL, .zones = &m->zones[1], .nr_zones = 1
	};
	m->lists[0] = (struct topology_list){
		.name = "fallback", .nodes = { 0, 1 }, .distances = { 10, 17 }, .nr_nodes = 2
	};
	m->lists[1] = (struct topology_list){
		.name = "fallback", .nodes = { 0 }, .distances = { 10 }, .nr_nodes = 1
	};
	for (int i = 0; i < 2; i++)
		m->machines[i] = (struct topology_result){
			.nodes = m->nodes, .nr_nodes = 2, .lists = &m->lists[i], .nr_lists = 1
		};
}

static void make_step(struct made *m, struct step_result *step, size_t number)
{
	*step = (struct step_result){
		.number = number,
		.name = EVIL,
		.kind = "alloc",
		.loc = { .file = "f.yaml", .line = 7 },
		.has_request = true,
		.request = { .call = "alloc_pages", .gfp_resolved = EVIL, .task = EVIL },
		.has_walk = true,
		.walk = { .passes = m->passes, .nr_passes = 1 },
		.hint = EVIL,
		.cell = { .text = "0" },
	};
}

static void make(struct made *m)
{
	memset(m, 0, sizeof(*m));
	make_machine(m);
	m->walked[0] = (struct zone_result){ .label = "0/Normal",
					     .verdict = VERDICT_TAKEN,
					     .because = EVIL };
	m->passes[0] = (struct pass_result){ .zonelist = EVIL,
					     .mark = "low",
					     .zones = m->walked,
					     .nr_zones = 1,
					     .mask = { .any = true } };
	m->failures[0] = (struct failure){ .message = EVIL,
					   .source_line = EVIL,
					   .loc = { .line = 8, .column = 3 } };
	for (size_t i = 0; i < 4; i++)
		make_step(m, &m->steps[i], i % 2 + 1);
	m->steps[3].cell.text = EVIL;
	m->steps[3].outcome = OUTCOME_FAIL;
	m->steps[3].failures = m->failures;
	m->steps[3].nr_failures = 1;
	m->designs[0] = (struct design_result){
		.design = &left, .steps = &m->steps[0], .nr_steps = 2, .topology = &m->machines[0]
	};
	m->designs[1] = (struct design_result){
		.design = &right, .steps = &m->steps[2], .nr_steps = 2, .topology = &m->machines[1]
	};
	m->scenario = (struct scenario_result){ .file = EVIL,
						.name = EVIL,
						.why = EVIL,
						.kernel_model = "6.12",
						.seed = 1,
						.designs = m->designs,
						.nr_designs = 2 };
	m->all[0] = &m->scenario;
	m->report = (struct report){ .scenarios = m->all, .nr_scenarios = 1 };
}

static struct text page_of(struct made *m, const struct compare_options *options)
{
	struct text out = TEXT_INIT;

	report_compare_html(&m->report, options, &out);
	return out;
}

static size_t count(const char *text, const char *what)
{
	size_t nr = 0;

	for (text = strstr(text, what); text; text = strstr(text + 1, what))
		nr++;
	return nr;
}

static void foreign_text_stays_text_wherever_it_stands(void **state)
{
	struct compare_options options = { 0 };
	struct made m;
	struct text page;

	(void)state;
	make(&m);
	page = page_of(&m, &options);
	assert_null(strstr(text_str(&page), "<script>alert"));
	assert_null(strstr(text_str(&page), "<!--"));
	assert_null(strchr(text_str(&page), '\xff'));
	/* the data and the script of the page, nothing else */
	assert_int_equal(count(text_str(&page), "<script"), 2);
	assert_int_equal(count(text_str(&page), "</script>"), 2);
	text_free(&page);
}

static void the_page_is_the_same_every_time(void **state)
{
	struct compare_options options = { 0 };
	struct text first, second;
	struct made m;

	(void)state;
	make(&m);
	first = page_of(&m, &options);
	second = page_of(&m, &options);
	assert_string_equal(text_str(&first), text_str(&second));
	text_free(&first);
	text_free(&second);
}

static void every_cell_has_an_address_and_is_marked_in_words(void **state)
{
	struct compare_options options = { 0 };
	struct made m;
	struct text page;

	(void)state;
	make(&m);
	page = page_of(&m, &options);
	for (int row = 1; row <= 2; row++) {
		for (int design = 1; design <= 2; design++) {
			char cell[64];

			snprintf(cell, sizeof(cell), "<td id=\"cell-%d-%d\"", row, design);
			assert_int_equal(count(text_str(&page), cell), 1);
		}
	}
	assert_int_equal(count(text_str(&page), "<abbr title=\"not as expected\">x</abbr>"), 1);
	text_free(&page);
}

/* What a cell opens, as the script of the page reads it. */
static struct text data_of(const struct text *page)
{
	const char *start = strstr(text_str(page), "id=\"data\"");

	assert_non_null(start);
	start = strchr(start, '>') + 1;
	return unpack(start, (size_t)(strstr(start, "</script>") - start));
}

static void designs_that_answer_alike_share_their_answer(void **state)
{
	struct compare_options options = { 0 };
	struct text page, data;
	struct made m;

	(void)state;
	make(&m);
	page = page_of(&m, &options);
	/* step 1 under both designs and step 2 under the left one are the same */
	data = data_of(&page);
	assert_non_null(strstr(text_str(&data), "\"cells\":[0,0]"));
	assert_non_null(strstr(text_str(&data), "\"cells\":[0,1]"));
	text_free(&data);
	text_free(&page);
}

static void every_outcome_has_its_cell(void **state)
{
	struct compare_options options = { 0 };
	struct made m;

	(void)state;
	for (int o = 0; o < NR_OUTCOMES; o++) {
		struct text page;

		make(&m);
		m.steps[0].outcome = (enum outcome)o;
		page = page_of(&m, &options);
		assert_non_null(strstr(text_str(&page), "<td id=\"cell-1-1\""));
		text_free(&page);
	}
}

static void a_summary_holds_no_table_of_steps(void **state)
{
	struct compare_options options = { .summary = true };
	struct made m;
	struct text page;

	(void)state;
	make(&m);
	page = page_of(&m, &options);
	assert_null(strstr(text_str(&page), "<table id=\"grid\""));
	assert_non_null(strstr(text_str(&page), "<section id=\"designs\""));
	text_free(&page);
}

static void a_machine_is_drawn_once_with_the_lists_of_each_design(void **state)
{
	struct compare_options options = { 0 };
	struct made m;
	struct text page;

	(void)state;
	make(&m);
	page = page_of(&m, &options);
	assert_int_equal(count(text_str(&page), "<svg "), 1);
	assert_non_null(strstr(text_str(&page), "id=\"machine-1-1-zone-0-Normal\""));
	assert_non_null(strstr(text_str(&page), "<g class=\"node special\" "
						"id=\"machine-1-1-node-1\""));
	assert_non_null(strstr(text_str(&page), "data-designs=\" 1 \""));
	assert_non_null(strstr(text_str(&page), "data-designs=\" 2 \""));
	/* under the right design the special node has memory and is not listed */
	assert_int_equal(count(text_str(&page), "<text class=\"absent\""), 1);
	assert_int_equal(count(text_str(&page), "<path class=\"arrow\""), 1);
	text_free(&page);
}

static void results_without_machines_have_no_section_for_them(void **state)
{
	struct compare_options options = { 0 };
	struct made m;
	struct text page;

	(void)state;
	make(&m);
	m.designs[0].topology = m.designs[1].topology = NULL;
	page = page_of(&m, &options);
	assert_null(strstr(text_str(&page), "<svg"));
	assert_null(strstr(text_str(&page), "<section id=\"machines\""));
	text_free(&page);
}

static void nothing_run_is_still_a_page(void **state)
{
	struct compare_options options = { 0 };
	struct made m = { 0 };
	struct text page;

	(void)state;
	page = page_of(&m, &options);
	assert_non_null(strstr(text_str(&page), "</html>"));
	text_free(&page);
}

static void sizes_are_short(void **state)
{
	struct text out = TEXT_INIT;

	(void)state;
	svg_size(1, &out);
	text_add(&out, ", ");
	svg_size(UINT64_C(1) << 18, &out);
	text_add(&out, ", ");
	svg_size(UINT64_C(3) << 17, &out);
	text_add(&out, ", ");
	svg_size(UINT64_C(1) << 40, &out);
	assert_string_equal(text_str(&out), "4 KiB, 1 GiB, 1.5 GiB, 4 PiB");
	text_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_becomes_no_markup),
		cmocka_unit_test(bytes_that_are_no_utf8_are_replaced),
		cmocka_unit_test(control_characters_are_replaced_but_line_ends_stay),
		cmocka_unit_test(a_json_string_cannot_end_its_script),
		cmocka_unit_test(a_pool_keeps_equal_values_once),
		cmocka_unit_test(foreign_text_stays_text_wherever_it_stands),
		cmocka_unit_test(the_page_is_the_same_every_time),
		cmocka_unit_test(every_cell_has_an_address_and_is_marked_in_words),
		cmocka_unit_test(designs_that_answer_alike_share_their_answer),
		cmocka_unit_test(every_outcome_has_its_cell),
		cmocka_unit_test(a_summary_holds_no_table_of_steps),
		cmocka_unit_test(a_machine_is_drawn_once_with_the_lists_of_each_design),
		cmocka_unit_test(results_without_machines_have_no_section_for_them),
		cmocka_unit_test(nothing_run_is_still_a_page),
		cmocka_unit_test(sizes_are_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
