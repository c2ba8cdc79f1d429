// SPDX-License-Identifier: GPL-2.0-only
/* The index of a file's pages, and the counts of dirty ones. */
#include "mm_machine.h"

#include "pagecache/pagecache.h"

struct fixture {
	struct mm_machine mm;
	struct page_cache *cache;
};

static void setup(struct fixture *f)
{
	mm_machine_init(&f->mm, &mainline_design, ZONE_NORMAL);
	f->mm.e.m.sysctl.dirty_ratio = 20;
	f->cache = file_open(&f->mm.e.m, "data");
}

/* A page of node @nid as page @index of the file. */
static struct folio *add(struct fixture *f, uint64_t index, int nid)
{
	const struct alloc_request req = { .gfp = GFP_HIGHUSER_MOVABLE | __GFP_THISNODE,
					   .nid = nid,
					   .task = f->mm.task };
	struct folio *folio =
		folio_create(&f->mm.e.m, alloc_pages(&f->mm.e.m, &req).block, FOLIO_FILE);

	page_cache_add(f->cache, index, folio);
	return folio;
}

static void end(struct fixture *f)
{
	mm_machine_destroy(&f->mm);
}

static void drop(struct fixture *f, struct folio *folio)
{
	page_cache_remove(&f->mm.e.m, folio);
	folio_free(&f->mm.e.m, folio, 0);
}

static void a_page_is_found_at_its_index_until_it_is_removed(void **state)
{
	struct folio *near, *far;
	struct fixture f;

	(void)state;
	setup(&f);
	assert_null(page_cache_find(f.cache, 7));
	near = add(&f, 7, 0);
	far = add(&f, 1000000, 0);
	assert_ptr_equal(page_cache_find(f.cache, 7), near);
	assert_ptr_equal(page_cache_find(f.cache, 1000000), far);
	assert_null(page_cache_find(f.cache, 8));
	assert_int_equal(f.cache->nr_present, 2);
	drop(&f, near);
	assert_null(page_cache_find(f.cache, 7));
	assert_int_equal(f.cache->nr_present, 1);
	drop(&f, far);
	end(&f);
}

struct visit {
	uint64_t indexes[8];
	size_t nr;
};

static void note_index(void *arg, struct folio *folio)
{
	struct visit *visit = arg;

	assert_true(visit->nr < 8);
	visit->indexes[visit->nr++] = folio->index;
}

static void a_range_is_visited_in_order_and_no_further(void **state)
{
	struct folio *folios[4];
	struct visit visit = { .nr = 0 };
	struct fixture f;

	(void)state;
	setup(&f);
	folios[0] = add(&f, 5000, 0);
	folios[1] = add(&f, 3, 0);
	folios[2] = add(&f, 511, 0);
	folios[3] = add(&f, 5001, 0);
	page_cache_for_each(f.cache, 3, 4998, note_index, &visit);
	assert_int_equal(visit.nr, 3);
	assert_int_equal(visit.indexes[0], 3);
	assert_int_equal(visit.indexes[1], 511);
	assert_int_equal(visit.indexes[2], 5000);
	for (int i = 0; i < 4; i++)
		drop(&f, folios[i]);
	end(&f);
}

static void a_file_keeps_its_name_and_an_object_lives_as_long_as_its_mappings(void **state)
{
	struct page_cache *object;
	struct fixture f;

	(void)state;
	setup(&f);
	assert_ptr_equal(file_open(&f.mm.e.m, "data"), f.cache);
	assert_null(file_find(&f.mm.e.m, "other"));
	page_cache_get(f.cache);
	assert_false(page_cache_put(f.cache));
	object = shmem_create(&f.mm.e.m);
	page_cache_get(object);
	assert_false(page_cache_put(object));
	assert_true(page_cache_put(object));
	page_cache_end(&f.mm.e.m, object);
	end(&f);
}

static void dirty_and_written_pages_are_counted_on_their_node(void **state)
{
	pg_data_t *const *pgdat;
	struct folio *folio;
	struct fixture f;
	char buf[128];

	(void)state;
	setup(&f);
	pgdat = f.mm.e.m.pgdat;
	folio = add(&f, 0, 1);
	folio_mark_dirty(&f.mm.e.m, folio);
	folio_mark_dirty(&f.mm.e.m, folio);
	assert_int_equal(pgdat[1]->nr_file_dirty, 1);
	assert_null(page_cache_check(&f.mm.e.m, buf, sizeof(buf)));
	folio_start_writeback(&f.mm.e.m, folio);
	assert_int_equal(pgdat[1]->nr_file_dirty, 0);
	assert_int_equal(pgdat[1]->nr_writeback, 1);
	folio_end_writeback(&f.mm.e.m, folio);
	assert_int_equal(pgdat[1]->nr_writeback, 0);
	assert_false(folio_clear_dirty(&f.mm.e.m, folio));
	folio_mark_dirty(&f.mm.e.m, folio);
	drop(&f, folio);
	assert_int_equal(pgdat[1]->nr_file_dirty, 0);
	end(&f);
}

static void a_dirty_page_that_moves_takes_its_count_along(void **state)
{
	const struct alloc_request req = { .gfp = GFP_HIGHUSER_MOVABLE | __GFP_THISNODE, .nid = 1 };
	struct alloc_request to_1 = req;
	struct page_block old;
	struct folio *folio;
	struct fixture f;

	(void)state;
	setup(&f);
	to_1.task = f.mm.task;
	folio = add(&f, 0, 0);
	folio_mark_dirty(&f.mm.e.m, folio);
	old = folio_move(&f.mm.e.m, folio, alloc_pages(&f.mm.e.m, &to_1).block);
	free_pages(&f.mm.e.m, old, 0);
	assert_int_equal(f.mm.e.m.pgdat[0]->nr_file_dirty, 0);
	assert_int_equal(f.mm.e.m.pgdat[1]->nr_file_dirty, 1);
	drop(&f, folio);
	end(&f);
}

/* 20 % of what is free but for the reserve; a real-time task may have a quarter more. */
static void a_node_is_over_its_share_one_page_behind_the_limit(void **state)
{
	struct task *task;
	struct fixture f;
	uint64_t free_pages_of_1 = 0, limit;
	pg_data_t *pgdat;

	(void)state;
	setup(&f);
	task = f.mm.task;
	pgdat = f.mm.e.m.pgdat[1];
	for (int type = 0; type < MAX_NR_ZONES; type++)
		free_pages_of_1 += pgdat->node_zones[type].nr_free_pages;
	pgdat->totalreserve_pages = 96;
	limit = (free_pages_of_1 - 96) / 5;
	pgdat->nr_file_dirty = limit;
	assert_true(node_dirty_ok(&f.mm.e.m, 1, task));
	pgdat->nr_writeback = 1;
	assert_false(node_dirty_ok(&f.mm.e.m, 1, task));
	task->rt = true;
	assert_true(node_dirty_ok(&f.mm.e.m, 1, task));
	pgdat->nr_file_dirty = limit + limit / 4;
	assert_false(node_dirty_ok(&f.mm.e.m, 1, task));
	pgdat->nr_file_dirty = pgdat->nr_writeback = 0;
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_is_found_at_its_index_until_it_is_removed),
		cmocka_unit_test(a_range_is_visited_in_order_and_no_further),
		cmocka_unit_test(a_file_keeps_its_name_and_an_object_lives_as_long_as_its_mappings),
		cmocka_unit_test(dirty_and_written_pages_are_counted_on_their_node),
		cmocka_unit_test(a_dirty_page_that_moves_takes_its_count_along),
		cmocka_unit_test(a_node_is_over_its_share_one_page_behind_the_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
