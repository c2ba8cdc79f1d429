// SPDX-License-Identifier: GPL-2.0-only
/* Touching memory on a small machine: which pages it takes, from where, and that they return. */
#include "mm_machine.h"

#include <errno.h>

static void setup(struct mm_machine *mm)
{
	mm_machine_init(mm, &mainline_design, ZONE_NORMAL);
}

static void assert_nodes_of(const struct mapping *map, const int *expected, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		assert_int_equal(engine_page_node(map, i), expected[i]);
}

/* One page and the three tables that lead to it; the next page needs no table. */
static void the_first_touch_of_a_region_takes_three_page_tables(void **state)
{
	struct mm_machine mm;
	struct mapping *map;
	uint64_t before;

	(void)state;
	setup(&mm);
	before = mm_machine_free(&mm, 0);
	map = mm_machine_map(&mm, 4, PAGE_SIZE);
	assert_int_equal(engine_page_node(map, 0), -2);
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(engine_page_node(map, 0), 0);
	assert_int_equal(mm_machine_free(&mm, 0), before - 4);
	mm_machine_touch(&mm, map, 0, 2);
	assert_int_equal(mm_machine_free(&mm, 0), before - 5);
	engine_mm_exit(&mm.e, mm.task);
	assert_int_equal(mm_machine_free(&mm, 0), before);
	mm_machine_destroy(&mm);
}

/* 512 pages fill one PTE table, so the 513th takes another; the upper tables stay. */
static void every_two_megabytes_take_a_page_table(void **state)
{
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm);
	assert_int_equal(mm_map(mm.task->mm, "a", MM_BASE + 2 * HPAGE_PMD_BYTES, 1025, PAGE_SIZE,
				false, &map),
			 0);
	mm_machine_touch(&mm, map, 0, 512);
	assert_int_equal(mm.task->mm->nr_tables, 3);
	mm_machine_touch(&mm, map, 512, 513);
	assert_int_equal(mm.task->mm->nr_tables, 5);
	mm_machine_destroy(&mm);
}

/*
 * MM_BASE is page 2^32, which is 1 modulo 3. The three page tables take turns
 * and so end the round where it began; the pages go by address.
 */
static void pages_interleave_by_address_and_page_tables_by_turns(void **state)
{
	static const int expected[] = { 1, 2, 0, 1 };
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 4, PAGE_SIZE);
	mm_machine_policy(&mm, MPOL_INTERLEAVE, 7);
	mm_machine_touch(&mm, map, 0, 4);
	assert_nodes_of(map, expected, 4);
	for (int i = 0; i < 3; i++)
		assert_int_equal(mm.task->mm->tables[i].block.zone->nid, 2 - i);
	assert_int_equal(mpol_next_node(mm.task), 0);
	mm_machine_destroy(&mm);
}

static void the_policy_of_a_mapping_beats_the_tasks(void **state)
{
	const nodemask_t one = nodemask_of_node(1);
	struct mbind_args args = {
		.policy = { .mode = MPOL_BIND, .nodemask = &one, .maxnode = 1025 }, .start = MM_BASE
	};
	struct mbind_move move;
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 2, PAGE_SIZE);
	mm_machine_policy(&mm, MPOL_BIND, 4);
	args.len = PAGE_SIZE;
	assert_int_equal(mm_mbind(&mm.e.m, mm.task, &args, &move, NULL), 0);
	mbind_move_free(&move);
	mm_machine_touch(&mm, map, 0, 2);
	assert_int_equal(engine_page_node(map, 0), 1);
	assert_int_equal(engine_page_node(map, 1), 2);
	mm_machine_destroy(&mm);
}

static void a_huge_slot_takes_a_huge_page_and_keeps_a_table_ready(void **state)
{
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm);
	mm.e.m.thp_enabled = true;
	map = mm_machine_map(&mm, 2, HPAGE_PMD_BYTES);
	mm_machine_touch(&mm, map, 0, 2);
	assert_int_equal(map->ptes[0].folio->block.order, HPAGE_PMD_ORDER);
	assert_int_equal(map->ptes[1].folio->block.order, HPAGE_PMD_ORDER);
	assert_int_equal(mm.task->mm->nr_tables, 4);
	mm_machine_destroy(&mm);
}

