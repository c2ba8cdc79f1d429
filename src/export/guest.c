// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which guest of QEMU stands for a machine.
 *
 * Responsible for sizes, for the part below 4 GiB, for CPU numbers, and for
 * saying what is not as it was asked for. Not responsible for the syntax of any
 * command line.
 *
 * Mirrors: drivers/acpi/numa/srat.c acpi_map_pxm_to_node(), v6.12 (guest_number_nodes)
 */
#include "export/guest.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/nodelist.h"

#define MB_PAGES (UINT64_C(1) << (20 - 12))
#define BOUNDARY_PFN (UINT64_C(1) << (32 - 12))	/* 4 GiB: where zone DMA32 ends */
#define DMA_MB 16
#define GRAIN_MB 32
#define NODE_MIN_MB 128
#define NODE_MIN_MANY_MB 64	/* in a guest of more than MANY_NODES nodes */
#define MANY_NODES 24
#define LOW_MAX_MB 3584		/* what QEMU's "pc" can have below 4 GiB */
#define LOW_DEFAULT_MB 3072

static uint64_t round_up_mb(uint64_t pages)
{
	uint64_t grain = GRAIN_MB * MB_PAGES;

	return (pages + grain - 1) / grain * GRAIN_MB;
}

int guest_node_of(const struct guest *guest, int nid)
{
	for (size_t i = 0; i < guest->nr_nodes; i++)
		if (guest->nodes[i].nid == nid)
			return (int)i;
	return -1;
}

uint64_t guest_memory_mb(const struct guest *guest)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < guest->nr_nodes; i++)
		sum += guest->nodes[i].mb;
	return sum;
}

uint8_t guest_distance(const struct guest *guest, size_t from, size_t to)
{
	const struct machine_desc *desc = guest->desc;
	size_t n = (size_t)desc->nr_node_ids;

	return desc->distance[(size_t)guest->nodes[from].nid * n + (size_t)guest->nodes[to].nid];
}

/* ---- nodes and memory ---- */

/* Ascending, but the node of the window for DIMMs has to be QEMU's last one. */
static void add_nodes(struct guest *guest)
{
	const struct machine_desc *desc = guest->desc;

	for (int last = 0; last < 2; last++)
		for (size_t i = 0; i < desc->nr_nodes; i++)
			if ((desc->nodes[i].nid == desc->hotplug_nid) == last)
				guest->nodes[guest->nr_nodes++] =
					(struct guest_node){ .nid = desc->nodes[i].nid,
							     .linux_nid = NUMA_NO_NODE };
	guest->hotplug = guest_node_of(guest, desc->hotplug_nid) >= 0;
}

static void add_late_memory(struct guest *guest, uint64_t *pages)
{
	const struct machine_desc *desc = guest->desc;

	for (size_t i = 0; i < desc->nr_late_ranges; i++) {
		const struct mem_range *range = &desc->late_ranges[i];
		int at = guest_node_of(guest, range->nid);

		if (at < 0)
			continue;
		if (!pages[at])
			text_addf(&guest->remarks, "node %d: memory that comes after boot is there "
						   "from the start\n", range->nid);
		pages[at] += range->nr_pages;
	}
	for (size_t i = 0; i < desc->nr_nodes; i++)
		if (desc->nodes[i].spm_name)
			text_addf(&guest->remarks, "node %d: stock Linux has no mark for special "
						   "purpose memory; it is ordinary memory\n",
				  desc->nodes[i].nid);
}

