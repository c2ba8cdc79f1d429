// SPDX-License-Identifier: GPL-2.0-only
/*
 * machine.json -> struct machine_desc.
 *
 * The file is a capture, but it is still input: every field is checked, and a
 * file that is not what it should be gives one message and no machine.
 */
#include "ask/machine_json.h"

#include <stdlib.h>
#include <string.h>

#include "ask/json_read.h"
#include "base/text.h"

static const char *const online_names[] = { "offline", "online", "online_kernel",
					    "online_movable" };

static void read_nodes(struct json_reader *r, const json_t *root, struct machine_desc *desc)
{
	nodemask_t possible = json_nodelist(r, root, "possible");
	const json_t *nodes = json_arr(r, root, "nodes");
	size_t i = 0;
	int nid;

	desc->nodes = xcalloc((size_t)nodes_weight(&possible) + 1, sizeof(*desc->nodes));
	for_each_node_mask(nid, &possible) {
		desc->nodes[desc->nr_nodes++] = (struct node_desc){ .nid = nid, .possible = true };
		desc->nr_node_ids = nid + 1;
	}
	if (!desc->nr_nodes)
		json_fail(r, "no possible node");
	for (i = 0; i < json_array_size(nodes); i++) {
		const json_t *row = json_array_get(nodes, i);
		struct node_desc *node = NULL;
		const json_t *cpus;

		nid = (int)json_int(r, row, "node", 0, MAX_NUMNODES - 1);
		cpus = json_arr(r, row, "cpus");
		for (size_t k = 0; k < desc->nr_nodes; k++)
			if (desc->nodes[k].nid == nid)
				node = &desc->nodes[k];
		if (!node || node->cpus) {
			json_fail(r, "node %d is not possible or described twice", nid);
			return;
		}
		node->nr_cpus = json_array_size(cpus);
		node->cpus = xcalloc(node->nr_cpus + 1, sizeof(*node->cpus));
		for (size_t k = 0; k < node->nr_cpus; k++)
			node->cpus[k] = (int)json_integer_value(json_array_get(cpus, k));
	}
}

static void read_cpus(struct json_reader *r, const json_t *root, struct machine_desc *desc)
{
	const json_t *map = json_obj(r, root, "cpu_to_node");
	const char *key;
	json_t *value;

	desc->nr_cpus = (int)json_int(r, json_obj(r, root, "config"), "nr_cpu_ids", 1, MAX_CPUS);
	if (r->failed)
		return;
	desc->cpu_to_node = xmalloc((size_t)desc->nr_cpus * sizeof(int));
	for (int cpu = 0; cpu < desc->nr_cpus; cpu++)
		desc->cpu_to_node[cpu] = NUMA_NO_NODE;
	json_object_foreach((json_t *)map, key, value)
	{
		char *end;
		long cpu = strtol(key, &end, 10);
		json_int_t nid = json_integer_value(value);

		if (*end || cpu < 0 || cpu >= desc->nr_cpus || nid < 0 ||
		    nid >= desc->nr_node_ids) {
			json_fail(r, "cpu_to_node: bad entry \"%.20s\"", key);
			return;
		}
		desc->cpu_to_node[cpu] = (int)nid;
	}
}

static void read_distance(struct json_reader *r, const json_t *root, struct machine_desc *desc)
{
	const json_t *rows = json_arr(r, root, "distance");
	size_t n = (size_t)desc->nr_node_ids;

	if (r->failed)
		return;
	if (json_array_size(rows) != desc->nr_nodes) {
		json_fail(r, "distance: %zu rows for %zu possible nodes", json_array_size(rows),
			  desc->nr_nodes);
		return;
	}
	desc->distance = xmalloc(n * n);
	for (size_t i = 0; i < n * n; i++)
		desc->distance[i] = i % (n + 1) ? 20 : 10;
	for (size_t i = 0; i < desc->nr_nodes; i++) {
		const json_t *row = json_array_get(rows, i);

		if (json_array_size(row) != desc->nr_nodes) {
			json_fail(r, "distance: row %zu is not square", i);
			return;
		}
		for (size_t j = 0; j < desc->nr_nodes; j++) {
			json_int_t d = json_integer_value(json_array_get(row, j));
			size_t from = (size_t)desc->nodes[i].nid;

			if (d < 1 || d > 255)
				json_fail(r, "distance: %lld is not in 1..255", (long long)d);
			desc->distance[from * n + (size_t)desc->nodes[j].nid] = (uint8_t)d;
		}
	}
}

