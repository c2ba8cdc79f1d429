/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine as a guest of QEMU: sizes in MiB, nodes and CPUs numbered densely.
 *
 * A guest borrows the description that it was made from.
 */
#ifndef NW_EXPORT_GUEST_H
#define NW_EXPORT_GUEST_H

#include "base/text.h"
#include "model/machine_desc.h"

#define GUEST_NODES_MAX 128	/* QEMU's MAX_NODES */
#define GUEST_CPUS_MAX 16	/* more are reduced to one a node */
#define GUEST_SLOTS 8		/* for DIMMs, where the machine has a window for them */
#define GUEST_MAX_GB 8

struct guest_node {
	int nid;		/* in the machine */
	int linux_nid;		/* as Linux will number it, or NUMA_NO_NODE: it will not exist */
	uint64_t mb;
	int *cpus;		/* in the guest */
	size_t nr_cpus;
};

/* Index = QEMU's node id = ACPI proximity domain. */
struct guest {
	const struct machine_desc *desc;
	struct guest_node nodes[GUEST_NODES_MAX];
	size_t nr_nodes;
	int nr_cpus;
	uint64_t low_mb;	/* memory below 4 GiB; 0 = as QEMU places it */
	bool hotplug;		/* the last node has a window for DIMMs */
	struct text remarks;	/* lines: what is not as the machine has it */
};

/*
 * Fill @guest from @desc, with at most about @limit_mb of memory. False with a
 * sentence in @error when no guest can be made. guest_free() in both cases.
 */
bool guest_make(struct guest *guest, const struct machine_desc *desc, uint64_t limit_mb,
		struct text *error);
void guest_free(struct guest *guest);
uint64_t guest_memory_mb(const struct guest *guest);
uint8_t guest_distance(const struct guest *guest, size_t from, size_t to);
/* QEMU's node of a node of the machine, or -1. */
int guest_node_of(const struct guest *guest, int nid);

/* A list of arguments, one string each, the program first. */
struct argv {
	char **words;
	size_t nr;
};

void argv_add(struct argv *argv, const char *word);
void argv_addf(struct argv *argv, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void argv_free(struct argv *argv);
/* For a shell, a line per option. */
void argv_print(const struct argv *argv, struct text *out);

/* The machine, and nothing of what is booted on it. */
void qemu_machine(const struct guest *guest, struct argv *argv);
/* The whole command, with KERNEL and INITRD to be filled in. */
void qemu_command(const struct guest *guest, struct argv *argv);
void vng_command(const struct guest *guest, struct argv *argv);

#endif
