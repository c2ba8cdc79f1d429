/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine made by hand: three nodes, one CPU, two tasks, at most one child
 * cpuset. Marks and reserves are set directly so that a test sees every number.
 *
 *	node 0   DMA32 [ 2048 pages ]  Normal [ 4096 pages ]
 *	node 1                         Normal [ 4096 pages ]
 *	node 2   the special one:      Normal or Movable [ 4096 pages ], as told
 *
 * Distances: 10 to itself, 20 between 0 and 1, 40 to node 2. Marks of every
 * zone: min 64, low 128, high 192; no lowmem reserve.
 */
#ifndef NW_UNIT_SMALL_MACHINE_H
#define NW_UNIT_SMALL_MACHINE_H

#include <stdlib.h>
#include <string.h>

#include "alloc/page_alloc.h"
#include "alloc/rmqueue.h"
#include "alloc/zone_memory.h"
#include "alloc/zonelist.h"
#include "base/text.h"
#include "cpuset/cpuset.h"
#include "designs/designs.h"
#include "hotplug/role.h"
#include "unit.h"

#define SMALL_NODES 3
#define SMALL_SPM 2
#define SMALL_ZONE_PAGES 4096u

struct small_machine {
	struct machine m;
	struct cpuset top, child;
	struct task init, task; /* init is in the top cpuset, task where told */
	int16_t cpu_to_node[1];
	struct event_log log;
};

static inline void small_zone(struct small_machine *s, int nid, enum zone_type type,
			      uint64_t start_pfn, uint64_t nr_pages)
{
	struct zone *zone = &s->m.pgdat[nid]->node_zones[type];

	zone_grow_span(zone, start_pfn, nr_pages);
	zone->present_pages = nr_pages;
	zone_free_range(zone, start_pfn, nr_pages);
	zone->_watermark[WMARK_MIN] = 64;
	zone->_watermark[WMARK_LOW] = 128;
	zone->_watermark[WMARK_HIGH] = 192;
	zone->_watermark[WMARK_PROMO] = 256;
}

static inline void small_nodes(struct small_machine *s, enum zone_type spm_zone)
{
	struct machine *m = &s->m;

	m->nr_node_ids = SMALL_NODES;
	m->distance = xmalloc(SMALL_NODES * SMALL_NODES);
	m->node_load = xcalloc(SMALL_NODES, sizeof(*m->node_load));
	m->nr_cpus_of_node = xcalloc(SMALL_NODES, sizeof(*m->nr_cpus_of_node));
	for (int nid = 0; nid < SMALL_NODES; nid++) {
		for (int to = 0; to < SMALL_NODES; to++)
			m->distance[nid * SMALL_NODES + to] = nid == to ? 10 :
							      nid == SMALL_SPM || to == SMALL_SPM ?
									  40 :
									  20;
		m->pgdat[nid] = xcalloc(1, sizeof(*m->pgdat[nid]));
		m->pgdat[nid]->node_id = nid;
		m->pgdat[nid]->kswapd_started = true;
		for (int i = 0; i < MAX_NR_ZONES; i++)
			zone_init(&m->pgdat[nid]->node_zones[i], nid, (enum zone_type)i);
		node_set(nid, &m->node_states[N_POSSIBLE]);
		node_set(nid, &m->node_states[N_ONLINE]);
		node_set(nid, &m->node_states[N_MEMORY]);
	}
	small_zone(s, 0, ZONE_DMA32, 0x10000, 2048);
	small_zone(s, 0, ZONE_NORMAL, 0x100000, SMALL_ZONE_PAGES);
	small_zone(s, 1, ZONE_NORMAL, 0x200000, SMALL_ZONE_PAGES);
	small_zone(s, SMALL_SPM, spm_zone, 0x300000, SMALL_ZONE_PAGES);
}

/* What the design makes of node 2, as hotplug would leave it. */
static inline void small_roles(struct machine *m)
{
	struct hotplug_question q = { .moment = HP_BOOT, .online_type = MMOP_ONLINE };
	struct hotplug_answer answer;

	if (!m->design->hotplug)
		return;
	node_clear(SMALL_SPM, &m->node_states[N_MEMORY]); /* its memory comes last */
	for (q.nid = 0; q.nid < SMALL_NODES; q.nid++) {
		q.role = q.nid == SMALL_SPM ? ROLE_SPM : ROLE_SYSRAM;
		q.moment = q.role == ROLE_SPM ? HP_ADD : HP_BOOT;
		answer = hotplug_ask(m, &q, NULL);
		assert_int_equal(answer.err, 0);
		q.moment = HP_ONLINE_FIRST;
		answer = hotplug_ask(m, &q, NULL);
		if (answer.joins_spm)
			node_set(q.nid, &m->node_states[N_SPM]);
		if (answer.joins_memory)
			node_set(q.nid, &m->node_states[N_MEMORY]);
		else
			node_clear(q.nid, &m->node_states[N_MEMORY]);
	}
}

