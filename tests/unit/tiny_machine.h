/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Machines for tests of the numbers: nodes, zones, distances and CPU counts, but
 * no page behind them. Every test includes this; not every test uses all of it.
 */
#ifndef NW_UNIT_TINY_MACHINE_H
#define NW_UNIT_TINY_MACHINE_H

#include <stdlib.h>
#include <string.h>

#include "alloc/zonelist.h"
#include "base/text.h"
#include "model/machine.h"

#define UNUSED_IN_SOME __attribute__((unused))

static const struct isolation_design tiny_mainline = { .name = "mainline" };

/* A zone of a machine, all of it managed unless @managed says less. */
struct tiny_zone {
	int nid;
	enum zone_type type;
	uint64_t managed;
};

/* @n possible nodes at distance 20, without memory and CPUs, settings as at boot. */
UNUSED_IN_SOME static struct machine *tiny_machine(int n)
{
	struct machine *m = xcalloc(1, sizeof(*m));

	m->design = &tiny_mainline;
	m->nr_node_ids = n;
	m->distance = xcalloc((size_t)n * (size_t)n, 1);
	m->nr_cpus_of_node = xcalloc((size_t)n, sizeof(*m->nr_cpus_of_node));
	m->cpu_to_node = xcalloc(MAX_CPUS, sizeof(*m->cpu_to_node));
	m->sysctl = (struct sysctls){
		.min_free_kbytes = 1024,
		.user_min_free_kbytes = -1,
		.watermark_scale_factor = 10,
		.watermark_boost_factor = 15000,
		.lowmem_reserve_ratio = { 256, 256, 32, 0, 0 },
	};
	for (int a = 0; a < n; a++) {
		m->pgdat[a] = xcalloc(1, sizeof(*m->pgdat[a]));
		m->pgdat[a]->node_id = a;
		for (int z = 0; z < MAX_NR_ZONES; z++) {
			m->pgdat[a]->node_zones[z].nid = a;
			m->pgdat[a]->node_zones[z].type = (enum zone_type)z;
		}
		node_set(a, &m->node_states[N_POSSIBLE]);
		for (int b = 0; b < n; b++)
			m->distance[a * n + b] = a == b ? 10 : 20;
	}
	return m;
}

UNUSED_IN_SOME static struct zone *tiny_zone_of(struct machine *m, int nid, enum zone_type type)
{
	return &m->pgdat[nid]->node_zones[type];
}

UNUSED_IN_SOME static void tiny_set_zone(struct machine *m, struct tiny_zone tz)
{
	struct zone *zone = tiny_zone_of(m, tz.nid, tz.type);

	zone->present_pages = tz.managed;
	zone->managed_pages = tz.managed;
	node_set(tz.nid, &m->node_states[N_ONLINE]);
	node_set(tz.nid, &m->node_states[N_MEMORY]);
}

UNUSED_IN_SOME static void tiny_add_cpu(struct machine *m, int nid)
{
	m->cpu_to_node[m->nr_cpus++] = (int16_t)nid;
	m->nr_cpus_of_node[nid]++;
	node_set(nid, &m->node_states[N_ONLINE]);
}

UNUSED_IN_SOME static void tiny_free(struct machine *m)
{
	zonelists_destroy(m);
	for (int nid = 0; nid < m->nr_node_ids; nid++)
		free(m->pgdat[nid]);
	free(m->distance);
	free(m->nr_cpus_of_node);
	free(m->cpu_to_node);
	free(m);
}

/*
 * Four nodes of a captured machine with kernelcore=, the last without CPUs:
 *
 *	0 [DMA 3840][DMA32 83001]
 *	1           [DMA32 32480][Normal 7168][Movable 24467]
 *	2                        [Normal 6144][Movable 58259]
 *	3                        [Normal 6144][Movable 56651]
 */
UNUSED_IN_SOME static struct machine *tiny_kernelcore(void)
{
	static const struct tiny_zone zones[] = {
		{ 0, ZONE_DMA, 3840 },	     { 0, ZONE_DMA32, 83001 }, { 1, ZONE_DMA32, 32480 },
		{ 1, ZONE_NORMAL, 7168 },    { 1, ZONE_MOVABLE, 24467 }, { 2, ZONE_NORMAL, 6144 },
		{ 2, ZONE_MOVABLE, 58259 },  { 3, ZONE_NORMAL, 6144 }, { 3, ZONE_MOVABLE, 56651 },
	};
	struct machine *m = tiny_machine(4);

	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		tiny_set_zone(m, zones[i]);
	for (int nid = 0; nid < 3; nid++)
		tiny_add_cpu(m, nid);
	build_all_zonelists(m);
	m->cpus_known = true;
	return m;
}

#endif
