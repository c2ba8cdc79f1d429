// SPDX-License-Identifier: GPL-2.0-only
/*
 * The nodes of a topology as they are written.
 *
 * Responsible for what one node says about itself and for contradictions within
 * it. Not responsible for addresses (topology_layout.c) or distances.
 *
 * Mirrors: nothing.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/topology.h"
#include "zswap/compress.h"

const char *const online_words[NR_ONLINE_WORDS] = {
	[MMOP_OFFLINE] = "offline",
	[MMOP_ONLINE] = "online",
	[MMOP_ONLINE_KERNEL] = "online_kernel",
	[MMOP_ONLINE_MOVABLE] = "online_movable",
};

static const char *const added_words[] = {
	[ADDED_BOOT] = "boot",
	[ADDED_LATE] = "late",
	[ADDED_MANUAL] = "manual",
};

/* ZONE_DEVICE is no memory of the page allocator that a topology could give. */
#define NR_ZONE_WORDS ZONE_DEVICE

#define MEMTIER_CHUNK 128	/* abstract distance of one tier */

static bool read_added(struct reader *r, const struct yaml_node *map, struct node_spec *spec)
{
	const struct yaml_node *node = yaml_get(map, "added");
	int choice;

	if (!node)
		return true;
	if (!read_choice(r, node, "value of added", added_words, 3, &choice))
		return false;
	spec->has_added = true;
	spec->added = (enum added)choice;
	return true;
}

static bool read_online(struct reader *r, const struct yaml_node *map, struct node_spec *spec)
{
	const struct yaml_node *node = yaml_get(map, "online");
	int choice;

	if (!node)
		return true;
	if (!read_choice(r, node, "value of online", online_words, NR_ONLINE_WORDS, &choice))
		return false;
	spec->has_online = true;
	spec->online = (enum online_type)choice;
	spec->online_loc = node->loc;
	return true;
}

static bool read_compressed(struct reader *r, const struct yaml_node *map, struct node_spec *spec)
{
	const struct yaml_node *real = yaml_get(map, "real");
	const struct yaml_node *compressor = yaml_get(map, "compressor");
	uint64_t pages;

	if (!read_map(r, map, KEYS_COMPRESSED))
		return false;
	if (!real) {
		read_error(r, map->loc, "compressed memory needs its real size");
		return false;
	}
	if (!read_pages(r, real, "real memory", &pages))
		return false;
	if (!pages) {
		read_error(r, real->loc, "compressed memory without real memory");
		return false;
	}
	spec->real_bytes = pages * PAGE_SIZE;
	spec->real_loc = real->loc;
	return !compressor || read_choice(r, compressor, "compressor", compressor_names,
					  NR_COMPRESSORS, &spec->compressor);
}

static bool read_device_kind(struct reader *r, const struct yaml_node *map, struct node_spec *spec)
{
	static const char *const words[] = { "private", "coherent" };
	const struct yaml_node *device = yaml_get(map, "device");
	int choice;

	if (!device)
		return true;
	if (!read_choice(r, device, "kind of device memory", words, 2, &choice))
		return false;
	spec->spm_coherent = choice == 1;
	return true;
}

static bool read_spm(struct reader *r, const struct yaml_node *map, struct node_spec *spec)
{
	const struct yaml_node *node = yaml_get(map, "spm");
	const struct yaml_node *name = node;

	if (!node)
		return true;
	spec->is_spm = true;
	if (node->kind == TREE_MAP) {
		if (!read_map(r, node, KEYS_SPM) || !read_added(r, node, spec) ||
		    !read_online(r, node, spec) || !read_device_kind(r, node, spec))
			return false;
		if (yaml_get(node, "features") &&
		    !read_features(r, yaml_get(node, "features"), &spec->spm_features))
			return false;
		if (yaml_get(node, "compressed") &&
		    !read_compressed(r, yaml_get(node, "compressed"), spec))
			return false;
		name = yaml_get(node, "name");
		if (!name) {
			read_error(r, node->loc, "special purpose memory without a name");
			return false;
		}
	}
	spec->spm_name = read_word(r, name, "the name of special purpose memory");
	return spec->spm_name;
}

static bool read_zone_map(struct reader *r, const struct yaml_node *node, struct zone_spec *zone)
{
	const struct yaml_node *size = yaml_get(node, "size");
	const struct yaml_node *start = yaml_get(node, "start");
	const struct yaml_node *reserved = yaml_get(node, "reserved");

	if (!read_map(r, node, KEYS_ZONE))
		return false;
	if (!size) {
		read_error(r, node->key->loc, "zone %s has no size", node->key->text);
		return false;
	}
	if (!read_pages(r, size, "zone size", &zone->pages))
		return false;
	zone->has_start = start;
	if (start && !read_pages(r, start, "start of the zone", &zone->start_pfn))
		return false;
	if (reserved && !read_pages(r, reserved, "reserved memory", &zone->reserved))
		return false;
	if (reserved && zone->reserved > zone->pages) {
		read_error(r, reserved->loc, "more is reserved than the zone has");
		return false;
	}
	return true;
}

