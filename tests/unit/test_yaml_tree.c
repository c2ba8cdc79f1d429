// SPDX-License-Identifier: GPL-2.0-only
/* The YAML subset: what a tree holds, and every refusal with its place. */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/yaml_tree.h"

/* The messages about @yaml as they would be printed; "" when it loads. Caller frees. */
static char *messages_of(const char *yaml, size_t len)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct text out = TEXT_INIT;
	struct yaml_doc doc;
	bool ok = yaml_load_bytes(&doc, "x.yaml", yaml, len, &diags);

	assert_true(ok == (diags.nr_errors == 0));
	diag_list_format(&diags, &out);
	text_add(&out, "");
	diag_list_free(&diags);
	yaml_doc_free(&doc);
	return out.bytes;
}

static void expect_message(const char *yaml, const char *expected)
{
	char *got = messages_of(yaml, strlen(yaml));

	assert_string_equal(got, expected);
	free(got);
}

/* Only the first line of the output. */
static void expect_first_line(const char *yaml, const char *expected)
{
	char *got = messages_of(yaml, strlen(yaml));

	got[strcspn(got, "\n")] = '\0';
	assert_string_equal(got, expected);
	free(got);
}

static void scalars_stay_text_and_know_their_place(void **state)
{
	static const char yaml[] = "nodewall: 1\nmems: 010\non: { a: \"x y\", b: [ 1, 2 ] }\n";
	struct diag_list diags = DIAG_LIST_INIT;
	const struct yaml_node *node;
	struct yaml_doc doc;

	(void)state;
	assert_true(yaml_load_bytes(&doc, "x.yaml", yaml, strlen(yaml), &diags));
	assert_int_equal(doc.root->kind, TREE_MAP);
	assert_int_equal(doc.root->nr, 3);
	assert_string_equal(yaml_get(doc.root, "mems")->text, "010");
	node = yaml_get(doc.root, "on");
	assert_int_equal(node->key->loc.line, 3);
	assert_int_equal(node->key->loc.column, 1);
	assert_int_equal(node->key->loc.width, 2);
	node = yaml_get(node, "a");
	assert_string_equal(node->text, "x y");
	assert_true(node->quoted);
	assert_int_equal(node->loc.column, 10);
	assert_int_equal(node->loc.width, 5);
	assert_int_equal(yaml_get(yaml_get(doc.root, "on"), "b")->nr, 2);
	assert_null(yaml_get(doc.root, "none"));
	yaml_doc_free(&doc);
}

static void columns_count_bytes_behind_a_wide_character(void **state)
{
	(void)state;
	expect_message("why: \xc3\xa4\nx: { \xc3\xa4: 1, b: *c }\n",
		       "x.yaml:2:16: error: aliases (*name) are not part of the format\n"
		       "    2 | x: { \xc3\xa4: 1, b: *c }\n"
		       "      |               ^~\n");
}

static void the_flow_comma_trap_is_explained(void **state)
{
	(void)state;
	expect_message("a: { cpus: 0,2-3 }\n",
		       "x.yaml:1:14: error: comma inside { } starts a new key; "
		       "write cpus: [0, 2-3] or cpus: \"0,2-3\"\n"
		       "    1 | a: { cpus: 0,2-3 }\n"
		       "      |              ^~~\n");
	expect_first_line("a: { m: 0,2,4-5, x: 1 }\n",
			  "x.yaml:1:11: error: comma inside { } starts a new key; "
			  "write m: [0, 2, 4-5] or m: \"0,2,4-5\"");
}

static void the_not_operator_is_a_tag(void **state)
{
	(void)state;
	expect_first_line("a: !2\n", "x.yaml:1:4: error: !2 is a YAML tag, it does not mean "
				     "\"all but 2\"; list the nodes");
}

