// SPDX-License-Identifier: GPL-2.0-only
/*
 * The request path on a small machine: where pages come from, that asking and
 * doing agree, and how a request ends that finds nothing.
 */
#include "alloc/passes.h"
#include "small_machine.h"

#define GFP_QUIET (GFP_KERNEL | __GFP_NORETRY)

static void setup(struct small_machine *s)
{
	small_machine_init(s, &mainline_design, ZONE_NORMAL);
}

static struct alloc_result allocate(struct small_machine *s, gfp_t gfp, int nid)
{
	struct alloc_request req = small_request(s, gfp, nid);

	return alloc_pages(&s->m, &req);
}

static void assert_zone(const struct zone *zone, const char *label)
{
	char buf[16];

	assert_non_null(zone);
	assert_string_equal(zone_label(zone, buf), label);
}

/*
 *	0/DMA32 [free]  0/Normal [free]  1/Normal [free]
 * Expect the page from Normal, the highest zone of the preferred node.
 */
static void a_free_preferred_node_serves_in_the_fast_pass(void **state)
{
	struct small_machine s;
	struct alloc_result res;

	(void)state;
	setup(&s);
	res = allocate(&s, GFP_KERNEL, 0);
	assert_zone(res.block.zone, "0/Normal");
	assert_int_equal(res.pass, PASS_FAST);
	assert_int_equal(res.verdict, VERDICT_TAKEN);
	assert_false(res.oom.reached);
	free_pages(&s.m, res.block, 0);
	small_machine_destroy(&s);
}

/*
 *	0/DMA32 [free]  0/Normal [at its low mark]
 * Expect the lower zone of the same node before any other node.
 */
static void a_low_zone_sends_the_request_to_the_next_zone_of_its_node(void **state)
{
	struct small_machine s;

	(void)state;
	setup(&s);
	zone_set_free(small_zone_of(&s, 0, ZONE_NORMAL), 128);
	assert_zone(allocate(&s, GFP_KERNEL, 0).block.zone, "0/DMA32");
	small_machine_destroy(&s);
}

/* Expect the slow path to take what lies between the min and the low mark. */
static void the_slow_path_goes_down_to_the_min_mark(void **state)
{
	struct small_machine s;
	struct alloc_result res;

	(void)state;
	setup(&s);
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 100);
	res = allocate(&s, GFP_QUIET, 1);
	assert_zone(res.block.zone, "1/Normal");
	assert_int_equal(res.pass, PASS_SLOW);
	small_machine_destroy(&s);
}

/* Expect NULL, and ENOMEM as the reason: NORETRY never meets the OOM killer. */
static void a_full_machine_refuses_a_request_that_may_fail(void **state)
{
	struct small_machine s;
	struct alloc_result res;

	(void)state;
	setup(&s);
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 10);
	res = allocate(&s, GFP_QUIET, 0);
	assert_null(res.block.zone);
	assert_int_equal(res.verdict, VERDICT_ENOMEM);
	assert_false(res.oom.reached);
	small_machine_destroy(&s);
}

static void a_full_machine_ends_an_ordinary_request_in_an_oom_of_the_whole_machine(void **state)
{
	struct small_machine s;
	struct alloc_result res;

	(void)state;
	setup(&s);
	s.m.sysctl.panic_on_oom = 1;
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 10);
	res = allocate(&s, GFP_KERNEL, 0);
	assert_null(res.block.zone);
	assert_int_equal(res.verdict, VERDICT_OOM);
	assert_int_equal(res.oom.constraint, CONSTRAINT_NONE);
	assert_false(res.oom.has_nodemask);
	assert_int_equal(res.oom.totalpages, 2048 + 3 * SMALL_ZONE_PAGES);
	assert_true(res.oom.panics);
	small_machine_destroy(&s);
}

