// SPDX-License-Identifier: GPL-2.0-only
/*
 * The size of a pool: growing it node by node in turn, shrinking it, demoting.
 *
 * Responsible for which nodes are asked and how often. A page that a node does not
 * have is asked of the next one.
 *
 * Mirrors: mm/hugetlb.c __nr_hugepages_store_common(), set_max_huge_pages(),
 * alloc_pool_huge_folio(), prep_and_add_allocated_folios(), adjust_pool_surplus(),
 * demote_store(), demote_pool_huge_page(), demote_free_hugetlb_folios(),
 * mm/mempolicy.c init_nodemask_of_mempolicy(), v6.12.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "hugetlb/private.h"

static const unsigned hstate_orders[NR_HSTATES] = {
	[HSTATE_2M] = HUGETLB_2M_ORDER, [HSTATE_1G] = HUGETLB_1G_ORDER
};

void hugetlb_init(struct hugetlb *hl, const struct machine *m, const struct mpol_weights *weights)
{
	int first = first_node(&m->node_states[N_MEMORY]);

	*hl = (struct hugetlb){ .nr_nodes = m->nr_node_ids, .weights = weights };
	for (int i = 0; i < NR_HSTATES; i++) {
		hl->hstates[i].order = hstate_orders[i];
		hl->hstates[i].next_nid_to_alloc = first;
		hl->hstates[i].next_nid_to_free = first;
		hl->hstates[i].node = xcalloc((size_t)hl->nr_nodes, sizeof(struct hugetlb_node));
	}
}

struct hstate *hugetlb_hstate(struct hugetlb *hl, unsigned order)
{
	for (int i = 0; i < NR_HSTATES; i++) {
		if (hl->hstates[i].order == order)
			return &hl->hstates[i];
	}
	return NULL;
}

static uint64_t persistent_huge_pages(const struct hstate *h)
{
	return h->nr_huge_pages - h->surplus_huge_pages;
}

/* ---- reading ---- */

const char *const hugetlb_file_names[NR_HUGETLB_FILES] = {
#define X(code, name) [HUGETLB_FILE_##code] = name,
	HUGETLB_FILE_MAP(X)
#undef X
};

int hugetlb_file_parse(const char *name)
{
	for (int i = 0; i < NR_HUGETLB_FILES; i++) {
		if (strcmp(hugetlb_file_names[i], name) == 0)
			return i;
	}
	return -1;
}

static uint64_t read_node(const struct hugetlb_node *n, enum hugetlb_file file)
{
	switch (file) {
	case HUGETLB_FILE_NR:
		return n->nr_huge_pages;
	case HUGETLB_FILE_FREE:
		return n->nr_free;
	case HUGETLB_FILE_SURPLUS:
		return n->surplus_huge_pages;
	default:
		return 0;
	}
}

uint64_t hugetlb_read(const struct hstate *h, enum hugetlb_file file, int nid)
{
	if (nid != NUMA_NO_NODE)
		return read_node(&h->node[nid], file);
	switch (file) {
	case HUGETLB_FILE_NR:
		return h->nr_huge_pages;
	case HUGETLB_FILE_FREE:
		return h->free_huge_pages;
	case HUGETLB_FILE_RESV:
		return h->resv_huge_pages;
	case HUGETLB_FILE_SURPLUS:
		return h->surplus_huge_pages;
	default:
		return h->nr_overcommit_huge_pages;
	}
}

/* ---- which nodes ---- */

/* The nodes of a write; *@withheld: those that only the design leaves out. */
static void pool_nodes(const struct machine *m, int nid, bool obey_mempolicy,
		       const struct task *task, nodemask_t *nodes, nodemask_t *withheld)
{
	const struct mempolicy *pol = obey_mempolicy ? task->mempolicy : NULL;

	nodes_clear(withheld);
	if (nid != NUMA_NO_NODE) {
		*nodes = nodemask_of_node(nid);
	} else if (pol) {
		*nodes = pol->mode == MPOL_LOCAL ? nodemask_of_node(m->cpu_to_node[task->cpu]) :
						   pol->nodes;
	} else {
		*nodes = m->node_states[N_MEMORY];
		if (m->design->hugetlb_nodes)
			m->design->hugetlb_nodes(m, nodes);
		nodes_andnot(withheld, &m->node_states[N_MEMORY], nodes);
	}
}

/* ---- growing ---- */

struct growth {
	struct machine *m;
	struct hstate *h;
	struct hugetlb_use *use;
	nodemask_t nodes, withheld, noretry;
};

/* One page, from the next node that has it. */
static struct folio *alloc_pool_huge_folio(struct growth *g)
{
	for (int left = nodes_weight(&g->nodes); left > 0; left--) {
		int nid = hstate_next_node(&g->h->next_nid_to_alloc, &g->nodes);
		struct alloc_request req = {
			.gfp = htlb_alloc_mask(g->h) | __GFP_THISNODE,
			.nid = nid,
			.mask = { .nodes = &g->nodes,
				  .withheld = &g->withheld,
				  .from = MASK_FROM_CALLER },
			.reason = REASON_HUGETLB,
		};
		struct folio *folio = hugetlb_new_folio(g->m, g->h, &req, &g->noretry, g->use);

		if (folio || g->use->stuck)
			return folio;
	}
	return NULL;
}

