/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tree of memory cgroups, and what reclaim asks of it.
 *
 * Mirrors: mm/memcontrol.c mem_cgroup_css_alloc(), mem_cgroup_iter(),
 * mem_cgroup_calculate_protection(), v6.12.
 */
#ifndef NW_MEMCG_MEMCG_H
#define NW_MEMCG_MEMCG_H

#include "model/machine.h"
#include "model/memcg.h"

/* m->root_memcg comes into being; memcg_destroy_all() ends the whole tree. */
void memcg_create_root(struct machine *m);
void memcg_destroy_all(struct machine *m);
/* A child of @parent, last of its siblings, without limits. */
struct mem_cgroup *memcg_create(struct mem_cgroup *parent, const char *path);

/* NULL: it is gone. */
struct mem_cgroup *memcg_from_id(const struct machine *m, unsigned id);
/* Its lists on the node; NULL = the root's. */
struct lruvec *memcg_lruvec(const struct machine *m, struct mem_cgroup *memcg, int nid);

/*
 * A walk that goes on where the last one on the node stopped, so that reclaim that
 * soon has enough does not always begin with the same cgroups. NULL as @prev begins
 * it; NULL is returned once the round is complete.
 */
struct mem_cgroup *memcg_next_shared(const struct machine *m, struct mem_cgroup *top, int nid,
				     const struct mem_cgroup *prev);
/* No walk that stands at @memcg may go on from there: it is about to go. */
void memcg_forget_position(const struct machine *m, const struct mem_cgroup *memcg);

/*
 * elow and emin of @memcg, for reclaim of the subtree of @top. Parents must have been
 * asked before. Protection that a parent has and its children do not claim is theirs
 * as well (memory_recursiveprot, as systemd mounts the hierarchy).
 */
void memcg_calculate_protection(const struct machine *m, const struct mem_cgroup *top,
				struct mem_cgroup *memcg);
/* Is all that @memcg holds protected? The target of reclaim and the root never are. */
bool memcg_below_low(const struct machine *m, const struct mem_cgroup *target,
		     const struct mem_cgroup *memcg);
bool memcg_below_min(const struct machine *m, const struct mem_cgroup *target,
		     const struct mem_cgroup *memcg);
/* Pages of it that are; 0 for the target itself. */
void memcg_protection(const struct machine *m, const struct mem_cgroup *target,
		      const struct mem_cgroup *memcg, uint64_t *min, uint64_t *low);

/* The one after @pos in the subtree of @top (NULL = the root): parents first. NULL: no more. */
struct mem_cgroup *memcg_next(struct mem_cgroup *pos, const struct mem_cgroup *top);

/* ---- charge.c: memory of @memcg (NULL, the root: nobody's) and of all above it ---- */

enum memcg_event { MEMCG_LOW, MEMCG_HIGH, MEMCG_MAX, MEMCG_OOM, MEMCG_OOM_KILL, NR_MEMCG_EVENTS };
/* memory.events of @memcg and of all above it. */
void memcg_memory_event(struct mem_cgroup *memcg, enum memcg_event event);
/*
 * Pages that @req allocates or has allocated. 0; -ENOMEM when some memory.max is in
 * the way and neither reclaim nor the OOM killer made room: nothing is charged then.
 */
int memcg_try_charge(struct machine *m, struct mem_cgroup *memcg, uint64_t nr_pages,
		     const struct alloc_request *req);
void memcg_uncharge(struct mem_cgroup *memcg, uint64_t nr_pages);
/* A task that charged @nr_pages returns to user space: over memory.high it reclaims first. */
void memcg_handle_over_high(struct machine *m, struct mem_cgroup *memcg, uint64_t nr_pages,
			    const struct alloc_request *req);

/* ---- memcg.c: removed cgroups ---- */

/* rmdir: it stays in the tree as long as something is charged to it. */
void memcg_offline(struct mem_cgroup *memcg);
/* Free what was removed and is empty by now; no walk may stand anywhere. */
void memcg_reap(struct machine *m);

/* ---- swap.c: memory.swap of @memcg (NULL: nobody's) and of all above it ---- */

/* False: some memory.swap.max is in the way; nothing is charged then. */
bool memcg_try_charge_swap(struct mem_cgroup *memcg, uint64_t nr_pages);
void memcg_uncharge_swap(struct mem_cgroup *memcg, uint64_t nr_pages);

/* ---- zswap.c: bytes that @memcg (NULL: nobody) keeps compressed ---- */

/* May one more page be stored? No memory.zswap.max on the way up is reached. */
bool memcg_may_zswap(const struct mem_cgroup *memcg);
/* Bytes of one page; memory is charged for them by whole pages, limit or not. */
void memcg_charge_zswap(struct mem_cgroup *memcg, uint64_t bytes);
void memcg_uncharge_zswap(struct mem_cgroup *memcg, uint64_t bytes);
/* memory.zswap.writeback, here and above. */
bool memcg_zswap_writeback_enabled(const struct mem_cgroup *memcg);

#endif
