// SPDX-License-Identifier: GPL-2.0-only
/* Running scenarios: outcomes, landings, walks and what makes a step fail. */
#include "unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "designs/designs.h"
#include "scenario/run.h"

/*
 *	node 0: cpus 0-1, 8G      node 1: cpus 2-3, 4G      node 2: 1G of gpu0, Movable
 *	distances 0-1: 21, 0-2: 17, 1-2: 28
 */
#define MACHINE                                                                                    \
	"nodewall: 1\n"                                                                            \
	"topology:\n"                                                                              \
	"  nodes:\n"                                                                               \
	"    0: { cpus: 0-1, memory: 8G }\n"                                                       \
	"    1: { cpus: 2-3, memory: 4G }\n"                                                       \
	"    2: { zones: { Movable: 1G }, spm: gpu0 }\n"                                           \
	"  distance: [ [ 10, 21, 17 ], [ 21, 10, 28 ], [ 17, 28, 10 ] ]\n"                         \
	"cgroups: { /job: { cpuset.mems: 0-2 } }\n"                                                \
	"tasks: { web: { cgroup: /job, cpu: 0 }, far: { cpu: 2 } }\n"
#define STEPS(text) MACHINE "designs: [ mainline, rfc-v2 ]\nsteps:\n" text

struct ran {
	struct scenario s;
	struct scenario_result r;
};

static void run_with(struct ran *ran, const char *yaml, const struct run_options *options)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct text out = TEXT_INIT;

	if (!scenario_load_bytes(&ran->s, "r.yaml", yaml, strlen(yaml), &diags) ||
	    !scenario_run(&ran->s, options, &ran->r, &diags)) {
		diag_list_format(&diags, &out);
		fail_msg("%s", text_str(&out));
	}
	diag_list_free(&diags);
}

static void run(struct ran *ran, const char *yaml)
{
	run_with(ran, yaml, &(struct run_options){ .check_level = 3, .walk = RUN_WALK_FAILED });
}

static void done(struct ran *ran)
{
	scenario_result_free(&ran->r);
	scenario_free(&ran->s);
}

static const struct step_result *step(const struct ran *ran, const char *design, size_t number)
{
	for (size_t d = 0; d < ran->r.nr_designs; d++) {
		if (strcmp(ran->r.designs[d].design->name, design) == 0)
			return &ran->r.designs[d].steps[number - 1];
	}
	fail_msg("no design %s", design);
	return NULL;
}

static void a_question_and_an_event_that_hold_pass(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- may: web GFP_KERNEL => 0-1\n"
			"- alloc: web GFP_KERNEL 4M => 0\n"));
	assert_int_equal(ran.r.outcome, OUTCOME_PASS);
	assert_int_equal(ran.r.nr_designs, 2);
	assert_int_equal(ran.r.counts.nr[OUTCOME_PASS], 4);
	assert_string_equal(step(&ran, "mainline", 1)->cell.text, "0-1");
	assert_int_equal(step(&ran, "mainline", 2)->nr_blocks, 1024);
	assert_int_equal(step(&ran, "mainline", 2)->landings[0].nr_pages, 1024);
	assert_false(step(&ran, "mainline", 2)->has_walk);
	done(&ran);
}

/* Expect mainline to spill to the near special node, and rfc-v2 to go round it. */
static void a_full_node_spills_by_the_rules_of_the_design(void **state)
{
	const struct step_result *s;
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- fill: { node: 0, leave: min }\n"
			"- alloc: { task: web, gfp: GFP_HIGHUSER_MOVABLE }\n"
			"  expect: { nodes: 1, skipped: { 2: isolation } }\n"
			"  xfail: { mainline: no filter }\n"));
	assert_int_equal(ran.r.outcome, OUTCOME_PASS);
	s = step(&ran, "mainline", 2);
	assert_int_equal(s->outcome, OUTCOME_XFAIL);
	assert_string_equal(s->reason, "no filter");
	assert_string_equal(s->cell.text, "2");
	assert_true(s->cell.expected);
	assert_string_equal(s->failures[0].message, "page 1 of 1 landed on node 2, expected 1");
	assert_int_equal(s->failures[0].loc.line, 14);
	assert_string_equal(s->failures[0].source_line,
			    "  expect: { nodes: 1, skipped: { 2: isolation } }");
	assert_string_equal(s->failures[1].message, "node 2 serves, expected isolation");
	assert_string_equal(s->hint, "node 2 is special purpose (gpu0) and no rule of \"mainline\" "
				     "excludes it.\n"
				     "Here rfc-v2 answers: nodemask (next_zones_zonelist).");
	s = step(&ran, "rfc-v2", 2);
	assert_int_equal(s->outcome, OUTCOME_PASS);
	assert_string_equal(s->cell.text, "1");
	done(&ran);
}

