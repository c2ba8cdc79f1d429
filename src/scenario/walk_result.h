/* SPDX-License-Identifier: GPL-2.0-only */
/* The part of a step's result that explains one request: masks, passes, zones. */
#ifndef NW_SCENARIO_WALK_RESULT_H
#define NW_SCENARIO_WALK_RESULT_H

#include "base/diag.h"
#include "model/machine.h"

/* A nodemask as a reader needs it. @any: there is none, every node may serve. */
struct mask_result {
	bool any;
	nodemask_t nodes;
	nodemask_t withheld; /* kept out by the design alone */
	enum mask_from from;
	char *from_text; /* owned; "cpuset /job cpuset.mems" */
	struct source_loc loc; /* of the line that set it; line 0 = none */
};

/* One row of a walk. Numbers mean what struct zone_record says; 0 where not looked at. */
struct zone_result {
	int nid;
	enum zone_type zone;
	char label[16]; /* "0/Normal" */
	enum verdict verdict;
	enum verdict_class class;
	char *because; /* owned; "free 2340 <= low 2340 + reserve[Movable] 0" */
	uint64_t free, unusable, mark, deduction, reserve;
	bool nofragment;
};

/* What happened between two passes: "wake kswapd", "direct reclaim: nothing freed". */
struct walk_note {
	char *what; /* owned */
	const char *by; /* kernel function */
	size_t before_pass; /* index of the pass that follows; nr_passes = the end */
};

struct pass_result {
	enum pass_kind kind; /* pass_names[], pass_whens[] */
	int round;
	char *zonelist; /* owned; "node 0 fallback: 0 (10), 2 (17, no cpus), 1 (21)" */
	enum zonelist_kind zonelist_kind;
	struct mask_result mask;
	char *gfp; /* owned; as this pass sees it */
	unsigned alloc_flags;
	char *alloc_flags_text; /* owned; "ALLOC_WMARK_LOW|ALLOC_CPUSET" */
	const char *mark; /* "min", "low", "high", "none" */
	struct zone_result *zones; /* in walk order, then the zones it never visits */
	size_t nr_zones;
};

/* The full explanation of one request in one state. */
struct walk_result {
	struct pass_result *passes;
	size_t nr_passes;
	struct walk_note *notes;
	size_t nr_notes;
	nodemask_t memory; /* N_MEMORY, from which lists and masks are made */
};

/* The request as resolved. */
struct request_result {
	const char *call; /* "alloc_pages", "fault", "mbind", ... */
	char *gfp; /* owned; as written */
	char *gfp_resolved; /* owned; after the design and the policy had their say */
	gfp_t gfp_bits;
	unsigned order;
	int nid; /* preferred node */
	bool nid_local; /* because the cpu is there */
	char *task; /* owned */
	char *cgroup; /* owned; path of the task's cgroup */
	int cpu;
	enum alloc_ctx_kind ctx;
	char *policy; /* owned; "bind=2", NULL = none */
	bool use_policy;
	char *want; /* owned; nodes opted in to, or NULL */
	struct mask_result mask; /* the caller's or the policy's */
	enum zone_type highest_zone;
	char preferred[16]; /* first zone of the first pass, "" = none */
	uint64_t nr_blocks_wanted; /* 0 = until something */
};

#endif
