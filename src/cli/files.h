/* SPDX-License-Identifier: GPL-2.0-only */
/* Scenario files of a command line: found, loaded, chosen, run. */
#ifndef NW_CLI_FILES_H
#define NW_CLI_FILES_H

#include "cli/cli.h"
#include "report/report.h"
#include "scenario/run.h"

/* Paths in the order of the operands; those of a directory sorted. */
struct cli_paths {
	char **paths;
	size_t nr;
};

/* Directories are searched for *.yaml. EXIT_AS_EXPECTED, or EXIT_USAGE after an error. */
int cli_find_files(char **operands, int nr_operands, struct cli_paths *found);
void cli_paths_free(struct cli_paths *found);

/* One loaded file with its results, when it was run. */
struct cli_scenario {
	struct scenario s;
	struct scenario_result result;
	bool has_result;
};

/* The scenarios of an invocation. They must outlive reports about them. */
struct cli_run {
	struct cli_scenario **items;
	size_t nr;
	struct cli_paths paths; /* what results call the files */
	int status; /* EXIT_USAGE when some file was in error */
};

/*
 * Load one file, choose its designs and switches. NULL after errors, which have
 * been printed; warnings are printed when @warnings.
 */
struct cli_scenario *cli_load(const struct cli_args *args, const char *path, bool warnings);
void cli_scenario_free(struct cli_scenario *item);
/*
 * Load and run what the operands, --filter and --tag name. false: nothing to
 * report, an error was printed and run->status says which.
 */
bool cli_run_all(const struct cli_args *args, enum run_walk walk, struct cli_run *run);
void cli_run_free(struct cli_run *run);
/* The results as the report room takes them; *@array must be freed. */
struct report cli_report(const struct cli_run *run, const struct scenario_result ***array);
/* The exit status of these results. */
int cli_run_status(const struct cli_run *run, const struct report *report);

/* Set the designs (and --set) of a loaded scenario; false after an error. */
bool cli_choose_designs(const struct cli_args *args, struct scenario *s);
/* Say on stderr which invariant broke and how to see it again. */
void cli_report_errors(const struct scenario_result *result);

#endif
