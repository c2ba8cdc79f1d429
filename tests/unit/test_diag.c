// SPDX-License-Identifier: GPL-2.0-only
#include "base/diag.h"
#include "unit/unit.h"

#include <string.h>

static struct source_loc at(int line, int column, int width)
{
	return (struct source_loc){
		.file = "x.yaml", .line = line, .column = column, .width = width
	};
}

/* Format the one message of @list, compare, free. */
static void assert_formatted(struct diag_list *list, const char *want)
{
	struct text out = TEXT_INIT;

	diag_list_format(list, &out);
	assert_string_equal(text_str(&out), want);
	text_free(&out);
	diag_list_free(list);
}

static void a_message_shows_its_line_a_caret_and_a_suggestion(void **state)
{
	struct diag_list list = DIAG_LIST_INIT;
	struct diag *d = diag_add(&list, DIAG_ERROR, at(9, 17, 8), "unknown zone \"%s\" in node %d",
				  "Moveable", 2);

	(void)state;
	d->source_line = xstrdup("    2: { zones: { Moveable: 16G }, spm: gpu0 }");
	d->loc.column = 19;
	d->suggestion = xstrdup("Movable");
	d->extra = xstrdup("zones: DMA DMA32 Normal Movable Device");
	assert_formatted(&list, "x.yaml:9:19: error: unknown zone \"Moveable\" in node 2\n"
				"    9 |     2: { zones: { Moveable: 16G }, spm: gpu0 }\n"
				"      |                   ^~~~~~~~ did you mean \"Movable\"?\n"
				"      = zones: DMA DMA32 Normal Movable Device\n");
}

static void without_a_source_line_the_suggestion_has_its_own_line(void **state)
{
	struct diag_list list = DIAG_LIST_INIT;

	(void)state;
	diag_add(&list, DIAG_ERROR, at(3, 1, 1), "unknown key")->suggestion = xstrdup("steps");
	assert_formatted(&list, "x.yaml:3:1: error: unknown key\n"
				"      = did you mean \"steps\"?\n");
}

static void unknown_parts_of_a_place_are_left_out(void **state)
{
	struct diag_list list = DIAG_LIST_INIT;

	(void)state;
	diag_add(&list, DIAG_WARNING, at(3, 0, 0), "no column");
	diag_add(&list, DIAG_NOTE, at(0, 0, 0), "no line");
	diag_add(&list, DIAG_ERROR, (struct source_loc){0}, "no file");
	assert_formatted(&list, "x.yaml:3: warning: no column\n"
				"x.yaml: note: no line\n"
				"error: no file\n");
}

static void only_errors_count_as_errors(void **state)
{
	struct diag_list list = DIAG_LIST_INIT;

	(void)state;
	diag_add(&list, DIAG_WARNING, at(1, 1, 1), "w");
	diag_add(&list, DIAG_ERROR, at(1, 1, 1), "e");
	diag_add(&list, DIAG_NOTE, at(1, 1, 1), "n");
	assert_int_equal(list.nr_diags, 3);
	assert_int_equal(list.nr_errors, 1);
	diag_list_free(&list);
	assert_int_equal(list.nr_diags, 0);
}

static void tabs_are_expanded_above_the_caret(void **state)
{
	struct diag_list list = DIAG_LIST_INIT;

	(void)state;
	diag_add(&list, DIAG_ERROR, at(2, 4, 3), "bad")->source_line = xstrdup("a\t\tfoo");
	assert_formatted(&list, "x.yaml:2:4: error: bad\n"
				"    2 | a               foo\n"
				"      |                 ^~~\n");
}

static void a_marked_tab_is_underlined_over_its_width(void **state)
{
	struct diag_list list = DIAG_LIST_INIT;

	(void)state;
	diag_add(&list, DIAG_ERROR, at(2, 3, 1), "tab")->source_line = xstrdup("ab\tc");
	assert_formatted(&list, "x.yaml:2:3: error: tab\n"
				"    2 | ab      c\n"
				"      |   ^~~~~~\n");
}

static void control_characters_do_not_reach_the_terminal(void **state)
{
	struct diag_list list = DIAG_LIST_INIT;

	(void)state;
	diag_add(&list, DIAG_ERROR, at(1, 6, 1), "bad")->source_line = xstrdup("\x1b[2Jab\x7f");
	assert_formatted(&list, "x.yaml:1:6: error: bad\n"
				"    1 | ?[2Jab?\n"
				"      |      ^\n");
}

