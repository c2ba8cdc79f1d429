// SPDX-License-Identifier: GPL-2.0-only
/*
 * One list at a time: pages are taken from its tail and judged; those that stay go
 * back to the head of the list that is theirs then.
 *
 * Responsible for the order on the lists and for what a scan costs. Not responsible
 * for the judgement of one page (shrink_folio.c) or how much is scanned (scan_count.c).
 *
 * Mirrors: mm/vmscan.c isolate_lru_folios(), move_folios_to_lru(),
 * shrink_inactive_list(), shrink_active_list(), v6.12.
 * Differs: nobody else isolates pages, so too_many_isolated() never waits; no
 * executable mappings, so a referenced active file page is not spared.
 */
#include "reclaim/private.h"

/* Pages of zones above sc.reclaim_idx: back to the head, out of the way of this run. */
static void put_skipped_back(struct machine *m, struct folio_list *skipped)
{
	struct folio *folio;

	while ((folio = skipped->tail)) {
		folio_list_del(skipped, folio);
		folio_add_lru(m, folio);
	}
}

/*
 * Take @nr_to_scan eligible pages from the tail of @lru. *@nr_scanned: with those that
 * were passed over. Return: pages that are on @taken now.
 */
static uint64_t isolate_lru_folios(const struct lru_scan *scan, uint64_t nr_to_scan,
				   enum lru_list lru, struct folio_list *taken,
				   uint64_t *nr_scanned)
{
	const struct scan_control *sc = scan->sc;
	struct folio_list skipped = { 0 };
	uint64_t nr_looked_at = 0, nr_taken = 0;
	struct folio *folio;

	*nr_scanned = 0;
	while (nr_looked_at < nr_to_scan && (folio = scan->lruvec->tail[lru])) {
		uint64_t nr_pages = folio_nr_pages(folio);

		*nr_scanned += nr_pages;
		folio_del_lru(sc->m, folio);
		if (folio->block.zone->type > sc->reclaim_idx) {
			folio_list_add(&skipped, folio);
			continue;
		}
		nr_looked_at += nr_pages;
		if (!sc->may_unmap && folio->mapcount) {
			folio_add_lru(sc->m, folio);
			continue;
		}
		nr_taken += nr_pages;
		folio_list_add(taken, folio);
	}
	put_skipped_back(sc->m, &skipped);
	return nr_taken;
}

static void move_folios_to_lru(const struct lru_scan *scan, struct folio_list *list)
{
	struct folio *folio;

	while ((folio = list->tail)) {
		folio_list_del(list, folio);
		folio_putback_lru(scan->sc->m, folio);
		if (folio->flags & PG_ACTIVE)
			workingset_age_nonresident(scan->sc->m, scan->memcg, scan->nid,
						   folio_nr_pages(folio));
	}
}

uint64_t shrink_inactive_list(const struct lru_scan *scan, uint64_t nr_to_scan,
			      enum lru_list lru)
{
	struct scan_control *sc = scan->sc;
	struct node_reclaim *node = &sc->m->reclaim->nodes[scan->nid];
	struct folio_list list = { 0 };
	struct reclaim_stat stat;
	uint64_t nr_scanned, nr_taken, nr_reclaimed;
	bool file = is_file_list(lru);

	nr_taken = isolate_lru_folios(scan, nr_to_scan, lru, &list, &nr_scanned);
	node->scanned[sc->reclaimer] += nr_scanned;
	if (nr_taken == 0)
		return 0;
	nr_reclaimed = shrink_folio_list(sc, scan->nid, &list, &stat);
	move_folios_to_lru(scan, &list);
	node->reclaimed[sc->reclaimer] += nr_reclaimed;
	node->demoted[sc->reclaimer] += stat.nr_demoted;
	lru_note_cost(sc->m, scan->memcg, scan->nid, file, stat.nr_pageout,
		      nr_scanned - nr_reclaimed);
	if (stat.nr_unqueued_dirty == nr_taken)
		wake_flushers(sc->m);

	sc->nr.dirty += stat.nr_dirty;
	sc->nr.congested += stat.nr_congested;
	sc->nr.unqueued_dirty += stat.nr_unqueued_dirty;
	sc->nr.writeback += stat.nr_writeback;
	sc->nr.immediate += stat.nr_immediate;
	sc->nr.taken += nr_taken;
	if (file)
		sc->nr.file_taken += nr_taken;
	return nr_reclaimed;
}

/* An accessed page becomes inactive as well: it has the inactive list to be used again. */
void shrink_active_list(const struct lru_scan *scan, uint64_t nr_to_scan, enum lru_list lru)
{
	struct machine *m = scan->sc->m;
	struct folio_list held = { 0 }, inactive = { 0 };
	struct folio *folio;
	uint64_t nr_scanned;

	isolate_lru_folios(scan, nr_to_scan, lru, &held, &nr_scanned);
	while ((folio = held.tail)) {
		folio_list_del(&held, folio);
		if (!folio_evictable(folio)) {
			folio_putback_lru(m, folio);
			continue;
		}
		folio_referenced(folio);
		folio->flags &= ~PG_ACTIVE;
		folio->flags |= PG_WORKINGSET;
		folio_list_add(&inactive, folio);
	}
	move_folios_to_lru(scan, &inactive);
}
