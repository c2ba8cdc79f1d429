// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stage of a scenario: its cgroups and tasks, each decoded as a step that
 * runs before the first one, so that a refusal is a result like any other.
 *
 * Mirrors: nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "scenario/plan_read.h"

static bool read_stage_expect(struct plan_context *c, const struct yaml_node *map,
			      struct plan_step *step)
{
	const struct yaml_node *expect = yaml_get(map, "expect");
	struct expect_context ctx = {
		.about = step_kind_about(step->kind),
		.what = step_kind_name(step->kind),
		.designs = c->design_names,
		.nr_designs = c->nr_designs,
	};

	return !expect || expect_read(c->r, expect, &ctx, &step->expect);
}

static char *stage_name(const char *kind, const char *name)
{
	struct text text = TEXT_INIT;

	text_addf(&text, "%s %s", kind, name);
	return text.bytes;
}

bool plan_cgroup_read(struct plan_context *c, const struct yaml_node *node,
		      struct plan_step *step)
{
	step->kind = STEP_CGROUP;
	step->loc = node->key->loc;
	step->name = stage_name("cgroup", node->key->text);
	if (!read_map(c->r, node, KEYS_CGROUP) ||
	    !read_cgroup_path(c, node->key, &step->args.cgroup) ||
	    !read_cgroup_files(c, node, &step->args))
		return false;
	return read_stage_expect(c, node, step);
}

static bool read_flag(struct plan_context *c, const struct yaml_node *map, const char *key,
		      bool *flag)
{
	const struct yaml_node *node = yaml_get(map, key);

	return !node || read_bool(c->r, node, key, flag);
}

static int lowest_cpu(const struct machine_desc *desc)
{
	for (int cpu = 0; cpu < desc->nr_cpus; cpu++) {
		if (desc->cpu_to_node[cpu] >= 0)
			return cpu;
	}
	return -1;
}

bool plan_task_read(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	struct step_args *args = &step->args;
	const struct yaml_node *cgroup = yaml_get(node, "cgroup");
	const struct yaml_node *cpu = yaml_get(node, "cpu");
	const struct yaml_node *policy = yaml_get(node, "mempolicy");
	bool ok;

	step->kind = STEP_TASK;
	step->loc = node->key->loc;
	step->name = stage_name("task", node->key->text);
	/* Known from here on, so that its users are not blamed for its mistakes. */
	args->task = node->key->text;
	for (size_t i = 0; i < c->nr_tasks; i++) {
		if (strcmp(c->tasks[i], args->task) == 0) {
			read_error(c->r, node->key->loc, "there is a task \"%s\" already",
				   args->task);
			return false;
		}
	}
	plan_add_task(c, args->task);
	if (!args->task[0]) {
		read_error(c->r, node->key->loc, "a task needs a name");
		return false;
	}
	args->cgroup = "/";
	args->cpu = lowest_cpu(c->desc);
	ok = read_map(c->r, node, KEYS_TASK);
	if (node->kind != TREE_MAP)
		return false;
	if (cgroup)
		ok = read_cgroup_path(c, cgroup, &args->cgroup) && ok;
	if (cpu)
		ok = read_existing_cpu(c, cpu, &args->cpu) && ok;
	args->has_policy = policy;
	if (policy)
		ok = read_policy(c, policy, &args->policy) && ok;
	ok = read_oom_score_adj(c, node, args) && ok;
	ok = read_flag(c, node, "oom_victim", &args->oom_victim) && ok;
	ok = read_flag(c, node, "exiting", &args->exiting) && ok;
	ok = read_flag(c, node, "rt", &args->rt) && ok;
	return read_stage_expect(c, node, step) && ok;
}
