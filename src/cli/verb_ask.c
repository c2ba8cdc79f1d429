// SPDX-License-Identifier: GPL-2.0-only
/* nodewall ask: JSON questions on stdin, answers on stdout. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "ask/ask.h"
#include "cli/cli.h"
#include "cli/verbs.h"

static int run_session(const struct machine_desc *desc, const struct engine_options *options)
{
	struct diag_list diags = DIAG_LIST_INIT;
	int err = ask_session(desc, options, STDIN_FILENO, stdout, &diags);

	cli_diags(&diags);
	/* A reader that went away has what it wanted. */
	return err && err != -EPIPE ? EXIT_USAGE : EXIT_AS_EXPECTED;
}

static int ask_run(const struct cli_args *args)
{
	struct engine_options options = { .design = cli_one_design(args),
					  .check_level = args->check_level,
					  .seed = args->seed };
	struct machine_file machine;
	int status;

	if (!options.design || cli_switches(args, options.design, options.switch_values))
		return EXIT_USAGE;
	if (!cli_load_machine(&machine, args->operands[0]))
		return EXIT_USAGE;
	status = run_session(machine.desc, &options);
	machine_file_free(&machine);
	return status;
}

const struct cli_verb verb_ask = {
	.name = "ask",
	.operands = "MACHINE",
	.summary = "answer JSON questions about a machine, one a line",
	.examples = "echo '{\"op\":\"nodestates\"}' | nodewall ask machines/laptop.yaml\n"
		    "nodewall ask tests/conformance/oracle/t02_2eq -d rfc-v2 < questions.jsonl\n",
	.about = "MACHINE is a scenario, a topology file, or a folder with a machine.json.",
	.options = (const enum cli_option[]){ OPT_DESIGN, OPT_SET, OPT_CHECK, NR_OPTIONS },
	.min_operands = 1,
	.max_operands = 1,
	.run = ask_run,
};
