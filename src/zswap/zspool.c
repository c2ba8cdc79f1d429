// SPDX-License-Identifier: GPL-2.0-only
/*
 * The compressed pool: size classes, zspages, and the pages they are made of.
 *
 * Responsible for how many pages a set of objects costs and on which nodes they
 * are. Not responsible for contents (zswap.c keeps them).
 *
 * Mirrors: mm/zsmalloc.c zs_create_pool(), calculate_zspage_chain_size(),
 * find_get_zspage(), zs_malloc(), zs_free(), fix_fullness_group(), v6.12.
 * Differs: handles and zspage descriptors take no memory; no compaction and no
 * migration of zspages; a page of a zspage is never charged to a memcg.
 */
#include "zswap/zspool.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "alloc/page_alloc.h"
#include "base/text.h"

/* Fullness groups: 0 empty, 1..10 by tenths in use, 11 full. */
#define FULLNESS_EMPTY 0
#define FULLNESS_FULL (ZS_FULLNESS_GROUPS - 1)

struct zspage {
	unsigned class_idx;
	unsigned fullness;
	unsigned inuse; /* objects */
	unsigned nr_pages;
	struct page_block pages[ZS_MAX_PAGES_PER_ZSPAGE];
	struct zspage *prev, *next; /* in the class's list of its fullness */
};

/* Pages in a row that waste least; a power of two fits a page anyway. */
static unsigned zspage_chain_size(unsigned class_size)
{
	unsigned min_waste = UINT_MAX, chain = 1;

	if (!(class_size & (class_size - 1)))
		return 1;
	for (unsigned i = 1; i <= ZS_MAX_PAGES_PER_ZSPAGE; i++) {
		unsigned waste = i * (unsigned)PAGE_SIZE % class_size;

		if (waste < min_waste) {
			min_waste = waste;
			chain = i;
		}
	}
	return chain;
}

void zspool_init(struct zspool *pool)
{
	const struct size_class *prev = NULL;

	*pool = (struct zspool){ 0 };
	/* From large to small: a class that costs the same pages as the next larger one is that. */
	for (unsigned i = ZS_SIZE_CLASSES; i-- > 0;) {
		struct size_class *class = &pool->classes[i];

		class->size = ZS_MIN_ALLOC_SIZE + i * ZS_SIZE_CLASS_DELTA;
		class->pages_per_zspage = zspage_chain_size(class->size);
		class->objs_per_zspage =
			class->pages_per_zspage * (unsigned)PAGE_SIZE / class->size;
		pool->class_of[i] = (uint16_t)i;
		if (prev && prev->pages_per_zspage == class->pages_per_zspage &&
		    prev->objs_per_zspage == class->objs_per_zspage)
			pool->class_of[i] = (uint16_t)(prev - pool->classes);
		else
			prev = class;
	}
}

static unsigned class_index(const struct zspool *pool, unsigned bytes)
{
	unsigned size = bytes + ZS_HANDLE_SIZE, i = 0;

	if (size > ZS_MIN_ALLOC_SIZE)
		i = (size - ZS_MIN_ALLOC_SIZE + ZS_SIZE_CLASS_DELTA - 1) / ZS_SIZE_CLASS_DELTA;
	if (i >= ZS_SIZE_CLASSES)
		i = ZS_SIZE_CLASSES - 1; /* a whole page: its handle is kept elsewhere */
	return pool->class_of[i];
}

const struct size_class *zspool_class(const struct zspool *pool, unsigned bytes)
{
	return &pool->classes[class_index(pool, bytes)];
}

/* ---- lists by fullness ---- */

static unsigned fullness_group(const struct size_class *class, const struct zspage *zspage)
{
	if (zspage->inuse == 0)
		return FULLNESS_EMPTY;
	if (zspage->inuse == class->objs_per_zspage)
		return FULLNESS_FULL;
	return 100 * zspage->inuse / class->objs_per_zspage / 10 + 1;
}

static void insert_zspage(struct size_class *class, struct zspage *zspage, unsigned fullness)
{
	struct zspage **head = &class->fullness_list[fullness];

	zspage->fullness = fullness;
	zspage->prev = NULL;
	zspage->next = *head;
	if (*head)
		(*head)->prev = zspage;
	*head = zspage;
}

static void remove_zspage(struct size_class *class, struct zspage *zspage)
{
	if (zspage->prev)
		zspage->prev->next = zspage->next;
	else
		class->fullness_list[zspage->fullness] = zspage->next;
	if (zspage->next)
		zspage->next->prev = zspage->prev;
}

