// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cgroup tree: creating, finding, walking and removing cgroups.
 *
 * Responsible for: the shape of the tree and the errors of mkdir and rmdir.
 * Not responsible for: controllers (cgroup_control.c), files (cgroup_file.c), tasks
 * (cgroup_attach.c) and the rules of threaded domains (cgroup_domain.c).
 *
 * Mirrors: kernel/cgroup/cgroup.c cgroup_mkdir(), cgroup_rmdir(), v6.12.
 * On cgroup v1 it is the hierarchy of the cpuset controller alone.
 *
 * Differs: no delegation and no permissions; cgroup.max.* are not there, so nothing
 * limits the tree; a removed cpuset is gone at once, where the kernel's key and css
 * linger for a moment.
 */
#include "cpuset/cgroup.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cpuset/internal.h"

const char *const controller_names[NR_CONTROLLERS] = { "cpuset", "memory" };

int cgroup_refuse(enum verdict *why, enum verdict v, int err)
{
	if (why)
		*why = v;
	return err;
}

/* Next component of a path: returns its length, 0 at the end; @path moves to its start. */
static size_t next_component(const char **path)
{
	while (**path == '/')
		++*path;
	return strcspn(*path, "/");
}

static struct cgroup *find_child(const struct cgroup *cg, const char *name, size_t len)
{
	struct cgroup *child;

	for (child = cg->first_child; child; child = child->next_sibling)
		if (strlen(child->name) == len && memcmp(child->name, name, len) == 0)
			break;
	return child;
}

struct cgroup *cgroup_lookup(const struct cgroup_tree *t, const char *path)
{
	const struct cgroup *cg = &t->root;
	size_t len;

	if (*path != '/')
		return NULL;
	while (cg && (len = next_component(&path)) > 0) {
		cg = find_child(cg, path, len);
		path += len;
	}
	return (struct cgroup *)cg;
}

struct cgroup *cgroup_next_skip(struct cgroup *pos, const struct cgroup *top)
{
	for (; pos != top; pos = pos->parent)
		if (pos->next_sibling)
			return pos->next_sibling;
	return NULL;
}

struct cgroup *cgroup_next_pre(struct cgroup *pos, const struct cgroup *top)
{
	return pos->first_child ? pos->first_child : cgroup_next_skip(pos, top);
}

struct cgroup_tree *cgroup_tree_create(struct machine *m)
{
	struct cgroup_tree *t = xcalloc(1, sizeof(*t));

	t->m = m;
	t->last_populated = &t->root;
	t->root.path = xstrdup("/");
	t->root.name = t->root.path;
	t->root.dom_cgrp = &t->root;
	t->root.subtree_control = cgroup_control(t, &t->root);
	t->root.cs = cpuset_create(m, NULL, t->root.path);
	m->top_cpuset = t->root.cs;
	m->nr_cpusets = 0;
	return t;
}

static void cgroup_free_members(struct cgroup *cg)
{
	free(cg->tasks);
	free(cg->path);
}

static void cgroup_unlink(struct cgroup *cg)
{
	struct cgroup *parent = cg->parent;

	if (cg->prev_sibling)
		cg->prev_sibling->next_sibling = cg->next_sibling;
	else
		parent->first_child = cg->next_sibling;
	if (cg->next_sibling)
		cg->next_sibling->prev_sibling = cg->prev_sibling;
	else
		parent->last_child = cg->prev_sibling;
}

static void cgroup_destroy(struct cgroup_tree *t, struct cgroup *cg)
{
	assert(!cg->first_child);
	if (cgroup_has_cpuset(cg)) {
		cpuset_destroy(cg->cs);
		t->m->nr_cpusets--;
	}
	if (cgroup_is_threaded(cg))
		cg->parent->nr_threaded_children--;
	cgroup_unlink(cg);
	cgroup_free_members(cg);
	free(cg);
}

/* Tasks may still be in it: their pointers dangle, as the machine goes away too. */
void cgroup_tree_destroy(struct cgroup_tree *t)
{
	struct cgroup *cg = &t->root;

	if (!t)
		return;
	while (t->root.first_child) {
		while (cg->last_child)
			cg = cg->last_child;
		struct cgroup *parent = cg->parent;

		cgroup_destroy(t, cg);
		cg = parent;
	}
	cpuset_destroy(t->root.cs);
	t->m->top_cpuset = NULL;
	cgroup_free_members(&t->root);
	free(t);
}

static struct cgroup *cgroup_create(struct cgroup *parent, const char *name, size_t len)
{
	struct cgroup *cg = xcalloc(1, sizeof(*cg));
	struct text path = TEXT_INIT;

	if (parent->parent)
		text_add(&path, parent->path);
	text_add(&path, "/");
	text_add_bytes(&path, name, len);
	cg->path = xstrdup(text_str(&path));
	text_free(&path);
	cg->name = strrchr(cg->path, '/') + 1;
	cg->parent = parent;
	cg->dom_cgrp = cg;
	cg->cs = parent->cs;

