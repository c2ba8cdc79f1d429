// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lower tier as a place to go to, in place of swap.
 *
 * Mirrors: mm/vmscan.c can_demote(), v6.12.
 */
#include "reclaim/private.h"

bool can_demote(const struct machine *m, int nid, const struct scan_control *sc)
{
	(void)nid;
	return m->reclaim->demotion_enabled && m->reclaim->tiers && !(sc && sc->no_demotion) &&
	       false;
}

uint64_t demote_folio_list(struct scan_control *sc, int nid, struct folio_list *list)
{
	(void)sc;
	(void)nid;
	(void)list;
	return 0;
}
