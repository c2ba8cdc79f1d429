// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running slab: objects of caches, under labels.
 *
 * Mirrors: nothing.
 */
#include <errno.h>
#include <stdlib.h>

#include "scenario/run.h"
#include "slab/shrinker.h"

/* What the caches did for this step, as far as it shows why memory came from where. */
static void tell_stats(const struct slab_stats *before, const struct slab_stats *now,
		       struct step_result *out)
{
	struct text text = TEXT_INIT;

	text_addf(&text, "slabs: %llu new", (unsigned long long)(now->nr_grown - before->nr_grown));
	if (now->nr_grown_min != before->nr_grown_min)
		text_addf(&text, " (%llu of the smallest order)",
			  (unsigned long long)(now->nr_grown_min - before->nr_grown_min));
	text_addf(&text, ", %llu from the node's partial list, %llu from other nodes'",
		  (unsigned long long)(now->nr_partial_local - before->nr_partial_local),
		  (unsigned long long)(now->nr_partial_any - before->nr_partial_any));
	if (now->nr_mismatch != before->nr_mismatch)
		text_addf(&text, "; %llu times the CPU's slab was on another node",
			  (unsigned long long)(now->nr_mismatch - before->nr_mismatch));
	out->text = text.bytes;
}

static void alloc_objects(struct run *run, const struct plan_step *step, struct kmem_cache *s,
			  struct slab_use *use, struct step_result *out)
{
	struct engine *e = run->e;
	struct slab_set *set = slab_set_get(&e->slab, run_label(step));
	uint64_t nr = step->args.slab.nr ? step->args.slab.nr : 1;
	struct slab_stats before = s->stats;

	out->unit = "object";
	use->listener = run_follow(run, step, "kmem_cache_alloc_node", out);
	run_set_errno(out, 0, VERDICT_PASS);
	while (nr-- > 0) {
		struct slab *object = slab_alloc(&e->slab, &e->m, s, use);

		if (!object) {
			run_set_errno(out, -ENOMEM, VERDICT_ENOMEM);
			break;
		}
		slab_set_add(set, object);
		run_add_landing(out, object->block.zone, 1, 0);
	}
	run_followed(run, out);
	tell_stats(&before, &s->stats, out);
}

static void place_slabs(struct run *run, const struct plan_step *step, struct kmem_cache *s,
			struct step_result *out)
{
	struct engine *e = run->e;
	struct slab_set *set = slab_set_get(&e->slab, run_label(step));
	uint64_t nr = step->args.slab.nr ? step->args.slab.nr : 1;

	run_set_errno(out, 0, VERDICT_PASS);
	if (!slab_node_exists(&e->m, step->args.request.nid)) {
		run_set_errno(out, -ENODEV, VERDICT_PASS);
		return;
	}
	while (nr-- > 0) {
		struct slab *object = slab_place(&e->m, s, step->args.request.nid);

		if (!object) {
			run_set_errno(out, -ENOMEM, VERDICT_ENOMEM);
			return;
		}
		slab_set_add(set, object);
		run_add_landing(out, object->block.zone, 1, 0);
	}
}

/* free and unused: what happens to objects that a step before has allocated. */
static void change_objects(struct run *run, const struct plan_step *step, int cpu,
			   struct step_result *out)
{
	const struct step_args *args = &step->args;
	struct slab_set *set = slab_set_find(&run->e->slab, args->label);
	uint64_t nr = args->slab.nr ? args->slab.nr : UINT64_MAX;

	run_set_errno(out, set && set->nr ? 0 : -ENOENT, VERDICT_PASS);
	if (!set || !set->nr)
		return;
	if (args->slab.op == SLAB_OP_FREE)
		slab_set_free(&run->e->m, set, nr, args->newest_first, cpu);
	else if (!(set->objects[0]->cache->flags & SLAB_RECLAIM_ACCOUNT))
		run_fail(run, out, step->loc, "cache %s has no shrinker: it is not reclaimable",
			 set->objects[0]->cache->name);
	else
		slab_set_unuse(set, nr, args->newest_first);
}

static void create_cache(struct run *run, const struct slab_args *args, struct step_result *out)
{
	const struct kmem_cache_args cache = {
		.name = args->cache,
		.object_size = args->size,
		.flags = args->flags,
		.min_partial = args->min_partial,
		.cpu_partial = args->cpu_partial,
		.no_remote_defrag = args->no_remote_defrag,
	};

	run_set_errno(out,
		      kmem_cache_create(&run->e->slab, &run->e->m, &cache) ? 0 : -EEXIST,
		      VERDICT_PASS);
}

static void use_cache(struct run *run, const struct plan_step *step, struct task *task, int cpu,
		      struct step_result *out)
{
	const struct step_args *args = &step->args;
	struct kmem_cache *s = kmem_cache_find(&run->e->slab, &run->e->m, args->slab.cache);
	struct slab_use use = {
		.task = task, .ctx = args->request.ctx, .cpu = cpu, .nid = args->request.nid
	};

	if (!s)
		run_fail(run, out, step->loc, "there is no cache %s: the step that makes it was "
			 "not run", args->slab.cache);
	else if (args->slab.op == SLAB_OP_PLACE)
		place_slabs(run, step, s, out);
	else if (run_parse_gfp(run, args->request.gfp, out, &use.gfp))
		alloc_objects(run, step, s, &use, out);
}

void run_slab(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct step_args *args = &step->args;
	struct task *task = run_find_task(run, args->task, step, out);
	struct engine *e = run->e;
	int cpu;

	if (!task)
		return;
	cpu = args->request.cpu >= 0 ? args->request.cpu : task->cpu;
	switch (args->slab.op) {
	case SLAB_OP_CREATE:
		create_cache(run, &args->slab, out);
		break;
	case SLAB_OP_FREE:
	case SLAB_OP_UNUSED:
		change_objects(run, step, cpu, out);
		break;
	case SLAB_OP_SHRINK:
		run_set_errno(out, 0, VERDICT_PASS);
		out->has_returned = true;
		out->returned = (int64_t)slab_shrink(&e->slab, &e->m, args->request.nid,
						     args->slab.nr, cpu);
		break;
	default:
		use_cache(run, step, task, cpu, out);
	}
}
