/* SPDX-License-Identifier: GPL-2.0-only */
/* Arguments of slab and hugetlb steps, decoded: a part of plan.h. */
#ifndef NW_SCENARIO_PLAN_SLAB_H
#define NW_SCENARIO_PLAN_SLAB_H

#include <stdbool.h>
#include <stdint.h>

enum slab_op {
	SLAB_OP_ALLOC,
	SLAB_OP_CREATE,
	SLAB_OP_FREE,
	SLAB_OP_UNUSED,
	SLAB_OP_PLACE,
	SLAB_OP_SHRINK
};

/* Task, gfp, context and CPU are those of the request, the label that of the step. */
struct slab_args {
	enum slab_op op;
	const char *cache;
	unsigned size, flags;		/* SLAB_* */
	int min_partial, cpu_partial;	/* -1 = by the kernel's rule */
	bool no_remote_defrag;
	uint64_t nr;			/* objects or slabs; 0 = all */
};

enum hugetlb_op {
	HUGETLB_OP_NR,
	HUGETLB_OP_OVERCOMMIT,
	HUGETLB_OP_DEMOTE,
	HUGETLB_OP_MAP,
	HUGETLB_OP_TOUCH,
	HUGETLB_OP_UNMAP
};

/* Mapping, first page and number of pages are those of the step. */
struct hugetlb_args {
	enum hugetlb_op op;
	unsigned order;
	uint64_t value;			/* written to the file */
	bool mempolicy, noreserve;
};

#endif
