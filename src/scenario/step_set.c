// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoding of set and write.
 *
 * Mirrors: nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "scenario/plan_read.h"

static bool one_entry(struct plan_context *c, const struct yaml_node *map, const char *what)
{
	if (!read_kind(c->r, map, TREE_MAP, what))
		return false;
	if (map->nr != 1) {
		read_error(c->r, map->loc, "%s changes one value a step", what);
		return false;
	}
	return true;
}

static bool read_setting(struct plan_context *c, const struct yaml_node *map,
			 struct step_args *args)
{
	static const char *const words[] = { "vm.min_free_kbytes",
					     "vm.watermark_scale_factor",
					     "vm.watermark_boost_factor",
					     "vm.lowmem_reserve_ratio",
					     "vm.percpu_pagelist_high_fraction",
					     "vm.zone_reclaim_mode",
					     "vm.swappiness",
					     "vm.min_unmapped_ratio",
					     "vm.panic_on_oom",
					     "vm.dirty_ratio",
					     "vm.oom_kill_allocating_task",
					     "vm.oom_dump_tasks",
					     "vm.extfrag_threshold",
					     "kernel.numa_balancing" };
	int choice;

	args->set = SET_SYSCTL;
	if (!one_entry(c, map, "sysctl") ||
	    !read_choice(c->r, map->first->key, "setting", words,
			 sizeof(words) / sizeof(words[0]), &choice) ||
	    !read_kind(c->r, map->first, TREE_SCALAR, "the value"))
		return false;
	args->sysctl = words[choice];
	args->value = map->first->text;
	return true;
}

static bool read_weight(struct plan_context *c, const struct yaml_node *map,
			struct step_args *args)
{
	args->set = SET_WEIGHTS;
	if (!one_entry(c, map, "weights") || !read_nid(c->r, map->first->key, &args->weight_nid) ||
	    !read_kind(c->r, map->first, TREE_SCALAR, "the value"))
		return false;
	args->value = map->first->text;
	return true;
}

/* The one property of a task that is set. */
static bool read_task_setting(struct plan_context *c, const struct yaml_node *map,
			      struct step_args *args)
{
	const struct yaml_node *policy = yaml_get(map, "mempolicy");
	const struct yaml_node *cgroup = yaml_get(map, "cgroup");
	const struct yaml_node *cpu = yaml_get(map, "cpu");
	const struct yaml_node *victim = yaml_get(map, "oom_victim");
	const struct yaml_node *exiting = yaml_get(map, "exiting");

	if (!read_task_name(c, map, &args->task))
		return false;
	if (map->nr != 2) {
		read_error(c->r, map->loc, "set changes one property of a task a step");
		return false;
	}
	if (policy) {
		args->set = SET_MEMPOLICY;
		args->has_policy = true;
		return read_policy(c, policy, &args->policy);
	}
	if (cgroup) {
		args->set = SET_CGROUP;
		return read_cgroup_path(c, cgroup, &args->cgroup);
	}
	if (cpu) {
		args->set = SET_CPU;
		return read_existing_cpu(c, cpu, &args->cpu);
	}
	if (yaml_get(map, "oom_score_adj")) {
		args->set = SET_OOM_SCORE_ADJ;
		return read_oom_score_adj(c, map, args);
	}
	if (victim) {
		args->set = SET_OOM_VICTIM;
		return read_bool(c->r, victim, "oom_victim", &args->oom_victim);
	}
	if (exiting) {
		args->set = SET_EXITING;
		return read_bool(c->r, exiting, "exiting", &args->exiting);
	}
	read_error(c->r, map->loc, "this is no property of a task");
	return false;
}

bool step_read_set(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	struct step_args *args = &step->args;
	const struct yaml_node *sysctl = yaml_get(node, "sysctl");
	const struct yaml_node *weights = yaml_get(node, "weights");
	const struct yaml_node *kswapd = yaml_get(node, "kswapd");
	const struct yaml_node *demotion = yaml_get(node, "demotion");
	const struct yaml_node *cgroup = yaml_get(node, "cgroup");

	if (!read_map(c->r, node, KEYS_SET))
		return false;
	if (yaml_get(node, "task"))
		return read_task_setting(c, node, args);
	if ((sysctl || weights || kswapd || demotion) && node->nr != 1) {
		read_error(c->r, node->loc, "set changes one thing a step");
		return false;
	}
	if (sysctl)
		return read_setting(c, sysctl, args);
	if (weights)
		return read_weight(c, weights, args);
	if (kswapd)
		return step_read_kswapd(c, kswapd, args);
	if (demotion) {
		args->set = SET_DEMOTION;
		return read_bool(c->r, demotion, "demotion", &args->demotion);
	}
	if (!cgroup) {
		read_error(c->r, node->loc,
			   "set needs a task, a cgroup, sysctl, weights, kswapd or demotion");
		return false;
	}
	args->set = SET_FILE;
	if (!read_cgroup_path(c, cgroup, &args->cgroup) || !read_cgroup_files(c, node, args))
		return false;
	if (args->nr_writes != 1 || node->nr != 2) {
		read_error(c->r, node->loc, "set writes one file of a cgroup a step");
		return false;
	}
	return true;
}

bool step_read_write(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	struct step_args *args = &step->args;
	const struct yaml_node *cgroup = yaml_get(node, "cgroup");
	const struct yaml_node *file = yaml_get(node, "file");
	const struct yaml_node *value = yaml_get(node, "value");

	if (!read_map(c->r, node, KEYS_WRITE))
		return false;
	if (!cgroup || !file || !value) {
		read_error(c->r, node->loc, "write needs cgroup, file and value");
		return false;
	}
	args->writes = xcalloc(1, sizeof(*args->writes));
	args->nr_writes = 1;
	args->writes[0].file = read_word(c->r, file, "file");
	args->writes[0].value = read_raw(c, value, "value");
	args->writes[0].loc = value->loc;
	return args->writes[0].file && args->writes[0].value &&
	       check_file_modelled(c->r, file->loc, args->writes[0].file) &&
	       read_cgroup_path(c, cgroup, &args->cgroup);
}
