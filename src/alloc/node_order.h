/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In which order a node falls back to other nodes.
 *
 * Mirrors: mm/page_alloc.c find_next_best_node() and its use in build_zonelists(), v6.12.
 */
#ifndef NW_ALLOC_NODE_ORDER_H
#define NW_ALLOC_NODE_ORDER_H

#include "model/machine.h"

/*
 * Sort @nodes for @local: @local itself if it is in the set, then by
 *
 *	(distance(local, n) + (n < local) + (n has CPUs), node_load[n], n)
 *
 * where CPUs count only when m->cpus_known. Distances are those from @local.
 * Return: number of ids stored in @order.
 */
int sort_nodes_for(const struct machine *m, int local, const nodemask_t *nodes,
		   uint16_t order[MAX_NUMNODES]);

/*
 * Count the list of @local in node_load: the first node of every group at the
 * same distance has one list more that leads to it.
 */
void count_node_load(struct machine *m, int local, const uint16_t *order, int nr_nodes);

#endif
