// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dirty pages of files: their count per node, and how many a node may have.
 *
 * Responsible for the flags PG_DIRTY and PG_WRITEBACK with their counters, and for
 * the answer that spreads pages about to be written. Not responsible for writing.
 *
 * Mirrors: mm/page-writeback.c folio_account_dirtied(), node_dirtyable_memory(),
 * node_dirty_limit(), node_dirty_ok(), v6.12.
 * Differs: the limit is vm.dirty_ratio; there is no vm.dirty_bytes. Writers are not
 * throttled (balance_dirty_pages()) and no flusher runs by time: what is dirty stays
 * so until somebody syncs or reclaim writes it.
 */
#include <assert.h>

#include "pagecache/pagecache.h"

static pg_data_t *folio_pgdat(struct machine *m, const struct folio *folio)
{
	return m->pgdat[folio_nid(folio)];
}

void folio_mark_dirty(struct machine *m, struct folio *folio)
{
	if (folio->flags & PG_DIRTY)
		return;
	folio->flags |= PG_DIRTY;
	if (folio->kind == FOLIO_FILE)
		folio_pgdat(m, folio)->nr_file_dirty += folio_nr_pages(folio);
}

bool folio_clear_dirty(struct machine *m, struct folio *folio)
{
	if (!(folio->flags & PG_DIRTY))
		return false;
	folio->flags &= ~PG_DIRTY;
	if (folio->kind == FOLIO_FILE)
		folio_pgdat(m, folio)->nr_file_dirty -= folio_nr_pages(folio);
	return true;
}

void folio_start_writeback(struct machine *m, struct folio *folio)
{
	assert(!(folio->flags & PG_WRITEBACK));
	folio_clear_dirty(m, folio);
	folio->flags |= PG_WRITEBACK;
	if (folio->kind == FOLIO_FILE)
		folio_pgdat(m, folio)->nr_writeback += folio_nr_pages(folio);
}

void folio_end_writeback(struct machine *m, struct folio *folio)
{
	assert(folio->flags & PG_WRITEBACK);
	folio->flags &= ~PG_WRITEBACK;
	if (folio->kind == FOLIO_FILE)
		folio_pgdat(m, folio)->nr_writeback -= folio_nr_pages(folio);
	if (folio->flags & PG_RECLAIM) {
		folio->flags &= ~PG_RECLAIM;
		folio_rotate_reclaimable(m, folio);
	}
}

/* ---- the limit of a node ---- */

/* Free pages, but for the reserve, and pages of files: what could be dirty. */
static uint64_t node_dirtyable_memory(const struct machine *m, int nid)
{
	const pg_data_t *pgdat = m->pgdat[nid];
	uint64_t nr_pages = 0;

	for (int type = 0; type < MAX_NR_ZONES; type++)
		nr_pages += pgdat->node_zones[type].nr_free_pages;
	nr_pages -= nr_pages < pgdat->totalreserve_pages ? nr_pages : pgdat->totalreserve_pages;
	return nr_pages + node_lru_pages(m, nid, LRU_INACTIVE_FILE) +
	       node_lru_pages(m, nid, LRU_ACTIVE_FILE);
}

static uint64_t node_dirty_limit(const struct machine *m, int nid, const struct task *task)
{
	uint64_t dirty = (uint64_t)m->sysctl.dirty_ratio * node_dirtyable_memory(m, nid) / 100;

	if (task->rt)
		dirty += dirty / 4;
	return dirty < UINT32_MAX ? dirty : UINT32_MAX;
}

bool node_dirty_ok(const struct machine *m, int nid, const struct task *task)
{
	const pg_data_t *pgdat = m->pgdat[nid];

	return pgdat->nr_file_dirty + pgdat->nr_writeback <= node_dirty_limit(m, nid, task);
}
