// SPDX-License-Identifier: GPL-2.0-only
/*
 * The account of a compressed device: what every page takes, how full it is, and what
 * it tells its driver.
 *
 * Responsible for bytes, pressure and for who is let in. Not responsible for pages
 * that had no room (poison.c).
 *
 * Mirrors: nothing in 6.12; pressure, watermark boost and migration_blocked follow the
 * cram driver of 20260222084842.1824063-1, the veto page_allocated() of
 * 20260108203755.1163107-1.
 * Differs: that the boost is the pressure's share of the zone is our reading.
 */
#include "device/device.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "device/private.h"
#include "zswap/contents.h"

struct compressed_device *device_of(const struct machine *m, int nid)
{
	for (size_t i = 0; m->devices && i < m->devices->nr_compressed; i++) {
		if (m->devices->compressed[i].nid == nid)
			return &m->devices->compressed[i];
	}
	return NULL;
}

static unsigned services(const struct machine *m, int nid)
{
	return m->design->device_services ? m->design->device_services(m, nid) : 0;
}

bool device_protects_write(const struct machine *m, int nid)
{
	return device_of(m, nid) && services(m, nid) & DEVICE_WRITE_PROTECT;
}

unsigned device_pressure(const struct compressed_device *dev)
{
	return (unsigned)(dev->used_bytes * DEVICE_PRESSURE_MAX / dev->real_bytes);
}

const char *device_ratio(const struct compressed_device *dev)
{
	uint64_t length;

	if (!dev->nr_written)
		return "-";
	length = (dev->used_bytes + dev->nr_written - 1) / dev->nr_written;
	if (length <= PAGE_SIZE / 8)
		return "<=1/8";
	if (length <= PAGE_SIZE / 4)
		return "<=1/4";
	if (length <= PAGE_SIZE / 2)
		return "<=1/2";
	if (length <= PAGE_SIZE / 4 * 3)
		return "<=3/4";
	return length < PAGE_SIZE ? "<1" : "full";
}

/* ---- the driver ---- */

/* The fuller it is, the more of the node has to stay free; it owns the boost. */
static void signal_pressure(struct machine *m, const struct compressed_device *dev)
{
	struct zone *zones = m->pgdat[dev->nid]->node_zones;

	if (!(services(m, dev->nid) & DEVICE_PRESSURE))
		return;
	for (int type = 0; type < MAX_NR_ZONES; type++)
		zones[type].watermark_boost =
			zones[type].managed_pages * device_pressure(dev) / DEVICE_PRESSURE_MAX;
}

/* migration_blocked: at its height pressure lets nothing in. */
static enum verdict demotion_is_admitted(struct machine *m, int nid)
{
	struct compressed_device *dev = device_of(m, nid);

	if (!dev || !(services(m, nid) & DEVICE_PRESSURE))
		return VERDICT_PASS;
	signal_pressure(m, dev);
	if (device_pressure(dev) < DEVICE_PRESSURE_MAX)
		return VERDICT_PASS;
	dev->nr_blocked++;
	return VERDICT_DEVICE_BLOCKED;
}

/* The veto asks how full the device is now, not what will be written to the page. */
static bool page_is_let_in(struct machine *m, struct page_block block)
{
	struct compressed_device *dev = device_of(m, block.zone->nid);

	if (!dev || !(services(m, dev->nid) & DEVICE_VETO))
		return true;
	if (dev->used_bytes + (PAGE_SIZE << block.order) <= dev->real_bytes)
		return true;
	dev->nr_vetoed++;
	return false;
}

/* ---- what pages take ---- */

/* The length of @pfn; memory that came since is covered by larger tables. */
static uint16_t *length_of(struct compressed_device *dev, uint64_t pfn)
{
	uint64_t first = pfn / SECTION_PAGES * SECTION_PAGES;
	uint64_t end = first + SECTION_PAGES;
	uint16_t *lengths;

	if (pfn >= dev->first_pfn && pfn < dev->first_pfn + dev->nr_pages)
		return &dev->lengths[pfn - dev->first_pfn];
	if (dev->nr_pages && dev->first_pfn < first)
		first = dev->first_pfn;
	if (dev->first_pfn + dev->nr_pages > end)
		end = dev->first_pfn + dev->nr_pages;
	lengths = xcalloc(end - first, sizeof(*lengths));
	if (dev->nr_pages)
		memcpy(&lengths[dev->first_pfn - first], dev->lengths,
		       dev->nr_pages * sizeof(*lengths));
	free(dev->lengths);
	dev->lengths = lengths;
	dev->first_pfn = first;
	dev->nr_pages = end - first;
	return &dev->lengths[pfn - first];
}

