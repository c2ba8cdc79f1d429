/* SPDX-License-Identifier: GPL-2.0-only */
/* One run of reclaim, as the files of the room see it. */
#ifndef NW_RECLAIM_PRIVATE_H
#define NW_RECLAIM_PRIVATE_H

#include "alloc/compact_suit.h"
#include "alloc/wakeup.h"
#include "alloc/watermark.h"
#include "memcg/memcg.h"
#include "reclaim/reclaim.h"

#define SWAP_CLUSTER_MAX UINT64_C(32)
#define DEF_PRIORITY 12
#define MAX_SWAPPINESS 200
#define ANON 0
#define FILE_LRU 1

/*
 * Mirrors: mm/vmscan.c struct scan_control, v6.12. Lives as long as one run; @who and
 * what it points to are borrowed.
 */
struct scan_control {
	struct machine *m;
	uint64_t nr_to_reclaim;
	const nodemask_t *nodemask;		/* NULL: all nodes of the list */
	struct mem_cgroup *target;		/* whose limit was hit; NULL: global reclaim */
	uint64_t anon_cost, file_cost;
	int proactive_swappiness;		/* of memory.reclaim; -1: not said */
	bool may_deactivate[2];			/* anon, file */
	bool force_deactivate, skipped_deactivate;
	bool may_writepage, may_unmap, may_swap;
	bool no_cache_trim_mode, cache_trim_mode, cache_trim_mode_failed;
	bool file_is_tiny;
	bool proactive, no_demotion;
	bool memcg_low_reclaim, memcg_low_skipped, memcg_full_walk;
	bool compaction_ready;
	unsigned order;
	int priority;				/* a list is scanned in parts of 1 >> priority */
	enum zone_type reclaim_idx;		/* highest zone that pages are taken from */
	gfp_t gfp;
	uint64_t nr_scanned, nr_reclaimed;
	/* What the lists looked like: pages by kind, of one shrink_node(). */
	struct {
		uint64_t dirty, unqueued_dirty, congested, writeback, immediate;
		uint64_t file_taken, taken;
	} nr;
	enum reclaimer reclaimer;		/* RECLAIMER_KSWAPD: current_is_kswapd() */
	enum event_kind event;			/* what the pages freed are reported as */
	struct alloc_request who;		/* of what it allocates itself: PF_MEMALLOC */
};

/* One pair of lists of one memcg on one node. */
struct lru_scan {
	struct scan_control *sc;
	struct mem_cgroup *memcg;
	int nid;
	struct lruvec *lruvec;
};

/* Mirrors: include/linux/vmstat.h struct reclaim_stat, v6.12. Pages. */
struct reclaim_stat {
	uint64_t nr_dirty, nr_unqueued_dirty, nr_congested, nr_writeback, nr_immediate;
	uint64_t nr_pageout, nr_demoted;
};

static inline bool cgroup_reclaim(const struct scan_control *sc)
{
	return sc->target;
}

static inline bool root_reclaim(const struct scan_control *sc)
{
	return !sc->target || !sc->target->parent;
}

static inline bool is_file_list(enum lru_list lru)
{
	return lru == LRU_INACTIVE_FILE || lru == LRU_ACTIVE_FILE;
}

static inline bool is_active_list(enum lru_list lru)
{
	return lru == LRU_ACTIVE_ANON || lru == LRU_ACTIVE_FILE;
}

#define for_each_evictable_lru(lru)                                                                \
	for (enum lru_list lru = LRU_INACTIVE_ANON; lru <= LRU_ACTIVE_FILE; lru++)

/* ---- scan_count.c ---- */

/* Can anonymous pages go anywhere: to swap, or (@sc may be NULL) to a lower tier? */
bool can_reclaim_anon_pages(const struct machine *m, const struct mem_cgroup *memcg, int nid,
			    const struct scan_control *sc);
