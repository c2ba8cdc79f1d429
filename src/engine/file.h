/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files: read(2), write(2), fsync(2), posix_fadvise(POSIX_FADV_DONTNEED), mappings.
 *
 * Mirrors: mm/filemap.c filemap_read(), generic_perform_write(), filemap_fault(),
 * mm/truncate.c invalidate_mapping_pages(), v6.12.
 */
#ifndef NW_ENGINE_FILE_H
#define NW_ENGINE_FILE_H

#include "engine/engine.h"
#include "mempolicy/mm.h"
#include "pagecache/pagecache.h"

/* A stretch of a file that @task works on. */
struct file_range {
	struct task *task;
	struct page_cache *cache;
	uint64_t first, nr;		/* pages */
	const nodemask_t *wanted;	/* a driver's file: opt in (H16) for these nodes; or NULL */
	/* Told of every page that had to be allocated; may be NULL. */
	void (*added)(void *arg, const struct folio *folio);
	void *arg;
};

/* 0, or -ENOMEM with *@failed; pages before the one that failed are done. */
int engine_file_read(struct engine *e, const struct file_range *range,
		     struct alloc_result *failed);
int engine_file_write(struct engine *e, const struct file_range *range,
		      struct alloc_result *failed);
/* Write dirty pages out: they are clean afterwards. */
void engine_file_sync(struct engine *e, const struct file_range *range);
/* Forget clean pages that nobody maps. Return: how many. */
uint64_t engine_file_drop(struct engine *e, const struct file_range *range);

/* Bring in page @index, which is not cached, for @task; NULL: no memory. */
struct folio *engine_file_fill(struct engine *e, struct task *task, struct page_cache *cache,
			       uint64_t index, struct alloc_result *failed);
/* What a page of a file that @task reads is asked for with. */
void engine_file_use(const struct task *task, struct mpol_use *use);
/* Let @map, which is new, map page @pgoff and on of @cache. */
void engine_file_map(struct mapping *map, struct page_cache *cache, uint64_t pgoff);
/* fork(2): @copy maps what @map does. */
void engine_file_dup(struct engine *e, struct mapping *map, struct mapping *copy);
/* @map goes: an object that nobody maps any more goes with it. */
void engine_file_unmap(struct engine *e, struct mapping *map, int cpu);
/* All pages of all files and objects, at the end of the machine. */
void engine_file_exit(struct engine *e);

#endif
