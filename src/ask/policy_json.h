/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory policies as questions write them. */
#ifndef NW_ASK_POLICY_JSON_H
#define NW_ASK_POLICY_JSON_H

#include "ask/ask.h"
#include "mempolicy/mm.h"

/*
 * Fields mode, flags, nodemask, maxnode (1025 when absent, 0 for a null mask) of
 * @q. @mask keeps the nodes that @args points to.
 */
void ask_mpol_args(struct ask *s, const json_t *q, struct mpol_args *args, nodemask_t *mask);
/* {"errno","mode","flags","nodes"} of what get_mempolicy() shows. */
json_t *ask_mpol_info(const struct mpol_info *info);

/* "vaddr", a hexadecimal page address; "mf" or "flags", names of MPOL_MF_*. */
uint64_t ask_vaddr(struct ask *s, const json_t *q);
unsigned ask_move_flags(struct ask *s, const json_t *q, const char *key);
/* Nodes of slots [first, + nr), -2 where nothing is present; pages by node. */
json_t *ask_pages(const struct mapping *map, uint64_t first, uint64_t nr);
json_t *ask_placement(const struct mapping *map);

#endif
