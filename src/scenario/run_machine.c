// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running the steps of the machine: cgroup files, hot-plug, notes.
 *
 * Mirrors: nothing of its own.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/rmqueue.h"
#include "scenario/run.h"

/* ---- cgroups ---- */

static int write_all(struct run *run, const struct step_args *args, enum verdict *why)
{
	int err = 0;

	for (size_t i = 0; i < args->nr_writes && !err; i++) {
		const struct cgroup_write *w = &args->writes[i];

		err = engine_cgroup_write(run->e, args->cgroup, w->file, w->value, w->loc, why);
	}
	return err;
}

/* The entry of cgroups: the directory, then its files. */
void run_cgroup(struct run *run, const struct plan_step *step, struct step_result *out)
{
	enum verdict why = VERDICT_PASS;
	int err = 0;

	if (strcmp(step->args.cgroup, "/") != 0)
		err = engine_cgroup_mkdir(run->e, step->args.cgroup, &why);
	if (!err)
		err = write_all(run, &step->args, &why);
	run_set_errno(out, err, why);
}

void run_mkdir(struct run *run, const struct plan_step *step, struct step_result *out)
{
	enum verdict why = VERDICT_PASS;
	int err = engine_cgroup_mkdir(run->e, step->args.cgroup, &why);

	run_set_errno(out, err, why);
}

void run_rmdir(struct run *run, const struct plan_step *step, struct step_result *out)
{
	enum verdict why = VERDICT_PASS;
	int err = engine_cgroup_rmdir(run->e, step->args.cgroup, &why);

	run_set_errno(out, err, why);
}

void run_write(struct run *run, const struct plan_step *step, struct step_result *out)
{
	enum verdict why = VERDICT_PASS;
	int err = write_all(run, &step->args, &why);

	run_set_errno(out, err, why);
}

/* ---- hot-plug ---- */

static struct hotplug_result add_range(struct run *run, const struct step_args *args)
{
	uint64_t block = run->e->hotplug.table.block_pages;
	uint64_t start = (run->next_pfn + block - 1) / block * block;
	struct add_memory_args add = {
		.nid = args->nid,
		.start_pfn = args->has_start ? args->start_pfn : start,
		.nr_pages = args->range_pages,
		.role = args->role,
		.online = args->has_online ? args->online : run->e->hotplug.auto_online,
		.inject_err = args->inject_err,
		.has_features = args->has_features,
		.features = args->features,
	};
	struct hotplug_result result = engine_mem_add(run->e, &add);

	if (!result.err && add.start_pfn + add.nr_pages > run->next_pfn)
		run->next_pfn = add.start_pfn + add.nr_pages;
	return result;
}

/* What the topology keeps back for the node (added: manual). */
static struct hotplug_result add_manual(struct run *run, const struct step_args *args)
{
	const struct machine_desc *desc = &run->s->desc;
	struct hotplug_result result = { 0 };

	for (size_t i = 0; i < desc->nr_late_ranges && !result.err; i++) {
		const struct mem_range *range = &desc->late_ranges[i];
		struct add_memory_args add = {
			.nid = range->nid,
			.start_pfn = range->start_pfn,
			.nr_pages = range->nr_pages,
			.role = args->has_role ? args->role : range->role,
			.online = args->has_online ? args->online : range->online,
			.inject_err = args->inject_err,
			.has_features = args->has_features,
			.features = args->features,
		};

		if (range->nid == args->nid && range->hidden)
			result = engine_mem_add(run->e, &add);
	}
	return result;
}

/* Device memory of the node has no blocks. */
static struct hotplug_result remove_device_ranges(struct run *run, int nid)
{
	const struct device_memory *device = &run->e->hotplug.device;
	struct hotplug_result result = { 0 };

	for (size_t i = device->nr_ranges; i > 0 && !result.err; i--) {
		const struct device_range *range = &device->ranges[i - 1];

		if (range->nid == nid)
			result = engine_mem_remove(run->e, range->start_pfn, range->nr_pages);
	}
	return result;
}

/* Runs of blocks of the node that did not come with boot, highest first. */
static struct hotplug_result remove_all(struct run *run, int nid)
{
	const struct block_table *table = &run->e->hotplug.table;
	struct hotplug_result result = { 0 };

	for (size_t i = table->nr_blocks; i > 0 && !result.err;) {
		const struct mem_block *last = &table->blocks[i - 1];
		size_t first = i - 1;
		uint64_t start, pages;

		i--;
		if (last->nid != nid || last->early)
			continue;
		while (first > 0 && table->blocks[first - 1].nid == nid &&
		       !table->blocks[first - 1].early &&
		       table->blocks[first - 1].id + 1 == table->blocks[first].id)
			first--;
		start = block_start_pfn(table, &table->blocks[first]);
		pages = (last->id - table->blocks[first].id + 1) * table->block_pages;
		result = engine_mem_remove(run->e, start, pages);
		i = first;
	}
	return result.err ? result : remove_device_ranges(run, nid);
}

static bool block_is(const struct mem_block *block, enum online_type type)
{
	return (block->state == BLOCK_OFFLINE) == (type == MMOP_OFFLINE);
}

static struct hotplug_result set_blocks(struct run *run, const struct step_args *args)
{
	const struct block_table *table = &run->e->hotplug.table;
	struct hotplug_result result = { 0 };

	if (args->has_block)
		return engine_block_set(run->e, args->block, args->online);
	for (size_t i = 0; i < table->nr_blocks && !result.err; i++) {
		if (table->blocks[i].nid == args->nid && !block_is(&table->blocks[i], args->online))
			result = engine_block_set(run->e, table->blocks[i].id, args->online);
	}
	return result;
}

void run_hotplug(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct step_args *args = &step->args;
	struct hotplug_result result = { 0 };
	struct text text = TEXT_INIT;

	switch (args->hotplug) {
	case HOTPLUG_ADD:
		result = add_range(run, args);
		break;
	case HOTPLUG_ADD_MANUAL:
		result = add_manual(run, args);
		break;
	case HOTPLUG_REMOVE:
		result = engine_mem_remove(run->e, args->start_pfn, args->range_pages);
		break;
	case HOTPLUG_REMOVE_ALL:
		result = remove_all(run, args->nid);
		break;
	case HOTPLUG_STATE:
		result = set_blocks(run, args);
		break;
	case HOTPLUG_ROLE:
		result = engine_set_node_type(run->e, args->nid, args->role);
		break;
	case HOTPLUG_UNREGISTER:
		result = engine_node_unregister(run->e, args->nid);
		break;
	}
	run_set_errno(out, result.err, result.why);
	if (result.err && result.what) {
		text_addf(&text, "%s: %s", result.by ? result.by : "hotplug", result.what);
		out->text = text.bytes;
	}
}

/* ---- the rest ---- */

void run_drain(struct run *run, const struct plan_step *step, struct step_result *out)
{
	(void)step;
	(void)out;
	drain_all_pages(&run->e->m);
}

void run_note(struct run *run, const struct plan_step *step, struct step_result *out)
{
	(void)run;
	out->text = xstrdup(step->args.text);
}
