// SPDX-License-Identifier: GPL-2.0-only
/* Scenario files: what a plan holds, and every mistake with its place and words. */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"

/*
 *	node 0: cpus 0-1, 4G    node 1: cpu 2, 4G    node 2: 1G of gpu0    node 5: only an id
 */
#define MACHINE                                                                                    \
	"nodewall: 1\n"                                                                            \
	"topology: { nodes: { 0: { cpus: 0-1, memory: 4G }, 1: { cpus: 2, memory: 4G }, "          \
	"2: { memory: 1G, spm: gpu0 }, 5: { possible: true } } }\n"
#define STAGE                                                                                      \
	MACHINE "cgroups: { /job: { cpuset.mems: 0-1 } }\n"                                        \
		"tasks: { web: { cgroup: /job } }\n"                                               \
		"designs: [ mainline, rfc-v2 ]\n"
#define STEP(text) STAGE "steps:\n- " text "\n"

static void load(struct scenario *s, const char *yaml)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct text out = TEXT_INIT;

	if (!scenario_load_bytes(s, "s.yaml", yaml, strlen(yaml), &diags)) {
		diag_list_format(&diags, &out);
		fail_msg("%s", text_str(&out));
	}
	diag_list_free(&diags);
}

/* The first message about @yaml, which must not load. */
static void expect_error(const char *yaml, const char *expected)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct text out = TEXT_INIT;
	struct scenario s;

	assert_false(scenario_load_bytes(&s, "s.yaml", yaml, strlen(yaml), &diags));
	assert_true(diags.nr_errors > 0);
	diag_list_format(&diags, &out);
	out.bytes[strcspn(out.bytes, "\n")] = '\0';
	assert_string_equal(text_str(&out), expected);
	text_free(&out);
	diag_list_free(&diags);
	scenario_free(&s);
}

static void a_machine_file_has_no_steps(void **state)
{
	struct scenario s;

	(void)state;
	load(&s, MACHINE);
	assert_false(s.has_steps);
	assert_string_equal(s.name, "s");
	assert_int_equal(s.nr_designs, 1);
	assert_string_equal(s.design_names[0], "mainline");
	scenario_free(&s);
}

static void a_question_is_decoded_completely(void **state)
{
	const struct request_args *r;
	struct scenario s;

	(void)state;
	load(&s, STEP("may: { task: web, gfp: [ GFP_USER, __GFP_THISNODE ], order: 9, node: 1,\n"
		      "         nodemask: 0-1, context: hardirq, cpu: 2 }\n"
		      "  expect: { nodes: 0-1, skipped: { 2: isolation } }\n"
		      "  xfail: { mainline: because }"));
	assert_int_equal(s.nr_steps, 1);
	assert_int_equal(s.steps[0].kind, STEP_MAY);
	r = &s.steps[0].args.request;
	assert_string_equal(s.steps[0].args.task, "web");
	assert_string_equal(r->gfp, "GFP_USER|__GFP_THISNODE");
	assert_int_equal(r->order, 9);
	assert_int_equal(r->nid, 1);
	assert_true(r->has_mask);
	assert_int_equal(nodes_weight(&r->mask), 2);
	assert_int_equal(r->ctx, CTX_HARDIRQ);
	assert_int_equal(r->cpu, 2);
	assert_true(r->no_policy);
	assert_int_equal(s.steps[0].expect.common.nr, 2);
	assert_string_equal(design_remark(&s.steps[0].xfails, "mainline"), "because");
	assert_null(design_remark(&s.steps[0].xfails, "rfc-v2"));
	scenario_free(&s);
}

static void one_line_means_the_same_as_the_map(void **state)
{
	struct scenario line, map;
	const struct request_args *a, *b;

	(void)state;
	load(&line, STEP("alloc: web GFP_USER 4M order=9 want=gpu0 as=x => 2"));
	load(&map, STEP("alloc: { task: web, gfp: GFP_USER, size: 4M, order: 9,\n"
			"           want: gpu0, as: x }\n"
			"  expect: { nodes: 2 }"));
	a = &line.steps[0].args.request;
	b = &map.steps[0].args.request;
	assert_string_equal(a->gfp, b->gfp);
	assert_int_equal(a->order, b->order);
	assert_int_equal(a->nr_blocks, 2);
	assert_int_equal(b->nr_blocks, 2);
	assert_true(nodes_equal(&a->want.nodes, &b->want.nodes));
	assert_int_equal(first_node(&a->want.nodes), 2);
	assert_string_equal(line.steps[0].args.label, map.steps[0].args.label);
	assert_int_equal(line.steps[0].expect.common.items[0].kind, EXPECT_NODES);
	assert_true(nodes_equal(&line.steps[0].expect.common.items[0].nodes,
				&map.steps[0].expect.common.items[0].nodes));
	scenario_free(&line);
	scenario_free(&map);
}

