/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compaction: pages move to one end of a zone so that the other end has large blocks.
 * The allocator calls it through machine.ops; people call it for a node.
 *
 * Mirrors: mm/compaction.c, include/linux/compaction.h, v6.12.
 */
#ifndef NW_COMPACTION_COMPACTION_H
#define NW_COMPACTION_COMPACTION_H

#include "folio/folio.h"
#include "model/machine.h"

/* m->compaction and the entries of m->ops come into being / go. */
void compaction_init(struct machine *m);
void compaction_destroy(struct machine *m);

/* What one run did, for reports. */
struct compact_stats {
	uint64_t nr_migrated;		/* pages */
	uint64_t migrate_scanned, free_scanned;
};

/*
 * All zones of one node, from end to end (its file compact, or vm.compact_memory).
 * The results are ignored, as the kernel does.
 */
struct compact_stats compact_node(struct machine *m, int nid);

/*
 * Direct compaction of the zones that the pass offers. @capture as in struct slowpath_ops.
 */
enum compact_result try_to_compact_pages(struct machine *m, const struct alloc_request *req,
					 const struct alloc_pass *pass,
					 enum compact_priority prio, struct page_block *capture);

/* kcompactd of a node is woken, and runs to its end. */
void wakeup_kcompactd(struct machine *m, int nid, unsigned order, enum zone_type highest_zoneidx);

/* What the kernel remembers of a zone between runs, for tests and reports. */
struct compact_memory {
	unsigned considered;		/* attempts since compaction was put off */
	unsigned defer_shift;		/* 1 << this many are put off */
	unsigned order_failed;		/* from this order on */
	uint64_t migrate_pfn[2], free_pfn;	/* where the scanners go on; async, sync */
};
const struct compact_memory *compact_memory(const struct machine *m, const struct zone *zone);

#endif
