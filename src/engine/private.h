/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the engine share among themselves. */
#ifndef NW_ENGINE_PRIVATE_H
#define NW_ENGINE_PRIVATE_H

#include "engine/engine.h"
#include "mempolicy/mm.h"

/* task.c: the first task; and the end of all of them. */
void engine_init_task(struct engine *e);
void engine_free_tasks(struct engine *e);
/* engine.c: cpusets follow what boot made of the nodes. */
void engine_after_boot(struct engine *e);
/* evacuate.c: hotplug.migrate_range; @arg is the engine. */
int engine_evacuate(void *arg, struct machine *m, uint64_t start_pfn, uint64_t nr_pages);

/* fault.c: the OOM killer gives back what a task has in memory; @arg is the engine. */
void engine_mm_reap(void *arg, struct task *task);

/* fault_oom.c: what a fault without a page comes to; and one of a task that was killed in it. */
void engine_pagefault_oom(struct alloc_result *failed);
void engine_killed_on_return(struct engine *e, const struct task *task, struct mapping *map,
			     uint64_t slot, struct alloc_result *failed);

#endif
