// SPDX-License-Identifier: GPL-2.0-only
/* nodewall run and compare: scenarios and their results. */
#include <stdlib.h>
#include <string.h>

#include "cli/files.h"
#include "cli/verbs.h"

/* At most one output may go to stdout: two would run into each other. */
static bool check_outputs(const struct cli_args *args, unsigned formats)
{
	size_t nr_stdout = 0;

	for (size_t i = 0; i < args->nr_outputs; i++) {
		const struct cli_output *o = &args->outputs[i];

		nr_stdout += !o->path || !strcmp(o->path, "-");
		if (formats & FORMAT_BIT(o->format))
			continue;
		cli_error("this verb has no output format \"%s\"", cli_format_names[o->format]);
		return false;
	}
	if (nr_stdout > 1)
		cli_error("only one output can go to stdout; give the others a path, as in "
			  "--output=junit=results.xml");
	return nr_stdout <= 1;
}

/* Write every output asked for, by default text; @format makes one. */
static int write_outputs(const struct cli_args *args, const struct report *report,
			 void (*make)(const struct cli_args *args, const struct cli_output *output,
				      const struct report *report, struct text *out))
{
	static const struct cli_output text_to_stdout = { .format = FORMAT_TEXT };
	int status = EXIT_AS_EXPECTED;
	size_t nr = args->nr_outputs;

	for (size_t i = 0; i < (nr ? nr : 1); i++) {
		const struct cli_output *output = nr ? &args->outputs[i] : &text_to_stdout;
		struct text out = TEXT_INIT;

		make(args, output, report, &out);
		if (cli_write_to(&out, output->path))
			status = EXIT_USAGE;
	}
	return status;
}

static int report_all(const struct cli_args *args, const struct cli_run *run,
		      void (*make)(const struct cli_args *args, const struct cli_output *output,
				   const struct report *report, struct text *out))
{
	const struct scenario_result **array;
	struct report report = cli_report(run, &array);
	int status = write_outputs(args, &report, make);

	if (!status)
		status = cli_run_status(run, &report);
	free(array);
	return status;
}

/* ---- run ---- */

static void make_page(const struct cli_args *args, const struct report *report, struct text *out)
{
	struct compare_options options = {
		.baseline = args->baseline,
		.only_different = args->only_different,
		.summary = args->summary,
		.verbosity = args->verbosity,
	};

	report_compare_html(report, &options, out);
}

static void make_results(const struct cli_args *args, const struct cli_output *output,
			 const struct report *report, struct text *out)
{
	static const enum report_walks walks[] = {
		[EXPLAIN_FAILED] = WALKS_FAILED,
		[EXPLAIN_ALL] = WALKS_ALL,
		[EXPLAIN_NONE] = WALKS_NONE,
	};
	struct report_options options = {
		.color = args->color && !output->path,
		.pretty = args->pretty,
		.verbosity = args->verbosity,
		.walks = walks[args->explain],
	};

	switch (output->format) {
	case FORMAT_KTAP:
		report_ktap(report, out);
		break;
	case FORMAT_JUNIT:
		report_junit(report, out);
		break;
	case FORMAT_JSON:
		report_json(report, &options, out);
		break;
	case FORMAT_HTML:
		make_page(args, report, out);
		break;
	default:
		if (args->timeline)
			report_timeline(report, out);
		report_text(report, &options, out);
	}
}

static int run_run(const struct cli_args *args)
{
	static const enum run_walk walks[] = { [EXPLAIN_FAILED] = RUN_WALK_FAILED,
					       [EXPLAIN_ALL] = RUN_WALK_ALL,
					       [EXPLAIN_NONE] = RUN_WALK_NONE };
	struct cli_run run;
	int status;

	if (!check_outputs(args, FORMAT_BIT(FORMAT_TEXT) | FORMAT_BIT(FORMAT_KTAP) |
					 FORMAT_BIT(FORMAT_JUNIT) | FORMAT_BIT(FORMAT_JSON) |
					 FORMAT_BIT(FORMAT_HTML)))
		return EXIT_USAGE;
	if (cli_run_all(args, walks[args->explain], &run))
		status = report_all(args, &run, make_results);
	else
		status = run.status;
	cli_run_free(&run);
	return status;
}

