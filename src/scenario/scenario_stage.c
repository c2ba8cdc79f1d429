// SPDX-License-Identifier: GPL-2.0-only
/*
 * cgroups: and tasks: as a whole: parents before children, controllers where
 * children need them, masks that cannot take effect.
 *
 * Mirrors: nothing; that a parent's cgroup.subtree_control must name a
 * controller before a child has its files is kernel/cgroup/cgroup.c, v6.12.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/nodelist.h"
#include "scenario/plan_read.h"
#include "scenario/scenario.h"

static struct plan_step *find_cgroup(struct scenario *s, const char *path, size_t len)
{
	for (size_t i = 0; i < s->nr_stage; i++) {
		const char *own = s->stage[i].args.cgroup;

		if (s->stage[i].kind == STEP_CGROUP && own && strlen(own) == len &&
		    strncmp(own, path, len) == 0)
			return &s->stage[i];
	}
	return NULL;
}

/* Length of the parent's path; 0 for the root. */
static size_t parent_length(const char *path)
{
	return (size_t)(strrchr(path, '/') - path);
}

static struct plan_step *parent_of(struct scenario *s, const char *path)
{
	size_t len = parent_length(path);

	return len ? find_cgroup(s, path, len) : NULL;
}

static const struct cgroup_write *find_write(const struct plan_step *step, const char *file)
{
	for (size_t i = 0; i < step->args.nr_writes; i++) {
		if (strcmp(step->args.writes[i].file, file) == 0)
			return &step->args.writes[i];
	}
	return NULL;
}

/* What a parent writes to cgroup.subtree_control when nobody says: by the bits below. */
enum { NEEDS_CPUSET = 1, NEEDS_MEMORY = 2 };
static const char *const handed_down[] = { "", "+cpuset", "+memory", "+cpuset +memory" };

static unsigned needed_controllers(const struct plan_step *step)
{
	unsigned needs = 0;

	for (size_t i = 0; i < step->args.nr_writes; i++) {
		const char *file = step->args.writes[i].file;

		if (strncmp(file, "cpuset.", 7) == 0)
			needs |= NEEDS_CPUSET;
		else if (strncmp(file, "memory.", 7) == 0)
			needs |= NEEDS_MEMORY;
	}
	return needs;
}

/* The controllers that @args hands down without having been told; NULL: it was told. */
static struct cgroup_write *handing_write(struct step_args *args, struct source_loc loc)
{
	for (size_t i = 0; i < args->nr_writes; i++) {
		struct cgroup_write *write = &args->writes[i];

		if (strcmp(write->file, "cgroup.subtree_control") != 0)
			continue;
		for (size_t k = 0; k < sizeof(handed_down) / sizeof(handed_down[0]); k++) {
			if (write->value == handed_down[k])
				return write;
		}
		return NULL;
	}
	args->writes = xrealloc(args->writes, (args->nr_writes + 1) * sizeof(*args->writes));
	memmove(args->writes + 1, args->writes, args->nr_writes * sizeof(*args->writes));
	args->nr_writes++;
	args->writes[0] = (struct cgroup_write){
		.file = "cgroup.subtree_control",
		.value = handed_down[0],
		.loc = loc,
	};
	return &args->writes[0];
}

/* The files of a controller exist where all cgroups above hand it on. */
static void hand_controller_down(struct scenario *s, const struct plan_step *step)
{
	unsigned needs = needed_controllers(step), has = 0;
	struct plan_step *up;

	if (!needs)
		return;
	for (up = parent_of(s, step->args.cgroup); up; up = parent_of(s, up->args.cgroup)) {
		struct cgroup_write *write = handing_write(&up->args, step->loc);

		if (!write)
			continue;
		while (write->value != handed_down[has])
			has++;
		write->value = handed_down[has | needs];
		has = 0;
	}
}

