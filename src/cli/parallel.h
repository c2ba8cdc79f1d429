/* SPDX-License-Identifier: GPL-2.0-only */
/* Scenarios on all CPUs: each design of each scenario is a machine of its own. */
#ifndef NW_CLI_PARALLEL_H
#define NW_CLI_PARALLEL_H

#include "cli/files.h"

/* One scenario to run under its designs, and what came of it. */
struct cli_job {
	struct cli_scenario *item;
	struct diag_list *diags; /* [nr_designs], of each design */
	bool *ok; /* [nr_designs]; false: the machine cannot be made */
};

/*
 * Run all of them; results and diagnostics are the same whatever ran first. Stops
 * early after an unexpected outcome with options->fail_fast, then one after the other.
 */
void cli_run_jobs(struct cli_job *jobs, size_t nr_jobs, const struct run_options *options);

#endif
