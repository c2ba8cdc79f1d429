// SPDX-License-Identifier: GPL-2.0-only
/*
 * The account of all pages: free, parked on per-cpu lists, or somebody's.
 *
 * Responsible for asking every room that holds pages. A room that takes pages from
 * the allocator and is not asked here shows as pages without an owner.
 *
 * Mirrors: nothing; the kernel's page_owner= debugging option comes closest.
 */
#include "engine/owners.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/page_meta.h"
#include "base/text.h"
#include "device/device.h"
#include "folio/folio.h"

const char *const page_owner_names[NR_PAGE_OWNERS] = {
#define X(code, word, letter) [OWNER_##code] = word,
	OWNER_MAP(X)
#undef X
};

const char page_owner_letters[NR_PAGE_OWNERS] = {
#define X(code, word, letter) [OWNER_##code] = letter,
	OWNER_MAP(X)
#undef X
};

_Static_assert((int)OWNER_ANON == FOLIO_ANON && (int)OWNER_HUGETLB == FOLIO_HUGETLB,
	       "folios count by their kind");

/* ---- room after room ---- */

struct visitor {
	owner_visit_fn visit;
	void *arg;
};

static void visit_folio(void *arg, struct folio *folio)
{
	const struct visitor *v = arg;

	v->visit(v->arg, folio->block, (enum page_owner)folio->kind);
}

static void visit_zswap_page(void *arg, struct page_block block)
{
	const struct visitor *v = arg;

	v->visit(v->arg, block, OWNER_ZSWAP);
}

static void visit_slab(void *arg, struct page_block block)
{
	const struct visitor *v = arg;

	v->visit(v->arg, block, OWNER_SLAB);
}

static void visit_poisoned(void *arg, struct page_block block)
{
	const struct visitor *v = arg;

	v->visit(v->arg, block, OWNER_POISONED);
}

static void visit_tables(const struct engine *e, const struct visitor *v)
{
	for (const struct task *task = e->m.tasks; task; task = task->next) {
		for (size_t i = 0; task->mm && i < task->mm->nr_tables; i++)
			v->visit(v->arg, task->mm->tables[i].block, OWNER_PGTABLE);
	}
}

static void visit_held_block(void *arg, struct page_block block)
{
	const struct visitor *v = arg;

	v->visit(v->arg, block, OWNER_HELD);
}

static void visit_held(const struct engine *e, struct visitor *v)
{
	for (size_t i = 0; i < e->held.nr_sets; i++)
		held_for_each(&e->held.sets[i], visit_held_block, v);
}

void owners_for_each(const struct engine *e, owner_visit_fn visit, void *arg)
{
	struct visitor v = { visit, arg };

	folio_for_each(&e->m, visit_folio, &v);
	visit_tables(e, &v);
	slab_for_each_page(&e->slab, visit_slab, &v);
	zswap_for_each_page(&e->zswap, visit_zswap_page, &v);
	visit_held(e, &v);
	if (e->user_blocks)
		e->user_blocks(e->user, visit_held_block, &v);
	poison_for_each_page(&e->m, visit_poisoned, &v);
}

/* ---- sums ---- */

static void count_block(void *arg, struct page_block block, enum page_owner owner)
{
	struct zone_owners(*zones)[MAX_NR_ZONES] = arg;

	zones[block.zone->nid][block.zone->type].nr_pages[owner] += UINT64_C(1) << block.order;
}

void owners_count(const struct engine *e, struct zone_owners (*zones)[MAX_NR_ZONES])
{
	memset(zones, 0, (size_t)e->m.nr_node_ids * sizeof(*zones));
	owners_for_each(e, count_block, zones);
}

uint64_t zone_pages_in_use(const struct zone *zone)
{
	return zone->managed_pages - zone->nr_free_pages - zone->nr_isolated - zone_pcp_pages(zone);
}

static uint64_t node_pages_in_use(const pg_data_t *pgdat)
{
	uint64_t nr = 0;

	for (int type = 0; type < MAX_NR_ZONES; type++)
		nr += zone_pages_in_use(&pgdat->node_zones[type]);
	return nr;
}