static void a_column_behind_the_end_points_behind_the_end(void **state)
{
	struct diag_list list = DIAG_LIST_INIT;

	(void)state;
	diag_add(&list, DIAG_ERROR, at(1, 4, 5), "short")->source_line = xstrdup("abc");
	diag_add(&list, DIAG_ERROR, at(2, 2, 9), "cut")->source_line = xstrdup("abc");
	diag_add(&list, DIAG_ERROR, at(3, 1, 0), "empty")->source_line = xstrdup("");
	assert_formatted(&list, "x.yaml:1:4: error: short\n"
				"    1 | abc\n"
				"      |    ^\n"
				"x.yaml:2:2: error: cut\n"
				"    2 | abc\n"
				"      |  ^~\n"
				"x.yaml:3:1: error: empty\n"
				"    3 | \n"
				"      | ^\n");
}

static void a_utf8_character_takes_one_column(void **state)
{
	struct diag_list list = DIAG_LIST_INIT;

	(void)state;
	diag_add(&list, DIAG_ERROR, at(1, 5, 2), "x")->source_line = xstrdup("\xc3\xa4\xc3\xb6zz");
	assert_formatted(&list, "x.yaml:1:5: error: x\n"
				"    1 | \xc3\xa4\xc3\xb6zz\n"
				"      |   ^~\n");
}

/* A line of @len digits, marked at @column: no line of output is wider than 100. */
static void format_long_line(size_t len, int column, struct text *out)
{
	struct diag_list list = DIAG_LIST_INIT;
	struct diag *d = diag_add(&list, DIAG_ERROR, at(1, column, 4), "long");

	d->source_line = xmalloc(len + 1);
	for (size_t i = 0; i < len; i++)
		d->source_line[i] = (char)('0' + (i + 1) % 10);
	memcpy(d->source_line + column - 1, "HERE", 4);
	d->source_line[len] = '\0';
	d->suggestion = xstrdup("there");
	diag_list_format(&list, out);
	diag_list_free(&list);
}

static void a_long_line_is_cut_around_the_mark(void **state)
{
	const int columns[] = { 1, 40, 46, 47, 48, 90, 91, 150, 254, 297 };

	(void)state;
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		struct text out = TEXT_INIT;
		const char *here, *caret;
		const char *line, *next;

		format_long_line(300, columns[i], &out);
		for (line = text_str(&out); *line; line = next + 1) {
			next = strchr(line, '\n');
			assert_true(next - line <= 100);
		}
		here = strstr(text_str(&out), "HERE");
		caret = strstr(text_str(&out), "^~~~");
		assert_non_null(here);
		assert_non_null(caret);
		line = strstr(text_str(&out), "    1 | ");
		next = strstr(text_str(&out), "      | ");
		assert_int_equal(here - line, caret - next);
		text_free(&out);
	}
}

static void a_mark_wider_than_the_page_is_cut(void **state)
{
	struct diag_list list = DIAG_LIST_INIT;
	struct diag *d = diag_add(&list, DIAG_ERROR, at(1, 1, 200), "wide");
	struct text out = TEXT_INIT;

	(void)state;
	d->source_line = xmalloc(201);
	memset(d->source_line, 'x', 200);
	d->source_line[200] = '\0';
	d->suggestion = xstrdup("short");
	diag_list_format(&list, &out);
	assert_non_null(strstr(text_str(&out), "~\n      = did you mean \"short\"?\n"));
	text_free(&out);
	diag_list_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_shows_its_line_a_caret_and_a_suggestion),
		cmocka_unit_test(without_a_source_line_the_suggestion_has_its_own_line),
		cmocka_unit_test(unknown_parts_of_a_place_are_left_out),
		cmocka_unit_test(only_errors_count_as_errors),
		cmocka_unit_test(tabs_are_expanded_above_the_caret),
		cmocka_unit_test(a_marked_tab_is_underlined_over_its_width),
		cmocka_unit_test(control_characters_do_not_reach_the_terminal),
		cmocka_unit_test(a_column_behind_the_end_points_behind_the_end),
		cmocka_unit_test(a_utf8_character_takes_one_column),
		cmocka_unit_test(a_long_line_is_cut_around_the_mark),
		cmocka_unit_test(a_mark_wider_than_the_page_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
