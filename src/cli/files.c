// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scenario files of a command line.
 *
 * Responsible for loading, choosing and running them, once they are found (find.c).
 * A file in error does not keep the others from being run; the exit status tells.
 */
#include "cli/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/parallel.h"
#include "designs/designs.h"

/* ---- designs of a scenario ---- */

static bool has_switch(const struct isolation_design *design, const char *setting, size_t len)
{
	for (unsigned i = 0; i < design->nr_switches; i++)
		if (strlen(design->switches[i].name) == len &&
		    !strncmp(design->switches[i].name, setting, len))
			return true;
	return false;
}

/*
 * One --set: for "DESIGN.SWITCH=VALUE" that design, else every design that has the
 * switch. An error when there is none.
 */
static bool apply_setting(const char *setting, struct scenario *s)
{
	size_t nr_used = 0;

	for (size_t i = 0; i < s->nr_designs; i++) {
		struct scenario_design *sd = &s->designs[i];
		size_t len = strlen(sd->design->name);
		const char *rest = setting;

		if (!strncmp(setting, sd->design->name, len) && setting[len] == '.')
			rest = setting + len + 1;
		else if (!has_switch(sd->design, setting, strcspn(setting, "=")))
			continue;
		if (cli_switch(sd->design, rest, sd->switch_values))
			return false;
		nr_used++;
	}
	if (!nr_used && s->nr_designs == 1)
		cli_switch(s->designs[0].design, setting, s->designs[0].switch_values);
	else if (!nr_used)
		cli_error("no design of \"%s\" has the switch of \"%s\"; nodewall designs lists "
			  "them",
			  s->name, setting);
	return nr_used != 0;
}

/* Replace the designs of @s, keeping the settings that it has for them. */
static void set_designs(struct scenario *s, const struct isolation_design **designs, size_t nr)
{
	struct scenario_design *chosen = xcalloc(nr, sizeof(*chosen));

	for (size_t i = 0; i < nr; i++) {
		chosen[i].design = designs[i];
		for (size_t j = 0; j < s->nr_designs; j++)
			if (s->designs[j].design == designs[i])
				chosen[i] = s->designs[j];
	}
	free(s->designs);
	s->designs = chosen;
	s->design_names = xrealloc(s->design_names, (nr + 1) * sizeof(*s->design_names));
	for (size_t i = 0; i < nr; i++)
		s->design_names[i] = designs[i]->name;
	s->design_names[nr] = NULL;
	s->nr_designs = nr;
}

/* "a,b" of --design and --vs; NULL when neither is given. */
static char *designs_wanted(const struct cli_args *args, const struct scenario *s)
{
	struct text list = TEXT_INIT;

	if (!args->designs && !args->vs)
		return NULL;
	text_add(&list, args->designs ? args->designs : s->designs[0].design->name);
	if (args->vs && strcmp(text_str(&list), "all") && strcmp(text_str(&list), args->vs))
		text_addf(&list, ",%s", args->vs);
	return list.bytes;
}

bool cli_choose_designs(const struct cli_args *args, struct scenario *s)
{
	char *wanted = designs_wanted(args, s);

	if (wanted) {
		size_t nr;
		const struct isolation_design **designs = cli_designs(wanted, &nr);

		free(wanted);
		if (!designs)
			return false;
		set_designs(s, designs, nr);
		free(designs);
	}
	for (size_t i = 0; i < args->nr_settings; i++)
		if (!apply_setting(args->settings[i], s))
			return false;
	return true;
}

/* ---- loading ---- */

static void drop_warnings(struct diag_list *diags)
{
	if (!diags->nr_errors)
		diag_list_free(diags);
}

struct cli_scenario *cli_load(const struct cli_args *args, const char *path, bool warnings)
{
	struct cli_scenario *item = xcalloc(1, sizeof(*item));
	struct diag_list diags = DIAG_LIST_INIT;
	bool ok = scenario_load(&item->s, path, &diags);

	if (ok && !warnings)
		drop_warnings(&diags);
	cli_diags(&diags);
	if (ok && cli_choose_designs(args, &item->s))
		return item;
	cli_scenario_free(item);
	return NULL;
}

void cli_scenario_free(struct cli_scenario *item)
{
	if (item->has_result)
		scenario_result_free(&item->result);
	scenario_free(&item->s);
	free(item);
}

/* ---- choosing ---- */

static bool list_has(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = list; *p;) {
		size_t n = strcspn(p, ",");

		if (n == len && !strncmp(p, word, n))
			return true;
		p += n + (p[n] == ',');
	}
	return false;
}

