// SPDX-License-Identifier: GPL-2.0-only
/* Size classes, zspages and the pages they cost. */
#include "zswap/zspool.h"

#include <errno.h>

#include "alloc/rmqueue.h"
#include "hotplug_machine.h"

struct pool_machine {
	struct hotplug_machine hm;
	struct zspool pool;
	struct task task;
	struct alloc_request req;
};

static void setup(struct pool_machine *pm)
{
	hotplug_machine_boot(&pm->hm);
	zspool_init(&pm->pool);
	pm->task = (struct task){ .mems_allowed = pm->hm.m.node_states[N_MEMORY] };
	pm->req = (struct alloc_request){ .gfp = __GFP_NORETRY | __GFP_HIGHMEM | __GFP_MOVABLE,
					  .nid = 0,
					  .task = &pm->task };
}

static void teardown(struct pool_machine *pm)
{
	zspool_destroy(&pm->pool, &pm->hm.m);
	hotplug_machine_destroy(&pm->hm);
}

static struct zspage *take(struct pool_machine *pm, unsigned bytes)
{
	struct zspage *zspage = NULL;

	assert_int_equal(zspool_malloc(&pm->pool, &pm->hm.m, &pm->req, bytes, &zspage), 0);
	return zspage;
}

/* As the "classes" file of zsmalloc in debugfs shows them for a chain size of 8. */
static void classes_are_those_of_zsmalloc(void **state)
{
	struct zspool pool;

	(void)state;
	zspool_init(&pool);
	/* 32: the smallest, 128 a page */
	assert_int_equal(zspool_class(&pool, 1)->size, 32);
	assert_int_equal(zspool_class(&pool, 24)->size, 32);
	assert_int_equal(zspool_class(&pool, 25)->size, 48);
	assert_int_equal(zspool_class(&pool, 24)->objs_per_zspage, 128);
	/* 48: 3 pages hold 256 without waste */
	assert_int_equal(zspool_class(&pool, 40)->pages_per_zspage, 3);
	/* 2048: a power of two never takes a chain */
	assert_int_equal(zspool_class(&pool, 2040)->objs_per_zspage, 2);
	assert_int_equal(zspool_class(&pool, 2040)->pages_per_zspage, 1);
	/* huge: from 3632 on with a chain of 8, one object a page */
	assert_int_equal(zspool_class(&pool, 4096)->objs_per_zspage, 1);
	assert_int_equal(zspool_class(&pool, 4096)->pages_per_zspage, 1);
	assert_ptr_equal(zspool_class(&pool, 3640), zspool_class(&pool, 4096));
}

static void merged_classes_cost_what_their_own_would(void **state)
{
	struct zspool pool;

	(void)state;
	zspool_init(&pool);
	for (unsigned bytes = 1; bytes <= PAGE_SIZE; bytes++) {
		const struct size_class *class = zspool_class(&pool, bytes);
		unsigned size = bytes + ZS_HANDLE_SIZE;

		assert_true(class->size >= size || class->objs_per_zspage == 1);
		assert_true(class->size * class->objs_per_zspage <=
			    class->pages_per_zspage * PAGE_SIZE);
	}
}

static void objects_of_a_class_share_a_zspage(void **state)
{
	struct pool_machine pm;
	struct zspage *first, *second, *third;

	(void)state;
	setup(&pm);
	first = take(&pm, 2000);
	second = take(&pm, 2030);
	assert_ptr_equal(first, second);
	assert_int_equal(pm.pool.nr_pages, 1);
	third = take(&pm, 2000);
	assert_ptr_not_equal(first, third);
	assert_int_equal(pm.pool.nr_pages, 2);
	assert_int_equal(pm.pool.nr_objects, 3);
	teardown(&pm);
}

static void the_fullest_zspage_with_room_is_used_first(void **state)
{
	struct pool_machine pm;
	struct zspage *a[8], *b;

	(void)state;
	setup(&pm);
	/* 1024: four a page. Page A gets 4, page B 1; then A loses one (3 of 4). */
	for (int i = 0; i < 4; i++)
		a[i] = take(&pm, 1016);
	b = take(&pm, 1016);
	assert_ptr_not_equal(a[0], b);
	zspool_free(&pm.pool, &pm.hm.m, a[0], 0);
	assert_ptr_equal(take(&pm, 1016), a[0]);
	assert_ptr_equal(take(&pm, 1016), b);
	teardown(&pm);
}

static void the_last_object_gives_the_pages_back(void **state)
{
	struct pool_machine pm;
	struct zspage *zspage;

	(void)state;
	setup(&pm);
	zspage = take(&pm, 40);
	assert_int_equal(pm.pool.nr_pages, 3);
	assert_int_equal(zspool_pages_on(&pm.pool, zspage_nid(zspage)), 3);
	zspool_free(&pm.pool, &pm.hm.m, zspage, 0);
	assert_int_equal(pm.pool.nr_pages, 0);
	assert_int_equal(pm.pool.nr_objects, 0);
	teardown(&pm);
}

static void pages_come_from_the_node_that_asks(void **state)
{
	struct pool_machine pm;

	(void)state;
	setup(&pm);
	pm.req.nid = 1;
	assert_int_equal(zspage_nid(take(&pm, 500)), 1);
	teardown(&pm);
}

static void sizes_out_of_range_are_refused(void **state)
{
	struct pool_machine pm;
	struct zspage *zspage;

	(void)state;
	setup(&pm);
	assert_int_equal(zspool_malloc(&pm.pool, &pm.hm.m, &pm.req, 0, &zspage), -EINVAL);
	assert_int_equal(zspool_malloc(&pm.pool, &pm.hm.m, &pm.req, 4097, &zspage), -ENOSPC);
	assert_int_equal(pm.pool.nr_pages, 0);
	teardown(&pm);
}

/*
 * Node 1 is one page above its min watermark: that page can be had, the second
 * of a zspage of three cannot, and the first goes back.
 */
static void a_zspage_that_cannot_be_whole_takes_nothing(void **state)
{
	struct pool_machine pm;
	struct zspage *zspage = NULL;
	nodemask_t only1 = nodemask_of_node(1);
	struct zone *zone;
	uint64_t nr_free;

	(void)state;
	setup(&pm);
	zone = zone_at(&pm.hm, 1, ZONE_NORMAL);
	nr_free = zone->_watermark[WMARK_MIN] + 1;
	zone_set_free(zone, nr_free);
	pm.req.nid = 1;
	pm.req.mask = (struct mask_ref){ .nodes = &only1, .from = MASK_FROM_CALLER };
	assert_int_equal(zspool_malloc(&pm.pool, &pm.hm.m, &pm.req, 40, &zspage), -ENOMEM);
	drain_all_pages(&pm.hm.m);
	assert_int_equal(pm.pool.nr_pages, 0);
	assert_int_equal(zone->nr_free_pages, nr_free);
	take(&pm, 4000); /* one page: that works */
	teardown(&pm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes_are_those_of_zsmalloc),
		cmocka_unit_test(merged_classes_cost_what_their_own_would),
		cmocka_unit_test(objects_of_a_class_share_a_zspage),
		cmocka_unit_test(the_fullest_zspage_with_room_is_used_first),
		cmocka_unit_test(the_last_object_gives_the_pages_back),
		cmocka_unit_test(pages_come_from_the_node_that_asks),
		cmocka_unit_test(sizes_out_of_range_are_refused),
		cmocka_unit_test(a_zspage_that_cannot_be_whole_takes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