	cg->prev_sibling = parent->last_child;
	if (parent->last_child)
		parent->last_child->next_sibling = cg;
	else
		parent->first_child = cg;
	parent->last_child = cg;
	return cg;
}

static bool is_dots(const char *name, size_t len)
{
	return (len == 1 || len == 2) && strncmp(name, "..", len) == 0;
}

/*
 * Find the parent of what is to be made; its last component is left in *@name.
 * The root, and a name that a file of the parent has, exist already.
 */
static int mkdir_parent(const struct cgroup_tree *t, const char *path, struct cgroup **parent,
			const char **name, size_t *len, enum verdict *why)
{
	const char *next;
	struct cgroup *cg = (struct cgroup *)&t->root;

	*parent = NULL;
	if (*path != '/')
		return cgroup_refuse(why, VERDICT_CGROUP_MISSING, -ENOENT);
	*len = next_component(&path);
	while (*len > 0) {
		*parent = cg;
		*name = path;
		cg = find_child(cg, path, *len);
		next = path + *len;
		if (next_component(&next) == 0)
			break;
		if (!cg)
			return cgroup_refuse(why, VERDICT_CGROUP_MISSING, -ENOENT);
		path = next;
		*len = next_component(&path);
	}
	if (!*parent || cg || is_dots(*name, *len) || cgroup_has_file(t, *parent, *name, *len))
		return cgroup_refuse(why, VERDICT_CGROUP_EXISTS, -EEXIST);
	return 0;
}

/* Mirrors: kernel/cgroup/cgroup.c cgroup_mkdir(), v6.12. */
int cgroup_mkdir(struct cgroup_tree *t, const char *path, enum verdict *why)
{
	struct cgroup *parent, *cg;
	const char *name;
	size_t len;
	int err = mkdir_parent(t, path, &parent, &name, &len, why);

	if (err)
		return err;
	if (len > NAME_MAX)
		return cgroup_refuse(why, VERDICT_CGROUP_INVALID, -ENAMETOOLONG);
	if (memchr(name, '\n', len))
		return cgroup_refuse(why, VERDICT_CGROUP_INVALID, -EINVAL);
	cg = cgroup_create(parent, name, len);
	if (t->m->cpuset_v1) {
		cg->subtree_control = cgroup_control(t, cg);
		cg->clone_children = parent->clone_children;
	}
	cgroup_create_cpusets(t, cg);
	cgroup_update_memcgs(t, cg);
	if (cg->clone_children)
		cpuset1_clone_parent(t->m, cg);
	return 0;
}

/* Mirrors: kernel/cgroup/cgroup.c cgroup_rmdir(), cgroup_destroy_locked(), v6.12. */
int cgroup_rmdir(struct cgroup_tree *t, const char *path, enum verdict *why)
{
	struct cgroup *cg = cgroup_lookup(t, path);

	if (!cg)
		return cgroup_refuse(why, VERDICT_CGROUP_MISSING, -ENOENT);
	/* The root is a mount point. */
	if (!cg->parent || cgroup_is_populated(cg) || cg->first_child)
		return cgroup_refuse(why, VERDICT_CGROUP_BUSY, -EBUSY);
	cgroup_drop_memcg(t, cg);
	cgroup_destroy(t, cg);
	return 0;
}

struct cpuset *cgroup_cpuset(const struct cgroup_tree *t, const char *path)
{
	const struct cgroup *cg = cgroup_lookup(t, path);

	return cg ? cg->cs : NULL;
}

const char *cgroup_path_of(const struct cgroup_tree *t, const struct task *task)
{
	(void)t;
	assert(task->cgroup);
	return task->cgroup->path;
}

/* The sets of controllers as sorted, terminated lists; the index is the set of bits. */
static const char *const controller_sets[1 << NR_CONTROLLERS][NR_CONTROLLERS + 1] = {
	{ NULL },
	[CTL_CPUSET] = { "cpuset", NULL },
	[CTL_MEMORY] = { "memory", NULL },
	[CTL_CPUSET | CTL_MEMORY] = { "cpuset", "memory", NULL },
};

void cgroup_for_each(const struct cgroup_tree *t,
		     void (*visit)(void *arg, const struct cgroup_info *info), void *arg)
{
	struct cgroup *root = (struct cgroup *)&t->root;
	struct cgroup *cg;

	for (cg = root; cg; cg = cgroup_next_pre(cg, root)) {
		bool has_cpuset = cgroup_has_cpuset(cg) && !t->m->no_cpusets;
		struct cgroup_info info = {
			.path = cg->path,
			.has_cpuset = has_cpuset,
			.cs = has_cpuset ? cg->cs : NULL,
			.subtree_control = controller_sets[cg->subtree_control],
		};

		visit(arg, &info);
	}
}
