/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of swap/ share among themselves. */
#ifndef NW_SWAP_PRIVATE_H
#define NW_SWAP_PRIVATE_H

#include "swap/swap.h"

static inline uint64_t zswap_slot(uint64_t slot)
{
	return ZSWAP_FIRST_SLOT + slot;
}

/* page_io.c: how zswap writes back. */
extern const struct zswap_writeback_ops swap_zswap_ops;
/* A slot in use for @folio, charged: 0, -ENOSPC or -ENOMEM. */
int folio_alloc_swap(struct machine *m, const struct folio *folio, uint64_t *slot);
/* Free the slot if nothing uses it. */
void swap_slot_put(struct machine *m, uint64_t nr, int cpu);
/* A folio nobody has any more: uncharge it and give the page back. */
void swap_folio_free(struct machine *m, struct folio *folio, int cpu);

#endif
