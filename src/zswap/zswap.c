// SPDX-License-Identifier: GPL-2.0-only
/*
 * Storing and loading pages on their way to and from swap.
 *
 * Responsible for limits and the place of the design's direct path. Not responsible
 * for entries (entry.c), for pool pages (zspool.c) or for writing back (writeback.c).
 *
 * Mirrors: mm/zswap.c zswap_store(), zswap_compress(), zswap_load(),
 * zswap_invalidate(), zswap_check_limits(); mm/page_io.c swap_writepage(),
 * swap_read_folio(), v6.12.
 * Differs: large folios do not exist; a stale direct page is reported, not read and
 * freed again.
 */
#include "zswap/private.h"

#include <stdlib.h>
#include <string.h>

#include "alloc/page_alloc.h"
#include "base/text.h"
#include "memcg/memcg.h"

const char *const zswap_outcome_names[] = {
	[ZSWAP_STORED] = "stored",	  [ZSWAP_DIRECT] = "direct", [ZSWAP_ZEROMAP] = "zero",
	[ZSWAP_REJECTED] = "rejected",	  [ZSWAP_LOADED] = "loaded", [ZSWAP_MISS] = "miss",
	[ZSWAP_STALE] = "use-after-free",
};

void zswap_init(struct zswap *z, const struct machine *m)
{
	*z = (struct zswap){
		.enabled = true,
		.compressor = COMPRESSOR_LZ4,
		.max_pool_percent = 20,
		.accept_threshold_percent = 90,
		.nr_node_ids = m->nr_node_ids,
	};
	zspool_init(&z->pool);
	z->direct_pages = xcalloc((size_t)m->nr_node_ids, sizeof(*z->direct_pages));
	z->leaked_pages = xcalloc((size_t)m->nr_node_ids, sizeof(*z->leaked_pages));
}

/* ---- the zeromap: slots of zero pages ---- */