/* Surplus pages become persistent (@delta -1), or the reverse. False: no node has any. */
static bool adjust_pool_surplus(struct hstate *h, const nodemask_t *nodes, int delta)
{
	int *next = delta < 0 ? &h->next_nid_to_alloc : &h->next_nid_to_free;

	for (int left = nodes_weight(nodes); left > 0; left--) {
		struct hugetlb_node *n = &h->node[hstate_next_node(next, nodes)];

		if (delta < 0 ? !n->surplus_huge_pages :
				n->surplus_huge_pages >= n->nr_huge_pages)
			continue;
		h->surplus_huge_pages += (uint64_t)delta;
		n->surplus_huge_pages += (uint64_t)delta;
		return true;
	}
	return false;
}

/* Return: true when the pool has @count pages now. */
static bool grow_pool(struct growth *g, uint64_t count)
{
	struct hstate *h = g->h;
	struct folio **fresh = NULL;
	size_t nr = 0, cap = 0;
	struct folio *folio;

	while (h->surplus_huge_pages && count > persistent_huge_pages(h) &&
	       adjust_pool_surplus(h, &g->nodes, -1))
		;
	while (count > persistent_huge_pages(h) + nr && (folio = alloc_pool_huge_folio(g))) {
		if (nr == cap) {
			cap = cap ? 2 * cap : 16;
			fresh = xrealloc(fresh, cap * sizeof(*fresh));
		}
		fresh[nr++] = folio;
	}
	while (nr) { /* the newest is enqueued first */
		hugetlb_account(h, folio_nid(fresh[--nr]));
		enqueue_hugetlb_folio(h, fresh[nr]);
	}
	free(fresh);
	return count <= persistent_huge_pages(h);
}

/* ---- shrinking ---- */

static void shrink_pool(struct growth *g, uint64_t count)
{
	struct hstate *h = g->h;
	uint64_t in_use = h->resv_huge_pages + h->nr_huge_pages - h->free_huge_pages;
	uint64_t least = count > in_use ? count : in_use;
	struct folio *folio;

	while (least < persistent_huge_pages(h) &&
	       (folio = remove_pool_hugetlb_folio(h, &g->nodes, false)))
		hugetlb_free_folio(g->m, folio, g->use->task->cpu);
	while (count < persistent_huge_pages(h) && adjust_pool_surplus(h, &g->nodes, 1))
		;
}

void hugetlb_set_nr(struct hugetlb *hl, struct machine *m, struct hstate *h, uint64_t count,
		    int nid, bool obey_mempolicy, struct hugetlb_use *use)
{
	struct growth g = { .m = m, .h = h, .use = use, .noretry = NODE_MASK_NONE };

	(void)hl;
	pool_nodes(m, nid, obey_mempolicy, use->task, &g.nodes, &g.withheld);
	if (nid != NUMA_NO_NODE) {
		uint64_t others = persistent_huge_pages(h) - h->node[nid].nr_huge_pages +
				  h->node[nid].surplus_huge_pages;

		count = count + others < count ? UINT64_MAX : count + others;
	}
	if (grow_pool(&g, count))
		shrink_pool(&g, count);
}

int hugetlb_set_overcommit(struct hstate *h, uint64_t count)
{
	if (hstate_is_gigantic(h))
		return -EINVAL;
	h->nr_overcommit_huge_pages = count;
	return 0;
}

/* ---- demotion to the next smaller size ---- */

static void split_folio(struct machine *m, struct hstate *src, struct hstate *dst,
			struct folio *folio)
{
	struct page_block whole;

	remove_hugetlb_folio(src, folio, false);
	whole = folio_forget(m, folio);
	for (uint64_t i = UINT64_C(1) << (src->order - dst->order); i-- > 0;) {
		struct page_block part = { .zone = whole.zone,
					   .pfn = whole.pfn + (i << dst->order),
					   .order = dst->order };

		hugetlb_account(dst, part.zone->nid);
		enqueue_hugetlb_folio(dst, folio_create(m, part, FOLIO_HUGETLB));
	}
}

/* Up to @count pages of one node after the other. Return: pages demoted. */
static uint64_t demote_pool(struct machine *m, struct hstate *src, struct hstate *dst,
			    const nodemask_t *nodes, uint64_t count)
{
	uint64_t done = 0;

	for (int left = nodes_weight(nodes); left > 0 && done < count; left--) {
		int nid = hstate_next_node(&src->next_nid_to_free, nodes);
		struct folio *folio;

		while (done < count && (folio = dequeue_hugetlb_folio_node(src, nid))) {
			split_folio(m, src, dst, folio);
			done++;
		}
	}
	return done;
}

int hugetlb_demote(struct hugetlb *hl, struct machine *m, struct hstate *h, uint64_t count, int nid)
{
	const nodemask_t nodes = nid == NUMA_NO_NODE ? m->node_states[N_MEMORY] :
						       nodemask_of_node(nid);

	if (h->order != HUGETLB_1G_ORDER)
		return -EINVAL;
	while (count) {
		uint64_t nr_free = nid == NUMA_NO_NODE ? h->free_huge_pages : h->node[nid].nr_free;
		uint64_t done;

		/* As in the kernel, what is reserved is not kept from a larger number. */
		if (nr_free == h->resv_huge_pages)
			return 0;
		done = demote_pool(m, h, &hl->hstates[HSTATE_2M], &nodes, count);
		if (!done)
			return -EBUSY;
		count -= done;
	}
	return 0;
}
