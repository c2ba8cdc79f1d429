// SPDX-License-Identifier: GPL-2.0-only
/* Questions about the cgroup tree and named tasks. */
#include "ask/ask.h"

#include <errno.h>

static json_t *op_mkdir(struct ask *s, const json_t *q)
{
	const char *path = json_str(&s->r, q, "path");

	return s->r.failed ? NULL : ask_errno(engine_cgroup_mkdir(s->e, path, NULL));
}

static json_t *op_rmdir(struct ask *s, const json_t *q)
{
	const char *path = json_str(&s->r, q, "path");

	return s->r.failed ? NULL : ask_errno(engine_cgroup_rmdir(s->e, path, NULL));
}

static json_t *op_write(struct ask *s, const json_t *q)
{
	const char *path = json_str(&s->r, q, "path");
	const char *file = json_str(&s->r, q, "file");
	const char *value = json_str(&s->r, q, "value");

	if (s->r.failed)
		return NULL;
	return ask_errno(
		engine_cgroup_write(s->e, path, file, value, (struct source_loc){ 0 }, NULL));
}

static json_t *op_read(struct ask *s, const json_t *q)
{
	const char *path = json_str(&s->r, q, "path");
	const char *file = json_str(&s->r, q, "file");
	struct text value = TEXT_INIT;
	json_t *answer;
	int err;

	if (s->r.failed)
		return NULL;
	err = cgroup_read(s->e->cgroups, path, file, &value);
	answer = ask_errno(err);
	json_object_set_new(answer, "value", err ? json_null() : json_string(text_str(&value)));
	text_free(&value);
	return answer;
}

static void dump_cgroup(void *arg, const struct cgroup_info *info)
{
	json_t *cgroups = arg;
	json_t *row = json_object();
	json_t *control = json_array();

	if (info->cs && info->cs->parent)
		json_object_set_new(row, "mems", json_nodes(&info->cs->mems_allowed));
	if (info->cs)
		json_object_set_new(row, "effective", json_nodes(&info->cs->effective_mems));
	for (const char *const *c = info->subtree_control; *c; c++)
		json_array_append_new(control, json_string(*c));
	json_object_set_new(row, "subtree_control", control);
	json_object_set_new(cgroups, info->path, row);
}

static json_t *op_dump(struct ask *s, const json_t *q)
{
	json_t *cgroups = json_object();
	json_t *tasks = json_object();

	(void)q;
	cgroup_for_each(s->e->cgroups, dump_cgroup, cgroups);
	for (const struct task *task = s->e->m.tasks; task; task = task->next) {
		/* Tasks of other questions have names that no question can give. */
		if (task == s->e->m.init_task || task->name[0] == '?')
			continue;
		json_object_set_new(tasks, task->name,
				    json_pack("{s:o,s:s}", "mems_allowed",
					      json_nodes(&task->mems_allowed), "cgroup",
					      cgroup_path_of(s->e->cgroups, task)));
	}
	return json_pack("{s:o,s:o}", "cgroups", cgroups, "tasks", tasks);
}

static struct task *named_task(struct ask *s, const json_t *q)
{
	const char *name = json_str(&s->r, q, "task");
	struct task *task = s->r.failed ? NULL : engine_task(s->e, name);

	if (!task)
		json_fail(&s->r, "no task \"%.60s\"", name);
	return task;
}

static json_t *op_spawn(struct ask *s, const json_t *q)
{
	const char *name = json_str(&s->r, q, "task");
	const char *cgroup = json_str(&s->r, q, "cgroup");
	struct task *task;

	if (!s->r.failed && (*name == '?' || !*name || engine_task(s->e, name)))
		json_fail(&s->r, "a task \"%.60s\" exists or cannot be named so", name);
	if (s->r.failed)
		return NULL;
	return ask_errno(
		engine_spawn(s->e, name, cgroup, 0, (struct source_loc){ 0 }, &task, NULL));
}

static json_t *op_move(struct ask *s, const json_t *q)
{
	struct task *task = named_task(s, q);
	const char *cgroup = json_str(&s->r, q, "cgroup");

	return s->r.failed ? NULL : ask_errno(engine_attach(s->e, task, cgroup, NULL));
}

static json_t *op_kill(struct ask *s, const json_t *q)
{
	struct task *task, *next;

	if (json_str_or_null(&s->r, q, "task")) {
		task = named_task(s, q);
		if (task == s->e->m.init_task)
			json_fail(&s->r, "init cannot be killed");
		if (s->r.failed)
			return NULL;
		engine_kill(s->e, task);
		return ask_ok();
	}
	for (task = s->e->m.tasks; task; task = next) {
		next = task->next;
		if (task != s->e->m.init_task && task->name[0] != '?')
			engine_kill(s->e, task);
	}
	return ask_ok();
}

/* The line of /proc/PID/status that shows the task's nodes, whatever its name. */
static json_t *op_status(struct ask *s, const json_t *q)
{
	bool named = json_str_or_null(&s->r, q, "task") != NULL;
	struct task *task = named ? named_task(s, q) : ask_task(s, q, "?status");
	json_t *answer;

	if (!task)
		return NULL;
	answer = json_pack("{s:o}", "sysram_nodes", json_nodes(&task->mems_allowed));
	if (!named)
		engine_kill(s->e, task);
	return answer;
}

const struct ask_op_entry ask_ops_cgroup[] = {
	{ "cgroup.mkdir", op_mkdir }, { "cgroup.rmdir", op_rmdir },
	{ "cgroup.write", op_write }, { "cgroup.read", op_read },
	{ "cgroup.dump", op_dump },   { "task.spawn", op_spawn },
	{ "task.move", op_move },     { "task.kill", op_kill },
	{ "task.status", op_status }, { NULL, NULL },
};
