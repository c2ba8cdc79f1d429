// SPDX-License-Identifier: GPL-2.0-only
/*
 * The labelled values of an explanation: what a request resolved to, the masks and
 * lists of its passes, what came of it. Text and page say them in the same words.
 *
 * Responsible for the words. Not responsible for layout: a sink takes the values.
 */
#include <inttypes.h>
#include <string.h>

#include "base/errname.h"
#include "base/nodelist.h"
#include "report/private.h"

static void field(const struct field_sink *out, const char *label, struct text *value)
{
	out->add(out->arg, label, text_str(value));
	text_free(value);
}

/* ---- masks ---- */

static void add_nodes(const nodemask_t *nodes, struct text *out)
{
	char list[NODELIST_MAX];

	text_add(out, nodes_empty(nodes) ? "none" : nodelist_print(nodes, list));
}

void report_mask_nodes(const struct mask_result *mask, struct text *out)
{
	if (mask->any)
		text_add(out, "any");
	else
		add_nodes(&mask->nodes, out);
}

static void add_loc(const struct source_loc *loc, const char *file, struct text *out)
{
	if (loc->line <= 0)
		return;
	if (loc->file && file && strcmp(loc->file, file))
		text_addf(out, " (%s:%d)", loc->file, loc->line);
	else
		text_addf(out, " (line %d)", loc->line);
}

void report_mask(const struct mask_result *mask, const char *file, struct text *out)
{
	const char *from = mask->from_text ? mask->from_text : mask_from_texts[mask->from];

	report_mask_nodes(mask, out);
	if (mask->any && mask->from == MASK_FROM_NONE)
		text_addf(out, " (%s)", from);
	else
		text_addf(out, " from %s", from);
	add_loc(&mask->loc, file, out);
	if (!nodes_empty(&mask->withheld)) {
		text_add(out, "; the design keeps out ");
		add_nodes(&mask->withheld, out);
	}
}

bool report_masks_equal(const struct mask_result *a, const struct mask_result *b)
{
	return a->any == b->any && a->from == b->from && nodes_equal(&a->nodes, &b->nodes) &&
	       nodes_equal(&a->withheld, &b->withheld);
}

/* ---- the request ---- */

static void add_call(const struct request_result *r, struct text *out)
{
	const char *gfp = r->gfp_resolved ? r->gfp_resolved : r->gfp;

	text_addf(out, "%s(%s, order %u)", r->call ? r->call : "alloc_pages", gfp ? gfp : "?",
		  r->order);
	if (r->task)
		text_addf(out, " by %s", r->task);
	if (r->cgroup && strcmp(r->cgroup, "/"))
		text_addf(out, " in %s", r->cgroup);
	text_addf(out, ", cpu %d", r->cpu);
	if (r->ctx != CTX_TASK)
		text_addf(out, ", context %s", alloc_ctx_names[r->ctx]);
}

void report_request(const struct step_result *step, const char *file, const struct field_sink *out)
{
	const struct request_result *r = &step->request;
	struct text line = TEXT_INIT;

	add_call(r, &line);
	field(out, "request", &line);

	line = TEXT_INIT;
	text_addf(&line, "highest zone %s, node %d%s", zone_names[r->highest_zone], r->nid,
		  r->nid_local ? " (local)" : "");
	if (*r->preferred)
		text_addf(&line, ", preferred %s", r->preferred);
	if (step->has_walk && step->walk.nr_passes)
		text_addf(&line, ", watermark %s", step->walk.passes[0].mark);
	field(out, "", &line);

	if (r->gfp && r->gfp_resolved && strcmp(r->gfp, r->gfp_resolved)) {
		line = TEXT_INIT;
		text_addf(&line, "asked for as %s", r->gfp);
		field(out, "", &line);
	}
	if (r->want) {
		line = TEXT_INIT;
		text_addf(&line, "opts in to node %s", r->want);
		field(out, "", &line);
	}
	line = TEXT_INIT;
	if (r->policy)
		text_addf(&line, "%s%s", r->policy, r->use_policy ? "" : ", not asked here");
	else
		text_add(&line, r->use_policy ? "none" : "not asked");
	field(out, "mempolicy", &line);
	if (r->mask.from != MASK_FROM_NONE) {
		line = TEXT_INIT;
		report_mask(&r->mask, file, &line);
		field(out, "asked", &line);
	}
}

/* ---- passes ---- */

void report_notes(const struct walk_result *walk, size_t before, const struct field_sink *out)
{
	for (size_t i = 0; i < walk->nr_notes; i++) {
		const struct walk_note *note = &walk->notes[i];
		struct text line = TEXT_INIT;

		if (note->before_pass != before)
			continue;
		text_add(&line, note->what);
		if (note->by)
			text_addf(&line, " (%s)", note->by);
		field(out, "then", &line);
	}
}

