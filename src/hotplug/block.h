/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory blocks: the pieces in which memory goes on and off line.
 *
 * Mirrors: include/linux/memory.h struct memory_block, drivers/base/memory.c, v6.12.
 */
#ifndef NW_HOTPLUG_BLOCK_H
#define NW_HOTPLUG_BLOCK_H

#include "base/text.h"
#include "model/machine.h"

/*
 *              online                      success
 *   OFFLINE ------------> GOING_ONLINE --------------> ONLINE
 *      ^                       |                        |  ^
 *      |<----------------------+                offline |  | failure
 *      |        failure                                 v  |
 *      +----------------------------------------- GOING_OFFLINE
 *                       success
 *
 * The kernel has no name for GOING_ONLINE as a block state (the block stays
 * "offline" while its pages go online); nobody can see it from outside.
 */
enum block_state {
	BLOCK_OFFLINE,
	BLOCK_GOING_ONLINE,
	BLOCK_ONLINE,
	BLOCK_GOING_OFFLINE,
	NR_BLOCK_STATES
};

extern const char *const block_state_names[NR_BLOCK_STATES]; /* as sysfs shows them */

#define BLOCK_NO_ZONE (-1)

/* Lifetime: from boot or add_memory() to remove_memory(). */
struct mem_block {
	uint64_t id; /* start pfn / pages of a block */
	int nid;
	enum block_state state; /* written by block_set_state() only */
	int zone_idx; /* the one zone of an online block; BLOCK_NO_ZONE:
					 * offline, or boot memory of several zones or nodes */
	enum node_role role; /* what the memory was added as */
	bool early; /* boot memory */
};

/* All blocks of a machine, ascending by id. Pointers are valid until an add or remove. */
struct block_table {
	uint64_t block_pages; /* a power of two, at least a section */
	struct mem_block *blocks;
	size_t nr_blocks, cap_blocks;
};

/*
 * The kernel's choice: 128 MiB when boot memory ends below 64 GiB, else the
 * largest power of two up to 2 GiB that the end is a multiple of.
 * Mirrors: arch/x86/mm/init_64.c probe_memory_block_size(), v6.12.
 * Differs: the rule of a virtual machine; bare metal takes 2 GiB always.
 */
uint64_t probe_memory_block_pages(uint64_t max_pfn);

/* Change the state; asserts that the arrow exists. */
void block_set_state(struct mem_block *block, enum block_state to);

struct mem_block *find_memory_block(const struct block_table *table, uint64_t id);
/* A new block, BLOCK_OFFLINE, without zone; NULL when the id exists. */
struct mem_block *add_memory_block(struct block_table *table, uint64_t id, int nid);
void remove_memory_block(struct block_table *table, uint64_t id);
void block_table_destroy(struct block_table *table);

static inline uint64_t block_start_pfn(const struct block_table *table, const struct mem_block *b)
{
	return b->id * table->block_pages;
}

#endif
