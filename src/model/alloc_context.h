/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A request, what it resolves to, and the passes it goes through.
 *
 * Mirrors: mm/internal.h struct alloc_context and ALLOC_*, v6.12.
 */
#ifndef NW_MODEL_ALLOC_CONTEXT_H
#define NW_MODEL_ALLOC_CONTEXT_H

#include "base/diag.h"
#include "model/gfp.h"
#include "model/node.h"
#include "model/task.h"
#include "model/verdict.h"

struct machine;

#define ALLOC_WMARK_MIN 0x00u
#define ALLOC_WMARK_LOW 0x01u
#define ALLOC_WMARK_HIGH 0x02u
#define ALLOC_NO_WATERMARKS 0x04u
#define ALLOC_WMARK_MASK (ALLOC_NO_WATERMARKS - 1)
#define ALLOC_OOM 0x08u
#define ALLOC_NON_BLOCK 0x10u
#define ALLOC_MIN_RESERVE 0x20u
#define ALLOC_CPUSET 0x40u
#define ALLOC_CMA 0x80u
#define ALLOC_NOFRAGMENT 0x100u
#define ALLOC_HIGHATOMIC 0x200u
#define ALLOC_KSWAPD 0x800u
#define ALLOC_RESERVES (ALLOC_NON_BLOCK | ALLOC_MIN_RESERVE | ALLOC_HIGHATOMIC | ALLOC_OOM)

/* Where a nodemask came from. MASK_FROM(code, "text for people") */
#define MASK_FROM_MAP(X)                                                                           \
	X(NONE, "no nodemask")                                                                     \
	X(CALLER, "the caller")                                                                    \
	X(TASK, "the task's mems_allowed")                                                         \
	X(MEMPOLICY, "the task's mempolicy")                                                       \
	X(VMA_POLICY, "the mapping's mempolicy")                                                   \
	X(DESIGN, "the design's default set")                                                      \
	X(DROPPED, "dropped: reserves or no ALLOC_CPUSET")                                         \
	X(RETRY, "dropped: it missed the task's mems_allowed")

enum mask_from {
#define X(code, text) MASK_FROM_##code,
	MASK_FROM_MAP(X)
#undef X
	NR_MASK_FROM
};

extern const char *const mask_from_texts[NR_MASK_FROM];

/*
 * A nodemask with its origin. @nodes NULL = every node. Both pointers are
 * borrowed: they live as long as the request. @withheld: nodes that are missing
 * only because the design took them out (NULL = none); a refusal of such a node
 * is of class isolation.
 */
struct mask_ref {
	const nodemask_t *nodes;
	const nodemask_t *withheld;
	enum mask_from from;
	struct source_loc loc;		/* of the line that set it; line 0 = none */
};

#define MASK_REF_NONE ((struct mask_ref){ .from = MASK_FROM_NONE })

/* Why a zonelist is chosen: designs with further lists select by it (H2). */
enum alloc_reason {
	REASON_NORMAL,		/* alloc_pages() and friends */
	REASON_OPT_IN,		/* a caller that wants the special nodes (H16) */
	REASON_USER_POLICY,	/* a fault or migration under a policy that names them */
	REASON_DEMOTION,
	REASON_RECLAIM,
	REASON_HUGETLB,		/* a pool of huge pages grows */
	NR_ALLOC_REASONS
};

/*
 * One request, as the caller phrases it. Constant from then on.
 * @nid is the preferred node and must be possible (the engine resolves "local").
 */
struct alloc_request {
	gfp_t gfp;
	unsigned order;			/* 0..MAX_PAGE_ORDER; more in a search for a range */
	int nid;
	struct mask_ref mask;		/* the caller's (or mempolicy's) nodemask */
	enum alloc_ctx_kind ctx;
	const struct task *task;	/* running or interrupted task, never NULL */
	int cpu;
	enum alloc_reason reason;
};

/*
 * The pass kinds in the order of a request's life.
 * PASS(code, "short name", "when it is tried")
 */
#define PASS_MAP(X)                                                                                \
	X(FAST, "fast", "first attempt at the low watermark")                                      \
	X(SLOW, "slow", "slow path, first attempt with the exact flags")                           \
	X(DIRECT_COMPACT, "compact", "after direct compaction of a costly order")                  \
	X(RETRY, "retry", "slow path loop, reserves and mask as they are now")                     \
	X(RECLAIM, "reclaim", "after direct reclaim")                                              \
	X(RECLAIM_DRAINED, "reclaim-drain", "after per-cpu lists and highatomic were given back") \
	X(COMPACT, "compact-retry", "after direct compaction")                                     \
	X(PRE_OOM, "pre-oom", "under the OOM lock, high watermark, hardwall")                      \
	X(NOFAIL_OOM, "nofail-oom", "NOFAIL after the OOM killer, no watermarks, cpuset kept")     \
	X(NOFAIL_OOM_ANY, "nofail-oom-any", "the same without the cpuset")                         \
	X(NOFAIL, "nofail", "NOFAIL before giving up, min reserve, cpuset kept")                   \
	X(NOFAIL_ANY, "nofail-any", "the same without the cpuset")                                 \
	X(CONTIG, "contig", "search for a contiguous range, past the allocator")

enum pass_kind {
#define X(code, name, when) PASS_##code,
	PASS_MAP(X)
#undef X
	NR_PASS_KINDS
};

extern const char *const pass_names[NR_PASS_KINDS];
extern const char *const pass_whens[NR_PASS_KINDS];

/*
 * The resolved request. zonelist, highest_zoneidx and migratetype are set once;
 * mask and preferred_idx change between passes; spread_dirty_pages holds in the
 * fast path only.
 */
struct alloc_context {
	const struct zonelist *zonelist;
	enum zonelist_kind zonelist_kind;
	struct mask_ref mask;
	uint32_t preferred_idx;		/* index into zonelist->refs; nr_refs = no zone */
	enum migratetype migratetype;
	enum zone_type highest_zoneidx;
	bool spread_dirty_pages;
};

/* One walk over the zonelist. Valid until the next pass is asked for. */
struct alloc_pass {
	enum pass_kind kind;
	int round;			/* 0; counts restarts and retries */
	gfp_t gfp;			/* as this pass sees it (HARDWALL added, ...) */
	unsigned alloc_flags;		/* ALLOC_* with the watermark index in the low bits */
	struct alloc_context ac;
};

/* A block of 2^order pages; pfn is meaningless when zone is NULL. */
struct page_block {
	struct zone *zone;
	uint64_t pfn;
	unsigned order;
};

#define PAGE_BLOCK_NONE ((struct page_block){ .zone = NULL })

/*
 * The judgement of one zone in one pass, with the numbers that decided.
 * Watermark verdicts: free - unusable <= mark - deduction + reserve.
 */
struct zone_record {
	struct zoneref ref;
	enum verdict verdict;
	enum verdict_class class;	/* after the design's part is known */
	bool nofragment;		/* ALLOC_NOFRAGMENT was in force here */
	bool node_reclaim;		/* vm.zone_reclaim_mode: tried here, found nothing */
	uint64_t free;			/* NR_FREE_PAGES */
	uint64_t unusable;		/* highatomic and order part of the deduction */
	uint64_t mark;			/* the watermark of the pass, pages */
	uint64_t deduction;		/* reserve access: taken off the mark */
	uint64_t reserve;		/* lowmem_reserve[highest_zoneidx] */
};

#endif
