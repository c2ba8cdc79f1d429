/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Running a scenario: each design gets a machine of its own, freshly booted.
 *
 * A step is carried out, then judged by its expectations, then the machine is
 * checked. Nothing is printed and no file is read.
 */
#ifndef NW_SCENARIO_RUN_H
#define NW_SCENARIO_RUN_H

#include "engine/engine.h"
#include "scenario/result.h"
#include "scenario/scenario.h"

/* Which steps record the walk of their request zone by zone. */
enum run_walk {
	RUN_WALK_NONE,
	RUN_WALK_FAILED,	/* of expectations that do not hold */
	RUN_WALK_ALL
};

struct run_options {
	/* Designs to run under; nr 0 = those of the scenario. */
	const struct isolation_design *const *designs;
	size_t nr_designs;
	int check_level;		/* 1, 2 or 3 */
	uint64_t seed;
	enum run_walk walk;
	bool fail_fast;			/* stop a design at its first unexpected outcome */
	bool topology;			/* record the machine as it booted */
	bool levels;			/* record what every zone holds after each step */
};

/*
 * Run @s. False, with diagnostics, when the machine cannot be made at all.
 * scenario_result_free() is needed in both cases.
 */
bool scenario_run(const struct scenario *s, const struct run_options *options,
		  struct scenario_result *result, struct diag_list *diags);

/*
 * The same in parts, so that designs may run in threads of their own: begin makes
 * room for all designs; each is run once, in any order, into its place; end counts
 * them. @diags is of the one design.
 */
void scenario_run_begin(const struct scenario *s, const struct run_options *options,
			struct scenario_result *result);
bool scenario_run_design(const struct scenario *s, const struct run_options *options,
			 struct scenario_result *result, size_t design, struct diag_list *diags);
void scenario_run_end(const struct scenario *s, const struct run_options *options,
		      struct scenario_result *result);

/*
 * Run @s under one design up to @step, which alone counts: *@design_result holds
 * that one step with its walk, the stage, and apart from them what went before.
 */
bool scenario_explain(const struct scenario *s, const struct plan_step *step,
		      const struct isolation_design *design, const struct run_options *options,
		      struct design_result *design_result, struct diag_list *diags);

/* ---- between the files of the runner ---- */

struct recorder;

/* One design's run. */
struct run {
	const struct scenario *s;
	const struct run_options *options;
	const struct isolation_design *design;
	struct engine *e;
	uint64_t next_pfn;		/* where memory without a place of its own is added */
	bool record_walk;		/* of the current step */
	bool question;			/* the step asks what may be, not what is */
	bool stated;			/* struct scenario_design */
	struct recorder *recorder;	/* run_walk.c, between run_listen() and run_listened() */
};

typedef void (*run_fn)(struct run *run, const struct plan_step *step, struct step_result *out);

/* One function per kind of step, in run_request.c ... run_machine.c. */
void run_may(struct run *run, const struct plan_step *step, struct step_result *out);
void run_alloc(struct run *run, const struct plan_step *step, struct step_result *out);
/* run_blocks.c */
void run_free(struct run *run, const struct plan_step *step, struct step_result *out);
void run_fill(struct run *run, const struct plan_step *step, struct step_result *out);
/* run_task.c */
void run_map(struct run *run, const struct plan_step *step, struct step_result *out);
void run_touch(struct run *run, const struct plan_step *step, struct step_result *out);
void run_file_op(struct run *run, const struct plan_step *step, struct step_result *out);
void run_mbind(struct run *run, const struct plan_step *step, struct step_result *out);
void run_migrate(struct run *run, const struct plan_step *step, struct step_result *out);
void run_set(struct run *run, const struct plan_step *step, struct step_result *out);
void run_attach(struct run *run, const struct plan_step *step, struct step_result *out);
void run_fork(struct run *run, const struct plan_step *step, struct step_result *out);
void run_kill(struct run *run, const struct plan_step *step, struct step_result *out);
void run_task(struct run *run, const struct plan_step *step, struct step_result *out);
/* run_reclaim.c */
void run_reclaim(struct run *run, const struct plan_step *step, struct step_result *out);
/* run_machine.c */
void run_cgroup(struct run *run, const struct plan_step *step, struct step_result *out);
void run_mkdir(struct run *run, const struct plan_step *step, struct step_result *out);
void run_rmdir(struct run *run, const struct plan_step *step, struct step_result *out);
void run_write(struct run *run, const struct plan_step *step, struct step_result *out);
void run_hotplug(struct run *run, const struct plan_step *step, struct step_result *out);
void run_zswap(struct run *run, const struct plan_step *step, struct step_result *out);
/* run_slab.c, run_hugetlb.c */
void run_slab(struct run *run, const struct plan_step *step, struct step_result *out);
void run_hugetlb(struct run *run, const struct plan_step *step, struct step_result *out);
void run_drain(struct run *run, const struct plan_step *step, struct step_result *out);
void run_note(struct run *run, const struct plan_step *step, struct step_result *out);

