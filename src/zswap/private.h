/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of zswap/ share among themselves. */
#ifndef NW_ZSWAP_PRIVATE_H
#define NW_ZSWAP_PRIVATE_H

#include "zswap/zswap.h"

/* entry.c */
struct zswap_entry *zswap_find_entry(const struct zswap *z, uint64_t slot);	/* NULL: none */
/*
 * Put @new (its slot, what it holds, its memcg) at its slot and on the list for a page
 * of @nid; an entry that was there is stale and goes.
 */
struct zswap_entry *zswap_add_entry(struct zswap *z, struct machine *m,
				    const struct zswap_entry *new, int nid, int cpu);
/* The entry goes, with what it holds; a direct page that no load took is lost. */
void zswap_erase_entry(struct zswap *z, struct machine *m, struct zswap_entry *entry, int cpu);
void zswap_erase_slot(struct zswap *z, struct machine *m, uint64_t slot, int cpu);
/* To the young end of its list. */
void zswap_rotate_entry(struct machine *m, struct zswap_entry *entry);
/* Its bytes. As posted a direct page is given back at once, whoever keeps the entry. */
void zswap_decompress(struct zswap *z, struct machine *m, struct zswap_entry *entry, int cpu,
		      uint8_t page[PAGE_SIZE]);
/* Every entry, in no order. */
void zswap_for_each_entry(const struct zswap *z, void (*visit)(void *arg, struct zswap_entry *e),
			  void *arg);
/* The end of all entries: pages go back to the allocator, but for leaked ones. */
void zswap_destroy_entries(struct zswap *z, struct machine *m);

#endif
