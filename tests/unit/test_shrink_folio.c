// SPDX-License-Identifier: GPL-2.0-only
#include "unit/reclaim_machine.h"

static void a_clean_page_of_a_file_is_freed_and_remembered(void **state)
{
	struct reclaim_machine *r = rm_create(0);

	(void)state;
	rm_file_page(r, 0);
	assert_int_equal(rm_shrink(r, LRU_INACTIVE_FILE, 32), 1);
	assert_null(page_cache_find(r->file, 0));
	assert_true(page_cache_slot(r->file, 0)->shadow);
	rm_destroy(r);
}

/* The fault that mapped it left a mark: the first look takes it off, the second the page. */
static void a_mapped_page_gets_a_second_look(void **state)
{
	struct reclaim_machine *r = rm_create(64);

	(void)state;
	rm_anon_page(r, PTE_YOUNG);
	assert_int_equal(rm_shrink(r, LRU_INACTIVE_ANON, 32), 0);
	assert_int_equal(rm_pages(r, LRU_INACTIVE_ANON), 1);
	assert_int_equal(rm_shrink(r, LRU_INACTIVE_ANON, 32), 1);
	assert_null(r->map->ptes[0].folio);
	assert_int_equal(r->map->ptes[0].swap, 1);
	rm_destroy(r);
}

static void a_page_that_is_accessed_between_two_looks_becomes_active(void **state)
{
	struct reclaim_machine *r = rm_create(64);

	(void)state;
	rm_anon_page(r, PTE_YOUNG);
	rm_shrink(r, LRU_INACTIVE_ANON, 32);
	r->map->ptes[0].flags |= PTE_YOUNG;
	assert_int_equal(rm_shrink(r, LRU_INACTIVE_ANON, 32), 0);
	assert_int_equal(rm_pages(r, LRU_ACTIVE_ANON), 1);
	rm_destroy(r);
}

static void without_swap_an_anonymous_page_becomes_active(void **state)
{
	struct reclaim_machine *r = rm_create(0);

	(void)state;
	rm_anon_page(r, 0);
	assert_int_equal(rm_shrink(r, LRU_INACTIVE_ANON, 32), 0);
	assert_int_equal(rm_pages(r, LRU_ACTIVE_ANON), 1);
	rm_destroy(r);
}

static void a_locked_page_goes_to_the_unevictable_list(void **state)
{
	struct reclaim_machine *r = rm_create(64);
	struct folio *folio = rm_anon_page(r, 0);

	(void)state;
	folio->flags |= PG_MLOCKED;
	assert_int_equal(rm_shrink(r, LRU_INACTIVE_ANON, 32), 0);
	assert_int_equal(rm_pages(r, LRU_UNEVICTABLE), 1);
	folio_del_lru(rm_machine(r), folio);
	folio->flags &= ~(PG_MLOCKED | PG_UNEVICTABLE);
	rm_destroy(r);
}

/* An anonymous one before it gets a slot, one of a file once it is unmapped. */
static void a_pinned_page_stays(void **state)
{
	struct reclaim_machine *r = rm_create(64);
	struct folio *anon = rm_anon_page(r, 0), *file = rm_file_page(r, 0);

	(void)state;
	anon->nr_pins = file->nr_pins = 1;
	assert_int_equal(rm_shrink(r, LRU_INACTIVE_ANON, 32), 0);
	assert_int_equal(rm_shrink(r, LRU_INACTIVE_FILE, 32), 0);
	assert_false(anon->flags & PG_SWAPCACHE);
	assert_int_equal(rm_pages(r, LRU_INACTIVE_ANON), 1);
	assert_int_equal(rm_pages(r, LRU_ACTIVE_FILE), 1);
	anon->nr_pins = 0;
	rm_destroy(r);
}

/*
 * All that was taken is dirty: the flushers run, and the written page is the next one
 * to be taken, whatever was active meanwhile.
 */
static void a_dirty_page_is_written_by_the_flushers_and_freed_next(void **state)
{
	struct reclaim_machine *r = rm_create(0);

	(void)state;
	folio_mark_dirty(rm_machine(r), rm_file_page(r, 0));
	assert_int_equal(rm_shrink(r, LRU_INACTIVE_FILE, 32), 0);
	assert_int_equal(rm_machine(r)->pgdat[RM_NODE]->nr_file_dirty, 0);
	assert_int_equal(rm_pages(r, LRU_INACTIVE_FILE), 1);
	assert_int_equal(rm_shrink(r, LRU_INACTIVE_FILE, 32), 1);
	rm_destroy(r);
}

static void a_page_under_writeback_is_out_of_the_way(void **state)
{
	struct reclaim_machine *r = rm_create(0);
	struct folio *folio = rm_file_page(r, 0);

	(void)state;
	folio_start_writeback(rm_machine(r), folio);
	assert_int_equal(rm_shrink(r, LRU_INACTIVE_FILE, 32), 0);
	assert_int_equal(rm_pages(r, LRU_ACTIVE_FILE), 1);
	folio_end_writeback(rm_machine(r), folio);
	assert_int_equal(rm_pages(r, LRU_INACTIVE_FILE), 1);
	rm_destroy(r);
}

static void a_dirty_page_table_entry_makes_the_page_of_a_file_dirty(void **state)
{
	struct reclaim_machine *r = rm_create(0);
	struct folio *folio = rm_file_page(r, 0);

	(void)state;
	folio_map_pte(folio, r->map, r->next_slot++, PTE_WRITE | PTE_DIRTY);
	rm_file_page(r, 0);
	assert_int_equal(rm_shrink(r, LRU_INACTIVE_FILE, 32), 1);
	assert_int_equal(folio->mapcount, 0);
	assert_true(folio->flags & PG_DIRTY);
	rm_destroy(r);
}

/* Pages of a zone that the request cannot use are not touched. */
static void pages_above_the_zone_of_the_request_are_skipped(void **state)
{
	struct reclaim_machine *r = rm_create(0);
	struct alloc_request req = rm_request(r);
	struct scan_control sc = scan_control_for(rm_machine(r), &req);
	const struct lru_scan scan = { &sc, rm_machine(r)->root_memcg, RM_NODE,
				       memcg_lruvec(rm_machine(r), NULL, RM_NODE) };

	(void)state;
	rm_file_page(r, 0);
	sc.reclaim_idx = ZONE_DMA32;
	assert_int_equal(shrink_inactive_list(&scan, 32, LRU_INACTIVE_FILE), 0);
	assert_int_equal(rm_pages(r, LRU_INACTIVE_FILE), 1);
	rm_destroy(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clean_page_of_a_file_is_freed_and_remembered),
		cmocka_unit_test(a_mapped_page_gets_a_second_look),
		cmocka_unit_test(a_page_that_is_accessed_between_two_looks_becomes_active),
		cmocka_unit_test(without_swap_an_anonymous_page_becomes_active),
		cmocka_unit_test(a_locked_page_goes_to_the_unevictable_list),
		cmocka_unit_test(a_pinned_page_stays),
		cmocka_unit_test(a_dirty_page_is_written_by_the_flushers_and_freed_next),
		cmocka_unit_test(a_page_under_writeback_is_out_of_the_way),
		cmocka_unit_test(a_dirty_page_table_entry_makes_the_page_of_a_file_dirty),
		cmocka_unit_test(pages_above_the_zone_of_the_request_are_skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
