/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Zonelists: the order of nodes for each node, and the lists made from it.
 *
 * Mirrors: mm/page_alloc.c __build_all_zonelists(), build_zonelists(),
 * build_thisnode_zonelists(), __next_zones_zonelist(), v6.12.
 */
#ifndef NW_ALLOC_ZONELIST_H
#define NW_ALLOC_ZONELIST_H

#include "model/machine.h"

/*
 * (Re)build every list of every node; node_load starts from zero. The CPU
 * penalty counts only when m->cpus_known, which is false for the first build:
 * the kernel builds before it knows which CPU is where.
 */
void build_all_zonelists(struct machine *m);
/*
 * The lists of @nid alone, as when a node that is not online yet is added: other
 * lists stay, node_load starts from zero and counts this node's list only.
 */
void build_new_node_zonelists(struct machine *m, int nid);
/*
 * What repeated find_next_best_node(@nid) returns now, with the load left by
 * the last build. Return: number of nodes stored in @order (MAX_NUMNODES entries).
 */
int next_best_nodes(const struct machine *m, int nid, int order[MAX_NUMNODES]);
/* The nodes of FALLBACK of @nid in order, as "Fallback order for Node" prints them. */
int fallback_order(const struct machine *m, int nid, int order[MAX_NUMNODES]);
/*
 * Nodes with memory that the design took out of (or would not put into) list
 * @kind of @owner; a further list of a design holds what the design says.
 */
void zonelist_withheld(const struct machine *m, int owner, enum zonelist_kind kind,
		       nodemask_t *withheld);
/* Number of list kinds that this machine's nodes have. */
static inline unsigned nr_zonelist_kinds(const struct machine *m)
{
	return ZONELIST_EXTRA0 + m->design->nr_extra_zonelists;
}

/* node_isset(), for a node that is one. Hot. */
static inline bool zoneref_isset(struct zoneref ref, const nodemask_t *nodes)
{
	return nodes->bits[ref.nid / 64] >> (ref.nid % 64) & 1;
}

/*
 * Index of the first ref at or after @from whose zone is <= @highest and whose
 * node is in @nodes (NULL = any); nr_refs when there is none. Hot.
 *
 * Mirrors: include/linux/mmzone.h next_zones_zonelist(), v6.12.
 */
static inline uint32_t next_zones_zonelist(const struct zonelist *zl, uint32_t from,
					   enum zone_type highest, const nodemask_t *nodes)
{
	uint32_t i = from;

	for (; i < zl->nr_refs; i++) {
		struct zoneref ref = zl->refs[i];

		if (ref.zone_idx <= highest && (!nodes || zoneref_isset(ref, nodes)))
			break;
	}
	return i;
}

/* Give back all lists and node_load. */
void zonelists_destroy(struct machine *m);

#endif
