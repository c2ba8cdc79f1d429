// SPDX-License-Identifier: GPL-2.0-only
/*
 * Limits of per-cpu lists: how many pages a CPU may park, and how many go in or
 * out at a time.
 *
 * Responsible for batch, high_min and high_max. Not responsible for moving
 * between the two (pcp->high, tuned as pages come and go) or for the lists.
 *
 * Mirrors: mm/page_alloc.c zone_batchsize(), zone_highsize(),
 * zone_set_pageset_high_and_batch(), v6.12.
 * Differs: all CPUs of the machine are online.
 */
#include "alloc/reserves.h"

#include "alloc/pcp.h"

#define MIN_PERCPU_PAGELIST_HIGH_FRACTION 8
#define PCP_BATCH_BYTES_MAX (UINT64_C(1) << 20)

/* A tenth of a percent of the zone, at most 1 MiB, a quarter of that as 2^n - 1; at least 1. */
static int zone_batchsize(const struct zone *zone)
{
	uint64_t batch = zone->managed_pages >> 10;
	uint64_t pow2 = 1;

	if (batch > PCP_BATCH_BYTES_MAX / PAGE_SIZE)
		batch = PCP_BATCH_BYTES_MAX / PAGE_SIZE;
	batch /= 4;
	if (batch < 1)
		batch = 1;
	while (pow2 * 2 <= batch + batch / 2)
		pow2 *= 2;
	return pow2 > 1 ? (int)(pow2 - 1) : 1;
}

/* CPUs that share a zone's limit: those of its node, or all if it has none. */
static uint64_t nr_split_cpus(const struct machine *m, int nid, uint64_t nr_online_cpus)
{
	return m->nr_cpus_of_node[nid] ? m->nr_cpus_of_node[nid] : nr_online_cpus;
}

static int zone_highsize(uint64_t total_pages, uint64_t nr_cpus, int batch)
{
	int high = (int)(total_pages / nr_cpus);

	return high > batch * 4 ? high : batch * 4;
}

/* Mirrors: mm/page_alloc.c zone_set_pageset_high_and_batch(), v6.12. */
static void set_pageset(struct zone *zone, uint64_t nr_cpus, int fraction)
{
	int batch = zone_batchsize(zone);
	uint64_t low = wmark_pages(zone, WMARK_LOW);
	uint64_t part = zone->managed_pages /
			(uint64_t)(fraction ? fraction : MIN_PERCPU_PAGELIST_HIGH_FRACTION);

	zone->pageset_batch = batch;
	zone->pageset_high_max = zone_highsize(part, nr_cpus, batch);
	zone->pageset_high_min = fraction ? zone->pageset_high_max :
					    zone_highsize(low, nr_cpus, batch);
	for (int cpu = 0; cpu < zone->nr_pcp; cpu++) {
		struct per_cpu_pages *pcp = zone->pcp[cpu];

		if (!pcp)
			continue;
		pcp->batch = zone->pageset_batch;
		pcp->high_min = zone->pageset_high_min;
		pcp->high_max = zone->pageset_high_max;
		pcp->flags |= PCPF_NEW_LIMITS;
	}
}

static uint64_t count_cpus(const struct machine *m)
{
	uint64_t nr = 0;

	for (int cpu = 0; cpu < m->nr_cpus; cpu++)
		nr += m->cpu_to_node[cpu] >= 0;
	return nr ? nr : 1;
}

void setup_per_zone_pageset(struct machine *m)
{
	uint64_t nr_online_cpus = count_cpus(m);
	int nid;

	for_each_node_state(m, nid, N_ONLINE)
		for (int z = 0; z < MAX_NR_ZONES; z++)
			set_pageset(&m->pgdat[nid]->node_zones[z],
				    nr_split_cpus(m, nid, nr_online_cpus),
				    m->sysctl.percpu_pagelist_high_fraction);
}
