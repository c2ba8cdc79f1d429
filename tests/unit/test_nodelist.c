// SPDX-License-Identifier: GPL-2.0-only
#include "base/nodelist.h"
#include "unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int parse(const char *text, int nbits, nodemask_t *mask)
{
	return nodelist_parse(text, strlen(text), nbits, mask);
}

/* @text is the set @canonical on a kernel of 1024 nodes. */
static void assert_list(const char *text, const char *canonical)
{
	char buf[NODELIST_MAX];
	nodemask_t mask;

	assert_int_equal(parse(text, MAX_NUMNODES, &mask), 0);
	assert_string_equal(nodelist_print(&mask, buf), canonical);
}

static void assert_refused(const char *text, int err)
{
	nodemask_t mask;

	assert_int_equal(parse(text, MAX_NUMNODES, &mask), err);
}

static void ids_and_ranges_are_read(void **state)
{
	(void)state;
	assert_list("0", "0");
	assert_list("0-2,5", "0-2,5");
	assert_list("5,0-2", "0-2,5");
	assert_list("007", "7");
	assert_list("3-3", "3");
}

static void an_empty_list_is_the_empty_set(void **state)
{
	(void)state;
	assert_list("", "");
	assert_list("\n", "");
	assert_list(" ,, ", "");
}

static void blanks_and_commas_separate_in_any_number(void **state)
{
	(void)state;
	assert_list("0,,1", "0-1");
	assert_list(" 0", "0");
	assert_list("0 ", "0");
	assert_list(",0 2\t4,", "0,2,4");
	assert_list("0\2402", "0,2");
}

static void a_group_takes_the_first_ids_of_each_group(void **state)
{
	(void)state;
	assert_list("0-3:1/2", "0,2");
	assert_list("9-38:4/10", "9-12,19-22,29-32");
	assert_list("0-4:2/3", "0-1,3-4");
	assert_list("0-7:0/2", "");
	assert_list("all:1/512", "0,512");
}

static void capital_n_is_the_last_bit(void **state)
{
	nodemask_t mask;

	(void)state;
	assert_list("N", "1023");
	assert_list("1020-N", "1020-1023");
	assert_int_equal(parse("N", 4, &mask), 0);
	assert_true(node_isset(3, &mask));
	assert_refused("n", -EINVAL);
}

static void all_in_any_case_is_every_bit_below_nbits(void **state)
{
	char buf[NODELIST_MAX];
	nodemask_t mask;

	(void)state;
	assert_int_equal(parse("All", 6, &mask), 0);
	assert_string_equal(nodelist_print(&mask, buf), "0-5");
	assert_refused("allx", -EINVAL);
	assert_refused("al", -EINVAL);
}

