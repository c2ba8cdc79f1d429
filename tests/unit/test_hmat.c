// SPDX-License-Identifier: GPL-2.0-only
/* Which rows of HMAT count for a target. */
#include "tiers/hmat.h"

#include "node_machine.h"

static const uint8_t equal3[] = { 10, 20, 20, 20, 10, 20, 20, 20, 10 };

static struct access_coordinate coordinate_of(struct node_machine *nm, struct hmat_desc *rows,
					      size_t nr, int target)
{
	struct access_coordinate c;

	nm->desc.hmat = rows;
	nm->desc.nr_hmat = nr;
	hmat_target_coordinate(&nm->m, &nm->desc, target, &c);
	return c;
}

static void the_nearest_initiator_decides(void **state)
{
	struct node_machine nm;
	struct hmat_desc rows[] = {
		{ 0, 2, 200, 200, 2000, 2000 },
		{ 1, 2, 60, 60, 5000, 5000 },
	};
	struct access_coordinate c;

	(void)state;
	node_machine_init(&nm, 3, "0-2", "0-1", equal3);
	c = coordinate_of(&nm, rows, 2, 2);
	assert_int_equal(c.read_latency, 60);
	assert_int_equal(c.write_bandwidth, 5000);
	node_machine_destroy(&nm);
}

/* Node 0 is nearer, node 1 has more bandwidth: latency is compared first and leaves node 0. */
static void latency_is_compared_before_bandwidth(void **state)
{
	struct node_machine nm;
	struct hmat_desc rows[] = {
		{ 0, 2, 60, 60, 2000, 2000 },
		{ 1, 2, 90, 90, 9000, 9000 },
	};
	struct access_coordinate c;

	(void)state;
	node_machine_init(&nm, 3, "0-2", "0-1", equal3);
	c = coordinate_of(&nm, rows, 2, 2);
	assert_int_equal(c.read_latency, 60);
	assert_int_equal(c.read_bandwidth, 2000);
	node_machine_destroy(&nm);
}

static void an_initiator_without_cpus_does_not_count(void **state)
{
	struct node_machine nm;
	struct hmat_desc rows[] = {
		{ 1, 2, 5, 5, 90000, 90000 },
		{ 0, 2, 60, 60, 2000, 2000 },
	};

	(void)state;
	node_machine_init(&nm, 3, "0-2", "0", equal3);
	assert_int_equal(coordinate_of(&nm, rows, 2, 2).read_latency, 60);
	node_machine_destroy(&nm);
}

static void a_target_without_rows_is_not_known(void **state)
{
	struct node_machine nm;
	struct hmat_desc rows[] = { { 0, 1, 60, 60, 2000, 2000 } };
	struct access_coordinate c;

	(void)state;
	node_machine_init(&nm, 3, "0-2", "0", equal3);
	nm.desc.hmat = rows;
	nm.desc.nr_hmat = 1;
	assert_false(hmat_target_coordinate(&nm.m, &nm.desc, 2, &c));
	assert_int_equal(c.read_latency, 0);
	node_machine_destroy(&nm);
}

static void parts_of_a_nanosecond_are_rounded_up(void **state)
{
	struct node_machine nm;
	struct hmat_desc rows[] = { { 0, 1, 60.2, 0, 2000.9, 0 } };
	struct access_coordinate c;

	(void)state;
	node_machine_init(&nm, 3, "0-2", "0", equal3);
	c = coordinate_of(&nm, rows, 1, 1);
	assert_int_equal(c.read_latency, 61);
	assert_int_equal(c.read_bandwidth, 2000);
	node_machine_destroy(&nm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_initiator_decides),
		cmocka_unit_test(latency_is_compared_before_bandwidth),
		cmocka_unit_test(an_initiator_without_cpus_does_not_count),
		cmocka_unit_test(a_target_without_rows_is_not_known),
		cmocka_unit_test(parts_of_a_nanosecond_are_rounded_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
