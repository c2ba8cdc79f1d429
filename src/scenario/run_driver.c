// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running driver: the driver of a device hands out pages of it, or gets them back.
 *
 * Mirrors: nothing of its own; hotplug/device.h does the work.
 */
#include "scenario/run.h"

void run_driver(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct step_args *args = &step->args;
	struct device_memory *device = &run->e->hotplug.device;
	enum verdict why = VERDICT_PASS;
	int err;

	if (!args->range_pages) {
		run_set_errno(out, device_free(device, args->label), VERDICT_PASS);
		return;
	}
	err = device_alloc(device, args->nid, args->range_pages, run_label(step), &why);
	run_set_errno(out, err, err ? why : VERDICT_PASS);
	if (!err)
		run_add_landing(out, &run->e->m.pgdat[args->nid]->node_zones[ZONE_DEVICE],
				args->range_pages, 0);
}
