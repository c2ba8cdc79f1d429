// SPDX-License-Identifier: GPL-2.0-only
/*
 * Putting a zone into a given state: lists as dumped, a number of free pages.
 *
 * Responsible for checking such a state and for making it so.
 * Not responsible for captures without positions (zone_capture.c).
 *
 * Mirrors: nothing; the kernel gets into its states by itself.
 */
#include "alloc/zone_memory.h"

#include <errno.h>
#include <stdlib.h>

#include "alloc/buddy.h"
#include "alloc/pcp.h"
#include "alloc/rmqueue.h"
#include "alloc/zone_state.h"
#include "base/text.h"

/* ---- lists as dumped ---- */

/* A block of a dump: start << 8 | order << 4 | type, so that sorting sorts by start. */
typedef uint64_t packed_block;

static packed_block pack_block(uint64_t pfn, unsigned order, enum migratetype mt)
{
	return pfn << 8 | order << 4 | mt;
}

/* @a ends before @b starts, and they are of one type where they share a pageblock. */
static bool blocks_agree(packed_block a, packed_block b)
{
	uint64_t a_end = (a >> 8) + (UINT64_C(1) << (a >> 4 & 15));

	if (a_end > b >> 8)
		return false;
	return (a_end - 1) >> pageblock_order != b >> 8 >> pageblock_order || (a & 15) == (b & 15);
}

static int compare_packed(const void *a, const void *b)
{
	packed_block x = *(const packed_block *)a, y = *(const packed_block *)b;

	return (x > y) - (x < y);
}

static bool block_fits(const struct zone *zone, uint64_t pfn, unsigned order)
{
	uint64_t nr_pages = UINT64_C(1) << order;

	return order < NR_PAGE_ORDERS && pfn % nr_pages == 0 && zone_spans_pfn(zone, pfn) &&
	       zone_spans_pfn(zone, pfn + nr_pages - 1);
}

/* True when every block of the dump fits the zone and they agree with each other. */
static bool lists_are_sound(const struct zone *zone, const struct free_list_dump *lists,
			    size_t nr_lists)
{
	packed_block *blocks;
	size_t nr = 0, at = 0;
	bool sound = true;

	for (size_t i = 0; i < nr_lists; i++)
		nr += lists[i].nr_pfns;
	blocks = xmalloc((nr + 1) * sizeof(*blocks));
	for (size_t i = 0; i < nr_lists && sound; i++) {
		sound = lists[i].order < NR_PAGE_ORDERS && lists[i].mt < MIGRATE_TYPES;
		for (size_t j = 0; j < lists[i].nr_pfns && sound; j++) {
			sound = block_fits(zone, lists[i].pfns[j], lists[i].order);
			blocks[at++] = pack_block(lists[i].pfns[j], lists[i].order, lists[i].mt);
		}
	}
	if (sound)
		qsort(blocks, nr, sizeof(*blocks), compare_packed);
	for (size_t i = 1; i < nr && sound; i++)
		sound = blocks_agree(blocks[i - 1], blocks[i]);
	free(blocks);
	return sound;
}

bool pageblock_runs_are_sound(const struct zone *zone, const struct pageblock_run *runs,
			      size_t nr_runs)
{
	uint64_t first = zone->zone_start_pfn & ~(uint64_t)(pageblock_nr_pages - 1);

	for (size_t i = 0; i < nr_runs; i++) {
		uint64_t start = runs[i].start_pfn;

		if (start % pageblock_nr_pages || start < first || start >= zone_end_pfn(zone))
			return false;
		if (runs[i].nr_blocks >
		    (zone_end_pfn(zone) - start + pageblock_nr_pages - 1) / pageblock_nr_pages)
			return false;
		if (runs[i].mt < PAGEBLOCK_HOLE || runs[i].mt >= MIGRATE_TYPES)
			return false;
	}
	return true;
}

static void forget_pcp(struct per_cpu_pages *pcp)
{
	for (unsigned i = 0; i < NR_PCP_LISTS; i++) {
		pcp->list_head[i] = pcp->list_tail[i] = PAGE_IDX_NONE;
		pcp->list_len[i] = 0;
	}
	pcp->count = 0;
}

/*
 * Every page of the span in use and of a movable pageblock, all lists empty. The
 * tuning of per-cpu lists stays, flags above all: no dump shows them.
 */
static void zone_forget(struct zone *zone)
{
	for (unsigned order = 0; order < NR_PAGE_ORDERS; order++) {
		for (int mt = 0; mt < MIGRATE_TYPES; mt++)
			free_list_destroy(zone_free_list(zone, order, (enum migratetype)mt));
		zone->free_area[order].nr_free = 0;
	}
	for (int cpu = 0; cpu < zone->nr_pcp; cpu++) {
		if (zone->pcp[cpu])
			forget_pcp(zone->pcp[cpu]);
	}
	page_meta_reset(zone->meta);
	zone->nr_free_pages = 0;
	zone->nr_free_highatomic = 0;
	zone->nr_reserved_highatomic = 0;
	zone->nr_isolated = 0;
}

