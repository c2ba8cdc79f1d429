// SPDX-License-Identifier: GPL-2.0-only
/*
 * A compressed device behind node 2 of the small machine: what pages take, what the
 * driver is told and lets in, and pages that have no room.
 */
#include "mm_machine.h"

#include <errno.h>

#include "designs/designs.h"
#include "device/device.h"
#include "swap/swap.h"

#define REAL_PAGES 8

static unsigned service_bits;

static unsigned services(const struct machine *m, int nid)
{
	(void)m;
	return nid == 2 ? service_bits : 0;
}

/* A machine whose design has @bits of services for the device. */
struct dev_machine {
	struct mm_machine mm;
	struct isolation_design design;
	struct compressed_device *dev;
};

static void setup(struct dev_machine *d, unsigned bits)
{
	struct node_desc node = { .nid = 2, .real_bytes = REAL_PAGES * PAGE_SIZE };
	const struct machine_desc desc = { .nodes = &node, .nr_nodes = 1 };

	service_bits = bits;
	d->design = mainline_design;
	d->design.device_services = services;
	mm_machine_init(&d->mm, &d->design, ZONE_NORMAL);
	zswap_init(&d->mm.e.zswap, &d->mm.e.m);
	swap_init(&d->mm.e.m, &d->mm.e.zswap);
	devices_init(&d->mm.e.m, &desc);
	d->dev = device_of(&d->mm.e.m, 2);
}

static void teardown(struct dev_machine *d)
{
	engine_mm_exit(&d->mm.e, d->mm.task);
	swap_destroy(&d->mm.e.m);
	zswap_destroy(&d->mm.e.zswap, &d->mm.e.m);
	devices_destroy(&d->mm.e.m);
	mm_machine_destroy(&d->mm);
}

/* A mapping of @nr pages, all on the device's node. */
static struct mapping *map_on_device(struct dev_machine *d, uint64_t nr)
{
	struct mapping *map = mm_machine_map(&d->mm, nr, PAGE_SIZE);

	mm_machine_policy(&d->mm, MPOL_BIND, 1u << 2);
	return map;
}

static int write_to(struct dev_machine *d, struct mapping *map, uint64_t slot, const char *text)
{
	struct page_content content;

	assert_int_equal(content_parse(text, &content), 0);
	content.value += slot;
	return engine_write_page(&d->mm.e, d->mm.task, map, slot, &content, NULL);
}

static void pages_take_what_they_compress_to(void **state)
{
	struct mapping *map;
	struct dev_machine d;
	uint64_t one;

	(void)state;
	setup(&d, 0);
	assert_string_equal(device_ratio(d.dev), "-");
	map = map_on_device(&d, 2);
	assert_int_equal(write_to(&d, map, 0, "ratio:8"), 0);
	one = d.dev->used_bytes;
	assert_true(one > PAGE_SIZE / 9 && one < PAGE_SIZE / 7);
	assert_int_equal(write_to(&d, map, 1, "random"), 0);
	assert_int_equal(d.dev->used_bytes, one + PAGE_SIZE);
	/* Written anew it takes what it is now. */
	assert_int_equal(write_to(&d, map, 1, "ratio:8"), 0);
	assert_true(d.dev->used_bytes < 3 * one);
	assert_int_equal(d.dev->nr_written, 2);
	assert_int_equal(device_pressure(d.dev),
			 d.dev->used_bytes * 1000 / (REAL_PAGES * PAGE_SIZE));
	teardown(&d);
}

static void only_a_driver_that_is_told_scrubs_freed_pages(void **state)
{
	struct mapping *map;
	struct dev_machine d;

	(void)state;
	for (unsigned bits = 0; bits <= DEVICE_SCRUB; bits += DEVICE_SCRUB) {
		setup(&d, bits);
		map = map_on_device(&d, 1);
		write_to(&d, map, 0, "random");
		engine_munmap(&d.mm.e, d.mm.task, map);
		assert_int_equal(d.dev->used_bytes, bits ? 0 : PAGE_SIZE);
		teardown(&d);
	}
}

static void a_write_without_room_poisons_the_page(void **state)
{
	struct mapping *map;
	struct dev_machine d;
	uint64_t slot = 0;

	(void)state;
	setup(&d, 0);
	map = map_on_device(&d, REAL_PAGES + 2);
	/* The first write of a page is a text, so the ninth page of noise has no room. */
	while (slot < REAL_PAGES && write_to(&d, map, slot, "random") == 0)
		slot++;
	assert_int_equal(slot, REAL_PAGES);
	assert_int_equal(write_to(&d, map, slot, "random"), -EHWPOISON);
	assert_int_equal(d.dev->nr_overflows, 1);
	assert_int_equal(d.mm.e.m.devices->nr_poisoned, 1);
	assert_null(map->ptes[slot].folio);
	/* Also for who only reads; the other pages are as they were. */
	assert_int_equal(engine_access(&d.mm.e, d.mm.task, map, slot, ACCESS_READ, NULL),
			 -EHWPOISON);
	assert_int_equal(engine_access(&d.mm.e, d.mm.task, map, 0, ACCESS_READ, NULL), 0);
	assert_true(d.dev->used_bytes <= d.dev->real_bytes);
	teardown(&d);
}

