// SPDX-License-Identifier: GPL-2.0-only
/*
 * The classic LRU lists: two for anonymous memory, two for files, one for what
 * cannot be reclaimed, per memory cgroup and node.
 *
 * Responsible for the order on the lists and their page counts. Not responsible
 * for scanning them (reclaim/).
 *
 * Mirrors: mm/swap.c folio_add_lru(), folio_activate(), folio_mark_accessed(),
 * include/linux/mm_inline.h lruvec_add_folio(), mm/vmscan.c lruvec_lru_size(), v6.12.
 * Differs: no per-cpu batches, so nothing waits in front of a list; the classic
 * lists where Debian's kernel would use MGLRU unless told not to.
 */
#include <assert.h>
#include <stdio.h>

#include "folio/folio.h"
#include "memcg/memcg.h"

const char *const folio_kind_names[NR_FOLIO_KINDS] = {
	[FOLIO_ANON] = "anon",
	[FOLIO_FILE] = "file",
	[FOLIO_SHMEM] = "shmem",
	[FOLIO_HUGETLB] = "hugetlb",
};

const char *const lru_names[NR_LRU_LISTS] = {
	[LRU_INACTIVE_ANON] = "inactive_anon", [LRU_ACTIVE_ANON] = "active_anon",
	[LRU_INACTIVE_FILE] = "inactive_file", [LRU_ACTIVE_FILE] = "active_file",
	[LRU_UNEVICTABLE] = "unevictable",
};

struct lruvec *folio_lruvec(const struct machine *m, const struct folio *folio)
{
	return memcg_lruvec(m, folio->memcg, folio_nid(folio));
}

enum lru_list folio_lru_list(const struct folio *folio)
{
	bool active = folio->flags & PG_ACTIVE;

	if (folio->flags & PG_UNEVICTABLE)
		return LRU_UNEVICTABLE;
	if (folio_is_file_lru(folio))
		return active ? LRU_ACTIVE_FILE : LRU_INACTIVE_FILE;
	return active ? LRU_ACTIVE_ANON : LRU_INACTIVE_ANON;
}

static uint64_t *zone_count(struct lruvec *lruvec, const struct folio *folio, enum lru_list lru)
{
	return &lruvec->zone_pages[folio->block.zone->type][lru];
}

void folio_add_lru(struct machine *m, struct folio *folio)
{
	struct lruvec *lruvec = folio_lruvec(m, folio);
	enum lru_list lru = folio_lru_list(folio);

	assert(!(folio->flags & PG_LRU));
	folio->flags |= PG_LRU;
	folio->lru_prev = NULL;
	folio->lru_next = lruvec->head[lru];
	if (folio->lru_next)
		folio->lru_next->lru_prev = folio;
	else
		lruvec->tail[lru] = folio;
	lruvec->head[lru] = folio;
	*zone_count(lruvec, folio, lru) += folio_nr_pages(folio);
}

void folio_add_lru_tail(struct machine *m, struct folio *folio)
{
	struct lruvec *lruvec = folio_lruvec(m, folio);
	enum lru_list lru = folio_lru_list(folio);

	assert(!(folio->flags & PG_LRU));
	folio->flags |= PG_LRU;
	folio->lru_next = NULL;
	folio->lru_prev = lruvec->tail[lru];
	if (folio->lru_prev)
		folio->lru_prev->lru_next = folio;
	else
		lruvec->head[lru] = folio;
	lruvec->tail[lru] = folio;
	*zone_count(lruvec, folio, lru) += folio_nr_pages(folio);
}

void folio_del_lru(struct machine *m, struct folio *folio)
{
	struct lruvec *lruvec = folio_lruvec(m, folio);
	enum lru_list lru = folio_lru_list(folio);

	assert(folio->flags & PG_LRU);
	if (folio->lru_prev)
		folio->lru_prev->lru_next = folio->lru_next;
	else
		lruvec->head[lru] = folio->lru_next;
	if (folio->lru_next)
		folio->lru_next->lru_prev = folio->lru_prev;
	else
		lruvec->tail[lru] = folio->lru_prev;
	folio->lru_prev = folio->lru_next = NULL;
	folio->flags &= ~PG_LRU;
	*zone_count(lruvec, folio, lru) -= folio_nr_pages(folio);
}

bool folio_isolate_lru(struct machine *m, struct folio *folio)
{
	if (!(folio->flags & PG_LRU))
		return false;
	folio_del_lru(m, folio);
	return true;
}

void folio_activate(struct machine *m, struct folio *folio)
{
	if (!(folio->flags & PG_LRU) || folio->flags & (PG_ACTIVE | PG_UNEVICTABLE))
		return;
	folio_del_lru(m, folio);
	folio->flags |= PG_ACTIVE;
	folio_add_lru(m, folio);
}

/* The second access makes an inactive page active; an unevictable one stays. */
void folio_mark_accessed(struct machine *m, struct folio *folio)
{
	if (!(folio->flags & PG_REFERENCED)) {
		folio->flags |= PG_REFERENCED;
		return;
	}
	if (folio->flags & (PG_UNEVICTABLE | PG_ACTIVE))
		return;
	if (folio->flags & PG_LRU)
		folio_activate(m, folio);
	else
		folio->flags |= PG_ACTIVE;
	folio->flags &= ~PG_REFERENCED;
	workingset_age_nonresident(m, folio->memcg, folio_nid(folio), folio_nr_pages(folio));
}