/* What @pfn took is room again. */
static void forget_page(struct compressed_device *dev, uint16_t *length)
{
	if (!*length || *length == LENGTH_POISONED)
		return;
	dev->used_bytes -= *length;
	dev->nr_written--;
	*length = 0;
}

static unsigned compressed_length(const struct compressed_device *dev,
				  const struct page_content *content)
{
	uint8_t page[PAGE_SIZE], dst[PAGE_SIZE];
	unsigned length;

	content_fill(content, page);
	length = compress_page(dev->compressor, page, dst);
	return length ? length : PAGE_SIZE;
}

static void write_page(struct machine *m, struct compressed_device *dev, uint64_t pfn,
		       const struct page_content *content)
{
	unsigned length = compressed_length(dev, content);
	uint16_t *entry = length_of(dev, pfn);

	if (*entry == LENGTH_POISONED)
		return;
	forget_page(dev, entry);
	if (dev->used_bytes + length > dev->real_bytes) {
		*entry = LENGTH_POISONED;
		dev->nr_overflows++;
		memory_failure_queue(m, pfn);
		return;
	}
	*entry = (uint16_t)length;
	dev->used_bytes += length;
	dev->nr_written++;
}

static void page_is_written(struct machine *m, struct page_block block,
			    const struct page_content *content)
{
	struct compressed_device *dev = device_of(m, block.zone->nid);
	struct page_content page = *content;

	if (!dev)
		return;
	for (uint64_t i = 0; i < UINT64_C(1) << block.order; i++) {
		if (page.kind != CONTENT_ZERO && page.kind != CONTENT_SAME)
			page.value = content->value + i;
		write_page(m, dev, block.pfn + i, &page);
	}
	signal_pressure(m, dev);
}

/* A copy was written; who has it may only read it where writes are not for the device. */
static void folio_has_moved(struct machine *m, struct folio *folio)
{
	const struct folio_map *pos;

	page_is_written(m, folio->block, &folio->content);
	if (!device_protects_write(m, folio_nid(folio)))
		return;
	for_each_folio_map(pos, folio) pos->map->ptes[pos->slot].flags &= (uint8_t)~PTE_WRITE;
}

bool device_block_poisoned(const struct machine *m, struct page_block block)
{
	struct compressed_device *dev = device_of(m, block.zone->nid);

	for (uint64_t i = 0; dev && i < UINT64_C(1) << block.order; i++) {
		if (*length_of(dev, block.pfn + i) == LENGTH_POISONED)
			return true;
	}
	return false;
}

/* Only a driver that is told of it scrubs the page; else it goes on taking its bytes. */
static bool page_is_freed(struct machine *m, struct page_block block)
{
	struct compressed_device *dev = device_of(m, block.zone->nid);

	if (!dev)
		return true;
	if (device_block_poisoned(m, block)) {
		poison_keep(m, block);
		return false;
	}
	if (services(m, dev->nid) & DEVICE_SCRUB) {
		for (uint64_t i = 0; i < UINT64_C(1) << block.order; i++)
			forget_page(dev, length_of(dev, block.pfn + i));
		signal_pressure(m, dev);
	}
	return true;
}

/* ---- life ---- */

void devices_init(struct machine *m, const struct machine_desc *desc)
{
	struct device_state *state = NULL;

	for (size_t i = 0; i < desc->nr_nodes; i++) {
		const struct node_desc *node = &desc->nodes[i];

		if (!node->real_bytes)
			continue;
		if (!state)
			state = xcalloc(1, sizeof(*state));
		state->compressed = xrealloc(state->compressed, (state->nr_compressed + 1) *
								       sizeof(*state->compressed));
		state->compressed[state->nr_compressed++] = (struct compressed_device){
			.nid = node->nid,
			.compressor = (enum compressor)node->compressor,
			.real_bytes = node->real_bytes,
		};
	}
	m->devices = state;
	if (!state)
		return;
	m->device_ops = (struct device_ops){
		.page_written = page_is_written,
		.folio_moved = folio_has_moved,
		.demotion_admitted = demotion_is_admitted,
		.page_allocated = page_is_let_in,
		.page_freed = page_is_freed,
	};
}

void devices_destroy(struct machine *m)
{
	struct device_state *state = m->devices;

	m->device_ops = (struct device_ops){ 0 };
	m->devices = NULL;
	for (size_t i = 0; state && i < state->nr_compressed; i++)
		free(state->compressed[i].lengths);
	if (state) {
		free(state->compressed);
		free(state->queue);
		free(state->poisoned);
	}
	free(state);
}
