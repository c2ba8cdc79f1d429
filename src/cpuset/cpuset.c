// SPDX-License-Identifier: GPL-2.0-only
/*
 * The masks of one cpuset, and the test that the allocator asks.
 *
 * Responsible for: what a cpuset's masks are given its parent's, what its tasks
 * get, and whether a context may use a node.
 * Not responsible for: when masks change (cpuset_write.c, cpuset_hotplug.c) and
 * what that does to tasks (cpuset_tasks.c).
 *
 * Mirrors: kernel/cgroup/cpuset.c cpuset_node_allowed(), guarantee_online_mems(),
 * nearest_hardwall_ancestor(), cpuset_mem_spread_node(), cpuset_css_online(), v6.12.
 * Differs: no mount option cpuset_v2_mode. A design may shape the nodes of the top
 * cpuset and derive the mask that tasks get from the effective one.
 */
#include "cpuset/cpuset.h"

#include <assert.h>
#include <stdlib.h>

#include "cpuset/internal.h"

const struct cpuset *nearest_hardwall_ancestor(const struct cpuset *cs)
{
	while (!(cs->flags & (CS_MEM_EXCLUSIVE | CS_MEM_HARDWALL)) && cs->parent)
		cs = cs->parent;
	return cs;
}

/*
 * Mirrors: kernel/cgroup/cpuset.c cpuset_node_allowed(), v6.12.
 *
 * The order decides, because a caller only learns yes or no:
 *   (a) in an interrupt the task below is a bystander,
 *   (b) the task's own mask,
 *   (c) a victim of the OOM killer shall get out of the way,
 *   (d) __GFP_HARDWALL ends it here,
 *   (e) so does a task that is exiting, the other way,
 *   (f) kernel memory may come from the nearest hardwall ancestor: on cgroup v2
 *       the top cpuset, which is every possible node; on v1 the flags of cpusets
 *       decide, and the top is every node with memory.
 */
bool cpuset_node_allowed(const struct machine *m, const struct task *task,
			 enum alloc_ctx_kind ctx, gfp_t gfp, int nid)
{
	(void)m;
	if (ctx_in_interrupt(ctx))
		return true;
	if (node_isset(nid, &task->mems_allowed))
		return true;
	if (task->oom_victim)
		return true;
	if (gfp & __GFP_HARDWALL)
		return false;
	if (task->flags & PF_EXITING)
		return true;
	return node_isset(nid, &nearest_hardwall_ancestor(task->cs)->mems_allowed);
}

/* What mainline calls nodes with memory, before a design gives some another state. */
static void nodes_with_memory(const struct machine *m, nodemask_t *nodes)
{
	nodes_or(nodes, &m->node_states[N_MEMORY], &m->node_states[N_SPM]);
	nodes_or(nodes, nodes, &m->dstate.stranded);
}

/* Nodes with memory of @cs or the nearest ancestor that has any. */
static void nearest_online_mems(const struct machine *m, const struct cpuset *cs, nodemask_t *mems)
{
	for (; cs; cs = cs->parent) {
		nodes_and(mems, &cs->derived_mems, &m->node_states[N_MEMORY]);
		if (!nodes_empty(mems))
			return;
	}
}

/* The same without a design. */
static void nearest_mainline_mems(const struct machine *m, const struct cpuset *cs,
				  nodemask_t *mems)
{
	nodemask_t memory;

	nodes_with_memory(m, &memory);
	for (; cs; cs = cs->parent) {
		nodes_and(mems, &cs->mainline_mems, &memory);
		if (!nodes_empty(mems))
			return;
	}
}

/* Mirrors: kernel/cgroup/cpuset.c guarantee_online_mems(), v6.12. */
void guarantee_online_mems(const struct machine *m, const struct cpuset *cs, nodemask_t *mems,
			   nodemask_t *withheld)
{
	nodemask_t mainline;

	if (m->no_cpusets) {
		*mems = m->node_states[N_MEMORY];
		mainline = *mems;
	} else {
		nearest_online_mems(m, cs, mems);
		nearest_mainline_mems(m, cs, &mainline);
	}
	if (m->design->cpuset_task_mems)
		m->design->cpuset_task_mems(m, cs, mems);
	if (withheld)
		nodes_andnot(withheld, &mainline, mems);
}

/*
 * Mirrors: kernel/cgroup/cpuset.c cpuset_mems_allowed(), and include/linux/cpuset.h
 * where CONFIG_CPUSETS is off, v6.12.
 */
void cpuset_mems_allowed(const struct machine *m, const struct task *task, nodemask_t *mems)
{
	if (m->no_cpusets)
		*mems = m->node_states[N_POSSIBLE];
	else
		guarantee_online_mems(m, task->cs, mems, NULL);
}

/* Mirrors: include/linux/nodemask.h node_random(), v6.12. */
static int node_random(struct machine *m, const nodemask_t *nodes)
{
	int weight = nodes_weight(nodes);

	assert(weight > 0);
	if (weight == 1)
		return first_node(nodes);
	return nth_node((int)machine_random_below(m, (uint32_t)weight), nodes);
}

/*
 * Mirrors: kernel/cgroup/cpuset.c cpuset_mem_spread_node(), cpuset_spread_node(), v6.12.
 * Differs: a design may leave nodes out.
 */
int cpuset_mem_spread_node(struct machine *m, struct task *task)
{
	nodemask_t nodes = task->mems_allowed;
	int *rotor = &task->cpuset_mem_spread_rotor;

	if (m->design->cpuset_spread)
		m->design->cpuset_spread(m, &nodes);
	if (*rotor == NUMA_NO_NODE)
		*rotor = node_random(m, &nodes);
	*rotor = next_node_in(*rotor, &nodes);
	return *rotor;
}

