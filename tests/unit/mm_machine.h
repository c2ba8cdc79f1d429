/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The small machine as an engine's, with a task that has an address space:
 *
 *	node 0   DMA32 [ 2048 pages ]  Normal [ 4096 pages ]   the task's CPU
 *	node 1                         Normal [ 4096 pages ]
 *	node 2                         Normal (or as told) [ 4096 pages ]
 */
#ifndef NW_UNIT_MM_MACHINE_H
#define NW_UNIT_MM_MACHINE_H

#include "engine/fault.h"
#include "engine/file.h"
#include "memcg/memcg.h"
#include "small_machine.h"

#define MM_BASE UINT64_C(0x100000000000)

struct mm_machine {
	struct small_machine s;
	struct engine e;
	struct task *task;
};

static inline void mm_machine_init(struct mm_machine *mm, const struct isolation_design *design,
				   enum zone_type spm_zone)
{
	small_machine_init(&mm->s, design, spm_zone);
	mm->s.m.node_states[N_NORMAL_MEMORY] = mm->s.m.node_states[N_MEMORY];
	mm->e = (struct engine){ .m = mm->s.m };
	memcg_create_root(&mm->e.m);
	mm->task = &mm->s.task;
	engine_mm(&mm->e, mm->task);
}

static inline void mm_machine_destroy(struct mm_machine *mm)
{
	engine_mm_exit(&mm->e, mm->task);
	engine_file_exit(&mm->e);
	mpol_task_exit(mm->task);
	folio_table_destroy(&mm->e.m);
	memcg_destroy_all(&mm->e.m);
	mm->s.m = mm->e.m;
	small_machine_destroy(&mm->s);
}

static inline struct mapping *mm_machine_map(struct mm_machine *mm, uint64_t nr,
					     uint64_t slot_bytes)
{
	struct mapping *map = NULL;

	assert_int_equal(mm_map(mm->task->mm, "a", MM_BASE, nr, slot_bytes, false, &map), 0);
	return map;
}

/* set_mempolicy() over the nodes whose bits are in @mask. */
static inline void mm_machine_policy(struct mm_machine *mm, unsigned mode, unsigned mask)
{
	nodemask_t nodes = NODE_MASK_NONE;
	const struct mpol_args args = { .mode = mode, .nodemask = &nodes, .maxnode = 1025 };

	nodes.bits[0] = mask;
	assert_int_equal(mpol_set(&mm->e.m, mm->task, &args, NULL), 0);
}

static inline void mm_machine_touch(struct mm_machine *mm, struct mapping *map, uint64_t first,
				    uint64_t nr)
{
	for (uint64_t i = first; i < first + nr; i++)
		assert_int_equal(engine_touch(&mm->e, mm->task, map, i, NULL), 0);
}

/* Free pages of a node, parked ones included. */
static inline uint64_t mm_machine_free(const struct mm_machine *mm, int nid)
{
	uint64_t nr = 0;

	for (int type = 0; type < MAX_NR_ZONES; type++) {
		const struct zone *zone = &mm->e.m.pgdat[nid]->node_zones[type];

		nr += zone->nr_free_pages;
		for (int cpu = 0; zone->pcp && cpu < zone->nr_pcp; cpu++)
			nr += zone->pcp[cpu] ? (uint64_t)zone->pcp[cpu]->count : 0;
	}
	return nr;
}

/* Take what a request of @gfp can get from node @nid alone. */
static inline void mm_machine_fill(struct mm_machine *mm, gfp_t gfp, unsigned order, int nid)
{
	const struct alloc_request req = {
		.gfp = gfp | __GFP_THISNODE,
		.order = order,
		.nid = nid,
		.task = mm->task,
	};

	while (alloc_pages(&mm->e.m, &req).block.zone)
		;
}

#endif
