// SPDX-License-Identifier: GPL-2.0-only
/*
 * RFC v2: can the special node 2 be returned? One test per row of the truth
 * table, and one per defect that the series is known for.
 *
 *	fast = the first pass alone, may = every pass
 */
#include <errno.h>

#include "small_machine.h"

#define FLAG DESIGN_GFP_BIT(0)
#define N SMALL_SPM
#define SPM (1u << SMALL_SPM)
#define DRAM 3u
#define EVERY 7u
#define NO_MASK 8u

static int setup(void **state)
{
	struct small_machine *s = calloc(1, sizeof(*s));

	small_machine_init(s, &rfc_v2_design, ZONE_NORMAL);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	small_machine_destroy(*state);
	free(*state);
	return 0;
}

struct reach {
	bool fast, may;
	unsigned first, all;
};

/* A request from @nid with @mask (NO_MASK = NULL). */
static struct reach reach(struct small_machine *s, enum alloc_ctx_kind ctx, gfp_t gfp, int nid,
			  unsigned mask)
{
	struct alloc_request req = small_request(s, gfp, nid);
	struct may_answer may;
	nodemask_t storage;

	req.ctx = ctx;
	if (mask != NO_MASK)
		small_mask(&req, &storage, mask);
	alloc_may_use(&s->m, &req, &may);
	return (struct reach){ .fast = node_isset(N, &may.first),
			       .may = node_isset(N, &may.nodes),
			       .first = small_bits(&may.first),
			       .all = small_bits(&may.nodes) };
}

/* Where it lands now: the node, or NUMA_NO_NODE. */
static int lands(struct small_machine *s, gfp_t gfp, int nid, unsigned mask)
{
	struct alloc_request req = small_request(s, gfp, nid);
	struct lands_answer answer;
	nodemask_t storage;

	if (mask != NO_MASK)
		small_mask(&req, &storage, mask);
	answer = alloc_lands_on(&s->m, &req);
	return answer.ok ? answer.ref.nid : NUMA_NO_NODE;
}

#define assert_reach(r, fast_, may_) \
	do { \
		struct reach r_ = (r); \
		assert_int_equal(r_.fast, (fast_)); \
		assert_int_equal(r_.may, (may_)); \
	} while (0)

static const gfp_t every_gfp[] = { GFP_KERNEL,
				   GFP_USER,
				   GFP_ATOMIC,
				   GFP_NOWAIT,
				   GFP_KERNEL | __GFP_NOFAIL,
				   GFP_ATOMIC | __GFP_MEMALLOC };
#define NR_GFP (sizeof(every_gfp) / sizeof(every_gfp[0]))

static void row_1_without_the_flag_nothing_reaches_a_special_node(void **state)
{
	struct small_machine *s = *state;

	for (int on = 0; on < 2; on++) {
		if (on)
			small_cpuset(s, EVERY);
		s->task.oom_victim = on;
		for (size_t i = 0; i < NR_GFP; i++)
			for (int ctx = 0; ctx < NR_CTX_KINDS; ctx++)
				for (unsigned mask = 0; mask <= NO_MASK; mask++) {
					enum alloc_ctx_kind c = (enum alloc_ctx_kind)ctx;

					assert_false(reach(s, c, every_gfp[i], N, mask).may);
					assert_false(
						reach(s, c, every_gfp[i] | __GFP_THISNODE, N, mask)
							.may);
				}
	}
}

static void row_2_the_flag_alone_means_dram(void **state)
{
	struct small_machine *s = *state;

	for (size_t i = 0; i < NR_GFP; i++)
		assert_reach(reach(s, CTX_TASK, every_gfp[i] | FLAG, N, NO_MASK), false, false);
	assert_int_equal(lands(s, GFP_KERNEL | FLAG, N, NO_MASK), 0);
}

static void row_3_the_mask_has_to_name_the_node(void **state)
{
	struct small_machine *s = *state;

	assert_reach(reach(s, CTX_TASK, GFP_KERNEL | FLAG, N, DRAM), false, false);
	assert_reach(reach(s, CTX_HARDIRQ, GFP_KERNEL | FLAG, N, DRAM), false, false);
}

static void row_4_flag_and_mask_reach_it_in_tasks_and_interrupts(void **state)
{
	struct small_machine *s = *state;

	for (int ctx = 0; ctx < NR_CTX_KINDS; ctx++)
		assert_reach(reach(s, (enum alloc_ctx_kind)ctx, GFP_NOWAIT | FLAG, N, SPM), true,
			     true);
	assert_int_equal(lands(s, GFP_KERNEL | FLAG, 0, SPM), N);
}