void cpuset_top_mems(const struct machine *m, nodemask_t *mems)
{
	*mems = m->node_states[N_MEMORY];
	if (m->design->cpuset_top)
		m->design->cpuset_top(m, mems);
}

/* What was chosen for the cpuset counts, as far as the cpuset has it. */
static void cpuset_derive(const struct machine *m, const struct cpuset *cs,
			  struct cpuset_masks *masks)
{
	if (nodes_intersects(&cs->derived_written, &masks->effective)) {
		nodes_and(&masks->derived, &cs->derived_written, &masks->effective);
		return;
	}
	masks->derived = masks->effective;
	if (m->design->cpuset_derive)
		m->design->cpuset_derive(m, &masks->effective, &masks->derived);
}

static bool never_enough(const struct machine *m, const nodemask_t *nodes)
{
	if (m->design->cpuset_suffices)
		return !m->design->cpuset_suffices(m, nodes);
	return nodes_empty(nodes);
}

void cpuset_compute_masks(const struct machine *m, const struct cpuset *cs,
			  struct cpuset_masks *masks)
{
	if (!cs->parent) {
		cpuset_top_mems(m, &masks->effective);
		nodes_with_memory(m, &masks->mainline);
	} else {
		nodes_and(&masks->effective, &cs->mems_allowed, &cs->parent->effective_mems);
		if (!m->cpuset_v1 && never_enough(m, &masks->effective))
			masks->effective = cs->parent->effective_mems;
		nodes_and(&masks->mainline, &cs->mems_allowed, &cs->parent->mainline_mems);
		if (!m->cpuset_v1 && nodes_empty(&masks->mainline))
			masks->mainline = cs->parent->mainline_mems;
	}
	cpuset_derive(m, cs, masks);
}

bool cpuset_masks_differ(const struct cpuset *cs, const struct cpuset_masks *masks)
{
	return !nodes_equal(&masks->effective, &cs->effective_mems) ||
	       !nodes_equal(&masks->derived, &cs->derived_mems) ||
	       !nodes_equal(&masks->mainline, &cs->mainline_mems);
}

void cpuset_set_masks(struct cpuset *cs, const struct cpuset_masks *masks)
{
	assert(!cs->parent || nodes_subset(&masks->effective, &cs->parent->effective_mems));
	cs->effective_mems = masks->effective;
	cs->derived_mems = masks->derived;
	cs->mainline_mems = masks->mainline;
}

static void top_cpuset_init(const struct machine *m, struct cpuset *cs)
{
	cs->mems_allowed = m->node_states[N_POSSIBLE];
	cs->old_mems_allowed = cs->mems_allowed;
	for (int cpu = 0; cpu < m->nr_cpus; cpu++)
		if (m->cpu_to_node[cpu] >= 0)
			cs->cpus_allowed[cpu / 64] |= UINT64_C(1) << (cpu % 64);
	cpumask_copy(m, cs->effective_cpus, cs->cpus_allowed);
	cs->flags = CS_CPU_EXCLUSIVE | CS_MEM_EXCLUSIVE | CS_SCHED_LOAD_BALANCE;
}

/* A new cpuset has its parent's effective CPUs; on cgroup v1 none. */
static void new_cpuset_init(const struct machine *m, struct cpuset *cs)
{
	cs->flags = CS_SCHED_LOAD_BALANCE | (cs->parent->flags & (CS_SPREAD_PAGE | CS_SPREAD_SLAB));
	if (m->cpuset_v1)
		return;
	cs->flags |= CS_MEMORY_MIGRATE;
	cpumask_copy(m, cs->effective_cpus, cs->parent->effective_cpus);
}

/*
 * A new cpuset has never been written to: on cgroup v2 its parent's effective masks
 * are its own, on v1 it has none. The top cpuset of v1 was mounted after boot, which
 * shows in its old_mems_allowed.
 *
 * Mirrors: kernel/cgroup/cpuset.c cpuset_css_alloc(), cpuset_css_online() and, for
 * the top cpuset, cpuset_bind() and cpuset_init_smp(), v6.12.
 */
struct cpuset *cpuset_create(const struct machine *m, struct cpuset *parent, const char *path)
{
	struct cpuset *cs = xcalloc(1, sizeof(*cs));
	struct cpuset_masks masks;

	cs->parent = parent;
	cs->path = path;
	cs->partition = parent ? "member" : "root";
	cs->cpus_allowed = xcalloc(cpumask_words(m), sizeof(uint64_t));
	cs->effective_cpus = xcalloc(cpumask_words(m), sizeof(uint64_t));
	if (parent)
		new_cpuset_init(m, cs);
	else
		top_cpuset_init(m, cs);
	cpuset_compute_masks(m, cs, &masks);
	cpuset_set_masks(cs, &masks);
	if (!parent && m->cpuset_v1)
		cs->mems_allowed = cs->effective_mems;
	return cs;
}

void cpuset_destroy(struct cpuset *cs)
{
	if (!cs)
		return;
	free(cs->cpus_allowed);
	free(cs->effective_cpus);
	free(cs);
}

/*
 * Mirrors: kernel/cgroup/cpuset.c check_insane_mems_config() and
 * include/linux/mmzone.h movable_only_nodes(), v6.12.
 * Differs: asks N_NORMAL_MEMORY, not the first node's zonelist, which under a design
 * with further zonelists may lack a node that the mask names.
 */
void check_insane_mems_config(struct machine *m, const nodemask_t *nodes)
{
	if (!nodes_empty(nodes) && !nodes_intersects(nodes, &m->node_states[N_NORMAL_MEMORY]))
		m->cpusets_insane_config = true;
}
