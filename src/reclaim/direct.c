// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reclaim by who needs memory: a task that allocates, a charge over its limit, a write
 * to memory.reclaim, the owner of a node.
 *
 * Responsible for which nodes are reclaimed and how hard. Not responsible for one node
 * (shrink_node.c) or for kswapd (kswapd.c).
 *
 * Mirrors: mm/vmscan.c try_to_free_pages(), do_try_to_free_pages(), shrink_zones(),
 * compaction_ready(), try_to_free_mem_cgroup_pages(), mm/memcontrol.c memory_reclaim(),
 * v6.12.
 * Differs: throttle_direct_reclaim() and consider_reclaim_throttle() let everybody
 * pass; no soft limits.
 */
#include <errno.h>
#include <stdlib.h>

#include "alloc/request.h"
#include "alloc/zone_test.h"
#include "base/text.h"
#include "reclaim/private.h"

bool reclaim_begin(struct machine *m)
{
	if (m->reclaim->busy)
		return false;
	m->reclaim->busy = true;
	return true;
}

void reclaim_end(struct machine *m)
{
	m->reclaim->busy = false;
	run_woken_kswapds(m);
}

struct scan_control scan_control_for(struct machine *m, const struct alloc_request *req)
{
	struct scan_control sc = {
		.m = m,
		.nr_to_reclaim = SWAP_CLUSTER_MAX,
		.gfp = req->gfp,
		.priority = DEF_PRIORITY,
		.reclaim_idx = gfp_zone(req->gfp),
		.proactive_swappiness = -1,
		.may_writepage = true,
		.may_unmap = true,
		.may_swap = true,
		.reclaimer = RECLAIMER_DIRECT,
		.event = EVENT_DIRECT_RECLAIM,
		.who = *req,
	};

	sc.who.ctx = CTX_TASK_MEMALLOC;
	sc.who.mask = MASK_REF_NONE;
	sc.who.reason = REASON_NORMAL;
	return sc;
}

/* Reclaim would only delay compaction, which has all it needs. */
static bool compaction_ready(const struct scan_control *sc, const struct zone *zone)
{
	if (!(sc->gfp & __GFP_IO))
		return false;
	if (zone_has_block(sc, zone))
		return true;
	if (!compaction_suitable(sc->m, zone, sc->order, sc->reclaim_idx))
		return false;
	return zone_watermark_ok(zone, 0, wmark_pages(zone, WMARK_HIGH) + compact_gap(sc->order),
				 sc->reclaim_idx, 0,
				 (int64_t)zone->nr_free_pages) == VERDICT_PASS;
}

/* May this run touch the zone at all? @req: who allocates; a memcg's limit asks no cpuset. */
static bool zone_is_due(struct scan_control *sc, const struct zone *zone,
			const struct alloc_request *req)
{
	if (cgroup_reclaim(sc))
		return true;
	if (reclaim_allowed(sc->m, req, sc->gfp, zone->nid, false) != VERDICT_PASS)
		return false;
	if (sc->order > PAGE_ALLOC_COSTLY_ORDER && compaction_ready(sc, zone)) {
		sc->compaction_ready = true;
		return false;
	}
	return true;
}

/* Each node of the list once, however many of its zones are on it. */
static void shrink_zones(struct scan_control *sc, const struct zonelist *zl,
			 const struct alloc_request *req)
{
	int last_nid = NUMA_NO_NODE;

	for (uint32_t i = next_zones_zonelist(zl, 0, sc->reclaim_idx, sc->nodemask);
	     i < zl->nr_refs; i = next_zones_zonelist(zl, i + 1, sc->reclaim_idx, sc->nodemask)) {
		const struct zone *zone = zoneref_zone(sc->m, zl->refs[i]);

		if (!zone_is_due(sc, zone, req) || zone->nid == last_nid)
			continue;
		last_nid = zone->nid;
		shrink_node(sc, zone->nid);
	}
}

