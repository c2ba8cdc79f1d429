/* SPDX-License-Identifier: GPL-2.0-only */
/* Is another round of the slow path worth it? */
#ifndef NW_ALLOC_RETRY_H
#define NW_ALLOC_RETRY_H

#include "alloc/passes.h"

static inline bool costly_order(const struct passes *p)
{
	return p->req->order > PAGE_ALLOC_COSTLY_ORDER;
}

/* Mirrors: include/linux/gfp.h gfp_compaction_allowed(), v6.12. */
static inline bool can_compact(const struct passes *p)
{
	return p->req->gfp & __GFP_IO;
}

/* After reclaim; counts the rounds without progress. */
bool should_reclaim_retry(struct passes *p);
/* After compaction; counts its attempts and raises its priority. */
bool should_compact_retry(struct passes *p);

#endif
