/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decoding of steps. All functions report what is wrong, with its place, and
 * return false then; nothing runs.
 */
#ifndef NW_SCENARIO_PLAN_READ_H
#define NW_SCENARIO_PLAN_READ_H

#include "scenario/plan.h"

/*
 * What a step may refer to. @tasks: names that exist when the step runs;
 * decoding a fork adds, a kill removes.
 */
struct plan_context {
	struct reader *r;
	struct yaml_doc *doc;		/* owner of nodes made from one-line steps */
	const struct machine_desc *desc;
	const struct isolation_design *const *designs;
	const char **design_names;
	size_t nr_designs;
	const char **tasks;
	size_t nr_tasks, cap_tasks;
	bool has_swap;			/* some area was there or switched on before the step */
	const char **caches;		/* of slab, made by steps before */
	size_t nr_caches;
};

/* step_read.c: one entry of steps:. */
bool plan_step_read(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
/* step_stage.c: one entry of cgroups: or tasks:. */
bool plan_cgroup_read(struct plan_context *c, const struct yaml_node *node,
		      struct plan_step *step);
bool plan_task_read(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);

/* step_request.c: may, alloc, free, fill. step_task.c: mappings, policies, tasks, cgroups. */
bool step_read_request(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step);
bool step_read_free(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
/* step_driver.c */
bool step_read_driver(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
bool step_read_fill(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
bool step_read_map(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
bool step_read_touch(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
/* step_vma.c */
bool step_read_mprotect(struct plan_context *c, const struct yaml_node *node,
			struct plan_step *step);
bool step_read_mlock(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
bool step_read_munmap(struct plan_context *c, const struct yaml_node *node,
		      struct plan_step *step);
bool step_read_pin(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
bool step_read_unpin(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
bool read_prot(struct plan_context *c, const struct yaml_node *node, struct step_args *args);

bool step_read_file(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
bool step_read_mbind(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
bool step_read_migrate(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step);
bool step_read_set(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
bool step_read_write(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
bool step_read_attach(struct plan_context *c, const struct yaml_node *node,
		      struct plan_step *step);
bool step_read_fork(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
bool step_read_kill(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
bool step_read_hotplug(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step);
/* step_swap.c */
bool read_content(struct plan_context *c, const struct yaml_node *node, struct step_args *args);
bool step_read_demote(struct plan_context *c, const struct yaml_node *node,
		      struct plan_step *step);
bool step_read_device(struct plan_context *c, const struct yaml_node *node,
		      struct plan_step *step);
bool step_read_zswap(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
bool step_read_swapon(struct plan_context *c, const struct yaml_node *node,
		      struct plan_step *step);
bool step_read_numa_scan(struct plan_context *c, const struct yaml_node *node,
			 struct plan_step *step);
bool step_read_pageout(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step);
/* step_slab.c */
bool step_read_slab(struct plan_context *c, const struct yaml_node *node, struct plan_step *step);
bool step_read_hugetlb(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step);

/* step_request.c: the flags, which must be given. */
bool read_gfp(struct plan_context *c, const struct yaml_node *map, struct request_args *request);

/* step_compact.c */
bool step_read_compact(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step);

/* step_task.c: map:, and first: with pages:. */
bool read_map_name(struct plan_context *c, const struct yaml_node *map, const char **name);
bool read_page_range(struct plan_context *c, const struct yaml_node *map, struct step_args *args);
/* step_reclaim.c */
bool step_read_reclaim(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step);
bool step_read_kswapd(struct plan_context *c, const struct yaml_node *map, struct step_args *args);

/* step_parts.c: what several steps are made of. */
bool read_task_name(struct plan_context *c, const struct yaml_node *map, const char **task);
bool read_existing_nid(struct plan_context *c, const struct yaml_node *node, int *nid);
/* The key oom_score_adj of a map, if it has one. */
bool read_oom_score_adj(struct plan_context *c, const struct yaml_node *map,
			struct step_args *args);
bool read_existing_cpu(struct plan_context *c, const struct yaml_node *node, int *cpu);
bool read_want(struct plan_context *c, const struct yaml_node *node, struct want *want);
bool read_policy(struct plan_context *c, const struct yaml_node *node, struct policy_args *policy);
bool read_cgroup_path(struct plan_context *c, const struct yaml_node *node, const char **path);
/* Lists as one text, the kernel's way: [0-1, 3] is "0-1,3". NULL after an error. */
const char *read_raw(struct plan_context *c, const struct yaml_node *node, const char *what);
bool read_cgroup_files(struct plan_context *c, const struct yaml_node *map,
		       struct step_args *args);
bool node_is_described(const struct machine_desc *desc, int nid);
void plan_add_task(struct plan_context *c, const char *name);

/*
 * oneline.c: "web GFP_KERNEL order=9 => 0-1" as the map it stands for; *@expect
 * receives the map behind "=>", or NULL. NULL after an error.
 */
const struct yaml_node *plan_expand(struct plan_context *c, const struct yaml_node *node,
				    enum step_kind kind, const struct yaml_node **expect);

#endif
