/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine of one design as it booted: what a drawing of it shows.
 *
 * Lifetime: run_topology() makes it, topology_result_free() frees it. Strings are
 * malloc'ed.
 */
#ifndef NW_SCENARIO_TOPOLOGY_RESULT_H
#define NW_SCENARIO_TOPOLOGY_RESULT_H

#include "model/machine.h"

/* Of a vast machine, only the first nodes and the first nodes of an order are kept. */
#define TOPOLOGY_NODES_MAX 32

/* A zone that has pages. */
struct topology_zone {
	enum zone_type type;
	uint64_t managed, free;
	uint64_t wmark[NR_WMARK];
	uint64_t reserve[MAX_NR_ZONES]; /* lowmem_reserve */
};

struct topology_node {
	int nid;
	char *cpus; /* "0-3", "" = none */
	char *spm; /* name of the device, NULL = ordinary memory */
	bool has_memory; /* N_MEMORY */
	bool has_spm_state; /* the design's own node state */
	struct topology_zone *zones;
	size_t nr_zones;
};

/* One zonelist as a sequence of nodes. */
struct topology_list {
	int owner;
	enum zonelist_kind kind;
	const char *name; /* "fallback", "own list (THISNODE)", that of the design */
	int nodes[TOPOLOGY_NODES_MAX];
	int distances[TOPOLOGY_NODES_MAX]; /* from the owner */
	size_t nr_nodes;
	size_t nr_left_out; /* nodes that follow */
};

struct topology_result {
	const char *state_name; /* of the design's node state, or NULL */
	struct topology_node *nodes;
	size_t nr_nodes;
	size_t nr_left_out; /* nodes */
	struct topology_list *lists; /* by owner, then kind */
	size_t nr_lists;
};

struct topology_result *run_topology(const struct machine *m);
void topology_result_free(struct topology_result *topology);

#endif
