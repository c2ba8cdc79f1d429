// SPDX-License-Identifier: GPL-2.0-only
/*
 * nodewall may and lands: one question about a machine, said in options.
 *
 * The question becomes a step of a scenario with the same machine, cgroups and
 * tasks; the steps of the file are not carried out.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/nodelist.h"
#include "base/suggest.h"
#include "cli/files.h"
#include "cli/json_out.h"
#include "cli/verbs.h"
#include "designs/designs.h"

/* ---- a machine of any kind as a scenario ---- */

/* What the question is put to. */
struct subject {
	struct cli_scenario *item; /* of a scenario or topology file */
	struct machine_file machine; /* of a captured machine */
	bool has_machine;
	struct scenario s; /* the question as a scenario; borrows from one of them */
	struct scenario_design design;
	const char *design_name;
	struct plan_step step;
};

static bool is_captured(const char *path)
{
	size_t len = strlen(path);
	struct stat st;

	return (!stat(path, &st) && S_ISDIR(st.st_mode)) ||
	       (len > 5 && !strcmp(path + len - 5, ".json"));
}

static bool open_captured(const struct cli_args *args, const char *path, struct subject *subject)
{
	subject->has_machine = cli_load_machine(&subject->machine, path);
	if (!subject->has_machine)
		return false;
	subject->s.desc = *subject->machine.desc;
	subject->s.doc.path = path;
	subject->s.name = (char *)path;
	subject->design = (struct scenario_design){ .design = &mainline_design };
	subject->design_name = mainline_design.name;
	subject->s.designs = &subject->design;
	subject->s.design_names = &subject->design_name;
	subject->s.nr_designs = 1;
	if (!args->designs && !args->nr_settings)
		return true;
	/* The choice needs arrays of its own. */
	subject->s.designs = xcalloc(1, sizeof(*subject->s.designs));
	subject->s.designs[0] = subject->design;
	subject->s.design_names = xcalloc(1, sizeof(*subject->s.design_names));
	subject->s.design_names[0] = subject->design_name;
	return cli_choose_designs(args, &subject->s);
}

static bool open_subject(const struct cli_args *args, struct subject *subject)
{
	const char *path = args->operands[0];

	*subject = (struct subject){ 0 };
	if (is_captured(path))
		return open_captured(args, path, subject);
	subject->item = cli_load(args, path, false);
	if (subject->item)
		subject->s = subject->item->s;
	return subject->item;
}

static void close_subject(struct subject *subject)
{
	if (subject->has_machine && subject->s.designs != &subject->design) {
		free(subject->s.designs);
		free(subject->s.design_names);
	}
	if (subject->item)
		cli_scenario_free(subject->item);
	if (subject->has_machine)
		machine_file_free(&subject->machine);
}

/* ---- the question ---- */

static bool task_exists(const struct scenario *s, const char *name)
{
	const char *names[SCENARIO_MAX_TASKS + 1];
	size_t nr = 0;

	names[nr++] = "init";
	for (size_t i = 0; i < s->nr_stage && nr <= SCENARIO_MAX_TASKS; i++)
		if (s->stage[i].kind == STEP_TASK)
			names[nr++] = s->stage[i].args.task;
	for (size_t i = 0; i < nr; i++)
		if (!strcmp(names[i], name))
			return true;
	cli_unknown("task", name, names, nr, "the tasks: section of the file lists them");
	return false;
}

static const struct node_desc *find_node(const struct machine_desc *desc, int nid)
{
	for (size_t i = 0; i < desc->nr_nodes; i++)
		if (desc->nodes[i].nid == nid)
			return &desc->nodes[i];
	return NULL;
}

static bool parse_nodes(const struct machine_desc *desc, const char *option, const char *text,
			nodemask_t *nodes)
{
	int err = nodelist_parse(text, strlen(text), desc->nr_node_ids, nodes);

	if (!err)
		return true;
	if (err == -ERANGE)
		cli_error("--%s \"%s\" names a node that the machine does not have (0-%d)", option,
			  text, desc->nr_node_ids - 1);
	else
		cli_error("--%s \"%s\" is no node list such as 0,2-3", option, text);
	return false;
}

