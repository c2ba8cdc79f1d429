// SPDX-License-Identifier: GPL-2.0-only
/* What a child gets of an address space, and what a driver or a pin does to its pages. */
#include "mm_machine.h"

#include <errno.h>

#include "engine/fork.h"
#include "engine/migrate.h"
#include "engine/mlock.h"
#include "engine/pin.h"

struct fixture {
	struct mm_machine mm;
	struct mapping *map;
	struct task child;
};

static void setup(struct fixture *f)
{
	*f = (struct fixture){ .child = { .name = "child" } };
	mm_machine_init(&f->mm, &mainline_design, ZONE_MOVABLE);
	f->map = mm_machine_map(&f->mm, 4, PAGE_SIZE);
}

static struct mapping *fork_child(struct fixture *f)
{
	struct alloc_result failed;

	assert_int_equal(engine_dup_mm(&f->mm.e, f->mm.task, &f->child, &failed), 0);
	return mm_find(f->child.mm, "a");
}

static void end(struct fixture *f)
{
	engine_mm_exit(&f->mm.e, &f->child);
	mm_machine_destroy(&f->mm);
}

static void both_lose_the_right_to_write_what_they_share(void **state)
{
	struct mapping *copy;
	struct fixture f;

	(void)state;
	setup(&f);
	mm_machine_touch(&f.mm, f.map, 0, 2);
	assert_true(f.map->ptes[0].flags & PTE_WRITE);
	copy = fork_child(&f);
	assert_ptr_equal(copy->ptes[0].folio, f.map->ptes[0].folio);
	assert_int_equal(f.map->ptes[0].folio->mapcount, 2);
	assert_false(f.map->ptes[0].flags & PTE_WRITE);
	assert_false(copy->ptes[0].flags & PTE_WRITE);
	assert_false(copy->ptes[0].flags & PTE_YOUNG);
	assert_null(copy->ptes[2].folio);
	assert_int_equal(f.child.mm->nr_tables, f.mm.task->mm->nr_tables);
	end(&f);
}

static void the_first_writer_gets_the_copy_and_the_last_the_page(void **state)
{
	const struct folio *page;
	struct mapping *copy;
	struct fixture f;

	(void)state;
	setup(&f);
	mm_machine_touch(&f.mm, f.map, 0, 1);
	page = f.map->ptes[0].folio;
	copy = fork_child(&f);
	assert_int_equal(engine_touch(&f.mm.e, &f.child, copy, 0, NULL), 0);
	assert_ptr_not_equal(copy->ptes[0].folio, page);
	mm_machine_touch(&f.mm, f.map, 0, 1);
	assert_ptr_equal(f.map->ptes[0].folio, page);
	assert_true(f.map->ptes[0].flags & PTE_WRITE);
	end(&f);
}

/* Only read so far: no private page, so the child needs no page table either. */
static void a_mapping_without_private_pages_is_not_copied(void **state)
{
	struct mapping *copy;
	struct fixture f;

	(void)state;
	setup(&f);
	assert_int_equal(engine_access(&f.mm.e, f.mm.task, f.map, 0, ACCESS_READ, NULL), 0);
	assert_int_equal(engine_page_node(f.map, 0), -EFAULT);
	copy = fork_child(&f);
	assert_int_equal(engine_page_node(copy, 0), -ENOENT);
	assert_int_equal(f.child.mm->nr_tables, 0);
	end(&f);
}

static void a_pinned_page_is_copied_at_once_and_outlives_its_task(void **state)
{
	struct alloc_result failed;
	struct mapping *copy;
	struct fixture f;
	uint64_t before;

	(void)state;
	setup(&f);
	before = mm_machine_free(&f.mm, 0);
	assert_int_equal(engine_pin(&f.mm.e, f.mm.task, f.map, 0, 1, "nic", &failed), 0);
	assert_int_equal(f.map->ptes[0].folio->nr_pins, 1);
	copy = fork_child(&f);
	assert_ptr_not_equal(copy->ptes[0].folio, f.map->ptes[0].folio);
	assert_true(f.map->ptes[0].flags & PTE_WRITE);
	engine_mm_exit(&f.mm.e, &f.child);
	engine_mm_exit(&f.mm.e, f.mm.task);
	assert_int_equal(mm_machine_free(&f.mm, 0), before - 1);
	assert_int_equal(engine_unpin(&f.mm.e, "nic"), 1);
	assert_int_equal(engine_unpin(&f.mm.e, "nic"), -ENOENT);
	assert_int_equal(mm_machine_free(&f.mm, 0), before);
	end(&f);
}

static void a_pin_takes_pages_out_of_the_movable_zone(void **state)
{
	struct alloc_result failed;
	struct fixture f;

	(void)state;
	setup(&f);
	mm_machine_touch(&f.mm, f.map, 0, 2);
	assert_int_equal(engine_driver_migrate(&f.mm.e, f.mm.task, f.map, 0, 2, 2, false), 0);
	assert_int_equal(engine_page_node(f.map, 1), 2);
	assert_int_equal(engine_pin(&f.mm.e, f.mm.task, f.map, 0, 2, "nic", &failed), 0);
	assert_int_not_equal(engine_page_node(f.map, 0), 2);
	assert_int_not_equal(engine_page_node(f.map, 1), 2);
	engine_unpin_all(&f.mm.e);
	end(&f);
}

static void a_driver_takes_pages_and_the_right_to_write(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	mm_machine_touch(&f.mm, f.map, 0, 3);
	assert_int_equal(engine_driver_migrate(&f.mm.e, f.mm.task, f.map, 0, 2, 2, true), 0);
	assert_int_equal(engine_page_node(f.map, 0), 2);
	assert_int_equal(engine_page_node(f.map, 2), 0);
	assert_false(f.map->ptes[1].flags & PTE_WRITE);
	assert_true(f.map->ptes[2].flags & PTE_WRITE);
	mm_machine_touch(&f.mm, f.map, 0, 2);
	assert_int_equal(engine_page_node(f.map, 0), 2);
	assert_true(f.map->ptes[0].flags & PTE_WRITE);
	end(&f);
}

static void writing_needs_the_right_and_does_not_fault_anything_in(void **state)
{
	struct alloc_result failed;
	struct fixture f;

	(void)state;
	setup(&f);
	engine_mprotect(f.map, 1, 2, false);
	assert_int_equal(f.map->nr_vmas, 3);
	assert_int_equal(engine_touch(&f.mm.e, f.mm.task, f.map, 1, &failed), -EFAULT);
	assert_int_equal(failed.verdict, VERDICT_SEGV);
	assert_null(f.map->ptes[1].folio);
	engine_mprotect(f.map, 0, 4, true);
	assert_int_equal(f.map->nr_vmas, 1);
	mm_machine_touch(&f.mm, f.map, 0, 4);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_lose_the_right_to_write_what_they_share),
		cmocka_unit_test(the_first_writer_gets_the_copy_and_the_last_the_page),
		cmocka_unit_test(a_mapping_without_private_pages_is_not_copied),
		cmocka_unit_test(a_pinned_page_is_copied_at_once_and_outlives_its_task),
		cmocka_unit_test(a_pin_takes_pages_out_of_the_movable_zone),
		cmocka_unit_test(a_driver_takes_pages_and_the_right_to_write),
		cmocka_unit_test(writing_needs_the_right_and_does_not_fault_anything_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
