// SPDX-License-Identifier: GPL-2.0-only
/* nodewall check: is a file right, without running it? */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/files.h"
#include "cli/json_out.h"
#include "cli/verbs.h"

struct totals {
	size_t files, errors, warnings;
};

static const char *const level_words[] = { "error", "warning", "note" };

static json_t *diags_json(const struct diag_list *diags)
{
	json_t *array = json_array();

	for (size_t i = 0; i < diags->nr_diags; i++) {
		const struct diag *d = &diags->diags[i];

		json_array_append_new(array,
				      json_pack("{s:s,s:s?,s:i,s:i,s:s,s:s?}", "level",
						level_words[d->level], "file", d->loc.file, "line",
						d->loc.line, "column", d->loc.column, "message",
						d->message, "suggestion", d->suggestion));
	}
	return array;
}

static json_t *steps_json(const struct scenario *s)
{
	json_t *array = json_array();

	for (size_t i = 0; i < s->nr_steps; i++)
		json_array_append_new(array,
				      json_pack("{s:i,s:s,s:s,s:i}", "step", (int)i + 1, "name",
						s->steps[i].name, "kind",
						step_kind_name(s->steps[i].kind), "line",
						s->steps[i].loc.line));
	return array;
}

static json_t *strings_json(const char *const *strings, size_t nr)
{
	json_t *array = json_array();

	for (size_t i = 0; i < nr; i++)
		json_array_append_new(array, json_string(strings[i]));
	return array;
}

static json_t *file_json(const char *path, bool ok, const struct scenario *s,
			 const struct diag_list *diags)
{
	return json_pack("{s:s,s:b,s:s?,s:o,s:o,s:o,s:o}", "file", path, "ok", ok, "name", s->name,
			 "tags", strings_json(s->tags, s->nr_tags), "designs",
			 ok ? strings_json(s->design_names, s->nr_designs) : json_array(), "steps",
			 ok ? steps_json(s) : json_array(), "messages", diags_json(diags));
}

static void file_text(const char *path, const struct scenario *s, struct text *out)
{
	if (!s->has_steps) {
		text_addf(out, "%s: ok, a machine of %zu nodes\n", path, s->desc.nr_nodes);
		return;
	}
	text_addf(out, "%s: ok, %zu step%s under", path, s->nr_steps, s->nr_steps == 1 ? "" : "s");
	for (size_t i = 0; i < s->nr_designs; i++)
		text_addf(out, "%s %s", i ? "," : "", s->design_names[i]);
	text_add(out, "\n");
}

static void check_file(const char *path, json_t *files, struct totals *totals, struct text *out)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct scenario s;
	bool ok = scenario_load(&s, path, &diags);

	totals->files++;
	totals->errors += diags.nr_errors;
	for (size_t i = 0; i < diags.nr_diags; i++)
		totals->warnings += diags.diags[i].level == DIAG_WARNING;
	if (files)
		json_array_append_new(files, file_json(path, ok, &s, &diags));
	else if (ok)
		file_text(path, &s, out);
	if (files)
		diag_list_free(&diags);
	else
		cli_diags(&diags);
	scenario_free(&s);
}

static int check_all(const struct cli_args *args, enum cli_format format,
		     const struct cli_paths *found)
{
	json_t *files = format == FORMAT_JSON ? json_array() : NULL;
	struct totals totals = { 0 };
	struct text out = TEXT_INIT;
	int status;

	for (size_t i = 0; i < found->nr; i++)
		check_file(found->paths[i], files, &totals, &out);
	if (files) {
		status = cli_write_json(args, "check",
					json_pack("{s:I,s:I,s:o}", "errors",
						  (json_int_t)totals.errors, "warnings",
						  (json_int_t)totals.warnings, "files", files));
	} else {
		if (args->verbosity < 0)
			text_free(&out);
		else if (found->nr > 1)
			text_addf(&out, "%zu files: %zu errors, %zu warnings\n", totals.files,
				  totals.errors, totals.warnings);
		status = cli_write(&out);
	}
	return totals.errors ? EXIT_USAGE : status;
}

static int check_run(const struct cli_args *args)
{
	int format = cli_one_format(args, FORMAT_BIT(FORMAT_TEXT) | FORMAT_BIT(FORMAT_JSON));
	struct cli_paths found;
	int status;

	if (format < 0)
		return EXIT_USAGE;
	status = cli_find_files(args->operands, args->nr_operands, &found);
	if (!status)
		status = check_all(args, (enum cli_format)format, &found);
	cli_paths_free(&found);
	return status;
}

const struct cli_verb verb_check = {
	.name = "check",
	.operands = "FILE|DIR...",
	.summary = "read scenarios and machines, say what is wrong, run nothing",
	.examples = "nodewall check scenarios\nnodewall check my.yaml -j\n",
	.about = "Messages go to stderr as FILE:LINE:COLUMN: error: TEXT, or into the "
		 "JSON.",
	.min_operands = 1,
	.max_operands = -1,
	.run = check_run,
};
