/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of steps and designs, before it has a form. Built once from the
 * results, which must outlive it; constant from then on.
 */
#ifndef NW_REPORT_COMPARE_H
#define NW_REPORT_COMPARE_H

#include "report/report.h"

struct compare_row {
	const struct scenario_result *scenario;
	size_t number; /* of the step; 0 = part of setting up */
	const char *name;
	bool differs; /* the designs do not all answer alike */
	bool unexpected; /* some expectation failed */
};

/* What the failed expectations of one design say about it, announced ones included. */
struct compare_design {
	const struct isolation_design *design;
	const struct design_result *any; /* of some scenario: for its switches */
	size_t nr_steps, nr_expected;
	size_t nr_leaks; /* memory came, or could come, from a node it should not */
	size_t nr_overblocked; /* a node that should serve does not */
	size_t nr_unreachable; /* an opt-in that did not get there */
};

struct comparison {
	struct compare_design *designs;
	size_t nr_designs;
	size_t baseline; /* index into designs */
	struct compare_row *rows;
	size_t nr_rows;
	const struct step_result **cells; /* [row * nr_designs + design]; NULL = not run */
	size_t nr_identical; /* rows that do not differ */
};

/* @baseline: name, or NULL for the first design. */
void comparison_make(struct comparison *c, const struct report *report, const char *baseline);
void comparison_free(struct comparison *c);

/* Text of a cell: "2", "ENOMEM", "-". */
const char *compare_cell(const struct comparison *c, size_t row, size_t design);
/* "x": an expectation failed; "~": failed as announced; "?": left open; "". */
const char *compare_mark(const struct comparison *c, size_t row, size_t design);
bool compare_row_is_shown(const struct comparison *c, size_t row,
			  const struct compare_options *options);

#endif
