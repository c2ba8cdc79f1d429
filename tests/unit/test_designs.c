// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registry, the other built-in designs, and a design that comes from
 * outside the tree: this file.
 */
#include <errno.h>

#include "mempolicy/mempolicy.h"
#include "small_machine.h"

#define N SMALL_SPM
#define SPM (1u << SMALL_SPM)

static unsigned may_use(const struct small_machine *s, const struct alloc_request *req)
{
	struct may_answer may;

	alloc_may_use(&s->m, req, &may);
	return small_bits(&may.nodes);
}

static void every_design_is_found_by_its_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_designs; i++) {
		assert_ptr_equal(design_by_name(all_designs[i]->name), all_designs[i]);
		assert_string_equal(design_names[i], all_designs[i]->name);
	}
	assert_null(design_names[nr_designs]);
	assert_null(design_by_name("no-such-design"));
}

static void every_design_says_what_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_designs; i++) {
		assert_non_null(all_designs[i]->section);
		assert_non_null(all_designs[i]->title);
		assert_non_null(all_designs[i]->idea);
		assert_non_null(all_designs[i]->sources);
	}
}

/* DRAM full, node 2 free. Expect mainline to spill onto it. */
static void mainline_spills_onto_the_special_node(void **state)
{
	struct small_machine s;
	struct alloc_request req;

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_NORMAL);
	small_fill(&s, 0, 10);
	small_fill(&s, 1, 10);
	req = small_request(&s, GFP_KERNEL, 0);
	assert_int_equal(alloc_lands_on(&s.m, &req).ref.nid, N);
	small_machine_destroy(&s);
}

static void movable_memory_keeps_the_kernel_off_and_users_on(void **state)
{
	struct hotplug_question q = {
		.moment = HP_ONLINE_FIRST, .nid = N, .role = ROLE_SPM, .online_type = MMOP_ONLINE
	};
	struct small_machine s;
	struct alloc_request req;

	(void)state;
	small_machine_init(&s, &mainline_movable_design, ZONE_MOVABLE);
	req = small_request(&s, GFP_KERNEL, 0);
	assert_int_equal(may_use(&s, &req), 3);
	req.gfp = GFP_HIGHUSER_MOVABLE;
	assert_int_equal(may_use(&s, &req), 7);
	assert_int_equal(s.m.design->hotplug(&s.m, &q).online_type, MMOP_ONLINE_MOVABLE);
	q.role = ROLE_SYSRAM;
	assert_int_equal(s.m.design->hotplug(&s.m, &q).online_type, MMOP_ONLINE);
	small_machine_destroy(&s);
}

/* ---- n-spm ---- */

static void n_spm_is_in_nobody_elses_list(void **state)
{
	struct small_machine s;
	struct alloc_request req;

	(void)state;
	small_machine_init(&s, &n_spm_design, ZONE_MOVABLE);
	assert_false(node_state(&s.m, N, N_MEMORY));
	req = small_request(&s, GFP_HIGHUSER_MOVABLE, 0);
	assert_int_equal(may_use(&s, &req), 3);
	/* From the node itself the list holds it, and RAM behind it. */
	req.nid = N;
	assert_int_equal(may_use(&s, &req), 7);
	assert_int_equal(alloc_lands_on(&s.m, &req).ref.nid, N);
	small_machine_destroy(&s);
}

/*
 * The kernel opts in by THISNODE. While cpusets are on a task without a mask is
 * first held to its own nodes: expect the slow path to succeed.
 */
static void n_spm_is_reached_by_thisnode(void **state)
{
	struct small_machine s;
	struct alloc_request req;
	struct lands_answer lands;
	nodemask_t wanted = nodemask_of_node(N), storage;

	(void)state;
	small_machine_init(&s, &n_spm_design, ZONE_MOVABLE);
	req = small_request(&s, GFP_HIGHUSER_MOVABLE, 0);
	assert_int_equal(s.m.design->opt_in(&s.m, &wanted, &req, &storage), VERDICT_PASS);
	lands = alloc_lands_on(&s.m, &req);
	assert_int_equal(lands.ref.nid, N);
	assert_int_equal(lands.pass, PASS_FAST);
	small_cpuset(&s, 1);
	lands = alloc_lands_on(&s.m, &req);
	assert_true(lands.ok);
	assert_int_equal(lands.pass, PASS_SLOW);
	small_machine_destroy(&s);
}

