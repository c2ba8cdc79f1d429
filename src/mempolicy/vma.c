// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vmas of a mapping: splitting, merging, their flags; and the copy for a child.
 *
 * Mirrors: mm/vma.c __split_vma(), vma_merge(), mm/mprotect.c mprotect_fixup(),
 * kernel/fork.c dup_mmap(), v6.12.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mempolicy/internal.h"

void mapping_split(struct mapping *map, uint64_t addr)
{
	size_t i;

	if (addr <= map->start || addr >= mapping_end(map))
		return;
	i = (size_t)(mapping_vma(map, addr) - map->vmas);
	if (map->vmas[i].start == addr)
		return;
	map->vmas = xrealloc(map->vmas, (map->nr_vmas + 1) * sizeof(*map->vmas));
	memmove(&map->vmas[i + 1], &map->vmas[i], (map->nr_vmas - i) * sizeof(*map->vmas));
	map->nr_vmas++;
	map->vmas[i].end = addr;
	map->vmas[i + 1].start = addr;
	map->vmas[i + 1].policy = mpol_dup(map->vmas[i].policy);
}

void mapping_merge(struct mapping *map)
{
	size_t last = 0;

	for (size_t i = 1; i < map->nr_vmas; i++) {
		struct vma *vma = &map->vmas[i];

		if (mpol_equal(map->vmas[last].policy, vma->policy) &&
		    map->vmas[last].flags == vma->flags) {
			map->vmas[last].end = vma->end;
			free(vma->policy);
		} else {
			map->vmas[++last] = *vma;
		}
	}
	map->nr_vmas = last + 1;
}

void mapping_set_flags(struct mapping *map, uint64_t first, uint64_t nr, unsigned set,
		       unsigned clear)
{
	uint64_t start = slot_addr(map, first), end = slot_addr(map, first + nr);

	assert(first + nr <= map->nr_slots);
	mapping_split(map, start);
	mapping_split(map, end);
	for (size_t i = 0; i < map->nr_vmas; i++) {
		struct vma *vma = &map->vmas[i];

		if (vma->start >= start && vma->end <= end)
			vma->flags = (vma->flags & ~clear) | set;
	}
	mapping_merge(map);
}

/* Locks are not inherited. */
struct mapping *mm_dup_mapping(struct mm *mm, const struct mapping *map)
{
	struct mapping *copy;
	int err = mm_map(mm, map->name, map->start, map->nr_slots, map->slot_bytes, map->shared,
			 &copy);

	assert(!err);
	free(copy->vmas);
	copy->vmas = xcalloc(map->nr_vmas, sizeof(*copy->vmas));
	copy->nr_vmas = map->nr_vmas;
	for (size_t i = 0; i < map->nr_vmas; i++) {
		copy->vmas[i] = map->vmas[i];
		copy->vmas[i].policy = mpol_dup(map->vmas[i].policy);
		copy->vmas[i].flags &= ~VMA_LOCKED;
	}
	copy->file = map->file;
	copy->pgoff = map->pgoff;
	copy->ino = map->ino;
	copy->anon_vma = map->anon_vma;
	return copy;
}
