/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The OOM killer: chooses a task, ends its address space, and says so in the log.
 *
 * Mirrors: mm/oom_kill.c, mm/show_mem.c, mm/page_alloc.c warn_alloc(), v6.12.
 */
#ifndef NW_OOM_OOM_H
#define NW_OOM_OOM_H

#include "base/text.h"
#include "folio/folio.h"
#include "model/machine.h"

/* What the killer needs of rooms above: @arg is handed back. */
struct oom_callbacks {
	/* All pages of the task's address space go at once; the task itself stays. */
	void (*end_mm)(void *arg, struct task *task);
	void *arg;
};

/* m->oom and the entries of m->ops come into being / go. */
void oom_init(struct machine *m, const struct oom_callbacks *callbacks);
void oom_destroy(struct machine *m);

/* One task that was killed. */
struct oom_kill {
	char *task;			/* owned; its name */
	int pid;
	struct oom_report about;
};

/* What happened since oom_begin_step(): kills in order, and the kernel log. */
struct oom_history {
	struct oom_kill *kills;
	size_t nr_kills;
	struct text log;		/* lines, each with its newline */
};
const struct oom_history *oom_history(const struct machine *m);
void oom_begin_step(struct machine *m);

/* What a task has in memory, in pages. */
struct mm_usage {
	uint64_t anon, file, shmem;	/* mapped */
	uint64_t swap;			/* entries */
	uint64_t tables;
	uint64_t total_vm;
};
struct mm_usage mm_usage(const struct mm *mm);

#define OOM_BADNESS_NEVER INT64_MIN
/* Mirrors: mm/oom_kill.c oom_badness(), v6.12. OOM_BADNESS_NEVER: it is not to be killed. */
int64_t oom_badness(const struct machine *m, const struct task *task, uint64_t totalpages);

/*
 * Mirrors: mm/show_mem.c __show_mem(), v6.12. @nodes NULL: every node; zones above
 * @highest are left out.
 */
void show_mem(const struct machine *m, const nodemask_t *nodes, enum zone_type highest, int cpu,
	      struct text *out);

#endif
