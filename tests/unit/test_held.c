// SPDX-License-Identifier: GPL-2.0-only
/* Blocks that steps hold, as runs of neighbours. */
#include "unit/unit.h"

#include "engine/held.h"

static struct zone zone_a, zone_b;

static struct page_block block(struct zone *zone, uint64_t pfn, unsigned order)
{
	return (struct page_block){ .zone = zone, .pfn = pfn, .order = order };
}

static void neighbours_are_one_run(void **state)
{
	struct held_blocks held = { 0 };
	struct held_set *set = held_get(&held, "a");

	(void)state;
	held_add(set, block(&zone_a, 8, 1));
	held_add(set, block(&zone_a, 10, 1));
	held_add(set, block(&zone_a, 12, 0)); /* another order */
	held_add(set, block(&zone_b, 13, 0)); /* another zone */
	held_add(set, block(&zone_b, 12, 0)); /* downwards */
	assert_int_equal(set->nr, 5);
	assert_int_equal(set->nr_runs, 4);
	held_clear(&held);
}

static void blocks_come_back_from_both_ends_in_order(void **state)
{
	struct held_blocks held = { 0 };
	struct held_set *set = held_get(&held, "a");
	static const uint64_t pfns[] = { 4, 5, 9, 10 };

	(void)state;
	for (size_t i = 0; i < 4; i++)
		held_add(set, block(&zone_a, pfns[i], 0));
	assert_int_equal(held_take_oldest(set).pfn, 4);
	assert_int_equal(held_take_newest(set).pfn, 10);
	assert_int_equal(held_take_oldest(set).pfn, 5);
	assert_int_equal(held_take_oldest(set).pfn, 9);
	assert_int_equal(set->nr, 0);
	held_add(set, block(&zone_a, 10, 0));
	assert_int_equal(held_take_newest(set).pfn, 10);
	held_clear(&held);
}

static void add_pfn(void *arg, struct page_block b)
{
	uint64_t *sum = arg;

	*sum = *sum * 16 + b.pfn;
}

static void a_walk_sees_what_is_left_oldest_first(void **state)
{
	struct held_blocks held = { 0 };
	struct held_set *set = held_get(&held, "a");
	uint64_t seen = 0;

	(void)state;
	for (uint64_t pfn = 1; pfn <= 4; pfn++)
		held_add(set, block(&zone_a, pfn, 0));
	held_take_oldest(set);
	held_for_each(set, add_pfn, &seen);
	assert_int_equal(seen, 0x234);
	held_clear(&held);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neighbours_are_one_run),
		cmocka_unit_test(blocks_come_back_from_both_ends_in_order),
		cmocka_unit_test(a_walk_sees_what_is_left_oldest_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
