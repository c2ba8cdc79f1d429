// SPDX-License-Identifier: GPL-2.0-only
#include "unit/mempolicy.h"

/* alloc_pages() of the kernel on behalf of the task. */
static struct mpol_use kernel_use(const struct fixture *f, gfp_t gfp)
{
	return (struct mpol_use){ .task = &f->task, .ctx = CTX_TASK, .gfp = gfp };
}

/* A fault at interleave index @index. */
static struct mpol_use fault_use(const struct fixture *f, gfp_t gfp, unsigned order, uint64_t index)
{
	struct mpol_use use = kernel_use(f, gfp);

	use.order = order;
	use.has_index = true;
	use.index = index;
	return use;
}

static void init(struct fixture *f, unsigned mode, const char *list)
{
	fixture_init(f);
	assert_int_equal(set_policy(f, mode, list, NULL), 0);
}

/* One attempt at @nid, with @mask (NULL = none). */
static void assert_one(const struct mpol_plan *plan, int nid, const char *mask)
{
	assert_int_equal(plan->nr_attempts, 1);
	assert_int_equal(plan->attempts[0].nid, nid);
	if (mask)
		assert_nodes(plan->attempts[0].mask.nodes, mask);
	else
		assert_null(plan->attempts[0].mask.nodes);
}

static void without_a_policy_the_cpus_node_is_asked(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	use = kernel_use(&f, GFP_KERNEL);
	use.cpu = 2;
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 2, NULL);
	assert_int_equal(plan.attempts[0].gfp, GFP_KERNEL);
	fixture_end(&f);
}

static void preferred_names_the_node_and_filters_nothing(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f, MPOL_PREFERRED, "2-3");
	use = kernel_use(&f, GFP_KERNEL);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 2, NULL);
	fixture_end(&f);
}

static void bind_starts_at_the_local_node_and_filters(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f, MPOL_BIND, "2-3");
	use = kernel_use(&f, GFP_KERNEL);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 0, "2-3");
	assert_int_equal(plan.attempts[0].mask.from, MASK_FROM_MEMPOLICY);
	fixture_end(&f);
}

/* The machine has ZONE_NORMAL, so requests for DMA32 are below the policy zone. */
static void bind_does_not_filter_lower_zones(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f, MPOL_BIND, "2-3");
	assert_int_equal(mpol_policy_zone(&f.m), ZONE_NORMAL);
	use = kernel_use(&f, GFP_KERNEL | __GFP_DMA32);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 0, NULL);
	fixture_end(&f);
}

static void bind_to_movable_memory_filters_movable_requests_only(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f, MPOL_BIND, "3");
	f.m.node_states[N_NORMAL_MEMORY] = nodes("0-2");
	use = kernel_use(&f, GFP_KERNEL);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 0, NULL);
	use = kernel_use(&f, GFP_HIGHUSER_MOVABLE);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 0, "3");
	fixture_end(&f);
}

static void bind_is_dropped_when_it_misses_the_tasks_nodes(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f, MPOL_BIND, "2");
	f.task.mems_allowed = nodes("0-1");
	use = kernel_use(&f, GFP_USER);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 0, NULL);
	fixture_end(&f);
}

static void preferred_many_tries_its_nodes_lightly_then_all(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f, MPOL_PREFERRED_MANY, "2-3");
	use = kernel_use(&f, GFP_KERNEL | __GFP_NOFAIL);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_int_equal(plan.nr_attempts, 2);
	assert_nodes(plan.attempts[0].mask.nodes, "2-3");
	assert_int_equal(plan.attempts[0].gfp,
			 (GFP_KERNEL | __GFP_NOWARN) & ~__GFP_DIRECT_RECLAIM);
	assert_null(plan.attempts[1].mask.nodes);
	assert_int_equal(plan.attempts[1].gfp, GFP_KERNEL | __GFP_NOFAIL);
	fixture_end(&f);
}

