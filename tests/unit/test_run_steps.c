// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every kind of step and every kind of expectation, one that holds and one that
 * does not, with the words of the failure.
 */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/run.h"

/*
 *	node 0: cpus 0-1, 8G   node 1: cpus 2-3, 4G   node 2: 1G of gpu0, tier 5
 *	node 3: 1G of gpu1, kept back                 node 4: only an id
 */
#define HEAD                                                                                       \
	"nodewall: 1\n"                                                                            \
	"topology:\n"                                                                              \
	"  nodes:\n"                                                                               \
	"    0: { cpus: 0-1, memory: 8G }\n"                                                       \
	"    1: { cpus: 2-3, memory: 4G }\n"                                                       \
	"    2: { zones: { Movable: 1G }, spm: gpu0, tier: 5 }\n"                                  \
	"    3: { memory: 1G, spm: { name: gpu1, added: manual } }\n"                              \
	"    4: { possible: true }\n"                                                              \
	"cgroups: { /job: { cpuset.mems: 0-2 } }\n"                                                \
	"tasks: { web: { cgroup: /job, cpu: 0 }, far: { cpu: 2 } }\n"                              \
	"designs: [ mainline, rfc-v2, zone-device ]\n"                                             \
	"steps:\n"

struct step_case {
	const char *steps;	/* the last one is looked at */
	const char *message;	/* of its first failure; NULL = it passes */
};

static void check_case(const struct step_case *c, size_t design)
{
	struct run_options options = { .check_level = 3, .walk = RUN_WALK_FAILED };
	struct diag_list diags = DIAG_LIST_INIT;
	struct text yaml = TEXT_INIT, out = TEXT_INIT;
	struct scenario_result result;
	const struct step_result *last;
	struct scenario s;

	text_addf(&yaml, HEAD "%s", c->steps);
	if (!scenario_load_bytes(&s, "s.yaml", yaml.bytes, yaml.len, &diags) ||
	    !scenario_run(&s, &options, &result, &diags)) {
		diag_list_format(&diags, &out);
		fail_msg("%s%s", c->steps, text_str(&out));
	}
	last = &result.designs[design].steps[s.nr_steps - 1];
	if (!c->message && last->outcome != OUTCOME_PASS)
		fail_msg("%s%s", c->steps,
			 last->nr_failures ? last->failures[0].message : last->reason);
	if (c->message) {
		assert_int_equal(last->outcome, OUTCOME_FAIL);
		assert_string_equal(last->failures[0].message, c->message);
	}
	text_free(&yaml);
	scenario_result_free(&result);
	scenario_free(&s);
	diag_list_free(&diags);
}

static void check_cases(const struct step_case *cases, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		check_case(&cases[i], 0);
}

#define CHECK(cases) check_cases(cases, sizeof(cases) / sizeof((cases)[0]))
#define MAY "- may: { task: web, gfp: GFP_KERNEL }\n  expect: "
#define ALLOC "- alloc: { task: far, gfp: GFP_USER, blocks: 4 }\n  expect: "

static void expectations_about_nodes(void **state)
{
	static const struct step_case cases[] = {
		{ MAY "{ nodes: 0-1 }\n", NULL },
		{ MAY "{ nodes: 0 }\n", "0-1 may serve, expected 0" },
		{ MAY "{ nodes: \"\" }\n", "0-1 may serve, expected no node" },
		{ MAY "{ first: 0-1 }\n", NULL },
		{ MAY "{ first: 1 }\n", "0-1 may serve in the first pass, expected 1" },
		{ MAY "{ within: 0-2, never: 2 }\n", NULL },
		{ MAY "{ within: 1 }\n", "node 0 may serve" },
		{ MAY "{ never: 1 }\n", "node 1 may serve" },
		{ MAY "{ zones: [ 0/DMA, 0/DMA32, 0/Normal, 1/Normal ] }\n", NULL },
		{ MAY "{ zones: [ 0/Normal ] }\n",
		  "list of zones is 0/DMA 0/DMA32 0/Normal 1/Normal, expected 0/Normal" },
		{ MAY "{ skipped: { 2: type } }\n", NULL },
		{ MAY "{ skipped: { 2: zone-type } }\n", NULL },
		{ MAY "{ skipped: { 2: isolation } }\n",
		  "node 2 was skipped by type (zone-type), expected isolation" },
		{ MAY "{ skipped: { 4: list } }\n", "the walk did not come to node 4" },
		{ MAY "{ refused: isolation }\n", "nothing was refused, expected isolation" },
	};

	(void)state;
	CHECK(cases);
}