bool can_age_anon_pages(const struct machine *m, int nid, const struct scan_control *sc);
/* Is the inactive list too short, with those of the memcgs below @memcg? */
bool inactive_is_low(const struct machine *m, const struct mem_cgroup *memcg, int nid,
		     enum lru_list inactive_lru);
/* What holds for the node during one walk over its memcgs. */
void prepare_scan_control(struct scan_control *sc, int nid);
/* Pages to scan of each list. */
void get_scan_count(const struct lru_scan *scan, uint64_t nr[NR_LRU_LISTS]);

/* ---- shrink_list.c ---- */

void shrink_active_list(const struct lru_scan *scan, uint64_t nr_to_scan, enum lru_list lru);
/* Pages reclaimed. */
uint64_t shrink_inactive_list(const struct lru_scan *scan, uint64_t nr_to_scan,
			      enum lru_list lru);

/* ---- shrink_folio.c ---- */

/*
 * Free what can be freed of @list; the rest stays on it, in the order in which it goes
 * back to the LRU. Return: pages reclaimed, demoted ones among them.
 */
uint64_t shrink_folio_list(struct scan_control *sc, int nid, struct folio_list *list,
			   struct reclaim_stat *stat);

/* Through how many page table entries was it accessed? They begin anew. */
unsigned folio_referenced(struct folio *folio);

/* ---- demote.c ---- */

bool can_demote(const struct machine *m, int nid, const struct scan_control *sc);
/* Pages that found a place in a lower tier; the others are left on @list. */
uint64_t demote_folio_list(struct scan_control *sc, int nid, struct folio_list *list);

/* ---- backing.c: where pages go ---- */

uint64_t swap_pages_free(const struct machine *m, const struct mem_cgroup *memcg);
bool swap_exists(const struct machine *m);
/* A slot for an anonymous folio. */
bool give_swap_slot(struct scan_control *sc, struct folio *folio);
/* try_to_unmap(): false when something still maps it. */
bool unmap_folio(struct scan_control *sc, struct folio *folio);
enum pageout { PAGE_KEEP, PAGE_ACTIVATE, PAGE_SUCCESS, PAGE_CLEAN };
enum pageout pageout(struct scan_control *sc, struct folio *folio);
/* __remove_mapping(), with a shadow left in its place; false: it must stay. */
bool remove_mapping(struct scan_control *sc, struct folio *folio);
/* An activated page has no use for its slot when swap is nearly full. */
void drop_swap_slot(struct scan_control *sc, struct folio *folio);
/* Uncharge and give the pages back. */
void free_reclaimed(struct scan_control *sc, struct folio *folio);
/* wakeup_flusher_threads(): what is dirty gets written. */
void wake_flushers(struct machine *m);

/* ---- shrink_slab.c ---- */

/* Objects on the node that nobody uses, in proportion to the pressure; pages freed. */
uint64_t shrink_slab(struct scan_control *sc, int nid, struct mem_cgroup *memcg);

/* ---- shrink_node.c ---- */

void shrink_lruvec(const struct lru_scan *scan);
/* Has the zone a block of sc.order above its min mark? */
bool zone_has_block(const struct scan_control *sc, const struct zone *zone);
void shrink_node(struct scan_control *sc, int nid);

/* ---- direct.c ---- */

/*
 * The context of a reclaimer on behalf of @req: it allocates as PF_MEMALLOC does.
 * A nested call would begin reclaim within reclaim: reclaim_begin() is false then.
 */
bool reclaim_begin(struct machine *m);
void reclaim_end(struct machine *m);
struct scan_control scan_control_for(struct machine *m, const struct alloc_request *req);
/* workingset activations are looked at from here on. */
void snapshot_refaults(const struct machine *m, struct mem_cgroup *target, int nid);

/* ---- kswapd.c ---- */

void wake_kswapd(struct machine *m, int nid);
/* Those that were woken while somebody else reclaimed. */
void run_woken_kswapds(struct machine *m);

/* ---- node_reclaim.c ---- */

enum node_reclaim_result node_reclaim(struct machine *m, int nid,
				      const struct alloc_request *req);

#endif
