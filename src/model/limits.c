// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of zones, migratetypes and node states, as the kernel prints them.
 *
 * Mirrors: mm/page_alloc.c zone_names[], migratetype_names[], mm/show_mem.c
 * show_migration_types(), v6.12.
 * Differs: node states carry their enum names, not those of /sys files.
 */
#include "model/limits.h"

/* clang-format off */
const char *const zone_names[MAX_NR_ZONES] = {
	[ZONE_DMA] = "DMA",
	[ZONE_DMA32] = "DMA32",
	[ZONE_NORMAL] = "Normal",
	[ZONE_MOVABLE] = "Movable",
	[ZONE_DEVICE] = "Device",
};

const char *const migratetype_names[MIGRATE_TYPES] = {
	[MIGRATE_UNMOVABLE] = "Unmovable",
	[MIGRATE_MOVABLE] = "Movable",
	[MIGRATE_RECLAIMABLE] = "Reclaimable",
	[MIGRATE_HIGHATOMIC] = "HighAtomic",
	[MIGRATE_ISOLATE] = "Isolate",
};
/* clang-format on */

const char migratetype_letters[MIGRATE_TYPES + 1] = "UMRHI";

/* clang-format off */
const char *const node_state_names[NR_NODE_STATES] = {
	[N_POSSIBLE] = "N_POSSIBLE",
	[N_ONLINE] = "N_ONLINE",
	[N_NORMAL_MEMORY] = "N_NORMAL_MEMORY",
	[N_MEMORY] = "N_MEMORY",
	[N_CPU] = "N_CPU",
	[N_SPM] = "N_SPM",
};
/* clang-format on */
