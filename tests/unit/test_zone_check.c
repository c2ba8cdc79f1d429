// SPDX-License-Identifier: GPL-2.0-only
/* Each test breaks one invariant and wants it found; the zone is thrown away unchecked. */
#include "unit/zone_fixture.h"

static const struct list_literal start[] = { { 3, MIGRATE_MOVABLE, { 64, 128 } },
					     { 9, MIGRATE_MOVABLE, { 1024 } } };
static const struct pageblock_run runs[] = { { 0, 4, MIGRATE_MOVABLE } };

static struct fixture *fixture_sound(void)
{
	struct fixture *f = fixture_used(0, 2048);

	LOAD(f, start, runs);
	assert_zone_ok(&f->zone);
	return f;
}

static void expect_wrong(struct fixture *f, const char *wanted)
{
	char buf[200];
	const char *wrong = zone_check(&f->zone, buf, sizeof(buf));

	assert_non_null(wrong);
	if (!strstr(wrong, wanted))
		fail_msg("\"%s\" does not say \"%s\"", wrong, wanted);
	zone_destroy(&f->zone);
	free(f);
}

static void a_wrong_free_count_is_found(void **state)
{
	struct fixture *f = fixture_sound();

	(void)state;
	f->zone.nr_free_pages++;
	expect_wrong(f, "nr_free_pages is");
}

static void a_wrong_block_count_is_found(void **state)
{
	struct fixture *f = fixture_sound();

	(void)state;
	f->zone.free_area[3].nr_free--;
	expect_wrong(f, "order 3 counts 1 blocks, its lists hold 2");
}

static void a_state_that_contradicts_its_list_is_found(void **state)
{
	struct fixture *f = fixture_sound();

	(void)state;
	set_page_state(f->zone.meta, 128, PAGE_BUDDY | 4);
	expect_wrong(f, "order 3 list M is broken at 0x80");
}

static void a_broken_back_link_is_found(void **state)
{
	struct fixture *f = fixture_sound();

	(void)state;
	page_link(f->zone.meta, 128)->prev = 7;
	expect_wrong(f, "order 3 list M is broken at 0x80");
}

static void two_free_buddies_are_found(void **state)
{
	struct fixture *f = fixture_sound();

	(void)state;
	add_to_free_list(&f->zone, 72, 3, MIGRATE_MOVABLE, true);
	account_freepages(&f->zone, 8, MIGRATE_MOVABLE);
	expect_wrong(f, "and its buddy are both free");
}

static void a_block_inside_a_block_is_found(void **state)
{
	struct fixture *f = fixture_sound();

	(void)state;
	set_page_state(f->zone.meta, 1100, PAGE_PCP);
	expect_wrong(f, "has a state inside a block of order 9");
}

static void a_list_of_another_type_than_the_pageblock_is_found(void **state)
{
	struct fixture *f = fixture_sound();

	(void)state;
	set_pageblock_mt(&f->zone, 0, MIGRATE_UNMOVABLE);
	expect_wrong(f, "on list M, its pageblock is not");
}

static void more_free_pages_than_managed_ones_are_found(void **state)
{
	struct fixture *f = fixture_sound();

	(void)state;
	f->zone.managed_pages = 500;
	expect_wrong(f, "528 free pages of 500 managed ones");
}

static void a_wrong_per_cpu_count_is_found(void **state)
{
	struct fixture *f = fixture_sound();

	(void)state;
	zone_pcp(&f->m, &f->zone, 0)->count = 1;
	expect_wrong(f, "cpu 0 counts 1 pages, its lists hold 0");
}

static void unsorted_intervals_are_found(void **state)
{
	struct fixture *f = fixture_free_zone(0, 4096);
	struct free_list *fl = zone_free_list(&f->zone, 10, MIGRATE_MOVABLE);

	(void)state;
	free_list_cut(fl, 1024, 2048);
	fl->intervals[1].start = 0;
	expect_wrong(f, "is not sorted");
}

static void an_interval_that_leaves_the_zone_is_found(void **state)
{
	struct fixture *f = fixture_free_zone(0, 4096);

	(void)state;
	zone_free_list(&f->zone, 10, MIGRATE_MOVABLE)->intervals[0].end += 1024;
	expect_wrong(f, "is not in the zone");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_free_count_is_found),
		cmocka_unit_test(a_wrong_block_count_is_found),
		cmocka_unit_test(a_state_that_contradicts_its_list_is_found),
		cmocka_unit_test(a_broken_back_link_is_found),
		cmocka_unit_test(two_free_buddies_are_found),
		cmocka_unit_test(a_block_inside_a_block_is_found),
		cmocka_unit_test(a_list_of_another_type_than_the_pageblock_is_found),
		cmocka_unit_test(more_free_pages_than_managed_ones_are_found),
		cmocka_unit_test(a_wrong_per_cpu_count_is_found),
		cmocka_unit_test(unsorted_intervals_are_found),
		cmocka_unit_test(an_interval_that_leaves_the_zone_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
