// SPDX-License-Identifier: GPL-2.0-only
#include "unit/design_bench.h"

#include "alloc/rmqueue.h"
#include "slab/shrinker.h"

static struct kmem_cache *cache(struct bench *b, const char *name)
{
	struct kmem_cache *s = kmem_cache_find(&b->e->slab, &b->e->m, name);

	assert_non_null(s);
	return s;
}

static struct slab *get(struct bench *b, struct kmem_cache *s, gfp_t gfp, enum alloc_ctx_kind ctx,
			int nid)
{
	const struct slab_use use = { .task = b->task, .ctx = ctx, .gfp = gfp, .nid = nid };

	return slab_alloc(&b->e->slab, &b->e->m, s, &use);
}

/* As /sys/kernel/slab/NAME/objs_per_slab and order show them with two CPUs. */
static void slabs_are_as_large_as_the_kernels(void **state)
{
	static const struct {
		const char *name;
		unsigned order, objects;
	} rows[] = { { "kmalloc-8", 0, 512 },  { "kmalloc-96", 0, 42 }, { "kmalloc-192", 0, 21 },
		     { "kmalloc-256", 0, 16 }, { "kmalloc-2k", 3, 16 }, { "kmalloc-4k", 3, 8 },
		     { "kmalloc-8k", 3, 4 } };
	struct bench b;

	(void)state;
	bench_boot(&b, design_by_name("mainline"), false);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct kmem_cache *s = cache(&b, rows[i].name);

		assert_int_equal(s->order, rows[i].order);
		assert_int_equal(s->objects, rows[i].objects);
	}
	assert_null(kmem_cache_find(&b.e->slab, &b.e->m, "kmalloc-7"));
	bench_end(&b);
}

/* Take every page of the node one by one; those of odd pfn come back. */
static void fragment(struct bench *b, int nid)
{
	struct zone *zone = &b->e->m.pgdat[nid]->node_zones[ZONE_NORMAL];
	struct held_set *odd = held_get(&b->e->held, "odd"), *even;
	struct page_block block = { .zone = zone };

	while (rmqueue(&b->e->m, zone, 0, 0, MIGRATE_MOVABLE, 0, &block.pfn))
		held_add(odd, block);
	even = held_get(&b->e->held, "even");
	odd = held_find(&b->e->held, "odd");
	for (uint64_t left = odd->nr; left; left--) {
		block = held_take_newest(odd);
		if (block.pfn % 2)
			engine_free(b->e, block);
		else
			held_add(even, block);
	}
	drain_all_pages(&b->e->m);
}

static void without_large_blocks_a_slab_is_as_small_as_it_can_be(void **state)
{
	struct bench b;
	struct kmem_cache *s;
	struct slab *slab;

	(void)state;
	bench_boot(&b, design_by_name("mainline"), false);
	s = cache(&b, "kmalloc-4k");
	fragment(&b, 0);
	slab = get(&b, s, GFP_KERNEL | __GFP_THISNODE, CTX_TASK, 0);
	assert_non_null(slab);
	assert_int_equal(slab->block.order, 0);
	assert_int_equal(slab->objects, 1);
	assert_int_equal(s->stats.nr_grown_min, 1);
	bench_end(&b);
}

/* Leave @nr free pages in each zone of the machine. */
static void leave(struct bench *b, uint64_t nr)
{
	struct held_set *set = held_get(&b->e->held, "all");

	for (int nid = 0; nid < 3; nid++) {
		struct zone *zone = &b->e->m.pgdat[nid]->node_zones[ZONE_NORMAL];
		struct page_block block = { .zone = zone };

		drain_all_pages(&b->e->m);
		while (zone->nr_free_pages > nr &&
		       rmqueue(&b->e->m, zone, 0, 0, MIGRATE_UNMOVABLE, 0, &block.pfn))
			held_add(set, block);
		drain_all_pages(&b->e->m);
	}
}

