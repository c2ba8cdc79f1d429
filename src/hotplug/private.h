/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of this room share. */
#ifndef NW_HOTPLUG_PRIVATE_H
#define NW_HOTPLUG_PRIVATE_H

#include "hotplug/hotplug.h"

/* ---- results ---- */

static inline struct hotplug_result hotplug_done(void)
{
	return (struct hotplug_result){ .why = VERDICT_PASS };
}

struct hotplug_result hotplug_refuse(int err, enum verdict why, const char *what, const char *by);

/* ---- ram.c: where memory is ---- */

/* Add [start, end) to the resources; touching ranges are joined. It must not overlap. */
void ram_add(struct hotplug *h, uint64_t start_pfn, uint64_t end_pfn);
void ram_remove(struct hotplug *h, uint64_t start_pfn, uint64_t end_pfn);
bool ram_overlaps(const struct hotplug *h, uint64_t start_pfn, uint64_t end_pfn);
/* Is every page of [start, end) memory? */
bool ram_covers(const struct hotplug *h, uint64_t start_pfn, uint64_t end_pfn);
/* Ranges of boot memory from the description. */
void ram_init(struct hotplug *h, const struct machine_desc *desc);

/* ---- online.c, offline.c: one block; the state is OFFLINE or ONLINE before ---- */

struct hotplug_result online_block(struct hotplug *h, struct machine *m, struct mem_block *block,
				   enum online_type type);
struct hotplug_result offline_block(struct hotplug *h, struct machine *m, struct mem_block *block);
/* Would offline_block() succeed? Movable pages may be migrated away to find out. */
struct hotplug_result offline_check(struct hotplug *h, struct machine *m,
				    const struct mem_block *block);

/* ---- zones.c ---- */

/* Take [start, + nr_pages), whose pages are gone, out of the zone's span. */
void shrink_zone_span(const struct hotplug *h, struct zone *zone, uint64_t start_pfn,
		      uint64_t nr_pages);

/* ---- states.c ---- */

/* Put the node into the states of an answer to HP_ONLINE_*; zones are up to date. */
void node_join_states(struct machine *m, int nid, const struct hotplug_answer *answer,
		      struct hotplug_effects *effects);
/* After memory of the node went away: leave the states it no longer deserves. */
void node_leave_states(struct machine *m, int nid, struct hotplug_effects *effects);
/* Leave N_SPM with memory on line, which nobody is told: lists stay as they are. */
void node_leave_spm(struct machine *m, int nid);
/* Pages present in all zones of the node. */
uint64_t node_present_pages(const struct machine *m, int nid);
/* Everything that is computed from managed pages. */
void recompute_marks(struct machine *m);

#endif