/* Expect the atomic request on n down to 3/8 of its min mark (64), then DRAM. */
static void row_5_below_its_reserve_an_atomic_request_goes_to_dram(void **state)
{
	struct small_machine *s = *state;

	small_fill(s, N, 25);
	assert_int_equal(lands(s, GFP_ATOMIC | FLAG, N, SPM), N);
	small_fill(s, N, 24);
	assert_int_equal(lands(s, GFP_ATOMIC | FLAG, N, SPM), 0);
	assert_int_equal(lands(s, GFP_NOWAIT | FLAG, N, SPM), NUMA_NO_NODE);
}

static void row_5_a_reserve_user_goes_to_dram_once_the_node_is_at_min(void **state)
{
	struct small_machine *s = *state;

	small_fill(s, N, 65);
	assert_int_equal(lands(s, GFP_NOWAIT | __GFP_MEMALLOC | FLAG, N, SPM), N);
	small_fill(s, N, 10);
	assert_int_equal(lands(s, GFP_NOWAIT | __GFP_MEMALLOC | FLAG, N, SPM), 0);
}

static void row_6_with_cpusets_too_the_flag_alone_means_dram(void **state)
{
	struct small_machine *s = *state;

	small_cpuset(s, EVERY);
	assert_reach(reach(s, CTX_TASK, GFP_KERNEL | FLAG, N, NO_MASK), false, false);
}

static void row_7_a_cpuset_that_lists_the_node_allows_it(void **state)
{
	struct small_machine *s = *state;

	small_cpuset(s, EVERY);
	assert_reach(reach(s, CTX_TASK, GFP_USER | FLAG, N, SPM), true, true);
	small_fill(s, N, 24);
	assert_int_equal(lands(s, GFP_ATOMIC | FLAG, N, EVERY), 0);
}

static void row_8_a_hardwalled_request_stays_out_unless_atomic_or_dying(void **state)
{
	struct small_machine *s = *state;

	small_cpuset(s, DRAM);
	assert_reach(reach(s, CTX_TASK, GFP_USER | FLAG, N, SPM), false, false);
	assert_reach(reach(s, CTX_TASK, GFP_ATOMIC | __GFP_HARDWALL | FLAG, N, SPM), false, true);
	/* The mask misses the task's nodes: DRAM instead of NULL. */
	assert_int_equal(lands(s, GFP_USER | FLAG, N, SPM), 0);
	/* It does not miss them, but they are full: NULL. */
	small_fill(s, 0, 10);
	small_fill(s, 1, 10);
	assert_int_equal(lands(s, GFP_USER | __GFP_NORETRY | FLAG, N, SPM | 1), NUMA_NO_NODE);
	s->task.oom_victim = true;
	assert_reach(reach(s, CTX_TASK, GFP_USER | FLAG, N, SPM), true, true);
}

/* */
static void row_9_a_kernel_request_gets_it_through_the_root_cpuset(void **state)
{
	struct small_machine *s = *state;

	small_cpuset(s, DRAM);
	assert_reach(reach(s, CTX_TASK, GFP_KERNEL | FLAG, N, SPM), false, true);
	assert_int_equal(lands(s, GFP_KERNEL | FLAG, N, SPM), N);
}

/* an unrelated child cpuset changes the answer. */
static void row_10_interrupts_get_it_only_while_cpusets_are_off(void **state)
{
	static const enum alloc_ctx_kind irqs[] = { CTX_HARDIRQ, CTX_BH_DISABLED, CTX_SOFTIRQ };
	struct small_machine *s = *state;

	small_cpuset(s, EVERY);
	for (size_t i = 0; i < 3; i++) {
		assert_reach(reach(s, irqs[i], GFP_NOWAIT | FLAG, N, SPM), false, false);
		assert_reach(reach(s, irqs[i], GFP_ATOMIC | FLAG, N, SPM), false, true);
	}
	small_cpusets_off(s);
	assert_reach(reach(s, CTX_HARDIRQ, GFP_NOWAIT | FLAG, N, SPM), true, true);
}

static void row_11_an_interrupt_without_a_mask_gets_sysram(void **state)
{
	struct small_machine *s = *state;

	small_cpuset(s, EVERY);
	assert_int_equal(reach(s, CTX_HARDIRQ, GFP_NOWAIT | FLAG, N, NO_MASK).all, DRAM);
}

/* what zswap takes for a compressed page is one of DRAM. */
static void row_12_a_full_special_node_turns_into_dram(void **state)
{
	struct small_machine *s = *state;

	small_cpuset(s, EVERY);
	small_fill(s, N, 10);
	assert_int_equal(lands(s, GFP_NOWAIT | __GFP_NORETRY | FLAG, N, SPM), 0);
	small_cpusets_off(s);
	assert_int_equal(lands(s, GFP_NOWAIT | __GFP_NORETRY | FLAG, N, SPM), NUMA_NO_NODE);
}

