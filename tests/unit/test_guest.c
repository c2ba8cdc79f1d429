// SPDX-License-Identifier: GPL-2.0-only
/* Machines as guests of QEMU: sizes, numbers, and what is said about them. */
#include "unit/unit.h"

#include <string.h>

#include "export/guest.h"
#include "scenario/topology.h"

struct exported {
	struct yaml_doc doc;
	struct machine_desc desc;
	struct guest guest;
	struct text error;
	bool ok;
};

static void export(struct exported *x, const char *yaml, uint64_t limit_mb)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct reader r = { .diags = &diags };

	memset(x, 0, sizeof(*x));
	assert_true(yaml_load_bytes(&x->doc, "t.yaml", yaml, strlen(yaml), &diags));
	assert_true(topology_read(&r, yaml_get(x->doc.root, "topology"), &x->desc));
	x->ok = guest_make(&x->guest, &x->desc, limit_mb, &x->error);
	diag_list_free(&diags);
}

static void done(struct exported *x)
{
	guest_free(&x->guest);
	text_free(&x->error);
	machine_desc_free(&x->desc);
	yaml_doc_free(&x->doc);
}

static void assert_says(const struct exported *x, const char *words)
{
	if (!strstr(text_str(&x->guest.remarks), words))
		fail_msg("\"%s\" is not in: %s", words, text_str(&x->guest.remarks));
}

static bool has_word(const struct argv *argv, const char *word)
{
	for (size_t i = 0; i < argv->nr; i++)
		if (!strcmp(argv->words[i], word))
			return true;
	return false;
}

/*
 *      0        1G   2G
 *      | node 0 | node 1 |
 */
static void a_small_machine_is_exported_as_it_is(void **state)
{
	struct argv argv = { 0 };
	struct exported x;

	(void)state;
	export(&x,
	       "topology:\n"
	       "  nodes:\n"
	       "    0: { cpus: 0-1, memory: 1G }\n"
	       "    1: { cpus: 2, memory: 1G }\n"
	       "  distance: [ [ 10, 21 ], [ 31, 10 ] ]\n",
	       4096);
	assert_true(x.ok);
	assert_string_equal(text_str(&x.guest.remarks), "");
	qemu_machine(&x.guest, &argv);
	assert_true(has_word(&argv, "node,nodeid=0,memdev=m0,cpus=0,cpus=1"));
	assert_true(has_word(&argv, "node,nodeid=1,memdev=m1,cpus=2"));
	assert_true(has_word(&argv, "memory-backend-ram,id=m1,size=1024M"));
	assert_true(has_word(&argv, "dist,src=0,dst=1,val=21"));
	assert_true(has_word(&argv, "dist,src=1,dst=0,val=31"));
	argv_free(&argv);
	done(&x);
}

static void a_large_machine_shrinks_by_one_factor_and_says_so(void **state)
{
	struct exported x;

	(void)state;
	export(&x,
	       "topology:\n"
	       "  nodes:\n"
	       "    0: { cpus: 0, memory: 16G }\n"
	       "    1: { cpus: 1, memory: 8G }\n"
	       "    2: { memory: 8G }\n",
	       4096);
	assert_true(x.ok);
	assert_int_equal(x.guest.nodes[0].mb, 2048);
	assert_int_equal(x.guest.nodes[1].mb, 1024);
	assert_int_equal(x.guest.nodes[2].mb, 1024);
	assert_says(&x, "32768 MiB are more than 4096 MiB: every size times 0.125");
	done(&x);
}

static void zone_normal_stays_where_it_was_when_a_machine_shrinks(void **state)
{
	struct exported x;

	(void)state;
	export(&x,
	       "topology:\n"
	       "  nodes:\n"
	       "    0: { cpus: 0, zones: { DMA: 16M, DMA32: 4080M } }\n"
	       "    1: { cpus: 1, zones: { Normal: 4G } }\n",
	       2048);
	assert_true(x.ok);
	assert_int_equal(x.guest.nodes[0].mb, 1024);
	assert_int_not_equal(x.guest.low_mb, 0);
	assert_true(x.guest.low_mb <= 1024);
	done(&x);
}

