/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The address space of a task: mappings, their policies by range, and which page
 * backs which address. Policies are set here; pages come and go through folio/.
 *
 * Mirrors: mm/mempolicy.c do_mbind(), queue_pages_range(), get_vma_policy(),
 * set_mempolicy_home_node(2), v6.12.
 * Differs: a mapping is placed in slots of its page size; a 2 MiB slot holds one
 * huge page, or one small page for its first address. Mappings never merge.
 */
#ifndef NW_MEMPOLICY_MM_H
#define NW_MEMPOLICY_MM_H

#include "mempolicy/mempolicy.h"
#include "model/folio.h"

#define HPAGE_PMD_BYTES (PAGE_SIZE << HPAGE_PMD_ORDER)

#define VMA_WRITE 0x1u		/* PROT_WRITE; reading is always allowed */
#define VMA_LOCKED 0x2u		/* mlock(2) */

/* A stretch of a mapping with one policy and the same VMA_*, addresses [start, end). */
struct vma {
	uint64_t start, end;
	struct mempolicy *policy;	/* NULL = the task's */
	unsigned flags;
};

#define PTE_WRITE 0x1u		/* may be written without a fault */
#define PTE_DIRTY 0x2u
#define PTE_YOUNG 0x4u		/* accessed since somebody looked */
#define PTE_PROTNONE 0x8u	/* a NUMA hinting fault waits for the next access */
#define PTE_HWPOISON 0x20u	/* no folio: what was there is lost, an access is SIGBUS */
#define PTE_DEVICE 0x40u		/* not for the CPU: its folio is device private */
#define PTE_ZERO 0x10u		/* no folio: the page of zeroes that everybody shares */

/* A page table entry of a slot. Owner: folio/rmap.c while present, the room that swaps else. */
struct pte {
	struct folio *folio;		/* order 0 or HPAGE_PMD_ORDER; NULL = none is mapped */
	uint32_t swap;			/* not present: swap slot + 1; 0 = nothing was there */
	uint8_t flags;			/* PTE_* */
};

/*
 * One mmap()ed object. @vmas cover it without gaps, in order; they split and
 * merge as policies change. @ptes[i] is the entry of slot i.
 */
struct mapping {
	char *name;
	uint64_t start;			/* address; a multiple of slot_bytes */
	uint64_t nr_slots;
	uint64_t slot_bytes;		/* PAGE_SIZE, or HPAGE_PMD_BYTES (MADV_HUGEPAGE) */
	bool shared;			/* MAP_SHARED; without @file shmem: index from @ino */
	bool file;			/* of a file: page @pgoff and on of @cache */
	uint64_t ino;			/* inode number of a shared object */
	bool anon_vma;			/* some page of it was ever private: fork(2) copies it */
	struct page_cache *cache;	/* file or shmem object; NULL: private, or untouched */
	uint64_t pgoff;
	struct vma *vmas;
	size_t nr_vmas;
	struct pte *ptes;		/* [nr_slots] */
	struct mapping *next;		/* by address */
};

/* A page of page tables that exists: covers [start, start + span). */
struct page_table {
	uint64_t start;
	int level;			/* 1 PTE (2 MiB), 2 PMD (1 GiB), 3 PUD (512 GiB) */
	struct page_block block;
	struct mem_cgroup *memcg;	/* who pays; NULL = nobody */
};

struct mm {
	struct mapping *maps;
	struct page_table *tables;	/* by level, then start; owner: engine/fault.c */
	size_t nr_tables, cap_tables;
	uint64_t next_ino;		/* for shared objects, counts from 1 */
};

struct mm *mm_create(void);
/* Frees policies and mappings. Asserts that no page is left in it. */
void mm_destroy(struct mm *mm);
/*
 * mmap(MAP_FIXED_NOREPLACE): 0, -EINVAL (unaligned, empty, slot size), -EEXIST
 * (overlaps, or the name is taken). @map may be NULL.
 */
int mm_map(struct mm *mm, const char *name, uint64_t start, uint64_t nr_slots,
	   uint64_t slot_bytes, bool shared, struct mapping **map);
/* munmap() of the whole mapping; asserts that it has no pages left. */
void mm_unmap(struct mm *mm, struct mapping *map);
struct mapping *mm_find(const struct mm *mm, const char *name);	/* NULL: none */
struct mapping *mm_at(const struct mm *mm, uint64_t addr);		/* NULL: none */
struct vma *mapping_vma(const struct mapping *map, uint64_t addr);	/* never NULL */

