// SPDX-License-Identifier: GPL-2.0-only
/*
 * The example of every key is read without complaint where the key may stand.
 * Each is put on a line of its own into a file that has what it refers to; what
 * the reader says about other lines (two keys that exclude each other) is no
 * matter here.
 */
#include "unit/unit.h"

#include <string.h>

#include "scenario/keys.h"
#include "scenario/scenario.h"

#define NODES                                                                                      \
	"    0: { cpus: 0-3, memory: 8G }\n"                                                       \
	"    1: { cpus: 4-7, memory: 8G }\n"                                                       \
	"    2: { zones: { Movable: 4G }, spm: { name: gpu0, added: manual } }\n"
#define HEAD "nodewall: 1\ntopology:\n  nodes:\n" NODES
#define STAGE                                                                                      \
	HEAD "cgroups: { /job: {}, /job/llm: {}, /job/child: {} }\n"                               \
	     "tasks: { web: { cgroup: /job } }\n"
#define VERB(verb) STAGE "steps:\n- " verb ":\n    "

/* Where a key of a table stands, and what must stand beside it. */
struct place {
	enum key_table_id table;
	const char *before;
	const char *indent;
	const char *siblings[3];	/* "key: value", left out when it is the key itself */
};

static const struct place places[] = {
	{ KEYS_TOPOLOGY, HEAD "  ", "  ", { 0 } },
	{ KEYS_NODE, HEAD "    3:\n      ", "      ", { "memory: 4G", "spm: x" } },
	{ KEYS_ZONE,
	  HEAD "    3:\n      zones:\n        Normal:\n          ",
	  "          ",
	  { "size: 4G" } },
	{ KEYS_SPM,
	  HEAD "    3:\n      memory: 4G\n      spm:\n        ",
	  "        ",
	  { "name: x" } },
	{ KEYS_COMPRESSED,
	  HEAD "    3:\n      memory: 4G\n      spm:\n        name: x\n"
	       "        compressed:\n          ",
	  "          ",
	  { "real: 256M" } },
	{ KEYS_DISTANCE_RULE, HEAD "  distance:\n    ", "    ", { "rule: groups", "group: 2" } },
	{ KEYS_HMAT, HEAD "  hmat:\n  - ", "    ", { "initiator: 0", "target: 2" } },
	{ KEYS_WINDOW, HEAD "  hotplug:\n    ", "    ", { 0 } },
	{ KEYS_CGROUP, HEAD "cgroups:\n  /job:\n    ", "    ", { 0 } },
	{ KEYS_TASK, HEAD "cgroups: { /job: {} }\ntasks:\n  web:\n    ", "    ", { 0 } },
	{ KEYS_MEMPOLICY,
	  HEAD "tasks:\n  web:\n    mempolicy:\n      ",
	  "      ",
	  { "mode: bind" } },
	{ KEYS_STEP, STAGE "designs: [ mainline, rfc-v2 ]\nsteps:\n- ", "  ", { 0 } },
	{ KEYS_MAY, VERB("may"), "    ", { "task: web", "gfp: GFP_USER" } },
	{ KEYS_ALLOC, VERB("alloc"), "    ", { "task: web", "gfp: GFP_USER" } },
	{ KEYS_FREE, VERB("free"), "    ", { "label: x" } },
	{ KEYS_FILL, VERB("fill"), "    ", { "node: 0" } },
	{ KEYS_MAP, VERB("map"), "    ", { "task: web", "map: heap", "size: 2M" } },
	{ KEYS_TOUCH, VERB("touch"), "    ", { "task: web", "map: heap" } },
	{ KEYS_MPROTECT, VERB("mprotect"), "    ", { "task: web", "map: heap", "prot: ro" } },
	{ KEYS_RANGE, VERB("mlock"), "    ", { "task: web", "map: heap" } },
	{ KEYS_MUNMAP, VERB("munmap"), "    ", { "task: web", "map: heap" } },
	{ KEYS_PIN, VERB("pin"), "    ", { "task: web", "map: heap" } },
	{ KEYS_FILE_STEP, VERB("file"), "    ", { "file: data" } },
	{ KEYS_MBIND, VERB("mbind"), "    ", { "task: web", "map: heap" } },
	{ KEYS_MIGRATE, VERB("migrate"), "    ", { "task: web", "to: 1", "driver: true" } },
	{ KEYS_SET, VERB("set"), "    ", { 0 } },
	{ KEYS_WRITE, VERB("write"), "    ", { "cgroup: /job", "file: x", "value: 1" } },
	{ KEYS_ATTACH, VERB("attach"), "    ", { "task: web", "cgroup: /job" } },
	{ KEYS_FORK, VERB("fork"), "    ", { "task: web", "child: kid" } },
	{ KEYS_HOTPLUG, VERB("hotplug"), "    ", { "node: 2" } },
	{ KEYS_DRIVER, VERB("driver"), "    ", { 0 } },
	{ KEYS_ZSWAP, VERB("zswap"), "    ", { 0 } },
	{ KEYS_RECLAIM, VERB("reclaim"), "    ", { "node: 2", "pages: 4" } },
	{ KEYS_DEMOTE, VERB("demote"), "    ", { "task: web", "map: heap", "to: 1" } },
	{ KEYS_DEVICE,
	  "nodewall: 1\ntopology: { nodes: { 0: { cpus: 0, memory: 1G }, 1: { memory: 1G, "
	  "spm: { name: c, compressed: { real: 1M } } } } }\nsteps:\n- device:\n    ",
	  "    ",
	  { "write: x" } },
	{ KEYS_COMPACT, VERB("compact"), "    ", { "node: 0" } },
	{ KEYS_SWAPON, VERB("swapon"), "    ", { "size: 64M" } },
	{ KEYS_PAGEOUT,
	  STAGE "steps:\n- swapon: { size: 1M }\n- pageout:\n    ",
	  "    ",
	  { "task: web", "map: heap" } },
	{ KEYS_COMPACT, VERB("compact"), "    ", { 0 } },
	{ KEYS_SLAB, VERB("slab"), "    ", { "cache: kmalloc-64" } },
	{ KEYS_HUGETLB, VERB("hugetlb"), "    ", { 0 } },
	{ KEYS_EXPECT,
	  STAGE "designs: [ mainline, rfc-v2 ]\nsteps:\n- alloc: web GFP_USER\n  expect:\n    ",
	  "    ",
	  { 0 } },
};

