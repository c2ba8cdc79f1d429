// SPDX-License-Identifier: GPL-2.0-only
/* Help texts: of the program, of each verb, made from the tables. */
#include <string.h>

#include "base/suggest.h"
#include "cli/cli.h"

#define OPTION_COLUMN 28
#define MAX_VERBS 64
#define HELP_COLUMNS 80

void cli_add_wrapped(struct text *out, const char *text, size_t column, size_t width)
{
	size_t at = column;

	while (*text) {
		size_t len = strcspn(text, " \n");

		if (at > column && at + 1 + len > width) {
			text_add(out, "\n");
			text_pad(out, column);
			at = column;
		} else if (at > column) {
			text_add(out, " ");
			at++;
		}
		text_add_bytes(out, text, len);
		at += len;
		text += len;
		text += strspn(text, " \n");
	}
	text_add(out, "\n");
}

const struct cli_verb *cli_verb_by_name(const char *name)
{
	for (const struct cli_verb *const *v = cli_verbs; *v; v++)
		if (!strcmp((*v)->name, name))
			return *v;
	return NULL;
}

int cli_unknown_verb(const char *name)
{
	const char *names[MAX_VERBS];
	size_t nr = 0;

	for (const struct cli_verb *const *v = cli_verbs; *v && nr < MAX_VERBS; v++)
		names[nr++] = (*v)->name;
	return cli_unknown("verb", name, names, nr, "nodewall help lists them");
}

void cli_usage(struct text *out)
{
	text_add(out, "usage: nodewall VERB [ARGUMENTS]\n"
		      "       nodewall FILE...            the same as nodewall run FILE...\n"
		      "\n"
		      "examples:\n"
		      "  nodewall run scenarios\n"
		      "  nodewall compare scenarios/spm --only-different\n"
		      "\nverbs:\n");
	for (const struct cli_verb *const *v = cli_verbs; *v; v++)
		text_addf(out, "  %-11s %s\n", (*v)->name, (*v)->summary);
	text_add(out, "\nnodewall help VERB shows examples and options.\n"
		      "\n"
		      "exit status: 0 as expected, 1 an expectation failed, 2 usage or input\n"
		      "             error, 4 everything was skipped, 70 error inside nodewall\n");
}

static void add_option(struct text *out, enum cli_option option)
{
	const struct cli_option_info *info = &cli_options[option];

	text_add(out, "  ");
	if (info->letter)
		text_addf(out, "-%c, ", info->letter);
	else
		text_add(out, "    ");
	text_addf(out, "--%s", info->name);
	if (info->arg)
		text_addf(out, "=%s", info->arg);
	text_add(out, " ");
	text_pad(out, OPTION_COLUMN);
	text_addf(out, "%s\n", info->text);
}

static void add_examples(struct text *out, const char *lines)
{
	text_add(out, "examples:\n");
	while (*lines) {
		size_t len = strcspn(lines, "\n");

		text_add(out, "  ");
		text_add_bytes(out, lines, len);
		text_add(out, "\n");
		lines += len + (lines[len] == '\n');
	}
}

void cli_help(const struct cli_verb *verb, struct text *out)
{
	text_addf(out, "usage: nodewall %s%s%s%s\n", verb->name, verb->options ? " [OPTIONS]" : "",
		  *verb->operands ? " " : "", verb->operands);
	text_addf(out, "%s\n\n", verb->summary);
	add_examples(out, verb->examples);
	if (verb->about) {
		text_add(out, "\n");
		cli_add_wrapped(out, verb->about, 0, HELP_COLUMNS);
	}
	if (verb->options)
		text_add(out, "\noptions:\n");
	for (const enum cli_option *o = verb->options; o && *o != NR_OPTIONS; o++)
		add_option(out, *o);
	text_add(out, "\noptions of every verb:\n");
	for (int i = 0; i <= (int)OPT_LAST_GLOBAL; i++)
		add_option(out, (enum cli_option)i);
}
