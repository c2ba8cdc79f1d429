/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * zswap: pages on their way to swap are compressed into a pool instead.
 *
 * Contents are really compressed and kept, so a load gives back the bytes that
 * were stored. A design may store pages raw on special nodes (zswap_direct);
 * that path has the defects of RFC v2's example, because they are its behaviour:
 * a slot that is invalidated leaks its page, a load that keeps the entry leaves
 * it pointing at a freed page.
 *
 * Mirrors: mm/zswap.c zswap_store(), zswap_load(), zswap_invalidate(),
 * mm/page_io.c swap_writepage(), swap_read_folio() (zeromap), v6.12.
 * Differs: no writeback and no shrinker; entries' own metadata takes no memory;
 * no memcg limit (what would be charged is counted).
 */
#ifndef NW_ZSWAP_ZSWAP_H
#define NW_ZSWAP_ZSWAP_H

#include "zswap/compress.h"
#include "zswap/contents.h"
#include "zswap/zspool.h"

/* What became of a page that was to be swapped out or in. */
enum zswap_outcome {
	ZSWAP_STORED, /* compressed, in the pool */
	ZSWAP_DIRECT, /* raw, on a page of its own */
	ZSWAP_ZEROMAP, /* a zero page: only a bit is kept */
	ZSWAP_REJECTED, /* goes to the swap device; .why says why */
	ZSWAP_LOADED,
	ZSWAP_MISS, /* no entry: read from the swap device */
	ZSWAP_STALE /* the entry's page was already freed: use after free */
};

extern const char *const zswap_outcome_names[];

struct zswap_result {
	enum zswap_outcome outcome;
	enum verdict why; /* ZSWAP_REJECTED */
	unsigned length; /* bytes that the entry takes; PAGE_SIZE when direct */
	int nid; /* DIRECT: node of the page; STORED: of the zspage */
	uint64_t pool_pages; /* after the operation */
};

struct zswap_entry {
	uint64_t slot; /* swap offset */
	unsigned length;
	enum compressor compressor; /* not direct */
	bool direct;
	bool page_freed; /* direct, and the page is gone: any use is a bug */
	struct page_block page; /* direct */
	struct zspage *zspage; /* not direct */
	uint8_t *bytes; /* compressed, or the raw page when direct */
};

struct zswap_counters {
	uint64_t stored_pages;
	uint64_t pool_limit_hit;
	uint64_t reject_compress_poor; /* larger than a page in the pool's eyes */
	uint64_t reject_compress_fail; /* the compressor gave up */
	uint64_t reject_alloc_fail;
	uint64_t charged_bytes; /* what memcgs are charged: sum of lengths */
	uint64_t leaked_pages; /* direct pages nobody can free any more */
	uint64_t stale_entries; /* entries whose direct page is gone */
	uint64_t stale_uses; /* loads from and frees of such pages that were tried */
};

/* Lifetime: zswap_init() to zswap_destroy(). Settings may be written between operations. */
struct zswap {
	bool enabled;
	enum compressor compressor;
	unsigned max_pool_percent; /* 20 */
	unsigned accept_threshold_percent; /* 90 */
	bool pool_reached_full;
	struct zspool pool;
	struct zswap_entry *entries; /* ascending by slot */
	size_t nr_entries, cap_entries;
	uint64_t *zeromap; /* slots of zero pages, ascending */
	size_t nr_zeromap, cap_zeromap;
	uint64_t *direct_pages; /* [nr_node_ids] held by entries */
	uint64_t *leaked_pages; /* [nr_node_ids] */
	int nr_node_ids;
	struct zswap_counters count;
};

void zswap_init(struct zswap *z, const struct machine *m);
/* Pages of the pool and of entries go back to the allocator; leaked ones do not. */
void zswap_destroy(struct zswap *z, struct machine *m);

/*
 * Swap a page out to @slot. @who gives nid (local node), task, cpu and context;
 * its gfp, order, mask and reason are not looked at.
 */
struct zswap_result zswap_store(struct zswap *z, struct machine *m, uint64_t slot,
				const uint8_t page[PAGE_SIZE], const struct alloc_request *who);
/*
 * Swap @slot in. @swapcache false: the fault bypasses the swap cache and the
 * entry stays. @page receives the bytes unless the outcome is MISS or STALE.
 */
struct zswap_result zswap_load(struct zswap *z, struct machine *m, uint64_t slot, bool swapcache,
			       int cpu, uint8_t page[PAGE_SIZE]);
/* The slot was freed without being read. LOADED = there was something, MISS = nothing. */
struct zswap_result zswap_invalidate(struct zswap *z, struct machine *m, uint64_t slot, int cpu);

/* Pages that the pool may take: max_pool_percent of the managed pages of the machine. */
uint64_t zswap_max_pages(const struct zswap *z, const struct machine *m);
/* Pages that count against it (direct pages do not). */
uint64_t zswap_total_pages(const struct zswap *z);
/* Every page that entries hold: those of the pool, and direct ones. */
void zswap_for_each_page(const struct zswap *z, void (*visit)(void *arg, struct page_block block),
			 void *arg);
/* State as text, one fact a line, for dumps. */
void zswap_format(const struct zswap *z, const struct machine *m, struct text *out);

#endif