static void a_mask_knows_the_line_that_set_the_policy(void **state)
{
	const nodemask_t mask = nodes("1");
	const struct mpol_args args = {
		.mode = MPOL_BIND,
		.nodemask = &mask,
		.maxnode = 1025,
		.loc = { .file = "a.yaml", .line = 7 },
	};
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_int_equal(mpol_set(&f.m, &f.task, &args, NULL), 0);
	use = kernel_use(&f, GFP_USER);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_int_equal(plan.attempts[0].mask.loc.line, 7);
	fixture_end(&f);
}

static void the_home_node_replaces_the_local_one(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f, MPOL_BIND, "1-3");
	f.task.mempolicy->home_node = 2;
	use = kernel_use(&f, GFP_USER);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 2, "1-3");
	fixture_end(&f);
}

/* Faults go by their index and leave the task's round alone. */
static void interleaved_faults_do_not_move_the_tasks_round(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f, MPOL_INTERLEAVE, "1-3");
	use = fault_use(&f, GFP_HIGHUSER_MOVABLE, 0, 5);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 3, NULL);
	mpol_commit(&f.task, &plan);
	assert_int_equal(mpol_next_node(&f.task), 1);
	fixture_end(&f);
}

static int step(struct fixture *f, const struct mpol_weights *w)
{
	const struct mpol_use use = kernel_use(f, GFP_KERNEL);
	struct mpol_plan plan;

	mpol_resolve(&f->m, w, &use, &plan);
	mpol_commit(&f->task, &plan);
	return plan.attempts[0].nid;
}

static void kernel_allocations_take_turns(void **state)
{
	static const int expected[] = { 1, 3, 1, 3 };
	struct fixture f;

	(void)state;
	init(&f, MPOL_INTERLEAVE, "1,3");
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(step(&f, NULL), expected[i]);
	fixture_end(&f);
}

static void weighted_turns_stay_for_the_weight(void **state)
{
	static const int expected[] = { 2, 2, 3, 3, 3, 3, 3, 2 };
	uint8_t table[] = { 3, 1, 2, 5 };
	const struct mpol_weights w = { .table = table };
	struct fixture f;

	(void)state;
	init(&f, MPOL_WEIGHTED_INTERLEAVE, "2-3");
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		assert_int_equal(step(&f, &w), expected[i]);
	fixture_end(&f);
}

static void a_weighted_turn_ends_when_the_policy_loses_the_node(void **state)
{
	uint8_t table[] = { 3, 1, 2, 5 };
	const struct mpol_weights w = { .table = table };
	struct fixture f;

	(void)state;
	init(&f, MPOL_WEIGHTED_INTERLEAVE, "0-3");
	assert_int_equal(step(&f, &w), 0);
	node_clear(0, &f.task.mempolicy->nodes);
	assert_int_equal(step(&f, &w), 1);
	fixture_end(&f);
}

static void a_question_does_not_move_the_round(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f, MPOL_INTERLEAVE, "1,3");
	use = kernel_use(&f, GFP_KERNEL);
	mpol_resolve(&f.m, NULL, &use, &plan);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 1, NULL);
	fixture_end(&f);
}

static void thisnode_and_interrupts_ignore_the_tasks_policy(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f, MPOL_INTERLEAVE, "2-3");
	use = kernel_use(&f, GFP_KERNEL | __GFP_THISNODE);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 0, NULL);
	assert_false(plan.moves_interleave);
	use = kernel_use(&f, GFP_ATOMIC);
	use.ctx = CTX_BH_DISABLED;
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 0, NULL);
	use.ctx = CTX_TASK;
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 2, NULL);
	fixture_end(&f);
}