static const struct zone_result *find_zone(const struct step_result *s, const char *label,
					   enum verdict verdict)
{
	for (size_t p = 0; p < s->walk.nr_passes; p++) {
		for (size_t i = 0; i < s->walk.passes[p].nr_zones; i++) {
			const struct zone_result *zone = &s->walk.passes[p].zones[i];

			if (strcmp(zone->label, label) == 0 && zone->verdict == verdict)
				return zone;
		}
	}
	return NULL;
}

static void a_failed_step_brings_its_walk(void **state)
{
	const struct step_result *s;
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- fill: { node: 0, leave: min }\n"
			"- alloc: web GFP_HIGHUSER_MOVABLE => 0\n"));
	assert_int_equal(ran.r.outcome, OUTCOME_FAIL);
	s = step(&ran, "mainline", 2);
	assert_int_equal(s->outcome, OUTCOME_FAIL);
	assert_true(s->has_walk);
	assert_true(s->has_request);
	assert_string_equal(s->request.gfp, "GFP_HIGHUSER_MOVABLE");
	assert_string_equal(s->request.task, "web");
	assert_string_equal(s->request.cgroup, "/job");
	assert_int_equal(s->request.highest_zone, ZONE_MOVABLE);
	assert_string_equal(s->walk.passes[0].zonelist,
			    "node 0 fallback: 0 (10), 2 (17, no cpus), 1 (21)");
	assert_string_equal(s->walk.passes[0].mask.from_text,
			    "the task's mems_allowed: cpuset /job");
	assert_int_equal(s->walk.passes[0].mask.loc.line, 8);
	assert_non_null(find_zone(s, "0/Normal", VERDICT_WATERMARK));
	assert_non_null(find_zone(s, "2/Movable", VERDICT_TAKEN));
	assert_non_null(find_zone(s, "1/Normal", VERDICT_NOT_REACHED));
	/* rfc-v2: the mask lacks the node because of the design, and says so. */
	s = step(&ran, "rfc-v2", 2);
	assert_int_equal(find_zone(s, "2/Movable", VERDICT_NODEMASK)->class, VCLASS_isolation);
	done(&ran);
}

static void the_reason_of_a_watermark_is_its_arithmetic(void **state)
{
	const struct zone_result *zone;
	struct text wanted = TEXT_INIT;
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- fill: { node: 0, leave: min }\n"
			"- alloc: web GFP_HIGHUSER_MOVABLE => 0\n"));
	zone = find_zone(step(&ran, "mainline", 2), "0/DMA32", VERDICT_WATERMARK);
	assert_non_null(zone);
	text_addf(&wanted, "free %llu <= low %llu + reserve[Movable] %llu",
		  (unsigned long long)zone->free, (unsigned long long)zone->mark,
		  (unsigned long long)zone->reserve);
	assert_string_equal(zone->because, text_str(&wanted));
	assert_true(zone->free <= zone->mark + zone->reserve);
	text_free(&wanted);
	done(&ran);
}

static void an_unexpected_error_fails_the_step(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- mkdir: /job\n"
			"- free: nothing\n"
			"- mkdir: /job => EEXIST\n"
			"- mkdir: /other => EEXIST\n"));
	assert_string_equal(step(&ran, "mainline", 1)->failures[0].message,
			    "failed: EEXIST (cgroup-exists: something of that name is there "
			    "already)");
	assert_string_equal(step(&ran, "mainline", 2)->failures[0].message, "failed: ENOENT");
	assert_int_equal(step(&ran, "mainline", 3)->outcome, OUTCOME_PASS);
	assert_string_equal(step(&ran, "mainline", 4)->failures[0].message,
			    "errno is 0, expected EEXIST");
	done(&ran);
}

