// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running the steps of tasks: mappings, faults, policies, migration, fork, exit.
 *
 * Mirrors: nothing of its own; each step is one system call of engine/ or
 * mempolicy/.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/fault.h"
#include "engine/file.h"
#include "engine/migrate.h"
#include "engine/mlock.h"
#include "reclaim/reclaim.h"
#include "scenario/run.h"

/* Where mappings without an address start, and the gap between them. */
#define MMAP_BASE UINT64_C(0x7f0000000000)
#define MMAP_GAP HPAGE_PMD_BYTES

static uint64_t next_address(const struct mm *mm)
{
	uint64_t end = MMAP_BASE;

	for (const struct mapping *map = mm->maps; map; map = map->next) {
		if (mapping_end(map) > end)
			end = mapping_end(map);
	}
	if (end == MMAP_BASE)
		return end;
	return (end + 2 * MMAP_GAP - 1) / MMAP_GAP * MMAP_GAP;
}

static int make_mapping(struct run *run, struct task *task, const struct step_args *args,
			const char *name, uint64_t nr_slots, struct mapping **map)
{
	struct mm *mm = engine_mm(run->e, task);
	uint64_t slot_bytes = args->page_size ? args->page_size : PAGE_SIZE;

	return mm_map(mm, name, args->has_at ? args->at : next_address(mm), nr_slots, slot_bytes,
		      args->shared, map);
}

void run_map(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct step_args *args = &step->args;
	struct task *task = run_find_task(run, args->task, step, out);
	struct mapping *map;
	int err;

	if (!task)
		return;
	err = make_mapping(run, task, args, args->map, args->bytes / args->page_size, &map);
	if (!err && args->readonly)
		engine_mprotect(map, 0, map->nr_slots, false);
	if (!err && args->file)
		engine_file_map(map, file_open(&run->e->m, args->file), args->offset);
	run_set_errno(out, err, VERDICT_PASS);
}

void run_add_placement(const struct mapping *map, uint64_t first, uint64_t nr,
		       struct step_result *out)
{
	for (uint64_t slot = first; slot < first + nr; slot++) {
		const struct folio *folio = map->ptes[slot].folio;

		if (folio)
			run_add_landing(out, folio->block.zone, 1, folio->block.order);
	}
}

/* The slots a step speaks of, cut to the mapping: false when there are none. */
static bool slot_range(const struct mapping *map, const struct step_args *args, uint64_t *first,
		       uint64_t *nr)
{
	if (args->first >= map->nr_slots)
		return false;
	*first = args->first;
	*nr = map->nr_slots - args->first;
	if (args->nr_pages && args->nr_pages > *nr)
		return false;
	if (args->nr_pages)
		*nr = args->nr_pages;
	return true;
}

/* The mapping of a step; a failure is recorded when there is none. */
struct mapping *run_find_map(struct run *run, struct task *task, const struct plan_step *step,
			     uint64_t *first, uint64_t *nr, struct step_result *out)
{
	struct mapping *map = mm_find(engine_mm(run->e, task), step->args.map);

	if (!map) {
		run_fail(run, out, step->loc, "task %s has no mapping \"%s\"", task->name,
			 step->args.map);
		return NULL;
	}
	if (!slot_range(map, &step->args, first, nr)) {
		run_fail(run, out, step->loc, "mapping \"%s\" has only %llu pages", map->name,
			 (unsigned long long)map->nr_slots);
		return NULL;
	}
	return map;
}

/* The request for the first page that has to be allocated, in this state. */
static void describe_fault(struct run *run, struct task *task, struct mapping *map,
			   uint64_t first, uint64_t nr, enum access access,
			   struct step_result *out)
{
	struct alloc_result failed;
	struct mpol_plan plan;
	struct mpol_use use;
	uint64_t slot = first;
	int err = -ENODATA;

	while (slot < first + nr && err == -ENODATA)
		err = engine_fault_begin(run->e, task, map, slot++, access, &use, &failed);
	if (err)
		return;
	mpol_resolve(&run->e->m, &run->e->weights, &use, &plan);
	run_describe_request(run, &plan.attempts[0], &out->request);
	out->request.call = "fault";
	out->request.use_policy = true;
	out->request.nr_blocks_wanted = nr;
	out->has_request = true;
	if (run->record_walk)
		run_listen(run, &plan.attempts[0], out);
}