/* */
static void row_13_thisnode_without_a_mask_finds_nothing(void **state)
{
	struct small_machine *s = *state;

	for (int on = 0; on < 2; on++) {
		if (on)
			small_cpuset(s, EVERY);
		assert_int_equal(lands(s, GFP_NOWAIT | __GFP_THISNODE | FLAG, N, NO_MASK),
				 NUMA_NO_NODE);
	}
}

static void row_14_thisnode_with_a_mask_is_as_without(void **state)
{
	struct small_machine *s = *state;

	assert_reach(reach(s, CTX_TASK, GFP_KERNEL | __GFP_THISNODE | FLAG, N, SPM), true, true);
	small_cpuset(s, EVERY);
	assert_reach(reach(s, CTX_TASK, GFP_KERNEL | __GFP_THISNODE | FLAG, N, SPM), true, true);
}

/* mems never written, effective holds n; the flag asks what was written. */
static void an_unwritten_cpuset_refuses_the_flag(void **state)
{
	struct small_machine *s = *state;

	small_cpuset(s, 0);
	assert_true(node_isset(N, &s->child.effective_mems));
	assert_reach(reach(s, CTX_TASK, GFP_USER | FLAG, N, SPM | 1), false, false);
}

/* effective shows {n}, tasks run on the parent's sysram nodes. */
static void a_cpuset_of_special_nodes_gives_tasks_the_parents_sysram(void **state)
{
	struct small_machine *s = *state;

	small_cpuset(s, SPM);
	assert_int_equal(small_bits(&s->child.effective_mems), SPM);
	assert_int_equal(small_bits(&s->child.derived_mems), 0);
	assert_int_equal(small_bits(&s->task.mems_allowed), DRAM);
}

/* An empty sysram list switches the filter off, but not the test of interrupts. */
static void an_empty_sysram_list_filters_nothing(void **state)
{
	struct small_machine *s = *state;

	s->m.dstate.sysram = NODE_MASK_NONE;
	assert_reach(reach(s, CTX_TASK, GFP_KERNEL, 0, NO_MASK), true, true);
	small_cpuset(s, EVERY);
	assert_int_equal(reach(s, CTX_HARDIRQ, GFP_NOWAIT | FLAG, 0, EVERY).all, 0);
	assert_int_equal(reach(s, CTX_HARDIRQ, GFP_NOWAIT, 0, EVERY).all, EVERY);
}

/* no mask was given, yet the report holds one and nobody panics. */
static void every_oom_looks_like_one_of_a_policy(void **state)
{
	struct small_machine *s = *state;
	struct alloc_request req = small_request(s, GFP_KERNEL, 0);
	struct oom_report report;

	s->m.sysctl.panic_on_oom = 1;
	report = oom_report_for(&s->m, &req, MASK_REF_NONE);
	assert_int_equal(report.constraint, CONSTRAINT_MEMORY_POLICY);
	assert_true(report.has_nodemask);
	assert_int_equal(small_bits(&report.nodemask), DRAM);
	assert_int_equal(report.totalpages, 2048 + 2 * SMALL_ZONE_PAGES);
	assert_false(report.panics);
}

static int latch(struct small_machine *s, enum hotplug_moment moment, int nid, enum node_role role)
{
	struct hotplug_question q = { .moment = moment, .nid = nid, .role = role };

	return s->m.design->hotplug(&s->m, &q).err;
}

/* */
static void the_latch_refuses_the_other_role_with_ebusy(void **state)
{
	struct small_machine *s = *state;

	assert_int_equal(latch(s, HP_ADD, 0, ROLE_SPM), -EBUSY);
	assert_int_equal(latch(s, HP_ADD, N, ROLE_SYSRAM), -EBUSY);
	assert_int_equal(latch(s, HP_ADD, N, ROLE_SPM), 0);
	assert_int_equal(latch(s, HP_SET_TYPE, 0, ROLE_SYSRAM), 0);
	assert_int_equal(latch(s, HP_SET_TYPE, 0, ROLE_SPM), -EBUSY);
}

/* */
static void a_special_node_ends_the_search_for_a_demotion_target(void **state)
{
	struct small_machine *s = *state;
	const struct isolation_design *d = s->m.design;

	assert_int_equal(d->demotion_ok(&s->m, 0, NUMA_NO_NODE), DEMOTION_OK);
	assert_int_equal(d->demotion_ok(&s->m, N, NUMA_NO_NODE), DEMOTION_SKIP);
	assert_int_equal(d->demotion_ok(&s->m, 0, 1), DEMOTION_OK);
	assert_int_equal(d->demotion_ok(&s->m, 0, N), DEMOTION_STOP);
}

