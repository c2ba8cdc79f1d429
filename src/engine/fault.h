/* SPDX-License-Identifier: GPL-2.0-only */
/* Page faults of a task's mappings, and the pages that its address space holds. */
#ifndef NW_ENGINE_FAULT_H
#define NW_ENGINE_FAULT_H

#include "engine/engine.h"
#include "mempolicy/mm.h"

/* The task ends: give back every page and page table of its mm, and the mm. */
void engine_mm_exit(struct engine *e, struct task *task);

#endif
