// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of device memory, as its driver hands them out and takes them back.
 *
 * Responsible for how many pages of which range are with whom. Not responsible for
 * which ranges are device memory: the design says so (H13).
 *
 * Mirrors: mm/memremap.c memremap_pages(), memunmap_pages(), zone_device_page_init(),
 * lib/test_hmm.c dmirror_devmem_alloc_page(), dmirror_devmem_free(), v6.12.
 * Differs: where memunmap_pages() waits for pages that are out, the range stays and
 * the removal is refused, and no driver calls migrate_device_range() first; pages under
 * a label are counted, which ones they are is the driver's business. Single pages, for
 * tasks (engine/migrate_device.c), have numbers: the last that came back goes out first.
 */
#include "hotplug/device.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

void device_range_add(struct device_memory *d, int nid, uint64_t start_pfn, uint64_t nr_pages)
{
	d->ranges = xrealloc(d->ranges, (d->nr_ranges + 1) * sizeof(*d->ranges));
	d->ranges[d->nr_ranges++] = (struct device_range){
		.nid = nid,
		.start_pfn = start_pfn,
		.nr_pages = nr_pages,
	};
}

static bool touches(const struct device_range *range, uint64_t start_pfn, uint64_t nr_pages)
{
	return range->start_pfn < start_pfn + nr_pages &&
	       start_pfn < range->start_pfn + range->nr_pages;
}

bool device_range_in_use(const struct device_memory *d, uint64_t start_pfn, uint64_t nr_pages)
{
	for (size_t i = 0; i < d->nr_ranges; i++)
		if (touches(&d->ranges[i], start_pfn, nr_pages) && d->ranges[i].nr_used)
			return true;
	return false;
}

void device_range_remove(struct device_memory *d, uint64_t start_pfn, uint64_t nr_pages)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->nr_ranges; i++) {
		if (!touches(&d->ranges[i], start_pfn, nr_pages)) {
			d->ranges[kept++] = d->ranges[i];
			continue;
		}
		assert(!d->ranges[i].nr_used);
		free(d->ranges[i].returned);
	}
	d->nr_ranges = kept;
}

/* Pages that the driver has left on the node; *@any: it has some there at all. */
static uint64_t pages_left(const struct device_memory *d, int nid, bool *any)
{
	uint64_t left = 0;

	*any = false;
	for (size_t i = 0; i < d->nr_ranges; i++) {
		if (d->ranges[i].nid != nid)
			continue;
		*any = true;
		left += d->ranges[i].nr_pages - d->ranges[i].nr_used;
	}
	return left;
}

static void grant(struct device_memory *d, struct device_range *range, uint64_t nr_pages,
		  const char *label)
{
	range->nr_used += nr_pages;
	d->grants = xrealloc(d->grants, (d->nr_grants + 1) * sizeof(*d->grants));
	d->grants[d->nr_grants++] = (struct device_grant){
		.label = xstrdup(label),
		.start_pfn = range->start_pfn,
		.nr_pages = nr_pages,
	};
}

int device_alloc(struct device_memory *d, int nid, uint64_t nr_pages, const char *label,
		 enum verdict *why)
{
	bool any;
	uint64_t left = pages_left(d, nid, &any);

	*why = any ? VERDICT_DRIVER_FULL : VERDICT_NO_DRIVER;
	if (!any)
		return -ENODEV;
	if (left < nr_pages)
		return -ENOMEM;
	for (size_t i = 0; i < d->nr_ranges && nr_pages; i++) {
		struct device_range *range = &d->ranges[i];
		uint64_t nr = range->nr_pages - range->nr_used;

		if (range->nid != nid || !nr)
			continue;
		nr = nr < nr_pages ? nr : nr_pages;
		grant(d, range, nr, label);
		nr_pages -= nr;
	}
	assert(!nr_pages);
	return 0;
}

bool device_has_memory(const struct device_memory *d, int nid)
{
	bool any;

	pages_left(d, nid, &any);
	return any;
}

bool device_page_alloc(struct device_memory *d, int nid, uint64_t *pfn)
{
	for (size_t i = 0; i < d->nr_ranges; i++) {
		struct device_range *range = &d->ranges[i];

		if (range->nid != nid || range->nr_used == range->nr_pages)
			continue;
		range->nr_used++;
		*pfn = range->nr_returned ? range->returned[--range->nr_returned] :
					    range->start_pfn + range->nr_fresh++;
		return true;
	}
	return false;
}

void device_page_free(struct device_memory *d, uint64_t pfn)
{
	struct device_range *range = d->ranges;

	while (!touches(range, pfn, 1))
		range++;
	assert(range < d->ranges + d->nr_ranges && range->nr_used);
	if (range->nr_returned == range->cap_returned) {
		range->cap_returned = range->cap_returned ? 2 * range->cap_returned : 16;
		range->returned =
			xrealloc(range->returned, range->cap_returned * sizeof(*range->returned));
	}
	range->returned[range->nr_returned++] = pfn;
	range->nr_used--;
}

static void give_back(struct device_memory *d, const struct device_grant *g)
{
	for (size_t i = 0; i < d->nr_ranges; i++) {
		if (d->ranges[i].start_pfn != g->start_pfn)
			continue;
		assert(d->ranges[i].nr_used >= g->nr_pages);
		d->ranges[i].nr_used -= g->nr_pages;
	}
}

int device_free(struct device_memory *d, const char *label)
{
	size_t kept = 0, nr = d->nr_grants;

	for (size_t i = 0; i < nr; i++) {
		if (strcmp(d->grants[i].label, label) != 0) {
			d->grants[kept++] = d->grants[i];
			continue;
		}
		give_back(d, &d->grants[i]);
		free(d->grants[i].label);
	}
	d->nr_grants = kept;
	return kept < nr ? 0 : -ENOENT;
}

void device_memory_destroy(struct device_memory *d)
{
	for (size_t i = 0; i < d->nr_grants; i++)
		free(d->grants[i].label);
	for (size_t i = 0; i < d->nr_ranges; i++)
		free(d->ranges[i].returned);
	free(d->grants);
	free(d->ranges);
	*d = (struct device_memory){ 0 };
}
