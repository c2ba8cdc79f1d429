// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoding of the steps about memory that a task has: mprotect, mlock, munlock,
 * munmap, pin, unpin.
 *
 * Mirrors: nothing.
 */
#include <string.h>

#include "scenario/plan_read.h"

bool read_prot(struct plan_context *c, const struct yaml_node *node, struct step_args *args)
{
	static const char *const words[] = { "rw", "ro" };
	int choice;

	if (!read_choice(c->r, node, "protection", words, 2, &choice))
		return false;
	args->readonly = choice;
	return true;
}

static bool read_map_range(struct plan_context *c, const struct yaml_node *node,
			   struct step_args *args)
{
	return read_task_name(c, node, &args->task) && read_map_name(c, node, &args->map) &&
	       read_page_range(c, node, args);
}

bool step_read_mprotect(struct plan_context *c, const struct yaml_node *node,
			struct plan_step *step)
{
	const struct yaml_node *prot = yaml_get(node, "prot");

	if (!read_map(c->r, node, KEYS_MPROTECT) || !read_map_range(c, node, &step->args))
		return false;
	if (!prot) {
		read_error(c->r, node->loc, "mprotect needs prot: ro or rw");
		return false;
	}
	return read_prot(c, prot, &step->args);
}

bool step_read_mlock(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	return read_map(c->r, node, KEYS_RANGE) && read_map_range(c, node, &step->args);
}

bool step_read_munmap(struct plan_context *c, const struct yaml_node *node,
		      struct plan_step *step)
{
	return read_map(c->r, node, KEYS_MUNMAP) && read_map_range(c, node, &step->args);
}

bool step_read_pin(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	const struct yaml_node *label = yaml_get(node, "label");

	if (!read_map(c->r, node, KEYS_PIN) || !read_map_range(c, node, &step->args))
		return false;
	if (label)
		step->args.label = read_word(c->r, label, "label");
	return !label || step->args.label;
}

bool step_read_unpin(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	step->args.label = read_word(c->r, node, "the label of a pin");
	return step->args.label;
}
