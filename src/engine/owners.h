/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose every page is: all rooms that hold pages, in one visit. Timelines sum it,
 * the check of the machine compares it with what the zones handed out.
 */
#ifndef NW_ENGINE_OWNERS_H
#define NW_ENGINE_OWNERS_H

#include "engine/engine.h"

/*
 * X(CODE, "word in reports", letter in charts). The first ones are the kinds of
 * folios, in their order.
 */
#define OWNER_MAP(X)                                                                               \
	X(ANON, "anon", 'a')                                                                       \
	X(FILE, "file", 'f')                                                                       \
	X(SHMEM, "shmem", 's')                                                                     \
	X(HUGETLB, "hugetlb", 'H')                                                                 \
	X(PGTABLE, "page tables", 't')                                                             \
	X(SLAB, "slab", 'k')                                                                       \
	X(ZSWAP, "zswap", 'z')                                                                     \
	X(HELD, "held by steps", 'x')                                                              \
	X(POISONED, "poisoned", 'P')

enum page_owner {
#define X(code, word, letter) OWNER_##code,
	OWNER_MAP(X)
#undef X
	NR_PAGE_OWNERS
};

extern const char *const page_owner_names[NR_PAGE_OWNERS];
extern const char page_owner_letters[NR_PAGE_OWNERS];

typedef void (*owner_visit_fn)(void *arg, struct page_block block, enum page_owner owner);
/* Every block that has an owner; room after room. */
void owners_for_each(const struct engine *e, owner_visit_fn visit, void *arg);

/* Pages of one zone by owner. */
struct zone_owners {
	uint64_t nr_pages[NR_PAGE_OWNERS];
};
/* @zones: [nr_node_ids][MAX_NR_ZONES], filled. */
void owners_count(const struct engine *e, struct zone_owners (*zones)[MAX_NR_ZONES]);
/* Pages of the zone that are neither on a free list nor parked on a per-cpu list. */
uint64_t zone_pages_in_use(const struct zone *zone);

/* Pages in use when boot ended, by node: they belong to what is not modelled. */
void owners_boot(struct engine *e);
/*
 * Free, parked and owned pages make up all managed ones of a node, no page has
 * two owners, and none that has one is free. NULL, or what is wrong, in @buf.
 */
const char *owners_check(const struct engine *e, char *buf, size_t len);

#endif
