// SPDX-License-Identifier: GPL-2.0-only
/* Questions to one task step by step: its policy, its mappings, where its pages are. */
#include "ask/ask.h"

#include <errno.h>
#include <stdlib.h>

#include "ask/policy_json.h"
#include "base/errname.h"
#include "base/text.h"
#include "engine/fault.h"
#include "engine/migrate.h"

static json_t *op_begin(struct ask *s, const json_t *q)
{
	if (s->session_task)
		engine_kill(s->e, s->session_task);
	s->session_task = ask_task(s, q, "?session");
	return ask_ok();
}

static json_t *op_end(struct ask *s, const json_t *q)
{
	(void)q;
	if (s->session_task)
		engine_kill(s->e, s->session_task);
	s->session_task = NULL;
	return ask_ok();
}

static struct task *session(struct ask *s)
{
	if (!s->session_task)
		json_fail(&s->r, "no task.begin before this question");
	return s->session_task;
}

static struct mapping *session_map(struct ask *s, const json_t *q)
{
	struct task *task = session(s);
	const char *name = json_str(&s->r, q, "map");
	struct mapping *map = s->r.failed ? NULL : mm_find(engine_mm(s->e, task), name);

	if (!map)
		json_fail(&s->r, "no mapping \"%.40s\"", name);
	return map;
}

static json_t *op_map(struct ask *s, const json_t *q)
{
	struct task *task = session(s);
	const char *name = json_str(&s->r, q, "map");
	uint64_t pages = (uint64_t)json_int(&s->r, q, "pages", 1, 1 << 20);
	uint64_t bytes = (uint64_t)json_int_or(&s->r, q, "page_size", 4096, 2097152, 4096);
	bool shared = json_bool_or(&s->r, q, "shared", false);
	uint64_t vaddr = ask_vaddr(s, q);
	int err;

	if (s->r.failed)
		return NULL;
	err = mm_map(engine_mm(s->e, task), name, vaddr, pages, bytes, shared, NULL);
	if (err)
		json_fail(&s->r, "the mapping is refused: %s", errname(err));
	return ask_ok();
}

static bool read_slots(struct ask *s, const json_t *q, const struct mapping *map, uint64_t *first,
		       uint64_t *nr)
{
	if (!map)
		return false;
	*first = (uint64_t)json_int(&s->r, q, "first", 0, (int64_t)map->nr_slots - 1);
	*nr = (uint64_t)json_int(&s->r, q, "pages", 0, (int64_t)(map->nr_slots - *first));
	return !s->r.failed;
}

static json_t *op_touch(struct ask *s, const json_t *q)
{
	struct mapping *map = session_map(s, q);
	bool report = json_bool_or(&s->r, q, "report", true);
	uint64_t first, nr;

	if (!read_slots(s, q, map, &first, &nr))
		return NULL;
	for (uint64_t i = first; i < first + nr; i++)
		if (engine_touch(s->e, s->session_task, map, i, NULL))
			break;
	return report ? json_pack("{s:o}", "pages", ask_pages(map, first, nr)) : ask_ok();
}

static json_t *op_where(struct ask *s, const json_t *q)
{
	const struct mapping *map = session_map(s, q);

	return map ? json_pack("{s:o}", "pages", ask_pages(map, 0, map->nr_slots)) : NULL;
}

static json_t *op_mbind(struct ask *s, const json_t *q)
{
	const struct mapping *map = session_map(s, q);
	struct mbind_args args = { .flags = ask_move_flags(s, q, "mf") };
	nodemask_t mask;

	ask_mpol_args(s, q, &args.policy, &mask);
	if (s->r.failed)
		return NULL;
	args.start = map->start;
	args.len = mapping_end(map) - map->start;
	return ask_errno(engine_mbind(s->e, s->session_task, &args, NULL));
}

static json_t *op_mm_policy(struct ask *s, const json_t *q)
{
	const struct mapping *map = session_map(s, q);
	struct mpol_info info;
	int err;

	if (!map)
		return NULL;
	err = mm_get_policy(s->session_task->mm, map->start, &info);
	return err ? ask_errno(err) : ask_mpol_info(&info);
}

static json_t *op_home_node(struct ask *s, const json_t *q)
{
	const struct mapping *map = session_map(s, q);
	int node = (int)json_int(&s->r, q, "node", INT32_MIN, INT32_MAX);

	if (s->r.failed)
		return NULL;
	return ask_errno(mm_set_home_node(&s->e->m, s->session_task->mm, map->start,
					  mapping_end(map) - map->start, node));
}

static json_t *op_policy_set(struct ask *s, const json_t *q)
{
	struct task *task = session(s);
	struct mpol_args args;
	nodemask_t mask;

	ask_mpol_args(s, q, &args, &mask);
	return s->r.failed ? NULL : ask_errno(mpol_set(&s->e->m, task, &args, NULL));
}

static json_t *op_policy_get(struct ask *s, const json_t *q)
{
	const struct task *task = session(s);
	struct mpol_info info;

	(void)q;
	if (!task)
		return NULL;
	mpol_get(task, &info);
	return ask_mpol_info(&info);
}

static json_t *op_migrate_pages(struct ask *s, const json_t *q)
{
	struct task *task = session(s);
	nodemask_t from = json_nodelist(&s->r, q, "from");
	nodemask_t to = json_nodelist(&s->r, q, "to");
	json_t *answer;
	int64_t ret;

	if (s->r.failed)
		return NULL;
	ret = engine_migrate_pages(s->e, task, &from, &to, NULL);
	answer = ask_errno(ret < 0 ? (int)ret : 0);
	json_object_set_new(answer, "ret", json_integer(ret < 0 ? -1 : ret));
	return answer;
}

