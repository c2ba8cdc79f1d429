// SPDX-License-Identifier: GPL-2.0-only
#include "unit/design_bench.h"

#include "alloc/rmqueue.h"
#include "hugetlb/hugetlb.h"

/* The flags of the requests to one node, in order. */
struct seen {
	int nid;
	gfp_t gfp[16];
	unsigned nr;
};

static void see(void *arg, const struct alloc_request *req)
{
	struct seen *seen = arg;

	if (req->nid == seen->nid && seen->nr < 16)
		seen->gfp[seen->nr++] = req->gfp;
}

static void empty_node(struct bench *b, int nid)
{
	struct zone *zone = &b->e->m.pgdat[nid]->node_zones[ZONE_NORMAL];
	struct held_set *set = held_get(&b->e->held, "all");
	struct page_block block = { .zone = zone, .order = MAX_PAGE_ORDER };

	while (rmqueue(&b->e->m, zone, MAX_PAGE_ORDER, 0, MIGRATE_MOVABLE, 0, &block.pfn))
		held_add(set, block);
}

static void a_node_that_failed_is_not_tried_hard_again(void **state)
{
	struct seen seen = { .nid = 1 };
	const struct request_listener listener = { .request = see, .arg = &seen };
	struct hugetlb_use use = { .listener = &listener };
	struct hstate *h;
	struct bench b;

	(void)state;
	bench_boot(&b, design_by_name("n-spm"), false);
	use.task = b.task;
	empty_node(&b, 1);
	h = hugetlb_hstate(&b.e->hugetlb, HUGETLB_2M_ORDER);
	hugetlb_set_nr(&b.e->hugetlb, &b.e->m, h, 3, NUMA_NO_NODE, false, &use);
	assert_int_equal(h->node[0].nr_huge_pages, 3);
	assert_true(seen.nr >= 2);
	assert_true(seen.gfp[0] & __GFP_RETRY_MAYFAIL);
	assert_false(seen.gfp[1] & __GFP_RETRY_MAYFAIL);
	assert_true(seen.gfp[1] & __GFP_THISNODE);
	bench_end(&b);
}

static void a_pool_shrinks_no_further_than_what_is_promised(void **state)
{
	struct hugetlb_use use = { 0 };
	struct hstate *h;
	struct bench b;

	(void)state;
	bench_boot(&b, design_by_name("n-spm"), false);
	use.task = b.task;
	h = hugetlb_hstate(&b.e->hugetlb, HUGETLB_2M_ORDER);
	hugetlb_set_nr(&b.e->hugetlb, &b.e->m, h, 4, NUMA_NO_NODE, false, &use);
	assert_int_equal(hugetlb_mmap(&b.e->hugetlb, &b.e->m, h, "a", 3, false, &use), 0);
	assert_int_equal(hugetlb_mmap(&b.e->hugetlb, &b.e->m, h, "a", 1, false, &use), -EEXIST);
	hugetlb_set_nr(&b.e->hugetlb, &b.e->m, h, 1, NUMA_NO_NODE, false, &use);
	assert_int_equal(h->nr_huge_pages, 3);
	assert_int_equal(h->surplus_huge_pages, 2);
	hugetlb_munmap(&b.e->hugetlb, &b.e->m, hugetlb_find_map(&b.e->hugetlb, b.task, "a"), 0);
	assert_int_equal(h->nr_huge_pages, 1);
	assert_int_equal(h->surplus_huge_pages, 0);
	bench_end(&b);
}

static void a_count_that_overflows_means_as_many_as_there_are(void **state)
{
	struct hugetlb_use use = { 0 };
	struct hstate *h;
	struct bench b;

	(void)state;
	bench_boot(&b, design_by_name("n-spm"), false);
	use.task = b.task;
	h = hugetlb_hstate(&b.e->hugetlb, HUGETLB_2M_ORDER);
	hugetlb_set_nr(&b.e->hugetlb, &b.e->m, h, 1, 0, false, &use);
	hugetlb_set_nr(&b.e->hugetlb, &b.e->m, h, UINT64_MAX, 1, false, &use);
	assert_int_equal(h->node[0].nr_huge_pages, 1);
	assert_true(h->node[1].nr_huge_pages > 100);
	assert_null(hugetlb_hstate(&b.e->hugetlb, 10));
	bench_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_node_that_failed_is_not_tried_hard_again),
		cmocka_unit_test(a_pool_shrinks_no_further_than_what_is_promised),
		cmocka_unit_test(a_count_that_overflows_means_as_many_as_there_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