static void expectations_about_landings(void **state)
{
	static const struct step_case cases[] = {
		{ ALLOC "{ nodes: 1, pages: 4, count: { 1: 4 }, zones: 1/Normal, pass: fast }\n",
		  NULL },
		{ ALLOC "{ nodes: 0 }\n", "page 1 of 4 landed on node 1, expected 0" },
		{ ALLOC "{ nodes: 0-1 }\n", "no page landed on node 0" },
		{ ALLOC "{ within: 0 }\n", "node 1 was used" },
		{ ALLOC "{ never: 1 }\n", "node 1 was used" },
		{ ALLOC "{ pages: 5 }\n", "number of pages is 4, expected 5" },
		{ ALLOC "{ count: { 0: 2, 1: 2 } }\n",
		  "count of pages is 1: 4, expected 0: 2, 1: 2" },
		{ ALLOC "{ zones: [ 1/Normal, 0/Normal ] }\n",
		  "list of zones is 1/Normal, expected 1/Normal 0/Normal" },
		{ ALLOC "{ pass: slow }\n", "the pass is fast, expected slow" },
		{ ALLOC "{ errno: ENOMEM }\n", "errno is 0, expected ENOMEM" },
		{ ALLOC "{ fails: true }\n", "errno is 0" },
		{ ALLOC "{ fails: false, oom: none, wakes: \"\" }\n", NULL },
		{ ALLOC "{ oom: any }\n", "the OOM constraint is none, expected any" },
		{ ALLOC "{ wakes: 1 }\n", "kswapd was woken on no node" },
		{ "- alloc: far GFP_KERNEL|__GFP_THISNODE node=2\n",
		  "failed: ENOMEM (enomem: every pass failed)" },
		{ "- alloc: far GFP_KERNEL|__GFP_THISNODE node=2 => none\n", NULL },
		{ "- alloc: { task: far, gfp: GFP_KERNEL, node: 2, order: 9, size: until=fail }\n"
		  "- alloc: far GFP_KERNEL 4M order=9 => ENOMEM\n",
		  NULL },
	};

	(void)state;
	CHECK(cases);
}

static void blocks_are_held_and_freed(void **state)
{
	static const struct step_case cases[] = {
		{ ALLOC "{}\n- free: { label: alloc far GFP_USER blocks=4 }\n", NULL },
		{ "- alloc: far GFP_USER blocks=4 as=x\n- free: { label: x, blocks: 3 }\n"
		  "- free: { label: x, blocks: 9, from: newest }\n",
		  NULL },
		{ "- alloc: far GFP_USER blocks=4 as=x\n- free: x\n- free: x\n", "failed: ENOENT" },
		{ "- alloc: far GFP_USER order=9 blocks=4\n- free: all\n- drain: all\n"
		  "- check: { free: { 1/Normal: 1048576 } }\n",
		  NULL },
		{ "- fill: { node: 1, leave: 1M }\n- check: { free: { 1/Normal: 256 } }\n", NULL },
		{ "- fill: { node: 1, zone: Normal, leave: 0 }\n"
		  "- check: { free: { 1/Normal: 0, 0/Normal: 1048576 } }\n",
		  NULL },
		{ "- check: { free: { 1/Normal: 1 } }\n",
		  "free 1/Normal is \"1048576\", expected \"1\"" },
	};

	(void)state;
	CHECK(cases);
}

#define HEAP "- map: { task: web, map: heap, size: 64K }\n- touch: web heap\n"

