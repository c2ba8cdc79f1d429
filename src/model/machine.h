/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine: nodes, zones, CPUs, distances, settings, and the design it runs.
 *
 * A value without globals behind it: several live side by side, and different
 * threads may use different machines. What rooms above keep (cgroup tree,
 * policies, tiers, blocks) hangs off struct engine, not here.
 *
 * Lifetime: engine/boot.c builds it from a struct machine_desc and destroys it.
 */
#ifndef NW_MODEL_MACHINE_H
#define NW_MODEL_MACHINE_H

#include "model/design.h"
#include "model/device_ops.h"
#include "model/memcg.h"
#include "model/node.h"
#include "model/slowpath_ops.h"

#define DEFAULT_EXTFRAG_THRESHOLD 500

#define NUMA_BALANCING_NORMAL 0x1
#define NUMA_BALANCING_MEMORY_TIERING 0x2

/* The vm.* and other settings that the model honours, in the kernel's units. */
struct sysctls {
	int64_t min_free_kbytes;
	int64_t user_min_free_kbytes;	/* -1: never written */
	int watermark_scale_factor;
	int watermark_boost_factor;
	int lowmem_reserve_ratio[MAX_NR_ZONES];
	int percpu_pagelist_high_fraction;
	int zone_reclaim_mode;
	int swappiness;
	int min_unmapped_ratio;
	int panic_on_oom;
	int numa_balancing_mode;	/* NUMA_BALANCING_* */
	int oom_kill_allocating_task;
	int oom_dump_tasks;
	int dirty_ratio;		/* percent of what a node could have dirty */
	int extfrag_threshold;
};

/* Things that happened and that results report (events.def). */
enum event_kind {
#define EVENT(code, word, text, unit) EVENT_##code,
#include "model/events.def"
#undef EVENT
	NR_EVENT_KINDS
};

struct event_kind_info {
	const char *word;		/* "kswapd_wake" */
	const char *text;		/* "kswapd woken" */
	const char *unit;		/* of struct event.nr: "pages"; or NULL */
};
extern const struct event_kind_info event_kind_infos[NR_EVENT_KINDS];

/* Equal ones of a step are one entry, where the first one was; @nr: their sum. */
struct event {
	enum event_kind kind;
	int nid;
	enum zone_type zone;
	unsigned order;
	uint64_t times;
	uint64_t nr;
};

#define MAX_EVENTS 256	/* of one step; later ones are counted, not kept */

struct event_log {
	struct event events[MAX_EVENTS];
	unsigned nr_events;
	uint64_t nr_dropped;
};

struct compaction_state;
struct oom_state;
struct folio_table;
struct reclaim_state;
struct swap_state;
struct device_state;
struct page_cache;

struct machine {
	const struct isolation_design *design;	/* never NULL */
	struct design_state dstate;		/* written by hotplug/ and boot only */
	int switch_values[DESIGN_MAX_SWITCHES];	/* index into design_switch.values */

	int nr_node_ids;			/* highest possible node + 1 */
	int max_numnodes;			/* 1 << CONFIG_NODES_SHIFT; 0 = MAX_NUMNODES */
	nodemask_t node_states[NR_NODE_STATES];
	pg_data_t *pgdat[MAX_NUMNODES];		/* NULL for ids that are not possible */
	uint8_t *distance;			/* [from * nr_node_ids + to]; smaller is closer */
	int *node_load;				/* [nr_node_ids], of the last zonelist build */

	/* Nodes declared special purpose, whatever the design makes of them. */
	nodemask_t spm_declared;
	nodemask_t spm_coherent;	/* of it: the CPU can access it as device memory */
	char **spm_names;			/* [nr_node_ids], NULL entries; NULL = none */
	uint32_t *spm_features;			/* [nr_node_ids] FEATURE_*; NULL = none */

	int nr_cpus;				/* ids 0..nr_cpus-1 */
	int16_t *cpu_to_node;			/* [cpu]; -1 = no such CPU */
	uint16_t *nr_cpus_of_node;		/* [nid] weight of cpumask_of_node */
	bool cpus_known;			/* false while boot builds the first zonelists */

	struct sysctls sysctl;
	bool thp_enabled;			/* khugepaged raises min_free_kbytes */
	uint64_t totalreserve_pages;

