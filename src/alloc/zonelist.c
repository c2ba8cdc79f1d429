// SPDX-License-Identifier: GPL-2.0-only
/*
 * Building zonelists.
 *
 * Responsible for which zones stand in which list, and where. Not responsible
 * for the order of nodes (node_order.c), for when lists are rebuilt (boot and
 * hotplug) or for what a walk makes of them.
 *
 * Mirrors: mm/page_alloc.c __build_all_zonelists(), build_zonelists(),
 * build_zonelists_in_node_order(), build_thisnode_zonelists(),
 * build_zonerefs_node(), v6.12.
 * Differs: lists end by count, not by an empty entry; a design edits the set of
 * nodes before each list is made (H1), and may have lists of its own.
 */
#include "alloc/zonelist.h"

#include <stdlib.h>
#include <string.h>

#include "alloc/node_order.h"

static bool node_has_memory(const struct machine *m, int nid)
{
	const pg_data_t *pgdat = m->pgdat[nid];

	for (int z = 0; pgdat && z < MAX_NR_ZONES; z++)
		if (populated_zone(&pgdat->node_zones[z]))
			return true;
	return false;
}

/* The nodes that mainline puts into list @kind of @owner; further lists start empty. */
static void baseline_nodes(const struct machine *m, int owner, enum zonelist_kind kind,
			   nodemask_t *nodes)
{
	nodes_clear(nodes);
	if (kind == ZONELIST_FALLBACK)
		*nodes = m->node_states[N_MEMORY];
	else if (kind == ZONELIST_NOFALLBACK && node_has_memory(m, owner))
		node_set(owner, nodes);
}

static void listed_nodes(const struct machine *m, int owner, enum zonelist_kind kind,
			 nodemask_t *nodes)
{
	baseline_nodes(m, owner, kind, nodes);
	if (m->design->build_zonelists)
		m->design->build_zonelists(m, owner, kind, nodes);
}

/* ---- making one list ---- */

/* The populated zones of one node, highest first. */
struct node_refs {
	uint8_t nr;
	struct zoneref refs[MAX_NR_ZONES];
};

/* Mirrors: mm/page_alloc.c build_zonerefs_node(), v6.12. */
static struct node_refs refs_of_node(const struct machine *m, int nid)
{
	const pg_data_t *pgdat = m->pgdat[nid];
	struct node_refs result = { .nr = 0 };

	for (int z = MAX_NR_ZONES - 1; pgdat && z >= 0; z--) {
		if (!populated_zone(&pgdat->node_zones[z]))
			continue;
		result.refs[result.nr++] = (struct zoneref){
			.nid = (uint16_t)nid,
			.zone_idx = (uint8_t)z,
		};
	}
	return result;
}

static struct node_refs *refs_of_all_nodes(const struct machine *m)
{
	struct node_refs *all = xcalloc((size_t)m->nr_node_ids, sizeof(*all));

	for (int nid = 0; nid < m->nr_node_ids; nid++)
		all[nid] = refs_of_node(m, nid);
	return all;
}

static void fill_zonelist(struct zonelist *zl, const struct node_refs *refs_of,
			  const uint16_t *order, int nr_nodes)
{
	uint32_t nr_refs = 0;
	struct zoneref *at;

	for (int i = 0; i < nr_nodes; i++)
		nr_refs += refs_of[order[i]].nr;
	if (nr_refs != zl->nr_refs || !zl->refs)
		zl->refs = xrealloc(zl->refs, nr_refs * sizeof(*zl->refs));
	zl->nr_refs = nr_refs;

	at = zl->refs;
	for (int i = 0; i < nr_nodes; i++) {
		const struct node_refs *node = &refs_of[order[i]];

		for (int z = 0; z < node->nr; z++)
			*at++ = node->refs[z];
	}
	assert(at == zl->refs + nr_refs);
}

/*
 * All lists of one node. Only FALLBACK counts as load: the others are not
 * general fallback, and must not reorder it.
 *
 * Mirrors: mm/page_alloc.c build_zonelists(), v6.12.
 */
