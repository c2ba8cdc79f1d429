// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoding of slab and hugetlb.
 *
 * Mirrors: nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "hugetlb/hugetlb.h"
#include "scenario/plan_read.h"
#include "slab/slab.h"

#define MAX_COUNT (INT64_C(1) << 24)

static bool read_count(struct plan_context *c, const struct yaml_node *node, int64_t min,
		       uint64_t *count)
{
	int64_t value;

	if (!node)
		return true;
	if (!read_int(c->r, node, node->key->text, min, MAX_COUNT, &value))
		return false;
	*count = (uint64_t)value;
	return true;
}

static bool read_own_task(struct plan_context *c, const struct yaml_node *map,
			  struct plan_step *step)
{
	step->args.task = c->tasks[0];
	return !yaml_get(map, "task") || read_task_name(c, map, &step->args.task);
}

/* ---- slab ---- */

static bool read_cache_flags(struct plan_context *c, const struct yaml_node *node, unsigned *flags)
{
	static const char *const words[] = { "reclaimable", "account", "dma", "dma32" };
	static const unsigned bits[] = { SLAB_RECLAIM_ACCOUNT, SLAB_ACCOUNT, SLAB_CACHE_DMA,
					 SLAB_CACHE_DMA32 };
	const struct yaml_node *part;
	int choice;

	if (!node)
		return true;
	if (!read_kind(c->r, node, TREE_LIST, "flags"))
		return false;
	yaml_for_each(part, node) {
		if (!read_choice(c->r, part, "flag of a cache", words, 4, &choice))
			return false;
		*flags |= bits[choice];
	}
	return true;
}

static bool read_tuning(struct plan_context *c, const struct yaml_node *node, int *value)
{
	int64_t number;

	*value = -1;
	if (!node)
		return true;
	if (!read_int(c->r, node, node->key->text, 0, 1000, &number))
		return false;
	*value = (int)number;
	return true;
}

/* A new cache, known to the steps that follow. */
static bool read_new_cache(struct plan_context *c, const struct yaml_node *map,
			   struct slab_args *slab)
{
	const struct yaml_node *defrag = yaml_get(map, "remote_defrag");
	unsigned size, flags;
	bool remote = true;
	int64_t bytes;

	if (!read_int(c->r, yaml_get(map, "size"), "size", 1, SLAB_MAX_OBJECT_SIZE, &bytes) ||
	    !read_cache_flags(c, yaml_get(map, "flags"), &slab->flags) ||
	    !read_tuning(c, yaml_get(map, "min_partial"), &slab->min_partial) ||
	    !read_tuning(c, yaml_get(map, "cpu_partial"), &slab->cpu_partial) ||
	    (defrag && !read_bool(c->r, defrag, "remote_defrag", &remote)))
		return false;
	slab->size = (unsigned)bytes;
	slab->no_remote_defrag = !remote;
	if (kmalloc_cache_name(slab->cache, &size, &flags)) {
		read_error(c->r, yaml_get(map, "cache")->loc,
			   "%s is a cache of kmalloc() and exists", slab->cache);
		return false;
	}
	c->caches = xrealloc(c->caches, (c->nr_caches + 1) * sizeof(*c->caches));
	c->caches[c->nr_caches++] = slab->cache;
	return true;
}

static bool read_known_cache(struct plan_context *c, const struct yaml_node *node,
			     const char *name)
{
	static const char *const examples[] = { "kmalloc-8", "kmalloc-192", "kmalloc-1k" };
	unsigned size, flags;

	if (kmalloc_cache_name(name, &size, &flags))
		return true;
	for (size_t i = 0; i < c->nr_caches; i++) {
		if (strcmp(c->caches[i], name) == 0)
			return true;
	}
	read_unknown(c->r, node->loc, "cache", name, c->nr_caches ? c->caches : examples,
		     c->nr_caches ? c->nr_caches : 3);
	return false;
}

