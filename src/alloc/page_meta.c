// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the metadata of pages lives.
 *
 * Responsible for reserving address space for it, for the fallback when that is
 * refused (address space limits, strict overcommit), and for moving it when a
 * zone grows.
 * Not responsible for what the bytes mean to lists (free_list.c, pcp.c).
 *
 * One reservation a zone holds three arrays, links | state | pageblock types.
 * Nothing is touched here: the host hands out zeroed memory at the first write.
 *
 * Mirrors: mm/sparse.c (sections), v6.12.
 * Differs: 9 bytes a page instead of a struct page, none for untouched memory.
 */
#include "alloc/page_meta.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/text.h"

#define HOST_PAGE 4096u

static_assert(SECTION_PAGES % HOST_PAGE == 0, "sections of the state array are whole host pages");

static size_t round_up_host_page(size_t bytes)
{
	return (bytes + HOST_PAGE - 1) / HOST_PAGE * HOST_PAGE;
}

static size_t links_bytes(uint64_t nr_pages)
{
	return nr_pages * sizeof(struct page_link);
}

static size_t pageblock_bytes(uint64_t nr_pages)
{
	return round_up_host_page(nr_pages / pageblock_nr_pages);
}

static struct page_meta *page_meta_new(uint64_t start_pfn, uint64_t end_pfn)
{
	struct page_meta *meta = xcalloc(1, sizeof(*meta));
	uint64_t end = (end_pfn + SECTION_PAGES - 1) / SECTION_PAGES * SECTION_PAGES;

	assert(start_pfn < end_pfn);
	meta->base_pfn = start_pfn / SECTION_PAGES * SECTION_PAGES;
	meta->nr_pages = end - meta->base_pfn;
	assert(meta->nr_pages < MAX_ZONE_PAGES);
	return meta;
}

/* False when the host refuses. */
static bool reserve(struct page_meta *meta)
{
	size_t bytes =
		links_bytes(meta->nr_pages) + meta->nr_pages + pageblock_bytes(meta->nr_pages);
	char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		return false;
	/* A huge page would make 2 MiB of the first byte touched. Advice: may fail. */
	(void)madvise(p, bytes, MADV_NOHUGEPAGE);
	meta->reservation = p;
	meta->reserved_bytes = bytes;
	meta->links = (struct page_link *)(void *)p;
	meta->state = (uint8_t *)p + links_bytes(meta->nr_pages);
	meta->pageblock_mt = meta->state + meta->nr_pages;
	return true;
}

static void use_sections(struct page_meta *meta)
{
	meta->sections = xcalloc(meta->nr_pages / SECTION_PAGES, sizeof(*meta->sections));
	meta->pageblock_mt = xcalloc(1, pageblock_bytes(meta->nr_pages));
}

struct page_meta *page_meta_create(uint64_t start_pfn, uint64_t end_pfn)
{
	struct page_meta *meta = page_meta_new(start_pfn, end_pfn);

	if (!reserve(meta))
		use_sections(meta);
	return meta;
}

struct page_meta *page_meta_create_sections(uint64_t start_pfn, uint64_t end_pfn)
{
	struct page_meta *meta = page_meta_new(start_pfn, end_pfn);

	use_sections(meta);
	return meta;
}

static void free_sections(struct page_meta *meta)
{
	for (uint64_t i = 0; i < meta->nr_pages / SECTION_PAGES; i++)
		free(meta->sections[i]);
}

void page_meta_expect_use(struct page_meta *meta)
{
	if (!meta->reservation || meta->use_expected)
		return;
	meta->use_expected = true;
	(void)madvise(meta->reservation, meta->reserved_bytes, MADV_HUGEPAGE);
}

void page_meta_destroy(struct page_meta *meta)
{
	if (!meta)
		return;
	if (meta->reservation) {
		munmap(meta->reservation, meta->reserved_bytes);
	} else {
		free_sections(meta);
		free(meta->sections);
		free(meta->pageblock_mt);
	}
	free(meta);
}

