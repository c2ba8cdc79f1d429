// SPDX-License-Identifier: GPL-2.0-only
/* Topologies: addresses, distances and defaults; and what is refused, with its place. */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/topology.h"

struct loaded {
	struct yaml_doc doc;
	struct machine_desc desc;
	struct diag_list diags;
	bool ok;
};

static void load(struct loaded *l, const char *yaml)
{
	struct reader r = { .diags = &l->diags };

	memset(l, 0, sizeof(*l));
	assert_true(yaml_load_bytes(&l->doc, "t.yaml", yaml, strlen(yaml), &l->diags));
	l->ok = topology_read(&r, yaml_get(l->doc.root, "topology"), &l->desc);
	assert_true(l->ok == (l->diags.nr_errors == 0));
	yaml_add_source_lines(&l->doc, &l->diags);
}

static void unload(struct loaded *l)
{
	machine_desc_free(&l->desc);
	yaml_doc_free(&l->doc);
	diag_list_free(&l->diags);
}

/* "0/DMA32 16M+2048M ..." for boot zones, then "2 late spm 4096M+1024M online_movable". */
static char *layout_of(const struct machine_desc *desc)
{
	struct text t = TEXT_INIT;

	for (size_t i = 0; i < desc->nr_zones; i++) {
		const struct zone_desc *z = &desc->zones[i];

		text_addf(&t, "%s%d/%s %lluM+%lluM", i ? ", " : "", z->nid, zone_names[z->type],
			  (unsigned long long)z->start_pfn >> 8,
			  (unsigned long long)z->present >> 8);
		if (z->managed != z->present)
			text_addf(&t, "-%lluM",
				  (unsigned long long)(z->present - z->managed) >> 8);
	}
	for (size_t i = 0; i < desc->nr_late_ranges; i++) {
		const struct mem_range *range = &desc->late_ranges[i];

		text_addf(&t, "; %d %s %s %lluM+%lluM %s", range->nid,
			  range->late	? "late" :
			  range->hidden ? "hidden" :
					  "?",
			  range->role == ROLE_SPM ? "spm" : "sysram",
			  (unsigned long long)range->start_pfn >> 8,
			  (unsigned long long)range->nr_pages >> 8, online_words[range->online]);
	}
	return t.bytes;
}

static void expect_layout(const char *nodes, const char *expected)
{
	struct text yaml = TEXT_INIT;
	struct loaded l;
	char *layout;

	text_addf(&yaml, "topology: { nodes: { %s } }\n", nodes);
	load(&l, text_str(&yaml));
	assert_true(l.ok);
	layout = layout_of(&l.desc);
	assert_string_equal(layout, expected);
	free(layout);
	text_free(&yaml);
	unload(&l);
}

static void expect_error(const char *yaml, const char *expected)
{
	struct text out = TEXT_INIT;
	struct loaded l;

	load(&l, yaml);
	assert_false(l.ok);
	diag_list_format(&l.diags, &out);
	out.bytes[strcspn(out.bytes, "\n")] = '\0';
	assert_string_equal(text_str(&out), expected);
	text_free(&out);
	unload(&l);
}

/*
 *	0   16M           4G        6G              14G
 *	|DMA|DMA32        |Normal   |Normal of 1    |
 *	 node 0, 6G ................. node 1, 8G
 */
static void memory_is_cut_into_zones_by_address(void **state)
{
	(void)state;
	expect_layout("0: { cpus: 0, memory: 6G }, 1: { memory: 8G }",
		      "0/DMA 0M+16M, 0/DMA32 16M+4080M, 0/Normal 4096M+2048M, "
		      "1/Normal 6144M+8192M");
}

static void a_small_first_node_leaves_low_memory_to_the_second(void **state)
{
	(void)state;
	expect_layout("0: { cpus: 0, memory: 1G }, 1: { memory: 4G }",
		      "0/DMA 0M+16M, 0/DMA32 16M+1008M, 1/DMA32 1024M+3072M, "
		      "1/Normal 4096M+1024M");
}

static void zones_that_are_written_out_start_where_the_kernel_has_them(void **state)
{
	(void)state;
	expect_layout("0: { cpus: 0, zones: { DMA32: 2G, Normal: 6G } }, "
		      "1: { zones: { DMA32: 1G, Normal: 8G, Movable: 1G } }",
		      "0/DMA32 16M+2048M, 0/Normal 4096M+6144M, 1/DMA32 2176M+1024M, "
		      "1/Normal 10240M+8192M, 1/Movable 18432M+1024M");
}

