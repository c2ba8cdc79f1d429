/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Expectations: decoded completely before anything runs.
 *
 * An expectation is a list of items for all designs, and lists for single
 * designs whose keys take the place of the common ones.
 */
#ifndef NW_SCENARIO_EXPECT_H
#define NW_SCENARIO_EXPECT_H

#include "scenario/read.h"

/* What the keys of an expectation can be about. */
enum expect_about {
	ABOUT_REACH = 1 << 0,	/* nodes of an answer or a landing */
	ABOUT_MAY = 1 << 1,
	ABOUT_LANDING = 1 << 2,	/* blocks that were handed out */
	ABOUT_WALK = 1 << 3,	/* verdicts zone by zone */
	ABOUT_ERRNO = 1 << 4,
	ABOUT_MOVED = 1 << 5,
	ABOUT_ZSWAP = 1 << 6,
	ABOUT_COMPACT = 1 << 8,
	ABOUT_OOM = 1 << 9,
	ABOUT_STATE = 1 << 7	/* the machine afterwards: always possible */
};

enum expect_kind {
#define EXPECT_MAP(X)                                                                              \
	X(NODES, "nodes", ABOUT_REACH)                                                             \
	X(WITHIN, "within", ABOUT_REACH)                                                           \
	X(NEVER, "never", ABOUT_REACH)                                                             \
	X(FIRST, "first", ABOUT_MAY)                                                               \
	X(ZONES, "zones", ABOUT_MAY | ABOUT_LANDING)                                               \
	X(COUNT, "count", ABOUT_LANDING)                                                           \
	X(PAGES, "pages", ABOUT_LANDING)                                                           \
	X(SKIPPED, "skipped", ABOUT_WALK)                                                          \
	X(PASS, "pass", ABOUT_WALK)                                                                \
	X(ERRNO, "errno", ABOUT_ERRNO)                                                             \
	X(FAILS, "fails", ABOUT_ERRNO)                                                             \
	X(REFUSED, "refused", ABOUT_ERRNO)                                                         \
	X(OOM, "oom", ABOUT_LANDING | ABOUT_OOM)                                                   \
	X(VICTIM, "victim", ABOUT_LANDING | ABOUT_OOM)                                             \
	X(PANICS, "panics", ABOUT_LANDING | ABOUT_OOM)                                             \
	X(LOG, "log", ABOUT_LANDING | ABOUT_OOM)                                                   \
	X(WAKES, "wakes", ABOUT_LANDING)                                                           \
	X(COMPACTS, "compacts", ABOUT_LANDING | ABOUT_COMPACT)                                     \
	X(MOVED, "moved", ABOUT_COMPACT)                                                           \
	X(RETURNS, "returns", ABOUT_MOVED)                                                         \
	X(OUTCOME, "outcome", ABOUT_ZSWAP)                                                         \
	X(POOL_PAGES, "pool_pages", ABOUT_ZSWAP)                                                   \
	X(NODE_STATES, "node_states", ABOUT_STATE)                                                 \
	X(ROLES, "roles", ABOUT_STATE)                                                             \
	X(KSWAPD, "kswapd", ABOUT_STATE)                                                           \
	X(KSWAPD_FAILURES, "kswapd_failures", ABOUT_STATE)                                         \
	X(RECLAIMED, "reclaimed", ABOUT_STATE)                                                     \
	X(DEMOTED, "demoted", ABOUT_STATE)                                                         \
	X(PROMOTED, "promoted", ABOUT_STATE)                                                       \
	X(LRU, "lru", ABOUT_STATE)                                                                 \
	X(ABOVE, "above", ABOUT_STATE)                                                             \
	X(CGROUPS, "cgroups", ABOUT_STATE)                                                         \
	X(TASKS, "tasks", ABOUT_STATE)                                                             \
	X(STATUS, "status", ABOUT_STATE)                                                           \
	X(ZONELISTS, "zonelists", ABOUT_STATE)                                                     \
	X(THISNODE, "thisnode", ABOUT_STATE)                                                       \
	X(TIERS, "tiers", ABOUT_STATE)                                                             \
	X(DEMOTION, "demotion", ABOUT_STATE)                                                       \
	X(DEMOTION_ALLOWED, "demotion_allowed", ABOUT_STATE)                                       \
	X(FREE, "free", ABOUT_STATE)                                                               \
	X(MANAGED, "managed", ABOUT_STATE)                                                         \
	X(PLACEMENT, "placement", ABOUT_STATE)                                                     \
	X(DEVICE, "device", ABOUT_STATE)                                                           \
	X(POISONED, "poisoned", ABOUT_STATE)                                                       \
	X(SWAP, "swap", ABOUT_STATE)                                                               \
	X(SWAPPED, "swapped", ABOUT_STATE)                                                         \
	X(CACHED, "cached", ABOUT_STATE)                                                           \
	X(DIRTY, "dirty", ABOUT_STATE)                                                             \
	X(SYSCTL, "sysctl", ABOUT_STATE)                                                           \
	X(SLABS, "slabs", ABOUT_STATE)                                                             \
	X(HUGETLB, "hugetlb", ABOUT_STATE)
#define X(code, key, about) EXPECT_##code,
	EXPECT_MAP(X)
#undef X
	NR_EXPECT_KINDS
};

