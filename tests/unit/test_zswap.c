// SPDX-License-Identifier: GPL-2.0-only
/* Storing, loading and losing pages on their way to swap. */
#include "zswap/zswap.h"

#include "alloc/page_alloc.h"
#include "designs/designs.h"
#include "engine/engine.h"
#include "hotplug_machine.h"
#include "memcg/memcg.h"

/* Node 1 plays the special node of the designs here. */
struct swap_machine {
	struct hotplug_machine hm;
	struct zswap z;
	struct task task;
	struct alloc_request who;
	struct mem_cgroup *memcg; /* whose pages are stored */
};

static void setup(struct swap_machine *sm)
{
	hotplug_machine_boot(&sm->hm);
	memcg_create_root(&sm->hm.m);
	sm->memcg = NULL;
	zswap_init(&sm->z, &sm->hm.m);
	sm->task = (struct task){ .mems_allowed = sm->hm.m.node_states[N_MEMORY] };
	sm->who = (struct alloc_request){ .nid = 0, .task = &sm->task };
}

static void teardown(struct swap_machine *sm)
{
	zswap_destroy(&sm->z, &sm->hm.m);
	memcg_destroy_all(&sm->hm.m);
	hotplug_machine_destroy(&sm->hm);
}

static void fill(const char *text, uint8_t page[PAGE_SIZE])
{
	struct page_content content;

	assert_int_equal(content_parse(text, &content), 0);
	content_fill(&content, page);
}

static struct zswap_result put(struct swap_machine *sm, uint64_t slot, const char *text)
{
	struct zswap_page page = { .slot = slot, .memcg = sm->memcg };

	assert_int_equal(content_parse(text, &page.content), 0);
	return zswap_store(&sm->z, &sm->hm.m, &page, &sm->who);
}

static struct zswap_result get(struct swap_machine *sm, uint64_t slot, bool swapcache,
			       const char *want)
{
	uint8_t page[PAGE_SIZE], expected[PAGE_SIZE];
	struct zswap_result r = zswap_load(&sm->z, &sm->hm.m, slot, swapcache, 0, page);

	if (r.outcome == ZSWAP_LOADED || r.outcome == ZSWAP_ZEROMAP) {
		fill(want, expected);
		assert_memory_equal(page, expected, PAGE_SIZE);
	}
	return r;
}

static uint64_t free_on(const struct swap_machine *sm, int nid)
{
	const struct zone *zone = &sm->hm.m.pgdat[nid]->node_zones[ZONE_NORMAL];
	uint64_t free = zone->nr_free_pages;

	for (int cpu = 0; cpu < zone->nr_pcp; cpu++)
		if (zone->pcp[cpu])
			free += (uint64_t)zone->pcp[cpu]->count;
	return free;
}

static void a_stored_page_comes_back_byte_by_byte(void **state)
{
	struct swap_machine sm;
	struct zswap_result r;

	(void)state;
	setup(&sm);
	r = put(&sm, 9, "text:3");
	assert_int_equal(r.outcome, ZSWAP_STORED);
	assert_true(r.length < PAGE_SIZE && r.pool_pages > 0);
	assert_int_equal(r.nid, 0);
	r = get(&sm, 9, true, "text:3");
	assert_int_equal(r.outcome, ZSWAP_LOADED);
	assert_int_equal(r.pool_pages, 0);
	assert_int_equal(sm.z.count.stored_pages, 0);
	assert_int_equal(get(&sm, 9, true, "").outcome, ZSWAP_MISS);
	teardown(&sm);
}

static void a_load_past_the_swap_cache_keeps_the_entry(void **state)
{
	struct swap_machine sm;

	(void)state;
	setup(&sm);
	put(&sm, 9, "text:3");
	assert_int_equal(get(&sm, 9, false, "text:3").outcome, ZSWAP_LOADED);
	assert_int_equal(sm.z.count.stored_pages, 1);
	assert_int_equal(get(&sm, 9, true, "text:3").outcome, ZSWAP_LOADED);
	teardown(&sm);
}

