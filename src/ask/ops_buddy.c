// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions about free lists, page by page: load a zone's lists, allocate and
 * free under slots, dump. Zones that an experiment did not load hold nothing.
 */
#include "ask/ask.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/rmqueue.h"
#include "alloc/zone_memory.h"
#include "base/text.h"

#define MAX_SLOTS 100000

/* A new experiment: no slots, and no zone has a free page. */
static void begin_experiment(struct ask *s, const char *name)
{
	struct machine *m = &s->e->m;
	int nid;

	if (s->experiment && !strcmp(s->experiment, name))
		return;
	free(s->experiment);
	free(s->slots);
	s->experiment = xstrdup(name);
	s->slots = NULL;
	s->nr_slots = 0;
	m->sysctl.watermark_boost_factor = 0;
	drain_all_pages(m);
	for_each_node_state(m, nid, N_POSSIBLE)
		for (int type = 0; type < MAX_NR_ZONES; type++) {
			struct zone *zone = &m->pgdat[nid]->node_zones[type];

			if (zone->spanned_pages)
				zone_load_lists(zone, NULL, 0, NULL, 0);
		}
}

/* Arrays of a load, as the zone room takes them. */
struct loaded {
	struct free_list_dump *lists;
	uint64_t **pfns;
	size_t nr_lists;
	struct pageblock_run *runs;
	size_t nr_runs;
};

static void loaded_free(struct loaded *l)
{
	for (size_t i = 0; i < l->nr_lists; i++)
		free(l->pfns[i]);
	free(l->pfns);
	free(l->lists);
	free(l->runs);
}

static uint64_t *read_pfns(struct ask *s, const json_t *array, size_t *nr)
{
	uint64_t *pfns = xmalloc((json_array_size(array) + 1) * sizeof(*pfns));

	*nr = json_array_size(array);
	for (size_t i = 0; i < *nr; i++) {
		const json_t *value = json_array_get(array, i);

		if (!json_is_integer(value) || json_integer_value(value) < 0)
			json_fail(&s->r, "pfns: entry %zu is not a pfn", i);
		pfns[i] = (uint64_t)json_integer_value(value);
	}
	return pfns;
}

static void read_lists(struct ask *s, const json_t *q, struct loaded *l)
{
	const json_t *lists = json_arr(&s->r, q, "lists");

	l->lists = xcalloc(json_array_size(lists) + 1, sizeof(*l->lists));
	l->pfns = xcalloc(json_array_size(lists) + 1, sizeof(*l->pfns));
	for (size_t i = 0; i < json_array_size(lists) && !s->r.failed; i++) {
		const json_t *row = json_array_get(lists, i);
		struct free_list_dump *list = &l->lists[i];

		list->order = (unsigned)json_int(&s->r, row, "order", 0, MAX_PAGE_ORDER);
		list->mt = (enum migratetype)json_mt(&s->r, json_object_get(row, "mt"), false);
		l->pfns[i] = read_pfns(s, json_arr(&s->r, row, "pfns"), &list->nr_pfns);
		list->pfns = l->pfns[i];
		l->nr_lists++;
	}
}

static void read_runs(struct ask *s, const json_t *q, struct loaded *l)
{
	const json_t *runs = json_arr(&s->r, q, "pageblocks");

	l->runs = xcalloc(json_array_size(runs) + 1, sizeof(*l->runs));
	for (size_t i = 0; i < json_array_size(runs) && !s->r.failed; i++) {
		const json_t *row = json_array_get(runs, i);
		json_int_t start = json_integer_value(json_array_get(row, 0));
		json_int_t nr = json_integer_value(json_array_get(row, 1));

		if (start < 0 || nr < 0)
			json_fail(&s->r, "pageblocks: bad entry %zu", i);
		l->runs[l->nr_runs++] = (struct pageblock_run){
			.start_pfn = (uint64_t)start,
			.nr_blocks = (uint64_t)nr,
			.mt = json_mt(&s->r, json_array_get(row, 2), true),
		};
	}
}

