// SPDX-License-Identifier: GPL-2.0-only
/* Entries that leave zswap: the worker, limits of memory cgroups, the shrinker of reclaim. */
#include "zswap/zswap.h"

#include <errno.h>

#include "alloc/page_alloc.h"
#include "hotplug_machine.h"
#include "memcg/memcg.h"

/* Two nodes with memory; /a has a child /a/b. */
struct wb_machine {
	struct hotplug_machine hm;
	struct zswap z;
	struct task task;
	struct alloc_request who;
	struct mem_cgroup *a, *b;
};

static void setup(struct wb_machine *wb)
{
	hotplug_machine_boot(&wb->hm);
	memcg_create_root(&wb->hm.m);
	wb->a = memcg_create(wb->hm.m.root_memcg, "/a");
	wb->b = memcg_create(wb->a, "/a/b");
	zswap_init(&wb->z, &wb->hm.m);
	wb->task = (struct task){ .mems_allowed = wb->hm.m.node_states[N_MEMORY] };
	wb->hm.m.init_task = &wb->task;
	wb->who = (struct alloc_request){ .nid = 0, .task = &wb->task };
}

static void teardown(struct wb_machine *wb)
{
	zswap_destroy(&wb->z, &wb->hm.m);
	memcg_destroy_all(&wb->hm.m);
	hotplug_machine_destroy(&wb->hm);
}

static struct zswap_result put(struct wb_machine *wb, uint64_t slot, int nid,
			       struct mem_cgroup *memcg, const char *text)
{
	struct zswap_page page = { .slot = slot, .nid = nid, .memcg = memcg };

	assert_int_equal(content_parse(text, &page.content), 0);
	page.content.value = slot;
	return zswap_store(&wb->z, &wb->hm.m, &page, &wb->who);
}

static bool is_stored(struct wb_machine *wb, uint64_t slot)
{
	uint8_t page[PAGE_SIZE];

	return zswap_load(&wb->z, &wb->hm.m, slot, false, 0, page).outcome == ZSWAP_LOADED;
}

static int shrink(struct wb_machine *wb, struct mem_cgroup *memcg)
{
	return zswap_shrink_memcg(&wb->z, &wb->hm.m, memcg, &wb->who);
}

static void a_new_entry_has_a_second_chance(void **state)
{
	struct wb_machine wb;

	(void)state;
	setup(&wb);
	assert_int_equal(shrink(&wb, wb.a), -ENOENT);
	put(&wb, 1, 0, wb.a, "text");
	assert_int_equal(shrink(&wb, wb.a), -EAGAIN);
	assert_true(is_stored(&wb, 1));
	assert_int_equal(shrink(&wb, wb.a), 0);
	assert_false(is_stored(&wb, 1));
	assert_int_equal(wb.z.count.written_back_pages, 1);
	assert_int_equal(wb.a->zswap.usage, 0);
	teardown(&wb);
}

/* 1 and 2 lie on node 0, 3 on node 1: one of each node goes at a time, the oldest. */
static void the_oldest_entry_of_each_node_goes(void **state)
{
	struct wb_machine wb;

	(void)state;
	setup(&wb);
	put(&wb, 1, 0, wb.a, "text");
	put(&wb, 2, 0, wb.a, "text");
	put(&wb, 3, 1, wb.a, "text");
	for (int i = 0; i < 2; i++)
		assert_int_equal(shrink(&wb, wb.a), i ? 0 : -EAGAIN);
	assert_false(is_stored(&wb, 3));
	assert_true(is_stored(&wb, 1) && is_stored(&wb, 2));
	assert_int_equal(shrink(&wb, wb.a), 0);
	assert_false(is_stored(&wb, 1));
	assert_true(is_stored(&wb, 2));
	teardown(&wb);
}

