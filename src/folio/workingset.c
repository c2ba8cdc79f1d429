// SPDX-License-Identifier: GPL-2.0-only
/*
 * The working set: how long an evicted page was away, measured in what happened on
 * the lists meanwhile, and what reclaim of each kind of page has cost.
 *
 * Responsible for the shadow of an evicted page and for whether its return makes it
 * active. Not responsible for where shadows are kept (page cache, swap).
 *
 * Mirrors: mm/workingset.c workingset_eviction(), workingset_test_recent(),
 * workingset_refault(), workingset_age_nonresident(), mm/swap.c lru_note_cost(),
 * include/linux/vmstat.h lruvec_page_state(), v6.12.
 * Differs: a shadow keeps the whole time of eviction; shadows are never reclaimed; a
 * memcg's swap limit is not asked, only whether there is swap.
 */
#include "folio/folio.h"
#include "memcg/memcg.h"

#define SWAP_CLUSTER_MAX 32

uint64_t lruvec_page_state(const struct machine *m, const struct mem_cgroup *memcg, int nid,
			   enum lru_list lru)
{
	struct mem_cgroup *top = memcg ? (struct mem_cgroup *)memcg : m->root_memcg;
	uint64_t pages = 0;

	for (struct mem_cgroup *pos = top; pos; pos = memcg_next(pos, top)) {
		if (pos->lruvecs)
			pages += lruvec_lru_size(&pos->lruvecs[nid], lru, MAX_NR_ZONES - 1);
	}
	return pages;
}

void workingset_age_nonresident(const struct machine *m, struct mem_cgroup *memcg, int nid,
				uint64_t nr_pages)
{
	for (memcg = memcg ? memcg : m->root_memcg; memcg; memcg = memcg->parent)
		memcg_lruvec(m, memcg, nid)->nonresident_age += nr_pages;
}

struct folio_shadow workingset_eviction(const struct machine *m, const struct folio *folio,
					struct mem_cgroup *target)
{
	struct mem_cgroup *memcg = target ? target : m->root_memcg;
	int nid = folio_nid(folio);
	struct folio_shadow shadow = {
		.memcg = memcg,
		.nid = nid,
		.workingset = folio->flags & PG_WORKINGSET,
		.eviction = memcg_lruvec(m, memcg, nid)->nonresident_age,
	};

	workingset_age_nonresident(m, memcg, nid, folio_nr_pages(folio));
	return shadow;
}

/* Was it away no longer than the pages that stayed could have made room for? */
static bool test_recent(const struct machine *m, struct folio_shadow shadow, bool file)
{
	const struct mem_cgroup *memcg = shadow.memcg;
	uint64_t distance =
		memcg_lruvec(m, shadow.memcg, shadow.nid)->nonresident_age - shadow.eviction;
	uint64_t size = lruvec_page_state(m, memcg, shadow.nid, LRU_ACTIVE_FILE);

	if (!file)
		size += lruvec_page_state(m, memcg, shadow.nid, LRU_INACTIVE_FILE);
	if (m->nr_swap_pages) {
		size += lruvec_page_state(m, memcg, shadow.nid, LRU_ACTIVE_ANON);
		if (file)
			size += lruvec_page_state(m, memcg, shadow.nid, LRU_INACTIVE_ANON);
	}
	return distance <= size;
}

void workingset_refault(struct machine *m, struct folio *folio, struct folio_shadow shadow)
{
	bool file = folio_is_file_lru(folio);
	uint64_t nr_pages = folio_nr_pages(folio);
	struct lruvec *lruvec = folio_lruvec(m, folio);

	if (!shadow.memcg)
		return;
	lruvec->refaulted[file] += nr_pages;
	if (!shadow.memcg->online || !test_recent(m, shadow, file))
		return;
	folio->flags |= PG_ACTIVE;
	workingset_age_nonresident(m, folio->memcg, folio_nid(folio), nr_pages);
	lruvec->activated[file] += nr_pages;
	if (shadow.workingset) {
		folio->flags |= PG_WORKINGSET;
		lru_note_cost(m, folio->memcg, folio_nid(folio), file, nr_pages, 0);
	}
}

static uint64_t evictable_pages(const struct machine *m, const struct mem_cgroup *memcg, int nid)
{
	uint64_t pages = 0;

	for (enum lru_list lru = LRU_INACTIVE_ANON; lru <= LRU_ACTIVE_FILE; lru++)
		pages += lruvec_page_state(m, memcg, nid, lru);
	return pages;
}

/* A floating average: costs are halved when they outgrow a quarter of the lists. */
void lru_note_cost(const struct machine *m, struct mem_cgroup *memcg, int nid, bool file,
		   uint64_t nr_io, uint64_t nr_rotated)
{
	uint64_t cost = nr_io * SWAP_CLUSTER_MAX + nr_rotated;

	for (memcg = memcg ? memcg : m->root_memcg; memcg; memcg = memcg->parent) {
		struct lruvec *lruvec = memcg_lruvec(m, memcg, nid);

		*(file ? &lruvec->file_cost : &lruvec->anon_cost) += cost;
		if (lruvec->file_cost + lruvec->anon_cost > evictable_pages(m, memcg, nid) / 4) {
			lruvec->file_cost /= 2;
			lruvec->anon_cost /= 2;
		}
	}
}
