// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running reclaim, and what expectations see of it.
 *
 * Mirrors: nothing.
 */
#include <errno.h>
#include <string.h>

#include "balancing/balancing.h"
#include "base/nodelist.h"
#include "reclaim/reclaim.h"
#include "scenario/run.h"

void run_reclaim(struct run *run, const struct plan_step *step, struct step_result *out)
{
	struct task *task = run_find_task(run, step->args.task, step, out);
	struct machine *m = &run->e->m;
	enum verdict why;
	struct alloc_request req;

	if (!task)
		return;
	req = (struct alloc_request){
		.gfp = GFP_KERNEL,
		.nid = m->cpu_to_node[task->cpu],
		.task = task,
		.cpu = task->cpu,
		.ctx = CTX_KTHREAD,
	};
	out->returned = (int64_t)reclaim_node(m, step->args.nid, step->args.nr_pages,
					      step->args.swappiness, &req, &why);
	out->has_returned = true;
	if (why != VERDICT_PASS)
		run_set_errno(out, -EPERM, why);
	else
		run_set_errno(out, 0, VERDICT_PASS);
}

void run_numa_scan(struct run *run, const struct plan_step *step, struct step_result *out)
{
	struct task *task = run_find_task(run, step->args.task, step, out);
	enum verdict why;

	if (!task)
		return;
	out->returned = (int64_t)numa_scan(&run->e->m, &run->e->tiers, task, &why);
	out->has_returned = true;
	run_set_errno(out, 0, VERDICT_PASS);
	if (why != VERDICT_PASS) {
		out->has_verdict = true;
		out->verdict = why;
		out->class = verdict_info(why)->class;
	}
}

/* ---- expectations ---- */

/* Nodes with an event of one of @nr kinds in this step. */
static void got_event_nodes(const struct run *run, const enum event_kind *kinds, size_t nr,
			    struct text *got)
{
	const struct event_log *log = &run->e->log;
	nodemask_t nodes = NODE_MASK_NONE;
	char list[NODELIST_MAX];

	for (unsigned i = 0; i < log->nr_events; i++) {
		for (size_t k = 0; k < nr; k++) {
			if (log->events[i].kind == kinds[k])
				node_set(log->events[i].nid, &nodes);
		}
	}
	text_add(got, nodelist_print(&nodes, list));
}

/* That pages were taken from, by whomever. */
void run_got_reclaimed(const struct run *run, const struct expect_item *item, struct text *got)
{
	static const enum event_kind kinds[] = { EVENT_KSWAPD_RECLAIM, EVENT_DIRECT_RECLAIM,
						 EVENT_MEMCG_RECLAIM, EVENT_NODE_RECLAIM };

	(void)item;
	got_event_nodes(run, kinds, sizeof(kinds) / sizeof(kinds[0]), got);
}

void run_got_demoted(const struct run *run, const struct expect_item *item, struct text *got)
{
	static const enum event_kind kind = EVENT_DEMOTE;

	(void)item;
	got_event_nodes(run, &kind, 1, got);
}

void run_got_promoted(const struct run *run, const struct expect_item *item, struct text *got)
{
	static const enum event_kind kind = EVENT_PROMOTE;

	(void)item;
	got_event_nodes(run, &kind, 1, got);
}

void run_got_lru(const struct run *run, const struct expect_item *item, struct text *got)
{
	for (int lru = 0; lru < NR_LRU_LISTS; lru++) {
		if (strcmp(lru_names[lru], item->detail) == 0)
			text_addf(got, "%llu",
				  (unsigned long long)node_lru_pages(&run->e->m, item->nid,
								     (enum lru_list)lru));
	}
}

void run_got_failures(const struct run *run, const struct expect_item *item, struct text *got)
{
	const pg_data_t *pgdat = run->e->m.pgdat[item->nid];

	text_addf(got, "%u", pgdat ? pgdat->kswapd_failures : 0);
}

/* The highest watermark that the free pages of a zone are above. */
void run_got_above(const struct zone *zone, struct text *got)
{
	const char *above = "none";

	for (int w = 0; zone && w < NR_EXPECT_MARKS - 1; w++) {
		if (zone->nr_free_pages > wmark_pages(zone, (enum wmark)w))
			above = expect_marks[w + 1];
	}
	text_add(got, above);
}