/* Which of the operations: by the one key that stands for it; none is an allocation. */
static bool read_slab_op(struct plan_context *c, const struct yaml_node *map,
			 struct slab_args *slab)
{
	static const struct {
		const char *key;
		enum slab_op op;
	} ops[] = { { "size", SLAB_OP_CREATE },
		    { "free", SLAB_OP_FREE },
		    { "unused", SLAB_OP_UNUSED },
		    { "place", SLAB_OP_PLACE },
		    { "shrink", SLAB_OP_SHRINK } };
	unsigned nr = 0;

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		if (yaml_get(map, ops[i].key)) {
			slab->op = ops[i].op;
			nr++;
		}
	}
	if (nr > 1)
		read_error(c->r, map->loc,
			   "slab does one thing: size, free, unused, place, shrink or objects");
	return nr <= 1;
}

static bool read_cache(struct plan_context *c, const struct yaml_node *map, struct slab_args *slab)
{
	const struct yaml_node *cache = yaml_get(map, "cache");
	bool needed = slab->op == SLAB_OP_ALLOC || slab->op == SLAB_OP_CREATE ||
		      slab->op == SLAB_OP_PLACE;

	if (needed && !cache)
		read_error(c->r, map->loc, "no cache is named");
	if (!cache)
		return !needed;
	slab->cache = read_word(c->r, cache, "cache");
	if (!slab->cache)
		return false;
	if (slab->op == SLAB_OP_CREATE)
		return read_new_cache(c, map, slab);
	return read_known_cache(c, cache, slab->cache);
}

static bool read_slab_request(struct plan_context *c, const struct yaml_node *map,
			      struct step_args *args)
{
	const struct yaml_node *context = yaml_get(map, "context");
	const struct yaml_node *cpu = yaml_get(map, "cpu");
	const struct yaml_node *nid = yaml_get(map, "node");
	const struct yaml_node *label = yaml_get(map, "as");
	struct request_args *request = &args->request;
	int choice = CTX_TASK;

	request->nid = NUMA_NO_NODE;
	request->cpu = -1;
	request->gfp = "GFP_KERNEL";
	if ((yaml_get(map, "gfp") && !read_gfp(c, map, request)) ||
	    (nid && !read_existing_nid(c, nid, &request->nid)) ||
	    (cpu && !read_existing_cpu(c, cpu, &request->cpu)) ||
	    (context &&
	     !read_choice(c->r, context, "context", alloc_ctx_names, NR_CTX_KINDS, &choice)))
		return false;
	request->ctx = (enum alloc_ctx_kind)choice;
	return !label || (args->label = read_word(c->r, label, "as"));
}

/* Whose objects, and from which end. */
static bool read_slab_set(struct plan_context *c, const struct yaml_node *map,
			  const struct yaml_node *label, struct step_args *args)
{
	static const char *const ends[] = { "oldest", "newest" };
	const struct yaml_node *from = yaml_get(map, "from");
	int choice = 0;

	if (from && !read_choice(c->r, from, "end to take from", ends, 2, &choice))
		return false;
	args->newest_first = choice;
	args->label = read_word(c->r, label, "a label");
	return args->label;
}

static bool read_shrink(struct plan_context *c, const struct yaml_node *map,
			struct step_args *args)
{
	if (args->request.nid == NUMA_NO_NODE) {
		read_error(c->r, map->loc, "shrink needs a node");
		return false;
	}
	return read_count(c, yaml_get(map, "shrink"), 1, &args->slab.nr);
}

bool step_read_slab(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	struct step_args *args = &step->args;
	struct slab_args *slab = &args->slab;

	if (!read_map(c->r, node, KEYS_SLAB) || !read_slab_op(c, node, slab) ||
	    !read_cache(c, node, slab) || !read_own_task(c, node, step) ||
	    !read_slab_request(c, node, args) ||
	    !read_count(c, yaml_get(node, "objects"), 1, &slab->nr))
		return false;
	switch (slab->op) {
	case SLAB_OP_FREE:
		return read_slab_set(c, node, yaml_get(node, "free"), args);
	case SLAB_OP_UNUSED:
		return read_slab_set(c, node, yaml_get(node, "unused"), args);
	case SLAB_OP_PLACE:
		return read_existing_nid(c, yaml_get(node, "place"), &args->request.nid) &&
		       read_count(c, yaml_get(node, "slabs"), 1, &slab->nr);
	case SLAB_OP_SHRINK:
		return read_shrink(c, node, args);
	default:
		return true;
	}
}