static void build_zonelists(struct machine *m, int nid, const struct node_refs *refs_of)
{
	uint16_t order[MAX_NUMNODES];

	for (unsigned kind = 0; kind < nr_zonelist_kinds(m); kind++) {
		nodemask_t nodes;
		int nr_nodes;

		listed_nodes(m, nid, (enum zonelist_kind)kind, &nodes);
		nr_nodes = sort_nodes_for(m, nid, &nodes, order);
		if (kind == ZONELIST_FALLBACK)
			count_node_load(m, nid, order, nr_nodes);
		fill_zonelist(&m->pgdat[nid]->node_zonelists[kind], refs_of, order, nr_nodes);
	}
}

static void reset_node_load(struct machine *m)
{
	size_t bytes = (size_t)m->nr_node_ids * sizeof(*m->node_load);

	if (!m->node_load)
		m->node_load = xmalloc(bytes);
	memset(m->node_load, 0, bytes);
}

/* Mirrors: mm/page_alloc.c __build_all_zonelists(NULL), v6.12. */
void build_all_zonelists(struct machine *m)
{
	struct node_refs *refs_of = refs_of_all_nodes(m);

	assert(nr_zonelist_kinds(m) <= MAX_ZONELISTS);
	reset_node_load(m);
	for (int nid = 0; nid < m->nr_node_ids; nid++)
		if (m->pgdat[nid])
			build_zonelists(m, nid, refs_of);
	free(refs_of);
}

/* Mirrors: mm/page_alloc.c __build_all_zonelists() of a node not online, v6.12. */
void build_new_node_zonelists(struct machine *m, int nid)
{
	struct node_refs *refs_of = refs_of_all_nodes(m);

	assert(m->pgdat[nid]);
	assert(!node_state(m, nid, N_ONLINE));
	reset_node_load(m);
	build_zonelists(m, nid, refs_of);
	free(refs_of);
}

void zonelists_destroy(struct machine *m)
{
	for (int nid = 0; nid < m->nr_node_ids; nid++) {
		if (!m->pgdat[nid])
			continue;
		for (int kind = 0; kind < MAX_ZONELISTS; kind++) {
			struct zonelist *zl = &m->pgdat[nid]->node_zonelists[kind];

			free(zl->refs);
			*zl = (struct zonelist){ 0 };
		}
	}
	free(m->node_load);
	m->node_load = NULL;
}

/* ---- questions ---- */

/* Mirrors: mm/page_alloc.c find_next_best_node() until it finds none, v6.12. */
int next_best_nodes(const struct machine *m, int nid, int order[MAX_NUMNODES])
{
	uint16_t sorted[MAX_NUMNODES];
	int nr_nodes = sort_nodes_for(m, nid, &m->node_states[N_MEMORY], sorted);

	for (int i = 0; i < nr_nodes; i++)
		order[i] = sorted[i];
	return nr_nodes;
}

int fallback_order(const struct machine *m, int nid, int order[MAX_NUMNODES])
{
	const struct zonelist *zl = &m->pgdat[nid]->node_zonelists[ZONELIST_FALLBACK];
	int nr_nodes = 0;

	for (uint32_t i = 0; i < zl->nr_refs; i++)
		if (!nr_nodes || order[nr_nodes - 1] != zl->refs[i].nid)
			order[nr_nodes++] = zl->refs[i].nid;
	return nr_nodes;
}

void zonelist_withheld(const struct machine *m, int owner, enum zonelist_kind kind,
		       nodemask_t *withheld)
{
	nodemask_t listed;

	nodes_clear(withheld);
	for (int nid = 0; nid < m->nr_node_ids; nid++)
		if ((nid == owner || kind != ZONELIST_NOFALLBACK) && node_has_memory(m, nid))
			node_set(nid, withheld);
	listed_nodes(m, owner, kind, &listed);
	nodes_andnot(withheld, withheld, &listed);
}
