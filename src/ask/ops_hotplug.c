// SPDX-License-Identifier: GPL-2.0-only
/* Questions about memory that comes and goes, and about the roles of nodes. */
#include "ask/ask.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static json_t *op_auto_online(struct ask *s, const json_t *q)
{
	int type = online_type_parse(json_str(&s->r, q, "value"));

	if (s->r.failed)
		return NULL;
	if (type >= 0)
		s->e->hotplug.auto_online = (enum online_type)type;
	return ask_errno(type < 0 ? -EINVAL : 0);
}

static void read_range(struct ask *s, const json_t *q, struct add_memory_args *args)
{
	args->nid = (int)json_int(&s->r, q, "node", 0, MAX_NUMNODES - 1);
	args->start_pfn = (uint64_t)json_int(&s->r, q, "start_pfn", 0, INT64_C(1) << 40);
}

static json_t *op_dimm_add(struct ask *s, const json_t *q)
{
	struct add_memory_args args = { .role = ROLE_SYSRAM };
	int64_t id = json_int(&s->r, q, "dimm", 0, MAX_DIMMS - 1);
	int64_t mb = json_int(&s->r, q, "mb", 1, INT64_C(1) << 32);
	struct hotplug_result result;

	read_range(s, q, &args);
	if (s->r.failed)
		return NULL;
	args.nr_pages = (uint64_t)mb << (20 - PAGE_SHIFT);
	args.online = s->e->hotplug.auto_online;
	result = engine_mem_add(s->e, &args);
	if (result.err)
		json_fail(&s->r, "the DIMM cannot be added: %s", result.what);
	else
		s->dimms[id] = (struct ask_dimm){ args.start_pfn, args.nr_pages };
	return ask_ok();
}

static json_t *op_dimm_remove(struct ask *s, const json_t *q)
{
	int64_t id = json_int(&s->r, q, "dimm", 0, MAX_DIMMS - 1);
	bool unmovable = json_bool_or(&s->r, q, "unmovable", false);
	const struct ask_dimm *dimm = &s->dimms[id];
	struct hotplug_result result;

	if (!s->r.failed && !dimm->nr_pages)
		json_fail(&s->r, "no DIMM %lld", (long long)id);
	if (s->r.failed)
		return NULL;
	/* The question says that a page inside cannot move; which one does not matter. */
	if (unmovable)
		hotplug_pin(&s->e->hotplug, dimm->start_pfn);
	result = engine_mem_remove(s->e, dimm->start_pfn, dimm->nr_pages);
	if (unmovable)
		hotplug_unpin(&s->e->hotplug, dimm->start_pfn);
	if (!result.err)
		s->dimms[id] = (struct ask_dimm){ 0 };
	return json_pack("{s:b}", "removed", result.err == 0);
}

static json_t *zones_text(const struct ask *s, const struct mem_block *block)
{
	struct text out = TEXT_INIT;
	json_t *value;

	valid_zones(&s->e->hotplug, &s->e->m, block, &out);
	value = json_string(text_str(&out));
	text_free(&out);
	return value;
}

static json_t *op_block_set(struct ask *s, const json_t *q)
{
	uint64_t id = (uint64_t)json_int(&s->r, q, "block", 0, INT64_C(1) << 40);
	int type = online_type_parse(json_str(&s->r, q, "state"));
	const struct mem_block *block;
	json_t *answer;

	if (s->r.failed)
		return NULL;
	block = find_memory_block(&s->e->hotplug.table, id);
	if (!block) {
		json_fail(&s->r, "no memory block %llu", (unsigned long long)id);
		return NULL;
	}
	answer = ask_errno(type < 0 ? -EINVAL :
				      engine_block_set(s->e, id, (enum online_type)type).err);
	json_object_set_new(answer, "valid_zones", zones_text(s, block));
	return answer;
}

static json_t *op_memblocks(struct ask *s, const json_t *q)
{
	uint64_t first = (uint64_t)json_int(&s->r, q, "first_block", 0, INT64_C(1) << 40);
	const struct block_table *table = &s->e->hotplug.table;
	json_t *blocks = json_object();
	char key[24];

	for (size_t i = 0; i < table->nr_blocks; i++) {
		const struct mem_block *b = &table->blocks[i];

		if (b->id < first)
			continue;
		snprintf(key, sizeof(key), "%llu", (unsigned long long)b->id);
		json_object_set_new(blocks, key,
				    json_pack("{s:i,s:s,s:o}", "node", b->nid, "state",
					      block_state_names[b->state], "valid_zones",
					      zones_text(s, b)));
	}
	return json_pack("{s:o}", "blocks", blocks);
}

static json_t *pages_json(const uint64_t *pages, size_t nr)
{
	json_t *array = json_array();

	for (size_t i = 0; i < nr; i++)
		json_array_append_new(array, json_integer((json_int_t)pages[i]));
	return array;
}

/* One entry for each zone with managed pages, made by @row. */
static json_t *managed_zones(const struct machine *m, json_t *(*row)(const struct zone *))
{
	json_t *zones = json_object();
	char label[16];
	int nid;

	for_each_node_state(m, nid, N_POSSIBLE)
		for (int type = 0; type < MAX_NR_ZONES; type++) {
			const struct zone *zone = &m->pgdat[nid]->node_zones[type];

			if (managed_zone(zone))
				json_object_set_new(zones, zone_label(zone, label), row(zone));
		}
	return json_pack("{s:o}", "zones", zones);
}

