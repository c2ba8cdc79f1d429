// SPDX-License-Identifier: GPL-2.0-only
/*
 * A machine description from a "topology:" block.
 *
 * Responsible for the settings of the machine and for putting the parts
 * together. Nodes, addresses and distances have files of their own.
 *
 * Mirrors: nothing; defaults of settings are those of v6.12.
 */
#include "scenario/topology.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void set_defaults(struct machine_desc *desc)
{
	static const int ratios[MAX_NR_ZONES] = { 256, 256, 32, 0, 0 };

	desc->sysctl.user_min_free_kbytes = -1;
	desc->sysctl.watermark_scale_factor = 10;
	desc->sysctl.watermark_boost_factor = 15000;
	desc->sysctl.swappiness = 60;
	desc->sysctl.numa_balancing_mode = NUMA_BALANCING_NORMAL;
	desc->sysctl.min_unmapped_ratio = 1;
	desc->sysctl.dirty_ratio = 20;
	desc->sysctl.oom_dump_tasks = 1;
	desc->sysctl.extfrag_threshold = DEFAULT_EXTFRAG_THRESHOLD;
	memcpy(desc->sysctl.lowmem_reserve_ratio, ratios, sizeof(ratios));
	desc->thp_enabled = true;
	desc->auto_online = MMOP_OFFLINE;
	desc->max_numnodes = MAX_NUMNODES;
	desc->hotplug_nid = NUMA_NO_NODE;
}

static bool read_ratios(struct reader *r, const struct yaml_node *node, struct sysctls *s)
{
	const char *text = read_word(r, node, "lowmem_reserve_ratio");
	int zone = 0;

	while (text && zone < MAX_NR_ZONES) {
		int64_t value = 0;
		size_t len;

		text += strspn(text, " ");
		len = strcspn(text, " ");
		if (!len)
			return true;	/* as in the kernel, the rest stays */
		if (parse_int(text, len, &value) || value < 0 || value > INT32_MAX)
			break;
		s->lowmem_reserve_ratio[zone++] = (int)value;
		text += len;
	}
	if (text && !text[strspn(text, " ")])
		return true;
	if (text)
		read_error(r, node->loc, "lowmem_reserve_ratio is up to five numbers");
	return false;
}

static const char *const sysctl_words[] = {
	"vm.min_free_kbytes",
	"vm.watermark_scale_factor",
	"vm.watermark_boost_factor",
	"vm.lowmem_reserve_ratio",
	"vm.percpu_pagelist_high_fraction",
	"vm.zone_reclaim_mode",
	"vm.swappiness",
	"vm.min_unmapped_ratio",
	"vm.panic_on_oom",
	"vm.dirty_ratio",
	"vm.extfrag_threshold",
	"kernel.numa_balancing",
	"vm.oom_kill_allocating_task",
	"vm.oom_dump_tasks",
};

#define NR_SYSCTL_WORDS (sizeof(sysctl_words) / sizeof(sysctl_words[0]))

/* Limits of kernel/sysctl.c and mm/page_alloc.c. */
static bool read_sysctl(struct reader *r, const struct yaml_node *entry, struct machine_desc *desc)
{
	const char *name = entry->key->text;
	struct sysctls *s = &desc->sysctl;
	const struct {
		const char *name;
		int *value;
		int64_t min, max;
	} ints[] = {
		{ "vm.watermark_scale_factor", &s->watermark_scale_factor, 1, 3000 },
		{ "vm.watermark_boost_factor", &s->watermark_boost_factor, 0, INT32_MAX },
		{ "vm.percpu_pagelist_high_fraction", &s->percpu_pagelist_high_fraction, 0,
		  INT32_MAX },
		{ "vm.zone_reclaim_mode", &s->zone_reclaim_mode, 0, 7 },
		{ "vm.swappiness", &s->swappiness, 0, 200 },
		{ "vm.min_unmapped_ratio", &s->min_unmapped_ratio, 0, 100 },
		{ "vm.panic_on_oom", &s->panic_on_oom, 0, 2 },
		{ "vm.dirty_ratio", &s->dirty_ratio, 0, 100 },
		{ "vm.oom_kill_allocating_task", &s->oom_kill_allocating_task, INT32_MIN,
		  INT32_MAX },
		{ "vm.oom_dump_tasks", &s->oom_dump_tasks, INT32_MIN, INT32_MAX },
		{ "vm.extfrag_threshold", &s->extfrag_threshold, 0, 1000 },
		{ "kernel.numa_balancing", &s->numa_balancing_mode, 0, 4 },
	};
	int64_t value;

	if (strcmp(name, "vm.lowmem_reserve_ratio") == 0)
		return read_ratios(r, entry, s);
	if (strcmp(name, "vm.min_free_kbytes") == 0) {
		if (!read_int(r, entry, name, 0, INT32_MAX, &s->min_free_kbytes))
			return false;
		s->user_min_free_kbytes = s->min_free_kbytes;
		desc->has_min_free_kbytes = true;
		return true;
	}
	for (size_t i = 0; i < sizeof(ints) / sizeof(ints[0]); i++) {
		if (strcmp(name, ints[i].name) != 0)
			continue;
		if (!read_int(r, entry, name, ints[i].min, ints[i].max, &value))
			return false;
		*ints[i].value = (int)value;
		return true;
	}
	read_unknown(r, entry->key->loc, "setting", name, sysctl_words, NR_SYSCTL_WORDS);
	return false;
}

