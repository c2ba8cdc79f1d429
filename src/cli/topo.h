/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine as text and as JSON, for nodewall topo. */
#ifndef NW_CLI_TOPO_H
#define NW_CLI_TOPO_H

#include <jansson.h>

#include "base/text.h"
#include "engine/engine.h"

struct topo_options {
	bool fold; /* nodes that look alike are listed once */
	bool distances; /* also those of large machines */
};

/* The text of numactl -H. */
void topo_numactl(const struct engine *e, const struct topo_options *options, struct text *out);
/* What numactl does not tell: zones, lists, states, tiers. */
void topo_details(const struct engine *e, const struct topo_options *options, struct text *out);
json_t *topo_json(const struct engine *e);

/*
 * Compare the fallback orders with the lines of a kernel log. Return: number of
 * nodes that differ or are missing, or -1 when the log has no such line.
 */
int topo_compare_dmesg(const struct machine *m, const char *log, struct text *out);

/*
 * Nodes that follow @nid (an online node) and look like it, itself included.
 * They are equal in everything that is printed of a node but its ids.
 */
int topo_equal_run(const struct machine *m, int nid, const struct topo_options *options,
		   nodemask_t *run);

#endif