/* Linux: nodes with CPUs are 0 and 1, then comes the one with memory only. */
static void linux_numbers_nodes_with_cpus_first(void **state)
{
	struct exported x;

	(void)state;
	export(&x,
	       "topology:\n"
	       "  nodes:\n"
	       "    0: { memory: 512M }\n"
	       "    1: { cpus: 0, memory: 512M }\n"
	       "    5: { cpus: 1, memory: 512M }\n",
	       4096);
	assert_true(x.ok);
	assert_int_equal(x.guest.nr_nodes, 3);
	assert_int_equal(x.guest.nodes[0].linux_nid, 2);
	assert_int_equal(x.guest.nodes[1].linux_nid, 0);
	assert_int_equal(x.guest.nodes[2].linux_nid, 1);
	assert_says(&x, "node 5 is node 1 in the guest");
	done(&x);
}

static void nodes_that_linux_will_not_know_are_named_in_one_line(void **state)
{
	struct exported x;

	(void)state;
	export(&x,
	       "topology:\n"
	       "  nodes:\n"
	       "    0: { cpus: 0, memory: 512M }\n"
	       "    1-3: { possible: true }\n"
	       "    4: { memory: 512M }\n"
	       "    6: { possible: true }\n",
	       4096);
	assert_true(x.ok);
	assert_int_equal(x.guest.nodes[1].linux_nid, NUMA_NO_NODE);
	assert_int_equal(x.guest.nodes[4].linux_nid, 1);
	assert_says(&x, "nodes 1-3,6: neither memory nor CPUs");
	done(&x);
}

static void many_cpus_become_one_a_node(void **state)
{
	struct exported x;

	(void)state;
	export(&x,
	       "topology:\n"
	       "  nodes:\n"
	       "    0: { cpus: 0-31, memory: 512M }\n"
	       "    1: { cpus: 32-63, memory: 512M }\n",
	       4096);
	assert_true(x.ok);
	assert_int_equal(x.guest.nr_cpus, 2);
	assert_int_equal(x.guest.nodes[1].cpus[0], 1);
	assert_says(&x, "64 CPUs: one for each node that has any");
	done(&x);
}

static void special_purpose_memory_is_said_to_be_ordinary(void **state)
{
	struct exported x;

	(void)state;
	export(&x,
	       "topology:\n"
	       "  nodes:\n"
	       "    0: { cpus: 0, memory: 1G }\n"
	       "    1: { zones: { Movable: 512M }, spm: gpu0 }\n",
	       4096);
	assert_true(x.ok);
	assert_int_equal(x.guest.nodes[1].mb, 512);
	assert_says(&x, "node 1: stock Linux has no mark for special purpose memory");
	done(&x);
}

static void more_nodes_than_qemu_has_are_refused(void **state)
{
	struct text yaml = TEXT_INIT;
	struct exported x;

	(void)state;
	text_add(&yaml, "topology:\n  nodes:\n    0: { cpus: 0, memory: 1G }\n"
			"    1-200: { memory: 1G }\n");
	export(&x, text_str(&yaml), 4096);
	assert_false(x.ok);
	assert_non_null(strstr(text_str(&x.error), "201 nodes"));
	text_free(&yaml);
	done(&x);
}

static void a_command_line_quotes_what_a_shell_would_split(void **state)
{
	struct argv argv = { 0 };
	struct text out = TEXT_INIT;

	(void)state;
	argv_add(&argv, "qemu");
	argv_add(&argv, "-append");
	argv_addf(&argv, "a=%d b", 1);
	argv_print(&argv, &out);
	assert_string_equal(text_str(&out), "qemu \\\n  -append 'a=1 b'\n");
	text_free(&out);
	argv_free(&argv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_small_machine_is_exported_as_it_is),
		cmocka_unit_test(a_large_machine_shrinks_by_one_factor_and_says_so),
		cmocka_unit_test(zone_normal_stays_where_it_was_when_a_machine_shrinks),
		cmocka_unit_test(linux_numbers_nodes_with_cpus_first),
		cmocka_unit_test(nodes_that_linux_will_not_know_are_named_in_one_line),
		cmocka_unit_test(many_cpus_become_one_a_node),
		cmocka_unit_test(special_purpose_memory_is_said_to_be_ordinary),
		cmocka_unit_test(more_nodes_than_qemu_has_are_refused),
		cmocka_unit_test(a_command_line_quotes_what_a_shell_would_split),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
