// SPDX-License-Identifier: GPL-2.0-only
/* A machine as JSON: every node, nothing folded; sizes in pages and bytes. */
#include "alloc/zonelist.h"
#include "base/nodelist.h"
#include "cli/topo.h"

static json_t *nodes_json(const nodemask_t *nodes)
{
	char list[NODELIST_MAX];

	return json_string(nodelist_print(nodes, list));
}

static json_t *zone_json(const struct zone *zone)
{
	json_t *reserve = json_object();
	char label[16];

	for (int type = 0; type < ZONE_DEVICE; type++)
		json_object_set_new(reserve, zone_names[type],
				    json_integer((json_int_t)zone->lowmem_reserve[type]));
	return json_pack("{s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:o}", "zone",
			 zone_label(zone, label), "start_pfn", (json_int_t)zone->zone_start_pfn,
			 "spanned_pages", (json_int_t)zone->spanned_pages, "present_pages",
			 (json_int_t)zone->present_pages, "managed_pages",
			 (json_int_t)zone->managed_pages, "free_pages",
			 (json_int_t)zone->nr_free_pages, "min_pages",
			 (json_int_t)wmark_pages(zone, WMARK_MIN), "low_pages",
			 (json_int_t)wmark_pages(zone, WMARK_LOW), "high_pages",
			 (json_int_t)wmark_pages(zone, WMARK_HIGH), "lowmem_reserve_pages",
			 reserve);
}

static json_t *zonelist_json(const struct machine *m, const struct zonelist *zl)
{
	json_t *array = json_array();
	char label[16];

	for (uint32_t i = 0; i < zl->nr_refs; i++)
		json_array_append_new(array,
				      json_string(zone_label(zoneref_zone(m, zl->refs[i]), label)));
	return array;
}

static json_t *lists_json(const struct machine *m, int nid)
{
	const struct zonelist *lists = m->pgdat[nid]->node_zonelists;
	json_t *object = json_object();

	json_object_set_new(object, "fallback", zonelist_json(m, &lists[ZONELIST_FALLBACK]));
	json_object_set_new(object, "nofallback", zonelist_json(m, &lists[ZONELIST_NOFALLBACK]));
	for (unsigned i = 0; i < m->design->nr_extra_zonelists; i++)
		json_object_set_new(object, m->design->extra_zonelist_names[i],
				    zonelist_json(m, &lists[ZONELIST_EXTRA0 + i]));
	return object;
}

static json_t *order_json(const struct machine *m, int nid)
{
	int order[MAX_NUMNODES];
	int nr = fallback_order(m, nid, order);
	json_t *array = json_array();

	for (int i = 0; i < nr; i++)
		json_array_append_new(array, json_integer(order[i]));
	return array;
}

static json_t *node_json(const struct machine *m, int nid)
{
	const pg_data_t *pgdat = m->pgdat[nid];
	json_t *cpus = json_array(), *zones = json_array(), *distances = json_object();
	uint64_t managed = 0, free = 0;
	char key[16];
	int to;

	for (int cpu = 0; cpu < m->nr_cpus; cpu++)
		if (m->cpu_to_node[cpu] == nid)
			json_array_append_new(cpus, json_integer(cpu));
	for (int type = 0; type < MAX_NR_ZONES; type++) {
		const struct zone *zone = &pgdat->node_zones[type];

		managed += zone->managed_pages;
		free += zone->nr_free_pages;
		if (zone->spanned_pages)
			json_array_append_new(zones, zone_json(zone));
	}
	for_each_node_state(m, to, N_ONLINE) {
		snprintf(key, sizeof(key), "%d", to);
		json_object_set_new(distances, key, json_integer(node_distance(m, nid, to)));
	}
	return json_pack("{s:i,s:o,s:I,s:I,s:s?,s:o,s:o,s:o,s:o}", "node", nid, "cpus", cpus,
			 "size_bytes", (json_int_t)managed * (json_int_t)PAGE_SIZE, "free_bytes",
			 (json_int_t)free * (json_int_t)PAGE_SIZE, "spm",
			 m->spm_names ? m->spm_names[nid] : NULL, "distances", distances,
			 "zones", zones, "fallback_order", order_json(m, nid), "zonelists",
			 lists_json(m, nid));
}

static json_t *states_json(const struct machine *m)
{
	json_t *object = json_object();

	for (int state = 0; state <= N_CPU; state++)
		json_object_set_new(object, node_state_names[state],
				    nodes_json(&m->node_states[state]));
	if (m->design->node_state_name)
		json_object_set_new(object, m->design->node_state_name,
				    nodes_json(&m->node_states[N_SPM]));
	return object;
}

static json_t *tiers_json(const struct memory_tiers *t)
{
	json_t *array = json_array();
	char name[32];

	for (size_t i = 0; i < t->nr_tiers; i++) {
		snprintf(name, sizeof(name), "memory_tier%d", memory_tier_id(&t->tiers[i]));
		json_array_append_new(array, json_pack("{s:s,s:i,s:o}", "tier", name, "adistance",
						       t->tiers[i].adistance_start, "nodes",
						       nodes_json(&t->tiers[i].nodes)));
	}
	return array;
}

static json_t *demotion_json(const struct engine *e)
{
	json_t *object = json_object();
	char key[16];
	int nid;

	for_each_node_state(&e->m, nid, N_ONLINE) {
		const nodemask_t *targets = demotion_preferred(&e->tiers, nid);
		nodemask_t all;

		if (nodes_empty(targets))
			continue;
		node_get_allowed_targets(&e->tiers, nid, &all);
		snprintf(key, sizeof(key), "%d", nid);
		json_object_set_new(object, key,
				    json_pack("{s:o,s:o}", "preferred", nodes_json(targets),
					      "allowed", nodes_json(&all)));
	}
	return object;
}

json_t *topo_json(const struct engine *e)
{
	const struct machine *m = &e->m;
	json_t *nodes = json_array();
	int nid;

	for_each_node_state(m, nid, N_ONLINE)
		json_array_append_new(nodes, node_json(m, nid));
	return json_pack("{s:s,s:o,s:o,s:o,s:o,s:o,s:o}", "design", m->design->name, "node_states",
			 states_json(m), "special_purpose", nodes_json(&m->spm_declared),
			 "mems_allowed", nodes_json(&m->init_task->mems_allowed), "nodes", nodes,
			 "tiers", tiers_json(&e->tiers), "demotion", demotion_json(e));
}
