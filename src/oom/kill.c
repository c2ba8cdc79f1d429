// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the killer does, in its order: let a dying task die, panic, choose, report,
 * kill.
 *
 * Mirrors: mm/oom_kill.c out_of_memory(), oom_kill_process(), __oom_kill_process(),
 * task_will_free_mem(), check_panic_on_oom(); mm/memcontrol.c
 * mem_cgroup_out_of_memory(), mem_cgroup_get_oom_group(), v6.12.
 * Differs: who is killed is gone at once, with all of its memory: nobody waits for it
 * to run, and the reaper has nothing to do; but a task that asks for memory itself
 * goes on with what it does, as a victim, until the step ends. After a panic the
 * machine goes on as well, so that it can be looked at. The number of reports of a
 * step is limited, not that of five seconds.
 */
#include "oom/private.h"

#include <stdlib.h>

#include "memcg/memcg.h"

#define OOM_SCORE_ADJ_MIN (-1000)

/* ---- life ---- */

static bool oom_kill(struct machine *m, const struct alloc_request *req,
		     struct oom_report *report);

static bool memcg_oom(struct machine *m, struct mem_cgroup *memcg,
		      const struct alloc_request *req);

void oom_init(struct machine *m, const struct oom_callbacks *callbacks)
{
	m->oom = xcalloc(1, sizeof(*m->oom));
	m->oom->callbacks = *callbacks;
	m->ops.oom_kill = oom_kill;
	m->ops.memcg_oom = memcg_oom;
	m->ops.warn_alloc = warn_alloc;
}

void oom_begin_step(struct machine *m)
{
	struct oom_history *history = &m->oom->history;

	for (size_t i = 0; i < history->nr_kills; i++)
		free(history->kills[i].task);
	free(history->kills);
	text_free(&history->log);
	*history = (struct oom_history){ .log = TEXT_INIT };
	m->oom->nr_reports = m->oom->nr_warnings = 0;
}

void oom_destroy(struct machine *m)
{
	if (!m->oom)
		return;
	oom_begin_step(m);
	free(m->oom);
	m->oom = NULL;
}

const struct oom_history *oom_history(const struct machine *m)
{
	return &m->oom->history;
}

/* ---- killing ---- */

/* It is on its way out, and has memory to give back. */
static bool task_will_free_mem(const struct task *task)
{
	return task->mm && !task->oom_skip && (task->killed || task->flags & PF_EXITING);
}

static void record_kill(const struct oom_control *oc, const struct task *victim)
{
	struct oom_history *history = &oc->m->oom->history;

	history->kills =
		xrealloc(history->kills, (history->nr_kills + 1) * sizeof(*history->kills));
	history->kills[history->nr_kills++] = (struct oom_kill){
		.task = xstrdup(victim->name),
		.pid = victim->pid,
		.about = *oc->report,
	};
}

/*
 * Marked, and its memory given back unless it is the one who asks, whose page tables
 * are in use.
 */
static void end_victim(struct oom_control *oc, struct task *victim)
{
	victim->oom_victim = true;
	if (victim == oc->req->task)
		return;
	oc->m->oom->callbacks.end_mm(oc->m->oom->callbacks.arg, victim);
	victim->oom_skip = true;
}

/* The zone that the request would have liked best. */
static const struct zone *zone_asked(const struct oom_control *oc)
{
	const struct zone *zones = oc->m->pgdat[oc->req->nid]->node_zones;
	int type = (int)gfp_zone(oc->req->gfp);

	while (type > 0 && !populated_zone(&zones[type]))
		type--;
	return &zones[type];
}

static void kill_task(struct oom_control *oc, struct task *victim, const char *message)
{
	struct mm_usage usage = mm_usage(victim->mm);

	if (!victim->mm)
		return;
	memcg_memory_event(task_memcg(oc->m, victim), MEMCG_OOM_KILL);
	dump_killed(victim, message, &oc->m->oom->history.log);
	record_kill(oc, victim);
	event_add_nr(oc->m, EVENT_OOM_KILL, zone_asked(oc), oc->req->order,
		     usage.anon + usage.file + usage.shmem);
	victim->killed = true;
	end_victim(oc, victim);
}

/* The highest cgroup between the victim's and the OOM's that goes as a whole; or NULL. */
static struct mem_cgroup *oom_group_of(const struct oom_control *oc, const struct task *victim)
{
	const struct mem_cgroup *top = oc->memcg ? oc->memcg : oc->m->root_memcg;
	struct mem_cgroup *group = NULL;

	for (struct mem_cgroup *memcg = task_memcg(oc->m, victim); memcg; memcg = memcg->parent) {
		if (memcg->oom_group && memcg->parent)
			group = memcg;
		if (memcg == top)
			break;
	}
	return group;
}