/* Sizes by node, and how much has to lie below 4 GiB. */
static void add_memory(struct guest *guest)
{
	const struct machine_desc *desc = guest->desc;
	uint64_t pages[GUEST_NODES_MAX] = { 0 };
	uint64_t low = 0, total;
	bool high = false, movable = false;

	for (size_t i = 0; i < desc->nr_zones; i++) {
		const struct zone_desc *zone = &desc->zones[i];
		int at = guest_node_of(guest, zone->nid);
		uint64_t below = 0;

		assert(at >= 0);
		pages[at] += zone->present;
		if (zone->start_pfn < BOUNDARY_PFN)	/* its span may go on over the hole */
			below = BOUNDARY_PFN - zone->start_pfn;
		low += zone->present < below ? zone->present : below;
		high |= zone->present > below;
		movable |= zone->type == ZONE_MOVABLE;
	}
	add_late_memory(guest, pages);
	for (size_t i = 0; i < guest->nr_nodes; i++)
		guest->nodes[i].mb = round_up_mb(pages[i]);
	total = guest_memory_mb(guest);
	if (high || total > LOW_DEFAULT_MB)
		guest->low_mb = round_up_mb(low);
	if (guest->low_mb > LOW_MAX_MB)
		guest->low_mb = LOW_DEFAULT_MB;
	if (movable)
		text_add(&guest->remarks,
			 "zone Movable needs kernelcore= or movablecore=, or memory that is "
			 "added; without it the memory is in another zone\n");
}

static void shrink(struct guest *guest, uint64_t limit_mb)
{
	uint64_t total = guest_memory_mb(guest);
	uint64_t least = guest->nr_nodes > MANY_NODES ? NODE_MIN_MANY_MB : NODE_MIN_MB;
	uint64_t low = guest->low_mb;

	if (total <= limit_mb)
		return;
	for (size_t i = 0; i < guest->nr_nodes; i++) {
		uint64_t mb = guest->nodes[i].mb;

		if (!mb)
			continue;
		mb = (uint64_t)((double)mb * (double)limit_mb / (double)total);
		mb -= mb % GRAIN_MB;
		guest->nodes[i].mb = mb > least ? mb : least;
	}
	text_addf(&guest->remarks,
		  "%llu MiB are more than %llu MiB: every size times %.3g, nodes of at least %llu "
		  "MiB\n",
		  (unsigned long long)total, (unsigned long long)limit_mb,
		  (double)limit_mb / (double)total, (unsigned long long)least);
	if (!low)
		return;
	low = (uint64_t)((double)low * (double)limit_mb / (double)total);
	low -= low % GRAIN_MB;
	guest->low_mb = low > 2 * NODE_MIN_MB ? low : 2 * NODE_MIN_MB;
	text_addf(&guest->remarks, "%llu MiB of it below 4 GiB\n",
		  (unsigned long long)guest->low_mb);
}

/* ---- CPUs ---- */

static void add_cpu(struct guest_node *node, int cpu)
{
	node->cpus = xrealloc(node->cpus, (node->nr_cpus + 1) * sizeof(*node->cpus));
	node->cpus[node->nr_cpus++] = cpu;
}

static void add_cpus(struct guest *guest)
{
	const struct machine_desc *desc = guest->desc;
	int present = 0;

	for (int cpu = 0; cpu < desc->nr_cpus; cpu++)
		present += desc->cpu_to_node[cpu] != NUMA_NO_NODE;
	for (int cpu = 0; cpu < desc->nr_cpus; cpu++) {
		int at = guest_node_of(guest, desc->cpu_to_node[cpu]);

		if (at < 0 || (present > GUEST_CPUS_MAX && guest->nodes[at].nr_cpus))
			continue;
		add_cpu(&guest->nodes[at], guest->nr_cpus++);
	}
	if (present > GUEST_CPUS_MAX)
		text_addf(&guest->remarks, "%d CPUs: one for each node that has any\n", present);
}

/* ---- how Linux will see it ---- */

/*
 * Linux numbers nodes in order of first appearance in the SRAT, and QEMU writes
 * the entries of CPUs first, then those of memory, the window for DIMMs last.
 * Mirrors: drivers/acpi/numa/srat.c acpi_map_pxm_to_node(), v6.12
 */
static void guest_number_nodes(struct guest *guest)
{
	int next = 0;

	for (size_t i = 0; i < guest->nr_nodes; i++)
		if (guest->nodes[i].nr_cpus)
			guest->nodes[i].linux_nid = next++;
	for (size_t i = 0; i < guest->nr_nodes; i++) {
		struct guest_node *node = &guest->nodes[i];
		bool last = i + 1 == guest->nr_nodes;

		if (!node->nr_cpus && (node->mb || (last && guest->hotplug)))
			node->linux_nid = next++;
	}
}