static void behind_the_arrow_stands_a_list_none_or_an_errno(void **state)
{
	const struct expect_item *item;
	struct scenario s;

	(void)state;
	load(&s, STAGE "steps:\n"
		       "- may: web GFP_KERNEL => none\n"
		       "- alloc: web GFP_KERNEL => ENOMEM\n"
		       "- mkdir: /job => EEXIST\n");
	item = &s.steps[0].expect.common.items[0];
	assert_int_equal(item->kind, EXPECT_NODES);
	assert_true(nodes_empty(&item->nodes));
	item = &s.steps[1].expect.common.items[0];
	assert_int_equal(item->kind, EXPECT_ERRNO);
	assert_int_equal(item->number, 12);
	item = &s.steps[2].expect.common.items[0];
	assert_int_equal(item->number, 17);
	assert_string_equal(s.steps[2].args.cgroup, "/job");
	scenario_free(&s);
}

static void an_amount_is_a_size_blocks_or_an_end(void **state)
{
	struct scenario s;

	(void)state;
	load(&s, STAGE "steps:\n"
		       "- alloc: web GFP_KERNEL\n"
		       "- alloc: web GFP_KERNEL 1G\n"
		       "- alloc: web GFP_KERNEL blocks=7\n"
		       "- alloc: web GFP_KERNEL until=1\n"
		       "- alloc: web GFP_KERNEL until=fail\n");
	assert_int_equal(s.steps[0].args.request.nr_blocks, 1);
	assert_int_equal(s.steps[1].args.request.nr_blocks, 262144);
	assert_int_equal(s.steps[2].args.request.nr_blocks, 7);
	assert_int_equal(s.steps[3].args.request.amount, AMOUNT_UNTIL_NODE);
	assert_int_equal(s.steps[3].args.request.until_nid, 1);
	assert_int_equal(s.steps[4].args.request.amount, AMOUNT_UNTIL_FAIL);
	scenario_free(&s);
}

static void policies_have_a_short_and_a_long_form(void **state)
{
	struct scenario s;

	(void)state;
	load(&s, STAGE "steps:\n"
		       "- set: { task: web, mempolicy: bind+static=0-1 }\n"
		       "- set: { task: web, mempolicy: { mode: bind, flags: [static],\n"
		       "                                 nodes: 0-1 } }\n"
		       "- set: { task: web, mempolicy: local }\n");
	assert_int_equal(s.steps[0].args.policy.mode, MPOL_BIND | MPOL_F_STATIC_NODES);
	assert_int_equal(s.steps[1].args.policy.mode, s.steps[0].args.policy.mode);
	assert_true(nodes_equal(&s.steps[0].args.policy.nodes, &s.steps[1].args.policy.nodes));
	assert_string_equal(s.steps[1].args.policy.text, "bind+static=0-1");
	assert_false(s.steps[2].args.policy.has_nodes);
	scenario_free(&s);
}

static void names_come_from_the_content_and_are_unique(void **state)
{
	struct scenario s;

	(void)state;
	load(&s, STAGE "steps:\n"
		       "- may: web GFP_KERNEL => 0-1\n"
		       "- may: { task: web, gfp: GFP_KERNEL }\n"
		       "- set: { task: web, cpu: 2 }\n"
		       "- name: What is it?\n"
		       "  note: x\n");
	assert_string_equal(s.steps[0].name, "may web GFP_KERNEL");
	assert_string_equal(s.steps[1].name, "may web GFP_KERNEL (step 2)");
	assert_string_equal(s.steps[2].name, "set web cpu=2");
	assert_ptr_equal(scenario_find_step(&s, "3"), &s.steps[2]);
	assert_ptr_equal(scenario_find_step(&s, ":11"), &s.steps[3]);
	assert_ptr_equal(scenario_find_step(&s, "What is it?"), &s.steps[3]);
	assert_ptr_equal(scenario_find_step(&s, "what-is-it"), &s.steps[3]);
	assert_null(scenario_find_step(&s, "5"));
	assert_null(scenario_find_step(&s, "0"));
	assert_null(scenario_find_step(&s, ":1"));
	scenario_free(&s);
}