void zone_load_pageblocks(struct zone *zone, const struct pageblock_run *runs, size_t nr_runs)
{
	for (size_t i = 0; i < nr_runs; i++) {
		for (uint64_t block = 0; block < runs[i].nr_blocks; block++) {
			uint64_t pfn = runs[i].start_pfn + block * pageblock_nr_pages;

			set_pageblock_mt(zone, zone_page_idx(zone, pfn), runs[i].mt);
		}
	}
}

void zone_count_highatomic(struct zone *zone)
{
	uint32_t idx = zone_page_idx(zone, zone->zone_start_pfn);
	uint32_t end = idx + (uint32_t)zone->spanned_pages;

	zone->nr_reserved_highatomic = 0;
	for (idx &= ~(uint32_t)(pageblock_nr_pages - 1); idx < end;
	     idx += (uint32_t)pageblock_nr_pages) {
		if (pageblock_mt(zone, idx) == MIGRATE_HIGHATOMIC)
			zone->nr_reserved_highatomic += pageblock_nr_pages;
	}
}

/* Put a block where the dump has it. Its pageblocks take its type if they have another. */
static void load_block(struct zone *zone, uint64_t pfn, unsigned order, enum migratetype mt)
{
	uint32_t idx = zone_page_idx(zone, pfn);

	for (uint32_t i = 0; i < 1u << order; i += (uint32_t)pageblock_nr_pages)
		set_pageblock_mt(zone, idx + i, (int)mt);
	add_to_free_list(zone, idx, order, mt, true);
}

int zone_load_lists(struct zone *zone, const struct free_list_dump *lists, size_t nr_lists,
		    const struct pageblock_run *runs, size_t nr_runs)
{
	if (zone->spanned_pages == 0 || !lists_are_sound(zone, lists, nr_lists) ||
	    !pageblock_runs_are_sound(zone, runs, nr_runs))
		return -EINVAL;
	zone_forget(zone);
	zone_load_pageblocks(zone, runs, nr_runs);
	for (size_t i = 0; i < nr_lists; i++) {
		for (size_t j = 0; j < lists[i].nr_pfns; j++)
			load_block(zone, lists[i].pfns[j], lists[i].order, lists[i].mt);
		account_freepages(zone, (int64_t)lists[i].nr_pfns << lists[i].order, lists[i].mt);
	}
	zone_count_highatomic(zone);
	return 0;
}

int zone_load_pcp(struct machine *m, struct zone *zone, const struct pcp_dump *dump)
{
	struct per_cpu_pages *pcp;

	if (zone->spanned_pages == 0 || dump->cpu < 0 || dump->cpu >= m->nr_cpus)
		return -EINVAL;
	pcp = zone_pcp(m, zone, dump->cpu);
	assert(pcp->count == 0);
	pcp->high = dump->high;
	pcp->high_min = dump->high_min;
	pcp->high_max = dump->high_max;
	pcp->flags |= PCPF_NEW_LIMITS;
	pcp->batch = dump->batch;
	pcp->alloc_factor = dump->alloc_factor;
	pcp->free_count = dump->free_count;
	for (size_t i = 0; i < dump->nr_lists; i++) {
		const struct pcp_list_dump *list = &dump->lists[i];
		unsigned order;

		if (list->list >= NR_PCP_LISTS)
			return -EINVAL;
		order = pindex_to_order(list->list);
		for (size_t j = 0; j < list->nr_pfns; j++) {
			uint32_t idx = zone_page_idx(zone, list->pfns[j]);

			if (!block_fits(zone, list->pfns[j], order) ||
			    page_state(zone->meta, idx) != PAGE_NONE)
				return -EINVAL;
			pcp_push_tail(pcp, zone->meta, list->list, idx, order);
		}
	}
	return 0;
}

/* ---- a number of free pages ---- */

/* Types in the order in which zone_set_free() takes from them. */
static const enum migratetype take_order[] = { MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE,
					       MIGRATE_UNMOVABLE };

/* Take the last block of a list off it, without accounting. */
static uint32_t take_last_free(struct zone *zone, unsigned order, enum migratetype mt)
{
	struct free_list *fl = zone_free_list(zone, order, mt);
	uint32_t idx = free_list_last(fl);

	if (page_is_free_block(zone, idx, order)) {
		del_from_free_list(zone, idx, order, mt);
	} else {
		free_list_cut(fl, idx, idx + MAX_ORDER_PAGES);
		zone->free_area[order].nr_free--;
	}
	return idx;
}

/* Take up to @nr_pages from the lists of @mt. Return: pages taken. */
static uint64_t take_pages(struct zone *zone, enum migratetype mt, uint64_t nr_pages)
{
	uint64_t taken = 0;

	for (unsigned order = NR_PAGE_ORDERS; order-- > 0;) {
		struct free_list *fl = zone_free_list(zone, order, mt);
		uint64_t size = UINT64_C(1) << order;

		while (taken < nr_pages && !free_list_empty(fl)) {
			uint32_t idx = take_last_free(zone, order, mt);
			uint64_t part = nr_pages - taken < size ? nr_pages - taken : size;

			account_freepages(zone, -(int64_t)size, mt);
			/* What is not needed of the last block goes back from its start. */
			for (uint32_t rest = (uint32_t)(size - part), at = idx; rest;) {
				unsigned o = 31u - (unsigned)__builtin_clz(rest);

				free_one_block(zone, at, o, mt, true);
				at += 1u << o;
				rest -= 1u << o;
			}
			taken += part;
		}
	}
	return taken;
}

