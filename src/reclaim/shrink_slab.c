// SPDX-License-Identifier: GPL-2.0-only
/*
 * The shrinker of slab objects: how many are scanned at which pressure, and what could
 * not be done because it was too little at a time.
 *
 * Mirrors: mm/shrinker.c shrink_slab(), do_shrink_slab(), mm/slub.c
 * mm_account_reclaimed_pages() of free_slab(), v6.12.
 * Differs: one shrinker of objects, with the batch and the need of __GFP_FS of that of file
 * systems; objects belong to the root cgroup. That of zswap defers nothing.
 */
#include "reclaim/private.h"
#include "slab/shrinker.h"
#include "swap/swap.h"

#define DEFAULT_SEEKS 2
#define SUPER_BATCH 1024
#define SHRINK_BATCH 128

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t node_slab_pages(const struct slab_caches *caches, int nid)
{
	uint64_t nr = 0;

	for (const struct kmem_cache *s = caches->first; s; s = s->next)
		nr += slab_node_slabs(s, nid) << s->order;
	return nr;
}

/*
 * A share of the objects that grows with the pressure, in whole batches; the rest is
 * kept for the next time, up to twice of what there is.
 */
static void do_shrink_slab(struct scan_control *sc, int nid)
{
	struct slab_caches *caches = sc->m->reclaim->slab;
	uint64_t *deferred = &sc->m->reclaim->nodes[nid].nr_deferred;
	uint64_t freeable = slab_reclaimable_count(caches, nid);
	uint64_t delta = (freeable >> sc->priority) * 4 / DEFAULT_SEEKS;
	uint64_t nr = *deferred, total, scanned = 0;

	if (!freeable)
		return;
	total = smaller((nr >> sc->priority) + delta, 2 * freeable);
	while (total >= SUPER_BATCH || total >= freeable) {
		uint64_t batch = smaller(SUPER_BATCH, total);

		if (!(sc->gfp & __GFP_FS))
			break;
		slab_shrink(caches, sc->m, nid, batch, sc->who.cpu);
		total -= batch;
		scanned += batch;
	}
	*deferred = nr + delta > scanned ? smaller(nr + delta - scanned, 2 * freeable) : 0;
}

/* The zone that the pages are reported for: slabs lie in the highest one that is not Movable. */
static void report(const struct scan_control *sc, int nid, uint64_t nr_pages)
{
	for (int z = ZONE_NORMAL; z >= 0; z--) {
		const struct zone *zone = &sc->m->pgdat[nid]->node_zones[z];

		if (!managed_zone(zone))
			continue;
		event_add_nr(sc->m, sc->event, zone, 0, nr_pages);
		return;
	}
}

/* The shrinker of zswap, where it is on: what it writes back is not counted as reclaimed. */
static void shrink_zswap(struct scan_control *sc, int nid, struct mem_cgroup *memcg)
{
	struct zswap *z = sc->m->swap ? sc->m->swap->zswap : NULL;
	uint64_t freeable = z ? zswap_shrinker_count(z, sc->m, memcg, nid, sc->gfp) : 0;
	uint64_t total = smaller((freeable >> sc->priority) * 4 / DEFAULT_SEEKS, 2 * freeable);

	while (freeable && (total >= SHRINK_BATCH || total >= freeable)) {
		uint64_t batch = smaller(SHRINK_BATCH, total);

		if (!zswap_shrinker_scan(z, sc->m, memcg, nid, batch, &sc->who))
			break;
		total -= batch;
	}
}

uint64_t shrink_slab(struct scan_control *sc, int nid, struct mem_cgroup *memcg)
{
	const struct slab_caches *caches = sc->m->reclaim->slab;
	uint64_t before, freed;

	shrink_zswap(sc, nid, memcg);
	if (!caches || memcg->parent)
		return 0;
	before = node_slab_pages(caches, nid);
	do_shrink_slab(sc, nid);
	freed = before - node_slab_pages(caches, nid);
	if (freed)
		report(sc, nid, freed);
	return freed;
}