static void without_huge_pages_a_huge_slot_takes_a_small_one(void **state)
{
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 1, HPAGE_PMD_BYTES);
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(map->ptes[0].folio->block.order, 0);
	mm_machine_destroy(&mm);
}

/*
 *	0/Normal [no huge block left]  1/Normal [free]
 * MADV_HUGEPAGE allows remote huge pages, after the own node alone was tried.
 */
static void a_huge_page_goes_remote_rather_than_small(void **state)
{
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm);
	mm.e.m.thp_enabled = true;
	map = mm_machine_map(&mm, 1, HPAGE_PMD_BYTES);
	mm_machine_fill(&mm, GFP_TRANSHUGE_LIGHT, HPAGE_PMD_ORDER, 0);
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(map->ptes[0].folio->block.order, HPAGE_PMD_ORDER);
	assert_int_equal(engine_page_node(map, 0), 1);
	mm_machine_destroy(&mm);
}

static void without_any_huge_block_the_slot_gets_a_small_page(void **state)
{
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm);
	mm.e.m.thp_enabled = true;
	map = mm_machine_map(&mm, 1, HPAGE_PMD_BYTES);
	for (int nid = 0; nid < SMALL_NODES; nid++)
		mm_machine_fill(&mm, GFP_TRANSHUGE_LIGHT, HPAGE_PMD_ORDER, nid);
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(map->ptes[0].folio->block.order, 0);
	assert_int_equal(engine_page_node(map, 0), 0);
	mm_machine_destroy(&mm);
}

/*
 *	1/Normal [full]
 * The table is there from page 0; page 1 is bound to the full node.
 */
static void a_fault_that_finds_nothing_maps_nothing(void **state)
{
	struct alloc_result failed = { 0 };
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 2, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 1);
	mm_machine_fill(&mm, GFP_NOWAIT, 0, 1);
	mm_machine_policy(&mm, MPOL_BIND, 2);
	assert_int_equal(engine_touch(&mm.e, mm.task, map, 1, &failed), -ENOMEM);
	assert_int_equal(engine_page_node(map, 1), -2);
	assert_true(failed.oom.reached);
	mm_machine_destroy(&mm);
}

static void preferred_many_takes_one_page_from_its_nodes(void **state)
{
	struct mm_machine mm;
	struct mapping *map;
	uint64_t before;

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 2, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 1);
	before = mm_machine_free(&mm, 0);
	mm_machine_policy(&mm, MPOL_PREFERRED_MANY, 2);
	mm_machine_touch(&mm, map, 1, 1);
	assert_int_equal(engine_page_node(map, 1), 1);
	assert_int_equal(mm_machine_free(&mm, 0), before);
	mm_machine_destroy(&mm);
}

static void preferred_many_goes_elsewhere_when_its_nodes_are_full(void **state)
{
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 1, PAGE_SIZE);
	mm_machine_fill(&mm, GFP_NOWAIT, 0, 1);
	mm_machine_policy(&mm, MPOL_PREFERRED_MANY, 2);
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(engine_page_node(map, 0), 0);
	mm_machine_destroy(&mm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_touch_of_a_region_takes_three_page_tables),
		cmocka_unit_test(every_two_megabytes_take_a_page_table),
		cmocka_unit_test(pages_interleave_by_address_and_page_tables_by_turns),
		cmocka_unit_test(the_policy_of_a_mapping_beats_the_tasks),
		cmocka_unit_test(a_huge_slot_takes_a_huge_page_and_keeps_a_table_ready),
		cmocka_unit_test(without_huge_pages_a_huge_slot_takes_a_small_one),
		cmocka_unit_test(a_huge_page_goes_remote_rather_than_small),
		cmocka_unit_test(without_any_huge_block_the_slot_gets_a_small_page),
		cmocka_unit_test(a_fault_that_finds_nothing_maps_nothing),
		cmocka_unit_test(preferred_many_takes_one_page_from_its_nodes),
		cmocka_unit_test(preferred_many_goes_elsewhere_when_its_nodes_are_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
