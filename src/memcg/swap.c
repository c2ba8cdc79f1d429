// SPDX-License-Identifier: GPL-2.0-only
/*
 * Swap slots charged to memory cgroups.
 *
 * Mirrors: mm/memcontrol.c __mem_cgroup_try_charge_swap(),
 * __mem_cgroup_uncharge_swap(), v6.12.
 */
#include <assert.h>

#include "memcg/memcg.h"

bool memcg_try_charge_swap(struct mem_cgroup *memcg, uint64_t nr_pages)
{
	for (const struct mem_cgroup *pos = memcg; pos && pos->parent; pos = pos->parent) {
		if (pos->swap.max != PAGE_COUNTER_MAX && pos->swap.usage + nr_pages > pos->swap.max)
			return false;
	}
	for (; memcg; memcg = memcg->parent)
		memcg->swap.usage += nr_pages;
	return true;
}

void memcg_uncharge_swap(struct mem_cgroup *memcg, uint64_t nr_pages)
{
	for (; memcg; memcg = memcg->parent) {
		assert(memcg->swap.usage >= nr_pages);
		memcg->swap.usage -= nr_pages;
	}
}
