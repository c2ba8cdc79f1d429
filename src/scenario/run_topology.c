// SPDX-License-Identifier: GPL-2.0-only
/*
 * The booted machine as a result, for drawings of it.
 *
 * Responsible for copying what a drawing needs. Not responsible for the drawing
 * (report/), nor for what the machine looks like after a step.
 *
 * Mirrors: nothing.
 */
#include <stdlib.h>

#include "alloc/zonelist.h"
#include "base/text.h"
#include "scenario/topology_result.h"

/* "0-3,8" */
static char *cpu_list(const struct machine *m, int nid)
{
	struct text out = TEXT_INIT;
	int last;

	for (int cpu = 0; cpu < m->nr_cpus; cpu = last + 1) {
		last = cpu;
		if (m->cpu_to_node[cpu] != nid)
			continue;
		while (last + 1 < m->nr_cpus && m->cpu_to_node[last + 1] == nid)
			last++;
		text_addf(&out, "%s%d", out.len ? "," : "", cpu);
		if (last > cpu)
			text_addf(&out, "-%d", last);
	}
	return out.bytes ? out.bytes : xstrdup("");
}

static void add_zone(const struct zone *zone, struct topology_node *node)
{
	struct topology_zone *out = &node->zones[node->nr_zones++];

	*out = (struct topology_zone){
		.type = zone->type,
		.managed = zone->managed_pages,
		.free = zone->nr_free_pages,
	};
	for (int mark = 0; mark < NR_WMARK; mark++)
		out->wmark[mark] = wmark_pages(zone, (enum wmark)mark);
	for (int type = 0; type < MAX_NR_ZONES; type++)
		out->reserve[type] = zone->lowmem_reserve[type];
}

static void add_node(const struct machine *m, int nid, struct topology_result *topology)
{
	struct topology_node *out = &topology->nodes[topology->nr_nodes++];

	*out = (struct topology_node){
		.nid = nid,
		.cpus = cpu_list(m, nid),
		.has_memory = node_state(m, nid, N_MEMORY),
		.has_spm_state = m->design->node_state_name && node_state(m, nid, N_SPM),
		.zones = xcalloc(MAX_NR_ZONES, sizeof(*out->zones)),
	};
	if (node_isset(nid, &m->spm_declared))
		out->spm = xstrdup(m->spm_names && m->spm_names[nid] ? m->spm_names[nid] : "");
	for (int type = 0; type < MAX_NR_ZONES; type++)
		if (populated_zone(&m->pgdat[nid]->node_zones[type]))
			add_zone(&m->pgdat[nid]->node_zones[type], out);
}

static const char *list_name(const struct machine *m, enum zonelist_kind kind)
{
	if (kind == ZONELIST_FALLBACK)
		return "fallback";
	if (kind == ZONELIST_NOFALLBACK)
		return "own list (THISNODE)";
	return m->design->extra_zonelist_names[kind - ZONELIST_EXTRA0];
}

static void add_list(const struct machine *m, int owner, enum zonelist_kind kind,
		     struct topology_result *topology)
{
	const struct zonelist *zl = &m->pgdat[owner]->node_zonelists[kind];
	struct topology_list *out = &topology->lists[topology->nr_lists++];
	int last = -1;

	*out = (struct topology_list){
		.owner = owner,
		.kind = kind,
		.name = list_name(m, kind),
	};
	for (uint32_t i = 0; i < zl->nr_refs; i++) {
		if (zl->refs[i].nid == last)
			continue;
		last = zl->refs[i].nid;
		if (out->nr_nodes == TOPOLOGY_NODES_MAX) {
			out->nr_left_out++;
			continue;
		}
		out->distances[out->nr_nodes] = node_distance(m, owner, last);
		out->nodes[out->nr_nodes++] = last;
	}
}

struct topology_result *run_topology(const struct machine *m)
{
	struct topology_result *topology = xcalloc(1, sizeof(*topology));
	unsigned nr_kinds = nr_zonelist_kinds(m);
	int nid;

	topology->state_name = m->design->node_state_name;
	topology->nodes = xcalloc(TOPOLOGY_NODES_MAX, sizeof(*topology->nodes));
	topology->lists = xcalloc((size_t)TOPOLOGY_NODES_MAX * nr_kinds, sizeof(*topology->lists));
	for_each_node_state(m, nid, N_ONLINE) {
		if (topology->nr_nodes == TOPOLOGY_NODES_MAX) {
			topology->nr_left_out++;
			continue;
		}
		add_node(m, nid, topology);
		for (unsigned kind = 0; kind < nr_kinds; kind++)
			add_list(m, nid, (enum zonelist_kind)kind, topology);
	}
	return topology;
}

void topology_result_free(struct topology_result *topology)
{
	if (!topology)
		return;
	for (size_t i = 0; i < topology->nr_nodes; i++) {
		free(topology->nodes[i].cpus);
		free(topology->nodes[i].spm);
		free(topology->nodes[i].zones);
	}
	free(topology->nodes);
	free(topology->lists);
	free(topology);
}
