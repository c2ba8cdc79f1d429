/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * When kswapd of a node is woken, and what it is asked for.
 *
 * Mirrors: mm/vmscan.c wakeup_kswapd(), pgdat_balanced(), pgdat_watermark_boosted(),
 * mm/page_alloc.c wake_all_kswapds(), v6.12.
 */
#ifndef NW_ALLOC_WAKEUP_H
#define NW_ALLOC_WAKEUP_H

#include "model/machine.h"

/*
 * @req: the request that found @zone short; NULL: none did, the zone was boosted,
 * and no cpuset is asked.
 */
void wakeup_kswapd(struct machine *m, const struct alloc_request *req, struct zone *zone,
		   unsigned order, enum zone_type highest);
/* Once per node that the walk meets. */
void wake_all_kswapds(struct machine *m, const struct alloc_request *req,
		      const struct alloc_context *ac);
/* Does a zone up to @highest have its mark (high, or promo), and a block of the order? */
bool pgdat_balanced(const struct machine *m, const pg_data_t *pgdat, unsigned order,
		    enum zone_type highest);
bool pgdat_watermark_boosted(const pg_data_t *pgdat, enum zone_type highest);

#endif
