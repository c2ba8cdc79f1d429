// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel log says about an OOM, and about requests that fail.
 *
 * Mirrors: mm/oom_kill.c dump_header(), dump_tasks(), dump_oom_victim(),
 * __oom_kill_process() (its line); mm/memcontrol.c mem_cgroup_print_oom_context(),
 * mem_cgroup_print_oom_meminfo(); kernel/cgroup/cpuset.c
 * cpuset_print_current_mems_allowed(); mm/page_alloc.c warn_alloc(),
 * warn_alloc_show_mem(), v6.12.
 * Differs: no stack dump and no time stamps; everybody is root; of a memory cgroup
 * its usage and limits, without the statistics that follow in the kernel.
 */
#include <inttypes.h>
#include <string.h>

#include "base/nodelist.h"
#include "cpuset/cpuset.h"
#include "oom/private.h"

#define KB(pages) ((pages) << (PAGE_SHIFT - 10))

static void add_gfp(const struct machine *m, gfp_t gfp, struct text *out)
{
	text_addf(out, "%#llx(", (unsigned long long)gfp);
	gfp_format(gfp, m->design, out);
	text_add(out, ")");
}

static void add_nodes(const nodemask_t *nodes, struct text *out)
{
	char list[NODELIST_MAX];

	text_add(out, nodes ? nodelist_print(nodes, list) : "(null)");
}

/* The last part of its path; the root is called "/". */
static const char *cpuset_name(const struct task *task)
{
	const char *slash = task->cs->path ? strrchr(task->cs->path, '/') : NULL;

	return slash && slash[1] ? slash + 1 : "/";
}

/* A design may show the task's nodes under another name. */
static void add_mems_allowed(const struct machine *m, const struct task *task, struct text *out)
{
	const char *name = m->design->oom_mems_name;

	text_addf(out, ",cpuset=%s,%s=", cpuset_name(task), name ? name : "mems_allowed");
	add_nodes(&task->mems_allowed, out);
}

static void dump_task(const struct task *task, struct text *out)
{
	struct mm_usage usage = mm_usage(task->mm);

	text_addf(out,
		  "[%7d] %5d %5d %8" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8" PRIu64 " %9" PRIu64
		  " %8" PRIu64 " %8" PRIu64 "         %5d %s\n",
		  task->pid, 0, task->pid, usage.total_vm, usage.anon + usage.file + usage.shmem,
		  usage.anon, usage.file, usage.shmem, usage.tables * PAGE_SIZE, usage.swap,
		  task->oom_score_adj, task->name);
}

static void dump_tasks(const struct oom_control *oc, struct text *out)
{
	text_add(out, "Tasks state (memory values in pages):\n");
	text_add(out, "[  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem "
		      "pgtables_bytes swapents oom_score_adj name\n");
	for (const struct task *task = oc->m->tasks; task; task = task->next) {
		if (task->mm && !oom_unkillable_task(oc->m, task) && oom_eligible(oc, task))
			dump_task(task, out);
	}
}

static void add_counter(const char *name, const struct page_counter *counter, struct text *out)
{
	uint64_t max = counter->max == PAGE_COUNTER_MAX ? INT64_MAX >> PAGE_SHIFT : counter->max;

	text_addf(out, "%s: usage %" PRIu64 "kB, limit %" PRIu64 "kB\n", name, KB(counter->usage),
		  KB(max));
}

void dump_header(const struct oom_control *oc, struct text *out)
{
	const struct alloc_request *req = oc->req;

	text_addf(out, "%s invoked oom-killer: gfp_mask=", req->task->name);
	add_gfp(oc->m, req->gfp, out);
	text_addf(out, ", order=%u, oom_score_adj=%d\n", req->order, req->task->oom_score_adj);
	if (oc->memcg) {
		add_counter("memory", &oc->memcg->memory, out);
		add_counter("swap", &oc->memcg->swap, out);
		text_addf(out, "Memory cgroup stats for %s:\n", oc->memcg->path);
	} else {
		const nodemask_t *nodes = oc->report->has_nodemask ? &oc->report->nodemask :
								     &req->task->mems_allowed;

		show_mem(oc->m, nodes, gfp_zone(req->gfp), req->cpu, out);
	}
	if (oc->m->sysctl.oom_dump_tasks)
		dump_tasks(oc, out);
}

void dump_oom_victim(const struct oom_control *oc, const struct task *victim, struct text *out)
{
	const struct oom_report *report = oc->report;

	text_addf(out, "oom-kill:constraint=%s,nodemask=",
		  oom_constraint_names[report->constraint]);
	add_nodes(report->has_nodemask ? &report->nodemask : NULL, out);
	add_mems_allowed(oc->m, oc->req->task, out);
	if (oc->memcg)
		text_addf(out, ",oom_memcg=%s", oc->memcg->path);
	else
		text_add(out, ",global_oom");
	text_addf(out, ",task_memcg=%s,task=%s,pid=%d,uid=0\n", task_memcg(oc->m, victim)->path,
		  victim->name, victim->pid);
}

void dump_killed(const struct task *victim, const char *message, struct text *out)
{
	struct mm_usage usage = mm_usage(victim->mm);

	text_addf(out,
		  "%s: Killed process %d (%s) total-vm:%" PRIu64 "kB, anon-rss:%" PRIu64
		  "kB, file-rss:%" PRIu64 "kB, shmem-rss:%" PRIu64 "kB, UID:0 pgtables:%" PRIu64
		  "kB oom_score_adj:%d\n",
		  message, victim->pid, victim->name, KB(usage.total_vm), KB(usage.anon),
		  KB(usage.file), KB(usage.shmem), KB(usage.tables), victim->oom_score_adj);
}

/* Does the log show all nodes? Where the request might go beyond those of its task. */
static bool shows_all_nodes(const struct alloc_request *req)
{
	const struct task *task = req->task;

	if (!(req->gfp & __GFP_NOMEMALLOC) &&
	    (task->oom_victim || req->ctx == CTX_TASK_MEMALLOC ||
	     task->flags & (PF_MEMALLOC | PF_EXITING)))
		return true;
	return !ctx_in_task(req->ctx) || !(req->gfp & __GFP_DIRECT_RECLAIM);
}

void warn_alloc(struct machine *m, const struct alloc_request *req, const struct alloc_pass *pass)
{
	const nodemask_t *nodes = pass->ac.mask.nodes;
	struct text *out = &m->oom->history.log;

	if (req->gfp & __GFP_NOWARN || m->oom->nr_warnings >= WARN_ALLOC_MAX)
		return;
	m->oom->nr_warnings++;
	text_addf(out, "%s: page allocation failure: order:%u, mode:", req->task->name, req->order);
	add_gfp(m, req->gfp, out);
	text_add(out, ", nodemask=");
	add_nodes(nodes, out);
	add_mems_allowed(m, req->task, out);
	text_add(out, "\n");
	if (shows_all_nodes(req))
		nodes = NULL;
	else if (!nodes)
		nodes = &req->task->mems_allowed;
	show_mem(m, nodes, gfp_zone(req->gfp), req->cpu, out);
}
