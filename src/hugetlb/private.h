/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of this room share among themselves. */
#ifndef NW_HUGETLB_PRIVATE_H
#define NW_HUGETLB_PRIVATE_H

#include "hugetlb/hugetlb.h"

/* ---- page.c: pages and the counters ---- */

gfp_t htlb_alloc_mask(const struct hstate *h);
/*
 * A page from the buddy or from a search, owned and counted nowhere yet; @req's gfp,
 * nid, mask and reason say how. @noretry: nodes on which trying hard did not help.
 */
struct folio *hugetlb_new_folio(struct machine *m, const struct hstate *h,
				struct alloc_request *req, nodemask_t *noretry,
				struct hugetlb_use *use);
void hugetlb_free_folio(struct machine *m, struct folio *folio, int cpu);
/* __prep_account_new_huge_page() */
void hugetlb_account(struct hstate *h, int nid);
void enqueue_hugetlb_folio(struct hstate *h, struct folio *folio);
/* The head of the node's free list, off the list; NULL: empty. */
struct folio *dequeue_hugetlb_folio_node(struct hstate *h, int nid);
/* The page of the list, or one in use if @was_free is false, leaves the pool. */
void remove_hugetlb_folio(struct hstate *h, const struct folio *folio, bool adjust_surplus);
/*
 * A free page of a node of @nodes, off the list and out of the pool; with
 * @acct_surplus only from nodes with surplus. NULL: none.
 */
struct folio *remove_pool_hugetlb_folio(struct hstate *h, const nodemask_t *nodes,
					bool acct_surplus);

/* The two rounds over nodes: the next one of @nodes at or after *@next, which moves on. */
int hstate_next_node(int *next, const nodemask_t *nodes);

/* ---- reserve.c ---- */

/* A surplus page, owned and counted; NULL: the limit, or no memory. */
struct folio *alloc_surplus_hugetlb_folio(struct machine *m, struct hstate *h,
					  struct alloc_request *req,
					  struct hugetlb_use *use);
/* Reserve (@delta > 0) or give back: 0 or -ENOMEM. */
int hugetlb_acct_memory(struct hugetlb *hl, struct machine *m, struct hstate *h, int64_t delta,
			struct hugetlb_use *use);

#endif
