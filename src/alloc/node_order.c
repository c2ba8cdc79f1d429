// SPDX-License-Identifier: GPL-2.0-only
/*
 * In which order a node falls back to other nodes.
 *
 * Responsible for the order by distance, CPUs and load. Not responsible for
 * which nodes take part or for their zones (zonelist.c).
 *
 * Mirrors: mm/page_alloc.c find_next_best_node(), build_zonelists(), v6.12.
 * Differs: the kernel searches the best unused node again and again, which is
 * cubic over all lists. The load of a node changes only when that node is chosen,
 * so the keys of unused nodes stand still and one stable sort gives the same order.
 */
#include "alloc/node_order.h"

#include <string.h>

/* distance 0..255, one more for a lower id, one more for a node with CPUs */
#define NR_CLOSENESS (UINT8_MAX + 1 + 2)
/* Lists that lead to a node first: at most one of each other node. */
#define NR_LOADS MAX_NUMNODES

/* The set as an array, ascending. */
static int nodes_to_array(const nodemask_t *nodes, uint16_t array[MAX_NUMNODES])
{
	int nr = 0;

	for (int i = 0; i < NODEMASK_WORDS; i++) {
		uint64_t word = nodes->bits[i];

		for (; word; word &= word - 1)
			array[nr++] = (uint16_t)(i * 64 + __builtin_ctzll(word));
	}
	return nr;
}

/* Counting sort of ids by @key[id] < @nr_keys; equals keep their places. */
static void stable_sort(const uint16_t *in, uint16_t *out, int nr, const uint16_t *key,
			unsigned nr_keys)
{
	uint16_t place[MAX_NUMNODES + 1];

	assert(nr_keys <= MAX_NUMNODES);
	memset(place, 0, (nr_keys + 1) * sizeof(place[0]));
	for (int i = 0; i < nr; i++)
		place[key[in[i]] + 1]++;
	for (unsigned k = 1; k < nr_keys; k++)
		place[k] = (uint16_t)(place[k] + place[k - 1]);
	for (int i = 0; i < nr; i++)
		out[place[key[in[i]]]++] = in[i];
}

int sort_nodes_for(const struct machine *m, int local, const nodemask_t *nodes,
		   uint16_t order[MAX_NUMNODES])
{
	uint16_t ascending[MAX_NUMNODES], by_load[MAX_NUMNODES];
	uint16_t closeness[MAX_NUMNODES], load[MAX_NUMNODES];
	nodemask_t others = *nodes;
	int first = node_isset(local, nodes);
	int nr;

	if (first) {
		order[0] = (uint16_t)local;
		node_clear(local, &others);
	}
	nr = nodes_to_array(&others, ascending);
	for (int i = 0; i < nr; i++) {
		int n = ascending[i];
		bool penalty = m->cpus_known && m->nr_cpus_of_node[n];

		assert(n < m->nr_node_ids);
		assert(m->node_load[n] < NR_LOADS);
		closeness[n] = (uint16_t)(node_distance(m, local, n) + (n < local) + penalty);
		load[n] = (uint16_t)m->node_load[n];
	}
	stable_sort(ascending, by_load, nr, load, NR_LOADS);
	stable_sort(by_load, order + first, nr, closeness, NR_CLOSENESS);
	return first + nr;
}

void count_node_load(struct machine *m, int local, const uint16_t *order, int nr_nodes)
{
	int prev = local;

	for (int i = 0; i < nr_nodes; i++) {
		int n = order[i];

		if (node_distance(m, local, n) != node_distance(m, local, prev))
			m->node_load[n]++;
		prev = n;
	}
}
