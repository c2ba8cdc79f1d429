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

static bool read_direction(struct plan_context *c, const struct yaml_node *node, const char *key,
			   bool *on)
{
	const struct yaml_node *value = yaml_get(node, key);

	if (!value)
		return true;
	if (!read_bool(c->r, value, key, on))
		return false;
	if (!*on)
		read_error(c->r, value->loc, "%s is true or left out", key);
	return *on;
}

static bool read_move(struct plan_context *c, const struct yaml_node *node, struct step_args *args)
{
	const struct yaml_node *nid = yaml_get(node, "node");
	const struct yaml_node *label = yaml_get(node, "as");

	if (!read_direction(c, node, "to_device", &args->to_device) ||
	    !read_direction(c, node, "to_ram", &args->to_ram))
		return false;
	if (label) {
		read_error(c->r, label->key->loc, "pages of a task have no label");
		return false;
	}
	if (!nid) {
		read_error(c->r, node->loc, "the driver needs to know of which node");
		return false;
	}
	return read_existing_nid(c, nid, &args->nid) && read_task_name(c, node, &args->task) &&
	       read_map_name(c, node, &args->map) && read_page_range(c, node, args);
}

/* Keys that an act has no use for. */
static bool refuse_keys(struct plan_context *c, const struct yaml_node *node,
			const char *const *keys, size_t nr, const char *why)
{
	for (size_t i = 0; i < nr; i++) {
		const struct yaml_node *other = yaml_get(node, keys[i]);

		if (!other)
			continue;
		read_error(c->r, other->key->loc, "%s", why);
		return false;
	}
	return true;
}

bool step_read_driver(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	static const char *const of_moves[] = { "task", "map", "first", "pages" };
	static const char *const of_alloc[] = { "node", "as" };
	struct step_args *args = &step->args;
	const struct yaml_node *alloc, *label, *in, *out;

	if (!read_map(c->r, node, KEYS_DRIVER))
		return false;
	alloc = yaml_get(node, "alloc");
	label = yaml_get(node, "free");
	in = yaml_get(node, "to_device");
	out = yaml_get(node, "to_ram");
	if (!!alloc + !!label + !!in + !!out != 1) {
		read_error(c->r, node->loc,
			   "a driver either hands out (alloc), takes back (free), or moves pages "
			   "of a task (to_device, to_ram)");
		return false;
	}
	if (in || out)
		return read_move(c, node, args);
	if (!refuse_keys(c, node, of_moves, 4, "only with to_device or to_ram"))
		return false;
	if (alloc)
		return read_alloc(c, node, alloc, args);
	if (!refuse_keys(c, node, of_alloc, 2, "free takes a label only"))
		return false;
	args->label = read_word(c->r, label, "free");
	return args->label;
}
