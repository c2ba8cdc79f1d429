// SPDX-License-Identifier: GPL-2.0-only
/*
 * Roles of nodes: asking the design (H13) and writing what it wants remembered.
 *
 * The one place that writes design_state's sets, always from a hook's answer.
 * RFC v2's latch is nothing but such an answer: accepted with an edit, or
 * refused because the other set has the node.
 *
 * Mirrors: the place of the hook in mm/memory_hotplug.c add_memory_resource()
 * and the memory notifiers, v6.12.
 */
#include "hotplug/role.h"

#include <errno.h>

#include "base/text.h"

static bool edit_set(nodemask_t *set, int nid, bool add, bool clear)
{
	bool was = node_isset(nid, set);

	assert(!(add && clear));
	if (add)
		node_set(nid, set);
	if (clear)
		node_clear(nid, set);
	return node_isset(nid, set) != was;
}

bool apply_role_edit(struct machine *m, int nid, struct role_edit edit)
{
	bool changed = false;

	assert(nid >= 0 && nid < m->nr_node_ids);
	changed |= edit_set(&m->dstate.sysram, nid, edit.set_sysram, edit.clear_sysram);
	changed |= edit_set(&m->dstate.spm, nid, edit.set_spm, edit.clear_spm);
	if (edit.set_caps) {
		if (!m->dstate.node_caps)
			m->dstate.node_caps =
				xcalloc((size_t)m->nr_node_ids, sizeof(*m->dstate.node_caps));
		m->dstate.node_caps[nid] = edit.caps;
	}
	return changed;
}

struct role_edit role_edit_restoring(const struct machine *m, int nid)
{
	bool sysram = node_isset(nid, &m->dstate.sysram), spm = node_isset(nid, &m->dstate.spm);

	return (struct role_edit){
		.set_sysram = sysram,
		.clear_sysram = !sysram,
		.set_spm = spm,
		.clear_spm = !spm,
		.set_caps = true,
		.caps = node_caps(m, nid),
	};
}

struct hotplug_answer hotplug_baseline_answer(const struct hotplug_question *q)
{
	bool joins = q->moment != HP_ONLINE_MORE;

	if (q->moment == HP_UNREGISTER)
		return (struct hotplug_answer){
			.err = -EOPNOTSUPP,
			.why = VERDICT_NO_REGISTRATION,
		};
	return (struct hotplug_answer){
		.why = VERDICT_PASS,
		.joins_memory = joins,
		.starts_daemons = joins,
		.online_type = q->online_type,
	};
}

struct hotplug_answer hotplug_ask(struct machine *m, const struct hotplug_question *q,
				  bool *changed)
{
	struct hotplug_answer answer;
	bool edited;

	if (m->design->hotplug)
		answer = m->design->hotplug(m, q);
	else
		answer = hotplug_baseline_answer(q);
	assert(answer.err <= 0);
	edited = apply_role_edit(m, q->nid, answer.edit);
	if (changed)
		*changed |= edited;
	return answer;
}