/* The nodes of a cpuset as @task gets them under the design. */
static inline void small_task_mems(struct small_machine *s, struct task *task, struct cpuset *cs)
{
	task->cs = cs;
	guarantee_online_mems(&s->m, cs, &task->mems_allowed, &task->mems_withheld);
	task->mems_allowed_seq++;
}

static inline void small_cpuset_effective(struct small_machine *s, struct cpuset *cs)
{
	if (s->m.design->cpuset_derive)
		s->m.design->cpuset_derive(&s->m, &cs->effective_mems, &cs->derived_mems);
	else
		cs->derived_mems = cs->effective_mems;
}

static inline void small_machine_init(struct small_machine *s,
				      const struct isolation_design *design,
				      enum zone_type spm_zone)
{
	*s = (struct small_machine){ 0 };
	s->m.design = design;
	s->m.nr_cpus = 1;
	s->m.cpu_to_node = s->cpu_to_node;
	s->m.log = &s->log;
	small_nodes(s, spm_zone);
	small_roles(&s->m);
	node_set(SMALL_SPM, &s->m.spm_declared);
	build_all_zonelists(&s->m);
	s->top.path = "/";
	s->top.mems_allowed = s->m.node_states[N_POSSIBLE];
	s->top.effective_mems = s->m.node_states[N_MEMORY];
	small_cpuset_effective(s, &s->top);
	s->m.top_cpuset = &s->top;
	s->init.name = "init";
	s->task.name = "task";
	s->m.init_task = &s->init;
	small_task_mems(s, &s->init, &s->top);
	small_task_mems(s, &s->task, &s->top);
}

/* Cpusets on, the task in a child whose cpuset.mems is @mems (bit per node; 0 = unwritten). */
static inline void small_cpuset(struct small_machine *s, unsigned mems)
{
	s->m.nr_cpusets = 1;
	s->child = (struct cpuset){ .parent = &s->top, .path = "/child" };
	for (int nid = 0; nid < SMALL_NODES; nid++)
		if (mems & (1u << nid))
			node_set(nid, &s->child.mems_allowed);
	nodes_and(&s->child.effective_mems, &s->child.mems_allowed, &s->top.effective_mems);
	if (nodes_empty(&s->child.effective_mems))
		s->child.effective_mems = s->top.effective_mems;
	small_cpuset_effective(s, &s->child);
	small_task_mems(s, &s->task, &s->child);
}

static inline void small_cpusets_off(struct small_machine *s)
{
	s->m.nr_cpusets = 0;
	small_task_mems(s, &s->task, &s->top);
}

static inline void small_machine_destroy(struct small_machine *s)
{
	for (int nid = 0; nid < SMALL_NODES; nid++)
		for (int i = 0; i < MAX_NR_ZONES; i++)
			zone_destroy(&s->m.pgdat[nid]->node_zones[i]);
	zonelists_destroy(&s->m);
	for (int nid = 0; nid < SMALL_NODES; nid++)
		free(s->m.pgdat[nid]);
	free(s->m.dstate.node_caps);
	free(s->m.distance);
	free(s->m.node_load);
	free(s->m.nr_cpus_of_node);
}

static inline struct zone *small_zone_of(struct small_machine *s, int nid, enum zone_type type)
{
	return &s->m.pgdat[nid]->node_zones[type];
}

/* A request of the task; the mask is @mask's bits, kept in @storage. */
static inline struct alloc_request small_request(const struct small_machine *s, gfp_t gfp, int nid)
{
	return (struct alloc_request){ .gfp = gfp, .nid = nid, .task = &s->task };
}

static inline void small_mask(struct alloc_request *req, nodemask_t *storage, unsigned mask)
{
	*storage = NODE_MASK_NONE;
	for (int nid = 0; nid < SMALL_NODES; nid++)
		if (mask & (1u << nid))
			node_set(nid, storage);
	req->mask = (struct mask_ref){ .nodes = storage, .from = MASK_FROM_CALLER };
}

/* Sets of the three nodes as small integers. */
static inline unsigned small_bits(const nodemask_t *nodes)
{
	return (unsigned)nodes->bits[0];
}

/* Leave exactly @nr_free pages free in every zone of the node. */
static inline void small_fill(struct small_machine *s, int nid, uint64_t nr_free)
{
	for (int i = 0; i < MAX_NR_ZONES; i++) {
		struct zone *zone = small_zone_of(s, nid, (enum zone_type)i);

		if (managed_zone(zone))
			zone_set_free(zone, nr_free);
	}
}

#endif
