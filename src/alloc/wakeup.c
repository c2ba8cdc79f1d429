// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waking kswapd: which node, and what for.
 *
 * Responsible for the tests in front of a wake-up and for the order and zone that
 * it leaves in the pgdat. Not responsible for what kswapd does (reclaim/kswapd.c).
 *
 * Mirrors: mm/vmscan.c wakeup_kswapd(), pgdat_balanced(), pgdat_watermark_boosted(),
 * mm/page_alloc.c wake_all_kswapds(), v6.12.
 */
#include "alloc/wakeup.h"

#include "alloc/request.h"
#include "alloc/watermark.h"
#include "alloc/zone_test.h"

/*
 * Mirrors: mm/vmscan.c pgdat_balanced(), v6.12. A node without memory up to
 * @highest has nothing to balance.
 */
bool pgdat_balanced(const struct machine *m, const pg_data_t *pgdat, unsigned order,
		    enum zone_type highest)
{
	bool tiering = m->sysctl.numa_balancing_mode & NUMA_BALANCING_MEMORY_TIERING;
	bool any = false;

	for (int i = 0; i <= (int)highest; i++) {
		const struct zone *zone = &pgdat->node_zones[i];

		if (!managed_zone(zone))
			continue;
		any = true;
		if (zone_watermark_ok(zone, order,
				      wmark_pages(zone, tiering ? WMARK_PROMO : WMARK_HIGH),
				      highest, 0, (int64_t)zone->nr_free_pages) == VERDICT_PASS)
			return true;
	}
	return !any;
}

bool pgdat_watermark_boosted(const pg_data_t *pgdat, enum zone_type highest)
{
	for (int i = 0; i <= (int)highest; i++) {
		const struct zone *zone = &pgdat->node_zones[i];

		if (managed_zone(zone) && zone->watermark_boost)
			return true;
	}
	return false;
}

/* The largest order and highest zone that anybody asks for until it runs. */
static void leave_order(pg_data_t *pgdat, unsigned order, enum zone_type highest)
{
	enum zone_type *idx = &pgdat->kswapd_highest_zoneidx;

	if (*idx == MAX_NR_ZONES || *idx < highest)
		*idx = highest;
	if (pgdat->kswapd_order < order)
		pgdat->kswapd_order = order;
}

/* The node is hopeless, or has enough: only kcompactd may have something to do. */
static bool nothing_to_reclaim(const struct machine *m, const pg_data_t *pgdat, unsigned order,
			       enum zone_type highest)
{
	if (pgdat->kswapd_failures >= MAX_RECLAIM_RETRIES)
		return true;
	return pgdat_balanced(m, pgdat, order, highest) && !pgdat_watermark_boosted(pgdat, highest);
}

/* Mirrors: mm/vmscan.c wakeup_kswapd(), v6.12. */
void wakeup_kswapd(struct machine *m, const struct alloc_request *req, struct zone *zone,
		   unsigned order, enum zone_type highest)
{
	pg_data_t *pgdat = m->pgdat[zone->nid];

	if (req && reclaim_allowed(m, req, req->gfp, zone->nid, true) != VERDICT_PASS)
		return;
	leave_order(pgdat, order, highest);
	if (!pgdat->kswapd_started || pgdat->kswapd_state != KSWAPD_ASLEEP)
		return;
	if (nothing_to_reclaim(m, pgdat, order, highest)) {
		if (m->ops.wake_kcompactd && !(req && req->gfp & __GFP_DIRECT_RECLAIM))
			m->ops.wake_kcompactd(m, zone->nid, order, highest);
		return;
	}
	pgdat->nr_kswapd_wakeups++;
	event_add(m, EVENT_KSWAPD_WAKE, zone, order);
	if (m->ops.wake_kswapd)
		m->ops.wake_kswapd(m, zone->nid);
}

/* Mirrors: mm/page_alloc.c wake_all_kswapds(), v6.12. */
void wake_all_kswapds(struct machine *m, const struct alloc_request *req,
		      const struct alloc_context *ac)
{
	int last_nid = NUMA_NO_NODE;

	for (uint32_t i = next_zoneref(ac, 0); i < ac->zonelist->nr_refs;
	     i = next_zoneref(ac, i + 1)) {
		struct zone *zone = zoneref_zone(m, ac->zonelist->refs[i]);

		if (!managed_zone(zone) || zone->nid == last_nid)
			continue;
		wakeup_kswapd(m, req, zone, req->order, ac->highest_zoneidx);
		last_nid = zone->nid;
	}
}
