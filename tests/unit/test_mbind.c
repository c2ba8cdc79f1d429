// SPDX-License-Identifier: GPL-2.0-only
#include "unit/mempolicy.h"

#include <errno.h>
#include <stdlib.h>

#define BASE UINT64_C(0x100000000000)
#define PAGES(n) ((uint64_t)(n)*PAGE_SIZE)

/* A task with the mapping "a" of eight pages at BASE, none of them present. */
static struct mapping *init(struct fixture *f)
{
	struct mapping *map = NULL;

	fixture_init(f);
	f->task.mm = mm_create();
	assert_int_equal(mm_map(f->task.mm, "a", BASE, 8, PAGE_SIZE, false, &map), 0);
	return map;
}

static void end(struct fixture *f)
{
	for (struct mapping *map = f->task.mm->maps; map; map = map->next) {
		for (uint64_t i = 0; i < map->nr_slots; i++) {
			free(map->ptes[i].folio);
			map->ptes[i].folio = NULL;
		}
	}
	fixture_end(f);
}

static void place(struct fixture *f, struct mapping *map, uint64_t slot, int nid)
{
	struct folio *folio = calloc(1, sizeof(*folio));

	assert_non_null(folio);
	folio->block.zone = &f->pgdat[nid].node_zones[ZONE_NORMAL];
	map->ptes[slot].folio = folio;
}

/* mbind() of pages [first, first + nr); @move as the kernel would go on. */
static int bind_pages(struct fixture *f, unsigned mode, const char *list, uint64_t first,
		      uint64_t nr, unsigned flags, struct mbind_move *move)
{
	const nodemask_t mask = nodes(list);
	const struct mbind_args args = {
		.policy = { .mode = mode, .nodemask = &mask, .maxnode = 1025 },
		.start = BASE + PAGES(first),
		.len = PAGES(nr),
		.flags = flags,
	};

	return mm_mbind(&f->m, &f->task, &args, move, NULL);
}

static int bind_only(struct fixture *f, unsigned mode, const char *list, uint64_t first,
		     uint64_t nr, unsigned flags)
{
	struct mbind_move move;
	int err = bind_pages(f, mode, list, first, nr, flags, &move);

	mbind_move_free(&move);
	return err;
}

static void assert_policy(const struct fixture *f, uint64_t page, enum mpol_mode mode,
			  const char *list)
{
	struct mpol_info info;

	assert_int_equal(mm_get_policy(f->task.mm, BASE + PAGES(page), &info), 0);
	assert_int_equal(info.mode, mode);
	assert_nodes(&info.nodes, list);
}

/*
 *	pages  0 1 2 3 4 5 6 7
 *	       - - B B B - - -	   three vmas; back to one when the policy goes
 */
static void a_policy_splits_a_mapping_and_default_merges_it_again(void **state)
{
	struct fixture f;
	struct mapping *map;

	(void)state;
	map = init(&f);
	assert_int_equal(bind_only(&f, MPOL_BIND, "1", 2, 3, 0), 0);
	assert_int_equal(map->nr_vmas, 3);
	assert_policy(&f, 1, MPOL_DEFAULT, "");
	assert_policy(&f, 2, MPOL_BIND, "1");
	assert_policy(&f, 4, MPOL_BIND, "1");
	assert_policy(&f, 5, MPOL_DEFAULT, "");
	assert_int_equal(bind_only(&f, MPOL_DEFAULT, "", 0, 8, 0), 0);
	assert_int_equal(map->nr_vmas, 1);
	assert_policy(&f, 3, MPOL_DEFAULT, "");
	end(&f);
}

static void neighbours_with_equal_policies_become_one(void **state)
{
	struct fixture f;
	struct mapping *map;

	(void)state;
	map = init(&f);
	assert_int_equal(bind_only(&f, MPOL_BIND, "1", 0, 3, 0), 0);
	assert_int_equal(bind_only(&f, MPOL_BIND, "1", 3, 5, 0), 0);
	assert_int_equal(map->nr_vmas, 1);
	assert_int_equal(bind_only(&f, MPOL_BIND, "2", 1, 1, 0), 0);
	assert_int_equal(map->nr_vmas, 3);
	end(&f);
}

