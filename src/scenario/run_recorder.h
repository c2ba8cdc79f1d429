/* SPDX-License-Identifier: GPL-2.0-only */
/* Recording a walk while it is told: what the files that do so share. */
#ifndef NW_SCENARIO_RUN_RECORDER_H
#define NW_SCENARIO_RUN_RECORDER_H

#include "scenario/run.h"

struct recorder {
	const struct run *run;
	const struct alloc_request *req;
	struct alloc_request first;	/* run_listen(): what @req points to */
	struct walk_result *walk;
	enum zone_type highest;
	unsigned alloc_flags;
	gfp_t gfp;
};

/* Told of passes, zones and notes; the argument is a recorder. */
extern const struct explain_ops recorder_ops;

#endif
