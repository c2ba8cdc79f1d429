// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who is chosen: the task with the most memory among those that the shortage is
 * about.
 *
 * Mirrors: mm/oom_kill.c oom_badness(), oom_cpuset_eligible(), oom_evaluate_task(),
 * select_bad_process(); kernel/cgroup/cpuset.c cpuset_mems_allowed_intersects(), v6.12.
 * Differs: a task is one thread and shares its memory with nobody.
 */
#include "cpuset/cgroup.h"
#include "mempolicy/mempolicy.h"
#include "oom/private.h"

#define OOM_SCORE_ADJ_MIN (-1000)

struct mm_usage mm_usage(const struct mm *mm)
{
	struct mm_usage usage = { 0 };

	if (!mm)
		return usage;
	usage.tables = mm->nr_tables;
	for (const struct mapping *map = mm->maps; map; map = map->next) {
		usage.total_vm += (mapping_end(map) - map->start) >> PAGE_SHIFT;
		for (uint64_t i = 0; i < map->nr_slots; i++) {
			const struct folio *folio = map->ptes[i].folio;

			if (!folio)
				usage.swap += map->ptes[i].swap != 0;
			else if (folio->kind == FOLIO_ANON)
				usage.anon += folio_nr_pages(folio);
			else if (folio->kind == FOLIO_FILE)
				usage.file += folio_nr_pages(folio);
			else if (folio->kind == FOLIO_SHMEM)
				usage.shmem += folio_nr_pages(folio);
		}
	}
	return usage;
}

bool oom_unkillable_task(const struct machine *m, const struct task *task)
{
	return task == m->init_task || task->flags & PF_KTHREAD;
}

int64_t oom_badness(const struct machine *m, const struct task *task, uint64_t totalpages)
{
	struct mm_usage usage;

	if (oom_unkillable_task(m, task) || !task->mm)
		return OOM_BADNESS_NEVER;
	if (task->oom_score_adj == OOM_SCORE_ADJ_MIN || task->oom_skip)
		return OOM_BADNESS_NEVER;
	usage = mm_usage(task->mm);
	return (int64_t)(usage.anon + usage.file + usage.shmem + usage.swap + usage.tables) +
	       (int64_t)task->oom_score_adj * (int64_t)(totalpages / 1000);
}

static bool mems_allowed_intersect(const struct machine *m, const struct task *a,
				   const struct task *b)
{
	nodemask_t common;

	nodes_and(&common, &a->mems_allowed, &b->mems_allowed);
	if (m->design->oom_common_mems)
		m->design->oom_common_mems(m, &common);
	return !nodes_empty(&common);
}

struct mem_cgroup *task_memcg(const struct machine *m, const struct task *task)
{
	struct mem_cgroup *memcg = task->cgroup ? cgroup_memcg(task) : NULL;

	return memcg ? memcg : m->root_memcg;
}

bool memcg_is_below(const struct mem_cgroup *top, const struct mem_cgroup *memcg)
{
	while (memcg && memcg != top)
		memcg = memcg->parent;
	return memcg;
}

/* Of a memcg's OOM its tasks; with a nodemask, by policy alone; else by cpuset alone. */
bool oom_eligible(const struct oom_control *oc, const struct task *task)
{
	const struct oom_report *report = oc->report;

	if (oc->memcg)
		return memcg_is_below(oc->memcg, task_memcg(oc->m, task));
	if (report->has_nodemask)
		return mempolicy_in_oom_domain(task, &report->nodemask);
	return mems_allowed_intersect(oc->m, oc->req->task, task);
}

/* False: somebody is being killed already, no need to look on. */
static bool evaluate_task(struct oom_control *oc, struct task *task)
{
	int64_t points;

	if (oom_unkillable_task(oc->m, task) || !oom_eligible(oc, task))
		return true;
	if (task->oom_victim) {
		if (!task->mm || task->oom_skip)
			return true;
		oc->chosen = task;
		oc->aborted = true;
		return false;
	}
	points = oom_badness(oc->m, task, oc->report->totalpages);
	if (points == OOM_BADNESS_NEVER || points < oc->chosen_points)
		return true;
	oc->chosen = task;
	oc->chosen_points = points;
	return true;
}

void select_bad_process(struct oom_control *oc)
{
	oc->chosen = NULL;
	oc->chosen_points = OOM_BADNESS_NEVER;
	for (struct task *task = oc->m->tasks; task; task = task->next) {
		if (!evaluate_task(oc, task))
			return;
	}
}
