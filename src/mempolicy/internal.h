/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of this room share among themselves. */
#ifndef NW_MEMPOLICY_INTERNAL_H
#define NW_MEMPOLICY_INTERNAL_H

#include "mempolicy/mm.h"

/* Mode, flags and mask of a call, as the kernel reads them: 0 or -EINVAL. */
struct mpol_call {
	unsigned mode, flags;
	nodemask_t nodes;
};
int mpol_read_args(const struct machine *m, const struct mpol_args *args, struct mpol_call *call);
/* Let the design (H11 mpol_trim) edit *@allowed. 0 or its -errno, with *@why. */
int mpol_allowed_nodes(const struct machine *m, const struct mpol_question *q,
		       nodemask_t *allowed, enum verdict *why);
/* The nodes of @named that have memory and that only the design keeps from @kept. */
void mpol_withheld_nodes(const struct machine *m, const struct task *task,
			 const nodemask_t *named, const nodemask_t *kept, nodemask_t *withheld);
/* @user folded and mapped onto @relative_to: MPOL_F_RELATIVE_NODES. */
void mpol_relative_nodes(const nodemask_t *user, const nodemask_t *relative_to, nodemask_t *nodes);
/* vma.c: make @addr the start of a vma; join neighbours that are alike. */
void mapping_split(struct mapping *map, uint64_t addr);
void mapping_merge(struct mapping *map);
/* The index base for moving pages, of which @first is the first. */
uint64_t mbind_index_base(const struct page_ref *first);

#endif