/* Expect the killer not to be bothered for (a) costly orders ... (e) low zones. */
static void the_oom_killer_is_not_for_everybody(void **state)
{
	static const gfp_t spared[] = { GFP_KERNEL | __GFP_RETRY_MAYFAIL,
					GFP_KERNEL | __GFP_THISNODE, GFP_KERNEL | __GFP_DMA32,
					GFP_NOWAIT, GFP_ATOMIC };
	struct small_machine s;
	struct alloc_request costly;

	(void)state;
	setup(&s);
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 10);
	for (size_t i = 0; i < sizeof(spared) / sizeof(spared[0]); i++)
		assert_int_equal(allocate(&s, spared[i], 0).verdict, VERDICT_ENOMEM);
	costly = small_request(&s, GFP_KERNEL, 0);
	costly.order = PAGE_ALLOC_COSTLY_ORDER + 1;
	assert_int_equal(alloc_pages(&s.m, &costly).verdict, VERDICT_ENOMEM);
	s.task.flags = PF_DUMPCORE;
	assert_int_equal(allocate(&s, GFP_KERNEL, 0).verdict, VERDICT_ENOMEM);
	small_machine_destroy(&s);
}

/* Without __GFP_FS nobody is killed and nothing returns: the kernel would loop. */
static void a_request_without_fs_would_wait_for_ever(void **state)
{
	struct small_machine s;

	(void)state;
	setup(&s);
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 10);
	assert_int_equal(allocate(&s, GFP_NOFS, 0).verdict, VERDICT_LIVELOCK);
	small_machine_destroy(&s);
}

/*
 *	0 [ 10 free ]  1 [ 10 free ]  cpuset of the task: 1
 * Expect NOFAIL after OOM to take the last pages of its cpuset, then anybody's.
 */
static void nofail_takes_the_last_page_of_its_cpuset_and_then_of_others(void **state)
{
	struct small_machine s;
	struct alloc_result res;

	(void)state;
	setup(&s);
	small_cpuset(&s, 1u << 1);
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 1);
	res = allocate(&s, GFP_USER | __GFP_NOFAIL, 0);
	assert_zone(res.block.zone, "1/Normal");
	assert_int_equal(res.pass, PASS_NOFAIL_OOM);
	assert_true(small_zone_of(&s, 1, ZONE_NORMAL)->nr_free_pages == 0);
	res = allocate(&s, GFP_USER | __GFP_NOFAIL, 0);
	assert_zone(res.block.zone, "0/Normal");
	assert_int_equal(res.pass, PASS_NOFAIL_OOM_ANY);
	small_machine_destroy(&s);
}

/* Expect an end even when there is nothing at all. */
static void nofail_without_any_memory_ends_as_an_oom(void **state)
{
	struct small_machine s;

	(void)state;
	setup(&s);
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 0);
	assert_int_equal(allocate(&s, GFP_KERNEL | __GFP_NOFAIL, 0).verdict, VERDICT_OOM);
	assert_int_equal(allocate(&s, GFP_KERNEL | __GFP_NOFAIL | __GFP_THISNODE, 0).verdict,
			 VERDICT_LIVELOCK);
	small_machine_destroy(&s);
}

/*
 *	0 [ 30 free, min 64 ]
 * Expect GFP_ATOMIC down to 3/8 of the min mark, MEMALLOC to the last page.
 */
static void reserves_open_by_rank(void **state)
{
	struct small_machine s;

	(void)state;
	setup(&s);
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 25);
	assert_null(allocate(&s, GFP_NOWAIT, 1).block.zone);
	assert_zone(allocate(&s, GFP_ATOMIC, 1).block.zone, "1/Normal");
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 24);
	assert_null(allocate(&s, GFP_ATOMIC, 1).block.zone);
	assert_zone(allocate(&s, GFP_ATOMIC | __GFP_MEMALLOC, 1).block.zone, "1/Normal");
	s.task.flags = PF_MEMALLOC;
	assert_zone(allocate(&s, GFP_KERNEL, 1).block.zone, "1/Normal");
	s.task.flags = 0;
	s.task.oom_victim = true;
	assert_null(allocate(&s, GFP_QUIET | __GFP_NOMEMALLOC, 1).block.zone);
	small_machine_destroy(&s);
}

/*
 * PF_MEMALLOC: counts in a task and in softirq on top of one, not in hardirq or
 * with bottom halves off.
 */
static void memalloc_counts_in_tasks_and_softirqs(void **state)
{
	static const bool counts[NR_CTX_KINDS] = {
		[CTX_TASK] = true,
		[CTX_SOFTIRQ] = true,
		[CTX_KTHREAD] = true,
		[CTX_TASK_MEMALLOC] = true,
	};
	struct small_machine s;

	(void)state;
	setup(&s);
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 20);
	s.task.flags = PF_MEMALLOC;
	for (int ctx = 0; ctx < NR_CTX_KINDS; ctx++) {
		struct alloc_request req = small_request(&s, GFP_NOWAIT, 0);

		req.ctx = (enum alloc_ctx_kind)ctx;
		assert_int_equal(alloc_lands_on(&s.m, &req).ok, counts[ctx]);
	}
	small_machine_destroy(&s);
}

