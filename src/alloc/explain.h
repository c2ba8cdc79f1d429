/* SPDX-License-Identifier: GPL-2.0-only */
/* What a listener is told of a request: passes, zones, and what lies between passes. */
#ifndef NW_ALLOC_EXPLAIN_H
#define NW_ALLOC_EXPLAIN_H

#include "alloc/passes.h"
#include "alloc/walk.h"

/* Who listens; a request that nobody listens to has none (NULL). */
struct alloc_listener {
	const struct explain_ops *ops;
	void *arg;
};

/* Tell of @pass as it would go now, zone by zone. Return: would it serve the request? */
bool explain_pass(const struct machine *m, const struct alloc_request *req,
		  const struct alloc_pass *pass, const struct alloc_listener *to,
		  struct walk_end *end);
/* Tell of the populated zones that the list of the pass does not hold. */
void explain_unlisted(struct walk_observer *obs);
/* Where zones are told to: the listener, or nobody. */
struct walk_observer explain_observer(const struct machine *m, const struct alloc_request *req,
				      const struct alloc_pass *pass,
				      const struct alloc_listener *to);

/* @step would come next; in a question it is supposed to find nothing. */
void explain_step(const struct passes *p, enum alloc_step step, const struct alloc_listener *to);
/* @step was carried out with p->answer; @nr_more: by so many the free pages became more. */
void explain_done(const struct passes *p, enum alloc_step step, int64_t nr_more,
		  const struct alloc_listener *to);

#endif
