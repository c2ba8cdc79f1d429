// SPDX-License-Identifier: GPL-2.0-only
/* Tasks and cgroups of a machine. */
#include <errno.h>
#include <string.h>

#include "lib/private.h"

static struct task *find_task(struct nw_machine *m, const char *name, struct nw_diag *diag)
{
	struct task *task = engine_task(m->ask.e, name);

	if (!task)
		lib_fail(diag, NW_ERR_REQUEST, "there is no task \"%.100s\"", name);
	return task;
}

enum nw_status nw_task_add(struct nw_machine *m, const char *name, const char *cgroup, int cpu,
			   struct nw_diag *diag)
{
	struct engine *e = m->ask.e;
	enum verdict why = VERDICT_PASS;
	struct task *task;
	int err;

	if (!*name || *name == '?')
		return lib_fail(diag, NW_ERR_REQUEST,
				"a task needs a name that does not start with a question mark");
	if (engine_task(e, name))
		return lib_fail(diag, NW_ERR_REQUEST, "there is a task \"%.100s\" already", name);
	if (cpu < 0 || cpu >= e->m.nr_cpus || e->m.cpu_to_node[cpu] < 0)
		return lib_fail(diag, NW_ERR_REQUEST, "there is no CPU %d", cpu);
	engine_begin_step(e);
	err = engine_spawn(e, name, cgroup ? cgroup : "/", cpu, (struct source_loc){ 0 }, &task,
			   &why);
	if (!err)
		return NW_OK;
	engine_kill(e, task);
	return lib_fail_errno(diag, err, why, "attach to", cgroup);
}

enum nw_status nw_task_attach(struct nw_machine *m, const char *name, const char *cgroup,
			      struct nw_diag *diag)
{
	struct task *task = find_task(m, name, diag);
	enum verdict why = VERDICT_PASS;
	int err;

	if (!task)
		return NW_ERR_REQUEST;
	engine_begin_step(m->ask.e);
	cgroup = cgroup ? cgroup : "/";
	err = engine_attach(m->ask.e, task, cgroup, &why);
	return err ? lib_fail_errno(diag, err, why, "attach to", cgroup) : NW_OK;
}

enum nw_status nw_task_exit(struct nw_machine *m, const char *name, struct nw_diag *diag)
{
	struct task *task = find_task(m, name, diag);

	if (!task)
		return NW_ERR_REQUEST;
	if (task == m->ask.e->m.init_task || *name == '?')
		return lib_fail(diag, NW_ERR_REQUEST, "task \"%.100s\" stays", name);
	engine_begin_step(m->ask.e);
	engine_kill(m->ask.e, task);
	return NW_OK;
}

enum nw_status nw_cgroup_mkdir(struct nw_machine *m, const char *path, struct nw_diag *diag)
{
	enum verdict why = VERDICT_PASS;
	int err;

	engine_begin_step(m->ask.e);
	err = engine_cgroup_mkdir(m->ask.e, path, &why);
	return err ? lib_fail_errno(diag, err, why, "mkdir", path) : NW_OK;
}

enum nw_status nw_cgroup_rmdir(struct nw_machine *m, const char *path, struct nw_diag *diag)
{
	enum verdict why = VERDICT_PASS;
	int err;

	engine_begin_step(m->ask.e);
	err = engine_cgroup_rmdir(m->ask.e, path, &why);
	return err ? lib_fail_errno(diag, err, why, "rmdir", path) : NW_OK;
}

enum nw_status nw_cgroup_write(struct nw_machine *m, const char *path, const char *file,
			       const char *value, struct nw_diag *diag)
{
	enum verdict why = VERDICT_PASS;
	int err;

	engine_begin_step(m->ask.e);
	err = engine_cgroup_write(m->ask.e, path, file, value, (struct source_loc){ 0 }, &why);
	return err ? lib_fail_errno(diag, err, why, "write to", file) : NW_OK;
}

enum nw_status nw_cgroup_read(const struct nw_machine *m, const char *path, const char *file,
			      char **value, struct nw_diag *diag)
{
	struct text out = TEXT_INIT;
	int err = cgroup_read(m->ask.e->cgroups, path, file, &out);

	if (err) {
		text_free(&out);
		return lib_fail_errno(diag, err, VERDICT_PASS, "read of", file);
	}
	text_add(&out, "");
	*value = out.bytes;
	return NW_OK;
}
