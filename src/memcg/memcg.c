// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tree of memory cgroups: coming, going, and walking it.
 *
 * Mirrors: mm/memcontrol.c mem_cgroup_css_alloc(), mem_cgroup_iter(), v6.12.
 */
#include "memcg/memcg.h"

#include <stdlib.h>

#include "base/text.h"

static struct mem_cgroup *memcg_new(const char *path)
{
	struct mem_cgroup *memcg = xcalloc(1, sizeof(*memcg));
	const struct page_counter unlimited = {
		.max = PAGE_COUNTER_MAX,
		.high = PAGE_COUNTER_MAX,
	};

	memcg->path = xstrdup(path);
	memcg->online = true;
	memcg->memory = memcg->swap = memcg->zswap = unlimited;
	return memcg;
}

void memcg_create_root(struct machine *m)
{
	m->root_memcg = memcg_new("/");
	m->root_memcg->id = m->root_memcg->last_id = 1;
}

struct mem_cgroup *memcg_create(struct mem_cgroup *parent, const char *path)
{
	struct mem_cgroup *memcg = memcg_new(path);
	struct mem_cgroup **last = &parent->first_child;
	struct mem_cgroup *root = parent;

	while (root->parent)
		root = root->parent;
	assert(root->last_id < UINT16_MAX);
	memcg->id = ++root->last_id;
	while (*last)
		last = &(*last)->next_sibling;
	*last = memcg;
	memcg->parent = parent;
	return memcg;
}

struct mem_cgroup *memcg_next(struct mem_cgroup *pos, const struct mem_cgroup *top)
{
	if (pos->first_child)
		return pos->first_child;
	while (pos && pos != top && !pos->next_sibling)
		pos = pos->parent;
	return pos && pos != top ? pos->next_sibling : NULL;
}

struct mem_cgroup *memcg_from_id(const struct machine *m, unsigned id)
{
	struct mem_cgroup *memcg = m->root_memcg;

	while (memcg && memcg->id != id)
		memcg = memcg_next(memcg, NULL);
	return memcg;
}

struct lruvec *memcg_lruvec(const struct machine *m, struct mem_cgroup *memcg, int nid)
{
	if (!memcg)
		memcg = m->root_memcg;
	if (!memcg->lruvecs)
		memcg->lruvecs = xcalloc((size_t)m->nr_node_ids, sizeof(*memcg->lruvecs));
	return &memcg->lruvecs[nid];
}

struct mem_cgroup *memcg_next_shared(const struct machine *m, struct mem_cgroup *top, int nid,
				     const struct mem_cgroup *prev)
{
	struct mem_cgroup **position = &memcg_lruvec(m, top, nid)->position;

	*position = *position ? memcg_next(*position, top) : top;
	/* Who only begins sees at least one group. */
	if (!*position && !prev)
		*position = top;
	return *position;
}

void memcg_forget_position(const struct machine *m, const struct mem_cgroup *memcg)
{
	for (const struct mem_cgroup *top = memcg; top; top = top->parent) {
		for (int nid = 0; top->lruvecs && nid < m->nr_node_ids; nid++) {
			if (top->lruvecs[nid].position == memcg)
				top->lruvecs[nid].position = NULL;
		}
	}
}

static void memcg_free(struct mem_cgroup *memcg)
{
	free(memcg->lruvecs);
	free(memcg->path);
	free(memcg);
}

void memcg_offline(struct mem_cgroup *memcg)
{
	memcg->online = false;
}

static bool is_dead(const struct mem_cgroup *memcg)
{
	return !memcg->online && !memcg->first_child && !memcg->memory.usage &&
	       !memcg->swap.usage && !memcg->zswap.usage;
}

static void unlink_child(struct mem_cgroup *memcg)
{
	struct mem_cgroup **link = &memcg->parent->first_child;

	while (*link != memcg)
		link = &(*link)->next_sibling;
	*link = memcg->next_sibling;
}

/* A parent may be dead once its child is gone: then once more from the start. */
void memcg_reap(struct machine *m)
{
	struct mem_cgroup *pos = m->root_memcg;

	while (pos) {
		struct mem_cgroup *dead = pos;

		pos = memcg_next(pos, NULL);
		if (!is_dead(dead))
			continue;
		memcg_forget_position(m, dead);
		unlink_child(dead);
		memcg_free(dead);
		pos = m->root_memcg;
	}
}

/* Leaves first: a memcg goes once its children are gone. */
void memcg_destroy_all(struct machine *m)
{
	struct mem_cgroup *pos = m->root_memcg;

	while (pos) {
		struct mem_cgroup *parent = pos->parent;

		if (pos->first_child) {
			pos = pos->first_child;
			continue;
		}
		if (parent)
			parent->first_child = pos->next_sibling;
		memcg_free(pos);
		pos = parent;
	}
	m->root_memcg = NULL;
}
