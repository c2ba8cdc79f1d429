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

/* Takes labelled values one by one; an empty label continues the one before. */
struct field_sink {
	void (*add)(void *arg, const char *label, const char *value);
	void *arg;
};
struct field_sink report_text_fields(struct text *out);

/* fields.c: the request as resolved; pass @i; what happened before it; what came of all. */
void report_request(const struct step_result *step, const char *file, const struct field_sink *out);
void report_pass(const struct walk_result *walk, size_t i, const char *file,
		 const struct field_sink *out);
void report_notes(const struct walk_result *walk, size_t before, const struct field_sink *out);
void report_result(const struct step_result *step, const struct field_sink *out);
/* "0-1 from the caller (line 7)" */
void report_mask(const struct mask_result *mask, const char *file, struct text *out);
bool report_masks_equal(const struct mask_result *a, const struct mask_result *b);

/* timeline.c: "free 400 <= low 512"; "kswapd woken 0/Normal (2 times)". */
void level_against_marks(const struct zone_level *level, struct text *out);
void event_text(const struct event_result *event, struct text *out);

/* walk.c: the passes with their zones, as text. */
#define FOLD_ROWS_MIN 8 /* equal neighbours; fewer are listed one by one */
void report_walk(const struct design_result *design, const struct walk_result *walk,
		 const char *file, struct text *out);
/* Why, of one zone; malloc'ed. And the kernel function; "" when it was not reached. */
char *report_because(const struct design_result *design, const struct zone_result *z);
const char *report_by(const struct design_result *design, const struct zone_result *z,
		      char buf[64]);
/* How much of @s fits into @width columns, cut at a blank where there is one. */
size_t report_wrap(const char *s, size_t width);
/* Does the walk start over at @i, because ALLOC_NOFRAGMENT sent it back? */
bool report_starts_over(const struct zone_result *zones, size_t i);
/* The first row of the walk as it ended, behind the last start over; its row of a zone. */
size_t report_last_walk(const struct pass_result *pass);
const struct zone_result *report_find_zone(const struct pass_result *pass, const char *label);
/* Is the zone one that the walk never visits? */
bool report_never_listed(const struct zone_result *z);
bool report_zones_equal(const struct pass_result *a, const struct pass_result *b);
/* How many passes after @i say the same as it: the rounds of the retry loop. */
size_t report_equal_passes(const struct walk_result *walk, size_t i);
/* "0-2"; "any" for a mask that is none; "none" when empty. */
void report_mask_nodes(const struct mask_result *mask, struct text *out);

/* Is the step one that a report of @options shows? */
bool step_is_shown(const struct step_result *step, const struct report_options *options);

/* "spm/x-y: z" -> a name without the characters that KTAP gives a meaning. */
void report_plain_name(const char *name, struct text *out);

#endif
