// SPDX-License-Identifier: GPL-2.0-only
/*
 * Boot: nodes, zones and lists of a machine, in the kernel's order.
 *
 * The order shows in answers: zonelists are built before the CPU masks of the
 * nodes are known, and watermarks are computed once, early, which is why
 * captured machines bring their own (stale) values along.
 *
 * Responsible for everything that exists before the first process. Not
 * responsible for cpusets, tiers and memory that a driver adds (engine.c).
 *
 * Mirrors: mm/mm_init.c free_area_init(), start_kernel()'s order, v6.12.
 * Differs: no memblock; pages that boot keeps for itself are the lowest of a
 * zone when the description gives only their number.
 */
#include "engine/boot.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/reserves.h"
#include "alloc/zone_memory.h"
#include "alloc/zonelist.h"
#include "base/text.h"

static void boot_nodes(struct machine *m, const struct machine_desc *desc)
{
	size_t n = (size_t)desc->nr_node_ids;

	m->nr_node_ids = desc->nr_node_ids;
	m->max_numnodes = desc->max_numnodes;
	m->node_load = xcalloc(n, sizeof(*m->node_load));
	m->nr_cpus_of_node = xcalloc(n, sizeof(*m->nr_cpus_of_node));
	m->spm_names = xcalloc(n, sizeof(*m->spm_names));
	m->spm_features = xcalloc(n, sizeof(*m->spm_features));
	m->distance = xmalloc(n * n);
	memcpy(m->distance, desc->distance, n * n);
	for (size_t i = 0; i < desc->nr_nodes; i++) {
		const struct node_desc *node = &desc->nodes[i];
		pg_data_t *pgdat = xcalloc(1, sizeof(*pgdat));

		assert(node->nid >= 0 && node->nid < desc->nr_node_ids);
		pgdat->node_id = node->nid;
		for (int type = 0; type < MAX_NR_ZONES; type++)
			zone_init(&pgdat->node_zones[type], node->nid, (enum zone_type)type);
		m->pgdat[node->nid] = pgdat;
		m->nr_cpus_of_node[node->nid] = (uint16_t)node->nr_cpus;
		node_set(node->nid, &m->node_states[N_POSSIBLE]);
		if (node->nr_cpus) {
			node_set(node->nid, &m->node_states[N_CPU]);
			node_set(node->nid, &m->node_states[N_ONLINE]);
		}
		if (node->spm_name) {
			node_set(node->nid, &m->spm_declared);
			m->spm_names[node->nid] = xstrdup(node->spm_name);
			m->spm_features[node->nid] = node->spm_features;
			if (node->spm_coherent)
				node_set(node->nid, &m->spm_coherent);
		}
	}
}

static void boot_cpus(struct machine *m, const struct machine_desc *desc)
{
	m->nr_cpus = desc->nr_cpus;
	m->cpu_to_node =
		xmalloc((size_t)(desc->nr_cpus ? desc->nr_cpus : 1) * sizeof(*m->cpu_to_node));
	for (int cpu = 0; cpu < desc->nr_cpus; cpu++)
		m->cpu_to_node[cpu] = (int16_t)desc->cpu_to_node[cpu];
}

static int boot_zone(struct machine *m, const struct zone_desc *desc, struct diag_list *diags)
{
	struct zone *zone = &m->pgdat[desc->nid]->node_zones[desc->type];
	char label[16];

	if (desc->spanned >= MAX_ZONE_PAGES) {
		diag_add(diags, DIAG_ERROR, desc->loc, "zone %s spans 16 TiB or more",
			 zone_label(zone, label));
		return -1;
	}
	if (zone_load_capture(zone, desc)) {
		diag_add(diags, DIAG_ERROR, desc->loc,
			 "zone %s: its free blocks do not fit into its pageblocks",
			 zone_label(zone, label));
		return -1;
	}
	return 0;
}

static void boot_node_states(struct machine *m)
{
	int nid;

	for_each_node_state(m, nid, N_POSSIBLE) {
		const struct zone *zones = m->pgdat[nid]->node_zones;

		for (int type = 0; type < MAX_NR_ZONES; type++) {
			if (!populated_zone(&zones[type]))
				continue;
			node_set(nid, &m->node_states[N_ONLINE]);
			node_set(nid, &m->node_states[N_MEMORY]);
			if (type <= ZONE_NORMAL)
				node_set(nid, &m->node_states[N_NORMAL_MEMORY]);
		}
		if (node_state(m, nid, N_MEMORY)) {
			m->pgdat[nid]->kswapd_started = true;
			m->pgdat[nid]->kcompactd_started = true;
		}
	}
}

/* Captured marks are the stale ones of early boot: they replace what was computed. */
static void boot_captured_marks(struct machine *m, const struct machine_desc *desc)
{
	for (size_t i = 0; i < desc->nr_zones; i++) {
		const struct zone_desc *zd = &desc->zones[i];
		struct zone *zone = &m->pgdat[zd->nid]->node_zones[zd->type];

		if (!zd->has_wm)
			continue;
		memcpy(zone->_watermark, zd->wm, sizeof(zd->wm));
		memcpy(zone->lowmem_reserve, zd->lowmem_reserve, sizeof(zd->lowmem_reserve));
	}
	calculate_totalreserve_pages(m);
}

int machine_boot(struct machine *m, const struct machine_desc *desc, struct diag_list *diags)
{
	boot_nodes(m, desc);
	boot_cpus(m, desc);
	m->sysctl = desc->sysctl;
	m->thp_enabled = desc->thp_enabled;
	m->no_cpusets = desc->no_cpusets;
	m->cpuset_v1 = desc->cpuset_v1;
	for (size_t i = 0; i < desc->nr_zones; i++)
		if (boot_zone(m, &desc->zones[i], diags))
			return -1;
	boot_node_states(m);

	build_all_zonelists(m);
	m->cpus_known = true;
	if (desc->has_min_free_kbytes) {
		setup_per_zone_wmarks(m);
		setup_per_zone_lowmem_reserve(m);
	} else {
		init_per_zone_wmark_min(m);
	}
	setup_per_zone_pageset(m);
	boot_captured_marks(m, desc);
	return 0;
}

void machine_destroy(struct machine *m)
{
	zonelists_destroy(m);
	for (int nid = 0; nid < m->nr_node_ids; nid++) {
		if (!m->pgdat[nid])
			continue;
		for (int type = 0; type < MAX_NR_ZONES; type++)
			zone_destroy(&m->pgdat[nid]->node_zones[type]);
		free(m->pgdat[nid]);
		free(m->spm_names[nid]);
	}
	free(m->spm_names);
	free(m->spm_features);
	free(m->nr_cpus_of_node);
	free(m->node_load);
	free(m->distance);
	free(m->cpu_to_node);
	free(m->dstate.node_caps);
	*m = (struct machine){ 0 };
}