static size_t zero_slot(const struct zswap *z, uint64_t slot)
{
	size_t lo = 0, hi = z->nr_zeromap;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (z->zeromap[mid] < slot)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool zeromap_test(const struct zswap *z, uint64_t slot)
{
	size_t i = zero_slot(z, slot);

	return i < z->nr_zeromap && z->zeromap[i] == slot;
}

static void zeromap_set(struct zswap *z, uint64_t slot)
{
	size_t i = zero_slot(z, slot);

	if (zeromap_test(z, slot))
		return;
	if (z->nr_zeromap == z->cap_zeromap) {
		z->cap_zeromap = z->cap_zeromap ? 2 * z->cap_zeromap : 16;
		z->zeromap = xrealloc(z->zeromap, z->cap_zeromap * sizeof(*z->zeromap));
	}
	memmove(&z->zeromap[i + 1], &z->zeromap[i], (z->nr_zeromap - i) * sizeof(*z->zeromap));
	z->zeromap[i] = slot;
	z->nr_zeromap++;
}

static void zeromap_clear(struct zswap *z, uint64_t slot)
{
	size_t i = zero_slot(z, slot);

	if (!zeromap_test(z, slot))
		return;
	z->nr_zeromap--;
	memmove(&z->zeromap[i], &z->zeromap[i + 1], (z->nr_zeromap - i) * sizeof(*z->zeromap));
}

static uint8_t *copy_bytes(const uint8_t *bytes, size_t len)
{
	return memcpy(xmalloc(len), bytes, len);
}

/* ---- limits ---- */

uint64_t zswap_max_pages(const struct zswap *z, const struct machine *m)
{
	uint64_t total = 0;
	int nid;

	for_each_node_state(m, nid, N_POSSIBLE)
		for (int type = 0; type < MAX_NR_ZONES; type++)
			total += m->pgdat[nid]->node_zones[type].managed_pages;
	return total * z->max_pool_percent / 100;
}

uint64_t zswap_total_pages(const struct zswap *z)
{
	return z->pool.nr_pages;
}

/* Full at the limit; open again only below the accept threshold. */
static bool pool_is_full(struct zswap *z, const struct machine *m)
{
	uint64_t cur = zswap_total_pages(z), max = zswap_max_pages(z, m);

	if (cur >= max) {
		z->count.pool_limit_hit++;
		z->pool_reached_full = true;
	} else if (z->pool_reached_full && cur <= max * z->accept_threshold_percent / 100) {
		z->pool_reached_full = false;
	}
	return z->pool_reached_full;
}

/* ---- storing ---- */

/* The design's way: a page of its own on a special node, raw. False: compress. */
static bool store_direct(struct zswap *z, struct machine *m, const struct alloc_request *who,
			 const uint8_t page[PAGE_SIZE], struct zswap_entry *entry)
{
	struct alloc_request req =
		zswap_request(who, GFP_NOWAIT | __GFP_NORETRY | __GFP_HIGHMEM | __GFP_MOVABLE);
	nodemask_t storage = NODE_MASK_NONE;
	struct alloc_result result;

	if (!m->design->zswap_direct)
		return false;
	req.reason = REASON_OPT_IN;
	if (!m->design->zswap_direct(m, &req, &storage))
		return false;
	result = alloc_pages(m, &req);
	if (!result.block.zone)
		return false;
	/* The driver of the memory may turn it down now that it was taken. */
	if (!page_allocated(m, result.block)) {
		free_pages(m, result.block, who->cpu);
		return false;
	}
	/* Whatever node it is on: the example does not look. */
	entry->direct = true;
	entry->page = result.block;
	entry->length = PAGE_SIZE;
	entry->bytes = copy_bytes(page, PAGE_SIZE);
	z->direct_pages[result.block.zone->nid]++;
	return true;
}

static enum verdict store_compressed(struct zswap *z, struct machine *m,
				     const struct alloc_request *who, const uint8_t page[PAGE_SIZE],
				     struct zswap_entry *entry)
{
	uint8_t dst[PAGE_SIZE];
	struct alloc_request req =
		zswap_request(who, __GFP_NORETRY | __GFP_NOWARN | __GFP_KSWAPD_RECLAIM |
					   __GFP_HIGHMEM | __GFP_MOVABLE);

	entry->compressor = z->compressor;
	entry->length = compress_page(entry->compressor, page, dst);
	if (!entry->length) {
		z->count.reject_compress_fail++;
		return VERDICT_ZSWAP_POOR;
	}
	if (zspool_malloc(&z->pool, m, &req, entry->length, &entry->zspage)) {
		z->count.reject_alloc_fail++;
		return VERDICT_ZSWAP_ENOMEM;
	}
	entry->bytes = copy_bytes(dst, entry->length);
	return VERDICT_PASS;
}

static struct zswap_result result_of(const struct zswap *z, enum zswap_outcome outcome)
{
	return (struct zswap_result){
		.outcome = outcome,
		.why = VERDICT_PASS,
		.nid = NUMA_NO_NODE,
		.pool_pages = zswap_total_pages(z),
	};
}

/* The page goes to the swap device; what zswap had for the slot is out of date. */
static struct zswap_result reject(struct zswap *z, struct machine *m, uint64_t slot,
				  enum verdict why, int cpu)
{
	struct zswap_result result;

	if (z->pool_reached_full && why != VERDICT_ZSWAP_DISABLED)
		z->shrink_queued = true;
	zswap_erase_slot(z, m, slot, cpu);
	result = result_of(z, ZSWAP_REJECTED);
	result.why = why;
	return result;
}

/* May the memcg keep a page more, if need be after one of its own was written back? */
static bool memcg_has_room(struct zswap *z, struct machine *m, struct mem_cgroup *memcg,
			   const struct alloc_request *who)
{
	return memcg_may_zswap(memcg) || zswap_shrink_memcg(z, m, memcg, who) == 0;
}

static enum verdict store_page(struct zswap *z, struct machine *m, const struct zswap_page *page,
			       const uint8_t bytes[PAGE_SIZE], const struct alloc_request *who,
			       struct zswap_entry *entry)
{
	if (!z->enabled)
		return VERDICT_ZSWAP_DISABLED;
	if (!memcg_has_room(z, m, page->memcg, who))
		return VERDICT_ZSWAP_MEMCG;
	if (pool_is_full(z, m))
		return VERDICT_ZSWAP_LIMIT;
	if (store_direct(z, m, who, bytes, entry)) {
		page_written(m, entry->page, &page->content);
		return VERDICT_PASS;
	}
	return store_compressed(z, m, who, bytes, entry);
}

struct zswap_result zswap_store(struct zswap *z, struct machine *m, const struct zswap_page *page,
				const struct alloc_request *who)
{
	struct zswap_entry entry = { .slot = page->slot, .memcg = page->memcg };
	struct zswap_result result;
	uint8_t bytes[PAGE_SIZE];
	enum verdict why;

	content_fill(&page->content, bytes);
	/* A zero page never gets as far as zswap; an older entry of the slot stays behind. */
	if (page_zero_filled(bytes)) {
		zeromap_set(z, page->slot);
		return result_of(z, ZSWAP_ZEROMAP);
	}
	zeromap_clear(z, page->slot);
	why = store_page(z, m, page, bytes, who, &entry);
	if (why != VERDICT_PASS)
		return reject(z, m, page->slot, why, who->cpu);
	zswap_add_entry(z, m, &entry, page->nid, who->cpu);
	result = result_of(z, entry.direct ? ZSWAP_DIRECT : ZSWAP_STORED);
	result.length = entry.length;
	result.nid = entry.direct ? entry.page.zone->nid : zspage_nid(entry.zspage);
	return result;
}

/* ---- loading ---- */

struct zswap_result zswap_load(struct zswap *z, struct machine *m, uint64_t slot, bool swapcache,
			       int cpu, uint8_t page[PAGE_SIZE])
{
	struct zswap_entry *entry;
	struct zswap_result result;

	if (zeromap_test(z, slot)) {
		memset(page, 0, PAGE_SIZE);
		return result_of(z, ZSWAP_ZEROMAP);
	}
	entry = zswap_find_entry(z, slot);
	if (!entry)
		return result_of(z, ZSWAP_MISS);
	result = result_of(z, ZSWAP_LOADED);
	result.length = entry->length;
	if (entry->direct && entry->page_freed) {
		z->count.stale_uses++;
		result.outcome = ZSWAP_STALE;
	} else {
		result.nid = entry->direct ? entry->page.zone->nid : zspage_nid(entry->zspage);
		zswap_decompress(z, m, entry, cpu, page);
	}
	if (swapcache)
		zswap_erase_entry(z, m, entry, cpu);
	result.pool_pages = zswap_total_pages(z);
	return result;
}

struct zswap_result zswap_invalidate(struct zswap *z, struct machine *m, uint64_t slot, int cpu)
{
	bool known = zeromap_test(z, slot) || zswap_find_entry(z, slot);

	zeromap_clear(z, slot);
	zswap_erase_slot(z, m, slot, cpu);
	return result_of(z, known ? ZSWAP_LOADED : ZSWAP_MISS);
}

/* ---- dump, end ---- */

struct page_visitor {
	void (*visit)(void *arg, struct page_block block);
	void *arg;
};

static void visit_direct_page(void *arg, struct zswap_entry *entry)
{
	const struct page_visitor *v = arg;

	if (entry->direct && !entry->page_freed)
		v->visit(v->arg, entry->page);
}

void zswap_for_each_page(const struct zswap *z, void (*visit)(void *arg, struct page_block block),
			 void *arg)
{
	struct page_visitor v = { visit, arg };

	zspool_for_each_page(&z->pool, visit, arg);
	zswap_for_each_entry(z, visit_direct_page, &v);
}

void zswap_destroy(struct zswap *z, struct machine *m)
{
	zswap_destroy_entries(z, m);
	zspool_destroy(&z->pool, m);
	free(z->zeromap);
	free(z->direct_pages);
	free(z->leaked_pages);
	*z = (struct zswap){ 0 };
}
