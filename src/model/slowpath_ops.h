/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the slow path asks of rooms above the allocator. The table belongs to
 * the allocator; the rooms fill it. NULL entries mean "finds nothing".
 */
#ifndef NW_MODEL_SLOWPATH_OPS_H
#define NW_MODEL_SLOWPATH_OPS_H

#include "model/alloc_context.h"

enum oom_constraint {
	CONSTRAINT_NONE,
	CONSTRAINT_CPUSET,
	CONSTRAINT_MEMORY_POLICY,
	CONSTRAINT_MEMCG
};

extern const char *const oom_constraint_names[];

/* What an OOM would be about: a result, nobody is killed while oom_kill is NULL. */
struct oom_report {
	bool reached;			/* the OOM killer was reached */
	enum oom_constraint constraint;
	bool has_nodemask;		/* false: "(null)" */
	nodemask_t nodemask;
	uint64_t totalpages;
	bool panics;			/* vm.panic_on_oom applies */
	gfp_t gfp;
	unsigned order;
};

struct slowpath_ops {
	/* Pages freed by direct reclaim for this request. */
	uint64_t (*direct_reclaim)(struct machine *m, const struct alloc_request *req,
				   const struct alloc_pass *pass);
	/* True when compaction made a block of the order. */
	bool (*direct_compact)(struct machine *m, const struct alloc_request *req,
			       const struct alloc_pass *pass);
	/* True when the OOM killer freed something. */
	bool (*oom_kill)(struct machine *m, const struct alloc_request *req,
			 const struct oom_report *report);
	/* kswapd of this zone's node was woken. */
	void (*wake_kswapd)(struct machine *m, struct zone *zone, unsigned order,
			    enum zone_type highest_zoneidx);
};

#endif
