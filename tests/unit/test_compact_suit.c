// SPDX-License-Identifier: GPL-2.0-only
/* The numbers by which a zone is found worth compacting, or not. */
#include "alloc/compact_suit.h"

#include "small_machine.h"

static struct zone *pieces_of(struct small_machine *s, unsigned order, uint64_t nr)
{
	struct zone *zone = small_zone_of(s, 1, ZONE_NORMAL);

	for (unsigned o = 0; o < NR_PAGE_ORDERS; o++)
		zone->free_area[o].nr_free = 0;
	zone->free_area[order].nr_free = nr;
	zone->nr_free_pages = nr << order;
	return zone;
}

/* 1000 - (1000 + pages * 1000 / 512) / blocks, in whole numbers as the kernel divides. */
static void the_index_tells_pieces_from_shortage(void **state)
{
	struct small_machine s;

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_NORMAL);
	assert_int_equal(fragmentation_index(pieces_of(&s, 0, 1024), 9), 998);
	assert_int_equal(fragmentation_index(pieces_of(&s, 0, 2), 9), 499);
	assert_int_equal(fragmentation_index(pieces_of(&s, 8, 2), 9), 0);
	assert_int_equal(fragmentation_index(pieces_of(&s, 8, 4), 9), 250);
	assert_int_equal(fragmentation_index(pieces_of(&s, 9, 1), 9), -1000);
	assert_int_equal(fragmentation_index(pieces_of(&s, 0, 0), 9), 0);
	small_machine_destroy(&s);
}

static void extfrag_is_the_share_below_the_order(void **state)
{
	struct small_machine s;
	struct zone *zone;

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_NORMAL);
	zone = pieces_of(&s, 9, 1);
	zone->free_area[0].nr_free = 512;
	assert_int_equal(extfrag_for_order(zone, 9), 50);
	assert_int_equal(extfrag_for_order(pieces_of(&s, 0, 7), 9), 100);
	assert_int_equal(extfrag_for_order(pieces_of(&s, 0, 0), 9), 0);
	small_machine_destroy(&s);
}

/* Costly orders: low (128) and 2 << 9 must be free; others: min (64) and 2 << order. */
static void room_for_targets_must_be_free_above_the_mark(void **state)
{
	struct small_machine s;

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_NORMAL);
	s.m.sysctl.extfrag_threshold = DEFAULT_EXTFRAG_THRESHOLD;
	assert_false(compaction_suitable(&s.m, pieces_of(&s, 0, 128 + 1024), 9, ZONE_NORMAL));
	assert_true(compaction_suitable(&s.m, pieces_of(&s, 0, 128 + 1024 + 1), 9, ZONE_NORMAL));
	assert_false(compaction_suitable(&s.m, pieces_of(&s, 0, 64 + 16), 3, ZONE_NORMAL));
	assert_true(compaction_suitable(&s.m, pieces_of(&s, 0, 64 + 16 + 1), 3, ZONE_NORMAL));
	small_machine_destroy(&s);
}

/* Eight blocks of order 8: index 1000 - 5000 / 8 = 375. */
static void a_costly_order_needs_an_index_above_the_threshold(void **state)
{
	struct small_machine s;
	struct zone *zone;

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_NORMAL);
	zone = pieces_of(&s, 8, 8);
	assert_int_equal(fragmentation_index(zone, 9), 375);
	s.m.sysctl.extfrag_threshold = 375;
	assert_false(compaction_suitable(&s.m, zone, 9, ZONE_NORMAL));
	s.m.sysctl.extfrag_threshold = 374;
	assert_true(compaction_suitable(&s.m, zone, 9, ZONE_NORMAL));
	small_machine_destroy(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_index_tells_pieces_from_shortage),
		cmocka_unit_test(extfrag_is_the_share_below_the_order),
		cmocka_unit_test(room_for_targets_must_be_free_above_the_mark),
		cmocka_unit_test(a_costly_order_needs_an_index_above_the_threshold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
