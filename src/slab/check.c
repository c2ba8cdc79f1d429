// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pages of all slabs, and what must hold of lists and counters.
 *
 * Mirrors: nothing; mm/slub.c validate_slab_cache() checks much the same, v6.12.
 */
#include <stdarg.h>
#include <stdio.h>

#include "slab/private.h"

void slab_for_each_page(const struct slab_caches *caches,
			void (*visit)(void *arg, struct page_block block), void *arg)
{
	for (const struct kmem_cache *s = caches->first; s; s = s->next) {
		for (const struct slab *slab = s->all; slab; slab = slab->all_next)
			visit(arg, slab->block);
	}
}

/* Slabs of the node's partial list: count, back links, and none of them full or a CPU's. */
static const char *check_list(const struct kmem_cache_node *n)
{
	const struct slab *prev = NULL;
	unsigned nr = 0;

	for (const struct slab *slab = n->head; slab; slab = slab->next) {
		if (slab->prev != prev || ++nr > n->nr_partial)
			return "list of partial slabs is broken";
		if (!slab->on_node_partial || slab->frozen || slab->inuse == slab->objects)
			return "full slab, or a CPU's, on a list of partial ones";
		prev = slab;
	}
	if (n->tail != prev || nr != n->nr_partial)
		return "count of partial slabs is wrong";
	return NULL;
}

static uint64_t count_slabs(const struct kmem_cache *s, int nid)
{
	uint64_t nr = 0;

	for (const struct slab *slab = s->all; slab; slab = slab->all_next)
		nr += slab->block.zone->nid == nid;
	return nr;
}

static const char *check_cpu(const struct kmem_cache_cpu *c)
{
	if (!c->slab)
		return c->freelist ? "CPU without a slab has objects ready" : NULL;
	if (!c->slab->frozen && c->freelist)
		return "slab of a CPU is not frozen";
	return c->freelist > c->slab->inuse ? "CPU has more objects ready than the slab" : NULL;
}

const char *slab_check(const struct slab_caches *caches, char *buf, size_t len)
{
	const struct kmem_cache *s = caches->first;
	const char *wrong = NULL;

	for (; s && !wrong; s = wrong ? s : s->next) {
		for (int nid = 0; nid < s->nr_nodes && !wrong; nid++) {
			if (!s->node[nid])
				continue;
			wrong = check_list(s->node[nid]);
			if (!wrong && count_slabs(s, nid) != s->node[nid]->nr_slabs)
				wrong = "count of slabs is wrong";
		}
		for (int cpu = 0; cpu < s->nr_cpus && !wrong; cpu++)
			wrong = check_cpu(&s->cpu[cpu]);
		if (wrong)
			break;
	}
	if (!wrong)
		return NULL;
	snprintf(buf, len, "slab cache %s: %s", s->name, wrong);
	return buf;
}
