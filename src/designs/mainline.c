// SPDX-License-Identifier: GPL-2.0-only
/*
 * No isolation: a special purpose node is a node like any other.
 *
 * Every answer is missing, which means "as mainline" at every place.
 *
 * Mirrors: v6.12 as it is.
 */
#include "designs/designs.h"

const struct isolation_design mainline_design = {
	.name = "mainline",
	.section = "D1",
	.title = "no isolation",
	.idea = "A special purpose node is ordinary memory, the last resort of every other node "
		"by its distance. Whoever runs out of DRAM ends up there.",
	.sources = "Linux 6.12",
};
