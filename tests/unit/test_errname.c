// SPDX-License-Identifier: GPL-2.0-only
#include "base/errname.h"
#include "unit/unit.h"

#include <errno.h>
#include <limits.h>

static void a_number_of_either_sign_has_the_same_name(void **state)
{
	(void)state;
	assert_string_equal(errname(EINVAL), "EINVAL");
	assert_string_equal(errname(-EINVAL), "EINVAL");
}

static void success_is_called_0(void **state)
{
	(void)state;
	assert_string_equal(errname(0), "0");
	assert_int_equal(errname_parse("0"), 0);
}

static void a_number_without_a_name_is_marked(void **state)
{
	(void)state;
	assert_string_equal(errname(9999), "E?");
	assert_string_equal(errname(INT_MIN), "E?");
}

static void a_name_is_read_as_a_positive_number(void **state)
{
	(void)state;
	assert_int_equal(errname_parse("EOPNOTSUPP"), EOPNOTSUPP);
}

static void an_unknown_name_is_minus_one(void **state)
{
	(void)state;
	assert_int_equal(errname_parse("EWHAT"), -1);
	assert_int_equal(errname_parse("einval"), -1);
	assert_int_equal(errname_parse(""), -1);
}

static void names_and_numbers_agree(void **state)
{
	(void)state;
	for (int err = 0; err < 4096; err++) {
		int parsed = errname_parse(errname(err));

		if (parsed != -1)
			assert_int_equal(parsed, err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_of_either_sign_has_the_same_name),
		cmocka_unit_test(success_is_called_0),
		cmocka_unit_test(a_number_without_a_name_is_marked),
		cmocka_unit_test(a_name_is_read_as_a_positive_number),
		cmocka_unit_test(an_unknown_name_is_minus_one),
		cmocka_unit_test(names_and_numbers_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