static void remark_numbers(struct guest *guest)
{
	nodemask_t unknown = { 0 };
	char list[NODELIST_MAX];

	for (size_t i = 0; i < guest->nr_nodes; i++) {
		const struct guest_node *node = &guest->nodes[i];

		if (node->linux_nid == NUMA_NO_NODE)
			node_set(node->nid, &unknown);
		else if (node->linux_nid != node->nid)
			text_addf(&guest->remarks, "node %d is node %d in the guest\n", node->nid,
				  node->linux_nid);
	}
	if (nodes_weight(&unknown))
		text_addf(&guest->remarks,
			  "nodes %s: neither memory nor CPUs; Linux will not know them\n",
			  nodelist_print(&unknown, list));
}

/* The boot zones of the guest's memory [@start, + @mb) in MiB of RAM, as bits. */
static unsigned zones_of(const struct guest *guest, uint64_t start, uint64_t mb)
{
	uint64_t low = guest->low_mb ? guest->low_mb : LOW_DEFAULT_MB;
	unsigned zones = 0;

	if (!mb)
		return 0;
	if (!guest->low_mb && guest_memory_mb(guest) < LOW_MAX_MB)
		low = guest_memory_mb(guest);
	if (start < DMA_MB)
		zones |= 1u << ZONE_DMA;
	if (start < low && start + mb > DMA_MB)
		zones |= 1u << ZONE_DMA32;
	if (start + mb > low)
		zones |= 1u << ZONE_NORMAL;
	return zones;
}

static void add_zone_names(struct text *out, unsigned zones)
{
	const char *comma = "";

	for (unsigned z = 0; z < MAX_NR_ZONES; z++) {
		if (!(zones >> z & 1))
			continue;
		text_addf(out, "%s%s", comma, zone_names[z]);
		comma = ", ";
	}
}

/* A PC's memory begins at 0 and goes round a hole below 4 GiB; a machine's need not. */
static void remark_zones(struct guest *guest)
{
	uint64_t start = 0;

	for (size_t i = 0; i < guest->nr_nodes; i++) {
		struct guest_node *node = &guest->nodes[i];
		unsigned got = zones_of(guest, start, node->mb), wanted = 0;

		start += node->mb;
		for (size_t k = 0; k < guest->desc->nr_zones; k++)
			if (guest->desc->zones[k].nid == node->nid &&
			    guest->desc->zones[k].type != ZONE_MOVABLE)
				wanted |= 1u << guest->desc->zones[k].type;
		if (!wanted || wanted == got)
			continue;
		text_addf(&guest->remarks, "node %d has the zones ", node->nid);
		add_zone_names(&guest->remarks, wanted);
		text_add(&guest->remarks, "; in the guest ");
		add_zone_names(&guest->remarks, got);
		text_add(&guest->remarks, "\n");
	}
}

bool guest_make(struct guest *guest, const struct machine_desc *desc, uint64_t limit_mb,
		struct text *error)
{
	*guest = (struct guest){ .desc = desc };
	if (desc->nr_nodes > GUEST_NODES_MAX) {
		text_addf(error, "%zu nodes; QEMU knows at most %d", desc->nr_nodes,
			  GUEST_NODES_MAX);
		return false;
	}
	add_nodes(guest);
	add_memory(guest);
	add_cpus(guest);
	if (!guest_memory_mb(guest) || !guest->nr_cpus) {
		text_addf(error, "a machine without %s cannot be booted",
			  guest->nr_cpus ? "memory" : "CPUs");
		return false;
	}
	shrink(guest, limit_mb);
	guest_number_nodes(guest);
	remark_numbers(guest);
	remark_zones(guest);
	return true;
}

void guest_free(struct guest *guest)
{
	for (size_t i = 0; i < guest->nr_nodes; i++)
		free(guest->nodes[i].cpus);
	text_free(&guest->remarks);
}