void page_meta_reset(struct page_meta *meta)
{
	meta->pageblock_mt_written = false;
	if (meta->reservation) {
		/* Private anonymous memory reads as zero afterwards. */
		if (madvise(meta->reservation, meta->reserved_bytes, MADV_DONTNEED) != 0)
			memset(meta->reservation, 0, meta->reserved_bytes);
		return;
	}
	free_sections(meta);
	memset(meta->sections, 0, meta->nr_pages / SECTION_PAGES * sizeof(*meta->sections));
	memset(meta->pageblock_mt, 0, pageblock_bytes(meta->nr_pages));
}

struct page_section *page_section_make(struct page_meta *meta, uint32_t idx)
{
	struct page_section **section = &meta->sections[idx / SECTION_PAGES];

	assert(idx < meta->nr_pages);
	if (!*section)
		*section = xcalloc(1, sizeof(**section));
	return *section;
}

/* Copy what is not zero, so that the untouched stays untouched. */
static void copy_touched(void *to, const void *from, size_t bytes)
{
	static const char zero[HOST_PAGE];

	for (size_t at = 0; at < bytes; at += HOST_PAGE) {
		size_t len = bytes - at < HOST_PAGE ? bytes - at : HOST_PAGE;

		if (memcmp((const char *)from + at, zero, len) != 0)
			memcpy((char *)to + at, (const char *)from + at, len);
	}
}

/*
 * Move host pages, contents and all, without looking at them; copy where that fails.
 * Nothing of @from is mapped afterwards, and another thread's machine may be given
 * its addresses at once: it must not be unmapped again.
 */
static void move_touched(void *to, void *from, size_t bytes)
{
	if (mremap(from, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, to) != MAP_FAILED)
		return;
	copy_touched(to, from, bytes);
	munmap(from, bytes);
}

/*
 * Both reserved: @first = index in @to of the first page of @from. The reservation of
 * @from is gone afterwards.
 */
static void move_reserved(struct page_meta *to, struct page_meta *from, uint64_t first)
{
	size_t moved = links_bytes(from->nr_pages) + from->nr_pages;

	move_touched(to->links + first, from->links, links_bytes(from->nr_pages));
	move_touched(to->state + first, from->state, from->nr_pages);
	munmap((char *)from->reservation + moved, from->reserved_bytes - moved);
	from->reservation = NULL;
}

/* @to has sections, @from either. */
static void move_to_sections(struct page_meta *to, struct page_meta *from, uint64_t first)
{
	static const uint8_t zero[SECTION_PAGES];

	for (uint64_t i = 0; i < from->nr_pages / SECTION_PAGES; i++) {
		uint32_t idx = (uint32_t)(first + i * SECTION_PAGES);
		struct page_section *section;

		if (!from->reservation) {
			to->sections[idx / SECTION_PAGES] = from->sections[i];
			from->sections[i] = NULL;
			continue;
		}
		if (memcmp(from->state + i * SECTION_PAGES, zero, SECTION_PAGES) == 0)
			continue; /* a linked page has a state */
		section = page_section_make(to, idx);
		memcpy(section->links, from->links + i * SECTION_PAGES, sizeof(section->links));
		memcpy(section->state, from->state + i * SECTION_PAGES, sizeof(section->state));
	}
}

struct page_meta *page_meta_grow(struct page_meta *old, uint64_t start_pfn, uint64_t end_pfn)
{
	struct page_meta *meta = page_meta_new(start_pfn, end_pfn);
	uint64_t first = old->base_pfn - meta->base_pfn;

	assert(meta->base_pfn <= old->base_pfn);
	assert(first + old->nr_pages <= meta->nr_pages);
	/* What is in sections stays in sections: the host refused before. */
	if (!old->reservation || !reserve(meta))
		use_sections(meta);
	meta->pageblock_mt_written = old->pageblock_mt_written;
	if (old->pageblock_mt_written)
		copy_touched(meta->pageblock_mt + first / pageblock_nr_pages, old->pageblock_mt,
			     old->nr_pages / pageblock_nr_pages);
	if (meta->reservation) {
		move_reserved(meta, old, first);
		free(old);
	} else {
		move_to_sections(meta, old, first);
		page_meta_destroy(old);
	}
	return meta;
}
