/* SPDX-License-Identifier: GPL-2.0-only */
/* The table as its two files see it. */
#ifndef NW_FOLIO_PRIVATE_H
#define NW_FOLIO_PRIVATE_H

#include "model/folio.h"

/* Open addressing by first pfn; the number of buckets is a power of two. */
struct folio_table {
	struct folio **buckets;
	size_t nr_buckets;
	size_t nr_folios;
};

#endif
