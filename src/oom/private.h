/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of this room share. */
#ifndef NW_OOM_PRIVATE_H
#define NW_OOM_PRIVATE_H

#include "oom/oom.h"

/* Per step: reports with all numbers, and failures of requests. */
#define OOM_REPORTS_MAX 10u
#define WARN_ALLOC_MAX 1u

struct oom_state {
	struct oom_callbacks callbacks;
	struct oom_history history;
	unsigned nr_reports, nr_warnings;
};

/* One call of the killer. Mirrors: include/linux/oom.h struct oom_control, v6.12. */
struct oom_control {
	struct machine *m;
	const struct alloc_request *req;	/* of the current task */
	struct mem_cgroup *memcg;		/* whose limit it is about, or NULL */
	struct oom_report *report;
	struct task *chosen;
	int64_t chosen_points;
	bool aborted;				/* a victim is on its way out already */
};

/* ---- select.c ---- */

/* Nobody kills init or kernel threads. */
bool oom_unkillable_task(const struct machine *m, const struct task *task);
/* The memory cgroup that pays for it. */
struct mem_cgroup *task_memcg(const struct machine *m, const struct task *task);
/* Is it @top, or below it? */
bool memcg_is_below(const struct mem_cgroup *top, const struct mem_cgroup *memcg);
/* May the OOM in question choose the task at all? */
bool oom_eligible(const struct oom_control *oc, const struct task *task);
void select_bad_process(struct oom_control *oc);

/* ---- dump.c ---- */

void dump_header(const struct oom_control *oc, struct text *out);
void dump_oom_victim(const struct oom_control *oc, const struct task *victim, struct text *out);
void dump_killed(const struct task *victim, const char *message, struct text *out);
void warn_alloc(struct machine *m, const struct alloc_request *req, const struct alloc_pass *pass);

#endif
