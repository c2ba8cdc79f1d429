// SPDX-License-Identifier: GPL-2.0-only
/*
 * The requests that a room makes by itself while it serves a step: the first one is
 * what the step is shown as, and the walks of those that differ are recorded.
 *
 * Mirrors: nothing.
 */
#include <stdlib.h>

#include "scenario/run_recorder.h"

/* Walks of one step that are kept: those of the first requests that differ. */
#define MAX_FOLLOWED 8

struct follower {
	struct recorder recorder;
	struct request_listener listener;
	struct step_result *out;
	const char *call, *gfp;
	struct alloc_request seen[MAX_FOLLOWED];
	unsigned nr_seen;
	bool muted;		/* the current request is like one before */
};

static bool was_seen(const struct follower *f, const struct alloc_request *req)
{
	for (unsigned i = 0; i < f->nr_seen; i++) {
		if (f->seen[i].nid == req->nid && f->seen[i].gfp == req->gfp &&
		    f->seen[i].order == req->order)
			return true;
	}
	return f->nr_seen == MAX_FOLLOWED;
}

static void follow_request(void *arg, const struct alloc_request *req)
{
	struct follower *f = arg;
	struct request_result *first = &f->out->request;

	f->muted = was_seen(f, req);
	if (f->muted)
		return;
	if (!f->out->has_request) {
		/* A search is for an order that no request has. */
		struct alloc_request shown = *req;

		shown.order = req->order > MAX_PAGE_ORDER ? 0 : req->order;
		run_describe_request(f->recorder.run, &shown, first);
		first->order = req->order;
		first->call = f->call;
		first->gfp = xstrdup(f->gfp ? f->gfp : first->gfp_resolved);
		first->nr_blocks_wanted = 1;
		f->out->has_request = true;
	}
	f->seen[f->nr_seen++] = *req;
	f->recorder.first = *req;
}

static void follow_pass(void *arg, const struct alloc_pass *pass)
{
	struct follower *f = arg;

	if (!f->muted)
		recorder_ops.pass(&f->recorder, pass);
}

static void follow_zone(void *arg, const struct zone_record *zone)
{
	struct follower *f = arg;

	if (!f->muted)
		recorder_ops.zone(&f->recorder, zone);
}

static void follow_note(void *arg, const char *what, const char *by)
{
	struct follower *f = arg;

	if (!f->muted)
		recorder_ops.note(&f->recorder, what, by);
}

static const struct explain_ops follower_ops = {
	.pass = follow_pass,
	.zone = follow_zone,
	.note = follow_note,
};

const struct request_listener *run_follow(struct run *run, const struct plan_step *step,
					  const char *call, struct step_result *out)
{
	struct follower *f = xcalloc(1, sizeof(*f));

	f->recorder = (struct recorder){ .run = run, .walk = &out->walk };
	f->recorder.req = &f->recorder.first;
	f->out = out;
	f->call = call;
	f->gfp = step->args.request.gfp;
	f->listener = (struct request_listener){
		.request = follow_request,
		.ops = run->record_walk ? &follower_ops : NULL,
		.arg = f,
	};
	out->walk.memory = run->e->m.node_states[N_MEMORY];
	run->recorder = &f->recorder; /* the first member: freed as the whole */
	return &f->listener;
}

void run_followed(struct run *run, struct step_result *out)
{
	free(run->recorder);
	run->recorder = NULL;
	out->has_walk = out->walk.nr_passes;
}
