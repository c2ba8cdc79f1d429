// SPDX-License-Identifier: GPL-2.0-only
#include "unit/unit.h"

#include <stdlib.h>

#include "folio/folio.h"
#include "memcg/memcg.h"

/* A machine of two nodes without an allocator: folios stand for pages nobody took. */
struct fixture {
	struct machine m;
	pg_data_t pgdat[2];
};

static void init(struct fixture *f)
{
	*f = (struct fixture){ .m = { .nr_node_ids = 2 } };
	for (int nid = 0; nid < 2; nid++) {
		f->m.pgdat[nid] = &f->pgdat[nid];
		for (int type = 0; type < MAX_NR_ZONES; type++)
			f->pgdat[nid].node_zones[type] = (struct zone){ .nid = nid, .type = type };
	}
	memcg_create_root(&f->m);
}

static struct folio *make(struct fixture *f, int nid, uint64_t pfn, unsigned order,
			  enum folio_kind kind)
{
	struct page_block block = { &f->pgdat[nid].node_zones[ZONE_NORMAL], pfn, order };

	return folio_create(&f->m, block, kind);
}

static void end(struct fixture *f)
{
	folio_table_destroy(&f->m);
	memcg_destroy_all(&f->m);
}

static void every_page_of_a_folio_finds_it(void **state)
{
	struct fixture f;
	struct folio *huge, *small;

	(void)state;
	init(&f);
	assert_null(folio_at(&f.m, 512));
	huge = make(&f, 0, 512, 9, FOLIO_ANON);
	small = make(&f, 0, 1025, 0, FOLIO_FILE);
	assert_ptr_equal(folio_at(&f.m, 512), huge);
	assert_ptr_equal(folio_at(&f.m, 777), huge);
	assert_ptr_equal(folio_at(&f.m, 1023), huge);
	assert_null(folio_at(&f.m, 1024));
	assert_ptr_equal(folio_at(&f.m, 1025), small);
	folio_forget(&f.m, huge);
	assert_null(folio_at(&f.m, 777));
	folio_forget(&f.m, small);
	end(&f);
}

/* Enough folios for the table to grow, ended in another order than they came. */
static void the_table_keeps_all_folios_while_others_come_and_go(void **state)
{
	enum { NR = 5000 };
	struct fixture f;

	(void)state;
	init(&f);
	for (uint64_t pfn = 0; pfn < NR; pfn++)
		make(&f, 0, pfn * 7, 0, FOLIO_ANON);
	for (uint64_t pfn = 0; pfn < NR; pfn += 2)
		folio_forget(&f.m, folio_at(&f.m, pfn * 7));
	assert_int_equal(folio_count(&f.m), NR / 2);
	for (uint64_t pfn = 0; pfn < NR; pfn++) {
		struct folio *folio = folio_at(&f.m, pfn * 7);

		assert_int_equal(folio != NULL, pfn % 2);
		if (folio)
			folio_forget(&f.m, folio);
	}
	assert_int_equal(folio_count(&f.m), 0);
	end(&f);
}

/* head -> b, a: the newest first; a goes to the active list with its second access. */
static void pages_go_to_the_list_that_their_flags_name(void **state)
{
	struct fixture f;
	struct folio *a, *b;
	struct lruvec *lruvec;
	char buf[128];

	(void)state;
	init(&f);
	a = make(&f, 1, 1, 0, FOLIO_FILE);
	b = make(&f, 1, 2, 0, FOLIO_FILE);
	folio_add_lru(&f.m, a);
	folio_add_lru(&f.m, b);
	lruvec = folio_lruvec(&f.m, a);
	assert_ptr_equal(lruvec->head[LRU_INACTIVE_FILE], b);
	assert_ptr_equal(lruvec->tail[LRU_INACTIVE_FILE], a);
	folio_mark_accessed(&f.m, a);
	assert_int_equal(node_lru_pages(&f.m, 1, LRU_ACTIVE_FILE), 0);
	folio_mark_accessed(&f.m, a);
	assert_int_equal(node_lru_pages(&f.m, 1, LRU_ACTIVE_FILE), 1);
	assert_int_equal(node_lru_pages(&f.m, 1, LRU_INACTIVE_FILE), 1);
	assert_null(folio_check(&f.m, buf, sizeof(buf)));
	assert_true(folio_isolate_lru(&f.m, a));
	assert_false(folio_isolate_lru(&f.m, a));
	folio_del_lru(&f.m, b);
	folio_forget(&f.m, a);
	folio_forget(&f.m, b);
	end(&f);
}

static void a_moved_page_is_counted_on_its_new_node(void **state)
{
	struct fixture f;
	struct folio *a;

	(void)state;
	init(&f);
	a = make(&f, 0, 1, 0, FOLIO_ANON);
	folio_add_lru(&f.m, a);
	folio_move(&f.m, a, (struct page_block){ &f.pgdat[1].node_zones[ZONE_MOVABLE], 9, 0 });
	assert_int_equal(node_lru_pages(&f.m, 0, LRU_INACTIVE_ANON), 0);
	assert_int_equal(zone_lru_pages(&f.m, a->block.zone, LRU_INACTIVE_ANON), 1);
	assert_null(folio_at(&f.m, 1));
	assert_ptr_equal(folio_at(&f.m, 9), a);
	folio_del_lru(&f.m, a);
	folio_forget(&f.m, a);
	end(&f);
}

static void a_folio_knows_the_entries_that_map_it(void **state)
{
	struct fixture f;
	struct pte ptes[3] = { { 0 } };
	struct mapping map = { .nr_slots = 3, .ptes = ptes };
	struct folio *a;

	(void)state;
	init(&f);
	a = make(&f, 0, 1, 0, FOLIO_FILE);
	folio_map_pte(a, &map, 0, PTE_WRITE);
	folio_map_pte(a, &map, 2, 0);
	assert_int_equal(a->mapcount, 2);
	assert_int_equal(folio_unmap_pte(&map, 0), PTE_WRITE);
	assert_null(ptes[0].folio);
	assert_int_equal(a->mapcount, 1);
	assert_int_equal(a->maps->slot, 2);
	folio_unmap_pte(&map, 2);
	folio_forget(&f.m, a);
	end(&f);
}

static void memcgs_are_walked_parents_first(void **state)
{
	struct machine m = { 0 };
	struct mem_cgroup *a, *b, *c;

	(void)state;
	memcg_create_root(&m);
	a = memcg_create(m.root_memcg, "/a");
	c = memcg_create(m.root_memcg, "/c");
	b = memcg_create(a, "/a/b");
	assert_ptr_equal(memcg_next(m.root_memcg, NULL), a);
	assert_ptr_equal(memcg_next(a, NULL), b);
	assert_ptr_equal(memcg_next(b, NULL), c);
	assert_null(memcg_next(c, NULL));
	assert_null(memcg_next(b, a));
	memcg_destroy_all(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_page_of_a_folio_finds_it),
		cmocka_unit_test(the_table_keeps_all_folios_while_others_come_and_go),
		cmocka_unit_test(pages_go_to_the_list_that_their_flags_name),
		cmocka_unit_test(a_moved_page_is_counted_on_its_new_node),
		cmocka_unit_test(a_folio_knows_the_entries_that_map_it),
		cmocka_unit_test(memcgs_are_walked_parents_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
