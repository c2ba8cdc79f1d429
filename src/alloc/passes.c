// SPDX-License-Identifier: GPL-2.0-only
/*
 * The slow path as a state machine: which pass comes next when one has failed.
 *
 * Responsible for the order of passes, their flags and masks, and the actions
 * between them. Not responsible for carrying out passes and actions
 * (page_alloc.c does, query.c supposes their outcome).
 *
 * Mirrors: mm/page_alloc.c __alloc_pages_slowpath(), __alloc_pages_may_oom(),
 * __alloc_pages_direct_reclaim(), __alloc_pages_direct_compact(),
 * check_retry_cpuset(), v6.12 (6.12.117).
 * Differs: zonelists do not change under a request; where the kernel would loop for
 * ever the request fails.
 */
#include "alloc/passes.h"

#include "alloc/retry.h"

/* A mask that misses the task's nodes is replaced; a design may miss again. */
#define MAX_MASK_MISSES 2
/* Rounds that make progress end when nothing is left to reclaim or to kill. */
#define MAX_ROUNDS (1 << 20)

/*
 * What the machine does next. The names of the kernel's labels where it has
 * them; X_FAILED is the place after the pass X.
 */
enum stage {
	STAGE_FAST_FAILED,
	STAGE_RESTART,
	STAGE_SLOW,
	STAGE_SLOW_FAILED,
	STAGE_EARLY_COMPACTED,
	STAGE_EARLY_COMPACT_FAILED,
	STAGE_RETRY,
	STAGE_RETRY_ATTEMPT,
	STAGE_RETRY_FAILED,
	STAGE_RECLAIMED,
	STAGE_RECLAIM_FAILED,
	STAGE_DRAINED,
	STAGE_COMPACT,
	STAGE_COMPACTED,
	STAGE_DECIDE,
	STAGE_UNRESERVED,
	STAGE_PRE_OOM_FAILED,
	STAGE_OOM_DONE,
	STAGE_NOFAIL_OOM_FAILED,
	STAGE_OOM_IN_VAIN,
	STAGE_NOPAGE,
	STAGE_NOFAIL_FAILED,
	STAGE_NEW_ROUND,
	STAGE_LIVELOCK,
	STAGE_FAIL,
	NR_STAGES
};

/* Go on at @stage without a step for the caller. */
static enum alloc_step go_to(struct passes *p, enum stage stage)
{
	p->stage = stage;
	return STEP_CONTINUE;
}

/* Let the caller do @step; its outcome is looked at in @then. */
static enum alloc_step act(struct passes *p, enum alloc_step step, enum stage then)
{
	p->stage = then;
	p->answer = 0;
	return step;
}

/* Let the caller walk a pass; go on at @failed when it found nothing. */
static enum alloc_step attempt(struct passes *p, enum pass_kind kind, gfp_t gfp,
			       unsigned alloc_flags, enum stage failed)
{
	p->pass.kind = kind;
	p->pass.round = p->nr_rounds;
	p->pass.gfp = gfp;
	p->pass.alloc_flags = alloc_flags;
	p->stage = failed;
	return STEP_PASS;
}

static void set_mask(struct passes *p, struct mask_ref mask)
{
	p->pass.ac.mask = mask;
	p->pass.ac.preferred_idx = next_zoneref(&p->pass.ac, 0);
}

/* The kernel would go round for ever; @cycle: through what. */
static enum stage livelock_in(struct passes *p, const char *cycle)
{
	p->cycle = cycle;
	return STAGE_LIVELOCK;
}

/*
 * Mirrors: mm/page_alloc.c check_retry_cpuset(), v6.12.
 * Return: the stage to continue at, or @otherwise when nothing is to be retried.
 * In interrupt context the nodes asked about are those of the interrupted task.
 */
static enum stage check_retry_cpuset(struct passes *p, enum stage otherwise)
{
	const struct task *task = p->req->task;
	const nodemask_t *nodes = p->pass.ac.mask.nodes;

