// SPDX-License-Identifier: GPL-2.0-only
/*
 * "Protected memory", RFC v1: the list of default nodes without the zone test.
 *
 * Only NULL nodemasks are replaced by the list of default sysram nodes. A mask
 * that names a protected node is filtered by cpusets and by nothing else, so
 * without cpusets the flag is not needed, and in an interrupt it never is.
 *
 * Mirrors: the series 20251107224956.477056-1 on v6.12.
 * Differs: the cpuset test reads a variable before it is set when neither the
 * flag nor the task's mask decides; here it starts as "no".
 */
#include "designs/designs.h"

#include <errno.h>

#include "alloc/page_alloc.h"
#include "cpuset/cpuset.h"
#include "designs/rfc_v2.h"
#include "hotplug/role.h"

#define __GFP_PROTECTED DESIGN_GFP_BIT(0)

static const struct design_gfp_bit gfp_bits[] = {
	{ "__GFP_PROTECTED", "the caller wants protected memory" },
};

/* The cpuset test: as of v2, but an interrupt may use every node, flag or not. */
static bool cpuset_ok(const struct machine *m, const struct alloc_request *req, gfp_t gfp, int nid)
{
	return ctx_in_interrupt(req->ctx) || rfc_v2_cpuset_ok(m, req, gfp, nid);
}

/* H9: targets as in v2; protected nodes are sources like any other. */
static enum demotion_answer demotion_ok(const struct machine *m, int src, int dst)
{
	return dst == NUMA_NO_NODE ? DEMOTION_OK : rfc_v2_demotion_ok(m, src, dst);
}

/* H10: slab looks at default nodes only, everybody else everywhere. */
static enum verdict contig_ok(const struct machine *m, enum contig_user user,
			      const struct alloc_request *req, int nid)
{
	if (user == CONTIG_SLAB_PARTIAL && !filter_off(m) && !is_sysram(m, nid))
		return VERDICT_SPM;
	return mainline_contig_ok(m, user, req, nid);
}

/*
 * H13: no latch. A node that has blocks is asked whether the new ones are of
 * the same kind, but the condition is the wrong way round: another kind is let
 * in, the same kind is turned down. Ordinary memory makes the node a default
 * one, and taking the node's last block away forgets that.
 */
static struct hotplug_answer hotplug(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);
	bool protects = q->role == ROLE_SPM;

	if (q->moment == HP_BOOT) {
		answer.edit.set_sysram = true;
	} else if (q->moment == HP_ADD || q->moment == HP_SET_TYPE) {
		if (q->has_blocks && protects != is_sysram(m, q->nid)) {
			answer.err = -EINVAL;
			answer.why = VERDICT_HOTPLUG_ROLE;
			return answer;
		}
		answer.edit.set_sysram = !protects;
		answer.edit.set_spm = protects;
		answer.edit.undone_on_failure = true;
	} else if (q->moment == HP_REMOVE_LAST) {
		answer.edit.clear_sysram = true;
	}
	return answer;
}

static const char *const quirks[] = {
	"without cpusets a mask that names the node is enough, flag or not (X-03)",
	"in an interrupt, with cpusets in use, a NULL mask reaches the node (X-02)",
	"the same kind of memory is refused on a node that has blocks, the other kind is not",
	"while cpusets are in use a flagged request for protected nodes ends in DRAM (X-09)", NULL
};

const struct isolation_design rfc_v1_design = {
	.name = "rfc-v1",
	.section = "D2",
	.title = "a list of default nodes for NULL masks, and a flag for cpusets",
	.idea = "Protected nodes are left out of the mask that a request without one gets. "
		"Explicit masks are not filtered, except by cpusets, which ask cpuset.mems for "
		"requests with __GFP_PROTECTED and the default part of it for others.",
	.sources = "20251107224956.477056-1-gourry@gourry.net",
	.quirks = quirks,
	.status_mems_name = "Mems_default",
	.cpuset_derived_file = "cpuset.mems.default",
	.cpuset_derived_file_v1 = "cpuset.mems_default",
	.gfp_bits = gfp_bits,
	.nr_gfp_bits = sizeof(gfp_bits) / sizeof(gfp_bits[0]),
	.default_mask = rfc_v2_default_mask,
	.cpuset_ok = cpuset_ok,
	.slow_mask = rfc_v2_slow_mask,
	.reset_mask = rfc_v2_reset_mask,
	.retry_mask = rfc_v2_retry_mask,
	.demotion_ok = demotion_ok,
	.numa_balancing_ok = rfc_v2_numa_balancing_ok,
	.contig_ok = contig_ok,
	.cpuset_derive = rfc_v2_cpuset_derive,
	.cpuset1_hotplug_forgets_derived = true,
	.hotplug = hotplug,
	.oom_scope = rfc_v2_oom_scope,
	.opt_in = rfc_v2_opt_in,
	.zswap_direct = rfc_v2_zswap_direct,
};
