// SPDX-License-Identifier: GPL-2.0-only
/*
 * The engine's life: boot, late memory, the order in which consequences are
 * carried out, and the check of everything.
 *
 * Mirrors: the order of start_kernel() and of the memory notifiers, v6.12:
 * zones and lists, first task and top cpuset, memory tiers, then drivers.
 * Differs: what the kernel leaves to workqueues (cpuset hotplug) happens before
 * the step that caused it ends.
 */
#include "engine/engine.h"

#include <assert.h>
#include <stdlib.h>

#include "alloc/reserves.h"
#include "alloc/zone_memory.h"
#include "base/text.h"
#include "compaction/compaction.h"
#include "device/device.h"
#include "engine/boot.h"
#include "engine/charge.h"
#include "folio/folio.h"
#include "engine/file.h"
#include "engine/migrate.h"
#include "engine/owners.h"
#include "engine/pin.h"
#include "engine/private.h"
#include "memcg/memcg.h"
#include "oom/oom.h"
#include "reclaim/reclaim.h"
#include "swap/swap.h"

/* Ranges that a driver adds once the machine is up, each by the design's own rules. */
static void boot_late_ranges(struct engine *e, struct late_results *late)
{
	const struct machine_desc *desc = e->desc;

	if (late) {
		late->items = xcalloc(desc->nr_late_ranges + 1, sizeof(*late->items));
		late->nr = 0;
	}
	for (size_t i = 0; i < desc->nr_late_ranges; i++) {
		const struct mem_range *range = &desc->late_ranges[i];
		struct add_memory_args args = {
			.nid = range->nid,
			.start_pfn = range->start_pfn,
			.nr_pages = range->nr_pages,
			.role = range->role,
			.online = range->online,
		};
		struct hotplug_result result;

		if (range->hidden)
			continue;
		result = engine_mem_add(e, &args);
		if (late)
			late->items[late->nr++] =
				(struct late_result){ .range = range, .result = result };
	}
}

struct engine *engine_create(const struct machine_desc *desc, const struct engine_options *options,
			     struct late_results *late, struct diag_list *diags)
{
	struct engine *e = xcalloc(1, sizeof(*e));

	assert(options->design);
	e->desc = desc;
	e->options = *options;
	e->m.design = options->design;
	e->m.check_level = options->check_level;
	e->m.random_state = options->seed;
	for (int i = 0; i < DESIGN_MAX_SWITCHES; i++)
		e->m.switch_values[i] = options->switch_values[i];
	if (machine_boot(&e->m, desc, diags)) {
		machine_destroy(&e->m);
		free(e);
		return NULL;
	}
	memcg_create_root(&e->m);
	e->m.ops.node_dirty_ok = node_dirty_ok;
	compaction_init(&e->m);
	oom_init(&e->m, &(struct oom_callbacks){ .end_mm = engine_mm_reap, .arg = e });
	e->cgroups = cgroup_tree_create(&e->m);
	cgroup_set_memory(e->cgroups, &engine_memory_ops);
	engine_init_task(e);
	memory_tiers_init(&e->tiers, &e->m, desc);
	hotplug_boot(&e->hotplug, &e->m, desc);
	e->hotplug.migrate_range = engine_evacuate;
	e->hotplug.migrate_arg = e;
	memory_tiers_sync(&e->tiers, &e->m);
	zswap_init(&e->zswap, &e->m);
	swap_init(&e->m, &e->zswap);
	devices_init(&e->m, desc);
	if (desc->swap_pages)
		swap_on(&e->m, "swap", desc->swap_pages, false);
	reclaim_init(&e->m, &e->tiers, options->seed);
	e->slab.weights = &e->weights;
	e->m.reclaim->slab = &e->slab;
	hugetlb_init(&e->hugetlb, &e->m, &e->weights);
	engine_after_boot(e);
	owners_boot(e);
	boot_late_ranges(e, late);
	e->m.log = &e->log;
	return e;
}

/* Cpusets and masks of the roles that boot latched. */
void engine_after_boot(struct engine *e)
{
	struct consequences follow = CONSEQUENCES_INIT;

	cpuset_hotplug(e->cgroups, &follow);
	engine_apply(e, &follow);
}

void late_results_free(struct late_results *late)
{
	free(late->items);
	*late = (struct late_results){ 0 };
}

