// SPDX-License-Identifier: GPL-2.0-only
/*
 * Giving a machine description back.
 *
 * Not responsible for filling one (its readers are in rooms above) or for
 * checking it.
 *
 * Mirrors: nothing.
 */
#include "model/machine_desc.h"

#include <stdlib.h>

static void free_nodes(struct machine_desc *desc)
{
	for (size_t i = 0; i < desc->nr_nodes; i++) {
		free(desc->nodes[i].cpus);
		free(desc->nodes[i].spm_name);
	}
	free(desc->nodes);
}

static void free_zones(struct machine_desc *desc)
{
	for (size_t i = 0; i < desc->nr_zones; i++) {
		free(desc->zones[i].free_blocks);
		free(desc->zones[i].pageblocks);
	}
	free(desc->zones);
}

void machine_desc_free(struct machine_desc *desc)
{
	free_nodes(desc);
	free_zones(desc);
	free(desc->name);
	free(desc->distance);
	free(desc->cpu_to_node);
	free(desc->late_ranges);
	free(desc->hmat);
	free(desc->adistance);
	*desc = (struct machine_desc){ 0 };
}