static void read_marks(struct ask *s, const json_t *q, struct zone *zone)
{
	const json_t *wm = json_arr(&s->r, q, "wm");
	const json_t *reserve = json_arr(&s->r, q, "lowmem_reserve");

	if (json_array_size(wm) != NR_WMARK || json_array_size(reserve) != MAX_NR_ZONES)
		json_fail(&s->r, "wm or lowmem_reserve has the wrong length");
	for (size_t i = 0; i < NR_WMARK && !s->r.failed; i++)
		zone->_watermark[i] = (uint64_t)json_integer_value(json_array_get(wm, i));
	for (size_t i = 0; i < MAX_NR_ZONES && !s->r.failed; i++)
		zone->lowmem_reserve[i] = (uint64_t)json_integer_value(json_array_get(reserve, i));
}

static void load_pcp(struct ask *s, struct zone *zone, const json_t *row)
{
	struct pcp_list_dump lists[NR_PCP_LISTS];
	uint64_t *pfns[NR_PCP_LISTS];
	struct pcp_dump dump = {
		.cpu = (int)json_int(&s->r, row, "cpu", 0, s->e->m.nr_cpus - 1),
		.high = (int)json_int(&s->r, row, "high", 0, INT32_MAX),
		.high_min = (int)json_int(&s->r, row, "high_min", 0, INT32_MAX),
		.high_max = (int)json_int(&s->r, row, "high_max", 0, INT32_MAX),
		.batch = (int)json_int(&s->r, row, "batch", 0, INT32_MAX),
		.alloc_factor = (int)json_int(&s->r, row, "alloc_factor", 0, 255),
		.free_count = (int)json_int(&s->r, row, "free_count", 0, INT32_MAX),
		.lists = lists,
	};
	const json_t *array = json_arr(&s->r, row, "lists");

	if (json_array_size(array) > NR_PCP_LISTS)
		json_fail(&s->r, "pcp: more than %d lists", NR_PCP_LISTS);
	for (size_t i = 0; i < json_array_size(array) && !s->r.failed; i++) {
		const json_t *list = json_array_get(array, i);
		unsigned idx = (unsigned)json_int(&s->r, list, "list", 0, NR_PCP_LISTS - 1);

		pfns[i] = read_pfns(s, json_arr(&s->r, list, "pfns"), &lists[i].nr_pfns);
		lists[i].list = idx;
		lists[i].pfns = pfns[i];
		dump.nr_lists++;
	}
	if (!s->r.failed && zone_load_pcp(&s->e->m, zone, &dump))
		json_fail(&s->r, "pcp: a block overlaps or lies outside the zone");
	for (size_t i = 0; i < dump.nr_lists; i++)
		free(pfns[i]);
}

static json_t *op_load(struct ask *s, const json_t *q)
{
	const char *name = json_str(&s->r, q, "experiment");
	struct zone *zone = ask_zone(s, json_str(&s->r, q, "zone"));
	const json_t *pcp = json_arr(&s->r, q, "pcp");
	struct loaded l = { 0 };

	if (s->r.failed)
		return NULL;
	begin_experiment(s, name);
	s->nr_fresh_starts++;
	read_lists(s, q, &l);
	read_runs(s, q, &l);
	read_marks(s, q, zone);
	if (!s->r.failed && zone_load_lists(zone, l.lists, l.nr_lists, l.runs, l.nr_runs))
		json_fail(&s->r, "the lists overlap, are misaligned or lie outside the zone");
	for (size_t i = 0; i < json_array_size(pcp) && !s->r.failed; i++)
		load_pcp(s, zone, json_array_get(pcp, i));
	loaded_free(&l);
	return ask_ok();
}

static struct ask_slot *slot_of(struct ask *s, const json_t *q)
{
	size_t idx = (size_t)json_int(&s->r, q, "slot", 0, MAX_SLOTS - 1);

