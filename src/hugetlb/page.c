// SPDX-License-Identifier: GPL-2.0-only
/*
 * Huge pages one by one: taken, listed, counted, given back.
 *
 * Mirrors: mm/hugetlb.c alloc_buddy_hugetlb_folio(), alloc_gigantic_folio(),
 * enqueue_hugetlb_folio(), remove_hugetlb_folio(), remove_pool_hugetlb_folio(),
 * hstate_next_node_to_alloc(), include/linux/hugetlb.h htlb_alloc_mask(), v6.12.
 */
#include <stdlib.h>

#include "base/text.h"
#include "hugetlb/private.h"

/* Gigantic pages can be migrated, but not count on being: they stay out of ZONE_MOVABLE. */
gfp_t htlb_alloc_mask(const struct hstate *h)
{
	return __GFP_COMP | __GFP_NOWARN |
	       (hstate_is_gigantic(h) ? GFP_HIGHUSER : GFP_HIGHUSER_MOVABLE);
}

/* Trying hard is given up for nodes where it failed, until one succeeds without. */
static struct page_block alloc_buddy(struct machine *m, struct alloc_request *req,
				     nodemask_t *noretry, struct hugetlb_use *use)
{
	bool try_hard = !noretry || !node_isset(req->nid, noretry);
	struct alloc_result result;
	struct page_block block;

	if (try_hard)
		req->gfp |= __GFP_RETRY_MAYFAIL;
	result = alloc_pages_followed(m, req, use->listener);
	block = result.block;
	use->stuck |= !block.zone && result.verdict == VERDICT_LIVELOCK;
	if (noretry && block.zone && !try_hard)
		node_clear(req->nid, noretry);
	if (noretry && !block.zone && try_hard)
		node_set(req->nid, noretry);
	return block;
}

struct folio *hugetlb_new_folio(struct machine *m, const struct hstate *h,
				struct alloc_request *req, nodemask_t *noretry,
				struct hugetlb_use *use)
{
	struct page_block block;

	req->task = use->task;
	req->cpu = use->task->cpu;
	req->ctx = CTX_TASK;
	req->order = h->order;
	block = hstate_is_gigantic(h) ? alloc_contig_pages(m, req, use->listener) :
					alloc_buddy(m, req, noretry, use);
	return block.zone ? folio_create(m, block, FOLIO_HUGETLB) : NULL;
}

void hugetlb_free_folio(struct machine *m, struct folio *folio, int cpu)
{
	struct page_block block = folio_forget(m, folio);

	if (block.order > MAX_PAGE_ORDER)
		free_contig_range(block.zone, block.pfn, UINT64_C(1) << block.order);
	else
		free_pages(m, block, cpu);
}

void hugetlb_account(struct hstate *h, int nid)
{
	h->nr_huge_pages++;
	h->node[nid].nr_huge_pages++;
}

void enqueue_hugetlb_folio(struct hstate *h, struct folio *folio)
{
	struct hugetlb_node *n = &h->node[folio_nid(folio)];

	if (n->nr_free == n->cap_free) {
		n->cap_free = n->cap_free ? 2 * n->cap_free : 16;
		n->free = xrealloc(n->free, n->cap_free * sizeof(*n->free));
	}
	n->free[n->nr_free++] = folio;
	h->free_huge_pages++;
}

struct folio *dequeue_hugetlb_folio_node(struct hstate *h, int nid)
{
	struct hugetlb_node *n = &h->node[nid];

	if (!n->nr_free)
		return NULL;
	h->free_huge_pages--;
	return n->free[--n->nr_free];
}

void remove_hugetlb_folio(struct hstate *h, const struct folio *folio, bool adjust_surplus)
{
	struct hugetlb_node *n = &h->node[folio_nid(folio)];

	if (adjust_surplus) {
		h->surplus_huge_pages--;
		n->surplus_huge_pages--;
	}
	h->nr_huge_pages--;
	n->nr_huge_pages--;
}

int hstate_next_node(int *next, const nodemask_t *nodes)
{
	int nid = node_isset(*next, nodes) ? *next : next_node_in(*next, nodes);

	*next = next_node_in(nid, nodes);
	return nid;
}

struct folio *remove_pool_hugetlb_folio(struct hstate *h, const nodemask_t *nodes,
					bool acct_surplus)
{
	for (int left = nodes_weight(nodes); left > 0; left--) {
		int nid = hstate_next_node(&h->next_nid_to_free, nodes);
		struct folio *folio;

		if (acct_surplus && !h->node[nid].surplus_huge_pages)
			continue;
		folio = dequeue_hugetlb_folio_node(h, nid);
		if (!folio)
			continue;
		remove_hugetlb_folio(h, folio, acct_surplus);
		return folio;
	}
	return NULL;
}