static json_t *zone_row(const struct zone *zone)
{
	return json_pack("{s:I,s:I,s:I,s:I,s:o,s:i}", "start_pfn", (json_int_t)zone->zone_start_pfn,
			 "spanned", (json_int_t)zone->spanned_pages, "present",
			 (json_int_t)zone->present_pages, "managed",
			 (json_int_t)zone->managed_pages, "lowmem_reserve",
			 pages_json(zone->lowmem_reserve, MAX_NR_ZONES), "pageset_batch",
			 zone->pageset_batch);
}

static json_t *watermark_row(const struct zone *zone)
{
	return pages_json(zone->_watermark, NR_WMARK);
}

static json_t *op_zones(struct ask *s, const json_t *q)
{
	(void)q;
	return managed_zones(&s->e->m, zone_row);
}

static json_t *op_watermarks(struct ask *s, const json_t *q)
{
	(void)q;
	return managed_zones(&s->e->m, watermark_row);
}

/*
 * The pages are where the kernel's allocation put them (an input); ours would
 * come from other per-cpu lists. So the request is only asked, and the pages named
 * become the ones that cannot move.
 */
static json_t *op_pin(struct ask *s, const json_t *q)
{
	nodemask_t mask;
	bool has_mask = json_nodemask(&s->r, q, "nodemask", &mask);
	const json_t *pfns = json_arr(&s->r, q, "pfns");
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
	struct lands_answer lands;
	json_t *zones;

	if (s->r.failed)
		return NULL;
	engine_request(s->e, &spec, &req, &storage);
	lands = alloc_lands_on(&s->e->m, &req);
	zones = json_array();
	for (size_t i = 0; i < json_array_size(pfns); i++) {
		json_array_append_new(
			zones, json_zone(lands.ok ? zoneref_zone(&s->e->m, lands.ref) : NULL));
		hotplug_pin(&s->e->hotplug, (uint64_t)json_integer_value(json_array_get(pfns, i)));
	}
	return json_pack("{s:o}", "zones", zones);
}

static json_t *op_unpin(struct ask *s, const json_t *q)
{
	(void)q;
	return json_pack("{s:I}", "freed", (json_int_t)hotplug_unpin_all(&s->e->hotplug));
}

static json_t *op_tiers(struct ask *s, const json_t *q)
{
	json_t *tiers = json_object();
	char key[32];

	(void)q;
	for (size_t i = 0; i < s->e->tiers.nr_tiers; i++) {
		const struct memory_tier *tier = &s->e->tiers.tiers[i];

		snprintf(key, sizeof(key), "memory_tier%d", memory_tier_id(tier));
		json_object_set_new(tiers, key, json_nodes(&tier->nodes));
	}
	return json_pack("{s:o}", "tiers", tiers);
}

static enum node_role read_role(struct ask *s, const json_t *q)
{
	static const char *const names[] = { "sysram", "spm" };

	return json_enum(&s->r, q, "role", names, 2) ? ROLE_SPM : ROLE_SYSRAM;
}

static json_t *op_mem_add(struct ask *s, const json_t *q)
{
	int type = online_type_parse(json_str(&s->r, q, "online"));
	int64_t bytes = json_int(&s->r, q, "bytes", 0, INT64_MAX);
	struct add_memory_args args = { .role = read_role(s, q) };

	read_range(s, q, &args);
	if (!s->r.failed && type < 0)
		json_fail(&s->r, "field \"online\" is not what can become of a block");
	if (s->r.failed)
		return NULL;
	args.nr_pages = (uint64_t)bytes >> PAGE_SHIFT;
	args.online = (enum online_type)type;
	return ask_errno(engine_mem_add(s->e, &args).err);
}

static json_t *op_mem_remove(struct ask *s, const json_t *q)
{
	uint64_t start = (uint64_t)json_int(&s->r, q, "start_pfn", 0, INT64_C(1) << 40);
	int64_t bytes = json_int(&s->r, q, "bytes", 0, INT64_MAX);

	if (s->r.failed)
		return NULL;
	return ask_errno(engine_mem_remove(s->e, start, (uint64_t)bytes >> PAGE_SHIFT).err);
}

static json_t *op_set_type(struct ask *s, const json_t *q)
{
	int nid = (int)json_int(&s->r, q, "node", 0, MAX_NUMNODES - 1);
	enum node_role role = read_role(s, q);

	return s->r.failed ? NULL : ask_errno(engine_set_node_type(s->e, nid, role).err);
}

static json_t *op_node_lists(struct ask *s, const json_t *q)
{
	const struct design_state *state = &s->e->m.dstate;

	(void)q;
	return json_pack("{s:o,s:o}", "sysram", json_nodes(&state->sysram), "spm",
			 json_nodes(&state->spm));
}

const struct ask_op_entry ask_ops_hotplug[] = {
	{ "hotplug.auto_online", op_auto_online },
	{ "dimm.add", op_dimm_add },
	{ "dimm.remove", op_dimm_remove },
	{ "block.set", op_block_set },
	{ "memblocks", op_memblocks },
	{ "zones", op_zones },
	{ "watermarks", op_watermarks },
	{ "alloc.pin", op_pin },
	{ "alloc.unpin", op_unpin },
	{ "tiers", op_tiers },
	{ "mem.add", op_mem_add },
	{ "mem.remove", op_mem_remove },
	{ "node.set_type", op_set_type },
	{ "node_lists", op_node_lists },
	{ NULL, NULL },
};