/* */
static void a_contiguous_range_is_not_filtered(void **state)
{
	struct small_machine *s = *state;
	const struct alloc_request req = small_request(s, GFP_KERNEL, 0);

	assert_int_equal(contig_allowed(&s->m, CONTIG_RANGE, &req, N), VERDICT_PASS);
	assert_int_equal(contig_allowed(&s->m, CONTIG_HUGETLB_DEQUEUE, &req, N), VERDICT_PASS);
}

/* D3.6: the cpuset test takes the place of the list, and lets interrupts pass. */
static void partial_slabs_are_filtered_by_cpusets_or_by_the_list(void **state)
{
	struct small_machine *s = *state;
	struct alloc_request req = small_request(s, GFP_KERNEL, 0);

	assert_int_equal(contig_allowed(&s->m, CONTIG_SLAB_PARTIAL, &req, N), VERDICT_SPM);
	req.ctx = CTX_HARDIRQ;
	assert_int_equal(contig_allowed(&s->m, CONTIG_SLAB_PARTIAL, &req, N), VERDICT_SPM);
	s->m.nr_cpusets = 1;
	assert_int_equal(contig_allowed(&s->m, CONTIG_SLAB_PARTIAL, &req, N), VERDICT_PASS);
	req.ctx = CTX_TASK;
	assert_int_equal(contig_allowed(&s->m, CONTIG_SLAB_PARTIAL, &req, N), VERDICT_CPUSET);
}

static void opting_in_takes_flag_and_mask(void **state)
{
	struct small_machine *s = *state;
	struct alloc_request req = small_request(s, GFP_KERNEL, 0);
	nodemask_t wanted = nodemask_of_node(N), storage;

	assert_int_equal(s->m.design->opt_in(&s->m, &wanted, &req, &storage), VERDICT_PASS);
	assert_int_equal(alloc_lands_on(&s->m, &req).ref.nid, N);
	assert_true(req.gfp & FLAG);
}

static void zswap_asks_for_the_first_special_node(void **state)
{
	struct small_machine *s = *state;
	struct alloc_request req = small_request(s, 0, 0);
	nodemask_t storage;

	assert_true(s->m.design->zswap_direct(&s->m, &req, &storage));
	assert_int_equal(req.nid, N);
	assert_int_equal(alloc_lands_on(&s->m, &req).ref.nid, N);
	s->m.dstate.spm = NODE_MASK_NONE;
	assert_false(s->m.design->zswap_direct(&s->m, &req, &storage));
}

/* with cpusets on, direct reclaim does not look at special nodes at all. */
static void direct_reclaim_passes_special_nodes_by_while_cpusets_are_on(void **state)
{
	struct small_machine *s = *state;
	struct alloc_request req = small_request(s, GFP_KERNEL | FLAG, N);

	assert_int_equal(s->m.design->reclaim_ok == NULL, 1);
	assert_true(cpuset_zone_allowed(&s->m, &req, GFP_KERNEL | __GFP_HARDWALL, N));
	small_cpuset(s, EVERY);
	assert_false(cpuset_zone_allowed(&s->m, &req, GFP_KERNEL | __GFP_HARDWALL, N));
}

#define row(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		row(row_1_without_the_flag_nothing_reaches_a_special_node),
		row(row_2_the_flag_alone_means_dram),
		row(row_3_the_mask_has_to_name_the_node),
		row(row_4_flag_and_mask_reach_it_in_tasks_and_interrupts),
		row(row_5_below_its_reserve_an_atomic_request_goes_to_dram),
		row(row_5_a_reserve_user_goes_to_dram_once_the_node_is_at_min),
		row(row_6_with_cpusets_too_the_flag_alone_means_dram),
		row(row_7_a_cpuset_that_lists_the_node_allows_it),
		row(row_8_a_hardwalled_request_stays_out_unless_atomic_or_dying),
		row(row_9_a_kernel_request_gets_it_through_the_root_cpuset),
		row(row_10_interrupts_get_it_only_while_cpusets_are_off),
		row(row_11_an_interrupt_without_a_mask_gets_sysram),
		row(row_12_a_full_special_node_turns_into_dram),
		row(row_13_thisnode_without_a_mask_finds_nothing),
		row(row_14_thisnode_with_a_mask_is_as_without),
		row(an_unwritten_cpuset_refuses_the_flag),
		row(a_cpuset_of_special_nodes_gives_tasks_the_parents_sysram),
		row(an_empty_sysram_list_filters_nothing),
		row(every_oom_looks_like_one_of_a_policy),
		row(the_latch_refuses_the_other_role_with_ebusy),
		row(a_special_node_ends_the_search_for_a_demotion_target),
		row(a_contiguous_range_is_not_filtered),
		row(partial_slabs_are_filtered_by_cpusets_or_by_the_list),
		row(opting_in_takes_flag_and_mask),
		row(zswap_asks_for_the_first_special_node),
		row(direct_reclaim_passes_special_nodes_by_while_cpusets_are_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
