// SPDX-License-Identifier: GPL-2.0-only
/* Slots, the swap cache, and pages of a task on their way out and back. */
#include "mm_machine.h"

#include <errno.h>

#include "designs/designs.h"
#include "engine/fault_swap.h"
#include "swap/swap.h"

#define NR_SLOTS 8

static void setup(struct mm_machine *mm, bool synchronous)
{
	mm_machine_init(mm, &mainline_design, ZONE_NORMAL);
	zswap_init(&mm->e.zswap, &mm->e.m);
	swap_init(&mm->e.m, &mm->e.zswap);
	assert_int_equal(swap_on(&mm->e.m, "a", NR_SLOTS, synchronous), 0);
}

static void teardown(struct mm_machine *mm)
{
	engine_mm_exit(&mm->e, mm->task);
	assert_int_equal(mm->e.m.nr_swap_pages + mm->e.m.swap->nr_cached,
			 mm->e.m.total_swap_pages);
	swap_destroy(&mm->e.m);
	zswap_destroy(&mm->e.zswap, &mm->e.m);
	mm_machine_destroy(mm);
}

static struct folio *folio_of(const struct mapping *map, uint64_t slot)
{
	return map->ptes[slot].folio;
}

static void an_area_is_switched_on_once_and_within_limits(void **state)
{
	struct mm_machine mm;

	(void)state;
	setup(&mm, false);
	assert_int_equal(swap_on(&mm.e.m, "a", 1, false), -EBUSY);
	assert_int_equal(swap_on(&mm.e.m, "b", 0, false), -EINVAL);
	assert_int_equal(swap_on(&mm.e.m, "b", MAX_SWAP_PAGES, false), -EPERM);
	assert_int_equal(swap_on(&mm.e.m, "b", 2, false), 0);
	assert_int_equal(mm.e.m.nr_swap_pages, NR_SLOTS + 2);
	teardown(&mm);
}

static void a_page_gives_its_memory_back_and_comes_back_with_its_content(void **state)
{
	struct mm_machine mm;
	struct page_content content;
	struct mapping *map;
	uint64_t before;

	(void)state;
	setup(&mm, false);
	map = mm_machine_map(&mm, 4, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 4);
	content = folio_of(map, 2)->content;
	before = folio_count(&mm.e.m);
	assert_int_equal(engine_page_out(&mm.e, mm.task, map, 2, 1), 1);
	assert_int_equal(folio_count(&mm.e.m), before - 1);
	assert_null(folio_of(map, 2));
	assert_int_equal(mm.e.zswap.count.stored_pages, 1);
	mm_machine_touch(&mm, map, 2, 1);
	assert_memory_equal(&folio_of(map, 2)->content, &content, sizeof(content));
	/* Written to and not shared: the slot is gone. */
	assert_int_equal(mm.e.m.nr_swap_pages, NR_SLOTS);
	teardown(&mm);
}

static void a_page_that_is_only_read_keeps_its_slot_while_there_are_many(void **state)
{
	struct alloc_result failed;
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm, false);
	map = mm_machine_map(&mm, 6, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 6);
	assert_int_equal(engine_page_out(&mm.e, mm.task, map, 0, 1), 1);
	assert_int_equal(engine_swap_in(&mm.e, mm.task, map, 0, false, &failed), 0);
	assert_true(folio_of(map, 0)->flags & PG_SWAPCACHE);
	assert_int_equal(map->ptes[0].flags & PTE_WRITE, 0);
	assert_int_equal(mm.e.m.nr_swap_pages, NR_SLOTS - 1);
	/* Five of eight slots in use: more than half. */
	assert_int_equal(engine_page_out(&mm.e, mm.task, map, 1, 5), 5);
	assert_int_equal(engine_swap_in(&mm.e, mm.task, map, 1, false, &failed), 0);
	assert_int_equal(folio_of(map, 1)->flags & PG_SWAPCACHE, 0);
	teardown(&mm);
}

/* The load past the cache leaves zswap's copy until the slot goes, which is at once. */
static void a_synchronous_device_is_read_past_the_swap_cache(void **state)
{
	struct alloc_result failed;
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm, true);
	map = mm_machine_map(&mm, 1, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(engine_page_out(&mm.e, mm.task, map, 0, 1), 1);
	assert_int_equal(engine_swap_in(&mm.e, mm.task, map, 0, false, &failed), 0);
	assert_int_equal(folio_of(map, 0)->flags & PG_SWAPCACHE, 0);
	assert_int_equal(mm.e.zswap.count.stored_pages, 0);
	assert_true(map->ptes[0].flags & PTE_WRITE);
	teardown(&mm);
}

static void a_full_device_leaves_pages_where_they_are(void **state)
{
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm, false);
	map = mm_machine_map(&mm, NR_SLOTS + 2, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, NR_SLOTS + 2);
	assert_int_equal(engine_page_out(&mm.e, mm.task, map, 0, NR_SLOTS + 2), NR_SLOTS);
	assert_non_null(folio_of(map, NR_SLOTS));
	assert_true(folio_of(map, NR_SLOTS)->flags & PG_LRU);
	teardown(&mm);
}

