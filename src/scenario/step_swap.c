// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoding of the steps about swap and compressed memory: zswap, swapon, pageout,
 * demote, device.
 *
 * Mirrors: nothing.
 */
#include "scenario/plan_read.h"

/* ---- zswap ---- */

#define MAX_SLOT (INT64_C(1) << 34)
#define MAX_COUNT 1000000

static bool read_slot(struct plan_context *c, const struct yaml_node *node, enum zswap_op op,
		      struct step_args *args)
{
	int64_t slot;

	if (!read_int(c->r, node, "slot", 0, MAX_SLOT, &slot))
		return false;
	args->zswap = op;
	args->slot = (uint64_t)slot;
	return true;
}

bool read_content(struct plan_context *c, const struct yaml_node *node, struct step_args *args)
{
	const char *word;

	if (!node)
		return content_parse("ratio:3", &args->content) == 0;
	word = read_word(c->r, node, "content");
	if (!word)
		return false;
	if (content_parse(word, &args->content) == 0)
		return true;
	read_error(c->r, node->loc,
		   "content is \"%s\", expected zero, same, text, random or ratio:NUMBER", word);
	return false;
}

static bool read_percent(struct plan_context *c, const struct yaml_node *node, bool *has,
			 unsigned *percent)
{
	int64_t value = 0;

	*has = node;
	if (!node)
		return true;
	if (!read_int(c->r, node, node->key->text, 0, 100, &value))
		return false;
	*percent = (unsigned)value;
	return true;
}

static bool read_switch(struct plan_context *c, const struct yaml_node *node, bool *has, bool *on)
{
	*has = node;
	return !node || read_bool(c->r, node, node->key->text, on);
}

static bool read_compressor(struct plan_context *c, const struct yaml_node *node,
			    struct step_args *args)
{
	int choice;

	args->has_compressor = node;
	if (!node)
		return true;
	if (!read_choice(c->r, node, "compressor", compressor_names, NR_COMPRESSORS, &choice))
		return false;
	args->compressor = (enum compressor)choice;
	return true;
}

static bool read_zswap_settings(struct plan_context *c, const struct yaml_node *map,
				struct step_args *args)
{
	args->zswap = ZSWAP_OP_SETTINGS;
	if (!read_compressor(c, yaml_get(map, "compressor"), args) ||
	    !read_percent(c, yaml_get(map, "max_pool_percent"), &args->has_percent,
			  &args->max_pool_percent) ||
	    !read_percent(c, yaml_get(map, "accept_threshold_percent"), &args->has_accept_percent,
			  &args->accept_percent) ||
	    !read_switch(c, yaml_get(map, "shrinker"), &args->has_shrinker, &args->shrinker) ||
	    !read_switch(c, yaml_get(map, "enabled"), &args->has_enabled, &args->enabled))
		return false;
	if (args->has_compressor || args->has_percent || args->has_accept_percent ||
	    args->has_shrinker || args->has_enabled)
		return true;
	read_error(c->r, map->loc, "zswap needs store, load, invalidate or a setting");
	return false;
}

bool step_read_zswap(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	struct step_args *args = &step->args;
	const struct yaml_node *store = yaml_get(node, "store");
	const struct yaml_node *load = yaml_get(node, "load");
	const struct yaml_node *invalidate = yaml_get(node, "invalidate");
	const struct yaml_node *count = yaml_get(node, "count");
	const struct yaml_node *swapcache = yaml_get(node, "swapcache");
	bool through_cache = true;
	int64_t value = 1;

	if (!read_map(c->r, node, KEYS_ZSWAP))
		return false;
	if (!!store + !!load + !!invalidate > 1) {
		read_error(c->r, node->loc, "zswap does one thing a step");
		return false;
	}
	args->task = c->tasks[0];
	if (yaml_get(node, "task") && !read_task_name(c, node, &args->task))
		return false;
	if (count && !read_int(c->r, count, "count", 1, MAX_COUNT, &value))
		return false;
	args->count = (uint64_t)value;
	if (swapcache && !read_bool(c->r, swapcache, "swapcache", &through_cache))
		return false;
	args->bypass_swapcache = !through_cache;
	if (store)
		return read_slot(c, store, ZSWAP_OP_STORE, args) &&
		       read_content(c, yaml_get(node, "content"), args);
	if (load)
		return read_slot(c, load, ZSWAP_OP_LOAD, args);
	if (invalidate)
		return read_slot(c, invalidate, ZSWAP_OP_INVALIDATE, args);
	return read_zswap_settings(c, node, args);
}

/* ---- swap ---- */

bool step_read_swapon(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	struct step_args *args = &step->args;
	const struct yaml_node *size = yaml_get(node, "size");
	const struct yaml_node *name = yaml_get(node, "name");
	const struct yaml_node *synchronous = yaml_get(node, "synchronous");

	if (!read_map(c->r, node, KEYS_SWAPON))
		return false;
	if (!size) {
		read_error(c->r, node->loc, "swapon needs a size");
		return false;
	}
	if (!read_swap_size(c->r, size, &args->swap_pages))
		return false;
	args->label = name ? read_word(c->r, name, "name") : step->name;
	c->has_swap = true;
	return (!name || args->label) &&
	       (!synchronous || read_bool(c->r, synchronous, "synchronous", &args->synchronous));
}

bool step_read_pageout(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step)
{
	if (!read_map(c->r, node, KEYS_PAGEOUT) || !read_task_name(c, node, &step->args.task) ||
	    !read_map_name(c, node, &step->args.map) || !read_page_range(c, node, &step->args))
		return false;
	if (c->has_swap)
		return true;
	read_error(c->r, node->key ? node->key->loc : node->loc,
		   "there is no swap to page out to: swapon first, or swap: in the topology");
	return false;
}

/* ---- compressed memory ---- */

bool step_read_demote(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	const struct yaml_node *to = yaml_get(node, "to");

	if (!read_map(c->r, node, KEYS_DEMOTE) || !read_task_name(c, node, &step->args.task) ||
	    !read_map_name(c, node, &step->args.map) || !read_page_range(c, node, &step->args))
		return false;
	if (to)
		return read_existing_nid(c, to, &step->args.nid);
	read_error(c->r, node->loc, "demote needs a node to go to");
	return false;
}

static bool has_device(const struct machine_desc *desc)
{
	for (size_t i = 0; i < desc->nr_nodes; i++) {
		if (desc->nodes[i].real_bytes)
			return true;
	}
	return false;
}

bool step_read_device(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	const struct yaml_node *label = yaml_get(node, "write");

	if (!read_map(c->r, node, KEYS_DEVICE) ||
	    !read_content(c, yaml_get(node, "content"), &step->args))
		return false;
	if (!label) {
		read_error(c->r, node->loc, "device needs the label of the blocks that it writes");
		return false;
	}
	if (!has_device(c->desc)) {
		read_error(c->r, node->key ? node->key->loc : node->loc,
			   "no node has compressed memory (spm: { compressed: { real: SIZE } })");
		return false;
	}
	step->args.label = read_word(c->r, label, "write");
	return step->args.label;
}