/* "spm", the name of a device, or nodes. */
static bool parse_want(const struct machine_desc *desc, const char *text, struct want *want)
{
	*want = (struct want){ .kind = WANT_NODES, .text = text };
	if (!strcmp(text, "spm")) {
		want->kind = WANT_SPM;
		return true;
	}
	for (size_t i = 0; i < desc->nr_nodes; i++)
		if (desc->nodes[i].spm_name && !strcmp(desc->nodes[i].spm_name, text))
			node_set(desc->nodes[i].nid, &want->nodes);
	return !nodes_empty(&want->nodes) || parse_nodes(desc, "want", text, &want->nodes);
}

/* The flags must mean something to at least one of the designs. */
static bool check_gfp(const struct scenario *s, const char *text)
{
	struct gfp_parse_error bad = { 0 };
	gfp_t gfp;

	for (size_t i = 0; i < s->nr_designs; i++)
		if (!gfp_parse(text, s->designs[i].design, &gfp, &bad))
			return true;
	if (bad.suggestion)
		cli_error("unknown gfp flag \"%.*s\"; did you mean \"%s\"?", (int)bad.len,
			  text + bad.offset, bad.suggestion);
	else if (bad.len)
		cli_error("unknown gfp flag \"%.*s\"", (int)bad.len, text + bad.offset);
	else
		cli_error("the gfp flags \"%s\" end too early", text);
	return false;
}

static bool make_request(const struct cli_args *args, const struct scenario *s,
			 struct plan_step *step)
{
	const struct machine_desc *desc = &s->desc;
	struct request_args *request = &step->args.request;

	request->gfp = args->gfp ? args->gfp : "GFP_KERNEL";
	request->order = (unsigned)args->order;
	request->nid = args->node >= 0 ? args->node : NUMA_NO_NODE;
	request->cpu = args->cpu;
	request->has_mask = args->nodemask;
	request->nr_blocks = 1;
	request->no_policy = args->node >= 0 || args->nodemask || args->want;
	step->args.task = args->task ? args->task : "init";
	if (args->node >= 0 && !find_node(desc, args->node))
		return cli_error("the machine has no node %d", args->node), false;
	if (args->cpu >= 0 && (args->cpu >= desc->nr_cpus || desc->cpu_to_node[args->cpu] < 0))
		return cli_error("the machine has no CPU %d", args->cpu), false;
	if (args->nodemask && !parse_nodes(desc, "nodemask", args->nodemask, &request->mask))
		return false;
	if (args->want && !parse_want(desc, args->want, &request->want))
		return false;
	return check_gfp(s, request->gfp) && task_exists(s, step->args.task);
}

/* ---- the answer ---- */

static void add_head(const struct design_result *design, const struct step_result *step,
		     struct text *out)
{
	text_addf(out, "%s: ", design->design->name);
	if (step->outcome == OUTCOME_SKIP)
		text_addf(out, "not asked, %s\n", step->reason ? step->reason : "no reason");
	else if (step->has_may && !step->has_verdict)
		text_addf(out, "may use %s\n", step->cell.text);
	else if (step->nr_runs)
		text_addf(out, "lands on %s\n", step->runs[0].label);
	else
		text_addf(out, "%s\n", step->cell.text ? step->cell.text : "nothing");
}