static void a_zero_page_is_only_a_bit(void **state)
{
	struct swap_machine sm;

	(void)state;
	setup(&sm);
	assert_int_equal(put(&sm, 4, "zero").outcome, ZSWAP_ZEROMAP);
	assert_int_equal(sm.z.count.stored_pages, 0);
	assert_int_equal(get(&sm, 4, true, "zero").outcome, ZSWAP_ZEROMAP);
	assert_int_equal(put(&sm, 4, "text").outcome, ZSWAP_STORED);
	assert_int_equal(get(&sm, 4, false, "text").outcome, ZSWAP_LOADED);
	/* The zero page hides the older entry, and only freeing the slot drops both. */
	put(&sm, 4, "zero");
	assert_int_equal(get(&sm, 4, true, "zero").outcome, ZSWAP_ZEROMAP);
	assert_int_equal(sm.z.count.stored_pages, 1);
	zswap_invalidate(&sm.z, &sm.hm.m, 4, 0);
	assert_int_equal(sm.z.count.stored_pages, 0);
	assert_int_equal(get(&sm, 4, true, "").outcome, ZSWAP_MISS);
	teardown(&sm);
}

static void noise_is_rejected_and_an_older_entry_goes(void **state)
{
	struct swap_machine sm;
	struct zswap_result r;

	(void)state;
	setup(&sm);
	put(&sm, 1, "text");
	r = put(&sm, 1, "random");
	assert_int_equal(r.outcome, ZSWAP_REJECTED);
	assert_int_equal(r.why, VERDICT_ZSWAP_POOR);
	assert_int_equal(sm.z.count.stored_pages, 0);
	assert_int_equal(sm.z.count.reject_compress_fail, 1);
	assert_int_equal(get(&sm, 1, true, "").outcome, ZSWAP_MISS);
	teardown(&sm);
}

static void storing_again_replaces(void **state)
{
	struct swap_machine sm;

	(void)state;
	setup(&sm);
	put(&sm, 1, "text:1");
	put(&sm, 0, "text:2");
	put(&sm, 1, "ratio:4:3");
	assert_int_equal(sm.z.count.stored_pages, 2);
	assert_int_equal(get(&sm, 1, true, "ratio:4:3").outcome, ZSWAP_LOADED);
	assert_int_equal(get(&sm, 0, true, "text:2").outcome, ZSWAP_LOADED);
	assert_int_equal(sm.z.count.charged_bytes, 0);
	assert_int_equal(zswap_total_pages(&sm.z), 0);
	teardown(&sm);
}

static void an_entry_knows_its_compressor(void **state)
{
	struct swap_machine sm;

	(void)state;
	setup(&sm);
	put(&sm, 1, "text:1");
	sm.z.compressor = COMPRESSOR_ZSTD;
	put(&sm, 2, "text:2");
	assert_int_equal(get(&sm, 1, true, "text:1").outcome, ZSWAP_LOADED);
	assert_int_equal(get(&sm, 2, true, "text:2").outcome, ZSWAP_LOADED);
	teardown(&sm);
}

static void a_full_pool_opens_again_below_the_accept_threshold(void **state)
{
	struct swap_machine sm;
	uint64_t slot = 0;
	struct zswap_result r;

	(void)state;
	setup(&sm);
	sm.z.max_pool_percent = 1;
	assert_int_equal(zswap_max_pages(&sm.z, &sm.hm.m), 3 * BLOCK_PAGES / 100);
	while ((r = put(&sm, slot, "ratio:1.05")).outcome == ZSWAP_STORED)
		slot++;
	assert_int_equal(r.why, VERDICT_ZSWAP_LIMIT);
	assert_int_equal(slot, zswap_max_pages(&sm.z, &sm.hm.m)); /* a page each */
	zswap_invalidate(&sm.z, &sm.hm.m, --slot, 0);
	assert_int_equal(put(&sm, slot, "text").why, VERDICT_ZSWAP_LIMIT);
	while (slot > zswap_max_pages(&sm.z, &sm.hm.m) * 9 / 10)
		zswap_invalidate(&sm.z, &sm.hm.m, --slot, 0);
	assert_int_equal(put(&sm, slot, "text").outcome, ZSWAP_STORED);
	teardown(&sm);
}

static void without_a_page_for_the_pool_the_page_is_rejected(void **state)
{
	struct swap_machine sm;
	struct zswap_result r;

	(void)state;
	setup(&sm);
	zone_set_free(zone_at(&sm.hm, 0, ZONE_NORMAL), 0);
	zone_set_free(zone_at(&sm.hm, 1, ZONE_NORMAL), 0);
	r = put(&sm, 1, "text");
	assert_int_equal(r.outcome, ZSWAP_REJECTED);
	assert_int_equal(r.why, VERDICT_ZSWAP_ENOMEM);
	assert_int_equal(sm.z.count.reject_alloc_fail, 1);
	assert_int_equal(zswap_total_pages(&sm.z), 0);
	teardown(&sm);
}

