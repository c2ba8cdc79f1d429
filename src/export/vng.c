// SPDX-License-Identifier: GPL-2.0-only
/* A guest as a command line of virtme-ng. Mirrors: nothing */
#include "export/guest.h"

/*
 * --numa MEMORY,cpus=LIST for each node in order; what virtme-ng has no option
 * for (memory below 4 GiB) goes to QEMU as it is.
 */
static void add_node(const struct guest_node *node, struct argv *argv)
{
	struct text text = TEXT_INIT;

	text_addf(&text, node->mb ? "%lluM" : "%llu", (unsigned long long)node->mb);
	for (size_t i = 0; i < node->nr_cpus; i++)
		text_addf(&text, ",cpus=%d", node->cpus[i]);
	argv_add(argv, "--numa");
	argv_add(argv, text_str(&text));
	text_free(&text);
}

void vng_command(const struct guest *guest, struct argv *argv)
{
	argv_add(argv, "vng");
	argv_add(argv, "--cpus");
	argv_addf(argv, "%d", guest->nr_cpus);
	for (size_t i = 0; i < guest->nr_nodes; i++)
		add_node(&guest->nodes[i], argv);
	for (size_t from = 0; from < guest->nr_nodes; from++) {
		for (size_t to = 0; to < guest->nr_nodes; to++) {
			if (from == to)
				continue;
			argv_add(argv, "--numa-distance");
			argv_addf(argv, "%zu,%zu=%d", from, to, guest_distance(guest, from, to));
		}
	}
	if (guest->low_mb)
		argv_addf(argv, "--qemu-opts=-machine max-ram-below-4g=%lluM",
			  (unsigned long long)guest->low_mb);
	argv_addf(argv, "--append=numa_balancing=disable init_on_alloc=0");
}
