// SPDX-License-Identifier: GPL-2.0-only
#include "alloc/free_list.h"
#include "base/text.h"
#include "unit/unit.h"

#include <stdlib.h>

#define B(n) ((n)*MAX_ORDER_PAGES)

struct fixture {
	struct free_list fl;
	struct page_meta *meta;
	struct text walk;
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	free_list_init(&f->fl);
	f->meta = page_meta_create(0, SECTION_PAGES);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	free_list_destroy(&f->fl);
	page_meta_destroy(f->meta);
	text_free(&f->walk);
	free(f);
	return 0;
}

/* The blocks head to tail, in units of max-order blocks: "3 1 2". */
static const char *walk(struct fixture *f)
{
	text_free(&f->walk);
	f->walk = TEXT_INIT;
	for (uint32_t idx = free_list_first(&f->fl); idx != PAGE_IDX_NONE;
	     idx = free_list_next(&f->fl, f->meta, idx))
		text_addf(&f->walk, "%s%u", f->walk.len ? " " : "", idx / MAX_ORDER_PAGES);
	return text_str(&f->walk);
}

static void add_head_puts_first_and_add_tail_puts_last(void **state)
{
	struct fixture *f = *state;

	free_list_add_head(&f->fl, f->meta, B(1));
	free_list_add_head(&f->fl, f->meta, B(2));
	free_list_add_tail(&f->fl, f->meta, B(3));
	assert_string_equal(walk(f), "2 1 3");
	assert_int_equal(free_list_last(&f->fl), B(3));
	assert_int_equal(f->fl.nr_blocks, 3);
}

static void del_takes_out_head_middle_and_tail(void **state)
{
	struct fixture *f = *state;

	for (uint32_t i = 1; i <= 5; i++)
		free_list_add_tail(&f->fl, f->meta, B(i));
	free_list_del(&f->fl, f->meta, B(3));
	free_list_del(&f->fl, f->meta, B(1));
	free_list_del(&f->fl, f->meta, B(5));
	assert_string_equal(walk(f), "2 4");
	free_list_del(&f->fl, f->meta, B(2));
	free_list_del(&f->fl, f->meta, B(4));
	assert_true(free_list_empty(&f->fl));
	assert_int_equal(free_list_first(&f->fl), PAGE_IDX_NONE);
}

/*   9 -> [4 5 6) -> 2 : explicit, implied, explicit   */
static void intervals_stand_between_what_was_put_before_and_behind(void **state)
{
	struct fixture *f = *state;

	assert_true(free_list_add_tail_interval(&f->fl, B(4), B(7)));
	free_list_add_head(&f->fl, f->meta, B(9));
	free_list_add_tail(&f->fl, f->meta, B(2));
	assert_string_equal(walk(f), "9 4 5 6 2");
	assert_int_equal(f->fl.nr_blocks, 5);
	assert_false(free_list_starts_implied(&f->fl));
	free_list_add_head(&f->fl, f->meta, B(1));
	assert_string_equal(walk(f), "1 9 4 5 6 2");
	free_list_del(&f->fl, f->meta, B(9));
	free_list_del(&f->fl, f->meta, B(1));
	assert_true(free_list_starts_implied(&f->fl));
	assert_string_equal(walk(f), "4 5 6 2");
}

static void intervals_behind_an_explicit_list_come_last(void **state)
{
	struct fixture *f = *state;

	free_list_add_tail(&f->fl, f->meta, B(8));
	assert_true(free_list_add_tail_interval(&f->fl, B(1), B(3)));
	assert_string_equal(walk(f), "8 1 2");
	assert_int_equal(free_list_last(&f->fl), B(2));
}

static void touching_intervals_become_one_and_gaps_stay(void **state)
{
	struct fixture *f = *state;

	assert_true(free_list_add_tail_interval(&f->fl, B(1), B(3)));
	assert_true(free_list_add_tail_interval(&f->fl, B(3), B(4)));
	assert_true(free_list_add_tail_interval(&f->fl, B(6), B(7)));
	assert_int_equal(f->fl.nr_intervals, 2);
	assert_string_equal(walk(f), "1 2 3 6");
}

static void an_interval_that_would_not_come_last_is_refused(void **state)
{
	struct fixture *f = *state;

	assert_true(free_list_add_tail_interval(&f->fl, B(4), B(6)));
	assert_false(free_list_add_tail_interval(&f->fl, B(1), B(2)));
	free_list_add_tail(&f->fl, f->meta, B(9));
	assert_false(free_list_add_tail_interval(&f->fl, B(7), B(8)));
	assert_string_equal(walk(f), "4 5 9");
}

static void take_implied_gives_the_first_block_until_none_is_left(void **state)
{
	struct fixture *f = *state;

	free_list_add_tail_interval(&f->fl, B(1), B(3));
	free_list_add_tail_interval(&f->fl, B(5), B(6));
	assert_int_equal(free_list_take_implied(&f->fl), B(1));
	assert_int_equal(free_list_take_implied(&f->fl), B(2));
	assert_int_equal(free_list_take_implied(&f->fl), B(5));
	assert_true(free_list_empty(&f->fl));
	assert_int_equal(f->fl.nr_intervals, 0);
}

/*   [1 2 3 4 5 6)  cut the middle, the start, the end   */
static void cut_takes_any_part_of_an_interval(void **state)
{
	struct fixture *f = *state;

	free_list_add_tail_interval(&f->fl, B(1), B(7));
	free_list_cut(&f->fl, B(3), B(5));
	assert_string_equal(walk(f), "1 2 5 6");
	free_list_cut(&f->fl, B(1), B(2));
	free_list_cut(&f->fl, B(6), B(7));
	assert_string_equal(walk(f), "2 5");
	free_list_cut(&f->fl, B(2), B(3));
	free_list_cut(&f->fl, B(5), B(6));
	assert_true(free_list_empty(&f->fl));
}

static void find_interval_knows_inside_from_outside(void **state)
{
	struct fixture *f = *state;

	free_list_add_tail_interval(&f->fl, B(1), B(3));
	free_list_add_tail_interval(&f->fl, B(5), B(6));
	assert_null(free_list_find_interval(&f->fl, 0));
	assert_ptr_equal(free_list_find_interval(&f->fl, B(1)), &f->fl.intervals[0]);
	assert_ptr_equal(free_list_find_interval(&f->fl, B(3) - 1), &f->fl.intervals[0]);
	assert_null(free_list_find_interval(&f->fl, B(3)));
	assert_ptr_equal(free_list_find_interval(&f->fl, B(5) + 7), &f->fl.intervals[1]);
	assert_null(free_list_find_interval(&f->fl, B(6)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(add_head_puts_first_and_add_tail_puts_last, setup,
						teardown),
		cmocka_unit_test_setup_teardown(del_takes_out_head_middle_and_tail, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			intervals_stand_between_what_was_put_before_and_behind, setup, teardown),
		cmocka_unit_test_setup_teardown(intervals_behind_an_explicit_list_come_last, setup,
						teardown),
		cmocka_unit_test_setup_teardown(touching_intervals_become_one_and_gaps_stay, setup,
						teardown),
		cmocka_unit_test_setup_teardown(an_interval_that_would_not_come_last_is_refused,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			take_implied_gives_the_first_block_until_none_is_left, setup, teardown),
		cmocka_unit_test_setup_teardown(cut_takes_any_part_of_an_interval, setup, teardown),
		cmocka_unit_test_setup_teardown(find_interval_knows_inside_from_outside, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