static bool read_sysctls(struct reader *r, const struct yaml_node *map, struct machine_desc *desc)
{
	const struct yaml_node *entry;
	bool ok = true;

	if (!read_kind(r, map, TREE_MAP, "sysctl"))
		return false;
	yaml_for_each(entry, map)
		ok = read_sysctl(r, entry, desc) && ok;
	return ok;
}

static bool read_hmat_value(struct reader *r, const struct yaml_node *map, const char *key,
			    double *value)
{
	const struct yaml_node *node = yaml_get(map, key);
	int64_t n;

	if (!node)
		return true;
	if (!read_int(r, node, key, 1, INT32_MAX, &n))
		return false;
	*value = (double)n;
	return true;
}

static bool read_hmat_entry(struct reader *r, const struct yaml_node *map,
			    const nodemask_t *described, struct machine_desc *desc)
{
	const struct yaml_node *initiator = yaml_get(map, "initiator");
	const struct yaml_node *target = yaml_get(map, "target");
	struct hmat_desc hmat = { 0 };

	if (!read_map(r, map, KEYS_HMAT))
		return false;
	if (!initiator || !target) {
		read_error(r, map->loc, "an hmat entry needs initiator and target");
		return false;
	}
	if (!read_nid(r, initiator, &hmat.initiator) || !read_nid(r, target, &hmat.target) ||
	    !read_hmat_value(r, map, "read_latency", &hmat.read_latency) ||
	    !read_hmat_value(r, map, "read_bandwidth", &hmat.read_bandwidth))
		return false;
	hmat.write_latency = hmat.read_latency;
	hmat.write_bandwidth = hmat.read_bandwidth;
	if (!read_hmat_value(r, map, "write_latency", &hmat.write_latency) ||
	    !read_hmat_value(r, map, "write_bandwidth", &hmat.write_bandwidth))
		return false;
	if (!node_isset(hmat.initiator, described) || !node_isset(hmat.target, described)) {
		read_error(r, map->loc, "hmat entry of a node that is not described");
		return false;
	}
	desc->hmat = xrealloc(desc->hmat, (desc->nr_hmat + 1) * sizeof(*desc->hmat));
	desc->hmat[desc->nr_hmat++] = hmat;
	return true;
}

static bool read_hmat(struct reader *r, const struct yaml_node *list, struct machine_desc *desc)
{
	nodemask_t described = NODE_MASK_NONE;
	const struct yaml_node *entry;
	bool ok = true;

	if (!read_kind(r, list, TREE_LIST, "hmat"))
		return false;
	for (size_t i = 0; i < desc->nr_nodes; i++)
		node_set(desc->nodes[i].nid, &described);
	yaml_for_each(entry, list)
		ok = ok && read_hmat_entry(r, entry, &described, desc);
	return ok;
}

static bool read_window(struct reader *r, const struct yaml_node *map, struct machine_desc *desc)
{
	const struct yaml_node *node = yaml_get(map, "node");
	const struct yaml_node *start = yaml_get(map, "start");

	if (!read_map(r, map, KEYS_WINDOW))
		return false;
	if (node && !read_nid(r, node, &desc->hotplug_nid))
		return false;
	return !start || read_pages(r, start, "start", &desc->hotplug_start_pfn);
}

static bool read_memory_block(struct reader *r, const struct yaml_node *node,
			      struct machine_desc *desc)
{
	uint64_t pages;

	if (!read_pages(r, node, "memory_block", &pages))
		return false;
	if (pages < SECTION_PAGES || pages > (UINT64_C(1) << 25) || (pages & (pages - 1))) {
		read_error(r, node->loc, "memory_block is %s, must be a power of two from 128M on",
			   node->text);
		return false;
	}
	desc->memory_block_pages = pages;
	return true;
}

