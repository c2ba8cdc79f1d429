/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The passes of a request, one after the other, and what happens between them.
 *
 * The slow path is a state machine: each call of passes_next() supposes that
 * the pass returned before has failed and says what comes next. A pass is
 * walked by the caller; an action (reclaim, OOM, ...) is carried out by the
 * caller as well, who leaves its outcome in @answer. alloc_pages() really does
 * these things; the questions leave the answer at 0, "found nothing".
 *
 *	FAST -> restart: SLOW -> early compaction
 *	     -> retry: RETRY -> reclaim -> compaction -> (retry?) -> PRE_OOM -> OOM -> (retry?)
 *	     -> nopage: NOFAIL tails -> fail
 *
 * Mirrors: mm/page_alloc.c __alloc_pages_slowpath(), v6.12 (6.12.117: the
 * cpuset check stands at the retry label).
 */
#ifndef NW_ALLOC_PASSES_H
#define NW_ALLOC_PASSES_H

#include "alloc/request.h"

enum alloc_step {
	STEP_CONTINUE, /* inside the machine only */
	STEP_PASS, /* walk passes.pass */
	STEP_WAKE_KSWAPD,
	STEP_COMPACT, /* at priority @compact_try; answer: enum compact_result */
	STEP_RECLAIM, /* answer: pages freed */
	STEP_DRAIN, /* give highatomic and per-cpu lists back */
	STEP_UNRESERVE, /* before OOM, the last highatomic pageblock; answer: one was */
	STEP_OOM, /* answer: something was freed */
	STEP_LIVELOCK, /* the kernel would go round for ever; a failure here */
	STEP_FAIL
};

/*
 * Private but for @pass and @answer. @hypothetical: no look at free memory, for
 * questions about any amount of it. @question: nothing is really done between
 * the passes, so a round that only repeats the one before is left out.
 */
struct passes {
	const struct machine *m;
	const struct alloc_request *req;
	struct alloc_pass pass;
	uint64_t answer;

	bool hypothetical, question;
	int stage;
	unsigned alloc_flags; /* of the slow path, between passes */
	unsigned mems_allowed_seq;
	uint64_t progress; /* of the last reclaim or OOM */
	enum compact_priority compact_try; /* of STEP_COMPACT */
	enum compact_priority compact_priority; /* of the rounds */
	enum compact_result compact_result; /* of the last compaction */
	bool captured; /* it left a block for the request, which the pass need not look for */
	bool nofail_tried;
	int nr_no_progress;
	int nr_compact_retries;
	int nr_mask_misses;
	int nr_rounds;
	int nr_vain_rounds; /* in a row: reclaim and compaction left everything as it was */
	const char *cycle; /* of STEP_LIVELOCK: what goes round for ever */
};

/* Resolve the request for a question about it; p->pass is the fast pass. */
void passes_begin(struct passes *p, const struct machine *m, const struct alloc_request *req);
/* For a request that is made; its fast pass has been prepared and has failed. */
void passes_begin_after_fast(struct passes *p, const struct machine *m,
			     const struct alloc_request *req, const struct alloc_pass *fast);
enum alloc_step passes_next(struct passes *p);

/* Does out_of_memory() go as far as looking for a victim? Without __GFP_FS it does not. */
static inline bool oom_looks_for_victim(const struct alloc_request *req)
{
	return req->gfp & __GFP_FS;
}

#endif
