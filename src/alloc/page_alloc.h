/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The request path: prepare, passes, walk; and the three questions that can be
 * asked of a request without making it.
 *
 * Mirrors: mm/page_alloc.c __alloc_pages_noprof(), __alloc_pages_slowpath(),
 * get_page_from_freelist(), v6.12.
 */
#ifndef NW_ALLOC_PAGE_ALLOC_H
#define NW_ALLOC_PAGE_ALLOC_H

#include "alloc/rmqueue.h"
#include "model/machine.h"

/* What an allocation led to. */
struct alloc_result {
	struct page_block block;	/* zone NULL = failed */
	enum pass_kind pass;		/* the one that served it */
	int round;
	enum verdict verdict;		/* TAKEN, ENOMEM, OOM or LIVELOCK */
	struct oom_report oom;		/* valid when .reached: the OOM killer was */
	const char *cycle;		/* valid of a LIVELOCK: what goes round for ever */
};

/* Who listens is told the passes of a request, their zones, and what lies between. */
struct explain_ops {
	void (*pass)(void *arg, const struct alloc_pass *pass);
	void (*zone)(void *arg, const struct zone_record *rec);
	/* "wake kswapd", "direct reclaim: 32 pages freed" */
	void (*note)(void *arg, const char *what, const char *by);
};

/*
 * Allocate. Wakes, reserves and statistics happen as in the kernel. Of *@res the
 * report is written only when the OOM killer was reached, but for its .reached.
 */
void alloc_pages_into(struct machine *m, const struct alloc_request *req,
		      struct alloc_result *res);

static inline struct alloc_result alloc_pages(struct machine *m, const struct alloc_request *req)
{
	struct alloc_result res;

	alloc_pages_into(m, req, &res);
	return res;
}

/* The same, with somebody who listens. */
void alloc_pages_told(struct machine *m, const struct alloc_request *req,
		      const struct explain_ops *ops, void *arg, struct alloc_result *res);

/*
 * Who follows the requests that a room makes on somebody's behalf: each is shown
 * before it is made, then told if there are @ops.
 */
struct request_listener {
	void (*request)(void *arg, const struct alloc_request *req);
	const struct explain_ops *ops;	/* may be NULL */
	void *arg;
};
/* The same for a listener that may be NULL. */
struct alloc_result alloc_pages_followed(struct machine *m, const struct alloc_request *req,
					 const struct request_listener *to);

/* The same for callers that want the block only; zone NULL = failed. The fastest way. */
struct page_block alloc_block(struct machine *m, const struct alloc_request *req);

static inline void free_pages(struct machine *m, struct page_block block, int cpu)
{
	assert(block.zone);
	free_pages_to_zone(m, block.zone, block.pfn, block.order, cpu);
}

/*
 * Up to @nr order-0 pages from one zone that can spare them all; where there is
 * none, one page by the whole path. Return: pages stored, often fewer than @nr.
 */
unsigned alloc_pages_bulk(struct machine *m, const struct alloc_request *req, unsigned nr,
			  struct page_block *blocks);

/* ---- questions: nothing changes ---- */

/* Every zone that some amount of free memory could let the request have. */
struct may_answer {
	nodemask_t nodes;		/* union over all passes */
	nodemask_t first;		/* nodes of the first pass */
	uint8_t zones[MAX_NUMNODES];	/* bit per zone_type; 0 = node not usable */
};
void alloc_may_use(const struct machine *m, const struct alloc_request *req,
		   struct may_answer *answer);

/* Where the request would be served in this state; ref.nid is meaningless when !ok. */
struct lands_answer {
	bool ok;
	struct zoneref ref;
	enum pass_kind pass;
	int round;
	struct oom_report oom;
};
struct lands_answer alloc_lands_on(const struct machine *m, const struct alloc_request *req);

/*
 * Run the passes in this state and report every zone of every pass, in walk
 * order, then the populated zones the walk never visits (UNLISTED...). Stops
 * after the pass that serves the request, unless @all_passes.
 */
struct lands_answer alloc_explain(const struct machine *m, const struct alloc_request *req,
				  bool all_passes, const struct explain_ops *ops, void *arg);

/*
 * The same for alloc_may_use(): every pass that some amount of free memory can
 * lead to, each zone judged as if it had room. PASS means that no rule stands
 * against it. No notes.
 */
void alloc_explain_may(const struct machine *m, const struct alloc_request *req,
		       const struct explain_ops *ops, void *arg);

/* ---- helpers that designs and other rooms share ---- */

struct mask_choice mainline_default_mask(const struct machine *m,
					 const struct alloc_request *req);
/*
 * The line that gave the task its nodes: the nearest cpuset.mems that was written.
 * A mask from MASK_FROM_TASK does not carry it; only who reports needs it.
 */
struct source_loc task_mems_loc(const struct task *task);
/* The cpuset test of one node: the design's cpuset_ok, or cpuset_node_allowed(). */
bool cpuset_zone_allowed(const struct machine *m, const struct alloc_request *req, gfp_t gfp,
			 int nid);
/* The whole per-zone test (H4 or baseline). */
enum verdict zone_allowed(const struct machine *m, const struct alloc_request *req,
			  const struct alloc_pass *pass, int nid);
enum verdict mainline_contig_ok(const struct machine *m, enum contig_user user,
				const struct alloc_request *req, int nid);
/* H10: the design's contig_ok, or the above. */
enum verdict contig_allowed(const struct machine *m, enum contig_user user,
			    const struct alloc_request *req, int nid);
/* ALLOC_* names of @flags in kernel order, joined by '|', into @out. */
void alloc_flags_format(unsigned flags, struct text *out);
/* What an OOM of this request would be about (constraint, masks, totalpages). */
struct oom_report oom_report_for(const struct machine *m, const struct alloc_request *req,
				 struct mask_ref mask);

#endif