static void a_zone_may_say_its_address_and_what_boot_keeps(void **state)
{
	(void)state;
	expect_layout("0: { cpus: 0, zones: { Normal: { size: 2G, start: 8G, reserved: 64M } } }",
		      "0/Normal 8192M+2048M-64M");
}

static void special_memory_comes_late_above_all_boot_memory(void **state)
{
	(void)state;
	expect_layout("0: { cpus: 0, memory: 2G }, 1: { zones: { Movable: 1G }, spm: gpu0 }, "
		      "2: { memory: 8G }",
		      "0/DMA 0M+16M, 0/DMA32 16M+2032M, 2/DMA32 2048M+2048M, "
		      "2/Normal 4096M+6144M; 1 late spm 10240M+1024M online_movable");
}

static void the_long_form_of_spm_says_when_and_how(void **state)
{
	(void)state;
	expect_layout("0: { cpus: 0, memory: 1G }, "
		      "1: { memory: 1G, spm: { name: a, added: boot } }, "
		      "2: { memory: 1G, spm: { name: b, added: manual, online: offline } }, "
		      "3: { zones: { Normal: 1G }, spm: { name: c } }, "
		      "4: { memory: 1G, added: late }",
		      "0/DMA 0M+16M, 0/DMA32 16M+1008M, 1/DMA32 1024M+1024M; "
		      "2 hidden spm 4096M+1024M offline; 3 late spm 5120M+1024M online_kernel; "
		      "4 late sysram 6144M+1024M online");
}

static void large_machines_have_large_memory_blocks(void **state)
{
	(void)state;
	expect_layout("0: { cpus: 0, memory: 65G }, 1: { memory: 2G, spm: x }",
		      "0/DMA 0M+16M, 0/DMA32 16M+4080M, 0/Normal 4096M+62464M; "
		      "1 late spm 66560M+2048M online_movable");
	expect_error("topology: { nodes: { 0: { cpus: 0, memory: 65G }, "
		     "1: { memory: 512M, spm: x } } }",
		     "t.yaml:1:51: error: memory of node 1 is added in blocks of 1024M and has no "
		     "whole number of them");
}

static void a_range_of_ids_describes_many_nodes(void **state)
{
	struct loaded l;

	(void)state;
	load(&l, "topology:\n"
		 "  nodes: { 0-1023: { cpus_each: 2, memory: 64G } }\n"
		 "  distance: { rule: groups, group: 8, near: 12, far: 32 }\n");
	assert_true(l.ok);
	assert_int_equal(l.desc.nr_nodes, 1024);
	assert_int_equal(l.desc.nr_cpus, 2048);
	assert_int_equal(l.desc.cpu_to_node[2047], 1023);
	assert_int_equal(l.desc.nr_zones, 1026);
	assert_int_equal(l.desc.distance[7], 12);
	assert_int_equal(l.desc.distance[8], 32);
	assert_int_equal(l.desc.distance[1024], 12);
	assert_int_equal(l.desc.distance[1025], 10);
	unload(&l);
}

static void sparse_ids_and_unknown_distances(void **state)
{
	struct loaded l;

	(void)state;
	load(&l, "topology:\n"
		 "  nodes:\n"
		 "    0: { cpus: 0, memory: 1G }\n"
		 "    8: { cpus: [1, 2-3], memory: 1G }\n"
		 "    250: { possible: true }\n"
		 "  distance:\n"
		 "    - [ 10, 40, 80 ]\n"
		 "    - 40 10 80\n"
		 "    - 80 80 10\n");
	assert_true(l.ok);
	assert_int_equal(l.desc.nr_node_ids, 251);
	assert_int_equal(l.desc.nr_nodes, 3);
	assert_int_equal(l.desc.distance[8], 40);
	assert_int_equal(l.desc.distance[8 * 251 + 250], 80);
	assert_int_equal(l.desc.distance[1], 20);
	assert_int_equal(l.desc.distance[251 + 1], 10);
	assert_int_equal(l.desc.cpu_to_node[3], 8);
	assert_int_equal(l.diags.nr_diags, 0);
	unload(&l);
}

