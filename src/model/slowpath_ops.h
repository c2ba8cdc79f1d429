/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the slow path asks of rooms above the allocator. The table belongs to
 * the allocator; the rooms fill it. NULL entries mean "finds nothing".
 */
#ifndef NW_MODEL_SLOWPATH_OPS_H
#define NW_MODEL_SLOWPATH_OPS_H

#include "model/alloc_context.h"

struct mem_cgroup;

enum oom_constraint {
	CONSTRAINT_NONE,
	CONSTRAINT_CPUSET,
	CONSTRAINT_MEMORY_POLICY,
	CONSTRAINT_MEMCG
};

extern const char *const oom_constraint_names[];

/* What an OOM is about. */
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

/* NODE_RECLAIM_*: not tried, nothing to take, too little, enough. */
enum node_reclaim_result {
	NODE_RECLAIM_NOSCAN = -2,
	NODE_RECLAIM_FULL,
	NODE_RECLAIM_SOME,
	NODE_RECLAIM_SUCCESS
};

/* What direct compaction came to. Mirrors: include/linux/compaction.h, v6.12, in its order. */
enum compact_result {
	COMPACT_SKIPPED,	/* no zone had enough free pages to move others into */
	COMPACT_DEFERRED,	/* put off after failures */
	COMPACT_NO_SUITABLE_PAGE,
	COMPACT_CONTINUE,
	COMPACT_COMPLETE,	/* the scanners met, whole zone */
	COMPACT_PARTIAL_SKIPPED,	/* the scanners met, from where they were last */
	COMPACT_CONTENDED,	/* ended early */
	COMPACT_SUCCESS,
	NR_COMPACT_RESULTS
};

extern const char *const compact_result_names[NR_COMPACT_RESULTS];	/* "COMPACT_SKIPPED", ... */

/* The lower the value, the harder it tries. */
enum compact_priority { COMPACT_PRIO_SYNC_FULL, COMPACT_PRIO_SYNC_LIGHT, COMPACT_PRIO_ASYNC };

struct slowpath_ops {
	/* Pages freed by direct reclaim for this request. */
	uint64_t (*direct_reclaim)(struct machine *m, const struct alloc_request *req,
				   const struct alloc_pass *pass);
	/*
	 * Direct compaction for this request. *@capture: a block that became free
	 * meanwhile and is the request's; left alone otherwise.
	 */
	enum compact_result (*direct_compact)(struct machine *m, const struct alloc_request *req,
					      const struct alloc_pass *pass,
					      enum compact_priority prio,
					      struct page_block *capture);
	/* Compaction was worth it: a request got a block of @order from @zone. */
	void (*compact_succeeded)(struct machine *m, struct zone *zone, unsigned order);
	/* kswapd goes to sleep: compaction may look again where it found nothing. */
	void (*reset_isolation_suitable)(struct machine *m, int nid);
	/*
	 * True when somebody is killed, or dies anyway. @report: what it is about; NULL
	 * for a request that nobody is killed for.
	 */
	bool (*oom_kill)(struct machine *m, const struct alloc_request *req,
			 struct oom_report *report);
	/* The request fails for good. */
	void (*warn_alloc)(struct machine *m, const struct alloc_request *req,
			   const struct alloc_pass *pass);
	/* kswapd of the node was woken; what for stands in its pgdat. */
	void (*wake_kswapd)(struct machine *m, int nid);
	/* kswapd leaves it to kcompactd. */
	void (*wake_kcompactd)(struct machine *m, int nid, unsigned order,
			       enum zone_type highest_zoneidx);
	/* Pages that reclaim could make free in the zone, at most. */
	uint64_t (*zone_reclaimable_pages)(const struct machine *m, const struct zone *zone);
	/* vm.zone_reclaim_mode: take from the node itself before going on to the next. */
	enum node_reclaim_result (*node_reclaim)(struct machine *m, int nid,
						 const struct alloc_request *req);
	/* Pages freed from @memcg and those below it, for a charge that @req pays. */
	uint64_t (*memcg_reclaim)(struct machine *m, struct mem_cgroup *memcg, uint64_t nr_pages,
				  const struct alloc_request *req);
	/* True when a task of @memcg, or below it, was killed for a charge of @req. */
	bool (*memcg_oom)(struct machine *m, struct mem_cgroup *memcg,
			  const struct alloc_request *req);
	/*
	 * A write to memory.reclaim, by the task of @req; @swappiness -1 = the machine's.
	 * 0, or -EAGAIN when not all of it could be had.
	 */
	int (*memory_reclaim)(struct machine *m, struct mem_cgroup *memcg, uint64_t nr_pages,
			      int swappiness, const struct alloc_request *req);
	/* May the task dirty another page of the node? NULL: always. Fast path, __GFP_WRITE. */
	bool (*node_dirty_ok)(const struct machine *m, int nid, const struct task *task);
};

#endif
