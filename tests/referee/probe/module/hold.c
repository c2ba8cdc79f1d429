// SPDX-License-Identifier: GPL-2.0-only
/* Blocks that stay allocated under a label until they are released: what scenarios hold. */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/sched/signal.h>
#include <linux/vmstat.h>

#include "nw_probe.h"

#define MAX_LABELS 32

static struct label {
	char name[32];
	struct list_head pages; /* oldest first; page->private is the order */
} labels[MAX_LABELS];
static int nr_labels;

static struct label *find_label(const char *name)
{
	int i;

	for (i = 0; name && i < nr_labels; i++)
		if (!strcmp(labels[i].name, name))
			return &labels[i];
	return NULL;
}

static struct label *make_label(const char *name)
{
	struct label *label = find_label(name);

	if (label || !name || nr_labels == MAX_LABELS)
		return label;
	label = &labels[nr_labels++];
	strscpy(label->name, name, sizeof(label->name));
	INIT_LIST_HEAD(&label->pages);
	return label;
}

static void keep(struct label *label, struct page *page, unsigned int order)
{
	set_page_private(page, order);
	list_add_tail(&page->lru, &label->pages);
}

static void say_counts(const unsigned long *blocks)
{
	const char *comma = "";
	int nid;

	say("{\"blocks\":{");
	for_each_online_node(nid)
	{
		if (!blocks[nid])
			continue;
		say("%s\"%d\":%lu", comma, nid, blocks[nid]);
		comma = ",";
	}
	say("}}");
}

static struct page *one_block(gfp_t gfp, unsigned int order, long nid, nodemask_t *mask)
{
	if (nid < 0 && !mask)
		return alloc_pages(gfp, order); /* asks the task's memory policy */
	return __alloc_pages(gfp, order, nid < 0 ? numa_node_id() : (int)nid, mask);
}

/* @count blocks (0: until one fails), or as long as node @until serves. */
int op_hold(const struct question *q)
{
	static unsigned long blocks[MAX_NUMNODES];
	long order = arg_int(q, "order"), nid = arg_int(q, "nid"), count = arg_int(q, "count");
	long until = arg_int(q, "until"), i;
	struct label *label = make_label(arg_str(q, "label"));
	nodemask_t storage, *mask;
	gfp_t gfp;

	if (!label || arg_gfp(q, &gfp) || arg_nodemask(q, &storage, &mask) || order < 0 ||
	    order > MAX_PAGE_ORDER || count < 0 || nid >= MAX_NUMNODES ||
	    (nid >= 0 && !node_online(nid)))
		return -EINVAL;
	memset(blocks, 0, sizeof(blocks));
	for (i = 0; (!count || i < count) && !fatal_signal_pending(current); i++) {
		struct page *page = one_block(gfp, order, nid, mask);

		if (page && until >= 0 && page_to_nid(page) != until) {
			__free_pages(page, order);
			page = NULL;
		}
		if (!page)
			break;
		keep(label, page, order);
		blocks[page_to_nid(page)]++;
		cond_resched();
	}
	say_counts(blocks);
	return 0;
}

static struct zone *find_zone(long nid, const char *name)
{
	int z;

	for (z = 0; name && z < MAX_NR_ZONES; z++) {
		struct zone *zone = &NODE_DATA(nid)->node_zones[z];

		if (managed_zone(zone) && !strcmp(zone->name, name))
			return zone;
	}
	return NULL;
}

static gfp_t zone_gfp(const struct zone *zone)
{
	switch (zone_idx(zone)) {
	case ZONE_DMA:
		return __GFP_DMA;
	case ZONE_DMA32:
		return __GFP_DMA32;
	case ZONE_MOVABLE:
		return __GFP_HIGHMEM | __GFP_MOVABLE;
	default:
		return 0;
	}
}

/* All but @leave pages of one zone, largest blocks first, whatever its watermarks are. */
int op_fill(const struct question *q)
{
	static unsigned long blocks[MAX_NUMNODES];
	long nid = arg_int(q, "nid"), leave = arg_int(q, "leave"), order = MAX_PAGE_ORDER;
	struct label *label = make_label(arg_str(q, "label"));
	struct zone *zone;

	if (!label || nid < 0 || nid >= MAX_NUMNODES || !node_online(nid) || leave < 0)
		return -EINVAL;
	zone = find_zone(nid, arg_str(q, "zone"));
	if (!zone)
		return -EINVAL;
	memset(blocks, 0, sizeof(blocks));
	while (order >= 0) {
		long room = (long)zone_page_state_snapshot(zone, NR_FREE_PAGES) - leave;
		struct page *page = NULL;

		if (room >= 1L << order)
			page = __alloc_pages(zone_gfp(zone) | __GFP_THISNODE | __GFP_NOWARN |
						     __GFP_MEMALLOC,
					     order, nid, NULL);
		if (page && page_zone(page) != zone) {
			__free_pages(page, order);
			page = NULL;
		}
		if (!page) {
			order--;
			continue;
		}
		keep(label, page, order);
		blocks[nid] += 1UL << order;
		cond_resched();
	}
	say_counts(blocks);
	return 0;
}

/* @count blocks of a label (0: all), from its oldest or its newest end. */
int op_release(const struct question *q)
{
	long count = arg_int(q, "count"), freed = 0;
	struct label *label = find_label(arg_str(q, "label"));
	const char *from = arg_str(q, "from");
	bool newest = from && !strcmp(from, "newest");

	if (!label)
		return -EINVAL;
	while (!list_empty(&label->pages) && (!count || freed < count)) {
		struct page *page = newest ? list_last_entry(&label->pages, struct page, lru) :
					     list_first_entry(&label->pages, struct page, lru);
		unsigned int order = page_private(page);

		list_del(&page->lru);
		set_page_private(page, 0);
		__free_pages(page, order);
		freed++;
		cond_resched();
	}
	say("{\"freed\":%ld}", freed);
	return 0;
}
