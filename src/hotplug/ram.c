// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where memory is: the "System RAM" resources of a machine.
 *
 * Responsible for the ranges, so that an overlapping add and a block with holes
 * are recognised. Not responsible for zones.
 *
 * Mirrors: kernel/resource.c as far as register_memory_resource(),
 * walk_system_ram_range() and release_mem_region_adjustable() use it, v6.12.
 * Differs: nothing but memory is in the resource tree. Where a description gives
 * a zone's sizes but not its page blocks, holes are taken to be at its end.
 */
#include <stdlib.h>
#include <string.h>

#include "hotplug/private.h"

/* Index of the first range that ends above @pfn. */
static size_t ram_slot(const struct hotplug *h, uint64_t pfn)
{
	size_t lo = 0, hi = h->nr_ram;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (h->ram[mid].end_pfn <= pfn)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool ram_overlaps(const struct hotplug *h, uint64_t start_pfn, uint64_t end_pfn)
{
	size_t i = ram_slot(h, start_pfn);

	return i < h->nr_ram && h->ram[i].start_pfn < end_pfn;
}

bool ram_covers(const struct hotplug *h, uint64_t start_pfn, uint64_t end_pfn)
{
	size_t i = ram_slot(h, start_pfn);

	return i < h->nr_ram && h->ram[i].start_pfn <= start_pfn && end_pfn <= h->ram[i].end_pfn;
}

static void insert_range(struct hotplug *h, size_t i, struct pfn_range range)
{
	if (h->nr_ram == h->cap_ram) {
		h->cap_ram = h->cap_ram ? 2 * h->cap_ram : 16;
		h->ram = xrealloc(h->ram, h->cap_ram * sizeof(*h->ram));
	}
	memmove(&h->ram[i + 1], &h->ram[i], (h->nr_ram - i) * sizeof(*h->ram));
	h->ram[i] = range;
	h->nr_ram++;
}

static void delete_range(struct hotplug *h, size_t i)
{
	memmove(&h->ram[i], &h->ram[i + 1], (h->nr_ram - i - 1) * sizeof(*h->ram));
	h->nr_ram--;
}

void ram_add(struct hotplug *h, uint64_t start_pfn, uint64_t end_pfn)
{
	size_t i = ram_slot(h, start_pfn);

	assert(start_pfn < end_pfn);
	assert(!ram_overlaps(h, start_pfn, end_pfn));
	if (i > 0 && h->ram[i - 1].end_pfn == start_pfn) {
		h->ram[--i].end_pfn = end_pfn;
	} else {
		insert_range(h, i, (struct pfn_range){ start_pfn, end_pfn });
	}
	if (i + 1 < h->nr_ram && h->ram[i + 1].start_pfn == end_pfn) {
		h->ram[i].end_pfn = h->ram[i + 1].end_pfn;
		delete_range(h, i + 1);
	}
}

void ram_remove(struct hotplug *h, uint64_t start_pfn, uint64_t end_pfn)
{
	size_t i = ram_slot(h, start_pfn);

	while (i < h->nr_ram && h->ram[i].start_pfn < end_pfn) {
		struct pfn_range range = h->ram[i];

		delete_range(h, i);
		if (range.start_pfn < start_pfn)
			insert_range(h, i++, (struct pfn_range){ range.start_pfn, start_pfn });
		if (range.end_pfn > end_pfn)
			insert_range(h, i++, (struct pfn_range){ end_pfn, range.end_pfn });
	}
}

/*
 * The parts of a zone that are memory. Runs tell where page blocks are; within
 * them pages may be missing at both ends of the zone only.
 */
static void add_zone_by_runs(struct hotplug *h, const struct zone_desc *zone)
{
	uint64_t zone_end = zone->start_pfn + zone->spanned;

	for (size_t i = 0; i < zone->nr_pageblocks; i++) {
		const struct pageblock_run *run = &zone->pageblocks[i];
		uint64_t start = run->start_pfn;
		uint64_t end = start + run->nr_blocks * pageblock_nr_pages;

		if (run->mt < 0)
			continue;
		if (start < zone->start_pfn)
			start = zone->start_pfn;
		if (end > zone_end)
			end = zone_end;
		if (start < end && !ram_overlaps(h, start, end))
			ram_add(h, start, end);
	}
}

static uint64_t pages_in_runs(const struct zone_desc *zone)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < zone->nr_pageblocks; i++)
		if (zone->pageblocks[i].mt >= 0)
			pages += zone->pageblocks[i].nr_blocks * pageblock_nr_pages;
	return pages;
}

void ram_init(struct hotplug *h, const struct machine_desc *desc)
{
	for (size_t i = 0; i < desc->nr_zones; i++) {
		const struct zone_desc *zone = &desc->zones[i];
		uint64_t end = zone->start_pfn + zone->present;

		if (!zone->present)
			continue;
		/* Runs are whole page blocks: they say more only when they show a hole. */
		if (zone->present < zone->spanned && zone->nr_pageblocks &&
		    pages_in_runs(zone) < zone->spanned)
			add_zone_by_runs(h, zone);
		else if (!ram_overlaps(h, zone->start_pfn, end))
			ram_add(h, zone->start_pfn, end);
	}
}
