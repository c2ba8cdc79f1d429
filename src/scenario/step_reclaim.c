// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoding of reclaim, and of what kswapd is told.
 *
 * Mirrors: nothing.
 */
#include "scenario/plan_read.h"

bool step_read_reclaim(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step)
{
	struct step_args *args = &step->args;
	const struct yaml_node *nid = yaml_get(node, "node");
	const struct yaml_node *pages = yaml_get(node, "pages");
	const struct yaml_node *swappiness = yaml_get(node, "swappiness");
	int64_t value = -1;

	args->nid = NUMA_NO_NODE;
	args->task = c->tasks[0];
	if (!read_map(c->r, node, KEYS_RECLAIM) ||
	    (nid && !read_existing_nid(c, nid, &args->nid)) ||
	    (yaml_get(node, "task") && !read_task_name(c, node, &args->task)))
		return false;
	if (!nid || !pages) {
		read_error(c->r, node->loc, "reclaim needs a node and pages");
		return false;
	}
	if (swappiness && !read_int(c->r, swappiness, "swappiness", 0, 200, &value))
		return false;
	args->swappiness = (int)value;
	if (!read_int(c->r, pages, "pages", 1, INT64_C(1) << 34, &value))
		return false;
	args->nr_pages = (uint64_t)value;
	return true;
}

bool step_read_kswapd(struct plan_context *c, const struct yaml_node *map, struct step_args *args)
{
	static const char *const words[] = { "running", "held" };
	int choice;

	args->set = SET_KSWAPD;
	if (!read_kind(c->r, map, TREE_MAP, "kswapd"))
		return false;
	if (map->nr != 1) {
		read_error(c->r, map->loc, "kswapd changes one node a step");
		return false;
	}
	if (!read_nid(c->r, map->first->key, &args->nid) ||
	    !read_choice(c->r, map->first, "state of kswapd", words, 2, &choice))
		return false;
	if (!node_is_described(c->desc, args->nid)) {
		read_error(c->r, map->first->key->loc, "the machine has no node %d", args->nid);
		return false;
	}
	args->held = choice;
	return true;
}

bool step_read_numa_scan(struct plan_context *c, const struct yaml_node *node,
			 struct plan_step *step)
{
	int choice;

	if (!read_choice(c->r, node, "task", c->tasks, c->nr_tasks, &choice))
		return false;
	step->args.task = c->tasks[choice];
	return true;
}
