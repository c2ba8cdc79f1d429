// SPDX-License-Identifier: GPL-2.0-only
/*
 * Address spaces: mappings, and the policy and interleave index of an address.
 *
 * Responsible for which mapping and which policy an address belongs to.
 * Not responsible for setting policies (mbind.c) or for pages (engine/).
 *
 * Mirrors: mm/mempolicy.c get_vma_policy(), mm/shmem.c shmem_get_pgoff_policy(),
 * v6.12.
 */
#include "mempolicy/internal.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct mm *mm_create(void)
{
	struct mm *mm = xcalloc(1, sizeof(*mm));

	mm->next_ino = 1;
	return mm;
}

static void mapping_free(struct mapping *map)
{
	for (uint64_t i = 0; i < map->nr_slots; i++)
		assert(!map->ptes[i].folio && !map->ptes[i].swap);
	for (size_t i = 0; i < map->nr_vmas; i++)
		free(map->vmas[i].policy);
	free(map->vmas);
	free(map->ptes);
	free(map->name);
	free(map);
}

void mm_destroy(struct mm *mm)
{
	if (!mm)
		return;
	assert(mm->nr_tables == 0);
	while (mm->maps) {
		struct mapping *map = mm->maps;

		mm->maps = map->next;
		mapping_free(map);
	}
	free(mm->tables);
	free(mm);
}

static bool range_is_sound(uint64_t start, uint64_t nr_slots, uint64_t slot_bytes)
{
	if (slot_bytes != PAGE_SIZE && slot_bytes != HPAGE_PMD_BYTES)
		return false;
	if (nr_slots == 0 || start % slot_bytes)
		return false;
	return nr_slots <= (UINT64_MAX - start) / slot_bytes;
}

static struct mapping *mapping_create(const char *name, uint64_t start, uint64_t nr_slots,
				      uint64_t slot_bytes)
{
	struct mapping *map = xcalloc(1, sizeof(*map));

	map->name = xstrdup(name);
	map->start = start;
	map->nr_slots = nr_slots;
	map->slot_bytes = slot_bytes;
	map->ptes = xcalloc(nr_slots, sizeof(*map->ptes));
	map->vmas = xcalloc(1, sizeof(*map->vmas));
	map->vmas[0] = (struct vma){ .start = start, .end = mapping_end(map), .flags = VMA_WRITE };
	map->nr_vmas = 1;
	return map;
}

int mm_map(struct mm *mm, const char *name, uint64_t start, uint64_t nr_slots,
	   uint64_t slot_bytes, bool shared, struct mapping **map)
{
	struct mapping **link = &mm->maps, *new;

	if (!range_is_sound(start, nr_slots, slot_bytes))
		return -EINVAL;
	if (mm_find(mm, name))
		return -EEXIST;
	while (*link && mapping_end(*link) <= start)
		link = &(*link)->next;
	if (*link && (*link)->start < start + nr_slots * slot_bytes)
		return -EEXIST;
	new = mapping_create(name, start, nr_slots, slot_bytes);
	new->shared = shared;
	new->ino = shared ? mm->next_ino++ : 0;
	new->next = *link;
	*link = new;
	if (map)
		*map = new;
	return 0;
}

void mm_unmap(struct mm *mm, struct mapping *map)
{
	struct mapping **link = &mm->maps;

	while (*link != map) {
		assert(*link);
		link = &(*link)->next;
	}
	*link = map->next;
	mapping_free(map);
}

struct mapping *mm_find(const struct mm *mm, const char *name)
{
	for (struct mapping *map = mm->maps; map; map = map->next)
		if (!strcmp(map->name, name))
			return map;
	return NULL;
}

struct mapping *mm_at(const struct mm *mm, uint64_t addr)
{
	for (struct mapping *map = mm->maps; map; map = map->next)
		if (map->start <= addr && addr < mapping_end(map))
			return map;
	return NULL;
}

struct vma *mapping_vma(const struct mapping *map, uint64_t addr)
{
	size_t low = 0, high = map->nr_vmas;

	assert(map->start <= addr);
	assert(addr < mapping_end(map));
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (map->vmas[middle].start <= addr)
			low = middle;
		else
			high = middle;
	}
	return &map->vmas[low];
}

int mm_get_policy(const struct mm *mm, uint64_t addr, struct mpol_info *info)
{
	const struct mapping *map = mm_at(mm, addr);

	if (!map)
		return -EFAULT;
	mpol_describe(mapping_vma(map, addr)->policy, info);
	return 0;
}

/*
 * The page's own index: linear address for private memory, offset for shared.
 * Mirrors: include/linux/pagemap.h linear_page_index() of memory that was never
 * moved by mremap(), v6.12.
 */
static uint64_t page_index(const struct mapping *map, uint64_t addr)
{
	if (map->file || map->shared)
		return mapping_pgoff(map, addr);
	return addr >> PAGE_SHIFT;
}

/*
 * A private mapping counts huge pages from the start of its vma; a shared one
 * counts from its inode number.
 */
static uint64_t interleave_index(const struct mapping *map, uint64_t addr, unsigned order)
{
	const struct vma *vma = mapping_vma(map, addr);

	if (map->shared && !map->file)
		return map->ino + (page_index(map, addr) >> order);
	return (page_index(map, vma->start) >> order) +
	       ((addr - vma->start) >> (PAGE_SHIFT + order));
}

static void fill_use(const struct task *task, const struct mapping *map, gfp_t gfp,
		     unsigned order, struct mpol_use *use)
{
	*use = (struct mpol_use){
		.task = task,
		.ctx = CTX_TASK,
		.cpu = task->cpu,
		.gfp = gfp | __GFP_COMP,	/* every page of user memory is a folio */
		.order = order,
		.has_index = true,
		.shared = map->shared,
	};
}

void mm_fault_use(const struct task *task, const struct mapping *map, uint64_t addr, gfp_t gfp,
		  unsigned order, struct mpol_use *use)
{
	fill_use(task, map, gfp, order, use);
	use->pol = mapping_vma(map, addr)->policy;
	use->index = interleave_index(map, addr, order);
}

/*
 * The index at which the first page to move gets the node that a fault there
 * would get; the others follow by their distance from it.
 */
uint64_t mbind_index_base(const struct page_ref *first)
{
	const struct mapping *map = first->map;
	uint64_t addr = slot_addr(map, first->slot);
	unsigned order = map->ptes[first->slot].folio->block.order;

	return interleave_index(map, addr, order) - (page_index(map, addr) >> order);
}

/* Mirrors: mm/mempolicy.c alloc_migration_target_by_mpol(), v6.12. */
void mm_target_use(const struct task *task, const struct mbind_move *move,
		   const struct page_ref *ref, struct mpol_use *use)
{
	const struct mapping *map = ref->map;
	unsigned order = map->ptes[ref->slot].folio->block.order;
	gfp_t gfp = order ? GFP_TRANSHUGE : GFP_HIGHUSER_MOVABLE | __GFP_RETRY_MAYFAIL;

	fill_use(task, map, gfp, order, use);
	use->pol = move->policy;
	use->index = move->index_base + (page_index(map, slot_addr(map, ref->slot)) >> order);
}
