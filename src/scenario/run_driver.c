// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running driver: the driver of a device hands out pages of it, or gets them back; it
 * moves pages of tasks there, and back.
 *
 * Mirrors: nothing of its own; hotplug/device.h and engine/migrate_device.h do the work.
 */
#include <errno.h>

#include "device/device.h"
#include "engine/migrate_device.h"
#include "scenario/run.h"

/* What the model has no device memory for; false: recorded. */
static bool may_move(struct run *run, const struct plan_step *step, const struct mapping *map,
		     struct step_result *out)
{
	if (map->slot_bytes != PAGE_SIZE)
		run_fail(run, out, step->loc,
			 "not modelled: huge pages that are split on their way to a device");
	else if (device_of(&run->e->m, step->args.nid))
		run_fail(run, out, step->loc,
			 "not modelled: compressed memory outside the page allocator");
	else
		return true;
	return false;
}

static void move_pages_of_task(struct run *run, const struct plan_step *step,
			       struct step_result *out)
{
	const struct step_args *args = &step->args;
	struct task *task = run_find_task(run, args->task, step, out);
	uint64_t first, nr;
	struct mapping *map = task ? run_find_map(run, task, step, &first, &nr, out) : NULL;

	if (!map)
		return;
	if (!device_has_memory(&run->e->hotplug.device, args->nid)) {
		run_set_errno(out, -ENODEV, VERDICT_NO_DRIVER);
		return;
	}
	if (!may_move(run, step, map, out))
		return;
	out->has_returned = true;
	out->returned =
		(int64_t)(args->to_device ?
				  engine_to_device(run->e, task, map, first, nr, args->nid) :
				  engine_to_ram(run->e, task, map, first, nr, args->nid));
	run_add_placement(map, first, nr, out);
	run_set_errno(out, 0, VERDICT_PASS);
}

static void alloc_pages_of_device(struct run *run, const struct plan_step *step,
				  struct step_result *out)
{
	const struct step_args *args = &step->args;
	enum verdict why = VERDICT_PASS;
	int err = device_alloc(&run->e->hotplug.device, args->nid, args->range_pages,
			       run_label(step), &why);

	run_set_errno(out, err, err ? why : VERDICT_PASS);
	if (!err)
		run_add_landing(out, &run->e->m.pgdat[args->nid]->node_zones[ZONE_DEVICE],
				args->range_pages, 0);
}

void run_driver(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct step_args *args = &step->args;

	if (args->to_device || args->to_ram)
		move_pages_of_task(run, step, out);
	else if (args->range_pages)
		alloc_pages_of_device(run, step, out);
	else
		run_set_errno(out, device_free(&run->e->hotplug.device, args->label),
			      VERDICT_PASS);
}
