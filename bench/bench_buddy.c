// SPDX-License-Identifier: GPL-2.0-only
/*
 * How fast pages come and go, and what their metadata costs.
 *
 *	bench_buddy [NAME [N]]
 *
 * NAME: pingpong (also -cpuset, -rfc-v2, -rfc-v2-cpuset), may-use-one, -all, -rfc-v2,
 * lands-on, bulk, random, mixed, order9, boot, split; none = all but split, which
 * takes 2.5 GB. N: number of operations (pingpong), GiB (split). Numbers are
 * nanoseconds of CPU time an operation; choices are random from a fixed seed.
 *
 * pingpong and bulk go through alloc_block(), that is, through masks, zonelist and
 * watermarks; the others begin at the zone, with or without per-cpu lists as said.
 *
 * Mirrors: nothing.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "alloc/buddy.h"
#include "alloc/page_alloc.h"
#include "alloc/reserves.h"
#include "alloc/rmqueue.h"
#include "alloc/zone_memory.h"
#include "alloc/zonelist.h"
#include "base/text.h"
#include "cpuset/cpuset.h"
#include "designs/designs.h"

#define GIB_PAGES (UINT64_C(1) << (30 - PAGE_SHIFT))
#define POOL_PAGES (8 * GIB_PAGES)
#define POOL_START (UINT64_C(1) << 20)

/* ---- a machine of one zone a node ---- */

struct bench_machine {
	struct machine m;
	struct cpuset top;
	struct task init;
	int16_t cpu_to_node[1];
	uint16_t cpus[MAX_NUMNODES];
};

static struct zone *bench_zone(struct bench_machine *b)
{
	return &b->m.pgdat[0]->node_zones[ZONE_NORMAL];
}

static void bench_node_new(struct machine *m, int nid, uint64_t nr_pages)
{
	uint64_t start_pfn = POOL_START + (uint64_t)nid * nr_pages;
	struct zone *zone;

	m->pgdat[nid] = xcalloc(1, sizeof(*m->pgdat[nid]));
	for (int i = 0; i < MAX_NR_ZONES; i++)
		zone_init(&m->pgdat[nid]->node_zones[i], nid, (enum zone_type)i);
	for (int i = 0; i < N_SPM; i++)
		node_set(nid, &m->node_states[i]);
	node_set(nid, &m->dstate.sysram);
	zone = &m->pgdat[nid]->node_zones[ZONE_NORMAL];
	zone_grow_span(zone, start_pfn, nr_pages);
	zone->present_pages = nr_pages;
	zone_free_range(zone, start_pfn, nr_pages);
	memset(&m->distance[nid * m->nr_node_ids], 20, (size_t)m->nr_node_ids);
	m->distance[nid * m->nr_node_ids + nid] = 10;
}

static struct bench_machine *bench_machine_of(int nr_nodes, uint64_t nr_pages)
{
	struct bench_machine *b = xcalloc(1, sizeof(*b));
	struct machine *m = &b->m;

	m->design = &mainline_design;
	m->nr_node_ids = nr_nodes;
	m->nr_cpus = 1;
	m->distance = xcalloc((size_t)nr_nodes, (size_t)nr_nodes);
	m->nr_cpus_of_node = b->cpus;
	m->cpu_to_node = b->cpu_to_node;
	m->cpus_known = true;
	b->cpus[0] = 1;
	for (int nid = 0; nid < nr_nodes; nid++)
		bench_node_new(m, nid, nr_pages);
	m->sysctl.min_free_kbytes = 65536;
	m->sysctl.watermark_scale_factor = 10;
	build_all_zonelists(m);
	setup_per_zone_wmarks(m);
	setup_per_zone_pageset(m);
	m->top_cpuset = &b->top;
	m->init_task = m->tasks = &b->init;
	b->init.cs = &b->top;
	b->init.mems_allowed = m->node_states[N_MEMORY];
	return b;
}

static struct bench_machine *bench_machine_new(uint64_t nr_pages)
{
	return bench_machine_of(1, nr_pages);
}

static void bench_machine_free(struct bench_machine *b)
{
	zonelists_destroy(&b->m);
	for (int nid = 0; nid < b->m.nr_node_ids; nid++) {
		for (int i = 0; i < MAX_NR_ZONES; i++)
			zone_destroy(&b->m.pgdat[nid]->node_zones[i]);
		free(b->m.pgdat[nid]);
	}
	free(b->m.distance);
	free(b);
}

/* ---- time, chance, memory ---- */

static double now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static uint64_t resident_kb(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long size = 0, resident = 0;

	if (f) {
		if (fscanf(f, "%lu %lu", &size, &resident) != 2)
			resident = 0;
		fclose(f);
	}
	return resident * 4;
}