static void objects_from_reserves_are_for_users_of_reserves(void **state)
{
	struct bench b;
	struct kmem_cache *s;
	struct slab *slab;

	(void)state;
	bench_boot(&b, design_by_name("mainline"), false);
	s = cache(&b, "kmalloc-192");
	leave(&b, 64);
	slab = get(&b, s, GFP_KERNEL, CTX_TASK_MEMALLOC, NUMA_NO_NODE);
	assert_non_null(slab);
	assert_true(slab->pfmemalloc);
	/* The CPU had twenty more of them ready, as the lockless path does not look. */
	for (int i = 0; i < 20; i++)
		assert_ptr_equal(get(&b, s, GFP_NOWAIT, CTX_TASK, NUMA_NO_NODE), slab);
	slab_free(&b.e->m, slab, 1);
	assert_null(get(&b, s, GFP_NOWAIT, CTX_TASK, NUMA_NO_NODE));
	assert_ptr_equal(get(&b, s, GFP_KERNEL, CTX_TASK_MEMALLOC, NUMA_NO_NODE), slab);
	bench_end(&b);
}

static void an_empty_slab_goes_when_its_node_has_enough(void **state)
{
	const struct kmem_cache_args args = { .name = "x", .object_size = 2048, .cpu_partial = 0 };
	struct slab *objects[48];
	struct kmem_cache *s;
	struct bench b;

	(void)state;
	bench_boot(&b, design_by_name("mainline"), false);
	s = kmem_cache_create(&b.e->slab, &b.e->m, &args);
	assert_null(kmem_cache_create(&b.e->slab, &b.e->m, &args));
	for (int i = 0; i < 48; i++)
		objects[i] = get(&b, s, GFP_KERNEL, CTX_TASK, NUMA_NO_NODE);
	assert_int_equal(slab_node_slabs(s, 0), 3);
	for (int i = 0; i < 48; i++)
		slab_free(&b.e->m, objects[i], 0);
	/* One is the CPU's, one is last on its chain. */
	assert_int_equal(slab_node_slabs(s, 0), 2);
	assert_int_equal(s->stats.nr_discarded, 1);
	bench_end(&b);
}

static void unused_objects_are_counted_and_shrunk_where_they_are(void **state)
{
	const struct kmem_cache_args args = { .name = "dentry",
					      .object_size = 192,
					      .flags = SLAB_RECLAIM_ACCOUNT,
					      .min_partial = -1,
					      .cpu_partial = -1 };
	struct kmem_cache *s;
	struct slab_set *set;
	struct bench b;

	(void)state;
	bench_boot(&b, design_by_name("mainline"), false);
	s = kmem_cache_create(&b.e->slab, &b.e->m, &args);
	set = slab_set_get(&b.e->slab, "names");
	for (int i = 0; i < 10; i++)
		slab_set_add(set, get(&b, s, GFP_KERNEL, CTX_TASK, 1));
	assert_int_equal(slab_set_unuse(set, 7, true), 7);
	assert_int_equal(set->nr, 3);
	assert_int_equal(slab_reclaimable_count(&b.e->slab, 0), 0);
	assert_int_equal(slab_reclaimable_count(&b.e->slab, 1), 7);
	assert_int_equal(slab_shrink(&b.e->slab, &b.e->m, 0, 100, 0), 0);
	assert_int_equal(slab_shrink(&b.e->slab, &b.e->m, 1, 5, 0), 5);
	assert_int_equal(slab_reclaimable_count(&b.e->slab, 1), 2);
	bench_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slabs_are_as_large_as_the_kernels),
		cmocka_unit_test(without_large_blocks_a_slab_is_as_small_as_it_can_be),
		cmocka_unit_test(objects_from_reserves_are_for_users_of_reserves),
		cmocka_unit_test(an_empty_slab_goes_when_its_node_has_enough),
		cmocka_unit_test(unused_objects_are_counted_and_shrunk_where_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