static void pinned_locked_and_huge_pages_stay(void **state)
{
	const struct alloc_request who = { .nid = 0 };
	struct mm_machine mm;
	struct mapping *map;
	struct folio *folio;

	(void)state;
	setup(&mm, false);
	map = mm_machine_map(&mm, 1, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 1);
	folio = folio_of(map, 0);
	folio_isolate_lru(&mm.e.m, folio);
	folio->nr_pins = 1;
	assert_int_equal(swap_out(&mm.e.m, folio, &who), -EBUSY);
	folio->nr_pins = 0;
	folio->flags |= PG_MLOCKED;
	assert_int_equal(swap_out(&mm.e.m, folio, &who), -EBUSY);
	folio->flags &= ~PG_MLOCKED;
	folio->block.order = HPAGE_PMD_ORDER;
	assert_int_equal(swap_out(&mm.e.m, folio, &who), -EINVAL);
	folio->block.order = 0;
	folio_add_lru(&mm.e.m, folio);
	teardown(&mm);
}

static void the_limit_of_a_memcg_counts_its_slots(void **state)
{
	struct mem_cgroup *job;
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm, false);
	job = memcg_create(mm.e.m.root_memcg, "/job");
	job->swap.max = 1;
	map = mm_machine_map(&mm, 2, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 2);
	for (int i = 0; i < 2; i++) {
		struct folio *folio = folio_of(map, (uint64_t)i);

		folio_isolate_lru(&mm.e.m, folio);
		folio->memcg = job;
		assert_int_equal(memcg_nr_swap_pages(&mm.e.m, job), i ? 0 : 1);
		assert_int_equal(add_to_swap(&mm.e.m, folio), i ? -ENOMEM : 0);
		folio->memcg = NULL;
		folio_add_lru(&mm.e.m, folio);
	}
	assert_int_equal(job->swap.usage, 1);
	assert_int_equal(mm.e.m.root_memcg->swap.usage, 1);
	assert_true(folio_free_swap(&mm.e.m, folio_of(map, 0), 0));
	assert_int_equal(job->swap.usage, 0);
	teardown(&mm);
}

/* Writing back needs a page, which stays in the swap cache until reclaim comes by. */
static void what_zswap_writes_back_is_on_the_device_and_cached(void **state)
{
	struct alloc_request who;
	struct mm_machine mm;
	struct mapping *map;
	uint64_t slot;

	(void)state;
	setup(&mm, false);
	who = (struct alloc_request){ .nid = 0, .task = mm.task };
	map = mm_machine_map(&mm, 1, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 1);
	engine_page_out(&mm.e, mm.task, map, 0, 1);
	slot = map->ptes[0].swap - 1;
	zswap_shrink_memcg(&mm.e.zswap, &mm.e.m, mm.e.m.root_memcg, &who);
	assert_int_equal(
		zswap_shrink_memcg(&mm.e.zswap, &mm.e.m, mm.e.m.root_memcg, &who), 0);
	assert_int_equal(mm.e.zswap.count.stored_pages, 0);
	assert_int_equal(mm.e.m.swap->nr_written, 1);
	assert_non_null(swap_cache_get_folio(&mm.e.m, slot));
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(mm.e.m.swap->nr_read, 0);
	teardown(&mm);
}

static void the_device_may_be_forbidden(void **state)
{
	const struct alloc_request who = { .nid = 0 };
	struct mm_machine mm;
	struct mapping *map;
	struct folio *folio;

	(void)state;
	setup(&mm, false);
	mm.e.zswap.max_pool_percent = 0;
	mm.e.m.root_memcg->no_zswap_writeback = true;
	map = mm_machine_map(&mm, 1, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 1);
	folio = folio_of(map, 0);
	folio->memcg = mm.e.m.root_memcg;
	folio_isolate_lru(&mm.e.m, folio);
	assert_int_equal(swap_out(&mm.e.m, folio, &who), -EAGAIN);
	assert_true(folio->flags & PG_DIRTY);
	assert_int_equal(mm.e.m.swap->nr_written, 0);
	folio->memcg = NULL;
	folio_add_lru(&mm.e.m, folio);
	teardown(&mm);
}

static void a_slot_with_two_users_outlives_the_first(void **state)
{
	struct mm_machine mm;
	struct mapping *map;
	uint64_t slot;

	(void)state;
	setup(&mm, false);
	map = mm_machine_map(&mm, 1, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 1);
	engine_page_out(&mm.e, mm.task, map, 0, 1);
	slot = map->ptes[0].swap - 1;
	swap_duplicate(&mm.e.m, slot);
	free_swap_and_cache(&mm.e.m, slot, 0);
	assert_int_equal(mm.e.m.nr_swap_pages, NR_SLOTS - 1);
	assert_int_equal(mm.e.zswap.count.stored_pages, 1);
	teardown(&mm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_area_is_switched_on_once_and_within_limits),
		cmocka_unit_test(a_page_gives_its_memory_back_and_comes_back_with_its_content),
		cmocka_unit_test(a_page_that_is_only_read_keeps_its_slot_while_there_are_many),
		cmocka_unit_test(a_synchronous_device_is_read_past_the_swap_cache),
		cmocka_unit_test(a_full_device_leaves_pages_where_they_are),
		cmocka_unit_test(pinned_locked_and_huge_pages_stay),
		cmocka_unit_test(the_limit_of_a_memcg_counts_its_slots),
		cmocka_unit_test(what_zswap_writes_back_is_on_the_device_and_cached),
		cmocka_unit_test(the_device_may_be_forbidden),
		cmocka_unit_test(a_slot_with_two_users_outlives_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
