// SPDX-License-Identifier: GPL-2.0-only
/*
 * Moving the pages of a task to other nodes.
 *
 * Responsible for the order in which target pages are taken and old ones given
 * back, and for what the system calls return when that fails.
 * Not responsible for who may move what where (mempolicy/migrate_map.c).
 *
 * Mirrors: mm/migrate.c migrate_pages(), migrate_pages_batch(),
 * alloc_migration_target(), do_pages_move(), mm/mempolicy.c do_migrate_pages(),
 * migrate_to_node(), do_mbind(), kernel/cgroup/cpuset.c cpuset_migrate_mm(), v6.12.
 * Differs: every page that is not pinned can be moved once it has a target. A huge
 * page without one is not split: it stays and counts as one failure, the rest goes on.
 */
#include "engine/migrate.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/text.h"
#include "engine/fault.h"

/* NR_MAX_BATCHED_MIGRATION: so many pages get their targets before the old ones go. */
#define BATCH_PAGES (UINT64_C(1) << HPAGE_PMD_ORDER)

/* How a batch of pages gets its targets. */
struct mover {
	struct engine *e;
	struct task *task;		/* whose pages they are */
	const struct mbind_move *mbind;	/* targets by policy; or NULL: */
	int dest;			/* all to this node, */
	enum alloc_ctx_kind ctx;	/* on behalf of @task or of a kernel thread */
	bool driver;			/* the node's driver asks, its own way (H16) */
};

/* Mirrors: mm/migrate.c alloc_migration_target(), v6.12; a special node by the design's way. */
static struct page_block target_on_node(const struct mover *mover, unsigned order)
{
	struct machine *m = &mover->e->m;
	gfp_t gfp = GFP_HIGHUSER_MOVABLE | __GFP_THISNODE;
	nodemask_t wanted = nodemask_of_node(mover->dest), storage;
	struct alloc_request req;

	if (order)
		gfp = (gfp & ~__GFP_RECLAIM) | GFP_TRANSHUGE;
	req = (struct alloc_request){
		.gfp = gfp | __GFP_COMP,
		.order = order,
		.nid = mover->dest,
		.mask = MASK_REF_NONE,
		.ctx = mover->ctx,
		.task = mover->ctx == CTX_KTHREAD ? m->init_task : mover->task,
		.cpu = mover->task->cpu,
	};
	if ((mover->driver || m->design->migrate_ok) && m->design->opt_in &&
	    node_isset(mover->dest, &m->spm_declared))
		if (m->design->opt_in(m, &wanted, &req, &storage) != VERDICT_PASS)
			return PAGE_BLOCK_NONE;
	return alloc_pages(m, &req).block;
}

static struct page_block target_for(const struct mover *mover, const struct page_ref *ref)
{
	struct mpol_use use;

	if (!mover->mbind)
		return target_on_node(mover, ref->map->ptes[ref->slot].folio->block.order);
	mm_target_use(mover->task, mover->mbind, ref, &use);
	return engine_policy_alloc(mover->e, mover->task, &use).block;
}

/*
 * Take targets for up to BATCH_PAGES pages from @refs on, then give the old pages
 * back. *@nr_taken: pages looked at. Return: failures, or -ENOMEM after which
 * nothing more is tried.
 */
static int64_t migrate_batch(const struct mover *mover, const struct page_ref *refs, size_t nr,
			     size_t *nr_taken)
{
	struct page_block old[BATCH_PAGES];
	uint64_t nr_pages = 0;
	size_t nr_old = 0, i;
	int64_t nr_failed = 0;

	for (i = 0; i < nr && nr_pages < BATCH_PAGES && nr_failed >= 0; i++) {
		struct folio *folio = refs[i].map->ptes[refs[i].slot].folio;
		struct page_block target = target_for(mover, &refs[i]);

		nr_pages += folio_nr_pages(folio);
		if (target.zone && folio->nr_pins) {
			free_pages(&mover->e->m, target, mover->task->cpu);
			nr_failed++;
		} else if (target.zone) {
			old[nr_old++] = folio_move(&mover->e->m, folio, target);
		} else {
			nr_failed = folio->block.order ? nr_failed + 1 : -ENOMEM;
		}
	}
	for (size_t k = 0; k < nr_old; k++)
		free_pages(&mover->e->m, old[k], mover->task->cpu);
	*nr_taken = i;
	return nr_failed;
}

