// SPDX-License-Identifier: GPL-2.0-only
/* Moving pages on a small machine: targets are taken, old pages come back, calls answer. */
#include "engine/migrate.h"
#include "mm_machine.h"

#include <errno.h>

#define ALL_NODES 7u

static void setup(struct mm_machine *mm)
{
	mm_machine_init(mm, &mainline_design, ZONE_NORMAL);
}

static nodemask_t mask_of(unsigned bits)
{
	nodemask_t mask = NODE_MASK_NONE;

	mask.bits[0] = bits;
	return mask;
}

/* Node of every page of @map, as a string of digits. */
static const char *where(const struct mapping *map, char *buf)
{
	for (uint64_t i = 0; i < map->nr_slots; i++) {
		int nid = engine_page_node(map, i);

		buf[i] = nid < 0 ? '-' : (char)('0' + nid);
	}
	buf[map->nr_slots] = '\0';
	return buf;
}

static int bind_map(struct mm_machine *mm, const struct mapping *map, unsigned mode, unsigned bits,
		    unsigned flags)
{
	const nodemask_t mask = mask_of(bits);
	const struct mbind_args args = {
		.policy = { .mode = mode, .nodemask = &mask, .maxnode = 1025 },
		.start = map->start,
		.len = mapping_end(map) - map->start,
		.flags = flags,
	};

	return engine_mbind(&mm->e, mm->task, &args, NULL);
}

static int64_t migrate(struct mm_machine *mm, unsigned from_bits, unsigned to_bits)
{
	const nodemask_t from = mask_of(from_bits), to = mask_of(to_bits);

	return engine_migrate_pages(&mm->e, mm->task, &from, &to, NULL);
}

static int64_t move(struct mm_machine *mm, struct mapping *map, uint64_t first, uint64_t nr,
		    int nid, unsigned flags, int *status, enum verdict *why)
{
	return engine_move_pages(&mm->e, mm->task, map, first, nr, nid, flags, status, why);
}

/*
 *	before  0 0 0 0 - -	node 0 has the four pages
 *	after   1 1 1 1 - -	node 0 has them back
 */
static void moved_pages_come_from_the_target_and_return_to_the_source(void **state)
{
	struct mm_machine mm;
	struct mapping *map;
	uint64_t free0, free1;
	char buf[16];

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 6, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 4);
	free0 = mm_machine_free(&mm, 0);
	free1 = mm_machine_free(&mm, 1);
	assert_int_equal(migrate(&mm, 1, 2), 0);
	assert_string_equal(where(map, buf), "1111--");
	assert_int_equal(mm_machine_free(&mm, 0), free0 + 4);
	assert_int_equal(mm_machine_free(&mm, 1), free1 - 4);
	mm_machine_destroy(&mm);
}

static void mbind_moves_what_its_policy_does_not_allow(void **state)
{
	struct mm_machine mm;
	struct mapping *map;
	char buf[16];

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 4, PAGE_SIZE);
	mm_machine_policy(&mm, MPOL_INTERLEAVE, ALL_NODES);
	mm_machine_touch(&mm, map, 0, 4);
	assert_string_equal(where(map, buf), "1201");
	assert_int_equal(bind_map(&mm, map, MPOL_BIND, 4, MPOL_MF_STRICT), -EIO);
	assert_string_equal(where(map, buf), "1201");
	assert_int_equal(bind_map(&mm, map, MPOL_BIND, 4, MPOL_MF_MOVE | MPOL_MF_STRICT), 0);
	assert_string_equal(where(map, buf), "2222");
	mm_machine_destroy(&mm);
}

/* Page 2^32 is even: {1,2} interleaves 1 2 1 2; pages that are in the mask stay. */
static void mbind_interleaves_the_pages_it_moves_by_address(void **state)
{
	struct mm_machine mm;
	struct mapping *map;
	char buf[16];

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 4, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 4);
	assert_int_equal(bind_map(&mm, map, MPOL_INTERLEAVE, 6, MPOL_MF_MOVE), 0);
	assert_string_equal(where(map, buf), "1212");
	mm_machine_destroy(&mm);
}

