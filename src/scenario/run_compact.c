// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running compact: what a write to a node's file compact, or to vm.compact_memory, does.
 *
 * Mirrors: mm/compaction.c compact_store(), compact_nodes(), v6.12.
 */
#include "compaction/compaction.h"
#include "scenario/run.h"

void run_compact(struct run *run, const struct plan_step *step, struct step_result *out)
{
	struct machine *m = &run->e->m;
	struct text text = TEXT_INIT;
	int nid;

	for_each_node_state(m, nid, N_ONLINE) {
		if (step->args.nid == NUMA_NO_NODE || step->args.nid == nid)
			out->moved += compact_node(m, nid).nr_migrated;
	}
	text_addf(&text, "%llu pages moved", (unsigned long long)out->moved);
	out->text = text.bytes;
	run_set_errno(out, 0, VERDICT_PASS);
}
