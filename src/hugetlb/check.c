// SPDX-License-Identifier: GPL-2.0-only
/*
 * The counters of the pools against their lists.
 *
 * Mirrors: nothing; mm/hugetlb.c keeps them under one lock and trusts them, v6.12.
 */
#include <stdio.h>

#include "hugetlb/hugetlb.h"

static uint64_t mapped_pages(const struct hugetlb *hl, const struct hstate *h, int nid)
{
	uint64_t nr = 0;

	for (const struct hugetlb_map *map = hl->maps; map; map = map->next) {
		for (uint64_t i = 0; map->h == h && i < map->nr_pages; i++)
			nr += map->pages[i] && folio_nid(map->pages[i]) == nid;
	}
	return nr;
}

static uint64_t reservations(const struct hugetlb *hl, const struct hstate *h)
{
	uint64_t nr = 0;

	for (const struct hugetlb_map *map = hl->maps; map; map = map->next)
		nr += map->h == h ? map->nr_reserved : 0;
	return nr;
}

static const char *check_hstate(const struct hugetlb *hl, const struct hstate *h)
{
	uint64_t nr = 0, nr_free = 0, surplus = 0;

	for (int nid = 0; nid < hl->nr_nodes; nid++) {
		const struct hugetlb_node *n = &h->node[nid];

		nr += n->nr_huge_pages;
		nr_free += n->nr_free;
		surplus += n->surplus_huge_pages;
		if (n->nr_free + mapped_pages(hl, h, nid) != n->nr_huge_pages)
			return "a node's pages are not those free and mapped";
		for (size_t i = 0; i < n->nr_free; i++) {
			if (folio_nid(n->free[i]) != nid)
				return "a free page is on the list of another node";
		}
	}
	if (nr != h->nr_huge_pages || nr_free != h->free_huge_pages ||
	    surplus != h->surplus_huge_pages)
		return "the counters of nodes do not sum up";
	return reservations(hl, h) == h->resv_huge_pages ? NULL : "reservations do not sum up";
}

const char *hugetlb_check(const struct hugetlb *hl, char *buf, size_t len)
{
	for (int i = 0; i < NR_HSTATES; i++) {
		const char *wrong = check_hstate(hl, &hl->hstates[i]);

		if (!wrong)
			continue;
		snprintf(buf, len, "huge pages of order %u: %s", hl->hstates[i].order, wrong);
		return buf;
	}
	return NULL;
}
