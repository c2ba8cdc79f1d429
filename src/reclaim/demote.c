// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lower tier as a place to go to, in place of swap.
 *
 * Responsible for the two stages in which a target is looked for: one preferred node
 * first, so that its kswapd hears of the pressure, then any node of a lower tier.
 * Not responsible for which nodes those are (tiers/demotion.c).
 *
 * Mirrors: mm/vmscan.c can_demote(), alloc_migrate_folio(), demote_folio_list(), v6.12.
 * Differs: a page that found no room in one try is not tried again; a huge page that
 * found none is not split.
 */
#include "reclaim/private.h"

#include "alloc/page_alloc.h"
#include "folio/migrate.h"
#include "tiers/demotion.h"

/* A reproducible number for the choice among preferred nodes. */
static uint64_t next_random(struct reclaim_state *r)
{
	uint64_t z = (r->random += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

bool can_demote(const struct machine *m, int nid, const struct scan_control *sc)
{
	const struct reclaim_state *r = m->reclaim;

	if (!r->demotion_enabled || !r->tiers || (sc && sc->no_demotion))
		return false;
	return !nodes_empty(demotion_preferred(r->tiers, nid));
}

static struct page_block alloc_demotion_target(struct scan_control *sc, const struct folio *folio,
					       int nid, const nodemask_t *allowed)
{
	struct migration_target to = {
		.gfp = (GFP_HIGHUSER_MOVABLE & ~__GFP_RECLAIM) | __GFP_NOMEMALLOC | GFP_NOWAIT |
		       __GFP_THISNODE,
		.nid = nid,
		.reason = REASON_DEMOTION,
	};
	struct page_block block = alloc_migration_target(sc->m, folio, &to, &sc->who);

	if (block.zone)
		return block;
	to.gfp &= ~__GFP_THISNODE;
	to.nodemask = allowed;
	return alloc_migration_target(sc->m, folio, &to, &sc->who);
}

/* The old pages go back; the folio stands for the new ones and is on their node's list. */
static void demote_folio(struct scan_control *sc, struct folio *folio, struct page_block block)
{
	struct page_block old = folio_set_block(sc->m, folio, block);

	free_pages(sc->m, old, sc->who.cpu);
	folio_putback_lru(sc->m, folio);
	event_add_nr(sc->m, EVENT_DEMOTE, block.zone, block.order, folio_nr_pages(folio));
}

/* The first small page without room ends the attempt for the rest, too. */
uint64_t demote_folio_list(struct scan_control *sc, int nid, struct folio_list *list)
{
	struct reclaim_state *r = sc->m->reclaim;
	struct folio_list failed = { 0 };
	uint64_t nr_demoted = 0;
	nodemask_t allowed;
	struct folio *folio;
	int target;

	if (!list->tail)
		return 0;
	target = next_demotion_node(r->tiers, nid, next_random(r));
	if (target == NUMA_NO_NODE || demotion_admitted(sc->m, target) != VERDICT_PASS)
		return 0;
	node_get_allowed_targets(r->tiers, nid, &allowed);
	while ((folio = list->head)) {
		struct page_block block = PAGE_BLOCK_NONE;

		folio_list_del(list, folio);
		if (folio_may_migrate(folio))
			block = alloc_demotion_target(sc, folio, target, &allowed);
		if (block.zone) {
			nr_demoted += folio_nr_pages(folio);
			demote_folio(sc, folio, block);
			continue;
		}
		folio_list_add_tail(&failed, folio);
		if (!folio->block.order && folio_may_migrate(folio))
			break;
	}
	folio_list_splice(&failed, list);
	return nr_demoted;
}
