// SPDX-License-Identifier: GPL-2.0-only
/*
 * The schema and the reference page say what the reader does. NW_UPDATE=1
 * rewrites both files; the review then happens in the diff.
 */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/schema.h"
#include "scenario/yaml_tree.h"

#define SCHEMA "schema/scenario-1.schema.json"
#define PAGE "docs/scenario-reference.md"

static char *read_text(const char *path)
{
	struct text t = TEXT_INIT;
	char buf[4096];
	size_t n;
	FILE *f = fopen(path, "r");

	if (!f)
		return xstrdup("");
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		text_add_bytes(&t, buf, n);
	fclose(f);
	text_add(&t, "");
	return t.bytes;
}

static void compare_file(const char *path, const struct text *wanted)
{
	char *got = read_text(path);
	const char *update = getenv("NW_UPDATE");

	if (update && strcmp(update, "1") == 0 && strcmp(got, text_str(wanted)) != 0) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		fputs(text_str(wanted), f);
		fclose(f);
	} else {
		assert_true(strcmp(got, text_str(wanted)) == 0);
	}
	free(got);
}

static void the_schema_file_is_what_the_tables_say(void **state)
{
	struct text wanted = TEXT_INIT;

	(void)state;
	schema_json(&wanted);
	compare_file(SCHEMA, &wanted);
	text_free(&wanted);
}

static void the_reference_page_is_what_the_tables_say(void **state)
{
	struct text wanted = TEXT_INIT;
	char *page = read_text(PAGE);

	(void)state;
	schema_refresh_page(page, &wanted);
	compare_file(PAGE, &wanted);
	free(page);
	text_free(&wanted);
}

static void the_reference_page_has_every_table(void **state)
{
	char *page = read_text(PAGE);

	(void)state;
	for (int id = 0; id < NR_KEY_TABLES; id++) {
		struct text mark = TEXT_INIT;

		text_addf(&mark, "<!-- keys: %s -->\n| key |", key_table(id)->name);
		if (!strstr(page, text_str(&mark)))
			fail_msg("%s lacks the table %s", PAGE, key_table(id)->name);
		text_free(&mark);
	}
	free(page);
}

static void every_key_is_described_with_an_example(void **state)
{
	size_t nr;
	const struct key_info *rows = key_rows(&nr);

	(void)state;
	for (size_t i = 0; i < nr; i++) {
		struct diag_list diags = DIAG_LIST_INIT;
		struct yaml_doc doc;

		assert_true(strlen(rows[i].text) > 3);
		if (!yaml_load_bytes(&doc, rows[i].key, rows[i].example, strlen(rows[i].example),
				     &diags))
			fail_msg("example of %s: %s", rows[i].key, diags.diags[0].message);
		yaml_doc_free(&doc);
		diag_list_free(&diags);
	}
}

static void no_table_has_a_key_twice(void **state)
{
	size_t nr;
	const struct key_info *rows = key_rows(&nr);

	(void)state;
	for (size_t i = 0; i < nr; i++)
		assert_ptr_equal(key_find(rows[i].table, rows[i].key), &rows[i]);
}

static void the_words_of_the_page_are_refreshed_in_place(void **state)
{
	struct text out = TEXT_INIT;

	(void)state;
	schema_refresh_page("a\n<!-- keys: write -->\nold\n<!-- end -->\nb\n", &out);
	assert_non_null(strstr(text_str(&out), "a\n<!-- keys: write -->\n| key |"));
	assert_non_null(strstr(text_str(&out), "`cgroup`"));
	assert_null(strstr(text_str(&out), "old"));
	assert_non_null(strstr(text_str(&out), "<!-- end -->\nb\n"));
	text_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_schema_file_is_what_the_tables_say),
		cmocka_unit_test(the_reference_page_is_what_the_tables_say),
		cmocka_unit_test(the_reference_page_has_every_table),
		cmocka_unit_test(every_key_is_described_with_an_example),
		cmocka_unit_test(no_table_has_a_key_twice),
		cmocka_unit_test(the_words_of_the_page_are_refreshed_in_place),
	};

	return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
