/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The description of a machine: what a scenario's topology, a captured
 * machine.json or an import says, and the only input of engine/boot.c.
 *
 * Plain data, filled and checked by its reader. Sizes are
 * pages unless they say otherwise. Pointers are owned by the description.
 */
#ifndef NW_MODEL_MACHINE_DESC_H
#define NW_MODEL_MACHINE_DESC_H

#include "base/diag.h"
#include "model/machine.h"

/* A contiguous piece of memory of one node. */
struct mem_range {
	int nid;
	uint64_t start_pfn, nr_pages;
	enum node_role role;		/* ROLE_SPM: added after boot with the design's mark */
	bool hidden;			/* described by firmware, left out at boot */
	bool late;			/* added by the driver at the end of boot (see spm_at) */
	enum online_type online;	/* for late ranges */
	struct source_loc loc;
};

/* Pageblocks [start_pfn, + nr blocks) of one migratetype; mt -1 = hole. */
struct pageblock_run {
	uint64_t start_pfn;
	uint64_t nr_blocks;
	int mt;
};

/* @nr free blocks of one order and type, of unknown position. */
struct free_blocks {
	unsigned order;
	enum migratetype mt;
	uint64_t nr;
};

/*
 * A zone as it is after boot. By rule (desc.zones_by_rule) the reader leaves
 * these out and boot derives them from the ranges.
 */
struct zone_desc {
	int nid;
	enum zone_type type;
	uint64_t start_pfn, spanned, present, managed;
	bool has_wm;			/* wm and lowmem_reserve captured: stale-at-boot values */
	uint64_t wm[NR_WMARK];
	uint64_t lowmem_reserve[MAX_NR_ZONES];
	bool has_free;			/* free and free_blocks captured; else everything is free */
	uint64_t free;
	uint64_t pcp;			/* pages parked on per-cpu lists at capture */
	struct free_blocks *free_blocks;
	size_t nr_free_blocks;
	struct pageblock_run *pageblocks;
	size_t nr_pageblocks;
	struct source_loc loc;
};

struct node_desc {
	int nid;
	bool possible;
	int *cpus;			/* cpumask_of_node */
	size_t nr_cpus;
	char *spm_name;			/* NULL = not special */
	uint32_t spm_features;		/* FEATURE_* that its driver asks for */
	bool spm_coherent;		/* as device memory: the CPU can access it */
	uint64_t real_bytes;		/* compressed memory: what there is; 0 = all is real */
	int compressor;			/* of it: enum compressor */
	struct source_loc loc;
};

/* Access characteristics of HMAT: ns and MB/s; 0 = not given. */
struct hmat_desc {
	int initiator, target;
	double read_latency, write_latency, read_bandwidth, write_bandwidth;
};

struct machine_desc {
	char *name;
	int nr_node_ids;
	struct node_desc *nodes;	/* [nr_nodes], ascending nid, possible ones only */
	size_t nr_nodes;
	uint8_t *distance;		/* [nr_node_ids^2], unknown pairs filled in: 10 / 20 */
	int nr_cpus;
	int *cpu_to_node;		/* [nr_cpus], -1 = absent */
	struct zone_desc *zones;	/* boot memory, by node then zone index */
	size_t nr_zones;
	struct mem_range *late_ranges;	/* SPM and other memory that comes after boot */
	size_t nr_late_ranges;
	struct hmat_desc *hmat;
	size_t nr_hmat;
	struct sysctls sysctl;
	bool has_min_free_kbytes;	/* sysctl.min_free_kbytes given, else computed */
	bool has_adistance;
	int *adistance;			/* [nr_node_ids] or NULL; 0 = default 576 */
	bool thp_enabled;
	bool no_cpusets;
	bool cpuset_v1;			/* cgroup v1 has the cpuset controller, not v2 */
	uint64_t swap_pages;		/* of a device that is on from boot */
	uint64_t memory_block_pages;	/* 0: by the kernel's rule */
	enum online_type auto_online;	/* auto_online_blocks */
	int max_numnodes;		/* bound of node lists as written; 1024 unless said */
	int hotplug_nid;		/* node of the hot-plug window, or NUMA_NO_NODE */
	uint64_t hotplug_start_pfn;
};

void machine_desc_free(struct machine_desc *desc);

#endif
