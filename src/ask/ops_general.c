// SPDX-License-Identifier: GPL-2.0-only
/* Questions that set the stage: reset, drain. */
#include "ask/ask.h"

#include "alloc/reserves.h"
#include "alloc/rmqueue.h"

/*
 * Back to boot, as somebody sees it who looks at a running system: the settings
 * have been read by then, and reading vm.lowmem_reserve_ratio computes the
 * reserves from the pages that zones manage now, which boot did too early.
 */
static json_t *op_reset(struct ask *s, const json_t *q)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct text ratio = TEXT_INIT;

	(void)q;
	if (ask_reset(s, &diags))
		json_fail(&s->r, "%s", diags.nr_diags ? diags.diags[0].message : "boot failed");
	else
		sysctl_read(&s->e->m, "vm.lowmem_reserve_ratio", &ratio);
	text_free(&ratio);
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