static void a_poisoned_page_goes_to_nobody_any_more(void **state)
{
	struct mapping *map;
	struct dev_machine d;
	struct page_block lost;

	(void)state;
	setup(&d, 0);
	map = map_on_device(&d, 1);
	write_to(&d, map, 0, "text");
	lost = map->ptes[0].folio->block;
	memory_failure_queue(&d.mm.e.m, lost.pfn);
	memory_failure_work(&d.mm.e.m);
	engine_munmap(&d.mm.e, d.mm.task, map);
	assert_int_equal(d.mm.e.m.devices->poisoned[0].pfn, lost.pfn);
	assert_null(folio_at(&d.mm.e.m, lost.pfn));
	/* Nothing is there any more: a second report finds nobody. */
	memory_failure_queue(&d.mm.e.m, lost.pfn);
	memory_failure_work(&d.mm.e.m);
	assert_int_equal(d.mm.e.m.devices->nr_poisoned, 1);
	teardown(&d);
}

static void a_pinned_page_cannot_be_taken(void **state)
{
	struct mapping *map;
	struct dev_machine d;
	struct folio *folio;

	(void)state;
	setup(&d, 0);
	map = map_on_device(&d, 1);
	write_to(&d, map, 0, "text");
	folio = map->ptes[0].folio;
	folio->nr_pins = 1;
	memory_failure_queue(&d.mm.e.m, folio->block.pfn);
	memory_failure_work(&d.mm.e.m);
	assert_ptr_equal(map->ptes[0].folio, folio);
	assert_true(folio->flags & PG_HWPOISON);
	folio->nr_pins = 0;
	teardown(&d);
}

static void pressure_is_boost_and_at_its_height_nothing_gets_in(void **state)
{
	struct mapping *map;
	struct dev_machine d;
	struct zone *zone;

	(void)state;
	setup(&d, DEVICE_PRESSURE);
	zone = &d.mm.e.m.pgdat[2]->node_zones[ZONE_NORMAL];
	map = map_on_device(&d, REAL_PAGES);
	for (uint64_t slot = 0; slot < REAL_PAGES / 2; slot++)
		write_to(&d, map, slot, "random");
	assert_int_equal(device_pressure(d.dev), 500);
	assert_int_equal(zone->watermark_boost, zone->managed_pages / 2);
	assert_int_equal(demotion_admitted(&d.mm.e.m, 2), VERDICT_PASS);
	zone->watermark_boost = 0;
	for (uint64_t i = 0; i < REAL_PAGES / 2; i++) {
		const struct page_content noise = { CONTENT_RANDOM, i, 0 };

		page_written(&d.mm.e.m, (struct page_block){ zone, zone->zone_start_pfn + i, 0 },
			     &noise);
	}
	assert_int_equal(device_pressure(d.dev), DEVICE_PRESSURE_MAX);
	assert_int_equal(demotion_admitted(&d.mm.e.m, 2), VERDICT_DEVICE_BLOCKED);
	assert_int_equal(demotion_admitted(&d.mm.e.m, 1), VERDICT_PASS);
	assert_int_equal(d.dev->nr_blocked, 1);
	teardown(&d);
}

static void a_veto_is_about_now(void **state)
{
	struct dev_machine d;
	struct page_block block;

	(void)state;
	setup(&d, DEVICE_VETO);
	block = (struct page_block){ &d.mm.e.m.pgdat[2]->node_zones[ZONE_NORMAL], 0, 0 };
	block.pfn = block.zone->zone_start_pfn;
	assert_true(page_allocated(&d.mm.e.m, block));
	d.dev->used_bytes = d.dev->real_bytes - PAGE_SIZE;
	assert_true(page_allocated(&d.mm.e.m, block));
	d.dev->used_bytes++;
	assert_false(page_allocated(&d.mm.e.m, block));
	assert_int_equal(d.dev->nr_vetoed, 1);
	d.dev->used_bytes = 0;
	teardown(&d);
}

/* A page that moves there loses the permission; a write takes it away again. */
static void a_protected_page_is_read_there_and_written_elsewhere(void **state)
{
	struct mapping *map;
	struct dev_machine d;
	struct folio *folio;
	struct page_block target;
	struct alloc_request req;

	(void)state;
	setup(&d, DEVICE_WRITE_PROTECT | DEVICE_SCRUB);
	map = mm_machine_map(&d.mm, 1, PAGE_SIZE);
	mm_machine_touch(&d.mm, map, 0, 1);
	folio = map->ptes[0].folio;
	req = (struct alloc_request){ .gfp = GFP_HIGHUSER_MOVABLE | __GFP_THISNODE,
				      .nid = 2,
				      .task = d.mm.task };
	target = alloc_pages(&d.mm.e.m, &req).block;
	free_pages(&d.mm.e.m, folio_move(&d.mm.e.m, folio, target), 0);
	assert_int_equal(map->ptes[0].flags & PTE_WRITE, 0);
	assert_true(d.dev->used_bytes > 0);
	assert_int_equal(engine_access(&d.mm.e, d.mm.task, map, 0, ACCESS_READ, NULL), 0);
	assert_int_equal(engine_page_node(map, 0), 2);
	assert_int_equal(engine_access(&d.mm.e, d.mm.task, map, 0, ACCESS_WRITE, NULL), 0);
	assert_int_equal(engine_page_node(map, 0), 0);
	assert_int_equal(d.dev->used_bytes, 0);
	assert_true(map->ptes[0].flags & PTE_WRITE);
	teardown(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_take_what_they_compress_to),
		cmocka_unit_test(only_a_driver_that_is_told_scrubs_freed_pages),
		cmocka_unit_test(a_write_without_room_poisons_the_page),
		cmocka_unit_test(a_poisoned_page_goes_to_nobody_any_more),
		cmocka_unit_test(a_pinned_page_cannot_be_taken),
		cmocka_unit_test(pressure_is_boost_and_at_its_height_nothing_gets_in),
		cmocka_unit_test(a_veto_is_about_now),
		cmocka_unit_test(a_protected_page_is_read_there_and_written_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
