// SPDX-License-Identifier: GPL-2.0-only
/*
 * The entries of zswap: found by slot, and in the order of their age.
 *
 * Responsible for what an entry holds and is charged for. Not responsible for when
 * one is made or written back.
 *
 * Mirrors: mm/zswap.c struct zswap_entry, zswap_entry_free(), zswap_lru_add(),
 * entry_to_nid(), zswap_decompress(), v6.12.
 * Differs: a table by slot in place of xarrays; an entry's node is the one its slab
 * object would be asked on first: the page's, or the first behind it with a zone
 * that slab may use.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/page_alloc.h"
#include "base/text.h"
#include "memcg/memcg.h"
#include "zswap/private.h"

#define MIN_BUCKETS 64u

static struct zswap_entry **bucket_of(const struct zswap *z, uint64_t slot)
{
	return &z->buckets[(size_t)(slot * UINT64_C(0x9E3779B97F4A7C15) >> 20) &
			   (z->nr_buckets - 1)];
}

static void hash_insert(struct zswap *z, struct zswap_entry *entry)
{
	struct zswap_entry **bucket = bucket_of(z, entry->slot);

	entry->hash_next = *bucket;
	*bucket = entry;
}

static void hash_remove(struct zswap *z, struct zswap_entry *entry)
{
	struct zswap_entry **link = bucket_of(z, entry->slot);

	while (*link != entry)
		link = &(*link)->hash_next;
	*link = entry->hash_next;
	z->nr_entries--;
}

static void grow(struct zswap *z)
{
	struct zswap_entry **old = z->buckets;
	size_t nr_old = z->nr_buckets;

	z->nr_buckets = nr_old ? 2 * nr_old : MIN_BUCKETS;
	z->buckets = xcalloc(z->nr_buckets, sizeof(*z->buckets));
	for (size_t i = 0; i < nr_old; i++) {
		struct zswap_entry *next;

		for (struct zswap_entry *entry = old[i]; entry; entry = next) {
			next = entry->hash_next;
			hash_insert(z, entry);
		}
	}
	free(old);
}

struct zswap_entry *zswap_find_entry(const struct zswap *z, uint64_t slot)
{
	struct zswap_entry *entry = z->nr_buckets ? *bucket_of(z, slot) : NULL;

	while (entry && entry->slot != slot)
		entry = entry->hash_next;
	return entry;
}

void zswap_for_each_entry(const struct zswap *z, void (*visit)(void *arg, struct zswap_entry *e),
			  void *arg)
{
	for (size_t i = 0; i < z->nr_buckets; i++) {
		struct zswap_entry *next;

		for (struct zswap_entry *entry = z->buckets[i]; entry; entry = next) {
			next = entry->hash_next;
			visit(arg, entry);
		}
	}
}

/* ---- lists by age ---- */

static void lru_add(struct machine *m, struct zswap_entry *entry)
{
	struct lruvec *lruvec = memcg_lruvec(m, entry->memcg, entry->nid);

	entry->lru_next = NULL;
	entry->lru_prev = lruvec->zswap_tail;
	if (entry->lru_prev)
		entry->lru_prev->lru_next = entry;
	else
		lruvec->zswap_head = entry;
	lruvec->zswap_tail = entry;
	lruvec->nr_zswap++;
}

static void lru_del(struct machine *m, struct zswap_entry *entry)
{
	struct lruvec *lruvec = memcg_lruvec(m, entry->memcg, entry->nid);

	if (entry->lru_prev)
		entry->lru_prev->lru_next = entry->lru_next;
	else
		lruvec->zswap_head = entry->lru_next;
	if (entry->lru_next)
		entry->lru_next->lru_prev = entry->lru_prev;
	else
		lruvec->zswap_tail = entry->lru_prev;
	lruvec->nr_zswap--;
}

void zswap_rotate_entry(struct machine *m, struct zswap_entry *entry)
{
	lru_del(m, entry);
	lru_add(m, entry);
}

