/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the files of the library: what stands behind the opaque types. */
#ifndef NW_LIB_PRIVATE_H
#define NW_LIB_PRIVATE_H

#include "ask/ask.h"
#include "ask/machine_file.h"
#include "engine/engine.h"
#include "nodewall/nodewall.h"

/*
 * A block that the caller holds, or a free slot (zone NULL). @serial counts the
 * uses of the slot and is part of the id, so that an id is good only once.
 */
struct lib_slot {
	struct page_block block;
	int cpu;
	uint32_t serial;
};

/*
 * Owner of everything: the description outlives the session that borrows it.
 * @slots are of fresh start number @boot of the session; a later one makes them void.
 */
struct nw_machine {
	struct machine_file file;
	struct ask ask;
	struct lib_slot *slots;
	size_t nr_slots;
	size_t first_free; /* no free slot before it */
	uint64_t boot;
};

/* ---- diag.c ---- */

/* Fill @diag (may be NULL) and return @status. @kernel_errno: positive, or 0. */
enum nw_status lib_fail(struct nw_diag *diag, enum nw_status status, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
enum nw_status lib_fail_errno(struct nw_diag *diag, int err, enum verdict why, const char *what,
			      const char *name);
/* Take the first error of @diags and free them. */
enum nw_status lib_fail_diags(struct nw_diag *diag, enum nw_status status, struct diag_list *diags);
/* unknown WHAT "GOT", with the nearest of @words. */
enum nw_status lib_fail_unknown(struct nw_diag *diag, enum nw_status status, const char *what,
				const char *got, const char *const *words, size_t nr_words);

/* ---- request.c ---- */

/* A request resolved for one call; lib_request_end() is needed when it succeeded. */
struct lib_request {
	struct task *passing; /* made for this call, or NULL */
	struct alloc_request req;
	struct request_storage storage;
	nodemask_t mask, wanted;
};
enum nw_status lib_request_begin(struct nw_machine *m, const struct nw_request *from,
				 struct lib_request *r, struct nw_diag *diag);
void lib_request_end(struct nw_machine *m, struct lib_request *r);

/* ---- answer.c ---- */

void lib_landing(const struct machine *m, const struct lands_answer *lands, struct nw_landing *out);

#endif
