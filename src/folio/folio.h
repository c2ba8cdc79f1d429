/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owned pages of a machine: find, list, map and end them.
 *
 * Mirrors: mm/swap.c folio_add_lru(), folio_activate(), include/linux/mm_inline.h
 * lruvec_add_folio(), lruvec_del_folio(), mm/workingset.c, mm/rmap.c folio_add_anon_rmap_ptes(),
 * folio_remove_rmap_ptes(), v6.12.
 * Differs: no per-cpu batches in front of the lists; a folio is on its list at once.
 */
#ifndef NW_FOLIO_FOLIO_H
#define NW_FOLIO_FOLIO_H

#include "mempolicy/mm.h"
#include "model/machine.h"
#include "model/memcg.h"

/* ---- the table (folio.c) ---- */

/*
 * Own @block, which the allocator handed out. Not on a list, not mapped, not
 * charged. FOLIO_ANON and FOLIO_SHMEM are PG_SWAPBACKED.
 */
struct folio *folio_create(struct machine *m, struct page_block block, enum folio_kind kind);
/*
 * Charge it, before it is on a list, for a request that allocated it. 0 or -ENOMEM;
 * @memcg NULL or the root: nobody pays.
 */
int folio_charge(struct machine *m, struct folio *folio, struct mem_cgroup *memcg,
		 const struct alloc_request *req);
void folio_uncharge(struct folio *folio);
/* Give the pages back to the allocator on @cpu, uncharged. Must be off list, unmapped, unpinned. */
void folio_free(struct machine *m, struct folio *folio, int cpu);
/*
 * Stop owning the pages without giving them back (poison, offlining by force).
 * Same conditions as folio_free().
 */
struct page_block folio_forget(struct machine *m, struct folio *folio);
/*
 * Let @folio stand for @block from now on (migration): the old pages are the
 * caller's, to be freed. It must be off list.
 */
struct page_block folio_set_block(struct machine *m, struct folio *folio, struct page_block block);
/* The same for a folio that may be on a list, which it changes with its node. */
struct page_block folio_move(struct machine *m, struct folio *folio, struct page_block block);
/* It holds @content from now on. */
void folio_write(struct machine *m, struct folio *folio, const struct page_content *content);
/* The folio that @pfn lies in; NULL: none. */
struct folio *folio_at(const struct machine *m, uint64_t pfn);
/* Every folio, in no order that means anything but the same for the same history. */
void folio_for_each(const struct machine *m, void (*visit)(void *arg, struct folio *folio),
		    void *arg);
uint64_t folio_count(const struct machine *m);
/* Is table, lists and counts consistent? NULL, or what is wrong, in @buf. */
const char *folio_check(const struct machine *m, char *buf, size_t len);
void folio_table_destroy(struct machine *m);

/* ---- lists (lru.c) ---- */

/* Its lists: of its memcg, or the root's, on its node. */
struct lruvec *folio_lruvec(const struct machine *m, const struct folio *folio);
/* The list that its flags name. */
enum lru_list folio_lru_list(const struct folio *folio);
void folio_add_lru(struct machine *m, struct folio *folio);		/* at the head */
void folio_add_lru_tail(struct machine *m, struct folio *folio);
void folio_del_lru(struct machine *m, struct folio *folio);
/* Take it off its list for reclaim or migration; false when it is on none. */
bool folio_isolate_lru(struct machine *m, struct folio *folio);
/*
 * Back from isolation to the list that its flags name, at the head; one that cannot
 * be reclaimed (mlock) to the unevictable list. Mirrors: mm/swap.c lru_add(), v6.12.
 */
void folio_putback_lru(struct machine *m, struct folio *folio);
bool folio_evictable(const struct folio *folio);
/* Written, and wanted by reclaim: the next one to be taken. Mirrors: mm/swap.c, v6.12. */
void folio_rotate_reclaimable(struct machine *m, struct folio *folio);
/* Isolated folios: those that are on no LRU list. */
void folio_list_add(struct folio_list *list, struct folio *folio);		/* at the head */
void folio_list_add_tail(struct folio_list *list, struct folio *folio);
void folio_list_del(struct folio_list *list, struct folio *folio);
/* All of @from to the head of @to, in their order; @from is empty then. */
void folio_list_splice(struct folio_list *from, struct folio_list *to);
/* To the head of the active list, when it is on an inactive one. */
void folio_activate(struct machine *m, struct folio *folio);
/* Mirrors: mm/swap.c folio_mark_accessed(), v6.12. */
void folio_mark_accessed(struct machine *m, struct folio *folio);
/* Pages of a list in zones up to @highest. Mirrors: mm/vmscan.c lruvec_lru_size(), v6.12. */
uint64_t lruvec_lru_size(const struct lruvec *lruvec, enum lru_list lru, enum zone_type highest);
/* Over all memcgs. */
uint64_t node_lru_pages(const struct machine *m, int nid, enum lru_list lru);
uint64_t zone_lru_pages(const struct machine *m, const struct zone *zone, enum lru_list lru);

/* ---- the working set (workingset.c) ---- */

/* NR_*_ANON, NR_*_FILE of a node's lists, with those of the memcgs below @memcg. */
uint64_t lruvec_page_state(const struct machine *m, const struct mem_cgroup *memcg, int nid,
			   enum lru_list lru);
/* Evictions and activations of @memcg's and its parents' lists. */
void workingset_age_nonresident(const struct machine *m, struct mem_cgroup *memcg, int nid,
				uint64_t nr_pages);
/*
 * What to keep in place of @folio, which reclaim of @target (NULL = all) is about to
 * free: from which lists it went and when. Never 0, which stands for "nothing".
 */
uint64_t workingset_eviction(const struct machine *m, const struct folio *folio,
					struct mem_cgroup *target);
/*
 * A page that was evicted is back as @folio, which is charged and on no list yet:
 * active when it would have stayed with a larger inactive list.
 */
void workingset_refault(struct machine *m, struct folio *folio, uint64_t shadow);
/* Cost of reclaim: @nr_io pages written, @nr_rotated looked at in vain. */
void lru_note_cost(const struct machine *m, struct mem_cgroup *memcg, int nid, bool file,
		   uint64_t nr_io, uint64_t nr_rotated);

/* ---- mappings (rmap.c) ---- */

/* Let page table entry @slot, which is not present, map @folio. @pte_flags: PTE_*. */
void folio_map_pte(struct folio *folio, struct mapping *map, uint64_t slot, unsigned pte_flags);
/* Clear a present entry; its flags are returned (dirty and young are the caller's to keep). */
unsigned folio_unmap_pte(struct mapping *map, uint64_t slot);

#define for_each_folio_map(pos, folio) for ((pos) = (folio)->maps; (pos); (pos) = (pos)->next)

#endif
