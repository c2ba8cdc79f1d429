// SPDX-License-Identifier: GPL-2.0-only
/* Zones as numbers: the machine file, watermarks, spans, free lists, pageblocks. */
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pageblock-flags.h>
#include <linux/topology.h>
#include <linux/vmstat.h>

#include "nw_probe.h"

static const char mt_names[MIGRATE_TYPES + 1] = "UMRHI";

typedef void (*zone_fn)(struct zone *zone);

/* "NODE/NAME": { @inner } for every zone with managed pages. */
static void say_zones(zone_fn inner)
{
	const char *comma = "";
	int nid, z;

	for_each_online_node(nid)
	{
		for (z = 0; z < MAX_NR_ZONES; z++) {
			struct zone *zone = &NODE_DATA(nid)->node_zones[z];

			if (!managed_zone(zone))
				continue;
			say("%s", comma);
			say_zone(zone);
			say(":");
			inner(zone);
			comma = ",";
		}
	}
}

static void say_reserve(const struct zone *zone)
{
	int j;

	say("\"lowmem_reserve\":[");
	for (j = 0; j < MAX_NR_ZONES; j++)
		say("%s%ld", j ? "," : "", zone->lowmem_reserve[j]);
	say("]");
}

static void say_marks(struct zone *zone)
{
	say("[%lu,%lu,%lu,%lu]", zone->_watermark[WMARK_MIN], zone->_watermark[WMARK_LOW],
	    zone->_watermark[WMARK_HIGH], zone->_watermark[WMARK_PROMO]);
}

static void say_recomputed(struct zone *zone)
{
	say("{\"wm\":");
	say_marks(zone);
	say(",");
	say_reserve(zone);
	say(",\"pageset_high_min\":%d,\"pageset_high_max\":%d,\"pageset_batch\":%d}",
	    zone->pageset_high_min, zone->pageset_high_max, zone->pageset_batch);
}

static void say_span(struct zone *zone)
{
	say("{\"start_pfn\":%lu,\"spanned\":%lu,\"present\":%lu,\"managed\":%lu,",
	    zone->zone_start_pfn, zone->spanned_pages, zone->present_pages,
	    zone_managed_pages(zone));
	say_reserve(zone);
	say(",\"pageset_batch\":%d}", zone->pageset_batch);
}

static void say_managed(struct zone *zone)
{
	say("%lu", zone_managed_pages(zone));
}

int op_zones(const struct question *q)
{
	say("{\"zones\":{");
	say_zones(say_span);
	say("}}");
	return 0;
}

int op_watermarks(const struct question *q)
{
	say("{\"zones\":{");
	say_zones(say_marks);
	say("}}");
	return 0;
}

/* The watermarks and limits, and beside them the input that they follow from. */
int op_recomputed(const struct question *q)
{
	say("{\"zones\":{");
	say_zones(say_recomputed);
	say("},\"managed\":{");
	say_zones(say_managed);
	say("}}");
	return 0;
}

static void say_free_blocks(struct zone *zone)
{
	unsigned long nr[NR_PAGE_ORDERS][MIGRATE_TYPES] = {};
	const char *comma = "";
	unsigned long flags;
	struct page *page;
	int order, mt;

	spin_lock_irqsave(&zone->lock, flags);
	for (order = 0; order < NR_PAGE_ORDERS; order++)
		for (mt = 0; mt < MIGRATE_TYPES; mt++)
			list_for_each_entry(page, &zone->free_area[order].free_list[mt], buddy_list)
				nr[order][mt]++;
	spin_unlock_irqrestore(&zone->lock, flags);

	say("\"free_blocks\":[");
	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		for (mt = 0; mt < MIGRATE_TYPES; mt++) {
			if (!nr[order][mt])
				continue;
			say("%s[%d,\"%c\",%lu]", comma, order, mt_names[mt], nr[order][mt]);
			comma = ",";
		}
	}
	say("]");
}

