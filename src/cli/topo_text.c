// SPDX-License-Identifier: GPL-2.0-only
/*
 * A machine as text: what numactl -H prints, then what it does not know.
 *
 * On large machines neighbours that are equal are listed once, and the distance
 * matrix and long fallback orders are left out unless asked for; the text says so.
 */
#include "cli/topo.h"

#include <string.h>

#include "alloc/zonelist.h"
#include "base/nodelist.h"

#define FOLD_NODES_MIN 9 /* fewer are always listed one by one */
#define MATRIX_NODES_MAX 64
#define ORDER_NODES_MAX 12

static uint64_t node_pages(const pg_data_t *pgdat, bool free)
{
	uint64_t pages = 0;

	for (int type = 0; type < MAX_NR_ZONES; type++)
		pages += free ? pgdat->node_zones[type].nr_free_pages :
				pgdat->node_zones[type].managed_pages;
	return pages;
}

static uint64_t pages_to_mb(uint64_t pages)
{
	return pages >> (20 - PAGE_SHIFT);
}

static bool zones_look_alike(const struct zone *a, const struct zone *b)
{
	return a->spanned_pages == b->spanned_pages && a->present_pages == b->present_pages &&
	       a->managed_pages == b->managed_pages && a->nr_free_pages == b->nr_free_pages &&
	       !memcmp(a->_watermark, b->_watermark, sizeof(a->_watermark));
}

static bool nodes_look_alike(const struct machine *m, int a, int b)
{
	if (m->nr_cpus_of_node[a] != m->nr_cpus_of_node[b])
		return false;
	if (node_isset(a, &m->spm_declared) != node_isset(b, &m->spm_declared))
		return false;
	for (int type = 0; type < MAX_NR_ZONES; type++)
		if (!zones_look_alike(&m->pgdat[a]->node_zones[type],
				      &m->pgdat[b]->node_zones[type]))
			return false;
	return true;
}

int topo_equal_run(const struct machine *m, int nid, const struct topo_options *options,
		   nodemask_t *run)
{
	const nodemask_t *online = &m->node_states[N_ONLINE];
	int nr = 1;

	*run = nodemask_of_node(nid);
	if (!options->fold || nr_online_nodes(m) < FOLD_NODES_MIN)
		return 1;
	for (int next = next_node(nid, online); next < MAX_NUMNODES;
	     next = next_node(next, online)) {
		if (!nodes_look_alike(m, nid, next))
			break;
		node_set(next, run);
		nr++;
	}
	return nr;
}

/* The last node of a run. */
static int run_end(const nodemask_t *run, int nid)
{
	for (int next = next_node(nid, run); next < MAX_NUMNODES; next = next_node(next, run))
		nid = next;
	return nid;
}

static void add_cpus(const struct machine *m, int nid, struct text *out)
{
	for (int cpu = 0; cpu < m->nr_cpus; cpu++)
		if (m->cpu_to_node[cpu] == nid)
			text_addf(out, " %d", cpu);
}

static void add_distances(const struct machine *m, struct text *out)
{
	const nodemask_t *online = &m->node_states[N_ONLINE];
	int from, to;

	/* A blank behind the last number, as numactl prints it. */
	text_add(out, "node distances:\nnode ");
	for_each_node_mask(to, online)
		text_addf(out, "% 3d ", to);
	text_add(out, "\n");
	for_each_node_mask(from, online) {
		text_addf(out, "% 3d: ", from);
		for_each_node_mask(to, online)
			text_addf(out, "% 3d ", node_distance(m, from, to));
		text_add(out, "\n");
	}
}

static void add_folded(const nodemask_t *run, int nid, struct text *out)
{
	char list[NODELIST_MAX];
	nodemask_t others = *run;

	node_clear(nid, &others);
	if (!nodes_empty(&others))
		text_addf(out, "nodes %s: same as %d\n", nodelist_print(&others, list), nid);
}

