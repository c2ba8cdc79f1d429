// SPDX-License-Identifier: GPL-2.0-only
#include "unit/reclaim_machine.h"

static struct folio *evict_and_refault(struct reclaim_machine *r, uint64_t nr_between,
				       unsigned nr_active, bool was_active)
{
	struct machine *m = rm_machine(r);
	struct folio *folio = rm_file_page(r, was_active ? PG_WORKINGSET : 0);
	uint64_t shadow = workingset_eviction(m, folio, NULL);

	for (unsigned i = 0; i < nr_active; i++)
		rm_file_page(r, PG_ACTIVE);
	workingset_age_nonresident(m, NULL, RM_NODE, nr_between);
	folio_del_lru(m, folio);
	folio->flags &= ~PG_WORKINGSET;
	workingset_refault(m, folio, shadow);
	folio_add_lru(m, folio);
	return folio;
}

/* Its own eviction counts as one: distance 1 + 4 against 5 active pages. */
static void a_page_that_would_have_stayed_becomes_active(void **state)
{
	struct reclaim_machine *r = rm_create(0);

	(void)state;
	assert_true(evict_and_refault(r, 4, 5, false)->flags & PG_ACTIVE);
	assert_int_equal(memcg_lruvec(rm_machine(r), NULL, RM_NODE)->activated[FILE_LRU], 1);
	rm_destroy(r);
}

static void a_page_that_was_away_for_longer_does_not(void **state)
{
	struct reclaim_machine *r = rm_create(0);

	(void)state;
	assert_false(evict_and_refault(r, 5, 5, false)->flags & PG_ACTIVE);
	assert_int_equal(memcg_lruvec(rm_machine(r), NULL, RM_NODE)->refaulted[FILE_LRU], 1);
	rm_destroy(r);
}

/* With swap to make room in, anonymous pages are competitors. */
static void anonymous_pages_count_when_they_could_go(void **state)
{
	struct reclaim_machine *r = rm_create(0);

	(void)state;
	for (int i = 0; i < 8; i++)
		rm_anon_page(r, 0);
	assert_false(evict_and_refault(r, 5, 0, false)->flags & PG_ACTIVE);
	assert_int_equal(swap_on(rm_machine(r), "swap", 8, false), 0);
	assert_true(evict_and_refault(r, 5, 0, false)->flags & PG_ACTIVE);
	rm_destroy(r);
}

/* One page that comes back to the working set costs as much as 32 looked at in vain. */
static void the_return_of_an_active_page_is_a_cost(void **state)
{
	struct reclaim_machine *r = rm_create(0);
	struct lruvec *lruvec;

	(void)state;
	evict_and_refault(r, 0, 200, true);
	lruvec = memcg_lruvec(rm_machine(r), NULL, RM_NODE);
	assert_int_equal(lruvec->file_cost, 32);
	assert_int_equal(lruvec->anon_cost, 0);
	lru_note_cost(rm_machine(r), NULL, RM_NODE, false, 0, 20);
	assert_int_equal(lruvec->file_cost, 16); /* more than a quarter of 201: halved */
	assert_int_equal(lruvec->anon_cost, 10);
	rm_destroy(r);
}

static void the_shadow_of_a_memcg_that_is_gone_says_nothing(void **state)
{
	struct reclaim_machine *r = rm_create(0);
	struct machine *m = rm_machine(r);
	struct mem_cgroup gone = { .id = 77, .parent = m->root_memcg };
	struct folio *folio = rm_file_page(r, 0);
	uint64_t shadow;

	(void)state;
	shadow = workingset_eviction(m, folio, &gone);
	folio_del_lru(m, folio);
	workingset_refault(m, folio, shadow);
	folio_add_lru(m, folio);
	assert_false(folio->flags & PG_ACTIVE);
	free(gone.lruvecs);
	rm_destroy(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_that_would_have_stayed_becomes_active),
		cmocka_unit_test(a_page_that_was_away_for_longer_does_not),
		cmocka_unit_test(anonymous_pages_count_when_they_could_go),
		cmocka_unit_test(the_return_of_an_active_page_is_a_cost),
		cmocka_unit_test(the_shadow_of_a_memcg_that_is_gone_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
