/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose every page is: all rooms that hold pages, in one visit. Timelines sum it,
 * the check of the machine compares it with what the zones handed out.
 */
#ifndef NW_ENGINE_OWNERS_H
#define NW_ENGINE_OWNERS_H

#include "engine/engine.h"

/* OWNER(CODE, "word in reports"). The first ones are the kinds of folios, in their order. */
#define OWNER_MAP(X)                                                                               \
	X(ANON, "anon")                                                                            \
	X(FILE, "file")                                                                            \
	X(SHMEM, "shmem")                                                                          \
	X(HUGETLB, "hugetlb")                                                                      \
	X(PGTABLE, "page tables")                                                                  \
	X(ZSWAP, "zswap")                                                                          \
	X(HELD, "held by steps")

enum page_owner {
#define X(code, word) OWNER_##code,
	OWNER_MAP(X)
#undef X
	NR_PAGE_OWNERS
};

extern const char *const page_owner_names[NR_PAGE_OWNERS];

typedef void (*owner_visit_fn)(void *arg, struct page_block block, enum page_owner owner);
/* Every block that has an owner; room after room. */
void owners_for_each(const struct engine *e, owner_visit_fn visit, void *arg);

/* Pages of one node by owner. */
struct node_owners {
	uint64_t nr_pages[NR_PAGE_OWNERS];
	uint64_t nr_lost;	/* nobody can free them any more: RFC v2's leaked zswap pages */
};
/* @nodes: [nr_node_ids], filled. */
void owners_count(const struct engine *e, struct node_owners *nodes);

/* Pages in use when boot ended, by node: they belong to what is not modelled. */
void owners_boot(struct engine *e);
/*
 * Free, parked and owned pages make up all managed ones of a node, no page has
 * two owners, and none that has one is free. NULL, or what is wrong, in @buf.
 */
const char *owners_check(const struct engine *e, char *buf, size_t len);

#endif
