// SPDX-License-Identifier: GPL-2.0-only
#include "unit/mempolicy.h"

#include <errno.h>

#define STATIC MPOL_F_STATIC_NODES
#define RELATIVE MPOL_F_RELATIVE_NODES
#define NUMAB MPOL_F_NUMA_BALANCING

/* The task's cpuset gets @list; its policy follows. */
static void move_cpuset(struct fixture *f, const char *list)
{
	const nodemask_t new = nodes(list);

	f->task.mems_allowed = new;
	mpol_rebind_task(&f->m, &f->task, &new);
	mpol_rebind_mm(&f->m, &f->task, &new);
}

static void init(struct fixture *f, const char *mems, unsigned mode, const char *list)
{
	fixture_init(f);
	f->task.mems_allowed = nodes(mems);
	assert_int_equal(set_policy(f, mode, list, NULL), 0);
}

static void plain_nodes_move_by_position_and_lose_what_folded(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, "0-1", MPOL_BIND, "0-1");
	move_cpuset(&f, "1-2");
	assert_shows(&f, MPOL_BIND, 0, "1-2");
	move_cpuset(&f, "2");
	assert_shows(&f, MPOL_BIND, 0, "2");
	move_cpuset(&f, "0-1");
	assert_shows(&f, MPOL_BIND, 0, "0");
	fixture_end(&f);
}

static void static_nodes_are_those_of_the_user_that_are_left(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, "0-3", MPOL_INTERLEAVE | STATIC, "1-2");
	move_cpuset(&f, "2-3");
	assert_nodes(&f.task.mempolicy->nodes, "2");
	move_cpuset(&f, "0-3");
	assert_nodes(&f.task.mempolicy->nodes, "1-2");
	assert_shows(&f, MPOL_INTERLEAVE, STATIC, "1-2");
	fixture_end(&f);
}

static void static_nodes_become_all_when_none_is_left(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, "0-3", MPOL_BIND | STATIC, "1");
	move_cpuset(&f, "2-3");
	assert_nodes(&f.task.mempolicy->nodes, "2-3");
	fixture_end(&f);
}

static void relative_nodes_are_folded_again(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, "0-3", MPOL_BIND | RELATIVE, "0,2");
	move_cpuset(&f, "1,3");
	assert_nodes(&f.task.mempolicy->nodes, "1");
	move_cpuset(&f, "1-3");
	assert_nodes(&f.task.mempolicy->nodes, "1,3");
	fixture_end(&f);
}

static void preferred_is_never_remapped(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, "0-1", MPOL_PREFERRED_MANY, "0-1");
	move_cpuset(&f, "2-3");
	assert_shows(&f, MPOL_PREFERRED_MANY, 0, "0-1");
	fixture_end(&f);
}

/* What the user passed and the cpuset's nodes share their place in the policy. */
static void flagged_preferred_shows_the_new_mems_instead_of_the_users_nodes(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, "0-1", MPOL_PREFERRED | STATIC, "0");
	assert_shows(&f, MPOL_PREFERRED, STATIC, "0");
	move_cpuset(&f, "2-3");
	assert_shows(&f, MPOL_PREFERRED, STATIC, "2-3");
	assert_nodes(&f.task.mempolicy->nodes, "0");
	fixture_end(&f);
}

/*
 * For a flag that is neither STATIC nor RELATIVE the user's mask stands where
 * the old cpuset is looked for: {1} -> {2,3} moves node 1, and from then on the
 * user's mask is gone.
 */
static void numa_balancing_remaps_from_the_users_nodes(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, "0-1", MPOL_BIND | NUMAB, "1");
	move_cpuset(&f, "2-3");
	assert_nodes(&f.task.mempolicy->nodes, "2");
	assert_shows(&f, MPOL_BIND, NUMAB, "2-3");
	fixture_end(&f);
}

static void the_policies_of_private_mappings_follow_and_shared_ones_stay(void **state)
{
	const nodemask_t both = nodes("0-1");
	struct mbind_args args = {
		.policy = { .mode = MPOL_BIND, .nodemask = &both, .maxnode = 1025 },
		.len = PAGE_SIZE
	};
	struct mbind_move move;
	struct mpol_info info;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.task.mems_allowed = both;
	f.task.mm = mm_create();
	for (uint64_t addr = 0; addr <= PAGE_SIZE; addr += PAGE_SIZE) {
		assert_int_equal(mm_map(f.task.mm, addr ? "shared" : "private", addr, 1, PAGE_SIZE,
					addr != 0, NULL),
				 0);
		args.start = addr;
		assert_int_equal(mm_mbind(&f.m, &f.task, &args, &move, NULL), 0);
		mbind_move_free(&move);
	}
	move_cpuset(&f, "2-3");
	assert_int_equal(mm_get_policy(f.task.mm, 0, &info), 0);
	assert_nodes(&info.nodes, "2-3");
	assert_int_equal(mm_get_policy(f.task.mm, PAGE_SIZE, &info), 0);
	assert_nodes(&info.nodes, "0-1");
	fixture_end(&f);
}

/* Designs of the tests: node 3 is outside every cpuset, and policies may have it. */
static int add_node_3(const struct machine *m, const struct mpol_question *q, nodemask_t *allowed,
		      enum verdict *why)
{
	(void)m;
	(void)q;
	(void)why;
	node_set(3, allowed);
	return 0;
}

static void a_node_that_the_design_grants_survives_any_cpuset(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.design.mpol_trim = add_node_3;
	f.task.mems_allowed = nodes("0-1");
	assert_int_equal(set_policy(&f, MPOL_BIND, "3", NULL), 0);
	move_cpuset(&f, "1");
	assert_nodes(&f.task.mempolicy->nodes, "3");
	assert_int_equal(set_policy(&f, MPOL_BIND | STATIC, "1,3", NULL), 0);
	move_cpuset(&f, "0");
	assert_nodes(&f.task.mempolicy->nodes, "3");
	fixture_end(&f);
}

static int keep_off_node_3(const struct machine *m, const struct mpol_question *q,
			   nodemask_t *allowed, enum verdict *why)
{
	(void)m;
	(void)q;
	(void)why;
	node_clear(3, allowed);
	return 0;
}

static void a_node_that_the_design_takes_out_leaves_at_rebinding_too(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.design.mpol_trim = keep_off_node_3;
	f.task.mems_allowed = nodes("0-1");
	assert_int_equal(set_policy(&f, MPOL_BIND, "0-1", NULL), 0);
	move_cpuset(&f, "2-3");
	assert_shows(&f, MPOL_BIND, 0, "2");
	fixture_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_nodes_move_by_position_and_lose_what_folded),
		cmocka_unit_test(static_nodes_are_those_of_the_user_that_are_left),
		cmocka_unit_test(static_nodes_become_all_when_none_is_left),
		cmocka_unit_test(relative_nodes_are_folded_again),
		cmocka_unit_test(preferred_is_never_remapped),
		cmocka_unit_test(flagged_preferred_shows_the_new_mems_instead_of_the_users_nodes),
		cmocka_unit_test(numa_balancing_remaps_from_the_users_nodes),
		cmocka_unit_test(the_policies_of_private_mappings_follow_and_shared_ones_stay),
		cmocka_unit_test(a_node_that_the_design_grants_survives_any_cpuset),
		cmocka_unit_test(a_node_that_the_design_takes_out_leaves_at_rebinding_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