static void a_ring_grows_with_the_hops(void **state)
{
	struct loaded l;

	(void)state;
	load(&l, "topology:\n"
		 "  nodes: { 0-5: { cpus_each: 1, memory: 1G } }\n"
		 "  distance: { rule: ring, near: 20, step: 10, far: 35 }\n");
	assert_true(l.ok);
	assert_int_equal(l.desc.distance[1], 20);
	assert_int_equal(l.desc.distance[2], 30);
	assert_int_equal(l.desc.distance[3], 35);
	assert_int_equal(l.desc.distance[5], 20);
	unload(&l);
}

static void settings_have_the_kernels_defaults(void **state)
{
	struct loaded l;

	(void)state;
	load(&l, "topology: { nodes: { 0: { cpus: 0, memory: 1G } } }\n");
	assert_true(l.ok);
	assert_true(l.desc.thp_enabled);
	assert_false(l.desc.no_cpusets);
	assert_false(l.desc.has_min_free_kbytes);
	assert_int_equal(l.desc.sysctl.user_min_free_kbytes, -1);
	assert_int_equal(l.desc.sysctl.watermark_scale_factor, 10);
	assert_int_equal(l.desc.sysctl.watermark_boost_factor, 15000);
	assert_int_equal(l.desc.sysctl.lowmem_reserve_ratio[ZONE_NORMAL], 32);
	assert_int_equal(l.desc.auto_online, MMOP_OFFLINE);
	assert_int_equal(l.desc.hotplug_nid, NUMA_NO_NODE);
	unload(&l);
}

static void settings_are_taken(void **state)
{
	struct loaded l;

	(void)state;
	load(&l, "topology:\n"
		 "  nodes:\n"
		 "    0: { cpus: 0, memory: 1G }\n"
		 "    1: { memory: 1G, tier: 5 }\n"
		 "    2: { memory: 1G, adistance: 700 }\n"
		 "  sysctl: { vm.min_free_kbytes: 67584, vm.lowmem_reserve_ratio: 100 200 }\n"
		 "  thp: never\n"
		 "  cpusets: false\n"
		 "  auto_online: online_movable\n"
		 "  memory_block: 256M\n"
		 "  hmat: [ { initiator: 0, target: 1, read_latency: 250 } ]\n"
		 "  hotplug: { node: 1, start: 64G }\n");
	assert_true(l.ok);
	assert_int_equal(l.desc.adistance[1], 5 * 128 + 64);
	assert_int_equal(l.desc.adistance[2], 700);
	assert_int_equal(l.desc.sysctl.min_free_kbytes, 67584);
	assert_int_equal(l.desc.sysctl.lowmem_reserve_ratio[1], 200);
	assert_int_equal(l.desc.sysctl.lowmem_reserve_ratio[2], 32);
	assert_false(l.desc.thp_enabled);
	assert_true(l.desc.no_cpusets);
	assert_int_equal(l.desc.auto_online, MMOP_ONLINE_MOVABLE);
	assert_int_equal(l.desc.memory_block_pages, 65536);
	assert_int_equal(l.desc.nr_hmat, 1);
	assert_int_equal(l.desc.hotplug_nid, 1);
	assert_int_equal(l.desc.hotplug_start_pfn, UINT64_C(64) << 18);
	unload(&l);
}

static void asymmetric_distances_are_a_warning(void **state)
{
	struct loaded l;

	(void)state;
	load(&l, "topology:\n"
		 "  nodes: { 0: { cpus: 0, memory: 1G }, 1: { memory: 1G } }\n"
		 "  distance: [ [ 10, 20 ], [ 30, 10 ] ]\n");
	assert_true(l.ok);
	assert_int_equal(l.diags.nr_diags, 1);
	assert_int_equal(l.diags.diags[0].level, DIAG_WARNING);
	assert_string_equal(l.diags.diags[0].message,
			    "distances are not symmetric: 0 to 1 is 20, back is 30");
	unload(&l);
}

static void an_unknown_zone_is_shown_with_a_suggestion(void **state)
{
	struct text out = TEXT_INIT;
	struct loaded l;

	(void)state;
	load(&l, "topology:\n"
		 "  nodes:\n"
		 "    2: { zones: { Moveable: 16G }, spm: gpu0 }\n");
	diag_list_format(&l.diags, &out);
	assert_string_equal(text_str(&out),
			    "t.yaml:3:19: error: unknown zone \"Moveable\" in node 2\n"
			    "    3 |     2: { zones: { Moveable: 16G }, spm: gpu0 }\n"
			    "      |                   ^~~~~~~~ did you mean \"Movable\"?\n"
			    "      = one of: DMA DMA32 Normal Movable\n");
	text_free(&out);
	unload(&l);
}

