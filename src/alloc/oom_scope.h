/* SPDX-License-Identifier: GPL-2.0-only */
/* What ends a request that found nothing; oom_report_for() is in page_alloc.h. */
#ifndef NW_ALLOC_OOM_SCOPE_H
#define NW_ALLOC_OOM_SCOPE_H

#include "alloc/page_alloc.h"
#include "alloc/passes.h"

/* The verdict of a failed request. */
static inline enum verdict failure_verdict(enum alloc_step step, const struct oom_report *oom)
{
	assert(step == STEP_FAIL || step == STEP_LIVELOCK);
	if (oom->reached)
		return VERDICT_OOM;
	return step == STEP_LIVELOCK ? VERDICT_LIVELOCK : VERDICT_ENOMEM;
}

#endif
