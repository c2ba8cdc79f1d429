/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of this room share: the control block of a run, and the zones' memory. */
#ifndef NW_COMPACTION_PRIVATE_H
#define NW_COMPACTION_PRIVATE_H

#include "alloc/isolate_free.h"
#include "compaction/compaction.h"

#define COMPACT_CLUSTER_MAX 32u
#define COMPACTION_HPAGE_ORDER HPAGE_PMD_ORDER
#define COMPACT_WHOLE_NODE (-1)	/* order: as much as can be had, not for a request */

/* What is known of one zone from earlier runs. @skip: a byte a pageblock of [first, + nr). */
struct zone_compaction {
	struct compact_memory known;
	uint64_t init_migrate_pfn, init_free_pfn;
	bool blockskip_flush;
	uint64_t skip_first, nr_skip;
	uint8_t *skip;
};

struct node_compaction {
	struct zone_compaction zones[MAX_NR_ZONES];
	unsigned kcompactd_max_order;
	enum zone_type kcompactd_highest_zoneidx;
};

struct compaction_state {
	struct node_compaction **nodes;	/* [nr_node_ids], NULL until one is compacted */
};

enum migrate_mode { MIGRATE_ASYNC, MIGRATE_SYNC_LIGHT, MIGRATE_SYNC };

/* Free blocks that a run holds, by order, first to last. */
struct isolated_list {
	uint32_t *idx;
	size_t first, nr, cap;		/* [first, first + nr) */
};

/* Mirrors: mm/internal.h struct compact_control, v6.12. */
struct compact_control {
	struct machine *m;
	struct zone *zone;
	struct zone_compaction *zc;
	int cpu;			/* on whose lists freed pages are parked */
	gfp_t gfp;
	int order;			/* or COMPACT_WHOLE_NODE */
	enum migratetype migratetype;
	unsigned alloc_flags;
	enum zone_type highest_zoneidx;
	enum migrate_mode mode;
	bool ignore_skip_hint, ignore_block_suitable, direct_compaction, whole_zone;
	bool finish_pageblock;

	struct isolated_list freepages[NR_PAGE_ORDERS];
	struct folio **migratepages;	/* in order of isolation; the last one moves first */
	size_t nr_folios, cap_folios;
	uint64_t nr_freepages, nr_migratepages;	/* pages */
	uint64_t free_pfn, migrate_pfn, fast_start_pfn;
	unsigned fast_search_fail;
	int search_order;
	struct compact_stats stats;
};

/* ---- memory.c ---- */

struct node_compaction *node_compaction(struct machine *m, int nid);
struct zone_compaction *zone_compaction(struct machine *m, const struct zone *zone);
bool get_pageblock_skip(const struct compact_control *cc, uint64_t pfn);
void set_pageblock_skip(struct compact_control *cc, uint64_t pfn);
bool compaction_deferred(struct zone_compaction *zc, unsigned order);
void defer_compaction(struct zone_compaction *zc, unsigned order);
void compaction_defer_reset(struct zone_compaction *zc, unsigned order, bool alloc_success);
bool compaction_restarting(const struct zone_compaction *zc, unsigned order);
void reset_cached_positions(struct compact_control *cc);
/* Forget the skip hints of the zone, if a run that went through it asked for that. */
void reset_zone_isolation(struct machine *m, struct zone *zone);

/* ---- pages.c: what lies at a pfn ---- */

static inline uint64_t pageblock_start_pfn(uint64_t pfn)
{
	return pfn & ~(pageblock_nr_pages - 1);
}

static inline uint64_t pageblock_end_pfn(uint64_t pfn)
{
	return pageblock_start_pfn(pfn) + pageblock_nr_pages;
}

static inline bool pageblock_aligned(uint64_t pfn)
{
	return (pfn & (pageblock_nr_pages - 1)) == 0;
}

static inline bool compact_scanners_met(const struct compact_control *cc)
{
	return cc->free_pfn >> pageblock_order <= cc->migrate_pfn >> pageblock_order;
}

/* Is the range, within one pageblock, wholly of this zone? */
bool pageblock_in_one_zone(const struct zone *zone, uint64_t start_pfn, uint64_t end_pfn);
/* The folio that starts at the page, or NULL. */
struct folio *folio_starting_at(const struct machine *m, const struct zone *zone, uint64_t pfn);

/* ---- scan_free.c ---- */

/* A target for a page of @order; zone NULL: the scanners met. */
struct page_block compaction_alloc(struct compact_control *cc, unsigned order);
/* It was not needed. */
void compaction_free(struct compact_control *cc, struct page_block block);
/* Give all isolated blocks back; the highest pfn of them, 0 when there were none. */
uint64_t release_free_list(struct compact_control *cc);

/* How far a look at a free list goes. */
unsigned freelist_scan_limit(const struct compact_control *cc);

/* ---- scan_migrate.c ---- */

/* Isolate pages to move; false: there are none in this round. */
bool isolate_migratepages(struct compact_control *cc);
/* Back on their lists. */
void putback_movable_pages(struct compact_control *cc);

/* ---- migrate.c ---- */

/*
 * Move what is isolated. Return: 0, or how many folios had to stay, or -ENOMEM when
 * there was no target for one; those that stay are still isolated.
 */
int migrate_isolated(struct compact_control *cc);

/* ---- compact_zone.c ---- */

enum compact_result compaction_suit_allocation_order(const struct machine *m,
						     const struct zone *zone, unsigned order,
						     enum zone_type highest, unsigned alloc_flags);
/* @cc is set up but for what belongs to the run. */
enum compact_result compact_zone(struct compact_control *cc);

#endif
