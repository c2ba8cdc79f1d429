// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoding of compact.
 *
 * Mirrors: nothing.
 */
#include "scenario/plan_read.h"

bool step_read_compact(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step)
{
	const struct yaml_node *nid = yaml_get(node, "node");

	step->args.nid = NUMA_NO_NODE;
	if (!read_map(c->r, node, KEYS_COMPACT))
		return false;
	return !nid || read_existing_nid(c, nid, &step->args.nid);
}
