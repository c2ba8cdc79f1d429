/* SPDX-License-Identifier: GPL-2.0-only */
/* Results made by hand: one scenario, two designs, three steps. */
#ifndef NW_TESTS_REPORT_FIXTURE_H
#define NW_TESTS_REPORT_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "designs/designs.h"
#include "report/report.h"

/*
 *	                 mainline        rfc-v2
 *	1 reach          PASS  0-1       PASS  0-1
 *	2 spill          FAIL  2, not 1  PASS  1
 *	3 question       XFAIL 0-2       SKIP
 *
 * Constant strings everywhere: nothing here may be freed by scenario_result_free().
 */
struct results {
	struct failure failures[2];
	struct zone_result zones[3];
	struct pass_result pass;
	struct landing landings[2];
	struct step_result steps[2][3];
	struct design_result designs[2];
	struct scenario_result scenario;
	const struct scenario_result *list[1];
	struct report report;
};

static inline nodemask_t nodes_of(int first, int last)
{
	nodemask_t nodes = NODE_MASK_NONE;

	for (int nid = first; nid <= last; nid++)
		node_set(nid, &nodes);
	return nodes;
}

static inline void make_walk(struct results *r)
{
	static const char *const because[] = { "free 10 <= low 20 + reserve[Movable] 0",
					       "free 99 > low 20 + reserve[Movable] 0",
					       "not in this list of node 0" };
	static const enum verdict verdicts[] = { VERDICT_WATERMARK, VERDICT_TAKEN,
						 VERDICT_UNLISTED };

	for (int i = 0; i < 3; i++) {
		r->zones[i] = (struct zone_result){ .nid = i * 2,
						    .zone = ZONE_NORMAL,
						    .verdict = verdicts[i],
						    .class = verdict_info(verdicts[i])->class,
						    .because = (char *)because[i] };
		snprintf(r->zones[i].label, sizeof(r->zones[i].label), "%d/Normal", i * 2);
	}
	r->pass = (struct pass_result){ .kind = PASS_FAST,
					.zonelist = (char *)"node 0 fallback: 0 (10), 2 (17)",
					.mark = "low",
					.mask = { .any = true },
					.zones = r->zones,
					.nr_zones = 3 };
}

static inline void make_steps(struct results *r, int d)
{
	static const char *const names[] = { "reach", "spill", "question" };

	for (int i = 0; i < 3; i++)
		r->steps[d][i] = (struct step_result){ .number = (size_t)i + 1,
						       .name = (char *)names[i],
						       .kind = i == 1 ? "alloc" : "may",
						       .loc = { "a.yaml", 10 + i, 5, 1 },
						       .has_may = i != 1,
						       .has_request = true,
						       .cell = { .text = (char *)"0-1" } };
	r->steps[d][0].may.nodes = nodes_of(0, 1);
	r->steps[d][1].landings = &r->landings[d];
	r->steps[d][1].nr_landings = 1;
	r->steps[d][1].cell.text = (char *)(d ? "1" : "2");
	r->landings[d] = (struct landing){ d ? 1 : 2, 512 };
}

static inline void fail_step(struct results *r, int i, enum outcome outcome, const char *message,
			     const char *wanted, const char *got)
{
	struct step_result *step = &r->steps[0][i];

	r->failures[i - 1] = (struct failure){ .loc = { "a.yaml", 11 + i, 14, 1 },
					       .message = (char *)message,
					       .source_line = (char *)"      nodes: 1",
					       .wanted = (char *)wanted,
					       .got = (char *)got };
	step->outcome = outcome;
	step->failures = &r->failures[i - 1];
	step->nr_failures = 1;
}

static inline void count_results(struct results *r)
{
	for (int d = 0; d < 2; d++) {
		struct design_result *design = &r->designs[d];

		for (size_t i = 0; i < design->nr_steps; i++)
			outcome_count(&design->counts, design->steps[i].outcome);
		design->outcome = outcome_of(&design->counts);
		for (int o = 0; o < NR_OUTCOMES; o++)
			r->scenario.counts.nr[o] += design->counts.nr[o];
	}
	r->scenario.outcome = outcome_of(&r->scenario.counts);
}

static inline void make_results(struct results *r)
{
	*r = (struct results){ 0 };
	r->designs[0] = (struct design_result){ .design = &mainline_design };
	r->designs[1] = (struct design_result){ .design = &rfc_v2_design };
	for (int d = 0; d < 2; d++) {
		make_steps(r, d);
		r->designs[d].steps = r->steps[d];
		r->designs[d].nr_steps = 3;
	}
	make_walk(r);
	fail_step(r, 1, OUTCOME_FAIL, "page 1 of 512 landed on node 2, expected 1", "1", "2");
	r->steps[0][1].has_walk = true;
	r->steps[0][1].walk = (struct walk_result){ .passes = &r->pass, .nr_passes = 1 };
	fail_step(r, 2, OUTCOME_XFAIL, "node 2 may serve", "not 2", "0-2");
	r->steps[0][2].reason = (char *)"no rule # yet";
	r->steps[0][2].cell.text = (char *)"0-2";
	r->steps[1][2].outcome = OUTCOME_SKIP;
	r->scenario = (struct scenario_result){ .file = "a.yaml",
						.name = "spm/a",
						.kernel_model = "6.12",
						.seed = 1,
						.designs = r->designs,
						.nr_designs = 2 };
	count_results(r);
	r->list[0] = &r->scenario;
	r->report = (struct report){ .scenarios = r->list, .nr_scenarios = 1 };
}

/* Does the text start with @start? */
static inline bool starts_with(const struct text *text, const char *start)
{
	return !strncmp(text_str(text), start, strlen(start));
}

#endif
