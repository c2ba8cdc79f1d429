// SPDX-License-Identifier: GPL-2.0-only
#include "unit/unit.h"

#include "memcg/memcg.h"

/*
 *	/ - job (usage 1000) - a (600)
 *	                     - b (400)
 */
struct tree {
	struct machine m;
	struct mem_cgroup *job, *a, *b;
};

static void plant(struct tree *t)
{
	*t = (struct tree){ .m = { .nr_node_ids = 1 } };
	memcg_create_root(&t->m);
	t->job = memcg_create(t->m.root_memcg, "/job");
	t->a = memcg_create(t->job, "/job/a");
	t->b = memcg_create(t->job, "/job/b");
	t->job->memory.usage = 1000;
	t->a->memory.usage = 600;
	t->b->memory.usage = 400;
}

static void calculate(struct tree *t)
{
	memcg_calculate_protection(&t->m, NULL, t->job);
	memcg_calculate_protection(&t->m, NULL, t->a);
	memcg_calculate_protection(&t->m, NULL, t->b);
}

static void below_the_root_a_setting_holds_as_it_is(void **state)
{
	struct tree t;

	(void)state;
	plant(&t);
	t.job->memory.low = 5000;
	t.job->memory.min = 300;
	calculate(&t);
	assert_int_equal(t.job->memory.elow, 5000);
	assert_int_equal(t.job->memory.emin, 300);
	assert_true(memcg_below_low(&t.m, NULL, t.job));
	assert_false(memcg_below_min(&t.m, NULL, t.job));
	memcg_destroy_all(&t.m);
}

/* Both claim all they use, 1000 pages, and the parent has 500: 600 and 400 parts of 500. */
static void who_claims_more_than_there_is_shares_by_use(void **state)
{
	struct tree t;

	(void)state;
	plant(&t);
	t.job->memory.low = 500;
	t.a->memory.low = t.b->memory.low = 700;
	calculate(&t);
	assert_int_equal(t.a->memory.elow, 300);
	assert_int_equal(t.b->memory.elow, 200);
	memcg_destroy_all(&t.m);
}

/* a claims 100 of 500; the rest, 400, goes by unprotected use: 500 and 400 of 900. */
static void what_nobody_claims_goes_to_all(void **state)
{
	struct tree t;

	(void)state;
	plant(&t);
	t.job->memory.low = 500;
	t.a->memory.low = 100;
	calculate(&t);
	assert_int_equal(t.a->memory.elow, 100 + 400 * 500 / 900);
	assert_int_equal(t.b->memory.elow, 400 * 400 / 900);
	memcg_destroy_all(&t.m);
}

static void a_child_is_not_protected_beyond_its_parent(void **state)
{
	struct tree t;

	(void)state;
	plant(&t);
	t.a->memory.min = 600;
	calculate(&t);
	assert_int_equal(t.a->memory.emin, 0);
	memcg_destroy_all(&t.m);
}

static void the_target_of_reclaim_is_never_protected(void **state)
{
	struct tree t;
	uint64_t min, low;

	(void)state;
	plant(&t);
	t.job->memory.min = t.job->memory.low = PAGE_COUNTER_MAX;
	calculate(&t);
	assert_true(memcg_below_min(&t.m, NULL, t.job));
	assert_false(memcg_below_min(&t.m, t.job, t.job));
	memcg_protection(&t.m, t.job, t.job, &min, &low);
	assert_int_equal(min + low, 0);
	memcg_destroy_all(&t.m);
}

/* Each walk goes on where the last one ended; at the end of the round it is told so. */
static void partial_walks_take_turns(void **state)
{
	struct mem_cgroup *root, *pos;
	struct tree t;

	(void)state;
	plant(&t);
	root = t.m.root_memcg;
	assert_ptr_equal(memcg_next_shared(&t.m, root, 0, NULL), root);
	assert_ptr_equal(memcg_next_shared(&t.m, root, 0, NULL), t.job);
	pos = memcg_next_shared(&t.m, root, 0, NULL);
	assert_ptr_equal(pos, t.a);
	pos = memcg_next_shared(&t.m, root, 0, pos);
	assert_ptr_equal(pos, t.b);
	assert_null(memcg_next_shared(&t.m, root, 0, pos));
	assert_ptr_equal(memcg_next_shared(&t.m, root, 0, NULL), root);
	memcg_destroy_all(&t.m);
}

static void a_walk_does_not_go_on_from_who_is_gone(void **state)
{
	struct tree t;

	(void)state;
	plant(&t);
	memcg_next_shared(&t.m, t.m.root_memcg, 0, NULL);
	memcg_next_shared(&t.m, t.m.root_memcg, 0, NULL);
	memcg_forget_position(&t.m, t.job);
	assert_ptr_equal(memcg_next_shared(&t.m, t.m.root_memcg, 0, NULL), t.m.root_memcg);
	memcg_destroy_all(&t.m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(below_the_root_a_setting_holds_as_it_is),
		cmocka_unit_test(who_claims_more_than_there_is_shares_by_use),
		cmocka_unit_test(what_nobody_claims_goes_to_all),
		cmocka_unit_test(a_child_is_not_protected_beyond_its_parent),
		cmocka_unit_test(the_target_of_reclaim_is_never_protected),
		cmocka_unit_test(partial_walks_take_turns),
		cmocka_unit_test(a_walk_does_not_go_on_from_who_is_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