/* mprotect(2), mlock(2): VMA_* of [first, first + nr) slots. */
void mapping_set_flags(struct mapping *map, uint64_t first, uint64_t nr, unsigned set,
		       unsigned clear);
/* For fork(2): a mapping like @map, at the same place in @mm, without pages. */
struct mapping *mm_dup_mapping(struct mm *mm, const struct mapping *map);

static inline uint64_t mapping_end(const struct mapping *map)
{
	return map->start + map->nr_slots * map->slot_bytes;
}

/* Page of the file or object that is mapped at @addr. */
static inline uint64_t mapping_pgoff(const struct mapping *map, uint64_t addr)
{
	return map->pgoff + ((addr - map->start) >> PAGE_SHIFT);
}

static inline uint64_t slot_addr(const struct mapping *map, uint64_t slot)
{
	return map->start + slot * map->slot_bytes;
}

/* ---- policies of ranges (mbind.c) ---- */

#define MPOL_MF_STRICT (1u << 0)
#define MPOL_MF_MOVE (1u << 1)
#define MPOL_MF_MOVE_ALL (1u << 2)
#define MPOL_MF_LAZY (1u << 3)		/* never valid from user space */
#define MPOL_MF_VALID (MPOL_MF_STRICT | MPOL_MF_MOVE | MPOL_MF_MOVE_ALL)

struct mbind_args {
	struct mpol_args policy;
	uint64_t start, len;		/* bytes */
	unsigned flags;			/* MPOL_MF_* */
};

/* Pages to move, in address order. */
struct page_ref {
	struct mapping *map;
	uint64_t slot;
};
struct page_queue {
	struct page_ref *refs;
	size_t nr, cap;
};
void page_queue_add(struct page_queue *q, struct mapping *map, uint64_t slot);
void page_queue_free(struct page_queue *q);

/*
 * mbind(2) up to the point where pages move. On success the policy is set, and
 * the engine has to move @move.queue, each page as mm_target() plans it, then
 * (STRICT and any failure: -EIO). -EIO from here: STRICT without MOVE, and a page
 * is misplaced; the old policy stays. The caller frees @move either way.
 */
struct mbind_move {
	struct page_queue queue;
	struct mempolicy *policy;	/* NULL = the task's */
	uint64_t index_base;		/* added to a page's own index */
	bool strict;
};
int mm_mbind(const struct machine *m, struct task *task, const struct mbind_args *args,
	     struct mbind_move *move, enum verdict *why);
void mbind_move_free(struct mbind_move *move);

/* set_mempolicy_home_node(2): 0, -ENOENT, -EINVAL, -EOPNOTSUPP. */
int mm_set_home_node(const struct machine *m, struct mm *mm, uint64_t start, uint64_t len,
		     int home_node);
/* get_mempolicy(MPOL_F_ADDR): 0 or -EFAULT. A mapping without policy shows MPOL_DEFAULT. */
int mm_get_policy(const struct mm *mm, uint64_t addr, struct mpol_info *info);
/* Append every page that lies on a node of @nodes, by address. */
void mm_queue_nodes(const struct mm *mm, const nodemask_t *nodes, struct page_queue *q);

/* ---- faults and migration targets under a policy (mm.c) ---- */

/* Fill @use for a page of @order at @addr of @map: policy and interleave index. */
void mm_fault_use(const struct task *task, const struct mapping *map, uint64_t addr, gfp_t gfp,
		  unsigned order, struct mpol_use *use);
/* The same for the new page of @ref, which mbind() moves. */
void mm_target_use(const struct task *task, const struct mbind_move *move,
		   const struct page_ref *ref, struct mpol_use *use);

/* ---- migrate_pages(2) and the cpuset's migration (migrate_map.c) ---- */

/*
 * The order in which do_migrate_pages() takes its source nodes. @left starts as
 * a copy of @from and loses the node returned; false = nothing left to move.
 */
bool migrate_next_pair(const nodemask_t *from, const nodemask_t *to, nodemask_t *left,
		       int *source, int *dest);
/*
 * migrate_pages(2) of @task by itself: trims *@to to what it may use (the
 * design's migrate_ok may add or remove nodes). 0 or -EINVAL.
 */
int migrate_pages_check(const struct machine *m, const struct task *task, nodemask_t *to,
			enum verdict *why);
/* One target of move_pages(2): 0, -ENODEV, -EACCES, or the design's answer. */
int move_pages_check(const struct machine *m, const struct task *task, int nid,
		     enum verdict *why);

#endif
