// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the other designs of a run say about a node that memory leaked to: the
 * second line of a hint. Only answers that were really given are quoted.
 *
 * Mirrors: nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "scenario/run.h"

/* Why the node was kept out by the design, or NULL. */
static const struct zone_result *isolated(const struct step_result *step, int nid)
{
	for (size_t p = 0; p < step->walk.nr_passes; p++) {
		const struct pass_result *pass = &step->walk.passes[p];

		for (size_t i = 0; i < pass->nr_zones; i++) {
			if (pass->zones[i].nid == nid && pass->zones[i].class == VCLASS_isolation)
				return &pass->zones[i];
		}
	}
	return NULL;
}

static void add_answer(const struct isolation_design *design, const struct step_result *step,
		       int nid, struct text *hint)
{
	const struct zone_result *zone = isolated(step, nid);
	bool first = !strstr(text_str(hint), "\nHere ");

	if (zone)
		text_addf(hint, "%s %s answers: %s (%s)", first ? "\nHere" : ";", design->name,
			  verdict_info(zone->verdict)->short_name,
			  verdict_info(zone->verdict)->by);
}

/* The special node that the step's memory came from; -1 = none. */
static int leaked_node(const struct scenario *s, const struct step_result *step)
{
	for (size_t i = 0; i < s->desc.nr_nodes; i++) {
		int nid = s->desc.nodes[i].nid;

		if (!s->desc.nodes[i].spm_name)
			continue;
		if (step->has_may && node_isset(nid, &step->may.nodes))
			return nid;
		for (size_t j = 0; j < step->nr_landings; j++) {
			if (step->landings[j].nid == nid)
				return nid;
		}
	}
	return -1;
}

static void ask_others(const struct scenario *s, struct scenario_result *result, size_t d,
		       size_t idx)
{
	struct step_result *step = &result->designs[d].steps[idx];
	int nid = leaked_node(s, step);
	struct text hint = TEXT_INIT;

	if (nid < 0)
		return;
	text_add(&hint, step->hint);
	for (size_t o = 0; o < result->nr_designs; o++) {
		const struct design_result *other = &result->designs[o];

		if (o != d && other->nr_steps > idx && other->steps[idx].has_walk)
			add_answer(other->design, &other->steps[idx], nid, &hint);
	}
	if (strstr(text_str(&hint), "\nHere"))
		text_add(&hint, ".");
	free(step->hint);
	step->hint = hint.bytes;
}

void run_ask_others(const struct scenario *s, struct scenario_result *result)
{
	for (size_t d = 0; d < result->nr_designs; d++) {
		for (size_t i = 0; i < result->designs[d].nr_steps; i++) {
			const struct step_result *step = &result->designs[d].steps[i];

			if (step->hint && step->has_request)
				ask_others(s, result, d, i);
		}
	}
}