static void a_hole_in_the_range_is_efault_except_for_default(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	assert_int_equal(bind_only(&f, MPOL_BIND, "1", 7, 2, 0), -EFAULT);
	assert_policy(&f, 7, MPOL_DEFAULT, "");
	assert_int_equal(bind_only(&f, MPOL_DEFAULT, "", 7, 2, 0), 0);
	assert_int_equal(bind_only(&f, MPOL_DEFAULT, "", 8, 2, 0), -EFAULT);
	assert_int_equal(mm_map(f.task.mm, "b", BASE + PAGES(9), 1, PAGE_SIZE, false, NULL), 0);
	assert_int_equal(bind_only(&f, MPOL_BIND, "1", 0, 10, 0), -EFAULT);
	end(&f);
}

static void an_empty_range_is_nothing_to_do(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	assert_int_equal(bind_only(&f, MPOL_BIND, "1", 100, 0, 0), 0);
	assert_int_equal(bind_only(&f, MPOL_BIND, "", 100, 0, 0), 0);
	assert_int_equal(bind_only(&f, MPOL_MAX, "1", 100, 0, 0), -EINVAL);
	end(&f);
}

static void flags_of_the_call_are_checked(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	assert_int_equal(bind_only(&f, MPOL_BIND, "1", 0, 1, MPOL_MF_LAZY), -EINVAL);
	assert_int_equal(bind_only(&f, MPOL_BIND, "1", 0, 1, 1u << 4), -EINVAL);
	assert_int_equal(bind_only(&f, MPOL_BIND, "1", 0, 1, MPOL_MF_MOVE | MPOL_MF_MOVE_ALL), 0);
	end(&f);
}

static void strict_alone_fails_on_a_misplaced_page_and_changes_nothing(void **state)
{
	struct fixture f;
	struct mapping *map;

	(void)state;
	map = init(&f);
	place(&f, map, 0, 1);
	place(&f, map, 3, 0);
	assert_int_equal(bind_only(&f, MPOL_BIND, "1", 0, 8, MPOL_MF_STRICT), -EIO);
	assert_policy(&f, 0, MPOL_DEFAULT, "");
	assert_int_equal(bind_only(&f, MPOL_BIND, "1", 0, 3, MPOL_MF_STRICT), 0);
	assert_policy(&f, 0, MPOL_BIND, "1");
	end(&f);
}

/* For LOCAL (PREFERRED without nodes) no node is the right one. */
static void strict_compares_with_what_the_user_passed(void **state)
{
	struct fixture f;
	struct mapping *map;

	(void)state;
	map = init(&f);
	place(&f, map, 0, 0);
	assert_int_equal(bind_only(&f, MPOL_PREFERRED, "", 0, 8, MPOL_MF_STRICT), -EIO);
	assert_int_equal(bind_only(&f, MPOL_DEFAULT, "", 0, 8, MPOL_MF_STRICT), 0);
	end(&f);
}

static void move_queues_the_misplaced_pages_by_address(void **state)
{
	struct mbind_move move;
	struct fixture f;
	struct mapping *map;

	(void)state;
	map = init(&f);
	place(&f, map, 0, 0);
	place(&f, map, 1, 2);
	place(&f, map, 5, 3);
	place(&f, map, 7, 0);
	assert_int_equal(bind_pages(&f, MPOL_BIND, "2", 0, 7, MPOL_MF_MOVE | MPOL_MF_STRICT, &move),
			 0);
	assert_int_equal(move.queue.nr, 2);
	assert_int_equal(move.queue.refs[0].slot, 0);
	assert_int_equal(move.queue.refs[1].slot, 5);
	assert_true(move.strict);
	assert_nodes(&move.policy->nodes, "2");
	mbind_move_free(&move);
	end(&f);
}

/* Shared memory counts from its inode: so do the pages that are moved. */
static void moved_pages_of_shared_memory_count_from_the_inode(void **state)
{
	const nodemask_t mask = nodes("1-2");
	struct mbind_args args = {
		.policy = { .mode = MPOL_INTERLEAVE, .nodemask = &mask, .maxnode = 1025 },
		.len = PAGES(2),
		.flags = MPOL_MF_MOVE,
	};
	struct mbind_move move;
	struct mpol_use use;
	struct mapping *map;
	struct fixture f;

	(void)state;
	init(&f);
	assert_int_equal(mm_map(f.task.mm, "shared", 0, 2, PAGE_SIZE, true, &map), 0);
	place(&f, map, 1, 0);
	assert_int_equal(mm_mbind(&f.m, &f.task, &args, &move, NULL), 0);
	assert_int_equal(move.queue.nr, 1);
	mm_target_use(&f.task, &move, &move.queue.refs[0], &use);
	assert_int_equal(use.index, map->ino + 1);
	mbind_move_free(&move);
	end(&f);
}