	if (idx >= s->nr_slots) {
		s->slots = xrealloc(s->slots, (idx + 1) * sizeof(*s->slots));
		memset(s->slots + s->nr_slots, 0, (idx + 1 - s->nr_slots) * sizeof(*s->slots));
		s->nr_slots = idx + 1;
	}
	return &s->slots[idx];
}

static json_t *op_alloc(struct ask *s, const json_t *q)
{
	struct ask_slot *slot = slot_of(s, q);
	nodemask_t mask;
	bool has_mask = json_nodemask(&s->r, q, "nodemask", &mask);
	struct request_spec spec = {
		.task = s->e->m.init_task,
		.ctx = json_context(&s->r, q, "context"),
		.cpu = 0,
		.gfp = json_gfp(&s->r, q, "gfp"),
		.order = (unsigned)json_int(&s->r, q, "order", 0, MAX_PAGE_ORDER),
		.nid = (int)json_int(&s->r, q, "nid", 0, s->e->m.nr_node_ids - 1),
		.nodemask = has_mask ? &mask : NULL,
	};
	struct request_storage storage;
	struct alloc_request req;

	if (s->r.failed)
		return NULL;
	if (slot->used && slot->block.zone) {
		json_fail(&s->r, "the slot holds a block");
		return NULL;
	}
	engine_request(s->e, &spec, &req, &storage);
	slot->block = engine_alloc(s->e, &req).block;
	slot->used = true;
	if (!slot->block.zone)
		return json_pack("{s:n,s:n}", "zone", "pfn");
	return json_pack("{s:o,s:I}", "zone", json_zone(slot->block.zone), "pfn",
			 (json_int_t)slot->block.pfn);
}

static json_t *op_free(struct ask *s, const json_t *q)
{
	struct ask_slot *slot = slot_of(s, q);

	if (s->r.failed)
		return NULL;
	if (!slot->block.zone)
		return ask_errno(-EINVAL);
	engine_free(s->e, slot->block);
	slot->block = PAGE_BLOCK_NONE;
	return ask_errno(0);
}

struct dump {
	json_t *lists;
	json_t *pfns; /* of the last list, borrowed */
	unsigned order;
	enum migratetype mt;
};

static void dump_block(void *arg, unsigned order, enum migratetype mt, uint64_t pfn)
{
	const char letter[2] = { migratetype_letters[mt], '\0' };
	struct dump *d = arg;

	if (!d->pfns || d->order != order || d->mt != mt) {
		d->pfns = json_array();
		d->order = order;
		d->mt = mt;
		json_array_append_new(d->lists, json_pack("{s:i,s:s,s:o}", "order", (int)order,
							  "mt", letter, "pfns", d->pfns));
	}
	json_array_append_new(d->pfns, json_integer((json_int_t)pfn));
}

static json_t *op_dump(struct ask *s, const json_t *q)
{
	struct zone *zone = ask_zone(s, json_str(&s->r, q, "zone"));
	struct dump d = { .lists = json_array() };

	if (zone)
		zone_for_each_free(zone, dump_block, &d);
	return json_pack("{s:o}", "lists", d.lists);
}

static void dump_run(void *arg, uint64_t start_pfn, uint64_t nr, int mt)
{
	const char letter[2] = { mt < 0 ? '-' : migratetype_letters[mt], '\0' };

	json_array_append_new(arg,
			      json_pack("[I,I,s]", (json_int_t)start_pfn, (json_int_t)nr, letter));
}

static json_t *op_pageblocks(struct ask *s, const json_t *q)
{
	struct zone *zone = ask_zone(s, json_str(&s->r, q, "zone"));
	json_t *runs = json_array();

	if (zone)
		zone_for_each_pageblock_run(zone, dump_run, runs);
	return json_pack("{s:o}", "runs", runs);
}

const struct ask_op_entry ask_ops_buddy[] = {
	{ "buddy.load", op_load }, { "buddy.alloc", op_alloc },		  { "buddy.free", op_free },
	{ "buddy.dump", op_dump }, { "buddy.pageblocks", op_pageblocks }, { NULL, NULL },
};