static void mbind_default_moves_pages_by_the_tasks_policy(void **state)
{
	struct mm_machine mm;
	struct mapping *map;
	char buf[16];

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 2, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 2);
	mm_machine_policy(&mm, MPOL_BIND, 2);
	assert_int_equal(bind_map(&mm, map, MPOL_DEFAULT, 0, MPOL_MF_MOVE | MPOL_MF_STRICT), 0);
	assert_string_equal(where(map, buf), "11");
	mm_machine_destroy(&mm);
}

/*
 *	1/Normal [full]
 * STRICT hears of it, MOVE alone does not; the policy is set in both cases.
 */
static void pages_that_find_no_target_stay(void **state)
{
	struct mpol_info info;
	struct mm_machine mm;
	struct mapping *map;
	char buf[16];

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 2, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 2);
	mm_machine_fill(&mm, GFP_NOWAIT, 0, 1);
	assert_int_equal(bind_map(&mm, map, MPOL_BIND, 2, MPOL_MF_MOVE | MPOL_MF_STRICT), -EIO);
	assert_int_equal(bind_map(&mm, map, MPOL_BIND, 2, MPOL_MF_MOVE), 0);
	assert_string_equal(where(map, buf), "00");
	assert_int_equal(mm_get_policy(mm.task->mm, MM_BASE, &info), 0);
	assert_int_equal(info.mode, MPOL_BIND);
	assert_int_equal(migrate(&mm, 1, 2), -ENOMEM);
	mm_machine_destroy(&mm);
}

static void migrate_pages_keeps_relative_places(void **state)
{
	struct mm_machine mm;
	struct mapping *map;
	char buf[16];

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 4, PAGE_SIZE);
	mm_machine_policy(&mm, MPOL_INTERLEAVE, 3);
	mm_machine_touch(&mm, map, 0, 4);
	assert_string_equal(where(map, buf), "0101");
	assert_int_equal(migrate(&mm, 3, 6), 0);
	assert_string_equal(where(map, buf), "1212");
	assert_int_equal(migrate(&mm, ALL_NODES, 1), 0);
	assert_string_equal(where(map, buf), "0000");
	mm_machine_destroy(&mm);
}

static void migrate_pages_stays_inside_the_cpuset(void **state)
{
	struct mm_machine mm;

	(void)state;
	setup(&mm);
	mm.task->mems_allowed = mask_of(1);
	assert_int_equal(migrate(&mm, 1, 2), -EINVAL);
	mm_machine_destroy(&mm);
}

static void a_cpuset_moves_pages_where_the_task_may_not_go_yet(void **state)
{
	const nodemask_t from = mask_of(1), to = mask_of(2);
	struct mm_machine mm;
	struct mapping *map;
	char buf[16];

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 2, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 2);
	mm.e.m.nr_cpusets = 1;
	mm.task->mems_allowed = from;
	engine_migrate_task(&mm.e, mm.task, &from, &to);
	assert_string_equal(where(map, buf), "11");
	mm_machine_destroy(&mm);
}

static void huge_pages_move_whole(void **state)
{
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm);
	mm.e.m.thp_enabled = true;
	map = mm_machine_map(&mm, 1, HPAGE_PMD_BYTES);
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(migrate(&mm, 1, 2), 0);
	assert_int_equal(engine_page_node(map, 0), 1);
	assert_int_equal(map->ptes[0].folio->block.order, HPAGE_PMD_ORDER);
	mm_machine_fill(&mm, GFP_TRANSHUGE_LIGHT, HPAGE_PMD_ORDER, 2);
	assert_int_equal(migrate(&mm, 2, 4), 1);
	assert_int_equal(engine_page_node(map, 0), 1);
	mm_machine_destroy(&mm);
}

/* Page 0 is not there, 1 moves, 2 is on the target already, 3 moves. */
static void statuses_of_pages_between_moves_stay(void **state)
{
	int status[4] = { 99, 99, 99, 99 };
	struct mm_machine mm;
	struct mapping *map;
	char buf[16];

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 4, PAGE_SIZE);
	mm_machine_touch(&mm, map, 1, 3);
	mm_machine_policy(&mm, MPOL_BIND, 2);
	assert_int_equal(move(&mm, map, 2, 1, 1, MPOL_MF_MOVE, status, NULL), 0);
	assert_string_equal(where(map, buf), "-010");
	assert_int_equal(move(&mm, map, 0, 4, 1, MPOL_MF_MOVE, status, NULL), 0);
	assert_int_equal(status[0], -ENOENT);
	assert_int_equal(status[1], 1);
	assert_int_equal(status[2], 1);
	assert_int_equal(status[3], 1);
	assert_string_equal(where(map, buf), "-111");
	mm_machine_destroy(&mm);
}