static void report(const char *what, double ns, uint64_t nr)
{
	printf("%-52s %8.1f ns\n", what, ns / (double)nr);
	fflush(stdout);
}

static void expect(bool ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "bench_buddy: %s\n", what);
		exit(70);
	}
}

static uint64_t take(struct bench_machine *b, unsigned order)
{
	uint64_t pfn;

	expect(rmqueue(&b->m, bench_zone(b), order, 0, MIGRATE_MOVABLE, 0, &pfn), "zone is empty");
	return pfn;
}

static void shuffle(uint64_t *pfns, uint64_t nr, uint64_t seed)
{
	for (uint64_t i = nr - 1; i > 0; i--) {
		uint64_t j = next_random(&seed) % (i + 1), pfn = pfns[i];

		pfns[i] = pfns[j];
		pfns[j] = pfn;
	}
}

/* ---- the benchmarks ---- */

/*
 * A page comes and goes. @child: cpusets are enabled, which makes the task's nodes
 * the nodemask of the request.
 */
static void pingpong_as(uint64_t nr, const struct isolation_design *design, bool child)
{
	struct bench_machine *b = bench_machine_new(POOL_PAGES);
	struct alloc_request req = {
		.gfp = GFP_HIGHUSER_MOVABLE,
		.ctx = CTX_TASK,
		.task = &b->init,
	};
	char what[64];
	double start;

	b->m.design = design;
	b->m.nr_cpusets = child;
	free_pages(&b->m, alloc_block(&b->m, &req), 0);
	start = now_ns();
	for (uint64_t i = 0; i < nr; i++)
		free_pages(&b->m, alloc_block(&b->m, &req), 0);
	snprintf(what, sizeof(what), "order 0, a pair, %s%s", design->name,
		 child ? ", child cpuset" : "");
	report(what, now_ns() - start, nr);
	bench_machine_free(b);
}

static void pingpong(uint64_t nr)
{
	pingpong_as(nr, &mainline_design, false);
}

static void pingpong_cpuset(uint64_t nr)
{
	pingpong_as(nr, &mainline_design, true);
}

static void pingpong_rfc_v2(uint64_t nr)
{
	pingpong_as(nr, &rfc_v2_design, false);
}

static void pingpong_rfc_v2_cpuset(uint64_t nr)
{
	pingpong_as(nr, &rfc_v2_design, true);
}

/* Questions instead of allocations, on @nr_nodes nodes. */
static void questions_of(uint64_t nr, int nr_nodes, const struct isolation_design *design)
{
	struct bench_machine *b = bench_machine_of(nr_nodes, GIB_PAGES);
	struct alloc_request req = { .gfp = GFP_KERNEL, .ctx = CTX_TASK, .task = &b->init };
	struct may_answer may;
	char what[64];
	double start;

	b->m.design = design;
	start = now_ns();
	for (uint64_t i = 0; i < nr; i++)
		alloc_may_use(&b->m, &req, &may);
	expect(nodes_weight(&may.nodes) == nr_nodes, "every node may be used");
	snprintf(what, sizeof(what), "alloc_may_use, %d node%s, %s", nr_nodes,
		 nr_nodes > 1 ? "s" : "", design->name);
	report(what, now_ns() - start, nr);
	bench_machine_free(b);
}

static void may_use_one(uint64_t nr)
{
	questions_of(nr, 1, &mainline_design);
}

static void may_use_all(uint64_t nr)
{
	questions_of(nr, MAX_NUMNODES, &mainline_design);
}

static void may_use_rfc_v2(uint64_t nr)
{
	questions_of(nr, MAX_NUMNODES, &rfc_v2_design);
}

static void lands_on(uint64_t nr)
{
	struct bench_machine *b = bench_machine_new(GIB_PAGES);
	struct alloc_request req = { .gfp = GFP_KERNEL, .ctx = CTX_TASK, .task = &b->init };
	double start = now_ns();

	for (uint64_t i = 0; i < nr; i++)
		expect(alloc_lands_on(&b->m, &req).ok, "there is room");
	report("alloc_lands_on, in the fast pass", now_ns() - start, nr);
	bench_machine_free(b);
}

