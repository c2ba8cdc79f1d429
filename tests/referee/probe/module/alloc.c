// SPDX-License-Identifier: GPL-2.0-only
/* Single requests: where is one allocation served? */
#include <linux/irq_work.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mmzone.h>

#include "nw_probe.h"

struct request {
	struct irq_work work;
	gfp_t gfp;
	unsigned int order;
	int nid;
	nodemask_t *mask;
	struct page *page;
};

static void alloc_from_irq(struct irq_work *work)
{
	struct request *r = container_of(work, struct request, work);

	r->page = __alloc_pages(r->gfp, r->order, r->nid, r->mask);
}

/*
 * The interrupt is an irq_work that the CPU sends to itself: it interrupts this
 * very task, so "current" in the allocator is the task of the question.
 */
struct page *alloc_in(enum where where, gfp_t gfp, unsigned int order, int nid, nodemask_t *mask)
{
	struct request r = { .gfp = gfp, .order = order, .nid = nid, .mask = mask };

	switch (where) {
	case IN_TASK:
		return __alloc_pages(gfp, order, nid, mask);
	case WITH_BH_DISABLED:
		local_bh_disable();
		r.page = __alloc_pages(gfp, order, nid, mask);
		local_bh_enable();
		return r.page;
	case IN_HARDIRQ:
		break;
	}
	init_irq_work(&r.work, alloc_from_irq);
	irq_work_queue(&r.work);
	irq_work_sync(&r.work);
	return r.page;
}

/* What all questions about a request have; a request that may sleep needs a task. */
static int read_request(const struct question *q, enum where *where, struct request *r,
			nodemask_t *storage)
{
	long order = arg_int(q, "order");

	if (arg_context(q, where) || arg_gfp(q, &r->gfp) || arg_nodemask(q, storage, &r->mask))
		return -EINVAL;
	if (order < 0 || order > MAX_PAGE_ORDER)
		return -EINVAL;
	if (*where != IN_TASK && (r->gfp & __GFP_DIRECT_RECLAIM))
		return -EINVAL;
	r->order = order;
	return 0;
}

int op_probe(const struct question *q)
{
	const char *nids = arg_str(q, "nids");
	const char *comma = "";
	struct request r = {};
	nodemask_t storage;
	enum where where;

	if (!nids || read_request(q, &where, &r, &storage))
		return -EINVAL;
	say("{\"zones\":{");
	while (*nids) {
		char *end;
		long nid = simple_strtol(nids, &end, 10);
		struct page *page;

		if (end == nids || nid < 0 || nid >= MAX_NUMNODES || !node_possible(nid) ||
		    !NODE_DATA(nid))
			return -EINVAL;
		page = alloc_in(where, r.gfp, r.order, nid, r.mask);
		say("%s\"%ld\":", comma, nid);
		say_zone(page ? page_zone(page) : NULL);
		if (page)
			__free_pages(page, r.order);
		comma = ",";
		nids = end + (*end == '|');
	}
	say("}}");
	return 0;
}

int op_probe_policy(const struct question *q)
{
	long order = arg_int(q, "order"), count = arg_int(q, "count"), i;
	gfp_t gfp;

	if (arg_gfp(q, &gfp) || order < 0 || order > MAX_PAGE_ORDER || count < 0)
		return -EINVAL;
	say("{\"zones\":[");
	for (i = 0; i < count; i++) {
		struct page *page = alloc_pages(gfp, order);

		say("%s", i ? "," : "");
		say_zone(page ? page_zone(page) : NULL);
		if (!page)
			break;
		__free_pages(page, order);
	}
	say("]}");
	return 0;
}

/* Pages that stay allocated between alloc.pin and alloc.unpin. */
static LIST_HEAD(pinned);
static unsigned int pinned_order;

int op_pin(const struct question *q)
{
	long count = arg_int(q, "count"), nid = arg_int(q, "nid"), i;
	struct request r = {};
	nodemask_t storage;
	enum where where;
	struct page *page;

	if (count < 1 || nid < 0 || nid >= MAX_NUMNODES || !node_possible(nid) ||
	    !list_empty(&pinned) || read_request(q, &where, &r, &storage))
		return -EINVAL;
	pinned_order = r.order;
	say("{\"zones\":[");
	for (i = 0; i < count; i++) {
		page = alloc_in(where, r.gfp, r.order, nid, r.mask);
		say("%s", i ? "," : "");
		say_zone(page ? page_zone(page) : NULL);
		if (!page)
			break;
		list_add_tail(&page->lru, &pinned);
	}
	say("],\"pfns\":[");
	i = 0;
	list_for_each_entry(page, &pinned, lru) say("%s%lu", i++ ? "," : "", page_to_pfn(page));
	say("]}");
	return 0;
}

int op_unpin(const struct question *q)
{
	struct page *page, *next;
	int freed = 0;

	list_for_each_entry_safe(page, next, &pinned, lru)
	{
		list_del(&page->lru);
		__free_pages(page, pinned_order);
		freed++;
	}
	say("{\"freed\":%d}", freed);
	return 0;
}

int op_drain(const struct question *q)
{
	sym.lru_add_drain_all();
	sym.drain_all_pages(NULL);
	say("{\"ok\":true}");
	return 0;
}