/* Off their lists, where reclaim cannot meet them while it makes room for their copies. */
static void isolate_queue(const struct mover *mover, const struct page_queue *q)
{
	for (size_t i = 0; i < q->nr; i++)
		folio_isolate_lru(&mover->e->m, q->refs[i].map->ptes[q->refs[i].slot].folio);
}

static void putback_queue(const struct mover *mover, const struct page_queue *q)
{
	for (size_t i = 0; i < q->nr; i++) {
		struct folio *folio = q->refs[i].map->ptes[q->refs[i].slot].folio;

		if (!(folio->flags & PG_LRU))
			folio_putback_lru(&mover->e->m, folio);
	}
}

/* Return: pages that stayed although they should have moved, or -ENOMEM. */
static int64_t migrate_queue(const struct mover *mover, const struct page_queue *q)
{
	int64_t nr_failed = 0, ret = 0;

	isolate_queue(mover, q);
	for (size_t i = 0, taken; i < q->nr && ret >= 0; i += taken) {
		ret = migrate_batch(mover, q->refs + i, q->nr - i, &taken);
		nr_failed += ret;
	}
	putback_queue(mover, q);
	return ret < 0 ? ret : nr_failed;
}

static int64_t migrate_to_node(struct engine *e, struct task *task, int source, int dest,
			       enum alloc_ctx_kind ctx)
{
	const struct mover mover = { .e = e, .task = task, .dest = dest, .ctx = ctx };
	nodemask_t nodes = nodemask_of_node(source);
	struct page_queue q = { 0 };
	int64_t ret;

	mm_queue_nodes(task->mm, &nodes, &q);
	ret = migrate_queue(&mover, &q);
	page_queue_free(&q);
	return ret;
}

/* Mirrors: mm/mempolicy.c do_migrate_pages(), v6.12. */
static int64_t do_migrate_pages(struct engine *e, struct task *task, const nodemask_t *from,
				const nodemask_t *to, enum alloc_ctx_kind ctx)
{
	nodemask_t left = *from;
	int64_t nr_failed = 0;
	int source, dest;

	while (migrate_next_pair(from, to, &left, &source, &dest)) {
		int64_t ret = migrate_to_node(e, task, source, dest, ctx);

		if (ret < 0)
			return ret;
		nr_failed += ret;
	}
	return nr_failed;
}

/* A kernel thread does it, so the task's own cpuset has no say. */
void engine_migrate_task(struct engine *e, struct task *task, const nodemask_t *from,
			 const nodemask_t *to)
{
	if (task->mm)
		do_migrate_pages(e, task, from, to, CTX_KTHREAD);
}

int engine_mbind(struct engine *e, struct task *task, const struct mbind_args *args,
		 enum verdict *why)
{
	struct mbind_move move;
	const struct mover mover = { .e = e, .task = task, .mbind = &move };
	int err;

	engine_mm(e, task);
	err = mm_mbind(&e->m, task, args, &move, why);
	if (!err && migrate_queue(&mover, &move.queue) && move.strict)
		err = -EIO;
	mbind_move_free(&move);
	return err;
}

int64_t engine_migrate_pages(struct engine *e, struct task *task, const nodemask_t *from,
			     const nodemask_t *to, enum verdict *why)
{
	nodemask_t targets = *to;
	int err = migrate_pages_check(&e->m, task, &targets, why);

	if (err)
		return err;
	if (!task->mm)
		return -EINVAL;
	return do_migrate_pages(e, task, from, &targets, CTX_TASK);
}