void topo_numactl(const struct engine *e, const struct topo_options *options, struct text *out)
{
	const struct machine *m = &e->m;
	const nodemask_t *online = &m->node_states[N_ONLINE];
	char list[NODELIST_MAX];
	nodemask_t run;

	text_addf(out, "available: %d nodes (%s)\n", nr_online_nodes(m),
		  nodelist_print(online, list));
	for (int nid = first_node(online); nid < MAX_NUMNODES;
	     nid = next_node(run_end(&run, nid), online)) {
		const pg_data_t *pgdat = m->pgdat[nid];

		topo_equal_run(m, nid, options, &run);
		text_addf(out, "node %d cpus:", nid);
		add_cpus(m, nid, out);
		text_addf(out, "\nnode %d size: %llu MB\n", nid,
			  (unsigned long long)pages_to_mb(node_pages(pgdat, false)));
		text_addf(out, "node %d free: %llu MB\n", nid,
			  (unsigned long long)pages_to_mb(node_pages(pgdat, true)));
		add_folded(&run, nid, out);
	}
	if (options->distances || nr_online_nodes(m) <= MATRIX_NODES_MAX)
		add_distances(m, out);
	else
		text_addf(out, "node distances: %d x %d numbers, --distances prints them\n",
			  nr_online_nodes(m), nr_online_nodes(m));
}

/* ---- zones ---- */

static void add_zone(const struct zone *zone, struct text *out)
{
	char label[16];

	text_addf(out, "  %-13s %#11llx %11llu %11llu %11llu %11llu %7llu %7llu %7llu\n",
		  zone_label(zone, label), (unsigned long long)zone->zone_start_pfn,
		  (unsigned long long)zone->spanned_pages, (unsigned long long)zone->present_pages,
		  (unsigned long long)zone->managed_pages, (unsigned long long)zone->nr_free_pages,
		  (unsigned long long)wmark_pages(zone, WMARK_MIN),
		  (unsigned long long)wmark_pages(zone, WMARK_LOW),
		  (unsigned long long)wmark_pages(zone, WMARK_HIGH));
}

static void add_zones(const struct machine *m, const struct topo_options *options,
		      struct text *out)
{
	const nodemask_t *online = &m->node_states[N_ONLINE];
	nodemask_t run;

	text_add(out, "\nzones, in pages of 4 KiB:\n"
		      "  zone            start pfn     spanned     present     managed        free"
		      "     min     low    high\n");
	for (int nid = first_node(online); nid < MAX_NUMNODES;
	     nid = next_node(run_end(&run, nid), online)) {
		topo_equal_run(m, nid, options, &run);
		for (int type = 0; type < MAX_NR_ZONES; type++)
			if (m->pgdat[nid]->node_zones[type].spanned_pages)
				add_zone(&m->pgdat[nid]->node_zones[type], out);
		add_folded(&run, nid, out);
	}
	text_add(out, "\nlowmem_reserve (protection), in pages:\n  zone          ");
	for (int type = 0; type < ZONE_DEVICE; type++)
		text_addf(out, " %10s", zone_names[type]);
	text_add(out, "\n");
	for (int nid = first_node(online); nid < MAX_NUMNODES;
	     nid = next_node(run_end(&run, nid), online)) {
		topo_equal_run(m, nid, options, &run);
		for (int type = 0; type < MAX_NR_ZONES; type++) {
			const struct zone *zone = &m->pgdat[nid]->node_zones[type];
			char label[16];

			if (!populated_zone(zone))
				continue;
			text_addf(out, "  %-14s", zone_label(zone, label));
			for (int for_type = 0; for_type < ZONE_DEVICE; for_type++)
				text_addf(out, " %10llu",
					  (unsigned long long)zone->lowmem_reserve[for_type]);
			text_add(out, "\n");
		}
		add_folded(&run, nid, out);
	}
}

/* ---- zonelists ---- */

static void add_order(const struct machine *m, int nid, const struct topo_options *options,
		      struct text *out)
{
	int order[MAX_NUMNODES];
	int nr = fallback_order(m, nid, order);
	int shown = options->fold && nr > ORDER_NODES_MAX ? ORDER_NODES_MAX : nr;

	text_addf(out, "Fallback order for Node %d:", nid);
	for (int i = 0; i < shown; i++)
		text_addf(out, " %d", order[i]);
	if (shown < nr)
		text_addf(out, " ... (%d nodes; --no-fold prints all)", nr);
	text_add(out, "\n");
}

static void add_nofallback(const struct machine *m, int nid, const char *name,
			   enum zonelist_kind kind, struct text *out)
{
	const struct zonelist *zl = &m->pgdat[nid]->node_zonelists[kind];
	char label[16];