static void an_announced_failure_that_does_not_come_is_reported(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- { may: web GFP_KERNEL => 0-1, xfail: { mainline: old news } }\n"));
	assert_int_equal(step(&ran, "mainline", 1)->outcome, OUTCOME_XPASS);
	assert_int_equal(step(&ran, "rfc-v2", 1)->outcome, OUTCOME_PASS);
	assert_int_equal(ran.r.outcome, OUTCOME_XPASS);
	done(&ran);
}

static void one_entry_speaks_for_several_designs(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- may: { task: web, gfp: GFP_KERNEL }\n"
			"  expect: { nodes: 2, designs: { mainline rfc-v2: { nodes: 0-1 } } }\n"
			"- may: { task: web, gfp: GFP_KERNEL }\n"
			"  expect: { nodes: 2 }\n"
			"  xfail: { \"mainline, rfc-v2\": both fail }\n"));
	assert_int_equal(step(&ran, "mainline", 1)->outcome, OUTCOME_PASS);
	assert_int_equal(step(&ran, "rfc-v2", 1)->outcome, OUTCOME_PASS);
	assert_int_equal(step(&ran, "mainline", 2)->outcome, OUTCOME_XFAIL);
	assert_string_equal(step(&ran, "rfc-v2", 2)->reason, "both fail");
	done(&ran);
}

/* The step runs and is shown, whatever the others are expected to do. */
static void what_the_sources_leave_open_is_not_judged(void **state)
{
	const struct step_result *s;
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- may: { task: web, gfp: GFP_KERNEL }\n"
			"  expect: { nodes: 2, designs: { mainline: { nodes: 0-1 } } }\n"
			"  undecided: { rfc-v2: nobody said so }\n"));
	s = step(&ran, "rfc-v2", 1);
	assert_int_equal(s->outcome, OUTCOME_UNDECIDED);
	assert_int_equal(s->nr_failures, 0);
	assert_string_equal(s->cell.text, "0-1");
	assert_string_equal(s->reason, "nobody said so");
	assert_true(outcome_is_expected(s->outcome));
	assert_int_equal(ran.r.outcome, OUTCOME_PASS);
	done(&ran);
}

static void a_refusal_on_the_stage_is_a_result(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, "nodewall: 1\n"
		  "topology: { nodes: { 0: { cpus: 0, memory: 1G }, 1: { memory: 1G, spm: x } } }\n"
		  "tasks:\n"
		  "  web:\n"
		  "    mempolicy: bind=1\n"
		  "    expect: { designs: { rfc-v2: { errno: EINVAL, refused: isolation } } }\n"
		  "designs: [ mainline, rfc-v2 ]\n"
		  "steps: [ { may: web GFP_KERNEL policy=false => 0 } ]\n");
	assert_int_equal(ran.r.designs[0].setup[0].err, 0);
	assert_int_equal(ran.r.designs[1].setup[0].err, EINVAL);
	assert_int_equal(ran.r.designs[1].setup[0].outcome, OUTCOME_PASS);
	assert_string_equal(ran.r.designs[1].setup[0].cell.text, "mpol-spm");
	done(&ran);
}

static void a_refused_write_move_and_fork_have_their_verdicts(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- write: { cgroup: /job, file: cpuset.mems, value: \"\" }\n"
			"  expect: { errno: ENOSPC, refused: cpuset-tasks }\n"
			"- write: { cgroup: /job, file: cgroup.subtree_control, value: +memory }\n"
			"  expect: { refused: cgroup-busy }\n"
			"- mkdir: /job\n"
			"  expect: { errno: EEXIST, refused: cgroup-exists }\n"
			"- rmdir: /job\n"
			"  expect: { errno: EBUSY, refused: cgroup-busy }\n"
			"- attach: { task: far, cgroup: /nowhere }\n"
			"  expect: { errno: ENOENT, refused: cgroup-missing }\n"
			"- fork: { task: far, child: kid, into: /nowhere }\n"
			"  expect: { errno: ENOENT, refused: cgroup-missing }\n"));
	for (size_t i = 1; i <= 6; i++)
		assert_int_equal(step(&ran, "mainline", i)->outcome, OUTCOME_PASS);
	done(&ran);
}

