// SPDX-License-Identifier: GPL-2.0-only
/*
 * One block goes offline.
 *
 * Mirrors: mm/memory_hotplug.c offline_pages(), drivers/base/memory.c
 * memory_block_offline(), v6.12.
 * Differs: a page in use blocks the offlining at once unless migrate_range is
 * set and gets it out; the kernel retries until a signal comes.
 */
#include <errno.h>

#include "alloc/zone_memory.h"
#include "alloc/zonelist.h"
#include "hotplug/private.h"

/* First pinned page of the range, or UINT64_MAX. */
static uint64_t first_pin(const struct hotplug *h, uint64_t start_pfn, uint64_t nr_pages)
{
	for (size_t i = 0; i < h->nr_pins; i++)
		if (h->pins[i] >= start_pfn && h->pins[i] < start_pfn + nr_pages)
			return h->pins[i];
	return UINT64_MAX;
}

static struct hotplug_result refuse_busy(uint64_t pfn)
{
	struct hotplug_result result = hotplug_refuse(
		-EBUSY, VERDICT_HOTPLUG_BUSY, "a page in use cannot be moved", "offline_pages");

	result.pfn = pfn;
	return result;
}

/* Ask the owner of migration, if any, to empty the range. */
static bool migrated_away(struct hotplug *h, struct machine *m, uint64_t start_pfn,
			  uint64_t nr_pages)
{
	return h->migrate_range && h->migrate_range(h->migrate_arg, m, start_pfn, nr_pages) == 0;
}

/* Everything but the pages in use. */
static struct hotplug_result offline_allowed(const struct hotplug *h, const struct mem_block *block)
{
	uint64_t start_pfn = block_start_pfn(&h->table, block), nr_pages = h->table.block_pages;
	uint64_t pin;

	if (block->zone_idx == BLOCK_NO_ZONE)
		return hotplug_refuse(-EINVAL, VERDICT_HOTPLUG_INVALID,
				      "the block is in several zones or nodes",
				      "memory_block_offline");
	if (!ram_covers(h, start_pfn, start_pfn + nr_pages))
		return hotplug_refuse(-EINVAL, VERDICT_HOTPLUG_INVALID, "memory holes",
				      "offline_pages");
	pin = first_pin(h, start_pfn, nr_pages);
	return pin == UINT64_MAX ? hotplug_done() : refuse_busy(pin);
}

static struct zone *zone_of_block(const struct machine *m, const struct mem_block *block)
{
	return &m->pgdat[block->nid]->node_zones[block->zone_idx];
}

struct hotplug_result offline_check(struct hotplug *h, struct machine *m,
				    const struct mem_block *block)
{
	uint64_t start_pfn = block_start_pfn(&h->table, block), nr_pages = h->table.block_pages;
	struct hotplug_result result = offline_allowed(h, block);
	const struct zone *zone;

	if (result.err)
		return result;
	zone = zone_of_block(m, block);
	if (zone_range_is_free(zone, start_pfn, nr_pages))
		return result;
	if (migrated_away(h, m, start_pfn, nr_pages) &&
	    zone_range_is_free(zone, start_pfn, nr_pages))
		return result;
	return refuse_busy(start_pfn);
}

/* The pages leave the buddy; migration gets one chance. */
static struct hotplug_result empty_block(struct hotplug *h, struct machine *m,
					 const struct mem_block *block)
{
	uint64_t start_pfn = block_start_pfn(&h->table, block), nr_pages = h->table.block_pages;
	struct hotplug_result result = offline_allowed(h, block);
	uint64_t busy = start_pfn;
	struct zone *zone;

	if (result.err)
		return result;
	zone = zone_of_block(m, block);
	if (!zone_offline_range(zone, start_pfn, nr_pages, &busy))
		return result;
	if (migrated_away(h, m, start_pfn, nr_pages) &&
	    !zone_offline_range(zone, start_pfn, nr_pages, &busy))
		return result;
	return refuse_busy(busy);
}

/* The node's last memory went: its daemons stop, the design hears of it. */
static void last_block_left(struct machine *m, const struct mem_block *block,
			    struct hotplug_effects *effects)
{
	struct hotplug_question q = {
		.moment = HP_OFFLINE_LAST,
		.nid = block->nid,
		.role = block->role,
		.online_type = MMOP_OFFLINE,
	};

	m->pgdat[block->nid]->kswapd_started = false;
	m->pgdat[block->nid]->kcompactd_started = false;
	hotplug_ask(m, &q, &effects->roles_changed);
}

struct hotplug_result offline_block(struct hotplug *h, struct machine *m, struct mem_block *block)
{
	uint64_t start_pfn = block_start_pfn(&h->table, block), nr_pages = h->table.block_pages;
	struct hotplug_result result;
	struct hotplug_effects *effects = &result.effects;
	struct zone *zone;

	assert(block->state == BLOCK_ONLINE);
	block_set_state(block, BLOCK_GOING_OFFLINE);
	result = empty_block(h, m, block);
	if (result.err) {
		block_set_state(block, BLOCK_ONLINE);
		return result;
	}

	zone = zone_of_block(m, block);
	assert(zone->present_pages >= nr_pages);
	zone->present_pages -= nr_pages;
	recompute_marks(m);
	node_leave_states(m, block->nid, effects);
	if (!node_present_pages(m, block->nid))
		last_block_left(m, block, effects);
	if (!populated_zone(zone) || effects->memory_nodes_changed) {
		build_all_zonelists(m);
		effects->zonelists_rebuilt = true;
	}
	block->zone_idx = BLOCK_NO_ZONE;
	block_set_state(block, BLOCK_OFFLINE);
	shrink_zone_span(h, zone, start_pfn, nr_pages);
	effects->nr_offlined = 1;
	return result;
}
