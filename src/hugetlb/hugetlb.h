/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pools of huge pages.
 *
 * Mirrors: mm/hugetlb.c struct hstate and what writes to nr_hugepages and its
 * relatives do, faults of private mappings, v6.12.
 * Differs: page sizes are 2 MiB and 1 GiB; no CMA, no subpools, no cgroup limits, no
 * copy on write, no vmemmap optimisation. Pages of the pool are not migrated and not
 * dissolved when their memory goes off line: they keep it busy.
 */
#ifndef NW_HUGETLB_HUGETLB_H
#define NW_HUGETLB_HUGETLB_H

#include "contig/contig.h"
#include "folio/folio.h"
#include "mempolicy/mempolicy.h"

#define HUGETLB_2M_ORDER 9u
#define HUGETLB_1G_ORDER 18u

/* Free pages of one node; the last one is the head of the kernel's list. */
struct hugetlb_node {
	struct folio **free;
	size_t nr_free, cap_free;
	uint64_t nr_huge_pages, surplus_huge_pages;
};

/* Counters count huge pages. nr_huge_pages - surplus_huge_pages is the persistent pool. */
struct hstate {
	unsigned order;
	uint64_t nr_huge_pages, free_huge_pages, resv_huge_pages, surplus_huge_pages;
	uint64_t nr_overcommit_huge_pages;
	int next_nid_to_alloc, next_nid_to_free;
	struct hugetlb_node *node;	/* [nr_node_ids] */
};

enum { HSTATE_2M, HSTATE_1G, NR_HSTATES };

/* A private mapping of huge pages. pages[i] NULL = not faulted in. */
struct hugetlb_map {
	char *name;
	struct task *task;
	struct hstate *h;
	uint64_t nr_pages;
	uint64_t nr_reserved;		/* reserved and not yet faulted in */
	bool noreserve;
	struct folio **pages;
	struct hugetlb_map *next;
};

/* Owner: the engine. @weights: of the machine, borrowed. */
struct hugetlb {
	struct hstate hstates[NR_HSTATES];
	int nr_nodes;
	const struct mpol_weights *weights;
	struct hugetlb_map *maps;
};

void hugetlb_init(struct hugetlb *hl, const struct machine *m, const struct mpol_weights *weights);
/* Forget all pages and mappings (the pages are not given back). */
void hugetlb_destroy(struct hugetlb *hl, struct machine *m);
/* The pool of pages of @order; NULL: no such size. */
struct hstate *hugetlb_hstate(struct hugetlb *hl, unsigned order);

static inline bool hstate_is_gigantic(const struct hstate *h)
{
	return h->order > MAX_PAGE_ORDER;
}

/*
 * Who writes or faults. @listener (may be NULL) follows requests and searches for
 * pages. @stuck is set when the kernel would never come back from one of them.
 */
struct hugetlb_use {
	struct task *task;
	const struct request_listener *listener;
	bool stuck;
};

/* ---- the pool (pool.c) ---- */

/*
 * A write of @count to nr_hugepages; @nid NUMA_NO_NODE is the global file, else that
 * of the node. @obey_mempolicy: nr_hugepages_mempolicy. What cannot be had is no
 * error: the pool stays smaller.
 */
void hugetlb_set_nr(struct hugetlb *hl, struct machine *m, struct hstate *h, uint64_t count,
		    int nid, bool obey_mempolicy, struct hugetlb_use *use);
/* nr_overcommit_hugepages: 0 or -EINVAL (gigantic). */
int hugetlb_set_overcommit(struct hstate *h, uint64_t count);
/* demote, of the global file or a node's: 0, -EINVAL (no smaller size), -EBUSY. */
int hugetlb_demote(struct hugetlb *hl, struct machine *m, struct hstate *h, uint64_t count,
		   int nid);

/* What of a pool can be read. X(CODE, "name in sysfs") */
#define HUGETLB_FILE_MAP(X)                                                                        \
	X(NR, "nr_hugepages")                                                                      \
	X(FREE, "free_hugepages")                                                                  \
	X(RESV, "resv_hugepages")                                                                  \
	X(SURPLUS, "surplus_hugepages")                                                            \
	X(OVERCOMMIT, "nr_overcommit_hugepages")

enum hugetlb_file {
#define X(code, name) HUGETLB_FILE_##code,
	HUGETLB_FILE_MAP(X)
#undef X
	NR_HUGETLB_FILES
};

extern const char *const hugetlb_file_names[NR_HUGETLB_FILES];
int hugetlb_file_parse(const char *name);	/* -1: no such file */
/* Of the global directory (@nid NUMA_NO_NODE), or of a node: nr, free and surplus only. */
uint64_t hugetlb_read(const struct hstate *h, enum hugetlb_file file, int nid);

/* ---- mappings (map.c) ---- */

/* mmap(MAP_HUGETLB): 0, -EEXIST (the task has one of that name), -ENOMEM (no reservation). */
int hugetlb_mmap(struct hugetlb *hl, struct machine *m, struct hstate *h, const char *name,
		 uint64_t nr_pages, bool noreserve, struct hugetlb_use *use);
struct hugetlb_map *hugetlb_find_map(const struct hugetlb *hl, const struct task *task,
				     const char *name);
/* Fault page @idx in. 0 or -ENOSPC, which is SIGBUS for the task. */
int hugetlb_fault(struct hugetlb *hl, struct machine *m, struct hugetlb_map *map, uint64_t idx,
		  struct hugetlb_use *use);
void hugetlb_munmap(struct hugetlb *hl, struct machine *m, struct hugetlb_map *map, int cpu);
/* All mappings of a task that ends. */
void hugetlb_task_exit(struct hugetlb *hl, struct machine *m, const struct task *task);

/* NULL, or what is wrong, in @buf. */
const char *hugetlb_check(const struct hugetlb *hl, char *buf, size_t len);

#endif