static void read_blocks(struct json_reader *r, const json_t *row, struct zone_desc *zd)
{
	const json_t *blocks = json_object_get(row, "free_blocks");
	const json_t *runs = json_object_get(row, "pageblocks");

	if (!json_is_array(blocks) || !json_is_array(runs))
		return;
	zd->has_free = true;
	zd->free_blocks = xcalloc(json_array_size(blocks) + 1, sizeof(*zd->free_blocks));
	for (size_t i = 0; i < json_array_size(blocks); i++) {
		const json_t *b = json_array_get(blocks, i);
		json_int_t order = json_integer_value(json_array_get(b, 0));
		json_int_t nr = json_integer_value(json_array_get(b, 2));
		int mt = json_mt(r, json_array_get(b, 1), false);

		if (order < 0 || order > MAX_PAGE_ORDER || nr < 0)
			json_fail(r, "free_blocks: bad entry %zu", i);
		zd->free_blocks[zd->nr_free_blocks++] = (struct free_blocks){
			.order = (unsigned)order, .mt = (enum migratetype)mt, .nr = (uint64_t)nr
		};
	}
	zd->pageblocks = xcalloc(json_array_size(runs) + 1, sizeof(*zd->pageblocks));
	for (size_t i = 0; i < json_array_size(runs); i++) {
		const json_t *b = json_array_get(runs, i);
		json_int_t start = json_integer_value(json_array_get(b, 0));
		json_int_t nr = json_integer_value(json_array_get(b, 1));
		int mt = json_mt(r, json_array_get(b, 2), true);

		if (start < 0 || nr < 0)
			json_fail(r, "pageblocks: bad entry %zu", i);
		zd->pageblocks[zd->nr_pageblocks++] = (struct pageblock_run){
			.start_pfn = (uint64_t)start, .nr_blocks = (uint64_t)nr, .mt = mt
		};
	}
}

static void read_marks(struct json_reader *r, const json_t *row, struct zone_desc *zd)
{
	const json_t *wm = json_object_get(row, "wm");
	const json_t *reserve = json_object_get(row, "lowmem_reserve");
	static const char *const names[NR_WMARK] = { "min", "low", "high", "promo" };

	if (!wm || !reserve)
		return;
	if (!json_is_object(wm) || json_array_size(reserve) != MAX_NR_ZONES) {
		json_fail(r, "wm or lowmem_reserve has the wrong shape");
		return;
	}
	zd->has_wm = true;
	for (int w = 0; w < NR_WMARK; w++)
		zd->wm[w] = (uint64_t)json_int(r, wm, names[w], 0, INT64_MAX);
	for (size_t z = 0; z < MAX_NR_ZONES; z++)
		zd->lowmem_reserve[z] = (uint64_t)json_integer_value(json_array_get(reserve, z));
}

/* A zone is of a possible node and described once. */
static void check_zone(struct json_reader *r, const struct machine_desc *desc,
		       const struct zone_desc *zd)
{
	bool possible = false;

	for (size_t i = 0; i < desc->nr_nodes; i++)
		possible |= desc->nodes[i].nid == zd->nid;
	if (!possible)
		json_fail(r, "zones: node %d is not possible", zd->nid);
	for (const struct zone_desc *other = desc->zones; other < zd; other++)
		if (other->nid == zd->nid && other->type == zd->type)
			json_fail(r, "zones: %d/%s is described twice", zd->nid,
				  zone_names[zd->type]);
}

