// SPDX-License-Identifier: GPL-2.0-only
/*
 * RFC v2 with a mode flag by which a policy of a user opts in.
 *
 * MPOL_F_SPM_NODE says that the policy's nodes are special ones; faults under
 * it carry __GFP_SPM_NODE. It requires MPOL_F_STATIC_NODES, lest a cpuset change
 * remaps the policy onto ordinary nodes.
 *
 * Mirrors: the fragment "mempolicy: add MPOL_F_SPM_NODE" that the author of RFC
 * v2 mailed in its thread, on v6.12.
 * Differs: it was never run. As mailed, policies are trimmed to sysram nodes, which
 * refuses them before the flag matters, and only faults on file mappings carry
 * the flag; the two switches say what the author wanted instead.
 */
#include "designs/designs.h"

#include <errno.h>

#include "cpuset/cpuset.h"
#include "designs/rfc_v2.h"
#include "mempolicy/mempolicy.h"

#define MPOL_F_SPM_NODE (1u << 12)
#define __GFP_SPM_NODE DESIGN_GFP_BIT(0)

enum { TRIM_MEMS_ALLOWED, TRIM_SYSRAM };
enum { ANON_FLAG, NO_ANON_FLAG };

static const char *const trim_values[] = { "mems_allowed", "sysram", NULL };
static const char *const bool_values[] = { "true", "false", NULL };

static const struct design_switch switches[] = {
	{ "trim_mask", trim_values,
	  "what policies with the flag may name: what the cpuset holds, or sysram as mailed" },
	{ "anon_flag", bool_values, "do faults on anonymous mappings carry the flag as well?" },
};

/* H11 */
static int mpol_trim(const struct machine *m, const struct mpol_question *q, nodemask_t *allowed,
		     enum verdict *why)
{
	nodemask_t spm;

	if (!(q->flags & MPOL_F_SPM_NODE))
		return 0;
	if (!(q->flags & MPOL_F_STATIC_NODES)) {
		*why = VERDICT_MPOL_INVALID;
		return -EINVAL;
	}
	if (design_switch_value(m, "trim_mask") == TRIM_SYSRAM)
		return 0;
	nodes_and(&spm, &q->task->cs->effective_mems, &m->dstate.spm);
	nodes_or(allowed, allowed, &spm);
	return 0;
}

/* H11: only policies of mappings; mems_allowed lacks the nodes, so the binding is put back. */
static void mpol_request(const struct machine *m, const struct mpol_request_info *info,
			 struct alloc_request *req)
{
	if (!(info->flags & MPOL_F_SPM_NODE) || !info->of_vma)
		return;
	if (!info->shared && design_switch_value(m, "anon_flag") == NO_ANON_FLAG)
		return;
	req->gfp |= __GFP_SPM_NODE;
	if (info->mode == MPOL_BIND && !info->below_policy_zone && !req->mask.nodes)
		req->mask = (struct mask_ref){
			.nodes = info->nodes,
			.from = MASK_FROM_VMA_POLICY,
		};
}

/* H16 for policies. */
static unsigned opt_in_policy(const struct machine *m, const nodemask_t *wanted)
{
	if (!nodes_intersects(wanted, &m->dstate.spm))
		return 0;
	return MPOL_F_SPM_NODE | MPOL_F_STATIC_NODES;
}

static const char *const quirks[] = {
	"the policy of a task carries the flag to no fault, only that of a mapping does",
	"as mailed (trim_mask: sysram) a policy of special nodes alone is refused",
	"as mailed (anon_flag: false) anonymous memory never gets the flag (X-35)",
	"the rest is RFC v2 with all its holes", NULL
};

const struct isolation_design mpol_spm_design = {
	.name = "mpol-spm",
	.section = "D8",
	.title = "RFC v2 and a policy flag for users",
	.idea = "MPOL_F_SPM_NODE with MPOL_F_STATIC_NODES lets a policy name special nodes; "
		"faults under it carry __GFP_SPM_NODE. Everything else is RFC v2.",
	.sources = "aSSepu6NDqS8HHCa@gourry-fedora-PF4VCD3F (24 Nov 2025)",
	.quirks = quirks,
	.mpol_mode_flags = MPOL_F_SPM_NODE,
	.switches = switches,
	.nr_switches = sizeof(switches) / sizeof(switches[0]),
	RFC_V2_HOOKS,
	.mpol_trim = mpol_trim,
	.mpol_request = mpol_request,
	.opt_in_policy = opt_in_policy,
};
