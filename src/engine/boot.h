/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a description to a running machine, in the kernel's order of boot.
 * Private to the engine; engine_create() is the way in.
 */
#ifndef NW_ENGINE_BOOT_H
#define NW_ENGINE_BOOT_H

#include "model/machine.h"
#include "model/machine_desc.h"

/*
 * Nodes, CPUs, distances, zones with their free memory, node states, zonelists
 * (before the CPUs are known), watermarks and per-cpu limits. @m is zeroed
 * memory with ->design and ->switch_values set.
 * Return: 0, or -EINVAL with a diagnostic; @m can be passed to machine_destroy().
 */
int machine_boot(struct machine *m, const struct machine_desc *desc, struct diag_list *diags);
void machine_destroy(struct machine *m);

#endif
