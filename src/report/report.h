/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Results in their output formats. Everything here appends to a text and looks
 * at result structs only, never at a machine: each format can be tested with a
 * result made by hand.
 */
#ifndef NW_REPORT_REPORT_H
#define NW_REPORT_REPORT_H

#include <jansson.h>

#include "scenario/result.h"

enum report_walks { WALKS_FAILED, WALKS_ALL, WALKS_NONE };

struct report_options {
	bool color;
	bool pretty; /* indent JSON */
	int verbosity; /* -1, 0, 1 */
	enum report_walks walks;
	size_t step; /* only this one; 0 = all */
};

/* The results of one invocation, in the order of the files. */
struct report {
	const struct scenario_result *const *scenarios;
	size_t nr_scenarios;
};

/* Worst outcome of all: what the exit status is made from. */
enum outcome report_outcome(const struct report *report);

/* ---- text ---- */

void report_text(const struct report *report, const struct report_options *options,
		 struct text *out);
/* Over the steps: zones by owner and against their marks, events; from recorded levels. */
void report_timeline(const struct report *report, struct text *out);
/*
 * One step in full: first line, request, masks, passes zone by zone, hint and the
 * command that shows it again.
 */
void report_step(const struct scenario_result *scenario, const struct design_result *design,
		 const struct step_result *step, const struct report_options *options,
		 struct text *out);

/* The part that explains: request, masks, passes, where it went or may go. */
void report_answer(const struct design_result *design, const struct step_result *step,
		   struct text *out);

/* ---- for programs ---- */

void report_ktap(const struct report *report, struct text *out);
void report_junit(const struct report *report, struct text *out);
void report_json(const struct report *report, const struct report_options *options,
		 struct text *out);
/* The same; @vs: with "partings", of each other design and that one (parting.h). */
void report_explain_json(const struct report *report, const struct report_options *options,
			 const struct design_result *vs, struct text *out);
/* One step as the results have it; a new object. */
json_t *report_step_json(const struct step_result *step);
/* @object (taken over) with "format" and "format_version" in front, and a newline. */
void report_json_object(const char *what, json_t *object, bool pretty, struct text *out);

/* ---- compare ---- */

struct compare_options {
	const char *baseline; /* a design's name; NULL = the first */
	bool only_different;
	bool summary;
	bool color;
	bool pretty;
	int verbosity;
};

void report_compare_text(const struct report *report, const struct compare_options *options,
			 struct text *out);
void report_compare_markdown(const struct report *report, const struct compare_options *options,
			     struct text *out);
/* A page that needs no other file; walks and machines as far as they were recorded. */
void report_compare_html(const struct report *report, const struct compare_options *options,
			 struct text *out);
void report_compare_json(const struct report *report, const struct compare_options *options,
			 struct text *out);

#endif
