// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults that end without a page, or with a task that has been killed meanwhile.
 *
 * Mirrors: mm/oom_kill.c pagefault_out_of_memory(), v6.12.
 * Differs: the task runs into a fault without end once, and is told so.
 */
#include "engine/fault.h"
#include "engine/private.h"
#include "oom/oom.h"

/*
 * A fault that found no page has VM_FAULT_OOM as its result. Unless the OOM killer is
 * at work, nobody does anything about that, and the task runs into the same fault.
 */
void engine_pagefault_oom(struct alloc_result *failed)
{
	if (failed->verdict != VERDICT_ENOMEM)
		return;
	failed->verdict = VERDICT_LIVELOCK;
	failed->cycle = "page fault -> no page: VM_FAULT_OOM -> pagefault_out_of_memory() leaves "
			"it at that -> the access is tried again";
}

/* Its fault may have been served, from the reserves; then it ends, and the page is gone. */
void engine_killed_on_return(struct engine *e, const struct task *task, struct mapping *map,
			     uint64_t slot, struct alloc_result *failed)
{
	const struct oom_history *history = oom_history(&e->m);

	*failed = (struct alloc_result){ .verdict = VERDICT_OOM };
	if (history->nr_kills)
		failed->oom = history->kills[history->nr_kills - 1].about;
	if (map->ptes[slot].folio)
		engine_unmap_slot(e, map, slot, task->cpu);
}
