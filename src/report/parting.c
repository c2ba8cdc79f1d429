// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where two designs part: their results of one step are compared in the order in
 * which a request meets the hooks; the first difference wins.
 *
 * Responsible for naming hook and answers. Not responsible for layout (versus.c).
 * What a hook answered is read off the results: masks, lists, verdicts.
 */
#include "report/parting.h"

#include <stdlib.h>
#include <string.h>

#include "base/nodelist.h"
#include "report/private.h"

const char *hook_number(enum hook hook)
{
	static const char *const numbers[NR_HOOKS] = { "",
#define X(code, number, name) number,
						       HOOK_MAP(X)
#undef X
	};

	return numbers[hook];
}

const char *hook_name(enum hook hook)
{
	static const char *const names[NR_HOOKS] = { "",
#define X(code, number, name) name,
						     HOOK_MAP(X)
#undef X
	};

	return names[hook];
}

bool parting_set(struct parting *p, enum hook hook, const char *what, struct text answers[2])
{
	p->differs = true;
	p->hook = hook;
	p->what = xstrdup(what);
	for (int i = 0; i < 2; i++) {
		p->answers[i] = xstrdup(text_str(&answers[i]));
		text_free(&answers[i]);
	}
	return true;
}

static void add_nodes(const nodemask_t *nodes, struct text *out)
{
	char list[NODELIST_MAX];

	text_add(out, nodes_empty(nodes) ? "none" : nodelist_print(nodes, list));
}