static void without_a_page_to_decompress_into_the_entry_stays(void **state)
{
	struct wb_machine wb;

	(void)state;
	setup(&wb);
	put(&wb, 1, 0, wb.a, "text");
	shrink(&wb, wb.a);
	zone_set_free(zone_at(&wb.hm, 0, ZONE_NORMAL), 0);
	zone_set_free(zone_at(&wb.hm, 1, ZONE_NORMAL), 0);
	assert_int_equal(shrink(&wb, wb.a), -EAGAIN);
	assert_int_equal(wb.z.count.reject_reclaim_fail, 1);
	assert_true(is_stored(&wb, 1));
	teardown(&wb);
}

static void the_limit_of_a_memcg_and_of_those_above_it(void **state)
{
	struct wb_machine wb;

	(void)state;
	setup(&wb);
	wb.a->zswap.max = 0;
	assert_int_equal(put(&wb, 1, 0, wb.b, "text").why, VERDICT_ZSWAP_MEMCG);
	wb.a->zswap.max = PAGE_SIZE;
	put(&wb, 1, 0, wb.b, "ratio:1.5");
	assert_int_equal(put(&wb, 2, 0, wb.b, "ratio:1.5").outcome, ZSWAP_STORED);
	assert_true(wb.a->zswap.usage > PAGE_SIZE && wb.a->zswap.usage == wb.b->zswap.usage);
	assert_int_equal(wb.a->zswapped, 2);
	/* Both are new: nothing goes, the page is refused. Then the oldest makes room. */
	assert_int_equal(put(&wb, 3, 0, wb.b, "text").why, VERDICT_ZSWAP_MEMCG);
	assert_int_equal(put(&wb, 3, 0, wb.b, "text").why, VERDICT_ZSWAP_MEMCG);
	assert_int_equal(put(&wb, 3, 0, wb.b, "text").outcome, ZSWAP_STORED);
	assert_false(is_stored(&wb, 1));
	teardown(&wb);
}

static void memory_is_charged_for_bytes_by_whole_pages(void **state)
{
	struct wb_machine wb;

	(void)state;
	setup(&wb);
	put(&wb, 1, 0, wb.b, "ratio:1.5");
	assert_int_equal(wb.b->memory.usage, 1);
	put(&wb, 2, 0, wb.b, "ratio:1.5");
	assert_int_equal(wb.b->memory.usage, 2);
	put(&wb, 3, 0, wb.b, "ratio:1.5");
	assert_int_equal(wb.b->memory.usage, 3);	/* 3 * 2/3 of a page, and a few bytes */
	assert_int_equal(wb.a->memory.usage, 3);
	zswap_invalidate(&wb.z, &wb.hm.m, 2, 0);
	assert_int_equal(wb.b->memory.usage, 2);
	teardown(&wb);
}

static void entries_of_a_memcg_that_goes_are_its_parents(void **state)
{
	struct wb_machine wb;

	(void)state;
	setup(&wb);
	put(&wb, 1, 0, wb.b, "text");
	put(&wb, 2, 1, wb.b, "text");
	zswap_memcg_offline(&wb.z, &wb.hm.m, wb.b);
	wb.b->online = false;
	assert_int_equal(wb.b->zswapped, 0);
	assert_int_equal(wb.a->zswapped, 2);
	assert_int_equal(wb.b->memory.usage, 0);
	assert_int_equal(shrink(&wb, wb.b), -ENOENT);
	shrink(&wb, wb.a);
	assert_int_equal(shrink(&wb, wb.a), 0);
	assert_int_equal(wb.a->zswapped, 0);
	teardown(&wb);
}

