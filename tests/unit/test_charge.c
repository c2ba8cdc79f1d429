// SPDX-License-Identifier: GPL-2.0-only
/* Charges up a tree root - a - b, and what a full counter leads to. */
#include "unit/unit.h"

#include <errno.h>

#include "memcg/memcg.h"

struct fixture {
	struct machine m;
	struct task task;
	struct mem_cgroup *a, *b;
	struct alloc_request req;
};

static void setup(struct fixture *f)
{
	*f = (struct fixture){ .m = { .nr_node_ids = 1 } };
	memcg_create_root(&f->m);
	f->a = memcg_create(f->m.root_memcg, "/a");
	f->b = memcg_create(f->a, "/a/b");
	f->req = (struct alloc_request){ .gfp = GFP_KERNEL, .task = &f->task };
}

static int charge(struct fixture *f, uint64_t nr)
{
	return memcg_try_charge(&f->m, f->b, nr, &f->req);
}

static void a_charge_counts_in_all_cgroups_above(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	assert_int_equal(charge(&f, 3), 0);
	assert_int_equal(memcg_try_charge(&f.m, f.a, 2, &f.req), 0);
	assert_int_equal(f.b->memory.usage, 3);
	assert_int_equal(f.a->memory.usage, 5);
	memcg_uncharge(f.b, 1);
	assert_int_equal(f.b->memory.usage, 2);
	assert_int_equal(f.a->memory.usage, 4);
	assert_int_equal(memcg_try_charge(&f.m, NULL, 100, &f.req), 0);
	assert_int_equal(memcg_try_charge(&f.m, f.m.root_memcg, 100, &f.req), 0);
	assert_int_equal(f.m.root_memcg->memory.usage, 4);
	memcg_destroy_all(&f.m);
}

/* The parent's limit; nothing is charged below it either. */
static void a_full_parent_refuses_and_counts_the_event(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.a->memory.max = 4;
	assert_int_equal(charge(&f, 4), 0);
	assert_int_equal(charge(&f, 1), -ENOMEM);
	assert_int_equal(f.b->memory.usage, 4);
	assert_int_equal(f.b->events.max, 0);
	assert_true(f.a->events.max > 0);
	assert_int_equal(f.a->events.oom, 1);
	memcg_destroy_all(&f.m);
}

static void who_may_not_wait_is_refused_at_once_unless_urgent(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.b->memory.max = 0;
	f.req.gfp = GFP_NOWAIT;
	assert_int_equal(charge(&f, 1), -ENOMEM);
	assert_int_equal(f.b->events.max, 0);
	f.req.gfp = GFP_ATOMIC;
	assert_int_equal(charge(&f, 1), 0);
	assert_int_equal(f.b->memory.usage, 1);
	assert_int_equal(f.b->events.max, 1);
	memcg_destroy_all(&f.m);
}

static void who_frees_memory_goes_over_the_limit(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.b->memory.max = 0;
	f.req.ctx = CTX_TASK_MEMALLOC;
	assert_int_equal(charge(&f, 1), 0);
	f.req.ctx = CTX_TASK;
	f.req.gfp |= __GFP_NOFAIL;
	assert_int_equal(charge(&f, 1), 0);
	assert_int_equal(f.b->memory.usage, 2);
	memcg_destroy_all(&f.m);
}

/* Frees a page of the cgroup that it is asked about. */
static uint64_t reclaim_one(struct machine *m, struct mem_cgroup *memcg, uint64_t nr_pages,
			    const struct alloc_request *req)
{
	(void)m;
	(void)nr_pages;
	(void)req;
	memcg_uncharge(memcg->first_child, 1);
	return 1;
}

static uint64_t reclaim_nothing(struct machine *m, struct mem_cgroup *memcg, uint64_t nr_pages,
				const struct alloc_request *req)
{
	(void)m;
	(void)nr_pages;
	(void)req;
	memcg->events.low++;
	return 0;
}