	if (cpusets_enabled(p->m) && nodes && request_mask_missed(p->m, p->req, nodes)) {
		if (p->nr_mask_misses++ == MAX_MASK_MISSES)
			return livelock_in(p, "the mask misses the task's nodes -> "
					      "check_retry_cpuset() replaces it -> restart -> "
					      "the new mask misses them as well");
		p->pass.ac.mask = request_retry_mask(p->m, p->req);
		p->nr_rounds++;
		return STAGE_RESTART;
	}
	if (p->mems_allowed_seq != task->mems_allowed_seq) {
		p->nr_rounds++;
		return STAGE_RESTART;
	}
	return otherwise;
}

/*
 * A cpuset that holds no zone for this request, on a machine where such cpusets
 * were seen.
 */
static bool cpuset_is_insane(const struct passes *p)
{
	const struct alloc_context *ac = &p->pass.ac;
	uint32_t first;

	if (!p->m->cpusets_insane_config || !(p->req->gfp & __GFP_HARDWALL))
		return false;
	first = next_zones_zonelist(ac->zonelist, 0, ac->highest_zoneidx,
				    &p->req->task->mems_allowed);
	return first == ac->zonelist->nr_refs;
}

static enum alloc_step fast_failed(struct passes *p)
{
	p->pass.ac.spread_dirty_pages = false;
	p->pass.ac.mask = request_slow_mask(p->m, p->req);
	return go_to(p, STAGE_RESTART);
}

static enum alloc_step restart(struct passes *p)
{
	p->nr_no_progress = 0;
	p->nr_compact_retries = 0;
	p->compact_result = COMPACT_SKIPPED;
	p->compact_priority = COMPACT_PRIO_SYNC_LIGHT;
	p->mems_allowed_seq = p->req->task->mems_allowed_seq;
	p->alloc_flags = gfp_to_alloc_flags(p->req);
	set_mask(p, p->pass.ac.mask);
	if (!ac_has_zone(&p->pass.ac) || cpuset_is_insane(p))
		return go_to(p, STAGE_NOPAGE);
	if (p->alloc_flags & ALLOC_KSWAPD)
		return act(p, STEP_WAKE_KSWAPD, STAGE_SLOW);
	return go_to(p, STAGE_SLOW);
}

static enum alloc_step slow(struct passes *p)
{
	return attempt(p, PASS_SLOW, p->req->gfp, p->alloc_flags, STAGE_SLOW_FAILED);
}

/* Costly orders, and all that must not fragment, are compacted before any reclaim. */
static enum alloc_step slow_failed(struct passes *p)
{
	bool early = costly_order(p) ||
		     (p->req->order > 0 && p->pass.ac.migratetype != MIGRATE_MOVABLE);

	if (early && gfpflags_allow_blocking(p->req->gfp) && can_compact(p) &&
	    !gfp_pfmemalloc_flags(p->req)) {
		p->compact_try = COMPACT_PRIO_ASYNC;
		return act(p, STEP_COMPACT, STAGE_EARLY_COMPACTED);
	}
	return go_to(p, STAGE_RETRY);
}

static enum alloc_step early_compacted(struct passes *p)
{
	p->compact_result = (enum compact_result)p->answer;
	if (p->compact_result == COMPACT_SKIPPED)
		return go_to(p, STAGE_EARLY_COMPACT_FAILED);
	return attempt(p, PASS_DIRECT_COMPACT, p->req->gfp, p->alloc_flags,
		       STAGE_EARLY_COMPACT_FAILED);
}

/*
 * A costly order that will not retry gives up when compaction was not even tried,
 * or when one node is all it may use; else it goes on, without trying harder.
 */
static enum alloc_step early_compact_failed(struct passes *p)
{
	bool tried = p->compact_result != COMPACT_SKIPPED && p->compact_result != COMPACT_DEFERRED;

