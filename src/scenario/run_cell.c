// SPDX-License-Identifier: GPL-2.0-only
/*
 * The short form of a step for the compare table, and hints.
 *
 * A hint is printed only when a rule below produced it: no guesses.
 *
 * Mirrors: nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "base/errname.h"
#include "base/nodelist.h"
#include "scenario/run.h"

static char *cell_text(const struct plan_step *step, const struct step_result *out)
{
	nodemask_t nodes = NODE_MASK_NONE;
	struct text text = TEXT_INIT;
	char list[NODELIST_MAX];

	if (out->outcome == OUTCOME_SKIP)
		return xstrdup("-");
	for (size_t i = 0; i < out->nr_landings; i++)
		node_set(out->landings[i].nid, &nodes);
	if (out->has_may && !out->has_verdict)
		return xstrdup(nodes_empty(&out->may.nodes) ?
				       "none" :
				       nodelist_print(&out->may.nodes, list));
	if (!nodes_empty(&nodes))
		return xstrdup(nodelist_print(&nodes, list));
	if (out->has_verdict && out->class == VCLASS_isolation)
		return xstrdup(verdict_info(out->verdict)->short_name);
	if (out->has_errno && out->err)
		return xstrdup(errname(out->err));
	if (step->kind == STEP_CHECK && out->nr_states == 1)
		return xstrdup(*out->states[0].got ? out->states[0].got : "none");
	if (step->kind == STEP_CHECK)
		return xstrdup(out->nr_failures ? "differs" : "ok");
	if (out->text && step->kind == STEP_ZSWAP) {
		text_add(&text, out->text);
		return text.bytes;
	}
	return xstrdup("ok");
}

void run_cell(const struct plan_step *step, struct step_result *out)
{
	free(out->cell.text);
	out->cell.text = cell_text(step, out);
	out->cell.expected = outcome_is_expected(out->outcome);
}

/* An SPM node got the memory though the step did not want it there. */
static void hint_spm(struct run *run, const struct step_result *out, struct text *hint)
{
	const struct machine *m = &run->e->m;
	nodemask_t got = out->has_may ? out->may.nodes : NODE_MASK_NONE;
	int nid;

	for (size_t i = 0; i < out->nr_landings; i++)
		node_set(out->landings[i].nid, &got);
	nodes_and(&got, &got, &m->spm_declared);
	nid = first_node(&got);
	if (nid < MAX_NUMNODES && strcmp(out->kind, "driver") != 0 &&
	    !(out->has_request && out->request.want))
		text_addf(hint,
			  "node %d is special purpose (%s) and no rule of \"%s\" excludes it.",
			  nid, m->spm_names[nid] ? m->spm_names[nid] : "unnamed",
			  run->design->name);
}

/* Nothing was served, and a ZONE_MOVABLE stood above what the flags reach. */
static void hint_movable(const struct step_result *out, struct text *hint)
{
	if (out->served || !out->has_walk || out->request.highest_zone >= ZONE_MOVABLE)
		return;
	for (size_t p = 0; p < out->walk.nr_passes; p++) {
		const struct pass_result *pass = &out->walk.passes[p];

		for (size_t i = 0; i < pass->nr_zones; i++) {
			if (pass->zones[i].verdict != VERDICT_ZONEIDX ||
			    pass->zones[i].zone != ZONE_MOVABLE)
				continue;
			text_addf(hint,
				  "%s is not movable; only GFP_HIGHUSER_MOVABLE and friends reach "
				  "ZONE_MOVABLE.",
				  out->request.gfp);
			return;
		}
	}
}

void run_hint(struct run *run, struct step_result *out)
{
	struct text hint = TEXT_INIT;

	if (!out->nr_failures)
		return;
	hint_spm(run, out, &hint);
	if (!hint.len && out->has_request && !out->has_may)
		hint_movable(out, &hint);
	out->hint = hint.bytes;
}
