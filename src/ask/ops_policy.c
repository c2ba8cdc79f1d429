// SPDX-License-Identifier: GPL-2.0-only
/* Questions about memory policies, one case a question: a fresh task, a fresh mapping. */
#include "ask/ask.h"

#include <errno.h>
#include <stdlib.h>

#include "ask/policy_json.h"
#include "base/errname.h"
#include "engine/fault.h"
#include "engine/migrate.h"

#define CASE_MAP "m"
/* Where mappings of questions that give no address stand. */
#define DEFAULT_ADDR 0x100000000000u

uint64_t ask_vaddr(struct ask *s, const json_t *q)
{
	const char *text = json_str(&s->r, q, "vaddr");
	char *end;
	unsigned long long addr = strtoull(text, &end, 16);

	if (!s->r.failed && (end == text || *end || addr & (PAGE_SIZE - 1)))
		json_fail(&s->r, "field \"vaddr\": \"%.40s\" is no page address", text);
	return addr;
}

/* The task of the last case exits. */
static void end_case(struct ask *s)
{
	if (s->case_task)
		engine_kill(s->e, s->case_task);
	s->case_task = NULL;
}

static struct mapping *fresh_map(struct ask *s, struct task *task, uint64_t start, uint64_t nr)
{
	struct mapping *map = NULL;
	int err = mm_map(engine_mm(s->e, task), CASE_MAP, start, nr, PAGE_SIZE, false, &map);

	if (err)
		json_fail(&s->r, "the mapping is refused: %s", errname(err));
	return map;
}

json_t *ask_pages(const struct mapping *map, uint64_t first, uint64_t nr)
{
	json_t *pages = json_array();

	for (uint64_t i = first; i < first + nr; i++)
		json_array_append_new(pages, json_integer(engine_page_node(map, i)));
	return pages;
}

static void touch(struct ask *s, struct task *task, struct mapping *map, uint64_t first,
		  uint64_t nr)
{
	for (uint64_t i = first; i < first + nr; i++)
		if (engine_touch(s->e, task, map, i, NULL))
			return;
}

static json_t *current_policy(const struct task *task)
{
	struct mpol_info info;

	mpol_get(task, &info);
	return ask_mpol_info(&info);
}

/* get_mempolicy(MPOL_F_NODE) exists for interleaving policies only. */
static void add_il_next(json_t *answer, const struct task *task)
{
	int nid = mpol_next_node(task);

	if (nid >= 0)
		json_object_set_new(answer, "il_next", json_integer(nid));
}

static json_t *op_case(struct ask *s, const json_t *q)
{
	uint64_t nr = (uint64_t)json_int(&s->r, q, "pages", 1, 1 << 20);
	uint64_t vaddr = ask_vaddr(s, q);
	bool pretouch = json_bool_or(&s->r, q, "pretouch", false);
	struct mapping *map;
	struct mpol_args args;
	nodemask_t mask;
	json_t *answer;
	int err;

	ask_mpol_args(s, q, &args, &mask);
	end_case(s);
	if (!s->r.failed && vaddr < PAGE_SIZE)
		json_fail(&s->r, "there is no page before vaddr");
	s->case_task = s->r.failed ? NULL : ask_task(s, q, "?case");
	map = s->case_task ? fresh_map(s, s->case_task, vaddr - PAGE_SIZE, nr + 1) : NULL;
	if (!map)
		return NULL;
	if (pretouch)
		touch(s, s->case_task, map, 0, 1);
	err = mpol_set(&s->e->m, s->case_task, &args, NULL);
	answer = json_pack("{s:s}", "set", errname(err));
	if (err)
		return answer;
	json_object_set_new(answer, "get", current_policy(s->case_task));
	add_il_next(answer, s->case_task);
	touch(s, s->case_task, map, 1, nr);
	json_object_set_new(answer, "pages", ask_pages(map, 1, nr));
	return answer;
}

static json_t *op_state(struct ask *s, const json_t *q)
{
	const struct mapping *map;
	json_t *answer;

	(void)q;
	if (!s->case_task) {
		json_fail(&s->r, "there is no task of a policy.case");
		return NULL;
	}
	map = mm_find(s->case_task->mm, CASE_MAP);
	answer = json_pack("{s:o,s:o,s:o}", "get", current_policy(s->case_task), "mems_allowed",
			   json_nodes(&s->case_task->mems_allowed), "pages",
			   ask_pages(map, 0, map->nr_slots));
	add_il_next(answer, s->case_task);
	return answer;
}

static json_t *op_end(struct ask *s, const json_t *q)
{
	(void)q;
	end_case(s);
	return ask_ok();
}

static json_t *op_mems_allowed(struct ask *s, const json_t *q)
{
	struct task *task = ask_task(s, q, "?mems");
	json_t *answer;

	if (!task)
		return NULL;
	answer = json_pack("{s:s,s:o}", "errno", "0", "nodes", json_nodes(&task->mems_allowed));
	engine_kill(s->e, task);
	return answer;
}

