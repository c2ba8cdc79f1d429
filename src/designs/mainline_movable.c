// SPDX-License-Identifier: GPL-2.0-only
/*
 * No isolation, but the special nodes' memory is onlined as ZONE_MOVABLE, which
 * keeps the kernel's own data away from it and nothing else.
 *
 * Mirrors: drivers/base/memory.c "online_movable" and daxctl's default, v6.12.
 */
#include "designs/designs.h"
#include "hotplug/role.h"

/* H13: whatever type was asked for, memory in the role of SPM becomes movable. */
static struct hotplug_answer hotplug(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);

	(void)m;
	if (q->role == ROLE_SPM && q->online_type != MMOP_OFFLINE)
		answer.online_type = MMOP_ONLINE_MOVABLE;
	return answer;
}

const struct isolation_design mainline_movable_design = {
	.name = "mainline-movable",
	.section = "D1m",
	.title = "no isolation, special memory in ZONE_MOVABLE",
	.idea = "All blocks of a special purpose node are onlined movable. Slab, page tables and "
		"other kernel memory stay away; user pages and page cache spill onto it.",
	.sources = "Linux 6.12",
	.hotplug = hotplug,
};
