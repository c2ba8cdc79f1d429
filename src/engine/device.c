// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of tasks on compressed memory: demoted there, promoted by a write; and
 * writes by the device's own hand.
 *
 * Responsible for the moves. Not responsible for what the device makes of them
 * (device/).
 *
 * Mirrors: mm/vmscan.c alloc_demote_folio(), v6.12; the handle_fault() of the cram
 * driver of 20260222084842.1824063-1.
 * Differs: that the page of a promotion is asked for as by a fault that may reclaim but
 * not kill is our reading.
 */
#include "engine/device.h"

#include <assert.h>
#include <errno.h>

#include "device/device.h"
#include "engine/fault.h"
#include "folio/migrate.h"
#include "tiers/demotion.h"

/* The old pages go back; the folio stands for the new ones. */
static void move_folio(struct engine *e, struct folio *folio, struct page_block block,
		       enum event_kind kind, int cpu)
{
	free_pages(&e->m, folio_move(&e->m, folio, block), cpu);
	event_add_nr(&e->m, kind, block.zone, block.order, folio_nr_pages(folio));
}

static int demote_page(struct engine *e, struct task *task, struct folio *folio, int nid,
		       enum verdict *why)
{
	const struct migration_target to = {
		.gfp = (GFP_HIGHUSER_MOVABLE & ~__GFP_RECLAIM) | __GFP_NOMEMALLOC | GFP_NOWAIT |
		       __GFP_THISNODE,
		.nid = nid,
		.reason = REASON_DEMOTION,
	};
	const struct alloc_request who = {
		.ctx = CTX_KTHREAD,
		.task = e->m.init_task,
		.cpu = task->cpu,
	};
	struct page_block block;
	nodemask_t targets;

	node_get_allowed_targets(&e->tiers, folio_nid(folio), &targets);
	*why = VERDICT_NO_TARGET;
	if (!node_isset(nid, &targets))
		return -EINVAL;
	*why = demotion_admitted(&e->m, nid);
	if (*why != VERDICT_PASS)
		return -ENOSPC;
	block = alloc_migration_target(&e->m, folio, &to, &who);
	*why = VERDICT_ENOMEM;
	if (!block.zone)
		return -ENOMEM;
	move_folio(e, folio, block, EVENT_DEMOTE, task->cpu);
	*why = VERDICT_PASS;
	return 0;
}

int engine_demote(struct engine *e, struct task *task, struct mapping *map, uint64_t first,
		  uint64_t nr, int nid, uint64_t *nr_moved, enum verdict *why)
{
	int err = 0;

	assert(first + nr <= map->nr_slots);
	*nr_moved = 0;
	*why = VERDICT_PASS;
	for (uint64_t i = first; i < first + nr && !err; i++) {
		struct folio *folio = map->ptes[i].folio;

		if (!folio || folio_nid(folio) == nid || !folio_may_migrate(folio))
			continue;
		err = demote_page(e, task, folio, nid, why);
		*nr_moved += !err;
		memory_failure_work(&e->m);
	}
	return err;
}

int engine_promote_on_write(struct engine *e, struct task *task, struct mapping *map,
			    uint64_t slot, struct alloc_result *failed)
{
	struct folio *folio = map->ptes[slot].folio;
	gfp_t gfp = GFP_HIGHUSER_MOVABLE | __GFP_RETRY_MAYFAIL;
	struct alloc_result result;
	struct mpol_use use;

	mm_fault_use(task, map, slot_addr(map, slot), gfp, folio->block.order, &use);
	result = engine_policy_alloc(e, task, &use);
	if (!result.block.zone) {
		*failed = result;
		failed->verdict = VERDICT_PROMOTE;
		failed->cycle = "write to a page that is mapped read-only -> handle_fault(): no "
				"DRAM to move it to -> the access is tried again";
		return -EAGAIN;
	}
	/* Reclaim for the new page may have taken the old one. */
	if (map->ptes[slot].folio != folio) {
		free_pages(&e->m, result.block, task->cpu);
		return 0;
	}
	move_folio(e, folio, result.block, EVENT_PROMOTE, task->cpu);
	return 0;
}

struct device_write {
	struct machine *m;
	struct page_content content;
};

static void write_block(void *arg, struct page_block block)
{
	struct device_write *write = arg;

	page_written(write->m, block, &write->content);
	if (write->content.kind != CONTENT_ZERO && write->content.kind != CONTENT_SAME)
		write->content.value += UINT64_C(1) << block.order;
}

int engine_device_write(struct engine *e, const char *label, const struct page_content *content)
{
	const struct held_set *set = held_find(&e->held, label);
	struct device_write write = { &e->m, *content };

	if (!set)
		return -ENOENT;
	held_for_each(set, write_block, &write);
	memory_failure_work(&e->m);
	return 0;
}
