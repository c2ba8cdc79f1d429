// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where two designs part in a step that is no request, or whose request never came
 * to be: writes, system calls, memory that comes and goes, checks.
 */
#include <stdlib.h>
#include <string.h>

#include "base/errname.h"
#include "report/parting.h"
#include "report/private.h"

/* ---- what is no request, and what never became one ---- */

/* How a call ended: "EINVAL, cpuset-spm: the design does not let ...", "ok". */
static void add_call_end(const struct step_result *step, struct text *out)
{
	text_add(out, step->has_errno && step->err ? errname(step->err) : "ok");
	if (step->has_verdict)
		text_addf(out, ", %s: %s", verdict_info(step->verdict)->short_name,
			  verdict_info(step->verdict)->text);
	else if (step->nr_landings && step->cell.text)
		text_addf(out, ", memory of node %s", step->cell.text);
	if (step->text)
		text_addf(out, ", %s", step->text);
}

static enum hook hook_of_verdict(enum verdict v)
{
	switch (v) {
	case VERDICT_MPOL_EMPTY:
	case VERDICT_MPOL_INVALID:
	case VERDICT_MPOL_SPM:
		return HOOK_MPOL_TRIM;
	case VERDICT_CPUSET_INVALID:
	case VERDICT_CPUSET_SPM:
		return HOOK_CPUSET_WRITE;
	case VERDICT_HOTPLUG_ROLE:
	case VERDICT_HOTPLUG_FEATURES:
	case VERDICT_HOTPLUG_INVALID:
	case VERDICT_HOTPLUG_BUSY:
	case VERDICT_HOTPLUG_EXISTS:
	case VERDICT_HOTPLUG_ONLINE:
	case VERDICT_NO_REGISTRATION:
	case VERDICT_NO_DRIVER:
		return HOOK_HOTPLUG;
	case VERDICT_NO_OPT_IN:
		return HOOK_OPT_IN;
	default:
		return HOOK_NONE;
	}
}

static enum hook hook_of_kind(const char *kind)
{
	static const struct {
		const char *kind;
		enum hook hook;
	} kinds[] = {
		{ "mbind", HOOK_MPOL_TRIM },	    { "migrate", HOOK_MIGRATE_OK },
		{ "cgroup", HOOK_CPUSET_WRITE },    { "write", HOOK_CPUSET_WRITE },
		{ "attach", HOOK_CPUSET_SUFFICES }, { "fork", HOOK_CPUSET_SUFFICES },
		{ "hotplug", HOOK_HOTPLUG },	    { "zswap", HOOK_ZSWAP_DIRECT },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].kind, kind))
			return kinds[i].hook;
	return HOOK_NONE;
}

bool parting_skipped(const struct pair *pair, struct parting *p)
{
	struct text answers[2] = { TEXT_INIT, TEXT_INIT };
	bool skipped[2];

	for (int i = 0; i < 2; i++)
		skipped[i] = pair->steps[i]->outcome == OUTCOME_SKIP;
	if (skipped[0] == skipped[1])
		return false;
	for (int i = 0; i < 2; i++)
		text_addf(&answers[i], "%s",
			  !skipped[i]		 ? "run" :
			  pair->steps[i]->reason ? pair->steps[i]->reason :
						   "not run");
	return parting_set(p, HOOK_NONE, "only one of them runs the step", answers);
}

bool parting_same_landings(const struct step_result *a, const struct step_result *b)
{
	if (a->nr_landings != b->nr_landings)
		return false;
	for (size_t i = 0; i < a->nr_landings; i++)
		if (a->landings[i].nid != b->landings[i].nid ||
		    a->landings[i].nr_pages != b->landings[i].nr_pages)
			return false;
	return true;
}

/* A write or call: how it ended. */
bool parting_call(const struct pair *pair, struct parting *p)
{
	const struct step_result *a = pair->steps[0], *b = pair->steps[1];
	struct text answers[2] = { TEXT_INIT, TEXT_INIT };
	enum hook hook = HOOK_NONE;

	if (a->has_request && b->has_request)
		return false;
	if (a->has_request == b->has_request && a->err == b->err &&
	    a->has_verdict == b->has_verdict && (!a->has_verdict || a->verdict == b->verdict) &&
	    parting_same_landings(a, b) && parting_same_text(a->text, b->text))
		return false;
	for (int i = 0; i < 2; i++) {
		const struct step_result *step = pair->steps[i];

		add_call_end(step, &answers[i]);
		if (step->has_verdict && !hook)
			hook = hook_of_verdict(step->verdict);
	}
	if (!hook)
		hook = hook_of_kind(a->kind);
	return parting_set(p, hook, "how the call ends", answers);
}

/* ---- checks of state ---- */

/* The hook behind the nodes of a task or a cpuset. */
enum hook parting_mems_hook(const struct pair *pair)
{
	const struct isolation_design *a = parting_design(pair, 0), *b = parting_design(pair, 1);

	for (int i = 0; i < 2; i++)
		for (size_t j = 0; j < pair->designs[i]->nr_setup; j++)
			if (pair->designs[i]->setup[j].has_verdict &&
			    hook_of_verdict(pair->designs[i]->setup[j].verdict) ==
				    HOOK_CPUSET_WRITE)
				return HOOK_CPUSET_WRITE;
	if (a->cpuset_task_mems || b->cpuset_task_mems)
		return HOOK_CPUSET_TASK_MEMS;
	if (a->cpuset_derive || b->cpuset_derive)
		return HOOK_CPUSET_DERIVE;
	if (a->cpuset_top || b->cpuset_top)
		return HOOK_CPUSET_TOP;
	return HOOK_HOTPLUG;
}

static enum hook hook_of_state(const struct pair *pair, const char *what)
{
	static const struct {
		const char *key;
		enum hook hook;
	} keys[] = {
		{ "node_states ", HOOK_HOTPLUG },
		{ "roles ", HOOK_HOTPLUG },
		{ "kswapd", HOOK_HOTPLUG },
		{ "managed ", HOOK_HOTPLUG },
		{ "status ", HOOK_VISIBILITY },
		{ "zonelists ", HOOK_BUILD_ZONELISTS },
		{ "thisnode ", HOOK_BUILD_ZONELISTS },
		{ "tiers ", HOOK_HOTPLUG },
		{ "demotion", HOOK_DEMOTION_OK },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strncmp(what, keys[i].key, strlen(keys[i].key)))
			return keys[i].hook;
	if (!strncmp(what, "tasks ", 6) && strstr(what, " mempolicy"))
		return HOOK_MPOL_TRIM;
	if (!strncmp(what, "tasks ", 6) || !strncmp(what, "cgroups ", 8))
		return parting_mems_hook(pair);
	return HOOK_NONE;
}

bool parting_states(const struct pair *pair, struct parting *p)
{
	const struct step_result *a = pair->steps[0], *b = pair->steps[1];

	for (size_t i = 0; i < a->nr_states; i++)
		for (size_t j = 0; j < b->nr_states; j++) {
			const struct state_result *x = &a->states[i], *y = &b->states[j];
			struct text answers[2] = { TEXT_INIT, TEXT_INIT };

			if (strcmp(x->what, y->what) || !strcmp(x->got, y->got))
				continue;
			text_add(&answers[0], *x->got ? x->got : "(empty)");
			text_add(&answers[1], *y->got ? y->got : "(empty)");
			return parting_set(p, hook_of_state(pair, x->what), x->what, answers);
		}
	return false;
}
