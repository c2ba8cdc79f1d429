/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pool that compressed pages live in: objects of a size class share a
 * zspage, a chain of order-0 pages taken from the page allocator.
 *
 * Mirrors: mm/zsmalloc.c zs_create_pool(), zs_malloc(), zs_free(), v6.12
 * (ZSMALLOC_CHAIN_SIZE 8).
 */
#ifndef NW_ZSWAP_ZSPOOL_H
#define NW_ZSWAP_ZSPOOL_H

#include "model/machine.h"

#define ZS_HANDLE_SIZE 8u
#define ZS_MIN_ALLOC_SIZE 32u
#define ZS_MAX_ALLOC_SIZE ((unsigned)PAGE_SIZE)
#define ZS_SIZE_CLASS_DELTA 16u
#define ZS_SIZE_CLASSES ((ZS_MAX_ALLOC_SIZE - ZS_MIN_ALLOC_SIZE) / ZS_SIZE_CLASS_DELTA + 1)
#define ZS_MAX_PAGES_PER_ZSPAGE 8u
#define ZS_FULLNESS_GROUPS 12

struct zspage;

struct size_class {
	unsigned size; /* bytes of an object with its handle */
	unsigned pages_per_zspage;
	unsigned objs_per_zspage; /* 1 with one page: a huge class */
	struct zspage *fullness_list[ZS_FULLNESS_GROUPS];
};

struct zspool {
	struct size_class classes[ZS_SIZE_CLASSES];
	uint16_t class_of[ZS_SIZE_CLASSES]; /* merged: index of the class that serves */
	uint64_t nr_pages;
	uint64_t nr_objects;
};

void zspool_init(struct zspool *pool);
/* Give every page back to the allocator. */
void zspool_destroy(struct zspool *pool, struct machine *m);

/*
 * Room for @bytes. @req says who asks: nid, task, context and GFP flags of the
 * page allocations. Return: 0 with *@zspage, -EINVAL (0 bytes), -ENOSPC (larger
 * than a page) or -ENOMEM.
 */
int zspool_malloc(struct zspool *pool, struct machine *m, const struct alloc_request *req,
		  unsigned bytes, struct zspage **zspage);
/* One object of the zspage goes; with the last one its pages do. */
void zspool_free(struct zspool *pool, struct machine *m, struct zspage *zspage, int cpu);

/* The class that serves objects of @bytes (handle not included). */
const struct size_class *zspool_class(const struct zspool *pool, unsigned bytes);
/* Node of a zspage's first page. */
int zspage_nid(const struct zspage *zspage);
/* Every page of the pool. */
void zspool_for_each_page(const struct zspool *pool,
			  void (*visit)(void *arg, struct page_block block), void *arg);
/* Pages of the pool on node @nid. */
uint64_t zspool_pages_on(const struct zspool *pool, int nid);

#endif