static json_t *op_move_pages(struct ask *s, const json_t *q)
{
	struct mapping *map = session_map(s, q);
	int nid = (int)json_int(&s->r, q, "node", INT32_MIN, INT32_MAX);
	unsigned flags = ask_move_flags(s, q, "flags");
	uint64_t first, nr;
	json_t *answer, *list;
	int *status;
	int64_t ret;

	if (!read_slots(s, q, map, &first, &nr))
		return NULL;
	status = xcalloc(nr + 1, sizeof(*status));
	ret = engine_move_pages(s->e, s->session_task, map, first, nr, nid, flags, status, NULL);
	answer = ask_errno(ret < 0 ? (int)ret : 0);
	json_object_set_new(answer, "ret", json_integer(ret < 0 ? -1 : ret));
	list = json_array();
	for (uint64_t i = 0; i < nr && ret >= 0; i++)
		json_array_append_new(list, json_integer(status[i]));
	if (ret >= 0)
		json_object_set(answer, "status", list);
	json_decref(list);
	free(status);
	return answer;
}

/* ---- kernel allocations under the task's policy ---- */

static json_t *op_probe_policy(struct ask *s, const json_t *q)
{
	struct task *task = session(s);
	gfp_t gfp = json_gfp(&s->r, q, "gfp");
	unsigned order = (unsigned)json_int(&s->r, q, "order", 0, MAX_PAGE_ORDER);
	int64_t count = json_int(&s->r, q, "count", 1, 100000);
	json_t *zones;

	if (s->r.failed)
		return NULL;
	zones = json_array();
	for (int64_t i = 0; i < count; i++) {
		struct mpol_use use = {
			.task = task, .ctx = CTX_TASK, .cpu = task->cpu, .gfp = gfp, .order = order
		};
		struct alloc_result got = engine_policy_alloc(s->e, task, &use);

		json_array_append_new(zones, json_zone(got.block.zone));
		if (!got.block.zone)
			break;
		engine_free(s->e, got.block);
	}
	return json_pack("{s:o}", "zones", zones);
}

/* ---- one case of moving pages ---- */

static int migrate_call(struct ask *s, struct task *task, struct mapping *map, int call, int nid)
{
	nodemask_t target = nodemask_of_node(nid);
	struct mbind_args args = {
		.policy = { .mode = MPOL_BIND, .nodemask = &target, .maxnode = MAX_NUMNODES + 1 },
		.start = map->start,
		.len = mapping_end(map) - map->start,
		.flags = MPOL_MF_MOVE,
	};
	int *status;
	int64_t ret = 0;

	if (call == 0) {
		status = xcalloc(map->nr_slots, sizeof(*status));
		ret = engine_move_pages(s->e, task, map, 0, map->nr_slots, nid, MPOL_MF_MOVE,
					status, NULL);
		/* One refused page is what the caller looks at. */
		for (uint64_t i = 0; i < map->nr_slots && ret >= 0; i++)
			if (status[i] < 0)
				ret = status[i];
		free(status);
	} else if (call == 1) {
		ret = engine_migrate_pages(s->e, task, &s->e->m.node_states[N_POSSIBLE], &target,
					   NULL);
	} else if (call == 2) {
		ret = engine_mbind(s->e, task, &args, NULL);
	} else {
		/* Home nodes exist on BIND mappings only: one that allows every node. */
		args.policy.nodemask = &task->mems_allowed;
		args.flags = 0;
		ret = engine_mbind(s->e, task, &args, NULL);
		if (!ret)
			ret = mm_set_home_node(&s->e->m, task->mm, args.start, args.len, nid);
	}
	return ret < 0 ? (int)ret : 0;
}

static json_t *op_migrate_case(struct ask *s, const json_t *q)
{
	static const char *const calls[] = { "move_pages", "migrate_pages", "mbind",
					     "set_mempolicy_home_node" };
	int call = json_enum(&s->r, q, "call", calls, 4);
	int nid = (int)json_int(&s->r, q, "node", 0, MAX_NUMNODES - 1);
	uint64_t nr = (uint64_t)json_int(&s->r, q, "pages", 1, 1 << 20);
	struct task *task = ask_task(s, q, "?migrate");
	struct mapping *map;
	json_t *answer;

	if (!task)
		return NULL;
	mm_map(engine_mm(s->e, task), "m", 0x100000000000u, nr, PAGE_SIZE, false, &map);
	for (uint64_t i = 0; i < nr; i++)
		engine_touch(s->e, task, map, i, NULL);
	answer = ask_errno(migrate_call(s, task, map, call, nid));
	json_object_set_new(answer, "placement", ask_placement(map));
	engine_kill(s->e, task);
	return answer;
}

const struct ask_op_entry ask_ops_mm[] = {
	{ "task.begin", op_begin },
	{ "task.end", op_end },
	{ "mm.map", op_map },
	{ "mm.touch", op_touch },
	{ "mm.where", op_where },
	{ "mm.mbind", op_mbind },
	{ "mm.policy", op_mm_policy },
	{ "mm.home_node", op_home_node },
	{ "policy.set", op_policy_set },
	{ "policy.get", op_policy_get },
	{ "migrate_pages", op_migrate_pages },
	{ "move_pages", op_move_pages },
	{ "probe.policy", op_probe_policy },
	{ "migrate.case", op_migrate_case },
	{ NULL, NULL },
};