/*
 * Pages from @idx on that are not free, not parked and not handed out by
 * rmqueue(): how many until something else comes, at most up to @end. When the
 * first page is something else, the negative number of pages to skip.
 */
static int64_t idle_run(const struct zone *zone, uint32_t idx, uint32_t end)
{
	const struct free_list *fl = &zone->free_area[MAX_PAGE_ORDER].free_list[MIGRATE_MOVABLE];
	const struct block_interval *in = free_list_find_interval(fl, idx);
	uint8_t state = page_state(zone->meta, idx);
	int64_t run = 0;

	if (in)
		return -(int64_t)(in->end - idx);
	if (state != PAGE_NONE)
		return -(INT64_C(1) << (state & PAGE_ORDER_MASK));
	if (pageblock_mt(zone, idx) == PAGEBLOCK_HOLE)
		return -(int64_t)(pageblock_nr_pages - idx % pageblock_nr_pages);
	/* One pageblock at a time: the next may be a hole or implied. */
	while (idx < end && page_state(zone->meta, idx) == PAGE_NONE) {
		run++;
		if (++idx % pageblock_nr_pages == 0)
			break;
	}
	return run;
}

/* Free [idx, end), which lies in one pageblock. */
static void give_run(struct zone *zone, uint32_t idx, uint32_t end)
{
	while (idx < end) {
		unsigned order = (unsigned)__builtin_ctz(idx | 1u << pageblock_order);

		while ((1u << order) > end - idx)
			order--;
		free_one_block(zone, idx, order, page_migratetype(zone, idx), true);
		idx += 1u << order;
	}
}

/*
 * Give back up to @nr_pages idle pages, lowest first. All runs are found before
 * the first is freed: what merges is no longer seen as a block of its own.
 */
static void give_pages(struct zone *zone, uint64_t nr_pages)
{
	uint32_t idx = zone_page_idx(zone, zone->zone_start_pfn);
	uint32_t end = idx + (uint32_t)zone->spanned_pages;
	struct block_interval *runs = NULL;
	size_t nr_runs = 0, cap_runs = 0;

	while (idx < end && nr_pages) {
		int64_t run = idle_run(zone, idx, end);

		if (run < 0) {
			idx += (uint32_t)-run;
			continue;
		}
		if ((uint64_t)run > nr_pages)
			run = (int64_t)nr_pages;
		if (nr_runs == cap_runs) {
			cap_runs = cap_runs ? 2 * cap_runs : 64;
			runs = xrealloc(runs, cap_runs * sizeof(*runs));
		}
		runs[nr_runs++] = (struct block_interval){ idx, idx + (uint32_t)run };
		idx += (uint32_t)run;
		nr_pages -= (uint64_t)run;
	}
	for (size_t i = 0; i < nr_runs; i++)
		give_run(zone, runs[i].start, runs[i].end);
	free(runs);
}

uint64_t zone_set_free(struct zone *zone, uint64_t nr_free)
{
	if (zone->nr_free_pages < nr_free) {
		give_pages(zone, nr_free - zone->nr_free_pages);
		return zone->nr_free_pages;
	}
	for (size_t i = 0; i < sizeof(take_order) / sizeof(*take_order); i++)
		take_pages(zone, take_order[i], zone->nr_free_pages - nr_free);
	if (zone->nr_free_pages > nr_free)
		take_pages(zone, MIGRATE_HIGHATOMIC, zone->nr_free_pages - nr_free);
	return zone->nr_free_pages;
}

/* Reserve one wholly free movable block of at least a pageblock, from the list's end. */
static bool reserve_one(struct zone *zone)
{
	for (unsigned order = pageblock_order; order < NR_PAGE_ORDERS; order++) {
		uint32_t idx, half;

		if (free_list_empty(zone_free_list(zone, order, MIGRATE_MOVABLE)))
			continue;
		idx = take_last_free(zone, order, MIGRATE_MOVABLE);
		account_freepages(zone, -(INT64_C(1) << order), MIGRATE_MOVABLE);
		half = idx + (1u << order) - (uint32_t)pageblock_nr_pages;
		set_pageblock_mt(zone, half, MIGRATE_HIGHATOMIC);
		free_large_block(zone, idx, order, true);
		zone->nr_reserved_highatomic += pageblock_nr_pages;
		return true;
	}
	return false;
}

uint64_t zone_set_highatomic(struct zone *zone, uint64_t nr_pages)
{
	assert(nr_pages % pageblock_nr_pages == 0);
	while (zone->nr_reserved_highatomic < nr_pages && reserve_one(zone))
		;
	while (zone->nr_reserved_highatomic > nr_pages &&
	       unreserve_highatomic_zone(zone, MIGRATE_MOVABLE, true))
		;
	return zone->nr_reserved_highatomic;
}
