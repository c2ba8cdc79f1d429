/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages of tasks on compressed memory: in by demotion, out by a write.
 *
 * Mirrors: nothing in 6.12; the cram driver of 20260222084842.1824063-1.
 */
#ifndef NW_ENGINE_DEVICE_H
#define NW_ENGINE_DEVICE_H

#include "engine/engine.h"
#include "mempolicy/mm.h"

/*
 * Demote pages [first, first + nr) of @map to @nid, one after the other, as reclaim
 * asks for its preferred node. *@nr_moved: those that are there now. Return: 0, or why
 * it ended: -EINVAL (no target of the page's node), -ENOSPC (the driver lets nothing in),
 * -ENOMEM, with *@why.
 */
int engine_demote(struct engine *e, struct task *task, struct mapping *map, uint64_t first,
		  uint64_t nr, int nid, uint64_t *nr_moved, enum verdict *why);
/*
 * A write to a page that is mapped read-only for its device's sake: it moves to where a
 * fault would get a page. 0, or -EAGAIN with *@failed: there is none, the fault is tried
 * again.
 */
int engine_promote_on_write(struct engine *e, struct task *task, struct mapping *map,
			    uint64_t slot, struct alloc_result *failed);
/* A device writes @content to the blocks of @label: page i the same with seed + i. */
int engine_device_write(struct engine *e, const char *label, const struct page_content *content);

#endif
