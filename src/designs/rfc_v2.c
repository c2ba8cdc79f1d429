// SPDX-License-Identifier: GPL-2.0-only
/*
 * "Specific Purpose Memory NUMA Nodes", RFC v2, as posted and with its defects.
 *
 * Special nodes stay in N_MEMORY and in every zonelist. A global list of sysram
 * nodes replaces NULL nodemasks, and each zone is tested against it unless the
 * request carries __GFP_SPM_NODE; a cpuset has a derived mask for requests
 * without the flag and its own mems for requests with it.
 *
 * Responsible for what the eleven patches changed. What they left alone is
 * mainline here too, which is where several of their holes come from.
 *
 * Mirrors: the series 20251112192936.2574429-1 on v6.12.
 * Differs: where the kernel built with it answered otherwise than the text
 * reads, the kernel is followed. That hot-plug on cgroup v1 updates tasks with a
 * spinlock held does no harm here.
 */
#include "designs/designs.h"

#include <errno.h>

#include "alloc/page_alloc.h"
#include "cpuset/cpuset.h"
#include "designs/rfc_v2.h"
#include "hotplug/role.h"

#define __GFP_SPM_NODE DESIGN_GFP_BIT(0)

const struct design_gfp_bit rfc_v2_gfp_bits[RFC_V2_NR_GFP_BITS] = {
	{ "__GFP_SPM_NODE", "the caller wants special purpose memory" },
};

/* ---- allocation ---- */

/* H3: only without cpusets does the list replace a NULL mask; the flag never widens it. */
struct mask_choice rfc_v2_default_mask(const struct machine *m, const struct alloc_request *req)
{
	if (cpusets_enabled(m))
		return mainline_default_mask(m, req);
	return (struct mask_choice){ .mask = mask_or_sysram(m, req->mask) };
}

/*
 * The cpuset test (cpuset_node_allowed() with the series).
 * (a) In interrupts: what is not flagged passes (the zone test refuses it if it
 * must), what is flagged gets sysram only. (b) The flag asks the mems of the
 * cpuset as they were written, not as they are effective; (c) without it the
 * task's sysram nodes count. (d) As mainline, but up there too only the flag
 * reaches beyond sysram.
 */
bool rfc_v2_cpuset_ok(const struct machine *m, const struct alloc_request *req, gfp_t gfp, int nid)
{
	const struct task *task = req->task;
	bool flagged = gfp & __GFP_SPM_NODE;

	if (ctx_in_interrupt(req->ctx)) /* (a) */
		return !flagged || is_sysram(m, nid);
	if (flagged && node_isset(nid, &task->cs->mems_allowed)) /* (b) */
		return true;
	if (!flagged && node_isset(nid, &task->mems_allowed)) /* (c) */
		return true;
	if (task->oom_victim) /* (d) */
		return true;
	if (gfp & __GFP_HARDWALL)
		return false;
	if (task->flags & PF_EXITING)
		return true;
	return node_isset(nid, &nearest_hardwall_ancestor(task->cs)->mems_allowed) &&
	       (flagged || is_sysram(m, nid) || filter_off(m));
}

/* H4: the cpuset test where mainline has it, then the global one, cpusets or not. */
enum verdict rfc_v2_zone_ok(const struct machine *m, const struct alloc_request *req,
			    const struct alloc_pass *pass, int nid)
{
	bool flagged = pass->gfp & __GFP_SPM_NODE;

	if ((pass->alloc_flags & ALLOC_CPUSET) && !cpuset_zone_allowed(m, req, pass->gfp, nid))
		return flagged && ctx_in_interrupt(req->ctx) ? VERDICT_SPM_IRQ : VERDICT_CPUSET;
	if (flagged || is_sysram(m, nid) || filter_off(m))
		return VERDICT_PASS;
	return VERDICT_SPM;
}

/* H5 */
struct mask_ref rfc_v2_slow_mask(const struct machine *m, const struct alloc_request *req)
{
	return mask_or_sysram(m, req->mask);
}

/* H6: a flagged request for special nodes goes on with DRAM. */
struct mask_ref rfc_v2_reset_mask(const struct machine *m, const struct alloc_request *req)
{
	(void)req;
	return filter_off(m) ? (struct mask_ref){ .from = MASK_FROM_DROPPED } : sysram_mask(m);
}

/* H7: the same, whenever the mask misses the task's sysram nodes. */
struct mask_ref rfc_v2_retry_mask(const struct machine *m, const struct alloc_request *req)
{
	(void)req;
	return filter_off(m) ? (struct mask_ref){ .from = MASK_FROM_RETRY } : sysram_mask(m);
}

/* ---- reclaim, migration, other searches ---- */

/*
 * H9: special nodes are no sources. As a target candidate the nearest of them
 * ends the search instead of being stepped over, and hides what lies behind it.
 */
enum demotion_answer rfc_v2_demotion_ok(const struct machine *m, int src, int dst)
{
	int nid = dst == NUMA_NO_NODE ? src : dst;

	if (filter_off(m) || is_sysram(m, nid))
		return DEMOTION_OK;
	return dst == NUMA_NO_NODE ? DEMOTION_SKIP : DEMOTION_STOP;
}

/*
 * H9: a task of one node has nothing to balance.
 * Differs: 6.12 has no such test, the base of the series (6.16 and later) has.
 */
enum verdict rfc_v2_numa_balancing_ok(const struct machine *m, const struct task *task, int nid)
{
	if (nid == NUMA_NO_NODE && cpusets_enabled(m) && nodes_weight(&task->mems_allowed) == 1)
		return VERDICT_NUMAB_ONE_NODE;
	return VERDICT_PASS;
}

