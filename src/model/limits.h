/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Constants of the modelled architecture (x86-64, 4 KiB pages) and the limits
 * that everything else is asserted against.
 *
 * Mirrors: include/linux/mmzone.h and arch/x86/include/asm/sparsemem.h, v6.12.
 */
#ifndef NW_MODEL_LIMITS_H
#define NW_MODEL_LIMITS_H

#include <assert.h>

#include "base/nodemask.h"

#define PAGE_SHIFT 12
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define MAX_PAGE_ORDER 10
#define NR_PAGE_ORDERS (MAX_PAGE_ORDER + 1)
#define pageblock_order 9
#define pageblock_nr_pages (1UL << pageblock_order)
#define PAGE_ALLOC_COSTLY_ORDER 3
#define HPAGE_PMD_ORDER 9
#define SECTION_PAGES (1UL << 15)	/* 128 MiB */
#define MAX_CPUS 8192
/* A page index inside a zone is a u32: a zone spans less than 16 TiB. */
#define MAX_ZONE_PAGES (UINT64_C(1) << 32)
#define PFN_DMA_END (UINT64_C(1) << 12)		/* 16 MiB */
#define PFN_DMA32_END (UINT64_C(1) << 20)	/* 4 GiB */

enum zone_type {
	ZONE_DMA,
	ZONE_DMA32,
	ZONE_NORMAL,
	ZONE_MOVABLE,
	ZONE_DEVICE,
	MAX_NR_ZONES,
};

enum migratetype {
	MIGRATE_UNMOVABLE,
	MIGRATE_MOVABLE,
	MIGRATE_RECLAIMABLE,
	MIGRATE_PCPTYPES,	/* the number of types on per-cpu lists */
	MIGRATE_HIGHATOMIC = MIGRATE_PCPTYPES,
	MIGRATE_ISOLATE,
	MIGRATE_TYPES
};

enum wmark { WMARK_MIN, WMARK_LOW, WMARK_HIGH, WMARK_PROMO, NR_WMARK };

/*
 * Node states. N_SPM is not a kernel state of 6.12: it is the one extra state
 * that a design may define for its special nodes (N_COHERENT_MEMORY, N_PRIVATE,
 * ...); isolation_design.node_state_name says what the design calls it.
 */
enum node_states { N_POSSIBLE, N_ONLINE, N_NORMAL_MEMORY, N_MEMORY, N_CPU, N_SPM, NR_NODE_STATES };

extern const char *const zone_names[MAX_NR_ZONES];		/* "DMA32" */
extern const char *const migratetype_names[MIGRATE_TYPES];	/* "Movable" as in pagetypeinfo */
extern const char migratetype_letters[MIGRATE_TYPES + 1];	/* "UMRHI" */
extern const char *const node_state_names[NR_NODE_STATES];	/* "N_MEMORY" */

static_assert(MAX_NUMNODES % 64 == 0, "node masks are whole words");
static_assert(pageblock_order < MAX_PAGE_ORDER, "a max-order block holds whole pageblocks");

#endif