	unsigned nr_cpusets;			/* non-root cpusets: the cpusets_enabled() key */
	bool no_cpusets;			/* CONFIG_CPUSETS=n */
	bool cpuset_v1;				/* the controller is on a legacy hierarchy */
	/*
	 * The cpusets_insane_config() key: some cpuset was once given only nodes
	 * without a zone up to Normal. Set by cpuset/, never cleared.
	 */
	bool cpusets_insane_config;
	struct cpuset *top_cpuset;
	struct task *init_task;
	struct task *tasks;			/* list through task.next, init_task first */

	struct folio_table *folios;		/* folio/: owned pages; NULL until there is one */
	struct page_cache *page_caches;		/* pagecache/: files and shared memory objects */
	struct oom_state *oom;			/* oom/: NULL = nobody is killed */
	struct compaction_state *compaction;	/* compaction/: NULL = no CONFIG_COMPACTION */
	struct mem_cgroup *root_memcg;		/* memcg/: never NULL once booted */
	uint64_t total_swap_pages;		/* swap/: of all swap areas, and those unused */
	uint64_t nr_swap_pages;
	struct reclaim_state *reclaim;		/* reclaim/; NULL: nothing is ever reclaimed */
	struct swap_state *swap;		/* swap/: areas and slots; NULL in some tests */

	struct device_state *devices;		/* device/: NULL without one */

	struct slowpath_ops ops;
	struct device_ops device_ops;
	struct event_log *log;			/* NULL = not recorded */
	int check_level;			/* 1, 2 or 3 */
	uint64_t random_state;			/* from --seed; see machine_random_below() */
};

static inline bool cpusets_enabled(const struct machine *m)
{
	return m->nr_cpusets != 0;
}

static inline bool node_state(const struct machine *m, int nid, enum node_states state)
{
	return node_isset(nid, &m->node_states[state]);
}

static inline int node_distance(const struct machine *m, int from, int to)
{
	return m->distance[(size_t)from * (size_t)m->nr_node_ids + (size_t)to];
}

/* FEATURE_* that the design granted to the node. */
static inline uint32_t node_caps(const struct machine *m, int nid)
{
	return m->dstate.node_caps ? m->dstate.node_caps[nid] : 0;
}

static inline struct zone *zoneref_zone(const struct machine *m, struct zoneref ref)
{
	return &m->pgdat[ref.nid]->node_zones[ref.zone_idx];
}

/* Nodes in N_ONLINE. */
int nr_online_nodes(const struct machine *m);

/* "0/Normal"; @buf holds at least 16 bytes. */
const char *zone_label(const struct zone *zone, char buf[16]);

/* Value index of the design's switch @name; asserts that the design has it. */
int design_switch_value(const struct machine *m, const char *name);

/* A number from 0 to @n - 1, the next of a sequence that the seed decides. */
uint32_t machine_random_below(struct machine *m, uint32_t n);

void event_add(struct machine *m, enum event_kind kind, const struct zone *zone, unsigned order);
/* The same of something that is counted. */
void event_add_nr(struct machine *m, enum event_kind kind, const struct zone *zone,
		  unsigned order, uint64_t nr);

static inline void page_written(struct machine *m, struct page_block block,
				const struct page_content *content)
{
	if (m->device_ops.page_written)
		m->device_ops.page_written(m, block, content);
}

static inline void folio_moved(struct machine *m, struct folio *folio)
{
	if (m->device_ops.folio_moved)
		m->device_ops.folio_moved(m, folio);
}

static inline enum verdict demotion_admitted(struct machine *m, int nid)
{
	if (!m->device_ops.demotion_admitted)
		return VERDICT_PASS;
	return m->device_ops.demotion_admitted(m, nid);
}

static inline bool page_allocated(struct machine *m, struct page_block block)
{
	return !m->device_ops.page_allocated || m->device_ops.page_allocated(m, block);
}

static inline bool page_freed(struct machine *m, struct page_block block)
{
	return !m->device_ops.page_freed || m->device_ops.page_freed(m, block);
}

#define for_each_node_state(m, nid, state) for_each_node_mask(nid, &(m)->node_states[state])

#endif
