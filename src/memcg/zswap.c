// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compressed memory charged to memory cgroups.
 *
 * Mirrors: mm/memcontrol.c obj_cgroup_may_zswap(), obj_cgroup_charge_zswap(),
 * obj_cgroup_uncharge_zswap(), mem_cgroup_zswap_writeback_enabled(), v6.12.
 * Differs: no per-cpu stock, so memory is charged for exactly the bytes that are
 * kept, rounded up to a page for each cgroup.
 */
#include <assert.h>

#include "memcg/memcg.h"

bool memcg_may_zswap(const struct mem_cgroup *memcg)
{
	for (; memcg && memcg->parent; memcg = memcg->parent) {
		if (memcg->zswap.max != PAGE_COUNTER_MAX &&
		    memcg->zswap.usage / PAGE_SIZE >= memcg->zswap.max / PAGE_SIZE)
			return false;
	}
	return true;
}

static uint64_t pages_for(uint64_t bytes)
{
	return (bytes + PAGE_SIZE - 1) / PAGE_SIZE;
}

/* Its own bytes change to @bytes: so does what memory is charged, here and above. */
static void set_own_bytes(struct mem_cgroup *memcg, uint64_t bytes)
{
	uint64_t before = pages_for(memcg->zswap_own_bytes), after = pages_for(bytes);

	memcg->zswap_own_bytes = bytes;
	for (; memcg; memcg = memcg->parent) {
		assert(memcg->memory.usage + after >= before);
		memcg->memory.usage += after - before;
	}
}

void memcg_charge_zswap(struct mem_cgroup *memcg, uint64_t bytes)
{
	if (memcg)
		set_own_bytes(memcg, memcg->zswap_own_bytes + bytes);
	for (; memcg; memcg = memcg->parent) {
		memcg->zswap.usage += bytes;
		memcg->zswapped++;
	}
}

void memcg_uncharge_zswap(struct mem_cgroup *memcg, uint64_t bytes)
{
	if (memcg)
		set_own_bytes(memcg, memcg->zswap_own_bytes - bytes);
	for (; memcg; memcg = memcg->parent) {
		assert(memcg->zswap.usage >= bytes);
		memcg->zswap.usage -= bytes;
		memcg->zswapped--;
	}
}

bool memcg_zswap_writeback_enabled(const struct mem_cgroup *memcg)
{
	for (; memcg; memcg = memcg->parent) {
		if (memcg->no_zswap_writeback)
			return false;
	}
	return true;
}
