// SPDX-License-Identifier: GPL-2.0-only
/*
 * Abstract distances: from access coordinates to the number that places a node
 * in a memory tier.
 *
 * Responsible for the DRAM reference and the formula. Not responsible for
 * reading HMAT (hmat.c) or for tiers (tiers.c).
 *
 * Mirrors: mm/memory-tiers.c mt_set_default_dram_perf(), mt_perf_to_adistance();
 * drivers/acpi/numa/hmat.c hmat_set_default_dram_perf(), hmat_calculate_adistance(), v6.12.
 * Differs: a distance that the description states outright stands for a driver
 * that registers its own memory type; it wins over HMAT.
 */
#include "tiers/adistance.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

/* Nothing to divide by, or nothing to compare with. */
static bool perf_is_empty(const struct access_coordinate *p)
{
	return (uint64_t)p->read_latency + p->write_latency == 0 ||
	       (uint64_t)p->read_bandwidth + p->write_bandwidth == 0;
}

/* Is @value more than 10 % away from @ref? */
static bool deviates(unsigned value, unsigned ref)
{
	return llabs((long long)value - ref) * 10 > ref;
}

int mt_set_default_dram_perf(struct dram_perf *dram, int nid, const struct access_coordinate *perf)
{
	if (dram->error)
		return -EIO;
	if (perf_is_empty(perf))
		return -EINVAL;
	if (dram->ref_nid == NUMA_NO_NODE) {
		dram->coord = *perf;
		dram->ref_nid = nid;
		return 0;
	}
	if (deviates(perf->read_latency, dram->coord.read_latency) ||
	    deviates(perf->write_latency, dram->coord.write_latency) ||
	    deviates(perf->read_bandwidth, dram->coord.read_bandwidth) ||
	    deviates(perf->write_bandwidth, dram->coord.write_bandwidth)) {
		dram->error = true;
		return -EINVAL;
	}
	return 0;
}

/*
 * In proportion to latency, in inverse proportion to bandwidth. The order of the
 * integer operations is the kernel's: it decides how much each division cuts off.
 */
int mt_perf_to_adistance(const struct dram_perf *dram, const struct access_coordinate *perf,
			 int *adist)
{
	const struct access_coordinate *ref = &dram->coord;
	__int128 d;

	if (dram->error)
		return -EIO;
	if (perf_is_empty(perf))
		return -EINVAL;
	if (dram->ref_nid == NUMA_NO_NODE)
		return -ENOENT;

	d = (__int128)MEMTIER_ADISTANCE_DRAM *
	    ((uint64_t)perf->read_latency + perf->write_latency) /
	    ((uint64_t)ref->read_latency + ref->write_latency) *
	    ((uint64_t)ref->read_bandwidth + ref->write_bandwidth) /
	    ((uint64_t)perf->read_bandwidth + perf->write_bandwidth);
	*adist = d > INT_MAX ? INT_MAX : (int)d;
	return 0;
}

/*
 * The reference comes from the nodes that have memory and CPUs at boot, in
 * ascending order; the first failure means that HMAT is not used at all.
 */
static int hmat_set_default_dram_perf(const struct machine *m, const struct machine_desc *desc,
				      struct dram_perf *dram)
{
	nodemask_t dram_nodes;
	int nid;

	nodes_and(&dram_nodes, &m->node_states[N_MEMORY], &m->node_states[N_CPU]);
	for_each_node_mask(nid, &dram_nodes) {
		struct access_coordinate coord;
		int err;

		hmat_target_coordinate(m, desc, nid, &coord);
		err = mt_set_default_dram_perf(dram, nid, &coord);
		if (err)
			return err;
	}
	return 0;
}

void calc_adistances(const struct machine *m, const struct machine_desc *desc, int *adist)
{
	struct dram_perf dram = DRAM_PERF_INIT;
	bool use_hmat = desc->nr_hmat && hmat_set_default_dram_perf(m, desc, &dram) == 0;

	for (int nid = 0; nid < m->nr_node_ids; nid++) {
		struct access_coordinate coord;

		adist[nid] = MEMTIER_ADISTANCE_DRAM;
		if (desc->has_adistance && desc->adistance && desc->adistance[nid] > 0)
			adist[nid] = desc->adistance[nid];
		else if (use_hmat && hmat_target_coordinate(m, desc, nid, &coord))
			mt_perf_to_adistance(&dram, &coord, &adist[nid]);
	}
}