/* Ever larger parts of the lists, until there is enough. */
static void shrink_by_priority(struct scan_control *sc, const struct zonelist *zl,
			       const struct alloc_request *req)
{
	int last_nid = NUMA_NO_NODE;

	do {
		sc->nr_scanned = 0;
		shrink_zones(sc, zl, req);
		if (sc->nr_reclaimed >= sc->nr_to_reclaim || sc->compaction_ready)
			break;
	} while (--sc->priority >= 0);
	for (uint32_t i = next_zones_zonelist(zl, 0, sc->reclaim_idx, sc->nodemask);
	     i < zl->nr_refs; i = next_zones_zonelist(zl, i + 1, sc->reclaim_idx, sc->nodemask)) {
		if (zl->refs[i].nid != last_nid)
			snapshot_refaults(sc->m, sc->target, zl->refs[i].nid);
		last_nid = zl->refs[i].nid;
	}
}

/*
 * In vain? Then once more with what was spared: (a) memcgs that the partial walk did not
 * reach, (b) active pages, (c) memcgs below memory.low.
 */
static bool try_harder(struct scan_control *sc)
{
	if (!sc->memcg_full_walk) { /* (a) */
		sc->memcg_full_walk = true;
	} else if (sc->skipped_deactivate) { /* (b) */
		sc->force_deactivate = true;
		sc->skipped_deactivate = false;
	} else if (sc->memcg_low_skipped) { /* (c) */
		sc->force_deactivate = false;
		sc->memcg_low_reclaim = true;
		sc->memcg_low_skipped = false;
	} else {
		return false;
	}
	sc->priority = DEF_PRIORITY;
	return true;
}

static uint64_t do_try_to_free_pages(struct scan_control *sc, const struct zonelist *zl,
				     const struct alloc_request *req)
{
	do {
		shrink_by_priority(sc, zl, req);
		if (sc->nr_reclaimed)
			return sc->nr_reclaimed;
		/* Given up in favour of compaction: that is no reason for an OOM. */
		if (sc->compaction_ready)
			return 1;
	} while (try_harder(sc));
	return 0;
}

/* ---- who calls ---- */

/* ops.direct_reclaim */
static uint64_t try_to_free_pages(struct machine *m, const struct alloc_request *req,
				  const struct alloc_pass *pass)
{
	struct scan_control sc = scan_control_for(m, req);
	uint64_t nr_reclaimed;

	if (!reclaim_begin(m))
		return 0;
	sc.order = req->order;
	sc.nodemask = pass->ac.mask.nodes;
	nr_reclaimed = do_try_to_free_pages(&sc, pass->ac.zonelist, req);
	reclaim_end(m);
	return nr_reclaimed;
}

/* The nodes that the charging task could have had memory from, nearest first. */
static const struct zonelist *fallback_list(const struct machine *m,
					    const struct alloc_request *req)
{
	return &m->pgdat[req->nid]->node_zonelists[ZONELIST_FALLBACK];
}

/*
 * Mirrors: mm/vmscan.c try_to_free_mem_cgroup_pages(), v6.12: the whole memory of the
 * memcg is in question, whatever the request that is charged could use.
 */
static uint64_t free_memcg_pages(struct machine *m, struct mem_cgroup *memcg, uint64_t nr_pages,
				 const struct alloc_request *req, bool proactive, int swappiness)
{
	const gfp_t reclaim_mask = __GFP_RECLAIM | __GFP_HIGH | __GFP_IO | __GFP_FS | __GFP_NOWARN |
				   __GFP_RETRY_MAYFAIL | __GFP_NOFAIL | __GFP_NORETRY |
				   __GFP_MEMALLOC | __GFP_NOMEMALLOC;
	struct scan_control sc = scan_control_for(m, req);
	uint64_t nr_reclaimed;

	if (!reclaim_begin(m))
		return 0;
	sc.event = EVENT_MEMCG_RECLAIM;
	sc.target = memcg;
	sc.nr_to_reclaim = nr_pages > SWAP_CLUSTER_MAX ? nr_pages : SWAP_CLUSTER_MAX;
	sc.gfp = (req->gfp & reclaim_mask) | (GFP_HIGHUSER_MOVABLE & ~reclaim_mask);
	sc.reclaim_idx = MAX_NR_ZONES - 1;
	sc.proactive = proactive;
	sc.proactive_swappiness = swappiness;
	nr_reclaimed = do_try_to_free_pages(&sc, fallback_list(m, req), req);
	reclaim_end(m);
	return nr_reclaimed;
}

