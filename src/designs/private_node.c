// SPDX-License-Identifier: GPL-2.0-only
/*
 * Private nodes: the claim of a driver, and what its features turn on.
 *
 * Mirrors: drivers/base/node.c node_private_register(), node_private_unregister()
 * as the series 20260222084842.1824063-1 and 20260720193431.3841992-1 describe them.
 * Differs: a driver is known by the features that it asks for; callbacks into it
 * are not modelled.
 */
#include "designs/private_node.h"

#include <errno.h>

#include "alloc/page_alloc.h"
#include "hotplug/role.h"

void private_nodes_with(const struct machine *m, uint32_t feature, nodemask_t *nodes)
{
	int nid;

	nodes_clear(nodes);
	for_each_node_mask(nid, private_nodes(m))
		if (node_caps(m, nid) & feature)
			node_set(nid, nodes);
}

static bool is_claimed(const struct machine *m, int nid)
{
	return node_isset(nid, &m->dstate.spm);
}

bool private_memory(const struct machine *m, const struct hotplug_question *q)
{
	return q->role == ROLE_SPM || is_claimed(m, q->nid) || is_private(m, q->nid);
}

bool demotion_needs_reclaim(uint32_t features)
{
	return !(features & FEATURE_DEMOTION) || (features & FEATURE_RECLAIM);
}

static void refuse(struct hotplug_answer *answer, int err, enum verdict why)
{
	answer->err = err;
	answer->why = why;
}

/* Not before the last block is off line; without a registration nothing is to be done. */
static void unregister(const struct machine *m, const struct hotplug_question *q,
		       struct hotplug_answer *answer)
{
	*answer = (struct hotplug_answer){ .why = VERDICT_PASS };
	if (is_private(m, q->nid))
		refuse(answer, -EBUSY, VERDICT_HOTPLUG_ONLINE);
	else
		answer->edit = (struct role_edit){ .clear_spm = true, .set_caps = true };
}

static void claim(const struct machine *m, const struct hotplug_question *q, uint32_t features,
		  bool (*valid)(uint32_t features), struct hotplug_answer *answer)
{
	if (!valid(features)) {
		refuse(answer, -EINVAL, VERDICT_HOTPLUG_FEATURES);
		return;
	}
	if (node_state(m, q->nid, N_MEMORY) && !is_private(m, q->nid)) {
		refuse(answer, -EBUSY, VERDICT_HOTPLUG_ROLE);
		return;
	}
	if (is_claimed(m, q->nid) && node_caps(m, q->nid) != features) {
		refuse(answer, -EBUSY, VERDICT_HOTPLUG_FEATURES);
		return;
	}
	answer->edit = (struct role_edit){
		.set_spm = true,
		.set_caps = true,
		.caps = features,
		.undone_on_failure = true,
	};
	answer->joins_memory = false;
	answer->joins_spm = true;
}

struct hotplug_answer private_claim(const struct machine *m, const struct hotplug_question *q,
				    bool (*valid)(uint32_t features))
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);
	uint32_t features = q->features & m->design->node_features;

	switch (q->moment) {
	case HP_ADD:
	case HP_SET_TYPE:
		if (q->role == ROLE_SPM)
			claim(m, q, features, valid, &answer);
		break;
	case HP_ONLINE_FIRST:
	case HP_ONLINE_MORE:
		if (!private_memory(m, q))
			break;
		if (is_claimed(m, q->nid))
			features = node_caps(m, q->nid);
		else
			claim(m, q, features, valid, &answer);
		answer.joins_memory = false;
		answer.joins_spm = true;
		answer.starts_daemons = features & FEATURE_RECLAIM;
		break;
	case HP_OFFLINE_LAST:
		answer.edit = (struct role_edit){ .clear_spm = true, .set_caps = true };
		break;
	case HP_UNREGISTER:
		unregister(m, q, &answer);
		break;
	default:
		break;
	}
	return answer;
}

enum longterm_pin private_longterm_pin(const struct machine *m, int nid)
{
	if (!is_private(m, nid) || node_caps(m, nid) & FEATURE_LTPIN)
		return LONGTERM_PIN_BY_ZONE;
	return LONGTERM_PIN_REFUSED;
}

enum verdict private_reclaim_ok(const struct machine *m, const struct alloc_request *req, int nid,
				bool kswapd)
{
	gfp_t gfp = kswapd ? req->gfp : GFP_KERNEL | __GFP_HARDWALL;

	if (is_private(m, nid))
		return node_caps(m, nid) & FEATURE_RECLAIM ? VERDICT_PASS : VERDICT_SPM;
	return cpuset_zone_allowed(m, req, gfp, nid) ? VERDICT_PASS : VERDICT_CPUSET;
}

enum verdict private_compact_ok(const struct machine *m, int nid)
{
	if (is_private(m, nid) && !(node_caps(m, nid) & FEATURE_RECLAIM))
		return VERDICT_SPM;
	return VERDICT_PASS;
}

enum demotion_answer private_demotion_ok(const struct machine *m, int src, int dst)
{
	int nid = dst == NUMA_NO_NODE ? src : dst;

	if (is_private(m, nid) && !(node_caps(m, nid) & FEATURE_DEMOTION))
		return DEMOTION_SKIP;
	return DEMOTION_OK;
}

enum verdict private_numa_balancing_ok(const struct machine *m, const struct task *task, int nid)
{
	(void)task;
	if (nid == NUMA_NO_NODE || !is_private(m, nid))
		return VERDICT_PASS;
	return node_caps(m, nid) & FEATURE_NUMA_BALANCING ? VERDICT_PASS : VERDICT_NUMAB_SPM;
}