/* */
static void n_spm_cannot_be_granted_by_a_cpuset(void **state)
{
	struct small_machine s;
	enum verdict why;
	nodemask_t nodes = nodemask_of_node(N);

	(void)state;
	small_machine_init(&s, &n_spm_design, ZONE_MOVABLE);
	assert_int_equal(s.m.design->cpuset_write(&s.m, &nodes, &why), -EINVAL);
	assert_int_equal(why, VERDICT_CPUSET_SPM);
	nodes = nodemask_of_node(1);
	assert_int_equal(s.m.design->cpuset_write(&s.m, &nodes, &why), 0);
	small_machine_destroy(&s);
}

/* two coherent nodes (1 and 2), the policy names 2: expect the start at 1. */
static void n_spm_policies_start_at_the_first_coherent_node(void **state)
{
	struct small_machine s;
	struct alloc_request req;
	nodemask_t policy = nodemask_of_node(N), allowed;
	struct mpol_question q = { .mode = MPOL_BIND, .user_nodes = &policy };
	struct mpol_request_info info = { .mode = MPOL_BIND, .nodes = &policy };
	enum verdict why;

	(void)state;
	small_machine_init(&s, &n_spm_design, ZONE_MOVABLE);
	node_set(1, &s.m.node_states[N_SPM]);
	req = small_request(&s, GFP_HIGHUSER_MOVABLE, 0);
	s.m.design->mpol_request(&s.m, &info, &req);
	assert_int_equal(req.nid, 1);
	assert_ptr_equal(req.mask.nodes, &policy);
	allowed = nodemask_of_node(0);
	assert_int_equal(s.m.design->mpol_trim(&s.m, &q, &allowed, &why), 0);
	assert_int_equal(small_bits(&allowed), SPM | 1);
	small_machine_destroy(&s);
}

/* Page tables of a process that is bound to node N, which is all Movable: not bound. */
static void n_spm_does_not_bind_kernel_memory_to_a_movable_node(void **state)
{
	struct small_machine s;
	struct alloc_request req;
	nodemask_t policy = nodemask_of_node(N);
	struct mpol_request_info info = { .mode = MPOL_BIND,
					  .nodes = &policy,
					  .below_policy_zone = true };

	(void)state;
	small_machine_init(&s, &n_spm_design, ZONE_MOVABLE);
	req = small_request(&s, GFP_KERNEL, 0);
	s.m.design->mpol_request(&s.m, &info, &req);
	assert_int_equal(req.nid, N);
	assert_null(req.mask.nodes);
	small_machine_destroy(&s);
}

/* */
static void n_spm_one_coherent_block_turns_the_node(void **state)
{
	struct hotplug_question q = {
		.moment = HP_ONLINE_MORE, .nid = 1, .role = ROLE_SPM, .online_type = MMOP_ONLINE
	};
	struct small_machine s;
	struct hotplug_answer answer;

	(void)state;
	small_machine_init(&s, &n_spm_design, ZONE_MOVABLE);
	answer = s.m.design->hotplug(&s.m, &q);
	assert_true(answer.joins_spm);
	assert_false(answer.joins_memory);
	assert_false(answer.starts_daemons);
	small_machine_destroy(&s);
}

static void n_spm_pages_may_be_moved_to_a_node_that_no_cpuset_has(void **state)
{
	struct small_machine s;

	(void)state;
	small_machine_init(&s, &n_spm_design, ZONE_MOVABLE);
	small_cpuset(&s, 1);
	assert_int_equal(s.m.design->migrate_ok(&s.m, &s.task, N), 0);
	assert_int_equal(s.m.design->migrate_ok(&s.m, &s.task, 0), 0);
	assert_int_equal(s.m.design->migrate_ok(&s.m, &s.task, 1), -EACCES);
	small_machine_destroy(&s);
}

/* ---- a design from outside: node 2 for opted-in requests, through a list of its own ---- */