/* ops.memcg_reclaim */
static uint64_t memcg_reclaim(struct machine *m, struct mem_cgroup *memcg, uint64_t nr_pages,
			      const struct alloc_request *req)
{
	return free_memcg_pages(m, memcg, nr_pages, req, false, -1);
}

/* One batch of proactive reclaim; what it freed. */
typedef uint64_t (*batch_fn)(void *arg, uint64_t nr_pages);

/*
 * Batches of a quarter of what is left, until all of it is there or MAX_RECLAIM_RETRIES
 * of them found nothing. Return: pages freed.
 */
static uint64_t reclaim_in_batches(uint64_t nr_pages, batch_fn batch, void *arg)
{
	int nr_retries = MAX_RECLAIM_RETRIES;
	uint64_t nr_reclaimed = 0;

	while (nr_reclaimed < nr_pages) {
		uint64_t nr = batch(arg, (nr_pages - nr_reclaimed) / 4);

		if (!nr && !nr_retries--)
			break;
		nr_reclaimed += nr;
	}
	return nr_reclaimed;
}

struct proactive {
	struct machine *m;
	const struct alloc_request *req;
	struct mem_cgroup *memcg;
	int nid, swappiness;
};

static uint64_t memcg_batch(void *arg, uint64_t nr_pages)
{
	const struct proactive *p = arg;

	return free_memcg_pages(p->m, p->memcg, nr_pages, p->req, true, p->swappiness);
}

/* ops.memory_reclaim */
static int memory_reclaim(struct machine *m, struct mem_cgroup *memcg, uint64_t nr_pages,
			  int swappiness, const struct alloc_request *req)
{
	struct proactive p = { .m = m, .req = req, .memcg = memcg, .swappiness = swappiness };

	return reclaim_in_batches(nr_pages, memcg_batch, &p) < nr_pages ? -EAGAIN : 0;
}

static uint64_t node_batch(void *arg, uint64_t nr_pages)
{
	const struct proactive *p = arg;
	struct scan_control sc = scan_control_for(p->m, p->req);

	if (!reclaim_begin(p->m))
		return 0;
	sc.nr_to_reclaim = nr_pages > SWAP_CLUSTER_MAX ? nr_pages : SWAP_CLUSTER_MAX;
	sc.event = EVENT_NODE_RECLAIM;
	sc.reclaim_idx = MAX_NR_ZONES - 1;
	sc.memcg_full_walk = true;
	sc.proactive = true;
	sc.proactive_swappiness = p->swappiness;
	do {
		shrink_node(&sc, p->nid);
	} while (sc.nr_reclaimed < sc.nr_to_reclaim && --sc.priority >= 0);
	reclaim_end(p->m);
	return sc.nr_reclaimed;
}

uint64_t reclaim_node(struct machine *m, int nid, uint64_t nr_pages, int swappiness,
		      const struct alloc_request *req, enum verdict *why)
{
	struct proactive p = { .m = m, .req = req, .nid = nid, .swappiness = swappiness };

	*why = m->design->reclaim_ok ? m->design->reclaim_ok(m, req, nid, true) : VERDICT_PASS;
	return *why == VERDICT_PASS ? reclaim_in_batches(nr_pages, node_batch, &p) : 0;
}

/* ---- life ---- */

void reclaim_init(struct machine *m, const struct memory_tiers *tiers, uint64_t seed)
{
	m->reclaim = xcalloc(1, sizeof(*m->reclaim));
	m->reclaim->nodes = xcalloc((size_t)m->nr_node_ids, sizeof(*m->reclaim->nodes));
	for (int nid = 0; nid < m->nr_node_ids; nid++)
		m->reclaim->nodes[nid].highest_zoneidx = MAX_NR_ZONES - 1;
	m->reclaim->tiers = tiers;
	m->reclaim->random = seed;
	m->ops.direct_reclaim = try_to_free_pages;
	m->ops.memcg_reclaim = memcg_reclaim;
	m->ops.memory_reclaim = memory_reclaim;
	m->ops.wake_kswapd = wake_kswapd;
	m->ops.node_reclaim = node_reclaim;
	m->ops.zone_reclaimable_pages = zone_reclaimable_pages;
}

void reclaim_destroy(struct machine *m)
{
	free(m->reclaim->nodes);
	free(m->reclaim);
	m->reclaim = NULL;
}
