/* SPDX-License-Identifier: GPL-2.0-only */
/* The "topology:" block of a file as a description of a machine. */
#ifndef NW_SCENARIO_TOPOLOGY_H
#define NW_SCENARIO_TOPOLOGY_H

#include "model/machine_desc.h"
#include "scenario/read.h"

/* Limits of one machine; a test stands at each edge. */
#define TOPOLOGY_MAX_PAGES (UINT64_C(1) << 34)	/* 64 TiB */

#define DISTANCE_UNKNOWN 20	/* REMOTE_DISTANCE */

/*
 * Fill @desc (zeroed before) from a topology map. False after errors;
 * machine_desc_free() is needed in both cases. @r->nr_node_ids becomes the
 * machine's. Locations in @desc are borrowed from the document.
 */
bool topology_read(struct reader *r, const struct yaml_node *map, struct machine_desc *desc);

/* The file's "hierarchy:" into @desc, after its topology, and into @r. */
bool hierarchy_read(struct reader *r, const struct yaml_node *file, struct machine_desc *desc);

/* ---- between the files of the topology reader ---- */

enum added { ADDED_BOOT, ADDED_LATE, ADDED_MANUAL };

struct zone_spec {
	bool given;
	bool has_start;
	uint64_t start_pfn, pages, reserved;
	struct source_loc loc;
};

/* A node as written. */
struct node_spec {
	int nid;
	bool described;
	struct source_loc loc;
	struct number_list cpus;
	bool has_memory, has_zones;
	uint64_t memory_pages;
	struct zone_spec zones[MAX_NR_ZONES];
	bool is_spm;
	const char *spm_name;
	uint32_t spm_features;	/* FEATURE_* */
	bool spm_coherent;
	uint64_t real_bytes;	/* compressed memory; 0 = all is real */
	int compressor;
	struct source_loc real_loc;
	bool has_added, has_online;
	enum added added;
	enum online_type online;
	struct source_loc online_loc;
	bool possible;
	int adistance;		/* 0 = default */
};

/* All nodes of a topology; [MAX_NUMNODES], those not described are zero. */
struct node_specs {
	struct node_spec *nodes;
	int nr_cpus;		/* next id that cpus_each gives out */
};

/* topology_nodes.c */
bool node_specs_read(struct reader *r, const struct yaml_node *map, struct node_specs *specs);
void node_specs_free(struct node_specs *specs);
extern const char *const online_words[];	/* by enum online_type */
#define NR_ONLINE_WORDS 4
/* topology_layout.c: zones and ranges get their addresses. */
bool topology_layout(struct reader *r, const struct node_specs *specs, struct machine_desc *desc);
/* topology_distance.c: @map is the topology. */
bool topology_distances(struct reader *r, const struct yaml_node *map,
			struct machine_desc *desc);

#endif