static void kill_group(struct oom_control *oc, const struct mem_cgroup *group, const char *message)
{
	text_addf(&oc->m->oom->history.log,
		  "Tasks in %s are going to be killed due to memory.oom.group set\n", group->path);
	for (struct task *task = oc->m->tasks; task; task = task->next) {
		if (task->killed || task == oc->m->init_task ||
		    task->oom_score_adj == OOM_SCORE_ADJ_MIN ||
		    !memcg_is_below(group, task_memcg(oc->m, task)))
			continue;
		kill_task(oc, task, message);
	}
}

static void oom_kill_process(struct oom_control *oc, const char *message)
{
	struct task *victim = oc->chosen;
	struct mem_cgroup *group;

	if (task_will_free_mem(victim)) {
		end_victim(oc, victim);
		return;
	}
	if (oc->m->oom->nr_reports++ < OOM_REPORTS_MAX) {
		dump_header(oc, &oc->m->oom->history.log);
		dump_oom_victim(oc, victim, &oc->m->oom->history.log);
	}
	group = oom_group_of(oc, victim);
	kill_task(oc, victim, message);
	if (group)
		kill_group(oc, group, message);
}

/* ---- the decision ---- */

static bool panics(struct oom_control *oc)
{
	struct text *log = &oc->m->oom->history.log;

	if (!oc->report->panics)
		return false;
	dump_header(oc, log);
	text_addf(log, "Kernel panic - not syncing: Out of memory: %s panic_on_oom is enabled\n",
		  oc->m->sysctl.panic_on_oom == 2 ? "compulsory" : "system-wide");
	return true;
}

/* vm.oom_kill_allocating_task: whoever asks, if it may be killed at all. */
static bool current_is_to_blame(const struct oom_control *oc, const struct task *current)
{
	return !oc->memcg && oc->m->sysctl.oom_kill_allocating_task && current->mm &&
	       !oom_unkillable_task(oc->m, current) && oom_eligible(oc, current) &&
	       current->oom_score_adj != OOM_SCORE_ADJ_MIN && !current->oom_skip;
}

static struct task *current_task(const struct oom_control *oc)
{
	for (struct task *task = oc->m->tasks; task; task = task->next) {
		if (task == oc->req->task)
			return task;
	}
	return NULL;
}

/* Nobody is left: a machine cannot live with that, a memory cgroup can. */
static bool no_killable_process(struct oom_control *oc)
{
	struct text *log = &oc->m->oom->history.log;

	if (oc->m->oom->nr_reports++ >= OOM_REPORTS_MAX)
		return false;
	dump_header(oc, log);
	text_add(log, "Out of memory and no killable processes...\n");
	if (!oc->memcg)
		text_add(log, "Kernel panic - not syncing: System is deadlocked on memory\n");
	return false;
}

/* Return: true when somebody dies, or is about to. */
static bool out_of_memory(struct oom_control *oc)
{
	struct task *current = current_task(oc);

	if (panics(oc))
		return false;
	if (current && current_is_to_blame(oc, current)) {
		oc->chosen = current;
		oom_kill_process(oc, "Out of memory (oom_kill_allocating_task)");
		return true;
	}
	select_bad_process(oc);
	if (!oc->chosen)
		return no_killable_process(oc);
	if (oc->aborted)
		end_victim(oc, oc->chosen);
	else
		oom_kill_process(oc, oc->memcg ? "Memory cgroup out of memory" : "Out of memory");
	return true;
}

/*
 * @report: what it is about; NULL when the request is not of a kind to kill for.
 * A task that is dying anyway is let go on; that it has been let counts as nothing new.
 */
static bool oom_kill(struct machine *m, const struct alloc_request *req, struct oom_report *report)
{
	struct oom_control oc = { .m = m, .req = req, .report = report };
	struct task *current = current_task(&oc);

	if (current && task_will_free_mem(current)) {
		bool first = !current->oom_victim;

		current->oom_victim = true;
		return first;
	}
	return report && out_of_memory(&oc);
}

/* Mirrors: mm/memcontrol.c mem_cgroup_get_max(), v6.12, on the default hierarchy. */
static uint64_t mem_cgroup_get_max(const struct machine *m, const struct mem_cgroup *memcg)
{
	uint64_t max = memcg->memory.max, swap = memcg->swap.max;

	if (max == PAGE_COUNTER_MAX)
		return max;
	if (m->sysctl.swappiness)
		max += swap < m->total_swap_pages ? swap : m->total_swap_pages;
	return max ? max : 1;
}

static bool memcg_oom(struct machine *m, struct mem_cgroup *memcg, const struct alloc_request *req)
{
	struct oom_report report = {
		.reached = true,
		.constraint = CONSTRAINT_MEMCG,
		.totalpages = mem_cgroup_get_max(m, memcg),
		.panics = m->sysctl.panic_on_oom == 2,
		.gfp = req->gfp,
		.order = req->order,
	};
	struct oom_control oc = { .m = m, .req = req, .memcg = memcg, .report = &report };
	const struct task *current = current_task(&oc);

	if (memcg->memory.usage + (UINT64_C(1) << req->order) <= memcg->memory.max)
		return true;
	if (current && (current->killed || current->oom_victim || current->flags & PF_EXITING))
		return true;
	return out_of_memory(&oc);
}
