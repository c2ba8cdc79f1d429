/* SPDX-License-Identifier: GPL-2.0-only */
/* Moving pages of tasks between nodes. */
#ifndef NW_ENGINE_MIGRATE_H
#define NW_ENGINE_MIGRATE_H

#include "engine/engine.h"
#include "mempolicy/mm.h"

/* CONSEQ_MIGRATE: move the task's pages from @from to @to as cpuset_migrate_mm() does. */
void engine_migrate_task(struct engine *e, struct task *task, const nodemask_t *from,
			 const nodemask_t *to);

#endif
