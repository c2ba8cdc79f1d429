/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Long-term pins: a device uses pages of a task until it says otherwise.
 *
 * Mirrors: mm/gup.c pin_user_pages() with FOLL_LONGTERM | FOLL_WRITE, v6.12.
 */
#ifndef NW_ENGINE_PIN_H
#define NW_ENGINE_PIN_H

#include "engine/engine.h"
#include "folio/folio.h"

/*
 * Pin slots [first, first + nr) under @label; a page that may not be pinned where it
 * is moves first. Return: 0; -ENOMEM (no page, or nowhere to move one to) or -EBUSY (the
 * same of a device coherent page) with *@failed; -EFAULT (not writable, or a shared
 * mapping of a file). Nothing is pinned after an error; pages that moved stay where they
 * are.
 */
int engine_pin(struct engine *e, struct task *task, struct mapping *map, uint64_t first,
	       uint64_t nr, const char *label, struct alloc_result *failed);
/* unpin_user_pages() of all that @label holds: pages, or -ENOENT. */
int64_t engine_unpin(struct engine *e, const char *label);
/* All of them, at the end of the machine. */
void engine_unpin_all(struct engine *e);

#endif
