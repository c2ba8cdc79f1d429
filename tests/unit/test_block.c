// SPDX-License-Identifier: GPL-2.0-only
/* The table of memory blocks, their size and their state machine. */
#include "hotplug/block.h"

#include "unit.h"

#define GIB_PAGES (UINT64_C(1) << 18)

static void below_64_gib_blocks_are_128_mib(void **state)
{
	(void)state;
	assert_int_equal(probe_memory_block_pages(GIB_PAGES), SECTION_PAGES);
	assert_int_equal(probe_memory_block_pages(64 * GIB_PAGES - 1), SECTION_PAGES);
}

static void above_a_block_is_the_largest_size_the_end_is_a_multiple_of(void **state)
{
	(void)state;
	assert_int_equal(probe_memory_block_pages(64 * GIB_PAGES), 2 * GIB_PAGES);
	assert_int_equal(probe_memory_block_pages(65 * GIB_PAGES), GIB_PAGES);
	assert_int_equal(probe_memory_block_pages(65 * GIB_PAGES + GIB_PAGES / 4), GIB_PAGES / 4);
	assert_int_equal(probe_memory_block_pages(65 * GIB_PAGES + 1), SECTION_PAGES);
}

static void blocks_are_found_by_id_whatever_the_order_of_adding(void **state)
{
	static const uint64_t ids[] = { 7, 3, 12, 5 };
	struct block_table table = { .block_pages = SECTION_PAGES };

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_non_null(add_memory_block(&table, ids[i], i));
	for (int i = 0; i < 4; i++)
		assert_int_equal(find_memory_block(&table, ids[i])->nid, i);
	assert_null(find_memory_block(&table, 4));
	assert_int_equal(table.blocks[0].id, 3);
	block_table_destroy(&table);
}

static void an_id_can_be_added_only_once(void **state)
{
	struct block_table table = { .block_pages = SECTION_PAGES };

	(void)state;
	assert_non_null(add_memory_block(&table, 7, 0));
	assert_null(add_memory_block(&table, 7, 1));
	remove_memory_block(&table, 7);
	assert_int_equal(table.nr_blocks, 0);
	assert_non_null(add_memory_block(&table, 7, 1));
	block_table_destroy(&table);
}

static void a_block_goes_on_line_and_off_line_by_way_of_the_going_states(void **state)
{
	struct mem_block block = { .state = BLOCK_OFFLINE };

	(void)state;
	block_set_state(&block, BLOCK_GOING_ONLINE);
	assert_string_equal(block_state_names[block.state], "offline");
	block_set_state(&block, BLOCK_ONLINE);
	block_set_state(&block, BLOCK_GOING_OFFLINE);
	block_set_state(&block, BLOCK_ONLINE);
	block_set_state(&block, BLOCK_GOING_OFFLINE);
	block_set_state(&block, BLOCK_OFFLINE);
	assert_int_equal(block.state, BLOCK_OFFLINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(below_64_gib_blocks_are_128_mib),
		cmocka_unit_test(above_a_block_is_the_largest_size_the_end_is_a_multiple_of),
		cmocka_unit_test(blocks_are_found_by_id_whatever_the_order_of_adding),
		cmocka_unit_test(an_id_can_be_added_only_once),
		cmocka_unit_test(a_block_goes_on_line_and_off_line_by_way_of_the_going_states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
