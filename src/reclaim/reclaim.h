/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page reclaim.
 *
 * Mirrors: mm/vmscan.c with the classic lists (lru_gen_enabled() is false), v6.12.
 * Differs: nobody ever waits: throttling of reclaimers is not modelled, and what a
 * reclaimer would wait for (writeback) has happened when it looks again.
 */
#ifndef NW_RECLAIM_RECLAIM_H
#define NW_RECLAIM_RECLAIM_H

#include "folio/folio.h"
#include "tiers/tiers.h"

struct slab_caches;

/* Who reclaims: the counters of pages scanned and taken (PGSCAN_*, PGSTEAL_*) are kept apart. */
enum reclaimer { RECLAIMER_KSWAPD, RECLAIMER_DIRECT, NR_RECLAIMERS };

struct node_reclaim {
	uint64_t scanned[NR_RECLAIMERS], reclaimed[NR_RECLAIMERS], demoted[NR_RECLAIMERS];
	enum zone_type highest_zoneidx;	/* of kswapd's last run */
	bool dirty, writeback;		/* PGDAT_DIRTY, PGDAT_WRITEBACK */
	uint64_t nr_deferred;		/* slab objects that were too few for a batch */
};

/*
 * Of a machine, from reclaim_init() to reclaim_destroy(). @busy: somebody reclaims,
 * kswapd of other nodes waits until that is done. @nr_woken: nodes whose kswapd does.
 */
struct reclaim_state {
	struct node_reclaim *nodes;	/* [nr_node_ids] */
	bool busy;
	unsigned nr_woken;
	const struct memory_tiers *tiers;	/* borrowed; NULL: no demotion */
	struct slab_caches *slab;	/* borrowed; NULL: no objects to shrink */
	bool demotion_enabled;		/* /sys/kernel/mm/numa/demotion_enabled */
	uint64_t random;		/* for the choice among preferred targets */
};

/* From here on the allocator is served: fills m->ops. @seed: of random choices. */
void reclaim_init(struct machine *m, const struct memory_tiers *tiers, uint64_t seed);
void reclaim_destroy(struct machine *m);

/* Keep kswapd of the node from running, or let it run again, at once if it was woken. */
void kswapd_hold(struct machine *m, int nid, bool held);

/*
 * The owner of a node reclaims it: @nid is the only target, no cpuset is asked. Pages
 * freed, at least @nr_pages if they can be had; VERDICT_PASS in *@why, or the design's
 * refusal. @req: on whose behalf.
 * Mirrors: mm/vmscan.c user_proactive_reclaim() of one node, v6.17; 6.12 has none.
 */
uint64_t reclaim_node(struct machine *m, int nid, uint64_t nr_pages, int swappiness,
		      const struct alloc_request *req, enum verdict *why);

/* Mirrors: mm/vmscan.c zone_reclaimable_pages(), v6.12. */
uint64_t zone_reclaimable_pages(const struct machine *m, const struct zone *zone);

#endif