/* ---- hugetlb ---- */

static bool read_page_size(struct plan_context *c, const struct yaml_node *node, unsigned *order)
{
	uint64_t bytes = UINT64_C(2) << 20;

	if (node && !read_size(c->r, node, "page_size", &bytes))
		return false;
	if (bytes != UINT64_C(2) << 20 && bytes != UINT64_C(1) << 30) {
		read_error(c->r, node->loc, "huge pages have 2M or 1G, not %s", node->text);
		return false;
	}
	*order = bytes >> 30 ? HUGETLB_1G_ORDER : HUGETLB_2M_ORDER;
	return true;
}

static const struct {
	const char *key;
	enum hugetlb_op op;
	bool names_map;
} hugetlb_ops[] = {
	{ "nr", HUGETLB_OP_NR, false },		{ "overcommit", HUGETLB_OP_OVERCOMMIT, false },
	{ "demote", HUGETLB_OP_DEMOTE, false }, { "map", HUGETLB_OP_MAP, true },
	{ "touch", HUGETLB_OP_TOUCH, true },	{ "unmap", HUGETLB_OP_UNMAP, true }
};

/* The one key that says what is done, with its number or the name of a mapping. */
static bool read_hugetlb_op(struct plan_context *c, const struct yaml_node *map,
			    struct step_args *args)
{
	const struct yaml_node *found = NULL;
	bool names_map = false;

	for (size_t i = 0; i < sizeof(hugetlb_ops) / sizeof(hugetlb_ops[0]); i++) {
		const struct yaml_node *node = yaml_get(map, hugetlb_ops[i].key);

		if (!node)
			continue;
		if (found) {
			read_error(c->r, node->key->loc, "hugetlb does one thing: %s or %s",
				   found->key->text, node->key->text);
			return false;
		}
		found = node;
		args->hugetlb.op = hugetlb_ops[i].op;
		names_map = hugetlb_ops[i].names_map;
	}
	if (!found) {
		read_error(c->r, map->loc,
			   "hugetlb needs nr, overcommit, demote, map, touch or unmap");
		return false;
	}
	if (!names_map)
		return read_count(c, found, 0, &args->hugetlb.value);
	args->map = read_word(c->r, found, "a mapping");
	return args->map;
}

static bool read_hugetlb_flags(struct plan_context *c, const struct yaml_node *map,
			       struct hugetlb_args *args)
{
	const struct yaml_node *mempolicy = yaml_get(map, "mempolicy");
	const struct yaml_node *reserve = yaml_get(map, "reserve");
	bool reserves = true;

	if ((mempolicy && !read_bool(c->r, mempolicy, "mempolicy", &args->mempolicy)) ||
	    (reserve && !read_bool(c->r, reserve, "reserve", &reserves)))
		return false;
	args->noreserve = !reserves;
	return true;
}

bool step_read_hugetlb(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step)
{
	const struct yaml_node *nid = yaml_get(node, "node");
	struct step_args *args = &step->args;

	args->nid = NUMA_NO_NODE;
	if (!read_map(c->r, node, KEYS_HUGETLB) ||
	    !read_page_size(c, yaml_get(node, "page_size"), &args->hugetlb.order) ||
	    !read_hugetlb_op(c, node, args) || !read_own_task(c, node, step) ||
	    !read_hugetlb_flags(c, node, &args->hugetlb) ||
	    !read_count(c, yaml_get(node, "first"), 0, &args->first) ||
	    !read_count(c, yaml_get(node, "pages"), 1, &args->nr_pages))
		return false;
	if (nid && args->hugetlb.op != HUGETLB_OP_NR && args->hugetlb.op != HUGETLB_OP_DEMOTE) {
		read_error(c->r, nid->key->loc, "only nr and demote are files of a node");
		return false;
	}
	return !nid || read_existing_nid(c, nid, &args->nid);
}
