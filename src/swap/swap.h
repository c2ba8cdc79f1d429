/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Swap: areas, slots, the swap cache, and pages on their way out and in.
 *
 * A page goes out in four moves, which reclaim makes one by one and swap_out() all
 * at once: add_to_swap() gives it a slot, swap_unmap() lets page tables name the
 * slot, swap_writepage() writes it, delete_from_swap_cache() leaves it to be freed.
 *
 * Mirrors: mm/swapfile.c, mm/swap_state.c, mm/page_io.c, v6.12.
 * Differs: a write to the device is complete when it returns; no readahead
 * (vm.page-cluster 0); the next free slot is taken, without per-cpu caches and
 * clusters; huge pages are not swapped: a page table entry has one slot; no swapoff.
 */
#ifndef NW_SWAP_SWAP_H
#define NW_SWAP_SWAP_H

#include "folio/folio.h"
#include "zswap/zswap.h"

#define MAX_SWAP_AREAS 23u			/* MAX_SWAPFILES of a kernel with all its types */
#define MAX_SWAP_PAGES (UINT64_C(1) << 22)	/* 16 GiB, of all areas */

/* In use while counted or cached. */
struct swap_slot {
	uint32_t count;			/* page table entries that name it: swap_map */
	struct folio *folio;		/* in the swap cache; NULL = not */
	struct mem_cgroup *memcg;	/* whose memory.swap it is charged to, or NULL */
	uint64_t shadow;		/* of the folio that left the cache; 0 = none */
	struct page_content content;	/* as last written */
};

struct swap_area {
	char *name;			/* owned */
	uint64_t first;			/* slot number of slots[0] */
	uint64_t nr_slots, nr_used;
	uint64_t next;			/* where the search for a free one goes on */
	/* SWP_SYNCHRONOUS_IO (zram, pmem): faults on a slot of one user bypass the swap cache. */
	bool synchronous;
	struct swap_slot *slots;
};

/*
 * Of a machine, from swap_init() to swap_destroy(). How many slots there are, and how
 * many of them are free, stands in the machine: total_swap_pages, nr_swap_pages.
 */
struct swap_state {
	struct zswap *zswap;		/* borrowed */
	struct swap_area areas[MAX_SWAP_AREAS];
	unsigned nr_areas;
	uint64_t nr_cached;		/* NR_SWAPCACHE */
	uint64_t nr_written, nr_read;	/* pages to and from devices: pswpout, pswpin */
};

void swap_init(struct machine *m, struct zswap *z);
/* Pages that only the swap cache holds are freed; nothing may be mapped any more. */
void swap_destroy(struct machine *m);

/* ---- areas and slots (swapfile.c) ---- */

/*
 * swapon(2). Return: 0, -EINVAL (no pages), -EBUSY (the name is in use) or -EPERM
 * (too many areas or pages for the model).
 */
int swap_on(struct machine *m, const char *name, uint64_t nr_pages, bool synchronous);
const struct swap_area *swap_area_of(const struct machine *m, uint64_t slot);
/* Slots that @memcg (NULL: anybody) may still take: mem_cgroup_get_nr_swap_pages(). */
uint64_t memcg_nr_swap_pages(const struct machine *m, const struct mem_cgroup *memcg);
/* Half of all slots are used: swap cache is given up early. */
bool vm_swap_full(const struct machine *m);
bool memcg_swap_full(const struct machine *m, const struct folio *folio);

struct swap_slot *swap_slot_at(const struct machine *m, uint64_t slot);	/* never NULL */
void swap_duplicate(struct machine *m, uint64_t slot);	/* one more page table entry names it */
/* One less; the last one frees a slot that is not cached. */
void swap_free(struct machine *m, uint64_t slot, int cpu);
/* The same at munmap and exit: a cached page that nobody maps goes as well. */
void free_swap_and_cache(struct machine *m, uint64_t slot, int cpu);

/* ---- the swap cache (swap_state.c) ---- */

struct folio *swap_cache_get_folio(const struct machine *m, uint64_t slot);	/* NULL: none */
/*
 * A slot for @folio, charged to its memcg's swap, and into the cache; it is dirty
 * then. Return: 0, -ENOSPC (no free slot), -ENOMEM (memory.swap.max) or -EINVAL
 * (a huge page).
 */
int add_to_swap(struct machine *m, struct folio *folio);
/* Into the cache at a slot that is in use and not cached: swap-in and zswap's writeback. */
void add_to_swap_cache(struct machine *m, struct folio *folio, uint64_t slot);
/* Out of the cache; a slot that nobody names is free then. @shadow: for its refault, or 0. */
void delete_from_swap_cache(struct machine *m, struct folio *folio, uint64_t shadow, int cpu);
/*
 * Give up the slot of a cached folio that no page table names by it. False when
 * some does, or it is not cached. The folio is dirty then: memory has the only copy.
 */
bool folio_free_swap(struct machine *m, struct folio *folio, int cpu);
/* try_to_unmap() of an anonymous page: every entry that maps it names its slot now. */
void swap_unmap(struct machine *m, struct folio *folio);

/* ---- writing and reading (page_io.c) ---- */

enum swap_write {
	SWAP_WRITE_FREED,	/* nobody wanted the slot any more: it is gone, the page is not */
	SWAP_WRITE_ZERO,	/* a page of zeros: a bit in the zeromap */
	SWAP_WRITE_ZSWAP,	/* in zswap */
	SWAP_WRITE_DEVICE,	/* on the device */
	SWAP_WRITE_ACTIVATE	/* the memcg's pages may not reach the device: still dirty */
};

/*
 * Write a dirty cached folio to its slot. @who: task, cpu, context and local node of
 * the writer. *@zswap (may be NULL): what zswap answered.
 */
enum swap_write swap_writepage(struct machine *m, struct folio *folio,
			       const struct alloc_request *who, struct zswap_result *zswap);
/*
 * Fill @folio from @slot. It is cached there, or (synchronous devices) not and then
 * zswap keeps its entry. False: a stale direct page was read, the content is lost.
 */
bool swap_read_folio(struct machine *m, struct folio *folio, uint64_t slot, int cpu);

/*
 * Everything: slot, unmap, write, out of the cache. @folio is off its list; after 0 it
 * is unmapped and clean, to be uncharged and freed by the caller. Otherwise it is
 * as before, or dirty in the swap cache: -ENOSPC, -ENOMEM, -EINVAL of add_to_swap();
 * -EBUSY pinned or mlocked; -EAGAIN the write was not let through.
 */
int swap_out(struct machine *m, struct folio *folio, const struct alloc_request *who);

#endif
