/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * JSON questions, one a line, answered by the engine. An operation only
 * translates: it reads fields, calls the engine, writes fields.
 */
#ifndef NW_ASK_ASK_H
#define NW_ASK_ASK_H

#include <jansson.h>
#include <stdio.h>

#include "ask/json_read.h"
#include "engine/engine.h"

struct ask_slot {
	struct page_block block; /* zone NULL: the allocation failed */
	bool used;
};

#define MAX_DIMMS 256

/* A DIMM that was plugged. */
struct ask_dimm {
	uint64_t start_pfn, nr_pages;
};

/* One session: a machine and what lives from one question to the next. */
struct ask {
	const struct machine_desc *desc; /* borrowed */
	struct engine_options options;
	struct engine *e; /* made anew at "reset" */
	uint64_t nr_fresh_starts; /* moments after which blocks taken before are void */
	struct json_reader r; /* of the current question */
	/* the buddy operations */
	char *experiment;
	struct ask_slot *slots;
	size_t nr_slots;
	/* the task of policy.case, and the one of task.begin */
	struct task *case_task;
	struct task *session_task;
	struct ask_dimm dimms[MAX_DIMMS]; /* nr_pages 0: not plugged */
	char *full; /* nodes filled for the last probe; NULL = none */
};

/* The answer (a new object), or NULL after json_fail(&s->r, ...). */
typedef json_t *ask_op(struct ask *s, const json_t *q);

struct ask_op_entry {
	const char *name;
	ask_op *op;
};

/* One table per file of operations, each ended by { NULL, NULL }. */
extern const struct ask_op_entry ask_ops_general[];
extern const struct ask_op_entry ask_ops_node[];
extern const struct ask_op_entry ask_ops_probe[];
extern const struct ask_op_entry ask_ops_query[];
extern const struct ask_op_entry ask_ops_cgroup[];
extern const struct ask_op_entry ask_ops_sysctl[];
extern const struct ask_op_entry ask_ops_buddy[];
extern const struct ask_op_entry ask_ops_exhaust[];
extern const struct ask_op_entry ask_ops_policy[];
extern const struct ask_op_entry ask_ops_mm[];
extern const struct ask_op_entry ask_ops_hotplug[];
extern const struct ask_op_entry ask_ops_oom[];

/*
 * Answer every line of @in on @out. Output is flushed whenever no further input
 * is waiting. Return: 0, or -EPIPE when @out was closed early.
 */
int ask_session(const struct machine_desc *desc, const struct engine_options *options, int in_fd,
		FILE *out, struct diag_list *diags);
/* One question as text; the answer or {"error":..} as a new object. */
json_t *ask_answer(struct ask *s, const char *line, size_t len);
int ask_open(struct ask *s, const struct machine_desc *desc, const struct engine_options *options,
	     struct diag_list *diags);
void ask_close(struct ask *s);
/* Back to boot. */
int ask_reset(struct ask *s, struct diag_list *diags);

/* A task in @cgroup on @cpu that lives for one question. */
struct task *ask_task(struct ask *s, const json_t *q, const char *name);
/* A zone label as it stands in @q[key] -> zone; fails when there is none. */
struct zone *ask_zone(struct ask *s, const char *label);
/* {"errno": NAME} */
json_t *ask_errno(int err);
json_t *ask_ok(void);
/* {"zone","passes"}: what "explain" answers. Nothing changes. */
json_t *ask_explanation(const struct machine *m, const struct alloc_request *req);
/* Undo what "full" of the last probe filled. */
void ask_unfill(struct ask *s);

#endif