static void wrong_syntax_is_einval(void **state)
{
	static const char *const wrong[] = {
		"0-",	  "-",	     "-1",	"abc",	 "0x1", "1-0",	 "0-3:",  "0-3:1",
		"0-3:1/", "0-3:1/0", "0-3:3/2", "0:1/2", "0;1", "0-1-2", "0-all", "0-3:1-2",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_refused(wrong[i], -EINVAL);
}

static void an_id_beyond_the_mask_is_erange(void **state)
{
	nodemask_t mask;

	(void)state;
	assert_refused("1024", -ERANGE);
	assert_refused("0-1024", -ERANGE);
	assert_int_equal(parse("4", 4, &mask), -ERANGE);
	assert_refused("4294967294", -ERANGE);
}

static void a_number_beyond_32_bits_is_eoverflow(void **state)
{
	(void)state;
	assert_refused("4294967296", -EOVERFLOW);
	assert_refused("99999999999999999999999999", -EOVERFLOW);
}

static void the_largest_32_bit_number_is_einval_because_its_group_wraps_to_zero(void **state)
{
	(void)state;
	assert_refused("4294967295", -EINVAL);
}

/* 1 + 4294967295 wraps to 0, so the second group of "1-3" starts at 0. */
static void a_huge_group_steps_backwards(void **state)
{
	(void)state;
	assert_list("1-3:1/4294967295", "0-1");
}

static void a_newline_ends_the_list_behind_a_range_but_not_behind_a_group(void **state)
{
	(void)state;
	assert_list("0\n5", "0");
	assert_list("0-1\n5", "0-1");
	assert_list("\n5", "5");
	assert_list("0-3:1/2\n5", "0,2,5");
}

static void a_region_may_follow_a_group_at_once(void **state)
{
	(void)state;
	assert_list("0-3:1/2N", "0,2,1023");
}

static void text_ends_at_its_length_or_at_a_nul(void **state)
{
	char buf[NODELIST_MAX];
	nodemask_t mask;

	(void)state;
	assert_int_equal(nodelist_parse("0-25", 3, MAX_NUMNODES, &mask), 0);
	assert_string_equal(nodelist_print(&mask, buf), "0-2");
	assert_int_equal(nodelist_parse("1\0,2", 4, MAX_NUMNODES, &mask), 0);
	assert_string_equal(nodelist_print(&mask, buf), "1");
	assert_int_equal(nodelist_parse("all", 2, MAX_NUMNODES, &mask), -EINVAL);
}

static void the_mask_is_unchanged_on_error(void **state)
{
	nodemask_t mask = nodemask_of_node(7), before = mask;

	(void)state;
	assert_int_equal(parse("0,1,x", MAX_NUMNODES, &mask), -EINVAL);
	assert_true(nodes_equal(&mask, &before));
}

static void every_second_node_of_the_largest_mask_can_be_printed(void **state)
{
	char buf[NODELIST_MAX];
	nodemask_t mask;

	(void)state;
	assert_int_equal(parse("0-N:1/2", MAX_NUMNODES, &mask), 0);
	nodelist_print(&mask, buf);
	assert_memory_equal(buf, "0,2,4,", 6);
	assert_string_equal(buf + strlen(buf) - 10, ",1020,1022");
}

/* All sets of 10 nodes around a word boundary survive print and parse. */
static void printing_and_parsing_agree(void **state)
{
	char buf[NODELIST_MAX];

	(void)state;
	for (unsigned bits = 0; bits < 1024; bits++) {
		nodemask_t mask = NODE_MASK_NONE, again;

		mask.bits[0] = (uint64_t)bits << 59;
		mask.bits[1] = bits >> 5;
		nodelist_print(&mask, buf);
		assert_int_equal(parse(buf, MAX_NUMNODES, &again), 0);
		assert_true(nodes_equal(&mask, &again));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_and_ranges_are_read),
		cmocka_unit_test(an_empty_list_is_the_empty_set),
		cmocka_unit_test(blanks_and_commas_separate_in_any_number),
		cmocka_unit_test(a_group_takes_the_first_ids_of_each_group),
		cmocka_unit_test(capital_n_is_the_last_bit),
		cmocka_unit_test(all_in_any_case_is_every_bit_below_nbits),
		cmocka_unit_test(wrong_syntax_is_einval),
		cmocka_unit_test(an_id_beyond_the_mask_is_erange),
		cmocka_unit_test(a_number_beyond_32_bits_is_eoverflow),
		cmocka_unit_test(
			the_largest_32_bit_number_is_einval_because_its_group_wraps_to_zero),
		cmocka_unit_test(a_huge_group_steps_backwards),
		cmocka_unit_test(a_newline_ends_the_list_behind_a_range_but_not_behind_a_group),
		cmocka_unit_test(a_region_may_follow_a_group_at_once),
		cmocka_unit_test(text_ends_at_its_length_or_at_a_nul),
		cmocka_unit_test(the_mask_is_unchanged_on_error),
		cmocka_unit_test(every_second_node_of_the_largest_mask_can_be_printed),
		cmocka_unit_test(printing_and_parsing_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