/*
 * GFP_KERNEL in a cpuset {1}, asked from node 0, everything between min and low.
 * Expect node 0: the slow path is not hardwalled, and node 0 stands first.
 */
static void a_kernel_request_escapes_its_cpuset_in_the_slow_path(void **state)
{
	struct small_machine s;
	struct alloc_result res;

	(void)state;
	setup(&s);
	small_cpuset(&s, 1u << 1);
	assert_zone(allocate(&s, GFP_KERNEL, 0).block.zone, "1/Normal");
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 100);
	res = allocate(&s, GFP_KERNEL, 0);
	assert_zone(res.block.zone, "0/Normal");
	assert_int_equal(res.pass, PASS_SLOW);
	assert_zone(allocate(&s, GFP_USER, 0).block.zone, "1/Normal");
	small_machine_destroy(&s);
}

/* GFP_USER, cpuset {1}, nodemask {0}: expect the mask to be dropped in a new round. */
static void a_mask_that_misses_the_cpuset_is_dropped(void **state)
{
	struct small_machine s;
	struct alloc_request req;
	struct alloc_result res;
	nodemask_t mask;

	(void)state;
	setup(&s);
	small_cpuset(&s, 1u << 1);
	req = small_request(&s, GFP_USER | __GFP_NORETRY, 0);
	small_mask(&req, &mask, 1u << 0);
	res = alloc_pages(&s.m, &req);
	assert_zone(res.block.zone, "1/Normal");
	assert_int_equal(res.round, 1);
	small_machine_destroy(&s);
}

/* The key is off: expect cpusets to hold nobody, whatever the task's mask says. */
static void without_a_child_cpuset_nothing_is_filtered(void **state)
{
	struct small_machine s;

	(void)state;
	setup(&s);
	s.task.mems_allowed = nodemask_of_node(1);
	assert_zone(allocate(&s, GFP_USER, 0).block.zone, "0/Normal");
	small_machine_destroy(&s);
}

/*
 * A cpuset of movable-only nodes was once seen; the task is in it.
 * Expect a hardwalled kernel request to fail at once, without an OOM.
 */
static void an_insane_cpuset_fails_at_once(void **state)
{
	struct small_machine s;

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_MOVABLE);
	small_cpuset(&s, 1u << SMALL_SPM);
	assert_int_equal(allocate(&s, GFP_USER, 0).verdict, VERDICT_OOM);
	s.m.cpusets_insane_config = true;
	assert_int_equal(allocate(&s, GFP_USER, 0).verdict, VERDICT_ENOMEM);
	small_machine_destroy(&s);
}

static void a_wakeup_is_recorded_once_per_node(void **state)
{
	struct small_machine s;

	(void)state;
	setup(&s);
	small_fill(&s, 0, 100);
	small_fill(&s, 1, 100);
	small_fill(&s, SMALL_SPM, 100);
	allocate(&s, GFP_NOWAIT, 0);
	for (int nid = 0; nid < SMALL_NODES; nid++)
		assert_int_equal(s.m.pgdat[nid]->nr_kswapd_wakeups, 1);
	for (unsigned i = 0; i < SMALL_NODES; i++)
		assert_int_equal(s.log.events[i].kind, EVENT_KSWAPD_WAKE);
	small_machine_destroy(&s);
}

/* ---- what reclaim and the OOM killer do to the passes ---- */

static uint64_t free_a_little(struct machine *m, const struct alloc_request *req,
			      const struct alloc_pass *pass)
{
	(void)req;
	(void)pass;
	zone_set_free(&m->pgdat[1]->node_zones[ZONE_NORMAL], 80);
	return 32;
}

static bool kill_somebody(struct machine *m, const struct alloc_request *req,
			  struct oom_report *report)
{
	(void)req;
	assert_true(report->reached);
	zone_set_free(&m->pgdat[1]->node_zones[ZONE_NORMAL], 500);
	return true;
}

