/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Zonelists: the order of nodes for each node, and the lists made from it.
 *
 * Mirrors: mm/page_alloc.c __build_all_zonelists(), build_zonelists(),
 * find_next_best_node(), build_thisnode_zonelists(), v6.12.
 * Differs: one sort per node instead of the cubic search; while one node's list
 * is built the load of an unused node does not change, so the order is the same.
 */
#ifndef NW_ALLOC_ZONELIST_H
#define NW_ALLOC_ZONELIST_H

#include "model/machine.h"

/*
 * (Re)build every list of every node; node_load starts from zero. The CPU
 * penalty counts only when m->cpus_known.
 */
void build_all_zonelists(struct machine *m);
/*
 * What repeated find_next_best_node(@nid) returns now, with the load left by
 * the last build. Return: number of nodes stored in @order (MAX_NUMNODES entries).
 */
int next_best_nodes(const struct machine *m, int nid, int order[MAX_NUMNODES]);
/* The nodes of FALLBACK of @nid in order, as "Fallback order for Node" prints them. */
int fallback_order(const struct machine *m, int nid, int order[MAX_NUMNODES]);
/* Nodes that the design took out of (or would not put into) list @kind of @owner. */
void zonelist_withheld(const struct machine *m, int owner, enum zonelist_kind kind,
		       nodemask_t *withheld);
/*
 * Index of the first ref at or after @from whose zone is <= @highest and whose
 * node is in @nodes (NULL = any); nr_refs when there is none. Hot.
 */
uint32_t next_zones_zonelist(const struct zonelist *zl, uint32_t from, enum zone_type highest,
			     const nodemask_t *nodes);
void zonelists_destroy(struct machine *m);

#endif