static void a_policy_is_asked_unless_the_step_says_otherwise(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- set: { task: far, mempolicy: interleave=0-1 }\n"
			"- { alloc: far GFP_USER blocks=4, expect: { count: { 0: 2, 1: 2 } } }\n"
			"- { alloc: far GFP_USER blocks=4 policy=false, "
			"expect: { count: { 1: 4 } } }\n"
			"- alloc: far GFP_USER node=0 => 0\n"));
	assert_int_equal(ran.r.outcome, OUTCOME_PASS);
	assert_string_equal(step(&ran, "mainline", 2)->request.policy, "interleave=0-1");
	done(&ran);
}

static void opting_in_is_left_to_the_design(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- alloc: web GFP_HIGHUSER_MOVABLE 4M want=spm => 2\n"
			"- alloc: web GFP_HIGHUSER_MOVABLE 4M want=gpu0 => 2\n"));
	assert_int_equal(ran.r.outcome, OUTCOME_PASS);
	assert_string_equal(step(&ran, "rfc-v2", 1)->request.want, "2");
	assert_non_null(strstr(step(&ran, "rfc-v2", 1)->request.gfp_resolved, "__GFP_SPM_NODE"));
	assert_null(strstr(step(&ran, "mainline", 1)->request.gfp_resolved, "SPM"));
	done(&ran);
}

static void a_flag_that_a_design_does_not_have_skips_the_step(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- may: web GFP_USER|__GFP_SPM_NODE\n"));
	assert_int_equal(step(&ran, "mainline", 1)->outcome, OUTCOME_SKIP);
	assert_string_equal(step(&ran, "mainline", 1)->reason, "mainline has no __GFP_SPM_NODE");
	assert_string_equal(step(&ran, "mainline", 1)->cell.text, "-");
	assert_int_equal(step(&ran, "rfc-v2", 1)->outcome, OUTCOME_PASS);
	done(&ran);
}

static void until_takes_a_node_to_its_watermark(void **state)
{
	const struct step_result *s;
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- alloc: far GFP_HIGHUSER order=0 until=1 => 1\n"
			"- alloc: far GFP_HIGHUSER => 0\n"));
	assert_int_equal(ran.r.outcome, OUTCOME_PASS);
	s = step(&ran, "mainline", 1);
	assert_int_equal(s->nr_runs, 1);
	assert_string_equal(s->runs[0].label, "1/Normal");
	/* 4G without the low watermark: more than nine tenths, less than all. */
	assert_in_range(s->nr_blocks, 950000, 1048576);
	done(&ran);
}

static void state_is_compared_as_text_and_as_node_lists(void **state)
{
	const struct step_result *s;
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- check:\n"
			"    node_states: { N_MEMORY: \"0,1,2\", N_CPU: 0-1 }\n"
			"    cgroups: { /job: { cpuset.mems.effective: 0-2 },\n"
			"               /none: { x: ENOENT } }\n"
			"    zonelists: { 1: [ 1/Normal, 0/Normal, 0/DMA32, 0/DMA, 2/Movable ] }\n"
			"    designs: { rfc-v2: { node_states: { N_MEMORY: 0-1 } } }\n"));
	assert_int_equal(step(&ran, "mainline", 1)->outcome, OUTCOME_PASS);
	s = step(&ran, "rfc-v2", 1);
	assert_int_equal(s->outcome, OUTCOME_FAIL);
	assert_int_equal(s->nr_failures, 1);
	assert_string_equal(s->failures[0].message,
			    "node_states N_MEMORY is \"0-2\", expected \"0-1\"");
	done(&ran);
}

static void memory_comes_and_goes(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- hotplug: { node: 2, add: 1G, role: spm, online: online_movable }\n"
			"- check: { managed: { 2/Movable: 524288 } }\n"
			"- hotplug: { node: 2, remove: all }\n"
			"- check: { managed: { 2/Movable: 0 } }\n"
			"- hotplug: { node: 0, add: 1G, role: spm }\n"));
	assert_int_equal(step(&ran, "rfc-v2", 4)->outcome, OUTCOME_PASS);
	assert_int_equal(step(&ran, "mainline", 5)->err, 0);
	assert_int_equal(step(&ran, "rfc-v2", 5)->err, EBUSY);
	assert_string_equal(step(&ran, "rfc-v2", 5)->cell.text, "hotplug-role");
	done(&ran);
}