static void what_is_stored_at_the_end_goes_back_to_the_allocator(void **state)
{
	struct swap_machine sm;

	(void)state;
	setup(&sm);
	put(&sm, 1, "text");
	zswap_destroy(&sm.z, &sm.hm.m);
	assert_int_equal(free_on(&sm, 0), 2 * BLOCK_PAGES);
	zswap_init(&sm.z, &sm.hm.m);
	teardown(&sm);
}

static void switched_off_it_rejects(void **state)
{
	struct swap_machine sm;

	(void)state;
	setup(&sm);
	sm.z.enabled = false;
	assert_int_equal(put(&sm, 1, "text").why, VERDICT_ZSWAP_DISABLED);
	teardown(&sm);
}

/* ---- the design's direct path ---- */

static bool to_node_1(const struct machine *m, struct alloc_request *req, nodemask_t *storage)
{
	(void)m;
	*storage = nodemask_of_node(1);
	req->nid = 1;
	req->mask = (struct mask_ref){ .nodes = storage, .from = MASK_FROM_CALLER };
	return true;
}

static void a_direct_page_is_raw_and_outside_the_pool(void **state)
{
	struct swap_machine sm;
	struct zswap_result r;

	(void)state;
	setup(&sm);
	sm.hm.design.zswap_direct = to_node_1;
	r = put(&sm, 7, "random");
	assert_int_equal(r.outcome, ZSWAP_DIRECT);
	assert_int_equal(r.nid, 1);
	assert_int_equal(r.length, PAGE_SIZE);
	assert_int_equal(r.pool_pages, 0);
	assert_int_equal(sm.z.direct_pages[1], 1);
	assert_int_equal(sm.z.count.charged_bytes, PAGE_SIZE);
	assert_int_equal(free_on(&sm, 1), BLOCK_PAGES - 1);
	assert_int_equal(get(&sm, 7, true, "random").outcome, ZSWAP_LOADED);
	assert_int_equal(free_on(&sm, 1), BLOCK_PAGES);
	assert_int_equal(sm.z.count.leaked_pages, 0);
	assert_int_equal(sm.z.count.stale_entries, 0);
	teardown(&sm);
}

static void a_slot_freed_without_a_load_leaks_its_direct_page(void **state)
{
	struct swap_machine sm;

	(void)state;
	setup(&sm);
	sm.hm.design.zswap_direct = to_node_1;
	put(&sm, 7, "text");
	zswap_invalidate(&sm.z, &sm.hm.m, 7, 0);
	assert_int_equal(sm.z.count.stored_pages, 0);
	assert_int_equal(sm.z.count.leaked_pages, 1);
	assert_int_equal(sm.z.leaked_pages[1], 1);
	assert_int_equal(sm.z.direct_pages[1], 0);
	assert_int_equal(free_on(&sm, 1), BLOCK_PAGES - 1);
	teardown(&sm);
}

static void a_direct_load_past_the_swap_cache_leaves_a_dangling_entry(void **state)
{
	struct swap_machine sm;

	(void)state;
	setup(&sm);
	sm.hm.design.zswap_direct = to_node_1;
	put(&sm, 7, "text");
	assert_int_equal(get(&sm, 7, false, "text").outcome, ZSWAP_LOADED);
	assert_int_equal(free_on(&sm, 1), BLOCK_PAGES);
	assert_int_equal(sm.z.count.stale_entries, 1);
	assert_int_equal(get(&sm, 7, true, "").outcome, ZSWAP_STALE);
	assert_int_equal(sm.z.count.stale_uses, 1);
	assert_int_equal(sm.z.count.stale_entries, 0);
	assert_int_equal(sm.z.count.leaked_pages, 0);
	teardown(&sm);
}

/* With node 1 full the request fails there and the page is compressed into the pool. */
static void without_a_direct_page_the_page_is_compressed(void **state)
{
	struct swap_machine sm;
	struct zone *zone;

	(void)state;
	setup(&sm);
	sm.hm.design.zswap_direct = to_node_1;
	zone = zone_at(&sm.hm, 1, ZONE_NORMAL);
	zone_set_free(zone, 0);
	assert_int_equal(put(&sm, 7, "text").outcome, ZSWAP_STORED);
	teardown(&sm);
}

