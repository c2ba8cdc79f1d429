// SPDX-License-Identifier: GPL-2.0-only
/* Machines from files: folder, machine.json, scenario; from memory; from file to file. */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "ask/machine_file.h"

static void a_folder_stands_for_its_machine_json(void **state)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct machine_file file;

	(void)state;
	assert_true(machine_file_load(&file, "tests/oracle/t02_2eq", &diags));
	assert_string_equal(file.paths[0], "tests/oracle/t02_2eq/machine.json");
	assert_int_equal(file.desc->nr_nodes, 2);
	machine_file_free(&file);
	diag_list_free(&diags);
}

static void a_topology_file_gives_its_nodes(void **state)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct machine_file file;

	(void)state;
	assert_true(machine_file_load(&file, "machines/gh200.yaml", &diags));
	assert_int_equal(file.desc->nr_nodes, 9);
	machine_file_free(&file);
	diag_list_free(&diags);
}

static void text_in_memory_may_name_a_file_beside_it(void **state)
{
	static const char text[] = "nodewall: 1\nmachine: gh200.yaml\n";
	struct diag_list diags = DIAG_LIST_INIT;
	struct machine_file file;

	(void)state;
	assert_true(machine_file_load_bytes(&file, "machines/here", text, strlen(text), &diags));
	assert_string_equal(file.paths[1], "machines/gh200.yaml");
	assert_int_equal(file.desc->nr_nodes, 9);
	machine_file_free(&file);
	diag_list_free(&diags);
}

static void text_in_memory_is_json_when_its_name_says_so(void **state)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct machine_file file;

	(void)state;
	assert_false(machine_file_load_bytes(&file, "x.json", "[1]", 3, &diags));
	assert_null(file.desc);
	assert_string_equal(diags.diags[0].message, "not a JSON object");
	diag_list_free(&diags);
	machine_file_free(&file);
}

static void an_error_keeps_its_place(void **state)
{
	static const char text[] = "nodewall: 1\ntopology:\n  nodes: { 0: { cpus: x } }\n";
	struct diag_list diags = DIAG_LIST_INIT;
	struct machine_file file;

	(void)state;
	assert_false(machine_file_load_bytes(&file, "t.yaml", text, strlen(text), &diags));
	assert_null(file.desc);
	assert_int_equal(diags.diags[0].loc.line, 3);
	assert_string_equal(diags.diags[0].loc.file, "t.yaml");
	assert_non_null(diags.diags[0].source_line);
	diag_list_free(&diags);
	machine_file_free(&file);
}

static void a_named_file_that_is_not_there_is_an_error(void **state)
{
	static const char text[] = "nodewall: 1\nmachine: nobody.yaml\n";
	struct diag_list diags = DIAG_LIST_INIT;
	struct machine_file file;

	(void)state;
	assert_false(machine_file_load_bytes(&file, "machines/a", text, strlen(text), &diags));
	assert_int_equal(file.nr_paths, 2);
	diag_list_free(&diags);
	machine_file_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_stands_for_its_machine_json),
		cmocka_unit_test(a_topology_file_gives_its_nodes),
		cmocka_unit_test(text_in_memory_may_name_a_file_beside_it),
		cmocka_unit_test(text_in_memory_is_json_when_its_name_says_so),
		cmocka_unit_test(an_error_keeps_its_place),
		cmocka_unit_test(a_named_file_that_is_not_there_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