void report_pass(const struct walk_result *walk, size_t i, const char *file,
		 const struct field_sink *out)
{
	const struct pass_result *pass = &walk->passes[i];
	const struct pass_result *before = i ? &walk->passes[i - 1] : NULL;
	struct text line = TEXT_INIT;

	if (walk->nr_passes > 1) {
		text_addf(&line, "%zu of %zu, %s: %s", i + 1, walk->nr_passes,
			  pass_names[pass->kind], pass_whens[pass->kind]);
		if (pass->round)
			text_addf(&line, ", round %d", pass->round);
		field(out, "pass", &line);
		line = TEXT_INIT;
		text_addf(&line, "%s", pass->alloc_flags_text ? pass->alloc_flags_text : "0");
		if (i)
			text_addf(&line, ", watermark %s", pass->mark);
		field(out, "flags", &line);
	}
	if (!before || !report_masks_equal(&pass->mask, &before->mask)) {
		line = TEXT_INIT;
		report_mask(&pass->mask, file, &line);
		field(out, "nodemask", &line);
	}
	if (pass->zonelist &&
	    (!before || !before->zonelist || strcmp(pass->zonelist, before->zonelist)))
		out->add(out->arg, "zonelist", pass->zonelist);
}

/* ---- what came of it ---- */

static void add_may(const struct may_result *may, const struct field_sink *out)
{
	struct text line = TEXT_INIT;
	char list[NODELIST_MAX];

	text_addf(&line, "%s",
		  nodes_empty(&may->nodes) ? "no node" : nodelist_print(&may->nodes, list));
	if (!nodes_equal(&may->nodes, &may->first))
		text_addf(&line, " in some pass, %s in the first one",
			  nodes_empty(&may->first) ? "none" : nodelist_print(&may->first, list));
	for (size_t i = 0; i < may->nr_zones; i++)
		text_addf(&line, "%s%s", i ? " " : ": ", may->zones[i].label);
	field(out, "may use", &line);
}

static void add_landing(const struct step_result *step, const struct field_sink *out)
{
	const char *unit = step->unit ? step->unit : "page";
	struct text line = TEXT_INIT;

	for (size_t i = 0; i < step->nr_landings; i++)
		text_addf(&line, "%s%" PRIu64 " %s%s on node %d", i ? ", " : "",
			  step->landings[i].nr_pages, unit,
			  step->landings[i].nr_pages == 1 ? "" : "s", step->landings[i].nid);
	if (!step->nr_landings)
		text_add(&line, "nothing was allocated");
	if (step->served)
		text_addf(&line, ", the last in pass %s", pass_names[step->pass]);
	field(out, "landed", &line);
}

static void add_refusal(const struct step_result *step, const struct field_sink *out)
{
	struct text line = TEXT_INIT;

	if (step->has_errno && step->err)
		text_add(&line, errname(step->err));
	if (step->has_verdict)
		text_addf(&line, "%s%s (%s): %s", line.len ? ", " : "",
			  verdict_info(step->verdict)->short_name, verdict_class_name(step->class),
			  verdict_info(step->verdict)->text);
	if (line.len)
		out->add(out->arg, "result", text_str(&line));
	text_free(&line);
}

static void add_oom(const struct step_result *step, const struct field_sink *out)
{
	const struct oom_report *oom = &step->oom;
	struct text line = TEXT_INIT;
	char list[NODELIST_MAX];

	if (step->cycle)
		out->add(out->arg, "livelock", step->cycle);
	if (!oom->reached)
		return;
	text_addf(&line, "the OOM killer was reached, %s, nodemask %s%s%s",
		  oom_constraint_names[oom->constraint],
		  oom->has_nodemask ? nodelist_print(&oom->nodemask, list) : "(null)",
		  step->victims ? ", killed " : "", step->victims ? step->victims : "");
	field(out, "oom", &line);
}

/* The lines of the kernel log that say what happened, not what memory looked like. */
static bool is_headline(const char *line, size_t len)
{
	static const char *const words[] = { "invoked oom-killer", "oom-kill:",
					     "Killed process",	   "page allocation failure",
					     "Kernel panic",	   "no killable processes",
					     "memory.oom.group" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *at = strstr(line, words[i]);

		if (at && at < line + len)
			return true;
	}
	return false;
}

static void add_log(const struct step_result *step, const struct field_sink *out)
{
	const char *line = step->log ? step->log : "";
	const char *label = "log";

	while (*line) {
		size_t len = strcspn(line, "\n");
		struct text text = TEXT_INIT;

		if (is_headline(line, len)) {
			text_add_bytes(&text, line, len);
			field(out, label, &text);
			label = "";
		}
		line += len + (line[len] == '\n');
	}
}

static void add_states(const struct step_result *step, const struct field_sink *out)
{
	for (size_t i = 0; i < step->nr_states; i++) {
		const struct state_result *state = &step->states[i];
		struct text line = TEXT_INIT;

		text_addf(&line, "%s is %s", state->what, *state->got ? state->got : "(empty)");
		if (!state->ok)
			text_addf(&line, ", expected %s",
				  *state->wanted ? state->wanted : "(empty)");
		field(out, "state", &line);
	}
}

void report_result(const struct step_result *step, const struct field_sink *out)
{
	if (step->has_may && step->has_request)
		add_may(&step->may, out);
	else if (step->has_request)
		add_landing(step, out);
	add_refusal(step, out);
	add_oom(step, out);
	add_log(step, out);
	add_states(step, out);
}
