/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where two designs part in one step: the first mechanism, in the order in which a
 * request meets them, that answers differently, by its name in model/design.h.
 */
#ifndef NW_REPORT_PARTING_H
#define NW_REPORT_PARTING_H

#include "report/report.h"

/* HOOK(code, "number", "field of struct isolation_design") */
#define HOOK_MAP(X)                                                                                \
	X(BUILD_ZONELISTS, "H1", "build_zonelists")                                                \
	X(SELECT_ZONELIST, "H2", "select_zonelist")                                                \
	X(DEFAULT_MASK, "H3", "default_mask")                                                      \
	X(ZONE_OK, "H4", "zone_ok")                                                                \
	X(CPUSET_OK, "H4", "cpuset_ok")                                                            \
	X(SLOW_MASK, "H5", "slow_mask")                                                            \
	X(RESET_MASK, "H6", "reset_mask")                                                          \
	X(RETRY_MASK, "H7", "retry_mask")                                                          \
	X(RECLAIM_OK, "H8", "reclaim_ok")                                                          \
	X(DEMOTION_OK, "H9", "demotion_ok")                                                        \
	X(MPOL_TRIM, "H11", "mpol_trim")                                                           \
	X(MPOL_REQUEST, "H11", "mpol_request")                                                     \
	X(MIGRATE_OK, "H11", "migrate_ok")                                                         \
	X(CPUSET_TOP, "H12", "cpuset_top")                                                         \
	X(CPUSET_WRITE, "H12", "cpuset_write")                                                     \
	X(CPUSET_DERIVE, "H12", "cpuset_derive")                                                   \
	X(CPUSET_SUFFICES, "H12", "cpuset_suffices")                                               \
	X(CPUSET_TASK_MEMS, "H12", "cpuset_task_mems")                                             \
	X(HOTPLUG, "H13", "hotplug")                                                               \
	X(OOM_SCOPE, "H14", "oom_scope")                                                           \
	X(VISIBILITY, "H15", "names under which things show")                                      \
	X(OPT_IN, "H16", "opt_in")                                                                 \
	X(ZSWAP_DIRECT, "H16", "zswap_direct")

enum hook {
	HOOK_NONE, /* none decides: the state they came with differs, or nothing does */
#define X(code, number, name) HOOK_##code,
	HOOK_MAP(X)
#undef X
	NR_HOOKS
};

/* "H1", "build_zonelists"; "" for HOOK_NONE. */
const char *hook_number(enum hook hook);
const char *hook_name(enum hook hook);

/*
 * One step under two designs. Strings are owned, NULL where there is nothing to
 * say. Without @differs both went the same way from the request to the result.
 */
struct parting {
	bool differs;
	enum hook hook;
	char *what; /* "fallback list of node 0"; how they differ, or that they do not */
	char *answers[2]; /* of the two */
	char *since; /* an earlier cause: "N_MEMORY is 0-2 and 0-1 (H13 hotplug)" */
};

void parting_find(const struct design_result *const designs[2],
		  const struct step_result *const steps[2], struct parting *p);
void parting_free(struct parting *p);

/* ---- between parting.c and parting_call.c ---- */

/* What is compared: the same step twice. */
struct pair {
	const struct design_result *const *designs;
	const struct step_result *const *steps;
};

static inline const struct isolation_design *parting_design(const struct pair *pair, int i)
{
	return pair->designs[i]->design;
}

/* @answers are taken over. Always true, so that a comparison can end with it. */
bool parting_set(struct parting *p, enum hook hook, const char *what, struct text answers[2]);
bool parting_same_text(const char *a, const char *b);
bool parting_same_landings(const struct step_result *a, const struct step_result *b);
/* The hook behind the nodes of a task or a cpuset. */
enum hook parting_mems_hook(const struct pair *pair);
/* Steps run under one design only; writes and calls; what was looked at. True: they differ. */
bool parting_skipped(const struct pair *pair, struct parting *p);
bool parting_call(const struct pair *pair, struct parting *p);
bool parting_states(const struct pair *pair, struct parting *p);

/*
 * Two results of one step (as scenario_explain() left them) side by side: earlier
 * steps that differ, where they part, requests, passes zone by zone, outcomes.
 */
void report_versus(const struct scenario_result *scenario,
		   const struct design_result *const designs[2], struct text *out);

#endif