static bool tags_match(const struct cli_args *args, const struct scenario *s)
{
	if (!args->tags)
		return true;
	for (size_t i = 0; i < s->nr_tags; i++)
		if (list_has(args->tags, s->tags[i]))
			return true;
	return false;
}

static bool filter_matches(const struct cli_args *args, const struct scenario *s)
{
	if (!args->filter || strstr(s->name, args->filter) || strstr(s->doc.path, args->filter))
		return true;
	for (size_t i = 0; i < s->nr_steps; i++)
		if (strstr(s->steps[i].name, args->filter))
			return true;
	return false;
}

/* ---- running ---- */

static void recount(struct scenario_result *result)
{
	result->counts = (struct outcome_counts){ { 0 } };
	for (size_t d = 0; d < result->nr_designs; d++) {
		struct design_result *design = &result->designs[d];

		design->counts = (struct outcome_counts){ { 0 } };
		for (size_t i = 0; i < design->nr_setup; i++)
			if (design->setup[i].outcome != OUTCOME_PASS)
				outcome_count(&design->counts, design->setup[i].outcome);
		for (size_t i = 0; i < design->nr_steps; i++)
			outcome_count(&design->counts, design->steps[i].outcome);
		design->outcome = outcome_of(&design->counts);
		for (int o = 0; o < NR_OUTCOMES; o++)
			result->counts.nr[o] += design->counts.nr[o];
	}
	result->outcome = outcome_of(&result->counts);
}

/* Forget all results but those of step @number, so that every format shows it alone. */
static void keep_step(struct scenario_result *result, size_t number)
{
	for (size_t d = 0; d < result->nr_designs; d++) {
		struct design_result *design = &result->designs[d];
		size_t kept = 0;

		for (size_t i = 0; i < design->nr_steps; i++) {
			if (design->steps[i].number == number)
				design->steps[kept++] = design->steps[i];
			else
				step_result_free(&design->steps[i]);
		}
		design->nr_steps = kept;
	}
	recount(result);
}

/* A page shows every walk and the machines. */
static bool wants_page(const struct cli_args *args)
{
	for (size_t i = 0; i < args->nr_outputs; i++)
		if (args->outputs[i].format == FORMAT_HTML)
			return true;
	return false;
}

static struct run_options options_of(const struct cli_args *args, enum run_walk walk)
{
	struct run_options options = { .check_level = args->check_level,
				       .seed = args->seed,
				       .walk = walk,
				       .fail_fast = args->fail_fast,
				       .levels = args->timeline };

	if (wants_page(args)) {
		options.topology = true;
		if (args->explain != EXPLAIN_NONE)
			options.walk = RUN_WALK_ALL;
	}
	return options;
}

/* What the threads left: the diagnostics, up to the first design that has no machine. */
static bool end_job(const struct cli_args *args, struct cli_job *job,
		    const struct run_options *options)
{
	struct scenario_result *result = &job->item->result;
	bool ok = true;

	for (size_t d = 0; d < result->nr_designs; d++) {
		if (ok)
			cli_diags(&job->diags[d]);
		else
			diag_list_free(&job->diags[d]);
		ok = ok && job->ok[d];
	}
	free(job->diags);
	free(job->ok);
	if (!ok)
		return false;
	scenario_run_end(&job->item->s, options, result);
	if (args->step > 0)
		keep_step(result, (size_t)args->step);
	return true;
}

static bool has_wanted_step(const struct cli_args *args, const struct scenario *s)
{
	if (args->step < 0 || (size_t)args->step <= s->nr_steps)
		return true;
	cli_error("%s has no step %d, its last one is %zu", s->doc.path, args->step, s->nr_steps);
	return false;
}

static void add_item(struct cli_run *run, struct cli_scenario *item)
{
	run->items = xrealloc(run->items, (run->nr + 1) * sizeof(*run->items));
	run->items[run->nr++] = item;
}

/* Load one file; NULL when it is in error or not asked for. */
static struct cli_scenario *load_chosen(const struct cli_args *args, const char *path,
					struct cli_run *run)
{
	struct cli_scenario *item = cli_load(args, path, false);

	if (!item || !has_wanted_step(args, &item->s))
		run->status = EXIT_USAGE;
	else if (tags_match(args, &item->s) && filter_matches(args, &item->s))
		return item;
	if (item)
		cli_scenario_free(item);
	return NULL;
}

/* Run @nr jobs and keep those that have results; false when an outcome is not as expected. */
static bool run_jobs(const struct cli_args *args, const struct run_options *options,
		     struct cli_job *jobs, size_t nr, struct cli_run *run)
{
	bool expected = true;

