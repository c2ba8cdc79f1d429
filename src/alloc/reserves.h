/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Watermarks, lowmem reserves, totalreserve and per-cpu list limits of all
 * zones: when they are computed and from what. All of them concern the zones of
 * nodes that are online. Counts are pages, but min_free_kbytes.
 *
 * Mirrors: mm/page_alloc.c __setup_per_zone_wmarks(), setup_per_zone_lowmem_reserve(),
 * calculate_totalreserve_pages(), init_per_zone_wmark_min(), zone_batchsize(),
 * zone_highsize(), mm/khugepaged.c set_recommended_min_free_kbytes(), v6.12.
 */
#ifndef NW_ALLOC_RESERVES_H
#define NW_ALLOC_RESERVES_H

#include "model/machine.h"

/* The largest number whose square is not above @x. */
uint64_t int_sqrt(uint64_t x);

/*
 * From sysctl.min_free_kbytes and watermark_scale_factor: all _watermark[], no
 * boost any more, then totalreserve and the limits of per-cpu lists.
 */
void setup_per_zone_wmarks(struct machine *m);
/* From sysctl.lowmem_reserve_ratio: all lowmem_reserve[], then totalreserve. */
void setup_per_zone_lowmem_reserve(struct machine *m);
void calculate_totalreserve_pages(struct machine *m);
/* pageset_high_min/max and batch of all zones; existing per-cpu lists follow. */
void setup_per_zone_pageset(struct machine *m);
/*
 * The kernel's rule for min_free_kbytes (from the current high marks), marks
 * and reserves for it, then khugepaged's recommendation when THP is on.
 * Runs at boot and when memory goes on or off line; needs zonelists.
 */
void init_per_zone_wmark_min(struct machine *m);

/*
 * A write to vm.*: reads @value as the kernel does, applies it with everything
 * that follows. @name "vm.min_free_kbytes" etc.
 * Return: 0, -EINVAL (nothing followed) or -ENOENT (not modelled).
 */
int sysctl_write(struct machine *m, const char *name, const char *value);
/*
 * Value as /proc shows it, fields joined by one blank, into @out. Reading
 * vm.lowmem_reserve_ratio recomputes the reserves, as in the kernel.
 * Return: 0 or -ENOENT.
 */
int sysctl_read(struct machine *m, const char *name, struct text *out);

#endif