/* Where slab would get the entry itself: no object lies in a movable zone. */
static int entry_to_nid(const struct machine *m, int nid)
{
	const struct zonelist *zl = &m->pgdat[nid]->node_zonelists[ZONELIST_FALLBACK];

	for (uint32_t i = 0; i < zl->nr_refs; i++) {
		if (zl->refs[i].zone_idx <= ZONE_NORMAL)
			return zl->refs[i].nid;
	}
	return nid;
}

void zswap_memcg_offline(struct zswap *z, struct machine *m, struct mem_cgroup *memcg)
{
	assert(memcg->parent);
	if (z->next_shrink == memcg)
		z->next_shrink = memcg_next(memcg, NULL);
	for (int nid = 0; memcg->lruvecs && nid < m->nr_node_ids; nid++) {
		struct zswap_entry *entry;

		while ((entry = memcg->lruvecs[nid].zswap_head)) {
			lru_del(m, entry);
			memcg_uncharge_zswap(memcg, entry->length);
			entry->memcg = memcg->parent;
			memcg_charge_zswap(entry->memcg, entry->length);
			lru_add(m, entry);
		}
	}
}

/* ---- the life of an entry ---- */

struct zswap_entry *zswap_add_entry(struct zswap *z, struct machine *m,
				    const struct zswap_entry *new, int nid, int cpu)
{
	struct zswap_entry *entry = xmalloc(sizeof(*entry));

	zswap_erase_slot(z, m, new->slot, cpu);
	if (z->nr_entries == z->nr_buckets)
		grow(z);
	*entry = *new;
	entry->referenced = true;
	entry->nid = entry_to_nid(m, nid);
	hash_insert(z, entry);
	z->nr_entries++;
	lru_add(m, entry);
	z->count.stored_pages++;
	z->count.charged_bytes += entry->length;
	memcg_charge_zswap(entry->memcg, entry->length);
	return entry;
}

/* The page of a direct entry goes back; the entry goes on pointing to it. */
static void free_direct_page(struct zswap *z, struct machine *m, struct zswap_entry *entry, int cpu)
{
	assert(entry->direct && !entry->page_freed);
	z->direct_pages[entry->page.zone->nid]--;
	if (page_freed(m, entry->page))
		free_pages(m, entry->page, cpu);
	entry->page_freed = true;
	z->count.stale_entries++;
}

void zswap_decompress(struct zswap *z, struct machine *m, struct zswap_entry *entry, int cpu,
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

/*
 * What the entry holds goes. Of a direct entry only the bookkeeping does, unless
 * the design says otherwise: the example's free path skips the pool's free and has
 * no other, so a page that no load has taken is lost.
 */
static void free_contents(struct zswap *z, struct machine *m, struct zswap_entry *entry, int cpu)
{
	if (entry->direct && !entry->page_freed && m->design->zswap_keeps_page)
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
	memcg_uncharge_zswap(entry->memcg, entry->length);
}

void zswap_erase_entry(struct zswap *z, struct machine *m, struct zswap_entry *entry, int cpu)
{
	hash_remove(z, entry);
	lru_del(m, entry);
	free_contents(z, m, entry, cpu);
	free(entry->bytes);
	free(entry);
}

void zswap_erase_slot(struct zswap *z, struct machine *m, uint64_t slot, int cpu)
{
	struct zswap_entry *entry = zswap_find_entry(z, slot);

	if (entry)
		zswap_erase_entry(z, m, entry, cpu);
}

void zswap_destroy_entries(struct zswap *z, struct machine *m)
{
	for (size_t i = 0; i < z->nr_buckets; i++) {
		while (z->buckets[i]) {
			struct zswap_entry *entry = z->buckets[i];

			if (entry->direct && !entry->page_freed)
				free_direct_page(z, m, entry, 0);
			zswap_erase_entry(z, m, entry, 0);
		}
	}
	free(z->buckets);
	z->buckets = NULL;
	z->nr_buckets = 0;
}
