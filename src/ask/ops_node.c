// SPDX-License-Identifier: GPL-2.0-only
/* Questions about nodes, zone lists, CPUs and tiers. */
#include "ask/ask.h"

#include <stdlib.h>

#include "alloc/zonelist.h"

static json_t *op_nodestates(struct ask *s, const json_t *q)
{
	const struct machine *m = &s->e->m;
	json_t *answer = json_object();

	(void)q;
	for (int state = 0; state <= N_CPU; state++)
		json_object_set_new(answer, node_state_names[state],
				    json_nodes(&m->node_states[state]));
	json_object_set_new(answer, "nr_node_ids", json_integer(m->nr_node_ids));
	json_object_set_new(answer, "nr_online_nodes", json_integer(nr_online_nodes(m)));
	return answer;
}

static int need_possible_node(struct ask *s, const json_t *q, const char *key)
{
	int nid = (int)json_int(&s->r, q, key, 0, MAX_NUMNODES - 1);

	if (!s->r.failed && !s->e->m.pgdat[nid])
		json_fail(&s->r, "node %d is not possible", nid);
	return nid;
}

static json_t *op_zonelist(struct ask *s, const json_t *q)
{
	static const char *const names[] = { "fallback", "thisnode" };
	const struct machine *m = &s->e->m;
	int nid = need_possible_node(s, q, "nid");
	int kind = json_enum(&s->r, q, "list", names, 2);
	const struct zonelist *zl;
	json_t *zones;

	if (s->r.failed)
		return NULL;
	zl = &m->pgdat[nid]->node_zonelists[kind];
	zones = json_array();
	for (uint32_t i = 0; i < zl->nr_refs; i++)
		json_array_append_new(zones, json_zone(zoneref_zone(m, zl->refs[i])));
	return json_pack("{s:o}", "zones", zones);
}

static json_t *op_next_best(struct ask *s, const json_t *q)
{
	int order[MAX_NUMNODES];
	int nid = need_possible_node(s, q, "nid");
	json_t *nodes;
	int nr;

	if (s->r.failed)
		return NULL;
	nr = next_best_nodes(&s->e->m, nid, order);
	nodes = json_array();
	for (int i = 0; i < nr; i++)
		json_array_append_new(nodes, json_integer(order[i]));
	return json_pack("{s:o}", "nodes", nodes);
}

static json_t *op_cpu_nodes(struct ask *s, const json_t *q)
{
	const struct machine *m = &s->e->m;
	json_t *cpus = json_object();
	char key[16];

	(void)q;
	for (int cpu = 0; cpu < m->nr_cpus; cpu++) {
		if (m->cpu_to_node[cpu] < 0)
			continue;
		snprintf(key, sizeof(key), "%d", cpu);
		/* cpu_to_mem() is cpu_to_node(): no CONFIG_HAVE_MEMORYLESS_NODES on x86. */
		json_object_set_new(cpus, key,
				    json_pack("{s:i,s:i}", "node", m->cpu_to_node[cpu], "mem",
					      m->cpu_to_node[cpu]));
	}
	return json_pack("{s:o}", "cpus", cpus);
}

static json_t *op_mems(struct ask *s, const json_t *q)
{
	const struct machine *m = &s->e->m;
	struct task *task = ask_task(s, q, "?mems");
	json_t *answer;

	if (!task)
		return NULL;
	answer = json_pack("{s:o,s:b,s:i,s:i}", "mems_allowed", json_nodes(&task->mems_allowed),
			   "cpusets_enabled", cpusets_enabled(m), "numa_node_id",
			   m->cpu_to_node[task->cpu], "numa_mem_id", m->cpu_to_node[task->cpu]);
	engine_kill(s->e, task);
	return answer;
}

static json_t *op_preferred(struct ask *s, const json_t *q)
{
	const struct machine *m = &s->e->m;
	int nid = need_possible_node(s, q, "nid");
	gfp_t gfp = json_gfp(&s->r, q, "gfp");
	nodemask_t mask;
	bool has_mask = json_nodemask(&s->r, q, "nodemask", &mask);
	const struct zonelist *zl;
	uint32_t at;

	if (s->r.failed)
		return NULL;
	zl = &m->pgdat[nid]->node_zonelists[gfp & __GFP_THISNODE ? ZONELIST_NOFALLBACK :
								   ZONELIST_FALLBACK];
	at = next_zones_zonelist(zl, 0, gfp_zone(gfp), has_mask ? &mask : NULL);
	return json_pack("{s:o,s:s}", "zone",
			 json_zone(at < zl->nr_refs ? zoneref_zone(m, zl->refs[at]) : NULL),
			 "highest_zone", zone_names[gfp_zone(gfp)]);
}

const struct ask_op_entry ask_ops_node[] = {
	{ "nodestates", op_nodestates },
	{ "zonelist", op_zonelist },
	{ "next_best", op_next_best },
	{ "cpu_nodes", op_cpu_nodes },
	{ "mems", op_mems },
	{ "preferred", op_preferred },
	{ NULL, NULL },
};