bool parting_same_text(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

static bool same_nodes(const struct mask_result *a, const struct mask_result *b)
{
	return a->any == b->any && (a->any || nodes_equal(&a->nodes, &b->nodes));
}

/* N_MEMORY differs: no design's hook at this place, but what memory of the node joined. */
static bool memory_differs(const struct pair *pair)
{
	return !nodes_equal(&pair->steps[0]->walk.memory, &pair->steps[1]->walk.memory);
}

static void since_memory(const struct pair *pair, struct parting *p)
{
	struct text since = TEXT_INIT;

	if (!memory_differs(pair))
		return;
	text_add(&since, "N_MEMORY is ");
	add_nodes(&pair->steps[0]->walk.memory, &since);
	text_add(&since, " and ");
	add_nodes(&pair->steps[1]->walk.memory, &since);
	text_addf(&since, " (%s %s)", hook_number(HOOK_HOTPLUG), hook_name(HOOK_HOTPLUG));
	p->since = since.bytes;
}

/* ---- the request ---- */

static void add_phrase(const struct request_result *r, struct text *out)
{
	text_addf(out, "%s, node %d, nodemask ", r->gfp_resolved ? r->gfp_resolved : r->gfp,
		  r->nid);
	report_mask_nodes(&r->mask, out);
}

/* Flags, node and mask: phrased by the opt-in, or edited by the policy. */
static bool check_phrase(const struct pair *pair, struct parting *p)
{
	const struct request_result *a = &pair->steps[0]->request, *b = &pair->steps[1]->request;
	struct text answers[2] = { TEXT_INIT, TEXT_INIT };
	bool mask_differs = a->mask.any != b->mask.any || !same_nodes(&a->mask, &b->mask);
	enum hook hook = HOOK_MPOL_REQUEST;
	const char *what = "the request under a policy";

	if (!pair->steps[0]->has_request || !pair->steps[1]->has_request)
		return false;
	if (a->gfp_bits == b->gfp_bits && a->nid == b->nid && !mask_differs &&
	    parting_same_text(a->gfp_resolved, b->gfp_resolved))
		return false;
	if (a->want || b->want) {
		hook = HOOK_OPT_IN;
		what = "how the request is phrased";
	} else if (!parting_same_text(a->policy, b->policy)) {
		hook = HOOK_MPOL_TRIM;
		what = "the nodes of the policy";
	}
	for (int i = 0; i < 2; i++) {
		const struct request_result *r = i ? b : a;

		if (hook == HOOK_MPOL_TRIM)
			text_addf(&answers[i], "%s: ", r->policy ? r->policy : "no mempolicy");
		add_phrase(r, &answers[i]);
	}
	return parting_set(p, hook, what, answers);
}

/* ---- zonelists ---- */

/* The nodes of the list in walk order: "0 2 1". */
static void list_nodes(const struct pass_result *pass, struct text *out)
{
	nodemask_t seen = NODE_MASK_NONE;

	for (size_t i = 0; i < pass->nr_zones; i++) {
		const struct zone_result *z = &pass->zones[i];

		if (report_never_listed(z) || node_isset(z->nid, &seen))
			continue;
		node_set(z->nid, &seen);
		text_addf(out, "%s%d", out->len ? " " : "", z->nid);
	}
	if (!out->len)
		text_add(out, "empty");
}

static bool check_list(const struct pair *pair, const struct pass_result *const pass[2],
		       struct parting *p)
{
	struct text answers[2] = { TEXT_INIT, TEXT_INIT };

	if (pass[0]->zonelist_kind != pass[1]->zonelist_kind) {
		for (int i = 0; i < 2; i++)
			text_add(&answers[i], pass[i]->zonelist);
		return parting_set(p, HOOK_SELECT_ZONELIST, "the list that is walked", answers);
	}
	for (int i = 0; i < 2; i++)
		list_nodes(pass[i], &answers[i]);
	if (!strcmp(text_str(&answers[0]), text_str(&answers[1]))) {
		text_free(&answers[0]);
		text_free(&answers[1]);
		return false;
	}
	parting_set(p, HOOK_BUILD_ZONELISTS, "nodes of the list that is walked", answers);
	since_memory(pair, p);
	if (p->since && !parting_design(pair, 0)->build_zonelists &&
	    !parting_design(pair, 1)->build_zonelists)
		p->hook = HOOK_HOTPLUG;
	return true;
}

/* ---- masks ---- */

/* The hook that gave pass @n its mask. */
static enum hook hook_of_mask(const struct pair *pair, const struct pass_result *const pass[2],
			      size_t n)
{
	if (n == 0) {
		if (pass[0]->mask.from == MASK_FROM_TASK && pass[1]->mask.from == MASK_FROM_TASK)
			return parting_mems_hook(pair);
		return HOOK_DEFAULT_MASK;
	}
	for (int i = 0; i < 2; i++)
		if (pass[i]->mask.from == MASK_FROM_RETRY ||
		    (pass[i]->round && pass[i]->kind == PASS_SLOW))
			return HOOK_RETRY_MASK;
	return pass[0]->kind <= PASS_DIRECT_COMPACT ? HOOK_SLOW_MASK : HOOK_RESET_MASK;
}

static bool check_mask(const struct pair *pair, const struct pass_result *const pass[2], size_t n,
		       struct parting *p)
{
	struct text answers[2] = { TEXT_INIT, TEXT_INIT };
	bool cpuset[2];

	for (int i = 0; i < 2; i++)
		cpuset[i] = pass[i]->alloc_flags & ALLOC_CPUSET;
	if (same_nodes(&pass[0]->mask, &pass[1]->mask) && cpuset[0] == cpuset[1])
		return false;
	for (int i = 0; i < 2; i++) {
		report_mask(&pass[i]->mask, pair->steps[i]->loc.file, &answers[i]);
		if (cpuset[0] != cpuset[1])
			text_addf(&answers[i], ", %s ALLOC_CPUSET", cpuset[i] ? "with" : "without");
	}
	parting_set(p, hook_of_mask(pair, pass, n),
		    n ? "mask of the slow path" : "mask of the fast path", answers);
	if (p->hook == HOOK_HOTPLUG || p->hook == HOOK_CPUSET_TOP)
		since_memory(pair, p);
	return true;
}

/* ---- zones ---- */

/* The first row of the walk as it ended: behind the last start over. */
size_t report_last_walk(const struct pass_result *pass)
{
	size_t first = 0;

	for (size_t i = 0; i < pass->nr_zones; i++)
		if (report_starts_over(pass->zones, i))
			first = i;
	return first;
}

const struct zone_result *report_find_zone(const struct pass_result *pass, const char *label)
{
	for (size_t i = report_last_walk(pass); i < pass->nr_zones; i++)
		if (!strcmp(pass->zones[i].label, label))
			return &pass->zones[i];
	return NULL;
}

static enum hook hook_of_zones(const struct pair *pair, const struct zone_result *a,
			       const struct zone_result *b)
{
	if (a->verdict == VERDICT_CPUSET || b->verdict == VERDICT_CPUSET) {
		if (parting_design(pair, 0)->cpuset_ok || parting_design(pair, 1)->cpuset_ok)
			return HOOK_CPUSET_OK;
		return parting_mems_hook(pair);
	}
	if (verdict_info(a->verdict)->class == VCLASS_isolation ||
	    verdict_info(b->verdict)->class == VCLASS_isolation)
		return HOOK_ZONE_OK;
	return HOOK_NONE;
}

static void add_zone(const struct pair *pair, int i, const struct zone_result *z, struct text *out)
{
	char *because = report_because(pair->designs[i], z);

	text_addf(out, "%s: %s", verdict_info(z->verdict)->short_name, because);
	free(because);
}

static bool check_zones(const struct pair *pair, const struct pass_result *const pass[2],
			struct parting *p)
{
	for (size_t i = report_last_walk(pass[0]); i < pass[0]->nr_zones; i++) {
		const struct zone_result *a = &pass[0]->zones[i];
		const struct zone_result *b = report_find_zone(pass[1], a->label);
		struct text answers[2] = { TEXT_INIT, TEXT_INIT }, what = TEXT_INIT;
		enum hook hook;

		if (!b || a->verdict == b->verdict)
			continue;
		hook = hook_of_zones(pair, a, b);
		text_addf(&what, "zone %s%s", a->label,
			  hook ? "" : ", which earlier steps left in another state");
		add_zone(pair, 0, a, &answers[0]);
		add_zone(pair, 1, b, &answers[1]);
		parting_set(p, hook, text_str(&what), answers);
		text_free(&what);
		return true;
	}
	return false;
}

/* ---- passes ---- */

static bool check_order(const struct pair *pair, const struct pass_result *const pass[2],
			struct parting *p)
{
	struct text answers[2] = { TEXT_INIT, TEXT_INIT };

	(void)pair;
	if (pass[0]->kind == pass[1]->kind && pass[0]->round == pass[1]->round)
		return false;
	for (int i = 0; i < 2; i++)
		text_addf(&answers[i], "%s, round %d", pass_names[pass[i]->kind], pass[i]->round);
	return parting_set(p, HOOK_RETRY_MASK, "the pass that follows", answers);
}

static bool check_passes(const struct pair *pair, struct parting *p)
{
	const struct walk_result *a = &pair->steps[0]->walk, *b = &pair->steps[1]->walk;
	struct text answers[2] = { TEXT_INIT, TEXT_INIT };

	for (size_t n = 0; n < a->nr_passes && n < b->nr_passes; n++) {
		const struct pass_result *const pass[2] = { &a->passes[n], &b->passes[n] };

		if ((n && check_order(pair, pass, p)) || check_list(pair, pass, p) ||
		    check_mask(pair, pass, n, p) || check_zones(pair, pass, p))
			return true;
	}
	if (a->nr_passes == b->nr_passes)
		return false;
	text_addf(&answers[0], "%zu passes", a->nr_passes);
	text_addf(&answers[1], "%zu passes", b->nr_passes);
	return parting_set(p, HOOK_RETRY_MASK, "how often is tried", answers);
}

/* ---- what came of it ---- */

static void add_wakes(const struct step_result *step, struct text *out)
{
	for (size_t i = 0; i < step->nr_events; i++)
		if (step->events[i].kind == EVENT_KSWAPD_WAKE)
			text_addf(out, "%s%s", out->len ? " " : "", step->events[i].label);
	if (!out->len)
		text_add(out, "none");
}

static bool check_wakes(const struct pair *pair, struct parting *p)
{
	struct text answers[2] = { TEXT_INIT, TEXT_INIT };

	for (int i = 0; i < 2; i++)
		add_wakes(pair->steps[i], &answers[i]);
	if (strcmp(text_str(&answers[0]), text_str(&answers[1])))
		return parting_set(p, HOOK_RECLAIM_OK, "zones whose kswapd is woken", answers);
	text_free(&answers[0]);
	text_free(&answers[1]);
	return false;
}

static void add_oom(const struct oom_report *oom, struct text *out)
{
	text_add(out, oom->reached ? oom_constraint_names[oom->constraint] : "not reached");
	if (!oom->reached)
		return;
	text_add(out, ", nodemask ");
	if (oom->has_nodemask)
		add_nodes(&oom->nodemask, out);
	else
		text_add(out, "(null)");
}

static bool check_oom(const struct pair *pair, struct parting *p)
{
	struct text answers[2] = { TEXT_INIT, TEXT_INIT };

	for (int i = 0; i < 2; i++)
		add_oom(&pair->steps[i]->oom, &answers[i]);
	if (strcmp(text_str(&answers[0]), text_str(&answers[1])))
		return parting_set(p, HOOK_OOM_SCOPE, "what the OOM killer is told", answers);
	text_free(&answers[0]);
	text_free(&answers[1]);
	return false;
}

/* Everything above was alike, the result is not. */
static bool check_result(const struct pair *pair, struct parting *p)
{
	const struct step_result *a = pair->steps[0], *b = pair->steps[1];
	struct text answers[2] = { TEXT_INIT, TEXT_INIT };

	if (parting_same_landings(a, b) && a->err == b->err &&
	    parting_same_text(a->cell.text, b->cell.text))
		return false;
	for (int i = 0; i < 2; i++)
		text_add(&answers[i], pair->steps[i]->cell.text ? pair->steps[i]->cell.text : "-");
	return parting_set(p, HOOK_NONE,
			   "only later blocks of the step: the first one goes the same way",
			   answers);
}

void parting_find(const struct design_result *const designs[2],
		  const struct step_result *const steps[2], struct parting *p)
{
	static bool (*const checks[])(const struct pair *pair, struct parting *p) = {
		parting_skipped, parting_call, check_phrase,   check_passes,
		check_wakes,	 check_oom,    parting_states, check_result,
	};
	const struct pair pair = { designs, steps };

	*p = (struct parting){ 0 };
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (checks[i](&pair, p))
			return;
	p->what = xstrdup("nowhere: both go the same way");
}

void parting_free(struct parting *p)
{
	free(p->what);
	free(p->answers[0]);
	free(p->answers[1]);
	free(p->since);
	*p = (struct parting){ 0 };
}
