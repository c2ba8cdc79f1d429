// SPDX-License-Identifier: GPL-2.0-only
/*
 * Demotion targets: for each node the nearest nodes of the next slower tier.
 *
 * Responsible for the choice and for the place of design hook H9. Not
 * responsible for moving pages.
 *
 * Mirrors: mm/memory-tiers.c establish_demotion_targets(), node_get_allowed_targets(),
 * next_demotion_node(); mm/page_alloc.c find_next_best_node(), v6.12.
 * Differs: the masks of a tier that nobody may use any more are rebuilt, not
 * cleared first: no reader runs in between.
 */
#include "tiers/demotion.h"

#include <stdlib.h>

#define PENALTY_FOR_NODE_WITH_CPUS 1

/* A node and how well find_next_best_node() likes it: the lowest score comes first. */
struct candidate {
	int score;
	int nid;
};

static int compare_candidates(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? -1 : 1;
	return x->nid - y->nid;
}

/*
 * The nodes of @nodes in the order in which repeated find_next_best_node(@node)
 * finds them. The load is that of the last zonelist build and does not change
 * in between, hence one sort. Return: their number.
 */
static size_t order_candidates(const struct machine *m, int node, const nodemask_t *nodes,
			       struct candidate order[MAX_NUMNODES])
{
	size_t nr = 0;
	int n;

	for_each_node_mask(n, nodes) {
		int val = node_distance(m, node, n) + (n < node);

		if (m->cpus_known && m->nr_cpus_of_node[n])
			val += PENALTY_FOR_NODE_WITH_CPUS;
		order[nr++] = (struct candidate){ val * MAX_NUMNODES + m->node_load[n], n };
	}
	qsort(order, nr, sizeof(*order), compare_candidates);
	return nr;
}

static enum demotion_answer demotion_ok(const struct machine *m, int src, int dst)
{
	return m->design->demotion_ok ? m->design->demotion_ok(m, src, dst) : DEMOTION_OK;
}

/*
 * All candidates at the distance of the first one. As in the kernel the search
 * ends at the first that is farther (or, by score, nearer) than that.
 */
static void collect_preferred(const struct machine *m, int node, const nodemask_t *nodes,
			      nodemask_t *preferred)
{
	struct candidate order[MAX_NUMNODES];
	size_t nr = order_candidates(m, node, nodes, order);
	int best_distance = -1;

	for (size_t i = 0; i < nr; i++) {
		int target = order[i].nid, distance = node_distance(m, node, target);
		enum demotion_answer answer;

		if (best_distance != -1 && distance != best_distance)
			return;
		answer = demotion_ok(m, node, target);
		if (answer == DEMOTION_STOP)
			return;
		if (answer == DEMOTION_SKIP)
			continue;
		best_distance = distance;
		node_set(target, preferred);
	}
}

static void find_preferred(struct memory_tiers *t, const struct machine *m)
{
	for (size_t i = 0; i + 1 < t->nr_tiers; i++) {
		int node;

		for_each_node_mask(node, &t->tiers[i].nodes) {
			if (demotion_ok(m, node, NUMA_NO_NODE) == DEMOTION_OK)
				collect_preferred(m, node, &t->tiers[i + 1].nodes,
						  &t->preferred[node]);
		}
	}
}

/*
 * The slowest tier that has CPUs ends the top: memory as fast as that, or
 * faster, is not promoted from.
 */
static void find_top_tier(struct memory_tiers *t, const struct machine *m)
{
	for (size_t i = t->nr_tiers; i-- > 0;) {
		if (nodes_intersects(&t->tiers[i].nodes, &m->node_states[N_CPU])) {
			t->top_tier_adistance =
				t->tiers[i].adistance_start + MEMTIER_CHUNK_SIZE - 1;
			return;
		}
	}
}

void establish_demotion_targets(struct memory_tiers *t, const struct machine *m)
{
	nodemask_t lower = m->node_states[N_MEMORY];

	/* Nodes in a design's own state are there when the design lets them in (H9). */
	for (size_t i = 0; i < t->nr_tiers; i++)
		nodes_or(&lower, &lower, &t->tiers[i].nodes);
	for (int nid = 0; nid < t->nr_node_ids; nid++)
		nodes_clear(&t->preferred[nid]);
	find_preferred(t, m);
	find_top_tier(t, m);
	for (size_t i = 0; i < t->nr_tiers; i++) {
		nodes_andnot(&lower, &lower, &t->tiers[i].nodes);
		t->tiers[i].lower_tier_mask = lower;
	}
}

const nodemask_t *demotion_preferred(const struct memory_tiers *t, int nid)
{
	assert(nid >= 0 && nid < t->nr_node_ids);
	return &t->preferred[nid];
}

int next_demotion_node(const struct memory_tiers *t, int nid, uint64_t random)
{
	const nodemask_t *preferred = demotion_preferred(t, nid);
	int nr = nodes_weight(preferred);

	return nr ? nth_node((int)(random % (unsigned)nr), preferred) : NUMA_NO_NODE;
}

void node_get_allowed_targets(const struct memory_tiers *t, int nid, nodemask_t *targets)
{
	const struct memory_tier *tier = node_memory_tier(t, nid);

	if (tier)
		*targets = tier->lower_tier_mask;
	else
		nodes_clear(targets);
}
