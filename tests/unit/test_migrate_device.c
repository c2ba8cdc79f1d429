// SPDX-License-Identifier: GPL-2.0-only
/* Pages of a task that a driver moves to its device, on node 2, and back. */
#include "unit/unit.h"

#include <errno.h>

#include "engine/fork.h"
#include "engine/migrate.h"
#include "engine/migrate_device.h"
#include "engine/mlock.h"
#include "engine/pin.h"
#include "unit/mm_machine.h"

#define DEVICE_PFN UINT64_C(0x900000)
#define DEVICE_PAGES 4u

static struct mapping *setup(struct mm_machine *mm, uint64_t nr)
{
	mm_machine_init(mm, &zone_device_design, ZONE_NORMAL);
	device_range_add(&mm->e.hotplug.device, SMALL_SPM, DEVICE_PFN, DEVICE_PAGES);
	return mm_machine_map(mm, nr, PAGE_SIZE);
}

/* What the driver has handed out. */
static uint64_t nr_out(const struct mm_machine *mm)
{
	return mm->e.hotplug.device.ranges[0].nr_used;
}

/* The tasks end, and with them every page of the device has to be back. */
static void finish(struct mm_machine *mm)
{
	engine_mm_exit(&mm->e, mm->task);
	assert_int_equal(nr_out(mm), 0);
	device_memory_destroy(&mm->e.hotplug.device);
	mm_machine_destroy(mm);
}

/* The ordinary memory that the machine has, on node 2 as well, is all in use. */
static void use_up(struct mm_machine *mm)
{
	for (int nid = 0; nid < SMALL_NODES; nid++)
		mm_machine_fill(mm, GFP_ATOMIC | __GFP_HIGH, 0, nid);
}

static uint64_t to_device(struct mm_machine *mm, struct mapping *map, uint64_t first, uint64_t nr)
{
	return engine_to_device(&mm->e, mm->task, map, first, nr, SMALL_SPM);
}

static void pages_move_to_the_device_and_their_old_ones_are_free(void **state)
{
	struct mm_machine mm;
	struct mapping *map = setup(&mm, 3);
	uint64_t before;

	(void)state;
	mm_machine_touch(&mm, map, 0, 3);
	before = mm_machine_free(&mm, 0);
	assert_int_equal(to_device(&mm, map, 0, 2), 2);
	assert_int_equal(mm_machine_free(&mm, 0), before + 2);
	assert_int_equal(nr_out(&mm), 2);
	assert_int_equal(map->ptes[0].folio->block.zone->type, ZONE_DEVICE);
	assert_false(map->ptes[0].folio->flags & PG_LRU);
	assert_int_equal(map->ptes[0].flags, PTE_DEVICE | PTE_WRITE);
	assert_int_equal(engine_page_node(map, 0), -ENOENT);
	assert_int_equal(engine_page_node(map, 2), 0);
	finish(&mm);
}

static void a_device_that_is_full_leaves_the_rest_where_it_is(void **state)
{
	struct mm_machine mm;
	struct mapping *map = setup(&mm, DEVICE_PAGES + 1);

	(void)state;
	mm_machine_touch(&mm, map, 0, DEVICE_PAGES + 1);
	assert_int_equal(to_device(&mm, map, 0, DEVICE_PAGES + 1), DEVICE_PAGES);
	assert_true(map->ptes[DEVICE_PAGES].folio->flags & PG_LRU);
	assert_int_equal(engine_page_node(map, DEVICE_PAGES), 0);
	finish(&mm);
}

static void an_access_brings_a_private_page_back(void **state)
{
	struct mm_machine mm;
	struct mapping *map = setup(&mm, 2);
	const struct folio *folio;

	(void)state;
	mm_machine_touch(&mm, map, 0, 2);
	folio = map->ptes[0].folio;
	assert_int_equal(to_device(&mm, map, 0, 2), 2);
	assert_int_equal(engine_access(&mm.e, mm.task, map, 0, ACCESS_READ, NULL), 0);
	assert_ptr_equal(map->ptes[0].folio, folio);
	assert_true(folio->flags & PG_LRU);
	assert_int_equal(map->ptes[0].flags, PTE_WRITE | PTE_YOUNG);
	assert_int_equal(nr_out(&mm), 1);
	finish(&mm);
}

static void an_access_leaves_a_coherent_page_there(void **state)
{
	struct mm_machine mm;
	struct mapping *map = setup(&mm, 1);

	(void)state;
	node_set(SMALL_SPM, &mm.e.m.spm_coherent);
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(to_device(&mm, map, 0, 1), 1);
	assert_false(map->ptes[0].flags & PTE_DEVICE);
	mm_machine_touch(&mm, map, 0, 1);
	assert_true(folio_is_zone_device(map->ptes[0].folio));
	assert_int_equal(engine_to_ram(&mm.e, mm.task, map, 0, 1, SMALL_SPM), 1);
	assert_int_equal(engine_page_node(map, 0), 0);
	assert_true(map->ptes[0].flags & PTE_WRITE);
	finish(&mm);
}

static void memory_that_nobody_touched_starts_on_the_device(void **state)
{
	struct mm_machine mm;
	struct mapping *map = setup(&mm, 2);

	(void)state;
	assert_int_equal(engine_access(&mm.e, mm.task, map, 1, ACCESS_READ, NULL), 0);
	assert_int_equal(map->ptes[1].flags & PTE_ZERO, PTE_ZERO);
	assert_int_equal(to_device(&mm, map, 0, 2), 2);
	assert_int_equal(map->ptes[1].flags, PTE_DEVICE | PTE_WRITE);
	assert_int_equal(map->ptes[0].folio->content.kind, CONTENT_ZERO);
	finish(&mm);
}

