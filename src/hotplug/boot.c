// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks for the memory that is there at boot, and the design's first question.
 *
 * Mirrors: drivers/base/memory.c memory_dev_init(), add_boot_memory_block(),
 * memory_block_add_nid(), early_node_zone_for_memory_block(), v6.12.
 * Differs: a block with memory of several nodes belongs to the lowest, as sysfs
 * lists it; the kernel remembers the highest. It has no zone either way.
 */
#include <stdlib.h>

#include "alloc/zonelist.h"
#include "base/text.h"
#include "hotplug/private.h"

/* End of the highest boot memory. */
static uint64_t boot_max_pfn(const struct hotplug *h)
{
	return h->nr_ram ? h->ram[h->nr_ram - 1].end_pfn : 0;
}

static void remember_early_zones(struct hotplug *h, const struct machine *m)
{
	int nid;

	h->early = xcalloc((size_t)nodes_weight(&m->node_states[N_POSSIBLE]) * MAX_NR_ZONES + 1,
			   sizeof(*h->early));
	for_each_node_state(m, nid, N_POSSIBLE) {
		for (int type = 0; type < MAX_NR_ZONES; type++) {
			const struct zone *zone = &m->pgdat[nid]->node_zones[type];

			if (!populated_zone(zone))
				continue;
			h->early[h->nr_early++] = (struct early_zone){
				.nid = nid,
				.type = zone->type,
				.span = { zone->zone_start_pfn, zone_end_pfn(zone) },
			};
		}
	}
}

/*
 * Of the zones of a node, which start at @zones, those that meet the block: the
 * one, or BLOCK_NO_ZONE when there are several.
 */
static int early_zone_for_block(const struct hotplug *h, const struct mem_block *block,
				const struct early_zone *zones)
{
	uint64_t start = block_start_pfn(&h->table, block), end = start + h->table.block_pages;
	const struct early_zone *last = h->early + h->nr_early;
	int match = BLOCK_NO_ZONE;

	for (const struct early_zone *zone = zones; zone < last && zone->nid == zones->nid;
	     zone++) {
		if (zone->span.start_pfn >= end || zone->span.end_pfn <= start)
			continue;
		if (match != BLOCK_NO_ZONE)
			return BLOCK_NO_ZONE;
		match = (int)zone->type;
	}
	return match;
}

/* Blocks that hold memory of one boot zone; @first is the first zone of its node. */
static void add_blocks_of_zone(struct hotplug *h, const struct early_zone *zone,
			       const struct early_zone *first, enum node_role role)
{
	uint64_t block_pages = h->table.block_pages;
	uint64_t id = zone->span.start_pfn / block_pages;

	for (; id * block_pages < zone->span.end_pfn; id++) {
		uint64_t start = id * block_pages, end = start + block_pages;
		struct mem_block *block;

		if (start < zone->span.start_pfn)
			start = zone->span.start_pfn;
		if (end > zone->span.end_pfn)
			end = zone->span.end_pfn;
		if (!ram_overlaps(h, start, end))
			continue;
		block = add_memory_block(&h->table, id, zone->nid);
		if (!block) {
			block = find_memory_block(&h->table, id);
			if (block->nid != zone->nid)
				block->zone_idx = BLOCK_NO_ZONE;
			continue;
		}
		block->zone_idx = early_zone_for_block(h, block, first);
		block->role = role;
		block->early = true;
		block_set_state(block, BLOCK_GOING_ONLINE);
		block_set_state(block, BLOCK_ONLINE);
	}
}

static enum node_role boot_role(const struct machine *m, int nid)
{
	return node_isset(nid, &m->spm_declared) ? ROLE_SPM : ROLE_SYSRAM;
}

static void add_boot_blocks(struct hotplug *h, const struct machine *m)
{
	const struct early_zone *first = h->early;

	for (size_t i = 0; i < h->nr_early; i++) {
		const struct early_zone *zone = &h->early[i];

		if (zone->nid != first->nid)
			first = zone;
		add_blocks_of_zone(h, zone, first, boot_role(m, zone->nid));
	}
}

/*
 * Tell the design of each node that has memory. Only an answer that names states
 * changes them: a boot node stays what it is otherwise.
 */
static void ask_boot(struct machine *m, struct hotplug_effects *effects)
{
	nodemask_t memory = m->node_states[N_MEMORY];
	int nid;

	for_each_node_mask(nid, &memory) {
		struct hotplug_question q = {
			.moment = HP_BOOT,
			.nid = nid,
			.role = boot_role(m, nid),
			.online_type = MMOP_ONLINE,
			.features = declared_features(m, nid),
			.has_blocks = true,
		};
		struct hotplug_answer answer = hotplug_ask(m, &q, &effects->roles_changed);

		if (!answer.joins_spm)
			continue;
		node_join_states(m, nid, &answer, effects);
		m->pgdat[nid]->kswapd_started = answer.starts_daemons;
		m->pgdat[nid]->kcompactd_started = answer.starts_daemons;
	}
}

struct hotplug_result hotplug_boot(struct hotplug *h, struct machine *m,
				   const struct machine_desc *desc)
{
	struct hotplug_result result = hotplug_done();

	*h = (struct hotplug){ .auto_online = desc->auto_online };
	ram_init(h, desc);
	h->table.block_pages = desc->memory_block_pages;
	if (!h->table.block_pages)
		h->table.block_pages = probe_memory_block_pages(boot_max_pfn(h));
	assert(h->table.block_pages >= SECTION_PAGES);
	assert(!(h->table.block_pages & (h->table.block_pages - 1)));
	remember_early_zones(h, m);
	add_boot_blocks(h, m);
	ask_boot(m, &result.effects);
	if (result.effects.memory_nodes_changed) {
		build_all_zonelists(m);
		result.effects.zonelists_rebuilt = true;
	}
	return result;
}

void hotplug_destroy(struct hotplug *h)
{
	block_table_destroy(&h->table);
	free(h->ram);
	free(h->early);
	free(h->pins);
	device_memory_destroy(&h->device);
	*h = (struct hotplug){ 0 };
}
