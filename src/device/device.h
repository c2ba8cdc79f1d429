/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compressed memory: a node that reports more than there is. What its pages really
 * take follows from what is written to them, really compressed. A write that has no
 * room any more poisons its page.
 *
 * The device tells its driver how full it is, as a pressure from 0 to 1000; what
 * becomes of that, and whether pages may be written to in place, is the design's
 * answer to device_services (model/design.h).
 *
 * Mirrors: mm/memory-failure.c memory_failure(), memory_failure_queue(), v6.12; the
 * device and its driver as the cram patches of 20260222084842.1824063-1 describe them.
 * Differs: a page takes as many bytes as it compresses to, no metadata; what was
 * written stays until it is overwritten or scrubbed.
 */
#ifndef NW_DEVICE_DEVICE_H
#define NW_DEVICE_DEVICE_H

#include "folio/folio.h"
#include "model/machine_desc.h"
#include "zswap/compress.h"

#define DEVICE_PRESSURE_MAX 1000u

/* A node's device. Owner: compressed.c. */
struct compressed_device {
	int nid;
	enum compressor compressor;
	uint64_t real_bytes;		/* what there is */
	uint64_t used_bytes;		/* what the pages take */
	uint64_t first_pfn, nr_pages;	/* covered by @lengths; grows as memory comes */
	uint16_t *lengths;		/* bytes of a page; 0 = nothing was written */
	uint64_t nr_written;		/* pages that take something */
	uint64_t nr_overflows;		/* writes that had no room: each poisoned a page */
	uint64_t nr_vetoed;		/* pages that the driver turned down once taken */
	uint64_t nr_blocked;		/* demotions that it did not let in */
};

/* Of a machine that has a device; m->devices. */
struct device_state {
	struct compressed_device *compressed;
	size_t nr_compressed;
	uint64_t *queue;		/* pfns that hardware reported: memory_failure_queue() */
	size_t nr_queued, cap_queue;
	struct page_block *poisoned;	/* pages that nobody gets any more */
	size_t nr_poisoned, cap_poisoned;
};

/* Makes the devices of @desc; m->devices stays NULL when there are none. */
void devices_init(struct machine *m, const struct machine_desc *desc);
void devices_destroy(struct machine *m);

/* ---- compressed.c ---- */

struct compressed_device *device_of(const struct machine *m, int nid);	/* NULL: ordinary */
unsigned device_pressure(const struct compressed_device *dev);
/*
 * The class of its average compressed page, which does not depend on the library's
 * version where a length would: "<=1/8" "<=1/4" "<=1/2" "<=3/4" "<1" "full"; "-": none.
 */
const char *device_ratio(const struct compressed_device *dev);
/* Are pages of the node mapped read-only, so that a write fault takes them away from it? */
bool device_protects_write(const struct machine *m, int nid);

/* ---- poison.c ---- */

/* Hardware reports @pfn. Handled at the next memory_failure_work(). */
void memory_failure_queue(struct machine *m, uint64_t pfn);
/*
 * What was reported: a page of a task is unmapped (the next access is SIGBUS), taken
 * from its owner and kept from the allocator. Pages of others are kept once they are
 * freed.
 */
void memory_failure_work(struct machine *m);
/* The block goes to nobody any more. */
void poison_keep(struct machine *m, struct page_block block);
void poison_for_each_page(const struct machine *m,
			  void (*visit)(void *arg, struct page_block block), void *arg);

#endif
