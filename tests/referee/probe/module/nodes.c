// SPDX-License-Identifier: GPL-2.0-only
/* Nodes, zone lists, and what a task may use. */
#include <linux/cpuset.h>
#include <linux/jump_label.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/sched.h>
#include <linux/topology.h>

#include "nw_probe.h"

static struct pglist_data *arg_node(const struct question *q)
{
	long nid = arg_int(q, "nid");

	if (nid < 0 || nid >= MAX_NUMNODES || !node_possible(nid))
		return NULL;
	return NODE_DATA(nid);
}

int op_nodestates(const struct question *q)
{
	static const struct {
		const char *name;
		enum node_states state;
	} states[] = {
		{ "N_POSSIBLE", N_POSSIBLE },
		{ "N_ONLINE", N_ONLINE },
		{ "N_NORMAL_MEMORY", N_NORMAL_MEMORY },
		{ "N_MEMORY", N_MEMORY },
		{ "N_CPU", N_CPU },
	};
	int i;

	say("{");
	for (i = 0; i < ARRAY_SIZE(states); i++)
		say("\"%s\":\"%*pbl\",", states[i].name,
		    nodemask_pr_args(&node_states[states[i].state]));
	say("\"nr_node_ids\":%u,\"nr_online_nodes\":%u}", nr_node_ids, num_online_nodes());
	return 0;
}

int op_zonelist(const struct question *q)
{
	struct pglist_data *pgdat = arg_node(q);
	const char *list = arg_str(q, "list");
	const char *comma = "";
	struct zoneref *z;

	if (!pgdat || !list)
		return -EINVAL;
	z = pgdat->node_zonelists[!strcmp(list, "thisnode") ? ZONELIST_NOFALLBACK :
							      ZONELIST_FALLBACK]
		    ._zonerefs;
	say("{\"zones\":[");
	for (; z->zone; z++) {
		say("%s", comma);
		say_zone(z->zone);
		comma = ",";
	}
	say("]}");
	return 0;
}

int op_next_best(const struct question *q)
{
	long nid = arg_int(q, "nid");
	nodemask_t used = NODE_MASK_NONE;
	const char *comma = "";
	int next;

	if (!arg_node(q))
		return -EINVAL;
	say("{\"nodes\":[");
	while ((next = sym.find_next_best_node(nid, &used)) >= 0) {
		say("%s%d", comma, next);
		comma = ",";
	}
	say("]}");
	return 0;
}

int op_cpu_nodes(const struct question *q)
{
	const char *comma = "";
	int cpu;

	say("{\"cpus\":{");
	for_each_online_cpu(cpu)
	{
		say("%s\"%d\":{\"node\":%d,\"mem\":%d}", comma, cpu, cpu_to_node(cpu),
		    cpu_to_mem(cpu));
		comma = ",";
	}
	say("}}");
	return 0;
}

int op_mems(const struct question *q)
{
	nodemask_t mems = current->mems_allowed;

	say("{\"mems_allowed\":\"%*pbl\",\"cpusets_enabled\":%s,", nodemask_pr_args(&mems),
	    static_key_enabled(sym.cpusets_enabled_key) ? "true" : "false");
	say("\"numa_node_id\":%d,\"numa_mem_id\":%d}", numa_node_id(), numa_mem_id());
	return 0;
}

/* The first zone of the list that the request's zone index and mask admit. */
int op_preferred(const struct question *q)
{
	static const char *const names[] = { "DMA", "DMA32", "Normal", "Movable", "Device" };
	struct pglist_data *pgdat = arg_node(q);
	nodemask_t storage, *mask;
	struct zoneref *z;
	gfp_t gfp;

	if (!pgdat || arg_gfp(q, &gfp) || arg_nodemask(q, &storage, &mask))
		return -EINVAL;
	z = pgdat->node_zonelists[gfp & __GFP_THISNODE ? ZONELIST_NOFALLBACK : ZONELIST_FALLBACK]
		    ._zonerefs;
	while (z->zone &&
	       (z->zone_idx > gfp_zone(gfp) || (mask && !node_isset(zonelist_node_idx(z), *mask))))
		z++;
	say("{\"zone\":");
	say_zone(z->zone);
	say(",\"highest_zone\":\"%s\"}", names[gfp_zone(gfp)]);
	return 0;
}
