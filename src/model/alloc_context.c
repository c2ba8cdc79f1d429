// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names around a request: origins of masks, passes, contexts, OOM constraints.
 *
 * Mirrors: mm/oom_kill.c oom_constraint_text[] (as "constraint=" shows it), v6.12.
 */
#include "model/alloc_context.h"

#include "model/slowpath_ops.h"
#include "model/task.h"

const char *const mask_from_texts[NR_MASK_FROM] = {
#define X(code, text) [MASK_FROM_##code] = text,
	MASK_FROM_MAP(X)
#undef X
};

const char *const pass_names[NR_PASS_KINDS] = {
#define X(code, name, when) [PASS_##code] = name,
	PASS_MAP(X)
#undef X
};

const char *const pass_whens[NR_PASS_KINDS] = {
#define X(code, name, when) [PASS_##code] = when,
	PASS_MAP(X)
#undef X
};

/* clang-format off */
const char *const alloc_ctx_names[NR_CTX_KINDS] = {
	[CTX_TASK] = "task",
	[CTX_BH_DISABLED] = "bh_disabled",
	[CTX_SOFTIRQ] = "softirq",
	[CTX_HARDIRQ] = "hardirq",
	[CTX_KTHREAD] = "kthread",
	[CTX_TASK_MEMALLOC] = "task_memalloc",
};
/* clang-format on */

const char *const oom_constraint_names[] = {
	[CONSTRAINT_NONE] = "CONSTRAINT_NONE",
	[CONSTRAINT_CPUSET] = "CONSTRAINT_CPUSET",
	[CONSTRAINT_MEMORY_POLICY] = "CONSTRAINT_MEMORY_POLICY",
	[CONSTRAINT_MEMCG] = "CONSTRAINT_MEMCG",
};

const char *const compact_result_names[NR_COMPACT_RESULTS] = {
	[COMPACT_SKIPPED] = "COMPACT_SKIPPED",
	[COMPACT_DEFERRED] = "COMPACT_DEFERRED",
	[COMPACT_NO_SUITABLE_PAGE] = "COMPACT_NO_SUITABLE_PAGE",
	[COMPACT_CONTINUE] = "COMPACT_CONTINUE",
	[COMPACT_COMPLETE] = "COMPACT_COMPLETE",
	[COMPACT_PARTIAL_SKIPPED] = "COMPACT_PARTIAL_SKIPPED",
	[COMPACT_CONTENDED] = "COMPACT_CONTENDED",
	[COMPACT_SUCCESS] = "COMPACT_SUCCESS",
};
