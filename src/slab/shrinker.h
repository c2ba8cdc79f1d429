/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What reclaim asks of slab: how many objects could go on a node, and to let some go.
 *
 * Mirrors: mm/shrinker.c do_shrink_slab() and the shrinkers of dentries and inodes
 * (fs/super.c super_cache_count(), super_cache_scan()), v6.12.
 * Differs: one shrinker for all caches, without memcgs; vfs_cache_pressure is 100.
 * How much is scanned at a priority is up to the caller.
 */
#ifndef NW_SLAB_SHRINKER_H
#define NW_SLAB_SHRINKER_H

#include "slab/slab.h"

/* Unused objects on the node. */
uint64_t slab_reclaimable_count(const struct slab_caches *caches, int nid);
/*
 * Free up to @nr of them, the oldest of each cache first. Pages come free only when
 * a slab is empty and its node has enough partial ones. Return: objects freed.
 */
uint64_t slab_shrink(struct slab_caches *caches, struct machine *m, int nid, uint64_t nr, int cpu);

#endif