	if (!costly_order(p) || !(p->req->gfp & __GFP_NORETRY))
		return go_to(p, STAGE_RETRY);
	if (!tried || (p->req->gfp & __GFP_THISNODE))
		return go_to(p, STAGE_NOPAGE);
	p->compact_priority = COMPACT_PRIO_ASYNC;
	return go_to(p, STAGE_RETRY);
}

static enum alloc_step retry(struct passes *p)
{
	enum stage next = check_retry_cpuset(p, STAGE_RETRY_ATTEMPT);

	if (next != STAGE_RETRY_ATTEMPT)
		return go_to(p, next);
	if (p->alloc_flags & ALLOC_KSWAPD)
		return act(p, STEP_WAKE_KSWAPD, STAGE_RETRY_ATTEMPT);
	return go_to(p, STAGE_RETRY_ATTEMPT);
}

/*
 * Reserve flags replace the others for good. Who is not held by cpusets, or may
 * use reserves, is not held by a nodemask either from here on.
 */
static enum alloc_step retry_attempt(struct passes *p)
{
	unsigned reserve = gfp_pfmemalloc_flags(p->req);

	if (reserve)
		p->alloc_flags = reserve | (p->alloc_flags & ALLOC_KSWAPD);
	if (reserve || !(p->alloc_flags & ALLOC_CPUSET))
		set_mask(p, request_reset_mask(p->m, p->req));
	return attempt(p, PASS_RETRY, p->req->gfp, p->alloc_flags, STAGE_RETRY_FAILED);
}

static enum alloc_step retry_failed(struct passes *p)
{
	if (!gfpflags_allow_blocking(p->req->gfp))
		return go_to(p, STAGE_NOPAGE);
	if (request_task_flags(p->req) & PF_MEMALLOC)
		return go_to(p, STAGE_NOPAGE);
	return act(p, STEP_RECLAIM, STAGE_RECLAIMED);
}

static enum alloc_step reclaimed(struct passes *p)
{
	p->progress = p->answer;
	if (!p->progress)
		return go_to(p, STAGE_COMPACT);
	return attempt(p, PASS_RECLAIM, p->req->gfp, p->alloc_flags, STAGE_RECLAIM_FAILED);
}

static enum alloc_step reclaim_failed(struct passes *p)
{
	return act(p, STEP_DRAIN, STAGE_DRAINED);
}

static enum alloc_step drained(struct passes *p)
{
	return attempt(p, PASS_RECLAIM_DRAINED, p->req->gfp, p->alloc_flags, STAGE_COMPACT);
}

static enum alloc_step compact(struct passes *p)
{
	p->compact_result = COMPACT_SKIPPED;
	if (p->req->order == 0 || !can_compact(p))
		return go_to(p, STAGE_DECIDE);
	p->compact_try = p->compact_priority;
	return act(p, STEP_COMPACT, STAGE_COMPACTED);
}

static enum alloc_step compacted(struct passes *p)
{
	p->compact_result = (enum compact_result)p->answer;
	if (p->compact_result == COMPACT_SKIPPED)
		return go_to(p, STAGE_DECIDE);
	return attempt(p, PASS_COMPACT, p->req->gfp, p->alloc_flags, STAGE_DECIDE);
}

static enum alloc_step decide(struct passes *p)
{
	gfp_t gfp = p->req->gfp;

	p->pass.alloc_flags = p->alloc_flags;
	if (gfp & __GFP_NORETRY)
		return go_to(p, STAGE_NOPAGE);
	if (costly_order(p) && (!can_compact(p) || !(gfp & __GFP_RETRY_MAYFAIL)))
		return go_to(p, STAGE_NOPAGE);
	if (should_reclaim_retry(p))
		return go_to(p, STAGE_NEW_ROUND);
	return act(p, STEP_UNRESERVE, STAGE_UNRESERVED);
}

/*
 * Reclaim found a zone ready for compaction and freed nothing (progress 1), and
 * compaction was not tried, because no zone that was ready is one of the request's:
 * the next round will be like this one.
 */