	cli_run_jobs(jobs, nr, options);
	for (size_t i = 0; i < nr; i++) {
		if (end_job(args, &jobs[i], options)) {
			add_item(run, jobs[i].item);
			expected = expected && outcome_is_expected(jobs[i].item->result.outcome);
		} else {
			run->status = EXIT_USAGE;
			cli_scenario_free(jobs[i].item);
		}
	}
	return expected;
}

/* All at once, or with --fail-fast one after the other up to the first that is not well. */
static void run_loaded(const struct cli_args *args, enum run_walk walk, struct cli_job *jobs,
		       size_t nr, struct cli_run *run)
{
	struct run_options options = options_of(args, walk);
	size_t done = 0;

	if (!args->fail_fast) {
		run_jobs(args, &options, jobs, nr, run);
		return;
	}
	while (done < nr && run_jobs(args, &options, &jobs[done], 1, run))
		done++;
	for (done++; done < nr; done++)
		cli_scenario_free(jobs[done].item);
}

/*
 * Whether --design and --set fit each other: said once, not for each file. An empty
 * scenario stands for all of them, as they all get the same designs.
 */
static bool check_designs(const struct cli_args *args)
{
	struct scenario any = { 0 };
	bool ok;

	if (!args->designs)
		return true;
	any.name = xstrdup(args->designs);
	ok = cli_choose_designs(args, &any);
	free(any.name);
	free(any.designs);
	free(any.design_names);
	return ok;
}

static bool run_found(const struct cli_args *args, enum run_walk walk, struct cli_run *run)
{
	struct cli_paths found;
	bool not_found = cli_find_files(args->operands, args->nr_operands, &found);
	struct cli_job *jobs = xcalloc(found.nr + 1, sizeof(*jobs));
	size_t nr = 0;

	*run = (struct cli_run){ .status = not_found ? EXIT_USAGE : EXIT_AS_EXPECTED };
	for (size_t i = 0; !not_found && i < found.nr; i++) {
		jobs[nr].item = load_chosen(args, found.paths[i], run);
		nr += jobs[nr].item != NULL;
	}
	run_loaded(args, walk, jobs, nr, run);
	free(jobs);
	/* Paths are what messages and results call the files. */
	run->paths = found;
	if (run->nr)
		return true;
	if (!run->status) {
		cli_error("no scenario has such a name or tag");
		run->status = EXIT_USAGE;
	}
	return false;
}

bool cli_run_all(const struct cli_args *args, enum run_walk walk, struct cli_run *run)
{
	*run = (struct cli_run){ .status = EXIT_USAGE };
	return check_designs(args) && run_found(args, walk, run);
}

void cli_run_free(struct cli_run *run)
{
	for (size_t i = 0; i < run->nr; i++)
		cli_scenario_free(run->items[i]);
	free(run->items);
	cli_paths_free(&run->paths);
}

struct report cli_report(const struct cli_run *run, const struct scenario_result ***array)
{
	*array = xcalloc(run->nr, sizeof(**array));
	for (size_t i = 0; i < run->nr; i++)
		(*array)[i] = &run->items[i]->result;
	return (struct report){ .scenarios = *array, .nr_scenarios = run->nr };
}

void cli_report_errors(const struct scenario_result *result)
{
	for (size_t d = 0; d < result->nr_designs; d++) {
		const struct design_result *design = &result->designs[d];

		for (size_t i = 0; i < design->nr_steps; i++) {
			const struct step_result *step = &design->steps[i];

			if (step->outcome != OUTCOME_ERROR)
				continue;
			fprintf(stderr,
				"nodewall: internal error: %s\n"
				"nodewall: replay: nodewall explain %s:%d -d %s --seed %llu "
				"--check=3\n",
				step->reason ? step->reason : "an invariant is broken",
				result->file, step->loc.line, design->design->name,
				(unsigned long long)result->seed);
		}
	}
}

int cli_run_status(const struct cli_run *run, const struct report *report)
{
	for (size_t i = 0; i < run->nr; i++)
		cli_report_errors(&run->items[i]->result);
	switch (report_outcome(report)) {
	case OUTCOME_ERROR:
		return EXIT_INTERNAL;
	case OUTCOME_FAIL:
	case OUTCOME_XPASS:
		return run->status ? run->status : EXIT_EXPECTATION_FAILED;
	case OUTCOME_SKIP:
		return run->status ? run->status : EXIT_ALL_SKIPPED;
	default:
		return run->status;
	}
}