/* Full at 1 %: what is refused queues the worker, and that writes down to 90 % of it. */
static void the_worker_writes_down_to_the_accept_threshold(void **state)
{
	struct wb_machine wb;
	uint64_t slot = 1, max;

	(void)state;
	setup(&wb);
	wb.z.max_pool_percent = 1;
	max = zswap_max_pages(&wb.z, &wb.hm.m);
	while (put(&wb, slot, 0, slot % 2 ? wb.a : NULL, "ratio:1.05").outcome == ZSWAP_STORED)
		slot++;
	assert_true(wb.z.shrink_queued);
	/* It gives up after 16 failures; every run takes the mark from so many entries. */
	zswap_run_worker(&wb.z, &wb.hm.m);
	assert_false(wb.z.shrink_queued);
	assert_int_equal(wb.z.count.written_back_pages, 0);
	for (uint64_t i = 0; i < max && wb.z.pool_reached_full; i++) {
		put(&wb, slot, 0, NULL, "ratio:1.05");
		zswap_run_worker(&wb.z, &wb.hm.m);
	}
	assert_true(zswap_total_pages(&wb.z) <= max * 9 / 10 + 1);
	assert_true(wb.z.count.written_back_pages >= max / 10 - 1);
	teardown(&wb);
}

static void writeback_may_be_forbidden(void **state)
{
	struct wb_machine wb;

	(void)state;
	setup(&wb);
	put(&wb, 1, 0, wb.b, "text");
	wb.a->no_zswap_writeback = true;
	assert_int_equal(shrink(&wb, wb.b), -ENOENT);
	wb.z.enabled = false;	/* then the file means nothing */
	assert_int_equal(shrink(&wb, wb.b), -EAGAIN);
	teardown(&wb);
}

static void the_shrinker_counts_what_is_worth_it(void **state)
{
	struct wb_machine wb;
	struct folio folio = { 0 };

	(void)state;
	setup(&wb);
	for (uint64_t slot = 0; slot < 8; slot++)
		put(&wb, slot, 0, wb.a, "ratio:2");
	assert_int_equal(zswap_shrinker_count(&wb.z, &wb.hm.m, wb.a, 0, GFP_KERNEL), 0);
	wb.z.shrinker_enabled = true;
	/* Eight entries at half a page each. */
	assert_int_equal(zswap_shrinker_count(&wb.z, &wb.hm.m, wb.a, 0, GFP_KERNEL), 4);
	assert_int_equal(zswap_shrinker_count(&wb.z, &wb.hm.m, wb.a, 0, GFP_NOFS), 0);
	assert_int_equal(zswap_shrinker_count(&wb.z, &wb.hm.m, wb.a, 1, GFP_KERNEL), 0);
	folio.block.zone = zone_at(&wb.hm, 0, ZONE_NORMAL);
	folio.memcg = wb.a;
	for (int i = 0; i < 4; i++)
		zswap_folio_swapin(&wb.hm.m, &folio);
	assert_int_equal(zswap_shrinker_count(&wb.z, &wb.hm.m, wb.a, 0, GFP_KERNEL), 2);
	assert_int_equal(zswap_shrinker_count(&wb.z, &wb.hm.m, wb.a, 0, GFP_KERNEL), 4);
	assert_int_equal(zswap_shrinker_scan(&wb.z, &wb.hm.m, wb.a, 0, 8, &wb.who), 0);
	assert_int_equal(zswap_shrinker_scan(&wb.z, &wb.hm.m, wb.a, 0, 3, &wb.who), 3);
	assert_int_equal(wb.z.count.stored_pages, 5);
	teardown(&wb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_entry_has_a_second_chance),
		cmocka_unit_test(the_oldest_entry_of_each_node_goes),
		cmocka_unit_test(without_a_page_to_decompress_into_the_entry_stays),
		cmocka_unit_test(the_limit_of_a_memcg_and_of_those_above_it),
		cmocka_unit_test(memory_is_charged_for_bytes_by_whole_pages),
		cmocka_unit_test(entries_of_a_memcg_that_goes_are_its_parents),
		cmocka_unit_test(the_worker_writes_down_to_the_accept_threshold),
		cmocka_unit_test(writeback_may_be_forbidden),
		cmocka_unit_test(the_shrinker_counts_what_is_worth_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
