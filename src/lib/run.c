// SPDX-License-Identifier: GPL-2.0-only
/* Scenario files: load, run, report. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "designs/designs.h"
#include "lib/private.h"
#include "report/report.h"
#include "scenario/run.h"

/* ---- "a,b" or "all" ---- */

struct design_list {
	const struct isolation_design **designs;
	size_t nr;
};

/* @name is part of a list and not terminated. */
static enum nw_status add_design(struct design_list *list, const char *name, size_t len,
				 struct nw_diag *diag)
{
	char *copy = xstrndup(name, len);
	const struct isolation_design *design = design_by_name(copy);
	enum nw_status status = NW_OK;

	if (design)
		list->designs[list->nr++] = design;
	else
		status = lib_fail_unknown(diag, NW_ERR_DESIGN, "design", copy, design_names,
					  nr_designs);
	free(copy);
	return status;
}

static enum nw_status parse_designs(const char *text, struct design_list *list,
				    struct nw_diag *diag)
{
	enum nw_status status = NW_OK;

	*list = (struct design_list){ 0 };
	if (!text)
		return NW_OK;
	list->designs = xcalloc(strlen(text) + nr_designs + 1, sizeof(*list->designs));
	if (!strcmp(text, "all")) {
		memcpy(list->designs, all_designs, nr_designs * sizeof(*list->designs));
		list->nr = nr_designs;
		return NW_OK;
	}
	while (status == NW_OK) {
		size_t len = strcspn(text, ",");

		status = add_design(list, text, len, diag);
		if (!text[len])
			break;
		text += len + 1;
	}
	return status;
}

/* ---- the report ---- */

static char *format_report(const struct scenario_result *result, enum nw_format format)
{
	const struct report report = { .scenarios = &result, .nr_scenarios = 1 };
	const struct report_options options = { .pretty = true, .walks = WALKS_FAILED };
	struct text out = TEXT_INIT;

	text_add(&out, "");
	switch (format) {
	case NW_FORMAT_TEXT:
		report_text(&report, &options, &out);
		break;
	case NW_FORMAT_JSON:
		report_json(&report, &options, &out);
		break;
	case NW_FORMAT_KTAP:
		report_ktap(&report, &out);
		break;
	case NW_FORMAT_JUNIT:
		report_junit(&report, &out);
		break;
	}
	return out.bytes;
}

static size_t count_failed(const struct scenario_result *result)
{
	size_t nr = 0;

	for (int o = 0; o < NR_OUTCOMES; o++)
		if (!outcome_is_expected((enum outcome)o))
			nr += result->counts.nr[o];
	return nr;
}

static bool run_file(const char *path, const struct design_list *list, enum nw_format format,
		     char **text, size_t *nr_failed, struct scenario *s, struct diag_list *diags)
{
	const struct run_options options = {
		.designs = list->designs,
		.nr_designs = list->nr,
		.check_level = 1,
		.walk = RUN_WALK_FAILED,
	};
	struct scenario_result result = { 0 };
	bool ok;

	if (!scenario_load(s, path, diags))
		return false;
	ok = scenario_run(s, &options, &result, diags);
	if (ok) {
		*text = format_report(&result, format);
		if (nr_failed)
			*nr_failed = count_failed(&result);
	}
	scenario_result_free(&result);
	return ok;
}

enum nw_status nw_run(const char *path, const char *design, enum nw_format format, char **text,
		      size_t *nr_failed, struct nw_diag *diag)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct design_list list;
	struct scenario s = { 0 };
	enum nw_status status = parse_designs(design, &list, diag);

	if (status == NW_OK) {
		if (run_file(path, &list, format, text, nr_failed, &s, &diags))
			diag_list_free(&diags);
		else
			status = lib_fail_diags(diag, NW_ERR_FILE, &diags);
		scenario_free(&s);
	}
	free(list.designs);
	return status;
}
