// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of cgroups: which ones a scenario may write, and on which hierarchy.
 *
 * Mirrors: nothing; which files there are is in cpuset/cgroup_file.c.
 */
#include <string.h>

#include "scenario/plan_read.h"

enum file_version { BOTH, V1, V2 };

struct cgroup_key {
	const char *file;
	enum file_version version;
};

/* In the order in which a person would write them. */
static const struct cgroup_key cgroup_keys[] = {
	{ "cgroup.subtree_control", V2 },
	{ "cgroup.clone_children", V1 },
	{ "cpuset.cpus", BOTH },
	{ "cpuset.mems", BOTH },
	{ "cpuset.cpus.partition", V2 },
	{ "memory.min", V2 },
	{ "memory.low", V2 },
	{ "memory.high", V2 },
	{ "memory.max", V2 },
	{ "memory.swap.max", V2 },
	{ "memory.zswap.max", V2 },
	{ "memory.zswap.writeback", V2 },
	{ "memory.oom.group", V2 },
	{ "memory.reclaim", V2 },
	{ "cpuset.cpu_exclusive", V1 },
	{ "cpuset.mem_exclusive", V1 },
	{ "cpuset.mem_hardwall", V1 },
	{ "cpuset.memory_migrate", V1 },
	{ "cpuset.memory_spread_page", V1 },
	{ "cpuset.memory_spread_slab", V1 },
	{ "cpuset.sched_load_balance", V1 },
};

static bool check_version_of(struct reader *r, const struct yaml_node *node,
			     const struct cgroup_key *key)
{
	if (key->version == BOTH || (key->version == V1) == r->cpuset_v1)
		return true;
	read_error(r, node->key->loc, "%s is a file of cgroup %s, and the hierarchy is %s",
		   key->file, r->cpuset_v1 ? "v2" : "v1", r->cpuset_v1 ? "v1" : "v2");
	return false;
}

bool read_cgroup_files(struct plan_context *c, const struct yaml_node *map, struct step_args *args)
{
	for (size_t i = 0; i < sizeof(cgroup_keys) / sizeof(cgroup_keys[0]); i++) {
		const struct cgroup_key *key = &cgroup_keys[i];
		const struct yaml_node *node = yaml_get(map, key->file);
		const char *value;

		if (!node)
			continue;
		if (!check_version_of(c->r, node, key))
			return false;
		value = read_raw(c, node, key->file);
		if (!value)
			return false;
		args->writes =
			xrealloc(args->writes, (args->nr_writes + 1) * sizeof(*args->writes));
		args->writes[args->nr_writes++] = (struct cgroup_write){
			.file = key->file,
			.value = value,
			.loc = node->loc,
		};
	}
	return true;
}

bool check_file_modelled(struct reader *r, struct source_loc loc, const char *file)
{
	static const char *const missing[] = { "cpuset.memory_pressure",
					       "cpuset.memory_pressure_enabled",
					       "cpuset.sched_relax_domain_level",
					       "notify_on_release",
					       "release_agent",
					       "cgroup.sane_behavior" };

	for (size_t i = 0; r->cpuset_v1 && i < sizeof(missing) / sizeof(missing[0]); i++) {
		if (strcmp(file, missing[i]) != 0)
			continue;
		read_error(r, loc, "%s of cgroup v1 is not modelled", file);
		return false;
	}
	return true;
}