static void reclaim_that_frees_enough_serves_the_request(void **state)
{
	struct small_machine s;
	struct alloc_result res;

	(void)state;
	setup(&s);
	s.m.ops.direct_reclaim = free_a_little;
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 10);
	res = allocate(&s, GFP_KERNEL, 0);
	assert_zone(res.block.zone, "1/Normal");
	assert_int_equal(res.pass, PASS_RECLAIM);
	small_machine_destroy(&s);
}

static void after_a_kill_the_request_is_retried(void **state)
{
	struct small_machine s;
	struct alloc_result res;

	(void)state;
	setup(&s);
	s.m.ops.oom_kill = kill_somebody;
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 10);
	res = allocate(&s, GFP_KERNEL, 0);
	assert_zone(res.block.zone, "1/Normal");
	assert_int_equal(res.pass, PASS_RETRY);
	assert_int_equal(res.round, 1);
	small_machine_destroy(&s);
}

static uint64_t claim_progress(struct machine *m, const struct alloc_request *req,
			       const struct alloc_pass *pass)
{
	(void)m;
	(void)req;
	(void)pass;
	return 1;
}

/* Progress that never helps: expect an end nevertheless. */
static void progress_in_vain_comes_to_an_end(void **state)
{
	struct small_machine s;

	(void)state;
	setup(&s);
	s.m.ops.direct_reclaim = claim_progress;
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 10);
	assert_int_equal(allocate(&s, GFP_KERNEL, 0).verdict, VERDICT_OOM);
	small_machine_destroy(&s);
}

/* ---- bulk ---- */

static void bulk_takes_all_pages_from_one_local_zone(void **state)
{
	struct page_block blocks[200];
	struct small_machine s;
	struct alloc_request req;

	(void)state;
	setup(&s);
	req = small_request(&s, GFP_KERNEL, 1);
	assert_int_equal(alloc_pages_bulk(&s.m, &req, 200, blocks), 200);
	for (int i = 0; i < 200; i++)
		assert_zone(blocks[i].zone, "1/Normal");
	for (int i = 0; i < 200; i++)
		free_pages(&s.m, blocks[i], 0);
	small_machine_destroy(&s);
}

/* 200 pages would break the low mark of node 1: expect a single page instead. */
static void bulk_that_does_not_fit_locally_gets_one_page(void **state)
{
	struct page_block blocks[200];
	struct small_machine s;
	struct alloc_request req;

	(void)state;
	setup(&s);
	small_fill(&s, 1, 300);
	req = small_request(&s, GFP_KERNEL, 1);
	assert_int_equal(alloc_pages_bulk(&s.m, &req, 200, blocks), 1);
	assert_zone(blocks[0].zone, "1/Normal");
	small_machine_destroy(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_free_preferred_node_serves_in_the_fast_pass),
		cmocka_unit_test(a_low_zone_sends_the_request_to_the_next_zone_of_its_node),
		cmocka_unit_test(the_slow_path_goes_down_to_the_min_mark),
		cmocka_unit_test(a_full_machine_refuses_a_request_that_may_fail),
		cmocka_unit_test(
			a_full_machine_ends_an_ordinary_request_in_an_oom_of_the_whole_machine),
		cmocka_unit_test(the_oom_killer_is_not_for_everybody),
		cmocka_unit_test(a_request_without_fs_would_wait_for_ever),
		cmocka_unit_test(nofail_takes_the_last_page_of_its_cpuset_and_then_of_others),
		cmocka_unit_test(nofail_without_any_memory_ends_as_an_oom),
		cmocka_unit_test(reserves_open_by_rank),
		cmocka_unit_test(memalloc_counts_in_tasks_and_softirqs),
		cmocka_unit_test(a_kernel_request_escapes_its_cpuset_in_the_slow_path),
		cmocka_unit_test(a_mask_that_misses_the_cpuset_is_dropped),
		cmocka_unit_test(without_a_child_cpuset_nothing_is_filtered),
		cmocka_unit_test(an_insane_cpuset_fails_at_once),
		cmocka_unit_test(a_wakeup_is_recorded_once_per_node),
		cmocka_unit_test(reclaim_that_frees_enough_serves_the_request),
		cmocka_unit_test(after_a_kill_the_request_is_retried),
		cmocka_unit_test(progress_in_vain_comes_to_an_end),
		cmocka_unit_test(bulk_takes_all_pages_from_one_local_zone),
		cmocka_unit_test(bulk_that_does_not_fit_locally_gets_one_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
