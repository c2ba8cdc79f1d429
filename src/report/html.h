/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between the files that make the page. Whatever comes from a scenario is foreign
 * text: it enters the page through html_text() or html_json() and nowhere else.
 */
#ifndef NW_REPORT_HTML_H
#define NW_REPORT_HTML_H

#include "report/compare.h"
#include "scenario/topology_result.h"

/* ---- html_text.c ---- */

/* @s as text or as the value of a quoted attribute; bytes that are no UTF-8 are replaced. */
void html_text(const char *s, struct text *out);
/* @s as a JSON string that may stand inside <script>; NULL becomes null. */
void html_json(const char *s, struct text *out);

/* html_pack.c: repetitions named instead of repeated; page.js undoes it. */
void html_pack(const struct text *from, struct text *out);

/* JSON values, each kept once and named by its place. */
struct html_pool {
	json_t *index; /* value -> place */
	struct text list; /* "a,b,c" */
	size_t nr;
};

/* Place of @value; it is copied. */
size_t html_pool_add(struct html_pool *pool, const char *value);
/* The same; @value is freed. */
size_t html_pool_take(struct html_pool *pool, struct text *value);
void html_pool_free(struct html_pool *pool);

/* ---- parts of the page ---- */

/* Which drawing of the machines belongs to a scenario. */
struct html_machines {
	size_t *figure_of; /* [scenario]; 0 = none, else from 1 */
	size_t nr_figures;
};

/* html_data.c: what the script shows when a cell is opened. */
void html_data(const struct report *report, const struct comparison *c,
	       const struct html_machines *machines, struct text *out);
/* html_matrix.c */
void html_summary(const struct comparison *c, struct text *out);
void html_matrix(const struct report *report, const struct comparison *c,
		 const struct html_machines *machines, const struct compare_options *options,
		 struct text *out);
/* html_timeline.c: nothing when no levels were recorded */
void html_timelines(const struct report *report, struct text *out);
/* html_machines.c */
void html_machines(const struct report *report, const struct comparison *c,
		   struct html_machines *machines, struct text *out);
void html_machines_free(struct html_machines *machines);

/* ---- svg.c ---- */

/* One list to draw as numbered arrows; several designs may share it. */
struct svg_list {
	const struct topology_list *list;
	char *designs; /* " 1 3 ": places of the designs, from 1 */
	bool shown; /* without a script that selects one */
};

/*
 * The machine as a drawing: a box per node, a gauge per zone, arrows per list.
 * @id starts the id of every element.
 */
void svg_machine(const struct topology_result *machine, const char *id,
		 const struct svg_list *lists, size_t nr_lists, struct text *out);
/* "6.0 GiB" */
void svg_size(uint64_t pages, struct text *out);

#endif
