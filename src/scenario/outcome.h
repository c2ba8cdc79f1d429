/* SPDX-License-Identifier: GPL-2.0-only */
/* How steps, designs and scenarios come out, and how many did (result.c). */
#ifndef NW_SCENARIO_OUTCOME_H
#define NW_SCENARIO_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

/*
 * PASS and FAIL speak of the expectations; XFAIL failed as announced; XPASS did not (counts
 * as failed); SKIP was not run; SHOWN ran under a design that the scenario states nothing
 * about, UNDECIDED under one whose sources leave it open; ERROR broke an invariant.
 */
enum outcome {
	OUTCOME_PASS,
	OUTCOME_FAIL,
	OUTCOME_XFAIL,
	OUTCOME_XPASS,
	OUTCOME_SKIP,
	OUTCOME_SHOWN,
	OUTCOME_UNDECIDED,
	OUTCOME_ERROR,
	NR_OUTCOMES
};

extern const char *const outcome_names[NR_OUTCOMES]; /* "pass", "FAIL", "xfail", ... */

struct outcome_counts {
	size_t nr[NR_OUTCOMES];
};

/* True when the outcome is one that leads to exit status 0. */
bool outcome_is_expected(enum outcome o);
void outcome_count(struct outcome_counts *counts, enum outcome o);
/* Of several: ERROR, FAIL, XPASS win in this order; SKIP only if all are. */
enum outcome outcome_of(const struct outcome_counts *counts);

#endif
