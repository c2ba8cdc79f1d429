// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running free and fill: what is held under a label, and memory that is simply
 * taken away so that a scenario starts with a full node.
 *
 * Mirrors: nothing; fill is a device of scenarios.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/rmqueue.h"
#include "scenario/run.h"

const char *run_label(const struct plan_step *step)
{
	return step->args.label ? step->args.label : step->name;
}

/* Give back @nr blocks of a set, from one of its ends. */
static void free_some(struct run *run, struct held_set *set, uint64_t nr, bool newest_first)
{
	if (nr > set->nr)
		nr = set->nr;
	for (uint64_t i = 0; i < nr; i++)
		engine_free(run->e, newest_first ? held_take_newest(set) : held_take_oldest(set));
}

void run_free(struct run *run, const struct plan_step *step, struct step_result *out)
{
	struct held_blocks *held = &run->e->held;
	uint64_t nr = step->args.nr_blocks ? step->args.nr_blocks : UINT64_MAX;
	struct held_set *set;

	if (strcmp(step->args.label, "all") == 0) {
		for (size_t i = 0; i < held->nr_sets; i++)
			free_some(run, &held->sets[i], UINT64_MAX, false);
		run_set_errno(out, 0, VERDICT_PASS);
		return;
	}
	set = held_find(held, step->args.label);
	run_set_errno(out, set && set->nr ? 0 : -ENOENT, VERDICT_PASS);
	if (set)
		free_some(run, set, nr, step->args.newest_first);
}

static uint64_t zone_target(const struct zone *zone, const struct step_args *args)
{
	return args->leave_mark < 0 ? args->leave_pages :
				      wmark_pages(zone, (enum wmark)args->leave_mark);
}

/* Take one block of @order of any type; false when there is none. */
static bool take_block(struct machine *m, struct zone *zone, unsigned order, struct held_set *set)
{
	static const enum migratetype types[] = { MIGRATE_MOVABLE, MIGRATE_UNMOVABLE,
						  MIGRATE_RECLAIMABLE };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct page_block block = { .zone = zone, .order = order };

		if (!rmqueue(m, zone, order, 0, types[i], 0, &block.pfn))
			continue;
		held_add(set, block);
		return true;
	}
	return false;
}

static void take_untouched(struct zone *zone, uint64_t target, struct held_set *set)
{
	struct page_block block = { .zone = zone, .order = MAX_PAGE_ORDER };
	uint64_t nr;

	while (zone->nr_free_pages > target) {
		nr = rmqueue_untouched(zone, (zone->nr_free_pages - target) >> MAX_PAGE_ORDER,
				       &block.pfn);
		if (!nr)
			return;
		for (; nr; nr--, block.pfn += UINT64_C(1) << MAX_PAGE_ORDER)
			held_add(set, block);
	}
}

static void fill_zone(struct machine *m, struct zone *zone, uint64_t target, struct held_set *set)
{
	for (int order = MAX_PAGE_ORDER; order >= 0; order--) {
		while (zone->nr_free_pages >= target + (UINT64_C(1) << order) &&
		       take_block(m, zone, (unsigned)order, set))
			;
		/* What a per-cpu list took beyond the block comes back. */
		drain_zone_pages(m, zone);
	}
}

void run_fill(struct run *run, const struct plan_step *step, struct step_result *out)
{
	struct machine *m = &run->e->m;
	struct held_set *set = held_get(&run->e->held, run_label(step));
	pg_data_t *pgdat = m->pgdat[step->args.nid];

	assert(pgdat);
	for (int type = 0; type < MAX_NR_ZONES; type++) {
		struct zone *zone = &pgdat->node_zones[type];

		if (!managed_zone(zone) || (step->args.zone >= 0 && step->args.zone != type))
			continue;
		drain_zone_pages(m, zone);
		take_untouched(zone, zone_target(zone, &step->args), set);
		fill_zone(m, zone, zone_target(zone, &step->args), set);
	}
	run_set_errno(out, 0, VERDICT_PASS);
}
