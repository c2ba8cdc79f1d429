// SPDX-License-Identifier: GPL-2.0-only
/*
 * Outcomes, and the end of results.
 *
 * Responsible for counting outcomes and for freeing what run.c built. Not
 * responsible for deciding an outcome (run.c) or showing it (report/).
 *
 * Mirrors: nothing.
 */
#include "scenario/result.h"

#include <assert.h>
#include <stdlib.h>

#include "scenario/topology_result.h"

const char *const outcome_names[NR_OUTCOMES] = {
	[OUTCOME_PASS] = "pass",   [OUTCOME_FAIL] = "FAIL", [OUTCOME_XFAIL] = "xfail",
	[OUTCOME_XPASS] = "XPASS", [OUTCOME_SKIP] = "skip", [OUTCOME_SHOWN] = "shown",
	[OUTCOME_UNDECIDED] = "undecided",	[OUTCOME_ERROR] = "ERROR",
};

bool outcome_is_expected(enum outcome o)
{
	assert(o < NR_OUTCOMES);
	return o != OUTCOME_FAIL && o != OUTCOME_XPASS && o != OUTCOME_ERROR;
}

void outcome_count(struct outcome_counts *counts, enum outcome o)
{
	assert(o < NR_OUTCOMES);
	counts->nr[o]++;
}

enum outcome outcome_of(const struct outcome_counts *counts)
{
	static const enum outcome worst_first[] = {
		OUTCOME_ERROR, OUTCOME_FAIL, OUTCOME_XPASS, OUTCOME_XFAIL, OUTCOME_PASS,
	};

	for (size_t i = 0; i < sizeof(worst_first) / sizeof(worst_first[0]); i++) {
		if (counts->nr[worst_first[i]] && worst_first[i] != OUTCOME_XFAIL)
			return worst_first[i];
	}
	/* Failures that were announced are as good as passes. */
	if (counts->nr[OUTCOME_XFAIL])
		return OUTCOME_PASS;
	if (counts->nr[OUTCOME_UNDECIDED])
		return OUTCOME_UNDECIDED;
	return counts->nr[OUTCOME_SHOWN] ? OUTCOME_SHOWN : OUTCOME_SKIP;
}

static void pass_result_free(struct pass_result *pass)
{
	for (size_t i = 0; i < pass->nr_zones; i++)
		free(pass->zones[i].because);
	free(pass->zones);
	free(pass->zonelist);
	free(pass->mask.from_text);
	free(pass->gfp);
	free(pass->alloc_flags_text);
}

static void walk_result_free(struct walk_result *walk)
{
	for (size_t i = 0; i < walk->nr_passes; i++)
		pass_result_free(&walk->passes[i]);
	for (size_t i = 0; i < walk->nr_notes; i++)
		free(walk->notes[i].what);
	free(walk->passes);
	free(walk->notes);
}

static void request_result_free(struct request_result *request)
{
	free(request->gfp);
	free(request->gfp_resolved);
	free(request->task);
	free(request->cgroup);
	free(request->policy);
	free(request->want);
	free(request->mask.from_text);
}

void step_result_forgive(struct step_result *s)
{
	for (size_t i = 0; i < s->nr_failures; i++) {
		free(s->failures[i].message);
		free(s->failures[i].source_line);
		free(s->failures[i].wanted);
		free(s->failures[i].got);
	}
	free(s->failures);
	s->failures = NULL;
	s->nr_failures = 0;
}

static void states_free(struct step_result *s)
{
	for (size_t i = 0; i < s->nr_states; i++) {
		free(s->states[i].what);
		free(s->states[i].wanted);
		free(s->states[i].got);
	}
	free(s->states);
}

void step_result_drop_walk(struct step_result *s)
{
	walk_result_free(&s->walk);
	s->walk = (struct walk_result){ 0 };
	s->has_walk = false;
}

void step_result_free(struct step_result *s)
{
	step_result_forgive(s);
	states_free(s);
	request_result_free(&s->request);
	walk_result_free(&s->walk);
	free(s->may.zones);
	free(s->landings);
	free(s->runs);
	free(s->events);
	levels_free(&s->levels);
	free(s->name);
	free(s->reason);
	free(s->text);
	free(s->victims);
	free(s->log);
	free(s->hint);
	free(s->cell.text);
	*s = (struct step_result){ 0 };
}

void design_result_free(struct design_result *d)
{
	for (size_t i = 0; i < d->nr_setup; i++)
		step_result_free(&d->setup[i]);
	for (size_t i = 0; i < d->nr_steps; i++)
		step_result_free(&d->steps[i]);
	for (size_t i = 0; i < d->nr_before; i++)
		step_result_free(&d->before[i]);
	free(d->setup);
	free(d->steps);
	free(d->before);
	free(d->switches);
	topology_result_free(d->topology);
	levels_free(&d->levels);
}

void scenario_result_free(struct scenario_result *r)
{
	for (size_t i = 0; i < r->nr_designs; i++)
		design_result_free(&r->designs[i]);
	free(r->designs);
	*r = (struct scenario_result){ 0 };
}