/* A huge page that could not be had is replaced by a small one. */
static void note_fallback(const struct mapping *map, uint64_t first, uint64_t nr,
			  struct step_result *out)
{
	if (!out->has_walk || !out->request.order)
		return;
	for (uint64_t slot = first; slot < first + nr; slot++) {
		if (!map->ptes[slot].folio || map->ptes[slot].folio->block.order)
			continue;
		run_walk_note(&out->walk, "no huge page: small ones (not shown)",
			      "do_huge_pmd_anonymous_page");
		return;
	}
}

/* A task that goes beyond its mappings gets SIGSEGV, which is a result. */
static bool touches_nothing(struct run *run, struct task *task, const struct step_args *args)
{
	const struct mapping *map = mm_find(engine_mm(run->e, task), args->map);
	uint64_t first, nr;

	return !map || !slot_range(map, args, &first, &nr);
}

/* Pages that are given a kind of content hold different ones of it. */
static int touch_page(struct run *run, struct task *task, struct mapping *map, uint64_t slot,
		      const struct step_args *args, struct alloc_result *failed)
{
	struct page_content content = args->content;

	if (!args->has_content)
		return engine_access(run->e, task, map, slot,
				     args->reads ? ACCESS_READ : ACCESS_WRITE, failed);
	if (content.kind != CONTENT_ZERO && content.kind != CONTENT_SAME)
		content.value += slot << 9; /* a huge page is 512 of them */
	return engine_write_page(run->e, task, map, slot, &content, failed);
}

void run_touch(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct step_args *args = &step->args;
	struct task *task = run_find_task(run, args->task, step, out);
	enum access access = args->reads ? ACCESS_READ : ACCESS_WRITE;
	struct alloc_result failed = { 0 };
	struct mapping *map = NULL;
	uint64_t first = 0, nr = args->nr_pages;
	int err = 0;

	if (!task)
		return;
	if (args->map && touches_nothing(run, task, args)) {
		run_set_errno(out, -EFAULT, VERDICT_SEGV);
		return;
	}
	if (args->map)
		map = run_find_map(run, task, step, &first, &nr, out);
	else
		err = make_mapping(run, task, args, run_label(step), args->first + nr, &map);
	if (map && !err)
		describe_fault(run, task, map, first, nr, access, out);
	for (uint64_t slot = first; map && !err && slot < first + nr; slot++)
		err = touch_page(run, task, map, slot, args, &failed);
	run_listened(run, out);
	if (map) {
		run_add_placement(map, first, nr, out);
		note_fallback(map, first, nr, out);
	}
	run_set_errno(out, err, err ? failed.verdict : VERDICT_PASS);
	if (err && (failed.verdict == VERDICT_LIVELOCK || failed.verdict == VERDICT_PROMOTE))
		out->cycle = failed.cycle;
	if (failed.oom.reached)
		out->oom = failed.oom;
}

static void add_file_page(void *arg, const struct folio *folio)
{
	run_add_landing(arg, folio->block.zone, 1, folio->block.order);
}

void run_file_op(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct step_args *args = &step->args;
	struct task *task = run_find_task(run, args->task, step, out);
	struct alloc_result failed = { 0 };
	struct file_range range = {
		.task = task,
		.cache = file_open(&run->e->m, args->file),
		.first = args->first,
		.nr = args->nr_pages,
		.added = add_file_page,
		.arg = out,
	};
	nodemask_t wanted;
	int err = 0;

	if (!task)
		return;
	if (args->request.want.kind != WANT_NONE) {
		run_wanted(run, &args->request.want, &wanted);
		range.wanted = &wanted;
	}
	if (args->file_op == FILE_OP_READ)
		err = engine_file_read(run->e, &range, &failed);
	else if (args->file_op == FILE_OP_WRITE)
		err = engine_file_write(run->e, &range, &failed);
	else if (args->file_op == FILE_OP_SYNC)
		engine_file_sync(run->e, &range);
	else
		engine_file_drop(run->e, &range);
	run_set_errno(out, err, err ? failed.verdict : VERDICT_PASS);
	if (failed.oom.reached)
		out->oom = failed.oom;
}

