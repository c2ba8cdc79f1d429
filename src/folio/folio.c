// SPDX-License-Identifier: GPL-2.0-only
/*
 * The side table of owned pages: from the first pfn of a folio to the folio.
 *
 * Responsible for the life of a folio. Not responsible for its list (lru.c), its
 * mappings (rmap.c), or for taking pages from the allocator.
 *
 * Mirrors: nothing; the kernel has a struct page for every page.
 */
#include "folio/folio.h"

#include <stdio.h>
#include <stdlib.h>

#include "alloc/page_alloc.h"
#include "base/text.h"
#include "memcg/memcg.h"
#include "folio/private.h"

#define MIN_BUCKETS 1024u
/* Orders up to a gigantic page of 1 GiB. */
#define FOLIO_MAX_ORDER 18u

/* Neighbours share a cache line: eight buckets for eight pages in a row. */
static size_t bucket_of(const struct folio_table *table, uint64_t pfn)
{
	uint64_t line = (pfn >> 3) * UINT64_C(0x9E3779B97F4A7C15) >> 20;

	return (size_t)(line << 3 | (pfn & 7)) & (table->nr_buckets - 1);
}

static struct folio_table *table_of(struct machine *m)
{
	if (!m->folios) {
		m->folios = xcalloc(1, sizeof(*m->folios));
		m->folios->nr_buckets = MIN_BUCKETS;
		m->folios->buckets = xcalloc(MIN_BUCKETS, sizeof(*m->folios->buckets));
	}
	return m->folios;
}

static void put(struct folio_table *table, struct folio *folio)
{
	size_t i = bucket_of(table, folio->block.pfn);

	while (table->buckets[i])
		i = (i + 1) & (table->nr_buckets - 1);
	table->buckets[i] = folio;
	table->nr_folios++;
}

static void grow(struct folio_table *table)
{
	struct folio **old = table->buckets;
	size_t nr_old = table->nr_buckets;

	table->nr_buckets *= 2;
	table->buckets = xcalloc(table->nr_buckets, sizeof(*table->buckets));
	table->nr_folios = 0;
	for (size_t i = 0; i < nr_old; i++) {
		if (old[i])
			put(table, old[i]);
	}
	free(old);
}

static void insert(struct machine *m, struct folio *folio)
{
	struct folio_table *table = table_of(m);

	if (2 * (table->nr_folios + 1) > table->nr_buckets)
		grow(table);
	put(table, folio);
}

/* The bucket of the folio that starts at @pfn; false: none does. */
static bool find_bucket(const struct folio_table *table, uint64_t pfn, size_t *found)
{
	size_t i = bucket_of(table, pfn);

	for (; table->buckets[i]; i = (i + 1) & (table->nr_buckets - 1)) {
		if (table->buckets[i]->block.pfn == pfn) {
			*found = i;
			return true;
		}
	}
	return false;
}

/* Take it out and close the gap, so that every chain of the table stays whole. */
static void erase(struct folio_table *table, const struct folio *folio)
{
	size_t mask = table->nr_buckets - 1;
	size_t gap, i;

	if (!find_bucket(table, folio->block.pfn, &gap))
		assert(!"an owned page is in the table");
	table->nr_folios--;
	for (i = (gap + 1) & mask; table->buckets[i]; i = (i + 1) & mask) {
		size_t home = bucket_of(table, table->buckets[i]->block.pfn);

		if (((i - home) & mask) >= ((i - gap) & mask)) {
			table->buckets[gap] = table->buckets[i];
			gap = i;
		}
	}
	table->buckets[gap] = NULL;
}

struct folio *folio_create(struct machine *m, struct page_block block, enum folio_kind kind)
{
	struct folio *folio = xcalloc(1, sizeof(*folio));

	assert(block.zone && block.order <= FOLIO_MAX_ORDER);
	folio->block = block;
	folio->kind = kind;
	folio->last_cpupid_nid = NUMA_NO_NODE;
	if (kind == FOLIO_ANON || kind == FOLIO_SHMEM)
		folio->flags = PG_SWAPBACKED;
	insert(m, folio);
	return folio;
}

int folio_charge(struct machine *m, struct folio *folio, struct mem_cgroup *memcg,
		 const struct alloc_request *req)
{
	int err = memcg_try_charge(m, memcg, folio_nr_pages(folio), req);

	assert(!folio->memcg);
	assert(!(folio->flags & PG_LRU));
	if (!err && memcg && memcg->parent)
		folio->memcg = memcg;
	return err;
}

void folio_uncharge(struct folio *folio)
{
	memcg_uncharge(folio->memcg, folio_nr_pages(folio));
	folio->memcg = NULL;
}

struct page_block folio_forget(struct machine *m, struct folio *folio)
{
	struct page_block block = folio->block;

	assert(!(folio->flags & PG_LRU));
	assert(!folio->mapcount && !folio->nr_pins);
	folio_uncharge(folio);
	erase(m->folios, folio);
	free(folio);
	return block;
}

void folio_free(struct machine *m, struct folio *folio, int cpu)
{
	struct page_block block = folio_forget(m, folio);

	if (page_freed(m, block))
		free_pages(m, block, cpu);
}

/* Mirrors: mm/migrate.c __folio_migrate_mapping(): the counts move with the page, v6.12. */
static void count_dirty(struct machine *m, const struct folio *folio, int sign)
{
	pg_data_t *pgdat = m->pgdat[folio_nid(folio)];
	uint64_t pages = sign < 0 ? -folio_nr_pages(folio) : folio_nr_pages(folio);

	if (folio->kind != FOLIO_FILE)
		return;
	if (folio->flags & PG_DIRTY)
		pgdat->nr_file_dirty += pages;
	if (folio->flags & PG_WRITEBACK)
		pgdat->nr_writeback += pages;
}

struct page_block folio_set_block(struct machine *m, struct folio *folio, struct page_block block)
{
	struct page_block old = folio->block;

	assert(!(folio->flags & PG_LRU));
	assert(old.order == block.order);
	erase(m->folios, folio);
	count_dirty(m, folio, -1);
	folio->block = block;
	count_dirty(m, folio, 1);
	insert(m, folio);
	page_freed(m, old);
	folio_moved(m, folio);
	return old;
}

void folio_write(struct machine *m, struct folio *folio, const struct page_content *content)
{
	folio->content = *content;
	page_written(m, folio->block, content);
}

struct folio *folio_at(const struct machine *m, uint64_t pfn)
{
	size_t found;

	if (!m->folios)
		return NULL;
	for (unsigned order = 0; order <= FOLIO_MAX_ORDER; order++) {
		uint64_t first = pfn >> order << order;

		/* The same start was looked at for a smaller order. */
		if (order && first == pfn >> (order - 1) << (order - 1))
			continue;
		if (find_bucket(m->folios, first, &found)) {
			struct folio *folio = m->folios->buckets[found];

			return pfn < first + folio_nr_pages(folio) ? folio : NULL;
		}
	}
	return NULL;
}

void folio_for_each(const struct machine *m, void (*visit)(void *arg, struct folio *folio),
		    void *arg)
{
	if (!m->folios)
		return;
	for (size_t i = 0; i < m->folios->nr_buckets; i++) {
		if (m->folios->buckets[i])
			visit(arg, m->folios->buckets[i]);
	}
}

uint64_t folio_count(const struct machine *m)
{
	return m->folios ? m->folios->nr_folios : 0;
}

void folio_table_destroy(struct machine *m)
{
	if (!m->folios)
		return;
	assert(m->folios->nr_folios == 0);
	free(m->folios->buckets);
	free(m->folios);
	m->folios = NULL;
}
