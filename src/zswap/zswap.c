// SPDX-License-Identifier: GPL-2.0-only
/*
 * Storing and loading pages on their way to and from swap.
 *
 * Responsible for entries, limits and the place of the design's direct path.
 * Not responsible for pool pages (zspool.c) or for choosing pages to swap out.
 *
 * Mirrors: mm/zswap.c zswap_store(), zswap_compress(), zswap_load(),
 * zswap_invalidate(), zswap_check_limits(); mm/page_io.c swap_writepage(),
 * swap_read_folio(), v6.12.
 * Differs: when the limit is hit nothing is written back to make room; large
 * folios do not exist; a stale direct page is reported, not read and freed again.
 */
#include "zswap/zswap.h"

#include <stdlib.h>
#include <string.h>

#include "alloc/page_alloc.h"
#include "base/text.h"

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

/* ---- entries ---- */

/* Index of the first entry with a slot >= @slot. */
static size_t entry_index(const struct zswap *z, uint64_t slot)
{
	size_t lo = 0, hi = z->nr_entries;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (z->entries[mid].slot < slot)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static struct zswap_entry *find_entry(const struct zswap *z, uint64_t slot)
{
	size_t i = entry_index(z, slot);

	return i < z->nr_entries && z->entries[i].slot == slot ? &z->entries[i] : NULL;
}

/* The page of a direct entry goes back; the entry goes on pointing to it. */
static void free_direct_page(struct zswap *z, struct machine *m, struct zswap_entry *entry, int cpu)
{
	assert(entry->direct && !entry->page_freed);
	z->direct_pages[entry->page.zone->nid]--;
	free_pages(m, entry->page, cpu);
	entry->page_freed = true;
	z->count.stale_entries++;
}

/*
 * What the entry holds goes. Of a direct entry only the bookkeeping does, unless
 * the design says otherwise: the example's free path skips the pool's free and has
 * no other, so a page that no load has taken is lost.
 */
static void free_entry_contents(struct zswap *z, struct machine *m, struct zswap_entry *entry,
				int cpu)
{
	if (entry->direct && m->design->zswap_keeps_page)
		free_direct_page(z, m, entry, cpu);
	if (!entry->direct) {
		zspool_free(&z->pool, m, entry->zspage, cpu);
	} else if (entry->page_freed) {
		z->count.stale_entries--;
	} else {
		int nid = entry->page.zone->nid;

		z->direct_pages[nid]--;
		z->leaked_pages[nid]++;
		z->count.leaked_pages++;
	}
	z->count.charged_bytes -= entry->length;
	z->count.stored_pages--;
	free(entry->bytes);
}

static void erase_entry(struct zswap *z, struct machine *m, struct zswap_entry *entry, int cpu)
{
	size_t i = (size_t)(entry - z->entries);

	free_entry_contents(z, m, entry, cpu);
	z->nr_entries--;
	memmove(entry, entry + 1, (z->nr_entries - i) * sizeof(*entry));
}

static void erase_slot(struct zswap *z, struct machine *m, uint64_t slot, int cpu)
{
	struct zswap_entry *entry = find_entry(z, slot);

	if (entry)
		erase_entry(z, m, entry, cpu);
}

/* Put @new at its slot; an entry that was there is stale and goes. */
static void store_entry(struct zswap *z, struct machine *m, const struct zswap_entry *new, int cpu)
{
	struct zswap_entry *old = find_entry(z, new->slot);
	size_t i;

	z->count.stored_pages++;
	z->count.charged_bytes += new->length;
	if (old) {
		free_entry_contents(z, m, old, cpu);
		*old = *new;
		return;
	}
	if (z->nr_entries == z->cap_entries) {
		z->cap_entries = z->cap_entries ? 2 * z->cap_entries : 16;
		z->entries = xrealloc(z->entries, z->cap_entries * sizeof(*z->entries));
	}
	i = entry_index(z, new->slot);
	memmove(&z->entries[i + 1], &z->entries[i], (z->nr_entries - i) * sizeof(*z->entries));
	z->entries[i] = *new;
	z->nr_entries++;
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
	struct alloc_request req = *who;
	nodemask_t storage = NODE_MASK_NONE;
	struct alloc_result result;

	if (!m->design->zswap_direct)
		return false;
	req.gfp = GFP_NOWAIT | __GFP_NORETRY | __GFP_HIGHMEM | __GFP_MOVABLE;
	req.order = 0;
	req.mask = MASK_REF_NONE;
	req.reason = REASON_OPT_IN;
	if (!m->design->zswap_direct(m, &req, &storage))
		return false;
	result = alloc_pages(m, &req);
	if (!result.block.zone)
		return false;
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
	struct alloc_request req = *who;

	req.gfp = __GFP_NORETRY | __GFP_NOWARN | __GFP_KSWAPD_RECLAIM | __GFP_HIGHMEM |
		  __GFP_MOVABLE;
	req.order = 0;
	req.mask = MASK_REF_NONE;
	req.reason = REASON_NORMAL;
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

	erase_slot(z, m, slot, cpu);
	result = result_of(z, ZSWAP_REJECTED);
	result.why = why;
	return result;
}

struct zswap_result zswap_store(struct zswap *z, struct machine *m, uint64_t slot,
				const uint8_t page[PAGE_SIZE], const struct alloc_request *who)
{
	struct zswap_entry entry = { .slot = slot };
	struct zswap_result result;

	/* A zero page never gets as far as zswap; an older entry of the slot stays behind. */
	if (page_zero_filled(page)) {
		zeromap_set(z, slot);
		return result_of(z, ZSWAP_ZEROMAP);
	}
	zeromap_clear(z, slot);
	if (!z->enabled)
		return reject(z, m, slot, VERDICT_ZSWAP_DISABLED, who->cpu);
	if (pool_is_full(z, m))
		return reject(z, m, slot, VERDICT_ZSWAP_LIMIT, who->cpu);
	if (!store_direct(z, m, who, page, &entry)) {
		enum verdict why = store_compressed(z, m, who, page, &entry);

		if (why != VERDICT_PASS)
			return reject(z, m, slot, why, who->cpu);
	}
	store_entry(z, m, &entry, who->cpu);
	result = result_of(z, entry.direct ? ZSWAP_DIRECT : ZSWAP_STORED);
	result.length = entry.length;
	result.nid = entry.direct ? entry.page.zone->nid : zspage_nid(entry.zspage);
	return result;
}

/* ---- loading ---- */

/*
 * The bytes of an entry. As posted a direct page is given back at once, whoever keeps
 * the entry.
 */
static void load_entry(struct zswap *z, struct machine *m, struct zswap_entry *entry, int cpu,
		       uint8_t page[PAGE_SIZE])
{
	if (entry->direct) {
		memcpy(page, entry->bytes, PAGE_SIZE);
		if (!m->design->zswap_keeps_page)
			free_direct_page(z, m, entry, cpu);
	} else {
		int err = decompress_page(entry->compressor, entry->bytes, entry->length, page);

		assert(!err); /* we compressed it */
	}
}

struct zswap_result zswap_load(struct zswap *z, struct machine *m, uint64_t slot, bool swapcache,
			       int cpu, uint8_t page[PAGE_SIZE])
{
	struct zswap_entry *entry;
	struct zswap_result result;

	if (zeromap_test(z, slot)) {
		memset(page, 0, PAGE_SIZE);
		return result_of(z, ZSWAP_ZEROMAP);
	}
	entry = find_entry(z, slot);
	if (!entry)
		return result_of(z, ZSWAP_MISS);
	result = result_of(z, ZSWAP_LOADED);
	result.length = entry->length;
	if (entry->direct && entry->page_freed) {
		z->count.stale_uses++;
		result.outcome = ZSWAP_STALE;
	} else {
		result.nid = entry->direct ? entry->page.zone->nid : zspage_nid(entry->zspage);
		load_entry(z, m, entry, cpu, page);
	}
	if (swapcache)
		erase_entry(z, m, entry, cpu);
	result.pool_pages = zswap_total_pages(z);
	return result;
}

struct zswap_result zswap_invalidate(struct zswap *z, struct machine *m, uint64_t slot, int cpu)
{
	bool known = zeromap_test(z, slot) || find_entry(z, slot);

	zeromap_clear(z, slot);
	erase_slot(z, m, slot, cpu);
	return result_of(z, known ? ZSWAP_LOADED : ZSWAP_MISS);
}

/* ---- dump, end ---- */

void zswap_for_each_page(const struct zswap *z, void (*visit)(void *arg, struct page_block block),
			 void *arg)
{
	zspool_for_each_page(&z->pool, visit, arg);
	for (size_t i = 0; i < z->nr_entries; i++) {
		if (z->entries[i].direct && !z->entries[i].page_freed)
			visit(arg, z->entries[i].page);
	}
}

static void format_nodes(const uint64_t *pages, int nr, const char *what, struct text *out)
{
	for (int nid = 0; nid < nr; nid++)
		if (pages[nid])
			text_addf(out, "%s on node %d: %llu\n", what, nid,
				  (unsigned long long)pages[nid]);
}

void zswap_format(const struct zswap *z, const struct machine *m, struct text *out)
{
	text_addf(out, "stored pages: %llu\n", (unsigned long long)z->count.stored_pages);
	text_addf(out, "pool pages: %llu of %llu\n", (unsigned long long)zswap_total_pages(z),
		  (unsigned long long)zswap_max_pages(z, m));
	for (int nid = 0; nid < z->nr_node_ids; nid++) {
		uint64_t nr = zspool_pages_on(&z->pool, nid);

		if (nr)
			text_addf(out, "pool pages on node %d: %llu\n", nid,
				  (unsigned long long)nr);
	}
	format_nodes(z->direct_pages, z->nr_node_ids, "direct pages", out);
	format_nodes(z->leaked_pages, z->nr_node_ids, "leaked pages", out);
	if (z->count.stale_entries)
		text_addf(out, "entries of freed pages: %llu\n",
			  (unsigned long long)z->count.stale_entries);
	if (z->count.stale_uses)
		text_addf(out, "uses of freed pages: %llu\n",
			  (unsigned long long)z->count.stale_uses);
}

void zswap_destroy(struct zswap *z, struct machine *m)
{
	for (size_t i = 0; i < z->nr_entries; i++) {
		struct zswap_entry *entry = &z->entries[i];

		if (entry->direct && !entry->page_freed)
			free_pages(m, entry->page, 0);
		free(entry->bytes);
	}
	zspool_destroy(&z->pool, m);
	free(z->entries);
	free(z->zeromap);
	free(z->direct_pages);
	free(z->leaked_pages);
	*z = (struct zswap){ 0 };
}
