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
 * Differs: shadows are never reclaimed; a memcg's swap limit is not asked, only whether
 * there is swap.
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

/*
 * Mirrors: mm/workingset.c pack_shadow(), unpack_shadow(), v6.12: from the right, had
 * it been active, node, memcg whose reclaim took it, and as much of the age as fits.
 */
#define SHADOW_NODE_BITS 10
#define SHADOW_MEMCG_BITS 16
#define EVICTION_BITS 36

static uint64_t pack_shadow(const struct mem_cgroup *memcg, int nid, uint64_t age, bool workingset)
{
	uint64_t shadow = age & ((UINT64_C(1) << EVICTION_BITS) - 1);

	shadow = shadow << SHADOW_MEMCG_BITS | memcg->id;
	shadow = shadow << SHADOW_NODE_BITS | (unsigned)nid;
	return shadow << 1 | workingset;
}

/* What @shadow says; memcg NULL: it is gone. */
struct eviction {
	struct mem_cgroup *memcg;
	int nid;
	bool workingset;
	uint64_t age;
};

static struct eviction unpack_shadow(const struct machine *m, uint64_t shadow)
{
	struct eviction e = { .workingset = shadow & 1 };

	shadow >>= 1;
	e.nid = (int)(shadow & ((1u << SHADOW_NODE_BITS) - 1));
	shadow >>= SHADOW_NODE_BITS;
	e.memcg = memcg_from_id(m, (unsigned)(shadow & ((1u << SHADOW_MEMCG_BITS) - 1)));
	e.age = shadow >> SHADOW_MEMCG_BITS;
	return e;
}

uint64_t workingset_eviction(const struct machine *m, const struct folio *folio,
			     struct mem_cgroup *target)
{
	struct mem_cgroup *memcg = target ? target : m->root_memcg;
	int nid = folio_nid(folio);
	uint64_t age = memcg_lruvec(m, memcg, nid)->nonresident_age;

	workingset_age_nonresident(m, memcg, nid, folio_nr_pages(folio));
	return pack_shadow(memcg, nid, age, folio->flags & PG_WORKINGSET);
}

/* Was it away no longer than the pages that stayed could have made room for? */
static bool test_recent(const struct machine *m, const struct eviction *e, bool file)
{
	uint64_t age = memcg_lruvec(m, e->memcg, e->nid)->nonresident_age;
	uint64_t distance = (age - e->age) & ((UINT64_C(1) << EVICTION_BITS) - 1);
	uint64_t size = lruvec_page_state(m, e->memcg, e->nid, LRU_ACTIVE_FILE);

	if (!file)
		size += lruvec_page_state(m, e->memcg, e->nid, LRU_INACTIVE_FILE);
	if (m->nr_swap_pages) {
		size += lruvec_page_state(m, e->memcg, e->nid, LRU_ACTIVE_ANON);
		if (file)
			size += lruvec_page_state(m, e->memcg, e->nid, LRU_INACTIVE_ANON);
	}
	return distance <= size;
}

void workingset_refault(struct machine *m, struct folio *folio, uint64_t shadow)
{
	bool file = folio_is_file_lru(folio);
	uint64_t nr_pages = folio_nr_pages(folio);
	struct lruvec *lruvec = folio_lruvec(m, folio);
	struct eviction e;

	if (!shadow)
		return;
	e = unpack_shadow(m, shadow);
	lruvec->refaulted[file] += nr_pages;
	if (!e.memcg || !test_recent(m, &e, file))
		return;
	folio->flags |= PG_ACTIVE;
	workingset_age_nonresident(m, folio->memcg, folio_nid(folio), nr_pages);
	lruvec->activated[file] += nr_pages;
	if (e.workingset) {
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