/* The arguments of a policy call: by opting in where the step says so. */
static struct mpol_args policy_call(struct run *run, const struct policy_args *policy,
				    nodemask_t *nodes)
{
	const struct machine *m = &run->e->m;
	struct mpol_args call = { .mode = policy->mode };
	nodemask_t wanted;

	*nodes = policy->nodes;
	if (policy->own_flags)
		call.mode |= run->design->mpol_mode_flags;
	if (policy->want.kind != WANT_NONE) {
		run_wanted(run, &policy->want, &wanted);
		if (!policy->has_nodes)
			*nodes = wanted;
		if (run->design->opt_in_policy)
			call.mode |= run->design->opt_in_policy(m, &wanted);
	}
	if (policy->has_nodes || policy->want.kind != WANT_NONE) {
		call.nodemask = nodes;
		call.maxnode = MAX_NUMNODES + 1;
	}
	return call;
}

static int set_policy(struct run *run, struct task *task, const struct policy_args *policy,
		      enum verdict *why)
{
	nodemask_t nodes;
	struct mpol_args call = policy_call(run, policy, &nodes);

	return mpol_set(&run->e->m, task, &call, why);
}

void run_mbind(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct step_args *args = &step->args;
	struct task *task = run_find_task(run, args->task, step, out);
	enum verdict why = VERDICT_PASS;
	struct mapping *map;
	uint64_t first, nr;
	nodemask_t nodes;
	int err;

	map = task ? run_find_map(run, task, step, &first, &nr, out) : NULL;
	if (!map)
		return;
	if (args->has_home_node) {
		err = mm_set_home_node(&run->e->m, task->mm, slot_addr(map, first),
				       nr * map->slot_bytes, args->home_node);
	} else {
		struct mbind_args call = {
			.policy = policy_call(run, &args->policy, &nodes),
			.start = slot_addr(map, first),
			.len = nr * map->slot_bytes,
			.flags = args->mbind_flags,
		};

		err = engine_mbind(run->e, task, &call, &why);
	}
	run_set_errno(out, err, why);
	run_add_placement(map, first, nr, out);
}

static int64_t move_mapping(struct run *run, struct task *task, const struct plan_step *step,
			    struct step_result *out, enum verdict *why)
{
	uint64_t first, nr;
	struct mapping *map = run_find_map(run, task, step, &first, &nr, out);
	int64_t moved;
	int *status;

	if (!map)
		return -ENOENT;
	status = xcalloc(nr, sizeof(*status));
	moved = engine_move_pages(run->e, task, map, first, nr, first_node(&step->args.to),
				  MPOL_MF_MOVE, status, why);
	/* A page that was refused is how the call says no. */
	for (uint64_t i = 0; i < nr && moved >= 0; i++) {
		if (status[i] == -EACCES || status[i] == -ENODEV || status[i] == -ENOMEM)
			moved = status[i];
	}
	free(status);
	run_add_placement(map, first, nr, out);
	return moved;
}

static int64_t driver_moves(struct run *run, struct task *task, const struct plan_step *step,
			    struct step_result *out, enum verdict *why)
{
	uint64_t first, nr;
	struct mapping *map = run_find_map(run, task, step, &first, &nr, out);
	int64_t ret;

	if (!map)
		return -ENOENT;
	ret = engine_driver_migrate(run->e, task, map, first, nr, first_node(&step->args.to),
				    step->args.readonly);
	if (ret < 0)
		*why = VERDICT_ENOMEM;
	run_add_placement(map, first, nr, out);
	return ret;
}

