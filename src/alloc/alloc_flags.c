// SPDX-License-Identifier: GPL-2.0-only
/*
 * From gfp flags and context to ALLOC_* flags.
 *
 * Responsible for what a request may do to reserves, and for the names of the
 * flags. Not responsible for what the flags do: watermark.c, zone_test.c.
 *
 * Mirrors: mm/page_alloc.c gfp_to_alloc_flags(), __gfp_pfmemalloc_flags(), v6.12.
 * Differs: no ALLOC_CMA (the configuration has no CMA), no memalloc scopes of
 * tasks other than PF_MEMALLOC.
 */
#include "alloc/alloc_flags.h"

#include "alloc/page_alloc.h"

bool several_nodes_online_counted(const struct machine *m)
{
	return nodes_weight(&m->node_states[N_ONLINE]) > 1;
}

/*
 * Mirrors: mm/page_alloc.c gfp_to_alloc_flags(), v6.12.
 * A request that cannot wait (a) may take more of the reserve, unless it said
 * __GFP_NOMEMALLOC; (b) with __GFP_HIGH it is not held by cpusets and, for
 * order > 0, may use highatomic pageblocks. A realtime task that can wait gets
 * the reserve of __GFP_HIGH.
 */
unsigned gfp_to_alloc_flags(const struct alloc_request *req)
{
	gfp_t gfp = req->gfp;
	unsigned flags = ALLOC_WMARK_MIN | ALLOC_CPUSET;

	flags |= (unsigned)(gfp & (__GFP_HIGH | __GFP_KSWAPD_RECLAIM));
	if (!(gfp & __GFP_DIRECT_RECLAIM)) {
		if (!(gfp & __GFP_NOMEMALLOC)) {
			flags |= ALLOC_NON_BLOCK;
			if (req->order > 0 && (flags & ALLOC_MIN_RESERVE))
				flags |= ALLOC_HIGHATOMIC;
		}
		if (flags & ALLOC_MIN_RESERVE)
			flags &= ~ALLOC_CPUSET;
	} else if (req->task->rt && ctx_in_task(req->ctx)) {
		flags |= ALLOC_MIN_RESERVE;
	}
	return flags;
}

/* Mirrors: mm/page_alloc.c __gfp_pfmemalloc_flags(), oom_reserves_allowed(), v6.12. */
unsigned gfp_pfmemalloc_flags(const struct alloc_request *req)
{
	bool memalloc = request_task_flags(req) & PF_MEMALLOC;

	if (req->gfp & __GFP_NOMEMALLOC)
		return 0;
	if (req->gfp & __GFP_MEMALLOC)
		return ALLOC_NO_WATERMARKS;
	if (req->ctx == CTX_SOFTIRQ && memalloc)
		return ALLOC_NO_WATERMARKS;
	if (ctx_in_interrupt(req->ctx))
		return 0;
	if (memalloc)
		return ALLOC_NO_WATERMARKS;
	return req->task->oom_victim ? ALLOC_OOM : 0;
}

static const struct {
	unsigned bit;
	const char *name;
} alloc_flag_names[] = {
	{ ALLOC_NO_WATERMARKS, "ALLOC_NO_WATERMARKS" },
	{ ALLOC_OOM, "ALLOC_OOM" },
	{ ALLOC_NON_BLOCK, "ALLOC_NON_BLOCK" },
	{ ALLOC_MIN_RESERVE, "ALLOC_MIN_RESERVE" },
	{ ALLOC_CPUSET, "ALLOC_CPUSET" },
	{ ALLOC_CMA, "ALLOC_CMA" },
	{ ALLOC_NOFRAGMENT, "ALLOC_NOFRAGMENT" },
	{ ALLOC_HIGHATOMIC, "ALLOC_HIGHATOMIC" },
	{ ALLOC_KSWAPD, "ALLOC_KSWAPD" },
};

void alloc_flags_format(unsigned flags, struct text *out)
{
	static const char *const marks[] = { "ALLOC_WMARK_MIN", "ALLOC_WMARK_LOW",
					     "ALLOC_WMARK_HIGH" };
	unsigned mark = flags & ALLOC_WMARK_MASK;

	assert(mark < sizeof(marks) / sizeof(marks[0]));
	text_add(out, marks[mark]);
	for (size_t i = 0; i < sizeof(alloc_flag_names) / sizeof(alloc_flag_names[0]); i++)
		if (flags & alloc_flag_names[i].bit)
			text_addf(out, "|%s", alloc_flag_names[i].name);
}
