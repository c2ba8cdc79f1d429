// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoding of driver.
 *
 * Mirrors: nothing.
 */
#include "scenario/plan_read.h"

static bool read_alloc(struct plan_context *c, const struct yaml_node *node,
		       const struct yaml_node *alloc, struct step_args *args)
{
	const struct yaml_node *nid = yaml_get(node, "node"), *label = yaml_get(node, "as");

	if (!nid) {
		read_error(c->r, node->loc, "the driver needs to know of which node");
		return false;
	}
	if (label && !(args->label = read_word(c->r, label, "as")))
		return false;
	if (!read_existing_nid(c, nid, &args->nid) ||
	    !read_pages(c->r, alloc, "alloc", &args->range_pages))
		return false;
	if (!args->range_pages)
		read_error(c->r, alloc->loc, "size is 0");
	return args->range_pages;
}

bool step_read_driver(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	static const char *const of_alloc[] = { "node", "as" };
	struct step_args *args = &step->args;
	const struct yaml_node *alloc, *label;

	if (!read_map(c->r, node, KEYS_DRIVER))
		return false;
	alloc = yaml_get(node, "alloc");
	label = yaml_get(node, "free");
	if (!alloc == !label) {
		read_error(c->r, node->loc,
			   "a driver either hands out (alloc) or takes back (free)");
		return false;
	}
	if (alloc)
		return read_alloc(c, node, alloc, args);
	for (size_t i = 0; i < sizeof(of_alloc) / sizeof(of_alloc[0]); i++) {
		const struct yaml_node *other = yaml_get(node, of_alloc[i]);

		if (!other)
			continue;
		read_error(c->r, other->loc, "free takes a label only");
		return false;
	}
	args->label = read_word(c->r, label, "free");
	return args->label;
}