void engine_destroy(struct engine *e)
{
	e->m.log = NULL;
	engine_free_tasks(e);
	engine_unpin_all(e);
	swap_destroy(&e->m);
	zswap_destroy(&e->zswap, &e->m);
	hugetlb_destroy(&e->hugetlb, &e->m);
	slab_caches_destroy(&e->slab);
	devices_destroy(&e->m);
	cgroup_tree_destroy(e->cgroups);
	hotplug_destroy(&e->hotplug);
	memory_tiers_destroy(&e->tiers);
	mpol_weights_free(&e->weights);
	held_clear(&e->held);
	free(e->boot_pages);
	engine_file_exit(e);
	folio_table_destroy(&e->m);
	compaction_destroy(&e->m);
	oom_destroy(&e->m);
	memcg_destroy_all(&e->m);
	reclaim_destroy(&e->m);
	machine_destroy(&e->m);
	free(e);
}

void engine_end_step(struct engine *e)
{
	memory_failure_work(&e->m);
	zswap_run_worker(&e->zswap, &e->m);
}

void engine_begin_step(struct engine *e)
{
	engine_end_step(e);
	e->log.nr_events = 0;
	e->log.nr_dropped = 0;
	memcg_reap(&e->m);
	oom_begin_step(&e->m);
}

void engine_apply(struct engine *e, struct consequences *c)
{
	for (size_t i = 0; i < c->nr; i++) {
		const struct consequence *item = &c->items[i];

		switch (item->kind) {
		case CONSEQ_REBIND:
			mpol_rebind_task(&e->m, item->task, &item->to);
			break;
		case CONSEQ_REBIND_MM:
			mpol_rebind_mm(&e->m, item->task, &item->to);
			break;
		case CONSEQ_MIGRATE:
			engine_migrate_task(e, item->task, &item->from, &item->to);
			break;
		}
	}
	consequences_free(c);
}

/* ---- cgroups ---- */

int engine_cgroup_mkdir(struct engine *e, const char *path, enum verdict *why)
{
	return cgroup_mkdir(e->cgroups, path, why);
}

int engine_cgroup_rmdir(struct engine *e, const char *path, enum verdict *why)
{
	return cgroup_rmdir(e->cgroups, path, why);
}

int engine_cgroup_write(struct engine *e, const char *path, const char *file, const char *value,
			struct source_loc loc, enum verdict *why)
{
	struct consequences follow = CONSEQUENCES_INIT;
	int err = cgroup_write(e->cgroups, path, file, value, loc, &follow, why);

	engine_apply(e, &follow);
	return err;
}

/* ---- memory that comes and goes ---- */

/*
 * What the memory notifiers do outside the hotplug room. Cpusets are asked always: a
 * role may have changed although no block did; without a change they do nothing.
 */
static struct hotplug_result follow_hotplug(struct engine *e, struct hotplug_result result)
{
	struct consequences follow = CONSEQUENCES_INIT;

	if (result.effects.nr_onlined || result.effects.nr_offlined)
		memory_tiers_sync(&e->tiers, &e->m);
	cpuset_hotplug(e->cgroups, &follow);
	engine_apply(e, &follow);
	return result;
}

struct hotplug_result engine_mem_add(struct engine *e, const struct add_memory_args *args)
{
	return follow_hotplug(e, add_memory(&e->hotplug, &e->m, args));
}

struct hotplug_result engine_mem_remove(struct engine *e, uint64_t start_pfn, uint64_t nr_pages)
{
	return follow_hotplug(e,
			      offline_and_remove_memory(&e->hotplug, &e->m, start_pfn, nr_pages));
}

struct hotplug_result engine_block_set(struct engine *e, uint64_t block_id, enum online_type type)
{
	return follow_hotplug(e, memory_block_store(&e->hotplug, &e->m, block_id, type));
}

struct hotplug_result engine_set_node_type(struct engine *e, int nid, enum node_role role)
{
	return follow_hotplug(e, node_set_type(&e->hotplug, &e->m, nid, role));
}

struct hotplug_result engine_node_unregister(struct engine *e, int nid)
{
	return node_unregister(&e->m, nid);
}

/* ---- settings ---- */

int engine_sysctl_write(struct engine *e, const char *name, const char *value)
{
	return sysctl_write(&e->m, name, value);
}

int engine_weight_write(struct engine *e, int nid, const char *value)
{
	return mpol_weight_write(&e->m, &e->weights, nid, value);
}
