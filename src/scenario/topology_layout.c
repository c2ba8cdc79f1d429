// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the memory of a topology lies.
 *
 * Physical addresses are given out node after node, each node on a 128 MiB
 * boundary, zones of a node from low to high:
 *
 *	0    16M              4G                          top
 *	|DMA | DMA32 of 0, 1 .. | Normal/Movable of 0, 1 .. | memory added later
 *
 * A node that says "memory:" gets one stretch behind everything so far, and the
 * zones that the two borders cut it into. Memory that is added after boot lies
 * above all boot memory, on a memory block boundary.
 *
 * Mirrors: mm/mm_init.c free_area_init() for the borders (arch/x86/mm/init.c
 * zone_sizes_init()), v6.12.
 * Differs: no holes (PCI, ACPI) and nothing of the kernel's own in the zones.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hotplug/block.h"
#include "scenario/topology.h"

#define NODE_ALIGN SECTION_PAGES
#define ZONE_ALIGN (UINT64_C(1) << MAX_PAGE_ORDER)

/* Everything below low_end (under 4 GiB) and below top is given out. */
struct layout {
	struct reader *r;
	struct machine_desc *desc;
	uint64_t low_end;
	uint64_t top;
	uint64_t boot_end;	/* of boot memory; known before memory is added later */
	uint64_t total_pages;
};

static uint64_t align_up(uint64_t pfn, uint64_t align)
{
	return (pfn + align - 1) / align * align;
}

static bool add_zone(struct layout *l, int nid, enum zone_type type, uint64_t start,
		     uint64_t pages, uint64_t reserved, struct source_loc loc)
{
	struct machine_desc *desc = l->desc;

	if (pages >= MAX_ZONE_PAGES) {
		read_error(l->r, loc, "zone %d/%s has 16 TiB or more", nid, zone_names[type]);
		return false;
	}
	desc->zones = xrealloc(desc->zones, (desc->nr_zones + 1) * sizeof(*desc->zones));
	desc->zones[desc->nr_zones++] = (struct zone_desc){
		.nid = nid,
		.type = type,
		.start_pfn = start,
		.spanned = pages,
		.present = pages,
		.managed = pages - reserved,
		.loc = loc,
	};
	if (start < PFN_DMA32_END && start + pages > l->low_end)
		l->low_end = start + pages;
	if (start + pages > l->top)
		l->top = start + pages;
	return true;
}

/* The zone's range of addresses by type: [*from, *end). */
static void zone_window(enum zone_type type, uint64_t *from, uint64_t *end)
{
	static const uint64_t froms[] = { 0, PFN_DMA_END, PFN_DMA32_END, PFN_DMA32_END };
	static const uint64_t ends[] = { PFN_DMA_END, PFN_DMA32_END, UINT64_MAX, UINT64_MAX };

	assert(type <= ZONE_MOVABLE);
	*from = froms[type];
	*end = ends[type];
	if (type == ZONE_MOVABLE)
		*from = PFN_DMA_END;
}

static bool place_zone(struct layout *l, const struct node_spec *spec, enum zone_type type,
		       bool first)
{
	const struct zone_spec *zone = &spec->zones[type];
	uint64_t align = first ? NODE_ALIGN : ZONE_ALIGN;
	uint64_t from, end, start;

	zone_window(type, &from, &end);
	if (zone->has_start) {
		start = zone->start_pfn;
	} else if (end <= PFN_DMA32_END) {
		/* The first pages of a window are no boundary of a node. */
		start = l->low_end <= from ? from : align_up(l->low_end, align);
	} else {
		start = l->top <= PFN_DMA32_END ? PFN_DMA32_END : align_up(l->top, align);
	}
	if (start % ZONE_ALIGN) {
		read_error(l->r, zone->loc, "zone %d/%s must start on a 4M boundary", spec->nid,
			   zone_names[type]);
		return false;
	}
	if (start < from || start > end || zone->pages > end - start) {
		read_error(l->r, zone->loc, "zone %d/%s does not fit: %s", spec->nid,
			   zone_names[type],
			   type == ZONE_DMA   ? "DMA is memory below 16M" :
			   type == ZONE_DMA32 ? "DMA32 is memory from 16M to 4G" :
			   type == ZONE_NORMAL ? "Normal is memory from 4G on" :
						 "Movable is memory from 16M on");
		return false;
	}
	return add_zone(l, spec->nid, type, start, zone->pages, zone->reserved, zone->loc);
}

static bool place_by_rule(struct layout *l, const struct node_spec *spec)
{
	static const uint64_t borders[] = { PFN_DMA_END, PFN_DMA32_END, UINT64_MAX };
	uint64_t start = align_up(l->top, NODE_ALIGN);
	uint64_t end = start + spec->memory_pages;
	bool ok = true;

	for (int type = ZONE_DMA; type <= ZONE_NORMAL && ok && start < end; type++) {
		uint64_t stop = end < borders[type] ? end : borders[type];

		if (start >= stop)
			continue;
		ok = add_zone(l, spec->nid, (enum zone_type)type, start, stop - start, 0,
			      spec->loc);
		start = stop;
	}
	return ok;
}

static bool place_boot_node(struct layout *l, const struct node_spec *spec)
{
	bool first = true;

	if (spec->has_memory)
		return place_by_rule(l, spec);
	for (int type = 0; type <= ZONE_MOVABLE; type++) {
		if (!spec->zones[type].given || !spec->zones[type].pages)
			continue;
		if (!place_zone(l, spec, (enum zone_type)type, first))
			return false;
		first = false;
	}
	return true;
}