#define NODES(text) "topology:\n  nodes: { " text " }\n"
#define GOOD "0: { cpus: 0, memory: 1G }"

static const struct {
	const char *yaml, *message;
} contradictions[] = {
	{ "topology: {}\n", "t.yaml:1:1: error: the topology has no nodes" },
	{ NODES("0: 5"), "t.yaml:2:15: error: a node is a value, expected a map" },
	{ NODES("0: { cpu: 0 }"), "t.yaml:2:17: error: unknown key \"cpu\" in a NUMA node" },
	{ NODES("x: { cpus: 0 }"), "t.yaml:2:12: error: \"x\" is not a node list (like 0,2-3)" },
	{ NODES("1024: { cpus: 0 }"),
	  "t.yaml:2:12: error: node list \"1024\" names a node above 1023" },
	{ NODES("0-1: { cpus_each: 1, memory: 1G }, 1: { cpus: 7 }"),
	  "t.yaml:2:47: error: node 1 is described twice; the first is in line 2" },
	{ NODES("0: {}"), "t.yaml:2:12: error: node 0 has neither cpus nor memory; write "
			  "possible: true if only its id exists" },
	{ NODES("0: { cpus: 0, memory: 1G }, 1: { cpus: 0 }"),
	  "t.yaml:2:40: error: cpu 0 is on node 0 and on node 1" },
	{ NODES("0-1: { cpus: 0-3, memory: 1G }"),
	  "t.yaml:2:19: error: several nodes cannot have the same cpus; write cpus_each" },
	{ NODES("0: { cpus: 0, memory: 1G, zones: { Normal: 1G } }"),
	  "t.yaml:2:38: error: node 0 has both memory and zones; write one" },
	{ NODES("0: { cpus: 0, zones: { Normal: { size: 1G, start: 4G } } }, "
		"1: { zones: { Normal: { size: 1G, start: 4608M } } }"),
	  "t.yaml:2:86: error: zone 1/Normal overlaps zone 0/Normal (line 2)" },
	{ NODES("0: { cpus: 0, zones: { DMA32: 5G } }"),
	  "t.yaml:2:35: error: zone 0/DMA32 does not fit: DMA32 is memory from 16M to 4G" },
	{ NODES("0: { cpus: 0, zones: { Normal: 16T } }"),
	  "t.yaml:2:35: error: zone 0/Normal has 16 TiB or more" },
	{ NODES("0: { cpus: 0, memory: 99999999999G }"),
	  "t.yaml:2:34: error: memory 99999999999G is too large" },
	{ NODES("0: { cpus: 0, memory: 18446744073709551616 }"),
	  "t.yaml:2:34: error: memory 18446744073709551616 is too large" },
	{ NODES("0: { cpus: 0, memory: 65T }"),
	  "t.yaml:2:12: error: the machine has more than 64T" },
	{ NODES("0: { cpus: 0, memory: 8GB }"),
	  "t.yaml:2:34: error: memory is \"8GB\", expected a size like 512M or 8G" },
	{ NODES("0: { cpus: 0, memory: 1000 }"),
	  "t.yaml:2:34: error: memory 1000 is not a whole number of pages of 4K" },
	{ NODES("0: { cpus: 0, memory: }"), "t.yaml:2:26: error: memory is empty" },
	{ NODES(GOOD ", 1: { spm: gpu0, cpus: 1 }"),
	  "t.yaml:2:50: error: node 1 is special purpose memory without memory" },
	{ NODES(GOOD ", 1: { memory: 1G, spm: { added: late } }"),
	  "t.yaml:2:62: error: special purpose memory without a name" },
	{ NODES(GOOD ", 1: { memory: 1G, spm: { name: c, compressed: { real: 1G } } }"),
	  "t.yaml:2:93: error: node 1 has no more memory than is real: nothing is compressed "
	  "there" },
	{ NODES(GOOD ", 1: { memory: 1G, spm: { name: c, compressed: {} } }"),
	  "t.yaml:2:85: error: compressed memory needs its real size" },
	{ NODES(GOOD ", 1: { memory: 1G, spm: { name: c, compressed: { real: 0 } } }"),
	  "t.yaml:2:93: error: compressed memory without real memory" },
	{ NODES(GOOD ", 1: { memory: 1G, compressed: { real: 1M } }"),
	  "t.yaml:2:57: error: unknown key \"compressed\" in a NUMA node" },
	{ NODES(GOOD ", 1: { zones: { DMA32: 1G }, spm: x }"),
	  "t.yaml:2:54: error: memory that is added later is Normal or Movable" },
	{ NODES(GOOD ", 1: { memory: 1G, spm: x, tier: 1, adistance: 2 }"),
	  "t.yaml:2:74: error: tier and adistance say the same; write one" },
	{ NODES("0: { memory: 1G }"), "t.yaml:2:3: error: no node has cpus" },
	{ NODES("0: { cpus: 0 }"), "t.yaml:2:3: error: no node has memory at boot" },
	{ NODES("0: { cpus: 0-8192, memory: 1G }"),
	  "t.yaml:2:23: error: cpu 0-8192 is out of range, ids end at 8191" },
	{ NODES("0: { cpus: \"0,0-8191\", memory: 1G }"),
	  "t.yaml:2:23: error: a cpu is named twice" },
	{ NODES(GOOD) "  distance: [ [ 10, 20 ] ]\n",
	  "t.yaml:3:15: error: distance row of node 0 has 2 entries, but 1 nodes are "
	  "described" },
	{ NODES(GOOD) "  distance: [ [ 10 ], [ 10 ] ]\n",
	  "t.yaml:3:3: error: distance has 2 rows, but 1 nodes are described" },
	{ NODES(GOOD) "  distance: [ [ 11 ] ]\n",
	  "t.yaml:3:17: error: distance of node 0 to itself is 11, must be 10" },
	{ NODES(GOOD) "  distance: [ [ 300 ] ]\n",
	  "t.yaml:3:17: error: distance \"300\" must be a number from 10 to 255" },
	{ NODES(GOOD) "  distance: [ \"x\" ]\n",
	  "t.yaml:3:16: error: distance \"x\" must be a number from 10 to 255" },
	{ NODES(GOOD) "  distance: { rule: rign }\n",
	  "t.yaml:3:21: error: unknown rule of distances \"rign\"" },
	{ NODES(GOOD) "  distance: { rule: groups }\n",
	  "t.yaml:3:13: error: rule groups needs group: NUMBER, the nodes of a group" },
	{ NODES(GOOD) "  sysctl: { vm.swapiness: 1 }\n",
	  "t.yaml:3:13: error: unknown setting \"vm.swapiness\"" },
	{ NODES(GOOD) "  sysctl: { vm.panic_on_oom: 3 }\n",
	  "t.yaml:3:30: error: vm.panic_on_oom is 3, must be from 0 to 2" },
	{ NODES(GOOD) "  memory_block: 100M\n",
	  "t.yaml:3:17: error: memory_block is 100M, must be a power of two from 128M on" },
	{ NODES(GOOD) "  hmat: [ { initiator: 0, target: 9 } ]\n",
	  "t.yaml:3:35: error: a node is 9, must be from 0 to 0" },
	{ NODES(GOOD) "  thp: sometimes\n",
	  "t.yaml:3:8: error: unknown value of thp \"sometimes\"" },
};