static void mappings_and_policies(void **state)
{
	static const struct step_case cases[] = {
		{ HEAP "- map: { task: web, map: heap, size: 64K }\n", "failed: EEXIST" },
		{ HEAP "- map: { task: web, map: other, size: 4M, page_size: 2M, shared: true }\n"
		       "- touch: web other => 0\n",
		  NULL },
		{ "- touch: { task: far, pages: 3 }\n  expect: { count: { 1: 3 } }\n", NULL },
		{ HEAP "- touch: web heap pages=17\n",
		  "failed: EFAULT (sigsegv: the task may not access this address so)" },
		{ HEAP "- touch: web heap first=16\n",
		  "failed: EFAULT (sigsegv: the task may not access this address so)" },
		{ HEAP "- mbind: { task: web, map: heap, policy: bind=1, flags: [ strict ] }\n"
		       "  expect: { errno: EIO }\n",
		  NULL },
		{ HEAP "- mbind: { task: web, map: heap, policy: bind=1, flags: [ move_all ], "
		       "first: 8 }\n  expect: { count: { 1: 8 } }\n",
		  NULL },
		{ HEAP "- mbind: { task: web, map: heap, policy: preferred_many=0-1 }\n"
		       "- mbind: { task: web, map: heap, home_node: 1 }\n",
		  NULL },
		{ HEAP "- migrate: { task: web, from: 0, to: 1 }\n  expect: { returns: 1 }\n",
		  "return value is 0, expected 1" },
		{ HEAP "- migrate: { task: web, map: heap, to: 1 }\n  expect: { nodes: 1 }\n",
		  NULL },
		{ HEAP "- migrate: { task: web, map: heap, to: 4 }\n  expect: { errno: ENODEV }\n",
		  NULL },
		{ HEAP "- check: { placement: { web/heap: { 0: 16 } } }\n", NULL },
		{ HEAP "- check: { placement: { web/heap: { 0: 15 } } }\n",
		  "placement web/heap is \"0: 16\", expected \"0: 15\"" },
		{ "- check: { placement: { web/heap: {} } }\n",
		  "placement web/heap is \"no such mapping\", expected \"\"" },
		{ "- set: { task: web, mempolicy: { mode: bind, want: gpu0 } }\n"
		  "- check: { tasks: { web: { mempolicy: bind=2 } } }\n",
		  NULL },
		{ "- set: { task: web, mempolicy: bind }\n",
		  "failed: EINVAL (mpol-invalid: policy mode and flags do not go together)" },
	};

	(void)state;
	CHECK(cases);
}

static void tasks_and_cgroups(void **state)
{
	static const struct step_case cases[] = {
		{ "- set: { task: web, cpu: 3 }\n- alloc: web GFP_USER => 1\n", NULL },
		{ "- set: { task: web, oom_victim: true }\n- set: { task: web, exiting: true }\n",
		  NULL },
		{ "- set: { task: web, cgroup: / }\n- check: { tasks: { web: { cgroup: / } } }\n",
		  NULL },
		{ "- set: { task: web, cgroup: /none }\n  expect: { errno: ENOENT }\n", NULL },
		{ "- attach: far /job\n- rmdir: /job => EBUSY\n", NULL },
		{ "- mkdir: /new\n- rmdir: /new\n- rmdir: /new => ENOENT\n", NULL },
		{ "- set: { cgroup: /job, cpuset.mems: 1 }\n- check:\n"
		  "    cgroups: { /job: { cpuset.mems: 1, cpuset.mems.effective: 1 } }\n"
		  "    tasks: { web: { mems_allowed: 1 } }\n"
		  "    status: { web: \"Mems_allowed_list: 1\" }\n",
		  NULL },
		{ "- write: { cgroup: /job, file: cpuset.mems, value: x }\n"
		  "  expect: { errno: EINVAL }\n",
		  NULL },
		{ "- check: { tasks: { web: { mempolicy: bind=0 } } }\n",
		  "tasks web mempolicy is \"default\", expected \"bind=0\"" },
		{ "- check: { tasks: { nobody: { cgroup: / } } }\n",
		  "tasks nobody cgroup is \"no such task\", expected \"/\"" },
		{ "- check: { status: { nobody: x } }\n",
		  "status nobody is \"no such task\", expected \"x\"" },
		{ "- fork: web kid\n- kill: kid\n- check: { tasks: { kid: { cgroup: /job } } }\n",
		  "tasks kid cgroup is \"no such task\", expected \"/job\"" },
	};

	(void)state;
	CHECK(cases);
}