static bool ask_one(const struct cli_args *args, struct subject *subject,
		    const struct isolation_design *design, json_t *answers, struct text *out)
{
	struct run_options options = { .check_level = args->check_level,
				       .seed = args->seed,
				       .walk = RUN_WALK_ALL };
	struct diag_list diags = DIAG_LIST_INIT;
	struct design_result result;
	bool ok = scenario_explain(&subject->s, &subject->s.steps[0], design, &options, &result,
				   &diags);

	cli_diags(&diags);
	for (size_t i = 0; ok && i < result.nr_steps; i++) {
		const struct step_result *step = &result.steps[i];

		if (answers) {
			json_array_append_new(answers,
					      json_pack("{s:s,s:o}", "design", design->name,
							"answer", report_step_json(step)));
			continue;
		}
		add_head(&result, step, out);
		if (args->verbosity < 0)
			continue;
		text_add(out, "\n");
		report_answer(&result, step, out);
		text_add(out, "\n");
	}
	design_result_free(&result);
	return ok;
}

static int ask_all(const struct cli_args *args, enum cli_format format, struct subject *subject)
{
	json_t *answers = format == FORMAT_JSON ? json_array() : NULL;
	struct text out = TEXT_INIT;
	bool ok = true;

	for (size_t i = 0; ok && i < subject->s.nr_designs; i++)
		ok = ask_one(args, subject, subject->s.designs[i].design, answers, &out);
	if (!ok) {
		json_decref(answers);
		text_free(&out);
		return EXIT_USAGE;
	}
	if (!answers)
		return cli_write(&out);
	return cli_write_json(args, "answers", json_pack("{s:o}", "answers", answers));
}

static int question_run(const struct cli_args *args, enum step_kind kind, const char *name)
{
	int format = cli_one_format(args, FORMAT_BIT(FORMAT_TEXT) | FORMAT_BIT(FORMAT_JSON));
	struct subject subject;
	int status = EXIT_USAGE;

	if (format < 0)
		return EXIT_USAGE;
	if (open_subject(args, &subject)) {
		subject.step =
			(struct plan_step){ .number = 1, .kind = kind, .name = (char *)name };
		subject.s.steps = &subject.step;
		subject.s.nr_steps = 1;
		if (make_request(args, &subject.s, &subject.step))
			status = ask_all(args, (enum cli_format)format, &subject);
	}
	close_subject(&subject);
	return status;
}

#define QUESTION_OPTIONS                                                                           \
	(const enum cli_option[])                                                                  \
	{                                                                                          \
		OPT_TASK, OPT_GFP, OPT_NODE, OPT_CPU, OPT_ORDER, OPT_WANT, OPT_NODEMASK,           \
			OPT_DESIGN, OPT_SET, OPT_CHECK, NR_OPTIONS                                 \
	}

static int may_run(const struct cli_args *args)
{
	return question_run(args, STEP_MAY, "may");
}

const struct cli_verb verb_may = {
	.name = "may",
	.operands = "FILE",
	.summary = "which nodes may serve a request, whatever is free, and why not the others",
	.examples = "nodewall may scenarios/spm/fallback-leak.yaml --task web --gfp GFP_KERNEL\n"
		    "nodewall may machines/gpu.yaml --gfp GFP_HIGHUSER_MOVABLE --want spm -d all\n",
	.about = "FILE is a scenario (its cgroups and tasks are made, its steps are not "
		 "run), a machine file, or a folder with a machine.json. Nothing changes. "
		 "-q prints the nodes only.",
	.options = QUESTION_OPTIONS,
	.min_operands = 1,
	.max_operands = 1,
	.run = may_run,
};

static int lands_run(const struct cli_args *args)
{
	return question_run(args, STEP_ALLOC, "lands");
}

const struct cli_verb verb_lands = {
	.name = "lands",
	.operands = "FILE",
	.summary = "which zone serves a request in the state after boot",
	.examples = "nodewall lands machines/gpu.yaml --gfp GFP_USER --cpu 4\n"
		    "nodewall lands machines/gpu.yaml --gfp GFP_KERNEL --node 2 --order 9\n",
	.about = "As nodewall may, but one block is asked for in the state as it is.",
	.options = QUESTION_OPTIONS,
	.min_operands = 1,
	.max_operands = 1,
	.run = lands_run,
};