/*
 * H10: slab asks either the cpuset, which lets an interrupt pass everywhere, or the
 * list. Contiguous ranges (gigantic pages) and the pool of huge pages were not
 * looked at by the series.
 */
enum verdict rfc_v2_contig_ok(const struct machine *m, enum contig_user user,
			      const struct alloc_request *req, int nid)
{
	bool flagged = req->gfp & __GFP_SPM_NODE;

	if (user == CONTIG_SLAB_PARTIAL && !cpusets_enabled(m))
		return flagged || is_sysram(m, nid) || filter_off(m) ? VERDICT_PASS : VERDICT_SPM;
	return mainline_contig_ok(m, user, req, nid);
}

/* ---- cpusets, hotplug ---- */

/* H12: mems_sysram. */
void rfc_v2_cpuset_derive(const struct machine *m, const nodemask_t *effective, nodemask_t *derived)
{
	if (filter_off(m))
		*derived = *effective;
	else
		nodes_and(derived, effective, &m->dstate.sysram);
}

/* The latch: a node has one role until reboot, also when the addition fails later. */
static void latch(const struct machine *m, const struct hotplug_question *q,
		  struct hotplug_answer *answer)
{
	const nodemask_t *other = q->role == ROLE_SPM ? &m->dstate.sysram : &m->dstate.spm;

	if (node_isset(q->nid, other)) {
		answer->err = -EBUSY; /* the text promised -EINVAL */
		answer->why = VERDICT_HOTPLUG_ROLE;
		return;
	}
	answer->edit.set_spm = q->role == ROLE_SPM;
	answer->edit.set_sysram = q->role == ROLE_SYSRAM;
}

/* H13: at boot all memory is sysram, whatever firmware thought of it. */
struct hotplug_answer rfc_v2_hotplug(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);

	if (q->moment == HP_BOOT)
		answer.edit.set_sysram = true;
	else if (q->moment == HP_ADD || q->moment == HP_SET_TYPE)
		latch(m, q, &answer);
	return answer;
}

/* ---- OOM, opting in, zswap ---- */

/*
 * H14: the mask is never NULL. With a special node present it does not cover
 * N_MEMORY, so every OOM looks like one of a memory policy.
 */
struct mask_ref rfc_v2_oom_scope(const struct machine *m, struct mask_ref mask,
				 enum oom_constraint constraint, bool after_constraint)
{
	(void)constraint;
	(void)after_constraint;
	return mask_or_sysram(m, mask);
}

/* H16: the flag and a mask that names the nodes; either alone gives DRAM. */
enum verdict rfc_v2_opt_in(const struct machine *m, const nodemask_t *wanted,
			   struct alloc_request *req, nodemask_t *storage)
{
	(void)m;
	*storage = *wanted;
	req->gfp |= __GFP_SPM_NODE;
	req->nid = first_node(wanted);
	req->mask = (struct mask_ref){ .nodes = storage, .from = MASK_FROM_CALLER };
	req->reason = REASON_OPT_IN;
	return VERDICT_PASS;
}

/* The zswap example: the first special node, but any of them will do. */
bool rfc_v2_zswap_direct(const struct machine *m, struct alloc_request *req, nodemask_t *storage)
{
	if (nodes_empty(&m->dstate.spm))
		return false;
	*storage = m->dstate.spm;
	req->gfp = GFP_NOWAIT | __GFP_NORETRY | __GFP_HIGHMEM | __GFP_MOVABLE | __GFP_SPM_NODE;
	req->order = 0;
	req->nid = first_node(storage);
	req->mask = (struct mask_ref){ .nodes = storage, .from = MASK_FROM_CALLER };
	req->reason = REASON_OPT_IN;
	return true;
}

/* The same where naming the node is enough. */
bool zswap_direct_by_mask(const struct machine *m, struct alloc_request *req, nodemask_t *storage)
{
	bool direct = rfc_v2_zswap_direct(m, req, storage);

	if (direct) {
		req->gfp &= ~__GFP_SPM_NODE;
		*storage = nodemask_of_node(req->nid);
	}
	return direct;
}

static const char *const quirks[] = {
	"while cpusets are in use a flagged request for special nodes ends in DRAM (X-09)",
	"ATOMIC: the mask is replaced by sysram once the node's atomic reserve is spent (X-13)",
	"the flag asks cpuset.mems as written, so a cpuset that never wrote it refuses (X-05)",
	"without HARDWALL a flagged request reaches beyond the cpuset (X-06)",
	"the flag without a nodemask means nothing (X-08)",
	"a special node hides demotion targets behind it (X-07)",
	"every OOM looks like one of a memory policy (X-10, X-11)",
	"gigantic pages are carved out of special nodes (X-14)",
	"the latch survives a failed add and answers -EBUSY (X-15, X-16)",
	"on cgroup v1 hot-removal of DRAM leaves the derived mask stale (X-18)",
	NULL
};

const struct isolation_design rfc_v2_design = {
	.name = "rfc-v2",
	.section = "D3",
	.title = "a GFP flag and a list of sysram nodes, as posted",
	.idea = "Special nodes are skipped by every walk unless the request carries "
		"__GFP_SPM_NODE, and even then only a nodemask that names them reaches them. "
		"cpuset.mems governs them; tasks see the sysram part of it.",
	.sources = "20251112192936.2574429-1-gourry@gourry.net",
	.quirks = quirks,
	RFC_V2_HOOKS,
};