static void the_machine_and_its_settings(void **state)
{
	static const struct step_case cases[] = {
		{ "- set: { sysctl: { vm.min_free_kbytes: 20000 } }\n"
		  "- check: { sysctl: { vm.min_free_kbytes: 20000 } }\n",
		  NULL },
		{ "- check: { sysctl: { vm.none: 1 } }\n",
		  "sysctl vm.none is \"ENOENT\", expected \"1\"" },
		{ "- set: { weights: { 0: 300 } }\n  expect: { errno: EINVAL }\n", NULL },
		{ "- check: { node_states: { N_POSSIBLE: 0-4, N_CPU: 0-1 }, kswapd: 0-2 }\n",
		  NULL },
		{ "- check:\n"
		  "    tiers: { memory_tier4: 0-1, memory_tier5: 2, memory_tier1: \"\" }\n",
		  NULL },
		{ "- check: { demotion: { 0: 2, 2: \"\" }, demotion_allowed: { 1: 2 } }\n", NULL },
		{ "- check: { thisnode: { 1: 1/Normal } }\n", NULL },
		{ "- check: { zonelists: { 1: [ 1/Normal ] } }\n",
		  "zonelists 1 is \"1/Normal 2/Movable 0/Normal 0/DMA32 0/DMA\", expected "
		  "\"1/Normal\"" },
		{ "- check: { roles: { spm: 2 } }\n", "roles spm is \"\", expected \"2\"" },
	};

	(void)state;
	CHECK(cases);
}

static void reclaim_and_what_it_leaves(void **state)
{
	static const struct step_case cases[] = {
		{ "- file: { file: a, read: 64K }\n- reclaim: { node: 0, pages: 16 }\n"
		  "  expect: { returns: 16, reclaimed: 0, lru: { 0: { inactive_file: 0 } } }\n",
		  NULL },
		{ "- file: { file: a, read: 4K }\n- reclaim: { node: 0, pages: 1 }\n"
		  "  expect: { returns: 2 }\n",
		  "return value is 1, expected 2" },
		{ "- set: { kswapd: { 0: held } }\n- check: { kswapd_failures: { 0: 1 } }\n",
		  "kswapd_failures 0 is \"0\", expected \"1\"" },
		{ "- check: { reclaimed: 0 }\n", "reclaimed is \"\", expected \"0\"" },
		{ "- check: { lru: { 0: { active_anon: 1 } } }\n",
		  "lru 0 active_anon is \"0\", expected \"1\"" },
		{ "- check: { above: { 0/Normal: min } }\n",
		  "above 0/Normal is \"high\", expected \"min\"" },
	};

	(void)state;
	CHECK(cases);
}

static void memory_that_comes_and_goes(void **state)
{
	static const struct step_case cases[] = {
		{ "- hotplug: { node: 3, add: manual }\n"
		  "- check: { managed: { 3/Movable: 262144 } }\n",
		  NULL },
		{ "- hotplug: { node: 3, add: manual, role: sysram, online: offline }\n"
		  "- hotplug: { node: 3, state: online }\n"
		  "- check: { managed: { 3/Normal: 262144 } }\n",
		  NULL },
		{ "- hotplug: { node: 4, add: 1G, online: online_movable }\n"
		  "- hotplug: { node: 4, state: offline }\n- hotplug: { node: 4, remove: all }\n"
		  "- check: { managed: { 4/Movable: 0 }, node_states: { N_MEMORY: 0-2 } }\n",
		  NULL },
		{ "- hotplug: { node: 4, add: 1G, start: 64G }\n"
		  "- hotplug: { remove: 1G, start: 64G }\n",
		  NULL },
		{ "- hotplug: { node: 4, add: 1G, start: 0 }\n  expect: { errno: EEXIST }\n",
		  NULL },
		{ "- hotplug: { node: 4, add: 1G, inject: ENOMEM }\n  expect: { errno: ENOMEM }\n",
		  NULL },
		{ "- hotplug: { block: 0, state: offline }\n  expect: { fails: true }\n", NULL },
		{ "- hotplug: { node: 4, role: spm }\n", NULL },
	};

	(void)state;
	CHECK(cases);
}

static void pages_through_swap(void **state)
{
	static const struct step_case cases[] = {
		{ "- swapon: { size: 64K, name: a }\n- swapon: { size: 64K, name: a }\n",
		  "failed: EBUSY" },
		{ "- swapon: { size: 64K }\n- touch: { task: web, pages: 4 }\n"
		  "- map: { task: web, map: m, size: 16K }\n- touch: web m\n"
		  "- pageout: { task: web, map: m }\n"
		  "  expect: { returns: 4, swapped: { web/m: 4 }, swap: { used: 4, stored: 4 } }\n",
		  NULL },
		{ "- swapon: { size: 64K }\n- map: { task: web, map: m, size: 16K }\n"
		  "- touch: web m\n- pageout: { task: web, map: m, pages: 2 }\n"
		  "  expect: { swapped: { web/m: 4 } }\n",
		  "swapped web/m is \"2\", expected \"4\"" },
		{ "- swapon: { size: 64K }\n- pageout: { task: web, map: m }\n",
		  "task web has no mapping \"m\"" },
	};

	(void)state;
	CHECK(cases);
}