	text_addf(out, "%s of Node %d:", name, nid);
	if (!zl->nr_refs)
		text_add(out, " (empty)");
	for (uint32_t i = 0; i < zl->nr_refs; i++)
		text_addf(out, " %s", zone_label(zoneref_zone(m, zl->refs[i]), label));
	text_add(out, "\n");
}

static void add_zonelists(const struct machine *m, const struct topo_options *options,
			  struct text *out)
{
	const nodemask_t *online = &m->node_states[N_ONLINE];
	unsigned nr_kinds = nr_zonelist_kinds(m);
	nodemask_t run;

	text_add(out, "\nzonelists:\n");
	for (int nid = first_node(online); nid < MAX_NUMNODES;
	     nid = next_node(run_end(&run, nid), online)) {
		topo_equal_run(m, nid, options, &run);
		add_order(m, nid, options, out);
		if (nodes_weight(&run) > 1)
			text_addf(out, "Fallback order for Nodes %d-%d: --no-fold prints them\n",
				  next_node(nid, &run), run_end(&run, nid));
	}
	for (unsigned kind = ZONELIST_NOFALLBACK; kind < nr_kinds; kind++)
		for (int nid = first_node(online); nid < MAX_NUMNODES;
		     nid = next_node(run_end(&run, nid), online)) {
			topo_equal_run(m, nid, options, &run);
			add_nofallback(m, nid,
				       kind == ZONELIST_NOFALLBACK ?
					       "NOFALLBACK" :
					       m->design->extra_zonelist_names[kind -
									       ZONELIST_EXTRA0],
				       (enum zonelist_kind)kind, out);
		}
}

/* ---- states, masks, tiers ---- */

static void add_mask(struct text *out, const char *name, const nodemask_t *nodes)
{
	char list[NODELIST_MAX];

	text_addf(out, "  %-24s %s\n", name,
		  nodes_empty(nodes) ? "(none)" : nodelist_print(nodes, list));
}

static void add_states(const struct machine *m, struct text *out)
{
	/* As the files of /sys/devices/system/node are called. */
	static const char *const names[] = { "possible", "online", "has_normal_memory",
					     "has_memory", "has_cpu" };

	text_add(out, "\nnode states:\n");
	for (int state = 0; state <= N_CPU; state++)
		add_mask(out, names[state], &m->node_states[state]);
	if (m->design->node_state_name)
		add_mask(out, m->design->node_state_name, &m->node_states[N_SPM]);
	add_mask(out, "special purpose", &m->spm_declared);
	if (!nodes_empty(&m->dstate.sysram) || !nodes_empty(&m->dstate.spm)) {
		add_mask(out, "sysram (design)", &m->dstate.sysram);
		add_mask(out, "spm (design)", &m->dstate.spm);
	}
	text_add(out, "\nmasks:\n");
	add_mask(out, m->cpuset_v1 ? "cpuset.effective_mems of /" : "cpuset.mems.effective of /",
		 &m->top_cpuset->effective_mems);
	add_mask(out, "mems_allowed of init", &m->init_task->mems_allowed);
}

static void add_tiers(const struct engine *e, struct text *out)
{
	const struct memory_tiers *t = &e->tiers;
	char preferred[NODELIST_MAX], allowed[NODELIST_MAX];
	bool any = false;
	int nid;

	text_add(out, "\nmemory tiers:\n");
	for (size_t i = 0; i < t->nr_tiers; i++)
		text_addf(out, "  memory_tier%d: %s (abstract distance %d-%d)\n",
			  memory_tier_id(&t->tiers[i]),
			  nodelist_print(&t->tiers[i].nodes, preferred),
			  t->tiers[i].adistance_start,
			  t->tiers[i].adistance_start + MEMTIER_CHUNK_SIZE - 1);
	text_add(out, "demotion:\n");
	for_each_node_state(&e->m, nid, N_ONLINE) {
		const nodemask_t *targets = demotion_preferred(t, nid);
		nodemask_t all;

		if (nodes_empty(targets))
			continue;
		any = true;
		node_get_allowed_targets(t, nid, &all);
		text_addf(out, "  node %d: preferred %s, allowed %s\n", nid,
			  nodelist_print(targets, preferred), nodelist_print(&all, allowed));
	}
	if (!any)
		text_add(out, "  (none)\n");
}

void topo_details(const struct engine *e, const struct topo_options *options, struct text *out)
{
	add_zones(&e->m, options, out);
	add_zonelists(&e->m, options, out);
	add_states(&e->m, out);
	add_tiers(e, out);
}
