// SPDX-License-Identifier: GPL-2.0-only
#include "alloc/watermark.h"
#include "unit/unit.h"

#define GFP_ATOMIC_FLAGS (ALLOC_WMARK_MIN | ALLOC_MIN_RESERVE | ALLOC_NON_BLOCK)

/*
 * A zone whose min mark is 800 and which holds back 100 pages from movable
 * requests:
 *
 *	0 ....... min 800 ....... free
 */
static struct zone small_zone(uint64_t nr_free)
{
	struct zone zone = {
		.type = ZONE_NORMAL,
		.managed_pages = 100000,
		.nr_free_pages = nr_free,
		._watermark = { 800, 1000, 1200, 1400 },
		.lowmem_reserve = { [ZONE_MOVABLE] = 100 },
	};

	return zone;
}

static void put_block(struct zone *zone, unsigned order, enum migratetype mt)
{
	zone->free_area[order].nr_free++;
	zone->free_area[order].free_list[mt].nr_blocks++;
}

/* The highest number of free pages at which an order-0 request is refused. */
static uint64_t refused_up_to(unsigned alloc_flags, enum zone_type highest_zoneidx)
{
	struct zone zone = small_zone(0);

	for (uint64_t nr_free = 0; nr_free < 2000; nr_free++) {
		zone.nr_free_pages = nr_free;
		if (zone_watermark_fast(&zone, 0, 800, highest_zoneidx, alloc_flags) ==
		    VERDICT_PASS)
			return nr_free - 1;
	}
	return UINT64_MAX;
}

static void free_pages_must_exceed_the_mark(void **state)
{
	(void)state;
	assert_int_equal(refused_up_to(ALLOC_WMARK_MIN, ZONE_NORMAL), 800);
}

static void requests_of_higher_zones_respect_the_lowmem_reserve(void **state)
{
	(void)state;
	assert_int_equal(refused_up_to(ALLOC_WMARK_MIN, ZONE_MOVABLE), 900);
}

static void high_requests_go_to_half_of_the_mark(void **state)
{
	(void)state;
	assert_int_equal(refused_up_to(ALLOC_MIN_RESERVE, ZONE_NORMAL), 400);
}

static void atomic_requests_go_to_three_eighths(void **state)
{
	(void)state;
	assert_int_equal(refused_up_to(GFP_ATOMIC_FLAGS, ZONE_NORMAL), 300);
}

static void nowait_requests_get_no_reduction(void **state)
{
	(void)state;
	assert_int_equal(refused_up_to(ALLOC_NON_BLOCK, ZONE_NORMAL), 800);
}

static void oom_victims_go_to_half_and_add_to_other_rights(void **state)
{
	(void)state;
	assert_int_equal(refused_up_to(ALLOC_OOM, ZONE_NORMAL), 400);
	assert_int_equal(refused_up_to(ALLOC_OOM | ALLOC_MIN_RESERVE, ZONE_NORMAL), 200);
}

static void the_lowmem_reserve_is_never_reduced(void **state)
{
	(void)state;
	assert_int_equal(refused_up_to(GFP_ATOMIC_FLAGS, ZONE_MOVABLE), 300 + 100);
}

/* 4 pages of order 2 would leave too little: 3 of them count as not free. */
static void a_block_counts_all_its_pages_but_one(void **state)
{
	struct zone zone = small_zone(803);

	(void)state;
	put_block(&zone, 2, MIGRATE_MOVABLE);
	assert_int_equal(zone_watermark_fast(&zone, 2, 800, ZONE_NORMAL, 0), VERDICT_WATERMARK);
	zone.nr_free_pages = 804;
	assert_int_equal(zone_watermark_fast(&zone, 2, 800, ZONE_NORMAL, 0), VERDICT_PASS);
}

static void enough_free_pages_without_a_large_block_is_no_block(void **state)
{
	struct zone zone = small_zone(5000);

	(void)state;
	put_block(&zone, 3, MIGRATE_MOVABLE);
	assert_int_equal(zone_watermark_fast(&zone, 4, 800, ZONE_NORMAL, 0), VERDICT_NO_BLOCK);
	assert_int_equal(zone_watermark_fast(&zone, 3, 800, ZONE_NORMAL, 0), VERDICT_PASS);
	assert_int_equal(zone_watermark_fast(&zone, 2, 800, ZONE_NORMAL, 0), VERDICT_PASS);
}

static void order_0_asks_for_no_block(void **state)
{
	struct zone zone = small_zone(5000);

	(void)state;
	assert_int_equal(zone_watermark_fast(&zone, 0, 800, ZONE_NORMAL, 0), VERDICT_PASS);
}

static void blocks_of_the_highatomic_reserve_are_for_those_who_may(void **state)
{
	struct zone zone = small_zone(5000);

	(void)state;
	put_block(&zone, 5, MIGRATE_HIGHATOMIC);
	put_block(&zone, 6, MIGRATE_ISOLATE);
	assert_int_equal(zone_watermark_fast(&zone, 4, 800, ZONE_NORMAL, 0), VERDICT_NO_BLOCK);
	assert_int_equal(zone_watermark_fast(&zone, 4, 800, ZONE_NORMAL, ALLOC_MIN_RESERVE),
			 VERDICT_NO_BLOCK);
	assert_int_equal(zone_watermark_fast(&zone, 4, 800, ZONE_NORMAL, ALLOC_HIGHATOMIC),
			 VERDICT_PASS);
	assert_int_equal(zone_watermark_fast(&zone, 4, 800, ZONE_NORMAL, ALLOC_OOM), VERDICT_PASS);
	assert_int_equal(zone_watermark_fast(&zone, 6, 800, ZONE_NORMAL, ALLOC_OOM),
			 VERDICT_NO_BLOCK);
}

