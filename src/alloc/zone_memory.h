/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory of a zone: creating it, giving pages to it, taking pages away.
 * This is the interface that boot and hotplug use; how free blocks are kept is
 * behind it.
 */
#ifndef NW_ALLOC_ZONE_MEMORY_H
#define NW_ALLOC_ZONE_MEMORY_H

#include "model/machine.h"
#include "model/machine_desc.h"

/* An empty zone: no span, no memory. @zone is zeroed memory. */
void zone_init(struct zone *zone, int nid, enum zone_type type);
/* Give back everything the zone holds. */
void zone_destroy(struct zone *zone);

/*
 * Make the zone span [start_pfn, + nr_pages) too. Metadata of pages it spanned
 * before stays. Present and managed counts do not change.
 */
void zone_grow_span(struct zone *zone, uint64_t start_pfn, uint64_t nr_pages);
/* Cut the span down to the lowest and highest pfn of [start, end); empty = span nothing. */
void zone_shrink_span(struct zone *zone, uint64_t start_pfn, uint64_t end_pfn);

/*
 * Hand [start_pfn, + nr_pages) to the buddy as boot and online_pages() do: in
 * ascending blocks as large as alignment allows, put at the tail. The pages'
 * pageblocks become MIGRATE_MOVABLE. Adds to managed_pages and nr_free_pages,
 * not to present_pages. Never-touched max-order blocks cost nothing.
 */
void zone_free_range(struct zone *zone, uint64_t start_pfn, uint64_t nr_pages);

/*
 * Make an empty zone what @desc says: span, present and managed pages, marks and
 * reserves if captured, pageblock types, and free blocks of known number but
 * unknown place, put into pageblocks of their type, ascending. Pages that are
 * managed but not free (also those parked on per-cpu lists at the time) are
 * allocated. Without captured free blocks all managed pages are free.
 * Return: 0, or -EINVAL when blocks find no place in pageblocks of their type or
 * the numbers contradict each other; the zone then spans its range and is in use.
 */
int zone_load_capture(struct zone *zone, const struct zone_desc *desc);

/*
 * Set the number of free pages of the zone to exactly @nr_free: by taking blocks
 * from the end of the movable lists (then of the others), largest first, the last
 * one in part; or by giving back pages that nobody took through rmqueue(), lowest
 * first. Used by questions that give a start state.
 * Return: the number reached, which is @nr_free unless the zone has not as many
 * pages to take or to give.
 */
uint64_t zone_set_free(struct zone *zone, uint64_t nr_free);
/*
 * Make nr_reserved_highatomic exactly @nr_pages (a multiple of the pageblock
 * size) by reserving wholly free movable pageblocks, or by unreserving. Used like
 * zone_set_free(). Return: the number reached.
 */
uint64_t zone_set_highatomic(struct zone *zone, uint64_t nr_pages);

/* One free list of a dump: blocks head to tail. */
struct free_list_dump {
	unsigned order;
	enum migratetype mt;
	const uint64_t *pfns;
	size_t nr_pfns;
};

/*
 * Replace the zone's free memory by exactly these lists, pageblock types by
 * @runs; everything else in the span is allocated. managed_pages stays, per-cpu
 * lists are empty then. Where a list and a run disagree on a pageblock (they are
 * not dumped at the same instant), the list is right.
 * Return: 0, or -EINVAL, nothing changed (overlap, outside the span, bad
 * alignment, blocks of two types in one pageblock).
 */
int zone_load_lists(struct zone *zone, const struct free_list_dump *lists, size_t nr_lists,
		    const struct pageblock_run *runs, size_t nr_runs);
/* One CPU's lists of a dump; @list is an index as in struct per_cpu_pages. */
struct pcp_list_dump {
	unsigned list;
	const uint64_t *pfns; /* head to tail */
	size_t nr_pfns;
};

struct pcp_dump {
	int cpu;
	int high, high_min, high_max, batch, alloc_factor, free_count;
	const struct pcp_list_dump *lists;
	size_t nr_lists;
};

/*
 * Replace the lists of one CPU by exactly these; to be called after
 * zone_load_lists(), which empties them. The pages must not be free.
 * Return: 0 or -EINVAL (overlap, outside the span, bad alignment, no such CPU).
 */
int zone_load_pcp(struct machine *m, struct zone *zone, const struct pcp_dump *dump);
/* Visit every free block in list order: order ascending, then migratetype. */
void zone_for_each_free(const struct zone *zone,
			void (*visit)(void *arg, unsigned order, enum migratetype mt, uint64_t pfn),
			void *arg);
/*
 * Visit runs of equal pageblock type over the span, ascending; @mt -1 = hole,
 * @nr pageblocks. The first run starts at a pageblock border.
 */
void zone_for_each_pageblock_run(const struct zone *zone,
				 void (*visit)(void *arg, uint64_t start_pfn, uint64_t nr, int mt),
				 void *arg);

/*
 * Isolate [start_pfn, + nr_pages) (pageblock-aligned) and take it out of the
 * buddy if every page in it is free (per-cpu lists are drained first).
 * Return: 0: the pages left managed_pages and nr_free_pages; -EBUSY: some page is
 * in use, and nothing but the per-cpu lists changed; *@busy_pfn (may be NULL) says
 * which.
 */
int zone_offline_range(struct zone *zone, uint64_t start_pfn, uint64_t nr_pages,
		       uint64_t *busy_pfn);
/* Is every page of the range free (on a free list or a per-cpu list)? Changes nothing. */
bool zone_range_is_free(const struct zone *zone, uint64_t start_pfn, uint64_t nr_pages);

/*
 * Verify the zone's invariants: counts equal lists, recorded orders equal
 * lists, no block below a pageblock has its buddy free at the same order, no overlap, list
 * type equals pageblock type, intervals sorted and disjoint.
 * Return: NULL, or what is wrong (static buffer of the caller, @len bytes).
 */
const char *zone_check(const struct zone *zone, char *buf, size_t len);

#endif
