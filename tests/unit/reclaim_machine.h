/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The small machine with lists of pages, one file and one mapping of 64 slots, and
 * swap behind zswap when told. All pages lie in 0/Normal, whose marks are 64, 128, 192.
 */
#ifndef NW_UNIT_RECLAIM_MACHINE_H
#define NW_UNIT_RECLAIM_MACHINE_H

#include "unit/small_machine.h"

#include "memcg/memcg.h"
#include "pagecache/pagecache.h"
#include "reclaim/private.h"
#include "swap/swap.h"

#define RM_NODE 0

struct reclaim_machine {
	struct small_machine s;
	struct zswap zswap;
	struct page_cache *file;
	struct mm *mm;
	struct mapping *map;
	uint64_t next_index, next_slot;
};

static inline struct machine *rm_machine(struct reclaim_machine *r)
{
	return &r->s.m;
}

static inline struct reclaim_machine *rm_create(uint64_t swap_pages)
{
	struct reclaim_machine *r = xcalloc(1, sizeof(*r));
	struct machine *m = &r->s.m;

	small_machine_init(&r->s, &mainline_design, ZONE_NORMAL);
	m->sysctl.swappiness = 60;
	memcg_create_root(m);
	zswap_init(&r->zswap, m);
	swap_init(m, &r->zswap);
	if (swap_pages)
		assert_int_equal(swap_on(m, "swap", swap_pages, false), 0);
	reclaim_init(m, NULL, 1);
	r->file = file_open(m, "file");
	r->mm = mm_create();
	assert_int_equal(mm_map(r->mm, "heap", 0x10000000, 4096, PAGE_SIZE, false, &r->map), 0);
	return r;
}

static inline struct zone *rm_zone(struct reclaim_machine *r)
{
	return small_zone_of(&r->s, RM_NODE, ZONE_NORMAL);
}

static inline struct page_block rm_block(struct reclaim_machine *r)
{
	struct page_block block = { .zone = rm_zone(r) };

	assert_true(rmqueue(rm_machine(r), block.zone, 0, ALLOC_NO_WATERMARKS, MIGRATE_MOVABLE, 0,
			    &block.pfn));
	return block;
}

static inline void rm_charge(struct folio *folio, struct mem_cgroup *memcg)
{
	folio->memcg = memcg;
	for (; memcg; memcg = memcg->parent)
		memcg->memory.usage++;
}

/* A clean page of the file, on the inactive list, or the active one. */
static inline struct folio *rm_file_page(struct reclaim_machine *r, unsigned flags)
{
	struct folio *folio = folio_create(rm_machine(r), rm_block(r), FOLIO_FILE);

	page_cache_add(r->file, r->next_index++, folio);
	folio->flags |= flags;
	folio_add_lru(rm_machine(r), folio);
	return folio;
}

/* A page of the heap, mapped. */
static inline struct folio *rm_anon_page(struct reclaim_machine *r, unsigned pte_flags)
{
	struct folio *folio = folio_create(rm_machine(r), rm_block(r), FOLIO_ANON);

	folio_map_pte(folio, r->map, r->next_slot++, PTE_WRITE | PTE_DIRTY | pte_flags);
	folio_add_lru(rm_machine(r), folio);
	return folio;
}

static inline uint64_t rm_pages(struct reclaim_machine *r, enum lru_list lru)
{
	return node_lru_pages(rm_machine(r), RM_NODE, lru);
}

/* Take free pages of the zone away; they are never given back. */
static inline void rm_leave_free(struct reclaim_machine *r, uint64_t nr)
{
	drain_all_pages(rm_machine(r));
	while (rm_zone(r)->nr_free_pages > nr) {
		struct page_block block = { .zone = rm_zone(r) };
		unsigned order = rm_zone(r)->nr_free_pages - nr >= 512 ? 9 : 0;

		assert_true(rmqueue(rm_machine(r), block.zone, order, ALLOC_NO_WATERMARKS,
				    MIGRATE_MOVABLE, 0, &block.pfn));
		drain_all_pages(rm_machine(r));
	}
}

static inline struct alloc_request rm_request(struct reclaim_machine *r)
{
	return small_request(&r->s, GFP_KERNEL, RM_NODE);
}

/* Isolate the only page of a list and judge it. Return: pages freed; it is back on a list. */
static inline uint64_t rm_shrink(struct reclaim_machine *r, enum lru_list lru, uint64_t nr)
{
	struct alloc_request req = rm_request(r);
	struct scan_control sc = scan_control_for(rm_machine(r), &req);
	const struct lru_scan scan = {
		.sc = &sc,
		.memcg = rm_machine(r)->root_memcg,
		.nid = RM_NODE,
		.lruvec = memcg_lruvec(rm_machine(r), NULL, RM_NODE),
	};

	return shrink_inactive_list(&scan, nr, lru);
}

static inline void rm_destroy(struct reclaim_machine *r)
{
	struct machine *m = rm_machine(r);

	m->log = NULL;
	for (uint64_t i = 0; i < r->next_slot; i++) {
		struct folio *folio = r->map->ptes[i].folio;

		if (r->map->ptes[i].swap)
			free_swap_and_cache(m, r->map->ptes[i].swap - 1, 0);
		r->map->ptes[i].swap = 0;
		if (!folio)
			continue;
		folio_unmap_pte(r->map, i);
		folio_isolate_lru(m, folio);
		folio_free_swap(m, folio, 0);
		folio_free(m, folio, 0);
	}
	for (uint64_t i = 0; i < r->next_index; i++) {
		struct folio *folio = page_cache_find(r->file, i);

		if (!folio)
			continue;
		folio_isolate_lru(m, folio);
		folio->nr_pins = 0;
		if (folio->flags & PG_WRITEBACK)
			folio_end_writeback(m, folio);
		page_cache_remove(m, folio);
		folio_free(m, folio, 0);
	}
	page_cache_destroy_all(m);
	mm_destroy(r->mm);
	zswap_destroy(&r->zswap, m);
	swap_destroy(m);
	folio_table_destroy(m);
	memcg_destroy_all(m);
	reclaim_destroy(m);
	small_machine_destroy(&r->s);
	free(r);
}

#endif