static bool nothing_changes(struct passes *p)
{
	if (p->answer || p->progress > 1 || p->compact_result != COMPACT_SKIPPED)
		p->nr_vain_rounds = 0;
	else
		p->nr_vain_rounds++;
	return p->nr_vain_rounds > MAX_RECLAIM_RETRIES;
}

static enum alloc_step once_more(struct passes *p)
{
	if (nothing_changes(p))
		return go_to(p, livelock_in(p, "compaction_ready() calls it progress -> "
					       "try_to_compact_pages() skips the zone -> "
					       "should_compact_retry() takes it -> retry"));
	return go_to(p, STAGE_NEW_ROUND);
}

/* The last look before anybody is blamed: hardwalled, and above the high mark. */
static enum alloc_step unreserved(struct passes *p)
{
	gfp_t gfp = (p->req->gfp | __GFP_HARDWALL) & ~__GFP_DIRECT_RECLAIM;
	enum stage next;

	if (p->answer || should_compact_retry(p))
		return once_more(p);
	next = check_retry_cpuset(p, STAGE_PRE_OOM_FAILED);
	if (next != STAGE_PRE_OOM_FAILED)
		return go_to(p, next);
	return attempt(p, PASS_PRE_OOM, gfp, ALLOC_WMARK_HIGH | ALLOC_CPUSET, next);
}

/*
 * The OOM killer is not for (a) tasks that dump core, (b) costly orders,
 * (c) requests that may fail, (d) one node, (e) the zones below Normal.
 */
static bool oom_is_out_of_question(const struct passes *p)
{
	return (p->req->task->flags & PF_DUMPCORE) || /* (a) */
	       costly_order(p) || /* (b) */
	       (p->req->gfp & (__GFP_RETRY_MAYFAIL | __GFP_THISNODE)) || /* (c), (d) */
	       p->pass.ac.highest_zoneidx < ZONE_NORMAL; /* (e) */
}

/* An OOM victim that had its share of the reserves does not wait for more. */
static bool victim_gives_up(const struct passes *p)
{
	return p->req->task->oom_victim &&
	       ((p->alloc_flags & ALLOC_OOM) || (p->req->gfp & __GFP_NOMEMALLOC));
}

static enum alloc_step pre_oom_failed(struct passes *p)
{
	if (oom_is_out_of_question(p))
		return go_to(p, STAGE_NOPAGE);
	return act(p, STEP_OOM, STAGE_OOM_DONE);
}

static enum alloc_step oom_done(struct passes *p)
{
	p->progress = p->answer;
	if (p->req->gfp & __GFP_NOFAIL)
		return attempt(p, PASS_NOFAIL_OOM, p->req->gfp, ALLOC_NO_WATERMARKS | ALLOC_CPUSET,
			       STAGE_NOFAIL_OOM_FAILED);
	return go_to(p, STAGE_OOM_IN_VAIN);
}

static enum alloc_step nofail_oom_failed(struct passes *p)
{
	return attempt(p, PASS_NOFAIL_OOM_ANY, p->req->gfp, ALLOC_NO_WATERMARKS, STAGE_OOM_IN_VAIN);
}

/*
 * The kernel goes round until the killer has freed something. When it has not,
 * the request ends here: with the OOM as its result, or as a livelock when
 * nobody was even looked for.
 */
static enum alloc_step oom_in_vain(struct passes *p)
{
	if (victim_gives_up(p))
		return go_to(p, STAGE_NOPAGE);
	if (p->progress) {
		p->nr_no_progress = 0;
		return go_to(p, STAGE_NEW_ROUND);
	}
	if (!oom_looks_for_victim(p->req))
		return go_to(p, livelock_in(p, "reclaim finds nothing -> out_of_memory() kills "
					       "nobody without __GFP_FS and calls it progress -> "
					       "retry"));
	if (p->req->gfp & __GFP_NOFAIL)
		return go_to(p, livelock_in(p, "reclaim finds nothing -> out_of_memory() has "
					       "nobody to kill -> __GFP_NOFAIL: retry"));
	return go_to(p, STAGE_FAIL);
}