static const char *const outside_lists[] = { "ZONELIST_OUTSIDE" };

static void outside_lists_hold(const struct machine *m, int owner, enum zonelist_kind kind,
			       nodemask_t *nodes)
{
	(void)owner;
	if (kind == ZONELIST_EXTRA0)
		*nodes = m->spm_declared;
	else
		node_clear(N, nodes);
}

static enum zonelist_kind outside_selects(const struct machine *m, const struct alloc_request *req)
{
	(void)m;
	return req->reason == REASON_OPT_IN ? ZONELIST_EXTRA0 : ZONELIST_FALLBACK;
}

static enum verdict outside_opt_in(const struct machine *m, const nodemask_t *wanted,
				   struct alloc_request *req, nodemask_t *storage)
{
	(void)storage;
	if (!nodes_subset(wanted, &m->spm_declared))
		return VERDICT_NO_OPT_IN;
	req->reason = REASON_OPT_IN;
	return VERDICT_PASS;
}

static void a_design_of_another_tree_works_through_the_same_table(void **state)
{
	const struct isolation_design outside = {
		.name = "outside",
		.extra_zonelist_names = outside_lists,
		.nr_extra_zonelists = 1,
		.build_zonelists = outside_lists_hold,
		.select_zonelist = outside_selects,
		.opt_in = outside_opt_in,
	};
	struct small_machine s;
	struct alloc_request req;
	nodemask_t wanted = nodemask_of_node(N), storage;

	(void)state;
	small_machine_init(&s, &outside, ZONE_NORMAL);
	build_all_zonelists(&s.m); /* spm_declared is known now */
	req = small_request(&s, GFP_KERNEL | __GFP_NOFAIL, 0);
	assert_int_equal(may_use(&s, &req), 3);
	assert_int_equal(s.m.design->opt_in(&s.m, &wanted, &req, &storage), VERDICT_PASS);
	assert_int_equal(may_use(&s, &req), SPM);
	assert_int_equal(alloc_pages(&s.m, &req).block.zone->nid, N);
	small_machine_destroy(&s);
}

/* ---- a design that makes the task miss whatever it puts in place ---- */

static const nodemask_t only_node_2 = { { SPM } };

static struct mask_ref always_missing(const struct machine *m, const struct alloc_request *req)
{
	(void)m;
	(void)req;
	return (struct mask_ref){ .nodes = &only_node_2, .from = MASK_FROM_DESIGN };
}

/* Expect an end, where the kernel would restart for ever. */
static void a_mask_that_always_misses_does_not_loop(void **state)
{
	const struct isolation_design missing = { .name = "missing",
						  .slow_mask = always_missing,
						  .retry_mask = always_missing };
	struct small_machine s;
	struct alloc_request req;

	(void)state;
	small_machine_init(&s, &missing, ZONE_NORMAL);
	small_cpuset(&s, 1);
	small_fill(&s, 0, 10);
	req = small_request(&s, GFP_USER, 0);
	assert_int_equal(alloc_pages(&s.m, &req).verdict, VERDICT_LIVELOCK);
	assert_int_equal(may_use(&s, &req), 1);
	small_machine_destroy(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_design_is_found_by_its_name),
		cmocka_unit_test(every_design_says_what_it_is),
		cmocka_unit_test(mainline_spills_onto_the_special_node),
		cmocka_unit_test(movable_memory_keeps_the_kernel_off_and_users_on),
		cmocka_unit_test(n_spm_is_in_nobody_elses_list),
		cmocka_unit_test(n_spm_is_reached_by_thisnode),
		cmocka_unit_test(n_spm_cannot_be_granted_by_a_cpuset),
		cmocka_unit_test(n_spm_policies_start_at_the_first_coherent_node),
		cmocka_unit_test(n_spm_does_not_bind_kernel_memory_to_a_movable_node),
		cmocka_unit_test(n_spm_one_coherent_block_turns_the_node),
		cmocka_unit_test(n_spm_pages_may_be_moved_to_a_node_that_no_cpuset_has),
		cmocka_unit_test(a_design_of_another_tree_works_through_the_same_table),
		cmocka_unit_test(a_mask_that_always_misses_does_not_loop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
