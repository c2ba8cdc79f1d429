/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the engine share among themselves. */
#ifndef NW_ENGINE_PRIVATE_H
#define NW_ENGINE_PRIVATE_H

#include "engine/engine.h"

/* task.c: the first task; and the end of all of them. */
void engine_init_task(struct engine *e);
void engine_free_tasks(struct engine *e);
/* engine.c: cpusets follow what boot made of the nodes. */
void engine_after_boot(struct engine *e);
/* evacuate.c: hotplug.migrate_range; @arg is the engine. */
int engine_evacuate(void *arg, struct machine *m, uint64_t start_pfn, uint64_t nr_pages);

#endif