static void read_zones(struct json_reader *r, const json_t *root, struct machine_desc *desc)
{
	const json_t *zones = json_arr(r, root, "zones");

	desc->zones = xcalloc(json_array_size(zones) + 1, sizeof(*desc->zones));
	for (size_t i = 0; i < json_array_size(zones); i++) {
		const json_t *row = json_array_get(zones, i);
		struct zone_desc *zd = &desc->zones[desc->nr_zones++];

		zd->nid = (int)json_int(r, row, "node", 0, desc->nr_node_ids - 1);
		zd->type = (enum zone_type)json_enum(r, row, "zone", zone_names, MAX_NR_ZONES);
		zd->start_pfn = (uint64_t)json_int(r, row, "start_pfn", 0, INT64_C(1) << 40);
		zd->spanned = (uint64_t)json_int(r, row, "spanned", 0, MAX_ZONE_PAGES - 1);
		zd->present = (uint64_t)json_int(r, row, "present", 0, (int64_t)zd->spanned);
		zd->managed = (uint64_t)json_int(r, row, "managed", 0, (int64_t)zd->present);
		zd->free = (uint64_t)json_int_or(r, row, "free", 0, INT64_MAX, 0);
		zd->pcp = (uint64_t)json_int_or(r, row, "pcp", 0, INT64_MAX, 0);
		read_marks(r, row, zd);
		read_blocks(r, row, zd);
		check_zone(r, desc, zd);
		if (r->failed)
			return;
	}
}

static void read_sysctl(struct json_reader *r, const json_t *root, struct machine_desc *desc)
{
	const json_t *s = json_obj(r, root, "sysctl");
	const json_t *ratio = json_arr(r, s, "vm.lowmem_reserve_ratio");

	if (r->failed)
		return;
	desc->has_min_free_kbytes = true;
	desc->sysctl.min_free_kbytes = json_int(r, s, "vm.min_free_kbytes", 0, INT32_MAX);
	desc->sysctl.user_min_free_kbytes = -1;
	desc->sysctl.watermark_scale_factor =
		(int)json_int(r, s, "vm.watermark_scale_factor", 0, 3000);
	desc->sysctl.dirty_ratio = 20;
	desc->sysctl.watermark_boost_factor =
		(int)json_int(r, s, "vm.watermark_boost_factor", 0, INT32_MAX);
	desc->sysctl.oom_dump_tasks = 1;
	desc->sysctl.extfrag_threshold = DEFAULT_EXTFRAG_THRESHOLD;
	desc->sysctl.percpu_pagelist_high_fraction =
		(int)json_int(r, s, "vm.percpu_pagelist_high_fraction", 0, INT32_MAX);
	desc->sysctl.zone_reclaim_mode = (int)json_int(r, s, "vm.zone_reclaim_mode", 0, 7);
	desc->sysctl.swappiness = 60;
	desc->sysctl.numa_balancing_mode = NUMA_BALANCING_NORMAL;
	desc->sysctl.min_unmapped_ratio = 1;
	for (size_t z = 0; z < MAX_NR_ZONES; z++)
		desc->sysctl.lowmem_reserve_ratio[z] =
			(int)json_integer_value(json_array_get(ratio, z));
}