/* Pages 0, 1 move; 2 is on the target already; 3 is not there. */
static void move_pages_tells_the_node_or_error_of_each_page(void **state)
{
	int status[4] = { 99, 99, 99, 99 };
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 4, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 2);
	mm_machine_policy(&mm, MPOL_BIND, 2);
	mm_machine_touch(&mm, map, 2, 1);
	assert_int_equal(move(&mm, map, 0, 4, 1, MPOL_MF_MOVE, status, NULL), 0);
	assert_int_equal(status[0], 1);
	assert_int_equal(status[1], 1);
	assert_int_equal(status[2], 1);
	assert_int_equal(status[3], -ENOENT);
	mm_machine_destroy(&mm);
}

static void move_pages_refuses_flags_and_nodes(void **state)
{
	enum verdict why = VERDICT_PASS;
	int status[1];
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	setup(&mm);
	map = mm_machine_map(&mm, 1, PAGE_SIZE);
	assert_int_equal(move(&mm, map, 0, 1, 1, MPOL_MF_STRICT, status, NULL), -EINVAL);
	assert_int_equal(move(&mm, map, 0, 1, 9, MPOL_MF_MOVE, status, NULL), -ENODEV);
	mm.task->mems_allowed = mask_of(1);
	assert_int_equal(move(&mm, map, 0, 1, 1, MPOL_MF_MOVE, status, &why), -EACCES);
	assert_int_equal(why, VERDICT_MPOL_EMPTY);
	mm_machine_destroy(&mm);
}

/* n-spm: node 2 is in no cpuset and not in N_MEMORY, and pages may be moved there. */
static void a_design_may_open_its_node_to_move_pages(void **state)
{
	int status[1];
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	mm_machine_init(&mm, &n_spm_design, ZONE_MOVABLE);
	map = mm_machine_map(&mm, 1, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(engine_page_node(map, 0), 0);
	assert_int_equal(move(&mm, map, 0, 1, SMALL_SPM, MPOL_MF_MOVE, status, NULL), 0);
	assert_int_equal(status[0], SMALL_SPM);
	assert_int_equal(engine_page_node(map, 0), SMALL_SPM);
	mm_machine_destroy(&mm);
}

static int anywhere(const struct machine *m, const struct task *task, int nid)
{
	(void)m;
	(void)task;
	(void)nid;
	return 0;
}

/* rfc-v2 wants its flag and a mask in every request for node 2: migration gives both. */
static void a_target_on_a_special_node_is_asked_for_the_designs_way(void **state)
{
	struct isolation_design open = rfc_v2_design;
	int status[1];
	struct mm_machine mm;
	struct mapping *map;

	(void)state;
	open.migrate_ok = anywhere;
	mm_machine_init(&mm, &open, ZONE_NORMAL);
	map = mm_machine_map(&mm, 1, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(move(&mm, map, 0, 1, SMALL_SPM, MPOL_MF_MOVE, status, NULL), 0);
	assert_int_equal(engine_page_node(map, 0), SMALL_SPM);
	mm_machine_destroy(&mm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moved_pages_come_from_the_target_and_return_to_the_source),
		cmocka_unit_test(mbind_moves_what_its_policy_does_not_allow),
		cmocka_unit_test(mbind_interleaves_the_pages_it_moves_by_address),
		cmocka_unit_test(mbind_default_moves_pages_by_the_tasks_policy),
		cmocka_unit_test(pages_that_find_no_target_stay),
		cmocka_unit_test(migrate_pages_keeps_relative_places),
		cmocka_unit_test(migrate_pages_stays_inside_the_cpuset),
		cmocka_unit_test(a_cpuset_moves_pages_where_the_task_may_not_go_yet),
		cmocka_unit_test(huge_pages_move_whole),
		cmocka_unit_test(statuses_of_pages_between_moves_stay),
		cmocka_unit_test(move_pages_tells_the_node_or_error_of_each_page),
		cmocka_unit_test(move_pages_refuses_flags_and_nodes),
		cmocka_unit_test(a_design_may_open_its_node_to_move_pages),
		cmocka_unit_test(a_target_on_a_special_node_is_asked_for_the_designs_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
