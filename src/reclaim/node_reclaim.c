// SPDX-License-Identifier: GPL-2.0-only
/*
 * vm.zone_reclaim_mode: a node is reclaimed before the walk goes on to the next one.
 *
 * Mirrors: mm/vmscan.c node_reclaim(), __node_reclaim(), node_pagecache_reclaimable(),
 * node_unmapped_file_pages(), mm/page_alloc.c setup_min_unmapped_ratio(), v6.12.
 * Differs: slab pages do not count; with the unmap bit the file pages are those on the
 * lists.
 */
#include "reclaim/private.h"

#define NODE_RECLAIM_PRIORITY 4
#define RECLAIM_WRITE 2
#define RECLAIM_UNMAP 4

struct file_pages {
	uint64_t nr, nr_mapped, nr_dirty;
	int nid;
};

static void count_file_pages(void *arg, struct folio *folio)
{
	struct file_pages *pages = arg;
	uint64_t nr = folio_nr_pages(folio);

	if (folio_nid(folio) != pages->nid)
		return;
	if (folio_is_file_lru(folio) && folio->flags & PG_LRU && !(folio->flags & PG_UNEVICTABLE))
		pages->nr += nr;
	if (folio->kind == FOLIO_FILE || folio->kind == FOLIO_SHMEM) {
		pages->nr_mapped += folio->mapcount ? nr : 0;
		pages->nr_dirty += folio->kind == FOLIO_FILE && folio->flags & PG_DIRTY ? nr : 0;
	}
}

static uint64_t pages_without(uint64_t nr, uint64_t nr_less)
{
	return nr > nr_less ? nr - nr_less : 0;
}

/* Cached pages that the mode lets it take. */
static uint64_t pagecache_reclaimable(const struct machine *m, int nid)
{
	struct file_pages pages = { .nid = nid };
	uint64_t nr;

	folio_for_each(m, count_file_pages, &pages);
	nr = pages.nr;
	if (!(m->sysctl.zone_reclaim_mode & RECLAIM_UNMAP))
		nr = pages_without(nr, pages.nr_mapped);
	if (!(m->sysctl.zone_reclaim_mode & RECLAIM_WRITE))
		nr = pages_without(nr, pages.nr_dirty);
	return nr;
}

static uint64_t min_unmapped_pages(const struct machine *m, int nid)
{
	uint64_t nr = 0;

	for (int z = 0; z < MAX_NR_ZONES; z++)
		nr += m->pgdat[nid]->node_zones[z].managed_pages *
		      (uint64_t)m->sysctl.min_unmapped_ratio / 100;
	return nr;
}

static enum node_reclaim_result reclaim_once(struct machine *m, int nid,
					     const struct alloc_request *req)
{
	uint64_t nr_pages = UINT64_C(1) << req->order;
	struct scan_control sc = scan_control_for(m, req);

	if (!reclaim_begin(m))
		return NODE_RECLAIM_NOSCAN;
	sc.nr_to_reclaim = nr_pages > SWAP_CLUSTER_MAX ? nr_pages : SWAP_CLUSTER_MAX;
	sc.event = EVENT_NODE_RECLAIM;
	sc.order = req->order;
	sc.priority = NODE_RECLAIM_PRIORITY;
	sc.may_writepage = m->sysctl.zone_reclaim_mode & RECLAIM_WRITE;
	sc.may_unmap = m->sysctl.zone_reclaim_mode & RECLAIM_UNMAP;
	do {
		shrink_node(&sc, nid);
	} while (sc.nr_reclaimed < nr_pages && --sc.priority >= 0);
	reclaim_end(m);
	return sc.nr_reclaimed >= nr_pages ? NODE_RECLAIM_SUCCESS : NODE_RECLAIM_SOME;
}

/*
 * (a) A little cache is left to every node. (b) Requests that may not wait, and those of
 * reclaim itself, go on to the next node, and (c) a node with CPUs is reclaimed by these
 * only.
 */
enum node_reclaim_result node_reclaim(struct machine *m, int nid, const struct alloc_request *req)
{
	uint64_t min = min_unmapped_pages(m, nid);

	/* The lists are as long as it can be; who is on them is counted only then. */
	if (node_lru_pages(m, nid, LRU_INACTIVE_FILE) + node_lru_pages(m, nid, LRU_ACTIVE_FILE) <=
		    min ||
	    pagecache_reclaimable(m, nid) <= min) /* (a) */
		return NODE_RECLAIM_FULL;
	if (!gfpflags_allow_blocking(req->gfp) || req->ctx == CTX_TASK_MEMALLOC) /* (b) */
		return NODE_RECLAIM_NOSCAN;
	if (node_state(m, nid, N_CPU) && m->cpu_to_node[req->cpu] != nid) /* (c) */
		return NODE_RECLAIM_NOSCAN;
	return reclaim_once(m, nid, req);
}
