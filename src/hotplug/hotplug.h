/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that comes and goes: adding ranges, blocks on and off line, removal.
 *
 * Every operation validates, changes this room's state and the machine's zones,
 * node states, zonelists and watermarks in the kernel's order, and returns what
 * must follow outside: cpusets and tiers are the caller's to update. An
 * operation that fails changes nothing, except the role that a design latches
 * when memory is added (RFC v2), and pages that were migrated away in vain.
 *
 * Mirrors: mm/memory_hotplug.c, drivers/base/memory.c, v6.12.
 * Differs: no memmap on memory, no memory groups, no auto-movable policy.
 */
#ifndef NW_HOTPLUG_HOTPLUG_H
#define NW_HOTPLUG_HOTPLUG_H

#include "hotplug/block.h"
#include "hotplug/device.h"
#include "hotplug/role.h"
#include "model/machine_desc.h"

/* What must follow outside. Or-ed over all blocks of an operation. */
struct hotplug_effects {
	bool memory_nodes_changed; /* N_MEMORY or N_SPM: cpusets, then tiers */
	bool online_nodes_changed; /* N_ONLINE */
	bool roles_changed; /* design_state.sysram or .spm: derived cpuset masks */
	bool zonelists_rebuilt;
	nodemask_t joined, left; /* nodes that got their first / lost their last memory */
	unsigned nr_onlined, nr_offlined; /* blocks */
};

struct hotplug_result {
	int err; /* 0 or -errno */
	enum verdict why; /* when err != 0 */
	const char *what; /* "memory holes"; static; NULL when err == 0 */
	const char *by; /* kernel function that refused; static */
	uint64_t pfn; /* VERDICT_HOTPLUG_BUSY: a page in the way */
	struct hotplug_effects effects;
};

struct pfn_range {
	uint64_t start_pfn, end_pfn; /* [start, end) */
};

/* The boot extent of a zone, to know what of it a mixed boot block holds. */
struct early_zone {
	int nid;
	enum zone_type type;
	struct pfn_range span;
};

/*
 * Lifetime: hotplug_init() at boot, hotplug_destroy() with the machine.
 * The engine may write auto_online, movable_node and migrate_*, nobody else
 * writes any field.
 */
struct hotplug {
	struct block_table table;
	enum online_type auto_online; /* /sys/devices/system/memory/auto_online_blocks */
	bool movable_node; /* the command line option */
	struct pfn_range *ram; /* resources "System RAM", ascending, disjoint */
	size_t nr_ram, cap_ram;
	struct early_zone *early;
	size_t nr_early;
	struct device_memory device; /* ranges that are on no free list */
	uint64_t *pins; /* pages that cannot move, ascending */
	size_t nr_pins, cap_pins;
	/*
	 * Move what is movable out of [start_pfn, + nr_pages). 0 = everything moved.
	 * NULL = nothing can be moved. Set by the engine once it can migrate.
	 */
	int (*migrate_range)(void *arg, struct machine *m, uint64_t start_pfn, uint64_t nr_pages);
	void *migrate_arg;
};

/*
 * Blocks for the boot memory of @m (zones exist, zonelists are built), then
 * HP_BOOT for each node with memory. @desc tells holes, the block size and
 * auto_online_blocks.
 */
struct hotplug_result hotplug_boot(struct hotplug *h, struct machine *m,
				   const struct machine_desc *desc);
void hotplug_destroy(struct hotplug *h);

struct add_memory_args {
	int nid;
	uint64_t start_pfn, nr_pages;
	enum node_role role; /* ROLE_SPM = MHP_SPM_NODE */
	enum online_type online; /* usually hotplug.auto_online */
	int inject_err; /* -errno: arch_add_memory() fails with it; 0 = works */
	bool has_features; /* else those declared for the node */
	uint32_t features; /* FEATURE_* that the driver asks for; ROLE_SPM only */
};

/*
 * add_memory(): -EEXIST (overlaps memory), -EINVAL (alignment, node not
 * possible), or what the design answers. Blocks that cannot go online stay
 * offline; that is no error.
 */
struct hotplug_result add_memory(struct hotplug *h, struct machine *m,
				 const struct add_memory_args *args);
/* Declare a node's role without adding memory (HP_SET_TYPE). */
struct hotplug_result node_set_type(struct hotplug *h, struct machine *m, int nid,
				    enum node_role role);
/*
 * The driver of the node takes its registration back (HP_UNREGISTER). Where a
 * design lets it go with memory on line, the node is stranded: in no memory state.
 */
struct hotplug_result node_unregister(struct machine *m, int nid);

/*
 * A write to memoryN/state. Writing the state that the block has: -EINVAL.
 * -ENODEV: no such block. -EBUSY: a page cannot move. -EINVAL: holes, several
 * zones.
 */
struct hotplug_result memory_block_store(struct hotplug *h, struct machine *m, uint64_t block_id,
					 enum online_type type);

/* __remove_memory(): -EBUSY while a block is online. Nothing there is no error. */
struct hotplug_result remove_memory(struct hotplug *h, struct machine *m, uint64_t start_pfn,
				    uint64_t nr_pages);
/*
 * offline_and_remove_memory(), and what pulling a DIMM does: blocks go offline,
 * then away. When one cannot, none does.
 */
struct hotplug_result offline_and_remove_memory(struct hotplug *h, struct machine *m,
						uint64_t start_pfn, uint64_t nr_pages);

/* Pages that cannot be moved, whoever owns them: offlining their block is -EBUSY. */
void hotplug_pin(struct hotplug *h, uint64_t pfn);
/* Forget one pin of @pfn; nothing when it has none. */
void hotplug_unpin(struct hotplug *h, uint64_t pfn);
/* Forget all pins. Return: how many there were. */
size_t hotplug_unpin_all(struct hotplug *h);

/* The text of memoryN/valid_zones without newline: "Normal Movable", "none". */
void valid_zones(const struct hotplug *h, const struct machine *m, const struct mem_block *block,
		 struct text *out);
/*
 * The zone that a block would go to.
 * Mirrors: mm/memory_hotplug.c zone_for_pfn_range(), contig-zones policy, v6.12.
 */
struct zone *zone_for_pfn_range(const struct hotplug *h, const struct machine *m,
				enum online_type type, int nid, uint64_t start_pfn,
				uint64_t nr_pages);

/* "online_movable" etc. as in sysfs; parse: -1 when unknown. */
extern const char *const online_type_names[];
int online_type_parse(const char *text);

#endif
