// SPDX-License-Identifier: GPL-2.0-only
/*
 * Moving user pages out of a range of memory that goes offline.
 *
 * Mirrors: mm/memory_hotplug.c do_migrate_range(), v6.12.
 * Differs: the range is not isolated meanwhile; a target that lies inside is put
 * aside until the others are found. Blocks that a step holds have no owner that
 * could move them.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/text.h"
#include "engine/private.h"
#include "folio/migrate.h"

/* The range, and what is tried and put aside on the way. */
struct evacuation {
	struct engine *e;
	uint64_t start_pfn, end_pfn;
	struct held_set *inside; /* targets that would have to move again */
};

static bool in_range(const struct evacuation *ev, const struct page_block *page)
{
	return page->zone && page->pfn < ev->end_pfn &&
	       page->pfn + (UINT64_C(1) << page->order) > ev->start_pfn;
}

/* Anywhere but this node, unless there is no other. */
static struct page_block evacuation_target(struct evacuation *ev, const struct folio *folio)
{
	struct machine *m = &ev->e->m;
	const struct alloc_request who = { .ctx = CTX_KTHREAD, .task = m->init_task };
	nodemask_t nodes = m->node_states[N_MEMORY];
	const struct migration_target to = {
		.gfp = GFP_USER | __GFP_MOVABLE | __GFP_RETRY_MAYFAIL,
		.nid = folio_nid(folio),
		.nodemask = &nodes,
		.reason = REASON_NORMAL,
	};
	struct page_block target;

	node_clear(to.nid, &nodes);
	if (nodes_empty(&nodes))
		node_set(to.nid, &nodes);
	for (;;) {
		target = alloc_migration_target(m, folio, &to, &who);
		if (!in_range(ev, &target))
			return target;
		held_add(ev->inside, target);
	}
}

/* The owned pages of the range, to be moved in the order of their addresses. */
struct range_folios {
	const struct evacuation *ev;
	struct folio **folios;
	bool *on_lru;	/* where they go back to */
	size_t nr, cap;
};

static void add_folio(void *arg, struct folio *folio)
{
	struct range_folios *list = arg;

	if (!in_range(list->ev, &folio->block))
		return;
	if (list->nr == list->cap) {
		list->cap = list->cap ? 2 * list->cap : 64;
		list->folios = xrealloc(list->folios, list->cap * sizeof(*list->folios));
	}
	list->folios[list->nr++] = folio;
}

static int compare_folios(const void *a, const void *b)
{
	const struct folio *const *x = a, *const *y = b;

	return (*x)->block.pfn < (*y)->block.pfn ? -1 : (*x)->block.pfn > (*y)->block.pfn;
}

static int evacuate_folio(struct evacuation *ev, struct folio *folio)
{
	struct page_block target;

	if (folio->nr_pins)
		return -EBUSY;
	target = evacuation_target(ev, folio);
	if (!target.zone)
		return -EBUSY;
	free_pages(&ev->e->m, folio_move(&ev->e->m, folio, target), 0);
	return 0;
}

int engine_evacuate(void *arg, struct machine *m, uint64_t start_pfn, uint64_t nr_pages)
{
	struct evacuation ev = { .e = arg,
				 .start_pfn = start_pfn,
				 .end_pfn = start_pfn + nr_pages };
	struct range_folios list = { .ev = &ev };
	struct held_blocks aside = { 0 };
	int err = 0;

	ev.inside = held_get(&aside, "inside");
	folio_for_each(m, add_folio, &list);
	list.on_lru = xcalloc(list.nr + 1, sizeof(*list.on_lru));
	if (list.nr)
		qsort(list.folios, list.nr, sizeof(struct folio *), compare_folios);
	/* Reclaim that makes room for the copies must not meet the pages themselves. */
	for (size_t i = 0; i < list.nr; i++)
		list.on_lru[i] = folio_isolate_lru(m, list.folios[i]);
	for (size_t i = 0; i < list.nr && !err; i++)
		err = evacuate_folio(&ev, list.folios[i]);
	for (size_t i = 0; i < list.nr; i++) {
		if (list.on_lru[i])
			folio_putback_lru(m, list.folios[i]);
	}
	while (ev.inside->nr)
		free_pages(m, held_take_newest(ev.inside), 0);
	held_clear(&aside);
	free(list.on_lru);
	free(list.folios);
	return err;
}
