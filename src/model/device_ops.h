/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the device behind a node's memory sees of its pages: rooms that write, move or
 * free pages tell it. The table belongs to the machine; device/ fills it while there
 * is a device that cares. NULL entries mean that nobody does.
 */
#ifndef NW_MODEL_DEVICE_OPS_H
#define NW_MODEL_DEVICE_OPS_H

#include "model/alloc_context.h"
#include "model/page_content.h"

struct folio;

/*
 * What a design does for memory whose capacity is not real, besides features: bits
 * that device_services answers.
 */
#define DEVICE_WRITE_PROTECT 0x1u	/* pages are mapped read-only; a write moves them away */
#define DEVICE_VETO 0x2u		/* the driver may turn a page down once it was taken */
#define DEVICE_PRESSURE 0x4u		/* it raises watermarks, at its height it blocks demotion */
#define DEVICE_SCRUB 0x8u		/* it is told of pages that are freed, and scrubs them */

struct device_ops {
	/* Pages hold @content now: page i of the block the same with seed + i. */
	void (*page_written)(struct machine *m, struct page_block block,
			     const struct page_content *content);
	/* The folio has its pages, and their content, at another place now. */
	void (*folio_moved)(struct machine *m, struct folio *folio);
	/* VERDICT_PASS, or why no page may be demoted to the node now (-ENOSPC). */
	enum verdict (*demotion_admitted)(struct machine *m, int nid);
	/* A caller that opted in got the block. False: the driver wants it back. */
	bool (*page_allocated)(struct machine *m, struct page_block block);
	/* The block is about to be freed. False: poisoned, it stays out of the allocator. */
	bool (*page_freed)(struct machine *m, struct page_block block);
};

#endif
