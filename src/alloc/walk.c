// SPDX-License-Identifier: GPL-2.0-only
/*
 * The records of a walk: one per zone of the list, also for the zones that the
 * zonelist iterator steps over without a word and for those it never reached.
 *
 * Responsible for the record's numbers and class. Not responsible for the walk
 * itself (walk.h) or for zones outside the list (query.c).
 *
 * Mirrors: nothing; the kernel keeps no such record.
 */
#include "alloc/walk.h"

/* Why the iterator stepped over position @i. */
static enum verdict skipped_verdict(const struct alloc_context *ac, struct zoneref ref)
{
	if (ref.zone_idx > ac->highest_zoneidx)
		return VERDICT_ZONEIDX;
	assert(ac->mask.nodes);
	assert(!node_isset(ref.nid, ac->mask.nodes));
	return VERDICT_NODEMASK;
}

/* Nodes that are nearer than this are reclaimed before the walk goes on. */
#define NODE_RECLAIM_DISTANCE 30
/* Bits of vm.zone_reclaim_mode that switch it on: zone, write, unmap. */
#define NODE_RECLAIM_MODES 7

/*
 * Does the zone get a node_reclaim() before it is given up?
 * Mirrors: mm/page_alloc.c zone_allows_reclaim(), mm/internal.h node_reclaim_enabled(), v6.12.
 */
static bool node_reclaim_due(const struct machine *m, const struct alloc_context *ac, uint32_t i,
			     enum verdict v)
{
	const struct zoneref *refs = ac->zonelist->refs;

	if (!(m->sysctl.zone_reclaim_mode & NODE_RECLAIM_MODES))
		return false;
	if (v != VERDICT_WATERMARK && v != VERDICT_NO_BLOCK)
		return false;
	return node_distance(m, refs[ac->preferred_idx].nid, refs[i].nid) <= NODE_RECLAIM_DISTANCE;
}

bool walk_node_reclaim(struct machine *m, const struct alloc_request *req,
		       const struct alloc_pass *pass, uint32_t i, enum verdict v,
		       unsigned alloc_flags)
{
	const struct alloc_context *ac = &pass->ac;
	const struct zone *zone = zoneref_zone(m, ac->zonelist->refs[i]);

	if (!m->ops.node_reclaim || !node_reclaim_due(m, ac, i, v))
		return false;
	if (m->ops.node_reclaim(m, zone->nid, req) < NODE_RECLAIM_SOME)
		return false;
	return zone_watermark_ok(zone, req->order, pass_mark(zone, alloc_flags),
				 ac->highest_zoneidx, alloc_flags,
				 (int64_t)zone->nr_free_pages) == VERDICT_PASS;
}

static void record(struct walk_observer *obs, uint32_t i, enum verdict v, unsigned alloc_flags)
{
	const struct alloc_context *ac = &obs->pass->ac;
	const struct zone *zone = zoneref_zone(obs->m, ac->zonelist->refs[i]);
	struct zone_record rec = { .ref = ac->zonelist->refs[i] };

	zone_watermark_record(zone, obs->req->order, pass_mark(zone, alloc_flags),
			      ac->highest_zoneidx, alloc_flags, &rec);
	rec.verdict = v;
	rec.class = verdict_record_class(obs->m, obs->req, obs->pass, zone->nid, v);
	rec.nofragment = alloc_flags & ALLOC_NOFRAGMENT;
	rec.node_reclaim = node_reclaim_due(obs->m, ac, i, v);
	obs->zone(obs->arg, &rec);
}

void walk_observe(struct walk_observer *obs, uint32_t ref_idx, enum verdict v, unsigned alloc_flags)
{
	const struct alloc_context *ac = &obs->pass->ac;

	assert(obs->next <= ref_idx);
	for (uint32_t i = obs->next; i < ref_idx; i++)
		record(obs, i, skipped_verdict(ac, ac->zonelist->refs[i]), alloc_flags);
	record(obs, ref_idx, v, alloc_flags);
	obs->next = ref_idx + 1;
}

void walk_observe_rest(struct walk_observer *obs, const struct walk_end *end)
{
	const struct alloc_context *ac = &obs->pass->ac;
	const bool served = end->ref_idx < ac->zonelist->nr_refs;

	for (uint32_t i = obs->next; i < ac->zonelist->nr_refs; i++) {
		enum verdict v = served ? VERDICT_NOT_REACHED :
					  skipped_verdict(ac, ac->zonelist->refs[i]);

		record(obs, i, v, end->alloc_flags);
	}
	obs->next = ac->zonelist->nr_refs;
}
