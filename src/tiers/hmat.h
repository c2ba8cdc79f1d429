/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the firmware's HMAT says about the memory of a node, seen from the CPUs
 * that reach it best.
 *
 * Mirrors: drivers/acpi/numa/hmat.c hmat_update_target_attrs(), v6.12.
 */
#ifndef NW_TIERS_HMAT_H
#define NW_TIERS_HMAT_H

#include "model/machine_desc.h"

/* Nanoseconds and MB/s; 0 = not known. */
struct access_coordinate {
	unsigned read_latency, write_latency;
	unsigned read_bandwidth, write_bandwidth;
};

/*
 * The performance of @target's memory from its best initiators with CPUs.
 * Return: false when the table has no row for @target (then @out is all zero).
 */
bool hmat_target_coordinate(const struct machine *m, const struct machine_desc *desc, int target,
			    struct access_coordinate *out);

#endif
