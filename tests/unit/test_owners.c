// SPDX-License-Identifier: GPL-2.0-only
#include "unit/design_bench.h"

#include "engine/owners.h"

static struct page_block take(struct bench *b)
{
	const struct alloc_request req = { .gfp = GFP_KERNEL, .nid = 0, .task = b->task };
	struct page_block block = alloc_pages(&b->e->m, &req).block;

	assert_non_null(block.zone);
	return block;
}

static struct bench *boot(struct bench *b)
{
	bench_boot(b, design_by_name("mainline"), false);
	return b;
}

static void assert_wrong(const struct bench *b, const char *expected)
{
	char buf[256];
	const char *wrong = owners_check(b->e, buf, sizeof(buf));

	assert_non_null(wrong);
	assert_non_null(strstr(wrong, expected));
}

static void a_page_that_nobody_holds_is_found(void **state)
{
	struct bench b;
	struct page_block block;

	(void)state;
	block = take(boot(&b));
	assert_wrong(&b, "node 0: 1 pages in use, but 0 with an owner");
	held_add(held_get(&b.e->held, "x"), block);
	bench_end(&b); /* checks the machine */
}

static void a_page_that_two_hold_is_found(void **state)
{
	struct bench b;
	struct page_block block;

	(void)state;
	block = take(boot(&b));
	held_add(held_get(&b.e->held, "x"), block);
	held_add(held_get(&b.e->held, "y"), block);
	assert_wrong(&b, "has two owners");
	held_take_newest(held_find(&b.e->held, "y"));
	bench_end(&b);
}

static void a_page_that_is_held_and_free_is_found(void **state)
{
	struct bench b;
	struct page_block block;

	(void)state;
	block = take(boot(&b));
	held_add(held_get(&b.e->held, "x"), block);
	free_pages(&b.e->m, block, 0);
	assert_wrong(&b, "is free and owned");
	held_take_newest(held_find(&b.e->held, "x"));
	bench_end(&b);
}

/* Three page tables and two pages, wherever they landed. */
static void pages_of_a_task_count_by_kind_and_node(void **state)
{
	struct zone_owners zones[3][MAX_NR_ZONES];
	struct mapping *map = NULL;
	struct bench b;

	(void)state;
	boot(&b);
	engine_mm(b.e, b.task);
	assert_int_equal(mm_map(b.task->mm, "a", BASE, 2, PAGE_SIZE, false, &map), 0);
	assert_int_equal(engine_touch(b.e, b.task, map, 0, NULL), 0);
	assert_int_equal(engine_touch(b.e, b.task, map, 1, NULL), 0);
	owners_count(b.e, zones);
	assert_int_equal(zones[0][ZONE_NORMAL].nr_pages[OWNER_ANON], 2);
	assert_int_equal(zones[0][ZONE_NORMAL].nr_pages[OWNER_PGTABLE], 3);
	assert_int_equal(zones[1][ZONE_NORMAL].nr_pages[OWNER_ANON], 0);
	bench_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_that_nobody_holds_is_found),
		cmocka_unit_test(a_page_that_two_hold_is_found),
		cmocka_unit_test(a_page_that_is_held_and_free_is_found),
		cmocka_unit_test(pages_of_a_task_count_by_kind_and_node),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
