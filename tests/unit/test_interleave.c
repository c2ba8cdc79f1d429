// SPDX-License-Identifier: GPL-2.0-only
#include "unit/mempolicy.h"

#include <errno.h>

static void plain_interleaving_wraps_around_the_set(void **state)
{
	const nodemask_t mask = nodes("0,2-3");

	(void)state;
	assert_int_equal(interleave_nid(&mask, 0), 0);
	assert_int_equal(interleave_nid(&mask, 1), 2);
	assert_int_equal(interleave_nid(&mask, 2), 3);
	assert_int_equal(interleave_nid(&mask, 3), 0);
	assert_int_equal(interleave_nid(&mask, UINT64_MAX), 0);
}

/* Weights 3 1 2 5: indexes 0-2 3 4-5 6-10. */
static void weights_are_runs_of_indexes(void **state)
{
	static const int expected[] = { 0, 0, 0, 1, 2, 2, 3, 3, 3, 3, 3, 0 };
	uint8_t table[] = { 3, 1, 2, 5 };
	const struct mpol_weights w = { .table = table };
	const nodemask_t mask = nodes("0-3");

	(void)state;
	for (uint64_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		assert_int_equal(weighted_interleave_nid(&w, &mask, i), expected[i]);
}

static void without_a_table_every_weight_is_one(void **state)
{
	const nodemask_t mask = nodes("1,3");

	(void)state;
	assert_int_equal(weighted_interleave_nid(NULL, &mask, 0), 1);
	assert_int_equal(weighted_interleave_nid(NULL, &mask, 1), 3);
	assert_int_equal(weighted_interleave_nid(NULL, &mask, 2), 1);
}

static void a_weight_is_a_u8_in_any_base(void **state)
{
	static const char *const wrong[] = { "256", "-1", "x", " 1", "1 ", "0x", "1\n\n" };
	struct mpol_weights w = { 0 };
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_int_equal(mpol_weight_write(&f.m, &w, 2, "0x10\n"), 0);
	assert_int_equal(mpol_weight(&w, 2), 16);
	assert_int_equal(mpol_weight_write(&f.m, &w, 2, "010"), 0);
	assert_int_equal(mpol_weight(&w, 2), 8);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(mpol_weight_write(&f.m, &w, 2, wrong[i]), -EINVAL);
	assert_int_equal(mpol_weight(&w, 2), 8);
	assert_int_equal(mpol_weight_write(&f.m, &w, 9, "1"), -ENOENT);
	mpol_weights_free(&w);
}

static void zero_and_nothing_mean_the_default(void **state)
{
	struct mpol_weights w = { 0 };
	struct fixture f;

	(void)state;
	fixture_init(&f);
	assert_int_equal(mpol_weight_write(&f.m, &w, 1, "7"), 0);
	assert_int_equal(mpol_weight_write(&f.m, &w, 1, "0"), 0);
	assert_int_equal(mpol_weight(&w, 1), 1);
	assert_int_equal(mpol_weight_write(&f.m, &w, 1, "7"), 0);
	assert_int_equal(mpol_weight_write(&f.m, &w, 1, ""), 0);
	assert_int_equal(mpol_weight(&w, 1), 1);
	mpol_weights_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_interleaving_wraps_around_the_set),
		cmocka_unit_test(weights_are_runs_of_indexes),
		cmocka_unit_test(without_a_table_every_weight_is_one),
		cmocka_unit_test(a_weight_is_a_u8_in_any_base),
		cmocka_unit_test(zero_and_nothing_mean_the_default),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