static void free_highatomic_pages_count_only_for_users_of_reserves(void **state)
{
	struct zone zone = small_zone(1000);

	(void)state;
	zone.nr_free_highatomic = 512;
	assert_int_equal(zone_watermark_fast(&zone, 0, 800, ZONE_NORMAL, 0), VERDICT_WATERMARK);
	assert_int_equal(zone_watermark_fast(&zone, 0, 800, ZONE_NORMAL, ALLOC_NON_BLOCK),
			 VERDICT_PASS);
}

static void more_highatomic_than_free_pages_is_no_underflow(void **state)
{
	struct zone zone = small_zone(100);

	(void)state;
	zone.nr_free_highatomic = 512;
	assert_int_equal(zone_watermark_fast(&zone, 0, 0, ZONE_NORMAL, 0), VERDICT_WATERMARK);
	assert_int_equal(zone_watermark_ok(&zone, 3, 0, ZONE_NORMAL, 0, 100), VERDICT_WATERMARK);
}

/*
 *	min 800   free 1000   min + boost 2800
 *
 * The boost holds back everybody but order-0 users of the min reserve at the
 * min mark.
 */
static void a_boosted_min_mark_does_not_hold_back_atomic_order_0(void **state)
{
	struct zone zone = small_zone(1000);
	uint64_t mark;

	(void)state;
	zone.watermark_boost = 2000;
	put_block(&zone, 1, MIGRATE_UNMOVABLE);
	mark = wmark_pages(&zone, WMARK_MIN);
	assert_int_equal(zone_watermark_fast(&zone, 0, mark, ZONE_NORMAL, ALLOC_NON_BLOCK),
			 VERDICT_WATERMARK);
	assert_int_equal(zone_watermark_fast(&zone, 0, mark, ZONE_NORMAL, GFP_ATOMIC_FLAGS),
			 VERDICT_PASS);
	assert_int_equal(zone_watermark_fast(&zone, 1, mark, ZONE_NORMAL, GFP_ATOMIC_FLAGS),
			 VERDICT_WATERMARK);
	assert_int_equal(zone_watermark_fast(&zone, 0, mark, ZONE_NORMAL,
					     GFP_ATOMIC_FLAGS | ALLOC_WMARK_LOW),
			 VERDICT_WATERMARK);
}

/* Everything that can matter at once, against the arithmetic that records show. */
static void recorded_numbers_explain_the_verdict(void **state)
{
	static const unsigned flags[] = {
		0,
		ALLOC_NON_BLOCK,
		ALLOC_MIN_RESERVE,
		GFP_ATOMIC_FLAGS,
		ALLOC_OOM,
		GFP_ATOMIC_FLAGS | ALLOC_HIGHATOMIC,
		ALLOC_WMARK_LOW | ALLOC_MIN_RESERVE,
	};
	struct zone zone = small_zone(0);

	(void)state;
	zone.nr_free_highatomic = 64;
	put_block(&zone, 10, MIGRATE_MOVABLE);
	for (size_t f = 0; f < sizeof(flags) / sizeof(flags[0]); f++) {
		for (unsigned i = 0; i < 2 * 2 * 1500; i++) {
			unsigned order = i & 1 ? 4 : 0;
			uint64_t mark;
			struct zone_record rec = { .mark = 0 };
			enum verdict v;

			zone.watermark_boost = i & 2 ? 300 : 0;
			zone.nr_free_pages = i / 4;
			mark = wmark_pages(&zone, (enum wmark)(flags[f] & ALLOC_WMARK_MASK));
			v = zone_watermark_fast(&zone, order, mark, ZONE_MOVABLE, flags[f]);
			zone_watermark_record(&zone, order, mark, ZONE_MOVABLE, flags[f], &rec);
			assert_int_equal(v == VERDICT_WATERMARK,
					 (int64_t)(rec.free - rec.unusable) <=
						 (int64_t)(rec.mark - rec.deduction + rec.reserve));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(free_pages_must_exceed_the_mark),
		cmocka_unit_test(requests_of_higher_zones_respect_the_lowmem_reserve),
		cmocka_unit_test(high_requests_go_to_half_of_the_mark),
		cmocka_unit_test(atomic_requests_go_to_three_eighths),
		cmocka_unit_test(nowait_requests_get_no_reduction),
		cmocka_unit_test(oom_victims_go_to_half_and_add_to_other_rights),
		cmocka_unit_test(the_lowmem_reserve_is_never_reduced),
		cmocka_unit_test(a_block_counts_all_its_pages_but_one),
		cmocka_unit_test(enough_free_pages_without_a_large_block_is_no_block),
		cmocka_unit_test(order_0_asks_for_no_block),
		cmocka_unit_test(blocks_of_the_highatomic_reserve_are_for_those_who_may),
		cmocka_unit_test(free_highatomic_pages_count_only_for_users_of_reserves),
		cmocka_unit_test(more_highatomic_than_free_pages_is_no_underflow),
		cmocka_unit_test(a_boosted_min_mark_does_not_hold_back_atomic_order_0),
		cmocka_unit_test(recorded_numbers_explain_the_verdict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