static void bulk(uint64_t nr)
{
	struct bench_machine *b = bench_machine_new(POOL_PAGES);
	struct alloc_request req = {
		.gfp = GFP_HIGHUSER_MOVABLE,
		.ctx = CTX_TASK,
		.task = &b->init,
	};
	uint64_t nr_held = POOL_PAGES / 2;
	struct page_block *held = xmalloc(nr_held * sizeof(*held));
	double start = now_ns();

	(void)nr;
	for (uint64_t i = 0; i < nr_held; i++)
		held[i] = alloc_block(&b->m, &req);
	report("order 0, alloc_block, 4 GiB in a row", now_ns() - start, nr_held);
	start = now_ns();
	for (uint64_t i = 0; i < nr_held; i++)
		free_pages(&b->m, held[i], 0);
	report("order 0, free_pages, 4 GiB in the same order", now_ns() - start, nr_held);
	free(held);
	bench_machine_free(b);
}

/* Every page of 8 GiB taken, then freed in random order. */
static void random_free(uint64_t nr)
{
	struct bench_machine *b = bench_machine_new(POOL_PAGES);
	uint64_t *pfns = xmalloc(POOL_PAGES * sizeof(*pfns));
	struct zone *zone = bench_zone(b);
	double start;

	(void)nr;
	for (uint64_t i = 0; i < POOL_PAGES; i++)
		pfns[i] = take(b, 0);
	shuffle(pfns, POOL_PAGES, 42);
	start = now_ns();
	for (uint64_t i = 0; i < POOL_PAGES; i++)
		free_pages_to_zone(&b->m, zone, pfns[i], 0, 0);
	report("order 0, 8 GiB freed at random, through per-cpu lists", now_ns() - start,
	       POOL_PAGES);
	drain_zone_pages(&b->m, zone);
	expect(zone->free_area[MAX_PAGE_ORDER].nr_free == POOL_PAGES / MAX_ORDER_PAGES,
	       "not all merged");
	start = now_ns();
	for (uint64_t i = 0; i < POOL_PAGES; i++)
		pfns[i] = zone_page_pfn(zone, rmqueue_smallest(zone, 0, MIGRATE_MOVABLE));
	report("order 0, 8 GiB taken from the buddy", now_ns() - start, POOL_PAGES);
	shuffle(pfns, POOL_PAGES, 42);
	start = now_ns();
	for (uint64_t i = 0; i < POOL_PAGES; i++)
		free_one_block(zone, zone_page_idx(zone, pfns[i]), 0, MIGRATE_MOVABLE, false);
	report("order 0, 8 GiB freed at random, to the buddy", now_ns() - start, POOL_PAGES);
	free(pfns);
	bench_machine_free(b);
}

/* 75 % of 8 GiB in use in blocks of order 0-9; free one at random, take one at random. */
static void mixed(uint64_t nr)
{
	struct bench_machine *b = bench_machine_new(POOL_PAGES);
	struct zone *zone = bench_zone(b);
	struct held {
		uint32_t idx, order;
	} *held = xmalloc(POOL_PAGES * sizeof(*held));
	uint64_t nr_held = 0, used = 0, seed = 7, nr_ops = nr ? nr : 5000000;
	double start;

	while (used < POOL_PAGES / 4 * 3) {
		unsigned order = (unsigned)(next_random(&seed) % 10);

		held[nr_held].order = order;
		held[nr_held++].idx = rmqueue_smallest(zone, order, MIGRATE_MOVABLE);
		used += UINT64_C(1) << order;
	}
	start = now_ns();
	for (uint64_t i = 0; i < nr_ops; i++) {
		uint64_t random = next_random(&seed);
		struct held *h = &held[random % nr_held];

		free_one_block(zone, h->idx, h->order, MIGRATE_MOVABLE, false);
		h->order = (uint32_t)(random >> 32) % 10;
		h->idx = rmqueue_smallest(zone, h->order, MIGRATE_MOVABLE);
		expect(h->idx != PAGE_IDX_NONE, "pool exhausted");
	}
	report("orders 0-9 at 75 %, buddy, an operation", now_ns() - start, 2 * nr_ops);
	free(held);
	bench_machine_free(b);
}

