// SPDX-License-Identifier: GPL-2.0-only
/*
 * The story of a request: each pass with the judgement of every zone, and what
 * happens between passes, in words.
 *
 * Responsible for what a listener is told. Not responsible for the judgement
 * (walk.h) or for the order of passes (passes.c). Questions (query.c) and requests
 * that are made while somebody listens (page_alloc.c) tell it alike.
 *
 * Mirrors: nothing; the kernel keeps no such record.
 */
#include "alloc/explain.h"

#include "base/text.h"

void explain_unlisted(struct walk_observer *obs)
{
	const struct machine *m = obs->m;
	const struct zonelist *zl = obs->pass->ac.zonelist;
	uint8_t listed[MAX_NUMNODES] = { 0 };
	int nid;

	for (uint32_t i = 0; i < zl->nr_refs; i++)
		listed[zl->refs[i].nid] |= (uint8_t)(1u << zl->refs[i].zone_idx);
	for_each_node_state(m, nid, N_POSSIBLE)
		for (int i = MAX_NR_ZONES - 1; i >= 0; i--) {
			const struct zone *zone = &m->pgdat[nid]->node_zones[i];
			struct zone_record rec = { .ref = { .nid = (uint16_t)nid,
							    .zone_idx = (uint8_t)i } };

			if (!populated_zone(zone) || (listed[nid] & (1u << i)))
				continue;
			if (!managed_zone(zone))
				rec.verdict = VERDICT_NO_MEMORY;
			else if (obs->pass->ac.zonelist_kind == ZONELIST_NOFALLBACK)
				rec.verdict = VERDICT_UNLISTED_THISNODE;
			else
				rec.verdict = VERDICT_UNLISTED;
			rec.class = verdict_record_class(m, obs->req, obs->pass, nid, rec.verdict);
			rec.free = zone->nr_free_pages;
			obs->zone(obs->arg, &rec);
		}
}

static void ignore_zone(void *arg, const struct zone_record *rec)
{
	(void)arg;
	(void)rec;
}

struct walk_observer explain_observer(const struct machine *m, const struct alloc_request *req,
				      const struct alloc_pass *pass,
				      const struct alloc_listener *to)
{
	return (struct walk_observer){
		.m = m,
		.req = req,
		.pass = pass,
		.zone = to->ops->zone ? to->ops->zone : ignore_zone,
		.arg = to->arg,
	};
}

bool explain_pass(const struct machine *m, const struct alloc_request *req,
		  const struct alloc_pass *pass, const struct alloc_listener *to,
		  struct walk_end *end)
{
	struct walk_observer obs = explain_observer(m, req, pass, to);
	bool served;

	if (to->ops->pass)
		to->ops->pass(to->arg, pass);
	served = walk_zones(m, NULL, req, pass, &obs, end);
	walk_observe_rest(&obs, end);
	explain_unlisted(&obs);
	return served;
}

/* What an action is called, and the kernel function behind it. */
static const struct {
	const char *what, *by;
} step_notes[] = {
	[STEP_WAKE_KSWAPD] = { "wake kswapd", "wake_all_kswapds" },
	[STEP_COMPACT] = { "direct compaction", "__alloc_pages_direct_compact" },
	[STEP_RECLAIM] = { "direct reclaim", "__perform_reclaim" },
	[STEP_DRAIN] = { "per-cpu lists and highatomic given back", "drain_all_pages" },
	[STEP_UNRESERVE] = { "highatomic reserve", "unreserve_highatomic_pageblock" },
	[STEP_OOM] = { "OOM killer", "out_of_memory" },
	[STEP_LIVELOCK] = { "the kernel would retry for ever", "__alloc_pages_slowpath" },
	[STEP_FAIL] = { "failed", "warn_alloc" },
};

/* A pass of which no zone is left is not tried; said where the kernel notices. */
static void tell_no_zone(const struct passes *p, enum alloc_step step,
			 const struct alloc_listener *to)
{
	if ((step == STEP_FAIL || step == STEP_LIVELOCK) && !ac_has_zone(&p->pass.ac))
		to->ops->note(to->arg, verdict_info(VERDICT_NO_ZONE)->text,
			      verdict_info(VERDICT_NO_ZONE)->by);
}

static void tell(const struct passes *p, enum alloc_step step, const char *outcome,
		 const struct alloc_listener *to)
{
	struct text what = TEXT_INIT;

	if (!to->ops->note)
		return;
	tell_no_zone(p, step, to);
	text_addf(&what, "%s%s%s", step_notes[step].what, *outcome ? ": " : "", outcome);
	to->ops->note(to->arg, text_str(&what), step_notes[step].by);
	text_free(&what);
}

void explain_step(const struct passes *p, enum alloc_step step, const struct alloc_listener *to)
{
	const char *outcome = "";

	if (step == STEP_COMPACT || step == STEP_RECLAIM)
		outcome = "finds nothing";
	else if (step == STEP_UNRESERVE)
		outcome = "not given back in a question";
	else if (step == STEP_OOM && !oom_looks_for_victim(p->req))
		outcome = "not for a request without __GFP_FS";
	tell(p, step, outcome, to);
}

static void add_pages(struct text *out, int64_t nr, const char *what)
{
	text_addf(out, "%lld page%s %s", (long long)nr, nr == 1 ? "" : "s", what);
}

void explain_done(const struct passes *p, enum alloc_step step, int64_t nr_more,
		  const struct alloc_listener *to)
{
	struct text outcome = TEXT_INIT;

	switch (step) {
	case STEP_WAKE_KSWAPD:
		if (nr_more > 0)
			add_pages(&outcome, nr_more, "freed");
		break;
	case STEP_RECLAIM:
		if (p->answer)
			add_pages(&outcome, (int64_t)p->answer, "freed");
		else
			text_add(&outcome, "finds nothing");
		break;
	case STEP_COMPACT:
		text_addf(&outcome, "%s%s", compact_result_names[p->answer],
			  p->captured ? ", a block captured for the request" : "");
		break;
	case STEP_UNRESERVE:
		text_add(&outcome, p->answer ? "a pageblock given back" : "nothing to give back");
		break;
	case STEP_OOM:
		if (!oom_looks_for_victim(p->req))
			text_add(&outcome, "not for a request without __GFP_FS");
		else if (nr_more > 0)
			add_pages(&outcome, nr_more, "freed");
		break;
	default:
		break;
	}
	tell(p, step, text_str(&outcome), to);
	text_free(&outcome);
}