static void fix_fullness_group(struct size_class *class, struct zspage *zspage)
{
	unsigned fullness = fullness_group(class, zspage);

	if (fullness == zspage->fullness)
		return;
	remove_zspage(class, zspage);
	insert_zspage(class, zspage, fullness);
}

/* The fullest zspage that has room. */
static struct zspage *find_zspage(const struct size_class *class)
{
	for (unsigned fullness = FULLNESS_FULL; fullness-- > FULLNESS_EMPTY;)
		if (class->fullness_list[fullness])
			return class->fullness_list[fullness];
	return NULL;
}

/* ---- pages ---- */

static void free_zspage_pages(struct machine *m, struct zspage *zspage, int cpu)
{
	while (zspage->nr_pages)
		free_pages(m, zspage->pages[--zspage->nr_pages], cpu);
}

/* All pages of a zspage or none. */
static struct zspage *alloc_zspage(struct machine *m, const struct size_class *class,
				   const struct alloc_request *req)
{
	struct zspage *zspage = xcalloc(1, sizeof(*zspage));

	while (zspage->nr_pages < class->pages_per_zspage) {
		struct alloc_result result = alloc_pages(m, req);

		if (!result.block.zone) {
			free_zspage_pages(m, zspage, req->cpu);
			free(zspage);
			return NULL;
		}
		zspage->pages[zspage->nr_pages++] = result.block;
	}
	return zspage;
}

int zspool_malloc(struct zspool *pool, struct machine *m, const struct alloc_request *req,
		  unsigned bytes, struct zspage **zspage)
{
	struct size_class *class;
	struct zspage *found;
	unsigned idx;

	assert(req->order == 0);
	if (bytes == 0)
		return -EINVAL;
	if (bytes > ZS_MAX_ALLOC_SIZE)
		return -ENOSPC;
	idx = class_index(pool, bytes);
	class = &pool->classes[idx];
	found = find_zspage(class);
	if (found) {
		found->inuse++;
		fix_fullness_group(class, found);
	} else {
		found = alloc_zspage(m, class, req);
		if (!found)
			return -ENOMEM;
		found->class_idx = idx;
		found->inuse = 1;
		insert_zspage(class, found, fullness_group(class, found));
		pool->nr_pages += class->pages_per_zspage;
	}
	pool->nr_objects++;
	*zspage = found;
	return 0;
}

void zspool_free(struct zspool *pool, struct machine *m, struct zspage *zspage, int cpu)
{
	struct size_class *class = &pool->classes[zspage->class_idx];

	assert(zspage->inuse > 0 && pool->nr_objects > 0);
	zspage->inuse--;
	pool->nr_objects--;
	if (zspage->inuse) {
		fix_fullness_group(class, zspage);
		return;
	}
	remove_zspage(class, zspage);
	pool->nr_pages -= class->pages_per_zspage;
	free_zspage_pages(m, zspage, cpu);
	free(zspage);
}

int zspage_nid(const struct zspage *zspage)
{
	return zspage->pages[0].zone->nid;
}

void zspool_for_each_page(const struct zspool *pool,
			  void (*visit)(void *arg, struct page_block block), void *arg)
{
	for (unsigned c = 0; c < ZS_SIZE_CLASSES; c++)
		for (unsigned f = 0; f < ZS_FULLNESS_GROUPS; f++)
			for (const struct zspage *z = pool->classes[c].fullness_list[f]; z;
			     z = z->next)
				for (unsigned i = 0; i < z->nr_pages; i++)
					visit(arg, z->pages[i]);
}

struct node_count {
	int nid;
	uint64_t nr;
};

static void count_on_node(void *arg, struct page_block block)
{
	struct node_count *count = arg;

	count->nr += block.zone->nid == count->nid;
}

uint64_t zspool_pages_on(const struct zspool *pool, int nid)
{
	struct node_count count = { .nid = nid };

	zspool_for_each_page(pool, count_on_node, &count);
	return count.nr;
}

void zspool_destroy(struct zspool *pool, struct machine *m)
{
	for (unsigned c = 0; c < ZS_SIZE_CLASSES; c++) {
		for (unsigned f = 0; f < ZS_FULLNESS_GROUPS; f++) {
			struct zspage *next;

			for (struct zspage *z = pool->classes[c].fullness_list[f]; z; z = next) {
				next = z->next;
				free_zspage_pages(m, z, 0);
				free(z);
			}
		}
	}
	zspool_init(pool);
}
