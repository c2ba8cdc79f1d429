// SPDX-License-Identifier: GPL-2.0-only
/* Free blocks by place: found, taken down to the watermark, and lists turned round. */
#include "alloc/isolate_free.h"

#include "small_machine.h"

static struct zone *normal(struct small_machine *s)
{
	return small_zone_of(s, 1, ZONE_NORMAL);
}

/* Put block after block of @order on the movable list of a zone, tail last. */
static void take_apart(struct small_machine *s, unsigned order, uint64_t *pfns, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		assert_true(rmqueue(&s->m, normal(s), order, 0, MIGRATE_MOVABLE, 0, &pfns[i]));
}

/* Never-touched memory has no mark at its pages, only an interval that holds them. */
static void an_implied_block_is_found_at_its_first_page(void **state)
{
	struct small_machine s;
	uint32_t idx;

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_NORMAL);
	idx = zone_page_idx(normal(&s), 0x200000);
	assert_int_equal(free_block_order(normal(&s), idx), MAX_PAGE_ORDER);
	assert_int_equal(free_block_order(normal(&s), idx + 1), -1);
	assert_int_equal(free_block_order(normal(&s), idx + 512), -1);
	small_machine_destroy(&s);
}

static void a_block_is_taken_as_if_handed_out(void **state)
{
	struct small_machine s;
	uint64_t pfn, before;
	uint32_t buddy;

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_NORMAL);
	take_apart(&s, 4, &pfn, 1);
	before = normal(&s)->nr_free_pages;
	buddy = zone_page_idx(normal(&s), pfn + 16);
	assert_int_equal(free_block_order(normal(&s), buddy), 4);
	assert_int_equal(isolate_free_page(normal(&s), buddy, 4), 16);
	assert_int_equal(free_block_order(normal(&s), buddy), -1);
	assert_int_equal(normal(&s)->nr_free_pages, before - 16);
	free_pages_to_zone(&s.m, normal(&s), pfn + 16, 4, 0);
	assert_int_equal(normal(&s)->nr_free_pages, before);
	small_machine_destroy(&s);
}

/* min is 64: 80 free pages spare a block of one page, not one of sixteen. */
static void the_min_watermark_keeps_blocks_from_being_taken(void **state)
{
	struct small_machine s;
	uint64_t pfn;

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_NORMAL);
	take_apart(&s, 4, &pfn, 1);
	normal(&s)->_watermark[WMARK_MIN] = normal(&s)->nr_free_pages - 16;
	assert_int_equal(isolate_free_page(normal(&s), zone_page_idx(normal(&s), pfn + 16), 4), 0);
	normal(&s)->_watermark[WMARK_MIN]--;
	assert_int_equal(isolate_free_page(normal(&s), zone_page_idx(normal(&s), pfn + 16), 4), 16);
	small_machine_destroy(&s);
}

/* Half a pageblock that is taken makes its unmovable pageblock movable. */
static void a_large_block_takes_its_pageblock_along(void **state)
{
	struct small_machine s;
	uint64_t pfn;
	uint32_t idx;

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_NORMAL);
	assert_true(rmqueue(&s.m, normal(&s), 8, 0, MIGRATE_UNMOVABLE, 0, &pfn));
	idx = zone_page_idx(normal(&s), pfn ^ 256);
	assert_int_equal(pageblock_mt(normal(&s), idx), MIGRATE_UNMOVABLE);
	assert_int_equal(isolate_free_page(normal(&s), idx, 8), 256);
	assert_int_equal(pageblock_mt(normal(&s), idx), MIGRATE_MOVABLE);
	small_machine_destroy(&s);
}

static void assert_list(const struct free_list *fl, struct page_meta *meta,
			const uint32_t *expected, size_t nr)
{
	uint32_t idx = fl->head, prev = PAGE_IDX_NONE;

	for (size_t i = 0; i < nr; i++) {
		assert_int_equal(idx, expected[i]);
		assert_int_equal(page_link(meta, idx)->prev, prev);
		prev = idx;
		idx = page_link(meta, idx)->next;
	}
	assert_int_equal(idx, PAGE_IDX_NONE);
	assert_int_equal(fl->tail, prev);
}

static void a_list_turns_so_that_a_block_comes_first_or_last(void **state)
{
	struct page_meta *meta = page_meta_create(0, SECTION_PAGES);
	struct free_list fl;

	(void)state;
	free_list_init(&fl);
	for (uint32_t idx = 8; idx <= 32; idx += 8)
		free_list_add_tail(&fl, meta, idx);
	free_list_rotate_before(&fl, meta, 24);
	assert_list(&fl, meta, (const uint32_t[]){ 24, 32, 8, 16 }, 4);
	free_list_rotate_before(&fl, meta, 24);
	assert_list(&fl, meta, (const uint32_t[]){ 24, 32, 8, 16 }, 4);
	free_list_rotate_after(&fl, meta, 32);
	assert_list(&fl, meta, (const uint32_t[]){ 8, 16, 24, 32 }, 4);
	free_list_rotate_after(&fl, meta, 32);
	assert_list(&fl, meta, (const uint32_t[]){ 8, 16, 24, 32 }, 4);
	free_list_destroy(&fl);
	page_meta_destroy(meta);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_implied_block_is_found_at_its_first_page),
		cmocka_unit_test(a_block_is_taken_as_if_handed_out),
		cmocka_unit_test(the_min_watermark_keeps_blocks_from_being_taken),
		cmocka_unit_test(a_large_block_takes_its_pageblock_along),
		cmocka_unit_test(a_list_turns_so_that_a_block_comes_first_or_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
