// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running hugetlb: pools and mappings of huge pages.
 *
 * Mirrors: nothing.
 */
#include <errno.h>
#include <stdlib.h>

#include "scenario/run.h"

/* The pages that came: those on top of the node's list of free ones. */
static void add_growth(const struct hugetlb_node *n, uint64_t before, struct step_result *out)
{
	for (uint64_t i = before; i < n->nr_huge_pages; i++)
		run_add_landing(out, n->free[n->nr_free - 1 - (i - before)]->block.zone, 1, 0);
}

static void write_nr(struct run *run, const struct plan_step *step, struct hstate *h,
		     struct hugetlb_use *use, struct step_result *out)
{
	const struct step_args *args = &step->args;
	struct hugetlb *hl = &run->e->hugetlb;
	struct machine *m = &run->e->m;
	uint64_t *before = xcalloc((size_t)m->nr_node_ids, sizeof(*before));

	for (int nid = 0; nid < m->nr_node_ids; nid++)
		before[nid] = h->node[nid].nr_huge_pages;
	use->listener = run_follow(run, step, "nr_hugepages", out);
	hugetlb_set_nr(hl, m, h, args->hugetlb.value, args->nid, args->hugetlb.mempolicy, use);
	run_followed(run, out);
	for (int nid = 0; nid < m->nr_node_ids; nid++)
		add_growth(&h->node[nid], before[nid], out);
	free(before);
	run_set_errno(out, use->stuck ? -ENOMEM : 0, use->stuck ? VERDICT_LIVELOCK : VERDICT_PASS);
}

static void touch_pages(struct run *run, const struct plan_step *step, struct hugetlb_map *map,
			struct hugetlb_use *use, struct step_result *out)
{
	const struct step_args *args = &step->args;
	uint64_t end = args->nr_pages ? args->first + args->nr_pages : map->nr_pages;
	int err = 0;

	if (args->first >= map->nr_pages || end > map->nr_pages) {
		run_fail(run, out, step->loc, "mapping %s has %llu pages", map->name,
			 (unsigned long long)map->nr_pages);
		return;
	}
	use->listener = run_follow(run, step, "hugetlb_fault", out);
	for (uint64_t i = args->first; i < end && !err; i++) {
		err = hugetlb_fault(&run->e->hugetlb, &run->e->m, map, i, use);
		if (!err)
			run_add_landing(out, map->pages[i]->block.zone, 1, 0);
	}
	run_followed(run, out);
	run_set_errno(out, err, err ? VERDICT_HUGETLB_EMPTY : VERDICT_PASS);
}

static void use_map(struct run *run, const struct plan_step *step, struct hugetlb_use *use,
		    struct step_result *out)
{
	struct hugetlb *hl = &run->e->hugetlb;
	struct hugetlb_map *map = hugetlb_find_map(hl, use->task, step->args.map);

	if (!map) {
		run_fail(run, out, step->loc, "%s has no mapping %s of huge pages",
			 use->task->name, step->args.map);
		return;
	}
	run_set_errno(out, 0, VERDICT_PASS);
	if (step->args.hugetlb.op == HUGETLB_OP_TOUCH)
		touch_pages(run, step, map, use, out);
	else
		hugetlb_munmap(hl, &run->e->m, map, use->task->cpu);
}

static void make_map(struct run *run, const struct plan_step *step, struct hstate *h,
		     struct hugetlb_use *use, struct step_result *out)
{
	const struct step_args *args = &step->args;
	uint64_t nr_pages = args->nr_pages ? args->nr_pages : 1;
	int err;

	use->listener = run_follow(run, step, "mmap", out);
	err = hugetlb_mmap(&run->e->hugetlb, &run->e->m, h, args->map, nr_pages,
			   args->hugetlb.noreserve, use);
	run_followed(run, out);
	run_set_errno(out, err, err == -ENOMEM ? VERDICT_HUGETLB_RESERVE : VERDICT_PASS);
}

void run_hugetlb(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct hugetlb_args *args = &step->args.hugetlb;
	struct hugetlb *hl = &run->e->hugetlb;
	struct hstate *h = hugetlb_hstate(hl, args->order);
	struct hugetlb_use use = { .task = run_find_task(run, step->args.task, step, out) };

	out->unit = "huge page";
	if (!use.task)
		return;
	switch (args->op) {
	case HUGETLB_OP_NR:
		write_nr(run, step, h, &use, out);
		break;
	case HUGETLB_OP_OVERCOMMIT:
		run_set_errno(out, hugetlb_set_overcommit(h, args->value), VERDICT_PASS);
		break;
	case HUGETLB_OP_DEMOTE:
		run_set_errno(out,
			      hugetlb_demote(hl, &run->e->m, h, args->value, step->args.nid),
			      VERDICT_PASS);
		break;
	case HUGETLB_OP_MAP:
		make_map(run, step, h, &use, out);
		break;
	default:
		use_map(run, step, &use, out);
	}
}