unsigned ask_move_flags(struct ask *s, const json_t *q, const char *key)
{
	static const char *const names[] = { "STRICT", "MOVE", "MOVE_ALL", "LAZY" };
	const json_t *array = json_arr(&s->r, q, key);
	unsigned flags = 0;

	for (size_t i = 0; i < json_array_size(array); i++) {
		json_t *one = json_pack("{s:O}", key, json_array_get(array, i));

		flags |= 1u << json_enum(&s->r, one, key, names, 4);
		json_decref(one);
	}
	return flags;
}

static json_t *mapping_policy(const struct task *task, const struct mapping *map)
{
	struct mpol_info info;
	int err = mm_get_policy(task->mm, map->start, &info);

	return err ? ask_errno(err) : ask_mpol_info(&info);
}

static json_t *op_mbind_case(struct ask *s, const json_t *q)
{
	uint64_t nr = (uint64_t)json_int(&s->r, q, "pages", 1, 1 << 20);
	uint64_t vaddr = ask_vaddr(s, q);
	bool pretouch = json_bool_or(&s->r, q, "pretouch", false);
	struct mbind_args args = { .start = vaddr, .len = nr * PAGE_SIZE };
	struct mapping *map;
	struct task *task;
	nodemask_t mask;
	json_t *answer = NULL;

	args.flags = ask_move_flags(s, q, "mf");
	ask_mpol_args(s, q, &args.policy, &mask);
	task = s->r.failed ? NULL : ask_task(s, q, "?mbind");
	map = task ? fresh_map(s, task, vaddr, nr) : NULL;
	if (map) {
		int err;

		if (pretouch)
			touch(s, task, map, 0, nr);
		err = engine_mbind(s->e, task, &args, NULL);
		touch(s, task, map, 0, nr);
		answer = json_pack("{s:s,s:o,s:o}", "mbind", errname(err), "get",
				   mapping_policy(task, map), "pages", ask_pages(map, 0, nr));
	}
	if (task)
		engine_kill(s->e, task);
	return answer;
}

/* ---- counts by node instead of pages ---- */

json_t *ask_placement(const struct mapping *map)
{
	json_t *placement = json_object();
	char key[16];

	for (uint64_t i = 0; i < map->nr_slots; i++) {
		int nid = engine_page_node(map, i);
		json_int_t before;

		if (nid < 0)
			continue;
		snprintf(key, sizeof(key), "%d", nid);
		before = json_integer_value(json_object_get(placement, key));
		json_object_set_new(placement, key, json_integer(before + 1));
	}
	return placement;
}

/* {"mode","flags","nodes"}: as ask_mpol_info() without errno. */
static json_t *policy_fields(json_t *info)
{
	json_object_del(info, "errno");
	return info;
}

static int set_policy(struct ask *s, struct task *task, const struct mapping *map, bool mbind,
		      const struct mpol_args *args)
{
	struct mbind_args m = { .policy = *args,
				.start = map->start,
				.len = map->nr_slots * PAGE_SIZE };

	return mbind ? engine_mbind(s->e, task, &m, NULL) : mpol_set(&s->e->m, task, args, NULL);
}

static json_t *op_histogram(struct ask *s, const json_t *q)
{
	static const char *const calls[] = { "set_mempolicy", "mbind" };
	bool mbind = json_enum(&s->r, q, "call", calls, 2) == 1;
	uint64_t nr = (uint64_t)json_int(&s->r, q, "pages", 1, 1 << 20);
	struct mapping *map;
	struct mpol_args args;
	struct task *task;
	nodemask_t mask;
	json_t *answer = NULL;
	int err;

	ask_mpol_args(s, q, &args, &mask);
	task = s->r.failed ? NULL : ask_task(s, q, "?histogram");
	map = task ? fresh_map(s, task, DEFAULT_ADDR, nr) : NULL;
	if (map) {
		err = set_policy(s, task, map, mbind, &args);
		answer = ask_errno(err);
		json_object_set_new(answer, "get",
				    err	  ? json_null() :
				    mbind ? policy_fields(mapping_policy(task, map)) :
					    policy_fields(current_policy(task)));
		if (!err)
			touch(s, task, map, 0, nr);
		json_object_set_new(answer, "placement", err ? json_null() : ask_placement(map));
	}
	if (task)
		engine_kill(s->e, task);
	return answer;
}

const struct ask_op_entry ask_ops_policy[] = {
	{ "policy.case", op_case },
	{ "policy.state", op_state },
	{ "policy.end", op_end },
	{ "policy.mems_allowed", op_mems_allowed },
	{ "policy.histogram", op_histogram },
	{ "mbind.case", op_mbind_case },
	{ NULL, NULL },
};
