/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Nodes and their zonelists.
 *
 * Mirrors: include/linux/mmzone.h struct pglist_data, zonelist, zoneref, v6.12.
 * Differs: a zoneref is 4 bytes (node id and zone type), so that the lists of
 * 1024 nodes stay small.
 */
#ifndef NW_MODEL_NODE_H
#define NW_MODEL_NODE_H

#include <stdint.h>

#include "model/zone.h"

struct zoneref {
	uint16_t nid;
	uint8_t zone_idx;	/* enum zone_type */
	uint8_t reserved;
};

/* Zones in walk order. Owner: alloc/zonelist.c (rebuilt as a whole). */
struct zonelist {
	uint32_t nr_refs;
	struct zoneref *refs;
};

/*
 * ZONELIST_FALLBACK and ZONELIST_NOFALLBACK exist always; a design may define
 * further lists (isolation_design.nr_extra_zonelists), numbered from
 * ZONELIST_EXTRA0.
 */
enum zonelist_kind {
	ZONELIST_FALLBACK,
	ZONELIST_NOFALLBACK,
	ZONELIST_EXTRA0,
	ZONELIST_EXTRA1,
	MAX_ZONELISTS
};

/* asleep -> woken -> running -> asleep, or woken again at once. */
enum kswapd_state { KSWAPD_ASLEEP, KSWAPD_WOKEN, KSWAPD_RUNNING };

#define MAX_RECLAIM_RETRIES 16	/* so many failures, and kswapd gives the node up */

struct pglist_data {
	int node_id;
	struct zone node_zones[MAX_NR_ZONES];
	struct zonelist node_zonelists[MAX_ZONELISTS];
	uint64_t totalreserve_pages;
	/* Counters that scenarios and reports read. */
	uint64_t nr_kswapd_wakeups;
	uint64_t nr_file_dirty;		/* NR_FILE_DIRTY; pagecache/ */
	uint64_t nr_writeback;		/* NR_WRITEBACK */
	bool kswapd_started;
	bool kcompactd_started;
	/*
	 * What kswapd was last asked for: written by alloc/wakeup.c, taken by it when it
	 * runs. @kswapd_held: a scenario keeps it from running; it stays woken.
	 */
	enum kswapd_state kswapd_state;
	bool kswapd_held;
	unsigned kswapd_order;
	enum zone_type kswapd_highest_zoneidx;
	unsigned kswapd_failures;	/* balancing runs in a row that freed nothing */
};

typedef struct pglist_data pg_data_t;

#endif
