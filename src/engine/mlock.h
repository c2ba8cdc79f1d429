/* SPDX-License-Identifier: GPL-2.0-only */
/* mprotect(2), mlock(2), munlock(2). Mirrors: mm/mprotect.c, mm/mlock.c, v6.12. */
#ifndef NW_ENGINE_MLOCK_H
#define NW_ENGINE_MLOCK_H

#include "engine/engine.h"
#include "folio/folio.h"

/* mprotect(2) of slots [first, first + nr): @write PROT_READ|PROT_WRITE, else PROT_READ. */
void engine_mprotect(struct mapping *map, uint64_t first, uint64_t nr, bool write);
/*
 * mlock(2): fault all in, and keep them. 0, or -EAGAIN with *@failed when there was no
 * memory for some; what is there stays locked.
 */
int engine_mlock(struct engine *e, struct task *task, struct mapping *map, uint64_t first,
		 uint64_t nr, struct alloc_result *failed);
void engine_munlock(struct engine *e, struct mapping *map, uint64_t first, uint64_t nr);

/* The page of a slot of a locked vma, if there is one. */
void engine_mlock_slot(struct engine *e, struct mapping *map, uint64_t slot);
/* It may be that no locked vma maps it any more. */
void engine_munlock_folio(struct engine *e, struct folio *folio);

#endif
