/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A memory cgroup: what is charged to it, its limits, and its lists of pages.
 *
 * Mirrors: include/linux/memcontrol.h struct mem_cgroup, include/linux/page_counter.h, v6.12.
 */
#ifndef NW_MODEL_MEMCG_H
#define NW_MODEL_MEMCG_H

#include "model/folio.h"

#define PAGE_COUNTER_MAX UINT64_MAX	/* "max" */

/* Pages charged, with those of the cgroups below; limits in pages. */
struct page_counter {
	uint64_t usage;
	uint64_t max, high, low, min;	/* max and high: PAGE_COUNTER_MAX = none */
	uint64_t elow, emin;		/* as the last reclaim weighed them: memcg/protection.c */
};

/* memory.events */
struct memcg_events {
	uint64_t low, high, max, oom, oom_kill;
};

/*
 * Lifetime: the root from boot to the end; others from +memory in the parent (or
 * mkdir below it) until they are gone and nothing is charged to them any more.
 * Owner: memcg/.
 */
struct mem_cgroup {
	struct mem_cgroup *parent;		/* NULL for the root */
	struct mem_cgroup *first_child, *next_sibling;	/* in creation order */
	char *path;				/* owned; of its cgroup */
	uint16_t id, last_id;			/* from 1; the root knows the last one given out */
	bool online;				/* false: rmdir'ed, pages are left */
	struct page_counter memory, swap, zswap;	/* zswap: bytes */
	uint64_t zswapped;			/* pages in zswap, with those below */
	uint64_t zswap_own_bytes;		/* own ones, charged to memory */
	bool no_zswap_writeback;		/* memory.zswap.writeback is 0 */
	struct memcg_events events;
	bool oom_group;
	struct lruvec *lruvecs;			/* [nr_node_ids], NULL until used */
};

#endif
