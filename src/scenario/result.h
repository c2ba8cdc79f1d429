/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What running a scenario led to: file > design > step, with everything that a
 * report, a compare table or an explanation prints. Formatting needs no machine.
 * Lifetime: run.c fills it, scenario_result_free() frees it. Strings called "owned"
 * are malloc'ed, all others are constants. source_loc.file and the design
 * pointers are borrowed: the loaded scenario must outlive the result.
 */
#ifndef NW_SCENARIO_RESULT_H
#define NW_SCENARIO_RESULT_H

#include "scenario/levels.h"
#include "scenario/outcome.h"
#include "scenario/walk_result.h"

/* One expectation that does not hold. */
struct failure {
	struct source_loc loc; /* of the expected value */
	char *message; /* owned; one line: "page 1 of 1 landed on node 2" */
	char *source_line; /* owned; text of loc.line, or NULL */
	char *wanted; /* owned; the expectation as text, or NULL */
	char *got; /* owned; what was there instead, or NULL */
};

/* Pages by node, ascending nid; nodes without pages are left out. */
struct landing {
	int nid;
	uint64_t nr_pages;
};

/* Adjacent blocks of one zone, in order of allocation. */
struct landing_run {
	int nid;
	enum zone_type zone;
	char label[16];
	uint64_t nr_blocks;
};

/* The answer of `may`. */
struct may_result {
	nodemask_t nodes; /* all passes */
	nodemask_t first; /* first pass */
	struct landing_run *zones; /* zones that may serve; nr_blocks unused */
	size_t nr_zones;
};

/* One piece of machine state that an expectation looked at. */
struct state_result {
	char *what; /* owned; "cgroups /job cpuset.mems.effective" */
	char *wanted, *got; /* owned */
	bool ok;
	struct source_loc loc;
};

struct event_result {
	enum event_kind kind;
	char label[16]; /* zone */
	unsigned order;
	uint64_t times; /* equal ones are one entry, in the place of the first */
	uint64_t nr; /* their sum of what the kind counts */
};

/* For the compare table: "0-2", "ENOMEM", a refusal, a state, "ok"; "-" = not run. */
struct cell {
	char *text; /* owned */
	bool expected; /* outcome_is_expected() */
};

struct step_result {
	size_t number; /* from 1 within the scenario; 0 = part of setting up */
	char *name; /* owned */
	const char *kind; /* "may", "alloc", ..., "cgroup", "task", "boot" */
	struct source_loc loc;
	enum outcome outcome;
	char *reason; /* owned; of what is no PASS or FAIL, or NULL */
	struct failure *failures;
	size_t nr_failures;

	bool has_request;
	struct request_result request;
	bool has_walk; /* see struct run_options.walk */
	struct walk_result walk;
	bool has_may;
	struct may_result may;

	struct landing *landings;
	size_t nr_landings;
	struct landing_run *runs;
	size_t nr_runs;
	const char *unit; /* of landings, when they are not pages: "object"; or NULL */
	uint64_t nr_blocks; /* handed out */
	bool served; /* at least one block, and pass/round below hold */
	enum pass_kind pass; /* of the last block */
	int round;
	struct oom_report oom; /* .reached when the OOM killer was */
	char *victims; /* owned; tasks that were killed, in order, or NULL */
	char *log; /* owned; lines of the kernel log, or NULL */
	const char *cycle; /* of a livelock, or NULL */

	bool has_errno;
	int err; /* 0 or a positive errno */
	bool has_returned; /* migrate_pages(2), move_pages(2) */
	int64_t returned;
	uint64_t moved; /* compact: pages */
	bool has_verdict; /* a refusal with a verdict of its own */
	enum verdict verdict;
	enum verdict_class class;

	struct state_result *states;
	size_t nr_states;
	struct event_result *events;
	size_t nr_events;
	uint64_t nr_events_dropped;
	struct levels levels; /* after the step; empty unless asked for */
	char *text; /* owned; of a note, or what zswap etc. report; or NULL */
	char *hint; /* owned; only when a rule produced it; may hold newlines */
	struct cell cell;
};

struct switch_result {
	const char *name, *value;
	bool is_default;
};

struct design_result {
	const struct isolation_design *design;
	struct switch_result *switches;
	size_t nr_switches;
	struct step_result *setup; /* late memory, cgroups, tasks: results, expected or not */
	size_t nr_setup;
	struct step_result *steps;
	size_t nr_steps;
	struct step_result *before; /* what went before the one step that is explained */
	size_t nr_before;
	enum outcome outcome; /* worst of setup and steps; SKIP when all are */
	struct outcome_counts counts; /* of the steps, and of setup results that are not PASS */
	struct topology_result *topology; /* owned; as booted; NULL unless asked for */
	struct levels levels; /* before the first step; empty unless asked for */
};

struct scenario_result {
	const char *file, *name, *why; /* as given; borrowed; borrowed or NULL */
	const char *kernel_model; /* "6.12" */
	uint64_t seed;
	struct design_result *designs;
	size_t nr_designs;
	enum outcome outcome;
	struct outcome_counts counts;
};

void scenario_result_free(struct scenario_result *r);
void design_result_free(struct design_result *d);
void step_result_forgive(struct step_result *step); /* forget failures, keep the rest */
void step_result_drop_walk(struct step_result *s);
void step_result_free(struct step_result *s);

#endif