static void mappings_fault_move_and_are_seen(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- map: { task: web, map: heap, size: 64K }\n"
			"- touch: web heap pages=4 => 0\n"
			"- mbind: { task: web, map: heap, policy: bind=1, flags: [ move ] }\n"
			"- check: { placement: { web/heap: { 1: 4 } } }\n"
			"- migrate: { task: web, from: 1, to: 0 }\n"
			"  expect: { returns: 0, nodes: 0 }\n"
			"- touch: web other\n"));
	assert_string_equal(step(&ran, "mainline", 3)->cell.text, "1");
	assert_int_equal(step(&ran, "mainline", 4)->outcome, OUTCOME_PASS);
	assert_int_equal(step(&ran, "mainline", 5)->outcome, OUTCOME_PASS);
	assert_string_equal(step(&ran, "mainline", 6)->failures[0].message,
			    "failed: EFAULT (sigsegv: the task may not access this address so)");
	done(&ran);
}

static void a_failed_allocation_counts_the_zones_that_refused(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- alloc: web GFP_KERNEL|__GFP_THISNODE node=2 => 2\n"));
	assert_string_equal(step(&ran, "mainline", 1)->failures[0].message,
			    "allocation failed: ENOMEM (1 zone refused, 4 not listed)");
	assert_string_equal(step(&ran, "mainline", 1)->hint,
			    "GFP_KERNEL|__GFP_THISNODE is not movable; only GFP_HIGHUSER_MOVABLE "
			    "and friends reach ZONE_MOVABLE.");
	done(&ran);
}

static void the_pass_is_that_of_the_last_block_that_was_served(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- alloc: { task: far, gfp: GFP_ATOMIC, order: 9, size: until=fail }\n"
			"  expect: { pass: slow }\n"));
	assert_int_equal(step(&ran, "mainline", 1)->outcome, OUTCOME_PASS);
	done(&ran);
}

static void what_a_failed_fork_leaves_out_is_named(void **state)
{
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- { fork: web kid /none, expect: { errno: ENOENT } }\n"
			"- may: kid GFP_KERNEL\n"));
	assert_int_equal(step(&ran, "mainline", 1)->outcome, OUTCOME_PASS);
	assert_string_equal(step(&ran, "mainline", 2)->failures[0].message,
			    "there is no task \"kid\": an earlier fork failed");
	done(&ran);
}

static void fail_fast_skips_the_rest(void **state)
{
	struct ran ran;

	(void)state;
	run_with(&ran, STEPS("- may: web GFP_KERNEL => 2\n- may: web GFP_USER => 0-1\n"),
		 &(struct run_options){ .check_level = 1, .fail_fast = true });
	assert_int_equal(step(&ran, "mainline", 1)->outcome, OUTCOME_FAIL);
	assert_int_equal(step(&ran, "mainline", 2)->outcome, OUTCOME_SKIP);
	assert_int_equal(step(&ran, "rfc-v2", 2)->outcome, OUTCOME_SKIP);
	done(&ran);
}

static void the_designs_of_a_run_may_be_others(void **state)
{
	const struct isolation_design *only = NULL;
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- may: web GFP_KERNEL => 0-1\n"));
	only = ran.r.designs[1].design;
	done(&ran);
	run_with(&ran, STEPS("- may: web GFP_KERNEL => 0-1\n"),
		 &(struct run_options){ .check_level = 1, .designs = &only, .nr_designs = 1 });
	assert_int_equal(ran.r.nr_designs, 1);
	assert_string_equal(ran.r.designs[0].design->name, "rfc-v2");
	done(&ran);
}