static void read_hmat(struct json_reader *r, const json_t *root, struct machine_desc *desc)
{
	const json_t *hmat = json_object_get(root, "hmat");

	desc->hmat = xcalloc(json_array_size(hmat) + 1, sizeof(*desc->hmat));
	for (size_t i = 0; i < json_array_size(hmat); i++) {
		const json_t *row = json_array_get(hmat, i);

		desc->hmat[desc->nr_hmat++] = (struct hmat_desc){
			.initiator = (int)json_int(r, row, "initiator", 0, desc->nr_node_ids - 1),
			.target = (int)json_int(r, row, "target", 0, desc->nr_node_ids - 1),
			.read_latency = json_number_or(r, row, "read_latency_ns", 0),
			.write_latency = json_number_or(r, row, "write_latency_ns", 0),
			.read_bandwidth = json_number_or(r, row, "read_bandwidth_mbs", 0),
			.write_bandwidth = json_number_or(r, row, "write_bandwidth_mbs", 0),
		};
	}
}

static void read_hotplug(struct json_reader *r, const json_t *root, struct machine_desc *desc)
{
	const json_t *window = json_object_get(root, "hotplug_window");

	desc->auto_online =
		(enum online_type)json_enum(r, root, "auto_online_blocks", online_names, 4);
	desc->memory_block_pages =
		(uint64_t)json_int(r, root, "memory_block_size", 1 << 27, INT64_C(1) << 40) /
		PAGE_SIZE;
	desc->hotplug_nid = NUMA_NO_NODE;
	if (window) {
		desc->hotplug_nid = (int)json_int(r, window, "node", 0, desc->nr_node_ids - 1);
		desc->hotplug_start_pfn =
			(uint64_t)json_int(r, window, "start_pfn", 0, INT64_C(1) << 40);
	}
}

static void read_machine(struct json_reader *r, const json_t *root, struct machine_desc *desc)
{
	static const char *const thp_names[] = { "always", "madvise", "never" };

	desc->name = xstrdup(json_str(r, root, "machine"));
	desc->max_numnodes = (int)json_int_or(r, json_obj(r, root, "config"), "max_numnodes", 1,
					      MAX_NUMNODES, MAX_NUMNODES);
	r->max_numnodes = desc->max_numnodes;
	read_nodes(r, root, desc);
	if (r->failed)
		return;
	read_cpus(r, root, desc);
	read_distance(r, root, desc);
	read_zones(r, root, desc);
	read_sysctl(r, root, desc);
	read_hmat(r, root, desc);
	read_hotplug(r, root, desc);
	/* khugepaged raises min_free_kbytes unless THP is off altogether. */
	desc->thp_enabled = json_enum(r, root, "thp", thp_names, 3) != 2;
}

/* @root is taken over; NULL: @error says why. */
static struct machine_desc *machine_of(json_t *root, const json_error_t *error, const char *path,
				       char **design_name, struct diag_list *diags)
{
	struct json_reader r = { .max_numnodes = MAX_NUMNODES };
	struct machine_desc *desc = NULL;
	struct source_loc loc = { .file = path };
	const char *design;

	*design_name = NULL;
	if (!root) {
		loc.line = error->line > 0 ? error->line : 0;
		loc.column = error->column > 0 ? error->column : 0;
		loc.width = 1;
		diag_add(diags, DIAG_ERROR, loc, "%s", error->text);
		return NULL;
	}
	desc = xcalloc(1, sizeof(*desc));
	if (json_is_object(root))
		read_machine(&r, root, desc);
	else
		json_fail(&r, "not a JSON object");
	design = json_str_or_null(&r, root, "design");
	if (r.failed) {
		diag_add(diags, DIAG_ERROR, loc, "%s", r.message);
		machine_desc_free(desc);
		free(desc);
		desc = NULL;
	} else if (design) {
		*design_name = xstrdup(design);
	}
	json_decref(root);
	return desc;
}

struct machine_desc *machine_json_load(const char *path, char **design_name,
				       struct diag_list *diags)
{
	json_error_t error;
	json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

	return machine_of(root, &error, path, design_name, diags);
}

struct machine_desc *machine_json_load_bytes(const char *shown, const char *bytes, size_t len,
					     char **design_name, struct diag_list *diags)
{
	json_error_t error;
	json_t *root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);

	return machine_of(root, &error, shown, design_name, diags);
}
