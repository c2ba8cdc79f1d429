/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small booted machine for tests of memory that comes and goes. Blocks of
 * 128 MiB, by id (128 MiB steps from address 0; 32 = 4 GiB):
 *
 *	block    32      33      34      35   36 ...
 *	       | node 0, Normal | node 1 |        free
 *
 * Node 0 has CPU 0, node 1 has none, node 2 is possible and empty.
 */
#ifndef NW_UNIT_HOTPLUG_MACHINE_H
#define NW_UNIT_HOTPLUG_MACHINE_H

#include <stdlib.h>
#include <string.h>

#include "alloc/zone_memory.h"
#include "base/nodelist.h"
#include "engine/boot.h"
#include "hotplug/hotplug.h"
#include "unit.h"

#define BLOCK_PAGES UINT64_C(32768)
#define BLOCK_PFN(id) ((uint64_t)(id)*BLOCK_PAGES)

struct hotplug_machine {
	struct machine m;
	struct machine_desc desc;
	struct isolation_design design;
	struct hotplug h;
	struct node_desc nodes[3];
	struct zone_desc zones[4];
	uint8_t distance[9];
	int cpu_to_node[1];
	int cpus[1];
};

static inline struct zone_desc whole_zone(int nid, enum zone_type type, uint64_t start_pfn,
					  uint64_t nr_pages)
{
	return (struct zone_desc){ .nid = nid,
				   .type = type,
				   .start_pfn = start_pfn,
				   .spanned = nr_pages,
				   .present = nr_pages,
				   .managed = nr_pages };
}

/* With zones of your own; every page of them is free. */
static inline void hotplug_machine_init_zones(struct hotplug_machine *hm,
					      const struct zone_desc *zones, size_t nr_zones)
{
	static const uint8_t distance[9] = { 10, 20, 20, 20, 10, 20, 20, 20, 10 };
	struct diag_list diags = DIAG_LIST_INIT;

	*hm = (struct hotplug_machine){ .design = { .name = "mainline" } };
	memcpy(hm->distance, distance, sizeof(distance));
	for (int nid = 0; nid < 3; nid++)
		hm->nodes[nid] = (struct node_desc){ .nid = nid, .possible = true };
	hm->nodes[0].cpus = hm->cpus;
	hm->nodes[0].nr_cpus = 1;
	memcpy(hm->zones, zones, nr_zones * sizeof(*zones));
	hm->desc = (struct machine_desc){
		.nr_node_ids = 3,
		.nodes = hm->nodes,
		.nr_nodes = 3,
		.distance = hm->distance,
		.nr_cpus = 1,
		.cpu_to_node = hm->cpu_to_node,
		.zones = hm->zones,
		.nr_zones = nr_zones,
		.sysctl = { .user_min_free_kbytes = -1,
			    .watermark_scale_factor = 10,
			    .lowmem_reserve_ratio = { 256, 256, 32, 0, 0 } },
		.auto_online = MMOP_ONLINE,
		.hotplug_nid = NUMA_NO_NODE,
	};
	hm->m.design = &hm->design;
	hm->m.check_level = 1;
	assert_int_equal(machine_boot(&hm->m, &hm->desc, &diags), 0);
}

static inline void hotplug_machine_init(struct hotplug_machine *hm)
{
	struct zone_desc zones[] = {
		whole_zone(0, ZONE_NORMAL, BLOCK_PFN(32), 2 * BLOCK_PAGES),
		whole_zone(1, ZONE_NORMAL, BLOCK_PFN(34), BLOCK_PAGES),
	};

	hotplug_machine_init_zones(hm, zones, 2);
}

/* The same, with blocks. */
static inline void hotplug_machine_boot(struct hotplug_machine *hm)
{
	hotplug_machine_init(hm);
	hotplug_boot(&hm->h, &hm->m, &hm->desc);
}

static inline void hotplug_machine_destroy(struct hotplug_machine *hm)
{
	hotplug_destroy(&hm->h);
	machine_destroy(&hm->m);
}

static inline struct zone *zone_at(struct hotplug_machine *hm, int nid, enum zone_type type)
{
	return &hm->m.pgdat[nid]->node_zones[type];
}

static inline struct hotplug_result add_blocks(struct hotplug_machine *hm, int nid, uint64_t id,
					       unsigned nr, enum online_type online)
{
	struct add_memory_args args = {
		.nid = nid,
		.start_pfn = BLOCK_PFN(id),
		.nr_pages = nr * BLOCK_PAGES,
		.online = online,
	};

	return add_memory(&hm->h, &hm->m, &args);
}

static inline struct hotplug_result store(struct hotplug_machine *hm, uint64_t id,
					  enum online_type type)
{
	return memory_block_store(&hm->h, &hm->m, id, type);
}

#define assert_state(hm, state, list) \
	do { \
		char state_buf_[NODELIST_MAX]; \
		assert_string_equal(nodelist_print(&(hm)->m.node_states[state], state_buf_), \
				    (list)); \
	} while (0)

#define assert_valid_zones(hm, id, want) \
	do { \
		struct text zones_text_ = TEXT_INIT; \
		valid_zones(&(hm)->h, &(hm)->m, find_memory_block(&(hm)->h.table, (id)), \
			    &zones_text_); \
		assert_string_equal(text_str(&zones_text_), (want)); \
		text_free(&zones_text_); \
	} while (0)

#endif
