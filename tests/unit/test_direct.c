// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compaction of node 1 of the small machine, whose 4096 pages are all taken one by one;
 * then some become user pages, which can move, some are given back, and the rest stays.
 */
#include "compaction/compaction.h"

#include "memcg/memcg.h"
#include "small_machine.h"

#define NR_PAGES SMALL_ZONE_PAGES

struct fixture {
	struct small_machine s;
	struct zone *zone;
	struct folio *folios[NR_PAGES];
};

static void setup(struct fixture *f, const struct isolation_design *design)
{
	*f = (struct fixture){ 0 };
	small_machine_init(&f->s, design, ZONE_NORMAL);
	memcg_create_root(&f->s.m);
	compaction_init(&f->s.m);
	f->s.m.sysctl.extfrag_threshold = DEFAULT_EXTFRAG_THRESHOLD;
	f->zone = small_zone_of(&f->s, 1, ZONE_NORMAL);
	for (size_t i = 0; i < NR_PAGES; i++) {
		uint64_t pfn;

		assert_true(rmqueue(&f->s.m, f->zone, 0, 0, MIGRATE_MOVABLE, 0, &pfn));
	}
}

static void give_back(struct fixture *f, uint64_t i)
{
	free_pages_to_zone(&f->s.m, f->zone, f->zone->zone_start_pfn + i, 0, 0);
}

static struct folio *own(struct fixture *f, uint64_t i)
{
	struct page_block block = { .zone = f->zone, .pfn = f->zone->zone_start_pfn + i };

	f->folios[i] = folio_create(&f->s.m, block, FOLIO_ANON);
	folio_add_lru(&f->s.m, f->folios[i]);
	return f->folios[i];
}

/* Every second page is free, the others are a user's but for each @nth one (0: none). */
static void in_pieces(struct fixture *f, uint64_t nth)
{
	for (uint64_t i = 0; i < NR_PAGES; i += 2) {
		give_back(f, i);
		if (!nth || (i + 1) % nth != 1)
			own(f, i + 1);
	}
	drain_zone_pages(&f->s.m, f->zone);
}

static void teardown(struct fixture *f)
{
	for (uint64_t i = 0; i < NR_PAGES; i++) {
		if (!f->folios[i])
			continue;
		f->folios[i]->nr_pins = 0;
		folio_isolate_lru(&f->s.m, f->folios[i]);
		folio_free(&f->s.m, f->folios[i], 0);
	}
	folio_table_destroy(&f->s.m);
	compaction_destroy(&f->s.m);
	memcg_destroy_all(&f->s.m);
	small_machine_destroy(&f->s);
}

static void assert_sound(const struct fixture *f)
{
	char buf[200];
	const char *wrong = zone_check(f->zone, buf, sizeof(buf));

	if (!wrong)
		wrong = folio_check(&f->s.m, buf, sizeof(buf));
	if (wrong)
		fail_msg("%s", wrong);
}

static struct alloc_request request(const struct fixture *f, unsigned order)
{
	return (struct alloc_request){
		.gfp = GFP_TRANSHUGE | __GFP_THISNODE,
		.order = order,
		.nid = 1,
		.task = &f->s.task,
	};
}

static enum compact_result compact(struct fixture *f, unsigned order, enum compact_priority prio,
				   struct page_block *capture)
{
	struct alloc_request req = request(f, order);
	struct alloc_pass pass = {
		.gfp = req.gfp,
		.alloc_flags = ALLOC_WMARK_MIN | ALLOC_CPUSET,
		.ac = { .zonelist = &f->s.m.pgdat[1]->node_zonelists[ZONELIST_NOFALLBACK],
			.migratetype = MIGRATE_MOVABLE,
			.highest_zoneidx = ZONE_MOVABLE },
	};

	*capture = PAGE_BLOCK_NONE;
	return try_to_compact_pages(&f->s.m, &req, &pass, prio, capture);
}

static void a_huge_page_is_captured_for_the_request(void **state)
{
	static struct fixture f;
	struct page_block got;

	(void)state;
	setup(&f, &mainline_design);
	in_pieces(&f, 0);
	assert_int_equal(compact(&f, 9, COMPACT_PRIO_ASYNC, &got), COMPACT_SUCCESS);
	assert_ptr_equal(got.zone, f.zone);
	assert_int_equal(got.pfn % 512, 0);
	free_pages_to_zone(&f.s.m, got.zone, got.pfn, 9, 0);
	assert_sound(&f);
	teardown(&f);
}

/*
 * Pageblocks 0 to 2 move into 7 to 5. Of 3, the first 32 pages move into 4; then the
 * rest of 3 is isolated at once, the scanner is through it, and the other one may not
 * go on in 4: they have met.
 */
static void a_whole_node_is_compacted_until_the_scanners_meet(void **state)
{
	static struct fixture f;
	uint64_t free, low = 0;

	(void)state;
	setup(&f, &mainline_design);
	in_pieces(&f, 0);
	free = f.zone->nr_free_pages;
	assert_int_equal(compact_node(&f.s.m, 1).nr_migrated, 3 * 256 + 32);
	drain_zone_pages(&f.s.m, f.zone);
	assert_int_equal(f.zone->nr_free_pages, free);
	for (uint64_t i = 0; i < NR_PAGES; i++)
		low += f.folios[i] &&
		       f.folios[i]->block.pfn < f.zone->zone_start_pfn + NR_PAGES / 2;
	assert_int_equal(low, 256 - 32);
	assert_int_equal(f.zone->free_area[10].nr_free, 1);
	assert_int_equal(f.zone->free_area[9].nr_free, 1);
	assert_sound(&f);
	teardown(&f);
}

