// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoding of hotplug.
 *
 * Mirrors: nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "base/errname.h"
#include "scenario/plan_read.h"
#include "scenario/topology.h"

static bool read_role(struct plan_context *c, const struct yaml_node *node,
		      struct step_args *args)
{
	static const char *const words[] = { [ROLE_SYSRAM] = "sysram", [ROLE_SPM] = "spm" };
	int choice;

	if (!node)
		return true;
	if (!read_choice(c->r, node, "role of memory", words, 2, &choice))
		return false;
	args->has_role = true;
	args->role = (enum node_role)choice;
	return true;
}

static bool read_added_features(struct plan_context *c, const struct yaml_node *node,
				struct step_args *args)
{
	args->has_features = node;
	return !node || read_features(c->r, node, &args->features);
}

static bool read_online(struct plan_context *c, const struct yaml_node *node, bool *has,
			enum online_type *online)
{
	int choice;

	if (!node)
		return true;
	if (!read_choice(c->r, node, "state of memory blocks", online_words, NR_ONLINE_WORDS,
			 &choice))
		return false;
	*has = true;
	*online = (enum online_type)choice;
	return true;
}

static bool read_start(struct plan_context *c, const struct yaml_node *node,
		       struct step_args *args)
{
	args->has_start = node;
	return !node || read_pages(c->r, node, "start", &args->start_pfn);
}

static bool read_inject(struct plan_context *c, const struct yaml_node *node,
			struct step_args *args)
{
	const char *word = node ? read_word(c->r, node, "inject") : NULL;
	int err = word ? errname_parse(word) : 0;

	if (!node)
		return true;
	if (word && err <= 0)
		read_error(c->r, node->loc, "unknown errno \"%s\"", word);
	args->inject_err = -err;
	return word && err > 0;
}

/* "manual" or "all", else a size. */
static bool read_amount_or(struct plan_context *c, const struct yaml_node *node, const char *word,
			   bool *is_word, uint64_t *pages)
{
	const char *text = read_word(c->r, node, node->key->text);

	if (!text)
		return false;
	*is_word = strcmp(text, word) == 0;
	if (*is_word)
		return true;
	if (!read_pages(c->r, node, node->key->text, pages))
		return false;
	if (!*pages)
		read_error(c->r, node->loc, "size is 0");
	return *pages;
}

/* Does the topology keep memory of the node back? */
static bool has_manual(const struct machine_desc *desc, int nid)
{
	for (size_t i = 0; i < desc->nr_late_ranges; i++) {
		if (desc->late_ranges[i].nid == nid && desc->late_ranges[i].hidden)
			return true;
	}
	return false;
}

static bool read_add(struct plan_context *c, const struct yaml_node *map, struct step_args *args)
{
	const struct yaml_node *add = yaml_get(map, "add");
	bool manual;

	if (!read_amount_or(c, add, "manual", &manual, &args->range_pages) ||
	    !read_online(c, yaml_get(map, "online"), &args->has_online, &args->online) ||
	    !read_inject(c, yaml_get(map, "inject"), args))
		return false;
	args->hotplug = manual ? HOTPLUG_ADD_MANUAL : HOTPLUG_ADD;
	if (args->nid == NUMA_NO_NODE) {
		read_error(c->r, map->loc, "hotplug needs a node");
		return false;
	}
	if (manual && !has_manual(c->desc, args->nid)) {
		read_error(c->r, add->loc,
			   "the topology keeps no memory of node %d (added: manual)",
			   args->nid);
		return false;
	}
	return true;
}

static bool read_remove(struct plan_context *c, const struct yaml_node *map,
			struct step_args *args)
{
	bool all;

	if (!read_amount_or(c, yaml_get(map, "remove"), "all", &all, &args->range_pages))
		return false;
	args->hotplug = all ? HOTPLUG_REMOVE_ALL : HOTPLUG_REMOVE;
	if (all && args->nid == NUMA_NO_NODE) {
		read_error(c->r, map->loc, "remove: all needs a node");
		return false;
	}
	if (!all && !args->has_start) {
		read_error(c->r, map->loc, "remove needs start");
		return false;
	}
	return true;
}

static bool read_state(struct plan_context *c, const struct yaml_node *map,
		       struct step_args *args)
{
	const struct yaml_node *block = yaml_get(map, "block");
	bool said = false;
	int64_t id;

	args->hotplug = HOTPLUG_STATE;
	if (!read_online(c, yaml_get(map, "state"), &said, &args->online))
		return false;
	args->has_block = block;
	if (block) {
		if (!read_int(c->r, block, "block", 0, INT64_C(1) << 40, &id))
			return false;
		args->block = (uint64_t)id;
	}
	if (!block && args->nid == NUMA_NO_NODE) {
		read_error(c->r, map->loc, "state needs a node or a block");
		return false;
	}
	return true;
}

static bool read_unregister(struct plan_context *c, const struct yaml_node *map,
			    struct step_args *args)
{
	const struct yaml_node *unregister = yaml_get(map, "unregister"), *child;
	bool yes;

	if (!read_bool(c->r, unregister, "unregister", &yes))
		return false;
	if (!yes) {
		read_error(c->r, unregister->loc, "unregister can only be true");
		return false;
	}
	if (args->nid == NUMA_NO_NODE) {
		read_error(c->r, map->loc, "unregister needs a node");
		return false;
	}
	yaml_for_each(child, map) {
		if (child == unregister || !strcmp(child->key->text, "node"))
			continue;
		read_error(c->r, child->key->loc, "%s means nothing to unregister",
			   child->key->text);
		return false;
	}
	args->hotplug = HOTPLUG_UNREGISTER;
	return true;
}

bool step_read_hotplug(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step)
{
	struct step_args *args = &step->args;
	const struct yaml_node *nid = yaml_get(node, "node");
	int nr_ops;

	args->nid = NUMA_NO_NODE;
	if (!read_map(c->r, node, KEYS_HOTPLUG) ||
	    (nid && !read_existing_nid(c, nid, &args->nid)) ||
	    !read_role(c, yaml_get(node, "role"), args) ||
	    !read_added_features(c, yaml_get(node, "features"), args) ||
	    !read_start(c, yaml_get(node, "start"), args))
		return false;
	nr_ops = !!yaml_get(node, "add") + !!yaml_get(node, "remove") + !!yaml_get(node, "state") +
		 !!yaml_get(node, "unregister");
	if (nr_ops > 1 || (nr_ops == 0 && (!args->has_role || !nid))) {
		read_error(c->r, node->loc,
			   "hotplug does one thing: add, remove, state, unregister, "
			   "or role of a node");
		return false;
	}
	if (yaml_get(node, "add"))
		return read_add(c, node, args);
	if (yaml_get(node, "remove"))
		return read_remove(c, node, args);
	if (yaml_get(node, "state"))
		return read_state(c, node, args);
	if (yaml_get(node, "unregister"))
		return read_unregister(c, node, args);
	args->hotplug = HOTPLUG_ROLE;
	return true;
}
