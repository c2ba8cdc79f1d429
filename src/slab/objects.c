// SPDX-License-Identifier: GPL-2.0-only
/*
 * Objects under labels, and those that nobody uses any more.
 *
 * Mirrors: mm/list_lru.c list_lru_add() (unused objects by node of their slab),
 * v6.12; the labels are a device of scenarios.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "slab/private.h"
#include "slab/shrinker.h"

struct slab_set *slab_set_find(const struct slab_caches *caches, const char *label)
{
	for (size_t i = 0; i < caches->nr_sets; i++) {
		if (strcmp(caches->sets[i].label, label) == 0)
			return &caches->sets[i];
	}
	return NULL;
}

struct slab_set *slab_set_get(struct slab_caches *caches, const char *label)
{
	struct slab_set *set = slab_set_find(caches, label);

	if (set)
		return set;
	if (caches->nr_sets == caches->cap_sets) {
		caches->cap_sets = caches->cap_sets ? 2 * caches->cap_sets : 4;
		caches->sets = xrealloc(caches->sets, caches->cap_sets * sizeof(*caches->sets));
	}
	set = &caches->sets[caches->nr_sets++];
	*set = (struct slab_set){ .label = xstrdup(label) };
	return set;
}

static void add_pointer(struct slab ***array, size_t *nr, size_t *cap, struct slab *slab)
{
	if (*nr == *cap) {
		*cap = *cap ? 2 * *cap : 16;
		*array = xrealloc(*array, *cap * sizeof(**array));
	}
	(*array)[(*nr)++] = slab;
}

void slab_set_add(struct slab_set *set, struct slab *object)
{
	add_pointer(&set->objects, &set->nr, &set->cap, object);
}

/* The next of up to @nr objects to go: @i counts from the chosen end. */
static struct slab *end_object(const struct slab_set *set, uint64_t i, bool newest_first)
{
	return set->objects[newest_first ? set->nr - 1 - i : i];
}

static void drop_end(struct slab_set *set, uint64_t nr, bool newest_first)
{
	if (!newest_first)
		memmove(set->objects, set->objects + nr, (set->nr - nr) * sizeof(*set->objects));
	set->nr -= nr;
}

uint64_t slab_set_free(struct machine *m, struct slab_set *set, uint64_t nr, bool newest_first,
		       int cpu)
{
	if (nr > set->nr)
		nr = set->nr;
	for (uint64_t i = 0; i < nr; i++)
		slab_free(m, end_object(set, i, newest_first), cpu);
	drop_end(set, nr, newest_first);
	return nr;
}

uint64_t slab_set_unuse(struct slab_set *set, uint64_t nr, bool newest_first)
{
	if (nr > set->nr)
		nr = set->nr;
	for (uint64_t i = 0; i < nr; i++) {
		struct slab *slab = end_object(set, i, newest_first);
		struct kmem_cache_node *n = slab_node(slab);

		assert(slab->cache->flags & SLAB_RECLAIM_ACCOUNT);
		add_pointer(&n->lru, &n->nr_lru, &n->cap_lru, slab);
	}
	drop_end(set, nr, newest_first);
	return nr;
}

/* ---- what reclaim asks ---- */

uint64_t slab_reclaimable_count(const struct slab_caches *caches, int nid)
{
	uint64_t nr = 0;

	for (const struct kmem_cache *s = caches->first; s; s = s->next) {
		if (nid < s->nr_nodes && s->node[nid])
			nr += s->node[nid]->nr_lru;
	}
	return nr;
}

static uint64_t shrink_node(struct machine *m, struct kmem_cache_node *n, uint64_t nr, int cpu)
{
	if (nr > n->nr_lru)
		nr = n->nr_lru;
	for (uint64_t i = 0; i < nr; i++)
		slab_free(m, n->lru[i], cpu);
	if (nr)
		memmove(n->lru, n->lru + nr, (n->nr_lru - nr) * sizeof(struct slab *));
	n->nr_lru -= nr;
	return nr;
}

uint64_t slab_shrink(struct slab_caches *caches, struct machine *m, int nid, uint64_t nr, int cpu)
{
	uint64_t freed = 0;

	for (struct kmem_cache *s = caches->first; s && freed < nr; s = s->next) {
		if (nid < s->nr_nodes && s->node[nid])
			freed += shrink_node(m, s->node[nid], nr - freed, cpu);
	}
	return freed;
}
