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
 * zswap_writeback_entry(), shrink_worker(), mm/page_io.c swap_writepage(),
 * swap_read_folio() (zeromap), v6.12.
 * Differs: it is on, as with zswap.enabled=1; entries' own metadata takes no memory;
 * the worker that writes back runs at the end of the step that needed it.
 */
#ifndef NW_ZSWAP_ZSWAP_H
#define NW_ZSWAP_ZSWAP_H

#include "zswap/compress.h"
#include "zswap/contents.h"
#include "model/folio.h"
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
	bool referenced; /* new: the shrinker passes it over once */
	enum compressor compressor; /* not direct */
	bool direct;
	bool page_freed; /* direct, and the page is gone: any use is a bug */
	struct page_block page; /* direct */
	struct zspage *zspage; /* not direct */
	uint8_t *bytes; /* compressed, or the raw page when direct */
	struct mem_cgroup *memcg; /* charged for it; NULL = nobody */
	int nid; /* whose list it is on */
	struct zswap_entry *lru_prev, *lru_next;
	struct zswap_entry *hash_next;
};

struct zswap_counters {
	uint64_t stored_pages;
	uint64_t pool_limit_hit;
	uint64_t reject_compress_poor; /* larger than a page in the pool's eyes */
	uint64_t reject_compress_fail; /* the compressor gave up */
	uint64_t reject_alloc_fail;
	uint64_t reject_reclaim_fail; /* entries that could not be written back */
	uint64_t written_back_pages;
	uint64_t charged_bytes; /* what memcgs are charged: sum of lengths */
	uint64_t leaked_pages; /* direct pages nobody can free any more */
	uint64_t stale_entries; /* entries whose direct page is gone */
	uint64_t stale_uses; /* loads from and frees of such pages that were tried */
};

/* A page on its way out: where it lies, and who is charged for it (NULL: nobody). */
struct zswap_page {
	uint64_t slot;
	struct page_content content;
	int nid;
	struct mem_cgroup *memcg;
};

/*
 * Writing an entry back takes a page in the swap cache, which the room above makes:
 * begin: 0 with a page for @slot, -ENOMEM, or -EEXIST when the slot is cached already.
 * end: the page has its @bytes and goes to the device.
 */
struct zswap_writeback_ops {
	int (*begin)(struct machine *m, uint64_t slot, const struct alloc_request *who,
		     struct folio **folio);
	void (*end)(struct machine *m, struct folio *folio, const uint8_t bytes[PAGE_SIZE]);
};

/* Slots below are raw: no page table names them, and they are in no swap cache. */
#define ZSWAP_FIRST_SLOT (UINT64_C(1) << 40)

/* Lifetime: zswap_init() to zswap_destroy(). Settings may be written between operations. */
struct zswap {
	bool enabled;
	enum compressor compressor;
	unsigned max_pool_percent; /* 20 */
	unsigned accept_threshold_percent; /* 90 */
	bool shrinker_enabled; /* false, as Debian's kernel has it */
	bool pool_reached_full;
	bool shrink_queued; /* the worker is to run */
	struct mem_cgroup *next_shrink; /* where it goes on; NULL = with the root */
	const struct zswap_writeback_ops *writeback; /* NULL: raw slots only */
	struct zspool pool;
	struct zswap_entry **buckets; /* by slot */
	size_t nr_buckets, nr_entries;
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
 * Swap a page out. @who gives nid (local node), task, cpu and context;
 * its gfp, order, mask and reason are not looked at.
 */
struct zswap_result zswap_store(struct zswap *z, struct machine *m, const struct zswap_page *page,
				const struct alloc_request *who);
/*
 * Swap @slot in. @swapcache false: the fault bypasses the swap cache and the
 * entry stays. @page receives the bytes unless the outcome is MISS or STALE.
 */
struct zswap_result zswap_load(struct zswap *z, struct machine *m, uint64_t slot, bool swapcache,
			       int cpu, uint8_t page[PAGE_SIZE]);
/* The slot was freed without being read. LOADED = there was something, MISS = nothing. */
struct zswap_result zswap_invalidate(struct zswap *z, struct machine *m, uint64_t slot, int cpu);

/* ---- writing back (writeback.c) ---- */

/* @who: task, cpu and context of the one who shrinks; the worker is a kernel thread. */

/* The worker, if a store queued it: down to the accept threshold, cgroup after cgroup. */
void zswap_run_worker(struct zswap *z, struct machine *m);
/* The oldest entry of each node: 0 something was written, -ENOENT nothing is there, -EAGAIN. */
int zswap_shrink_memcg(struct zswap *z, struct machine *m, struct mem_cgroup *memcg,
		       const struct alloc_request *who);
/* The shrinker of reclaim: entries worth scanning, and a scan of up to @nr. Off: 0. */
uint64_t zswap_shrinker_count(const struct zswap *z, struct machine *m, struct mem_cgroup *memcg,
			      int nid, gfp_t gfp);
uint64_t zswap_shrinker_scan(struct zswap *z, struct machine *m, struct mem_cgroup *memcg, int nid,
			     uint64_t nr, const struct alloc_request *who);
/* A page of @folio's list had to come from the device. */
void zswap_folio_swapin(struct machine *m, const struct folio *folio);
/* @memcg goes: its entries are its parent's. */
void zswap_memcg_offline(struct zswap *z, struct machine *m, struct mem_cgroup *memcg);

/* ---- state ---- */

/* A request of @who for one page of zswap's own business: no mask, no reason. */
static inline struct alloc_request zswap_request(const struct alloc_request *who, gfp_t gfp)
{
	struct alloc_request req = *who;

	req.gfp = gfp;
	req.order = 0;
	req.mask = MASK_REF_NONE;
	req.reason = REASON_NORMAL;
	return req;
}

/* Pages that the pool may take: max_pool_percent of the managed pages of the machine. */
uint64_t zswap_max_pages(const struct zswap *z, const struct machine *m);
/* Pages that count against it (direct pages do not). */
uint64_t zswap_total_pages(const struct zswap *z);
/* Every page that entries hold: those of the pool, and direct ones. */
void zswap_for_each_page(const struct zswap *z, void (*visit)(void *arg, struct page_block block),
			 void *arg);

#endif
