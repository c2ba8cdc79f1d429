// SPDX-License-Identifier: GPL-2.0-only
#include "unit/design_bench.h"

#include "contig/contig.h"
#include "folio/folio.h"

#define ORDER 11u /* 8 MiB: two blocks of the buddy */
#define PAGES (UINT64_C(1) << ORDER)

static struct alloc_request want(const struct bench *b, int nid)
{
	return (struct alloc_request){
		.gfp = GFP_HIGHUSER | __GFP_COMP, .order = ORDER, .nid = nid, .task = b->task
	};
}

static struct zone *normal(struct bench *b, int nid)
{
	return &b->e->m.pgdat[nid]->node_zones[ZONE_NORMAL];
}

static void an_aligned_range_of_the_first_zone_is_taken_and_given_back(void **state)
{
	struct bench b;
	struct alloc_request req;
	struct page_block block;
	uint64_t before;

	(void)state;
	bench_boot(&b, design_by_name("mainline"), false);
	req = want(&b, 1);
	before = normal(&b, 1)->nr_free_pages;
	block = alloc_contig_pages(&b.e->m, &req, NULL);
	assert_ptr_equal(block.zone, normal(&b, 1));
	assert_int_equal(block.pfn % PAGES, 0);
	assert_int_equal(normal(&b, 1)->nr_free_pages, before - PAGES);
	free_contig_range(block.zone, block.pfn, PAGES);
	assert_int_equal(normal(&b, 1)->nr_free_pages, before);
	bench_end(&b);
}

static void a_range_with_kernel_memory_is_passed_by(void **state)
{
	struct alloc_request kernel, req;
	struct page_block page, block;
	struct bench b;

	(void)state;
	bench_boot(&b, design_by_name("mainline"), false);
	kernel = (struct alloc_request){ .gfp = GFP_KERNEL, .task = b.task };
	page = alloc_pages(&b.e->m, &kernel).block;
	held_add(held_get(&b.e->held, "kernel"), page);
	req = want(&b, 0);
	block = alloc_contig_pages(&b.e->m, &req, NULL);
	assert_ptr_equal(block.zone, normal(&b, 0));
	assert_true(page.pfn < block.pfn || page.pfn >= block.pfn + PAGES);
	free_contig_range(block.zone, block.pfn, PAGES);
	bench_end(&b);
}

/* One page of the task, and the pageblock that it lies in. */
static struct folio *touch_page(struct bench *b, uint64_t *start)
{
	struct mapping *map = NULL;
	struct folio *folio;

	engine_mm(b->e, b->task);
	assert_int_equal(mm_map(b->task->mm, "a", BASE, 1, PAGE_SIZE, false, &map), 0);
	assert_int_equal(engine_touch(b->e, b->task, map, 0, NULL), 0);
	folio = map->ptes[0].folio;
	*start = folio->block.pfn & ~(uint64_t)(pageblock_nr_pages - 1);
	return folio;
}

static void a_page_of_a_task_makes_room(void **state)
{
	struct alloc_request req;
	struct folio *folio;
	uint64_t start;
	struct bench b;

	(void)state;
	bench_boot(&b, design_by_name("mainline"), false);
	folio = touch_page(&b, &start);
	req = want(&b, 0);
	assert_int_equal(alloc_contig_range(&b.e->m, folio->block.zone, start, pageblock_nr_pages,
					    &req),
			 0);
	assert_int_equal(folio_nid(folio), 0);
	assert_true(folio->block.pfn < start || folio->block.pfn >= start + pageblock_nr_pages);
	free_contig_range(normal(&b, 0), start, pageblock_nr_pages);
	bench_end(&b);
}

static void a_pinned_page_does_not_and_all_is_as_before(void **state)
{
	uint64_t start, nr_free;
	struct alloc_request req;
	struct folio *folio;
	struct bench b;

	(void)state;
	bench_boot(&b, design_by_name("mainline"), false);
	folio = touch_page(&b, &start);
	drain_all_pages(&b.e->m);
	nr_free = normal(&b, 0)->nr_free_pages;
	folio->nr_pins = 1;
	req = want(&b, 0);
	assert_int_equal(alloc_contig_range(&b.e->m, folio->block.zone, start, pageblock_nr_pages,
					    &req),
			 -EBUSY);
	folio->nr_pins = 0;
	assert_int_equal(normal(&b, 0)->nr_free_pages, nr_free);
	assert_int_equal(normal(&b, 0)->nr_isolated, 0);
	bench_end(&b);
}

/* Zones above what the flags reach, and nodes that are not in the mask. */
static void flags_and_mask_choose_the_zone(void **state)
{
	nodemask_t one = nodemask_of_node(1);
	struct page_block block;
	struct alloc_request req;
	struct bench b;

	(void)state;
	bench_boot(&b, design_by_name("mainline"), false);
	req = want(&b, 0);
	req.mask.nodes = &one;
	block = alloc_contig_pages(&b.e->m, &req, NULL);
	assert_ptr_equal(block.zone, normal(&b, 1));
	free_contig_range(block.zone, block.pfn, PAGES);
	req.gfp |= __GFP_THISNODE;
	assert_null(alloc_contig_pages(&b.e->m, &req, NULL).zone);
	bench_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_aligned_range_of_the_first_zone_is_taken_and_given_back),
		cmocka_unit_test(a_range_with_kernel_memory_is_passed_by),
		cmocka_unit_test(a_page_of_a_task_makes_room),
		cmocka_unit_test(a_pinned_page_does_not_and_all_is_as_before),
		cmocka_unit_test(flags_and_mask_choose_the_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
