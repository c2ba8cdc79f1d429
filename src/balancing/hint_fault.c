// SPDX-License-Identifier: GPL-2.0-only
/*
 * The access after a scan: where does the page belong, and can it go there?
 *
 * Responsible for the choice of the node and for the move. Not responsible for which
 * pages fault (scan.c).
 *
 * Mirrors: mm/memory.c do_numa_page(), mm/mempolicy.c mpol_misplaced(),
 * kernel/sched/fair.c should_numa_migrate_memory(), mm/migrate.c
 * migrate_misplaced_folio_prepare(), migrate_balanced_pgdat(), migrate_misplaced_folio(),
 * alloc_misplaced_dst_folio(), v6.12.
 * Differs: of the last access only the node is remembered, and a page of one mapping
 * counts as private to its task; no numa groups and no preferred node of a task.
 */
#include "alloc/page_alloc.h"
#include "alloc/wakeup.h"
#include "alloc/watermark.h"
#include "balancing/balancing.h"
#include "folio/migrate.h"

/* One hinting fault. */
struct hint {
	struct machine *m;
	const struct memory_tiers *tiers;
	struct task *task;
	struct mapping *map;
	uint64_t slot;
	struct folio *folio;
	int this_nid;	/* of the CPU that accessed it */
};

static bool tiering(const struct hint *h)
{
	return h->m->sysctl.numa_balancing_mode & NUMA_BALANCING_MEMORY_TIERING;
}

/* Pages of slow memory go by how hot they are, not by whose they are. */
static bool uses_access_time(const struct hint *h)
{
	return tiering(h) && !node_is_toptier(h->tiers, folio_nid(h->folio));
}

/*
 * The node where the page was accessed before is remembered. In slow memory, without
 * tiers, the first access only leaves a note; a shared page follows when the same node
 * comes twice.
 */
static bool should_numa_migrate_memory(const struct hint *h)
{
	int last = h->folio->last_cpupid_nid;

	if (!node_state(h->m, h->this_nid, N_MEMORY))
		return false;
	if (uses_access_time(h))
		return true;
	h->folio->last_cpupid_nid = h->this_nid;
	if (!tiering(h) && last == NUMA_NO_NODE &&
	    !node_is_toptier(h->tiers, folio_nid(h->folio)))
		return false;
	return last == NUMA_NO_NODE || last == h->this_nid || h->folio->mapcount == 1;
}

/* Where a policy that lets pages follow wants this one; it is the accessing node or none. */
static int mpol_misplaced(const struct hint *h)
{
	const struct mempolicy *pol = mapping_vma(h->map, slot_addr(h->map, h->slot))->policy;
	int nid = folio_nid(h->folio);

	if (!pol)
		pol = h->task->mempolicy;
	if (!pol) {
		if (nid == h->this_nid)
			return NUMA_NO_NODE;
	} else if (!(pol->flags & MPOL_F_NUMA_BALANCING) ||
		   !node_isset(h->this_nid, &pol->nodes)) {
		return NUMA_NO_NODE;
	}
	if (!should_numa_migrate_memory(h) || nid == h->this_nid)
		return NUMA_NO_NODE;
	return h->this_nid;
}

/* Has some zone its high mark and room for the page, so that kswapd stays asleep? */
static bool migrate_balanced_pgdat(const pg_data_t *pgdat, uint64_t nr_pages)
{
	for (int type = MAX_NR_ZONES - 1; type >= 0; type--) {
		const struct zone *zone = &pgdat->node_zones[type];

		if (managed_zone(zone) &&
		    zone_watermark_ok(zone, 0, wmark_pages(zone, WMARK_HIGH) + nr_pages,
				      ZONE_MOVABLE, 0,
				      (int64_t)zone->nr_free_pages) == VERDICT_PASS)
			return true;
	}
	return false;
}

/* A full fast node makes room by demoting, for the next one that comes. */
static void wake_kswapd_of(struct machine *m, pg_data_t *pgdat, unsigned order)
{
	for (int type = MAX_NR_ZONES - 1; type >= 0; type--) {
		struct zone *zone = &pgdat->node_zones[type];

		if (managed_zone(zone)) {
			wakeup_kswapd(m, NULL, zone, order, ZONE_MOVABLE);
			return;
		}
	}
}

static bool migration_is_possible(const struct hint *h, int nid)
{
	pg_data_t *pgdat = h->m->pgdat[nid];

	if (folio_is_file_lru(h->folio) && h->folio->flags & PG_DIRTY)
		return false;
	if (migrate_balanced_pgdat(pgdat, folio_nr_pages(h->folio)))
		return folio_may_migrate(h->folio);
	if (tiering(h))
		wake_kswapd_of(h->m, pgdat, h->folio->block.order);
	return false;
}

static void migrate_misplaced_folio(const struct hint *h, int nid)
{
	const struct alloc_request who = { .ctx = CTX_TASK, .task = h->task, .cpu = h->task->cpu };
	gfp_t gfp = (GFP_HIGHUSER_MOVABLE | __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN) &
		    ~__GFP_RECLAIM;
	bool promotes = !node_is_toptier(h->tiers, folio_nid(h->folio)) &&
			node_is_toptier(h->tiers, nid);
	struct alloc_request req = who;
	struct page_block block, old;

	req.order = h->folio->block.order;
	req.gfp = (req.order ? GFP_TRANSHUGE_LIGHT : gfp) | __GFP_THISNODE | __GFP_COMP;
	req.nid = nid;
	req.mask = MASK_REF_NONE;
	block = alloc_pages(h->m, &req).block;
	if (!block.zone)
		return;
	old = folio_move(h->m, h->folio, block);
	free_pages(h->m, old, h->task->cpu);
	event_add_nr(h->m, promotes ? EVENT_PROMOTE : EVENT_NUMA_MIGRATE, block.zone, block.order,
		     folio_nr_pages(h->folio));
}

void numa_hint_fault(struct machine *m, const struct memory_tiers *tiers,
		     struct task *task, struct mapping *map, uint64_t slot)
{
	struct pte *pte = &map->ptes[slot];
	const struct hint h = {
		.m = m,
		.tiers = tiers,
		.task = task,
		.map = map,
		.slot = slot,
		.folio = pte->folio,
		.this_nid = m->cpu_to_node[task->cpu],
	};
	int nid = mpol_misplaced(&h);

	pte->flags &= (uint8_t)~PTE_PROTNONE;
	if (nid != NUMA_NO_NODE && migration_is_possible(&h, nid))
		migrate_misplaced_folio(&h, nid);
}