static bool read_settings(struct reader *r, const struct yaml_node *map, struct machine_desc *desc)
{
	static const char *const thp_words[] = { "always", "madvise", "never" };
	const struct yaml_node *thp = yaml_get(map, "thp");
	const struct yaml_node *block = yaml_get(map, "memory_block");
	const struct yaml_node *online = yaml_get(map, "auto_online");
	const struct yaml_node *cpusets = yaml_get(map, "cpusets");
	const struct yaml_node *sysctl = yaml_get(map, "sysctl");
	bool has_cpusets = true, ok = true;
	int choice = 0;

	if (thp)
		ok = read_choice(r, thp, "value of thp", thp_words, 3, &choice) && ok;
	desc->thp_enabled = choice != 2;
	if (block)
		ok = read_memory_block(r, block, desc) && ok;
	choice = MMOP_OFFLINE;
	if (online)
		ok = read_choice(r, online, "value of auto_online", online_words, NR_ONLINE_WORDS,
				 &choice) &&
		     ok;
	desc->auto_online = (enum online_type)choice;
	if (cpusets)
		ok = read_bool(r, cpusets, "cpusets", &has_cpusets) && ok;
	desc->no_cpusets = !has_cpusets;
	if (yaml_get(map, "swap"))
		ok = read_swap_size(r, yaml_get(map, "swap"), &desc->swap_pages) && ok;
	if (sysctl)
		ok = read_sysctls(r, sysctl, desc) && ok;
	return ok;
}

/* The node table of @desc, and who owns which CPU. */
static void fill_nodes(struct node_specs *specs, struct machine_desc *desc)
{
	desc->nr_cpus = specs->nr_cpus;
	desc->cpu_to_node = xmalloc((size_t)desc->nr_cpus * sizeof(*desc->cpu_to_node));
	for (int cpu = 0; cpu < desc->nr_cpus; cpu++)
		desc->cpu_to_node[cpu] = -1;
	desc->adistance = xcalloc((size_t)desc->nr_node_ids, sizeof(*desc->adistance));
	desc->nodes = xcalloc((size_t)desc->nr_node_ids, sizeof(*desc->nodes));
	for (int nid = 0; nid < desc->nr_node_ids; nid++) {
		struct node_spec *spec = &specs->nodes[nid];

		if (!spec->described)
			continue;
		desc->nodes[desc->nr_nodes++] = (struct node_desc){
			.nid = nid,
			.possible = true,
			.cpus = spec->cpus.ids,
			.nr_cpus = spec->cpus.nr,
			.spm_name = spec->spm_name ? xstrdup(spec->spm_name) : NULL,
			.spm_features = spec->spm_features,
			.spm_coherent = spec->spm_coherent,
			.real_bytes = spec->real_bytes,
			.compressor = spec->compressor,
			.loc = spec->loc,
		};
		for (size_t i = 0; i < spec->cpus.nr; i++)
			desc->cpu_to_node[spec->cpus.ids[i]] = nid;
		spec->cpus = (struct number_list){ 0 };	/* now the description's */
		desc->adistance[nid] = spec->adistance;
		desc->has_adistance = desc->has_adistance || spec->adistance;
	}
}

static bool check_machine(struct reader *r, const struct yaml_node *nodes,
			  const struct machine_desc *desc)
{
	if (desc->nr_nodes && !desc->nr_cpus) {
		read_error(r, nodes->key->loc, "no node has cpus");
		return false;
	}
	if (!desc->nr_zones) {
		read_error(r, nodes->key->loc, "no node has memory at boot");
		return false;
	}
	return true;
}

bool topology_read(struct reader *r, const struct yaml_node *map, struct machine_desc *desc)
{
	const struct yaml_node *nodes = yaml_get(map, "nodes");
	const struct yaml_node *hmat = yaml_get(map, "hmat");
	const struct yaml_node *window = yaml_get(map, "hotplug");
	struct node_specs specs = { 0 };
	bool ok;

	set_defaults(desc);
	r->nr_node_ids = MAX_NUMNODES;
	ok = read_map(r, map, KEYS_TOPOLOGY);
	if (!nodes) {
		read_error(r, map->key ? map->key->loc : map->loc, "the topology has no nodes");
		return false;
	}
	ok = node_specs_read(r, nodes, &specs) && ok;
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		if (specs.nodes[nid].described)
			desc->nr_node_ids = nid + 1;
	}
	if (ok && desc->nr_node_ids) {
		fill_nodes(&specs, desc);
		r->nr_node_ids = desc->nr_node_ids;
		ok = read_settings(r, map, desc) && (!window || read_window(r, window, desc)) &&
		     topology_layout(r, &specs, desc) && topology_distances(r, map, desc) &&
		     (!hmat || read_hmat(r, hmat, desc)) && check_machine(r, nodes, desc);
	} else if (ok) {
		read_error(r, nodes->key->loc, "the topology has no nodes");
		ok = false;
	}
	node_specs_free(&specs);
	return ok;
}

bool hierarchy_read(struct reader *r, const struct yaml_node *file, struct machine_desc *desc)
{
	static const char *const words[] = { "v2", "v1" };
	const struct yaml_node *node = yaml_get(file, "hierarchy");
	int choice = 0;

	if (!node)
		return true;
	if (!read_choice(r, node, "hierarchy", words, 2, &choice))
		return false;
	if (choice == 1 && desc->no_cpusets) {
		read_error(r, node->loc, "the machine has no cpusets, so none are on v1");
		return false;
	}
	desc->cpuset_v1 = choice == 1;
	r->cpuset_v1 = desc->cpuset_v1;
	return true;
}