/* One page in every 512 stays: no block of order 9, and the attempts become rarer. */
static void failures_put_compaction_off(void **state)
{
	static struct fixture f;
	struct page_block got;

	(void)state;
	setup(&f, &mainline_design);
	in_pieces(&f, 512);
	assert_int_equal(compact(&f, 9, COMPACT_PRIO_SYNC_LIGHT, &got),
			 COMPACT_PARTIAL_SKIPPED);
	assert_int_equal(compact_memory(&f.s.m, f.zone)->defer_shift, 1);
	assert_int_equal(compact_memory(&f.s.m, f.zone)->order_failed, 0);
	assert_int_equal(compact(&f, 9, COMPACT_PRIO_SYNC_LIGHT, &got), COMPACT_DEFERRED);
	assert_int_equal(compact(&f, 9, COMPACT_PRIO_SYNC_LIGHT, &got),
			 COMPACT_PARTIAL_SKIPPED);
	assert_int_equal(compact_memory(&f.s.m, f.zone)->defer_shift, 2);
	for (int i = 0; i < 3; i++)
		assert_int_equal(compact(&f, 9, COMPACT_PRIO_SYNC_LIGHT, &got), COMPACT_DEFERRED);
	assert_int_equal(compact(&f, 9, COMPACT_PRIO_SYNC_FULL, &got), COMPACT_COMPLETE);
	assert_sound(&f);
	teardown(&f);
}

/* A run in a hurry leaves a block alone as soon as one of its pages cannot move. */
static void an_async_run_moves_nothing_where_it_cannot_win(void **state)
{
	static struct fixture f;
	struct page_block got;

	(void)state;
	setup(&f, &mainline_design);
	in_pieces(&f, 64);
	compact(&f, 9, COMPACT_PRIO_ASYNC, &got);
	assert_null(got.zone);
	for (uint64_t i = 0; i < NR_PAGES; i++)
		assert_true(!f.folios[i] || f.folios[i]->block.pfn == f.zone->zone_start_pfn + i);
	assert_sound(&f);
	teardown(&f);
}

static void pinned_pages_stay(void **state)
{
	static struct fixture f;
	struct page_block got;

	(void)state;
	setup(&f, &mainline_design);
	in_pieces(&f, 0);
	for (uint64_t i = 1; i < NR_PAGES; i += 256)
		f.folios[i]->nr_pins = 1;
	assert_int_equal(compact(&f, 9, COMPACT_PRIO_SYNC_FULL, &got), COMPACT_COMPLETE);
	for (uint64_t i = 1; i < NR_PAGES; i += 256)
		assert_int_equal(f.folios[i]->block.pfn, f.zone->zone_start_pfn + i);
	assert_null(got.zone);
	assert_sound(&f);
	teardown(&f);
}

static void too_little_free_memory_is_no_case_for_compaction(void **state)
{
	static struct fixture f;
	struct page_block got;

	(void)state;
	setup(&f, &mainline_design);
	for (uint64_t i = 0; i < 1024; i++)
		give_back(&f, 4 * i);
	drain_zone_pages(&f.s.m, f.zone);
	assert_int_equal(compact(&f, 9, COMPACT_PRIO_SYNC_LIGHT, &got), COMPACT_SKIPPED);
	teardown(&f);
}

static void a_success_forgets_the_failures(void **state)
{
	static struct fixture f;
	struct alloc_request req;
	struct alloc_result res;
	struct page_block got;

	(void)state;
	setup(&f, &mainline_design);
	in_pieces(&f, 512);
	compact(&f, 9, COMPACT_PRIO_SYNC_LIGHT, &got);
	for (uint64_t i = 1; i < NR_PAGES; i++) {
		if (!f.folios[i] && i % 512 == 1)
			own(&f, i);
	}
	req = request(&f, 9);
	req.gfp &= ~__GFP_THISNODE;
	compact_node(&f.s.m, 1);
	res = alloc_pages(&f.s.m, &req);
	assert_non_null(res.block.zone);
	f.s.m.ops.compact_succeeded(&f.s.m, f.zone, 9);
	assert_int_equal(compact_memory(&f.s.m, f.zone)->defer_shift, 0);
	assert_int_equal(compact_memory(&f.s.m, f.zone)->order_failed, 10);
	free_pages(&f.s.m, res.block, 0);
	teardown(&f);
}

static void kcompactd_makes_the_block_that_it_was_woken_for(void **state)
{
	static struct fixture f;

	(void)state;
	setup(&f, &mainline_design);
	in_pieces(&f, 0);
	wakeup_kcompactd(&f.s.m, 1, 9, ZONE_MOVABLE);
	assert_int_equal(f.zone->free_area[9].nr_free, 0);
	f.s.m.pgdat[1]->kcompactd_started = true;
	wakeup_kcompactd(&f.s.m, 1, 9, ZONE_MOVABLE);
	assert_true(f.zone->free_area[9].nr_free + f.zone->free_area[10].nr_free > 0);
	assert_sound(&f);
	teardown(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_huge_page_is_captured_for_the_request),
		cmocka_unit_test(a_whole_node_is_compacted_until_the_scanners_meet),
		cmocka_unit_test(failures_put_compaction_off),
		cmocka_unit_test(an_async_run_moves_nothing_where_it_cannot_win),
		cmocka_unit_test(pinned_pages_stay),
		cmocka_unit_test(too_little_free_memory_is_no_case_for_compaction),
		cmocka_unit_test(a_success_forgets_the_failures),
		cmocka_unit_test(kcompactd_makes_the_block_that_it_was_woken_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
