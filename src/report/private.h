/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the files of the report room. */
#ifndef NW_REPORT_PRIVATE_H
#define NW_REPORT_PRIVATE_H

#include "report/report.h"

#define REPORT_COLUMNS 100
#define LABEL_COLUMN 12 /* "  nodemask  " */

/*
 * "  LABEL     VALUE", wrapped at 100 columns; continued lines are indented like
 * the value. Newlines in the value are kept. An empty label continues.
 */
void report_field(struct text *out, const char *label, const char *value);

/* The request as resolved and its passes. walk.c */
void report_request(const struct step_result *step, const char *file, struct text *out);
void report_walk(const struct design_result *design, const struct walk_result *walk,
		 const char *file, struct text *out);
/* "0-2"; "any" for a mask that is none; "none" when empty. */
void report_mask_nodes(const struct mask_result *mask, struct text *out);

/* The nodes that a step's memory came from, or may come from. */
bool step_nodes(const struct step_result *step, nodemask_t *nodes);
/* Is the step one that a report of @options shows? */
bool step_is_shown(const struct step_result *step, const struct report_options *options);

/* "spm/x-y: z" -> a name without the characters that KTAP gives a meaning. */
void report_plain_name(const char *name, struct text *out);

#endif