/* run_driver.c */
void run_driver(struct run *run, const struct plan_step *step, struct step_result *out);
/* run_oom.c: what the OOM killer did in the step, and what the kernel log says of it. */
void run_take_oom(const struct run *run, struct step_result *out);
void run_judge_oom(struct run *run, const struct expect_item *item, struct step_result *out);
/* run_compact.c */
void run_compact(struct run *run, const struct plan_step *step, struct step_result *out);
/* run_vma.c */
void run_mprotect(struct run *run, const struct plan_step *step, struct step_result *out);
void run_mlock(struct run *run, const struct plan_step *step, struct step_result *out);
void run_munlock(struct run *run, const struct plan_step *step, struct step_result *out);
void run_munmap(struct run *run, const struct plan_step *step, struct step_result *out);
void run_pin(struct run *run, const struct plan_step *step, struct step_result *out);
void run_unpin(struct run *run, const struct plan_step *step, struct step_result *out);
/* run_swap.c */
void run_swapon(struct run *run, const struct plan_step *step, struct step_result *out);
void run_demote(struct run *run, const struct plan_step *step, struct step_result *out);
void run_device(struct run *run, const struct plan_step *step, struct step_result *out);
void run_pageout(struct run *run, const struct plan_step *step, struct step_result *out);

/*
 * run_walk.c: record the walk of the next page that is asked for, as it happens; its node
 * and task are those of @req, which is copied. To be ended by run_listened(): was there one?
 */
void run_listen(struct run *run, const struct alloc_request *req, struct step_result *out);
bool run_listened(struct run *run, struct step_result *out);
/*
 * The same for a room that makes requests of its own: the first one is described in
 * @out, and walks are recorded of those that differ. Ended by run_followed().
 */
const struct request_listener *run_follow(struct run *run, const struct plan_step *step,
					  const char *call, struct step_result *out);
void run_followed(struct run *run, struct step_result *out);
/* Append the walk of @req in this state. */
void run_record_walk(const struct run *run, const struct alloc_request *req,
		     struct walk_result *walk);
/* Append a note behind the passes so far. */
void run_walk_note(struct walk_result *walk, const char *what, const char *by);
void run_describe_mask(const struct run *run, const struct mask_ref *mask,
		       const struct task *task, struct mask_result *out);
void run_describe_request(const struct run *run, const struct alloc_request *req,
			  struct request_result *out);
/* run_expect.c: judge a step that ran; run_state.c: expectations about the machine. */
void run_judge(struct run *run, const struct plan_step *step, struct step_result *out);
void run_fail_text(struct run *run, struct step_result *out, const struct expect_item *item,
		   const char *what, const char *wanted, const char *got);
void run_judge_state(struct run *run, const struct expect_item *item, struct step_result *out);
/* run_swap.c and run_reclaim.c: getters of run_state.c. */
void run_got_swap(const struct run *run, const struct expect_item *item, struct text *got);
void run_got_device(const struct run *run, const struct expect_item *item, struct text *got);
void run_got_poisoned(const struct run *run, const struct expect_item *item, struct text *got);
void run_numa_scan(struct run *run, const struct plan_step *step, struct step_result *out);
void run_got_demoted(const struct run *run, const struct expect_item *item, struct text *got);
void run_got_promoted(const struct run *run, const struct expect_item *item, struct text *got);
void run_got_reclaimed(const struct run *run, const struct expect_item *item, struct text *got);
void run_got_lru(const struct run *run, const struct expect_item *item, struct text *got);
void run_got_failures(const struct run *run, const struct expect_item *item, struct text *got);
void run_got_above(const struct zone *zone, struct text *got);
void run_cell(const struct plan_step *step, struct step_result *out);
void run_hint(struct run *run, struct step_result *out);

/* run_others.c: complete hints by what the other designs said. */
void run_ask_others(const struct scenario *s, struct scenario_result *result);

/* The task of a step; when it does not exist, a failure is recorded and NULL returned. */
struct task *run_find_task(struct run *run, const char *name, const struct plan_step *step,
			   struct step_result *out);
/*
 * run_task.c: the mapping of a step and the pages it speaks of; when there are none, a
 * failure is recorded and NULL returned.
 */
/* run_task.c: pages of slots [first, first + nr) by zone. */
void run_add_placement(const struct mapping *map, uint64_t first, uint64_t nr,
		       struct step_result *out);
struct mapping *run_find_map(struct run *run, struct task *task, const struct plan_step *step,
			     uint64_t *first, uint64_t *nr, struct step_result *out);
/* Set the errno and the verdict of a call. @err is 0 or -errno. */
void run_set_errno(struct step_result *out, int err, enum verdict why);
struct failure *run_fail(struct run *run, struct step_result *out, struct source_loc loc,
			 const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void run_add_landing(struct step_result *out, const struct zone *zone, uint64_t nr_blocks,
		     unsigned order);
/* WANT_SPM: the nodes declared special. */
void run_wanted(const struct run *run, const struct want *want, nodemask_t *nodes);
/* run_request.c: the flags under the design; false: it lacks one, and the step is skipped. */
bool run_parse_gfp(struct run *run, const char *text, struct step_result *out, gfp_t *gfp);
const char *run_label(const struct plan_step *step);

#endif
