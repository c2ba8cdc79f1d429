// SPDX-License-Identifier: GPL-2.0-only
/* Questions that set the stage: reset, drain. */
#include "ask/ask.h"

#include "alloc/rmqueue.h"

static json_t *op_reset(struct ask *s, const json_t *q)
{
	struct diag_list diags = DIAG_LIST_INIT;

	(void)q;
	if (ask_reset(s, &diags))
		json_fail(&s->r, "%s", diags.nr_diags ? diags.diags[0].message : "boot failed");
	diag_list_free(&diags);
	return ask_ok();
}

static json_t *op_drain(struct ask *s, const json_t *q)
{
	(void)q;
	drain_all_pages(&s->e->m);
	return ask_ok();
}

const struct ask_op_entry ask_ops_general[] = {
	{ "reset", op_reset },
	{ "drain", op_drain },
	{ NULL, NULL },
};
