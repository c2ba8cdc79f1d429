// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.min and memory.low: how much of a cgroup reclaim leaves alone.
 *
 * Responsible for the share of its parent's protection that a cgroup gets. Not
 * responsible for what reclaim makes of it (reclaim/scan_count.c).
 *
 * Mirrors: mm/page_counter.c page_counter_calculate_protection(),
 * effective_protection(), propagate_protected_usage(), include/linux/memcontrol.h
 * mem_cgroup_protection(), mem_cgroup_below_low(), mem_cgroup_below_min(), v6.12.
 * Differs: what the children claim is summed up when it is asked for.
 */
#include "memcg/memcg.h"

enum protection { PROTECT_MIN, PROTECT_LOW };

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t setting(const struct page_counter *counter, enum protection kind)
{
	return kind == PROTECT_MIN ? counter->min : counter->low;
}

/* What the children of @parent claim and use: children_min_usage, children_low_usage. */
static uint64_t siblings_protected(const struct mem_cgroup *parent, enum protection kind)
{
	uint64_t sum = 0;

	for (const struct mem_cgroup *child = parent->first_child; child;
	     child = child->next_sibling)
		sum += smaller(child->memory.usage, setting(&child->memory, kind));
	return sum;
}

/*
 * (a) The children claim more than the parent has: shares by what they use.
 * (b) They claim less: the rest goes to what they use unprotected.
 */
static uint64_t effective(const struct mem_cgroup *memcg, enum protection kind,
			  uint64_t parent_effective)
{
	uint64_t usage = memcg->memory.usage, parent_usage = memcg->parent->memory.usage;
	uint64_t protected = smaller(usage, setting(&memcg->memory, kind));
	uint64_t siblings = siblings_protected(memcg->parent, kind);

	/* "max" is more than anybody can use. */
	parent_effective = smaller(parent_effective, parent_usage);
	if (siblings > parent_effective) /* (a) */
		return protected * parent_effective / siblings;
	if (parent_effective > siblings && parent_usage > siblings && usage > protected) /* (b) */
		return protected + (parent_effective - siblings) * (usage - protected) /
					   (parent_usage - siblings);
	return protected;
}

void memcg_calculate_protection(const struct machine *m, const struct mem_cgroup *top,
				struct mem_cgroup *memcg)
{
	struct page_counter *counter = &memcg->memory;

	if (!top)
		top = m->root_memcg;
	if (memcg == top || !counter->usage)
		return;
	if (memcg->parent == top) {
		counter->emin = counter->min;
		counter->elow = counter->low;
		return;
	}
	counter->emin = effective(memcg, PROTECT_MIN, memcg->parent->memory.emin);
	counter->elow = effective(memcg, PROTECT_LOW, memcg->parent->memory.elow);
}

static bool unprotected(const struct machine *m, const struct mem_cgroup *target,
			const struct mem_cgroup *memcg)
{
	return memcg == m->root_memcg || memcg == target;
}

bool memcg_below_low(const struct machine *m, const struct mem_cgroup *target,
		     const struct mem_cgroup *memcg)
{
	return !unprotected(m, target, memcg) && memcg->memory.elow >= memcg->memory.usage;
}

bool memcg_below_min(const struct machine *m, const struct mem_cgroup *target,
		     const struct mem_cgroup *memcg)
{
	return !unprotected(m, target, memcg) && memcg->memory.emin >= memcg->memory.usage;
}

void memcg_protection(const struct machine *m, const struct mem_cgroup *target,
		      const struct mem_cgroup *memcg, uint64_t *min, uint64_t *low)
{
	bool none = unprotected(m, target, memcg);

	*min = none ? 0 : memcg->memory.emin;
	*low = none ? 0 : memcg->memory.elow;
}
