// SPDX-License-Identifier: GPL-2.0-only
#include "unit/mempolicy.h"

#include <errno.h>

#define BASE 0x100000000000u
#define HUGE HPAGE_PMD_BYTES

static void init(struct fixture *f)
{
	fixture_init(f);
	f->task.mm = mm_create();
}

static struct mapping *map_pages(struct fixture *f, const char *name, uint64_t start, uint64_t nr,
				 uint64_t slot_bytes, bool shared)
{
	struct mapping *map = NULL;

	assert_int_equal(mm_map(f->task.mm, name, start, nr, slot_bytes, shared, &map), 0);
	return map;
}

static void mappings_do_not_overlap_and_have_one_name_each(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	map_pages(&f, "a", BASE, 4, PAGE_SIZE, false);
	assert_int_equal(mm_map(f.task.mm, "b", BASE + 3 * PAGE_SIZE, 4, PAGE_SIZE, false, NULL),
			 -EEXIST);
	assert_int_equal(mm_map(f.task.mm, "a", BASE + 8 * PAGE_SIZE, 4, PAGE_SIZE, false, NULL),
			 -EEXIST);
	map_pages(&f, "b", BASE + 4 * PAGE_SIZE, 4, PAGE_SIZE, false);
	assert_int_equal(mm_map(f.task.mm, "c", BASE - PAGE_SIZE, 2, PAGE_SIZE, false, NULL),
			 -EEXIST);
	fixture_end(&f);
}

static void a_mapping_is_aligned_to_its_slots_and_not_empty(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	assert_int_equal(mm_map(f.task.mm, "a", BASE + 1, 1, PAGE_SIZE, false, NULL), -EINVAL);
	assert_int_equal(mm_map(f.task.mm, "a", BASE + PAGE_SIZE, 1, HUGE, false, NULL), -EINVAL);
	assert_int_equal(mm_map(f.task.mm, "a", BASE, 0, PAGE_SIZE, false, NULL), -EINVAL);
	assert_int_equal(mm_map(f.task.mm, "a", BASE, 1, 8192, false, NULL), -EINVAL);
	assert_int_equal(mm_map(f.task.mm, "a", BASE, UINT64_MAX / 2, PAGE_SIZE, false, NULL),
			 -EINVAL);
	fixture_end(&f);
}

static void addresses_find_their_mapping(void **state)
{
	struct mapping *a, *b;
	struct fixture f;

	(void)state;
	init(&f);
	b = map_pages(&f, "b", BASE + 8 * PAGE_SIZE, 2, PAGE_SIZE, false);
	a = map_pages(&f, "a", BASE, 2, PAGE_SIZE, false);
	assert_ptr_equal(f.task.mm->maps, a);
	assert_ptr_equal(mm_at(f.task.mm, BASE), a);
	assert_ptr_equal(mm_at(f.task.mm, BASE + 2 * PAGE_SIZE - 1), a);
	assert_null(mm_at(f.task.mm, BASE + 2 * PAGE_SIZE));
	assert_ptr_equal(mm_at(f.task.mm, BASE + 9 * PAGE_SIZE), b);
	mm_unmap(f.task.mm, a);
	assert_null(mm_at(f.task.mm, BASE));
	assert_null(mm_find(f.task.mm, "a"));
	fixture_end(&f);
}

/* Private memory interleaves by address: page number, or 2 MiB number. */
static void the_index_of_private_memory_is_its_address(void **state)
{
	struct mapping *small, *huge;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f);
	small = map_pages(&f, "a", BASE, 4, PAGE_SIZE, false);
	huge = map_pages(&f, "h", BASE + HUGE, 4, HUGE, false);
	mm_fault_use(&f.task, small, BASE + 3 * PAGE_SIZE, GFP_HIGHUSER_MOVABLE, 0, &use);
	assert_true(use.has_index);
	assert_int_equal(use.index, (BASE >> PAGE_SHIFT) + 3);
	assert_true(use.gfp & __GFP_COMP);
	mm_fault_use(&f.task, huge, BASE + 3 * HUGE, GFP_TRANSHUGE, HPAGE_PMD_ORDER, &use);
	assert_int_equal(use.index, BASE / HUGE + 3);
	fixture_end(&f);
}

static void the_index_of_shared_memory_is_inode_and_offset(void **state)
{
	struct mapping *first, *second;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f);
	first = map_pages(&f, "a", BASE, 4, PAGE_SIZE, true);
	second = map_pages(&f, "b", 2 * BASE, 4, PAGE_SIZE, true);
	mm_fault_use(&f.task, first, BASE + 2 * PAGE_SIZE, GFP_HIGHUSER_MOVABLE, 0, &use);
	assert_int_equal(use.index, first->ino + 2);
	assert_true(use.shared);
	assert_int_equal(second->ino, first->ino + 1);
	fixture_end(&f);
}

/* Pages of one vma that mbind moves land where faults would put them. */
static void migration_targets_count_on_from_the_first_page(void **state)
{
	struct mbind_move move = { 0 };
	struct folio folio = { 0 };
	struct mapping *map;
	struct page_ref ref;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f);
	map = map_pages(&f, "a", BASE, 4, PAGE_SIZE, false);
	map->ptes[2].folio = &folio;
	ref = (struct page_ref){ map, 2 };
	mm_target_use(&f.task, &move, &ref, &use);
	assert_int_equal(use.index, (BASE >> PAGE_SHIFT) + 2);
	assert_int_equal(use.gfp, GFP_HIGHUSER_MOVABLE | __GFP_RETRY_MAYFAIL | __GFP_COMP);
	folio.block.order = HPAGE_PMD_ORDER;
	mm_target_use(&f.task, &move, &ref, &use);
	assert_int_equal(use.gfp, GFP_TRANSHUGE | __GFP_COMP);
	map->ptes[2].folio = NULL;
	fixture_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mappings_do_not_overlap_and_have_one_name_each),
		cmocka_unit_test(a_mapping_is_aligned_to_its_slots_and_not_empty),
		cmocka_unit_test(addresses_find_their_mapping),
		cmocka_unit_test(the_index_of_private_memory_is_its_address),
		cmocka_unit_test(the_index_of_shared_memory_is_inode_and_offset),
		cmocka_unit_test(migration_targets_count_on_from_the_first_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
