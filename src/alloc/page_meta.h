/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Nine bytes a page: two links and a state byte, by page index.
 *
 * The page index counts from meta->base_pfn, which is a multiple of the section
 * size; so a page index has the alignment of its pfn, and buddies can be found
 * by index. Zero bytes = never touched.
 *
 * Owner: page_meta.c makes and moves the arrays; what stands in them belongs to
 * free_list.c (links of free blocks), pcp.c (links of parked blocks) and
 * buddy.c, pcp.c, rmqueue.c (state).
 *
 * Mirrors: struct page's buddy_list, pcp_list, PageBuddy() and buddy_order(), v6.12.
 */
#ifndef NW_ALLOC_PAGE_META_H
#define NW_ALLOC_PAGE_META_H

#include <assert.h>

#include "model/zone.h"

/*
 * State byte of the first page of a block: what it is | its order. Every other
 * page has PAGE_NONE: inner pages of blocks, holes, pages of which nothing is
 * known but that they are not free, and blocks implied by an interval.
 */
#define PAGE_NONE 0x00u
#define PAGE_BUDDY 0x10u /* on a free list */
#define PAGE_PCP 0x20u /* on a per-cpu list */
#define PAGE_USED 0x40u /* handed out by rmqueue() */
#define PAGE_ORDER_MASK 0x0fu

struct page_link {
	uint32_t next;
	uint32_t prev;
};

/* Metadata of one section, where there is no reservation. */
struct page_section {
	struct page_link links[SECTION_PAGES];
	uint8_t state[SECTION_PAGES];
};

struct page_meta {
	uint64_t base_pfn; /* multiple of SECTION_PAGES */
	uint64_t nr_pages; /* capacity, multiple of SECTION_PAGES */
	struct page_link *links; /* reserved address space; NULL = per section */
	uint8_t *state;
	uint8_t *pageblock_mt; /* one byte a pageblock, see pageblock.h */
	bool pageblock_mt_written; /* false: all of them are zero, and need no look */
	void *reservation; /* start and size of it all; NULL = per section */
	size_t reserved_bytes;
	bool use_expected;
	struct page_section **sections; /* [nr_pages / SECTION_PAGES], NULL entries */
};

/*
 * Metadata for [start_pfn, end_pfn), rounded out to whole sections. Falls back
 * to sections when the address space cannot be reserved.
 */
struct page_meta *page_meta_create(uint64_t start_pfn, uint64_t end_pfn);
/* The same without trying to reserve. */
struct page_meta *page_meta_create_sections(uint64_t start_pfn, uint64_t end_pfn);
void page_meta_destroy(struct page_meta *meta);
/* Forget everything: all zero again. */
void page_meta_reset(struct page_meta *meta);
/*
 * Much of the range is about to be touched: ask the host for huge pages, of which a
 * thousandth as many have to be faulted in. Advice: nothing depends on it.
 */
void page_meta_expect_use(struct page_meta *meta);
/*
 * New metadata for [start_pfn, end_pfn), which includes the range of @old, with
 * the touched contents of @old; @old is gone. Links are copied as they are:
 * when base_pfn changed, the caller must add the difference to them.
 */
struct page_meta *page_meta_grow(struct page_meta *old, uint64_t start_pfn, uint64_t end_pfn);

/* Section mode: the section of @idx, made if it is not there / NULL if it is not there. */
struct page_section *page_section_make(struct page_meta *meta, uint32_t idx);

static inline const struct page_section *page_section_find(const struct page_meta *meta,
							   uint32_t idx)
{
	return meta->sections[idx / SECTION_PAGES];
}

/* The links of a page that is, or is about to be, on a list. Hot. */
static inline struct page_link *page_link(struct page_meta *meta, uint32_t idx)
{
	struct page_section *section;

	if (__builtin_expect(meta->links != NULL, 1))
		return &meta->links[idx];
	section = meta->sections[idx / SECTION_PAGES];
	if (!section)
		section = page_section_make(meta, idx);
	return &section->links[idx % SECTION_PAGES];
}

static inline uint8_t page_state(const struct page_meta *meta, uint32_t idx)
{
	const struct page_section *section;

	if (__builtin_expect(meta->links != NULL, 1))
		return meta->state[idx];
	section = page_section_find(meta, idx);
	return section ? section->state[idx % SECTION_PAGES] : PAGE_NONE;
}

static inline void set_page_state(struct page_meta *meta, uint32_t idx, unsigned state)
{
	if (__builtin_expect(meta->links != NULL, 1))
		meta->state[idx] = (uint8_t)state;
	else if (page_section_find(meta, idx))
		meta->sections[idx / SECTION_PAGES]->state[idx % SECTION_PAGES] = (uint8_t)state;
	else if (state != PAGE_NONE)
		page_section_make(meta, idx)->state[idx % SECTION_PAGES] = (uint8_t)state;
}

static inline uint64_t zone_page_pfn(const struct zone *zone, uint32_t idx)
{
	return zone->meta->base_pfn + idx;
}

static inline uint32_t zone_page_idx(const struct zone *zone, uint64_t pfn)
{
	return (uint32_t)(pfn - zone->meta->base_pfn);
}

static inline bool zone_spans_pfn(const struct zone *zone, uint64_t pfn)
{
	return pfn - zone->zone_start_pfn < zone->spanned_pages;
}

#endif