static void without_memory_an_access_fails_and_the_page_stays(void **state)
{
	struct alloc_result failed;
	struct mm_machine mm;
	struct mapping *map = setup(&mm, 1);

	(void)state;
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(to_device(&mm, map, 0, 1), 1);
	use_up(&mm);
	assert_int_equal(engine_access(&mm.e, mm.task, map, 0, ACCESS_READ, &failed), -ENOMEM);
	assert_int_equal(failed.verdict, VERDICT_NO_RAM);
	assert_int_equal(map->ptes[0].flags, PTE_DEVICE | PTE_WRITE);
	assert_int_equal(engine_to_ram(&mm.e, mm.task, map, 0, 1, SMALL_SPM), 0);
	assert_int_equal(nr_out(&mm), 1);
	finish(&mm);
}

static void a_pinned_page_does_not_move_to_the_device(void **state)
{
	struct alloc_result failed;
	struct mm_machine mm;
	struct mapping *map = setup(&mm, 2);

	(void)state;
	mm_machine_touch(&mm, map, 0, 2);
	assert_int_equal(engine_pin(&mm.e, mm.task, map, 0, 1, "x", &failed), 0);
	assert_int_equal(to_device(&mm, map, 0, 2), 1);
	assert_false(folio_is_zone_device(map->ptes[0].folio));
	assert_true(map->ptes[0].folio->flags & PG_LRU);
	assert_int_equal(map->ptes[0].folio->nr_pins, 1);
	engine_unpin_all(&mm.e);
	finish(&mm);
}

static void a_pin_moves_a_coherent_page_out(void **state)
{
	struct alloc_result failed;
	struct mm_machine mm;
	struct mapping *map = setup(&mm, 1);

	(void)state;
	node_set(SMALL_SPM, &mm.e.m.spm_coherent);
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(to_device(&mm, map, 0, 1), 1);
	assert_int_equal(engine_pin(&mm.e, mm.task, map, 0, 1, "x", &failed), 0);
	assert_int_equal(engine_page_node(map, 0), 0);
	assert_int_equal(nr_out(&mm), 0);
	engine_unpin_all(&mm.e);
	finish(&mm);
}

static void a_pin_that_finds_no_memory_leaves_the_coherent_page(void **state)
{
	struct alloc_result failed;
	struct mm_machine mm;
	struct mapping *map = setup(&mm, 1);

	(void)state;
	node_set(SMALL_SPM, &mm.e.m.spm_coherent);
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(to_device(&mm, map, 0, 1), 1);
	use_up(&mm);
	assert_int_equal(engine_pin(&mm.e, mm.task, map, 0, 1, "x", &failed), -EBUSY);
	assert_int_equal(failed.verdict, VERDICT_PIN_FAILED);
	assert_int_equal(nr_out(&mm), 1);
	assert_int_equal(map->ptes[0].folio->nr_pins, 0);
	finish(&mm);
}

static void a_fork_shares_private_pages_and_nobody_may_write(void **state)
{
	struct task child = { .name = "kid" };
	struct alloc_result failed;
	struct mm_machine mm;
	struct mapping *map = setup(&mm, 1), *copy;

	(void)state;
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(to_device(&mm, map, 0, 1), 1);
	assert_int_equal(engine_dup_mm(&mm.e, mm.task, &child, &failed), 0);
	copy = child.mm->maps;
	assert_ptr_equal(copy->ptes[0].folio, map->ptes[0].folio);
	assert_int_equal(map->ptes[0].flags, PTE_DEVICE);
	assert_int_equal(copy->ptes[0].flags, PTE_DEVICE);
	/* It comes back for both, and whoever writes gets a copy. */
	mm_machine_touch(&mm, map, 0, 1);
	assert_int_equal(nr_out(&mm), 0);
	assert_int_equal(copy->ptes[0].flags, 0);
	assert_ptr_not_equal(copy->ptes[0].folio, map->ptes[0].folio);
	engine_mm_exit(&mm.e, &child);
	finish(&mm);
}

static void locked_memory_is_locked_again_when_it_is_back(void **state)
{
	struct mm_machine mm;
	struct mapping *map = setup(&mm, 1);

	(void)state;
	assert_int_equal(engine_mlock(&mm.e, mm.task, map, 0, 1, NULL), 0);
	assert_int_equal(to_device(&mm, map, 0, 1), 1);
	assert_false(map->ptes[0].folio->flags & PG_MLOCKED);
	mm_machine_touch(&mm, map, 0, 1);
	assert_true(map->ptes[0].folio->flags & PG_MLOCKED);
	assert_true(map->ptes[0].folio->flags & PG_UNEVICTABLE);
	finish(&mm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_move_to_the_device_and_their_old_ones_are_free),
		cmocka_unit_test(a_device_that_is_full_leaves_the_rest_where_it_is),
		cmocka_unit_test(an_access_brings_a_private_page_back),
		cmocka_unit_test(an_access_leaves_a_coherent_page_there),
		cmocka_unit_test(memory_that_nobody_touched_starts_on_the_device),
		cmocka_unit_test(without_memory_an_access_fails_and_the_page_stays),
		cmocka_unit_test(a_pinned_page_does_not_move_to_the_device),
		cmocka_unit_test(a_pin_moves_a_coherent_page_out),
		cmocka_unit_test(a_pin_that_finds_no_memory_leaves_the_coherent_page),
		cmocka_unit_test(a_fork_shares_private_pages_and_nobody_may_write),
		cmocka_unit_test(locked_memory_is_locked_again_when_it_is_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
