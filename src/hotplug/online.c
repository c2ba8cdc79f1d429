// SPDX-License-Identifier: GPL-2.0-only
/*
 * One block goes online.
 *
 * Validates first: the design may refuse, a zone may become too wide. Then the
 * pages reach the buddy and everything that follows happens in the kernel's
 * order: states before zonelists, zonelists before watermarks.
 *
 * Mirrors: mm/memory_hotplug.c online_pages(), drivers/base/memory.c
 * memory_block_online(), v6.12.
 */
#include <errno.h>

#include "alloc/zone_memory.h"
#include "alloc/zonelist.h"
#include "hotplug/private.h"

/* Would the zone be wider than a page index can tell? */
static bool zone_too_wide(const struct zone *zone, uint64_t start_pfn, uint64_t nr_pages)
{
	uint64_t start = start_pfn, end = start_pfn + nr_pages;

	if (zone->spanned_pages) {
		if (zone->zone_start_pfn < start)
			start = zone->zone_start_pfn;
		if (zone_end_pfn(zone) > end)
			end = zone_end_pfn(zone);
	}
	return end - start >= MAX_ZONE_PAGES;
}

/* Ask H13 about the block; a refusal of the design is the result. */
static struct hotplug_answer ask_online(struct machine *m, const struct mem_block *block,
					enum online_type type, struct hotplug_effects *effects)
{
	bool has_memory = node_state(m, block->nid, N_MEMORY) || node_state(m, block->nid, N_SPM);
	struct hotplug_question q = {
		.moment = has_memory ? HP_ONLINE_MORE : HP_ONLINE_FIRST,
		.nid = block->nid,
		.role = block->role,
		.online_type = type,
		.features = declared_features(m, block->nid),
	};
	struct hotplug_answer answer = hotplug_ask(m, &q, &effects->roles_changed);

	if (has_memory && !answer.joins_memory && !answer.joins_spm) {
		/* No state named: everything stays as it is. */
		answer.joins_memory = node_state(m, block->nid, N_MEMORY);
		answer.joins_spm = node_state(m, block->nid, N_SPM);
		answer.starts_daemons = m->pgdat[block->nid]->kswapd_started;
	}
	if (answer.online_type == MMOP_OFFLINE)
		answer.online_type = type;
	return answer;
}

/* The pages go into the zone; returns whether the zone was empty before. */
static bool fill_zone(struct zone *zone, uint64_t start_pfn, uint64_t nr_pages)
{
	bool was_empty = !populated_zone(zone);

	zone_grow_span(zone, start_pfn, nr_pages);
	zone_free_range(zone, start_pfn, nr_pages);
	zone->present_pages += nr_pages;
	return was_empty;
}

struct hotplug_result online_block(struct hotplug *h, struct machine *m, struct mem_block *block,
				   enum online_type type)
{
	uint64_t start_pfn = block_start_pfn(&h->table, block), nr_pages = h->table.block_pages;
	struct hotplug_result result = hotplug_done();
	struct hotplug_effects *effects = &result.effects;
	struct hotplug_answer answer;
	struct zone *zone;
	bool new_zone;

	assert(block->state == BLOCK_OFFLINE && type != MMOP_OFFLINE);
	block_set_state(block, BLOCK_GOING_ONLINE);
	answer = ask_online(m, block, type, effects);
	zone = zone_for_pfn_range(h, m, answer.online_type, block->nid, start_pfn, nr_pages);
	if (answer.err || zone_too_wide(zone, start_pfn, nr_pages)) {
		bool roles_changed = effects->roles_changed;

		block_set_state(block, BLOCK_OFFLINE);
		result = answer.err ?
				 hotplug_refuse(answer.err, answer.why,
						"the design refuses the block", "online_pages") :
				 hotplug_refuse(-E2BIG, VERDICT_HOTPLUG_INVALID,
						"the zone would span 16 TiB or more",
						"online_pages");
		result.effects.roles_changed = roles_changed;
		return result;
	}

	new_zone = fill_zone(zone, start_pfn, nr_pages);
	node_join_states(m, block->nid, &answer, effects);
	if (new_zone || effects->memory_nodes_changed) {
		build_all_zonelists(m);
		effects->zonelists_rebuilt = true;
	}
	recompute_marks(m);
	m->pgdat[block->nid]->kswapd_started = answer.starts_daemons;
	m->pgdat[block->nid]->kcompactd_started = answer.starts_daemons;
	block->zone_idx = (int)zone->type;
	block_set_state(block, BLOCK_ONLINE);
	effects->nr_onlined = 1;
	return result;
}