/* Keys whose example needs a machine, a file or a design of its own. */
static bool stands_elsewhere(const struct key_info *row)
{
	return row->table == KEYS_FILE || strcmp(row->key, "import") == 0 ||
	       strcmp(row->key, "nodes") == 0 || strcmp(row->key, "distance") == 0;
}

/* "first key", its example, then the siblings. *@line receives the line of the key. */
static void make_file(const struct place *place, const struct key_info *row, struct text *yaml,
		      int *line)
{
	text_add(yaml, place->before);
	*line = 1;
	for (size_t i = 0; i < yaml->len; i++)
		*line += yaml->bytes[i] == '\n';
	text_addf(yaml, "%s: %s\n", row->key, row->example);
	for (size_t i = 0; i < 3 && place->siblings[i]; i++) {
		const char *sibling = place->siblings[i];
		size_t len = strcspn(sibling, ":");

		if (strlen(row->key) != len || strncmp(row->key, sibling, len) != 0)
			text_addf(yaml, "%s%s\n", place->indent, sibling);
	}
}

static void check_example(const struct place *place, const struct key_info *row)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct text yaml = TEXT_INIT;
	struct scenario s;
	int line;

	make_file(place, row, &yaml, &line);
	scenario_load_bytes(&s, "k.yaml", text_str(&yaml), yaml.len, &diags);
	for (size_t i = 0; i < diags.nr_diags; i++) {
		const struct source_loc *loc = &diags.diags[i].loc;
		int key_end = (int)strlen(place->indent) + 1 + (int)strlen(row->key);

		/* Behind the key: about the value. On the key: about its company. */
		if (diags.diags[i].level == DIAG_ERROR && loc->line == line &&
		    loc->column > key_end && !strstr(diags.diags[i].message, "says nothing about"))
			fail_msg("%s: %s: %s\n%s", row->key, row->example, diags.diags[i].message,
				 text_str(&yaml));
	}
	scenario_free(&s);
	diag_list_free(&diags);
	text_free(&yaml);
}

static void every_example_is_read_where_its_key_stands(void **state)
{
	size_t nr;

	(void)state;
	for (size_t p = 0; p < sizeof(places) / sizeof(places[0]); p++) {
		const struct key_info *rows = key_table_rows(places[p].table, &nr);

		for (size_t i = 0; i < nr; i++) {
			if (!stands_elsewhere(&rows[i]))
				check_example(&places[p], &rows[i]);
		}
	}
}

static void every_table_has_a_place(void **state)
{
	(void)state;
	for (int id = 0; id < NR_KEY_TABLES; id++) {
		bool found = id == KEYS_FILE;

		for (size_t p = 0; p < sizeof(places) / sizeof(places[0]); p++)
			found = found || places[p].table == (enum key_table_id)id;
		assert_true(found);
	}
}

static void a_key_is_found_in_its_own_table_only(void **state)
{
	(void)state;
	assert_non_null(key_find(KEYS_NODE, "cpus"));
	assert_null(key_find(KEYS_TASK, "cpus"));
	assert_string_equal(value_kind_name(key_find(KEYS_NODE, "memory")->value), "size");
	assert_string_equal(value_kind_name(key_find(KEYS_STEP, "may")->value), "may");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_example_is_read_where_its_key_stands),
		cmocka_unit_test(every_table_has_a_place),
		cmocka_unit_test(a_key_is_found_in_its_own_table_only),
	};

	return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
