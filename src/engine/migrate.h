/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Moving pages of tasks between nodes: a target page is really allocated, the
 * old one freed.
 *
 * Mirrors: mm/migrate.c migrate_pages(), move_pages(2), mm/mempolicy.c
 * do_migrate_pages(), do_mbind(), kernel/cgroup/cpuset.c cpuset_migrate_mm(), v6.12.
 */
#ifndef NW_ENGINE_MIGRATE_H
#define NW_ENGINE_MIGRATE_H

#include "engine/engine.h"
#include "mempolicy/mm.h"

/* CONSEQ_MIGRATE: move the task's pages from @from to @to as cpuset_migrate_mm() does. */
void engine_migrate_task(struct engine *e, struct task *task, const nodemask_t *from,
			 const nodemask_t *to);
/* mbind(2) whole: policy, then the pages that MOVE asks for. 0 or -errno. */
int engine_mbind(struct engine *e, struct task *task, const struct mbind_args *args,
		 enum verdict *why);
/* migrate_pages(2) of @task by itself: pages that could not be moved (>= 0) or -errno. */
int64_t engine_migrate_pages(struct engine *e, struct task *task, const nodemask_t *from,
			     const nodemask_t *to, enum verdict *why);
/*
 * move_pages(2) of @nr slots from @first, all to @nid, flags MPOL_MF_*.
 * status[i]: node of the page, or -errno. Return: 0 or more (pages not moved), or
 * -errno, then no status is valid.
 */
int64_t engine_move_pages(struct engine *e, struct task *task, struct mapping *map,
			  uint64_t first, uint64_t nr, int nid, unsigned flags, int *status,
			  enum verdict *why);

/*
 * The driver of @nid takes pages of slots [first, first + nr) onto its node, asking for
 * memory the way the design gives it; pages that others map as well move for all.
 * @readonly: what has moved may not be written to without a fault. Return: pages that
 * stayed, or -ENOMEM.
 */
int64_t engine_driver_migrate(struct engine *e, struct task *task, struct mapping *map,
			      uint64_t first, uint64_t nr, int nid, bool readonly);

#endif