static void a_design_overrides_the_keys_it_names(void **state)
{
	const struct expect_item **items;
	struct scenario s;
	size_t nr;

	(void)state;
	load(&s, STEP("may: { task: web, gfp: GFP_KERNEL }\n"
		      "  expect: { nodes: 0-1, never: 2, designs: { rfc-v2: { nodes: 0 } } }"));
	nr = expect_for_design(&s.steps[0].expect, "rfc-v2", &items);
	assert_int_equal(nr, 2);
	assert_int_equal(nodes_weight(&expect_find(items, nr, EXPECT_NODES)->nodes), 1);
	assert_non_null(expect_find(items, nr, EXPECT_NEVER));
	free(items);
	nr = expect_for_design(&s.steps[0].expect, "mainline", &items);
	assert_int_equal(nr, 2);
	assert_int_equal(nodes_weight(&expect_find(items, nr, EXPECT_NODES)->nodes), 2);
	free(items);
	scenario_free(&s);
}

static void parents_hand_the_cpuset_controller_down(void **state)
{
	struct scenario s;

	(void)state;
	load(&s, MACHINE "cgroups: { /a: {}, /a/b: {}, /a/b/c: { cpuset.mems: 0 } }\n"
			 "tasks: { web: { cgroup: /a/b/c } }\n");
	assert_int_equal(s.nr_stage, 4);
	assert_string_equal(s.stage[0].args.writes[0].file, "cgroup.subtree_control");
	assert_string_equal(s.stage[1].args.writes[0].value, "+cpuset");
	assert_int_equal(s.stage[2].args.nr_writes, 1);
	scenario_free(&s);
}

static void masks_outside_the_parent_are_a_warning(void **state)
{
	static const char yaml[] = MACHINE "cgroups: { /a: { cpuset.mems: 0 }, "
					   "/a/b: { cpuset.mems: 0-1 } }\n";
	struct diag_list diags = DIAG_LIST_INIT;
	struct scenario s;

	(void)state;
	assert_true(scenario_load_bytes(&s, "s.yaml", yaml, strlen(yaml), &diags));
	assert_int_equal(diags.nr_diags, 1);
	assert_int_equal(diags.diags[0].level, DIAG_WARNING);
	assert_string_equal(diags.diags[0].message,
			    "node 1 is not in cpuset.mems of /a: no effect");
	diag_list_free(&diags);
	scenario_free(&s);
}

static void flags_of_one_design_are_known(void **state)
{
	struct scenario s;

	(void)state;
	load(&s, STEP("may: web GFP_USER|__GFP_SPM_NODE"));
	scenario_free(&s);
	expect_error(MACHINE "tasks: { web: {} }\nsteps:\n- may: web GFP_USER|__GFP_SPM_NODE\n",
		     "s.yaml:5:21: error: unknown gfp flag \"__GFP_SPM_NODE\"");
}

static void a_misspelt_word_is_shown_with_the_right_one(void **state)
{
	static const char yaml[] = STEP("may: web GFP_KERNAL => 0");
	struct diag_list diags = DIAG_LIST_INIT;
	struct text out = TEXT_INIT;
	struct scenario s;

	(void)state;
	assert_false(scenario_load_bytes(&s, "s.yaml", yaml, strlen(yaml), &diags));
	diag_list_format(&diags, &out);
	assert_string_equal(text_str(&out),
			    "s.yaml:7:12: error: unknown gfp flag \"GFP_KERNAL\"\n"
			    "    7 | - may: web GFP_KERNAL => 0\n"
			    "      |            ^~~~~~~~~~ did you mean \"GFP_KERNEL\"?\n");
	text_free(&out);
	diag_list_free(&diags);
	scenario_free(&s);
}

