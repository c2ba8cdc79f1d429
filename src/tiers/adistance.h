/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Abstract distance: how slow the memory of a node is, DRAM being 576.
 *
 * Mirrors: mm/memory-tiers.c mt_set_default_dram_perf(), mt_perf_to_adistance(),
 * mt_calc_adistance(); drivers/acpi/numa/hmat.c hmat_set_default_dram_perf(), v6.12.
 */
#ifndef NW_TIERS_ADISTANCE_H
#define NW_TIERS_ADISTANCE_H

#include "tiers/hmat.h"

#define MEMTIER_CHUNK_BITS 7
#define MEMTIER_CHUNK_SIZE (1 << MEMTIER_CHUNK_BITS)
#define MEMTIER_ADISTANCE_DRAM (4 * MEMTIER_CHUNK_SIZE + MEMTIER_CHUNK_SIZE / 2)

/* The performance that counts as DRAM: that of the nodes with memory and CPUs at boot. */
struct dram_perf {
	struct access_coordinate coord;
	int ref_nid; /* NUMA_NO_NODE: none known */
	bool error; /* nodes disagree by more than 10 %: no algorithm */
};

#define DRAM_PERF_INIT ((struct dram_perf){ .ref_nid = NUMA_NO_NODE })

/* One more DRAM node. Return: 0, -EINVAL (zero, or disagrees), -EIO (disagreed before). */
int mt_set_default_dram_perf(struct dram_perf *dram, int nid, const struct access_coordinate *perf);
/* Return: 0 with *@adist set; -EIO, -EINVAL, -ENOENT: *@adist unchanged. */
int mt_perf_to_adistance(const struct dram_perf *dram, const struct access_coordinate *perf,
			 int *adist);

/*
 * The abstract distance of every node id below nr_node_ids into @adist: what the
 * description says outright, else by HMAT, else that of DRAM.
 */
void calc_adistances(const struct machine *m, const struct machine_desc *desc, int *adist);

#endif