static void pages_on_given_nodes_are_found_in_every_mapping(void **state)
{
	const nodemask_t wanted = nodes("1,3");
	struct page_queue q = { 0 };
	struct mapping *map, *low;
	struct fixture f;

	(void)state;
	map = init(&f);
	assert_int_equal(mm_map(f.task.mm, "low", PAGE_SIZE, 1, PAGE_SIZE, true, &low), 0);
	place(&f, map, 2, 1);
	place(&f, map, 4, 2);
	place(&f, low, 0, 3);
	mm_queue_nodes(f.task.mm, &wanted, &q);
	assert_int_equal(q.nr, 2);
	assert_ptr_equal(q.refs[0].map, low);
	assert_ptr_equal(q.refs[1].map, map);
	page_queue_free(&q);
	end(&f);
}

static void the_home_node_wants_bind_or_preferred_many(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	assert_int_equal(mm_set_home_node(&f.m, f.task.mm, BASE, PAGES(8), 1), -ENOENT);
	assert_int_equal(bind_only(&f, MPOL_INTERLEAVE, "0-1", 4, 4, 0), 0);
	assert_int_equal(mm_set_home_node(&f.m, f.task.mm, BASE, PAGES(8), 1), -EOPNOTSUPP);
	assert_int_equal(bind_only(&f, MPOL_BIND, "0-1", 0, 4, 0), 0);
	assert_int_equal(mm_set_home_node(&f.m, f.task.mm, BASE, PAGES(4), 1), 0);
	assert_int_equal(mapping_vma(f.task.mm->maps, BASE)->policy->home_node, 1);
	end(&f);
}

static void the_home_node_is_online_and_the_range_aligned(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	assert_int_equal(mm_set_home_node(&f.m, f.task.mm, BASE, PAGES(8), 4), -EINVAL);
	assert_int_equal(mm_set_home_node(&f.m, f.task.mm, BASE, PAGES(8), -1), -EINVAL);
	assert_int_equal(mm_set_home_node(&f.m, f.task.mm, BASE + 1, PAGES(8), 1), -EINVAL);
	assert_int_equal(mm_set_home_node(&f.m, f.task.mm, BASE, 0, 1), 0);
	end(&f);
}

static void the_home_node_of_a_part_splits_the_vma(void **state)
{
	struct fixture f;
	struct mapping *map;

	(void)state;
	map = init(&f);
	assert_int_equal(bind_only(&f, MPOL_BIND, "0-1", 0, 8, 0), 0);
	assert_int_equal(mm_set_home_node(&f.m, f.task.mm, BASE, PAGES(2), 1), 0);
	assert_int_equal(map->nr_vmas, 2);
	assert_int_equal(map->vmas[1].policy->home_node, NUMA_NO_NODE);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_policy_splits_a_mapping_and_default_merges_it_again),
		cmocka_unit_test(neighbours_with_equal_policies_become_one),
		cmocka_unit_test(a_hole_in_the_range_is_efault_except_for_default),
		cmocka_unit_test(an_empty_range_is_nothing_to_do),
		cmocka_unit_test(flags_of_the_call_are_checked),
		cmocka_unit_test(strict_alone_fails_on_a_misplaced_page_and_changes_nothing),
		cmocka_unit_test(strict_compares_with_what_the_user_passed),
		cmocka_unit_test(move_queues_the_misplaced_pages_by_address),
		cmocka_unit_test(moved_pages_of_shared_memory_count_from_the_inode),
		cmocka_unit_test(pages_on_given_nodes_are_found_in_every_mapping),
		cmocka_unit_test(the_home_node_wants_bind_or_preferred_many),
		cmocka_unit_test(the_home_node_is_online_and_the_range_aligned),
		cmocka_unit_test(the_home_node_of_a_part_splits_the_vma),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
