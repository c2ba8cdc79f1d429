// SPDX-License-Identifier: GPL-2.0-only
/*
 * Private mappings of huge pages, filled from the pool under the task's policy.
 *
 * Mirrors: mm/hugetlb.c hugetlb_reserve_pages(), alloc_hugetlb_folio(),
 * dequeue_hugetlb_folio_vma(), dequeue_hugetlb_folio_nodemask(),
 * alloc_buddy_hugetlb_folio_with_mpol(), free_huge_folio(), mm/mempolicy.c
 * huge_node(), v6.12.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/request.h"
#include "base/text.h"
#include "hugetlb/private.h"

struct hugetlb_map *hugetlb_find_map(const struct hugetlb *hl, const struct task *task,
				     const char *name)
{
	for (struct hugetlb_map *map = hl->maps; map; map = map->next) {
		if (map->task == task && strcmp(map->name, name) == 0)
			return map;
	}
	return NULL;
}

int hugetlb_mmap(struct hugetlb *hl, struct machine *m, struct hstate *h, const char *name,
		 uint64_t nr_pages, bool noreserve, struct hugetlb_use *use)
{
	struct hugetlb_map *map;
	int err;

	if (hugetlb_find_map(hl, use->task, name))
		return -EEXIST;
	err = noreserve ? 0 : hugetlb_acct_memory(hl, m, h, (int64_t)nr_pages, use);
	if (err)
		return err;
	map = xcalloc(1, sizeof(*map));
	*map = (struct hugetlb_map){
		.name = xstrdup(name),
		.task = use->task,
		.h = h,
		.nr_pages = nr_pages,
		.nr_reserved = noreserve ? 0 : nr_pages,
		.noreserve = noreserve,
		.pages = xcalloc(nr_pages, sizeof(struct folio *)),
		.next = hl->maps,
	};
	hl->maps = map;
	return 0;
}

/* ---- faults ---- */

/*
 * A free page of the pool: node by node in the order of the request's list, within
 * its mask and H10.
 */
static struct folio *dequeue_hugetlb_folio_nodemask(const struct machine *m, struct hstate *h,
						    const struct alloc_request *req)
{
	const struct zonelist *zl =
		&m->pgdat[req->nid]->node_zonelists[request_zonelist_kind(m, req)];
	enum zone_type highest = gfp_zone(req->gfp);
	int last = NUMA_NO_NODE;

	for (uint32_t i = next_zones_zonelist(zl, 0, highest, req->mask.nodes); i < zl->nr_refs;
	     i = next_zones_zonelist(zl, i + 1, highest, req->mask.nodes)) {
		int nid = zl->refs[i].nid;
		struct folio *folio;

		if (nid == last ||
		    contig_allowed(m, CONTIG_HUGETLB_DEQUEUE, req, nid) != VERDICT_PASS)
			continue;
		last = nid;
		folio = dequeue_hugetlb_folio_node(h, nid);
		if (folio)
			return folio;
	}
	return NULL;
}

/* The node and mask that the policy gives to page @idx; two attempts for PREFERRED_MANY. */
static void huge_node(const struct hugetlb *hl, const struct machine *m,
		      const struct hugetlb_map *map, uint64_t idx, struct hugetlb_use *use,
		      struct mpol_plan *plan)
{
	/* Order 0: the first try of transparent huge pages is not made here. */
	const struct mpol_use mpol = { .task = use->task,
				       .ctx = CTX_TASK,
				       .cpu = use->task->cpu,
				       .gfp = htlb_alloc_mask(map->h),
				       .has_index = true,
				       .index = idx };

	mpol_resolve(m, hl->weights, &mpol, plan);
}

static struct folio *from_pool(const struct machine *m, struct hstate *h,
			       const struct mpol_plan *plan)
{
	struct folio *folio = NULL;

	for (unsigned i = 0; i < plan->nr_attempts && !folio; i++) {
		struct alloc_request req = plan->attempts[i];

		req.gfp = plan->attempts[plan->nr_attempts - 1].gfp;
		folio = dequeue_hugetlb_folio_nodemask(m, h, &req);
	}
	return folio;
}

static struct folio *from_buddy(struct machine *m, struct hstate *h, struct mpol_plan *plan,
				struct hugetlb_use *use)
{
	struct folio *folio = NULL;

	for (unsigned i = 0; i < plan->nr_attempts && !folio; i++)
		folio = alloc_surplus_hugetlb_folio(m, h, &plan->attempts[i], use);
	return folio;
}

int hugetlb_fault(struct hugetlb *hl, struct machine *m, struct hugetlb_map *map, uint64_t idx,
		  struct hugetlb_use *use)
{
	struct hstate *h = map->h;
	struct folio *folio = NULL;
	struct mpol_plan plan;

	assert(idx < map->nr_pages);
	if (map->pages[idx])
		return 0;
	huge_node(hl, m, map, idx, use, &plan);
	if (!map->noreserve || h->free_huge_pages > h->resv_huge_pages)
		folio = from_pool(m, h, &plan);
	if (!folio)
		folio = from_buddy(m, h, &plan, use);
	if (!folio)
		return -ENOSPC;
	map->pages[idx] = folio;
	if (!map->noreserve) {
		map->nr_reserved--;
		h->resv_huge_pages--;
	}
	return 0;
}

/* ---- the end ---- */

/* A node with surplus gives the page back, others keep it in the pool. */
static void free_huge_folio(struct machine *m, struct hstate *h, struct folio *folio, int cpu)
{
	if (!h->node[folio_nid(folio)].surplus_huge_pages) {
		enqueue_hugetlb_folio(h, folio);
		return;
	}
	remove_hugetlb_folio(h, folio, true);
	hugetlb_free_folio(m, folio, cpu);
}

static void map_destroy(struct hugetlb_map *map)
{
	free(map->pages);
	free(map->name);
	free(map);
}

void hugetlb_munmap(struct hugetlb *hl, struct machine *m, struct hugetlb_map *map, int cpu)
{
	struct hugetlb_use use = { .task = map->task };
	struct hugetlb_map **link = &hl->maps;

	for (uint64_t i = 0; i < map->nr_pages; i++) {
		if (map->pages[i])
			free_huge_folio(m, map->h, map->pages[i], cpu);
	}
	hugetlb_acct_memory(hl, m, map->h, -(int64_t)map->nr_reserved, &use);
	while (*link != map)
		link = &(*link)->next;
	*link = map->next;
	map_destroy(map);
}

void hugetlb_task_exit(struct hugetlb *hl, struct machine *m, const struct task *task)
{
	struct hugetlb_map *map = hl->maps;

	while (map) {
		struct hugetlb_map *next = map->next;

		if (map->task == task)
			hugetlb_munmap(hl, m, map, task->cpu);
		map = next;
	}
}

static void forget_folios(struct machine *m, struct folio **folios, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		if (folios[i])
			folio_forget(m, folios[i]);
	}
}

void hugetlb_destroy(struct hugetlb *hl, struct machine *m)
{
	while (hl->maps) {
		struct hugetlb_map *map = hl->maps;

		hl->maps = map->next;
		forget_folios(m, map->pages, map->nr_pages);
		map_destroy(map);
	}
	for (int i = 0; i < NR_HSTATES; i++) {
		for (int nid = 0; nid < hl->nr_nodes; nid++) {
			struct hugetlb_node *n = &hl->hstates[i].node[nid];

			forget_folios(m, n->free, n->nr_free);
			free(n->free);
		}
		free(hl->hstates[i].node);
	}
	*hl = (struct hugetlb){ 0 };
}