static void pages_through_zswap(void **state)
{
	static const struct step_case cases[] = {
		{ "- zswap: { store: 1, content: \"ratio:3\", count: 10, task: far }\n"
		  "  expect: { outcome: stored, nodes: 1 }\n",
		  NULL },
		{ "- zswap: { store: 1, content: zero }\n  expect: { outcome: zero }\n", NULL },
		{ "- zswap: { store: 1 }\n- zswap: { load: 1 }\n  expect: { outcome: loaded }\n",
		  NULL },
		{ "- zswap: { load: 1, swapcache: false }\n  expect: { outcome: loaded }\n",
		  "the outcome is miss, expected loaded" },
		{ "- zswap: { store: 1 }\n- zswap: { invalidate: 1 }\n- zswap: { load: 1 }\n"
		  "  expect: { outcome: miss, pool_pages: 0 }\n",
		  NULL },
		{ "- zswap: { enabled: false, compressor: zstd, max_pool_percent: 1 }\n"
		  "- zswap: { store: 1 }\n  expect: { outcome: rejected }\n",
		  NULL },
		{ "- zswap: { store: 1 }\n  expect: { pool_pages: 0 }\n",
		  "number of pool pages is 8, expected 0" },
	};

	(void)state;
	CHECK(cases);
}

static void a_design_may_refuse(void **state)
{
	static const struct step_case cases[] = {
		{ "- hotplug: { node: 0, role: spm }\n"
		  "  expect: { errno: EBUSY, refused: isolation }\n",
		  NULL },
		{ "- hotplug: { node: 0, role: spm }\n  expect: { refused: capacity }\n",
		  "refused by isolation (hotplug-role), expected capacity" },
		{ "- check: { roles: { spm: 2, sysram: 0-1 } }\n", NULL },
		{ "- check: { status: { web: \"Sysram_nodes_list: 0-1\" } }\n", NULL },
		/* Later passes drop the mask for the design's own set. */
		{ "- may: web GFP_HIGHUSER_MOVABLE want=2\n  expect: { first: 2, nodes: 0-2 }\n",
		  NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_case(&cases[i], 1);
}

static void a_driver_says_which_pages_of_tasks_it_does_not_move(void **state)
{
	static const struct step_case cases[] = {
		{ "- map: { task: web, map: a, size: 16K }\n"
		  "- driver: { node: 2, task: web, map: a, to_device: true }\n",
		  NULL },
		{ "- map: { task: web, map: a, size: 2M, page_size: 2M }\n"
		  "- driver: { node: 2, task: web, map: a, to_device: true }\n",
		  "not modelled: huge pages that are split on their way to a device" },
		{ "- driver: { node: 2, task: web, map: b, to_ram: true }\n",
		  "task web has no mapping \"b\"" },
		{ "- map: { task: web, map: a, size: 16K }\n"
		  "- driver: { node: 1, task: web, map: a, to_device: true }\n",
		  "failed: ENODEV (no-driver: the node's memory is the page "
		  "allocator's, its driver has none to hand out)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_case(&cases[i], 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expectations_about_nodes),
		cmocka_unit_test(expectations_about_landings),
		cmocka_unit_test(blocks_are_held_and_freed),
		cmocka_unit_test(mappings_and_policies),
		cmocka_unit_test(tasks_and_cgroups),
		cmocka_unit_test(the_machine_and_its_settings),
		cmocka_unit_test(reclaim_and_what_it_leaves),
		cmocka_unit_test(memory_that_comes_and_goes),
		cmocka_unit_test(pages_through_swap),
		cmocka_unit_test(pages_through_zswap),
		cmocka_unit_test(a_design_may_refuse),
		cmocka_unit_test(a_driver_says_which_pages_of_tasks_it_does_not_move),
	};

	return cmocka_run_group_tests_name("run_steps", tests, NULL, NULL);
}
