// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which cgroups have a memory cgroup of their own, and their files. What a memory
 * cgroup is and does lies in rooms above, behind struct cgroup_memory_ops.
 *
 * Mirrors: kernel/cgroup/cgroup.c cgroup_apply_control_enable(),
 * cgroup_apply_control_disable() for the memory controller, v6.12.
 */
#include <errno.h>
#include <string.h>

#include "cpuset/internal.h"

void cgroup_set_memory(struct cgroup_tree *t, const struct cgroup_memory_ops *ops)
{
	t->memory = ops;
	t->root.memcg = t->m->root_memcg;
	cgroup_update_memcgs(t, &t->root);
}

struct mem_cgroup *cgroup_memcg(const struct task *task)
{
	return task->cgroup ? task->cgroup->memcg : NULL;
}

static void update(struct cgroup_tree *t, struct cgroup *cg)
{
	bool wants = cgroup_control(t, cg) & CTL_MEMORY;

	if (wants && cg->own_memcg)
		return;
	if (cg->own_memcg)
		t->memory->offline(t->m, cg->memcg);
	cg->own_memcg = wants;
	cg->memcg = wants ? t->memory->create(t->m, cg->parent->memcg, cg->path) :
			    cg->parent->memcg;
}

void cgroup_update_memcgs(struct cgroup_tree *t, struct cgroup *top)
{
	if (!t->memory)
		return;
	for (struct cgroup *cg = top; cg; cg = cgroup_next_pre(cg, top)) {
		if (cg->parent)
			update(t, cg);
	}
}

void cgroup_drop_memcg(struct cgroup_tree *t, struct cgroup *cg)
{
	if (cg->own_memcg)
		t->memory->offline(t->m, cg->memcg);
	cg->own_memcg = false;
}

/* The memory cgroup whose files @cg has under this name; NULL: it has none such. */
static struct mem_cgroup *memcg_with_file(const struct cgroup_tree *t, const struct cgroup *cg,
					  const char *name, size_t len)
{
	if (!t->memory || (cg->parent && !cg->own_memcg))
		return NULL;
	return t->memory->has_file(cg->memcg, name, len) ? cg->memcg : NULL;
}

bool cgroup_has_memory_file(const struct cgroup_tree *t, const struct cgroup *cg,
			    const char *name, size_t len)
{
	return memcg_with_file(t, cg, name, len);
}

int cgroup_write_memory(struct cgroup_tree *t, struct cgroup *cg, const char *name,
			const char *value, enum verdict *why)
{
	struct mem_cgroup *memcg = memcg_with_file(t, cg, name, strlen(name));
	int err;

	if (!memcg)
		return cgroup_refuse(why, VERDICT_CGROUP_MISSING, -ENOENT);
	err = t->memory->write(t->m, memcg, name, value);
	return err ? cgroup_refuse(why, VERDICT_CGROUP_INVALID, err) : 0;
}

int cgroup_read_memory(const struct cgroup_tree *t, const struct cgroup *cg, const char *name,
		       struct text *out)
{
	struct mem_cgroup *memcg = memcg_with_file(t, cg, name, strlen(name));

	return memcg ? t->memory->read(t->m, memcg, name, out) : -ENOENT;
}