static enum alloc_step nopage(struct passes *p)
{
	enum stage next = check_retry_cpuset(p, STAGE_FAIL);

	if (next != STAGE_FAIL)
		return go_to(p, next);
	if (!(p->req->gfp & __GFP_NOFAIL) || !gfpflags_allow_blocking(p->req->gfp))
		return go_to(p, STAGE_FAIL);
	if (p->nofail_tried && !p->progress)
		return go_to(p, livelock_in(p, "no page, not even from the reserves -> "
					       "__GFP_NOFAIL: retry"));
	p->nofail_tried = true;
	return attempt(p, PASS_NOFAIL, p->req->gfp, ALLOC_MIN_RESERVE | ALLOC_CPUSET,
		       STAGE_NOFAIL_FAILED);
}

static enum alloc_step nofail_failed(struct passes *p)
{
	return attempt(p, PASS_NOFAIL_ANY, p->req->gfp, ALLOC_MIN_RESERVE, STAGE_NEW_ROUND);
}

static enum alloc_step new_round(struct passes *p)
{
	if (++p->nr_rounds > MAX_ROUNDS)
		return go_to(p, livelock_in(p, "what reclaim and the OOM killer free does not "
					       "serve the request -> retry"));
	return go_to(p, STAGE_RETRY);
}

static enum alloc_step livelock(struct passes *p)
{
	return act(p, STEP_LIVELOCK, STAGE_LIVELOCK);
}

static enum alloc_step fail(struct passes *p)
{
	return act(p, STEP_FAIL, STAGE_FAIL);
}

static enum alloc_step (*const stages[NR_STAGES])(struct passes *p) = {
	[STAGE_FAST_FAILED] = fast_failed,
	[STAGE_RESTART] = restart,
	[STAGE_SLOW] = slow,
	[STAGE_SLOW_FAILED] = slow_failed,
	[STAGE_EARLY_COMPACTED] = early_compacted,
	[STAGE_EARLY_COMPACT_FAILED] = early_compact_failed,
	[STAGE_RETRY] = retry,
	[STAGE_RETRY_ATTEMPT] = retry_attempt,
	[STAGE_RETRY_FAILED] = retry_failed,
	[STAGE_RECLAIMED] = reclaimed,
	[STAGE_RECLAIM_FAILED] = reclaim_failed,
	[STAGE_DRAINED] = drained,
	[STAGE_COMPACT] = compact,
	[STAGE_COMPACTED] = compacted,
	[STAGE_DECIDE] = decide,
	[STAGE_UNRESERVED] = unreserved,
	[STAGE_PRE_OOM_FAILED] = pre_oom_failed,
	[STAGE_OOM_DONE] = oom_done,
	[STAGE_NOFAIL_OOM_FAILED] = nofail_oom_failed,
	[STAGE_OOM_IN_VAIN] = oom_in_vain,
	[STAGE_NOPAGE] = nopage,
	[STAGE_NOFAIL_FAILED] = nofail_failed,
	[STAGE_NEW_ROUND] = new_round,
	[STAGE_LIVELOCK] = livelock,
	[STAGE_FAIL] = fail,
};

void passes_begin_after_fast(struct passes *p, const struct machine *m,
			     const struct alloc_request *req, const struct alloc_pass *fast)
{
	*p = (struct passes){ .m = m, .req = req, .pass = *fast, .stage = STAGE_FAST_FAILED };
}

void passes_begin(struct passes *p, const struct machine *m, const struct alloc_request *req)
{
	*p = (struct passes){ .m = m, .req = req, .question = true, .stage = STAGE_FAST_FAILED };
	request_prepare(m, req, &p->pass);
}

enum alloc_step passes_next(struct passes *p)
{
	enum alloc_step step;

	do {
		assert(p->stage >= 0 && p->stage < NR_STAGES);
		step = stages[p->stage](p);
	} while (step == STEP_CONTINUE);
	return step;
}
