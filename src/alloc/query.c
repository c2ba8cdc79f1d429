// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions to a request without making it: which nodes it may use, where it
 * would land, and why.
 *
 * Responsible for running the passes on a machine that stays as it is. Not
 * responsible for the passes (passes.c) or the judgement of a zone (walk.h).
 *
 * Mirrors: mm/page_alloc.c __alloc_pages_noprof(), v6.12, without its effects.
 * Differs: what would free memory (reclaim, compaction, the OOM killer, giving
 * back the highatomic reserve before OOM) is noted and supposed to find nothing.
 */
#include "alloc/explain.h"
#include "alloc/oom_scope.h"

/* ---- may_use ---- */

/*
 * Would @pass add nothing to what @before has added? Watermarks and the like do
 * not count here; mainline tests nodes by gfp and ALLOC_CPUSET. A design may look
 * at anything.
 */
static bool same_rules(const struct machine *m, const struct alloc_pass *before,
		       const struct alloc_pass *pass)
{
	if (m->design->zone_ok || before->ac.mask.nodes != pass->ac.mask.nodes)
		return false;
	if (!pass_tests_nodes(m, before))
		return true;
	return pass_tests_nodes(m, pass) && before->gfp == pass->gfp;
}

/* Add the zones that @pass would take if they had room. */
static void add_usable(const struct machine *m, const struct alloc_request *req,
		       const struct alloc_pass *pass, struct may_answer *answer)
{
	const struct alloc_context *ac = &pass->ac;
	const bool test_nodes = pass_tests_nodes(m, pass);

	for (uint32_t i = ac->preferred_idx; i < ac->zonelist->nr_refs;
	     i = next_zoneref(ac, i + 1)) {
		struct zoneref ref = ac->zonelist->refs[i];

		if (answer->zones[ref.nid] & (1u << ref.zone_idx))
			continue;
		if (test_nodes && zone_allowed(m, req, pass, ref.nid) != VERDICT_PASS)
			continue;
		node_set(ref.nid, &answer->nodes);
		answer->zones[ref.nid] |= (uint8_t)(1u << ref.zone_idx);
	}
}

void alloc_may_use(const struct machine *m, const struct alloc_request *req,
		   struct may_answer *answer)
{
	struct alloc_pass before;
	struct passes p;
	enum alloc_step step;

	*answer = (struct may_answer){ 0 };
	passes_begin(&p, m, req);
	p.hypothetical = true;
	add_usable(m, req, &p.pass, answer);
	answer->first = answer->nodes;
	before = p.pass;
	while ((step = passes_next(&p)) != STEP_FAIL && step != STEP_LIVELOCK) {
		if (step != STEP_PASS || same_rules(m, &before, &p.pass))
			continue;
		add_usable(m, req, &p.pass, answer);
		before = p.pass;
	}
}

/* ---- lands_on ---- */

static void set_landed(struct lands_answer *answer, const struct alloc_pass *pass,
		       const struct walk_end *end)
{
	answer->ok = true;
	answer->ref = pass->ac.zonelist->refs[end->ref_idx];
	answer->pass = pass->kind;
	answer->round = pass->round;
}

static void note_oom(const struct passes *p, struct lands_answer *answer)
{
	if (oom_looks_for_victim(p->req))
		answer->oom = oom_report_for(p->m, p->req, p->pass.ac.mask);
}

struct lands_answer alloc_lands_on(const struct machine *m, const struct alloc_request *req)
{
	struct lands_answer answer = { 0 };
	struct passes p;
	struct walk_end end;
	enum alloc_step step = STEP_PASS;

	passes_begin(&p, m, req);
	for (; step != STEP_FAIL && step != STEP_LIVELOCK; step = passes_next(&p)) {
		if (step == STEP_OOM) {
			note_oom(&p, &answer);
		} else if (step == STEP_PASS && walk_zones(m, NULL, req, &p.pass, NULL, &end)) {
			set_landed(&answer, &p.pass, &end);
			answer.oom.reached = false;
			break;
		}
	}
	return answer;
}

/* ---- explain ---- */

struct lands_answer alloc_explain(const struct machine *m, const struct alloc_request *req,
				  bool all_passes, const struct explain_ops *ops, void *arg)
{
	const struct alloc_listener to = { ops, arg };
	struct lands_answer answer = { 0 };
	struct passes p;
	struct walk_end end;
	enum alloc_step step = STEP_PASS;

	passes_begin(&p, m, req);
	for (;; step = passes_next(&p)) {
		if (step == STEP_PASS) {
			if (explain_pass(m, req, &p.pass, &to, &end) && !answer.ok) {
				set_landed(&answer, &p.pass, &end);
				answer.oom.reached = false;
				if (!all_passes)
					break;
				p.hypothetical = true;
			}
			continue;
		}
		if (step == STEP_OOM && !answer.ok)
			note_oom(&p, &answer);
		explain_step(&p, step, &to);
		if (step == STEP_FAIL || step == STEP_LIVELOCK)
			break;
	}
	return answer;
}

/* ---- explain may_use ---- */

/* Judge every zone of the list as if it had room: only rules decide. */
static void explain_rules(const struct machine *m, const struct alloc_request *req,
			  const struct alloc_pass *pass, const struct explain_ops *ops, void *arg)
{
	const struct zonelist *zl = pass->ac.zonelist;
	const bool test_nodes = pass_tests_nodes(m, pass);
	const struct alloc_listener to = { ops, arg };
	struct walk_observer obs = explain_observer(m, req, pass, &to);
	struct walk_end end = { .ref_idx = zl->nr_refs, .alloc_flags = pass->alloc_flags };

	if (ops->pass)
		ops->pass(arg, pass);
	for (uint32_t i = pass->ac.preferred_idx; i < zl->nr_refs;
	     i = next_zoneref(&pass->ac, i + 1)) {
		enum verdict v = VERDICT_PASS;

		if (test_nodes)
			v = zone_allowed(m, req, pass, zl->refs[i].nid);
		walk_observe(&obs, i, v, pass->alloc_flags);
	}
	walk_observe_rest(&obs, &end);
	explain_unlisted(&obs);
}

void alloc_explain_may(const struct machine *m, const struct alloc_request *req,
		       const struct explain_ops *ops, void *arg)
{
	struct passes p;
	enum alloc_step step = STEP_PASS;

	passes_begin(&p, m, req);
	p.hypothetical = true;
	for (; step != STEP_FAIL && step != STEP_LIVELOCK; step = passes_next(&p))
		if (step == STEP_PASS)
			explain_rules(m, req, &p.pass, ops, arg);
}
