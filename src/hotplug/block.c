// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory blocks: their table and their state machine.
 *
 * Responsible for which blocks exist and for legal changes of state. Not
 * responsible for what a change does to zones (online.c, offline.c).
 *
 * Mirrors: drivers/base/memory.c add_memory_block(), find_memory_block_by_id(),
 * arch/x86/mm/init_64.c probe_memory_block_size(), v6.12.
 */
#include "hotplug/block.h"

#include <stdlib.h>
#include <string.h>

const char *const block_state_names[NR_BLOCK_STATES] = {
	[BLOCK_OFFLINE] = "offline",
	[BLOCK_GOING_ONLINE] = "offline",
	[BLOCK_ONLINE] = "online",
	[BLOCK_GOING_OFFLINE] = "going-offline",
};

/* The arrows that block.h draws. */
static const bool allowed[NR_BLOCK_STATES][NR_BLOCK_STATES] = {
	[BLOCK_OFFLINE] = { [BLOCK_GOING_ONLINE] = true },
	[BLOCK_GOING_ONLINE] = { [BLOCK_ONLINE] = true, [BLOCK_OFFLINE] = true },
	[BLOCK_ONLINE] = { [BLOCK_GOING_OFFLINE] = true },
	[BLOCK_GOING_OFFLINE] = { [BLOCK_OFFLINE] = true, [BLOCK_ONLINE] = true },
};

void block_set_state(struct mem_block *block, enum block_state to)
{
	assert(to < NR_BLOCK_STATES);
	assert(allowed[block->state][to]);
	block->state = to;
}

#define MAX_BLOCK_PAGES (UINT64_C(1) << (31 - PAGE_SHIFT)) /* 2 GiB */
#define LARGE_BLOCK_MIN_PFN (UINT64_C(1) << (36 - PAGE_SHIFT)) /* 64 GiB */

uint64_t probe_memory_block_pages(uint64_t max_pfn)
{
	uint64_t pages = MAX_BLOCK_PAGES;

	if (max_pfn < LARGE_BLOCK_MIN_PFN)
		return SECTION_PAGES;
	while (pages > SECTION_PAGES && max_pfn % pages)
		pages /= 2;
	return pages;
}

/* Index of the first block with an id >= @id. */
static size_t block_slot(const struct block_table *table, uint64_t id)
{
	size_t lo = 0, hi = table->nr_blocks;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (table->blocks[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct mem_block *find_memory_block(const struct block_table *table, uint64_t id)
{
	size_t i = block_slot(table, id);

	return i < table->nr_blocks && table->blocks[i].id == id ? &table->blocks[i] : NULL;
}

struct mem_block *add_memory_block(struct block_table *table, uint64_t id, int nid)
{
	size_t i = block_slot(table, id);

	if (i < table->nr_blocks && table->blocks[i].id == id)
		return NULL;
	if (table->nr_blocks == table->cap_blocks) {
		table->cap_blocks = table->cap_blocks ? 2 * table->cap_blocks : 16;
		table->blocks = xrealloc(table->blocks, table->cap_blocks * sizeof(*table->blocks));
	}
	memmove(&table->blocks[i + 1], &table->blocks[i],
		(table->nr_blocks - i) * sizeof(*table->blocks));
	table->blocks[i] = (struct mem_block){
		.id = id,
		.nid = nid,
		.state = BLOCK_OFFLINE,
		.zone_idx = BLOCK_NO_ZONE,
	};
	table->nr_blocks++;
	return &table->blocks[i];
}

void remove_memory_block(struct block_table *table, uint64_t id)
{
	struct mem_block *block = find_memory_block(table, id);
	size_t i;

	assert(block);
	i = (size_t)(block - table->blocks);
	memmove(block, block + 1, (table->nr_blocks - i - 1) * sizeof(*block));
	table->nr_blocks--;
}

void block_table_destroy(struct block_table *table)
{
	free(table->blocks);
	*table = (struct block_table){ 0 };
}
