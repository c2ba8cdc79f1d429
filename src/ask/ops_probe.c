// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions about one allocation: where would it be served, for each node asked
 * from. Nothing stays allocated; "full" fills nodes by real allocations first.
 */
#include "ask/ask.h"

#include <stdlib.h>
#include <string.h>

#include "alloc/rmqueue.h"
#include "alloc/watermark.h"
#include "base/nodelist.h"
#include "base/text.h"

#define FULL_LABEL "?full"

void ask_unfill(struct ask *s)
{
	struct held_set *set = held_find(&s->e->held, FULL_LABEL);

	if (!s->full)
		return;
	while (set && set->nr)
		engine_free(s->e, held_take_newest(set));
	free(s->full);
	s->full = NULL;
}

/* Somebody else took the zone's memory: all of it down to the min watermark. */
static void fill_zone(struct ask *s, struct zone *zone)
{
	struct held_set *set = held_get(&s->e->held, FULL_LABEL);
	uint64_t mark = zone->_watermark[WMARK_MIN];
	uint64_t pfn;

	while (zone_watermark_fast(zone, 0, mark, zone->type, 0) == VERDICT_PASS &&
	       rmqueue(&s->e->m, zone, 0, 0, MIGRATE_UNMOVABLE, 0, &pfn))
		held_add(set, (struct page_block){ .zone = zone, .pfn = pfn });
}

static void fill_nodes(struct ask *s, const char *list)
{
	nodemask_t nodes = NODE_MASK_NONE;
	int nid;

	if (nodelist_parse(list, strlen(list), s->r.max_numnodes, &nodes)) {
		json_fail(&s->r, "field \"full\" is not a node list");
		return;
	}
	for_each_node_mask(nid, &nodes)
		for (int type = 0; type < MAX_NR_ZONES && s->e->m.pgdat[nid]; type++)
			fill_zone(s, &s->e->m.pgdat[nid]->node_zones[type]);
	s->full = xstrdup(list);
}

static void make_full(struct ask *s, const char *list)
{
	if (s->full && list && !strcmp(s->full, list))
		return;
	ask_unfill(s);
	if (list && *list)
		fill_nodes(s, list);
}

/* The context decides whose cpuset counts: softirq and workqueues run for the root. */
static struct task *probe_task(struct ask *s, const json_t *q, enum alloc_ctx_kind ctx)
{
	if (ctx == CTX_SOFTIRQ || ctx == CTX_KTHREAD)
		return s->e->m.init_task;
	return ask_task(s, q, "?probe");
}

static json_t *probe_nids(struct ask *s, const json_t *nids, const struct request_spec *spec)
{
	json_t *zones = json_object();

	for (size_t i = 0; i < json_array_size(nids); i++) {
		const json_t *value = json_array_get(nids, i);
		json_int_t nid = json_integer_value(value);
		struct request_spec one = *spec;
		struct request_storage storage;
		struct alloc_request req;
		struct lands_answer lands;
		char key[16];

		if (!json_is_integer(value) || nid < 0 || nid >= MAX_NUMNODES ||
		    !s->e->m.pgdat[nid]) {
			json_fail(&s->r, "nids: entry %zu is not a possible node", i);
			return zones;
		}
		one.nid = (int)nid;
		engine_request(s->e, &one, &req, &storage);
		lands = alloc_lands_on(&s->e->m, &req);
		snprintf(key, sizeof(key), "%d", one.nid);
		json_object_set_new(zones, key,
				    json_zone(lands.ok ? zoneref_zone(&s->e->m, lands.ref) : NULL));
	}
	return zones;
}

static json_t *op_probe(struct ask *s, const json_t *q)
{
	enum alloc_ctx_kind ctx = json_context(&s->r, q, "context");
	gfp_t gfp = json_gfp(&s->r, q, "gfp");
	unsigned order = (unsigned)json_int(&s->r, q, "order", 0, MAX_PAGE_ORDER);
	const json_t *nids = json_arr(&s->r, q, "nids");
	const char *full = json_str_or_null(&s->r, q, "full");
	nodemask_t mask;
	bool has_mask = json_nodemask(&s->r, q, "nodemask", &mask);
	struct task *task = s->r.failed ? NULL : probe_task(s, q, ctx);
	struct request_spec spec = {
		.task = task,
		.ctx = ctx,
		.cpu = -1,
		.gfp = gfp,
		.order = order,
		.nodemask = has_mask ? &mask : NULL,
	};
	json_t *zones;

	if (!task)
		return NULL;
	make_full(s, full);
	zones = probe_nids(s, nids, &spec);
	if (task != s->e->m.init_task)
		engine_kill(s->e, task);
	return json_pack("{s:o}", "zones", zones);
}

const struct ask_op_entry ask_ops_probe[] = {
	{ "probe", op_probe },
	{ NULL, NULL },
};
