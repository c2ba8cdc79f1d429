// SPDX-License-Identifier: GPL-2.0-only
/* Allocating until nothing is left: which zones are eaten in which order? */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/sched.h>
#include <linux/vmstat.h>

#include "nw_probe.h"

#define MAX_RUNS 8192

struct run {
	const struct zone *zone;
	unsigned long blocks;
};

static struct run runs[MAX_RUNS];

static unsigned long pages_on_pcp(struct zone *zone)
{
	unsigned long n = 0;
	int cpu;

	for_each_online_cpu(cpu) n += per_cpu_ptr(zone->per_cpu_pageset, cpu)->count;
	return n;
}

/* Per-cpu lists empty, then the state of every zone as the flood will find it. */
int op_start(const struct question *q)
{
	const char *comma = "";
	struct zone *zone;
	int nid, z, j;

	say("{\"start\":{");
	for_each_online_node(nid)
	{
		for (z = 0; z < MAX_NR_ZONES; z++) {
			zone = &NODE_DATA(nid)->node_zones[z];
			if (!managed_zone(zone))
				continue;
			say("%s", comma);
			say_zone(zone);
			say(":{\"free\":%lu,\"pcp\":%lu,\"wm\":[%lu,%lu,%lu,%lu],",
			    zone_page_state_snapshot(zone, NR_FREE_PAGES), pages_on_pcp(zone),
			    zone->_watermark[WMARK_MIN], zone->_watermark[WMARK_LOW],
			    zone->_watermark[WMARK_HIGH], zone->_watermark[WMARK_PROMO]);
			say("\"lowmem_reserve\":[");
			for (j = 0; j < MAX_NR_ZONES; j++)
				say("%s%ld", j ? "," : "", zone->lowmem_reserve[j]);
			say("],\"highatomic\":%lu}", zone->nr_reserved_highatomic);
			comma = ",";
		}
	}
	say("}}");
	return 0;
}

/* Return: number of runs; @total receives the number of blocks. */
static int flood(enum where where, gfp_t gfp, unsigned int order, int nid, nodemask_t *mask,
		 struct list_head *pages, unsigned long *total)
{
	struct page *page;
	int nr = 0;

	*total = 0;
	while ((page = alloc_in(where, gfp, order, nid, mask))) {
		const struct zone *zone = page_zone(page);

		list_add(&page->lru, pages);
		++*total;
		if (nr && runs[nr - 1].zone == zone) {
			runs[nr - 1].blocks++;
			continue;
		}
		if (nr == MAX_RUNS)
			break;
		runs[nr++] = (struct run){ zone, 1 };
	}
	return nr;
}

int op_exhaust(const struct question *q)
{
	long order = arg_int(q, "order"), nid = arg_int(q, "nid");
	struct page *page, *next;
	unsigned long total, freed = 0;
	nodemask_t storage, *mask;
	LIST_HEAD(pages);
	enum where where;
	gfp_t gfp;
	int i, nr;

	if (arg_context(q, &where) || arg_gfp(q, &gfp) || arg_nodemask(q, &storage, &mask) ||
	    order < 0 || order > MAX_PAGE_ORDER || nid < 0 || nid >= MAX_NUMNODES ||
	    !node_possible(nid) || (where != IN_TASK && (gfp & __GFP_DIRECT_RECLAIM)))
		return -EINVAL;
	nr = flood(where, gfp, order, nid, mask, &pages, &total);
	list_for_each_entry_safe(page, next, &pages, lru)
	{
		list_del(&page->lru);
		__free_pages(page, order);
		if (!(++freed % 1024))
			cond_resched();
	}
	say("{\"runs\":[");
	for (i = 0; i < nr; i++) {
		say("%s[", i ? "," : "");
		say_zone(runs[i].zone);
		say(",%lu]", runs[i].blocks);
	}
	say("],\"total\":%lu}", total);
	return 0;
}