void owners_boot(struct engine *e)
{
	int nid;

	e->boot_pages = xcalloc((size_t)e->m.nr_node_ids, sizeof(*e->boot_pages));
	for_each_node_state(&e->m, nid, N_POSSIBLE)
		e->boot_pages[nid] = node_pages_in_use(e->m.pgdat[nid]);
}

/* ---- the check ---- */

/* One bit a page of a zone's span. */
struct zone_bits {
	uint64_t *words;
};

struct owner_check {
	const struct engine *e;
	struct zone_bits *zones; /* [nr_node_ids * MAX_NR_ZONES] */
	const char *wrong;
	struct page_block block;
	enum page_owner owner;
};

static uint64_t *zone_words(struct owner_check *check, const struct zone *zone)
{
	struct zone_bits *bits = &check->zones[zone->nid * MAX_NR_ZONES + (int)zone->type];

	if (!bits->words)
		bits->words = xcalloc(zone->spanned_pages / 64 + 1, sizeof(*bits->words));
	return bits->words;
}

static void fail(struct owner_check *check, const char *wrong, struct page_block block,
		 enum page_owner owner)
{
	if (check->wrong)
		return;
	check->wrong = wrong;
	check->block = block;
	check->owner = owner;
}

static void check_block(void *arg, struct page_block block, enum page_owner owner)
{
	struct owner_check *check = arg;
	const struct zone *zone = block.zone;
	uint64_t first = block.pfn - zone->zone_start_pfn;
	uint64_t *words;

	/* The account of device memory is its driver's. */
	if (zone->type == ZONE_DEVICE)
		return;
	if (!zone_spans_pfn(zone, block.pfn)) {
		fail(check, "lies outside its zone", block, owner);
		return;
	}
	if (page_state(zone->meta, zone_page_idx(zone, block.pfn)) & (PAGE_BUDDY | PAGE_PCP))
		fail(check, "is free and owned", block, owner);
	words = zone_words(check, zone);
	for (uint64_t i = first; i < first + (UINT64_C(1) << block.order); i++) {
		if (words[i / 64] >> i % 64 & 1)
			fail(check, "has two owners", block, owner);
		words[i / 64] |= UINT64_C(1) << i % 64;
	}
}

/* With what boot took and with what RFC v2's zswap lost: nobody can free that. */
static uint64_t node_pages_owned(const struct engine *e, int nid,
				 const struct zone_owners zones[MAX_NR_ZONES])
{
	uint64_t nr = e->boot_pages[nid] + e->zswap.leaked_pages[nid];

	for (int type = 0; type < ZONE_DEVICE; type++) {
		for (int i = 0; i < NR_PAGE_OWNERS; i++)
			nr += zones[type].nr_pages[i];
	}
	return nr;
}

static const char *check_sums(const struct engine *e, char *buf, size_t len)
{
	struct zone_owners(*zones)[MAX_NR_ZONES] =
		xcalloc((size_t)e->m.nr_node_ids, sizeof(*zones));
	const char *wrong = NULL;
	int nid;

	owners_count(e, zones);
	for_each_node_state(&e->m, nid, N_POSSIBLE) {
		uint64_t used = node_pages_in_use(e->m.pgdat[nid]);
		uint64_t owned = node_pages_owned(e, nid, zones[nid]);

		if (used == owned || wrong)
			continue;
		snprintf(buf, len, "node %d: %llu pages in use, but %llu with an owner", nid,
			 (unsigned long long)used, (unsigned long long)owned);
		wrong = buf;
	}
	free(zones);
	return wrong;
}

const char *owners_check(const struct engine *e, char *buf, size_t len)
{
	size_t nr_zones = (size_t)e->m.nr_node_ids * MAX_NR_ZONES;
	struct owner_check check = {
		.e = e,
		.zones = xcalloc(nr_zones, sizeof(*check.zones)),
	};
	char label[16];

	owners_for_each(e, check_block, &check);
	for (size_t i = 0; i < nr_zones; i++)
		free(check.zones[i].words);
	free(check.zones);
	if (!check.wrong)
		return check_sums(e, buf, len);
	snprintf(buf, len, "zone %s: block at pfn %llu, order %u (%s) %s",
		 zone_label(check.block.zone, label), (unsigned long long)check.block.pfn,
		 check.block.order, page_owner_names[check.owner], check.wrong);
	return buf;
}
