/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ALLOC_* flags of a request: how far it may dip into reserves, and whether
 * cpusets are tested.
 *
 * Mirrors: mm/page_alloc.c gfp_to_alloc_flags(), __gfp_pfmemalloc_flags(),
 * alloc_flags_nofragment(), v6.12.
 */
#ifndef NW_ALLOC_ALLOC_FLAGS_H
#define NW_ALLOC_ALLOC_FLAGS_H

#include "model/machine.h"

static_assert(__GFP_HIGH == ALLOC_MIN_RESERVE, "__GFP_HIGH is used as ALLOC_MIN_RESERVE");
static_assert(__GFP_KSWAPD_RECLAIM == ALLOC_KSWAPD, "the gfp bit is used as ALLOC_KSWAPD");

/* The exact flags of the slow path. */
unsigned gfp_to_alloc_flags(const struct alloc_request *req);

/*
 * What the memory reserves of last resort give the request: 0,
 * ALLOC_NO_WATERMARKS or ALLOC_OOM.
 */
unsigned gfp_pfmemalloc_flags(const struct alloc_request *req);

/* PF_* of the running task, with PF_MEMALLOC of the context. */
static inline unsigned request_task_flags(const struct alloc_request *req)
{
	unsigned flags = req->task->flags;

	return req->ctx == CTX_TASK_MEMALLOC ? flags | PF_MEMALLOC : flags;
}

/* nr_online_nodes > 1, counted. */
bool several_nodes_online_counted(const struct machine *m);

/* nr_online_nodes > 1. The first word decides on nearly every machine: two bits are enough. */
static inline bool several_nodes_online(const struct machine *m)
{
	const nodemask_t *online = &m->node_states[N_ONLINE];

	return (online->bits[0] & (online->bits[0] - 1)) ||
	       (m->nr_node_ids > 64 && several_nodes_online_counted(m));
}

/*
 * Flags that the fast path adds: kswapd, and ALLOC_NOFRAGMENT when the
 * preferred zone is Normal and DMA32 lies below it on the same node.
 *
 * Mirrors: mm/page_alloc.c alloc_flags_nofragment(), v6.12.
 */
static inline unsigned alloc_flags_nofragment(const struct machine *m, const struct zone *preferred,
					      gfp_t gfp)
{
	unsigned flags = (unsigned)gfp & ALLOC_KSWAPD;

	if (!preferred || preferred->type != ZONE_NORMAL)
		return flags;
	/* The zones of a node are one array: DMA32 stands just before Normal. */
	if (!populated_zone(preferred - 1) && several_nodes_online(m))
		return flags;
	return flags | ALLOC_NOFRAGMENT;
}

#endif