void run_migrate(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct step_args *args = &step->args;
	struct task *task = run_find_task(run, args->task, step, out);
	enum verdict why = VERDICT_PASS;
	int64_t ret;

	if (!task)
		return;
	if (args->driver) {
		ret = driver_moves(run, task, step, out, &why);
	} else if (args->map) {
		ret = move_mapping(run, task, step, out, &why);
	} else {
		ret = engine_migrate_pages(run->e, task, &args->from, &args->to, &why);
		for (const struct mapping *map = task->mm ? task->mm->maps : NULL; map;
		     map = map->next)
			run_add_placement(map, 0, map->nr_slots, out);
	}
	run_set_errno(out, ret < 0 ? (int)ret : 0, why);
	out->has_returned = true;
	out->returned = ret < 0 ? -1 : ret;
}

static void set_flag(struct task *task, unsigned flag, bool on)
{
	task->flags = on ? task->flags | flag : task->flags & ~flag;
}

static int set_of_task(struct run *run, struct task *task, const struct step_args *args,
		       enum verdict *why)
{
	switch (args->set) {
	case SET_MEMPOLICY:
		return set_policy(run, task, &args->policy, why);
	case SET_CGROUP:
		return engine_attach(run->e, task, args->cgroup, why);
	case SET_CPU:
		task->cpu = args->cpu;
		return 0;
	case SET_OOM_SCORE_ADJ:
		task->oom_score_adj = args->oom_score_adj;
		return 0;
	case SET_OOM_VICTIM:
		task->oom_victim = args->oom_victim;
		return 0;
	default:
		assert(args->set == SET_EXITING);
		set_flag(task, PF_EXITING, args->exiting);
		return 0;
	}
}

void run_set(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct step_args *args = &step->args;
	enum verdict why = VERDICT_PASS;
	struct task *task;
	int err;

	switch (args->set) {
	case SET_FILE:
		err = engine_cgroup_write(run->e, args->cgroup, args->writes[0].file,
					  args->writes[0].value, args->writes[0].loc, &why);
		break;
	case SET_SYSCTL:
		err = engine_sysctl_write(run->e, args->sysctl, args->value);
		break;
	case SET_KSWAPD:
		err = 0;
		kswapd_hold(&run->e->m, args->nid, args->held);
		break;
	case SET_DEMOTION:
		err = 0;
		run->e->m.reclaim->demotion_enabled = args->demotion;
		break;
	case SET_WEIGHTS:
		err = engine_weight_write(run->e, args->weight_nid, args->value);
		break;
	default:
		task = run_find_task(run, args->task, step, out);
		if (!task)
			return;
		err = set_of_task(run, task, args, &why);
	}
	run_set_errno(out, err, why);
}

void run_attach(struct run *run, const struct plan_step *step, struct step_result *out)
{
	struct task *task = run_find_task(run, step->args.task, step, out);
	enum verdict why = VERDICT_PASS;
	int err;

	if (!task)
		return;
	err = engine_attach(run->e, task, step->args.cgroup, &why);
	run_set_errno(out, err, why);
}

void run_fork(struct run *run, const struct plan_step *step, struct step_result *out)
{
	struct task *parent = run_find_task(run, step->args.task, step, out);
	enum verdict why = VERDICT_PASS;
	struct task *child;
	int err;

	if (!parent)
		return;
	err = engine_fork(run->e, parent, step->args.child, step->args.into, &child, &why);
	run_set_errno(out, err, why);
}

void run_kill(struct run *run, const struct plan_step *step, struct step_result *out)
{
	struct task *task = run_find_task(run, step->args.task, step, out);

	if (!task)
		return;
	engine_kill(run->e, task);
	run_set_errno(out, 0, VERDICT_PASS);
}

/* The entry of tasks: start it, move it, then let it set its policy. */
void run_task(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct step_args *args = &step->args;
	enum verdict why = VERDICT_PASS;
	struct task *task;
	int err = engine_spawn(run->e, args->task, args->cgroup, args->cpu, step->loc, &task, &why);

	task->oom_victim = args->oom_victim;
	task->oom_score_adj = args->oom_score_adj;
	task->rt = args->rt;
	set_flag(task, PF_EXITING, args->exiting);
	if (!err && args->has_policy)
		err = set_policy(run, task, &args->policy, &why);
	run_set_errno(out, err, why);
}