const struct cli_verb verb_run = {
	.name = "run",
	.operands = "FILE|DIR...",
	.summary = "run scenarios and report what did not come out as expected",
	.examples = "nodewall run scenarios\n"
		    "nodewall run scenarios/spm -d all -o text -o junit=results.xml\n",
	.about = "Directories are searched for .yaml files, in sorted order. A failed "
		 "expectation is explained zone by zone; -q prints its first lines only, "
		 "-v a line for each step.",
	.options = (const enum cli_option[]){ OPT_DESIGN, OPT_SET, OPT_FILTER, OPT_TAG, OPT_STEP,
					      OPT_EXPLAIN, OPT_TIMELINE, OPT_FAIL_FAST, OPT_CHECK,
					      NR_OPTIONS },
	.min_operands = 1,
	.max_operands = -1,
	.run = run_run,
};

/* ---- compare ---- */

static void make_comparison(const struct cli_args *args, const struct cli_output *output,
			    const struct report *report, struct text *out)
{
	struct compare_options options = {
		.baseline = args->baseline,
		.only_different = args->only_different,
		.summary = args->summary,
		.color = args->color && !output->path,
		.pretty = args->pretty,
		.verbosity = args->verbosity,
	};

	switch (output->format) {
	case FORMAT_MARKDOWN:
		report_compare_markdown(report, &options, out);
		break;
	case FORMAT_JSON:
		report_compare_json(report, &options, out);
		break;
	case FORMAT_HTML:
		make_page(args, report, out);
		break;
	default:
		report_compare_text(report, &options, out);
	}
}

/* The baseline must be one of the designs that are compared. */
static bool check_baseline(const struct cli_args *args, const struct cli_run *run)
{
	if (!args->baseline)
		return true;
	if (!cli_design(args->baseline))
		return false;
	for (size_t i = 0; i < run->nr; i++)
		for (size_t d = 0; d < run->items[i]->result.nr_designs; d++)
			if (!strcmp(run->items[i]->result.designs[d].design->name, args->baseline))
				return true;
	cli_error("the baseline \"%s\" is not among the designs", args->baseline);
	return false;
}

static int compare_run(const struct cli_args *args)
{
	struct cli_run run;
	int status;

	if (!check_outputs(args, FORMAT_BIT(FORMAT_TEXT) | FORMAT_BIT(FORMAT_MARKDOWN) |
					 FORMAT_BIT(FORMAT_JSON) | FORMAT_BIT(FORMAT_HTML)))
		return EXIT_USAGE;
	if (!cli_run_all(args, RUN_WALK_NONE, &run))
		status = run.status;
	else if (!check_baseline(args, &run))
		status = EXIT_USAGE;
	else
		status = report_all(args, &run, make_comparison);
	cli_run_free(&run);
	return status;
}

const struct cli_verb verb_compare = {
	.name = "compare",
	.operands = "FILE|DIR...",
	.summary = "show side by side where each design lets memory come from",
	.examples = "nodewall compare scenarios/spm -d mainline,rfc-v2\n"
		    "nodewall compare scenarios -d all --only-different -o markdown\n"
		    "nodewall compare scenarios -d all -o html=page.html\n",
	.about = "A cell shows the nodes that memory came from or may come from, else the "
		 "errno or the class of the refusal. --summary counts, from failed "
		 "expectations: leaks (a node that should not have served), over-blocking "
		 "(one that should have), opt-ins without effect.",
	.options = (const enum cli_option[]){ OPT_DESIGN, OPT_SET, OPT_FILTER, OPT_TAG, OPT_STEP,
					      OPT_ONLY_DIFFERENT, OPT_BASELINE, OPT_SUMMARY,
					      OPT_TIMELINE, OPT_CHECK, NR_OPTIONS },
	.min_operands = 1,
	.max_operands = -1,
	.run = compare_run,
};
