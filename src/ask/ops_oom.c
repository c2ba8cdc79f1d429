// SPDX-License-Identifier: GPL-2.0-only
/* A task touches memory until the OOM killer is reached: who is blamed. */
#include "ask/ask.h"

#include <string.h>

#include "ask/policy_json.h"
#include "engine/fault.h"

#define OOM_LABEL "?oom"

/* One page after another, as faults of a growing mapping would ask for them. */
static struct oom_report eat_until_oom(struct ask *s, struct task *task, gfp_t gfp, unsigned order)
{
	struct held_set *set = held_get(&s->e->held, OOM_LABEL);
	struct mpol_use use = { .task = task,
				.ctx = CTX_TASK,
				.cpu = task->cpu,
				.gfp = gfp,
				.order = order,
				.has_index = true };
	struct alloc_result got;

	for (use.index = 0;; use.index++) {
		got = engine_policy_alloc(s->e, task, &use);
		if (!got.block.zone)
			break;
		held_add(set, got.block);
	}
	while (set->nr)
		engine_free(s->e, held_take_newest(set));
	return got.oom;
}

static const char *last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static json_t *op_oom(struct ask *s, const json_t *q)
{
	const json_t *policy = json_object_get(q, "policy");
	gfp_t gfp = json_gfp(&s->r, q, "gfp");
	unsigned order = (unsigned)json_int(&s->r, q, "order", 0, MAX_PAGE_ORDER);
	struct task *task = ask_task(s, q, "?oom");
	struct oom_report oom;
	json_t *answer = NULL;
	nodemask_t mask;
	struct mpol_args args;

	if (!task)
		return NULL;
	if (policy && !json_is_null(policy)) {
		ask_mpol_args(s, policy, &args, &mask);
		if (!s->r.failed && mpol_set(&s->e->m, task, &args, NULL))
			json_fail(&s->r, "the policy was refused");
	}
	if (!s->r.failed) {
		oom = eat_until_oom(s, task, gfp, order);
		if (!oom.reached)
			json_fail(&s->r, "the request never reaches the OOM killer");
	}
	if (!s->r.failed)
		answer = json_pack("{s:s,s:o,s:s,s:o}", "constraint",
				   oom_constraint_names[oom.constraint], "nodemask",
				   oom.has_nodemask ? json_nodes(&oom.nodemask) : json_null(),
				   "cpuset", last_component(cgroup_path_of(s->e->cgroups, task)),
				   "mems_allowed", json_nodes(&task->mems_allowed));
	engine_kill(s->e, task);
	return answer;
}

const struct ask_op_entry ask_ops_oom[] = {
	{ "oom", op_oom },
	{ NULL, NULL },
};