/* A design that asks without a mask gets whatever node is free: counted where it is. */
static bool to_anywhere(const struct machine *m, struct alloc_request *req, nodemask_t *storage)
{
	(void)m;
	(void)storage;
	req->nid = 1;
	return true;
}

static void a_direct_page_counts_on_the_node_it_really_is_on(void **state)
{
	struct swap_machine sm;

	(void)state;
	setup(&sm);
	sm.hm.design.zswap_direct = to_anywhere;
	zone_set_free(zone_at(&sm.hm, 1, ZONE_NORMAL), 0);
	assert_int_equal(put(&sm, 7, "text").nid, 0);
	assert_int_equal(sm.z.direct_pages[0], 1);
	assert_int_equal(sm.z.direct_pages[1], 0);
	teardown(&sm);
}

/*
 * RFC v2 with a special node 2 that is full. The request names node 2 and may
 * not wait; once any child cpuset exists, its mask is dropped for that of system
 * RAM, because it misses the task's nodes.
 */
static struct zswap_result store_with_full_special_node(bool child_cpuset)
{
	struct mem_range special = { .nid = 2,
				     .start_pfn = BLOCK_PFN(36),
				     .nr_pages = BLOCK_PAGES,
				     .role = ROLE_SPM,
				     .late = true,
				     .online = MMOP_ONLINE };
	struct engine_options options = { .design = design_by_name("rfc-v2"), .check_level = 1 };
	struct diag_list diags = DIAG_LIST_INIT;
	struct hotplug_machine hm;
	struct zswap_result result;
	struct engine *e;

	hotplug_machine_init(&hm);
	hm.desc.late_ranges = &special;
	hm.desc.nr_late_ranges = 1;
	e = engine_create(&hm.desc, &options, NULL, &diags);
	assert_non_null(e);
	if (child_cpuset)
		assert_int_equal(engine_cgroup_mkdir(e, "/a", NULL), 0);
	zone_set_free(&e->m.pgdat[2]->node_zones[ZONE_NORMAL], 0);
	result = zswap_store(&e->zswap, &e->m,
			     &(struct zswap_page){ .slot = 1, .content = { CONTENT_TEXT, 1, 0 } },
			     &(struct alloc_request){ .nid = 0, .task = e->m.init_task });
	engine_destroy(e);
	hotplug_machine_destroy(&hm);
	return result;
}

static void with_cpusets_rfc_v2_keeps_raw_pages_in_system_ram(void **state)
{
	struct zswap_result r;

	(void)state;
	r = store_with_full_special_node(false);
	assert_int_equal(r.outcome, ZSWAP_STORED);
	r = store_with_full_special_node(true);
	assert_int_equal(r.outcome, ZSWAP_DIRECT);
	assert_int_equal(r.nid, 1); /* nearest to node 2 of those without the role */
	assert_int_equal(r.length, PAGE_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stored_page_comes_back_byte_by_byte),
		cmocka_unit_test(a_load_past_the_swap_cache_keeps_the_entry),
		cmocka_unit_test(a_zero_page_is_only_a_bit),
		cmocka_unit_test(noise_is_rejected_and_an_older_entry_goes),
		cmocka_unit_test(storing_again_replaces),
		cmocka_unit_test(an_entry_knows_its_compressor),
		cmocka_unit_test(a_full_pool_opens_again_below_the_accept_threshold),
		cmocka_unit_test(without_a_page_for_the_pool_the_page_is_rejected),
		cmocka_unit_test(what_is_stored_at_the_end_goes_back_to_the_allocator),
		cmocka_unit_test(switched_off_it_rejects),
		cmocka_unit_test(a_direct_page_is_raw_and_outside_the_pool),
		cmocka_unit_test(a_slot_freed_without_a_load_leaks_its_direct_page),
		cmocka_unit_test(a_direct_load_past_the_swap_cache_leaves_a_dangling_entry),
		cmocka_unit_test(without_a_direct_page_the_page_is_compressed),
		cmocka_unit_test(a_direct_page_counts_on_the_node_it_really_is_on),
		cmocka_unit_test(with_cpusets_rfc_v2_keeps_raw_pages_in_system_ram),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