static void mistakes_in_the_head_are_located(void **state)
{
	static const struct {
		const char *yaml, *message;
	} cases[] = {
		{ "- 1\n", "s.yaml:1:1: error: the file is a list, expected a map that starts with "
			   "nodewall: 1" },
		{ "name: x\n", "s.yaml:1:1: error: the first key must be nodewall: 1" },
		{ "nodewall: 2\n",
		  "s.yaml:1:11: error: this is not version 1 of the format, the only one" },
		{ "nodewall: 1\n", "s.yaml:1:1: error: the file has no topology and no machine" },
		{ "nodewall: 1\nstep: []\n",
		  "s.yaml:2:1: error: unknown key \"step\" in a scenario or machine file" },
		{ MACHINE "machine: x.yaml\n",
		  "s.yaml:3:1: error: the machine is said twice: topology and machine" },
		{ MACHINE "kernel: 6.1\n",
		  "s.yaml:3:9: error: kernel 6.1 is not modelled, only 6.12" },
		{ MACHINE "designs: [ mainlin ]\n",
		  "s.yaml:3:12: error: unknown design \"mainlin\"" },
		{ MACHINE "designs: [ mainline, mainline ]\n",
		  "s.yaml:3:22: error: design mainline is named twice" },
		{ MACHINE "designs: []\n", "s.yaml:3:10: error: no design is named" },
		{ MACHINE "switches: { mainline: { x: 1 } }\n",
		  "s.yaml:3:25: error: unknown switch \"x\"" },
		{ MACHINE "name: \"a#b\"\n", "s.yaml:3:7: error: the name is one line without #" },
		{ MACHINE "why: \"\"\n", "s.yaml:3:1: error: why is empty" },
		{ MACHINE "kernel: \"\"\n", "s.yaml:3:1: error: kernel is empty" },
		{ MACHINE "tags: spm\n", "s.yaml:3:7: error: tags is a value, expected a list" },
		{ "nodewall: 1\nmachine: x.xml\n",
		  "s.yaml:2:10: error: only .yaml files can be taken; nodewall import makes one of "
		  "other formats" },
		{ "nodewall: 1\nmachine: no-such.yaml\n",
		  "no-such.yaml: error: cannot open: No such file or directory" },
		{ "nodewall: 1\ntopology: { import: x.yaml, thp: never }\n",
		  "s.yaml:2:13: error: nothing may stand beside import" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_error(cases[i].yaml, cases[i].message);
}

static void mistakes_on_the_stage_are_located(void **state)
{
	static const struct {
		const char *yaml, *message;
	} cases[] = {
		{ MACHINE "cgroups: { /a/b: {} }\n",
		  "s.yaml:3:12: error: cgroup /a/b has no parent: write /a before it" },
		{ MACHINE "cgroups: { a: {} }\n",
		  "s.yaml:3:12: error: \"a\" is not the path of a cgroup (like /job/child)" },
		{ MACHINE "cgroups: { /a: { cpuset.mem: 0 } }\n",
		  "s.yaml:3:18: error: unknown key \"cpuset.mem\" in a cgroup" },
		{ MACHINE "tasks: { web: { cgroup: /nob } }\n",
		  "s.yaml:3:25: error: unknown cgroup \"/nob\"" },
		{ MACHINE "tasks: { web: { cpu: 3 } }\n",
		  "s.yaml:3:22: error: no node owns cpu 3" },
		{ MACHINE "tasks: { web: { mempolicy: bnd=0 } }\n",
		  "s.yaml:3:28: error: unknown memory policy \"bnd\"" },
		{ MACHINE "tasks: { web: { mempolicy: bind+statik=0 } }\n",
		  "s.yaml:3:33: error: unknown flag of a memory policy \"statik\"" },
		{ MACHINE "tasks: { web: { mempolicy: bind=9 } }\n",
		  "s.yaml:3:33: error: node list \"9\" names a node above 5" },
		{ MACHINE "tasks: { init: {} }\n",
		  "s.yaml:3:10: error: there is a task \"init\" already" },
		{ MACHINE "tasks: { web: { rt: yes } }\n",
		  "s.yaml:3:21: error: rt is \"yes\", expected true or false" },
		{ MACHINE "tasks: { web: { expect: { nodes: 0 } } }\n",
		  "s.yaml:3:27: error: \"nodes\" says nothing about a task step" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_error(cases[i].yaml, cases[i].message);
}

static void mistakes_in_requests_are_located(void **state)
{
	static const struct {
		const char *yaml, *message;
	} cases[] = {
		{ STEP("may: weg GFP_KERNEL"), "s.yaml:7:8: error: unknown task \"weg\"" },
		{ STEP("may: web"), "s.yaml:7:8: error: may in one line starts with: task gfp" },
		{ STEP("may: web GFP_KERNEL ordr=1"),
		  "s.yaml:7:23: error: unknown word \"ordr\" in this step" },
		{ STEP("may: web GFP_KERNEL order=11"),
		  "s.yaml:7:29: error: order is 11, must be from 0 to 10" },
		{ STEP("may: web GFP_KERNEL order=1 order=2"),
		  "s.yaml:7:31: error: \"order\" is said twice" },
		{ STEP("may: web GFP_KERNEL 1G"),
		  "s.yaml:7:23: error: unexpected \"1G\"; other settings are KEY=VALUE" },
		{ STEP("may: web GFP_KERNEL =>"), "s.yaml:7:25: error: nothing behind =>" },
		{ STEP("may: web GFP_KERNEL => 0x"),
		  "s.yaml:7:26: error: \"0x\" is not a node list (like 0,2-3)" },
		{ STEP("may: web GFP_KERNEL => EINVALID"),
		  "s.yaml:7:26: error: unknown errno \"EINVALID\" (write 0 or a name like "
		  "EINVAL)" },
		{ STEP("may: web GFP_KERNEL node=3"),
		  "s.yaml:7:28: error: the machine has no node 3" },
		{ STEP("may: web GFP_KERNEL node=6"),
		  "s.yaml:7:28: error: a node is 6, must be from 0 to 5" },
		{ STEP("may: web GFP_KERNEL want=gpu"),
		  "s.yaml:7:28: error: unknown special purpose memory \"gpu\"" },
		{ STEP("may: web GFP_KERNEL context=irq"),
		  "s.yaml:7:31: error: unknown context \"irq\"" },
		{ STEP("may: { task: web }"), "s.yaml:7:3: error: no gfp flags are given" },
		{ STEP("may: { gfp: GFP_KERNEL }"), "s.yaml:7:3: error: no task is named" },
		{ STEP("may: [ web ]"), "s.yaml:7:8: error: a question is a list, expected a map" },
		{ STEP("alloc: web GFP_KERNEL 1G blocks=2"),
		  "s.yaml:7:35: error: size and blocks say the same; write one" },
		{ STEP("alloc: web GFP_KERNEL 6K order=1"),
		  "s.yaml:7:25: error: size 6K is no whole number of blocks of order 1" },
		{ STEP("alloc: web GFP_KERNEL until=7"),
		  "s.yaml:7:25: error: until= needs a node of the machine, or fail" },
		{ STEP("fill: { node: 0, leave: medium }"),
		  "s.yaml:7:27: error: leave is \"medium\", expected a size like 512M or 8G" },
		{ STEP("fill: { zone: Normal }"), "s.yaml:7:9: error: fill needs a node" },
		{ STEP("free: { blocks: 1 }"), "s.yaml:7:9: error: free needs a label" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_error(cases[i].yaml, cases[i].message);
}

static void mistakes_about_designs_are_located(void **state)
{
	static const struct {
		const char *yaml, *message;
	} cases[] = {
		{ STEP("may: { task: web, gfp: GFP_KERNEL, unmasked: true }"),
		  "s.yaml:7:38: error: unmasked says something about want only" },
		{ STEP("{ note: x, xfail: { mainline mainlin: y } }"),
		  "s.yaml:7:32: error: unknown design in this scenario \"mainlin\"" },
		{ STEP("{ note: x, xfail: { mainline: y, \"mainline,\": z } }"),
		  "s.yaml:7:36: error: design mainline is named twice" },
		{ STEP("{ note: x, undecided: { mainline: irq } }"),
		  "s.yaml:7:37: error: unknown switch \"irq\"" },
		{ STEP("{ check: { kswapd: 0, designs: { mainline: { kswapd: 1 } } },\n"
		       "  undecided: { mainline: no one said } }"),
		  "s.yaml:8:3: error: design mainline is undecided and something is expected of "
		  "it" },
		{ STEP("{ note: x, xfail: { mainline: y }, undecided: { mainline: no one } }"),
		  "s.yaml:7:38: error: design mainline is undecided and something is expected of "
		  "it" },
		{ STEP("check: { designs: { mainline: { kswapd: 1 }, \"mainline,\":\n"
		       "    { kswapd: 0 } } }"),
		  "s.yaml:7:48: error: design mainline has its expectation already" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_error(cases[i].yaml, cases[i].message);
}

static void mistakes_in_steps_of_reclaim_are_located(void **state)
{
	static const struct {
		const char *yaml, *message;
	} cases[] = {
		{ STEP("reclaim: { node: 0 }"),
		  "s.yaml:7:12: error: reclaim needs a node and pages" },
		{ STEP("reclaim: { node: 0, pages: 0 }"),
		  "s.yaml:7:30: error: pages is 0, must be from 1 to 17179869184" },
		{ STEP("reclaim: { node: 0, pages: 4, swappiness: 201 }"),
		  "s.yaml:7:45: error: swappiness is 201, must be from 0 to 200" },
		{ STEP("set: { kswapd: { 0: asleep } }"),
		  "s.yaml:7:23: error: unknown state of kswapd \"asleep\"" },
		{ STEP("set: { kswapd: { 0: held, 1: held } }"),
		  "s.yaml:7:18: error: kswapd changes one node a step" },
		{ STEP("check: { lru: { 0: { inactiv_file: 1 } } }"),
		  "s.yaml:7:24: error: unknown list \"inactiv_file\"" },
		{ STEP("check: { lru: { x: { inactive_file: 1 } } }"),
		  "s.yaml:7:19: error: a node is \"x\", expected a number" },
		{ STEP("check: { above: { 0/Normal: hi } }"),
		  "s.yaml:7:31: error: unknown watermark \"hi\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_error(cases[i].yaml, cases[i].message);
}

static void mistakes_in_steps_of_swap_are_located(void **state)
{
	static const struct {
		const char *yaml, *message;
	} cases[] = {
		{ STEP("swapon: {}"), "s.yaml:7:11: error: swapon needs a size" },
		{ STEP("swapon: { size: 17G }"),
		  "s.yaml:7:19: error: swap of 17G, must be between a page and 16G" },
		{ STEP("pageout: { task: web, map: m }"),
		  "s.yaml:7:3: error: there is no swap to page out to: swapon first, or swap: in "
		  "the topology" },
		{ STEP("demote: { task: web, map: m }"),
		  "s.yaml:7:11: error: demote needs a node to go to" },
		{ STEP("device: { write: x }"),
		  "s.yaml:7:3: error: no node has compressed memory (spm: { compressed: { real: "
		  "SIZE } })" },
		{ STEP("touch: { task: web, map: m, write: false, content: text }"),
		  "s.yaml:7:45: error: a read leaves no content" },
		{ STEP("touch: { task: web, map: m, content: \"ratio:0.5\" }"),
		  "s.yaml:7:40: error: content is \"ratio:0.5\", expected zero, same, text, random "
		  "or ratio:NUMBER" },
		{ STEP("check: { device: { 2: { fill: 1 } } }"),
		  "s.yaml:7:27: error: unknown fact of a device \"fill\"" },
		{ STEP("check: { swap: { full: 1 } }"),
		  "s.yaml:7:20: error: unknown count of swap \"full\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_error(cases[i].yaml, cases[i].message);
}

static void mistakes_in_other_steps_are_located(void **state)
{
	static const struct {
		const char *yaml, *message;
	} cases[] = {
		{ STEP("name: x"), "s.yaml:7:3: error: the step says nothing that happens (may, "
				   "alloc, ...)" },
		{ STEP("{ note: x, drain: all }"),
		  "s.yaml:7:14: error: a step does one thing: note or drain" },
		{ STEP("{ note: x, nme: y }"),
		  "s.yaml:7:14: error: unknown key \"nme\" in a step" },
		{ STEP("{ note: x, name: \"a#b\" }"),
		  "s.yaml:7:20: error: the name of a step is one line of at most 200 characters "
		  "without #" },
		{ STEP("{ note: x, name: a }\n- { note: y, name: a }"),
		  "s.yaml:8:20: error: step 1 has the same name" },
		{ STEP("{ note: x, expect: { nodes: 0 } }"),
		  "s.yaml:7:24: error: \"nodes\" says nothing about a note step" },
		{ STEP("{ note: x, designs: [ n-spm ] }"),
		  "s.yaml:7:25: error: unknown design in this scenario \"n-spm\"" },
		{ STEP("{ note: x, xfail: { mainlin: y } }"),
		  "s.yaml:7:23: error: unknown design in this scenario \"mainlin\"" },
		{ STEP("set: { task: web }"),
		  "s.yaml:7:8: error: set changes one property of a task a step" },
		{ STEP("set: { sysctl: { vm.swappines: 1 } }"),
		  "s.yaml:7:20: error: unknown setting \"vm.swappines\"" },
		{ STEP("kill: init"), "s.yaml:7:9: error: init cannot be ended" },
		{ STEP("kill: web\n- may: web GFP_KERNEL"),
		  "s.yaml:8:8: error: unknown task \"web\"" },
		{ STEP("fork: web web"), "s.yaml:7:13: error: there is a task \"web\" already" },
		{ STEP("map: { task: web, map: m, size: 6K }"),
		  "s.yaml:7:35: error: size 6K is no whole number of pages" },
		{ STEP("map: { task: web, map: m, size: 2M, page_size: 1G }"),
		  "s.yaml:7:50: error: page_size is 1G, must be 4K or 2M" },
		{ STEP("mbind: { task: web, map: m }"),
		  "s.yaml:7:10: error: mbind needs either policy or home_node" },
		{ STEP("migrate: { task: web, to: 0-1, map: m }"),
		  "s.yaml:7:29: error: move_pages(2) has one target node" },
		{ STEP("zswap: { store: 1, load: 1 }"),
		  "s.yaml:7:10: error: zswap does one thing a step" },
		{ STEP("zswap: { store: 1, content: noise }"),
		  "s.yaml:7:31: error: content is \"noise\", expected zero, same, text, random or "
		  "ratio:NUMBER" },
		{ STEP("check: { node_state: {} }"),
		  "s.yaml:7:12: error: unknown key \"node_state\" in an expectation" },
		{ STEP("check: { node_states: { N_MEM: 0 } }"),
		  "s.yaml:7:27: error: unknown node state \"N_MEM\"" },
		{ STEP("check: { zonelists: { 0: [ 0/Moveable ] } }"),
		  "s.yaml:7:30: error: \"0/Moveable\" is not a zone of this machine (like "
		  "0/Normal)" },
		{ STEP("check: { free: { Normal: 1 } }"),
		  "s.yaml:7:20: error: \"Normal\" is not a zone of this machine (like 0/Normal)" },
		{ STEP("check: { nodes: 0 }"),
		  "s.yaml:7:12: error: \"nodes\" says nothing about a check step" },
		{ STEP("mkdir: job"),
		  "s.yaml:7:10: error: \"job\" is not the path of a cgroup (like /job/child)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_error(cases[i].yaml, cases[i].message);
}

static void mistakes_about_hotplug_are_located(void **state)
{
	static const struct {
		const char *yaml, *message;
	} cases[] = {
		{ STEP("hotplug: { node: 5 }"),
		  "s.yaml:7:12: error: hotplug does one thing: add, remove, state, "
		  "unregister, or role of a node" },
		{ STEP("hotplug: { node: 5, unregister: false }"),
		  "s.yaml:7:35: error: unregister can only be true" },
		{ STEP("hotplug: { node: 5, unregister: now }"),
		  "s.yaml:7:35: error: unregister is \"now\", expected true or false" },
		{ STEP("hotplug: { unregister: true }"),
		  "s.yaml:7:12: error: unregister needs a node" },
		{ STEP("hotplug: { node: 5, unregister: true, role: spm }"),
		  "s.yaml:7:41: error: role means nothing to unregister" },
		{ STEP("hotplug: { node: 5, unregister: true, add: 1G }"),
		  "s.yaml:7:12: error: hotplug does one thing: add, remove, state, "
		  "unregister, or role of a node" },
		{ STEP("hotplug: { node: 5, add: manual }"),
		  "s.yaml:7:28: error: the topology keeps no memory of node 5 (added: manual)" },
		{ STEP("hotplug: { remove: all }"),
		  "s.yaml:7:12: error: remove: all needs a node" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_error(cases[i].yaml, cases[i].message);
}

static void mistakes_about_slab_and_huge_pages_are_located(void **state)
{
	static const struct {
		const char *yaml, *message;
	} cases[] = {
		{ STEP("slab: { cache: dentry, objects: 3 }"),
		  "s.yaml:7:18: error: unknown cache \"dentry\"" },
		{ STEP("slab: { cache: kmalloc-64, size: 64 }"),
		  "s.yaml:7:18: error: kmalloc-64 is a cache of kmalloc() and exists" },
		{ STEP("slab: { cache: x, size: 0 }"),
		  "s.yaml:7:27: error: size is 0, must be from 1 to 4194304" },
		{ STEP("slab: { free: a, shrink: 3 }"),
		  "s.yaml:7:9: error: slab does one thing: size, free, unused, place, "
		  "shrink or objects" },
		{ STEP("slab: { shrink: 3 }"), "s.yaml:7:9: error: shrink needs a node" },
		{ STEP("hugetlb: { nr: 1, page_size: 4M }"),
		  "s.yaml:7:32: error: huge pages have 2M or 1G, not 4M" },
		{ STEP("hugetlb: { nr: 1, demote: 1 }"),
		  "s.yaml:7:21: error: hugetlb does one thing: nr or demote" },
		{ STEP("hugetlb: { map: a, node: 0 }"),
		  "s.yaml:7:22: error: only nr and demote are files of a node" },
		{ STEP("hugetlb: {}"),
		  "s.yaml:7:12: error: hugetlb needs nr, overcommit, demote, map, touch or unmap" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_error(cases[i].yaml, cases[i].message);
}

static void mistakes_in_steps_on_files_are_located(void **state)
{
	static const struct {
		const char *yaml, *message;
	} cases[] = {
		{ STEP("file: { read: 4K }"), "s.yaml:7:9: error: no file is named" },
		{ STEP("file: { file: data }"),
		  "s.yaml:7:9: error: file needs read, write, sync or drop" },
		{ STEP("file: { file: data, read: 4K, write: 4K }"),
		  "s.yaml:7:33: error: a step does one thing to a file: read or write" },
		{ STEP("file: { file: data, read: 6K }"),
		  "s.yaml:7:29: error: read 6K is not a whole number of pages of 4K" },
		{ STEP("file: { file: data, read: 0 }"), "s.yaml:7:29: error: size is 0" },
		{ STEP("file: { file: data, read: all }"),
		  "s.yaml:7:29: error: read is \"all\", expected a size like 512M or 8G" },
		{ STEP("file: { file: data, offset: 255G, read: 2G }"),
		  "s.yaml:7:9: error: a file ends at 256G" },
		{ STEP("file: { file: data, reed: 4K }"),
		  "s.yaml:7:23: error: unknown key \"reed\" in work on a file" },
		{ STEP("map: { task: web, map: m, size: 4K, prot: wo }"),
		  "s.yaml:7:45: error: unknown protection \"wo\"" },
		{ STEP("mprotect: { task: web, map: m }"),
		  "s.yaml:7:13: error: mprotect needs prot: ro or rw" },
		{ STEP("migrate: { task: web, from: 0, to: 1, driver: true }"),
		  "s.yaml:7:41: error: a driver takes pages of a mapping (map:)" },
		{ STEP("migrate: { task: web, map: m, to: 1, readonly: true }"),
		  "s.yaml:7:40: error: only a driver maps pages read-only" },
		{ STEP("mlock: { task: web }"), "s.yaml:7:10: error: no mapping is named" },
		{ STEP("pin: { task: nobody, map: m }"),
		  "s.yaml:7:16: error: unknown task \"nobody\"" },
		{ STEP("map: { task: web, map: m, size: 4K, offset: 4K }"),
		  "s.yaml:7:39: error: only a mapping of a file has an offset" },
		{ STEP("map: { task: web, map: m, size: 2M, page_size: 2M, file: data }"),
		  "s.yaml:7:54: error: files are mapped by pages of 4K" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_error(cases[i].yaml, cases[i].message);
}

static char *many_steps(unsigned nr)
{
	struct text t = TEXT_INIT;

	text_add(&t, MACHINE "steps:\n");
	for (unsigned i = 0; i < nr; i++)
		text_addf(&t, "- { note: n, name: s%u }\n", i);
	return t.bytes;
}

static void a_scenario_ends_at_10000_steps(void **state)
{
	char *yaml = many_steps(PLAN_MAX_STEPS);
	struct scenario s;

	(void)state;
	load(&s, yaml);
	assert_int_equal(s.nr_steps, PLAN_MAX_STEPS);
	scenario_free(&s);
	free(yaml);
	yaml = many_steps(PLAN_MAX_STEPS + 1);
	expect_error(yaml, "s.yaml:3:1: error: more than 10000 steps");
	free(yaml);
}

static void messages_end_at_a_limit(void **state)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct text t = TEXT_INIT;
	struct scenario s;

	(void)state;
	text_add(&t, MACHINE "steps:\n");
	for (int i = 0; i < 1000; i++)
		text_add(&t, "- may: nobody GFP_KERNEL\n");
	assert_false(scenario_load_bytes(&s, "s.yaml", t.bytes, t.len, &diags));
	assert_in_range(diags.nr_errors, READ_MAX_ERRORS, READ_MAX_ERRORS + 5);
	text_free(&t);
	diag_list_free(&diags);
	scenario_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_machine_file_has_no_steps),
		cmocka_unit_test(a_question_is_decoded_completely),
		cmocka_unit_test(one_line_means_the_same_as_the_map),
		cmocka_unit_test(behind_the_arrow_stands_a_list_none_or_an_errno),
		cmocka_unit_test(an_amount_is_a_size_blocks_or_an_end),
		cmocka_unit_test(policies_have_a_short_and_a_long_form),
		cmocka_unit_test(names_come_from_the_content_and_are_unique),
		cmocka_unit_test(a_design_overrides_the_keys_it_names),
		cmocka_unit_test(parents_hand_the_cpuset_controller_down),
		cmocka_unit_test(masks_outside_the_parent_are_a_warning),
		cmocka_unit_test(flags_of_one_design_are_known),
		cmocka_unit_test(a_misspelt_word_is_shown_with_the_right_one),
		cmocka_unit_test(mistakes_in_the_head_are_located),
		cmocka_unit_test(mistakes_on_the_stage_are_located),
		cmocka_unit_test(mistakes_in_requests_are_located),
		cmocka_unit_test(mistakes_about_designs_are_located),
		cmocka_unit_test(mistakes_in_steps_of_reclaim_are_located),
		cmocka_unit_test(mistakes_in_steps_of_swap_are_located),
		cmocka_unit_test(mistakes_in_other_steps_are_located),
		cmocka_unit_test(mistakes_about_hotplug_are_located),
		cmocka_unit_test(mistakes_about_slab_and_huge_pages_are_located),
		cmocka_unit_test(mistakes_in_steps_on_files_are_located),
		cmocka_unit_test(a_scenario_ends_at_10000_steps),
		cmocka_unit_test(messages_end_at_a_limit),
	};

	return cmocka_run_group_tests_name("scenario", tests, NULL, NULL);
}