static void everything_outside_the_subset_is_refused(void **state)
{
	static const struct {
		const char *yaml, *message;
	} cases[] = {
		{ "a: &x 1\n", "x.yaml:1:4: error: anchors (&name) are not part of the format" },
		{ "a: &x [1]\n", "x.yaml:1:4: error: anchors (&name) are not part of the format" },
		{ "a: *x\n", "x.yaml:1:4: error: aliases (*name) are not part of the format" },
		{ "a: !!str 1\n", "x.yaml:1:4: error: tags (!...) are not part of the format" },
		{ "a: !t {}\n", "x.yaml:1:4: error: tags (!...) are not part of the format" },
		{ "<<: 1\n", "x.yaml:1:1: error: merge keys (<<) are not part of the format" },
		{ "a: 1\n---\nb: 2\n",
		  "x.yaml:2:1: error: a second document starts here; a file holds one" },
		{ "%YAML 1.1\n---\na: 1\n",
		  "x.yaml:1:1: error: directives (%) are not part of the format" },
		{ "a: 1\nb: 2\na: 3\n",
		  "x.yaml:3:1: error: key \"a\" is written twice; the first is in line 1" },
		{ "[a]: 1\n", "x.yaml:1:1: error: a key must be a word, not a list or a map" },
		{ "a:\t1\n", "x.yaml:1:3: error: tab; indent and separate with blanks" },
		{ "a: \xff\n", "x.yaml:1:4: error: this is not UTF-8" },
		{ "a: \xc0\xaf\n", "x.yaml:1:4: error: this is not UTF-8" },
		{ "a: \xed\xa0\x80\n", "x.yaml:1:4: error: this is not UTF-8" },
		{ "a: \xc3", "x.yaml:1:4: error: this is not UTF-8" },
		{ "a: \x01\n", "x.yaml:1:4: error: control character" },
		{ "a: 1\rb: 2\n", "x.yaml:1:5: error: carriage return without a newline" },
		{ "a: \xc2\x85\n", "x.yaml:1:4: error: line separator that is not a newline" },
		{ "", "x.yaml: error: is empty" },
		{ "# only talk\n", "x.yaml: error: holds no document" },
		{ "a: \"\\0\"\n", "x.yaml:1:4: error: a NUL character in a text" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_first_line(cases[i].yaml, cases[i].message);
}

static void windows_line_ends_and_a_byte_order_mark_are_harmless(void **state)
{
	(void)state;
	expect_message("\xef\xbb\xbf" "a: 1\r\nb: 2\r\n", "");
}

static void a_broken_file_is_located(void **state)
{
	(void)state;
	expect_first_line("a: [1, 2\nb: 3\n",
			  "x.yaml:2:2: error: did not find expected ',' or ']'");
}

static char *nested(int depth)
{
	struct text t = TEXT_INIT;

	for (int i = 0; i < depth; i++)
		text_add(&t, "[");
	for (int i = 0; i < depth; i++)
		text_add(&t, "]");
	return t.bytes;
}

static void nesting_ends_at_32_levels(void **state)
{
	char *yaml = nested(YAML_MAX_DEPTH);

	(void)state;
	expect_message(yaml, "");
	free(yaml);
	yaml = nested(YAML_MAX_DEPTH + 1);
	expect_first_line(yaml, "x.yaml:1:33: error: nested too deeply: more than 32 levels");
	free(yaml);
	yaml = nested(100000);
	expect_first_line(yaml, "x.yaml:1:33: error: nested too deeply: more than 32 levels");
	free(yaml);
}

static void a_file_ends_at_1_MiB(void **state)
{
	char *yaml = malloc(YAML_MAX_BYTES + 1);
	char *got;

	(void)state;
	memset(yaml, '\n', YAML_MAX_BYTES + 1);
	yaml[0] = 'a';
	got = messages_of(yaml, YAML_MAX_BYTES);
	assert_string_equal(got, "");
	free(got);
	got = messages_of(yaml, YAML_MAX_BYTES + 1);
	assert_string_equal(got, "x.yaml: error: is larger than 1024 KiB\n");
	free(got);
	free(yaml);
}

static char *list_of(unsigned nr)
{
	struct text t = TEXT_INIT;

	for (unsigned i = 0; i < nr; i++)
		text_add(&t, "- 1\n");
	return t.bytes;
}

static void a_tree_ends_at_200000_values(void **state)
{
	char *yaml = list_of(YAML_MAX_NODES - 1);	/* and the list itself */

	(void)state;
	expect_message(yaml, "");
	free(yaml);
	yaml = list_of(YAML_MAX_NODES);
	expect_first_line(yaml,
			  "x.yaml:200000:3: error: the file has more than 200000 values");
	free(yaml);
}

static void a_directory_and_a_missing_file_are_named(void **state)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct text out = TEXT_INIT;
	struct yaml_doc doc;

	(void)state;
	assert_false(yaml_load_file(&doc, "/", "/", &diags));
	yaml_doc_free(&doc);
	assert_false(yaml_load_file(&doc, "no/such/file.yaml", "no/such/file.yaml", &diags));
	yaml_doc_free(&doc);
	diag_list_format(&diags, &out);
	assert_string_equal(text_str(&out),
			    "/: error: is a directory, expected a file\n"
			    "no/such/file.yaml: error: cannot open: No such file or directory\n");
	text_free(&out);
	diag_list_free(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_stay_text_and_know_their_place),
		cmocka_unit_test(columns_count_bytes_behind_a_wide_character),
		cmocka_unit_test(the_flow_comma_trap_is_explained),
		cmocka_unit_test(the_not_operator_is_a_tag),
		cmocka_unit_test(everything_outside_the_subset_is_refused),
		cmocka_unit_test(windows_line_ends_and_a_byte_order_mark_are_harmless),
		cmocka_unit_test(a_broken_file_is_located),
		cmocka_unit_test(nesting_ends_at_32_levels),
		cmocka_unit_test(a_file_ends_at_1_MiB),
		cmocka_unit_test(a_tree_ends_at_200000_values),
		cmocka_unit_test(a_directory_and_a_missing_file_are_named),
	};

	return cmocka_run_group_tests_name("yaml_tree", tests, NULL, NULL);
}