bool folio_evictable(const struct folio *folio)
{
	return !(folio->flags & PG_MLOCKED);
}

void folio_putback_lru(struct machine *m, struct folio *folio)
{
	if (folio_evictable(folio))
		folio->flags &= ~PG_UNEVICTABLE;
	else
		folio->flags = (folio->flags & ~PG_ACTIVE) | PG_UNEVICTABLE;
	folio_add_lru(m, folio);
}

void folio_rotate_reclaimable(struct machine *m, struct folio *folio)
{
	if (folio->flags & (PG_DIRTY | PG_UNEVICTABLE) || !folio_isolate_lru(m, folio))
		return;
	folio->flags &= ~PG_ACTIVE;
	folio_add_lru_tail(m, folio);
}

void folio_list_add(struct folio_list *list, struct folio *folio)
{
	assert(!(folio->flags & PG_LRU));
	folio->lru_prev = NULL;
	folio->lru_next = list->head;
	*(list->head ? &list->head->lru_prev : &list->tail) = folio;
	list->head = folio;
}

void folio_list_add_tail(struct folio_list *list, struct folio *folio)
{
	assert(!(folio->flags & PG_LRU));
	folio->lru_next = NULL;
	folio->lru_prev = list->tail;
	*(list->tail ? &list->tail->lru_next : &list->head) = folio;
	list->tail = folio;
}

void folio_list_del(struct folio_list *list, struct folio *folio)
{
	*(folio->lru_prev ? &folio->lru_prev->lru_next : &list->head) = folio->lru_next;
	*(folio->lru_next ? &folio->lru_next->lru_prev : &list->tail) = folio->lru_prev;
	folio->lru_prev = folio->lru_next = NULL;
}

void folio_list_splice(struct folio_list *from, struct folio_list *to)
{
	if (!from->head)
		return;
	from->tail->lru_next = to->head;
	*(to->head ? &to->head->lru_prev : &to->tail) = from->tail;
	to->head = from->head;
	*from = (struct folio_list){ 0 };
}

struct page_block folio_move(struct machine *m, struct folio *folio, struct page_block block)
{
	bool on_lru = folio_isolate_lru(m, folio);
	struct page_block old = folio_set_block(m, folio, block);

	if (on_lru)
		folio_add_lru(m, folio);
	return old;
}

uint64_t lruvec_lru_size(const struct lruvec *lruvec, enum lru_list lru, enum zone_type highest)
{
	uint64_t pages = 0;

	for (int type = 0; type <= (int)highest; type++)
		pages += lruvec->zone_pages[type][lru];
	return pages;
}

uint64_t zone_lru_pages(const struct machine *m, const struct zone *zone, enum lru_list lru)
{
	uint64_t pages = 0;

	for (struct mem_cgroup *memcg = m->root_memcg; memcg; memcg = memcg_next(memcg, NULL)) {
		if (memcg->lruvecs)
			pages += memcg->lruvecs[zone->nid].zone_pages[zone->type][lru];
	}
	return pages;
}

uint64_t node_lru_pages(const struct machine *m, int nid, enum lru_list lru)
{
	uint64_t pages = 0;

	for (struct mem_cgroup *memcg = m->root_memcg; memcg; memcg = memcg_next(memcg, NULL)) {
		if (memcg->lruvecs)
			pages += lruvec_lru_size(&memcg->lruvecs[nid], lru, MAX_NR_ZONES - 1);
	}
	return pages;
}

/* ---- the check ---- */

struct list_check {
	uint64_t pages[MAX_NR_ZONES];
	const char *wrong;
};

static void check_list(const struct lruvec *lruvec, int nid, enum lru_list lru,
		       struct list_check *check)
{
	const struct folio *prev = NULL;

	for (const struct folio *pos = lruvec->head[lru]; pos; prev = pos, pos = pos->lru_next) {
		if (pos->lru_prev != prev)
			check->wrong = "a broken link";
		else if (!(pos->flags & PG_LRU) || folio_lru_list(pos) != lru)
			check->wrong = "a folio of another list";
		else if (folio_nid(pos) != nid)
			check->wrong = "a folio of another node";
		if (check->wrong)
			return;
		check->pages[pos->block.zone->type] += folio_nr_pages(pos);
	}
	if (lruvec->tail[lru] != prev)
		check->wrong = "a wrong tail";
	for (int type = 0; type < MAX_NR_ZONES && !check->wrong; type++) {
		if (check->pages[type] != lruvec->zone_pages[type][lru])
			check->wrong = "a wrong count";
	}
}

const char *folio_check(const struct machine *m, char *buf, size_t len)
{
	for (struct mem_cgroup *memcg = m->root_memcg; memcg; memcg = memcg_next(memcg, NULL)) {
		for (int i = 0; memcg->lruvecs && i < m->nr_node_ids * NR_LRU_LISTS; i++) {
			int nid = i / NR_LRU_LISTS;
			enum lru_list lru = (enum lru_list)(i % NR_LRU_LISTS);
			struct list_check check = { .wrong = NULL };

			check_list(&memcg->lruvecs[nid], nid, lru, &check);
			if (check.wrong) {
				snprintf(buf, len, "%s of memcg %s on node %d: %s", lru_names[lru],
					 memcg->path, nid, check.wrong);
				return buf;
			}
		}
	}
	return NULL;
}
