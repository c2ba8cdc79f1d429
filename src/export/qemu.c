// SPDX-License-Identifier: GPL-2.0-only
/* A guest as a command line of qemu-system-x86_64. Mirrors: nothing */
#include "export/guest.h"

static void option(struct argv *argv, const char *name, const char *value)
{
	argv_add(argv, name);
	argv_add(argv, value);
}

/* The CPU node from which a node without CPUs is reached best, or -1. */
static int best_initiator(const struct guest *guest, int target)
{
	const struct hmat_desc *best = NULL;

	for (size_t i = 0; i < guest->desc->nr_hmat; i++) {
		const struct hmat_desc *row = &guest->desc->hmat[i];

		if (row->target == target && (!best || row->read_latency < best->read_latency))
			best = row;
	}
	return best ? guest_node_of(guest, best->initiator) : -1;
}

static void add_node(const struct guest *guest, size_t at, struct argv *argv)
{
	const struct guest_node *node = &guest->nodes[at];
	int initiator = node->nr_cpus ? (int)at : best_initiator(guest, node->nid);
	struct text text = TEXT_INIT;

	if (node->mb) {
		argv_add(argv, "-object");
		argv_addf(argv, "memory-backend-ram,id=m%zu,size=%lluM", at,
			  (unsigned long long)node->mb);
	}
	text_addf(&text, "node,nodeid=%zu", at);
	if (node->mb)
		text_addf(&text, ",memdev=m%zu", at);
	for (size_t i = 0; i < node->nr_cpus; i++)
		text_addf(&text, ",cpus=%d", node->cpus[i]);
	if (guest->desc->nr_hmat && initiator >= 0)
		text_addf(&text, ",initiator=%d", initiator);
	option(argv, "-numa", text_str(&text));
	text_free(&text);
}

static void add_distances(const struct guest *guest, struct argv *argv)
{
	for (size_t from = 0; from < guest->nr_nodes; from++) {
		for (size_t to = 0; to < guest->nr_nodes; to++) {
			if (from == to)
				continue;
			argv_add(argv, "-numa");
			argv_addf(argv, "dist,src=%zu,dst=%zu,val=%d", from, to,
				  guest_distance(guest, from, to));
		}
	}
}

/* QEMU's HMAT has one number for reading and writing. */
static void add_hmat(const struct guest *guest, struct argv *argv)
{
	for (size_t i = 0; i < guest->desc->nr_hmat; i++) {
		const struct hmat_desc *row = &guest->desc->hmat[i];
		int from = guest_node_of(guest, row->initiator);
		int to = guest_node_of(guest, row->target);

		if (from < 0 || to < 0)
			continue;
		if (row->read_latency > 0) {
			argv_add(argv, "-numa");
			argv_addf(argv, "hmat-lb,initiator=%d,target=%d,hierarchy=memory,"
					"data-type=access-latency,latency=%.0f",
				  from, to, row->read_latency);
		}
		if (row->read_bandwidth > 0) {
			argv_add(argv, "-numa");
			argv_addf(argv, "hmat-lb,initiator=%d,target=%d,hierarchy=memory,"
					"data-type=access-bandwidth,bandwidth=%.0fM",
				  from, to, row->read_bandwidth);
		}
	}
}

void qemu_machine(const struct guest *guest, struct argv *argv)
{
	struct text text = TEXT_INIT;

	text_add(&text, "pc");
	if (guest->low_mb)
		text_addf(&text, ",max-ram-below-4g=%lluM", (unsigned long long)guest->low_mb);
	if (guest->desc->nr_hmat)
		text_add(&text, ",hmat=on");
	option(argv, "-machine", text_str(&text));
	text_free(&text);
	text_addf(&text, "%lluM", (unsigned long long)guest_memory_mb(guest));
	if (guest->hotplug)
		text_addf(&text, ",slots=%d,maxmem=%dG", GUEST_SLOTS, GUEST_MAX_GB);
	option(argv, "-m", text_str(&text));
	text_free(&text);
	argv_add(argv, "-smp");
	argv_addf(argv, "%d", guest->nr_cpus);
	for (size_t i = 0; i < guest->nr_nodes; i++)
		add_node(guest, i, argv);
	add_distances(guest, argv);
	add_hmat(guest, argv);
}

void qemu_command(const struct guest *guest, struct argv *argv)
{
	argv_add(argv, "qemu-system-x86_64");
	option(argv, "-accel", "tcg");
	option(argv, "-cpu", "max");
	argv_add(argv, "-nographic");
	option(argv, "-nic", "none");
	qemu_machine(guest, argv);
	option(argv, "-kernel", "KERNEL");
	option(argv, "-initrd", "INITRD");
	option(argv, "-append",
	       "console=ttyS0 numa_balancing=disable init_on_alloc=0 nokaslr swiotlb=512");
}
