// SPDX-License-Identifier: GPL-2.0-only
/* nodewall explain: one step, zone by zone, whether it came out as expected or not. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/files.h"
#include "cli/verbs.h"
#include "report/parting.h"

/* "FILE:LINE", "FILE:LINE:COLUMN" or "FILE#STEP". */
struct place {
	char *file;
	char *where; /* as scenario_find_step() takes it */
};

/* The start of a ":NUMBER" at the end of @s[0..len), or @len. */
static size_t number_at_end(const char *s, size_t len)
{
	size_t at = len;

	while (at > 0 && isdigit((unsigned char)s[at - 1]))
		at--;
	return at > 1 && at < len && s[at - 1] == ':' ? at - 1 : len;
}

static bool parse_place(const char *word, struct place *place)
{
	const char *hash = strrchr(word, '#');
	size_t len = strlen(word), at, first;

	if (hash) {
		place->file = xstrndup(word, (size_t)(hash - word));
		place->where = xstrdup(hash + 1);
		return *place->where;
	}
	at = number_at_end(word, len);
	first = number_at_end(word, at);
	if (first != at) {
		len = at;
		at = first;
	}
	place->file = xstrndup(word, at);
	place->where = xstrndup(word + at, len - at);
	return *place->where;
}

static void list_steps(const struct scenario *s)
{
	for (size_t i = 0; i < s->nr_steps; i++)
		fprintf(stderr, "  %s:%d  %zu %s\n", s->doc.path, s->steps[i].loc.line, i + 1,
			s->steps[i].name);
}

static const struct plan_step *find_step(const struct scenario *s, const struct place *place)
{
	const struct plan_step *step = scenario_find_step(s, place->where);

	if (step)
		return step;
	if (place->where[0] == ':')
		cli_error("there is no step at line %s of %s; the steps are", place->where + 1,
			  place->file);
	else
		cli_error("%s has no step \"%s\"; the steps are", place->file, place->where);
	list_steps(s);
	return NULL;
}

/* Explain under one design; false when the machine cannot be made. */
static bool explain_one(const struct cli_args *args, const struct scenario *s,
			const struct plan_step *step, const struct isolation_design *design,
			struct scenario_result *result)
{
	struct run_options options = { .check_level = args->check_level,
				       .seed = args->seed,
				       .walk = RUN_WALK_ALL };
	struct diag_list diags = DIAG_LIST_INIT;
	bool ok = scenario_explain(s, step, design, &options,
				   &result->designs[result->nr_designs++], &diags);

	cli_diags(&diags);
	return ok;
}

/* The design of --vs, which the others are compared with; NULL = none. */
static const struct design_result *versus(const struct cli_args *args,
					  const struct scenario_result *result)
{
	for (size_t d = 0; args->vs && d < result->nr_designs; d++)
		if (!strcmp(result->designs[d].design->name, args->vs))
			return &result->designs[d];
	return NULL;
}

static void show(const struct cli_args *args, const struct scenario_result *result,
		 enum cli_format format, struct text *out)
{
	struct report_options options = { .color = args->color,
					  .pretty = args->pretty,
					  .verbosity = args->verbosity,
					  .walks = WALKS_ALL };
	struct report report = { .scenarios = &result, .nr_scenarios = 1 };

	const struct design_result *vs = versus(args, result);

	if (format == FORMAT_JSON) {
		report_explain_json(&report, &options, vs, out);
		return;
	}
	for (size_t d = 0; vs && d < result->nr_designs; d++)
		if (&result->designs[d] != vs)
			report_versus(result,
				      (const struct design_result *[2]){ &result->designs[d], vs },
				      out);
	if (vs)
		return;
	for (size_t d = 0; d < result->nr_designs; d++)
		for (size_t i = 0; i < result->designs[d].nr_steps; i++)
			report_step(result, &result->designs[d], &result->designs[d].steps[i],
				    &options, out);
}

static int explain_step(const struct cli_args *args, enum cli_format format,
			struct cli_scenario *item, const struct plan_step *step)
{
	struct scenario_result *result = &item->result;
	struct text out = TEXT_INIT;
	/* Without a choice it is the first one of the scenario. */
	size_t nr = args->designs || args->vs ? item->s.nr_designs : 1;

	if (args->vs && item->s.nr_designs == 1)
		return cli_error("\"%s\" is not to be compared with itself; name another design "
				 "with --design",
				 args->vs);
	*result = (struct scenario_result){
		.file = item->s.doc.path,
		.name = item->s.name,
		.why = item->s.why,
		.kernel_model = KERNEL_MODEL,
		.seed = args->seed,
		.designs = xcalloc(nr, sizeof(*result->designs)),
	};
	item->has_result = true;
	for (size_t i = 0; i < nr; i++)
		if (!explain_one(args, &item->s, step, item->s.designs[i].design, result))
			return EXIT_USAGE;
	for (size_t d = 0; d < nr; d++)
		for (int o = 0; o < NR_OUTCOMES; o++)
			result->counts.nr[o] += result->designs[d].counts.nr[o];
	result->outcome = outcome_of(&result->counts);
	cli_report_errors(result);
	show(args, result, format, &out);
	if (cli_write(&out))
		return EXIT_USAGE;
	return result->outcome == OUTCOME_ERROR ? EXIT_INTERNAL : EXIT_AS_EXPECTED;
}

static int explain_place(const struct cli_args *args, enum cli_format format,
			 const struct place *place)
{
	struct cli_scenario *item = cli_load(args, place->file, false);
	const struct plan_step *step = item ? find_step(&item->s, place) : NULL;
	int status = step ? explain_step(args, format, item, step) : EXIT_USAGE;

	if (item)
		cli_scenario_free(item);
	return status;
}

static int explain_run(const struct cli_args *args)
{
	int format = cli_one_format(args, FORMAT_BIT(FORMAT_TEXT) | FORMAT_BIT(FORMAT_JSON));
	struct place place = { 0 };
	int status;

	if (format < 0)
		return EXIT_USAGE;
	if (parse_place(args->operands[0], &place))
		status = explain_place(args, (enum cli_format)format, &place);
	else
		status = cli_error("which step of \"%s\"? Write FILE:LINE or FILE#STEP",
				   args->operands[0]);
	free(place.file);
	free(place.where);
	return status;
}

const struct cli_verb verb_explain = {
	.name = "explain",
	.operands = "FILE:LINE|FILE#STEP",
	.summary = "show the whole walk of one step, pass by pass and zone by zone",
	.examples = "nodewall explain scenarios/spm/fallback-leak.yaml:41\n"
		    "nodewall explain scenarios/spm/fallback-leak.yaml#3 -d mainline --vs rfc-v2\n",
	.about = "STEP is a number, a name, or a name in lower case with dashes. Without "
		 "--design it is the first design of the scenario. With --vs the walks of two "
		 "designs stand side by side, and the hook at which they part is named.",
	.options = (const enum cli_option[]){ OPT_DESIGN, OPT_VS, OPT_SET, OPT_CHECK, NR_OPTIONS },
	.min_operands = 1,
	.max_operands = 1,
	.run = explain_run,
};