static uint64_t block_pages(const struct layout *l)
{
	if (l->desc->memory_block_pages)
		return l->desc->memory_block_pages;
	return probe_memory_block_pages(l->boot_end);
}

static bool add_range(struct layout *l, const struct node_spec *spec, uint64_t *top,
		      uint64_t pages, enum online_type online, struct source_loc loc)
{
	struct machine_desc *desc = l->desc;
	uint64_t block = block_pages(l);
	uint64_t start = align_up(*top < PFN_DMA32_END ? PFN_DMA32_END : *top, block);

	if (pages % block) {
		read_error(l->r, loc,
			   "memory of node %d is added in blocks of %lluM and has no whole number "
			   "of them",
			   spec->nid, (unsigned long long)(block * PAGE_SIZE >> 20));
		return false;
	}
	desc->late_ranges = xrealloc(desc->late_ranges,
				     (desc->nr_late_ranges + 1) * sizeof(*desc->late_ranges));
	desc->late_ranges[desc->nr_late_ranges++] = (struct mem_range){
		.nid = spec->nid,
		.start_pfn = start,
		.nr_pages = pages,
		.role = spec->is_spm ? ROLE_SPM : ROLE_SYSRAM,
		.hidden = spec->added == ADDED_MANUAL,
		.late = spec->added == ADDED_LATE,
		.online = online,
		.loc = spec->loc,
	};
	*top = start + pages;
	return true;
}

/* Blocks of an explicit zone go online into that zone. */
static bool place_late_zones(struct layout *l, const struct node_spec *spec, uint64_t *top)
{
	for (int type = 0; type <= ZONE_MOVABLE; type++) {
		const struct zone_spec *zone = &spec->zones[type];
		enum online_type online = type == ZONE_MOVABLE ? MMOP_ONLINE_MOVABLE :
								 MMOP_ONLINE_KERNEL;

		if (!zone->given || !zone->pages)
			continue;
		if (type < ZONE_NORMAL || zone->has_start || zone->reserved) {
			read_error(l->r, zone->loc,
				   type < ZONE_NORMAL ?
					   "memory that is added later is Normal or Movable" :
					   "memory that is added later has a size only");
			return false;
		}
		if (spec->has_online)
			online = spec->online;
		if (!add_range(l, spec, top, zone->pages, online, zone->loc))
			return false;
	}
	return true;
}

static bool place_late_node(struct layout *l, const struct node_spec *spec, uint64_t *top)
{
	enum online_type online = spec->is_spm ? MMOP_ONLINE_MOVABLE : MMOP_ONLINE;

	if (spec->has_zones)
		return place_late_zones(l, spec, top);
	if (!spec->has_memory)
		return true;
	if (spec->has_online)
		online = spec->online;
	return add_range(l, spec, top, spec->memory_pages, online, spec->loc);
}

static int compare_start(const void *a, const void *b)
{
	const struct zone_desc *const *x = a, *const *y = b;

	return (*x)->start_pfn < (*y)->start_pfn ? -1 : (*x)->start_pfn > (*y)->start_pfn;
}

static bool check_overlap(struct layout *l)
{
	size_t nr = l->desc->nr_zones;
	const struct zone_desc **zones = xcalloc(nr, sizeof(*zones));
	bool ok = true;

	for (size_t i = 0; i < nr; i++)
		zones[i] = &l->desc->zones[i];
	qsort(zones, nr, sizeof(const struct zone_desc *), compare_start);
	for (size_t i = 1; i < nr && ok; i++) {
		const struct zone_desc *below = zones[i - 1], *above = zones[i];

		if (below->start_pfn + below->spanned <= above->start_pfn)
			continue;
		read_error(l->r, above->loc, "zone %d/%s overlaps zone %d/%s (line %d)", above->nid,
			   zone_names[above->type], below->nid, zone_names[below->type],
			   below->loc.line);
		ok = false;
	}
	free(zones);
	return ok;
}

/* The sum first, so that no later sum of pages can overflow. */
static bool check_total(struct reader *r, const struct node_spec *spec, uint64_t *total)
{
	uint64_t pages = spec->has_memory ? spec->memory_pages : 0;

	for (int type = 0; type <= ZONE_MOVABLE && pages <= TOPOLOGY_MAX_PAGES; type++) {
		if (spec->zones[type].given)
			pages += spec->zones[type].pages;
	}
	if (pages > TOPOLOGY_MAX_PAGES || *total + pages > TOPOLOGY_MAX_PAGES) {
		read_error(r, spec->loc, "the machine has more than 64T");
		return false;
	}
	*total += pages;
	return true;
}

bool topology_layout(struct reader *r, const struct node_specs *specs, struct machine_desc *desc)
{
	struct layout l = { .r = r, .desc = desc };
	uint64_t top;

	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		const struct node_spec *spec = &specs->nodes[nid];

		if (!spec->described)
			continue;
		if (!check_total(r, spec, &l.total_pages))
			return false;
		if (spec->added == ADDED_BOOT && !place_boot_node(&l, spec))
			return false;
	}
	if (!check_overlap(&l))
		return false;
	l.boot_end = l.top;
	top = l.top;
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		const struct node_spec *spec = &specs->nodes[nid];

		if (spec->described && spec->added != ADDED_BOOT &&
		    !place_late_node(&l, spec, &top))
			return false;
	}
	if (!desc->hotplug_start_pfn)
		desc->hotplug_start_pfn =
			align_up(top < PFN_DMA32_END ? PFN_DMA32_END : top, block_pages(&l));
	return true;
}