static void contradictions_are_located(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(contradictions) / sizeof(contradictions[0]); i++)
		expect_error(contradictions[i].yaml, contradictions[i].message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_cut_into_zones_by_address),
		cmocka_unit_test(a_small_first_node_leaves_low_memory_to_the_second),
		cmocka_unit_test(zones_that_are_written_out_start_where_the_kernel_has_them),
		cmocka_unit_test(a_zone_may_say_its_address_and_what_boot_keeps),
		cmocka_unit_test(special_memory_comes_late_above_all_boot_memory),
		cmocka_unit_test(the_long_form_of_spm_says_when_and_how),
		cmocka_unit_test(large_machines_have_large_memory_blocks),
		cmocka_unit_test(a_range_of_ids_describes_many_nodes),
		cmocka_unit_test(sparse_ids_and_unknown_distances),
		cmocka_unit_test(a_ring_grows_with_the_hops),
		cmocka_unit_test(settings_have_the_kernels_defaults),
		cmocka_unit_test(settings_are_taken),
		cmocka_unit_test(asymmetric_distances_are_a_warning),
		cmocka_unit_test(an_unknown_zone_is_shown_with_a_suggestion),
		cmocka_unit_test(contradictions_are_located),
	};

	return cmocka_run_group_tests_name("topology", tests, NULL, NULL);
}