/* The migrate type of a pageblock, or '-' where no page of it belongs to the zone. */
static char block_type(const struct zone *zone, unsigned long pfn)
{
	struct page *page = pfn_to_online_page(pfn);

	if (!page || page_zone(page) != zone)
		return '-';
	return mt_names[sym.get_pfnblock_flags_mask(page, pfn, MIGRATETYPE_MASK)];
}

static void say_pageblocks(struct zone *zone)
{
	unsigned long end = zone_end_pfn(zone);
	unsigned long pfn = ALIGN_DOWN(zone->zone_start_pfn, pageblock_nr_pages);
	unsigned long start = pfn;
	const char *comma = "";
	char now, type = 0;

	say("\"pageblocks\":[");
	for (; pfn < end; pfn += pageblock_nr_pages) {
		now = block_type(zone, max(pfn, zone->zone_start_pfn));
		if (type && now != type) {
			say("%s[%lu,%lu,\"%c\"]", comma, start, (pfn - start) / pageblock_nr_pages,
			    type);
			comma = ",";
			start = pfn;
		}
		type = now;
	}
	say("%s[%lu,%lu,\"%c\"]]", comma, start, (pfn - start) / pageblock_nr_pages, type);
}

static void say_zone_of_machine(struct zone *zone)
{
	unsigned long pcp = 0;
	int cpu;

	for_each_online_cpu(cpu) pcp += per_cpu_ptr(zone->per_cpu_pageset, cpu)->count;
	say("{\"node\":%d,\"zone\":\"%s\",\"zi\":%d,", zone_to_nid(zone), zone->name,
	    (int)zone_idx(zone));
	say("\"start_pfn\":%lu,\"spanned\":%lu,\"present\":%lu,\"managed\":%lu,",
	    zone->zone_start_pfn, zone->spanned_pages, zone->present_pages,
	    zone_managed_pages(zone));
	say("\"wm\":{\"min\":%lu,\"low\":%lu,\"high\":%lu,\"promo\":%lu},",
	    zone->_watermark[WMARK_MIN], zone->_watermark[WMARK_LOW], zone->_watermark[WMARK_HIGH],
	    zone->_watermark[WMARK_PROMO]);
	say_reserve(zone);
	say(",\"free\":%lu,\"pcp\":%lu,", zone_page_state_snapshot(zone, NR_FREE_PAGES), pcp);
	say_free_blocks(zone);
	say(",");
	say_pageblocks(zone);
	say("}");
}

/* Distances over the possible nodes, and which CPUs belong to which of them. */
static void say_nodes(void)
{
	int from, to, cpu, i = 0, j;

	say("\"possible\":\"%*pbl\",\"distance\":[", nodemask_pr_args(&node_states[N_POSSIBLE]));
	for_each_node(from)
	{
		say("%s[", i++ ? "," : "");
		j = 0;
		for_each_node(to) say("%s%d", j++ ? "," : "", node_distance(from, to));
		say("]");
	}
	say("],\"nodes\":[");
	i = 0;
	for_each_node(from)
	{
		say("%s{\"node\":%d,\"cpus\":[", i++ ? "," : "", from);
		j = 0;
		for_each_cpu(cpu, cpumask_of_node(from)) say("%s%d", j++ ? "," : "", cpu);
		say("],\"memory\":%s}", node_state(from, N_MEMORY) ? "true" : "false");
	}
	say("],\"cpu_to_node\":{");
	i = 0;
	for_each_online_cpu(cpu) say("%s\"%d\":%d", i++ ? "," : "", cpu, cpu_to_node(cpu));
	say("}");
}

/* What machine.json holds, as far as the kernel knows it. */
int op_machine(const struct question *q)
{
	int i;

	say("{");
	say_nodes();
	say(",\"nr_cpu_ids\":%u,\"totalram_pages\":%lu,\"lowmem_reserve_ratio\":[", nr_cpu_ids,
	    totalram_pages());
	for (i = 0; i < MAX_NR_ZONES; i++) /* reading the sysctl file would recompute */
		say("%s%d", i ? "," : "", sym.lowmem_reserve_ratio[i]);
	say("],\"zones\":{");
	say_zones(say_zone_of_machine);
	say("}}");
	return 0;
}