static void a_design_that_the_scenario_does_not_name_is_shown_not_judged(void **state)
{
	const char *yaml = STEPS("- may: web GFP_KERNEL => 2\n"
				 "- mkdir: /job/child => EBUSY\n");
	const struct isolation_design *other = design_by_name("n-spm");
	struct ran ran;

	(void)state;
	run_with(&ran, yaml,
		 &(struct run_options){ .check_level = 1, .designs = &other, .nr_designs = 1 });
	assert_int_equal(step(&ran, "n-spm", 1)->outcome, OUTCOME_SHOWN);
	assert_string_equal(step(&ran, "n-spm", 1)->cell.text, "0-1");
	assert_int_equal(step(&ran, "n-spm", 2)->outcome, OUTCOME_SHOWN);
	assert_int_equal(ran.r.outcome, OUTCOME_SHOWN);
	done(&ran);
}

static void explaining_shows_the_step_as_the_run_met_it(void **state)
{
	struct run_options options = { .check_level = 1 };
	struct diag_list diags = DIAG_LIST_INIT;
	struct design_result d;
	struct ran ran;

	(void)state;
	run(&ran, STEPS("- fill: { node: 0, leave: min }\n"
			"- alloc: web GFP_HIGHUSER_MOVABLE\n"
			"- alloc: web GFP_HIGHUSER_MOVABLE\n"));
	assert_true(scenario_explain(&ran.s, scenario_find_step(&ran.s, "2"),
				     ran.r.designs[0].design, &options, &d, &diags));
	assert_int_equal(d.nr_steps, 1);
	assert_int_equal(d.steps[0].number, 2);
	assert_true(d.steps[0].has_walk);
	assert_int_equal(d.steps[0].landings[0].nid, 2);
	assert_non_null(find_zone(&d.steps[0], "2/Movable", VERDICT_TAKEN));
	design_result_free(&d);
	diag_list_free(&diags);
	done(&ran);
}

static void two_runs_have_the_same_results(void **state)
{
	static const char yaml[] = STEPS("- alloc: web GFP_USER blocks=1000\n"
					 "- alloc: far GFP_USER order=9 until=1\n"
					 "- check: { free: { 0/Normal: 0 } }\n");
	struct ran a, b;

	(void)state;
	run(&a, yaml);
	run(&b, yaml);
	for (size_t i = 1; i <= 3; i++) {
		assert_int_equal(step(&a, "rfc-v2", i)->nr_blocks,
				 step(&b, "rfc-v2", i)->nr_blocks);
		assert_string_equal(step(&a, "rfc-v2", i)->cell.text,
				    step(&b, "rfc-v2", i)->cell.text);
	}
	done(&a);
	done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_and_an_event_that_hold_pass),
		cmocka_unit_test(a_full_node_spills_by_the_rules_of_the_design),
		cmocka_unit_test(a_failed_step_brings_its_walk),
		cmocka_unit_test(the_reason_of_a_watermark_is_its_arithmetic),
		cmocka_unit_test(an_unexpected_error_fails_the_step),
		cmocka_unit_test(an_announced_failure_that_does_not_come_is_reported),
		cmocka_unit_test(one_entry_speaks_for_several_designs),
		cmocka_unit_test(what_the_sources_leave_open_is_not_judged),
		cmocka_unit_test(a_refusal_on_the_stage_is_a_result),
		cmocka_unit_test(a_refused_write_move_and_fork_have_their_verdicts),
		cmocka_unit_test(a_policy_is_asked_unless_the_step_says_otherwise),
		cmocka_unit_test(opting_in_is_left_to_the_design),
		cmocka_unit_test(a_flag_that_a_design_does_not_have_skips_the_step),
		cmocka_unit_test(until_takes_a_node_to_its_watermark),
		cmocka_unit_test(state_is_compared_as_text_and_as_node_lists),
		cmocka_unit_test(memory_comes_and_goes),
		cmocka_unit_test(mappings_fault_move_and_are_seen),
		cmocka_unit_test(a_failed_allocation_counts_the_zones_that_refused),
		cmocka_unit_test(the_pass_is_that_of_the_last_block_that_was_served),
		cmocka_unit_test(what_a_failed_fork_leaves_out_is_named),
		cmocka_unit_test(fail_fast_skips_the_rest),
		cmocka_unit_test(the_designs_of_a_run_may_be_others),
		cmocka_unit_test(a_design_that_the_scenario_does_not_name_is_shown_not_judged),
		cmocka_unit_test(explaining_shows_the_step_as_the_run_met_it),
		cmocka_unit_test(two_runs_have_the_same_results),
	};

	return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