/* Legal, and mostly a mistake: what lies outside the parent's mask has no effect. */
static void warn_outside_parent(struct plan_context *c, struct scenario *s,
				const struct plan_step *step)
{
	const struct cgroup_write *own = find_write(step, "cpuset.mems");
	struct plan_step *up = parent_of(s, step->args.cgroup);
	const struct cgroup_write *above = up ? find_write(up, "cpuset.mems") : NULL;
	nodemask_t mine, theirs, outside;
	char list[NODELIST_MAX];

	if (!own || !above ||
	    nodelist_parse(own->value, strlen(own->value), MAX_NUMNODES, &mine) ||
	    nodelist_parse(above->value, strlen(above->value), MAX_NUMNODES, &theirs) ||
	    nodes_empty(&theirs))
		return;
	nodes_andnot(&outside, &mine, &theirs);
	if (!nodes_empty(&outside))
		read_warning(c->r, own->loc, "node %s is not in cpuset.mems of %s: no effect",
			     nodelist_print(&outside, list), up->args.cgroup);
}

static struct plan_step *add_stage(struct scenario *s)
{
	s->stage = xrealloc(s->stage, (s->nr_stage + 1) * sizeof(*s->stage));
	s->stage[s->nr_stage] = (struct plan_step){ .number = 0 };
	return &s->stage[s->nr_stage++];
}

bool scenario_read_cgroups(struct plan_context *c, const struct yaml_node *map,
			   struct scenario *s)
{
	const struct yaml_node *entry;
	bool ok = true;

	if (!read_kind(c->r, map, TREE_MAP, "cgroups"))
		return false;
	if (map->nr > SCENARIO_MAX_CGROUPS) {
		read_error(c->r, map->key->loc, "more than %u cgroups", SCENARIO_MAX_CGROUPS);
		return false;
	}
	yaml_for_each(entry, map) {
		struct plan_step *step = add_stage(s);
		const char *path;

		if (!plan_cgroup_read(c, entry, step)) {
			ok = false;
			continue;
		}
		path = step->args.cgroup;
		if (parent_length(path) && !parent_of(s, path)) {
			read_error(c->r, entry->key->loc,
				   "cgroup %s has no parent: write %.*s before it",
				   path, (int)parent_length(path), path);
			ok = false;
		}
	}
	/* On v1 there is nothing to hand down, and a list that is too wide is refused. */
	for (size_t i = 0; ok && !c->r->cpuset_v1 && i < s->nr_stage; i++) {
		hand_controller_down(s, &s->stage[i]);
		warn_outside_parent(c, s, &s->stage[i]);
	}
	return ok;
}

static bool check_task_cgroup(struct plan_context *c, const struct yaml_node *entry,
			      struct scenario *s, const char *path)
{
	const char **words;
	size_t nr = 0;

	if (strcmp(path, "/") == 0 || find_cgroup(s, path, strlen(path)))
		return true;
	words = xcalloc(s->nr_stage + 1, sizeof(*words));
	words[nr++] = "/";
	for (size_t i = 0; i < s->nr_stage; i++) {
		if (s->stage[i].kind == STEP_CGROUP && s->stage[i].args.cgroup)
			words[nr++] = s->stage[i].args.cgroup;
	}
	read_unknown(c->r, yaml_get(entry, "cgroup")->loc, "cgroup", path, words, nr);
	free(words);
	return false;
}

bool scenario_read_tasks(struct plan_context *c, const struct yaml_node *map, struct scenario *s)
{
	const struct yaml_node *entry;
	bool ok = true;

	if (!read_kind(c->r, map, TREE_MAP, "tasks"))
		return false;
	if (map->nr > SCENARIO_MAX_TASKS) {
		read_error(c->r, map->key->loc, "more than %u tasks", SCENARIO_MAX_TASKS);
		return false;
	}
	yaml_for_each(entry, map) {
		struct plan_step *step = add_stage(s);

		if (read_gave_up(c->r))
			return false;
		ok = plan_task_read(c, entry, step) &&
		     check_task_cgroup(c, entry, s, step->args.cgroup) && ok;
	}
	return ok;
}
