// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens to memory over the steps of a scenario: per zone a bar of owners
 * and free pages, free memory against the watermarks, and the events of the step.
 *
 *	2 fill the local node
 *	    0/Normal  [xxxxxxxxxxxxxxxxxxxxxx.........|]  free 5120 > high 2100; x 3072
 *	    events    kswapd woken 0/Normal (2 times)
 *
 * A zone without a change since the step before is left out.
 */
#include <inttypes.h>
#include <string.h>

#include "report/private.h"

#define BAR_COLUMNS 32

/* Marks by name, the lowest first. */
static const struct {
	const char *name;
	enum wmark wmark;
} marks[] = { { "min", WMARK_MIN }, { "low", WMARK_LOW }, { "high", WMARK_HIGH } };

#define NR_MARKS (sizeof(marks) / sizeof(marks[0]))

void level_against_marks(const struct zone_level *level, struct text *out)
{
	size_t i = 0;

	while (i < NR_MARKS && level->free > level->wmark[marks[i].wmark])
		i++;
	text_addf(out, "free %" PRIu64 " %s ", level->free, i == NR_MARKS ? ">" : "<=");
	if (i == NR_MARKS)
		i--;
	text_addf(out, "%s %" PRIu64, marks[i].name, level->wmark[marks[i].wmark]);
}

/* Columns that @pages from the start of the zone make up. */
static size_t column_of(const struct zone_level *level, uint64_t pages)
{
	return (size_t)((pages * BAR_COLUMNS + level->managed / 2) / level->managed);
}

static void add_bar(const struct zone_level *level, struct text *out)
{
	char bar[BAR_COLUMNS + 1];
	uint64_t high = level->wmark[WMARK_HIGH];
	uint64_t pages = 0;
	size_t at = 0;

	memset(bar, '.', BAR_COLUMNS);
	bar[BAR_COLUMNS] = '\0';
	for (int i = 0; i < NR_PAGE_OWNERS; i++) {
		pages += level->owned[i];
		while (at < column_of(level, pages))
			bar[at++] = page_owner_letters[i];
	}
	pages += level->other + level->parked + level->isolated;
	while (at < column_of(level, pages))
		bar[at++] = '-';
	if (high < level->free)
		bar[BAR_COLUMNS - 1 - column_of(level, high) % BAR_COLUMNS] = '|';
	text_addf(out, "[%s]", bar);
}

static void add_owners(const struct zone_level *level, struct text *out)
{
	const char *separator = "; ";

	for (int i = 0; i < NR_PAGE_OWNERS; i++) {
		if (!level->owned[i])
			continue;
		text_addf(out, "%s%c %" PRIu64, separator, page_owner_letters[i], level->owned[i]);
		separator = ", ";
	}
}

static const struct zone_level *same_zone(const struct levels *levels,
					  const struct zone_level *level)
{
	for (size_t i = 0; i < levels->nr; i++) {
		if (levels->zones[i].nid == level->nid && levels->zones[i].zone == level->zone)
			return &levels->zones[i];
	}
	return NULL;
}

/* Marks count: they change with boost and with settings. */
static bool level_changed(const struct zone_level *level, const struct levels *before)
{
	const struct zone_level *old = before ? same_zone(before, level) : NULL;

	return !old || memcmp(old, level, sizeof(*level)) != 0;
}

static void add_levels(const struct levels *levels, const struct levels *before, struct text *out)
{
	for (size_t i = 0; i < levels->nr; i++) {
		const struct zone_level *level = &levels->zones[i];

		if (!level_changed(level, before))
			continue;
		text_addf(out, "      %-11s ", level->label);
		add_bar(level, out);
		text_add(out, "  ");
		level_against_marks(level, out);
		add_owners(level, out);
		text_add(out, "\n");
	}
}

void event_text(const struct event_result *event, struct text *out)
{
	const struct event_kind_info *info = &event_kind_infos[event->kind];

	text_addf(out, "%s %s", info->text, event->label);
	if (event->order)
		text_addf(out, " order %u", event->order);
	if (info->unit)
		text_addf(out, ": %" PRIu64 " %s", event->nr, info->unit);
	else if (event->times > 1)
		text_addf(out, " (%" PRIu64 " times)", event->times);
}

static void add_events(const struct step_result *step, struct text *out)
{
	for (size_t i = 0; i < step->nr_events; i++) {
		text_addf(out, "      %-11s ", i ? "" : "events");
		event_text(&step->events[i], out);
		text_add(out, "\n");
	}
}

/* Letters that stand in some bar, explained. */
static void add_legend(const struct design_result *d, struct text *out)
{
	bool seen[NR_PAGE_OWNERS] = { false };

	for (size_t s = 0; s < d->nr_steps; s++) {
		const struct levels *levels = &d->steps[s].levels;

		for (size_t i = 0; i < levels->nr; i++) {
			for (int owner = 0; owner < NR_PAGE_OWNERS; owner++)
				seen[owner] = seen[owner] || levels->zones[i].owned[owner];
		}
	}
	text_add(out, "  legend  ");
	for (int owner = 0; owner < NR_PAGE_OWNERS; owner++) {
		if (seen[owner])
			text_addf(out, "%c %s, ", page_owner_letters[owner],
				  page_owner_names[owner]);
	}
	text_add(out, "- parked or the kernel's, . free, | the high watermark\n");
}

static void add_design(const struct scenario_result *scenario, const struct design_result *d,
		       struct text *out)
{
	const struct levels *before = &d->levels;

	text_addf(out, "%s [%s]\n", scenario->file, d->design->name);
	add_legend(d, out);
	text_add(out, "  - before the first step\n");
	add_levels(before, NULL, out);
	for (size_t i = 0; i < d->nr_steps; i++) {
		const struct step_result *step = &d->steps[i];

		if (step->outcome == OUTCOME_SKIP)
			continue;
		text_addf(out, "  %zu %s%s%s\n", step->number, step->name,
			  outcome_is_expected(step->outcome) ? "" : ": ",
			  outcome_is_expected(step->outcome) ? "" : outcome_names[step->outcome]);
		add_levels(&step->levels, before, out);
		add_events(step, out);
		before = &step->levels;
	}
	text_add(out, "\n");
}

void report_timeline(const struct report *report, struct text *out)
{
	for (size_t i = 0; i < report->nr_scenarios; i++) {
		for (size_t d = 0; d < report->scenarios[i]->nr_designs; d++)
			add_design(report->scenarios[i], &report->scenarios[i]->designs[d], out);
	}
}
