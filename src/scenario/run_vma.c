// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running the steps about memory that a task has: mprotect, mlock, munlock, munmap,
 * pin, unpin.
 *
 * Mirrors: nothing of its own; each step is one call of engine/.
 */
#include "engine/fault.h"
#include "engine/mlock.h"
#include "engine/pin.h"
#include "scenario/run.h"

/* The mapping and pages of a step; NULL after a failure. */
static struct mapping *find_range(struct run *run, const struct plan_step *step,
				  struct task **task, uint64_t *first, uint64_t *nr,
				  struct step_result *out)
{
	*task = run_find_task(run, step->args.task, step, out);
	return *task ? run_find_map(run, *task, step, first, nr, out) : NULL;
}

void run_mprotect(struct run *run, const struct plan_step *step, struct step_result *out)
{
	uint64_t first, nr;
	struct task *task;
	struct mapping *map = find_range(run, step, &task, &first, &nr, out);

	if (!map)
		return;
	engine_mprotect(map, first, nr, !step->args.readonly);
	run_set_errno(out, 0, VERDICT_PASS);
}

void run_mlock(struct run *run, const struct plan_step *step, struct step_result *out)
{
	uint64_t first, nr;
	struct task *task;
	struct mapping *map = find_range(run, step, &task, &first, &nr, out);
	struct alloc_result failed = { 0 };
	int err;

	if (!map)
		return;
	err = engine_mlock(run->e, task, map, first, nr, &failed);
	run_add_placement(map, first, nr, out);
	run_set_errno(out, err, err ? failed.verdict : VERDICT_PASS);
}

void run_munlock(struct run *run, const struct plan_step *step, struct step_result *out)
{
	uint64_t first, nr;
	struct task *task;
	struct mapping *map = find_range(run, step, &task, &first, &nr, out);

	if (!map)
		return;
	engine_munlock(run->e, map, first, nr);
	run_set_errno(out, 0, VERDICT_PASS);
}

void run_munmap(struct run *run, const struct plan_step *step, struct step_result *out)
{
	uint64_t first, nr;
	struct task *task;
	struct mapping *map = find_range(run, step, &task, &first, &nr, out);

	if (!map)
		return;
	engine_munmap(run->e, task, map);
	run_set_errno(out, 0, VERDICT_PASS);
}

void run_pin(struct run *run, const struct plan_step *step, struct step_result *out)
{
	uint64_t first, nr;
	struct task *task;
	struct mapping *map = find_range(run, step, &task, &first, &nr, out);
	struct alloc_result failed = { 0 };
	int err;

	if (!map)
		return;
	err = engine_pin(run->e, task, map, first, nr, run_label(step), &failed);
	run_add_placement(map, first, nr, out);
	run_set_errno(out, err, err ? failed.verdict : VERDICT_PASS);
}

void run_unpin(struct run *run, const struct plan_step *step, struct step_result *out)
{
	int64_t nr = engine_unpin(run->e, step->args.label);

	run_set_errno(out, nr < 0 ? (int)nr : 0, VERDICT_PASS);
}
