// SPDX-License-Identifier: GPL-2.0-only
/* The sort against the kernel's search, which is simple and slow. */
#include "alloc/node_order.h"
#include "unit/unit.h"

#include <limits.h>

#include "unit/tiny_machine.h"

/* The kernel's search for one node, taken literally. */
static int obvious_next_best(const struct machine *m, const int *load, int local, nodemask_t *used)
{
	int best = -1, best_key = INT_MAX;

	if (!node_isset(local, used) && node_state(m, local, N_MEMORY)) {
		node_set(local, used);
		return local;
	}
	for (int n = 0; n < m->nr_node_ids; n++) {
		int key;

		if (!node_state(m, n, N_MEMORY) || node_isset(n, used))
			continue;
		key = node_distance(m, local, n) + (n < local);
		key += m->cpus_known && m->nr_cpus_of_node[n];
		key = key * MAX_NUMNODES + load[n];
		if (key < best_key) {
			best_key = key;
			best = n;
		}
	}
	if (best >= 0)
		node_set(best, used);
	return best;
}

/* Compare every list of @m with the literal algorithm, and the loads at the end. */
static void is_the_obvious_order(const struct machine *m)
{
	int load[MAX_NUMNODES] = { 0 };

	for (int local = 0; local < m->nr_node_ids; local++) {
		nodemask_t used = NODE_MASK_NONE;
		int order[MAX_NUMNODES];
		int nr = fallback_order(m, local, order);
		int prev = local, n;

		for (int i = 0; (n = obvious_next_best(m, load, local, &used)) >= 0; i++) {
			assert_true(i < nr);
			assert_int_equal(order[i], n);
			if (node_distance(m, local, n) != node_distance(m, local, prev))
				load[n]++;
			prev = n;
		}
		assert_int_equal(nodes_weight(&used), nr);
	}
	assert_memory_equal(load, m->node_load, (size_t)m->nr_node_ids * sizeof(int));
}

/* A small generator, so that the cases are the same everywhere. */
static unsigned next_random(unsigned *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 16;
}

static void the_sort_is_the_kernels_search_on_random_machines(void **state)
{
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 300; round++) {
		int n = 1 + (int)(next_random(&seed) % 20);
		unsigned nr_distances = 1 + next_random(&seed) % 5;
		struct machine *m = tiny_machine(n);

		for (int i = 0; i < n * n; i++)
			m->distance[i] = (uint8_t)(10 + next_random(&seed) % nr_distances);
		for (int nid = 0; nid < n; nid++) {
			if (next_random(&seed) % 2)
				tiny_add_cpu(m, nid);
			if (next_random(&seed) % 8)
				tiny_set_zone(m, (struct tiny_zone){ nid, ZONE_NORMAL, 1 });
		}
		m->cpus_known = next_random(&seed) % 2;
		build_all_zonelists(m);
		is_the_obvious_order(m);
		tiny_free(m);
	}
}

static void the_node_itself_comes_first_whatever_the_distances(void **state)
{
	struct machine *m = tiny_machine(3);
	nodemask_t all = m->node_states[N_POSSIBLE];
	uint16_t order[MAX_NUMNODES];

	(void)state;
	m->node_load = xcalloc(3, sizeof(int));
	m->distance[1 * 3 + 1] = 200;
	assert_int_equal(sort_nodes_for(m, 1, &all, order), 3);
	assert_int_equal(order[0], 1);
	tiny_free(m);
}

static void a_node_outside_the_set_is_not_in_its_own_order(void **state)
{
	struct machine *m = tiny_machine(3);
	nodemask_t only_2 = nodemask_of_node(2);
	uint16_t order[MAX_NUMNODES];

	(void)state;
	m->node_load = xcalloc(3, sizeof(int));
	assert_int_equal(sort_nodes_for(m, 0, &only_2, order), 1);
	assert_int_equal(order[0], 2);
	assert_int_equal(sort_nodes_for(m, 0, &NODE_MASK_NONE, order), 0);
	tiny_free(m);
}

/* The first of each distance counts; the node itself and its equals do not. */
static void load_counts_the_first_node_of_each_distance(void **state)
{
	static const uint16_t order[] = { 0, 1, 2, 3 };
	struct machine *m = tiny_machine(4);

	(void)state;
	m->node_load = xcalloc(4, sizeof(int));
	m->distance[3] = 30;
	count_node_load(m, 0, order, 4);
	assert_int_equal(m->node_load[0], 0);
	assert_int_equal(m->node_load[1], 1);
	assert_int_equal(m->node_load[2], 0);
	assert_int_equal(m->node_load[3], 1);
	tiny_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sort_is_the_kernels_search_on_random_machines),
		cmocka_unit_test(the_node_itself_comes_first_whatever_the_distances),
		cmocka_unit_test(a_node_outside_the_set_is_not_in_its_own_order),
		cmocka_unit_test(load_counts_the_first_node_of_each_distance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