/*
 * One thing expected. What is set depends on the kind: @nodes, @number or @text;
 * for maps one item per entry, @subject says of what (a node id as text, a
 * zone, a cgroup), @detail which file or field. Strings are borrowed from the
 * document unless they are in @owned.
 */
struct expect_item {
	enum expect_kind kind;
	struct source_loc loc;
	const char *subject, *detail;
	int nid;			/* @subject as a node, where it is one */
	nodemask_t nodes;
	int64_t number;
	const char *text;
	char *owned;			/* list of zones, joined by blanks */
};

struct expect_list {
	struct expect_item *items;
	size_t nr;
};

struct design_expect {
	const char *design;		/* borrowed */
	struct expect_list list;
};

struct expect {
	struct expect_list common;
	struct design_expect *designs;
	size_t nr_designs;
};

/*
 * @about: what the step can say something about (enum expect_about, or-ed).
 * @designs: names that may be overridden. @what: the step's kind, for messages.
 */
struct expect_context {
	unsigned about;
	const char *what;
	const char *const *designs;
	size_t nr_designs;
};
bool expect_read(struct reader *r, const struct yaml_node *map, const struct expect_context *ctx,
		 struct expect *expect);
/* expect_pool.c: "2M"; "nr_hugepages", "2" or "2/free_hugepages". */
bool expect_pool(struct reader *r, const struct yaml_node *key);
bool expect_pool_file(struct reader *r, const struct yaml_node *key);
void expect_free(struct expect *expect);
/*
 * The items that hold under @design, in the order written. *items is malloc'ed
 * (the array only).
 */
size_t expect_for_design(const struct expect *expect, const char *design,
			 const struct expect_item ***items);
/* Does @design have expectations of its own? */
bool expect_names_design(const struct expect *expect, const char *design);
/* The item of @kind among them, or NULL. */
const struct expect_item *expect_find(const struct expect_item *const *items, size_t nr,
				      enum expect_kind kind);
const char *expect_key(enum expect_kind kind);
/* What free pages may be `above`. */
#define NR_EXPECT_MARKS 4
extern const char *const expect_marks[NR_EXPECT_MARKS];
/* What `swap` may count. */
#define NR_EXPECT_SWAP_COUNTS 6
/* ... and `device`. */
#define NR_EXPECT_DEVICE_FACTS 5
extern const char *const expect_device_facts[NR_EXPECT_DEVICE_FACTS];
extern const char *const expect_swap_counts[NR_EXPECT_SWAP_COUNTS];

#endif
