/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine that has nodes, CPUs and distances but no zones: enough for rooms that make sets. */
#ifndef NW_UNIT_NODE_MACHINE_H
#define NW_UNIT_NODE_MACHINE_H

#include <stdlib.h>
#include <string.h>

#include "base/nodelist.h"
#include "model/machine_desc.h"
#include "unit.h"

struct node_machine {
	struct machine m;
	struct machine_desc desc;
	struct isolation_design design;
};

static inline nodemask_t nodes(const char *list)
{
	nodemask_t mask;

	assert_int_equal(nodelist_parse(list, strlen(list), MAX_NUMNODES, &mask), 0);
	return mask;
}

/* @distance: nr * nr values, row = from. */
static inline void node_machine_init(struct node_machine *nm, int nr, const char *memory,
				     const char *cpus, const uint8_t *distance)
{
	int nid;

	*nm = (struct node_machine){ .design = { .name = "mainline" } };
	nm->m.design = &nm->design;
	nm->m.nr_node_ids = nr;
	nm->m.distance = malloc((size_t)nr * (size_t)nr);
	memcpy(nm->m.distance, distance, (size_t)nr * (size_t)nr);
	nm->m.node_load = calloc((size_t)nr, sizeof(int));
	nm->m.nr_cpus_of_node = calloc((size_t)nr, sizeof(uint16_t));
	nm->m.node_states[N_MEMORY] = nodes(memory);
	nm->m.node_states[N_CPU] = nodes(cpus);
	nm->m.cpus_known = true;
	for_each_node_mask(nid, &nm->m.node_states[N_CPU])
		nm->m.nr_cpus_of_node[nid] = 1;
	nm->desc.nr_node_ids = nr;
}

static inline void node_machine_destroy(struct node_machine *nm)
{
	free(nm->m.distance);
	free(nm->m.node_load);
	free(nm->m.nr_cpus_of_node);
}

#define assert_nodes(mask, list) \
	do { \
		char nodes_buf_[NODELIST_MAX]; \
		assert_string_equal(nodelist_print((mask), nodes_buf_), (list)); \
	} while (0)

#endif
