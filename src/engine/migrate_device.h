/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages of tasks on device memory that is outside the page allocator: its driver moves
 * them there and back.
 *
 * Mirrors: mm/migrate_device.c, include/linux/memremap.h struct dev_pagemap_ops
 * migrate_to_ram, v6.12.
 */
#ifndef NW_ENGINE_MIGRATE_DEVICE_H
#define NW_ENGINE_MIGRATE_DEVICE_H

#include "engine/engine.h"
#include "mempolicy/mm.h"

/*
 * The driver of @nid moves slots [first, first + nr) into pages of its own, for all who
 * map them; it does so for private memory that nobody touched yet as well. Return: pages
 * that moved. Precondition: slots of PAGE_SIZE.
 */
uint64_t engine_to_device(struct engine *e, struct task *task, struct mapping *map, uint64_t first,
			  uint64_t nr, int nid);
/* The pages of its own among them go back to ordinary memory. Return: pages that moved. */
uint64_t engine_to_ram(struct engine *e, struct task *task, struct mapping *map, uint64_t first,
		       uint64_t nr, int nid);
/*
 * An access to a device private page. Return: -EAGAIN, the access is to be tried again;
 * -ENOMEM with *@failed: no memory for it (SIGBUS).
 */
int engine_migrate_to_ram(struct engine *e, struct task *task, struct mapping *map, uint64_t slot,
			  struct alloc_result *failed);
/* A device coherent page that is to be pinned for long. 0, or -EBUSY with *@failed. */
int engine_coherent_to_ram(struct engine *e, struct task *task, struct folio *folio,
			   struct alloc_result *failed);

#endif