static bool read_zone(struct reader *r, const struct yaml_node *entry, struct node_spec *spec)
{
	struct zone_spec *zone;
	int type = 0;

	while (type < NR_ZONE_WORDS && strcmp(zone_names[type], entry->key->text) != 0)
		type++;
	if (type == NR_ZONE_WORDS) {
		struct text where = TEXT_INIT;

		text_addf(&where, " in node %d", spec->nid);
		read_unknown_in(r, entry->key->loc, "zone", entry->key->text, text_str(&where),
				zone_names, NR_ZONE_WORDS);
		text_free(&where);
		return false;
	}
	zone = &spec->zones[type];
	zone->given = true;
	zone->loc = entry->key->loc;
	if (entry->kind == TREE_MAP)
		return read_zone_map(r, entry, zone);
	return read_pages(r, entry, "zone size", &zone->pages);
}

static bool read_memory(struct reader *r, const struct yaml_node *map, struct node_spec *spec)
{
	const struct yaml_node *memory = yaml_get(map, "memory");
	const struct yaml_node *zones = yaml_get(map, "zones");
	const struct yaml_node *entry;
	bool ok = true;

	if (memory && zones) {
		read_error(r, zones->key->loc, "node %d has both memory and zones; write one",
			   spec->nid);
		return false;
	}
	if (memory && !read_pages(r, memory, "memory", &spec->memory_pages))
		return false;
	spec->has_memory = memory && spec->memory_pages > 0;
	if (!zones)
		return true;
	if (!read_kind(r, zones, TREE_MAP, "zones"))
		return false;
	yaml_for_each(entry, zones) {
		ok = read_zone(r, entry, spec) && ok;
		spec->has_zones = true;
	}
	return ok;
}

static bool read_distance_class(struct reader *r, const struct yaml_node *map,
				struct node_spec *spec)
{
	const struct yaml_node *tier = yaml_get(map, "tier");
	const struct yaml_node *adistance = yaml_get(map, "adistance");
	int64_t value;

	if (tier && adistance) {
		read_error(r, adistance->key->loc, "tier and adistance say the same; write one");
		return false;
	}
	if (tier) {
		if (!read_int(r, tier, "tier", 0, 1000, &value))
			return false;
		spec->adistance = (int)value * MEMTIER_CHUNK + MEMTIER_CHUNK / 2;
	}
	if (adistance) {
		if (!read_int(r, adistance, "adistance", 1, 100000, &value))
			return false;
		spec->adistance = (int)value;
	}
	return true;
}

/* What is promised is more than there is, or nothing would have to be compressed. */
static bool check_real(struct reader *r, const struct node_spec *spec)
{
	uint64_t pages = spec->memory_pages;

	for (int type = 0; type < NR_ZONE_WORDS; type++)
		pages += spec->zones[type].pages;
	if (spec->real_bytes < pages * PAGE_SIZE)
		return true;
	read_error(r, spec->real_loc,
		   "node %d has no more memory than is real: nothing is compressed there",
		   spec->nid);
	return false;
}

/* What a node may not say about itself. */
static bool check_node(struct reader *r, const struct yaml_node *map, const struct node_spec *spec)
{
	bool memory = spec->has_memory || spec->has_zones;

	if (spec->is_spm && !memory) {
		read_error(r, yaml_get(map, "spm")->loc,
			   "node %d is special purpose memory without memory", spec->nid);
		return false;
	}
	if (spec->real_bytes && !check_real(r, spec))
		return false;
	if (!memory && !spec->cpus.nr && !yaml_get(map, "cpus_each") && !spec->possible) {
		read_error(r, spec->loc,
			   "node %d has neither cpus nor memory; write possible: true if only "
			   "its id exists",
			   spec->nid);
		return false;
	}
	if (spec->possible && (memory || spec->cpus.nr)) {
		read_error(r, yaml_get(map, "possible")->key->loc,
			   "node %d has cpus or memory: it is more than possible", spec->nid);
		return false;
	}
	if (!memory && spec->has_added) {
		read_error(r, spec->loc, "node %d has no memory that could be added", spec->nid);
		return false;
	}
	if (spec->has_online && spec->added == ADDED_BOOT) {
		read_error(r, spec->online_loc,
			   "memory that is there from boot cannot say how it goes online");
		return false;
	}
	return true;
}

