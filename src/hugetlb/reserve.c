// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reservations and the surplus pages that back them.
 *
 * Mirrors: mm/hugetlb.c hugetlb_acct_memory(), gather_surplus_pages(),
 * return_unused_surplus_pages(), alloc_surplus_hugetlb_folio(), allowed_mems_nr(),
 * policy_mbind_nodemask(), v6.12.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/text.h"
#include "hugetlb/private.h"

struct folio *alloc_surplus_hugetlb_folio(struct machine *m, struct hstate *h,
					  struct alloc_request *req,
					  struct hugetlb_use *use)
{
	struct folio *folio;

	if (hstate_is_gigantic(h) || h->surplus_huge_pages >= h->nr_overcommit_huge_pages)
		return NULL;
	folio = hugetlb_new_folio(m, h, req, NULL, use);
	if (!folio)
		return NULL;
	hugetlb_account(h, folio_nid(folio));
	h->surplus_huge_pages++;
	h->node[folio_nid(folio)].surplus_huge_pages++;
	return folio;
}

/* Does the task's binding, if it has one that counts here, leave the node out? */
static bool binding_excludes(const struct hugetlb *hl, const struct machine *m,
			     const struct hstate *h, const struct task *task, int nid)
{
	const struct mpol_use use = { .task = task,
				      .ctx = CTX_TASK,
				      .cpu = task->cpu,
				      .gfp = htlb_alloc_mask(h),
				      .has_index = true };
	struct mpol_plan plan;

	if (!task->mempolicy || task->mempolicy->mode != MPOL_BIND)
		return false;
	mpol_resolve(m, hl->weights, &use, &plan);
	return plan.attempts[0].mask.nodes && !node_isset(nid, plan.attempts[0].mask.nodes);
}

/* One surplus page from the first node of the task that gives one. */
static struct folio *surplus_for_task(struct hugetlb *hl, struct machine *m, struct hstate *h,
				      struct hugetlb_use *use)
{
	int nid;

	for_each_node_mask(nid, &use->task->mems_allowed) {
		struct alloc_request req = { .gfp = htlb_alloc_mask(h), .nid = nid };
		struct folio *folio;

		if (binding_excludes(hl, m, h, use->task, nid) || !m->pgdat[nid])
			continue;
		folio = alloc_surplus_hugetlb_folio(m, h, &req, use);
		if (folio)
			return folio;
	}
	return NULL;
}

/* Make surplus pages until @delta more can be reserved. 0, or -ENOMEM: all are freed. */
static int gather_surplus_pages(struct hugetlb *hl, struct machine *m, struct hstate *h,
				uint64_t delta, struct hugetlb_use *use)
{
	uint64_t wanted = h->resv_huge_pages + delta;
	uint64_t needed = wanted > h->free_huge_pages ? wanted - h->free_huge_pages : 0;
	struct folio **fresh = xcalloc(needed + 1, sizeof(*fresh));
	uint64_t nr = 0;

	while (nr < needed && (fresh[nr] = surplus_for_task(hl, m, h, use)))
		nr++;
	if (nr == needed)
		h->resv_huge_pages = wanted;
	for (uint64_t i = nr; i-- > 0;) {
		if (nr == needed) {
			enqueue_hugetlb_folio(h, fresh[i]);
			continue;
		}
		remove_hugetlb_folio(h, fresh[i], true);
		hugetlb_free_folio(m, fresh[i], use->task->cpu);
	}
	free(fresh);
	return nr == needed ? 0 : -ENOMEM;
}

static void return_unused_surplus_pages(struct machine *m, struct hstate *h, uint64_t nr, int cpu)
{
	uint64_t surplus = nr < h->surplus_huge_pages ? nr : h->surplus_huge_pages;
	struct folio *folio;

	h->resv_huge_pages -= nr;
	while (surplus-- > 0 &&
	       (folio = remove_pool_hugetlb_folio(h, &m->node_states[N_MEMORY], true)))
		hugetlb_free_folio(m, folio, cpu);
}

/* Free pages on nodes that the task may use. */
static uint64_t allowed_mems_nr(const struct hugetlb *hl, const struct machine *m,
				const struct hstate *h, const struct task *task)
{
	uint64_t nr = 0;
	int nid;

	for_each_node_mask(nid, &task->mems_allowed) {
		if (nid < hl->nr_nodes && !binding_excludes(hl, m, h, task, nid))
			nr += h->node[nid].nr_free;
	}
	return nr;
}

int hugetlb_acct_memory(struct hugetlb *hl, struct machine *m, struct hstate *h, int64_t delta,
			struct hugetlb_use *use)
{
	uint64_t nr = (uint64_t)(delta < 0 ? -delta : delta);

	if (delta < 0) {
		return_unused_surplus_pages(m, h, nr, use->task->cpu);
		return 0;
	}
	if (!delta)
		return 0;
	if (gather_surplus_pages(hl, m, h, nr, use))
		return -ENOMEM;
	if (nr <= allowed_mems_nr(hl, m, h, use->task))
		return 0;
	return_unused_surplus_pages(m, h, nr, use->task->cpu);
	return -ENOMEM;
}
