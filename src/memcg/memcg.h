/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tree of memory cgroups.
 *
 * Mirrors: mm/memcontrol.c mem_cgroup_css_alloc(), mem_cgroup_iter(), v6.12.
 */
#ifndef NW_MEMCG_MEMCG_H
#define NW_MEMCG_MEMCG_H

#include "model/machine.h"
#include "model/memcg.h"

/* m->root_memcg comes into being; memcg_destroy_all() ends the whole tree. */
void memcg_create_root(struct machine *m);
void memcg_destroy_all(struct machine *m);
/* A child of @parent, last of its siblings, without limits. */
struct mem_cgroup *memcg_create(struct mem_cgroup *parent, const char *path);

/* The one after @pos in the subtree of @top (NULL = the root): parents first. NULL: no more. */
struct mem_cgroup *memcg_next(struct mem_cgroup *pos, const struct mem_cgroup *top);

#endif