static bool read_node_map(struct reader *r, const struct yaml_node *map, struct node_spec *spec)
{
	const struct yaml_node *cpus = yaml_get(map, "cpus");
	const struct yaml_node *possible = yaml_get(map, "possible");

	if (!read_map(r, map, KEYS_NODE) || !read_memory(r, map, spec) ||
	    !read_added(r, map, spec) || !read_online(r, map, spec) || !read_spm(r, map, spec) ||
	    !read_distance_class(r, map, spec))
		return false;
	if (cpus && !read_numbers(r, cpus, "cpu", MAX_CPUS, &spec->cpus))
		return false;
	if (possible && !read_bool(r, possible, "possible", &spec->possible))
		return false;
	if (spec->is_spm && !spec->has_added)
		spec->added = ADDED_LATE;
	return check_node(r, map, spec);
}

/* The next @nr CPU ids. */
static bool give_cpus(struct reader *r, const struct yaml_node *node, struct node_specs *specs,
		      struct node_spec *spec, int nr)
{
	if (specs->nr_cpus + nr > MAX_CPUS) {
		read_error(r, node->loc, "more than %d CPUs", MAX_CPUS);
		return false;
	}
	spec->cpus.ids = xcalloc((size_t)nr, sizeof(*spec->cpus.ids));
	spec->cpus.nr = (size_t)nr;
	for (int i = 0; i < nr; i++)
		spec->cpus.ids[i] = specs->nr_cpus++;
	return true;
}

static bool read_one_node(struct reader *r, const struct yaml_node *entry,
			  struct node_specs *specs, int nid, const nodemask_t *list)
{
	struct node_spec *spec = &specs->nodes[nid];
	const struct yaml_node *each = yaml_get(entry, "cpus_each");
	const struct yaml_node *cpus = yaml_get(entry, "cpus");
	int64_t nr_cpus = 0;

	if (spec->described) {
		read_error(r, entry->key->loc,
			   "node %d is described twice; the first is in line %d",
			   nid, spec->loc.line);
		return false;
	}
	spec->described = true;
	spec->nid = nid;
	spec->loc = entry->key->loc;
	if (cpus && (each || nodes_weight(list) > 1)) {
		read_error(r, cpus->key->loc,
			   each ? "cpus and cpus_each cannot both be said" :
				  "several nodes cannot have the same cpus; write cpus_each");
		return false;
	}
	if (!read_node_map(r, entry, spec))
		return false;
	for (size_t i = 0; i < spec->cpus.nr; i++) {
		if (spec->cpus.ids[i] >= specs->nr_cpus)
			specs->nr_cpus = spec->cpus.ids[i] + 1;
	}
	if (!each)
		return true;
	return read_int(r, each, "cpus_each", 1, MAX_CPUS, &nr_cpus) &&
	       give_cpus(r, each, specs, spec, (int)nr_cpus);
}

/* No CPU may be on two nodes. */
static bool check_cpus(struct reader *r, const struct node_specs *specs)
{
	int *owner = xcalloc(MAX_CPUS, sizeof(*owner));
	bool ok = true;

	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		const struct node_spec *spec = &specs->nodes[nid];

		for (size_t i = 0; i < spec->cpus.nr && ok; i++) {
			int cpu = spec->cpus.ids[i];

			assert(cpu >= 0 && cpu < MAX_CPUS);
			if (owner[cpu]) {
				read_error(r, spec->loc, "cpu %d is on node %d and on node %d", cpu,
					   owner[cpu] - 1, nid);
				ok = false;
			}
			owner[cpu] = nid + 1;
		}
	}
	free(owner);
	return ok;
}

bool node_specs_read(struct reader *r, const struct yaml_node *map, struct node_specs *specs)
{
	const struct yaml_node *entry;
	bool ok = true;

	specs->nodes = xcalloc(MAX_NUMNODES, sizeof(*specs->nodes));
	if (!read_kind(r, map, TREE_MAP, "nodes"))
		return false;
	yaml_for_each(entry, map) {
		nodemask_t list;
		int nid;

		if (read_gave_up(r))
			return false;
		if (!read_nodes_text(r, entry->key->loc, entry->key->text,
				     strlen(entry->key->text), &list) ||
		    !read_kind(r, entry, TREE_MAP, "a node")) {
			ok = false;
			continue;
		}
		if (nodes_empty(&list)) {
			read_error(r, entry->key->loc, "a node needs an id");
			ok = false;
		}
		for_each_node_mask(nid, &list) {
			if (!read_one_node(r, entry, specs, nid, &list)) {
				ok = false;
				break;	/* the others would say the same */
			}
		}
	}
	return ok && check_cpus(r, specs);
}

void node_specs_free(struct node_specs *specs)
{
	for (int nid = 0; specs->nodes && nid < MAX_NUMNODES; nid++)
		free(specs->nodes[nid].cpus.ids);
	free(specs->nodes);
	*specs = (struct node_specs){ 0 };
}