static void a_huge_page_tries_its_own_node_alone_first(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f, MPOL_BIND, "0-1");
	use = fault_use(&f, GFP_TRANSHUGE, HPAGE_PMD_ORDER, 0);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_int_equal(plan.nr_attempts, 2);
	assert_int_equal(plan.attempts[0].gfp, GFP_TRANSHUGE | __GFP_THISNODE | __GFP_NORETRY);
	assert_null(plan.attempts[0].mask.nodes);
	assert_int_equal(plan.attempts[1].gfp, GFP_TRANSHUGE);
	assert_nodes(plan.attempts[1].mask.nodes, "0-1");
	fixture_end(&f);
}

static void a_huge_page_without_reclaim_ends_on_its_own_node(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	use = fault_use(&f, GFP_TRANSHUGE_LIGHT, HPAGE_PMD_ORDER, 0);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 0, NULL);
	assert_true(plan.attempts[0].gfp & __GFP_THISNODE);
	fixture_end(&f);
}

static void a_huge_page_has_no_first_try_off_the_policy_or_interleaved(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f, MPOL_BIND, "2-3");
	use = fault_use(&f, GFP_TRANSHUGE, HPAGE_PMD_ORDER, 0);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 0, "2-3");
	assert_int_equal(set_policy(&f, MPOL_INTERLEAVE, "2-3", NULL), 0);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 2, NULL);
	fixture_end(&f);
}

/* A design of the tests: policies that name node 3 start there. */
static void start_at_node_3(const struct machine *m, const struct mpol_request_info *info,
			    struct alloc_request *req)
{
	(void)m;
	if (node_isset(3, info->nodes) && info->user)
		req->nid = 3;
}

static void the_design_edits_the_requests_of_a_policy(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	init(&f, MPOL_BIND, "1,3");
	f.design.mpol_request = start_at_node_3;
	use = fault_use(&f, GFP_USER, 0, 0);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 3, "1,3");
	use = kernel_use(&f, GFP_USER);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 0, "1,3");
	fixture_end(&f);
}

static void a_mask_says_what_the_design_kept_from_it(void **state)
{
	struct mpol_plan plan;
	struct mpol_use use;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	f.task.mems_allowed = nodes("0-2");
	f.task.mems_withheld = nodes("3");
	assert_int_equal(set_policy(&f, MPOL_BIND, "1,3", NULL), 0);
	use = kernel_use(&f, GFP_USER);
	mpol_resolve(&f.m, NULL, &use, &plan);
	assert_one(&plan, 0, "1");
	assert_nodes(plan.attempts[0].mask.withheld, "3");
	fixture_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_policy_the_cpus_node_is_asked),
		cmocka_unit_test(preferred_names_the_node_and_filters_nothing),
		cmocka_unit_test(bind_starts_at_the_local_node_and_filters),
		cmocka_unit_test(bind_does_not_filter_lower_zones),
		cmocka_unit_test(bind_to_movable_memory_filters_movable_requests_only),
		cmocka_unit_test(bind_is_dropped_when_it_misses_the_tasks_nodes),
		cmocka_unit_test(preferred_many_tries_its_nodes_lightly_then_all),
		cmocka_unit_test(a_mask_knows_the_line_that_set_the_policy),
		cmocka_unit_test(the_home_node_replaces_the_local_one),
		cmocka_unit_test(interleaved_faults_do_not_move_the_tasks_round),
		cmocka_unit_test(kernel_allocations_take_turns),
		cmocka_unit_test(weighted_turns_stay_for_the_weight),
		cmocka_unit_test(a_weighted_turn_ends_when_the_policy_loses_the_node),
		cmocka_unit_test(a_question_does_not_move_the_round),
		cmocka_unit_test(thisnode_and_interrupts_ignore_the_tasks_policy),
		cmocka_unit_test(a_huge_page_tries_its_own_node_alone_first),
		cmocka_unit_test(a_huge_page_without_reclaim_ends_on_its_own_node),
		cmocka_unit_test(a_huge_page_has_no_first_try_off_the_policy_or_interleaved),
		cmocka_unit_test(the_design_edits_the_requests_of_a_policy),
		cmocka_unit_test(a_mask_says_what_the_design_kept_from_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
