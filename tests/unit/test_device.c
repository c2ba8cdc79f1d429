// SPDX-License-Identifier: GPL-2.0-only
/* Device memory and its driver. */
#include "unit/unit.h"

#include <errno.h>

#include "hotplug/device.h"

static void a_node_without_device_memory_has_no_driver_to_ask(void **state)
{
	struct device_memory d = { 0 };
	enum verdict why;

	(void)state;
	device_range_add(&d, 1, 0x8000, 64);
	assert_int_equal(device_alloc(&d, 2, 1, "x", &why), -ENODEV);
	assert_int_equal(why, VERDICT_NO_DRIVER);
	device_memory_destroy(&d);
}

static void the_driver_gives_everything_or_nothing(void **state)
{
	struct device_memory d = { 0 };
	enum verdict why;

	(void)state;
	device_range_add(&d, 1, 0x8000, 64);
	device_range_add(&d, 1, 0x10000, 32);
	assert_int_equal(device_alloc(&d, 1, 97, "x", &why), -ENOMEM);
	assert_int_equal(why, VERDICT_DRIVER_FULL);
	assert_int_equal(device_alloc(&d, 1, 80, "x", &why), 0); /* of both ranges */
	assert_int_equal(device_alloc(&d, 1, 17, "y", &why), -ENOMEM);
	assert_int_equal(device_alloc(&d, 1, 16, "y", &why), 0);
	device_memory_destroy(&d);
}

static void pages_come_back_by_label(void **state)
{
	struct device_memory d = { 0 };
	enum verdict why;

	(void)state;
	device_range_add(&d, 1, 0x8000, 64);
	assert_int_equal(device_alloc(&d, 1, 32, "x", &why), 0);
	assert_int_equal(device_alloc(&d, 1, 32, "y", &why), 0);
	assert_int_equal(device_free(&d, "z"), -ENOENT);
	assert_int_equal(device_free(&d, "x"), 0);
	assert_int_equal(device_free(&d, "x"), -ENOENT);
	assert_true(device_range_in_use(&d, 0x8000, 64));
	assert_int_equal(device_free(&d, "y"), 0);
	assert_false(device_range_in_use(&d, 0x8000, 64));
	assert_int_equal(device_alloc(&d, 1, 64, "all", &why), 0);
	device_memory_destroy(&d);
}

static void only_the_range_in_question_is_in_use(void **state)
{
	struct device_memory d = { 0 };
	enum verdict why;

	(void)state;
	device_range_add(&d, 1, 0x8000, 64);
	device_range_add(&d, 2, 0x10000, 64);
	assert_int_equal(device_alloc(&d, 2, 1, "x", &why), 0);
	assert_false(device_range_in_use(&d, 0x8000, 64));
	assert_true(device_range_in_use(&d, 0x1003f, 1));
	device_range_remove(&d, 0x8000, 64);
	assert_int_equal(device_alloc(&d, 1, 1, "y", &why), -ENODEV);
	assert_int_equal(device_alloc(&d, 2, 1, "y", &why), 0);
	device_memory_destroy(&d);
}

static void single_pages_are_different_ones_until_they_come_back(void **state)
{
	struct device_memory d = { 0 };
	uint64_t pfn[3], again;
	enum verdict why;

	(void)state;
	device_range_add(&d, 1, 0x8000, 4);
	assert_int_equal(device_alloc(&d, 1, 1, "x", &why), 0);
	for (int i = 0; i < 3; i++) {
		assert_true(device_page_alloc(&d, 1, &pfn[i]));
		assert_in_range(pfn[i], 0x8000, 0x8003);
	}
	assert_true(pfn[0] != pfn[1] && pfn[1] != pfn[2] && pfn[0] != pfn[2]);
	assert_false(device_page_alloc(&d, 1, &again));
	assert_false(device_page_alloc(&d, 2, &again));
	device_page_free(&d, pfn[1]);
	assert_true(device_page_alloc(&d, 1, &again));
	assert_int_equal(again, pfn[1]);
	for (int i = 0; i < 3; i++)
		device_page_free(&d, pfn[i]);
	assert_true(device_range_in_use(&d, 0x8000, 4)); /* x */
	assert_int_equal(device_free(&d, "x"), 0);
	device_range_remove(&d, 0x8000, 4);
	assert_false(device_has_memory(&d, 1));
	device_memory_destroy(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_node_without_device_memory_has_no_driver_to_ask),
		cmocka_unit_test(the_driver_gives_everything_or_nothing),
		cmocka_unit_test(pages_come_back_by_label),
		cmocka_unit_test(only_the_range_in_question_is_in_use),
		cmocka_unit_test(single_pages_are_different_ones_until_they_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