/* Every other pageblock keeps one page in use; the others are free in one piece. */
static void order9(uint64_t nr)
{
	struct bench_machine *b = bench_machine_new(POOL_PAGES);
	struct zone *zone = bench_zone(b);
	uint64_t *pfns = xmalloc(POOL_PAGES * sizeof(*pfns));
	uint64_t nr_blocks = 0, rounds = nr ? nr : 200;
	double spent = 0;

	for (uint64_t i = 0; i < POOL_PAGES; i++)
		pfns[i] = zone_page_pfn(zone, rmqueue_smallest(zone, 0, MIGRATE_MOVABLE));
	shuffle(pfns, POOL_PAGES, 11);
	for (uint64_t i = 0; i < POOL_PAGES; i++) {
		if (pfns[i] % (2 * pageblock_nr_pages) == 0)
			continue;
		free_one_block(zone, zone_page_idx(zone, pfns[i]), 0, MIGRATE_MOVABLE, false);
	}
	for (uint64_t round = 0; round < rounds; round++) {
		uint64_t got = 0;
		uint32_t idx;
		double start = now_ns();

		while ((idx = rmqueue_smallest(zone, 9, MIGRATE_MOVABLE)) != PAGE_IDX_NONE)
			pfns[got++] = idx;
		for (uint64_t i = 0; i < got; i++)
			free_one_block(zone, (uint32_t)pfns[i], 9, MIGRATE_MOVABLE, false);
		spent += now_ns() - start;
		nr_blocks += got;
	}
	expect(nr_blocks == rounds * POOL_PAGES / 1024, "free pageblocks did not merge");
	report("order 9 in a fragmented pool, buddy, a pair", spent, nr_blocks);
	free(pfns);
	bench_machine_free(b);
}

/* 64 TiB in 1024 zones of 64 GiB. */
static void boot(uint64_t nr)
{
	enum { ZONES = 1024 };
	uint64_t pages = 64 * GIB_PAGES, before = resident_kb();
	struct zone *zones = xcalloc(ZONES, sizeof(*zones));
	double start = now_ns();

	(void)nr;
	for (uint64_t i = 0; i < ZONES; i++) {
		zone_init(&zones[i], (int)i, ZONE_NORMAL);
		zone_grow_span(&zones[i], POOL_START + i * pages, pages);
		zone_free_range(&zones[i], POOL_START + i * pages, pages);
	}
	printf("%-52s %8.2f ms, %.1f MiB\n", "64 TiB in 1024 zones, made and freed",
	       (now_ns() - start) / 1e6, (double)(resident_kb() - before) / 1024);
	for (uint64_t i = 0; i < ZONES; i++)
		zone_destroy(&zones[i]);
	free(zones);
}

/* Every page taken on its own, every other one freed: nothing merges. */
static void split(uint64_t gib)
{
	uint64_t nr_pages = (gib ? gib : 1024) * GIB_PAGES, before = resident_kb();
	struct zone zone = { 0 };
	double start;

	zone_init(&zone, 0, ZONE_NORMAL);
	zone_grow_span(&zone, POOL_START, nr_pages);
	zone_free_range(&zone, POOL_START, nr_pages);
	start = now_ns();
	for (uint64_t i = 0; i < nr_pages; i++)
		rmqueue_smallest(&zone, 0, MIGRATE_MOVABLE);
	for (uint64_t i = 0; i < nr_pages; i += 2)
		free_one_block(&zone, (uint32_t)i, 0, MIGRATE_MOVABLE, false);
	expect(zone.free_area[0].nr_free == nr_pages / 2, "something merged");
	printf("%-52s %8.2f bytes a page (%" PRIu64 " GiB, %.1f s)\n",
	       "every page taken, every other one freed",
	       (double)(resident_kb() - before) * 1024 / (double)nr_pages, nr_pages / GIB_PAGES,
	       (now_ns() - start) / 1e9);
	zone_destroy(&zone);
}

static const struct bench {
	const char *name;
	void (*run)(uint64_t nr);
	uint64_t nr;
	bool only_when_named;
} benches[] = {
	{ "pingpong", pingpong, 20000000, false },
	{ "pingpong-cpuset", pingpong_cpuset, 20000000, false },
	{ "pingpong-rfc-v2", pingpong_rfc_v2, 20000000, false },
	{ "pingpong-rfc-v2-cpuset", pingpong_rfc_v2_cpuset, 20000000, false },
	{ "may-use-one", may_use_one, 1000000, false },
	{ "may-use-all", may_use_all, 20000, false },
	{ "may-use-rfc-v2", may_use_rfc_v2, 20000, false },
	{ "lands-on", lands_on, 1000000, false },
	{ "bulk", bulk, 0, false },
	{ "random", random_free, 0, false },
	{ "mixed", mixed, 0, false },
	{ "order9", order9, 0, false },
	{ "boot", boot, 0, false },
	{ "split", split, 0, true },
};

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : NULL;
	bool found = false;

	for (size_t i = 0; i < sizeof(benches) / sizeof(*benches); i++) {
		const struct bench *bench = &benches[i];

		if (name ? strcmp(name, bench->name) != 0 : bench->only_when_named)
			continue;
		bench->run(argc > 2 ? strtoull(argv[2], NULL, 0) : bench->nr);
		found = true;
	}
	if (!found) {
		fprintf(stderr, "bench_buddy: no benchmark \"%s\"\n", name);
		return 2;
	}
	return 0;
}
