// SPDX-License-Identifier: GPL-2.0-only
/*
 * Charging pages to a memory cgroup and to all above it, and what happens when one of
 * them is full.
 *
 * Responsible for the counters and for the order of reclaim, retry and OOM of a
 * charge. Not responsible for reclaim and OOM themselves, which machine.ops offers.
 *
 * Mirrors: mm/page_counter.c page_counter_try_charge(), mm/memcontrol.c
 * try_charge_memcg(), mem_cgroup_oom(), memcg_memory_event(),
 * mem_cgroup_handle_over_high(), v6.12.
 * Differs: no per-cpu stock: every page is charged when it is used and not in batches
 * of 64, so that memory.current is exact. A task over memory.high reclaims, but does
 * not sleep.
 */
#include <assert.h>
#include <errno.h>
#include <stddef.h>

#include "memcg/memcg.h"

/* Of one charge, so that an OOM killer that frees nothing is no endless loop. */
#define MAX_CHARGE_ROUNDS 10000

void memcg_memory_event(struct mem_cgroup *memcg, enum memcg_event event)
{
	static const size_t places[NR_MEMCG_EVENTS] = {
		[MEMCG_LOW] = offsetof(struct memcg_events, low),
		[MEMCG_HIGH] = offsetof(struct memcg_events, high),
		[MEMCG_MAX] = offsetof(struct memcg_events, max),
		[MEMCG_OOM] = offsetof(struct memcg_events, oom),
		[MEMCG_OOM_KILL] = offsetof(struct memcg_events, oom_kill),
	};

	for (; memcg->parent; memcg = memcg->parent)
		++*(uint64_t *)((char *)&memcg->events + places[event]);
}

static void counter_charge(struct mem_cgroup *memcg, uint64_t nr_pages)
{
	for (; memcg; memcg = memcg->parent)
		memcg->memory.usage += nr_pages;
}

/* The first of them, from @memcg upwards, that has no room; NULL: all have. */
static struct mem_cgroup *over_limit(struct mem_cgroup *memcg, uint64_t nr_pages)
{
	for (; memcg->parent; memcg = memcg->parent) {
		const struct page_counter *counter = &memcg->memory;

		if (counter->max != PAGE_COUNTER_MAX && counter->usage + nr_pages > counter->max)
			return memcg;
	}
	return NULL;
}

static bool mem_cgroup_oom(struct machine *m, struct mem_cgroup *memcg,
			   const struct alloc_request *req)
{
	if (req->order > PAGE_ALLOC_COSTLY_ORDER)
		return false;
	memcg_memory_event(memcg, MEMCG_OOM);
	return m->ops.memcg_oom && m->ops.memcg_oom(m, memcg, req);
}

/* Nothing may stand in the way of who frees memory; an atomic request goes over the limit. */
static bool charge_is_forced(const struct alloc_request *req, bool may_block)
{
	if (req->ctx == CTX_TASK_MEMALLOC || req->task->flags & PF_MEMALLOC)
		return true;
	return !may_block && req->gfp & (__GFP_NOFAIL | __GFP_HIGH);
}

/* What a charge has left: rounds in which nothing may come of reclaim, and the first one. */
struct charge_tries {
	int retries;
	bool drained;	/* the kernel gives the per-cpu stocks back once, then tries again */
};

/* Reclaim from @over until there is room. True: try the charge again. */
static bool make_room(struct machine *m, struct mem_cgroup *over, uint64_t nr_pages,
		      const struct alloc_request *req, struct charge_tries *tries)
{
	uint64_t reclaimed = 0;

	memcg_memory_event(over, MEMCG_MAX);
	if (m->ops.memcg_reclaim)
		reclaimed = m->ops.memcg_reclaim(m, over, nr_pages, req);
	if (over->memory.usage + nr_pages <= over->memory.max)
		return true;
	if (!tries->drained)
		return tries->drained = true;
	if (req->gfp & __GFP_NORETRY)
		return false;
	if (reclaimed && nr_pages <= 1u << PAGE_ALLOC_COSTLY_ORDER)
		return true;
	if (tries->retries-- > 0)
		return true;
	if (req->gfp & __GFP_RETRY_MAYFAIL || !mem_cgroup_oom(m, over, req))
		return false;
	tries->retries = MAX_RECLAIM_RETRIES;
	return true;
}

int memcg_try_charge(struct machine *m, struct mem_cgroup *memcg, uint64_t nr_pages,
		     const struct alloc_request *req)
{
	bool may_block = req->gfp & __GFP_DIRECT_RECLAIM;
	struct charge_tries tries = { .retries = MAX_RECLAIM_RETRIES };
	struct mem_cgroup *over;
	int rounds = 0;

	if (!memcg || !memcg->parent)
		return 0;
	while ((over = over_limit(memcg, nr_pages))) {
		if (charge_is_forced(req, may_block)) {
			memcg_memory_event(over, MEMCG_MAX);
			break;
		}
		if (!may_block)
			return -ENOMEM;
		if (rounds++ == MAX_CHARGE_ROUNDS ||
		    !make_room(m, over, nr_pages, req, &tries)) {
			if (!(req->gfp & (__GFP_NOFAIL | __GFP_HIGH)))
				return -ENOMEM;
			break;
		}
	}
	counter_charge(memcg, nr_pages);
	return 0;
}

void memcg_uncharge(struct mem_cgroup *memcg, uint64_t nr_pages)
{
	if (!memcg || !memcg->parent)
		return;
	for (; memcg; memcg = memcg->parent) {
		assert(memcg->memory.usage >= nr_pages);
		memcg->memory.usage -= nr_pages;
	}
}

void memcg_handle_over_high(struct machine *m, struct mem_cgroup *memcg, uint64_t nr_pages,
			    const struct alloc_request *req)
{
	if (!m->ops.memcg_reclaim)
		return;
	for (; memcg && memcg->parent; memcg = memcg->parent) {
		if (memcg->memory.high == PAGE_COUNTER_MAX ||
		    memcg->memory.usage <= memcg->memory.high)
			continue;
		memcg_memory_event(memcg, MEMCG_HIGH);
		m->ops.memcg_reclaim(m, memcg, nr_pages, req);
	}
}