static void reclaim_makes_room_in_the_cgroup_that_is_full(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.a->memory.max = 4;
	f.m.ops.memcg_reclaim = reclaim_one;
	assert_int_equal(charge(&f, 4), 0);
	assert_int_equal(charge(&f, 1), 0);
	assert_int_equal(f.a->memory.usage, 4);
	assert_int_equal(f.a->events.max, 1);
	assert_int_equal(f.a->events.oom, 0);
	memcg_destroy_all(&f.m);
}

/* Two with NORETRY: the first, and one after the stocks were given back; else 17 more. */
static void reclaim_is_tried_as_often_as_the_kernel_does(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.b->memory.max = 0;
	f.m.ops.memcg_reclaim = reclaim_nothing;
	f.req.gfp |= __GFP_NORETRY;
	assert_int_equal(charge(&f, 1), -ENOMEM);
	assert_int_equal(f.b->events.low, 2);
	assert_int_equal(f.b->events.oom, 0);
	f.req.gfp = GFP_KERNEL;
	assert_int_equal(charge(&f, 1), -ENOMEM);
	assert_int_equal(f.b->events.low, 2 + 1 + MAX_RECLAIM_RETRIES + 1);
	assert_int_equal(f.b->events.oom, 1);
	memcg_destroy_all(&f.m);
}

static bool kill_all(struct machine *m, struct mem_cgroup *memcg, const struct alloc_request *req)
{
	(void)m;
	(void)req;
	memcg_uncharge(memcg, memcg->memory.usage);
	return true;
}

static void the_oom_killer_comes_last_and_not_for_costly_orders(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.b->memory.max = 512;
	f.m.ops.memcg_oom = kill_all;
	assert_int_equal(charge(&f, 512), 0);
	f.req.order = 9;
	assert_int_equal(charge(&f, 512), -ENOMEM);
	assert_int_equal(f.b->events.oom, 0);
	f.req.order = 0;
	assert_int_equal(charge(&f, 1), 0);
	assert_int_equal(f.b->events.oom, 1);
	assert_int_equal(f.b->memory.usage, 1);
	memcg_destroy_all(&f.m);
}

static void over_high_every_cgroup_that_is_over_reclaims(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.m.ops.memcg_reclaim = reclaim_nothing;
	f.a->memory.high = 3;
	assert_int_equal(charge(&f, 3), 0);
	memcg_handle_over_high(&f.m, f.b, 64, &f.req);
	assert_int_equal(f.a->events.high, 0);
	assert_int_equal(charge(&f, 1), 0);
	memcg_handle_over_high(&f.m, f.b, 64, &f.req);
	assert_int_equal(f.a->events.high, 1);
	assert_int_equal(f.b->events.high, 0);
	assert_int_equal(f.a->events.low, 1);
	memcg_destroy_all(&f.m);
}

static void a_removed_cgroup_goes_when_nothing_is_charged_to_it(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	assert_int_equal(charge(&f, 1), 0);
	memcg_offline(f.b);
	memcg_offline(f.a);
	memcg_reap(&f.m);
	assert_ptr_equal(f.m.root_memcg->first_child, f.a);
	memcg_uncharge(f.b, 1);
	memcg_reap(&f.m);
	assert_null(f.m.root_memcg->first_child);
	memcg_destroy_all(&f.m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_charge_counts_in_all_cgroups_above),
		cmocka_unit_test(a_full_parent_refuses_and_counts_the_event),
		cmocka_unit_test(who_may_not_wait_is_refused_at_once_unless_urgent),
		cmocka_unit_test(who_frees_memory_goes_over_the_limit),
		cmocka_unit_test(reclaim_makes_room_in_the_cgroup_that_is_full),
		cmocka_unit_test(reclaim_is_tried_as_often_as_the_kernel_does),
		cmocka_unit_test(the_oom_killer_comes_last_and_not_for_costly_orders),
		cmocka_unit_test(over_high_every_cgroup_that_is_over_reclaims),
		cmocka_unit_test(a_removed_cgroup_goes_when_nothing_is_charged_to_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