/* ---- move_pages(2) ---- */

/*
 * The queued pages [start, @end) move; their status becomes the target.
 * Return: 0, the pages that were left (with those not looked at yet), or -errno.
 */
static int64_t move_and_store(const struct mover *mover, struct page_queue *q, int *status,
			      uint64_t start, uint64_t end, uint64_t nr)
{
	int64_t ret;

	if (!q->nr)
		return 0;
	ret = migrate_queue(mover, q);
	page_queue_free(q);
	if (ret)
		return ret > 0 ? ret + (int64_t)(nr - end) : ret;
	for (uint64_t i = start; i < end; i++)
		status[i] = mover->dest;
	return 0;
}

/*
 * Pages that need no move, or cannot be, end a run: what is queued moves first.
 * Mirrors: mm/migrate.c do_pages_move() with one target for all, v6.12.
 */
static int64_t move_slots(const struct mover *mover, struct mapping *map, uint64_t first,
			  uint64_t nr, unsigned flags, int *status)
{
	struct page_queue q = { 0 };
	uint64_t start = 0;
	int64_t ret;

	for (uint64_t i = 0; i < nr; i++) {
		int nid = engine_page_node(map, first + i);
		bool shared = nid >= 0 && map->ptes[first + i].folio->mapcount > 1;

		if (nid >= 0 && nid != mover->dest && (!shared || flags & MPOL_MF_MOVE_ALL)) {
			page_queue_add(&q, map, first + i);
			continue;
		}
		status[i] = nid >= 0 && nid != mover->dest ? -EACCES : nid;
		ret = move_and_store(mover, &q, status, start, i, nr);
		if (ret)
			return ret > 0 ? ret - 1 : ret;
		start = i + 1;
	}
	return move_and_store(mover, &q, status, start, nr, nr);
}

int64_t engine_move_pages(struct engine *e, struct task *task, struct mapping *map,
			  uint64_t first, uint64_t nr, int nid, unsigned flags, int *status,
			  enum verdict *why)
{
	const struct mover mover = { .e = e, .task = task, .dest = nid, .ctx = CTX_TASK };
	int err;

	assert(first + nr <= map->nr_slots);
	if (flags & ~(MPOL_MF_MOVE | MPOL_MF_MOVE_ALL)) {
		if (why)
			*why = VERDICT_MPOL_INVALID;
		return -EINVAL;
	}
	if (!nr)
		return 0;
	err = move_pages_check(&e->m, task, nid, why);
	return err ? err : move_slots(&mover, map, first, nr, flags, status);
}

/* ---- a driver ---- */

/* Whoever maps the page gets a fault before it writes again. */
static void write_protect(const struct folio *folio)
{
	const struct folio_map *pos;

	for_each_folio_map(pos, folio) pos->map->ptes[pos->slot].flags &= (uint8_t)~PTE_WRITE;
}

int64_t engine_driver_migrate(struct engine *e, struct task *task, struct mapping *map,
			      uint64_t first, uint64_t nr, int nid, bool readonly)
{
	const struct mover mover = {
		.e = e, .task = task, .dest = nid, .ctx = CTX_KTHREAD, .driver = true
	};
	struct page_queue q = { 0 };
	int64_t ret;

	assert(first + nr <= map->nr_slots);
	for (uint64_t i = first; i < first + nr; i++) {
		int at = engine_page_node(map, i);

		if (at >= 0 && at != nid)
			page_queue_add(&q, map, i);
	}
	ret = migrate_queue(&mover, &q);
	for (size_t i = 0; readonly && i < q.nr; i++) {
		const struct folio *folio = map->ptes[q.refs[i].slot].folio;

		if (folio && folio_nid(folio) == nid)
			write_protect(folio);
	}
	page_queue_free(&q);
	return ret;
}
