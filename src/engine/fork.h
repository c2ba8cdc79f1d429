/* SPDX-License-Identifier: GPL-2.0-only */
/* The address space of a child. Mirrors: kernel/fork.c dup_mmap(), v6.12. */
#ifndef NW_ENGINE_FORK_H
#define NW_ENGINE_FORK_H

#include "engine/engine.h"

/*
 * Give @child, which has no address space, a copy of @parent's: private pages are
 * shared until one of the two writes. 0, or -ENOMEM with *@failed; @child has a part
 * of the copy then.
 */
int engine_dup_mm(struct engine *e, struct task *parent, struct task *child,
		  struct alloc_result *failed);

#endif
