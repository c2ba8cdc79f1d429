// SPDX-License-Identifier: GPL-2.0-only
/*
 * Device memory outside the page allocator: ZONE_DEVICE.
 *
 * The driver hands out the pages itself. They have no free lists, no watermarks
 * and no zone in any list, so that nothing reaches them and nothing serves them.
 *
 * Mirrors: mm/memremap.c memremap_pages(), device-private and device-coherent
 * memory, v6.12.
 * Differs: what the driver does with its pages is ours (hotplug/device.c,
 * engine/migrate_device.c).
 */
#include "designs/designs.h"

#include "hotplug/role.h"

/* Nodes whose memory is the driver's: declared special, and not memory of the kernel. */
static bool wants_device_memory(const struct machine *m, const nodemask_t *wanted)
{
	nodemask_t special;

	nodes_and(&special, wanted, &m->spm_declared);
	nodes_andnot(&special, &special, &m->node_states[N_MEMORY]);
	return !nodes_empty(&special);
}

/* H13: the range is mapped, and that is all; other memory of the node is its own matter. */
static struct hotplug_answer hotplug(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);

	(void)m;
	answer.device_memory = q->moment == HP_ADD && q->role == ROLE_SPM;
	return answer;
}

/* H16: only the driver can. */
static enum verdict opt_in(const struct machine *m, const nodemask_t *wanted,
			   struct alloc_request *req, nodemask_t *storage)
{
	if (wants_device_memory(m, wanted))
		return VERDICT_NO_OPT_IN;
	*storage = *wanted;
	req->nid = first_node(wanted);
	req->mask = (struct mask_ref){ .nodes = storage, .from = MASK_FROM_CALLER };
	req->reason = REASON_OPT_IN;
	return VERDICT_PASS;
}

static const char *const quirks[] = {
	"no reclaim, compaction, policies, demotion or huge pages on the device's memory",
	"memory that firmware hands over as RAM at boot is RAM", NULL
};

const struct isolation_design zone_device_design = {
	.name = "zone-device",
	.section = "D9",
	.title = "device memory outside the page allocator",
	.idea = "The special range is ZONE_DEVICE: struct pages, but no free lists. Only the "
		"driver hands out pages; every request to the page allocator gets ordinary memory.",
	.sources = "Linux 6.12",
	.quirks = quirks,
	.hotplug = hotplug,
	.opt_in = opt_in,
};
