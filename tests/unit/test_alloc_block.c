// SPDX-License-Identifier: GPL-2.0-only
/*
 * The short cut for usual requests: two machines live the same life, one of them
 * under a design that asks mainline's own questions through a hook, which keeps
 * it on the long way. Expect the same pages in the same order.
 */
#include "small_machine.h"

#define NR_HELD 512

struct pair {
	struct small_machine quick, slow;
	struct isolation_design by_hook;
	struct page_block held[2][NR_HELD];
};

static void set_pageset(struct small_machine *s)
{
	for (int nid = 0; nid < SMALL_NODES; nid++)
		for (int i = 0; i < MAX_NR_ZONES; i++) {
			struct zone *zone = &s->m.pgdat[nid]->node_zones[i];

			zone->pageset_batch = 7;
			zone->pageset_high_min = 28;
			zone->pageset_high_max = 200;
		}
}

static void setup(struct pair *p)
{
	*p = (struct pair){ .by_hook = mainline_design };
	p->by_hook.default_mask = mainline_default_mask;
	small_machine_init(&p->quick, &mainline_design, ZONE_NORMAL);
	small_machine_init(&p->slow, &p->by_hook, ZONE_NORMAL);
	set_pageset(&p->quick);
	set_pageset(&p->slow);
}

static void assert_same(const struct page_block *a, const struct page_block *b)
{
	assert_int_equal(a->zone == NULL, b->zone == NULL);
	if (!a->zone)
		return;
	assert_int_equal(a->zone->nid, b->zone->nid);
	assert_int_equal(a->zone->type, b->zone->type);
	assert_int_equal(a->pfn, b->pfn);
	assert_int_equal(a->order, b->order);
}

static void do_one(struct pair *p, uint32_t random)
{
	static const gfp_t gfps[] = { GFP_HIGHUSER_MOVABLE | __GFP_NORETRY,
				      GFP_NOWAIT,
				      GFP_ATOMIC,
				      GFP_NOWAIT | __GFP_RECLAIMABLE,
				      GFP_NOWAIT | __GFP_THISNODE,
				      GFP_NOWAIT | __GFP_DMA32 };
	uint32_t slot = random % NR_HELD;
	struct small_machine *machines[2] = { &p->quick, &p->slow };

	for (int i = 0; i < 2; i++) {
		struct page_block *held = &p->held[i][slot];
		struct alloc_request req = small_request(machines[i], gfps[(random >> 12) % 6],
							 (int)((random >> 16) % SMALL_NODES));

		if (held->zone) {
			free_pages(&machines[i]->m, *held, 0);
			held->zone = NULL;
			continue;
		}
		req.order = (random >> 20) % 8 == 0 ? (random >> 24) % 5 : 0;
		*held = i == 0 && random >> 31 ? alloc_block(&machines[i]->m, &req) :
						 alloc_pages(&machines[i]->m, &req).block;
	}
	assert_same(&p->held[0][slot], &p->held[1][slot]);
}

static void the_short_cut_takes_the_pages_of_the_long_way(void **state)
{
	struct pair p;
	uint32_t random = 1;
	char buf[200];

	(void)state;
	setup(&p);
	for (int i = 0; i < 40000; i++) {
		random ^= random << 13;
		random ^= random >> 17;
		random ^= random << 5;
		do_one(&p, random);
	}
	for (int nid = 0; nid < SMALL_NODES; nid++) {
		const struct zone *a = &p.quick.m.pgdat[nid]->node_zones[ZONE_NORMAL];
		const struct zone *b = &p.slow.m.pgdat[nid]->node_zones[ZONE_NORMAL];

		assert_null(zone_check(a, buf, sizeof(buf)));
		assert_int_equal(a->nr_free_pages, b->nr_free_pages);
		assert_int_equal(a->flags, b->flags);
		if (a->nr_pcp)
			assert_memory_equal(a->pcp[0], b->pcp[0], sizeof(*a->pcp[0]));
	}
	small_machine_destroy(&p.quick);
	small_machine_destroy(&p.slow);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_short_cut_takes_the_pages_of_the_long_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
