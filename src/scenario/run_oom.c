// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a step led to when memory ran out: who was killed, and what the log says.
 *
 * Mirrors: nothing.
 */
#include <string.h>

#include "oom/oom.h"
#include "scenario/run.h"

void run_take_oom(const struct run *run, struct step_result *out)
{
	const struct oom_history *history = oom_history(&run->e->m);
	struct text victims = TEXT_INIT;

	for (size_t i = 0; i < history->nr_kills; i++)
		text_addf(&victims, "%s%s", i ? " " : "", history->kills[i].task);
	out->victims = victims.bytes;
	if (history->log.len)
		out->log = xstrdup(text_str(&history->log));
	/* The request may have been served after all. */
	if (history->nr_kills && !out->oom.reached)
		out->oom = history->kills[history->nr_kills - 1].about;
}

static void judge_log(struct run *run, const struct expect_item *item, struct step_result *out)
{
	if (!out->log || !strstr(out->log, item->text))
		run_fail(run, out, item->loc, "the kernel log does not say \"%s\"", item->text);
}

static void judge_constraint(struct run *run, const struct expect_item *item,
			     struct step_result *out)
{
	const char *got = out->oom.reached ? oom_constraint_names[out->oom.constraint] : "none";
	bool any = strcmp(item->text, "any") == 0;

	if (any ? !out->oom.reached : strcmp(item->text, got) != 0)
		run_fail_text(run, out, item, "the OOM constraint", item->text, got);
}

void run_judge_oom(struct run *run, const struct expect_item *item, struct step_result *out)
{
	const char *victims = out->victims ? out->victims : "none";
	bool panics = out->oom.reached && out->oom.panics;

	switch (item->kind) {
	case EXPECT_OOM:
		judge_constraint(run, item, out);
		break;
	case EXPECT_VICTIM:
		if (strcmp(item->text, victims) != 0)
			run_fail_text(run, out, item, "the OOM killer's choice", item->text,
				      victims);
		break;
	case EXPECT_PANICS:
		if (panics != (item->number != 0))
			run_fail(run, out, item->loc, "the kernel %s",
				 panics ? "panics" : "does not panic");
		break;
	default:
		judge_log(run, item, out);
	}
}
