// SPDX-License-Identifier: GPL-2.0-only
/* Allocate until nothing is left, on real free lists, and say in which order zones gave. */
#include "ask/ask.h"

#include <string.h>

#include "alloc/rmqueue.h"
#include "alloc/zone_memory.h"

#define EXHAUST_LABEL "?exhaust"

static void read_pages(struct ask *s, const json_t *array, uint64_t *pages, size_t nr)
{
	if (!pages || json_array_size(array) != nr) {
		json_fail(&s->r, "an array of the start state has the wrong length");
		return;
	}
	for (size_t i = 0; i < nr; i++)
		pages[i] = (uint64_t)json_integer_value(json_array_get(array, i));
}

/* The state that the capture found when it began: free pages, marks, reserves. */
static void start_state(struct ask *s, const json_t *start)
{
	const char *label;
	json_t *row;

	drain_all_pages(&s->e->m);
	s->e->m.sysctl.watermark_boost_factor = 0;
	json_object_foreach((json_t *)start, label, row)
	{
		struct zone *zone = ask_zone(s, label);
		int64_t nr_free = json_int(&s->r, row, "free", 0, INT64_C(1) << 40);
		int64_t reserved = json_int_or(&s->r, row, "highatomic", 0, INT64_C(1) << 40, 0);

		read_pages(s, json_arr(&s->r, row, "wm"), s->r.failed ? NULL : zone->_watermark,
			   NR_WMARK);
		read_pages(s, json_arr(&s->r, row, "lowmem_reserve"),
			   s->r.failed ? NULL : zone->lowmem_reserve, MAX_NR_ZONES);
		if (s->r.failed)
			return;
		zone->watermark_boost = 0;
		zone_set_highatomic(zone, (uint64_t)reserved);
		zone_set_free(zone, (uint64_t)nr_free);
	}
}

static json_t *op_exhaust(struct ask *s, const json_t *q)
{
	enum alloc_ctx_kind ctx = json_context(&s->r, q, "context");
	gfp_t gfp = json_gfp(&s->r, q, "gfp");
	unsigned order = (unsigned)json_int(&s->r, q, "order", 0, MAX_PAGE_ORDER);
	int nid = (int)json_int(&s->r, q, "nid", 0, s->e->m.nr_node_ids - 1);
	const json_t *start = json_obj(&s->r, q, "start");
	nodemask_t mask;
	bool has_mask = json_nodemask(&s->r, q, "nodemask", &mask);
	struct request_storage storage;
	struct alloc_request req;
	struct alloc_runs got;
	struct held_set *set;
	struct task *task;
	json_t *runs, *answer;

	task = s->r.failed ? NULL : ask_task(s, q, "?exhaust");
	if (!task)
		return NULL;
	start_state(s, start);
	if (s->r.failed)
		goto out;
	engine_request(s->e,
		       &(struct request_spec){ .task = task,
					       .ctx = ctx,
					       .cpu = -1,
					       .gfp = gfp,
					       .order = order,
					       .nid = nid,
					       .nodemask = has_mask ? &mask : NULL },
		       &req, &storage);
	engine_alloc_many(s->e, &req, UINT64_MAX, EXHAUST_LABEL, &got);
	runs = json_array();
	for (size_t i = 0; i < got.nr; i++)
		json_array_append_new(runs, json_pack("[o,I]", json_zone(got.runs[i].zone),
						      (json_int_t)got.runs[i].nr_blocks));
	set = held_get(&s->e->held, EXHAUST_LABEL);
	while (set->nr)
		engine_free(s->e, held_take_newest(set));
	engine_kill(s->e, task);
	task = NULL;
	drain_all_pages(&s->e->m);
	answer = json_pack("{s:o,s:I}", "runs", runs, "total", (json_int_t)got.nr_blocks);
	alloc_runs_free(&got);
	return answer;
out:
	engine_kill(s->e, task);
	return NULL;
}

const struct ask_op_entry ask_ops_exhaust[] = {
	{ "exhaust", op_exhaust },
	{ NULL, NULL },
};
