// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which zone a block goes to, and what a zone spans after one left.
 *
 * Mirrors: mm/memory_hotplug.c zone_for_pfn_range(), default_zone_for_pfn(),
 * shrink_zone_span(); drivers/base/memory.c valid_zones_show(), v6.12.
 * Differs: online_policy is contig-zones; the ends of what is left of a zone are
 * those of blocks, not of 2 MiB subsections.
 */
#include "alloc/zone_memory.h"
#include "hotplug/private.h"

#include <string.h>

const char *const online_type_names[] = {
	[MMOP_OFFLINE] = "offline",
	[MMOP_ONLINE] = "online",
	[MMOP_ONLINE_KERNEL] = "online_kernel",
	[MMOP_ONLINE_MOVABLE] = "online_movable",
};

int online_type_parse(const char *text)
{
	for (int i = MMOP_OFFLINE; i <= MMOP_ONLINE_MOVABLE; i++)
		if (!strcmp(text, online_type_names[i]))
			return i;
	return -1;
}

static bool zone_intersects(const struct zone *zone, uint64_t start_pfn, uint64_t nr_pages)
{
	return zone->spanned_pages && start_pfn < zone_end_pfn(zone) &&
	       start_pfn + nr_pages > zone->zone_start_pfn;
}

/* The DMA zone that spans some of the range, else Normal, wherever the range is. */
static struct zone *default_kernel_zone_for_pfn(const struct machine *m, int nid,
						uint64_t start_pfn, uint64_t nr_pages)
{
	struct zone *zones = m->pgdat[nid]->node_zones;

	for (int type = 0; type < ZONE_NORMAL; type++)
		if (zone_intersects(&zones[type], start_pfn, nr_pages))
			return &zones[type];
	return &zones[ZONE_NORMAL];
}

/* The zone around the range when that is clear, else the kernel zone. */
static struct zone *default_zone_for_pfn(const struct hotplug *h, const struct machine *m, int nid,
					 uint64_t start_pfn, uint64_t nr_pages)
{
	struct zone *kernel = default_kernel_zone_for_pfn(m, nid, start_pfn, nr_pages);
	struct zone *movable = &m->pgdat[nid]->node_zones[ZONE_MOVABLE];
	bool in_kernel = zone_intersects(kernel, start_pfn, nr_pages);
	bool in_movable = zone_intersects(movable, start_pfn, nr_pages);

	if (in_kernel != in_movable)
		return in_kernel ? kernel : movable;
	return h->movable_node ? movable : kernel;
}

struct zone *zone_for_pfn_range(const struct hotplug *h, const struct machine *m,
				enum online_type type, int nid, uint64_t start_pfn,
				uint64_t nr_pages)
{
	if (type == MMOP_ONLINE_KERNEL)
		return default_kernel_zone_for_pfn(m, nid, start_pfn, nr_pages);
	if (type == MMOP_ONLINE_MOVABLE)
		return &m->pgdat[nid]->node_zones[ZONE_MOVABLE];
	return default_zone_for_pfn(h, m, nid, start_pfn, nr_pages);
}

void valid_zones(const struct hotplug *h, const struct machine *m, const struct mem_block *block,
		 struct text *out)
{
	static const enum online_type others[] = { MMOP_ONLINE_KERNEL, MMOP_ONLINE_MOVABLE };
	uint64_t start = block_start_pfn(&h->table, block), nr = h->table.block_pages;
	const struct zone *first;

	if (block->state == BLOCK_ONLINE) {
		text_add(out,
			 block->zone_idx == BLOCK_NO_ZONE ? "none" : zone_names[block->zone_idx]);
		return;
	}
	first = zone_for_pfn_range(h, m, MMOP_ONLINE, block->nid, start, nr);
	text_add(out, zone_names[first->type]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		const struct zone *zone =
			zone_for_pfn_range(h, m, others[i], block->nid, start, nr);

		if (zone != first)
			text_addf(out, " %s", zone_names[zone->type]);
	}
}

/*
 * What of an online block is in the zone. A block of several zones is boot
 * memory: its part is what the zone spanned at boot.
 */
static bool block_part_in_zone(const struct hotplug *h, const struct mem_block *block,
			       const struct zone *zone, struct pfn_range *part)
{
	part->start_pfn = block_start_pfn(&h->table, block);
	part->end_pfn = part->start_pfn + h->table.block_pages;
	if (block->zone_idx != BLOCK_NO_ZONE)
		return block->nid == zone->nid && block->zone_idx == (int)zone->type;
	for (size_t i = 0; i < h->nr_early; i++) {
		const struct early_zone *early = &h->early[i];

		if (early->nid != zone->nid || early->type != zone->type)
			continue;
		if (part->start_pfn < early->span.start_pfn)
			part->start_pfn = early->span.start_pfn;
		if (part->end_pfn > early->span.end_pfn)
			part->end_pfn = early->span.end_pfn;
		return part->start_pfn < part->end_pfn;
	}
	return false;
}

/* Lowest and highest page of the zone in online blocks; start == end when there is none. */
static struct pfn_range online_extent(const struct hotplug *h, const struct zone *zone)
{
	struct pfn_range extent = { UINT64_MAX, 0 }, part;

	for (size_t i = 0; i < h->table.nr_blocks; i++) {
		const struct mem_block *block = &h->table.blocks[i];

		if (block->state != BLOCK_ONLINE || !block_part_in_zone(h, block, zone, &part))
			continue;
		if (part.start_pfn < extent.start_pfn)
			extent.start_pfn = part.start_pfn;
		if (part.end_pfn > extent.end_pfn)
			extent.end_pfn = part.end_pfn;
	}
	return extent.end_pfn ? extent : (struct pfn_range){ 0, 0 };
}

/*
 * As in the kernel only the end that the range touches moves; a range in the
 * middle leaves a hole in the span.
 */
void shrink_zone_span(const struct hotplug *h, struct zone *zone, uint64_t start_pfn,
		      uint64_t nr_pages)
{
	struct pfn_range extent = online_extent(h, zone);
	uint64_t start = zone->zone_start_pfn, end = zone_end_pfn(zone);

	if (start == start_pfn)
		start = extent.start_pfn;
	else if (end == start_pfn + nr_pages)
		end = extent.end_pfn;
	else
		return;
	if (extent.start_pfn == extent.end_pfn)
		start = end = 0;
	zone_shrink_span(zone, start, end);
}
