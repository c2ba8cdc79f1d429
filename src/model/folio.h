/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages with owners: the part of struct page that only user memory needs. A folio
 * exists while somebody owns its pages; the allocator below knows nothing of it.
 *
 * Mirrors: include/linux/mm_types.h struct folio, include/linux/mmzone.h struct
 * lruvec and enum lru_list, include/linux/page-flags.h, v6.12.
 * Differs: the flags of one folio, not of its pages; mapped as a whole; reverse
 * mapping is a list of page table entries, not anon_vma and i_mmap.
 */
#ifndef NW_MODEL_FOLIO_H
#define NW_MODEL_FOLIO_H

#include "model/alloc_context.h"
#include "model/page_content.h"

struct mapping;		/* mempolicy/mm.h: a stretch of an address space */
struct mem_cgroup;	/* model/memcg.h */
struct page_cache;	/* the cached pages of one file */
struct zswap_entry;	/* zswap/: a compressed page */

enum folio_kind { FOLIO_ANON, FOLIO_FILE, FOLIO_SHMEM, FOLIO_HUGETLB, NR_FOLIO_KINDS };

extern const char *const folio_kind_names[NR_FOLIO_KINDS];	/* "anon", "file", ... */

enum lru_list {
	LRU_INACTIVE_ANON,
	LRU_ACTIVE_ANON,
	LRU_INACTIVE_FILE,
	LRU_ACTIVE_FILE,
	LRU_UNEVICTABLE,
	NR_LRU_LISTS
};

extern const char *const lru_names[NR_LRU_LISTS];	/* "inactive_anon", ... */

/* PG_* of a folio. */
#define PG_LRU 0x001u		/* on a list of its lruvec */
#define PG_ACTIVE 0x002u
#define PG_REFERENCED 0x004u
#define PG_WORKINGSET 0x008u
#define PG_DIRTY 0x010u
#define PG_WRITEBACK 0x020u
#define PG_SWAPBACKED 0x040u	/* goes to swap: anonymous and shmem */
#define PG_SWAPCACHE 0x080u
#define PG_MLOCKED 0x100u
#define PG_UNEVICTABLE 0x200u
#define PG_RECLAIM 0x400u	/* to be freed as soon as it is clean */
#define PG_HWPOISON 0x800u

/* One page table entry that maps the folio. */
struct folio_map {
	struct folio_map *next;
	struct mapping *map;
	uint64_t slot;
};

/*
 * Owner: folio/ creates and ends it, and alone writes @lru_*, @maps and @mapcount;
 * other rooms set @flags and what the comments say.
 * Never freed while mapped, on a list or pinned.
 */
struct folio {
	struct page_block block;
	enum folio_kind kind;
	unsigned flags;			/* PG_* */
	uint32_t mapcount;		/* entries in @maps */
	uint32_t nr_pins;		/* long-term pins (FOLL_LONGTERM) */
	struct folio_map *maps;
	struct mem_cgroup *memcg;	/* charged; NULL = not charged */
	struct folio *lru_prev, *lru_next;
	struct page_cache *cache;	/* FILE, SHMEM: the file and the page in it */
	uint64_t index;
	uint64_t swap;			/* PG_SWAPCACHE: its slot */
	struct page_content content;	/* page i of it: the same with seed + i */
	int last_cpupid_nid;		/* NUMA balancing: of the last fault; or NUMA_NO_NODE */
};

/*
 * Lists of one memory cgroup on one node. @zone_pages: lru_zone_size, pages and not
 * folios. @refaults: what @activated was when reclaim last looked. Both: anon, file.
 */
struct lruvec {
	struct folio *head[NR_LRU_LISTS], *tail[NR_LRU_LISTS];
	uint64_t zone_pages[MAX_NR_ZONES][NR_LRU_LISTS];
	uint64_t anon_cost, file_cost;	/* of reclaim: halved as they grow (lru_note_cost) */
	uint64_t nonresident_age;	/* evictions and activations, for refault distances */
	uint64_t refaults[2];
	uint64_t activated[2];		/* WORKINGSET_ACTIVATE_ANON, _FILE */
	uint64_t refaulted[2];		/* WORKINGSET_REFAULT_ANON, _FILE */
	/* zswap/: its entries, the oldest first; pages that had to come from the device. */
	struct zswap_entry *zswap_head, *zswap_tail;
	uint64_t nr_zswap, nr_disk_swapins;
	struct mem_cgroup *position;	/* where the next partial walk below this memcg goes on */
};

/* Isolated folios, linked through lru_prev and lru_next; the tail is taken first. */
struct folio_list {
	struct folio *head, *tail;
};

static inline uint64_t folio_nr_pages(const struct folio *folio)
{
	return UINT64_C(1) << folio->block.order;
}

static inline int folio_nid(const struct folio *folio)
{
	return folio->block.zone->nid;
}

/* Device memory: not the page allocator's, and on no list. */
static inline bool folio_is_zone_device(const struct folio *folio)
{
	return folio->block.zone->type == ZONE_DEVICE;
}

/* folio_is_file_lru(): does it live on the file lists? */
static inline bool folio_is_file_lru(const struct folio *folio)
{
	return !(folio->flags & PG_SWAPBACKED);
}

#endif
