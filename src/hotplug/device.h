/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Device memory (ZONE_DEVICE): ranges with struct pages that are on no free list.
 * Their driver is the only allocator; it hands out single pages.
 */
#ifndef NW_HOTPLUG_DEVICE_H
#define NW_HOTPLUG_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/verdict.h"

struct device_range {
	int nid;
	uint64_t start_pfn, nr_pages;
	uint64_t nr_used;
	/* Single pages that came back, the last one on top; the first @nr_fresh were out once. */
	uint64_t *returned;
	size_t nr_returned, cap_returned;
	uint64_t nr_fresh;
};

/* What the driver handed out under one label, of one range. */
struct device_grant {
	char *label;
	uint64_t start_pfn; /* of the range */
	uint64_t nr_pages;
};

/* All of a machine; zeroed = none. */
struct device_memory {
	struct device_range *ranges;
	size_t nr_ranges;
	struct device_grant *grants;
	size_t nr_grants;
};

/* memremap_pages() and memunmap_pages() of a range. */
void device_range_add(struct device_memory *d, int nid, uint64_t start_pfn, uint64_t nr_pages);
void device_range_remove(struct device_memory *d, uint64_t start_pfn, uint64_t nr_pages);
/* Has the driver handed out pages of the range? */
bool device_range_in_use(const struct device_memory *d, uint64_t start_pfn, uint64_t nr_pages);
/*
 * @nr_pages of the node under @label, or none: -ENODEV when the node has no device
 * memory, -ENOMEM when the driver has not as many left.
 */
int device_alloc(struct device_memory *d, int nid, uint64_t nr_pages, const char *label,
		 enum verdict *why);
/* Is there device memory on the node? */
bool device_has_memory(const struct device_memory *d, int nid);
/* One page of the node, for memory of a task; false: the driver has none left. */
bool device_page_alloc(struct device_memory *d, int nid, uint64_t *pfn);
void device_page_free(struct device_memory *d, uint64_t pfn);
/* All pages under @label come back; -ENOENT: there is none. */
int device_free(struct device_memory *d, const char *label);
void device_memory_destroy(struct device_memory *d);

#endif
